"""A county that lives: employers who post, workers who answer, forget and cancel, rain, and the clock over it all.

Everything goes through the same acts as in earnest; only the messenger's wire and the people are made up, from a seed.
The same seed gives the same table. `python -m bot simulate --days 30 --seed 7`.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from bot import almanac, books, claims, dues, pump_rows
from bot import simulated_people as folk
from bot.app import Here
from bot.db import Store
from bot.models import Delivery, DeliveryState, Due, DueState, Priority
from bot.pump_rows import Begin, Sent
from bot.simulate_table import Result, lines_of
from bot.simulated import County, Fire, Setting, minute

EDITS_MINUTES = 60
MOST_TOGETHER = 5000


def run(store: Store, here: Here, fire: Fire, setting: Setting) -> Result:
    """Live through the days of a setting on an empty database and count. The books are looked at each midnight."""
    chance = random.Random(setting.seed)  # noqa: S311 - a simulation, not a secret
    begins = datetime.combine(setting.begins, time(6, 0), here.zone)
    county = County(store, here, fire, setting, chance, begins)
    county.act(folk.settle_in, county)
    ends = begins + timedelta(days=setting.days)
    for number in range(setting.days):
        folk.plan_day(county, begins + timedelta(days=number))
    found: list[str] = []
    day = here.today(begins)
    while county.now < ends:
        waits = _step(county)
        if here.today(county.now) != day:
            day = here.today(county.now)
            with store.writing(here.county_id) as session:
                found += [f"{day}: {each}" for each in books.problems(session, county.now, here, county.sent)]
        upcoming = _next(county, waits)
        county.now = min(ends, upcoming)
    _step(county)
    with store.writing(here.county_id) as session:
        found += books.problems(session, county.now, here, county.sent)
        lines = lines_of(session, county)
    return Result(tuple(lines), tuple(found))


@dataclass(frozen=True, slots=True)
class _Waits:
    """What waits at a moment: due rows, whether the day was planned, messages."""

    ids: list[int]
    planned: bool
    urgent: int
    counts: int


def _step(county: County) -> _Waits:
    """Do everything of this minute: people, the clock, the pump, until nothing is left; what waits then."""
    for _ in range(50):
        worked = 0
        while county.events and county.events[0][0] <= county.now:
            heapq.heappop(county.events)[2]()
            worked += 1
        waits = county.store.read(_waits, county.now, county.here)
        worked += _tick(county, waits)
        if waits.ids:
            waits = county.store.read(_waits, county.now, county.here)
        worked += _pump(county, waits)
        if worked == 0:
            break
    return waits


def _tick(county: County, waits: _Waits) -> int:
    if not waits.planned:
        county.act(almanac.plan_day)
        return 1
    for due_id in waits.ids:
        county.act(county.fire, due_id)
    return len(waits.ids)


def _pump(county: County, waits: _Waits) -> int:
    """Send what is due; edits that only change a number go together every hour, as the messenger's limits bear."""
    whole = county.last_edits is None or county.now - county.last_edits >= timedelta(minutes=EDITS_MINUTES)
    left = waits.urgent + (waits.counts if whole else 0)
    sent = 0
    while left > 0:
        taken, landed = county.act(_send, county, whole, MOST_TOGETHER)
        if landed:
            folk.landed(county, landed)
        sent += taken
        left = left - taken if taken else 0
    if whole:
        county.last_edits = county.now
    return sent


def _send(session: Session, now: datetime, here: Here, county: County, whole: bool, most: int) -> tuple[int, list[int]]:
    """The pump's steps with what is due, and a wire that takes everything: how many rows, ids of the new messages."""
    values = {"county": here.county_id, "messenger": here.messenger, "bot": here.bot, "now": now, "most": most}
    rows = session.execute(_NEXT_OUT if whole else _NEXT_URGENT, values)
    due = [claims.Candidate(row[0], row[1], (None, None)) for row in rows]
    ids = [each.delivery_id for each in claims.take(session, now, here, due, "simulation")]
    if not ids:
        return 0, []
    begun = pump_rows.record(session, now, [(here, Begin(each)) for each in ids], county.forms)
    told: list[Sent] = []
    for out in begun:
        if out is not None and out.message_id is None:
            county.sent += 1
            told.append(Sent(out.delivery_id, 100_000 + county.sent, out.fingerprint))
        elif out is not None:
            county.edited += 1
            told.append(Sent(out.delivery_id, None, out.fingerprint))
    pump_rows.sent(session, now, here, told)
    return len(ids), [each.delivery_id for each in told if each.message_id is not None]


def _next(county: County, waits: _Waits) -> datetime:
    """The next minute at which something happens; a new day at the latest."""
    now = county.now
    found = [datetime.combine(county.here.today(now) + timedelta(days=1), time(0), county.here.zone)]
    found += county.store.read(_upcoming, now, county.here)
    if county.events:
        found.append(county.events[0][0])
    if county.last_edits is not None and waits.counts:
        found.append(county.last_edits + timedelta(minutes=EDITS_MINUTES))
    following = min(found)
    up = minute(following.astimezone(county.here.zone))
    up = up if up == following else up + timedelta(minutes=1)
    return max(up, minute(now) + timedelta(minutes=1))


_MINE = (
    col(Delivery.county_id) == bindparam("county"),
    col(Delivery.messenger) == bindparam("messenger"),
    col(Delivery.bot) == bindparam("bot"),
    col(Delivery.state) == DeliveryState.DUE.value,
)
_NOW = bindparam("now", type_=Delivery.__table__.c.due_at.type)  # type: ignore[attr-defined]
_DUE_MESSAGES = (
    select(Delivery.priority, func.count()).where(*_MINE, col(Delivery.due_at) <= _NOW).group_by(col(Delivery.priority))
)
_NEXT_MESSAGE = select(func.min(Delivery.due_at)).where(*_MINE, col(Delivery.due_at) > _NOW)
_NEXT_OUT = (
    select(Delivery.id, Delivery.priority)
    .where(*_MINE, col(Delivery.due_at) <= _NOW)
    .order_by(col(Delivery.priority), col(Delivery.due_at), col(Delivery.id))
    .limit(bindparam("most"))
)
"""Answers before copies before counts, as the pump takes them; this wire has no chat that must rest."""
_NEXT_URGENT = _NEXT_OUT.where(col(Delivery.priority) != Priority.COUNT)
_NEXT_ROW = select(func.min(Due.due_at)).where(
    col(Due.county_id) == bindparam("county"), col(Due.state) == DueState.DUE.value, col(Due.due_at) > _NOW
)


def _waits(session: Session, now: datetime, here: Here) -> _Waits:
    look = dues.look(session, now, here, 500)
    values = {"county": here.county_id, "messenger": here.messenger, "bot": here.bot, "now": now}
    found = {row[0]: row[1] for row in session.connection().execute(_DUE_MESSAGES, values)}
    counts = found.pop(Priority.COUNT, 0)
    return _Waits(ids=look.ids, planned=look.day_planned, urgent=sum(found.values()), counts=counts)


def _upcoming(session: Session, now: datetime, here: Here) -> list[datetime]:
    """When the next row and the next message are due."""
    values = {"county": here.county_id, "messenger": here.messenger, "bot": here.bot, "now": now}
    ahead = (session.connection().execute(query, values).scalar() for query in (_NEXT_ROW, _NEXT_MESSAGE))
    return [each for each in ahead if each is not None]


__all__ = ["County", "Result", "Setting", "run"]
