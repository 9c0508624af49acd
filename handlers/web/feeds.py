"""The open postings for other programs: Atom (RFC 4287) and JSON Feed 1.1, for the county and for each trade."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.board import Card
from bot.texts import say
from handlers.web import wording
from handlers.web.board import plain, reply_address
from handlers.web.public import Public
from nlp.types import Trade

TRADES = frozenset(each.value for each in Trade)


def routes(public: Public) -> list[BaseRoute]:
    """`/feed.atom`, `/feed.json`, and the same under a trade's name."""

    async def feed(request: Request) -> Response:
        trade, form = request.path_params.get("trade", ""), request.path_params["form"]
        if form not in ("atom", "json") or (trade and trade not in TRADES):
            return public.wrong(request, "missing")

        async def make() -> tuple[bytes, str]:
            cards = await public.open_cards(request, trade)
            if form == "json":
                return _json(public, request, cards, trade), "application/feed+json; charset=utf-8"
            return _atom(public, request, cards, trade), "application/atom+xml; charset=utf-8"

        return await public.shared(request, f"feed.{form}", make, trade)

    return [
        Route(f"{public.base}/feed.{{form}}", feed, methods=["GET"]),
        Route(f"{public.base}/feed/{{trade}}.{{form}}", feed, methods=["GET"]),
    ]


def _title(public: Public, request: Request, trade: str) -> str:
    language = wording.chosen(request)
    return f"{public.station} · {say(f'trade.{trade}', language)}" if trade else public.station


def _json(public: Public, request: Request, cards: list[Card], trade: str) -> bytes:
    address, language = public.address(request), wording.chosen(request)
    name = f"feed/{trade}" if trade else "feed"
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(public, request, trade),
        "home_page_url": f"{address}{public.base}/board",
        "feed_url": f"{address}{public.base}/{name}.json",
        "language": "zh-CN" if language == "zh" else "en",
        "items": [
            {
                "id": reply_address(public, request, each.code),
                "url": reply_address(public, request, each.code),
                "title": f"{each.code} {each.work} {each.wanted}",
                "content_text": plain(each, language),
                "date_published": _stamp(public, each.published_at),
                "tags": [each.trade_name],
                "_dalaba": {"code": each.code, "trade": each.trade, "free": each.free, "urgent": each.urgent},
            }
            for each in cards
        ],
    }
    return json.dumps(made, ensure_ascii=False).encode()


def _atom(public: Public, request: Request, cards: list[Card], trade: str) -> bytes:
    address, language = public.address(request), wording.chosen(request)
    name = f"feed/{trade}" if trade else "feed"
    own = f"{address}{public.base}/{name}.atom"
    newest = max((each.published_at for each in cards if each.published_at), default=public.moment())
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_safe(_title(public, request, trade))}</title>",
        f"<id>{_safe(own)}</id>",
        f"<updated>{_stamp(public, newest)}</updated>",
        f"<author><name>{_safe(_title(public, request, ''))}</name></author>",
        f'<link rel="self" href={quoteattr(own)}/>',
        f"<link href={quoteattr(f'{address}{public.base}/board')}/>",
    ]
    for each in cards:
        link = reply_address(public, request, each.code)
        lines += [
            "<entry>",
            f"<title>{_safe(f'{each.code} {each.work} {each.wanted}')}</title>",
            f"<id>{_safe(link)}</id>",
            f"<link href={quoteattr(link)}/>",
            f"<updated>{_stamp(public, each.published_at)}</updated>",
            f"<category term={quoteattr(each.trade)} label={quoteattr(each.trade_name)}/>",
            f"<summary>{_safe(plain(each, language))}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>"]).encode()


def _safe(text: str) -> str:
    return escape("".join(letter for letter in text if letter.isprintable()))


def _stamp(public: Public, moment: datetime | None) -> str:
    return (moment or public.moment()).astimezone(public.here.zone).isoformat(timespec="seconds")
