"""What the page is shown: people, chats with their last message and what is unread, messages."""

from __future__ import annotations

from pathlib import Path

from bot.localchat.core import LocalChat
from bot.localchat.render import chat_key_json, sender_json, sim_message
from bot.localchat.rows import PRESENT, Chat, Json, Message, Person
from bot.localchat.state import private_key

# More than that is shown as that many: counting on would cost more than it tells.
_MOST_UNREAD = 999


def person_json(person: Person) -> Json:
    """Return a person."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "note": person.note,
    }


def message_json(server: LocalChat, chat: Chat, message: Message) -> Json:
    """Return a message as the page shows it."""
    return sim_message(server.state, chat, message, server.settings.language)


def _last(server: LocalChat, chat: Chat) -> Json | None:
    where = "chat_key=? AND deleted=0 ORDER BY message_id DESC LIMIT 1"
    found = server.state.messages(where, (chat.key,))
    if not found:
        return None
    shown = message_json(server, chat, found[0])
    text = shown["text"] or shown["service"] or f"[{shown['kind']}]"
    who = sender_json(server.state, chat, found[0])
    return {"id": found[0].id, "text": text[:200], "from": who, "date": found[0].date}


def _unread(server: LocalChat, chat: Chat, person: Person, read: dict[str, int]) -> int:
    seen = read.get(chat.key, 0)
    if chat.last_message <= seen:
        return 0
    row = server.store.row(
        "SELECT COUNT(*) FROM (SELECT 1 FROM messages WHERE chat_key=? AND message_id>? AND deleted=0"
        " AND sender_id<>? LIMIT ?)",
        (chat.key, seen, person.id, _MOST_UNREAD),
    )
    return int(row[0]) if row else 0


def group_json(server: LocalChat, chat: Chat) -> Json:
    """Return a group without what is one person's."""
    return {
        "id": chat_key_json(chat),
        "type": chat.type,
        "title": chat.title,
        "parent": chat.parent,
        "level": chat.level,
        "bot_id": chat.bot_id,
        "bots": [m.user_id for m in chat.members.values() if m.is_bot and m.status in PRESENT],
        "migrated_from": chat.migrated_from,
        "migrated_to": chat.migrated_to,
    }


def chats_of(server: LocalChat, person: Person) -> list[Json]:
    """Return the private chats of a person, one with each bot, then all groups that live, in order of making."""
    state = server.state
    rows = server.store.rows("SELECT chat_key, message_id FROM reads WHERE person_id=?", (person.id,))
    read: dict[str, int] = dict(rows)
    found = []
    for bot in state.bots.values():
        chat = state.chats.get(private_key(person.id, bot.id)) or state.private_chat(person.id, bot.id)
        shown = {**group_json(server, chat), "title": bot.first_name, "bots": [bot.id]}
        own = {"unread": _unread(server, chat, person, read), "last": _last(server, chat)}
        found.append({**shown, **own, "started": chat.started, "blocked": chat.blocked})
    for chat in state.chats.values():
        if chat.type != "private" and chat.migrated_to is None:
            own = {"unread": _unread(server, chat, person, read), "last": _last(server, chat)}
            found.append({**group_json(server, chat), **own})
    return found


def messages_of(server: LocalChat, chat: Chat, before: int, limit: int) -> list[Json]:
    """Return messages of a chat with ids below `before`, at most `limit`, newest last."""
    where = "chat_key=? AND message_id<? ORDER BY message_id DESC LIMIT ?"
    found = server.state.messages(where, (chat.key, before, limit))
    return [message_json(server, chat, message) for message in reversed(found)]


def mark_read(server: LocalChat, chat: Chat, person: Person) -> None:
    """Note that a person has seen everything in a chat, and tell that person's other pages."""
    server.store.write(
        "INSERT OR REPLACE INTO reads (person_id, chat_key, message_id) VALUES (?,?,?)",
        (person.id, chat.key, chat.last_message),
    )
    event: Json = {"type": "unread", "chat": chat_key_json(chat), "unread": 0, "message": None}
    server.store.after(lambda: server.hub.tell(event, chat, only=person.id))


def picture_type(path: Path) -> str:
    """Return the media type of a picture by its first bytes."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(b"\x89PNG"):
        return "image/png"
    return "image/gif" if head.startswith(b"GIF8") else "image/jpeg"
