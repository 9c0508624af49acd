"""Which bot is told of what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.localchat.render import message_json
from bot.localchat.rows import PRESENT, Bot, Chat, Json, Message, service_field
from bot.localchat.state import dump

if TYPE_CHECKING:
    from bot.localchat.core import LocalChat

# "Specify an empty list to receive all update types except chat_member, message_reaction, and
# message_reaction_count (default)."
_ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@([A-Za-z0-9_]+))?(?![\w/])", re.ASCII)


def wanted(bot: Bot, kind: str) -> bool:
    """Return whether the bot's allowed_updates let this type through."""
    return kind not in _ASKED_FOR_ONLY if bot.allowed is None else kind in bot.allowed


def bots_in(chat: Chat, server: LocalChat) -> list[Bot]:
    """Return the bots that take part in a chat."""
    if chat.bot_id is not None:
        return [server.state.bots[chat.bot_id]]
    present = [m.user_id for m in chat.members.values() if m.is_bot and m.status in PRESENT]
    return [server.state.bots[user_id] for user_id in present]


def sees(server: LocalChat, bot: Bot, chat: Chat, message: Message) -> bool:
    """Return whether a bot is shown a person's message.

    https://core.telegram.org/bots/features#privacy-mode: "By default, all bots added to groups run in
    Privacy Mode and only see relevant messages and commands: Commands explicitly meant for them (e.g.,
    /command@this_bot). General commands (e.g. /command) if the bot was the last bot to send a message to
    the group. [...] Replies to any messages implicitly or explicitly meant for this bot. Additionally, all
    bots, regardless of settings, will receive: All service messages. All messages from private chats with
    users. All messages from channels where they are a member." and "Privacy mode is enabled by default for
    all bots, except bots that were added to a group as admins (bot admins always receive all messages)".
    A message that names the bot (@its_username) is meant for it.
    """
    if chat.type in ("private", "channel") or bot.reads_all:
        return True
    member = chat.members.get(bot.id)
    if member is not None and member.status in ("administrator", "creator"):
        return True
    if service_field(message.body) is not None:
        return True
    if message.reply_to is not None:
        original = server.state.message(message.body.get("_reply_chat", chat.key), message.reply_to)
        if original is not None and original.sender_id == bot.id:
            return True
    text = str(message.body.get("text", message.body.get("caption", "")))
    entities: list[Json] = message.body.get("entities") or message.body.get("caption_entities") or []
    for entity in entities:
        name = text[entity["offset"] : entity["offset"] + entity["length"]] if text.isascii() else None
        if name is None:
            raw = text.encode("utf-16-le", "surrogatepass")
            start = entity["offset"] * 2
            name = raw[start : start + entity["length"] * 2].decode("utf-16-le", "replace")
        if entity["type"] == "mention" and name[1:].lower() == bot.username.lower():
            return True
        if entity["type"] == "bot_command" and (match := _COMMAND.match(name)):
            if match.group(1):
                if match.group(1).lower() == bot.username.lower():
                    return True
            elif _spoke_last(server, bot, chat):
                return True
    return False


def _spoke_last(server: LocalChat, bot: Bot, chat: Chat) -> bool:
    last = server.state.messages("chat_key=? AND by_bot=1 ORDER BY message_id DESC LIMIT 1", (chat.key,))
    # Where no bot has spoken yet, every bot is told: so a first /start works in a new group.
    return not last or last[0].sender_id == bot.id


def deliver(server: LocalChat, chat: Chat, message: Message, *, edited: bool) -> None:
    """Queue a person's message (or service message) for the bots that may see it.

    https://core.telegram.org/bots/faq#why-doesn-39t-my-bot-see-messages-from-other-bots: "Bots will not be
    able to see messages from other bots regardless of mode." `channel_post`: "New incoming channel post of
    any kind".
    """
    kind = "channel_post" if chat.type == "channel" else "message"
    kind = f"edited_{kind}" if edited else kind
    text: str | None = None
    for bot in bots_in(chat, server):
        if sees(server, bot, chat, message):
            text = text or dump(message_json(server.state, chat, message))
            server.queue(bot, kind, text)


def tell_standing(server: LocalChat, bot: Bot, chat_object: Json, by: Json, before: Json, after: Json) -> None:
    """Queue a my_chat_member update.

    "The bot's chat member status was updated in a chat. For private chats, this update is received only
    when the bot is blocked or unblocked by the user."
    """
    content = {
        "chat": chat_object,
        "from": by,
        "date": server.now(),
        "old_chat_member": before,
        "new_chat_member": after,
    }
    server.queue(bot, "my_chat_member", content)
