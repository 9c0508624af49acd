"""What goes next: which due deliveries a bot takes, in which order.

Offers and answers first, then closings, then new copies, then counts and digests; but each kind that waits keeps its
share of the bot's pace (`kept_for_each`). Within a kind postings take turns, so that a large one cannot keep a small
one waiting.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot import leases
from bot.app import Here
from bot.config import Pace
from bot.models import County, Delivery, DeliveryState, Priority
from bot.pace import Chat

LOOK = 4
"""How many answers are looked at for each that may be taken: some of them are for the same chat."""
Lanes = dict[int, dict[int, deque["Candidate"]]]
"""Candidates by priority and posting (0: of none), in order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due delivery that may go now."""

    delivery_id: int
    priority: int
    chat: Chat


@dataclass(slots=True)
class Turns:
    """Whose turn it is among the kinds that wait: the first, but each other its `share` of the times.

    Within a kind it goes round the postings, on from the one that went last.
    """

    share: float = Pace().kept_for_each
    credit: dict[int, float] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def next(self, waiting: Sequence[int]) -> int:
        """One of `waiting` (priorities, each once, the lowest number first)."""
        first, others = waiting[0], waiting[1:]
        self.credit = {kind: self.credit.get(kind, 0.0) + self.share for kind in others}
        most = max(self.credit, key=lambda kind: self.credit[kind], default=first)
        if self.credit.get(most, 0.0) < 1.0 - 1e-9:
            return first
        self.credit[most] -= 1.0
        return most

    def posting(self, kind: int, waiting: Sequence[int]) -> int:
        """One of `waiting` (ids of postings): the next after the one that went last."""
        last = self.last.get(kind, -1)
        self.last[kind] = min((each for each in waiting if each > last), default=min(waiting))
        return self.last[kind]


def _of_the_bot(row: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        col(row.county_id) == bindparam("county"),
        col(row.messenger) == bindparam("messenger"),
        col(row.bot) == bindparam("bot"),
        col(row.state) == DeliveryState.DUE,
    )


def _chat(row: Any) -> ColumnElement[int]:
    """The chat of a row as one number, groups above zero and people below."""
    return func.coalesce(col(row.group_id), -col(row.person_id))


def _failed() -> Any:
    """Of each chat and kind the oldest message that failed and has not gone out since.

    A correction must not stand above what it corrects, so within a kind a chat is written to in order. Looked for
    once and joined: asked for each row that waits, one that failed would make the look grow with their square.
    """
    older = aliased(Delivery)
    return (
        sa.select(col(older.priority).label("priority"), _chat(older).label("chat"), func.min(older.id).label("first"))
        .where(*_of_the_bot(older), col(older.error) != "")
        .group_by(col(older.priority), _chat(older))
        .subquery()
    )


def _not_among(column: Any, name: str) -> ColumnElement[bool]:
    return or_(col(column).is_(None), col(column).not_in(bindparam(name, expanding=True)))


def _waiting() -> sa.Select[tuple[int, int, int | None, int | None, int | None]]:
    turn = func.row_number().over(
        partition_by=(col(Delivery.priority), col(Delivery.posting_id)),
        order_by=(col(Delivery.due_at), col(Delivery.id)),
    )
    failed = _failed()
    inner = (
        select(  # type: ignore[call-overload]
            Delivery.id,
            Delivery.priority,
            Delivery.posting_id,
            Delivery.group_id,
            Delivery.person_id,
            turn.label("turn"),
        )
        .outerjoin(failed, and_(failed.c.priority == Delivery.priority, failed.c.chat == _chat(Delivery)))
        .where(
            *_of_the_bot(Delivery),
            col(Delivery.due_at) <= bindparam("now"),
            col(Delivery.priority) <= bindparam("least"),
            _not_among(Delivery.group_id, "groups"),
            or_(col(Delivery.priority) == Priority.ANSWER, _not_among(Delivery.group_id, "crowded")),
            _not_among(Delivery.person_id, "people"),
            or_(failed.c.first.is_(None), failed.c.first >= col(Delivery.id)),
        )
        .subquery()
    )
    # Of each posting as many as may be taken, for the chats of the first may all be taken by others.
    depth = case(
        (inner.c.posting_id.is_(None), bindparam("most", type_=sa.Integer) * LOOK),
        else_=bindparam("most", type_=sa.Integer),
    )
    return (
        sa.select(inner.c.id, inner.c.priority, inner.c.posting_id, inner.c.group_id, inner.c.person_id)
        .where(inner.c.turn <= depth)
        .order_by(inner.c.priority, inner.c.turn)
    )


_WAITING = _waiting()
"""Put together once: it is asked for at every turn of the pump, and building it costs more than running it."""


def waiting(
    session: Session,
    here: Here,
    now: datetime,
    *,
    most: int,
    busy_groups: Collection[int] = (),
    busy_people: Collection[int] = (),
    crowded: Collection[int] = (),
    turns: Turns | None = None,
) -> list[Candidate]:
    """What this bot should send next, at most one for each chat, first to go first. Takes no lock, writes nothing.

    Chats in `busy_groups` and `busy_people` are passed over; groups that are `crowded` get answers alone. While the
    desk holds the county's sending, only answers and closings go.
    """
    county = session.get(County, here.county_id)
    if county is None:
        return []
    rows = session.execute(
        _WAITING,
        {
            "county": here.county_id,
            "messenger": here.messenger,
            "bot": here.bot,
            "now": now,
            "least": Priority.CLOSING if county.outbox_stopped_at is not None else Priority.DIGEST,
            "groups": sorted(busy_groups),
            "people": sorted(busy_people),
            "crowded": sorted(crowded),
            "most": most,
        },
    )
    lanes: Lanes = {}
    for delivery_id, priority, posting_id, group_id, person_id in rows:
        lane = lanes.setdefault(priority, {}).setdefault(posting_id or 0, deque())
        lane.append(Candidate(delivery_id, priority, (group_id, person_id)))
    return _pick(lanes, most, turns or Turns())


def _pick(lanes: Lanes, most: int, turns: Turns) -> list[Candidate]:
    picked: list[Candidate] = []
    chats: set[Chat] = set()
    while len(picked) < most:
        for priority, queues in list(lanes.items()):
            for posting_id, queue in list(queues.items()):
                while queue and queue[0].chat in chats:
                    queue.popleft()
                if not queue:
                    del queues[posting_id]
            if not queues:
                del lanes[priority]
        if not lanes:
            break
        priority = turns.next(sorted(lanes))
        found = lanes[priority][turns.posting(priority, list(lanes[priority]))].popleft()
        chats.add(found.chat)
        picked.append(found)
    return picked


_STOPPED_AT = select(County.outbox_stopped_at).where(County.id == bindparam("county")).with_for_update(read=True)
"""With its row held: who stops the county's sending waits for this transaction, and then finds what it took."""


_NOW = bindparam("now", type_=Delivery.__table__.c.due_at.type)  # type: ignore[attr-defined]
_FREE = (
    select(Delivery.id)
    .where(
        Delivery.county_id == bindparam("county"),
        col(Delivery.id).in_(bindparam("ids", expanding=True)),
        Delivery.state == DeliveryState.DUE.value,
        Delivery.due_at <= _NOW,
    )
    .order_by(col(Delivery.id))
    .with_for_update(skip_locked=True, key_share=True)
)
_TAKE = (
    update(Delivery)
    .where(col(Delivery.county_id) == bindparam("county"), col(Delivery.id).in_(_FREE))
    .values(state=DeliveryState.CLAIMED.value, claimed_by=bindparam("worker"), claimed_at=_NOW)
    .returning(col(Delivery.id))
)


def take(
    session: Session,
    now: datetime,
    here: Here,
    candidates: Sequence[Candidate],
    worker: str,
    *,
    holder: str | None = None,
) -> list[Candidate]:
    """Claim these, as far as they still wait; two processes never take the same row.

    `holder` names the process where leases decide who sends: one that lost the bot's lease takes nothing, for who has
    it now would not know of a row that is claimed after its start. What the desk stopped since it was looked for is
    not taken either.
    """
    if not candidates or (holder is not None and not leases.held(session, now, here, leases.sender(here), holder)):
        return []
    stopped_at = session.execute(_STOPPED_AT, {"county": here.county_id}).scalar_one()
    if stopped_at is not None:
        candidates = [each for each in candidates if each.priority <= Priority.CLOSING]
    session.flush()
    values = {"county": here.county_id, "ids": [each.delivery_id for each in candidates], "now": now, "worker": worker}
    got = {row[0] for row in session.connection().execute(_TAKE, values)}
    return [each for each in candidates if each.delivery_id in got]


def put_back(session: Session, here: Here, candidates: Sequence[Candidate], worker: str) -> None:
    """Let go of what this worker claimed and does not begin; what another has claimed meanwhile stays."""
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.county_id) == here.county_id,
            col(Delivery.id).in_([each.delivery_id for each in candidates]),
            col(Delivery.state) == DeliveryState.CLAIMED,
            col(Delivery.claimed_by) == worker,
        )
        .values(state=DeliveryState.DUE.value)
        .execution_options(synchronize_session=False)
    )
