"""The book of what happened: every act writes a line, ids only. Nothing is ever changed or taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from bot.app import Here
from bot.models import Event

_LINE = insert(Event).inline()  # nothing asks for the new row: it is written past the session


def note(
    session: Session,
    now: datetime,
    here: Here,
    act: str,
    subject: str,
    subject_id: int | None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write a line: who did what (`posting.publish`, `signup.join`) to which row. Never a name, phone or text."""
    session.connection().execute(
        _LINE,
        {
            "county_id": here.county_id,
            "at": now,
            "actor_id": here.actor_id,
            "act": act,
            "subject": subject,
            "subject_id": subject_id,
            "before": before or {},
            "after": after or {},
            "inbox_id": here.inbox_id,
        },
    )


def last_by(session: Session, here: Here, subject: str, subject_id: int | None, *acts: str) -> int | None:
    """Who did one of these acts to a row last; None where the clock did, or nobody."""
    return session.exec(
        select(Event.actor_id)
        .where(
            Event.county_id == here.county_id,
            Event.subject == subject,
            Event.subject_id == subject_id,
            col(Event.act).in_(acts),
        )
        .order_by(col(Event.id).desc())
        .limit(1)
    ).first()
