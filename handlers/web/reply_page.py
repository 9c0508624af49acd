"""The page behind a posting's QR code: what it is, a form to sign up, and the page of one's own that follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import accounts, board, reply_page, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, SignupState
from bot.texts import say
from handlers.web import wording as pages_wording
from handlers.web.public import Public


def routes(public: Public) -> list[BaseRoute]:
    """`/a/A12`, and `/mine/…` for who signed up."""

    async def page(request: Request) -> Response:
        return await _page(public, request)

    async def send(request: Request) -> Response:
        return await _send(public, request)

    async def mine(request: Request) -> Response:
        return await _mine(public, request)

    async def change(request: Request) -> Response:
        return await _change(public, request)

    base = public.base
    return [
        Route(f"{base}/a/{{code}}", page, methods=["GET"]),
        Route(f"{base}/a/{{code}}", send, methods=["POST"]),
        Route(f"{base}/mine/{{word}}", mine, methods=["GET"]),
        Route(f"{base}/mine/{{word}}", change, methods=["POST"]),
    ]


def _posting(session: Session, now: datetime, here: Here, code: str, language: str) -> dict[str, Any] | None:
    row, language = board.find(session, here, code), here.spoken(language)
    if row is None:
        return None
    name = wording.named(row)
    on = row.status in ON_AIR and row.paused_at is None
    key = "paused" if row.paused_at is not None and row.status in ON_AIR else row.status
    return {
        "card": board.card(session, now, here, row, language),
        "place": wording.place(row),
        "open": on,
        "full": row.status == "full",
        "over": "" if row.status == "open" and on else say(f"copy.{key}", language, name=name, code=row.code or ""),
        "longterm": row.kind == "longterm",
    }


async def _page(public: Public, request: Request) -> Response:
    """The page as everybody finds it: made once for all who come within some seconds."""
    code = request.path_params["code"][:8].upper()

    async def make() -> tuple[bytes, str]:
        found = await _show(public, request)
        return (bytes(found.body), "text/html; charset=utf-8") if found.status_code == 200 else (b"", "")

    if code.isascii() and code.isalnum():
        response = await public.shared(request, "reply", make, code)
        if response.body:
            return response
    return public.show(request, "public/gone.html", status=404)


async def _show(public: Public, request: Request, error: str = "", status: int = 200, **held: str) -> Response:
    found = await public.read(_posting, request.path_params["code"][:8], pages_wording.chosen(request))
    values = {"name": "", "phone": "", "people": "1", **held}
    if found is None:
        return public.show(request, "public/gone.html", status=404)
    return public.show(request, "public/reply.html", status=status, error=error, held=values, **found)


async def _send(public: Public, request: Request) -> Response:
    form = await public.form(request)
    if isinstance(form, Response):
        return form
    held = {name: (form.get(name) or [""])[0][:60] for name in ("name", "phone", "people")}
    code = request.path_params["code"][:8]
    rules = public.settings.rules
    address = request.client.host if request.client else ""
    keys = [(accounts.digest(f"reply from:{address}"), rules.replies_per_address)]
    phone = reply_page.phone_of(held["phone"])
    if phone:
        keys.append((accounts.digest(f"reply phone:{phone}"), rules.replies_per_phone))
    try:
        if (form.get("consent") or [""])[0] != "yes":
            raise Refused("page.consent_first")
        if not await public.app.act(reply_page.try_once, public.here, keys=keys):
            return await _show(
                public,
                request,
                say("page.too_often", public.tongue(request), phone=public.settings.duty_phone),
                429,
                **held,
            )
        word = accounts.word()
        await public.act(
            reply_page.sign_up,
            said=f"{code} {held['name']} {held['people']}",
            code=code,
            name=held["name"],
            phone=held["phone"],
            people_count=int(held["people"]) if held["people"].isdecimal() else 0,
            word=word,
        )
    except Refused as refused:
        return await _show(public, request, public.refused(request, refused), 422, **held)
    return RedirectResponse(f"{public.base}/mine/{word}", status_code=303, headers={"Cache-Control": "no-store"})


def _own(session: Session, now: datetime, here: Here, word: str, language: str) -> dict[str, Any] | None:
    found = reply_page.mine(session, now, here, word, here.spoken(language))
    if found is None:
        return None
    posting, signup, stands = found
    return {
        "stands": stands,
        "on": signup.state in (SignupState.ACTIVE, SignupState.LEAD),
        "may_change": signup.state == SignupState.ACTIVE and posting.status in ON_AIR,
        "people": signup.people,
        "code": posting.code or "",
    }


async def _mine(public: Public, request: Request, error: str = "", status: int = 200) -> Response:
    found = await public.read(_own, request.path_params["word"][:80], pages_wording.chosen(request))
    if found is None:
        return public.show(request, "public/gone.html", status=404)
    return public.show(request, "public/mine.html", status=status, error=error, **found)


async def _change(public: Public, request: Request) -> Response:
    form = await public.form(request)
    if isinstance(form, Response):
        return form
    word, people = request.path_params["word"][:80], (form.get("people") or [""])[0]
    try:
        if (form.get("act") or [""])[0] == "leave":
            await public.act(reply_page.leave, word=word)
        else:
            count = int(people) if people.isdecimal() else 0
            await public.act(reply_page.change, word=word, people_count=count)
    except Refused as refused:
        return await _mine(public, request, public.refused(request, refused), 422)
    return RedirectResponse(f"{public.base}/mine/{word}", status_code=303, headers={"Cache-Control": "no-store"})
