"""Before the work: everybody with a seat is asked the evening before; employer and broker get the list, twice.

No frees the seat; no answer keeps it, marked 没回. Each posting's day is a row of its own, planned when the hour has
come, so that what was published, moved or stopped meanwhile is asked about as it stands.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import (
    almanac,
    block_lists,
    dues,
    ladder,
    listed,
    people,
    roster_card,
    seats,
    wording,
    work_hours,
)
from bot.app import Here
from bot.models import (
    ON_AIR,
    Delivery,
    Due,
    Person,
    Posting,
    PostingDay,
    Signup,
    SignupDay,
    SignupState,
)

ASK, EVENING_LIST, MORNING_LIST = "evening_ask", "evening_list", "morning_list"


def days_of_work(session: Session, here: Here, day: date) -> list[tuple[PostingDay, Posting]]:
    """The days of postings on which there is work on this date, with their postings; stopped and paused ones not."""
    found = session.exec(
        select(PostingDay, Posting)
        .where(
            PostingDay.county_id == here.county_id,
            PostingDay.day == day,
            col(PostingDay.stopped_at).is_(None),
            Posting.county_id == PostingDay.county_id,
            Posting.id == PostingDay.posting_id,
            col(Posting.status).in_([each.value for each in work_hours.WORKED]),
            col(Posting.paused_at).is_(None),
        )
        .order_by(col(PostingDay.id))
    )
    return [(row, posting) for row, posting in found]


def evening(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once an evening: plan the questions of each posting that works tomorrow."""
    if almanac.missed(now, here, due):
        return "the evening is over"
    work = almanac.day_of(due) + timedelta(days=1)
    for row, _ in days_of_work(session, here, work):
        if row.taken:
            _plan(session, now, here, ASK, row, work)
    return None


def evening_lists(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once an evening: plan the lists of each posting that works tomorrow.

    Come so late that nobody is woken for it, it waits for the end of the quiet hours. The lists are the morning's then,
    where the county has those.
    """
    work = almanac.day_of(due) + timedelta(days=1)
    reason = _waits(session, now, here, due, work)
    if reason is not None or due.due_at > now:
        return reason
    if here.settings.clock.morning_list and here.today(now) == work:
        return "too late: the morning's list follows"
    for row, _ in _to_begin(session, now, here, work):
        _plan(session, now, here, EVENING_LIST, row, work)
    return None


def forwarder_lists(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once an evening: forwarders are asked for what is missing of tomorrow's people."""
    work = almanac.day_of(due) + timedelta(days=1)
    reason = _waits(session, now, here, due, work)
    if reason is not None or due.due_at > now:
        return reason
    from bot import filling

    filling.tell(session, now, here, work, _to_begin(session, now, here, work))
    return None


def _waits(session: Session, now: datetime, here: Here, due: Due, work: date) -> str | None:
    """A row of the evening that comes in the quiet hours waits for their end; why it is too late, some time after."""
    if not almanac.missed(now, here, due):
        return None
    ends = almanac.moment(here, work, here.settings.times.quiet_to)
    if now < ends:
        due.due_at = ends
        session.add(due)
    of_use = timedelta(minutes=here.settings.times.late_list_minutes)
    return "the evening is over" if now > ends + of_use else None


def _to_begin(session: Session, now: datetime, here: Here, day: date) -> list[tuple[PostingDay, Posting]]:
    return [
        (row, posting)
        for row, posting in days_of_work(session, here, day)
        if not work_hours.under_way(now, here, posting, row)
    ]


def _plan(session: Session, now: datetime, here: Here, kind: str, row: PostingDay, day: date) -> None:
    key = f"{kind}:{row.id}:{day.isoformat()}"
    dues.plan(session, now, here, kind, row.id, now, key=key, details={"day": day.isoformat()})


def work_of(session: Session, here: Here, due: Due) -> tuple[PostingDay, Posting] | str:
    """The day of work that a row is about; else why there is none any more."""
    row = session.get(PostingDay, due.subject_id)
    posting = seats.lock(session, here, row.posting_id) if row is not None else None
    if row is None or posting is None or row.county_id != here.county_id:
        return "gone"
    if row.day != almanac.day_of(due):
        return "the day was moved"
    if row.stopped_at is not None:
        return "the day was stopped"
    if posting.status not in work_hours.WORKED or posting.paused_at is not None:
        return "no longer on"
    return row, posting


_SEATED = (
    select(Signup)
    .join(SignupDay, (col(SignupDay.county_id) == Signup.county_id) & (col(SignupDay.signup_id) == Signup.id))
    .where(
        Signup.county_id == bindparam("county"),
        SignupDay.posting_day_id == bindparam("day"),
        SignupDay.seats > 0,
        Signup.state == SignupState.ACTIVE.value,
    )
    .order_by(col(Signup.inbox_id), col(Signup.id))
)


def seated(session: Session, here: Here, row: PostingDay) -> list[Signup]:
    """Who has seats on this day, in order of arrival."""
    return list(session.execute(_SEATED, {"county": here.county_id, "day": row.id}).scalars())


def evening_list(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: tomorrow's list to the employer and to the brokers who bring people."""
    found = work_of(session, here, due)
    if isinstance(found, str):
        return found
    if work_hours.under_way(now, here, found[1], found[0]):
        return "the work has begun"
    if almanac.in_quiet(here, now):
        if here.settings.clock.morning_list:
            return "too late: the morning's list follows"
        due.due_at = ladder.speaks_at(now, here)
        session.add(due)
        return None
    _lists(session, now, here, *found, "evening")
    return None


def morning_list(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: the same on the day itself. Dropped once the work has begun."""
    found = work_of(session, here, due)
    if isinstance(found, str):
        return found
    if work_hours.under_way(now, here, found[1], found[0]) or here.today(now) != found[0].day:
        return "the work has begun"
    _lists(session, now, here, *found, "morning")
    return None


def _lists(session: Session, now: datetime, here: Here, row: PostingDay, posting: Posting, part: str) -> None:
    signups = seated(session, here, row)
    poster = session.get(Person, posting.poster_id)
    language = people.language_of(here, poster)
    today = now.astimezone(here.zone).date()
    day = wording.day_beside(row.day, today, language)
    open_ = sum(seats.on_day(session, signup, row) for signup in signups if signup.unconfirmed)
    sure = row.taken - open_
    key = "evening.list_none" if not row.taken else "evening.list" if open_ else "evening.list_all"
    text = almanac.say(here, key, language, code=posting.code or "", day=day, sure=sure, open=open_)
    if not row.taken and posting.status in ON_AIR and seats.free(row) > 0:
        text += almanac.say(here, "evening.list_free", language, free=seats.free(row))
    if row.taken:
        card = roster_card.of_day(session, now, here, posting, row, full=True, language=language)
        text = f"{text}\n{card}"
    told = ladder.say(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=f"{listed.prefix(row)}{part}:{row.day.isoformat()}",
        posting=posting,
        falls_back=False,
        what="call_clock.list",
        day=row.day,
        until=almanac.evening_over(here, now),
    )
    if isinstance(told, Delivery):
        listed.mark(session, here, told, row)
    for signup in signups:
        if signup.block and signup.person_id != posting.poster_id:
            block_lists.send(session, now, here, posting, row, signup, part)
