"""The people's side over HTTP: a small JSON API for the chat page, tests and benches.

Requests are refused whose Host or Origin is not this machine's: a page from elsewhere must not speak
through a visitor's browser (DNS rebinding, cross-site requests).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.localchat import groups, people, sim_tools, sim_views
from bot.localchat.core import LocalChat
from bot.localchat.errors import SimError
from bot.localchat.params import clean
from bot.localchat.rows import Chat, Json
from bot.localchat.state import dump

Handler = Callable[[LocalChat, Request], Awaitable[Any]]


class LocalOnly:
    """Refuse requests whose Host (or Origin, where there is one) is not among `hosts`."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http":
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            host = urlsplit(f"//{headers.get(b'host', '')}").hostname
            origin = headers.get(b"origin")
            foreign = origin is not None and urlsplit(origin).hostname not in self.hosts
            if host not in self.hosts or foreign:
                answer = JSONResponse({"error": "only for pages of this machine"}, status_code=403)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def given(request: Request) -> Any:
    """Return the JSON body of a request, {} for an empty one."""
    body = await request.body()
    if not body:
        return {}
    try:
        return clean(json.loads(body))
    except ValueError:
        raise SimError(400, "the body is not JSON") from None


async def given_object(request: Request) -> Json:
    """Return the JSON body, which must be an object."""
    found = await given(request)
    if not isinstance(found, dict):
        raise SimError(400, "the body must be a JSON object")
    return found


def number(request: Request, name: str, default: int | None = None) -> int:
    """Return a whole number of the query string."""
    raw = request.query_params.get(name)
    if raw is None and default is not None:
        return default
    try:
        return int(raw or "")
    except ValueError:
        raise SimError(400, f"{name} must be a whole number") from None


def _chat(server: LocalChat, request: Request) -> Chat:
    return groups.find_chat(server, request.path_params["chat"])


# -- handlers ------------------------------------------------------------------------------------


async def list_people(server: LocalChat, request: Request) -> Any:
    """GET /people."""
    return [sim_views.person_json(person) for person in server.state.people.values()]


async def post_person(server: LocalChat, request: Request) -> Any:
    """POST /people {first_name, last_name?, username?, note?, id?}."""
    return sim_views.person_json(people.add_person(server, await given_object(request)))


async def list_chats(server: LocalChat, request: Request) -> Any:
    """GET /chats?person=ID."""
    person = groups.find_person(server, request.query_params.get("person"))
    return sim_views.chats_of(server, person)


async def post_chat(server: LocalChat, request: Request) -> Any:
    """POST /chats {title, type?, parent?, level?, id?, bots, owner?, quiet?}."""
    return sim_views.group_json(server, groups.add_group(server, await given_object(request)))


async def post_chats(server: LocalChat, request: Request) -> Any:
    """POST /chats/bulk [...]."""
    raw = await given(request)
    if not isinstance(raw, list):
        raise SimError(400, "the body must be a list")
    return [sim_views.group_json(server, groups.add_group(server, item)) for item in raw]


async def list_messages(server: LocalChat, request: Request) -> Any:
    """GET /chats/{chat}/messages?person=ID&before=MSGID&limit=50, newest last."""
    chat = _chat(server, request)
    limit = min(500, max(1, number(request, "limit", 50)))
    before = number(request, "before", 2**62)
    return sim_views.messages_of(server, chat, before, limit)


async def post_message(server: LocalChat, request: Request) -> Any:
    """POST /chats/{chat}/messages {person, text, reply_to?, as?, kind?}."""
    chat = _chat(server, request)
    message = people.say(server, chat, await given_object(request))
    return sim_views.message_json(server, chat, message)


async def post_edit(server: LocalChat, request: Request) -> Any:
    """POST /chats/{chat}/messages/{message}/edit {person, text}."""
    chat, raw = _chat(server, request), await given_object(request)
    message = people.own_message(server, chat, request.path_params["message"], raw)
    people.edit(server, chat, message, str(raw.get("text") or ""))
    return sim_views.message_json(server, chat, message)


async def post_delete(server: LocalChat, request: Request) -> Any:
    """POST /chats/{chat}/messages/{message}/delete {person}."""
    chat, raw = _chat(server, request), await given_object(request)
    people.delete(server, chat, people.own_message(server, chat, request.path_params["message"], raw))
    return {"ok": True}


async def post_press(server: LocalChat, request: Request) -> Any:
    """POST /chats/{chat}/messages/{message}/press {person, data} -> {text, alert, url, answered}."""
    chat, raw = _chat(server, request), await given_object(request)
    person = groups.find_person(server, raw.get("person"))
    message = server.state.message(chat.key, request.path_params["message"])
    if message is None:
        raise SimError(404, "no such message")
    return await people.press(server, chat, message, person, str(raw.get("data") or ""))


async def post_read(server: LocalChat, request: Request) -> Any:
    """POST /chats/{chat}/read {person}."""
    chat, raw = _chat(server, request), await given_object(request)
    sim_views.mark_read(server, chat, groups.find_person(server, raw.get("person")))
    return {"ok": True}


async def post_member(server: LocalChat, request: Request) -> Any:
    """POST /chats/{chat}/members {bot|person, action, by?, quiet?}."""
    chat = _chat(server, request)
    groups.change_member(server, chat, await given_object(request))
    return sim_views.group_json(server, chat)


async def post_migrate(server: LocalChat, request: Request) -> Any:
    """POST /chats/{chat}/migrate -> the supergroup."""
    return sim_views.group_json(server, groups.migrate(server, _chat(server, request)))


async def post_block(server: LocalChat, request: Request) -> Any:
    """POST /people/{person}/block {bot, on}."""
    raw = await given_object(request)
    person = groups.find_person(server, request.path_params["person"])
    people.block(server, person, groups.find_bot(server, raw.get("bot")), bool(raw.get("on", True)))
    return {"ok": True}


async def get_events(server: LocalChat, request: Request) -> Any:
    """GET /events?person=ID&watch=ID&watch=ID: server-sent events; `watch` adds the private chats of others."""
    person = groups.find_person(server, request.query_params.get("person"))
    others = [groups.find_person(server, raw).id for raw in request.query_params.getlist("watch")]
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(server.hub.stream(person.id, *others), media_type="text/event-stream", headers=headers)


async def get_file(server: LocalChat, request: Request) -> Any:
    """GET /files/{id}: a file that a bot sent; pictures are shown, anything else is handed over as a download."""
    row = server.store.row("SELECT id, name, mime, width FROM files WHERE id=?", (request.path_params["file"],))
    if row is None:
        raise SimError(404, "no such file")
    headers = {"X-Content-Type-Options": "nosniff"}
    path = server.files / row[0]
    if row[3]:
        return FileResponse(path, media_type=sim_views.picture_type(path), headers=headers)
    return FileResponse(path, media_type="application/octet-stream", filename=row[1], headers=headers)


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/people", list_people),
    ("POST", "/people", post_person),
    ("POST", "/people/{person:int}/block", post_block),
    ("GET", "/chats", list_chats),
    ("POST", "/chats", post_chat),
    ("POST", "/chats/bulk", post_chats),
    ("GET", "/chats/{chat}/messages", list_messages),
    ("POST", "/chats/{chat}/messages", post_message),
    ("POST", "/chats/{chat}/messages/{message:int}/edit", post_edit),
    ("POST", "/chats/{chat}/messages/{message:int}/delete", post_delete),
    ("POST", "/chats/{chat}/messages/{message:int}/press", post_press),
    ("POST", "/chats/{chat}/read", post_read),
    ("POST", "/chats/{chat}/members", post_member),
    ("POST", "/chats/{chat}/migrate", post_migrate),
    ("GET", "/events", get_events),
    ("GET", "/files/{file}", get_file),
    *sim_tools.ROUTES,
)


def create_sim_app(server: LocalChat) -> ASGIApp:
    """Return the people's side alone, to be mounted under /sim of another application."""

    def endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                found = await handler(server, request)
                await server.store.durable()
            except SimError as error:
                await server.store.durable()
                return JSONResponse({"error": error.why}, status_code=error.status)
            if isinstance(found, Response):
                return found
            return Response(dump(found).encode("utf-8", "replace"), media_type="application/json")

        return answer

    routes = [Route(path, endpoint(handler), methods=[verb]) for verb, path, handler in ROUTES]
    return LocalOnly(Starlette(routes=routes), server.settings.hosts)
