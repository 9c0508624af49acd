"""Groups: who is in them with what standing, and what the bots are told when that changes."""

from __future__ import annotations

from typing import Any

from bot.localchat.core import LocalChat
from bot.localchat.delivery import tell_standing
from bot.localchat.errors import SimError
from bot.localchat.render import chat_json, member_json, user_json
from bot.localchat.rows import (
    ADMIN_RIGHTS,
    GROUP_ANONYMOUS_BOT,
    GROUP_TYPES,
    PRESENT,
    Bot,
    Chat,
    Json,
    Member,
    Message,
    Person,
)


def find_person(server: LocalChat, raw: Any) -> Person:
    """Return a person by id; refuse an unknown one."""
    try:
        person = server.state.people.get(int(raw))
    except (TypeError, ValueError):
        person = None
    if person is None:
        raise SimError(404, "no such person")
    return person


def find_bot(server: LocalChat, raw: Any) -> Bot:
    """Return a bot by id; refuse an unknown one."""
    try:
        bot = server.state.bots.get(int(raw))
    except (TypeError, ValueError):
        bot = None
    if bot is None:
        raise SimError(404, "no such bot")
    return bot


def find_chat(server: LocalChat, raw: str) -> Chat:
    """Return a chat by the people's side's id; a private chat that nobody opened yet is made, not stored."""
    found = server.state.chats.get(raw)
    if found is not None:
        return found
    if raw.startswith("p"):
        person_id, _, bot_id = raw[1:].partition("b")
        person, bot = find_person(server, person_id), find_bot(server, bot_id)
        return server.state.private_chat(person.id, bot.id)
    raise SimError(404, "no such chat")


def add_group(server: LocalChat, raw: Json) -> Chat:
    """Make a group with its bots; they are told unless "quiet". "owner" (a person) becomes its creator."""
    kind = str(raw.get("type") or "supergroup")
    if kind not in GROUP_TYPES:
        raise SimError(400, f"type must be one of {', '.join(GROUP_TYPES)}")
    title = str(raw.get("title") or "").strip()
    if not title:
        raise SimError(400, "title is missing")
    chat_id = int(raw["id"]) if raw.get("id") is not None else server.state.next_chat(kind)
    if chat_id >= 0 or str(chat_id) in server.state.chats:
        raise SimError(409 if chat_id < 0 else 400, "that id is taken or not a group's")
    if kind != "group" and not str(chat_id).startswith("-100"):
        raise SimError(400, "the id of a supergroup or channel begins with -100")
    parent = None if raw.get("parent") is None else int(raw["parent"])
    chat = Chat(str(chat_id), chat_id, kind, title, parent, raw.get("level"))
    server.state.save_chat(chat)
    if raw.get("owner") is not None:
        owner = find_person(server, raw["owner"])
        server.state.save_member(chat, Member(owner.id, False, "creator"))
    quiet = bool(raw.get("quiet"))
    for bot_id in raw.get("bots") or []:
        bot = find_bot(server, bot_id)
        # A bot in a channel is always its administrator.
        status = "administrator" if kind == "channel" else "member"
        set_standing(server, chat, bot.id, status, raw.get("owner"), quiet=quiet)
    server.show_chat(chat)
    return chat


def set_standing(
    server: LocalChat, chat: Chat, user_id: int, status: str, by: Any = None, *, quiet: bool = False
) -> None:
    """Change somebody's standing in a group, and tell: my_chat_member, chat_member, the service message.

    "chat_member: A chat member's status was updated in a chat. The bot must be an administrator in the chat
    and must explicitly specify 'chat_member' in the list of allowed_updates to receive these updates."
    """
    if chat.type == "private" or chat.migrated_to is not None:
        raise SimError(400, "not a group that lives")
    state = server.state
    before = chat.members.get(user_id) or Member(user_id, user_id in state.bots, "left")
    rights = frozenset(ADMIN_RIGHTS) if status == "administrator" else frozenset()
    after = Member(user_id, before.is_bot, status, rights)
    state.save_member(chat, after)
    if quiet or (before.status, before.rights) == (after.status, after.rights):
        return
    actor = GROUP_ANONYMOUS_BOT if by is None else find_person(server, by).id
    if status == "left":
        actor = user_id
    where, who = chat_json(state, chat), user_json(state, actor)
    old, new = member_json(state, before), member_json(state, after)
    if bot := state.bots.get(user_id):
        tell_standing(server, bot, where, who, old, new)
    for member in list(chat.members.values()):
        if member.is_bot and member.status == "administrator" and member.user_id != user_id:
            content = {"chat": where, "from": who, "date": server.now(), "old_chat_member": old}
            server.queue(state.bots[member.user_id], "chat_member", {**content, "new_chat_member": new})
    _announce(server, chat, actor, before, after)
    server.show_chat(chat)


def _announce(server: LocalChat, chat: Chat, actor: int, before: Member, after: Member) -> None:
    """Post "new_chat_members" or "left_chat_member", service messages of groups (not of channels)."""
    came = before.status not in PRESENT and after.status in PRESENT
    went = before.status in PRESENT and after.status not in PRESENT
    if chat.type == "channel" or not (came or went):
        return
    user = user_json(server.state, after.user_id)
    body: Json = {"new_chat_members": [user]} if came else {"left_chat_member": user}
    service(server, chat, actor, body)


def service(server: LocalChat, chat: Chat, actor: int, body: Json) -> Message:
    """Post a service message and deliver it."""
    if actor == GROUP_ANONYMOUS_BOT:
        body = {"sender_chat": chat_json(server.state, chat), **body}
    message = server.state.add_message(chat, date=server.now(), sender_id=actor, by_bot=False, reply_to=None, body=body)
    server.deliver(chat, message)
    return message


ACTIONS = {
    "add": "member",
    "kick": "kicked",
    "promote": "administrator",
    "demote": "member",
    "leave": "left",
    "restrict": "restricted",
}


def change_member(server: LocalChat, chat: Chat, raw: Json) -> None:
    """Apply an action of ACTIONS to a bot or a person."""
    action = str(raw.get("action"))
    if action not in ACTIONS:
        raise SimError(400, f"action must be one of {', '.join(ACTIONS)}")
    if raw.get("bot") is not None:
        user_id = find_bot(server, raw["bot"]).id
    else:
        user_id = find_person(server, raw.get("person")).id
    set_standing(server, chat, user_id, ACTIONS[action], raw.get("by"), quiet=bool(raw.get("quiet")))


def migrate(server: LocalChat, chat: Chat) -> Chat:
    """Turn a group into a supergroup and return the new chat.

    "migrate_to_chat_id: The group has been migrated to a supergroup with the specified identifier.",
    "migrate_from_chat_id: The supergroup has been migrated from a group with the specified identifier.":
    a service message in the old chat and one in the new. Message ids of the new chat start anew.
    """
    if chat.type != "group" or chat.migrated_to is not None:
        raise SimError(400, "only a group can become a supergroup")
    state = server.state
    new_id = state.next_chat("supergroup")
    wide = Chat(str(new_id), new_id, "supergroup", chat.title, chat.parent, chat.level, migrated_from=chat.id)
    state.save_chat(wide)
    for member in chat.members.values():
        state.save_member(wide, Member(member.user_id, member.is_bot, member.status, member.rights))
    service(server, chat, GROUP_ANONYMOUS_BOT, {"migrate_to_chat_id": wide.id})
    chat.migrated_to = wide.id
    state.save_chat(chat)
    for below in state.chats.values():
        if below.parent == chat.id:
            below.parent = wide.id
            state.save_chat(below)
    service(server, wide, GROUP_ANONYMOUS_BOT, {"migrate_from_chat_id": chat.id})
    server.show_chat(wide)
    return wide
