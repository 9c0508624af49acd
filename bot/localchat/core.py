"""The local messenger itself: state, rules and who is told; the HTTP sides stand on it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

from bot.localchat import delivery
from bot.localchat.counts import Counts
from bot.localchat.errors import SimError
from bot.localchat.events import Hub
from bot.localchat.faults import Faults
from bot.localchat.limits import Limits
from bot.localchat.render import chat_key_json, sim_message
from bot.localchat.rows import Bot, Chat, Json, Message
from bot.localchat.settings import BotSetting, Settings
from bot.localchat.state import FIRST_UPDATE, State, dump
from bot.localchat.store import Store


class LocalChat:
    """One messenger: its database is open from construction to `close()`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.path)
        self.state = State(self.store)
        self.hub = Hub()
        self.limits = Limits(settings)
        self.faults = Faults()
        self.counts = Counts()
        # The update waiters by bot, and those who wait for the answer to a press, by callback id.
        self.polls: dict[int, asyncio.Future[str]] = {}
        self.presses: dict[int, asyncio.Future[Json]] = {}
        self.on_update: Callable[[Bot], None] = lambda bot: None
        self.closing = False
        self._files: Path | None = None
        for bot in settings.bots:
            self.add_bot(bot)
        self.store.commit()

    def now(self) -> int:
        """Return the clock in whole Unix seconds, as messages are dated."""
        return int(self.settings.clock())

    @property
    def files(self) -> Path:
        """The folder of files that bots sent, made when first needed."""
        if self._files is None:
            path = self.settings.files
            if path is None and self.settings.path == ":memory:":
                import tempfile

                path = tempfile.mkdtemp(prefix="localchat-")
            self._files = Path(path or f"{self.settings.path}.files")
            self._files.mkdir(parents=True, exist_ok=True)
        return self._files

    def add_bot(self, setting: BotSetting) -> Bot:
        """Add a bot, or take over the name and privacy of one that is there; raise SimError for a bad token.

        "Each bot is given a unique authentication token when it is created. The token looks something
        like 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11".
        """
        head, colon, tail = setting.token.partition(":")
        if not colon or not head.isdigit() or not tail or "/" in tail:
            raise SimError(400, "a token is a number, a colon and a secret, like 7000000001:secret")
        bot_id = int(head)
        known = self.state.bots.get(bot_id)
        if known is None:
            name, reads_all = setting.first_name, setting.can_read_all_group_messages
            known = Bot(bot_id, setting.token, setting.username, name, reads_all, FIRST_UPDATE)
        elif (known.token, known.username, known.first_name, known.reads_all) == (
            setting.token,
            setting.username,
            setting.first_name,
            setting.can_read_all_group_messages,
        ):
            return known
        else:
            self.state.by_token.pop(known.token, None)
            known.token, known.username = setting.token, setting.username
            known.first_name, known.reads_all = setting.first_name, setting.can_read_all_group_messages
        self.state.save_bot(known)
        return known

    # -- telling ---------------------------------------------------------------------------------

    def queue(self, bot: Bot, kind: str, content: Json | str) -> None:
        """Queue an update for a bot, if it wants that type; its waiter is woken after the commit."""
        if not delivery.wanted(bot, kind):
            return
        text = content if isinstance(content, str) else dump(content)
        self.state.add_update(bot, kind, text, self.settings.clock())
        self.store.after(lambda: self._wake(bot))

    def _wake(self, bot: Bot) -> None:
        waiting = self.polls.pop(bot.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result("updates")
        self.on_update(bot)

    def show(self, kind: str, chat: Chat, message: Message) -> None:
        """Tell the pages of a message that is new ("message"), edited, deleted or reacted to."""
        if self.hub.watched:
            shown = sim_message(self.state, chat, message, self.settings.language)
            event = {"type": kind, "chat": chat_key_json(chat), "message": shown}
            self.store.after(lambda: self.hub.tell(event, chat))

    def show_chat(self, chat: Chat) -> None:
        """Tell the pages that a chat is new or changed."""
        if self.hub.watched:
            event: Json = {"type": "chat", "chat": chat_key_json(chat), "title": chat.title, "message": None}
            self.store.after(lambda: self.hub.tell(event, chat))

    def deliver(self, chat: Chat, message: Message, *, edited: bool = False) -> None:
        """Tell the pages, and queue the message for every bot that may see it."""
        self.show("edit" if edited else "message", chat, message)
        delivery.deliver(self, chat, message, edited=edited)

    # -- files -----------------------------------------------------------------------------------

    def keep_file(self, content: bytes, name: str, mime: str, width: int = 0, height: int = 0) -> Json:
        """Keep a file; return its file_id, file_unique_id and size."""
        file_id = secrets.token_urlsafe(24)
        (self.files / file_id).write_bytes(content)
        self.store.write(
            "INSERT INTO files (id, name, mime, size, width, height) VALUES (?,?,?,?,?,?)",
            (file_id, name, mime, len(content), width, height),
        )
        return {"file_id": file_id, "file_unique_id": file_id[:16], "file_size": len(content)}

    # -- the end ---------------------------------------------------------------------------------

    def stop(self) -> None:
        """End what waits (polls, streams, presses), so that a server can shut down at once."""
        self.closing = True
        self.hub.close()
        self.faults.clear()
        for waiting in [*self.polls.values()]:
            if not waiting.done():
                waiting.set_result("closing")
        for press in self.presses.values():
            if not press.done():
                press.set_result({"text": None, "alert": False})

    def close(self) -> None:
        """Stop and close the database."""
        self.stop()
        self.store.close()
