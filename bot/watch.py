"""Looks after what waits: who runs the machine is told when messages do not get out, by ways that do not wait too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot import alert, leases, metrics, outbox, people
from bot.app import App, Here
from bot.counters import METRICS
from bot.texts import say

log = structlog.get_logger()
LOOK_SECONDS = 30.0
AGAIN = timedelta(hours=1)
LEASE = "alert"


def late(queue: metrics.Queue, here: Here) -> bool:
    """Whether the oldest message that should have gone out has waited longer than the county's rules allow.

    While the desk holds the sending, waiting is what it wants of new postings, but answers and closings go.
    """
    return queue.late_age > here.settings.rules.outbox_late_seconds


def tell_if_late(session: Session, now: datetime, here: Here) -> bool:
    """Tell the operators when messages are held up; once an hour. Whether they are."""
    queue = metrics.queue(session, here, now)
    if not late(queue, here):
        return False
    minutes, hour = int(queue.late_age // 60), int(now.timestamp() // 3600)
    for user_id in here.settings.operators:
        person = people.find(session, here, user_id)
        if person is None or person.id is None:
            continue
        text = say("outbox.late", people.language_of(here, person), minutes=minutes, count=queue.late)
        outbox.tell_person(session, now, here, person.id, text, key=f"late:{hour}:{person.id}")
    return True


class Watch:
    """Looks at one county from time to time; what is wrong is logged, counted, and told beside the queue.

    The operators' own message waits in the queue that may be stuck, so it is the last way, not the first: the log's
    line, /healthz and the metrics come from the rows alone, and `alert.url` is called directly. Of several
    processes one calls it: the lease `LEASE` is that one's until its word is due again.
    """

    def __init__(self, app: App, here: Here, tell: Callable[[dict[str, Any]], Awaitable[None]] | None = None) -> None:
        """`tell` hands over a body to whoever is to be alerted; by default to the config's address, if there is one."""
        self.app, self.here = app, here
        self.tell = tell or partial(alert.post, app.config.alert.url.get_secret_value())
        self.holder = leases.new_holder()
        self.wrong: str | None = None
        self.told_at: datetime | None = None

    async def look(self) -> None:
        """One look: tells at the beginning, once an hour while it lasts, and at the end."""
        now = self.app.clock()
        try:
            queue = await self.app.read(metrics.queue, self.here, now)
        except SQLAlchemyError as error:
            log.error("watch_failed", county=self.here.settings.slug, error=type(error).__name__)
            await self._alert(now, "no_database")
            return
        if not late(queue, self.here):
            await self._over(now)
            return
        seconds = round(queue.late_age)
        log.error("outbox_late", county=self.here.settings.slug, seconds=seconds, count=queue.late)
        METRICS.held_up.labels(self.here.settings.slug).set(1)
        if await self._mine_to_tell(now):
            await self._alert(now, "late", minutes=seconds // 60, count=queue.late)
        try:
            await self.app.act(tell_if_late, self.here)
        except SQLAlchemyError as error:
            log.error("watch_failed", county=self.here.settings.slug, error=type(error).__name__)

    async def _mine_to_tell(self, now: datetime) -> bool:
        """Whether this process is to tell it, or has: where the database does not answer, better twice than never."""
        if self.wrong == "late" and self.told_at is not None and now - self.told_at < AGAIN:
            return True
        try:
            return await self.app.step(leases.take, self.here, LEASE, self.holder, AGAIN.total_seconds())
        except SQLAlchemyError:
            return True

    async def _alert(self, now: datetime, what: str, **values: int) -> None:
        METRICS.held_up.labels(self.here.settings.slug).set(1)
        if what == self.wrong and self.told_at is not None and now - self.told_at < AGAIN:
            return
        self.wrong, self.told_at = what, now
        await self._say(what, **values)

    async def _over(self, now: datetime) -> None:
        METRICS.held_up.labels(self.here.settings.slug).set(0)
        if self.wrong is not None:
            self.wrong, self.told_at = None, None
            await self._say("late_over")
            await self.app.step(leases.give_back, self.here, LEASE, self.holder)

    async def _say(self, what: str, **values: int) -> None:
        slug = self.here.settings.slug
        words = f"{slug}: {say(f'outbox.{what}', self.here.language, **values)}"
        body = {"msgtype": "text", "text": {"content": words}, "county": slug, "event": f"outbox_{what}", **values}
        await self.tell(body)


async def watch(app: App, here: Here) -> None:
    """Look from time to time, until cancelled."""
    mine = Watch(app, here)
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await mine.look()
        except Exception as error:  # whatever it was, who watches must go on watching
            log.error("watch_failed", county=here.settings.slug, error=type(error).__name__, exc_info=error)
