"""All pages as one ASGI application: the chat, static files, /healthz, /metrics; strict headers over everything."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from bot.app import App
from handlers.web import chat, desk, pages, public, watching, webhook, wrong
from handlers.web.guard import StrictHeaders
from handlers.web.shelf import FromShelf, Shelf


class Files(StaticFiles):
    """Static files under a path that names their version: what was fetched once is never asked for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a file; the path's first part is the version and no folder."""
        _, _, name = path.replace("\\", "/").partition("/")
        response = await super().get_response(name, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def build(app: App | None, *, localchat: ASGIApp | None, api_base: str = "/local") -> Starlette:
    """Return the pages.

    `localchat` is the people's side of the local messenger (`LocalChatApp.sim`), answered under `api_base`/sim for
    pages of this machine only; None where no local messenger runs in this process. `app` is kept as
    `state.dalaba` for the pages that read the books; the chat page needs none.
    """
    local = localchat is not None
    links = (*pages.LINKS, *(desk.links(app, local=local) if app is not None else ()))
    render = pages.renderer(links)
    ready = Shelf(app.clock) if app is not None else None
    routes: list[BaseRoute] = [
        *watching.routes(app),
        Mount("/static", Files(directory=pages.STATIC)),
        *webhook.routes(app),
        *chat.routes(render, localchat, api_base),
        *public.routes(app, render, ready),
        *(desk.routes(app, render, local=local) if app is not None else ()),
    ]
    web = Starlette(routes=routes, middleware=[Middleware(FromShelf, shelf=ready), Middleware(StrictHeaders)])
    web.state.dalaba = app
    wrong.add_to(web, render, app.counties if app is not None else ())
    return web
