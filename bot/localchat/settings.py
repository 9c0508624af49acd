"""How a local messenger is set up."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BotSetting:
    """A bot that exists from the start; the id is the number before the token's colon."""

    token: str
    username: str
    first_name: str = "Bot"
    can_read_all_group_messages: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the state lies and which rules are kept.

    `path` is the SQLite file (":memory:" keeps nothing); files that bots send lie in `files`, by default
    a folder beside it. `limits` turns Telegram's sending limits on. `language` picks the words of service
    lines in `texts.toml`. `clock` gives Unix seconds, `ticks` monotonic seconds for the limits.
    """

    path: str = ":memory:"
    files: str | None = None
    limits: bool = False
    calls_per_second: int = 30
    group_per_minute: int = 20
    chat_per_second: int = 1
    grace: float = 0.05
    bots: tuple[BotSetting, ...] = ()
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "::1"})
    language: str = "zh"
    press_wait: float = 5.0
    callback_lifetime: float = 900.0
    clock: Callable[[], float] = field(default=time.time, repr=False)
    ticks: Callable[[], float] = field(default=time.monotonic, repr=False)
