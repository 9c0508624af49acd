"""A day of work begins and others are still to come: from here on a posting is full or open by those alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import almanac, dues, freshen, seats, work_hours
from bot.app import Here
from bot.models import ON_AIR, Due, Posting, PostingDay, PostingStatus, Priority

KIND = "day_begins"


def plan(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """Plan it for the moment from which nobody can sign up for the day; not for the last one, with which it ends."""
    if any(each.day > row.day for each in seats.days(session, here, posting)):
        day = row.day.isoformat()
        dues.plan(
            session,
            now,
            here,
            KIND,
            row.id,
            _at(here, posting, row),
            key=f"{KIND}:{row.id}:{day}",
            details={"day": day},
        )


def _at(here: Here, posting: Posting, row: PostingDay) -> datetime:
    """The hour of the work; where none is said the whole day counts, as in `work_hours.begun`."""
    if posting.begin_time is not None:
        return almanac.moment(here, row.day, posting.begin_time)
    following: date = row.day + timedelta(days=1)
    return almanac.moment(here, following, datetime.min.time())


def begin(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: open or full by the days ahead, and copies that no longer ask for people of a day gone by."""
    row = session.get(PostingDay, due.subject_id)
    posting = seats.lock(session, here, row.posting_id) if row is not None else None
    if row is None or posting is None:
        return "gone"
    if row.day != almanac.day_of(due):
        return "the day was moved"
    if posting.status not in ON_AIR:
        return "no longer on air"
    if not work_hours.begun(now, here, posting, row):
        due.due_at = _at(here, posting, row)  # it begins later than was said
        session.add(due)
        return None
    in_line(session, now, here, posting, row)
    return None


def in_line(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """Bring a posting and its copies in line with the days ahead; `row` is the day that begins, or does not yet."""
    was = posting.status
    seats.refresh(session, now, here, posting)
    others = {seats.free(each) for each in seats.days(session, here, posting) if each.id != row.id}
    if was == posting.status == PostingStatus.OPEN and seats.free(row) > 0 and others != {seats.free(row)}:
        freshen.mark_stale(session, now, here, posting.id or 0, Priority.COUNT)


def not_yet(session: Session, now: datetime, here: Here, due: Due) -> None:
    """A clock that ran ahead is set right, and the day is still to come: it takes people again."""
    row = session.get(PostingDay, due.subject_id)
    posting = seats.lock(session, here, row.posting_id) if row is not None else None
    if row is not None and posting is not None and posting.status in ON_AIR:
        in_line(session, now, here, posting, row)
