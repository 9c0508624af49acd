"""What is planned for a time: rows, asked anew when their time comes. The clock only ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import db
from bot.app import Here
from bot.models import Due, DueState

_BY_KEY = select(Due).where(Due.county_id == bindparam("county"), Due.dedupe_key == bindparam("key"))


def find(session: Session, here: Here, key: str) -> Due | None:
    """The plan of this key, whatever became of it."""
    return session.execute(_BY_KEY, {"county": here.county_id, "key": key}).scalars().first()


def plan(
    session: Session,
    now: datetime,
    here: Here,
    kind: str,
    subject_id: int | None,
    due_at: datetime,
    *,
    key: str,
    details: dict[str, Any] | None = None,
    revive: bool = False,
) -> Due:
    """Plan `kind` for `due_at`, once for each `key`: a plan that still waits is moved, one that was done stays done.

    One that was taken back stays so, unless `revive`. `details` hold ids and numbers only. The kinds and what they do
    stand in `scheduler/jobs.py`.
    """
    row = find(session, here, key)
    if row is None:
        row = Due(county_id=here.county_id, kind=kind, subject_id=subject_id, dedupe_key=key, due_at=due_at)
    if revive and row.state == DueState.SKIPPED:
        row.state, row.reason, row.done_at = DueState.DUE, "", None
    if row.state == DueState.DUE:
        row.due_at = due_at
        row.details = details or {}
    session.add(row)
    session.flush()
    return row


def plan_new(
    session: Session, here: Here, kind: str, due_at: datetime, planned: Sequence[tuple[int | None, str, dict[str, Any]]]
) -> None:
    """Plan many of a kind for one moment, each by its subject, key and details; one planned before is left as it is."""
    base = {**db.defaults(Due), "county_id": here.county_id, "kind": kind, "due_at": due_at}
    rows = [{**base, "subject_id": of, "dedupe_key": key, "details": details} for of, key, details in planned]
    if rows:
        db.insert_new(session, Due, rows, ("county_id", "dedupe_key"))


_WAITING = select(Due).where(
    Due.county_id == bindparam("county"),
    col(Due.dedupe_key).in_(bindparam("keys", expanding=True)),
    Due.state == DueState.DUE.value,
)


def drop(session: Session, now: datetime, here: Here, reason: str, *keys: str) -> None:
    """Take back the plans of these keys that still wait, with the reason."""
    for row in session.execute(_WAITING, {"county": here.county_id, "keys": list(keys)}).scalars():
        row.state, row.reason, row.done_at = DueState.SKIPPED, reason, now
        session.add(row)


BACKUP = "backup"
ELSEWHERE = "postgresql"
"""Why a night's copy was not made here: the README has the command for such a database."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the clock finds: whether today was planned, ids of rows whose time has come, and of those done outside."""

    day_planned: bool
    ids: list[int]
    outside: list[int]


_PLANNED = select(Due.id).where(Due.county_id == bindparam("county"), Due.dedupe_key == bindparam("key"))
_DUE = (
    select(Due.id, Due.kind)
    .where(
        Due.county_id == bindparam("county"),
        Due.state == DueState.DUE.value,
        Due.due_at <= bindparam("now", type_=Due.__table__.c.due_at.type),  # type: ignore[attr-defined]
    )
    .order_by(col(Due.due_at), col(Due.id))
    .limit(bindparam("most"))
)


def look(session: Session, now: datetime, here: Here, most: int) -> Look:
    """One look of the clock at a county. Its cost does not grow with rows that are not due: an index range each."""
    connection, county = session.connection(), here.county_id
    day = connection.execute(_PLANNED, {"county": county, "key": f"day:{here.today(now).isoformat()}"}).first()
    rows = connection.execute(_DUE, {"county": county, "now": now, "most": most}).all()
    inside = [due_id for due_id, kind in rows if kind != BACKUP]
    return Look(day is not None, inside, [due_id for due_id, kind in rows if kind == BACKUP])
