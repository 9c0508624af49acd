"""What the clock calls: each due row in its own transaction, asked anew whether it still makes sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlmodel import Session

from bot import dues
from bot.app import App, Here
from bot.models import Due, DueState

log = structlog.get_logger()

Job = Callable[[Session, datetime, Here, Due], str | None]
"""Does what is due; the reason where it no longer makes sense, else None."""

KINDS: dict[str, Job] = {}
"""Every kind of due row and the act behind it."""


def fire(session: Session, now: datetime, here: Here, due_id: int) -> str | None:
    """Do one due row, in the transaction given. The reason where it was skipped."""
    row = session.get(Due, due_id, with_for_update=True)
    if row is None or row.state != DueState.DUE or row.due_at > now:
        return "not due"
    reason = KINDS[row.kind](session, now, here, row)
    if row.state == DueState.DUE and row.due_at <= now:  # a job may have moved its own row
        row.state = DueState.SKIPPED if reason else DueState.DONE
        row.reason, row.done_at = reason or "", now
    session.add(row)
    return reason


async def fire_due(app: App, most: int = 100) -> int:
    """Work off what is due in every county; how many rows. A row that fails stays due and is told in the log."""
    fired = 0
    for here in app.counties.values():
        for due_id in await app.read(dues.waiting, app.clock(), here.county_id, most):
            try:
                await app.act(fire, here, due_id)
            except Exception as error:
                log.exception("due_failed", due_id=due_id, error=type(error).__name__)
                continue
            fired += 1
    return fired
