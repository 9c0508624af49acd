"""Somebody of the desk can be reached for the first time: what waits for the desk comes to them unasked."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import groups, outbox, parts, people, review
from bot.app import Here
from bot.models import ON_AIR, Group, GroupState, Person, Posting, PostingStatus
from bot.texts import say

LISTED = 10


def show_waiting(session: Session, now: datetime, here: Here, person: Person) -> None:
    """Postings and changes to review, then groups that stand unbound, each as it would have come; once for a person."""
    _postings(session, now, here, person)
    _groups(session, now, here, person)


def _postings(session: Session, now: datetime, here: Here, person: Person) -> None:
    rows = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            col(Posting.status).in_([each.value for each in (PostingStatus.REVIEW, *ON_AIR)]),
        )
        .order_by(col(Posting.submitted_at), col(Posting.id))
    )
    waiting = [
        each
        for each in rows
        if (each.status == PostingStatus.REVIEW or each.pending_changes)
        and parts.sees(session, here, person, each.region_id)
    ]
    for posting in waiting[:LISTED]:
        review.show(session, now, here, posting, person)
    if len(waiting) > LISTED:
        _more(session, now, here, person, "desk.more_waiting", len(waiting) - LISTED)


def _groups(session: Session, now: datetime, here: Here, person: Person) -> None:
    if parts.of(session, here, person) is not None:
        return
    rows = session.exec(
        select(Group)
        .where(Group.county_id == here.county_id, Group.state == GroupState.PROPOSED)
        .order_by(col(Group.id))
    ).all()
    for group in rows[:LISTED]:
        groups.propose_to(session, now, here, group, person)
    if len(rows) > LISTED:
        _more(session, now, here, person, "desk.more_groups", len(rows) - LISTED)


def _more(session: Session, now: datetime, here: Here, person: Person, key: str, count: int) -> None:
    text = say(key, people.language_of(here, person), count=count)
    outbox.tell_person(session, now, here, person.id or 0, text, key=f"{key}:{person.id}:{here.inbox_id}")
