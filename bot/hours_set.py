"""The desk set another hour: what still waits of single postings' days goes by it, where that hour is to come.

The rows of the day itself are `almanac.plan_again`'s.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import almanac, arrivals, expiry, feedback, summaries
from bot.app import Here
from bot.models import Complaint, Due, DueState, Posting, PostingDay

KINDS = (expiry.WARN, arrivals.ASK, feedback.AFTER, summaries.COMPLAINT_DUE)


def follow(session: Session, now: datetime, here: Here) -> None:
    """Move what waits to its hour by `here`, which has the new values; an hour that is past leaves the old one."""
    almanac.plan_again(session, now, here)
    for due, at in _waiting(session, here):
        if at > now:
            due.due_at = at
            session.add(due)
    arrivals.early_again(session, now, here)


def forward(session: Session, now: datetime, here: Here) -> int:
    """What waits past its hour, as a clock that ran ahead put it off, is due at its hour again; how many rows."""
    late = [(due, at) for due, at in _waiting(session, here) if due.due_at > max(at, now)]
    for due, at in late:
        due.due_at = max(at, now)
        session.add(due)
    return len(late)


def _waiting(session: Session, here: Here) -> list[tuple[Due, datetime]]:
    """The rows of postings' days and of complaints that wait, each with its hour by what is set."""
    rows = session.exec(
        select(Due).where(Due.county_id == here.county_id, Due.state == DueState.DUE, col(Due.kind).in_(KINDS))
    ).all()
    return [(due, at) for due in rows if (at := _at(session, here, due)) is not None]


def _at(session: Session, here: Here, due: Due) -> datetime | None:
    """When a row is due by the hours in force; None where what it is about is gone."""
    if due.kind == summaries.COMPLAINT_DUE:
        complaint = session.get(Complaint, due.subject_id)
        return complaint.due_at if complaint is not None else None
    if due.kind == expiry.WARN:
        posting = session.get(Posting, due.subject_id)
        if posting is None or due.dedupe_key != expiry.key_of(posting):
            return None
        return expiry.warns_at(here, posting)
    row = session.get(PostingDay, due.subject_id)
    posting = session.get(Posting, row.posting_id) if row is not None else None
    if row is None or posting is None:
        return None
    asks_at = arrivals.asks_at if due.kind == arrivals.ASK else feedback.asks_at
    return asks_at(here, posting, row)
