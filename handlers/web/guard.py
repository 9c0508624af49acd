"""What every answer carries, and who may speak to the local messenger: pages of this machine, of this very origin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

# Nothing from elsewhere, no script or style in the page itself, in nobody's frame.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class StrictHeaders:
    """Lay HEADERS over every answer. A plain ASGI layer: streams of events pass unbuffered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, sending)


class SameMachine:
    """Let through only what was asked of a local name, from a page of the same origin or from no page at all.

    The local messenger lets anybody be anyone: a page from elsewhere must reach it neither by a name that it points
    at this machine (DNS rebinding) nor across origins.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOCAL_HOSTS) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403 with what to do."""
        if scope["type"] != "http" or self.allows(scope):
            await self.app(scope, receive, send)
            return
        # The one who reads this opened the page by another name; say by which it opens.
        told = f"请用 http://127.0.0.1:{_port(scope)} 打开。\nPlease open http://127.0.0.1:{_port(scope)} instead.\n"
        await PlainTextResponse(told, status_code=403)(scope, receive, send)

    def allows(self, scope: Scope) -> bool:
        """Whether Host is local and nothing says that another origin asks."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _hostname(host) not in self.hosts:
            return False
        origin = headers.get("origin")
        if origin is not None and origin != f"{scope.get('scheme', 'http')}://{host}":
            return False
        site = headers.get("sec-fetch-site", "none")
        return site in ("none", "same-origin") or headers.get("sec-fetch-mode") == "navigate"


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _port(scope: dict[str, Any] | Scope) -> int:
    server = scope.get("server")
    return int(server[1]) if server and server[1] else 8080
