"""Changing what stands: edits, deletions, reactions, pins."""

from __future__ import annotations

from typing import Any

from bot.localchat.entities import formatted
from bot.localchat.errors import bad_request
from bot.localchat.markup import inline_keyboard
from bot.localchat.methods import Call, find_message, method, own_member, present_chat
from bot.localchat.methods_send import TEXT_LIMIT, caption, is_own
from bot.localchat.render import message_json
from bot.localchat.rows import Chat, Json, Message, service_field

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)
DAYS_2 = 48 * 3600

# ReactionTypeEmoji: "Reaction emoji. Currently, it can be one of" these.
REACTIONS = frozenset(
    [
        "❤",
        "👍",
        "👎",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤\u200d🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨\u200d💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷\u200d♂",
        "🤷",
        "🤷\u200d♀",
        "😡",
    ]
)


def _edited(call: Call, chat: Chat, message: Message, body: Json) -> Json:
    if body == message.body:
        raise bad_request(NOT_MODIFIED)
    message.body = body
    message.edit_date = call.now
    message.edits += 1
    call.server.state.save_message(message)
    call.server.show("edit", chat, message)
    return message_json(call.server.state, chat, message)


def _editable(call: Call) -> tuple[Chat, Message]:
    if call.params.text("inline_message_id"):
        raise bad_request("message to edit not found")
    chat = present_chat(call)
    message = find_message(call, chat, "message to edit not found")
    if not is_own(call, message) or service_field(message.body):
        raise bad_request("message can't be edited")
    return chat, message


def _with_markup(call: Call, body: Json) -> Json:
    # An edit without reply_markup takes the buttons away: the new content is the whole message.
    raw = call.params.json("reply_markup")
    found = {key: value for key, value in body.items() if key != "reply_markup"}
    if raw is not None:
        keyboard = inline_keyboard(raw)
        if keyboard is not None:
            found["reply_markup"] = keyboard
    return found


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """editMessageText: "New text of the message, 1-4096 characters after entity parsing"."""
    chat, message = _editable(call)
    text, entities = formatted(
        call.params.text("text"),
        call.params.text("parse_mode"),
        call.params.json("entities"),
        TEXT_LIMIT,
        "MESSAGE_TOO_LONG",
    )
    if not text:
        raise bad_request("message text is empty")
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    body = {**message.body, "text": text}
    body.pop("entities", None)
    if entities:
        body["entities"] = entities
    return _edited(call, chat, message, _with_markup(call, body))


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """editMessageCaption: "New caption of the message, 0-1024 characters after entities parsing"."""
    chat, message = _editable(call)
    if "text" in message.body:
        raise bad_request("there is no caption in the message to edit")
    kept = {k: v for k, v in message.body.items() if k not in ("caption", "caption_entities")}
    return _edited(call, chat, message, _with_markup(call, {**kept, **caption(call)}))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """editMessageReplyMarkup: "Use this method to edit only the reply markup of messages."."""
    chat, message = _editable(call)
    return _edited(call, chat, message, _with_markup(call, message.body))


def _may_delete(call: Call, chat: Chat, message: Message) -> bool:
    """Return whether deleteMessage's list of limitations lets the bot delete.

    "Bots can delete outgoing messages in private chats, groups, and supergroups." "Bots can delete incoming
    messages in private chats." "If the bot is an administrator of a group, it can delete any message there."
    "If the bot has can_delete_messages administrator right in a supergroup or a channel, it can delete any
    message there."
    """
    if chat.type == "private":
        return True
    if chat.type != "channel" and is_own(call, message):
        return True
    member = own_member(call, chat)
    if chat.type == "channel" and is_own(call, message):
        return member.status == "administrator"
    if chat.type == "group":
        return member.status == "administrator"
    return member.status == "administrator" and "can_delete_messages" in member.rights


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """deleteMessage: "A message can only be deleted if it was sent less than 48 hours ago."."""
    chat = present_chat(call)
    message = find_message(call, chat, "message to delete not found")
    if call.now - message.date > DAYS_2:
        raise bad_request("message can't be deleted for everyone")
    if not _may_delete(call, chat, message):
        raise bad_request("message can't be deleted")
    message.deleted = True
    call.server.state.save_message(message)
    call.server.show("delete", chat, message)
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """setMessageReaction: "Currently, as non-premium users, bots can set up to one reaction per message."."""
    chat = present_chat(call)
    message = find_message(call, chat, "message to react not found")
    given: Any = call.params.json("reaction") or []
    if not isinstance(given, list):
        raise bad_request("can't parse reaction types: expected an Array")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in given:
        kind = reaction.get("type") if isinstance(reaction, dict) else None
        emoji = str(reaction.get("emoji", "")).replace("\ufe0f", "") if isinstance(reaction, dict) else ""
        if kind != "emoji" or emoji not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    others = [r for r in message.body.get("_reactions", []) if r["by"] != call.bot.id]
    mine = [{"emoji": reaction["emoji"], "by": call.bot.id} for reaction in given]
    message.body = {**message.body, "_reactions": others + mine}
    if not message.body["_reactions"]:
        del message.body["_reactions"]
    call.server.state.save_message(message)
    call.server.show("reaction", chat, message)
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """pinChatMessage: "the bot must be an administrator with the 'can_pin_messages' right [...] to pin messages
    in groups"; "In private chats [...] all non-service messages can be pinned"."""
    chat = present_chat(call)
    message = find_message(call, chat, "message to pin not found")
    if chat.type != "private":
        member = own_member(call, chat)
        if "can_pin_messages" not in member.rights:
            raise bad_request("not enough rights to manage pinned messages in the chat")
    if service_field(message.body):
        raise bad_request("service messages can't be pinned")
    chat.pinned = message.id
    call.server.state.save_chat(chat)
    notice = call.server.state.add_message(
        chat,
        date=call.now,
        sender_id=call.bot.id,
        by_bot=True,
        reply_to=None,
        body={"pinned_message": message.id},
    )
    call.server.show("message", chat, notice)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """unpinChatMessage: "If not specified, the most recent message (by sending date) will be unpinned."."""
    chat = present_chat(call)
    if chat.type != "private" and "can_pin_messages" not in own_member(call, chat).rights:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    wanted = call.params.number("message_id", 0)
    if chat.pinned is None or (wanted and wanted != chat.pinned):
        raise bad_request("message to unpin not found")
    chat.pinned = None
    call.server.state.save_chat(chat)
    return True
