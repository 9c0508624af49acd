"""The roster as its readers see it: by day, names with numbers; phones in full only for those who may have them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import answers, events, seats, wording
from bot import guests as guests_of
from bot.app import Here
from bot.models import Guest, Person, Posting, PostingDay, Signup, SignupDay, SignupState
from bot.texts import say


def card(session: Session, now: datetime, here: Here, posting: Posting, *, full: bool, language: str) -> str:
    """The roster in words. `full` shows phones: for the employer and the desk only; each such look is logged."""
    if full:
        events.note(session, now, here, "roster.look", "posting", posting.id)
    if posting.kind == "longterm":
        return _leads(session, here, posting, full=full, language=language)
    parts = [
        _day(session, now, here, posting, day, full=full, language=language)
        for day in seats.days(session, here, posting)
    ]
    return "\n".join(part for part in parts if part) or say("card.nobody", language)


def of_day(
    session: Session, now: datetime, here: Here, posting: Posting, day: PostingDay, *, full: bool, language: str
) -> str:
    """One day of the roster in words, phones as in `card`."""
    if full:
        events.note(session, now, here, "roster.look", "posting", posting.id)
    return _day(session, now, here, posting, day, full=full, language=language)


_OF_DAY = (
    select(SignupDay, Signup, Person)
    .where(
        SignupDay.county_id == bindparam("county"),
        SignupDay.posting_day_id == bindparam("day"),
        Signup.county_id == SignupDay.county_id,
        Signup.id == SignupDay.signup_id,
        Person.county_id == Signup.county_id,
        Person.id == Signup.person_id,
    )
    .order_by(col(Signup.inbox_id), col(Signup.id))
)


def _day(
    session: Session, now: datetime, here: Here, posting: Posting, day: PostingDay, *, full: bool, language: str
) -> str:
    found = session.execute(_OF_DAY, {"county": here.county_id, "day": day.id}).all()
    guests = guests_of.of_all(session, here, [signup for row, signup, _ in found if row.seats])
    today = now.astimezone(here.zone).date()
    when = wording.day_beside(day.day, today, language) if posting.start is not None else ""
    if day.stopped_at is not None:
        head = say("card.stopped", language, day=when, taken=day.taken)
    elif posting.headcount_open:
        head = say("card.day_open", language, day=when, taken=day.taken)
    else:
        free = max(day.wanted - day.taken, 0)
        head = say("card.day" if free else "card.day_full", language, day=when, taken=day.taken, free=free)
        if day.held:
            head += say("card.held", language, held=day.held)
    lines = [head]
    lines += [
        _person(here, signup, person, guests[signup.id], row.seats, full=full, language=language)
        for row, signup, person in found
        if row.seats
    ]
    line = sorted((row.line, _name(here, person, language), row.waiting) for row, _, person in found if row.waiting)
    if line:
        names = say("list.pause", language).join(wording.counted(name, number, language) for _, name, number in line)
        lines.append(say("card.waiting", language, names=names))
    return "\n".join(lines)


def _name(here: Here, person: Person | None, language: str) -> str:
    if person is not None and person.forgotten_at is not None:
        return say("roster.somebody", language)
    return answers.public_name(here, person)


def _person(
    here: Here, signup: Signup, person: Person, who: Sequence[Guest], count: int, *, full: bool, language: str
) -> str:
    text = wording.counted(_name(here, person, language), count, language)
    guests = [guest for guest in who if guest.name]
    phones = [person.phone] if person.phone else []
    if not signup.block:  # a broker's people: the broker's phone
        phones += [guest.phone for guest in guests if guest.phone]
    if guests:
        names = say("list.pause", language).join(guest.name for guest in guests)
        text += say("card.with", language, names=names)
    if signup.children:
        text += say("card.children", language, count=signup.children)
    if full and phones:
        text += " " + " ".join(dict.fromkeys(phones))
    if signup.unconfirmed:
        text += say("card.unconfirmed", language)
    return text


def _leads(session: Session, here: Here, posting: Posting, *, full: bool, language: str) -> str:
    rows = session.exec(
        select(Signup)
        .where(Signup.county_id == here.county_id, Signup.posting_id == posting.id, Signup.state == SignupState.LEAD)
        .order_by(col(Signup.inbox_id), col(Signup.id))
    )
    lines = []
    for signup in rows:
        person = session.get(Person, signup.person_id)
        text = _name(here, person, language)
        if full and signup.hands_on and person is not None and person.phone:
            text += f" {person.phone}"
        lines.append(text)
    return "\n".join(lines) or say("card.nobody", language)
