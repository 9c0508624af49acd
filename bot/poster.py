"""What the poster hears of the roster: how many signed up, collected; the list itself when it is full or asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import ladder, listed, outbox, people, roster_card, seats, wording
from bot.app import Here
from bot.models import Call, Delivery, DeliveryState, Person, Posting, PostingDay, Priority, SignupDay
from bot.texts import say

SIGNUPS, FULL = "signups", "full"


def count(session: Session, now: datetime, here: Here, posting: Posting, *, was_full: bool = False) -> None:
    """Tell the poster how many signed up: at once, then what the next minutes (`times.counts_minutes`) bring together.

    `was_full`: a seat has just come free, so a full list that still waits to go is left unsaid. Who holds the list of
    the evening before already hears of every change to it by name.
    """
    if listed.tell_changes(session, now, here, posting):
        return
    if was_full:
        not_full(session, here, posting)
    language = people.language_for(session, here, posting.poster_id)
    last = _last(session, here, posting, SIGNUPS)
    text = _count_text(session, now, here, posting, language)
    if last is not None and last.state in outbox.WAITING:
        last.text = text
        session.add(last)
        return
    due_at, number = _after(now, here, last)
    about = [posting.id] if posting.id is not None else []
    outbox.tell_person(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=f"{SIGNUPS}:{posting.id}:{number}",
        priority=Priority.COUNT,
        about=about,
        due_at=due_at,
    )


def full(session: Session, now: datetime, here: Here, posting: Posting, *, fresh: bool) -> None:
    """The posting is full: its poster gets the roster at once, in place of a count that still waits to go.

    `fresh` holds where it became full now. A roster that changed while it stayed full is sent once more, what the next
    minutes bring together; one that did not change is not sent again.
    """
    _drop(session, _last(session, here, posting, SIGNUPS))
    if not fresh and listed.tell_changes(session, now, here, posting):
        return
    last = _last(session, here, posting, FULL)
    mark = {"seats": _seats(session, here, posting)}
    if last is not None and not fresh and last.details == mark:
        return
    at_once = ladder.speaks_at(now, here)
    due_at, number = (at_once, last_number(last) + 1) if fresh else _after(now, here, last)
    if last is not None and last.state in outbox.WAITING:
        _drop(session, last)
        due_at, number = (at_once if fresh else last.due_at), last_number(last) + 1
    key = f"{FULL}:{posting.id}:{number}"
    text_key = "poster.full" if fresh or last is None else "poster.changed"
    if text_key == "poster.changed" and any(
        day.held or seats.free(day) > 0 for day in seats.days_ahead(session, now, here, posting)
    ):
        text_key = "poster.changed_offered"
    row = show_roster(session, now, here, posting, key, text_key, due_at=due_at)
    if isinstance(row, Delivery):
        row.details = mark
        session.add(row)


def not_full(session: Session, here: Here, posting: Posting) -> None:
    """A seat has come free: a full list that still waits to go is left unsaid."""
    _drop(session, _last(session, here, posting, FULL))


_SEATS = (
    select(SignupDay.posting_day_id, SignupDay.signup_id, SignupDay.seats)
    .join(
        PostingDay,
        (col(PostingDay.county_id) == SignupDay.county_id) & (col(PostingDay.id) == SignupDay.posting_day_id),
    )
    .where(
        col(SignupDay.county_id) == bindparam("county"),
        col(PostingDay.posting_id) == bindparam("posting"),
        col(SignupDay.seats) > 0,
    )
    .order_by(col(SignupDay.posting_day_id), col(SignupDay.signup_id))
)


def _seats(session: Session, here: Here, posting: Posting) -> list[list[int]]:
    """Who has how many seats on which day, as JSON keeps it: ids and numbers only."""
    found = session.execute(_SEATS, {"county": here.county_id, "posting": posting.id})
    return [list(row) for row in found]


_LAST = outbox.NEWEST.with_for_update(key_share=True).execution_options(populate_existing=True)


def _last(session: Session, here: Here, posting: Posting, kind: str) -> Delivery | None:
    """The newest message of a kind to the poster about this posting, sent or not."""
    values = {"county": here.county_id, "person": posting.poster_id, "prefix": f"{kind}:{posting.id}:%"}
    return session.execute(_LAST, values).scalars().first()


def last_number(row: Delivery | None) -> int:
    """The number at the end of a message's key; 0 where there is no message."""
    return int(row.dedupe_key.rsplit(":", 1)[1]) if row is not None else 0


def _after(now: datetime, here: Here, last: Delivery | None) -> tuple[datetime, int]:
    """When the next of a kind may go, and its number: nobody is woken for who signs up in the night."""
    pause = timedelta(minutes=here.settings.times.counts_minutes)
    due_at = now if last is None else max(now, last.due_at + pause)
    return ladder.speaks_at(due_at, here), last_number(last) + 1


def _drop(session: Session, row: Delivery | None) -> None:
    """Leave unsaid what was overtaken before it went."""
    if row is not None and row.state in outbox.WAITING:
        row.state, row.error = DeliveryState.GIVEN_UP, "overtaken"
        session.add(row)


def _count_text(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    rows = seats.days_ahead(session, now, here, posting)
    taken = max((row.taken for row in rows), default=0)
    free = max((row.wanted - row.taken for row in rows), default=0)  # who is asked about a seat has not got it yet
    key = "poster.count_open" if posting.headcount_open else "poster.count" if free > 0 else "poster.count_full"
    return say(key, language, posting=wording.named(posting), taken=taken, free=free)


def show_roster(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    key: str,
    text_key: str,
    *,
    due_at: datetime | None = None,
    **values: Any,
) -> Delivery | Call:
    """Tell the poster something with the whole roster under it; down the ladder where no message reaches them.

    `text_key` is filled with `values` and with `posting` (A12摘苹果). The look at phones is logged.
    """
    language = people.language_of(here, session.get(Person, posting.poster_id))
    head = say(text_key, language, **{"posting": wording.named(posting), "code": posting.code or "", **values})
    card = roster_card.card(session, now, here, posting, full=True, language=language)
    return ladder.say(
        session,
        now,
        here,
        posting.poster_id,
        f"{head}\n{card}",
        key=key,
        posting=posting,
        falls_back=False,
        what="call.roster",
        due_at=due_at,
    )


def tell(session: Session, now: datetime, here: Here, posting: Posting, key: str, text_key: str, **values: Any) -> None:
    """Tell the poster one sentence about the posting, never in a group."""
    language = people.language_of(here, session.get(Person, posting.poster_id))
    text = say(text_key, language, **{"posting": wording.named(posting), "code": posting.code or "", **values})
    ladder.say(
        session, now, here, posting.poster_id, text, key=key, posting=posting, falls_back=False, what="call.tell"
    )
