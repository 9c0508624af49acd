"""The machine's clock ran ahead and is set right: what came to pass by the wrong hour alone is undone where it can be.

What was passed by is due again at its hour, and postings that ran out by it are open again, with their copies, waves
and waiting line; reviews that ended by it wait again. What it put off far beyond what is ever put off is due soon, and
calls that it took off the list are on it again. Rounds that it made hours early are made again at their hour
(`bot/said_early.py`). `scheduler/clock.py` holds a leap back before that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from bot import (
    almanac,
    audience,
    behind,
    day_begins,
    freshen,
    hours_set,
    lapsed,
    postings,
    relay,
    review,
    said_early,
    seats,
    undelivered,
    waiting,
)
from bot.app import Here
from bot.models import (
    Call,
    Due,
    DueState,
    Event,
    Posting,
    PostingDay,
    PostingStatus,
    Priority,
    Question,
    QuestionState,
)

NIGHT = timedelta(hours=12)
OFF_AIR = "no longer on air"  # asked anew at its hour: the posting that ran out may be open again
SHORT = (
    "offer_over",
    "rush_over",
    "clash_over",
    "still_over",
    "reask",
    behind.VOICE,
    relay.REMIND,
    undelivered.KIND,
)
"""Kinds that wait minutes, or till the morning where it is night."""


def undo(session: Session, now: datetime, here: Here) -> int:
    """Make good what a clock that ran ahead did before its time; how many due rows and postings."""
    early = said_early.undo(session, now, here)
    done = early + _rows(session, now, here) + _postings(session, now, here) + lapsed.take_back(session, now, here)
    return done + _put_off(session, now, here) + hours_set.forward(session, now, here) + _calls(session, now, here)


def _rows(session: Session, now: datetime, here: Here) -> int:
    """Rows passed by whose hour is still to come, waves and ends of postings that ran out by it among them.

    The morning's planning too: done ahead of its hour it left out work that had begun by the wrong clock.
    """
    late = or_(
        said_early.skipped_by(),
        col(Due.reason).startswith("too late"),
        col(Due.reason).in_((*almanac.LATE, OFF_AIR, PostingStatus.EXPIRED.value)),
    )
    found = session.exec(
        select(Due).where(
            Due.county_id == here.county_id,
            Due.due_at > now,
            col(Due.done_at) > now,
            col(Due.dedupe_key).not_like(said_early.ASIDE),
            or_(
                and_(col(Due.state) == DueState.SKIPPED, late),
                and_(col(Due.state) == DueState.DONE, col(Due.kind).in_(("morning", postings.EXPIRE, day_begins.KIND))),
            ),
        )
    ).all()
    for row in found:
        row.state, row.reason, row.done_at = DueState.DUE, "", None
        session.add(row)
    for row in found:
        if row.kind == day_begins.KIND:
            day_begins.not_yet(session, now, here, row)
    return len(found)


def _postings(session: Session, now: datetime, here: Here) -> int:
    """Postings that ran out at a moment that has not come, and still hold by the clock that is right."""
    found = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.status == PostingStatus.EXPIRED,
            col(Posting.closed_at) > now,
            col(Posting.valid_until) > now,
        )
        .order_by(col(Posting.id))
    ).all()
    for posting in found:
        seats.lock(session, here, posting.id or 0)
        seats.step(session, now, here, posting, PostingStatus.OPEN)
        posting.closed_at = None
        session.add(posting)
        session.flush()
        waiting.hand_on(session, now, here, posting, freed=True)
        seats.refresh(session, now, here, posting)
        freshen.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)
    return len(found)


def _put_off(session: Session, now: datetime, here: Here) -> int:
    """What is never planned more than a night ahead was planned by the wrong clock: it is due in a while."""
    late = session.exec(
        select(Due).where(
            Due.county_id == here.county_id,
            Due.state == DueState.DUE,
            Due.due_at > now + NIGHT,
            or_(
                col(Due.kind).in_((*SHORT, review.WAITS)),
                and_(
                    col(Due.kind) == audience.WAVE, col(Due.due_at) > now + 2 * NIGHT
                ),  # else it may be the next morning's
            ),
        )
    ).all()
    begins = review.reads_from(session, now, here) or now
    soon = timedelta(minutes=here.settings.times.offer_minutes)
    moved = [row for row in late if row.kind != review.WAITS or row.due_at > begins + NIGHT]
    for row in moved:
        row.due_at = (begins if row.kind == review.WAITS else now) + soon
        session.add(row)
    return len(moved)


def _calls(session: Session, now: datetime, here: Here) -> int:
    """Calls taken off the list as their day went by, which it did not; not those whose question was answered."""
    ran = session.exec(
        select(Event.id).where(Event.county_id == here.county_id, Event.act == "call.over", Event.at > now).limit(1)
    ).first()
    if ran is None:
        return 0
    last = (
        select(func.max(PostingDay.day))
        .where(PostingDay.county_id == Call.county_id, PostingDay.posting_id == Call.posting_id)
        .scalar_subquery()
    )
    found = session.exec(
        select(Call).where(
            Call.county_id == here.county_id, Call.outcome == "over", func.coalesce(Call.day, last) >= here.today(now)
        )
    ).all()
    back = [row for row in found if _still_asked(session, here, row)]
    for row in back:
        row.outcome = ""
        session.add(row)
    return len(back)


def _still_asked(session: Session, here: Here, call: Call) -> bool:
    """Whether what a call asks is open: a question that was answered ends its call."""
    kind, _, rest = call.dedupe_key.partition(":")
    if kind == lapsed.LAPSE:
        return False
    if kind not in ("ask", "still"):
        return True
    question = session.get(Question, int(rest.partition(":")[0]))
    return question is not None and question.state == QuestionState.OPEN
