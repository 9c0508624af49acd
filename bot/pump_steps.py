"""The steps of a Delivery on its way out, each an act in a transaction of its own.

due → claimed → sending → sent | uncertain | given up. `sending` is committed before the call to the messenger; what
is found `sending` after a crash is uncertain, for the message may have gone out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from bot import copies, outbox, people
from bot.app import Here
from bot.messengers import Buttons
from bot.models import (
    DELIVERY_STEPS,
    Delivery,
    DeliveryKind,
    DeliveryState,
    GroupState,
    PersonAddress,
    Priority,
)
from bot.models import Group as GroupRow

TRIES = 8


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed delivery, ready to go: where to, what, and which of ours it edits."""

    delivery_id: int
    chat_id: int
    is_group: bool
    text: str
    buttons: Buttons
    reply_to: int | None
    message_id: int | None  # set: an edit of this message
    priority: int
    fingerprint: str


def step(row: Delivery, to: DeliveryState) -> None:
    """Move a delivery on. A step that is not allowed is a bug and raises ValueError."""
    if to not in DELIVERY_STEPS[DeliveryState(row.state)]:
        raise ValueError(f"delivery {row.id}: no step from {row.state} to {to.value}")
    row.state = to


def fingerprint(text: str, buttons: Buttons) -> str:
    """What tells one content of a message from another."""
    return hashlib.sha256(json.dumps([text, buttons], ensure_ascii=False).encode()).hexdigest()[:32]


def recover(session: Session, now: datetime, here: Here) -> int:
    """After a start: what was claimed is due again, what was being sent is uncertain. How many are uncertain.

    An uncertain answer goes out again, for a person waits for it; an uncertain copy does not.
    """
    rows = session.exec(
        select(Delivery).where(
            Delivery.county_id == here.county_id,
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            col(Delivery.state).in_((DeliveryState.CLAIMED, DeliveryState.SENDING)),
        )
    )
    uncertain = 0
    for row in rows:
        if row.state == DeliveryState.CLAIMED:
            step(row, DeliveryState.DUE)
        else:
            uncertain += 1
            _leave_open(row, now)
        session.add(row)
    return uncertain


def _leave_open(row: Delivery, now: datetime) -> None:
    step(row, DeliveryState.UNCERTAIN)
    row.error = "unknown"
    # An edit sets what stands there; doing it twice shows the same. An answer somebody waits for may come twice.
    if row.kind == DeliveryKind.EDIT or row.priority == Priority.ANSWER:
        step(row, DeliveryState.DUE)
        row.due_at = now


def claim(
    session: Session,
    now: datetime,
    here: Here,
    *,
    worker: str,
    most: int,
    busy_groups: Collection[int] = (),
    busy_people: Collection[int] = (),
    county_ids: Sequence[int] = (),
) -> list[int]:
    """Take the next due deliveries of this bot, at most one for each chat; their ids, first to go first.

    Chats in `busy_groups` and `busy_people` are passed over. Two processes never take the same row.
    """
    query = (
        select(Delivery)
        .where(
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            Delivery.state == DeliveryState.DUE,
            Delivery.due_at <= now,
            Delivery.county_id == here.county_id,
        )
        .order_by(col(Delivery.priority), col(Delivery.due_at), col(Delivery.id))
        .limit(most * 4)
        .with_for_update(skip_locked=True)
    )
    if busy_groups:
        query = query.where(or_(col(Delivery.group_id).is_(None), col(Delivery.group_id).not_in(busy_groups)))
    if busy_people:
        query = query.where(or_(col(Delivery.person_id).is_(None), col(Delivery.person_id).not_in(busy_people)))
    taken: list[int] = []
    chats: set[tuple[int | None, int | None]] = set()
    for row in session.exec(query):
        chat = (row.group_id, row.person_id)
        if chat in chats or len(taken) == most:
            continue
        chats.add(chat)
        step(row, DeliveryState.CLAIMED)
        row.claimed_by, row.claimed_at = worker, now
        session.add(row)
        assert row.id is not None
        taken.append(row.id)
    return taken


def begin(session: Session, now: datetime, here: Here, delivery_id: int) -> Outgoing | None:
    """Make a claimed delivery in its newest form and mark it as being sent. None where it need not go any more."""
    row = session.get(Delivery, delivery_id)
    if row is None or row.state != DeliveryState.CLAIMED:
        return None
    target = session.get(Delivery, row.target_id) if row.target_id is not None else None
    made = _content(session, now, here, row, target)
    chat_id = _chat(session, here, row, target)
    if made is None or chat_id is None:
        _give_up(session, row, "nothing to say" if made is None else "no address")
        return None
    text, buttons = made
    mark = fingerprint(text, buttons)
    if target is not None and (target.message_id is None or target.shown == mark):
        if target.message_id is None and target.state == DeliveryState.SENDING:
            step(row, DeliveryState.DUE)  # the message is going out this moment: edit it after
            row.due_at = now + timedelta(seconds=1)
        else:
            step(row, DeliveryState.UNCHANGED)
        session.add(row)
        return None
    step(row, DeliveryState.SENDING)
    row.attempts += 1
    row.chat_id = chat_id
    session.add(row)
    stamp = row.target_id or row.id
    return Outgoing(
        delivery_id=delivery_id,
        chat_id=chat_id,
        is_group=row.group_id is not None,
        text=text,
        buttons=[[_stamped(button, stamp) for button in line] for line in buttons],
        reply_to=row.reply_to,
        message_id=target.message_id if target is not None else None,
        priority=row.priority,
        fingerprint=mark,
    )


def _stamped(button: dict[str, str], delivery_id: int | None) -> dict[str, str]:
    """A button's data carries the delivery's id, so that a press proves that the message arrived."""
    return {**button, "data": f"{delivery_id}:{button['data']}"} if "data" in button else button


def _content(
    session: Session, now: datetime, here: Here, row: Delivery, target: Delivery | None
) -> tuple[str, Buttons] | None:
    source = target or row
    if source.posting_id is not None:
        return copies.render(session, now, here, source.posting_id, source.group_id, fresh=target is None)
    return (source.text, source.buttons) if source.text else None


def _chat(session: Session, here: Here, row: Delivery, target: Delivery | None) -> int | None:
    if target is not None and target.message_id is not None:
        return target.chat_id
    if row.group_id is not None:
        address = outbox.group_address(session, here, row.group_id)
        return address.chat_id if address else None
    if row.person_id is not None:
        person = people.reachable(session, here, row.person_id)
        return person.chat_id if person else None
    return None


def _give_up(session: Session, row: Delivery, why: str) -> None:
    step(row, DeliveryState.GIVEN_UP)
    row.error = why
    session.add(row)


def sent(session: Session, now: datetime, here: Here, delivery_id: int, message_id: int | None, mark: str) -> None:
    """It went out: as message `message_id`, or (None) as an edit of its target."""
    row = session.get(Delivery, delivery_id)
    if row is None:
        return
    if row.state == DeliveryState.SENDING:
        step(row, DeliveryState.SENT)
    row.sent_at, row.error = now, ""
    shown = session.get(Delivery, row.target_id) if row.target_id is not None else row
    if message_id is not None:
        row.message_id = message_id
    if shown is not None:
        shown.shown = mark
        session.add(shown)
    session.add(row)


def again(session: Session, now: datetime, here: Here, delivery_id: int, after: float, why: str) -> bool:
    """The messenger asks to wait: due again `after` seconds from now. False where it was given up after 8 tries.

    A wait that the messenger itself names (429) is no failed try: nothing is dropped for it.
    """
    row = session.get(Delivery, delivery_id)
    if row is None:
        return False
    row.error = why
    if why == "retry_after":
        row.attempts -= 1
    if row.attempts >= TRIES:
        _give_up(session, row, why)
        return False
    step(row, DeliveryState.DUE)
    row.due_at = now + timedelta(seconds=after)
    session.add(row)
    return True


def unknown(session: Session, now: datetime, here: Here, delivery_id: int) -> None:
    """No answer came to the call: it may have gone out."""
    row = session.get(Delivery, delivery_id)
    if row is not None and row.state == DeliveryState.SENDING:
        _leave_open(row, now)
        session.add(row)


def refused(session: Session, now: datetime, here: Here, delivery_id: int, why: str) -> None:
    """The messenger does not take this message; the desk sees which and why."""
    row = session.get(Delivery, delivery_id)
    if row is not None:
        _give_up(session, row, why)


def gone(session: Session, now: datetime, here: Here, delivery_id: int, why: str) -> int | None:
    """The chat is out of reach: given up, the chat marked. The group's id where a group was lost just now."""
    row = session.get(Delivery, delivery_id)
    if row is None:
        return None
    _give_up(session, row, why)
    if row.group_id is not None:
        group = session.get(GroupRow, row.group_id)
        if group is not None and group.state != GroupState.GONE:
            group.state = GroupState.GONE
            session.add(group)
            return row.group_id
        return None
    addresses = session.exec(
        select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == row.person_id)
    )
    for address in addresses:
        address.reachable = False
        session.add(address)
    return None
