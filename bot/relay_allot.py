"""Allotments: seats of a posting kept for one group for a time, returned to the pool when it is over.

They are counted in `PostingDay.held`, as offers are, so no seat is ever given twice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import copies, dues, events, seats, waiting
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Allotment, AllotmentDay, Due, Posting, PostingDay, PostingStatus

OVER = "allotment_over"
MOST = 200


def of_group(session: Session, now: datetime, here: Here, group_id: int, posting_id: int) -> Allotment | None:
    """What is kept for a group of a posting now."""
    row = _row(session, here, group_id, posting_id)
    return row if row is not None and row.returned_at is None and row.until > now else None


def _row(session: Session, here: Here, group_id: int, posting_id: int) -> Allotment | None:
    return session.exec(
        select(Allotment).where(
            Allotment.county_id == here.county_id,
            Allotment.group_id == group_id,
            Allotment.posting_id == posting_id,
        )
    ).first()


def of_posting(session: Session, here: Here, posting_id: int) -> list[Allotment]:
    """All that is kept of a posting."""
    return list(
        session.exec(
            select(Allotment)
            .where(
                Allotment.county_id == here.county_id,
                Allotment.posting_id == posting_id,
                col(Allotment.returned_at).is_(None),
            )
            .order_by(col(Allotment.id))
        )
    )


def left(session: Session, here: Here, row: Allotment) -> int:
    """How many of an allotment are still kept, on the day where the fewest are."""
    held = [each.held for each in _days(session, here, row)]
    return min(held, default=0)


def takes_more(session: Session, now: datetime, here: Here, group_id: int, posting: Posting) -> bool:
    """Whether somebody of this group could still get a seat: one that is free, or one that is kept for the group."""
    everybody = open_to_all(session, posting)
    return keeps_some(session, now, here, group_id, posting) if everybody is None else everybody


def open_to_all(session: Session, posting: Posting) -> bool | None:
    """Whether people of any group could still get a seat; None: only those of a group for which some are kept."""
    if posting.status not in ON_AIR or posting.paused_at is not None:
        return False
    if posting.kind == "longterm":
        return posting.status == PostingStatus.OPEN
    return True if any(seat > 0 for seat in copies.free_seats(session, posting).values()) else None


def keeps_some(session: Session, now: datetime, here: Here, group_id: int, posting: Posting) -> bool:
    """Whether seats are kept for this group that nobody of it took yet."""
    kept = of_group(session, now, here, group_id, posting.id or 0)
    return kept is not None and left(session, here, kept) > 0


def _days(session: Session, here: Here, row: Allotment) -> list[AllotmentDay]:
    return list(
        session.exec(
            select(AllotmentDay)
            .where(AllotmentDay.county_id == here.county_id, AllotmentDay.allotment_id == row.id)
            .execution_options(populate_existing=True)
        )
    )


def allot(
    session: Session, now: datetime, here: Here, *, group_id: int, posting_id: int, people: int, until: datetime
) -> int:
    """Keep seats of every day ahead for a group until then; how many it became. Said again it sets the number.

    Only what is free is kept: nobody on the list or in line loses anything.
    """
    posting = seats.lock(session, here, posting_id)
    if posting is None or posting.status not in ON_AIR:
        raise Refused("relay.no_posting")
    if not 1 <= people <= MOST or until <= now:
        raise Refused("relay.allot_wrong", most=MOST)
    row = _row(session, here, group_id, posting_id)
    if row is None:
        row = Allotment(
            county_id=here.county_id, group_id=group_id, posting_id=posting_id, people=people, until=until, made_at=now
        )
    row.until, row.returned_at = until, None
    session.add(row)
    session.flush()
    held = {each.posting_day_id: each for each in _days(session, here, row)}
    lowest = people
    for day in seats.days_ahead(session, now, here, posting):
        mine = held.get(day.id or 0) or AllotmentDay(
            county_id=here.county_id, allotment_id=row.id or 0, posting_day_id=day.id or 0
        )
        free = 0 if seats.line_of(session, here, day) else max(seats.free(day), 0)
        number = min(people, mine.held + free)
        _hold(session, here, mine, day, number)
        lowest = min(lowest, number)
    row.people = lowest
    session.add(row)
    if lowest == 0:
        _release(session, now, here, row, posting)
        return 0
    events.note(
        session, now, here, "allotment.keep", "posting", posting_id, after={"group": group_id, "people": lowest}
    )
    dues.plan(session, now, here, OVER, row.id, until, key=f"{OVER}:{row.id}:{until.isoformat()}")
    seats.refresh(session, now, here, posting)
    return lowest


def _hold(session: Session, here: Here, mine: AllotmentDay, day: PostingDay, number: int) -> bool:
    """Change what is kept of a day by one conditional UPDATE; False where that many are not free."""
    more = number - mine.held
    if more:
        change = (
            update(PostingDay)
            .where(
                col(PostingDay.county_id) == here.county_id,
                col(PostingDay.id) == day.id,
                col(PostingDay.held) + more >= 0,
            )
            .values(held=PostingDay.held + more)
            .execution_options(synchronize_session=False)
        )
        if more > 0:
            change = change.where(col(PostingDay.taken) + col(PostingDay.held) + more <= col(PostingDay.wanted))
        session.flush()
        if session.connection().execute(change).rowcount != 1:
            return False
        session.refresh(day)
        seats.moved(session, day)
    mine.held = number
    session.add(mine)
    session.flush()
    return True


def use(session: Session, now: datetime, here: Here, group_id: int, posting: Posting, people: int) -> int:
    """Free up to `people` of what is kept for a group, for one of its own who takes them now; how many.

    The posting is locked by the caller, who seats them before anything else is served.
    """
    row = of_group(session, now, here, group_id, posting.id or 0)
    if row is None:
        return 0
    freed = 0
    days = {day.id: day for day in seats.days_ahead(session, now, here, posting)}
    for mine in _days(session, here, row):
        day = days.get(mine.posting_day_id)
        if day is not None and mine.held:
            take = min(people, mine.held)
            _hold(session, here, mine, day, mine.held - take)
            freed = max(freed, take)
    return freed


def over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: the time is over, what nobody of the group took goes back to the pool."""
    row = session.get(Allotment, due.subject_id)
    if row is None or row.returned_at is not None:
        return "returned before"
    if row.until > now:
        return "kept longer"
    posting = seats.lock(session, here, row.posting_id)
    assert posting is not None
    _release(session, now, here, row, posting)
    return None


def give_back(session: Session, now: datetime, here: Here, *, group_id: int, posting_id: int) -> None:
    """Return what is kept before its time."""
    posting = seats.lock(session, here, posting_id)
    row = _row(session, here, group_id, posting_id)
    if posting is not None and row is not None and row.returned_at is None:
        _release(session, now, here, row, posting)


def _release(session: Session, now: datetime, here: Here, row: Allotment, posting: Posting) -> None:
    days = {day.id: day for day in seats.days(session, here, posting)}
    number = 0
    for mine in _days(session, here, row):
        day = days.get(mine.posting_day_id)
        if day is not None and mine.held:
            number = max(number, mine.held)
            _hold(session, here, mine, day, 0)
    row.returned_at = now
    session.add(row)
    session.flush()
    after = {"group": row.group_id, "people": number}
    events.note(session, now, here, "allotment.return", "posting", row.posting_id, after=after)
    waiting.serve(session, now, here, posting, freed=True)
    waiting.settle(session, now, here, posting)
