"""Telegram's limits on sending, judged by arrival.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: "In a single chat, avoid
sending more than one message per second.", "In a group, bots are not be able to send more than 20 messages
per minute.", "For bulk notifications, bots are not able to broadcast more than about 30 messages per
second". Edits count like messages. Stricter than Telegram, which lets short bursts pass: here every
window counts, less `grace` seconds. A refused call takes no place in a window.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TypeVar

from bot.localchat.settings import Settings

# These never reach a chat: they do not count towards the calls a second.
UNCOUNTED = frozenset(
    {
        "getupdates",
        "getme",
        "setwebhook",
        "deletewebhook",
        "getwebhookinfo",
        "setmycommands",
        "getmycommands",
        "deletemycommands",
        "getfile",
    }
)
# What a chat's own limits count: messages and edits.
MESSAGES = frozenset(
    {
        "sendmessage",
        "sendphoto",
        "senddocument",
        "forwardmessage",
        "copymessage",
        "editmessagetext",
        "editmessagecaption",
        "editmessagereplymarkup",
    }
)


Key = TypeVar("Key")


@dataclass(slots=True)
class Window:
    """The last arrivals within `seconds`, at most `most` of them let through."""

    most: int
    seconds: float
    arrivals: deque[float] = field(default_factory=deque)

    def wait(self, at: float) -> float:
        """Return how long a call that arrives at `at` is early; 0 when it may pass."""
        while self.arrivals and at - self.arrivals[0] >= self.seconds:
            self.arrivals.popleft()
        if len(self.arrivals) < self.most:
            return 0.0
        return self.arrivals[len(self.arrivals) - self.most] + self.seconds - at


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call over a limit: seconds to wait, and which limit ("bot", "group" or "chat")."""

    retry_after: int
    limit: str


class Limits:
    """The windows of all bots and their chats."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bots: dict[int, Window] = {}
        self._groups: dict[tuple[int, str], Window] = {}
        self._chats: dict[tuple[int, str], Window] = {}

    def arrive(self, bot_id: int, method: str, chat: str | None, at: float) -> Refusal | None:
        """Count a call that arrives at `at` (monotonic seconds); return why it must wait, or None.

        `method` is in lower case, `chat` the chat_id as it was sent.
        """
        if method in UNCOUNTED:
            return None
        windows = [("bot", self._window(self._bots, bot_id, self._settings.calls_per_second, 1.0))]
        if chat is not None and method in MESSAGES:
            key = (bot_id, chat)
            windows.append(("chat", self._window(self._chats, key, self._settings.chat_per_second, 1.0)))
            if chat.startswith("-"):
                most = self._settings.group_per_minute
                windows.append(("group", self._window(self._groups, key, most, 60.0)))
        waits = [(window.wait(at), name) for name, window in windows]
        longest, name = max(waits)
        if longest > 0:
            return Refusal(max(1, math.ceil(longest)), name)
        for _, window in windows:
            window.arrivals.append(at)
        return None

    def _window(self, windows: dict[Key, Window], key: Key, most: int, seconds: float) -> Window:
        found = windows.get(key)
        if found is None:
            found = windows[key] = Window(most, seconds - self._settings.grace)
        return found
