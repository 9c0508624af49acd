"""What those who watch are told, in Prometheus' text format: what waits in the rows, and this process's counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import outbox, pump_steps
from bot.app import App, Here
from bot.counters import METRICS, WAYS
from bot.models import Delivery, DeliveryState, Due, DueState, Inbox, InboxState, Priority

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in a county. Ages are in seconds, 0 where nothing is due.

    `late` and `late_age` are of what should have gone out by now: all that is due, or where the desk holds the sending
    what goes all the same (offers, answers, closings).
    """

    deliveries: int
    delivery_age: float
    late: int
    late_age: float
    updates: int
    update_age: float
    uncertain: int
    dues: int


def queue(session: Session, here: Here, now: datetime) -> Queue:
    """Depths and ages of what waits in a county now. It costs what waits, however much there ever was."""
    county_id = here.county_id
    deliveries, delivery_age = _waiting(session, here, now, Priority.DIGEST)
    late = deliveries, delivery_age
    if outbox.stopped(session, county_id):
        late = _waiting(session, here, now, Priority.CLOSING)
    inbox = (Inbox.county_id == county_id, Inbox.state == InboxState.DUE)
    updates, oldest_update = session.exec(select(func.count(), func.min(Inbox.received_at)).where(*inbox)).one()
    return Queue(
        deliveries=deliveries,
        delivery_age=delivery_age,
        late=late[0],
        late_age=late[1],
        updates=updates,
        update_age=_age(oldest_update, now),
        uncertain=_count(session, Delivery, county_id, Delivery.state == DeliveryState.UNCERTAIN),
        dues=_count(session, Due, county_id, Due.state == DueState.DUE, Due.due_at <= now),
    )


def _waiting(session: Session, here: Here, now: datetime, least: int) -> tuple[int, float]:
    """How many messages of the first kinds, down to `least`, are due, and how long the oldest has waited."""
    waits = (
        Delivery.county_id == here.county_id,
        col(Delivery.state).in_((DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)),
        Delivery.due_at <= now,
        Delivery.priority <= least,
    )
    count, oldest = session.exec(select(func.count(), func.min(Delivery.due_at)).where(*waits)).one()
    tried = _first_tried(session, here, least)
    return count, _age(min((each for each in (oldest, tried) if each is not None), default=None), now)


def _first_tried(session: Session, here: Here, least: int) -> datetime | None:
    """When the oldest message that failed and waits for its next try was due at first, at the latest.

    Each failure puts the moment off by what `pump_steps.backoff` tells: without this a messenger that is down for an
    hour would look as if nothing waited.
    """
    rows = session.exec(
        select(Delivery.attempts, func.min(Delivery.due_at))
        .where(
            Delivery.county_id == here.county_id,
            Delivery.state == DeliveryState.DUE,
            Delivery.attempts > 0,
            Delivery.priority <= least,
            # Moved to a new address it is due at once: nothing was put off.
            col(Delivery.error).not_in(pump_steps.AT_ONCE),
        )
        .group_by(col(Delivery.attempts))
    )
    rules = here.settings.rules
    waited = ((due, sum(pump_steps.backoff(rules, each) for each in range(1, tries + 1))) for tries, due in rows)
    return min((due - timedelta(seconds=seconds) for due, seconds in waited), default=None)


def _count(session: Session, table: type, county_id: int, *where: object) -> int:
    found = session.exec(
        select(func.count()).select_from(table).where(table.county_id == county_id, *where)  # type: ignore[attr-defined, arg-type]
    )
    return int(found.one())


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0


_GAUGES = {
    "deliveries": ("dalaba_outbox_depth", "Messages that are due and have not gone out"),
    "delivery_age": ("dalaba_outbox_oldest_seconds", "How long the oldest due message has waited"),
    "updates": ("dalaba_inbox_depth", "Updates that wait to be worked off"),
    "update_age": ("dalaba_inbox_oldest_seconds", "How long the oldest update has waited"),
    "uncertain": ("dalaba_uncertain_rows", "Messages that may or may not have gone out, not settled yet"),
    "dues": ("dalaba_dues_late", "Planned things whose time has come and that are not done"),
}


def text(queues: dict[str, Queue]) -> bytes:
    """All metrics; `queues` by the county's slug."""
    for slug in queues:  # what nothing was counted of yet is there at 0
        METRICS.unclear.labels(slug)
        METRICS.given_up.labels(slug)
        for way in WAYS:
            METRICS.replies.labels(slug, way)
    fresh = CollectorRegistry()
    for name, (metric, told) in _GAUGES.items():
        gauge = Gauge(metric, told, ["county"], registry=fresh)
        for slug, row in queues.items():
            gauge.labels(slug).set(getattr(row, name))
    return generate_latest(METRICS.registry) + generate_latest(fresh)


async def queues(app: App) -> dict[str, Queue]:
    """The queues of all counties served here, by slug."""
    now = app.clock()
    return {slug: await app.read(queue, here, now) for slug, here in app.counties.items()}
