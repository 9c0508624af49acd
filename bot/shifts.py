"""What the duty roster says: who is on duty on which day, whether somebody is now, and when the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from bot import almanac
from bot.app import Here
from bot.models import Person, Shift

AHEAD_DAYS = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's duty, from when to when."""

    shift_id: int
    person_id: int
    begins: datetime
    ends: datetime


def rows(session: Session, here: Here) -> list[Shift]:
    """All that is entered and not past: weekly ones by weekday and hour, then those of single days."""
    found = session.exec(select(Shift).where(Shift.county_id == here.county_id))
    return sorted(found, key=lambda each: (each.day or date.min, each.weekday or 0, each.begins, each.id or 0))


def of_day(here: Here, found: Sequence[Shift], day: date) -> list[Turn]:
    """Who is on duty on a day, the first first: what is entered for that very day, else what is for its weekday.

    `found` is the roster (`rows`), here and below: read once, however many days are asked for.
    """
    own = [each for each in found if each.day == day]
    turns = [_turn(here, each, day) for each in own or found if each.day == day or each.weekday == day.isoweekday()]
    return sorted(turns, key=lambda each: (each.begins, each.shift_id))


def _turn(here: Here, row: Shift, day: date) -> Turn:
    last = day if row.ends > row.begins else day + timedelta(days=1)
    begins, ends = almanac.moment(here, day, row.begins), almanac.moment(here, last, row.ends)
    return Turn(row.id or 0, row.person_id, begins, ends)


def covering(now: datetime, here: Here, found: Sequence[Shift]) -> list[Turn]:
    """Whose duty it is now, those of yesterday's night among them."""
    today: date = here.today(now)
    near = [*of_day(here, found, today - timedelta(days=1)), *of_day(here, found, today)]
    return [each for each in near if each.begins <= now < each.ends]


def hours(here: Here, found: Sequence[Shift], day: date) -> list[tuple[datetime, datetime]]:
    """From when to when the station reads what comes in on a day: as its roster says, else in the duty hours."""
    turns = of_day(here, found, day)
    if turns:
        return [(each.begins, each.ends) for each in turns]
    times = here.settings.times
    return [(almanac.moment(here, day, times.duty_from), almanac.moment(here, day, times.duty_to))]


def read_now(now: datetime, here: Here, found: Sequence[Shift]) -> bool:
    """Whether `now` lies in somebody's duty, a night's that began yesterday among them."""
    today: date = here.today(now)
    near = [*hours(here, found, today - timedelta(days=1)), *hours(here, found, today)]
    return any(begins <= now < ends for begins, ends in near)


def next_begin(now: datetime, here: Here, found: Sequence[Shift], person_id: int | None = None) -> datetime | None:
    """When the next duty begins, of anybody or of one person; None where that one stands on no roster."""
    today: date = here.today(now)
    for ahead in range(AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        if person_id is None:
            begins = [each for each, _ in hours(here, found, day)]
        else:
            begins = [each.begins for each in of_day(here, found, day) if each.person_id == person_id]
        coming = [each for each in begins if each > now]
        if coming:
            return min(coming)
    return None


def says_so(now: datetime, here: Here, person: Person) -> bool:
    """Whether somebody is on duty by their own word (我值班): good until the next quiet hours, whoever forgets 下班."""
    since, times = person.on_duty_since, here.settings.times
    if since is None or times.quiet_from == times.quiet_to:
        return since is not None
    today: date = here.today(now)
    night = almanac.moment(here, today, times.quiet_from)
    return since >= (night if night <= now else almanac.moment(here, today - timedelta(days=1), times.quiet_from))
