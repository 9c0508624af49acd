"""What the clock calls: each due row in its own transaction, asked anew whether it still makes sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from bot import audience, blocks, clashes, dues, postings, private, questions, review, roster_days, waiting
from bot.app import App, Here
from bot.models import Due, DueState

log = structlog.get_logger()
TRIES = 6

Job = Callable[[Session, datetime, Here, Due], str | None]
"""Does what is due; the reason where it no longer makes sense, else None."""

KINDS: dict[str, Job] = {
    audience.WAVE: audience.wave_due,
    postings.EXPIRE: postings.expire,
    review.WAITS: review.waits,
    review.LOOK: review.look,
    private.FORGET: private.let_go,
    "offer_over": waiting.offer_over,
    "rush_over": waiting.rush_over,
    "clash_over": clashes.over,
    "still_over": roster_days.still_over,
    "reask": questions.reask,
    "block_names": blocks.names_due,
}
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


def put_off(session: Session, now: datetime, here: Here, due_id: int, error: str) -> None:
    """A row whose act failed is tried again later, each time after twice the wait, and left with its reason at last."""
    row = session.get(Due, due_id)
    if row is None or row.state != DueState.DUE:
        return
    failures = int(row.details.get("failures", 0)) + 1
    row.details = {**row.details, "failures": failures}
    row.reason = error
    if failures >= TRIES:
        row.state, row.done_at = DueState.SKIPPED, now
    else:
        row.due_at = now + timedelta(minutes=2**failures)
    session.add(row)


async def fire_due(app: App, most: int = 100) -> int:
    """Work off what is due in every county; how many rows. A row that fails stays due and is told in the log."""
    fired = 0
    for here in app.counties.values():
        for due_id in await app.read(dues.waiting, app.clock(), here.county_id, most):
            try:
                await app.act(fire, here, due_id)
            except Exception as error:
                log.exception("due_failed", due_id=due_id, error=type(error).__name__)
                await app.act(put_off, here, due_id, type(error).__name__)
                continue
            fired += 1
    return fired
