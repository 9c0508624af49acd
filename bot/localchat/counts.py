"""What arrived, counted for benches."""

from __future__ import annotations

from collections import Counter, defaultdict

from bot.localchat.limits import MESSAGES
from bot.localchat.rows import Json


class Counts:
    """Calls by method and chat, refusals by cause, and when messages arrived (monotonic seconds)."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.chats: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.refused: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.bots: Counter[str] = Counter()
        self.accepted = 0
        self.first_at: float | None = None
        self.last_at: float | None = None
        self.last_by_bot: dict[str, float] = {}

    def call(self, bot_id: int, method: str, chat: str | None) -> None:
        """Count an arrival."""
        self.calls[method] += 1
        self.bots[str(bot_id)] += 1
        if chat is not None:
            self.chats[chat][method] += 1

    def accept(self, bot_id: int, method: str, at: float) -> None:
        """Count a bot's message or edit that passed; `at` is when it arrived."""
        if method in MESSAGES:
            self.accepted += 1
            if self.first_at is None:
                self.first_at = at
            self.last_at = self.last_by_bot[str(bot_id)] = at

    def json(self) -> Json:
        """Return the counts; `seconds` lies between the first and the last accepted message or edit."""
        span = 0.0
        if self.first_at is not None and self.last_at is not None:
            span = self.last_at - self.first_at
        return {
            "calls": dict(self.calls),
            "chats": {chat: dict(by_method) for chat, by_method in self.chats.items()},
            "bots": dict(self.bots),
            "refused": dict(self.refused),
            "refused_429": sum(self.refused.values()),
            "errors": dict(self.errors),
            "accepted": self.accepted,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "last_at_by_bot": self.last_by_bot,
            "seconds": span,
        }
