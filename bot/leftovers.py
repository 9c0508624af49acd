"""Rows that are of no use once their time is over and that nothing counts: logins, links, tries, cards of nobody.

They hold digests and key words alone, so they go whole, where other rows are emptied and stay (`bot/retention.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import Session, SQLModel, col, select

from bot.app import Here
from bot.models import LoginLink, LoginTry, PageTry, Person, PersonLink, WebSession, WorkerCard

SESSION_DAYS = 30
LINK_DAYS = 7
TRY_DAYS = 2
PAGE_DAYS = 180
"""Days that they stay after they ended, so that who asks what happened last week finds it."""


def clear(session: Session, now: datetime, here: Here) -> int:
    """Delete what is long over; how many rows."""
    mine = here.county_id

    def ago(days: int) -> datetime:
        return now - timedelta(days=days)

    sessions = or_(col(WebSession.ended_at) < ago(SESSION_DAYS), col(WebSession.ends_at) < ago(SESSION_DAYS))
    links = or_(col(LoginLink.used_at) < ago(LINK_DAYS), col(LoginLink.expires_at) < ago(LINK_DAYS))
    nobody = select(Person.id).where(
        Person.county_id == mine, or_(col(Person.forgotten_at).is_not(None), col(Person.name) == "")
    )
    over: tuple[tuple[type[SQLModel], ColumnElement[bool]], ...] = (
        (WebSession, sessions),
        (LoginLink, links),
        (LoginTry, col(LoginTry.at) < ago(TRY_DAYS)),
        (PageTry, col(PageTry.at) < ago(TRY_DAYS)),
        (PersonLink, col(PersonLink.ended_at) < ago(PAGE_DAYS)),
        (WorkerCard, col(WorkerCard.person_id).in_(nobody)),
    )
    return sum(_delete(session, here, table, where) for table, where in over)


def drop_card(session: Session, here: Here, person_id: int) -> None:
    """The card of somebody who asked to be forgotten."""
    _delete(session, here, WorkerCard, col(WorkerCard.person_id) == person_id)


def _delete(session: Session, here: Here, table: type[SQLModel], where: ColumnElement[bool]) -> int:
    row: Any = table
    done = session.connection().execute(delete(table).where(row.county_id == here.county_id, where))
    session.expire_all()
    return int(done.rowcount)
