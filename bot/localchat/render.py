"""Rows as JSON: in the Bot API's words for bots, in the page's words for people."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from bot.localchat.rows import (
    ADMIN_RIGHTS,
    CHANNEL_BOT,
    GROUP_ANONYMOUS_BOT,
    Chat,
    Json,
    Member,
    Message,
    service_field,
)
from bot.localchat.state import State


@cache
def service_texts(language: str) -> dict[str, str]:
    """Return the words of service lines in a language of texts.toml."""
    source = files("bot.localchat").joinpath("texts.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(source)[language]
    return found


def user_json(state: State, user_id: int) -> Json:
    """Return the User object of a person, a bot or one of Telegram's stand-ins."""
    if person := state.people.get(user_id):
        user: Json = {"id": person.id, "is_bot": False, "first_name": person.first_name}
        if person.last_name:
            user["last_name"] = person.last_name
        if person.username:
            user["username"] = person.username
        user["language_code"] = "zh-hans"
        return user
    if bot := state.bots.get(user_id):
        return {"id": bot.id, "is_bot": True, "first_name": bot.first_name, "username": bot.username}
    if user_id == GROUP_ANONYMOUS_BOT:
        return {"id": user_id, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    if user_id == CHANNEL_BOT:
        return {"id": user_id, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    return {"id": user_id, "is_bot": False, "first_name": ""}


def chat_json(state: State, chat: Chat) -> Json:
    """Return the Chat object; a private chat bears the person's id and names."""
    if chat.type == "private":
        person = state.people.get(chat.id)
        found: Json = {"id": chat.id, "type": "private"}
        if person is not None:
            found["first_name"] = person.first_name
            if person.last_name:
                found["last_name"] = person.last_name
            if person.username:
                found["username"] = person.username
        return found
    return {"id": chat.id, "title": chat.title, "type": chat.type}


def message_json(state: State, chat: Chat, message: Message, *, nested: bool = True) -> Json:
    """Return the Message object.

    "reply_to_message: For replies in the same chat and message thread, the original message. Note that the
    Message object in this field will not contain further reply_to_message fields even if it itself is a reply."
    "from: Sender of the message; may be empty for messages sent to channels."
    """
    found: Json = {"message_id": message.id}
    if message.sender_id and chat.type != "channel":
        found["from"] = user_json(state, message.sender_id)
    found["date"] = message.date
    found["chat"] = chat_json(state, chat)
    if message.edit_date is not None:
        found["edit_date"] = message.edit_date
    for key, value in message.body.items():
        if key == "pinned_message":
            pinned = state.message(chat.key, value)
            if pinned is not None:
                found[key] = message_json(state, chat, pinned, nested=False)
        elif not key.startswith("_"):
            found[key] = value
    if nested and message.reply_to is not None:
        original_chat = state.chats[message.body.get("_reply_chat", chat.key)]
        original = state.message(original_chat.key, message.reply_to)
        if original is not None:
            found["reply_to_message"] = message_json(state, original_chat, original, nested=False)
    return found


def member_json(state: State, member: Member) -> Json:
    """Return the ChatMember object of somebody's standing.

    "creator", "administrator", "member", "restricted", "left", "kicked"
    (https://core.telegram.org/bots/api#chatmember).
    """
    found: Json = {"user": user_json(state, member.user_id), "status": member.status}
    if member.status == "creator":
        found["is_anonymous"] = False
    elif member.status == "administrator":
        found.update(can_be_edited=False, is_anonymous=False)
        for right in ADMIN_RIGHTS:
            found[right] = right in member.rights
    elif member.status == "kicked":
        found["until_date"] = 0
    elif member.status == "restricted":
        found.update(dict.fromkeys(_RESTRICTED, False), is_member=True, until_date=0)
    return found


_RESTRICTED = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def chat_key_json(chat: Chat) -> int | str:
    """Return a chat's id as the people's side knows it: p{person}b{bot}, or the group's number."""
    return chat.key if chat.type == "private" else chat.id


def sender_json(state: State, chat: Chat, message: Message) -> Json:
    """Return who wrote a message, as the page shows it."""
    on_behalf = message.body.get("sender_chat")
    if on_behalf:
        return {"id": on_behalf["id"], "first_name": on_behalf.get("title", ""), "is_bot": False}
    user = user_json(state, message.sender_id)
    names = [user["first_name"], user.get("last_name", "")]
    return {"id": user["id"], "first_name": " ".join(filter(None, names)), "is_bot": user["is_bot"]}


def _text(message: Message) -> str:
    return "" if message.deleted else str(message.body.get("text", message.body.get("caption", "")))


def _buttons(message: Message) -> list[list[Json]] | None:
    rows = message.body.get("reply_markup", {}).get("inline_keyboard")
    if not rows or message.deleted:
        return None
    shown = []
    for row in rows:
        line = []
        for button in row:
            item: Json = {"text": button["text"]}
            for ours, theirs in (("data", "callback_data"), ("url", "url"), ("style", "style")):
                if theirs in button:
                    item[ours] = button[theirs]
            if "copy_text" in button:
                item["copy"] = button["copy_text"]["text"]
            line.append(item)
        shown.append(line)
    return shown


def service_line(state: State, chat: Chat, message: Message, language: str) -> str | None:
    """Return the words of a service message, None for an ordinary one."""
    name = service_field(message.body)
    if name is None:
        return None
    who = sender_json(state, chat, message)["first_name"]
    value = message.body[name]
    whom = ""
    if name == "new_chat_members":
        whom = "、".join(user["first_name"] for user in value)
    elif name == "left_chat_member":
        whom = value["first_name"]
    elif name == "new_chat_title":
        whom = value
    own = name in ("new_chat_members", "left_chat_member") and whom == who
    return service_texts(language)[name + ("_own" if own else "")].format(who=who, whom=whom)


def sim_message(state: State, chat: Chat, message: Message, language: str) -> Json:
    """Return a message as the page shows it; a deleted one without its content."""
    reply: Json | None = None
    if message.reply_to is not None:
        original_chat = state.chats[message.body.get("_reply_chat", chat.key)]
        found = state.message(original_chat.key, message.reply_to)
        if found is not None:
            reply = {"id": found.id, "text": _text(found), "from": sender_json(state, original_chat, found)}
    body = {} if message.deleted else message.body
    photo, document = body.get("photo"), body.get("document")
    kind = next((k for k in ("sticker", "voice", "photo", "document") if k in body), "text")
    return {
        "id": message.id,
        "date": message.date,
        "edit_date": message.edit_date,
        "from": sender_json(state, chat, message),
        "text": _text(message),
        "entities": body.get("entities", body.get("caption_entities", [])),
        "reply_to": reply,
        "buttons": _buttons(message),
        "photo": f"/sim/files/{photo[-1]['file_id']}" if photo and message.by_bot else None,
        "document": f"/sim/files/{document['file_id']}" if document else None,
        "file_name": document.get("file_name") if document else None,
        "service": service_line(state, chat, message, language),
        "deleted": message.deleted,
        "kind": kind,
        "forwarded": "forward_origin" in body,
        "reactions": body.get("_reactions", []),
        "keyboard": body.get("_keyboard"),
        "chat": chat_key_json(chat),
    }
