"""Brokers' blocks: seats held by number, names due by an hour; what has no name by then is given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot import (
    answers,
    dues,
    events,
    guests,
    holds,
    inbox,
    ladder,
    questions,
    reply_context,
    seats,
    waiting,
    wording,
    work_hours,
)
from bot import people as people_
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Due, Person, Posting, Role, Signup, SignupState
from bot.people import Sender
from bot.texts import say
from nlp import hints
from nlp.types import Intent, Reply

DESK = (Role.DESK, Role.HEAD)


def block(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    code: str,
    people: int,
    adds: bool = False,
    group_id: int | None = None,
) -> Signup | None:
    """A12 我带8个人: hold seats for a broker; None where it is full. Refused for others, or where it is not open.

    `adds`: 再带2个, on top of those that the broker has.
    """
    person, posting = _who_and_what(session, now, here, sender, code)
    return hold(session, now, here, posting, person, people, adds=adds, group_id=group_id)


def _who_and_what(session: Session, now: datetime, here: Here, sender: Sender, code: str) -> tuple[Person, Posting]:
    person = people_.meet(session, now, here, sender)
    if person.role not in (Role.BROKER, *DESK):
        raise Refused("block.not_broker", phone=here.settings.duty_phone)
    posting = reply_context.by_code(session, here, code)
    if posting is None or posting.status not in ON_AIR or posting.paused_at is not None:
        raise Refused("block.unknown", code=code)
    return person, posting


def _names_due(now: datetime, here: Here, posting: Posting) -> datetime:
    """By when names are wanted: the county's hour of this day, a last call's time from now at the least, by day."""
    times = here.settings.times
    local, call = now.astimezone(here.zone), timedelta(minutes=times.names_call_minutes)
    due = datetime.combine(local.date(), times.names_due, tzinfo=here.zone)
    due = max(due, local + call).replace(second=0, microsecond=0)
    wakes = ladder.speaks_at(due, here)
    return due if wakes == due else wakes + call


def hold(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    people: int,
    *,
    adds: bool = False,
    group_id: int | None = None,
) -> Signup | None:
    """Hold `people` seats under a broker's name, or what is free of them. Said again it sets the number; 再 adds."""
    assert posting.id is not None
    assert person.id is not None
    locked = seats.lock(session, here, posting.id)
    assert locked is not None
    signup = seats.find(session, here, locked, person.id)
    has = signup.people if signup is not None and signup.state == SignupState.ACTIVE else 0
    if adds:
        people += has
    ahead = seats.days_ahead(session, now, here, locked)
    lines = any(seats.line_of(session, here, day) for day in ahead)
    free = 0 if lines else min((seats.free(day) for day in ahead), default=0)
    given = min(people, has + max(free, 0))
    name, language = wording.named(locked), questions.language(session, here, person.id, group_id)
    key = f"block:{here.inbox_id}:{person.id}"
    if given <= 0:
        _say(session, now, here, locked, person, say("block.full", language, posting=name), group_id, key)
        return None
    before = {"people": has}
    if signup is None:
        signup = Signup(county_id=here.county_id, posting_id=posting.id, person_id=person.id, joined_at=now)
    signup.state, signup.left_at, signup.people, signup.block = SignupState.ACTIVE, None, given, True
    signup.inbox_id, signup.group_id = here.inbox_id or signup.inbox_id, group_id or signup.group_id
    signup.names_due_at = _names_due(now, here, locked)
    session.add(signup)
    session.flush()
    inbox.keep(session, here)
    for day in ahead:
        row = seats.row_for(session, signup, day)
        seats.put(session, now, here, signup, row, day, seats=given)
    holds.end_idle(session, now, here, person.id, posting.id)
    after = {"posting": posting.id, "person": person.id, "state": signup.state, "people": given}
    events.note(session, now, here, "signup.block", "signup", signup.id, before=before, after=after)
    dues.plan(
        session,
        now,
        here,
        "block_names",
        signup.id,
        signup.names_due_at - timedelta(minutes=here.settings.times.names_call_minutes // 2),
        key=f"block_names:{signup.id}:{signup.names_due_at.isoformat()}",
    )
    local = signup.names_due_at.astimezone(here.zone)
    text = say(
        "block.held",
        language,
        posting=name,
        count=given,
        day=wording.day_beside(local.date(), now.astimezone(here.zone).date(), language),
        hour=wording.hour(local.time(), language),
        code=locked.code or "",
    )
    if given < people:
        text = say("block.short", language, posting=name, free=given) + text
    guests.keep_newest(session, now, here, signup, given)
    if sum(bool(guest.name) for guest in guests.of(session, here, signup)) >= given:  # fewer than their names
        stands(session, now, here, locked, person, signup, group_id)
    else:
        _say(session, now, here, locked, person, text, group_id, key)
    if given < has:
        waiting.serve(session, now, here, locked, freed=True)
    waiting.settle(session, now, here, locked)
    return signup


def of(session: Session, here: Here, posting: Posting, person: Person) -> Signup | None:
    """The block that a person holds on a posting, or None."""
    return held(seats.find(session, here, posting, person.id or 0))


def held(signup: Signup | None) -> Signup | None:
    """The signup where it is a block that stands, else None."""
    return signup if signup is not None and signup.block and signup.state == SignupState.ACTIVE else None


def number_of(text: str, reply: Reply) -> int | None:
    """How many seats a broker's words are about, in a group as in private: those they bring (我带4个人 is 4).

    None where no number is said.
    """
    led = hints.led(text)
    return led if led is not None else reply.count if reply.number_said or reply.adds else None


def turn(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    held: Signup,
    reply: Reply,
    text: str,
    group_id: int | None,
) -> None:
    """What somebody who holds a block says of coming: names, another number, or neither: then how it stands.

    A block is no single worker's signup: a word without a number never makes it one.
    """
    number = number_of(text, reply)
    if reply.names:
        put_names(session, now, here, posting, person, reply.names, reply.phones, group_id=group_id)
    elif number is not None:
        adds = reply.adds and reply.intent == Intent.JOIN
        hold(session, now, here, posting, person, number, adds=adds, group_id=group_id)
    else:
        stands(session, now, here, posting, person, held, group_id)


def stands(
    session: Session, now: datetime, here: Here, posting: Posting, person: Person, held: Signup, group_id: int | None
) -> None:
    """How many seats are held, whose names are known and how many are missing."""
    known = [guest.name for guest in guests.of(session, here, held) if guest.name]
    key = "block.stands" if known else "block.stands_bare"
    key = "block.stands_all" if len(known) >= held.people else key
    language = questions.language(session, here, person.id or 0, group_id)
    names = say("list.pause", language).join(answers.shown_name(here, name) for name in known)
    missing = held.people - len(known)
    name = wording.named(posting)
    text = say(key, language, posting=name, count=held.people, names=names, missing=missing)
    _say(session, now, here, posting, person, text, group_id, f"block_stands:{here.inbox_id}:{held.id}")


def _say(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    text: str,
    group_id: int | None,
    key: str,
) -> None:
    waiting.say_to(session, now, here, posting, person, text, group_id, key=key)


def block_names(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    code: str,
    names: tuple[str, ...],
    phones: tuple[str, ...] = (),
    group_id: int | None = None,
) -> int:
    """Names for a block; a name known already changes nothing. How many names are still missing.

    Refused where no block is held, or where there are more names than seats.
    """
    person, posting = _who_and_what(session, now, here, sender, code)
    return put_names(session, now, here, posting, person, names, phones, group_id=group_id)


def put_names(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    names: tuple[str, ...],
    phones: tuple[str, ...] = (),
    *,
    group_id: int | None = None,
) -> int:
    """As `block_names`, for a posting and a person that are known."""
    locked = seats.lock(session, here, posting.id or 0)
    assert locked is not None
    name, code = wording.named(locked), locked.code or ""
    signup = of(session, here, locked, person)
    if signup is None:
        raise Refused("block.none", posting=name, code=code)
    known = {guest.name for guest in guests.of(session, here, signup)}
    total = len(known | set(names))
    if total > signup.people:
        raise Refused(
            "block.too_many", posting=name, count=signup.people, over=total - signup.people, code=code, total=total
        )
    paired = phones if len(phones) == len(names) else ()
    guests.add(session, here, signup, tuple(dict.fromkeys(names)), paired)
    inbox.keep(session, here)
    missing = signup.people - len(guests.of(session, here, signup))
    events.note(session, now, here, "signup.names", "signup", signup.id, after={"missing": missing})
    key = "block.named" if missing else "block.all_named"
    language = questions.language(session, here, person.id or 0, group_id)
    text = say(key, language, posting=name, count=signup.people - missing, missing=missing)
    _say(session, now, here, locked, person, text, group_id, f"names:{here.inbox_id}:{signup.id}")
    return missing


def names_due(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's part: remind the broker once, then give back the seats that have no name, of days to come.

    Nobody is woken for it.
    """
    signup = session.get(Signup, due.subject_id)
    if signup is None or signup.county_id != here.county_id or signup.state != SignupState.ACTIVE:
        return "gone"
    posting = seats.lock(session, here, signup.posting_id)
    person = session.get(Person, signup.person_id)
    if posting is None or person is None or signup.names_due_at is None or posting.status not in ON_AIR:
        return "gone"
    named = len(guests.of(session, here, signup))
    missing = signup.people - named
    if missing <= 0:
        return "named"
    ahead = [each for each in seats.rows_of(session, signup) if not work_hours.under_way(now, here, posting, each[1])]
    if not ahead:
        return "too late: the work has begun"
    wakes = ladder.speaks_at(now, here)
    if wakes > now:
        due.due_at = wakes
        session.add(due)
        return None
    name, local = wording.named(posting), signup.names_due_at.astimezone(here.zone)
    language = people_.language_of(here, person)
    if now < signup.names_due_at:
        hour = wording.hour(local.time(), language)
        text = say("block.remind", language, posting=name, count=signup.people, missing=missing, hour=hour)
        _say(session, now, here, posting, person, text, None, f"remind_names:{due.id}")
        due.due_at = signup.names_due_at
        session.add(due)
        return None
    text = say("block.released", language, posting=name, count=missing)
    _say(session, now, here, posting, person, text, None, f"released:{due.id}")
    for row, day in ahead:
        seats.put(session, now, here, signup, row, day, seats=min(row.seats, named))
    holds.end_idle(session, now, here, signup.person_id, signup.posting_id)
    before, signup.people = signup.people, named
    if named == 0:
        signup.state, signup.left_at = SignupState.LEFT, now
    session.add(signup)
    after = {"posting": posting.id, "person": signup.person_id, "state": signup.state, "people": named}
    events.note(session, now, here, "signup.change", "signup", signup.id, before={"people": before}, after=after)
    waiting.serve(session, now, here, posting, freed=True)
    waiting.settle(session, now, here, posting)
    return None
