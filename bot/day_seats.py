"""A number of people said for one day of several: 后天10个就行."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import people, roster_days, seats, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting
from nlp import day_numbers
from nlp.order import Order

# What says that the work moves to the day, or begins with it.
MOVES = re.compile("改到|挪|推|换到|提前|往后|开始|起|才|连")


def meant(
    session: Session, now: datetime, here: Here, posting: Posting, order: Order, said: dict[str, Any]
) -> tuple[date, int] | None:
    """后天10个就行, 后天还差2个, of work of several days: the day and its number; None where it is of anything else."""
    if posting.status not in ON_AIR or order.day is None or MOVES.search(order.rest):
        return None
    if order.act not in (None, "seats", "still") or not set(said) <= {"headcount", "start", "end", "days"}:
        return None
    ahead = seats.days_ahead(session, now, here, posting)
    number = order.number or next(iter(said.get("headcount") or ()), None)
    row = next((row for row in ahead if row.day == order.day), None)
    if len(ahead) < 2 or not number or row is None:
        return None
    return row.day, int(number) + (row.taken if order.act == "still" else 0)


def want(session: Session, now: datetime, here: Here, person: Person, posting: Posting, day: date, number: int) -> None:
    """Another number of people on one day of several; the other days stay as they are."""
    from bot import changes

    changes.may(session, here, person, posting)
    roster_days.set_wanted(session, now, here, posting, number, only=day)
    row = next(row for row in seats.days(session, here, posting) if row.day == day)
    near = wording.day_beside(day, here.today(now), people.language_of(here, person))
    missing = number - row.taken
    changes.answered(session, now, here, person, posting, "employer.seats_day", day=near, wanted=number, free=missing)


def hear(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    order: Order,
    said: dict[str, Any],
) -> bool:
    """Do what the words say of one day of several; False where they say nothing of the kind."""
    several = _several(session, now, here, posting, order)
    one = meant(session, now, here, posting, order, said) if not several else None
    for day, number in several or ([one] if one is not None else []):
        want(session, now, here, person, posting, day, number)
    return bool(several) or one is not None


def _several(session: Session, now: datetime, here: Here, posting: Posting, order: Order) -> list[tuple[date, int]]:
    """明天要8个后天要4个, 第二天少要2个: each day with its number; empty where the words are not all of that."""
    if posting.status not in ON_AIR or MOVES.search(order.rest):
        return []
    ahead = {row.day: row.wanted for row in seats.days_ahead(session, now, here, posting)}
    found = day_numbers.read(order.rest, here.today(now), ahead) if len(ahead) > 1 else {}
    return list(found.items()) if found.keys() <= ahead.keys() else []
