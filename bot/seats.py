"""Seats: one conditional UPDATE gives a seat, and every change of one is written in the book of events.

`put` is the only place where seats, holds and places in the line change. The rows of `PostingDay` count what the rows
of `SignupDay` hold; the CHECKs and unique keys of the schema stand behind both.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, bindparam, func, inspect, literal, union_all, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, select

from bot import events, freshen, known, withheld, work_hours
from bot.app import Here
from bot.models import (
    ON_AIR,
    POSTING_STEPS,
    Due,
    DueState,
    Posting,
    PostingDay,
    PostingStatus,
    Priority,
    Signup,
    SignupDay,
    SignupState,
)

_LOCK = (
    select(Posting)
    .where(Posting.county_id == bindparam("county"), Posting.id == bindparam("posting"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_DAYS = (
    select(PostingDay)
    .where(PostingDay.county_id == bindparam("county"), PostingDay.posting_id == bindparam("posting"))
    .order_by(col(PostingDay.day))
    .execution_options(populate_existing=True)
)
_FIND = (
    select(Signup)
    .where(
        Signup.county_id == bindparam("county"),
        Signup.posting_id == bindparam("posting"),
        Signup.person_id == bindparam("person"),
    )
    .execution_options(populate_existing=True)
)
_FIND_ID = _FIND.with_only_columns(col(Signup.id))
_ROWS = (
    select(SignupDay, PostingDay)
    .where(
        SignupDay.county_id == bindparam("county"),
        SignupDay.signup_id == bindparam("signup"),
        PostingDay.county_id == SignupDay.county_id,
        PostingDay.id == SignupDay.posting_day_id,
    )
    .order_by(col(PostingDay.day))
    .execution_options(populate_existing=True)
)
_LINE = (
    select(SignupDay, Signup)
    .where(
        SignupDay.county_id == bindparam("county"),
        SignupDay.posting_day_id == bindparam("day"),
        SignupDay.waiting > 0,
        Signup.county_id == SignupDay.county_id,
        Signup.id == SignupDay.signup_id,
        Signup.state == SignupState.ACTIVE,
    )
    .order_by(col(SignupDay.line), col(SignupDay.id))
    .execution_options(populate_existing=True)
)
_RESTLESS = union_all(
    select(literal(1))
    .select_from(SignupDay)
    .join(
        PostingDay,
        (col(PostingDay.county_id) == SignupDay.county_id) & (col(PostingDay.id) == SignupDay.posting_day_id),
    )
    .where(
        SignupDay.county_id == bindparam("county"),
        PostingDay.posting_id == bindparam("posting"),
        SignupDay.waiting > 0,
    ),
    select(literal(1))
    .select_from(Due)
    .join(PostingDay, (col(PostingDay.county_id) == Due.county_id) & (col(PostingDay.id) == Due.subject_id))
    .where(
        Due.county_id == bindparam("county"),
        Due.kind == "rush_over",
        Due.state == DueState.DUE.value,
        PostingDay.posting_id == bindparam("posting"),
    ),
).limit(1)
"""A row where somebody waits on a day of the posting, or where a line was just asked together."""


def lock(session: Session, here: Here, posting_id: int) -> Posting | None:
    """The posting in its newest form, locked until the act is over; None where this county has no such posting."""
    memory = known.of(session)
    if posting_id not in memory.locked:
        found = _in_hand(session, here, posting_id)
        if found is None:
            values = {"county": here.county_id, "posting": posting_id}
            found = session.execute(_LOCK, values).scalars().first()
        if found is None:
            return None
        memory.locked[posting_id] = found
        memory.days.pop(posting_id, None)
        memory.rows.clear()
    return memory.locked[posting_id]


def _in_hand(session: Session, here: Here, posting_id: int) -> Posting | None:
    """The posting as this transaction read it: on SQLite, where it writes alone, nobody can have changed it since."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    found: Posting | None = session.identity_map.get(identity_key(Posting, (here.county_id, posting_id)))
    if found is None or found.county_id != here.county_id or inspect(found).expired:
        return None
    return found


def days(session: Session, here: Here, posting: Posting) -> list[PostingDay]:
    """All days of a posting, the first first."""
    memory, posting_id = known.of(session), posting.id or 0
    if posting_id in memory.days:
        return list(memory.days[posting_id])
    found = list(session.execute(_DAYS, {"county": here.county_id, "posting": posting_id}).scalars())
    if posting_id in memory.locked:
        memory.days[posting_id] = found
    return list(found)


def days_ahead(session: Session, now: datetime, here: Here, posting: Posting) -> list[PostingDay]:
    """The days on which work has not begun and was not stopped: those one can still sign up for."""
    found = days(session, here, posting)
    return [row for row in found if row.stopped_at is None and not work_hours.begun(now, here, posting, row)]


def free(row: PostingDay) -> int:
    """Seats of a day that nobody has and nobody is held for."""
    return 0 if row.stopped_at is not None else row.wanted - row.taken - row.held


def find(session: Session, here: Here, posting: Posting, person_id: int) -> Signup | None:
    """This person's signup on the posting, whatever its state."""
    memory, key = known.of(session), (posting.id or 0, person_id)
    if key in memory.signups:
        return memory.signups[key]
    values = {"county": here.county_id, "posting": posting.id, "person": person_id}
    session.flush()
    if session.connection().execute(_FIND_ID, values).first() is None:
        return None
    found = session.execute(_FIND, values).scalars().first()
    if found is not None and posting.id in memory.locked:
        memory.signups[key] = found
    return found


def rows_of(session: Session, signup: Signup) -> list[tuple[SignupDay, PostingDay]]:
    """A signup's days with the posting's, the first first."""
    session.flush()
    memory, signup_id = known.of(session), signup.id or 0
    if signup_id in memory.rows:
        return list(memory.rows[signup_id])
    values = {"county": signup.county_id, "signup": signup_id}
    found = [(mine, day) for mine, day in session.execute(_ROWS, values)]
    if signup.posting_id in memory.locked:
        memory.rows[signup_id] = found
    return list(found)


def on_day(session: Session, signup: Signup, day: PostingDay) -> int:
    """How many seats a signup has on a day."""
    return next((mine.seats for mine, of_day in rows_of(session, signup) if of_day.id == day.id), 0)


def row_for(session: Session, signup: Signup, day: PostingDay) -> SignupDay:
    """The signup's row for a day; where there is none a new, empty one, which goes in with what is put on it."""
    found = next((mine for mine, of_day in rows_of(session, signup) if of_day.id == day.id), None)
    if found is not None:
        return found
    assert signup.id is not None
    assert day.id is not None
    return SignupDay(county_id=signup.county_id, signup_id=signup.id, posting_day_id=day.id)


def line_of(session: Session, here: Here, day: PostingDay) -> list[tuple[SignupDay, Signup]]:
    """Who waits for a seat of this day, the first in line first."""
    if _calm(session, here, day.posting_id):
        return []
    memory, day_id = known.of(session), day.id or 0
    if day_id in memory.lines:
        return list(memory.lines[day_id])
    found = [(row, signup) for row, signup in session.execute(_LINE, {"county": here.county_id, "day": day_id})]
    if day.posting_id in memory.locked:
        memory.lines[day_id] = found
    return list(found)


def anybody_waits(session: Session, here: Here, posting: Posting) -> bool:
    """Whether there may be a line on a day of the posting; False only where there is none."""
    return not _calm(session, here, posting.id or 0)


def _calm(session: Session, here: Here, posting_id: int) -> bool:
    """Whether nobody waits on any day of the posting and no line was asked together: one look for a whole act.

    Where the last who waits gets a seat in the act, the line is still asked for, and found empty.
    """
    session.flush()
    memory = known.of(session)
    if posting_id in memory.calm or posting_id in memory.restless:
        return posting_id in memory.calm
    values = {"county": here.county_id, "posting": posting_id}
    calm = session.connection().execute(_RESTLESS, values).first() is None
    if posting_id in memory.locked:
        (memory.calm if calm else memory.restless).add(posting_id)
    return calm


_LAST_IN_LINE = select(func.max(SignupDay.line)).where(
    SignupDay.county_id == bindparam("county"), SignupDay.posting_day_id == bindparam("day")
)


def next_in_line(session: Session, here: Here, day: PostingDay) -> int:
    """A place at the end of the line: the order of arrival, which is that of the inbox."""
    last = session.execute(_LAST_IN_LINE, {"county": here.county_id, "day": day.id}).scalar_one()
    return max(here.inbox_id or 0, (last or 0) + 1)


_MORE, _MORE_HELD = bindparam("more", type_=Integer), bindparam("more_held", type_=Integer)
_MOVE = (
    update(PostingDay)
    .where(
        col(PostingDay.county_id) == bindparam("county"),
        col(PostingDay.id) == bindparam("day_id"),
        col(PostingDay.taken) + _MORE >= 0,
        col(PostingDay.held) + _MORE_HELD >= 0,
    )
    .values(taken=col(PostingDay.taken) + _MORE, held=col(PostingDay.held) + _MORE_HELD)
)
_TAKE = _MOVE.where(
    col(PostingDay.taken) + col(PostingDay.held) + _MORE + _MORE_HELD <= col(PostingDay.wanted),
    col(PostingDay.stopped_at).is_(None),
)
"""The one statement that gives seats: no more than there are, and none on a day that is stopped."""


def put(
    session: Session,
    now: datetime,
    here: Here,
    signup: Signup,
    row: SignupDay,
    day: PostingDay,
    *,
    seats: int,
    held: int = 0,
    waiting: int = 0,
    held_until: datetime | None = None,
) -> bool:
    """Give this signup these seats, holds and places in the line; False, and nothing changed, where they are not free.

    Seats that come are taken by one conditional UPDATE, so that two processes can never give the same one. More than
    before is refused on a day that is stopped. The event carries what the roster can be rebuilt from.
    """
    more_taken, more_held = seats - row.seats, held - row.held
    if (more_taken, more_held, waiting - row.waiting) == (0, 0, 0):
        row.held_until = held_until
        session.add(row)
        return True
    if (more_taken, more_held) != (0, 0):
        if inspect(day).modified:
            session.flush()
        change = _TAKE if more_taken + more_held > 0 else _MOVE
        values = {"county": here.county_id, "day_id": day.id, "more": more_taken, "more_held": more_held}
        if session.connection().execute(change, values).rowcount != 1:
            return False
        _counted(session, day, more_taken, more_held)
    before = {"seats": row.seats, "held": row.held, "waiting": row.waiting}
    row.seats, row.held, row.waiting, row.held_until = seats, held, waiting, held_until
    if waiting == 0:
        row.line, row.skipped = 0, 0
    elif row.line == 0:
        row.line = next_in_line(session, here, day)
    _write(session, signup, row, day)
    after = {
        "posting": day.posting_id,
        "day": day.day.isoformat(),
        "signup": signup.id,
        "person": signup.person_id,
        "seats": seats,
        "held": held,
        "waiting": waiting,
    }
    events.note(session, now, here, "seat.put", "signup_day", row.id, before=before, after=after)
    return True


def _write(session: Session, signup: Signup, row: SignupDay, day: PostingDay) -> None:
    if row.id is not None:
        session.add(row)
        session.flush()
        return
    memory, signup_id = known.of(session), signup.id or 0
    before = memory.rows.get(signup_id)
    known.put_in(session, row)
    if before is not None:
        memory.rows[signup_id] = sorted([*before, (row, day)], key=lambda each: each[1].day)


def new(session: Session, signup: Signup) -> None:
    """Write down a new signup: it has nothing on any day yet."""
    known.put_in(session, signup)
    memory, key = known.of(session), (signup.posting_id, signup.person_id)
    if signup.posting_id in memory.locked:
        memory.signups[key], memory.rows[signup.id or 0] = signup, []


def _counted(session: Session, day: PostingDay, taken: int, held: int) -> None:
    """Bring the day's object in line with its row, which was just changed by so much."""
    moved(session, day)
    if day.posting_id in known.of(session).locked:
        set_committed_value(day, "taken", day.taken + taken)
        set_committed_value(day, "held", day.held + held)
        return
    session.refresh(day)


def moved(session: Session, day: PostingDay) -> None:
    """Seats of this day were taken, held or let go: what the copies of its posting say of them is no longer true."""
    known.of(session).moved.add(day.posting_id)


def step(session: Session, now: datetime, here: Here, posting: Posting, to: PostingStatus) -> None:
    """Move a posting on, with its event. A step that is not allowed is a bug and raises ValueError."""
    was = PostingStatus(posting.status)
    if to not in POSTING_STEPS[was]:
        raise ValueError(f"posting {posting.id}: no step from {was.value} to {to.value}")
    posting.status = to
    if to == PostingStatus.FULL and posting.filled_at is None:
        posting.filled_at = now
    session.add(posting)
    after = {"status": to.value}
    events.note(session, now, here, "posting.step", "posting", posting.id, before={"status": was.value}, after=after)
    if to == PostingStatus.FULL:
        withheld.filled(session, here, posting)
    elif to == PostingStatus.OPEN and was != PostingStatus.REVIEW:
        withheld.reopened(session, now, here, posting)


_RUSH = select(Due.id).where(
    Due.county_id == bindparam("county"),
    Due.kind == known.RUSH,
    Due.subject_id == bindparam("day"),
    Due.state == DueState.DUE.value,
)


def rush_on(session: Session, here: Here, day: PostingDay) -> bool:
    """Whether everybody in the line was just asked together and the first yes wins: till then nobody else gets in."""
    if _calm(session, here, day.posting_id):
        return False
    return session.execute(_RUSH, {"county": here.county_id, "day": day.id}).first() is not None


def refresh(session: Session, now: datetime, here: Here, posting: Posting) -> bool:
    """Bring open or full in line with the seats and have the copies edited; whether the posting became full now.

    Where no seat moved in this act (somebody joined a waiting list, or left it) the copies say what they said.
    """
    if posting.status not in ON_AIR:
        return False
    assert posting.id is not None
    ahead = days_ahead(session, now, here, posting)
    if not ahead:
        return False
    if posting.status == PostingStatus.OPEN and all(row.taken >= row.wanted for row in ahead):
        step(session, now, here, posting, PostingStatus.FULL)
        freshen.mark_stale(session, now, here, posting.id, Priority.CLOSING)
        return True
    full = posting.status == PostingStatus.FULL
    if full and any(free(row) > 0 and not rush_on(session, here, row) for row in ahead):
        step(session, now, here, posting, PostingStatus.OPEN)
        freshen.mark_stale(session, now, here, posting.id, Priority.CLOSING)
        return False
    if posting.id in known.of(session).moved:
        freshen.mark_stale(session, now, here, posting.id, Priority.COUNT)
    return False
