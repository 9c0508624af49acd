"""The table of Bot API methods, and what they share.

"All methods in the Bot API are case-insensitive."
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.localchat.core import LocalChat
from bot.localchat.errors import ApiError, bad_request, forbidden, migrated
from bot.localchat.params import Reader
from bot.localchat.rows import PRESENT, Bot, Chat, Member, Message


@dataclass(slots=True)
class Call:
    """One call of one bot; `now` in Unix seconds."""

    server: LocalChat
    bot: Bot
    params: Reader
    now: int


Method = Callable[[Call], Any]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Enter a function into the table under the method's name."""

    def enter(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return enter


def find_chat(call: Call) -> Chat:
    """Return the chat of chat_id, whether or not the bot may speak there; refuse an unknown one.

    "chat_id: Unique identifier for the target chat or username of the target bot, supergroup or channel";
    in a private chat it is the person's id.
    """
    raw = call.params.chat()
    state = call.server.state
    try:
        number = int(raw)
    except ValueError:
        raise bad_request("chat not found") from None
    if number > 0:
        if number in state.bots:
            raise forbidden("bots can't send messages to bots")
        if number not in state.people:
            raise bad_request("chat not found")
        return state.private_chat(number, call.bot.id)
    chat = state.chats.get(str(number))
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    return chat


def _kind(chat: Chat) -> str:
    return {"group": "group", "supergroup": "supergroup", "channel": "channel"}[chat.type]


def own_member(call: Call, chat: Chat) -> Member:
    """Return the bot's standing in a group; refuse one who is not in it.

    Response codes as Telegram gives them: 403 to a bot that was thrown out ("bot was kicked from the group
    chat") or that left ("bot is not a member of the supergroup chat"), 400 where it never was.
    """
    member = chat.members.get(call.bot.id)
    if member is None:
        raise bad_request("chat not found")
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {_kind(chat)} chat")
    if member.status not in PRESENT:
        raise forbidden(f"bot is not a member of the {_kind(chat)} chat")
    return member


def present_chat(call: Call) -> Chat:
    """Return the chat of chat_id, refused where the bot is not present.

    https://core.telegram.org/bots: "Bots can't start conversations with users. A user must either add them
    to a group or send them a message first." A person who blocked the bot: 403 "bot was blocked by the user".
    """
    chat = find_chat(call)
    if chat.type == "private":
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    else:
        own_member(call, chat)
    return chat


def writable_chat(call: Call) -> Chat:
    """Return the chat of chat_id, refused where the bot may not send."""
    chat = present_chat(call)
    if chat.type == "channel" and chat.members[call.bot.id].status not in ("administrator", "creator"):
        # "Bots [...] need to be administrators with the right to post" in a channel.
        raise bad_request("need administrator rights in the channel chat")
    if chat.type != "private" and chat.members[call.bot.id].status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    if call.params.number("message_thread_id", 0):
        # "message_thread_id: [...] for forum supergroups [...] only"; there are none here.
        raise bad_request("message thread not found")
    return chat


def find_message(call: Call, chat: Chat, missing: str) -> Message:
    """Return the message of message_id; refuse with `missing` where there is none."""
    found = call.server.state.message(chat.key, call.params.number("message_id"))
    if found is None:
        raise bad_request(missing)
    return found


def not_found() -> ApiError:
    """Return the 404 of a method that this server does not know."""
    return ApiError(404, "Not Found: method not found")
