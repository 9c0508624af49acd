"""A county that lives: employers who post, workers who answer, forget and cancel, rain, and the clock over it all.

Everything goes through the same acts as in earnest; only the messenger's wire and the people are made up, from a seed.
The same seed gives the same table. `python -m bot simulate --days 30 --seed 7`.
"""

from __future__ import annotations

import heapq
import random
from datetime import datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import almanac, books, dues, pump_rows, pump_steps
from bot import simulated_people as folk
from bot.app import Here
from bot.db import Store
from bot.models import Delivery, DeliveryState, Due, DueState, Priority
from bot.pump_rows import Begin, Sent
from bot.simulate_table import Result, lines_of
from bot.simulated import County, Fire, Setting, minute

EDITS_MINUTES = 60
MOST_TOGETHER = 1000


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
        _step(county)
        if here.today(county.now) != day:
            day = here.today(county.now)
            with store.writing() as session:
                found += [f"{day}: {each}" for each in books.problems(session, county.now, here, county.sent)]
        upcoming = _next(county)
        county.now = min(ends, upcoming)
    _step(county)
    with store.writing() as session:
        found += books.problems(session, county.now, here, county.sent)
        lines = lines_of(session, county)
    return Result(tuple(lines), tuple(found))


def _step(county: County) -> None:
    """Do everything of this minute: people, the clock, the pump, until nothing is left."""
    for _ in range(50):
        worked = 0
        while county.events and county.events[0][0] <= county.now:
            heapq.heappop(county.events)[2]()
            worked += 1
        worked += _tick(county)
        worked += _pump(county)
        if worked == 0:
            return


def _tick(county: County) -> int:
    look = county.store.read(dues.look, county.now, county.here, 500)
    if not look.day_planned:
        county.act(almanac.plan_day)
        return 1
    for due_id in look.ids:
        county.act(county.fire, due_id)
    return len(look.ids)


def _pump(county: County) -> int:
    """Send what is due; edits that only change a number go together every hour, as the messenger's limits bear."""
    whole = county.last_edits is None or county.now - county.last_edits >= timedelta(minutes=EDITS_MINUTES)
    sent = 0
    while True:
        most = MOST_TOGETHER
        if not whole:
            most = min(county.store.read(_urgent, county.now, county.here), most)
            if most == 0:
                break
        taken, landed = county.act(_send, county, most)
        if landed:
            folk.landed(county, landed)
        sent += taken
        if taken == 0:
            break
    if whole:
        county.last_edits = county.now
    return sent


def _send(session: Session, now: datetime, here: Here, county: County, most: int) -> tuple[int, list[int]]:
    """The pump's steps with what is due, and a wire that takes everything: how many rows, ids of the new messages."""
    ids = pump_steps.claim(session, now, here, worker="simulation", most=most)
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


def _urgent(session: Session, now: datetime, here: Here) -> int:
    return session.exec(
        select(func.count())
        .select_from(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            Delivery.state == DeliveryState.DUE.value,
            Delivery.priority != Priority.COUNT,
            col(Delivery.due_at) <= now,
        )
    ).one()


def _next(county: County) -> datetime:
    """The next minute at which something happens; a new day at the latest."""
    now = county.now
    found = [datetime.combine(county.here.today(now) + timedelta(days=1), time(0), county.here.zone)]
    if county.events:
        found.append(county.events[0][0])
    found += county.store.read(_next_rows, now, county.here)
    if county.last_edits is not None and county.store.read(_edits_wait, now, county.here):
        found.append(county.last_edits + timedelta(minutes=EDITS_MINUTES))
    following = min(found)
    up = minute(following.astimezone(county.here.zone))
    up = up if up == following else up + timedelta(minutes=1)
    return max(up, minute(now) + timedelta(minutes=1))


def _next_rows(session: Session, now: datetime, here: Here) -> list[datetime]:
    rows = session.exec(
        select(func.min(Due.due_at)).where(
            Due.county_id == here.county_id, Due.state == DueState.DUE.value, col(Due.due_at) > now
        )
    ).all()
    sends = session.exec(
        select(func.min(Delivery.due_at)).where(
            Delivery.county_id == here.county_id,
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            Delivery.state == DeliveryState.DUE.value,
            col(Delivery.due_at) > now,
        )
    ).all()
    return [each for each in (*rows, *sends) if each is not None]


def _edits_wait(session: Session, now: datetime, here: Here) -> bool:
    return (
        session.exec(
            select(Delivery.id)
            .where(
                Delivery.county_id == here.county_id,
                Delivery.messenger == here.messenger,
                Delivery.bot == here.bot,
                Delivery.state == DeliveryState.DUE.value,
                col(Delivery.due_at) <= now,
            )
            .limit(1)
        ).first()
        is not None
    )


__all__ = ["County", "Result", "Setting", "run"]
