"""The machine's clock ran ahead and is set right: what came to pass by the wrong hour alone is undone where it can be.

What was skipped as too late is due again at its hour, and postings that ran out by it are open again, with their
copies, waves and waiting line. What was said to people stays said; `scheduler/clock.py` holds a leap back before that.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from bot import almanac, freshen, postings, seats, waiting
from bot.app import Here
from bot.models import Due, DueState, Posting, PostingStatus, Priority


def undo(session: Session, now: datetime, here: Here) -> int:
    """Make good what a clock that ran ahead did before its time; how many due rows and postings."""
    return _rows(session, now, here) + _postings(session, now, here)


def _rows(session: Session, now: datetime, here: Here) -> int:
    """Rows skipped as too late whose hour is still to come, waves and ends of postings that ran out by it among them.

    The morning's planning too: done ahead of its hour it left out work that had begun by the wrong clock.
    """
    late = or_(
        col(Due.reason).startswith("too late"),
        col(Due.reason).in_((*almanac.LATE, PostingStatus.EXPIRED.value)),
    )
    found = session.exec(
        select(Due).where(
            Due.county_id == here.county_id,
            Due.due_at > now,
            col(Due.done_at) > now,
            or_(
                and_(col(Due.state) == DueState.SKIPPED, late),
                and_(col(Due.state) == DueState.DONE, col(Due.kind).in_(("morning", postings.EXPIRE))),
            ),
        )
    ).all()
    for row in found:
        row.state, row.reason, row.done_at = DueState.DUE, "", None
        session.add(row)
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
