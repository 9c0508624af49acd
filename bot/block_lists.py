"""What a broker hears by the clock of the people they bring: the list, what others change of it later, a day off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import almanac, ladder, outbox, people, seats, wording
from bot.app import Here
from bot.models import Call, Delivery, Guest, Person, Posting, PostingDay, Signup
from bot.texts import say

KEY = "blocklist"


def tell(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    signup: Signup,
    text_key: str,
    *,
    key: str,
    what: str = "call_clock.list",
    until: datetime | None = None,
    **values: Any,
) -> Delivery | Call:
    """Say something of a day of their block to its broker, in private, else by telephone.

    `text_key` is filled with `values`, and with the posting's code and the day as it is named today.
    """
    language = people.language_of(here, session.get(Person, signup.person_id))
    day = wording.day_beside(row.day, here.today(now), language)
    text = almanac.say(here, text_key, language, **{"code": posting.code or "", "day": day, **values})
    return ladder.say(
        session,
        now,
        here,
        signup.person_id,
        text,
        key=key,
        posting=posting,
        falls_back=False,
        what=what,
        signup_id=signup.id,
        day=row.day,
        until=until,
    )


def send(
    session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, signup: Signup, part: str
) -> None:
    """The list of those whom a broker brings, in the evening or the morning (`part`), and what stands on it."""
    key = f"{_prefix(row, signup)}{part}:{row.day.isoformat()}"
    _send(session, now, here, posting, row, signup, "evening.block", key, until=almanac.evening_over(here, now))


def tell_changes(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """Tell each broker at once what others changed of a list that they hold; what they said themselves they know."""
    found = session.execute(_BLOCKS, {"county": here.county_id, "posting": posting.id}).scalars().all()
    for signup in found:
        known = held(session, here, row, signup)
        if known is None or known.details.get("block") == _standing(session, here, row, signup):
            continue
        if here.actor_id == signup.person_id:
            _mark(session, here, known, row, signup)
            continue
        key = f"{_prefix(row, signup)}change:{here.inbox_id}:{now.timestamp():.3f}"
        text_key = "evening.block_changed" if seats.on_day(session, signup, row) else "evening.block_gone"
        _send(session, now, here, posting, row, signup, text_key, key)


def held(session: Session, here: Here, row: PostingDay, signup: Signup) -> Delivery | None:
    """The newest list of this day that went to the broker; None where they hold none."""
    values = {"county": here.county_id, "person": signup.person_id, "prefix": f"{_prefix(row, signup)}%"}
    session.flush()
    return session.execute(outbox.NEWEST, values).scalars().first()


_BLOCKS = (
    select(Signup)
    .where(
        Signup.county_id == bindparam("county"),
        Signup.posting_id == bindparam("posting"),
        col(Signup.block).is_(True),
    )
    .order_by(col(Signup.id))
)


def _prefix(row: PostingDay, signup: Signup) -> str:
    return f"{KEY}:{row.id}:{signup.id}:"


def _guests(session: Session, here: Here, signup: Signup) -> list[Guest]:
    from bot import guests

    return [guest for guest in guests.of(session, here, signup) if guest.name]


def _standing(session: Session, here: Here, row: PostingDay, signup: Signup) -> dict[str, Any]:
    """Seats, and ids of those known by name."""
    named = [guest.id for guest in _guests(session, here, signup)]
    return {"seats": seats.on_day(session, signup, row), "guests": named}


def _mark(session: Session, here: Here, known: Delivery, row: PostingDay, signup: Signup) -> None:
    known.details = {**known.details, "block": _standing(session, here, row, signup)}
    session.add(known)


def _send(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    signup: Signup,
    text_key: str,
    key: str,
    until: datetime | None = None,
) -> None:
    language = people.language_of(here, session.get(Person, signup.person_id))
    number = seats.on_day(session, signup, row)
    names = [guest.name for guest in _guests(session, here, signup)]
    missing = number - len(names)
    if missing > 0:
        names.append(almanac.say(here, "evening.block_unnamed", language, count=missing))
    listed = say("list.pause", language).join(names)
    told = tell(session, now, here, posting, row, signup, text_key, key=key, until=until, count=number, names=listed)
    if isinstance(told, Delivery):
        _mark(session, here, told, row, signup)
