"""What leaves: every message is a Delivery row, written in the act's own transaction. The row is the queue.

`tell_person`, `tell_group`, `copy_to_group`, `mark_stale` and `edit` write rows; the steps that the pump takes with
them (claim, begin, record) stand in `bot/pump_steps.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import people
from bot.app import Here
from bot.messengers import Buttons
from bot.models import Delivery, DeliveryKind, DeliveryPosting, DeliveryState, GroupAddress, Priority

WAITING = (DeliveryState.DUE, DeliveryState.CLAIMED)


def tell_person(
    session: Session,
    now: datetime,
    here: Here,
    person_id: int,
    text: str,
    *,
    key: str,
    buttons: Buttons | None = None,
    priority: int = Priority.ANSWER,
    about: Iterable[int] = (),
    due_at: datetime | None = None,
) -> Delivery | None:
    """A message to a person in private. None where no message reaches them: then the ladder goes on.

    `key` names what is said, once for all: the same key again sends nothing. `about` are ids of postings.
    """
    address = people.reachable(session, here, person_id)
    if address is None:
        return None
    row = Delivery(
        county_id=here.county_id,
        dedupe_key=key,
        messenger=address.messenger,
        bot=address.bot,
        person_id=person_id,
        text=text,
        buttons=buttons or [],
        priority=priority,
        due_at=due_at or now,
        inbox_id=here.inbox_id,
    )
    return _add(session, here, row, about)


def tell_group(
    session: Session,
    now: datetime,
    here: Here,
    group_id: int,
    text: str,
    *,
    key: str,
    buttons: Buttons | None = None,
    priority: int = Priority.ANSWER,
    about: Iterable[int] = (),
    reply_to: int | None = None,
    due_at: datetime | None = None,
) -> Delivery | None:
    """A message to a group; None where the group has no address now. `key` and `about` as in `tell_person`."""
    address = group_address(session, here, group_id)
    if address is None:
        return None
    row = Delivery(
        county_id=here.county_id,
        dedupe_key=key,
        messenger=address.messenger,
        bot=address.bot,
        group_id=group_id,
        text=text,
        buttons=buttons or [],
        priority=priority,
        reply_to=reply_to,
        due_at=due_at or now,
        inbox_id=here.inbox_id,
    )
    return _add(session, here, row, about)


def copy_to_group(
    session: Session,
    now: datetime,
    here: Here,
    group_id: int,
    posting_id: int,
    *,
    due_at: datetime | None = None,
) -> Delivery | None:
    """A posting's copy in a group, once for each address of the group; its text is made when it goes out."""
    address = group_address(session, here, group_id)
    if address is None:
        return None
    row = Delivery(
        county_id=here.county_id,
        dedupe_key=f"copy:{posting_id}:{address.id}",
        messenger=address.messenger,
        bot=address.bot,
        group_id=group_id,
        posting_id=posting_id,
        priority=Priority.POSTING,
        due_at=due_at or now,
        inbox_id=here.inbox_id,
    )
    return _add(session, here, row, (posting_id,), copy_of=True)


def _add(session: Session, here: Here, row: Delivery, about: Iterable[int], *, copy_of: bool = False) -> Delivery:
    known = by_key(session, here, row.dedupe_key)
    if known is not None:
        return known
    session.add(row)
    session.flush()
    assert row.id is not None
    for posting_id in dict.fromkeys(about):
        session.add(
            DeliveryPosting(county_id=here.county_id, delivery_id=row.id, posting_id=posting_id, copy_of=copy_of)
        )
    session.flush()
    return row


def by_key(session: Session, here: Here, key: str) -> Delivery | None:
    """The delivery with this key, if it was written."""
    return session.exec(
        select(Delivery).where(Delivery.county_id == here.county_id, Delivery.dedupe_key == key)
    ).first()


def group_address(session: Session, here: Here, group_id: int) -> GroupAddress | None:
    """Where a group is reached now; None where it never was or no longer is."""
    return session.exec(
        select(GroupAddress)
        .where(
            GroupAddress.county_id == here.county_id,
            GroupAddress.group_id == group_id,
            col(GroupAddress.until).is_(None),
        )
        .order_by(col(GroupAddress.since).desc())
    ).first()


def group_by_chat(session: Session, here: Here, chat_id: int) -> GroupAddress | None:
    """The address of the group that this chat is, on the current messenger; old addresses too."""
    return session.exec(
        select(GroupAddress)
        .where(
            GroupAddress.county_id == here.county_id,
            GroupAddress.messenger == here.messenger,
            GroupAddress.chat_id == chat_id,
        )
        .order_by(col(GroupAddress.since).desc())
    ).first()


def copies(session: Session, here: Here, posting_id: int) -> list[Delivery]:
    """All copies of a posting in groups, sent or on their way."""
    return list(
        session.exec(
            select(Delivery)
            .where(
                Delivery.county_id == here.county_id,
                Delivery.posting_id == posting_id,
                Delivery.kind == DeliveryKind.SEND,
            )
            .order_by(col(Delivery.id))
        )
    )


def mark_stale(session: Session, now: datetime, here: Here, posting_id: int, priority: int = Priority.COUNT) -> None:
    """What people see of a posting changed: plan one edit for each copy that stands in a group.

    One pending edit a message: where one waits already it is only moved up to `priority`. A copy that has not gone
    out yet needs none, for it is made in its newest form when it goes.
    """
    sent = [
        row
        for row in copies(session, here, posting_id)
        if row.message_id is not None or row.state in (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
    ]
    _plan_edits(session, now, here, sent, priority)


def _plan_edits(session: Session, now: datetime, here: Here, targets: Sequence[Delivery], priority: int) -> None:
    if not targets:
        return
    waiting = {
        row.target_id: row
        for row in session.exec(
            select(Delivery).where(
                Delivery.county_id == here.county_id,
                Delivery.kind == DeliveryKind.EDIT,
                col(Delivery.state).in_(WAITING),
                col(Delivery.target_id).in_([target.id for target in targets]),
            )
        )
    }
    for target in targets:
        pending = waiting.get(target.id)
        if pending is not None and pending.state == DeliveryState.DUE:
            pending.priority = min(pending.priority, priority)
            session.add(pending)
            continue
        session.add(_edit_row(session, now, here, target, priority))


def _edit_row(session: Session, now: datetime, here: Here, target: Delivery, priority: int) -> Delivery:
    number = len(
        session.exec(
            select(Delivery.id).where(
                Delivery.county_id == here.county_id,
                Delivery.target_id == target.id,
            )
        ).all()
    )
    return Delivery(
        county_id=here.county_id,
        dedupe_key=f"edit:{target.id}:{number}",
        messenger=target.messenger,
        bot=target.bot,
        kind=DeliveryKind.EDIT,
        group_id=target.group_id,
        person_id=target.person_id,
        target_id=target.id,
        posting_id=target.posting_id,
        priority=priority,
        due_at=now,
        inbox_id=here.inbox_id,
    )


def edit(
    session: Session,
    now: datetime,
    here: Here,
    delivery_id: int,
    text: str,
    buttons: Buttons | None = None,
    *,
    priority: int = Priority.ANSWER,
) -> None:
    """Change what one of our messages says (a card, say). One not sent yet just takes the new words."""
    target = session.get(Delivery, delivery_id)
    if target is None or target.county_id != here.county_id:
        return
    target.text, target.buttons = text, buttons or []
    session.add(target)
    if target.state not in WAITING:
        _plan_edits(session, now, here, [target], priority)


def postings_of_message(session: Session, here: Here, chat_id: int, message_id: int) -> list[int]:
    """Ids of the postings that a message of ours in a chat speaks of, old addresses too; empty where none."""
    row = by_message(session, here, chat_id, message_id)
    if row is None:
        return []
    return list(
        session.exec(
            select(DeliveryPosting.posting_id)
            .where(DeliveryPosting.county_id == here.county_id, DeliveryPosting.delivery_id == row.id)
            .order_by(col(DeliveryPosting.id))
        )
    )


def by_message(session: Session, here: Here, chat_id: int, message_id: int) -> Delivery | None:
    """The delivery that stands as this message."""
    return session.exec(
        select(Delivery).where(
            Delivery.county_id == here.county_id,
            Delivery.messenger == here.messenger,
            Delivery.chat_id == chat_id,
            Delivery.message_id == message_id,
            Delivery.kind == DeliveryKind.SEND,
        )
    ).first()


def seen(session: Session, now: datetime, here: Here, delivery_id: int, chat_id: int, message_id: int) -> None:
    """Somebody quoted this message or pressed its button: an uncertain delivery is certain now."""
    row = session.get(Delivery, delivery_id)
    if row is None or row.county_id != here.county_id or row.state != DeliveryState.UNCERTAIN:
        return
    row.state, row.chat_id, row.message_id, row.sent_at = DeliveryState.SENT, chat_id, message_id, now
    session.add(row)
