"""Copies that were made a moment ago, kept for the other groups of the same fan-out.

A posting's copy on air is made from the posting's row, the rows of its days, the county's settings and the day. As
long as these are the same to the last column, so is the copy; nothing is kept by trust in a version number. Copies
that say more (full, and which other posting is open) are always made anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlmodel import Session

from bot import copies
from bot.app import Here
from bot.messengers import Buttons
from bot.models import Posting, PostingDay, PostingStatus

Form = tuple[str, Buttons] | None
P: Any = Posting.__table__  # type: ignore[attr-defined]
PD: Any = PostingDay.__table__  # type: ignore[attr-defined]
NOT_SHOWN = ("raw_text", "readings", "hits", "plan", "pending_changes", "asked", "asked_once", "reason")
"""Columns of a posting that no copy is made from."""
IDS: Any = bindparam("ids", expanding=True)
MADE_FROM = (
    sa.select(*(column for column in P.c if column.name not in NOT_SHOWN), *PD.c)
    .select_from(P.outerjoin(PD, (PD.c.county_id == P.c.county_id) & (PD.c.posting_id == P.c.id)))
    .where(P.c.county_id == bindparam("county"), P.c.id.in_(IDS))
    .order_by(P.c.id, PD.c.id)
)
MOST = 2000


class Forms:
    """Forms by posting. For one thread at a time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, bool, bool], tuple[Any, Form]] = {}
        self.made = 0

    def stamps(self, session: Session, now: datetime, here: Here, posting_ids: Collection[int]) -> dict[int, Any]:
        """What the copies of these postings are made from now; postings whose copies are not kept are left out."""
        if not posting_ids:
            return {}
        values = {"county": here.county_id, "ids": sorted(posting_ids)}
        rows: dict[int, list[Any]] = {}
        for row in session.connection().execute(MADE_FROM, values):
            known = row._mapping
            if known[P.c.status] == PostingStatus.OPEN and known[P.c.paused_at] is None:
                rows.setdefault(known[P.c.id], []).append(tuple(row))
        today = here.today(now)
        return {posting_id: (found, today, here.settings) for posting_id, found in rows.items()}

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
