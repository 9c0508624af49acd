"""The bots' side over HTTP: /bot<token>/<method>, a plain ASGI application so that a call stays cheap.

"All queries to the Telegram Bot API must be served over HTTPS and need to be presented in this form:
https://api.telegram.org/bot<token>/METHOD_NAME." Here it is plain HTTP on the loopback address.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from bot.localchat import groups, methods_chat, methods_edit, methods_send, params, updates
from bot.localchat.core import LocalChat
from bot.localchat.errors import ApiError, too_many
from bot.localchat.faults import Fault
from bot.localchat.methods import METHODS, Call, not_found
from bot.localchat.rows import Bot
from bot.localchat.state import dump

log = logging.getLogger("localchat")

# Importing these fills the table of methods.
METHOD_MODULES = (methods_chat, methods_edit, methods_send, updates)
LARGEST_BODY = 60 * 1024 * 1024


class Silence(Exception):
    """A fault that takes the answer away; `drop` closes the connection instead of letting it hang."""

    def __init__(self, drop: bool) -> None:
        super().__init__("no answer")
        self.drop = drop


class Page(Exception):
    """A gateway's page instead of an answer."""

    def __init__(self, status: int) -> None:
        super().__init__("a page")
        self.status = status


def perform(call: Call, name: str) -> Any:
    """Run a method that answers at once and return its result (raises ApiError)."""
    function = METHODS.get(name)
    if function is None:
        raise not_found()
    return function(call)


class BotSide:
    """The ASGI application of the bots' side."""

    def __init__(self, server: LocalChat) -> None:
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        arrived = self.server.settings.ticks()
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        body = await _body(receive)
        if body is None:
            return
        if path.startswith("/file/bot"):
            await self._file(path, send)
            return
        try:
            text = await self._answer(scope, path, body, arrived)
            status = 200
        except ApiError as error:
            self.server.counts.errors[str(error.code)] += 1
            await self.server.store.durable()
            status, text = error.code, dump(error.answer())
        except Page as page:
            text = f"<html><body><h1>{page.status} Bad Gateway</h1></body></html>"
            await _send(send, page.status, text.encode(), b"text/html")
            return
        except Silence as silence:
            await self._keep_silent(silence, receive, send)
            return
        except Exception:
            log.exception("localchat.bug")
            status, text = 500, dump(ApiError(500, "Internal Server Error").answer())
        await _send(send, status, text.encode("utf-8", "replace"))

    async def _answer(self, scope: Scope, path: str, body: bytes, arrived: float) -> str:
        server = self.server
        token, _, method_name = path.removeprefix("/bot").partition("/")
        bot = server.state.by_token.get(token) or server.state.by_token.get(unquote(token))
        if bot is None:
            # "Unauthorized": the token is not that of a bot.
            raise ApiError(401, "Unauthorized" if ":" in token else "Unauthorized: invalid token specified")
        name = method_name.lower()
        headers = dict(scope["headers"])
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        reader = params.Reader(params.read(scope.get("query_string", b""), content_type, body))
        chat = reader.text("chat_id") or None
        server.counts.call(bot.id, name, chat)
        call = Call(server, bot, reader, server.now())
        fault = server.faults.strike(bot.id, name, chat)
        if fault is not None:
            self._suffer(fault, call)
        if server.settings.limits:
            refusal = server.limits.arrive(bot.id, name, chat, arrived)
            if refusal is not None:
                server.counts.refused[refusal.limit] += 1
                raise too_many(refusal.retry_after)
        if name == "getupdates":
            return f'{{"ok":true,"result":{await updates.get_updates(call)}}}'
        result = perform(call, name)
        server.counts.accept(bot.id, name, arrived)
        await server.store.durable()
        if fault is not None and fault.kind == "lost":
            raise Silence(fault.drop)
        return f'{{"ok":true,"result":{dump(result)}}}'

    def _suffer(self, fault: Fault, call: Call) -> None:
        """Raise what a fault does to a call; return where the call goes on (lost, migrate)."""
        if fault.kind == "hang":
            raise Silence(fault.drop)
        if fault.kind == "lost":
            return
        if fault.kind == "migrate":
            chat = self.server.state.chats.get(call.params.text("chat_id"))
            if chat is not None and chat.type == "group" and chat.migrated_to is None:
                groups.migrate(self.server, chat)
            return
        if fault.kind == "429":
            self.server.counts.refused["fault"] += 1
        if fault.html:
            raise Page(fault.status)
        raise fault.error(call.params.text("chat_id"))

    async def _keep_silent(self, silence: Silence, receive: Receive, send: Send) -> None:
        if silence.drop:
            # An answer cut off in the middle: the server then closes the connection.
            headers = [(b"content-type", b"application/json"), (b"content-length", b"64")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"{", "more_body": True})
            return
        gone = asyncio.ensure_future(receive())
        cleared = asyncio.ensure_future(self.server.faults.cleared.wait())
        await asyncio.wait({gone, cleared}, return_when=asyncio.FIRST_COMPLETED)
        for task in (gone, cleared):
            task.cancel()
        if not gone.done() or gone.cancelled():
            await self._keep_silent(Silence(True), receive, send)

    async def _file(self, path: str, send: Send) -> None:
        token, _, rest = path.removeprefix("/file/bot").partition("/")
        file_id = rest.removeprefix("files/")
        row = self.server.store.row("SELECT id FROM files WHERE id=?", (file_id,))
        if token not in self.server.state.by_token or row is None:
            await _send(send, 404, dump(ApiError(404, "Not Found").answer()).encode())
            return
        content = (self.server.files / row[0]).read_bytes()
        await _send(send, 200, content, b"application/octet-stream")


def answer_webhook(server: LocalChat, bot: Bot, given: dict[str, Any]) -> None:
    """Run the method that a webhook's answer names.

    "If you're using webhooks, you can perform a request to the Bot API while sending an answer to the
    webhook. [...] Specify the method to be invoked in the method parameter of the request. It's not
    possible to know that such a request was successful or get its result."
    """
    name = str(given.pop("method", "")).lower()
    server.counts.call(bot.id, name, None)
    try:
        perform(Call(server, bot, params.Reader(given), server.now()), name)
    except ApiError:
        server.counts.errors["webhook"] += 1


async def _body(receive: Receive) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size <= LARGEST_BODY:
            parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


async def _send(send: Send, status: int, body: bytes, kind: bytes = b"application/json") -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
