"""Faults on demand: what can go wrong between a bot and Telegram, switched on by a test."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.localchat.errors import ApiError, SimError, bad_request, forbidden, too_many
from bot.localchat.rows import Json

KINDS = frozenset(
    {
        "429",
        "5xx",
        "hang",
        "lost",
        "kicked",
        "blocked",
        "migrate",
        "not_enough_rights",
        "topic_closed",
        "unknown_method",
        "error",
    }
)


@dataclass(slots=True)
class Fault:
    """One fault. It meets the calls of its `methods`, `chat` and `bot` (empty: all but getUpdates).

    `every` N: each Nth such call; else the next `count` calls (0: all until it is taken back). `html`
    answers a 5xx as a gateway does, with a page that is no JSON; `drop` cuts the connection of a call
    that hangs or whose answer is lost, instead of keeping it open.
    """

    kind: str
    count: int = 1
    every: int = 0
    methods: frozenset[str] = frozenset()
    chat: str | None = None
    bot: int | None = None
    retry_after: int = 1
    status: int = 502
    code: int = 400
    description: str = "Bad Request"
    drop: bool = False
    html: bool = False
    seen: int = 0
    done: int = 0

    def meets(self, bot: int, method: str, chat: str | None) -> bool:
        """Count the call and return whether the fault strikes it."""
        if self.methods:
            if method not in self.methods:
                return False
        elif method == "getupdates":
            return False
        if self.chat is not None and chat != self.chat:
            return False
        if self.bot is not None and bot != self.bot:
            return False
        if self.count and not self.every and self.done >= self.count:
            return False
        self.seen += 1
        if self.every and self.seen % self.every:
            return False
        self.done += 1
        return True

    def error(self, chat: str) -> ApiError:
        """Return the refusal of this fault (kinds that answer at all) to a call about `chat`."""
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind == "5xx":
            return ApiError(self.status, "Bad Gateway" if self.status == 502 else "Internal Server Error")
        if self.kind == "kicked":
            wide = chat.startswith("-100")
            return forbidden(f"bot was kicked from the {'super' if wide else ''}group chat")
        if self.kind == "blocked":
            return forbidden("bot was blocked by the user")
        if self.kind == "not_enough_rights":
            return bad_request("not enough rights to send text messages to the chat")
        if self.kind == "topic_closed":
            return bad_request("TOPIC_CLOSED")
        if self.kind == "unknown_method":
            return ApiError(404, "Not Found: method not found")
        return ApiError(self.code, self.description)


@dataclass(slots=True)
class Faults:
    """The faults that are on."""

    active: list[Fault] = field(default_factory=list)
    cleared: asyncio.Event = field(default_factory=asyncio.Event)

    def strike(self, bot: int, method: str, chat: str | None) -> Fault | None:
        """Return the first fault that this call meets."""
        for fault in self.active:
            if fault.meets(bot, method, chat):
                return fault
        return None

    def add(self, raw: Json) -> Fault:
        """Add a fault described in JSON: kind, and any of Fault's fields (`method`: one name or a list)."""
        kind = str(raw.get("kind", ""))
        if kind not in KINDS:
            raise SimError(400, f"kind must be one of {', '.join(sorted(KINDS))}")
        method = raw.get("method", [])
        names = [method] if isinstance(method, str) else list(method)
        chat = raw.get("chat")
        fault = Fault(
            kind,
            int(raw.get("count", 1)),
            int(raw.get("every", 0)),
            frozenset(str(name).lower() for name in names),
            None if chat is None else str(chat),
            None if raw.get("bot") is None else int(raw["bot"]),
            int(raw.get("retry_after", 1)),
            int(raw.get("status", 502)),
            int(raw.get("code", 400)),
            str(raw.get("description", "Bad Request")),
            bool(raw.get("drop", False)),
            bool(raw.get("html", False)),
        )
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """Take all faults back; calls that hang are let go without an answer."""
        self.active.clear()
        self.cleared.set()
        self.cleared = asyncio.Event()
