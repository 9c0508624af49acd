"""The part of the people's side that only tests and benches use: bots, faults, counts, what was sent."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from bot.localchat.core import LocalChat
from bot.localchat.counts import Counts
from bot.localchat.errors import SimError
from bot.localchat.render import chat_key_json, sim_message
from bot.localchat.settings import BotSetting


async def list_bots(server: LocalChat, request: Request) -> Any:
    """GET /bots."""
    return [
        {"id": bot.id, "username": bot.username, "first_name": bot.first_name} for bot in server.state.bots.values()
    ]


async def post_bot(server: LocalChat, request: Request) -> Any:
    """POST /bots {token, username, first_name, can_read_all_group_messages}."""
    raw = json.loads(await request.body() or b"{}")
    if not raw.get("token") or not raw.get("username"):
        raise SimError(400, "token and username are needed")
    setting = BotSetting(
        str(raw["token"]),
        str(raw["username"]),
        str(raw.get("first_name") or raw["username"]),
        bool(raw.get("can_read_all_group_messages", True)),
    )
    bot = server.add_bot(setting)
    return {"id": bot.id, "username": bot.username, "first_name": bot.first_name}


async def post_faults(server: LocalChat, request: Request) -> Any:
    """POST /faults {kind, and any of the fields of Fault; `method` is one name or a list}."""
    server.faults.add(json.loads(await request.body() or b"{}"))
    return {"active": len(server.faults.active)}


async def get_faults(server: LocalChat, request: Request) -> Any:
    """GET /faults: how often each struck."""
    return [{"kind": fault.kind, "seen": fault.seen, "done": fault.done} for fault in server.faults.active]


async def delete_faults(server: LocalChat, request: Request) -> Any:
    """DELETE /faults."""
    server.faults.clear()
    return {"active": 0}


async def get_counts(server: LocalChat, request: Request) -> Any:
    """GET /counts: calls by method and chat, 429s by limit."""
    return server.counts.json()


async def delete_counts(server: LocalChat, request: Request) -> Any:
    """DELETE /counts: count anew."""
    server.counts = Counts()
    return server.counts.json()


async def get_sent(server: LocalChat, request: Request) -> Any:
    """GET /sent?chat=ID&after=MSGID: the messages of bots as they stand, oldest first, and their edits."""
    wanted = request.query_params.get("chat")
    after = int(request.query_params.get("after", "0"))
    if wanted is None:
        where, arguments = "by_bot=1 ORDER BY date, chat_key, message_id", ()
    else:
        where = "chat_key=? AND message_id>? AND by_bot=1 ORDER BY message_id"
        return _sent(server, where, (wanted, after))
    return _sent(server, where, arguments)


def _sent(server: LocalChat, where: str, arguments: tuple[Any, ...]) -> list[Any]:
    found = []
    for message in server.state.messages(where, arguments):
        chat = server.state.chats[message.chat_key]
        shown = sim_message(server.state, chat, message, server.settings.language)
        found.append({**shown, "chat": chat_key_json(chat), "bot": message.sender_id, "edits": message.edits})
    return found


async def get_updates(server: LocalChat, request: Request) -> Any:
    """GET /updates?bot=ID: how many updates wait for each bot."""
    return {str(bot_id): len(queue) for bot_id, queue in server.state.queues.items()}


ROUTES = (
    ("GET", "/bots", list_bots),
    ("POST", "/bots", post_bot),
    ("POST", "/faults", post_faults),
    ("GET", "/faults", get_faults),
    ("DELETE", "/faults", delete_faults),
    ("GET", "/counts", get_counts),
    ("DELETE", "/counts", delete_counts),
    ("GET", "/sent", get_sent),
    ("GET", "/updates", get_updates),
)
