"""The board: open postings as a page for phones that can be searched, a wall display, and a sheet to print."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import poster_image
from bot.board import Card
from bot.texts import say
from handlers.web import wording
from handlers.web.public import Public
from nlp import searching
from nlp.gazetteer import Gazetteer

ON_A_WALL = 6
PIECES_MOST = 20
QR_KINDS = {"svg": "image/svg+xml", "png": "image/png"}
HTML = "text/html; charset=utf-8"
UNITS = {"hour": "HOUR", "day": "DAY", "month": "MONTH"}


def routes(public: Public) -> list[BaseRoute]:
    """The board in its three forms, QR codes, posters."""

    async def page(request: Request) -> Response:
        return await _page(public, request)

    async def wall(request: Request) -> Response:
        return await _wall(public, request)

    async def sheet(request: Request) -> Response:
        return await _sheet(public, request)

    async def code(request: Request) -> Response:
        return _qr(public, request)

    async def poster(request: Request) -> Response:
        return await _poster(public, request)

    base = public.base
    return [
        Route(f"{base}/board", page, methods=["GET"]),
        Route(f"{base}/board/wall", wall, methods=["GET"]),
        Route(f"{base}/board/sheet", sheet, methods=["GET"]),
        Route(f"{base}/qr/{{code}}.{{kind:str}}", code, methods=["GET"]),
        Route(f"{base}/poster/{{code}}.png", poster, methods=["GET"]),
    ]


async def _page(public: Public, request: Request) -> Response:
    trade = request.query_params.get("trade", "")[:20]
    asked = request.query_params.get("q", "").strip()[:40]

    async def make() -> tuple[bytes, str]:
        pieces = await _pieces(public, request)
        trades = sorted({(each.card.trade, each.card.trade_name) for each in pieces})
        among = [each for each in pieces if not trade or each.card.trade == trade]
        found, near = among, False
        if asked:  # beside the loop: the first search of a process reads its dictionary
            found, near = await asyncio.to_thread(_searched, asked, among, public.here.gazetteer)
        schema = f"[{','.join(each.schema for each in found)}]"
        response = public.draw(
            request,
            "public/board.html",
            pieces=found,
            trades=trades,
            trade=trade,
            asked=asked,
            near=near,
            schema=schema,
            all_count=len(pieces),
        )
        return bytes(response.body), HTML

    return await public.shared(request, "board", make, trade, asked)


@dataclass(frozen=True, slots=True)
class Piece:
    """One posting's part of the board, drawn once for every search that finds it."""

    card: Card
    words: str
    html: Markup
    schema: str


def _searched(asked: str, among: list[Piece], gazetteer: Gazetteer) -> tuple[list[Piece], bool]:
    """Those that hold every word asked for; where none does, those that come near, and True."""
    wanted, texts = searching.words(asked, gazetteer), [each.words for each in among]
    held = searching.holding(wanted, texts)
    if held:
        return [among[place] for place in held], False
    near = [among[place] for place in searching.near(wanted, texts, gazetteer)]
    return near, bool(near)


async def _pieces(public: Public, request: Request) -> list[Piece]:
    cards = await public.open_cards(request)
    key = (wording.chosen(request), public.address(request))
    drawn = public.pieces.get(key)
    if drawn is None or drawn[0] is not cards:
        kept = {each.card: each for each in drawn[1]} if drawn is not None else {}
        found = [kept.get(each) or _piece(public, request, each) for each in cards]
        if len(public.pieces) >= PIECES_MOST:  # one for each name that the machine is called by
            public.pieces.clear()
        public.pieces[key] = drawn = (cards, found)
    return drawn[1]


def _piece(public: Public, request: Request, card: Card) -> Piece:
    words = f"{card.code} {card.work} {card.place} {card.trade_name} {card.pay} {card.when}".lower()
    html = bytes(public.draw(request, "public/card.html", card=card).body).decode()
    return Piece(card, words, Markup(html), script(_schema(public, request, card)))  # noqa: S704 - our own template's


async def _wall(public: Public, request: Request) -> Response:
    async def make() -> tuple[bytes, str]:
        cards = await public.open_cards(request)
        pages = [cards[start : start + ON_A_WALL] for start in range(0, len(cards), ON_A_WALL)]
        response = public.draw(request, "public/wall.html", pages=pages, today=public.moment(), count=len(cards))
        return bytes(response.body), HTML

    return await public.shared(request, "wall", make)


async def _sheet(public: Public, request: Request) -> Response:
    async def make() -> tuple[bytes, str]:
        cards = await public.open_cards(request)
        return bytes(public.draw(request, "public/sheet.html", cards=cards, today=public.moment()).body), HTML

    return await public.shared(request, "sheet", make)


def reply_address(public: Public, request: Request, code: str) -> str:
    """Where one signs up for a posting."""
    return f"{public.address(request)}{public.base}/a/{code}"


def _known(code: str) -> bool:
    return len(code) <= 8 and code.isascii() and code.isalnum()


def _qr(public: Public, request: Request) -> Response:
    code, kind = request.path_params["code"], request.path_params["kind"]
    if not _known(code) or kind not in QR_KINDS:
        return public.wrong(request, "missing")
    body = _drawn(reply_address(public, request, code.upper()), kind)
    return Response(body, media_type=QR_KINDS[kind], headers={"Cache-Control": "public, max-age=3600"})


@lru_cache(maxsize=1000)
def _drawn(address: str, kind: str) -> bytes:
    held = io.BytesIO()
    code = segno.make(address, error="m")
    if kind == "png":  # for robots of groups, which show a picture by its address
        code.save(held, kind="png", border=4, scale=10)
        return held.getvalue()
    code.save(held, kind="svg", border=2, xmldecl=False, svgns=True, dark="#000", light="#fff", scale=4)
    return held.getvalue()


async def _poster(public: Public, request: Request) -> Response:
    code = request.path_params["code"]
    if not _known(code):
        return public.wrong(request, "missing")
    language, address = wording.chosen(request), reply_address(public, request, code.upper())

    async def make() -> tuple[bytes, str]:
        sheet = await public.read(poster_image.sheet, code, address, language)
        if sheet is None:
            return b"", ""
        return await poster_image.drawn(sheet), "image/png"

    response = await public.shared(request, "poster", make, code.upper())
    if not response.body:
        return public.wrong(request, "missing")
    return response


def script(value: Any) -> str:
    """JSON that can stand in a script element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "")
        .replace("\u2029", "")
    )


def _schema(public: Public, request: Request, each: Card) -> dict[str, Any]:
    """A posting as schema.org describes it (https://schema.org/JobPosting); the station stands for who hires."""
    language = wording.chosen(request)
    station = public.station
    row: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": each.work,
        "identifier": {"@type": "PropertyValue", "name": station, "value": each.code},
        "description": plain(each, language),
        "datePosted": _day(each.published_at),
        "validThrough": each.valid_until.isoformat() if each.valid_until else None,
        "employmentType": "FULL_TIME" if each.kind == "longterm" else "TEMPORARY",
        "industry": each.trade_name,
        "totalJobOpenings": each.free or None,
        "hiringOrganization": {"@type": "Organization", "name": station},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressCountry": "CN",
                "addressRegion": public.here.gazetteer.name,
                "addressLocality": each.township or public.here.gazetteer.name,
                "streetAddress": each.village or None,
            },
        },
        "url": reply_address(public, request, each.code),
        "directApply": True,
        "baseSalary": _salary(each),
    }
    return {key: value for key, value in row.items() if value is not None}


def _salary(each: Card) -> dict[str, Any] | None:
    unit = UNITS.get(each.wage_unit or "")
    if not unit or each.wage_min is None:
        return None
    return {
        "@type": "MonetaryAmount",
        "currency": "CNY",
        "value": {
            "@type": "QuantitativeValue",
            "minValue": each.wage_min,
            "maxValue": each.wage_max,
            "unitText": unit,
        },
    }


def plain(each: Card, language: str) -> str:
    """A posting in one sentence."""
    parts = [
        f"{each.code} {each.work} {each.wanted}",
        each.pay,
        each.extras,
        each.when,
        each.place,
        each.asks,
        each.until,
    ]
    return say("list.comma", language).join(part for part in parts if part)


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment is not None else None
