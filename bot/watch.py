"""Looks after what waits: who runs the machine is told when messages do not get out, once for each hold-up."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot import metrics, outbox, people
from bot.app import App, Here
from bot.texts import say

log = structlog.get_logger()
LOOK_SECONDS = 30.0


def late(queue: metrics.Queue, here: Here) -> bool:
    """Whether the oldest message that is due has waited longer than the county's rules allow.

    While the desk holds the sending, waiting is what it wants.
    """
    return queue.delivery_age > here.settings.rules.outbox_late_seconds and not queue.held


def tell_if_late(session: Session, now: datetime, here: Here) -> bool:
    """Tell the operators when messages are held up; once an hour. Whether they are."""
    queue = metrics.queue(session, here.county_id, now)
    if not late(queue, here):
        return False
    minutes, hour = int(queue.delivery_age // 60), int(now.timestamp() // 3600)
    for user_id in here.settings.operators:
        person = people.find(session, here, user_id)
        if person is None or person.id is None:
            continue
        text = say("outbox.late", people.language_of(here, person), minutes=minutes, count=queue.deliveries)
        outbox.tell_person(session, now, here, person.id, text, key=f"late:{hour}:{person.id}")
    return True


async def watch(app: App, here: Here) -> None:
    """Look from time to time, until cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            queue = await app.read(metrics.queue, here.county_id, app.clock())
            if late(queue, here):
                await app.act(tell_if_late, here)
                log.error(
                    "outbox_late",
                    county_id=here.county_id,
                    seconds=round(queue.delivery_age),
                    count=queue.deliveries,
                )
        except SQLAlchemyError as error:
            log.error("watch_failed", county_id=here.county_id, error=type(error).__name__)
