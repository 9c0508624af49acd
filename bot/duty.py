"""The duty roster: who of the desk is on duty on which days and hours; the clock puts them on duty and takes them off.

Entered for a weekday a shift comes every week; entered for one day it replaces that day's weekly ones. A shift that
ends no later than it begins goes on past midnight. Whoever presses 我值班 or 下班 in between is believed until the
next shift begins or ends.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from bot import decisions, dues, events, outbox, people, review, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import Due, Person, Shift
from bot.people import DESK_ROLES, Sender
from bot.shifts import covering, of_day, rows
from bot.texts import say

TURN = "shift"
SHIFTS_MOST = 200


def add(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    person_id: int,
    weekdays: tuple[int, ...] = (),
    day: date | None = None,
    begins: time,
    ends: time,
) -> int:
    """Put somebody of the desk on the roster: every week on these weekdays, or on one day. How many shifts are new.

    Refused for somebody who is not of the desk, without a day, for a day that is past, and where the roster is full.
    """
    decisions.of_desk(session, now, here, sender)
    person = session.get(Person, person_id)
    if person is None or person.county_id != here.county_id or person.role not in DESK_ROLES:
        raise Refused("duty.who")
    wanted = [(None, day)] if day is not None else [(each, None) for each in sorted(set(weekdays)) if 1 <= each <= 7]
    if not wanted:
        raise Refused("duty.which_day")
    if day is not None and day < here.today(now):
        raise Refused("duty.past")
    if begins == ends:
        raise Refused("duty.hours")
    known = {(each.person_id, each.weekday, each.day, each.begins, each.ends) for each in rows(session, here)}
    fresh = [each for each in wanted if (person_id, *each, begins, ends) not in known]
    if len(known) + len(fresh) > SHIFTS_MOST:
        raise Refused("duty.full", most=SHIFTS_MOST)
    for weekday, one_day in fresh:
        row = Shift(
            county_id=here.county_id,
            person_id=person_id,
            weekday=weekday,
            day=one_day,
            begins=begins,
            ends=ends,
            made_at=now,
        )
        session.add(row)
        session.flush()
        after = {"person": person_id, "weekday": weekday, "day": one_day.isoformat() if one_day is not None else None}
        hours = f"{begins:%H:%M}-{ends:%H:%M}"
        events.note(session, now, here, "shift.add", "shift", row.id, after=after | {"value": hours})
    plan(session, now, here)
    return len(fresh)


def remove(session: Session, now: datetime, here: Here, *, sender: Sender, shift_id: int) -> None:
    """Take a shift off the roster. Whoever is on duty by it stays so until its end, or until they say otherwise."""
    decisions.of_desk(session, now, here, sender)
    row = session.get(Shift, shift_id)
    if row is None or row.county_id != here.county_id:
        raise Refused("desk.unknown")
    after = {"person": row.person_id, "value": f"{row.begins:%H:%M}-{row.ends:%H:%M}"}
    session.delete(row)
    events.note(session, now, here, "shift.remove", "shift", shift_id, after=after)
    session.flush()
    plan(session, now, here)


def leave(session: Session, now: datetime, here: Here, person_id: int) -> None:
    """Somebody no longer of the desk stands on no roster."""
    for row in rows(session, here):
        if row.person_id == person_id:
            session.delete(row)
            events.note(session, now, here, "shift.remove", "shift", row.id, after={"person": person_id})


def plan(session: Session, now: datetime, here: Here) -> int:
    """Plan where today's duties begin and end (the day's planning calls it, and every change); how many rows.

    Those of days that are past are forgotten.
    """
    today: date = here.today(now)
    found = rows(session, here)
    for row in found:
        if row.day is not None and row.day < today - timedelta(days=1):
            session.delete(row)
    moments = {(each.person_id, at) for each in of_day(here, found, today) for at in (each.begins, each.ends)}
    for person_id, at in sorted(moments):
        key = f"{TURN}:{person_id}:{at.isoformat()}"
        dues.plan(session, now, here, TURN, person_id, at, key=key)
    return len(moments)


def turn(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act where a duty begins or ends: the person is on duty as the roster says now, however late it is.

    Who comes on duty gets what waits, and hears until when.
    """
    person = session.get(Person, due.subject_id)
    if person is None or person.role not in DESK_ROLES:
        return "no longer of the desk"
    mine = [each for each in covering(now, here, rows(session, here)) if each.person_id == person.id]
    on = person.on_duty_since is not None
    if bool(mine) == on:
        return "as the roster says already"
    person.on_duty_since = now if mine else None
    session.add(person)
    session.flush()
    events.note(session, now, here, "desk.duty", "person", person.id, after={"on": bool(mine), "roster": True})
    if mine:
        _begin(session, now, here, person, max(each.ends for each in mine))
    return None


def _begin(session: Session, now: datetime, here: Here, person: Person, ends: datetime) -> None:
    language = people.language_of(here, person)
    hour = wording.hour(ends.astimezone(here.zone).time(), language)
    key = f"{TURN}:{person.id}:{ends.isoformat()}"
    outbox.tell_person(session, now, here, person.id or 0, say("duty.begins", language, hour=hour), key=key)
    review.show_waiting(session, now, here, person)
