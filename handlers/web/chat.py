"""The chat page: one page of this origin that speaks to the local messenger under `api_base`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route, request_response
from starlette.types import ASGIApp

from handlers.web.guard import SameMachine
from handlers.web.pages import STATIC

Render = Callable[..., HTMLResponse]


def modules(folder: Path = STATIC / "chat") -> list[str]:
    """The names of the page's modules, so that the browser fetches them all at once instead of one after another."""
    return sorted(path.name for path in folder.glob("*.js"))


def routes(render: Render, localchat: ASGIApp | None, api_base: str) -> list[BaseRoute]:
    """The page at `/`, and the people's side of the local messenger under `api_base`/sim.

    Without a local messenger (a live deployment) `/` says where the conversation takes place instead.
    """
    if localchat is None:

        async def elsewhere(request: Request) -> Response:
            return render(request, "elsewhere.html")

        return [Route("/", elsewhere)]

    names = modules()

    async def page(request: Request) -> Response:
        return render(request, "chat.html", api_base=api_base, modules=names)

    return [
        Route("/", SameMachine(request_response(page))),
        Mount(f"{api_base}/sim", SameMachine(localchat)),
    ]
