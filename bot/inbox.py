"""What came in: written down in batches before anything is done with it, then worked off in order of arrival."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import update as change
from sqlmodel import Session, col, select

from bot import known, leases
from bot.app import Here
from bot.db import defaults, insert_new
from bot.models import Inbox, InboxState

TRIES = 3


class Superseded(Exception):
    """An update is not ours to work off any more: another process did it, or has the county's lease now."""


@dataclass(frozen=True, slots=True)
class Update:
    """An update as handed over: its number and its JSON."""

    update_id: int
    body: str


_KNOWN = select(Inbox.update_id).where(
    Inbox.county_id == bindparam("county"),
    Inbox.messenger == bindparam("messenger"),
    Inbox.bot == bindparam("bot"),
    col(Inbox.update_id).in_(bindparam("numbers", expanding=True)),
)


def write_down(session: Session, now: datetime, here: Here, updates: Sequence[Update]) -> int:
    """Store a batch; an update that was handed over before is passed by. How many are new.

    Also where two receivers are handed the same one at the same moment: the unique key decides.
    """
    numbers = [update.update_id for update in updates]
    values = {"county": here.county_id, "messenger": here.messenger, "bot": here.bot, "numbers": numbers}
    known = {row[0] for row in session.execute(_KNOWN, values)}
    new = {update.update_id: update for update in updates if update.update_id not in known}
    rows = [
        {
            **defaults(Inbox),
            "county_id": here.county_id,
            "messenger": here.messenger,
            "bot": here.bot,
            "update_id": update.update_id,
            "body": update.body,
            "received_at": now,
        }
        for update in sorted(new.values(), key=lambda each: each.update_id)  # the row's id is the order of arrival
    ]
    if rows:
        insert_new(session, Inbox, rows, ("county_id", "messenger", "bot", "update_id"))
    return len(rows)


def offset(session: Session, here: Here) -> int | None:
    """The number from which the next updates are wanted, or None where none was ever handed over."""
    last = session.exec(
        select(func.max(Inbox.update_id)).where(
            Inbox.county_id == here.county_id, Inbox.messenger == here.messenger, Inbox.bot == here.bot
        )
    ).one()
    return None if last is None else last + 1


def waiting(session: Session, county_id: int, most: int) -> list[Inbox]:
    """The next rows to work off, in order of arrival."""
    return list(
        session.exec(
            select(Inbox)
            .where(Inbox.county_id == county_id, Inbox.state == InboxState.DUE)
            .order_by(col(Inbox.id))
            .limit(most)
        )
    )


_OURS = (
    select(Inbox.id)
    .where(Inbox.county_id == bindparam("county"), Inbox.id == bindparam("inbox"), Inbox.state == InboxState.DUE.value)
    .with_for_update(key_share=True)
)
_OURS_BY_LEASE = _OURS.where(leases.is_held(bindparam("county"), leases.CONSUMER, bindparam("holder")))


def ours(session: Session, here: Here, holder: str | None) -> None:
    """Lock the update that set off this act until the act ends; raises Superseded where it is not ours any more.

    A process that was held up may still believe in a lease that it lost, so each act asks in its own transaction.
    `holder` names the process; None: there is only one. Who waits for the lock finds the row done.
    """
    if here.inbox_id is None:
        return
    values: dict[str, object] = {"county": here.county_id, "inbox": here.inbox_id}
    statement = _OURS
    if holder is not None:
        statement, values = _OURS_BY_LEASE, {**values, "holder": holder}
    if session.connection().execute(statement, values).first() is None:
        raise Superseded(here.inbox_id)


_DONE = (
    change(Inbox)
    .where(
        col(Inbox.county_id) == bindparam("county"),
        col(Inbox.id) == bindparam("inbox"),
        col(Inbox.state) == InboxState.DUE.value,
    )
    .values(state=InboxState.DONE.value, done_at=bindparam("at"))
)
_KEEP = (
    change(Inbox)
    .where(col(Inbox.county_id) == bindparam("county"), col(Inbox.id) == bindparam("inbox"), col(Inbox.kept).is_(False))
    .values(kept=True)
)


def done(session: Session, now: datetime, here: Here) -> None:
    """Mark the update that set off this act as worked off, in the act's own transaction."""
    if here.inbox_id is not None:
        session.flush()
        session.connection().execute(_DONE, {"county": here.county_id, "inbox": here.inbox_id, "at": now})


def failed(session: Session, now: datetime, here: Here, error: str) -> bool:
    """Count a failure of the current update; whether it is set aside now. `error` is the error's class name."""
    row = session.get(Inbox, here.inbox_id)
    if row is None:
        return False
    row.attempts += 1
    row.error = error
    if row.attempts >= TRIES:
        row.state = InboxState.ASIDE
        row.done_at = now
    session.add(row)
    return row.state == InboxState.ASIDE


def keep(session: Session, here: Here, inbox_id: int | None = None) -> None:
    """A message, the current one where none is named, is kept with what rests on it: a posting, signup, complaint."""
    inbox_id = here.inbox_id if inbox_id is None else inbox_id
    kept = known.of(session).kept_inbox
    if inbox_id is not None and inbox_id not in kept:
        kept.add(inbox_id)
        session.connection().execute(_KEEP, {"county": here.county_id, "inbox": inbox_id})


def quotes(session: Session, here: Here, inbox_id: int) -> tuple[int, int] | None:
    """The chat and the number of the message that a stored update quotes; None where it quotes none."""
    row = session.get(Inbox, inbox_id)
    if row is None or row.county_id != here.county_id:
        return None
    message = message_in(row.body)
    try:
        return int(message["chat"]["id"]), int(message["reply_to_message"]["message_id"])
    except (ValueError, KeyError, TypeError):
        return None


def said(session: Session, here: Here, inbox_id: int) -> str:
    """What the person wrote in a stored update: the text of the message, or the words under a picture."""
    row = session.get(Inbox, inbox_id)
    if row is None or row.county_id != here.county_id:
        return ""
    message = message_in(row.body)
    return str(message.get("text") or message.get("caption") or "")


def message_in(body: str) -> dict[str, Any]:
    """The message that a stored update holds, new or changed; empty where it holds none."""
    try:
        update = json.loads(body)
    except ValueError:
        return {}
    message = update.get("message") or update.get("edited_message") if isinstance(update, dict) else None
    return message if isinstance(message, dict) else {}
