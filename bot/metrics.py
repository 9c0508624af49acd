"""What is counted for those who watch, in Prometheus' text format. Labels are kinds, never names or ids of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import outbox, pump_steps
from bot.app import App, Here
from bot.models import Delivery, DeliveryState, Due, DueState, Event, Inbox, InboxState, Unclear

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
REPLY_ACTS = "signup."


class Metrics:
    """What this process counts as it goes."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.sends = Counter("dalaba_sends", "Messages and edits that went out", ["kind"], registry=self.registry)
        self.messages, self.edits = self.sends.labels("send"), self.sends.labels("edit")
        self.errors = Counter("dalaba_send_errors", "Calls that failed, by error", ["error"], registry=self.registry)
        self.uncertain = Counter("dalaba_uncertain", "Messages whose outcome is unknown", registry=self.registry)
        self.retry_after = Counter(
            "dalaba_retry_after_seconds", "Seconds that messengers asked us to wait", registry=self.registry
        )
        self.held_up = Gauge(
            "dalaba_held_up", "1 while messages do not get out, by the last look", ["county"], registry=self.registry
        )
        self.updates = Counter("dalaba_updates", "Updates worked off, by outcome", ["outcome"], registry=self.registry)


METRICS = Metrics()


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in a county. Ages are in seconds, 0 where nothing is due."""

    deliveries: int
    delivery_age: float
    updates: int
    update_age: float
    uncertain: int
    given_up: int
    dues: int
    held: bool  # the desk holds the sending
    replies: int
    unclear: int


def queue(session: Session, here: Here, now: datetime) -> Queue:
    """Depths and ages of what waits in a county now, and its replies and unclear replies in all."""
    county_id = here.county_id
    waits = (
        Delivery.county_id == county_id,
        col(Delivery.state).in_((DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)),
        Delivery.due_at <= now,
    )
    deliveries, oldest = session.exec(select(func.count(), func.min(Delivery.due_at)).where(*waits)).one()
    since = min((each for each in (oldest, _first_tried(session, here)) if each is not None), default=None)
    inbox = (Inbox.county_id == county_id, Inbox.state == InboxState.DUE)
    updates, oldest_update = session.exec(select(func.count(), func.min(Inbox.received_at)).where(*inbox)).one()
    return Queue(
        deliveries=deliveries,
        delivery_age=_age(since, now),
        updates=updates,
        update_age=_age(oldest_update, now),
        uncertain=_count(session, Delivery, county_id, Delivery.state == DeliveryState.UNCERTAIN),
        given_up=_count(session, Delivery, county_id, Delivery.state == DeliveryState.GIVEN_UP),
        dues=_count(session, Due, county_id, Due.state == DueState.DUE, Due.due_at <= now),
        held=outbox.stopped(session, county_id),
        replies=_count(session, Event, county_id, col(Event.act).startswith(REPLY_ACTS)),
        unclear=_count(session, Unclear, county_id),
    )


def _first_tried(session: Session, here: Here) -> datetime | None:
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
    "given_up": ("dalaba_given_up_rows", "Messages that were given up"),
    "dues": ("dalaba_dues_late", "Planned things whose time has come and that are not done"),
    "replies": ("dalaba_replies", "Replies that changed a roster"),
    "unclear": ("dalaba_unclear_replies", "Replies that a person had to read"),
}


def text(queues: dict[str, Queue]) -> bytes:
    """All metrics; `queues` by the county's slug."""
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
