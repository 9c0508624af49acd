"""The terms of a posting as they held at a moment: kept with each change, for who signed up before it.

Nothing that names somebody is kept, only what was promised: work, pay, days, hours, place, what is offered.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from bot import terms
from bot.app import Here
from bot.models import Posting, PostingTerms

PERSONS = frozenset({"contact_name", "phones", "phone_public", "hires", "broker_paid_by"})
SEATS = frozenset({"headcount_min", "headcount_max", "headcount_open", "urgent"})
KEPT = tuple(name for name in terms.TERMS if name not in PERSONS | SEATS)
"""The columns that are kept: those of the terms, without people, and without what takes nothing from anybody."""
DATES, TIMES = frozenset({"start", "end"}), frozenset({"begin_time", "end_time"})


def keep(session: Session, now: datetime, here: Here, before: Posting, after: Posting) -> bool:
    """Terms change: keep those that held until now. False where nothing that was promised changes."""
    old = {name: getattr(before, name) for name in KEPT}
    if old == {name: getattr(after, name) for name in KEPT}:
        return False
    plain = {name: value.isoformat() if isinstance(value, date | time) else value for name, value in old.items()}
    session.add(PostingTerms(county_id=here.county_id, posting_id=after.id or 0, held_until=now, terms=plain))
    session.flush()
    return True


def since(session: Session, here: Here, posting: Posting, moment: datetime) -> list[tuple[Posting, datetime | None]]:
    """The terms that held at this moment and each that followed, with until when; the last (None) hold still.

    Each is a posting of its own beside the row, not one of the session.
    """
    rows = session.exec(
        select(PostingTerms)
        .where(
            PostingTerms.county_id == here.county_id,
            PostingTerms.posting_id == posting.id,
            col(PostingTerms.held_until) > moment,
        )
        .order_by(col(PostingTerms.held_until), col(PostingTerms.id))
    )
    found: list[tuple[Posting, datetime | None]] = [(_as_then(posting, row.terms), row.held_until) for row in rows]
    return [*found, (_as_then(posting, {}), None)]


def _as_then(posting: Posting, kept: dict[str, Any]) -> Posting:
    values = {name: _value(name, value) for name, value in kept.items() if name in KEPT}
    return Posting(**{**posting.model_dump(), **values})


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in DATES:
        return date.fromisoformat(value)
    return time.fromisoformat(value) if isinstance(value, str) and name in TIMES else value
