"""The whole messenger as one ASGI application, and ways to run it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.localchat.core import LocalChat
from bot.localchat.server import BotSide
from bot.localchat.settings import Settings
from bot.localchat.sim import create_sim_app
from bot.localchat.webhooks import Webhooks

ADDRESS = "127.0.0.1"


class LocalChatApp:
    """/bot<token>/<method>, /file/bot<token>/<path> and /sim/…; mountable under another application.

    Mounted, nobody runs its lifespan: call `close()` at the end, and `server.stop()` before a server
    shuts down, so that waiting polls and streams end.
    """

    def __init__(self, server: LocalChat) -> None:
        self.server = server
        self.bot_side: ASGIApp = BotSide(server)
        self.sim: ASGIApp = create_sim_app(server)
        self._rest = Starlette(routes=[Mount("/sim", self.sim)])
        self._webhooks = Webhooks(server)
        self._woken = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to its side."""
        if not self._woken and scope["type"] == "http":
            self._woken = True
            self._webhooks.wake_all()
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] == "http" and path.startswith(("/bot", "/file/bot")):
            await self.bot_side(scope, receive, send)
        else:
            await self._rest(scope, receive, send)

    async def close(self) -> None:
        """End what waits, stop the webhooks, close the database."""
        self.server.stop()
        await self._webhooks.close()
        self.server.close()


def create_app(settings: Settings) -> LocalChatApp:
    """Return a messenger of these settings; its database is open from now on."""
    return LocalChatApp(LocalChat(settings))


@dataclass(frozen=True, slots=True)
class Running:
    """A messenger that serves: `url` is the api_base of bots, the people's side is `url`/sim."""

    url: str
    port: int
    app: LocalChatApp

    @property
    def server(self) -> LocalChat:
        """The messenger itself."""
        return self.app.server


def bound_socket(port: int) -> socket.socket:
    """Return a socket on the loopback address; port 0 takes a free one. Raises OSError for a taken port."""
    # asyncio switches Nagle's delay off only where the protocol is named.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((ADDRESS, port))
    except OSError:
        found.close()
        raise
    found.listen(512)
    found.setblocking(False)
    return found


def server_config(app: ASGIApp, proxies: tuple[str, ...] = (ADDRESS,)) -> uvicorn.Config:
    """Return how uvicorn runs the messenger: no access log, no signals of its own business.

    `proxies`: addresses or nets whose word is taken for where a visitor comes from.
    """
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
        forwarded_allow_ips=list(proxies),
    )


@contextlib.asynccontextmanager
async def running(settings: Settings, port: int = 0) -> AsyncIterator[Running]:
    """Serve a messenger in this event loop until the block ends."""
    app = create_app(settings)
    listening = bound_socket(port)
    web = uvicorn.Server(server_config(app))
    # uvicorn would take the process's signals for itself; they belong to whoever runs us.
    web.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(web.serve(sockets=[listening]))
    try:
        while not web.started and not task.done():  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.005)
        taken = listening.getsockname()[1]
        yield Running(f"http://{ADDRESS}:{taken}", taken, app)
    finally:
        app.server.stop()
        web.should_exit = True
        await task
        listening.close()
        await app.close()
