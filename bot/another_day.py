"""后天还要5个, beside one's own work for tomorrow: the same work again, on that day, as a draft to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot import day_seats, postings, seats, talk, terms
from bot.app import Here
from bot.models import ON_AIR, OVER, Person, Posting, PostingStatus
from nlp import order as orders
from nlp import request
from nlp.order import Order

AGAIN = "again"
LONGEST = 40
"""A longer text tells its own work whole."""


@dataclass(frozen=True, slots=True)
class More:
    """So many people on a day. `on_top`: of those told for it before (还要, 再要), else of those who come (还差)."""

    day: date
    number: int
    on_top: bool
    work: str | None


def read(text: str, now: datetime, here: Here, order: Order) -> More | None:
    """The day and the number in words that want people on a day too; None where they say nothing of the kind."""
    if (
        len(text) > LONGEST
        or order.corrects
        or day_seats.MOVES.search(order.rest)
        or not orders.also_wanted(order.rest)
    ):
        return None
    needs = request.read(text, now, here.gazetteer, known=True).needs
    if len(needs) > 1:
        return None
    need = needs[0] if needs else None
    told = need.headcount[1] if need is not None and need.headcount is not None else None
    day, number = order.day or (need.start if need is not None else None), order.number or told
    if day is None or not number or (need is not None and need.end not in (None, day)):
        return None
    return More(day, number, order.act != "still", need.work if need is not None else None)


def fitting(rows: Sequence[Posting], more: More) -> list[Posting]:
    """The postings that such words can be said of: those of the work that is named; all, where none is."""
    told = [each for each in rows if each.work]
    if more.work is None:
        return told
    return [each for each in told if each.work and (each.work in more.work or more.work in each.work)]


def several(session: Session, here: Here, person: Person, current: Sequence[Posting], more: More) -> list[Posting]:
    """What of one's own such words may be about: work of that very day first; the last one that was, where none is."""
    assert person.id is not None
    rows = fitting(current, more)
    if not current:
        over = postings.of_poster(session, here, person.id, *OVER)
        rows = fitting(sorted(over, key=lambda each: each.id or 0)[-1:], more)
    return [each for each in rows if more.day in postings.days_of(each)] or rows


def beside_draft(
    session: Session, now: datetime, here: Here, batch: Sequence[Posting], text: str, order: Order
) -> Posting | None:
    """A second draft of the work that is talked about, for another day and another number; None where none is meant."""
    more = read(text, now, here, order)
    rows = fitting(batch, more) if more is not None else []
    if more is None or len(rows) != 1 or rows[0].start is None or rows[0].headcount_max is None:
        return None
    days = postings.days_of(rows[0])
    if more.number == rows[0].headcount_max or days == [more.day]:
        return None
    new = talk.further(rows[0], batch, now, text)
    if more.day in days:
        _leave_out(rows[0], [day for day in days if day != more.day])
        session.add(rows[0])
    new.start, new.end, new.days, new.days_named = more.day, None, None, []
    terms.apply(new, {"headcount": [more.number, more.number]})
    session.add(new)
    session.flush()
    return new


def _leave_out(row: Posting, rest: Sequence[date]) -> None:
    """Leave a draft the days of the `rest`: one of them wants another number, and becomes a draft of its own."""
    row.start, row.end, row.days = rest[0], None, None
    row.days_named = [day.isoformat() for day in rest] if len(rest) > 1 else []


def hear(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    text: str,
    order: Order,
) -> bool:
    """Take such words about a posting that was sent in; False where they are none, or of the terms it has."""
    more = read(text, now, here, order)
    return more is not None and take(session, now, here, person, posting, text, more)


def take(session: Session, now: datetime, here: Here, person: Person, posting: Posting, text: str, more: More) -> bool:
    """The same of words that were read already."""
    from bot import changes

    if posting.kind == "longterm" or not fitting([posting], more):
        return False
    if more.day not in postings.days_of(posting):
        if more.number == posting.headcount_max and posting.status in (*ON_AIR, PostingStatus.REVIEW) and more.on_top:
            return False  # 后天也要20个, as tomorrow: a day more for the same people
        changes.do(session, now, here, person, posting, AGAIN, number=more.number, day=more.day, text=text)
        return True
    if not more.on_top or posting.headcount_open or posting.status not in (*ON_AIR, PostingStatus.REVIEW):
        return False
    if posting.status == PostingStatus.REVIEW and more.number == posting.headcount_max:
        changes.do(session, now, here, person, posting, "where")  # said once more while it waits
        return True
    ahead = seats.days_ahead(session, now, here, posting)
    row = next((row for row in ahead if row.day == more.day), None)
    if row is not None and len(ahead) > 1:
        day_seats.want(session, now, here, person, posting, more.day, row.wanted + more.number)
    else:
        wanted = (row.wanted if row is not None else posting.headcount_max or 0) + more.number
        changes.do(session, now, here, person, posting, "seats", number=wanted)
    return True
