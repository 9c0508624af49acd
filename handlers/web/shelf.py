"""What many look at, as bytes ready to go out, and the layer before all routes that finds them there.

A page that was made for one request is answered to the same request again without route, template or books, until it
is some seconds old. So a crowd of visitors costs the loop little, and the bot's own work keeps its turn.
"""

from __future__ import annotations

import gzip
import hashlib
from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.web import wording
from handlers.web.guard import HEADERS

BYTES_MOST = 32_000_000
MAKING_MOST = 2
"""Pages for everybody that are made at one moment; the threads that read the books serve the bot and the desk too."""
WORTH_PACKING = 1_000
PACKED = ("text/", "application/", "image/svg")

Asked = tuple[str, bytes, str, bytes]


def asked(scope: Scope) -> Asked | None:
    """What decides over the answer: path, query, language chosen before (empty: none, so the county's), host.

    None where the request also chooses a language.
    """
    query: bytes = scope["query_string"]
    if b"lang=" in query:
        return None
    language, host = "", b""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value
        elif name == b"cookie" and _COOKIE in value:
            language = _language(value)
    return scope["path"], query, language, host


_COOKIE = wording.COOKIE.encode()


def _language(cookies: bytes) -> str:
    for each in cookies.split(b";"):
        name, _, value = each.strip().partition(b"=")
        if name == _COOKIE and (wish := value.decode("latin-1")) in wording.LANGUAGES:
            return wish
    return ""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer for everybody: its bytes, plain and packed, the headers of each, its tag, and until when it holds."""

    body: bytes
    kind: str
    packed: bytes
    plain_start: Message
    packed_start: Message
    unchanged: Message
    tag: bytes
    until: datetime

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.body) + len(self.packed)

    async def answer(self, scope: Scope, send: Send) -> None:
        """Send it; 304 where the visitor has it, packed where they can open it."""
        packs = False
        for name, value in scope["headers"]:
            if name == b"if-none-match" and value == self.tag:
                await send(self.unchanged)
                await send({"type": "http.response.body", "body": b""})
                return
            packs = packs or (name == b"accept-encoding" and b"gzip" in value)
        packs = packs and bool(self.packed)
        # A copy each: layers behind may lay further headers over it.
        start = self.packed_start if packs else self.plain_start
        await send({**start, "headers": [*start["headers"]]})
        await send({"type": "http.response.body", "body": self.packed if packs else self.body})


def ready(body: bytes, kind: str, until: datetime, seconds: int) -> Ready:
    """Lay a body out with all that its answers need."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'.encode()  # weak: the packed bytes are others
    always = [
        (b"cache-control", f"public, max-age={seconds}".encode()),
        (b"etag", tag),
        (b"vary", b"Cookie, Accept-Encoding"),
        *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
    ]
    kinds = (b"content-type", kind.encode())
    worth = len(body) >= WORTH_PACKING and kind.startswith(PACKED)
    packed = gzip.compress(body, 6, mtime=0) if worth else b""
    return Ready(
        body,
        kind,
        packed,
        _start(200, [*always, kinds, (b"content-length", b"%d" % len(body))]),
        _start(200, [*always, kinds, (b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(packed))]),
        _start(304, always),
        tag,
        until,
    )


def _start(status: int, headers: list[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


class Given(Response):
    """The same as what a route returns."""

    def __init__(self, one: Ready) -> None:
        super().__init__(one.body, media_type=one.kind)
        self.one = one

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await self.one.answer(scope, send)


@dataclass(slots=True)
class Shelf:
    """Answers by what was asked; the oldest go where they become too many."""

    clock: Callable[[], datetime]
    making: Semaphore = field(default_factory=lambda: Semaphore(MAKING_MOST))
    _held: dict[Asked, Ready] = field(default_factory=dict)
    _size: int = 0

    def put(self, key: Asked, one: Ready) -> None:
        """Keep an answer for who asks the same."""
        self._drop(key)
        self._held[key] = one
        self._size += one.size
        while self._size > BYTES_MOST:
            self._drop(next(iter(self._held)))

    def _drop(self, key: Asked) -> None:
        gone = self._held.pop(key, None)
        if gone is not None:
            self._size -= gone.size

    def get(self, scope: Scope) -> Ready | None:
        """What was made for this very request, while it holds."""
        key = asked(scope)
        found = self._held.get(key) if key is not None else None
        return found if found is not None and found.until > self.clock() else None

    def __len__(self) -> int:
        return len(self._held)


class FromShelf:
    """The layer before all others: what lies ready goes out at once, everything else passes."""

    def __init__(self, app: ASGIApp, shelf: Shelf | None) -> None:
        self.app = app
        self.shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the shelf, or hand the request on."""
        if self.shelf is not None and scope["type"] == "http" and scope["method"] == "GET":
            found = self.shelf.get(scope)
            if found is not None:
                await found.answer(scope, send)
                return
        await self.app(scope, receive, send)
