"""What went wrong with a page or a form, in the reader's language, with what to do now and a way on.

Every answer that is no page of ours ends here: a path that is none, a form of another page, one too large or too old.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.web import guard, wording
from handlers.web.chat import Render

STATUS = {"origin": 403, "old": 403, "large": 413, "missing": 404, "method": 405, "bug": 500}
"""What may be wrong, as the texts call it, and with which status it is answered."""


def page(render: Render, request: Request, what: str, *, base: str, most: int = 0) -> Response:
    """The page for one of STATUS. `base`: a county's path, or empty; `most`: the bytes allowed."""
    language = wording.chosen(request)
    words: dict[str, str] = wording.texts(language)["wrong"]
    size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} kB"
    told, todo = words[what], words[f"{what}_more"].format(size=size)
    headers = {"Cache-Control": "no-store"}
    if "hx-request" in request.headers:  # a piece of an open page: its script says it there
        return PlainTextResponse(f"{told}{' ' if language == 'en' else ''}{todo}", STATUS[what], headers=headers)
    desk = request.url.path.startswith(f"{base}/desk")
    where = f"{base}/desk" if desk else f"{base}/board" if base else "/"
    response = render(
        request,
        "wrong.html",
        w=words,
        told=told,
        todo=todo,
        where=where,
        way=words["to_desk"] if desk else words["to_board"] if base else words["to_start"],
        before=_before(request, base),
    )
    response.status_code = STATUS[what]
    response.headers.update(headers)
    return response


def _before(request: Request, base: str) -> str:
    """The page that the form stood on, where it is one of this county's."""
    told = urlsplit(request.headers.get("referer", ""))
    ours = told.netloc == request.headers.get("host", "") and bool(base) and told.path.startswith(f"{base}/")
    return told.path if ours and (told.path != request.url.path or request.method == "POST") else ""


def add_to(web: Starlette, render: Render, slugs: Iterable[str]) -> None:
    """Have the application answer with such a page what has no route, and what broke."""
    known = tuple(slugs)

    def county(request: Request) -> str:
        slug = request.url.path.split("/")[1]
        return f"/{slug}" if slug in known else ""

    async def missing(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = page(render, request, "missing" if error.status_code == 404 else "method", base=county(request))
        response.headers.update(error.headers or {})
        return response

    async def broke(request: Request, error: Exception) -> Response:
        response = page(render, request, "bug", base=county(request))
        response.headers.update(guard.HEADERS)  # what breaks is answered outside the layer that lays them
        return response

    web.add_exception_handler(404, missing)
    web.add_exception_handler(405, missing)
    web.add_exception_handler(500, broke)
