"""What a bot did in the last minute, from the rows: a sender that begins keeps the pace of the one before it.

A messenger counts on while a program is started anew, or another machine takes over. What was sent has its moment in
its row; what was going out when the program ended may have arrived just now; and a chat that asked to be left alone
still does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlmodel import Session

from bot.app import Here
from bot.models import Delivery, DeliveryState
from bot.pace import MINUTE, Chat

RETRY_AFTER = "retry_after"
"""Why a message waits whose messenger said how long, in `Delivery.error`."""

D: Any = Delivery.__table__  # type: ignore[attr-defined]
_MINE = (
    D.c.county_id == bindparam("county"),
    D.c.messenger == bindparam("messenger"),
    D.c.bot == bindparam("bot"),
)
_SENT = sa.select(D.c.group_id, D.c.person_id, D.c.sent_at).where(*_MINE, D.c.sent_at > bindparam("since"))
_GOING = sa.select(D.c.group_id, D.c.person_id).where(*_MINE, D.c.state == DeliveryState.SENDING.value)
_WAITS = sa.select(D.c.group_id, D.c.person_id, D.c.due_at).where(
    *_MINE, D.c.state == DeliveryState.DUE.value, D.c.due_at > bindparam("now"), D.c.error == RETRY_AFTER
)


@dataclass(frozen=True, slots=True)
class Lately:
    """Calls of the last minute, edits too, and chats that asked to be left alone; in seconds, the oldest call first."""

    calls: Sequence[tuple[Chat, float]]  # how long ago
    waits: Sequence[tuple[Chat, float]]  # how long from now


def of_bot(session: Session, here: Here, now: datetime) -> Lately:
    """What the rows tell at `now`: to be asked before `pump_steps.recover` says what becomes of calls cut short."""
    mine = {"county": here.county_id, "messenger": here.messenger, "bot": here.bot}
    sent = session.execute(_SENT, {**mine, "since": now - timedelta(seconds=MINUTE)})
    # A clock that was ahead of ours wrote of what has not come yet: that was just now.
    calls = [((group, person), max((now - at).total_seconds(), 0.0)) for group, person, at in sent]
    calls += [((group, person), 0.0) for group, person in session.execute(_GOING, mine)]
    waits = session.execute(_WAITS, {**mine, "now": now})
    return Lately(
        calls=sorted(calls, key=lambda each: -each[1]),
        waits=[((group, person), (due - now).total_seconds()) for group, person, due in waits],
    )
