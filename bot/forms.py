"""Copies that were made a moment ago, kept for the other groups of the same fan-out.

A posting's copy on air is made from the posting's row, the rows of its days, the county's settings and the day. As
long as these are the same to the last column, so is the copy; nothing is kept by trust in a version number. Copies
that say more (full, and which other posting is open) are always made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlmodel import Session

from bot import copies
from bot.app import Here
from bot.db import among, for_each, is_sqlite
from bot.messengers import Buttons
from bot.models import Posting, PostingDay, PostingStatus

Form = tuple[str, Buttons] | None
P: Any = Posting.__table__  # type: ignore[attr-defined]
PD: Any = PostingDay.__table__  # type: ignore[attr-defined]
NOT_SHOWN = ("raw_text", "readings", "hits", "plan", "pending_changes", "asked", "asked_once", "reason")
"""Columns of a posting that no copy is made from."""


def _made_from(*, sqlite: bool) -> sa.Select[Any]:
    return (
        sa.select(
            *(column for column in P.c if column.name not in NOT_SHOWN),
            *(column.label(f"day_{column.name}") for column in PD.c),
        )
        .select_from(P.outerjoin(PD, (PD.c.county_id == P.c.county_id) & (PD.c.posting_id == P.c.id)))
        .where(P.c.county_id == bindparam("county", type_=P.c.county_id.type), among(P.c.id, "ids", sqlite_=sqlite))
        .order_by(P.c.id, PD.c.id)
    )


MADE_FROM = {sqlite: _made_from(sqlite=sqlite) for sqlite in (True, False)}
MOST = 2000


def _stamps(now: datetime, here: Here, answer: Sequence[Any]) -> dict[int, Any]:
    rows: dict[int, list[Any]] = {}
    for row in answer:
        if row.status == PostingStatus.OPEN and row.paused_at is None:
            rows.setdefault(row.id, []).append(tuple(row))
    today = here.today(now)
    return {posting_id: (found, today, here.settings) for posting_id, found in rows.items()}


class Forms:
    """Forms by posting. For one thread at a time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, bool, bool], tuple[Any, Form]] = {}
        self.made = 0

    def stamps(
        self, session: Session, now: datetime, asked: Sequence[tuple[Here, Collection[int]]]
    ) -> list[dict[int, Any]]:
        """What the copies of each county's postings are made from now; those whose copies are not kept are left out."""
        looked = [(here, ids) for here, ids in asked if ids]
        statement = MADE_FROM[is_sqlite(session)]
        values = [{"county": here.county_id, "ids": sorted(ids)} for here, ids in looked]
        answers = iter(for_each(session, statement, values))
        return [_stamps(now, here, next(answers)) if ids else {} for here, ids in asked]

    def form(
        self, session: Session, now: datetime, here: Here, posting_id: int, stamp: Any, *, short: bool, fresh: bool
    ) -> Form:
        """A copy in one of its forms: as it was made before, where it rests on the same."""
        key = (here.county_id, posting_id, short, fresh)
        kept = self._kept.get(key)
        if kept is not None and stamp is not None and kept[0] == stamp:
            return kept[1]
        session.get(Posting, posting_id, populate_existing=True)
        self.made += 1
        found = copies.form(session, now, here, posting_id, short=short, fresh=fresh)
        if stamp is not None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = (stamp, found)
        return found
