"""The state: rows in memory, written through to the database as they change."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from typing import Any

from bot.localchat.rows import Bot, Chat, Json, Member, Message, Person, Webhook
from bot.localchat.store import Store

FIRST_PERSON = 5_000_000_001  # "may have more than 32 significant bits [...] at most 52" (User.id)
FIRST_GROUP = -4_100_000_001
FIRST_SUPERGROUP = -1_002_000_000_001
FIRST_UPDATE = 100_000_001


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SELECT_MESSAGES = (
    "SELECT chat_key, message_id, date, edit_date, sender_id, by_bot, reply_to, deleted, edits, body"
    " FROM messages WHERE "
)


def dump(value: Any) -> str:
    """Return compact JSON with the characters as they are."""
    return _ENCODE(value)


def private_key(person_id: int, bot_id: int) -> str:
    """Return the key of the private chat of a person with a bot."""
    return f"p{person_id}b{bot_id}"


class State:
    """Bots, people, chats and queues of updates; messages stay in the database."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.bots: dict[int, Bot] = {}
        self.by_token: dict[str, Bot] = {}
        self.people: dict[int, Person] = {}
        self.chats: dict[str, Chat] = {}
        self.queues: dict[int, deque[tuple[int, float, str]]] = {}
        self._last_person = 0
        self._last_group: dict[bool, int] = {}
        self._load()

    # -- loading ---------------------------------------------------------------------------------

    def _load(self) -> None:
        for row in self.store.rows(
            "SELECT id, token, username, first_name, reads_all, next_update, allowed, webhook, commands FROM bots"
        ):
            allowed = None if row[6] is None else frozenset(json.loads(row[6]))
            hook = None if row[7] is None else Webhook(**json.loads(row[7]))
            bot = Bot(row[0], row[1], row[2], row[3], bool(row[4]), row[5], allowed, hook, json.loads(row[8]))
            self.bots[bot.id] = self.by_token[bot.token] = bot
            self.queues[bot.id] = deque()
        for row in self.store.rows("SELECT id, first_name, last_name, username, note FROM people"):
            self.people[row[0]] = Person(*row)
        self._load_chats()
        for bot_id, update_id, at, payload in self.store.rows(
            "SELECT bot_id, update_id, at, payload FROM updates ORDER BY bot_id, update_id"
        ):
            self.queues[bot_id].append((update_id, at, payload))
            self.bots[bot_id].next_update = max(self.bots[bot_id].next_update, update_id + 1)
        last = self.store.row("SELECT MAX(id) FROM callbacks")
        self._last_callback: int = (last and last[0]) or 4_000_000_000_000_000

    def _load_chats(self) -> None:
        for row in self.store.rows(
            "SELECT key, id, type, title, parent, level, person_id, bot_id, started, blocked, migrated_to,"
            " migrated_from, pinned FROM chats ORDER BY place"
        ):
            chat = Chat(*row)
            chat.started, chat.blocked = bool(chat.started), bool(chat.blocked)
            self.chats[chat.key] = chat
        for key, user_id, is_bot, status, rights in self.store.rows(
            "SELECT chat_key, user_id, is_bot, status, rights FROM members"
        ):
            held = frozenset(json.loads(rights))
            self.chats[key].members[user_id] = Member(user_id, bool(is_bot), status, held)
        # Deleted messages keep their row, so the highest id is the last that was given out.
        for key, last in self.store.rows("SELECT chat_key, MAX(message_id) FROM messages GROUP BY chat_key"):
            self.chats[key].last_message = last

    # -- bots and people -------------------------------------------------------------------------

    def save_bot(self, bot: Bot) -> None:
        """Write a bot, new or changed."""
        self.bots[bot.id] = self.by_token[bot.token] = bot
        self.queues.setdefault(bot.id, deque())
        allowed = None if bot.allowed is None else dump(sorted(bot.allowed))
        hook = bot.webhook
        webhook = None
        if hook is not None:
            webhook = dump({name: getattr(hook, name) for name in Webhook.__slots__})
        self.store.write(
            "INSERT OR REPLACE INTO bots (id, token, username, first_name, reads_all, next_update, allowed,"
            " webhook, commands) VALUES (?,?,?,?,?,?,?,?,?)",
            (
                bot.id,
                bot.token,
                bot.username,
                bot.first_name,
                int(bot.reads_all),
                bot.next_update,
                allowed,
                webhook,
                dump(bot.commands),
            ),
        )

    def save_person(self, person: Person) -> None:
        """Write a person, new or changed."""
        self.people[person.id] = person
        self.store.write(
            "INSERT OR REPLACE INTO people (id, first_name, last_name, username, note) VALUES (?,?,?,?,?)",
            (person.id, person.first_name, person.last_name, person.username, person.note),
        )

    def next_person(self) -> int:
        """Return a free id for a person, above 2^32."""
        self._last_person = max(self._last_person, FIRST_PERSON - 1) + 1
        while self._last_person in self.people:
            self._last_person += 1
        return self._last_person

    # -- chats and members -----------------------------------------------------------------------

    def next_chat(self, kind: str) -> int:
        """Return a free id for a group: groups and supergroups count down, each in a range of its own."""
        wide = kind != "group"
        last = self._last_group.get(wide, FIRST_SUPERGROUP if wide else FIRST_GROUP)
        while str(last) in self.chats:
            last -= 1
        self._last_group[wide] = last
        return last

    def save_chat(self, chat: Chat) -> None:
        """Write a chat, new or changed."""
        if chat.key not in self.chats:
            self.chats[chat.key] = chat
        self.store.write(
            "INSERT INTO chats (key, id, type, title, parent, level, person_id, bot_id, started, blocked,"
            " migrated_to, migrated_from, pinned, place) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT (key) DO UPDATE SET title=excluded.title, parent=excluded.parent, level=excluded.level,"
            " started=excluded.started, blocked=excluded.blocked, migrated_to=excluded.migrated_to,"
            " migrated_from=excluded.migrated_from, pinned=excluded.pinned",
            (
                chat.key,
                chat.id,
                chat.type,
                chat.title,
                chat.parent,
                chat.level,
                chat.person_id,
                chat.bot_id,
                int(chat.started),
                int(chat.blocked),
                chat.migrated_to,
                chat.migrated_from,
                chat.pinned,
                len(self.chats),
            ),
        )

    def save_member(self, chat: Chat, member: Member) -> None:
        """Write somebody's standing in a chat."""
        self.store.write(
            "INSERT OR REPLACE INTO members (chat_key, user_id, is_bot, status, rights) VALUES (?,?,?,?,?)",
            (chat.key, member.user_id, int(member.is_bot), member.status, dump(sorted(member.rights))),
        )
        chat.members[member.user_id] = member

    def private_chat(self, person_id: int, bot_id: int) -> Chat:
        """Return the private chat of the two, made (not started, not stored) when there is none yet."""
        key = private_key(person_id, bot_id)
        found = self.chats.get(key)
        if found is None:
            found = Chat(key, person_id, "private", "", person_id=person_id, bot_id=bot_id)
        return found

    # -- messages --------------------------------------------------------------------------------

    def add_message(
        self, chat: Chat, *, date: int, sender_id: int, by_bot: bool, reply_to: int | None, body: Json
    ) -> Message:
        """Store a new message; ids count up within a chat, without gaps."""
        chat.last_message += 1
        message = Message(chat.key, chat.last_message, date, None, sender_id, by_bot, reply_to, False, 0, body)
        self.store.write(
            "INSERT INTO messages (chat_key, message_id, date, sender_id, by_bot, reply_to, body)"
            " VALUES (?,?,?,?,?,?,?)",
            (chat.key, message.id, date, sender_id, int(by_bot), reply_to, dump(body)),
        )
        return message

    def save_message(self, message: Message) -> None:
        """Write what may change of a message."""
        self.store.write(
            "UPDATE messages SET edit_date=?, deleted=?, edits=?, body=? WHERE chat_key=? AND message_id=?",
            (
                message.edit_date,
                int(message.deleted),
                message.edits,
                dump(message.body),
                message.chat_key,
                message.id,
            ),
        )

    def message(self, key: str, message_id: int) -> Message | None:
        """Return a message that was not deleted, or None."""
        found = self.messages("chat_key=? AND message_id=? AND deleted=0", (key, message_id))
        return found[0] if found else None

    def messages(self, where: str, arguments: Iterable[Any]) -> list[Message]:
        """Return the messages of a condition written by the caller (never by a client)."""
        rows = self.store.rows(_SELECT_MESSAGES + where, arguments)
        return [
            Message(r[0], r[1], r[2], r[3], r[4], bool(r[5]), r[6], bool(r[7]), r[8], json.loads(r[9])) for r in rows
        ]

    # -- updates and button presses ----------------------------------------------------------------

    def add_update(self, bot: Bot, kind: str, content: str, at: float) -> None:
        """Queue an update; `content` is the JSON of its one field."""
        update_id = bot.next_update
        payload = f'{{"update_id":{update_id},"{kind}":{content}}}'
        self.store.write(
            "INSERT INTO updates (bot_id, update_id, at, payload) VALUES (?,?,?,?)",
            (bot.id, update_id, at, payload),
        )
        bot.next_update += 1
        self.queues[bot.id].append((update_id, at, payload))

    def forget_updates(self, bot: Bot, below: int) -> None:
        """Drop the updates with an id below `below`; their ids are never given out again."""
        queue = self.queues[bot.id]
        if not queue or queue[0][0] >= below:
            return
        while queue and queue[0][0] < below:
            queue.popleft()
        self.store.write("DELETE FROM updates WHERE bot_id=? AND update_id<?", (bot.id, below))
        self.store.write("UPDATE bots SET next_update=? WHERE id=?", (bot.next_update, bot.id))

    def add_callback(self, bot_id: int, message: Message, person_id: int, at: float) -> int:
        """Store a button press and return its id."""
        self._last_callback += 1
        self.store.write(
            "INSERT INTO callbacks (id, bot_id, chat_key, message_id, person_id, at) VALUES (?,?,?,?,?,?)",
            (self._last_callback, bot_id, message.chat_key, message.id, person_id, at),
        )
        return self._last_callback
