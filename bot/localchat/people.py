"""What people do: join, speak, edit, delete, press, block. Each act tells the bots what Telegram would."""

from __future__ import annotations

import asyncio

from bot.localchat.core import LocalChat
from bot.localchat.delivery import tell_standing
from bot.localchat.entities import trimmed, utf16, with_found
from bot.localchat.errors import SimError
from bot.localchat.groups import find_chat, find_person
from bot.localchat.markup import data_of
from bot.localchat.render import chat_json, member_json, message_json, user_json
from bot.localchat.rows import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, Bot, Chat, Json, Member, Message, Person
from bot.localchat.state import private_key

TEXT_LIMIT = 4096


def add_person(server: LocalChat, raw: Json) -> Person:
    """Add a person, or change the one with that id."""
    first_name = str(raw.get("first_name") or "").strip()
    if not first_name:
        raise SimError(400, "first_name is missing")
    person_id = int(raw["id"]) if raw.get("id") is not None else server.state.next_person()
    if person_id <= 0 or person_id in server.state.bots:
        raise SimError(400, "that id is not a person's")
    person = Person(
        person_id, first_name, raw.get("last_name") or None, raw.get("username") or None, raw.get("note") or None
    )
    server.state.save_person(person)
    return person


def block(server: LocalChat, person: Person, bot: Bot, on: bool) -> None:
    """Block or unblock a bot in private: my_chat_member with status kicked, or member again."""
    chat = find_chat(server, private_key(person.id, bot.id))
    if chat.blocked == on:
        return
    chat.blocked = on
    server.state.save_chat(chat)
    inside, outside = Member(bot.id, True, "member"), Member(bot.id, True, "kicked")
    before, after = (inside, outside) if on else (outside, inside)
    state = server.state
    tell_standing(
        server,
        bot,
        chat_json(state, chat),
        user_json(state, person.id),
        member_json(state, before),
        member_json(state, after),
    )
    server.show_chat(chat)


# -- pressing ------------------------------------------------------------------------------------


async def press(server: LocalChat, chat: Chat, message: Message, person: Person, data: str) -> Json:
    """Press a button and wait for the bot's answer.

    CallbackQuery: "an incoming callback query from a callback button in an inline keyboard"; "chat_instance:
    Global identifier, uniquely corresponding to the chat to which the message with the callback button was
    sent." Returns {text, alert, url, answered}; answered is False when the bot did not answer in time.
    """
    if data not in data_of(message.body.get("reply_markup")):
        raise SimError(400, "the message has no such button")
    if chat.type == "private" and (chat.blocked or chat.person_id != person.id):
        raise SimError(403, "not possible in this chat")
    bot = server.state.bots[message.sender_id]
    if chat.type != "private" and bot.id not in chat.members:
        raise SimError(403, "the bot is not in this chat")
    callback_id = server.state.add_callback(bot.id, message, person.id, server.settings.clock())
    content = {
        "id": str(callback_id),
        "from": user_json(server.state, person.id),
        "message": message_json(server.state, chat, message),
        "chat_instance": str(abs(chat.id) * 31 + bot.id % 1000),
        "data": data,
    }
    waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
    server.presses[callback_id] = waiting
    server.queue(bot, "callback_query", content)
    await server.store.durable()
    try:
        answer = await asyncio.wait_for(waiting, server.settings.press_wait)
        return {**answer, "answered": True}
    except TimeoutError:
        return {"text": None, "alert": False, "url": None, "answered": False}
    finally:
        del server.presses[callback_id]


# -- speaking ------------------------------------------------------------------------------------


def _written(raw: object) -> str:
    return str(raw or "").replace("\r", "").replace("\x00", "")


def pieces(text: str) -> list[str]:
    """Cut a text as people's apps do: at most 4096 UTF-16 units a message."""
    found = []
    while utf16(text) > TEXT_LIMIT:
        cut = min(len(text), TEXT_LIMIT)
        while utf16(text[:cut]) > TEXT_LIMIT:
            cut -= max(1, (utf16(text[:cut]) - TEXT_LIMIT) // 2)
        found.append(text[:cut])
        text = text[cut:]
    return [*found, text]


def _content(server: LocalChat, text: str, kind: str | None, person: Person) -> Json:
    file_id = f"sim-{kind}-0001"
    base = {"file_id": file_id, "file_unique_id": file_id}
    entities = with_found(text, [])
    body: Json = {}
    if kind in ("photo", "voice"):
        body[kind] = [{**base, "width": 640, "height": 480}] if kind == "photo" else {**base, "duration": 3}
        if text:
            body["caption"] = text
        if text and entities:
            body["caption_entities"] = entities
        return body
    if kind == "sticker":
        flags = {"is_animated": False, "is_video": False, "emoji": text[:1] or "👍"}
        return {"sticker": {**base, "type": "regular", "width": 512, "height": 512, **flags}}
    if kind == "forward":
        hidden = {"type": "hidden_user", "sender_user_name": "?", "date": server.now()}
        body["forward_origin"] = hidden
    elif kind is not None:
        raise SimError(400, "kind must be sticker, photo, voice or forward")
    if not text:
        raise SimError(400, "the text is empty")
    body["text"] = text
    if entities:
        body["entities"] = entities
    return body


def _sender(server: LocalChat, chat: Chat, person: Person, voice: str | None) -> tuple[int, Json]:
    """Return (sender id, extra body) of a message said as oneself, as the group, or as a channel.

    "sender_chat: Sender of the message when sent on behalf of a chat. For example, the supergroup itself for
    messages sent by its anonymous administrators or a linked channel [...]. For backward compatibility, if
    the message was sent on behalf of a chat, the field from contains a fake sender user in non-channel chats."
    """
    if chat.type == "channel":
        return 0, {"sender_chat": chat_json(server.state, chat)}
    if voice == "anonymous":
        return GROUP_ANONYMOUS_BOT, {"sender_chat": chat_json(server.state, chat)}
    if voice == "channel":
        channel_id = -1_001_000_000_000_000 - person.id % 10_000_000_000
        title = person.first_name
        return CHANNEL_BOT, {"sender_chat": {"id": channel_id, "title": title, "type": "channel"}}
    if voice is not None:
        raise SimError(400, "as must be anonymous, channel or null")
    return person.id, {}


def _enter(server: LocalChat, chat: Chat, person: Person) -> None:
    """Refuse who may not speak here; a first word in private starts the bot, in a group it joins."""
    if chat.migrated_to is not None:
        raise SimError(410, f"the group is now {chat.migrated_to}")
    if chat.type == "private":
        if chat.person_id != person.id:
            raise SimError(403, "that is another person's chat")
        if chat.blocked:
            raise SimError(403, "the bot is blocked")
        if not chat.started:
            chat.started = True
            server.state.save_chat(chat)
        return
    member = chat.members.get(person.id)
    if member is None or member.status == "left":
        server.state.save_member(chat, Member(person.id, False, "member"))
    elif member.status == "kicked":
        raise SimError(403, "that person was removed from the group")


def say(server: LocalChat, chat: Chat, raw: Json) -> Message:
    """Say something in a chat; a text too long becomes several messages, the last is returned."""
    person = find_person(server, raw.get("person"))
    kind = raw.get("kind") or None
    text, _ = trimmed(_written(raw.get("text")), [])
    _content(server, text, kind, person)  # refuses before anything changes
    reply_to, reply_chat = _replied(server, chat, raw)
    sender_id, extra = _sender(server, chat, person, raw.get("as") or None)
    _enter(server, chat, person)
    if reply_chat is not chat:
        extra["_reply_chat"] = reply_chat.key
    message: Message | None = None
    for piece in pieces(text):
        body = {**extra, "_by": person.id, **_content(server, piece.strip() or piece, kind, person)}
        message = server.state.add_message(
            chat, date=server.now(), sender_id=sender_id, by_bot=False, reply_to=reply_to, body=body
        )
        server.deliver(chat, message)
    if message is None:
        raise SimError(400, "the text is empty")
    return message


def _replied(server: LocalChat, chat: Chat, raw: Json) -> tuple[int | None, Chat]:
    """Return what is quoted: in this chat, or ("reply_chat") in the group that this one was before."""
    reply_to = raw.get("reply_to")
    if reply_to is None:
        return None, chat
    where = chat
    if raw.get("reply_chat") is not None and chat.migrated_from == int(raw["reply_chat"]):
        where = server.state.chats[str(chat.migrated_from)]
    if server.state.message(where.key, int(reply_to)) is None:
        raise SimError(404, "the quoted message is not there")
    return int(reply_to), where


def own_message(server: LocalChat, chat: Chat, message_id: int, raw: Json) -> Message:
    """Return a message of that person; refuse another's."""
    person = find_person(server, raw.get("person"))
    message = server.state.message(chat.key, message_id)
    if message is None:
        raise SimError(404, "no such message")
    if message.by_bot or message.body.get("_by", message.sender_id) != person.id:
        raise SimError(403, "that is another's message")
    return message


def edit(server: LocalChat, chat: Chat, message: Message, text: str) -> None:
    """Edit a person's message ("edited_message: New version of a message that is known to the bot and was edited")."""
    text, _ = trimmed(_written(text), [])
    if not text or utf16(text) > TEXT_LIMIT:
        raise SimError(400, "the text is empty or too long")
    field = "text" if "text" in message.body else "caption"
    if message.body.get(field) == text:
        return
    entities = with_found(text, [])
    name = "entities" if field == "text" else "caption_entities"
    message.body = {k: v for k, v in message.body.items() if k != name}
    message.body[field] = text
    if entities:
        message.body[name] = entities
    message.edit_date = server.now()
    message.edits += 1
    server.state.save_message(message)
    server.deliver(chat, message, edited=True)


def delete(server: LocalChat, chat: Chat, message: Message) -> None:
    """Delete a person's message; the Bot API has no update for that, so no bot is told."""
    message.deleted = True
    server.state.save_message(message)
    server.show("delete", chat, message)
