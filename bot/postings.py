"""A posting's life after the draft: code, days and seats, publishing, closing, calling off, expiry."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from bot import audience, dues, events, freshen, placing, seats, terms, waiting
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    ON_AIR,
    Due,
    Posting,
    PostingDay,
    PostingStatus,
    Priority,
    Region,
    Signup,
    SignupState,
)
from nlp.order import CODE_LETTERS

EXPIRE = "expire"
MOST_DAYS = 92
RESTING = (
    PostingStatus.CLOSED,
    PostingStatus.EXPIRED,
    PostingStatus.CANCELLED,
    PostingStatus.WITHDRAWN,
)


def of_poster(session: Session, here: Here, person_id: int, *statuses: str) -> list[Posting]:
    """A person's own postings in these states (none named: in any), the newest first."""
    query = select(Posting).where(Posting.county_id == here.county_id, Posting.poster_id == person_id)
    if statuses:
        query = query.where(col(Posting.status).in_([str(each) for each in statuses]))
    return list(session.exec(query.order_by(col(Posting.id).desc())))


def by_code(session: Session, here: Here, code: str) -> Posting | None:
    """The posting that has this code, or had it last."""
    found = session.exec(select(Posting).where(Posting.county_id == here.county_id, Posting.code == code)).first()
    if found is not None:
        return found
    return session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, Posting.old_code == code)
        .order_by(col(Posting.id).desc())
    ).first()


def get(session: Session, here: Here, posting_id: int) -> Posting:
    """The posting with this id. Refused where this county has none."""
    posting = session.get(Posting, posting_id)
    if posting is None or posting.county_id != here.county_id:
        raise Refused("employer.gone")
    return posting


def region_of(session: Session, here: Here, posting: Posting) -> int | None:
    """The row of the tree where the work is: the village, else the township, else none."""
    towns = session.exec(
        select(Region).where(
            Region.county_id == here.county_id, Region.level == "township", Region.name == (posting.township or "")
        )
    ).all()
    if posting.village:
        query = select(Region).where(
            Region.county_id == here.county_id, Region.level == "village", Region.name == posting.village
        )
        if towns:
            query = query.where(col(Region.parent_id).in_([town.id for town in towns]))
        villages = session.exec(query).all()
        if len(villages) == 1:
            return villages[0].id
    return towns[0].id if towns else None


def next_code(session: Session, now: datetime, here: Here) -> str:
    """A free code, A1 to Z99 without I and O, going on from the last one given.

    A closed posting keeps its code for `times.code_rest_days`; then the code moves to its `old_code`.
    """
    rested = now - timedelta(days=here.settings.times.code_rest_days)
    session.flush()
    session.connection().execute(
        update(Posting)
        .where(
            col(Posting.county_id) == here.county_id,
            col(Posting.code).is_not(None),
            col(Posting.status).in_([each.value for each in RESTING]),
            func.coalesce(Posting.closed_at, Posting.valid_until, Posting.published_at) < rested,
        )
        .values(old_code=Posting.code, code=None)
        .execution_options(synchronize_session="fetch")
    )
    used = set(
        session.exec(select(Posting.code).where(Posting.county_id == here.county_id, col(Posting.code).is_not(None)))
    )
    last = session.exec(
        select(Posting.code, Posting.old_code)
        .where(
            Posting.county_id == here.county_id,
            or_(col(Posting.code).is_not(None), col(Posting.old_code).is_not(None)),
        )
        .order_by(col(Posting.published_at).desc(), col(Posting.id).desc())
        .limit(1)
    ).first()
    every = [f"{letter}{number}" for letter in CODE_LETTERS for number in range(1, 100)]
    begin = every.index(last[0] or last[1] or "") + 1 if last is not None else 0
    for code in (*every[begin:], *every[:begin]):
        if code not in used:
            return code
    raise Refused("desk.no_code")


def days_of(posting: Posting) -> list[date]:
    """The days of work that have seats: those named, the run, or the one day; none for longterm work."""
    if posting.kind == "longterm" or posting.start is None:
        return []
    if posting.kind == "freight":
        return [posting.start]
    if posting.days_named:
        return sorted({date.fromisoformat(each) for each in posting.days_named})
    last = posting.start
    if posting.end is not None and posting.end > posting.start:
        last = posting.end
        if posting.end_time is not None and posting.begin_time is not None and posting.end_time < posting.begin_time:
            last = posting.end
    elif posting.days is not None and posting.days > 1:
        last = posting.start + timedelta(days=posting.days - 1)
    length = min((last - posting.start).days + 1, MOST_DAYS)
    return [posting.start + timedelta(days=number) for number in range(length)]


def seats_wanted(here: Here, posting: Posting) -> int:
    """How many seats a day has: the number said, or the county's ceiling where any number is wanted."""
    if posting.headcount_open or posting.headcount_max is None:
        return here.settings.rules.open_ceiling
    return posting.headcount_max


def holds_until(now: datetime, here: Here, posting: Posting) -> datetime:
    """Until when a posting holds: the start of work on its last day (no hour: the end of that day; no date: 7 days)."""
    days = days_of(posting) or ([posting.start] if posting.start else [])
    if not days:
        return now + timedelta(days=here.settings.times.undated_days)
    if posting.begin_time is None:
        return datetime.combine(days[-1], time(23, 59), here.zone)
    return datetime.combine(days[-1], posting.begin_time, here.zone)


def publish(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Give a reviewed posting its code and days, and write the first wave.

    The row's status was set to open by the caller's conditional UPDATE; all is one transaction.
    """
    posting.code = next_code(session, now, here)
    posting.region_id = region_of(session, here, posting)
    posting.published_at = now
    posting.valid_until = holds_until(now, here, posting)
    session.add(posting)
    session.flush()
    for day in days_of(posting):
        session.add(
            PostingDay(
                county_id=here.county_id,
                posting_id=posting.id or 0,
                day=day,
                wanted=seats_wanted(here, posting),
            )
        )
    session.flush()
    placing.undated(session, now, here, posting)
    plan_expiry(session, now, here, posting)
    made = audience.start(session, now, here, posting)
    events.note(
        session,
        now,
        here,
        "posting.publish",
        "posting",
        posting.id,
        after={"code": posting.code, "groups": made.groups, "version": posting.version},
    )


def plan_expiry(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Plan the end of a posting for when it no longer holds, and the question to its poster before."""
    from bot import arrivals, expiry

    expiry.plan_warning(session, now, here, posting)
    arrivals.plan_today(session, now, here, posting)
    if posting.valid_until is not None:
        dues.plan(
            session,
            now,
            here,
            EXPIRE,
            posting.id,
            posting.valid_until,
            key=f"expire:{posting.id}:{posting.valid_until.isoformat()}",
        )


def expire(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: a posting whose time is over takes no more people; its copies say so."""
    posting = session.get(Posting, due.subject_id)
    if posting is None or posting.status not in ON_AIR:
        return "no longer on air"
    if posting.valid_until is None or posting.valid_until > now:
        return "holds longer"
    end(session, now, here, posting, PostingStatus.EXPIRED)
    return None


def end(session: Session, now: datetime, here: Here, posting: Posting, to: PostingStatus) -> None:
    """Take a posting off the air: closed, expired, cancelled or withdrawn. Its waves stop, its copies say so."""
    seats.step(session, now, here, posting, to)
    posting.closed_at = now
    posting.asked = None
    session.add(posting)
    audience.stop(session, now, here, posting, to.value)
    freshen.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)


def reopen(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """The poster takes a closing back, while the posting still holds; seats that came free meanwhile go to the line."""
    seats.lock(session, here, posting.id or 0)
    if posting.status != PostingStatus.CLOSED:
        raise Refused("employer.not_closed", code=posting.code or "")
    if posting.valid_until is not None and posting.valid_until <= now:
        raise Refused("employer.too_late", code=posting.code or "")
    seats.step(session, now, here, posting, PostingStatus.OPEN)
    posting.closed_at = None
    session.add(posting)
    session.flush()
    waiting.hand_on(session, now, here, posting, freed=True)
    freshen.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)
    audience.start(session, now, here, posting)


def still_wanted(session: Session, now: datetime, here: Here, posting: Posting, more: int) -> int:
    """还差2个: the number that is wanted then: what is taken, on the day with the most, and as many more."""
    ahead = seats.days_ahead(session, now, here, posting)
    if not ahead:
        raise Refused("employer.no_days", code=posting.code or "")
    return max(*(row.taken + more for row in ahead), *(row.taken + row.held for row in ahead))


def taken(session: Session, posting: Posting) -> int:
    """Seats taken, on the day with the most; the leads of longterm work."""
    if posting.kind == "longterm":
        return people_on(session, posting)
    return session.exec(
        select(func.coalesce(func.max(PostingDay.taken), 0)).where(
            PostingDay.county_id == posting.county_id, PostingDay.posting_id == posting.id
        )
    ).one()


def people_on(session: Session, posting: Posting) -> int:
    """How many people a notice to everybody on this posting touches: those with seats, in line, and leads."""
    return sum(row.people for row in signups_on(session, posting))


def move_days(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Bring the days in line with changed dates: the first old day becomes the first new one, with its people.

    Days that are no more are stopped, for nothing is deleted; days that are new get seats of their own.
    """
    old, new = seats.days(session, here, posting), days_of(posting)
    if [row.day for row in old if row.stopped_at is None] == new:
        return
    live = [row for row in old if row.stopped_at is None]
    stopped = {row.day for row in old if row.stopped_at is not None}
    for row in live:  # out of the way first: a day stands once
        row.day += timedelta(days=40_000)
        session.add(row)
    session.flush()
    target = [day for day in new if day not in stopped]
    for row, day in zip(live, target, strict=False):
        row.day = day
        session.add(row)
    for row in live[len(target) :]:
        row.day -= timedelta(days=40_000)
        while row.day in target or row.day in stopped:
            row.day -= timedelta(days=1)
        row.stopped_at = now
        session.add(row)
    session.flush()
    for day in target[len(live) :]:
        session.add(
            PostingDay(
                county_id=here.county_id, posting_id=posting.id or 0, day=day, wanted=seats_wanted(here, posting)
            )
        )
    session.flush()


def repeat(session: Session, now: datetime, here: Here, posting: Posting, day: date | None) -> Posting:
    """A new draft of an old posting's terms, for another day where one is named; else the day is asked for."""
    new = terms.copied(posting)
    length = len(days_of(posting))
    new.start, new.end, new.days_named, new.any_day = day, None, [], False
    new.days = length if length > 1 else None
    new.batch, new.made_at = here.inbox_id, now
    new.asked_once = ["begin_time", "extras", "phone_public", "wage"]
    session.add(new)
    session.flush()
    events.note(session, now, here, "posting.repeat", "posting", new.id, before={"posting": posting.id})
    return new


def signups_on(session: Session, posting: Posting) -> list[Signup]:
    """Everybody who has a seat, waits for one, or is a lead."""
    return list(
        session.exec(
            select(Signup)
            .where(
                Signup.county_id == posting.county_id,
                Signup.posting_id == posting.id,
                col(Signup.state).in_([SignupState.ACTIVE.value, SignupState.LEAD.value]),
            )
            .order_by(col(Signup.id))
        )
    )


def free(session: Session, now: datetime, here: Here, posting: Posting) -> int:
    """How many are still missing to the poster, on the day with the most: a seat that is on offer is not taken yet."""
    return max((row.wanted - row.taken for row in seats.days_ahead(session, now, here, posting)), default=0)


def newest_open(session: Session, here: Here, most: int) -> list[Posting]:
    """What people can sign up for now, the newest first."""
    return list(
        session.exec(
            select(Posting)
            .where(
                Posting.county_id == here.county_id,
                Posting.status == PostingStatus.OPEN,
                col(Posting.paused_at).is_(None),
            )
            .order_by(col(Posting.published_at).desc())
            .limit(most)
        )
    )
