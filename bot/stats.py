"""What is counted: requested, signed up, arrived, paid; by posting, day, broker, region, trade and month.

All of it is computed from rows when it is asked for. A day of a posting counts from when it was published; days that
were stopped before noon, and those of postings that were cancelled or withdrawn before, ask for nobody. "Match rate"
is arrived over requested on the days for which arrivals were told, and is shown with how many told. Person-days and
people are both counted.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot import almanac, work_hours
from bot.app import Here
from bot.models import (
    Call,
    Complaint,
    ComplaintState,
    Feedback,
    Group,
    GroupState,
    Inbox,
    Posting,
    PostingDay,
    PostingStatus,
    Region,
    Signup,
    SignupDay,
    Unclear,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Sums over some days of some postings. Seats are person-days; `told_*` are over days whose arrivals were told."""

    days: int = 0
    requested: int = 0
    signed: int = 0
    told: int = 0
    told_requested: int = 0
    arrived: int = 0
    no_shows: int = 0
    paid: int = 0
    unpaid: int = 0

    def __add__(self, other: Cell) -> Cell:
        values = {name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        return replace(self, **values)

    @property
    def match_rate(self) -> float | None:
        """Arrived over requested, of the days that were told; None where none was."""
        return self.arrived / self.told_requested if self.told and self.told_requested else None


@dataclass(frozen=True, slots=True)
class Line:
    """One day of one posting with what it can be summed by."""

    posting_id: int
    code: str
    work: str
    day: date
    township: str
    village: str
    trade: str
    poster_id: int
    region_id: int | None
    to_full: float | None  # minutes from its publishing until the posting was full; None: it never was
    cell: Cell


def lines(session: Session, here: Here, first: date, last: date) -> list[Line]:
    """Every day of work from `first` to `last` with what was asked for and what came; the earliest first."""
    marks, pay = _marks(session, here, first, last), _pay(session, here, first, last)
    return [
        _line(row, marks.get(row.day_id, (0, 0, 0)), pay.get(row.day_id, (0, 0)))
        for row in _worked(session, here, first, last)
    ]


def worked(session: Session, here: Here, first: date, last: date) -> ColumnElement[bool]:
    """What a day must be to count: not stopped, of a posting that is not called off; or worked before that was."""
    holds = col(Posting.status).in_([each.value for each in work_hours.WORKED])
    ended = col(PostingDay.id).in_(_worked_till_then(session, here, first, last))
    return (col(PostingDay.stopped_at).is_(None) & holds) | ended


def _worked_till_then(session: Session, here: Here, first: date, last: date) -> list[int]:
    """The days from `first` to `last` that ended past noon, or were over when their posting was called off."""
    off = col(Posting.status).in_([each.value for each in work_hours.CALLED_OFF])
    found = session.exec(
        select(PostingDay, Posting).where(
            PostingDay.county_id == here.county_id,
            col(PostingDay.day).between(first, last),
            col(PostingDay.stopped_at).is_not(None) | off,
            Posting.county_id == PostingDay.county_id,
            Posting.id == PostingDay.posting_id,
        )
    )
    return [
        row.id or 0
        for row, posting in found
        if (row.taken and work_hours.ended_early(here, posting, row)) or work_hours.over_before(here, posting, row)
    ]


def _worked(session: Session, here: Here, first: date, last: date) -> list[Any]:
    """The days of work from `first` to `last` with what their postings say."""
    rows = session.execute(
        sa_select(
            col(PostingDay.id).label("day_id"),
            col(PostingDay.day),
            col(PostingDay.wanted),
            col(PostingDay.taken),
            col(PostingDay.reported),
            col(Posting.id).label("posting_id"),
            col(Posting.code),
            col(Posting.old_code),
            col(Posting.work),
            col(Posting.township),
            col(Posting.village),
            col(Posting.trade),
            col(Posting.poster_id),
            col(Posting.headcount_open),
            col(Posting.region_id),
            col(Posting.published_at),
            col(Posting.filled_at),
        )
        .join(Posting, (col(Posting.id) == PostingDay.posting_id) & (col(Posting.county_id) == PostingDay.county_id))
        .where(
            col(PostingDay.county_id) == here.county_id,
            col(PostingDay.day) >= first,
            col(PostingDay.day) <= last,
            worked(session, here, first, last),
        )
        .order_by(col(PostingDay.day), col(PostingDay.id))
    ).all()
    return list(rows)


def _line(row: Any, marks: tuple[int, int, int], pay: tuple[int, int]) -> Line:
    """One day of work: what was asked for, and what the employer, the ticks and the workers said of it."""
    to_full = None
    if row.filled_at is not None and row.published_at is not None:
        to_full = (row.filled_at - row.published_at).total_seconds() / 60
    _known, came, absent = marks
    told = row.reported is not None
    arrived = row.reported if told else came
    requested = row.taken if row.headcount_open else row.wanted  # 多少都要 asks for as many as come
    cell = Cell(
        days=1,
        requested=requested,
        signed=row.taken,
        told=int(told),
        told_requested=requested if told else 0,
        arrived=arrived if told else 0,
        no_shows=absent,
        paid=pay[0],
        unpaid=pay[1],
    )
    place = (row.township or "", row.village or "", row.trade, row.poster_id, row.region_id)
    return Line(row.posting_id, row.code or row.old_code or "", row.work or "", row.day, *place, to_full, cell)


def _marks(session: Session, here: Here, first: date, last: date) -> dict[int, tuple[int, int, int]]:
    """By day of a posting: signups ticked, people who came among them, people who did not."""
    rows = session.execute(
        select(
            SignupDay.posting_day_id,
            func.count(col(SignupDay.arrived)),
            func.coalesce(func.sum(SignupDay.arrived), 0),
            func.coalesce(func.sum(col(SignupDay.seats) - col(SignupDay.arrived)), 0),
        )
        .join(
            PostingDay,
            (col(PostingDay.id) == SignupDay.posting_day_id) & (col(PostingDay.county_id) == SignupDay.county_id),
        )
        .where(
            SignupDay.county_id == here.county_id,
            PostingDay.day >= first,
            PostingDay.day <= last,
            col(SignupDay.arrived).is_not(None),
        )
        .group_by(col(SignupDay.posting_day_id))
    )
    return {day_id: (known, came, max(absent, 0)) for day_id, known, came, absent in rows}


def _pay(session: Session, here: Here, first: date, last: date) -> dict[int, tuple[int, int]]:
    rows = session.execute(
        select(Feedback.posting_day_id, Feedback.paid_ok, func.count())
        .join(
            PostingDay,
            (col(PostingDay.id) == Feedback.posting_day_id) & (col(PostingDay.county_id) == Feedback.county_id),
        )
        .where(
            Feedback.county_id == here.county_id,
            PostingDay.day >= first,
            PostingDay.day <= last,
            col(Feedback.paid_ok).is_not(None),
        )
        .group_by(col(Feedback.posting_day_id), col(Feedback.paid_ok))
    )
    found: dict[int, tuple[int, int]] = {}
    for day_id, ok, number in rows:
        paid, unpaid = found.get(day_id, (0, 0))
        found[day_id] = (paid + number, unpaid) if ok else (paid, unpaid + number)
    return found


def total(found: Iterable[Line]) -> Cell:
    """The sum of all lines."""
    return sum((line.cell for line in found), Cell())


def by(found: Iterable[Line], key: Callable[[Line], str]) -> dict[str, Cell]:
    """Sums by something of a line (its township, trade, month), the largest demand first."""
    sums: dict[str, Cell] = {}
    for line in found:
        sums[key(line)] = sums.get(key(line), Cell()) + line.cell
    return dict(sorted(sums.items(), key=lambda each: (-each[1].requested, each[0])))


def people(session: Session, here: Here, first: date, last: date) -> int:
    """How many different accounts had seats on these days (their guests are person-days, not people known to us)."""
    number: int = session.execute(
        select(func.count(func.distinct(Signup.person_id)))
        .join(SignupDay, (col(SignupDay.signup_id) == Signup.id) & (col(SignupDay.county_id) == Signup.county_id))
        .join(
            PostingDay,
            (col(PostingDay.id) == SignupDay.posting_day_id) & (col(PostingDay.county_id) == SignupDay.county_id),
        )
        .join(Posting, (col(Posting.id) == PostingDay.posting_id) & (col(Posting.county_id) == PostingDay.county_id))
        .where(
            Signup.county_id == here.county_id,
            PostingDay.day >= first,
            PostingDay.day <= last,
            SignupDay.seats > 0,
            worked(session, here, first, last),
        )
    ).scalar_one()
    return number


def span(here: Here, first: date, last: date) -> tuple[datetime, datetime]:
    """The moments from the start of `first` to the end of `last`."""
    begin = datetime.min.time()
    return almanac.moment(here, first, begin), almanac.moment(here, last + timedelta(days=1), begin)


def filled(session: Session, here: Here, first: date, last: date) -> tuple[int, int | None]:
    """How many postings published in these days became full, and the median of minutes that took."""
    begin, end = span(here, first, last)
    rows = session.exec(
        select(Posting.published_at, Posting.filled_at).where(
            Posting.county_id == here.county_id,
            col(Posting.published_at) >= begin,
            col(Posting.published_at) < end,
            col(Posting.filled_at).is_not(None),
        )
    ).all()
    minutes = [(full - out).total_seconds() / 60 for out, full in rows if out is not None and full is not None]
    return len(minutes), round(statistics.median(minutes)) if minutes else None


def to_full(found: Iterable[Line]) -> tuple[int, int | None]:
    """How many of the postings of these days of work became full, and the median of minutes that took."""
    minutes = {line.posting_id: line.to_full for line in found if line.to_full is not None}
    return len(minutes), round(statistics.median(minutes.values())) if minutes else None


def published(session: Session, here: Here, first: date, last: date) -> int:
    """How many postings went out in these days."""
    begin, end = span(here, first, last)
    return session.exec(
        select(func.count())
        .select_from(Posting)
        .where(
            Posting.county_id == here.county_id,
            col(Posting.published_at) >= begin,
            col(Posting.published_at) < end,
        )
    ).one()


def needed_a_person(session: Session, here: Here, first: date, last: date) -> tuple[int, float | None]:
    """Replies that a person had to read: how many wait now, and their share of the replies of these days."""
    begin, end = span(here, first, last)
    waiting = session.exec(
        select(func.count())
        .select_from(Unclear)
        .where(Unclear.county_id == here.county_id, col(Unclear.settled_at).is_(None))
    ).one()
    read = session.exec(
        select(func.count())
        .select_from(Unclear)
        .where(Unclear.county_id == here.county_id, col(Unclear.made_at) >= begin, col(Unclear.made_at) < end)
    ).one()
    # Replies are what something rests on, and what a person had to read.
    kept = session.exec(
        select(func.count())
        .select_from(Inbox)
        .where(
            Inbox.county_id == here.county_id,
            col(Inbox.kept).is_(True),
            col(Inbox.received_at) >= begin,
            col(Inbox.received_at) < end,
        )
    ).one()
    both = kept + read
    return waiting, (read / both if both else None)


def complaints(session: Session, now: datetime, here: Here) -> tuple[int, int]:
    """Complaints and accidents that are open, and how many of them are past their time."""
    rows = session.exec(
        select(Complaint.due_at).where(
            Complaint.county_id == here.county_id, Complaint.state == ComplaintState.OPEN.value
        )
    ).all()
    return len(rows), sum(1 for due_at in rows if due_at is not None and due_at < now)


def in_review(session: Session, here: Here) -> int:
    """How many postings wait for the desk."""
    return session.exec(
        select(func.count())
        .select_from(Posting)
        .where(Posting.county_id == here.county_id, Posting.status == PostingStatus.REVIEW.value)
    ).one()


def to_call(session: Session, here: Here) -> int:
    """How many people are to be telephoned."""
    return session.exec(
        select(func.count()).select_from(Call).where(Call.county_id == here.county_id, Call.outcome == "")
    ).one()


def silent(session: Session, now: datetime, here: Here) -> list[str]:
    """Names of the bound groups in which nobody wrote for the county's days; those that never spoke count as silent
    once they were bound as long. Villages of one name are told with their township.
    """
    since = now - timedelta(days=here.settings.times.silent_days)
    from bot.models import GroupAddress

    above: Any = aliased(Region)
    rows = session.execute(
        sa_select(
            col(Region.name), above.name, col(Group.title), col(Group.last_heard_at), func.max(GroupAddress.since)
        )
        .select_from(Group)
        .join(GroupAddress, (col(GroupAddress.group_id) == Group.id) & (col(GroupAddress.county_id) == Group.county_id))
        .outerjoin(Region, (col(Region.id) == Group.region_id) & (col(Region.county_id) == Group.county_id))
        .outerjoin(above, (above.id == Region.parent_id) & (above.county_id == Region.county_id))
        .where(
            col(Group.county_id) == here.county_id,
            col(Group.state) == GroupState.BOUND.value,
            col(Group.kind) == "live",
        )
        .group_by(col(Group.id), col(Region.name), above.name, col(Group.title), col(Group.last_heard_at))
        .order_by(col(Group.id))
    )
    found = [(region, parent, title) for region, parent, title, heard, bound in rows if (heard or bound) < since]
    alike = Counter(region for region, _, _ in found)
    return [
        title if region is None else f"{parent or ''}{region}" if alike[region] > 1 else region
        for region, parent, title in found
    ]
