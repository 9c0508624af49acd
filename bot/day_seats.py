"""A number of people said for one day of several: 后天10个就行."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import people, roster_days, seats, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting
from nlp import order as orders
from nlp.order import Order

_PAIR = re.compile(
    r"(?P<day>大后天|今天|明天|后天|(?:周|星期)[一二三四五六日天]|\d{1,2}[号日])(?:就|还|只)?(?:要|来|用|得)?"
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个|位|人)"
)
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
    """明天要8个后天要4个: each day with its number; empty where fewer than two days of the work are told so."""
    if posting.status not in ON_AIR or MOVES.search(order.rest):
        return []
    found: dict[date, int] = {}
    for pair in _PAIR.finditer(order.rest):
        day, number = orders.read(pair["day"], here.today(now)).day, orders.number_of(pair["n"])
        if day is not None and number:
            found[day] = number
    ahead = {row.day for row in seats.days_ahead(session, now, here, posting)}
    return list(found.items()) if len(found) > 1 and set(found) <= ahead else []
