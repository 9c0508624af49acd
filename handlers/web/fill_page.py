"""The forwarder's one list to fill in, on their own page: phones and names that are missing of today and tomorrow."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import filling, links
from bot.app import Here
from handlers.web import wording
from handlers.web.public import Public

FIELD = re.compile(r"(phone|names)\.(\d{1,12})")
BETWEEN = re.compile(r"[\s、,，;；]+")


def routes(public: Public) -> list[BaseRoute]:
    """`/f/<word>/fill`."""

    async def page(request: Request) -> Response:
        return await _page(public, request)

    async def save(request: Request) -> Response:
        return await _save(public, request)

    path = f"{public.base}/f/{{word}}/fill"
    return [Route(path, page, methods=["GET"]), Route(path, save, methods=["POST"])]


def _look(session: Session, now: datetime, here: Here, word: str) -> tuple[int, list[filling.Missing]] | None:
    link = links.find(session, here, word)
    return (link.person_id, filling.tomorrow(session, now, here, link.person_id)) if link is not None else None


async def _page(public: Public, request: Request, *, error: str = "", status: int = 200) -> Response:
    word = request.path_params["word"][:80]
    found = await public.read(_look, word)
    if found is None:
        return public.show(request, "public/gone.html", status=404)
    done = request.query_params.get("done", "")
    return public.show(
        request,
        "public/fill.html",
        status=status,
        own=f"{public.base}/f/{word}",
        missing=found[1],
        w=_words(request),
        done=int(done) if done.isdecimal() and len(done) < 4 else 0,
        error=error,
    )


def _words(request: Request) -> dict[str, str]:
    words: dict[str, str] = wording.texts(wording.chosen(request))["filling"]
    return words


async def _save(public: Public, request: Request) -> Response:
    form = await public.form(request)
    if isinstance(form, Response):
        return form
    word = request.path_params["word"][:80]
    found = await public.read(_look, word)
    if found is None:
        return public.show(request, "public/gone.html", status=404)
    given = {name: values[-1].strip() for name, values in form.items() if values and values[-1].strip()}
    done = await public.act(_fill_all, actor=found[0], said="\n".join(given.values()), person_id=found[0], given=given)
    if given and not done:
        return await _page(public, request, error=_words(request)["unread"], status=422)
    back = f"{public.base}/f/{word}/fill?done={done}"
    return RedirectResponse(back, status_code=303, headers={"Cache-Control": "no-store"})


def _fill_all(session: Session, now: datetime, here: Here, *, person_id: int, given: dict[str, str], **_: Any) -> int:
    """Put down every field that was given and is missing still; how many were."""
    wanted = {(each.what, each.signup_id): each for each in filling.tomorrow(session, now, here, person_id)}
    done = 0
    for name, value in given.items():
        field = FIELD.fullmatch(name)
        want = wanted.get((field[1], int(field[2]))) if field is not None else None
        if want is not None:
            names = [part for part in BETWEEN.split(value[:300]) if part and not any(map(str.isdigit, part))]
            done += filling.fill(session, now, here, person_id=person_id, want=want, phone=value[:40], names=names)
    return done
