"""The roster as its readers see it: by day, names with numbers; phones in full only for those who may have them."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import answers, events, seats, wording
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


def _day(
    session: Session, now: datetime, here: Here, posting: Posting, day: PostingDay, *, full: bool, language: str
) -> str:
    found = list(
        session.exec(
            select(SignupDay, Signup)
            .where(
                SignupDay.county_id == here.county_id,
                SignupDay.posting_day_id == day.id,
                Signup.county_id == SignupDay.county_id,
                Signup.id == SignupDay.signup_id,
            )
            .order_by(col(Signup.inbox_id), col(Signup.id))
        )
    )
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
        _person(session, here, signup, row.seats, full=full, language=language) for row, signup in found if row.seats
    ]
    line = sorted(
        (row.line, _name(session, here, signup, language), row.waiting) for row, signup in found if row.waiting
    )
    if line:
        names = say("list.pause", language).join(wording.counted(name, number, language) for _, name, number in line)
        lines.append(say("card.waiting", language, names=names))
    return "\n".join(lines)


def _name(session: Session, here: Here, signup: Signup, language: str) -> str:
    person = session.get(Person, signup.person_id)
    if person is not None and person.forgotten_at is not None:
        return say("roster.somebody", language)
    return answers.public_name(here, person)


def _person(session: Session, here: Here, signup: Signup, count: int, *, full: bool, language: str) -> str:
    person = session.get(Person, signup.person_id)
    text = wording.counted(_name(session, here, signup, language), count, language)
    guests = [
        guest
        for guest in session.exec(
            select(Guest).where(Guest.county_id == here.county_id, Guest.signup_id == signup.id).order_by(col(Guest.id))
        )
        if guest.left_at is None and guest.name
    ]
    phones = [person.phone] if person is not None and person.phone else []
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
        text = _name(session, here, signup, language)
        if full and signup.hands_on and person is not None and person.phone:
            text += f" {person.phone}"
        lines.append(text)
    return "\n".join(lines) or say("card.nobody", language)
