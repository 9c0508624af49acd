"""The clock: ticks every second and calls what is due. Due times themselves are rows, never jobs of the library."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import App
from scheduler import jobs

log = structlog.get_logger()
LEAP = timedelta(hours=2)
"""How far the hour may run ahead of the seconds that passed since the last tick."""
HOLD = timedelta(minutes=10)
"""So long a leap ahead is held until it is believed: a clock that is set by the net is right again within minutes."""


@dataclass(slots=True)
class Steady:
    """Holds the clock where the hour leapt ahead between two ticks, until it stood there for some minutes.

    A leap may be a machine that slept, or a clock set wrong for a moment. By a wrong one postings would run out, seats
    be handed on and questions be asked that nobody can take back; after a sleep some minutes more cost nothing. A step
    back needs no second look: `bot/set_back.py` makes it good.
    """

    seconds: Callable[[], float] = time.monotonic
    hour: datetime | None = None
    at: float = 0.0
    held_since: float | None = None

    def may(self, now: datetime) -> bool:
        """Whether what is due at `now` may be done."""
        at = self.seconds()
        expected = self.hour + timedelta(seconds=at - self.at) if self.hour is not None else now
        if now - expected <= LEAP:
            if self.held_since is not None:
                log.warning("clock_back_from_leap")
            self.hour, self.at, self.held_since = now, at, None
            return True
        if self.held_since is None:
            self.held_since = at
            log.warning("clock_leapt", hours=round((now - expected).total_seconds() / 3600, 1))
        if at - self.held_since < HOLD.total_seconds():
            return False
        self.hour, self.at, self.held_since = now, at, None
        return True


async def tick(app: App, steady: Steady) -> int:
    """Do what is due, unless the hour leapt just now; how many rows.

    After a leap that was held every county is looked back at: the pump goes by the hour itself, and may have given up
    what was good for an evening.
    """
    held = steady.held_since is not None
    if not steady.may(app.clock()):
        return 0
    if held:
        app.ticked.clear()
    return await jobs.fire_due(app)


def start(app: App, seconds: float = 1.0) -> AsyncIOScheduler:
    """Begin to tick. Late ticks are made good once, and two never run at the same time."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        tick,
        "interval",
        args=(app, Steady()),
        seconds=seconds,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler
