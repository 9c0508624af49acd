"""后天还要5个, beside one's own work for tomorrow: the same work again, on that day, as a draft to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot import day_seats, events, postings, seats, talk, terms, wording
from bot.app import Here
from bot.models import ON_AIR, OVER, Person, Posting, PostingStatus
from bot.texts import say
from nlp import day_numbers, request
from nlp import order as orders
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
        _leave(rows[0], [day for day in days if day != more.day])
        session.add(rows[0])
    new.start, new.end, new.days, new.days_named = more.day, None, None, []
    terms.apply(new, {"headcount": [more.number, more.number]})
    session.add(new)
    session.flush()
    return new


def apart(
    session: Session, now: datetime, here: Here, batch: Sequence[Posting], text: str, order: Order
) -> list[Posting]:
    """A draft of several days told in numbers day by day (后天要8个), as a draft for each number: the whole batch then.

    The draft that was keeps the days that no number was said for. Empty where the words tell nothing of the kind.
    """
    rows = [each for each in batch if each.headcount_max is not None and postings.days_of(each)]
    if len(rows) != 1 or day_seats.MOVES.search(order.rest):
        return []
    row, days = rows[0], postings.days_of(rows[0])
    had = row.headcount_max or 0
    said = day_numbers.read(text, here.today(now), dict.fromkeys(days, had))
    if not said or (
        len(days) == 1 and len(said) == 1
    ):  # 后天要8个, of one day: that day moves, or wants another number
        return []
    by_number: dict[int, list[date]] = {}
    for day in sorted({*days, *said}):
        by_number.setdefault(said.get(day, had), []).append(day)
    kept = had if had in by_number else next(iter(by_number))
    new = []
    for number, of_number in by_number.items():
        one = row if number == kept else talk.further(row, batch, now, text)
        _leave(one, of_number)
        terms.apply(one, {"headcount": [number, number]})
        session.add(one)
        session.flush()
        if one is row:
            row.raw_text, row.version = talk.with_words(row.raw_text, text), row.version + 1
        else:
            new.append(one)
        act = "posting.answer" if one is row else "posting.draft"
        events.note(session, now, here, act, "posting", one.id, after={"fields": ["headcount", "start"]})
    return [*batch, *new]


def by_day(now: datetime, here: Here, rows: Sequence[Posting], language: str) -> str:
    """明天(10月15日周四)10人，后天(10月16日周五)8人: the numbers of drafts of one work, day by day."""
    today, pause = here.today(now), say("list.pause", language)
    told = []
    for row in rows:
        days = pause.join(wording.day_beside(day, today, language) for day in postings.days_of(row))
        told.append(wording.counted(days, row.headcount_max or 0, language))
    return say("list.comma", language).join(told)


def _leave(row: Posting, days: Sequence[date]) -> None:
    """Leave a draft these days: the others want another number, and become drafts of their own."""
    row.start, row.end, row.days = days[0], None, None
    row.days_named = [day.isoformat() for day in days] if len(days) > 1 else []


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
