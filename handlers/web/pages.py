"""What all pages share: the templates, the links from one page to the next, the remembered language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from handlers.web import wording

HERE = Path(__file__).parent
STATIC = HERE / "static"
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Link:
    """A link in every page's navigation: where to, and which sentence of `[nav]` it is called by."""

    href: str
    key: str


# The pages there are, in the order of the navigation. A further page adds its line here and its routes in app.py.
LINKS: tuple[Link, ...] = (Link("/", "chat"),)


@cache
def environment() -> Environment:
    """Templates that escape everything and stop on a name that is not there; one for all, as they are compiled."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def version() -> str:
    """A short name for the static files as they lie there now, so that a browser never mixes two versions."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def renderer(links: Sequence[Link] = LINKS) -> Callable[..., HTMLResponse]:
    """Return `render(request, template, **values)`, which fills a template in the visitor's language."""
    templates = environment()
    static = f"/static/{version()}"

    def render(request: Request, template: str, /, **values: Any) -> HTMLResponse:
        language = wording.chosen(request)
        body = templates.get_template(template).render(
            language=language,
            texts=wording.texts(language),
            marks=wording.texts(language)["marks"],
            links=[link for link in links if len(links) > 1],
            here=request.url.path,
            static=static,
            **values,
        )
        response = HTMLResponse(body, headers={"Cache-Control": "no-cache"})
        if request.query_params.get("lang") in wording.LANGUAGES:
            response.set_cookie(wording.COOKIE, language, max_age=_A_YEAR, samesite="lax", httponly=True)
        return response

    return render
