"""What leaves: every message is a Delivery row, written in the act's own transaction. The row is the queue.

`tell_person`, `tell_group`, `copy_to_group`, `mark_stale` and `edit` write rows; the steps that the pump takes with
them (claim, begin, record) stand in `bot/pump_steps.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, insert, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot import known as memory
from bot import people, relay_news
from bot.app import Here
from bot.db import insert_new
from bot.messengers import Buttons
from bot.models import (
    Delivery,
    DeliveryKind,
    DeliveryPosting,
    DeliveryState,
    Group,
    GroupAddress,
    GroupState,
    Priority,
)

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
    until: datetime | None = None,
) -> Delivery | None:
    """A message to a person in private. None where no message reaches them: then the ladder goes on.

    `key` names what is said, once for all: the same key again sends nothing. `about` are ids of postings. What did
    not go out before `until` is given up: it names a day, or would wake people.
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
        good_until=until,
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
    details: dict[str, Any] | None = None,
    first: bool = False,
    until: datetime | None = None,
) -> Delivery | None:
    """A message to a group; None where the group has no address now. `key`, `about` and `until` as in `tell_person`.

    `details`: what its text is made of, where it is made anew while it waits. `first`: the caller knows that nothing
    was said under this key.
    """
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
        details=details or {},
        due_at=due_at or now,
        good_until=until,
        inbox_id=here.inbox_id,
    )
    return _add(session, here, row, about, first=first)


def copy_to_group(
    session: Session,
    now: datetime,
    here: Here,
    group_id: int,
    posting_id: int,
    *,
    due_at: datetime | None = None,
) -> Delivery | None:
    """A posting's copy in a group, once for each address of the group; its text is made when it goes out.

    None where the group has no address now.
    """
    copies_to_groups(session, now, here, [group_id], posting_id, due_at=due_at)
    address = group_address(session, here, group_id)
    return by_key(session, here, _copy_key(posting_id, address.id)) if address is not None else None


def _copy_key(posting_id: int, address_id: int | None) -> str:
    return f"copy:{posting_id}:{address_id}"


def copies_to_groups(
    session: Session,
    now: datetime,
    here: Here,
    group_ids: Sequence[int],
    posting_id: int,
    *,
    due_at: datetime | None = None,
) -> int:
    """A posting's copies in many groups; how many are new. One that was written before is not written again.

    Two who publish at the same moment write each copy once: the unique key decides, the second waits for the first.
    """
    addresses = session.exec(
        select(GroupAddress)
        .where(
            GroupAddress.county_id == here.county_id,
            col(GroupAddress.group_id).in_(group_ids),
            col(GroupAddress.until).is_(None),
        )
        .order_by(col(GroupAddress.since))
    )
    newest = {address.group_id: address for address in addresses}
    rows = [
        _plain(
            county_id=here.county_id,
            dedupe_key=_copy_key(posting_id, newest[group_id].id),
            messenger=newest[group_id].messenger,
            bot=newest[group_id].bot,
            group_id=group_id,
            posting_id=posting_id,
            priority=Priority.POSTING,
            due_at=due_at or now,
            inbox_id=here.inbox_id,
        )
        for group_id in group_ids
        if group_id in newest
    ]
    if not rows:
        return 0
    before = len(_copy_ids(session, here, posting_id))
    insert_new(session, Delivery, rows, ("county_id", "dedupe_key"))
    ids = _copy_ids(session, here, posting_id)
    insert_new(
        session,
        DeliveryPosting,
        [{"county_id": here.county_id, "delivery_id": each, "posting_id": posting_id, "copy_of": True} for each in ids],
        ("county_id", "delivery_id", "posting_id"),
    )
    return len(ids) - before


def _copy_ids(session: Session, here: Here, posting_id: int) -> list[int]:
    return [
        each
        for each in session.exec(
            select(Delivery.id).where(
                Delivery.county_id == here.county_id,
                Delivery.posting_id == posting_id,
                Delivery.kind == DeliveryKind.SEND,
                col(Delivery.dedupe_key).startswith(f"copy:{posting_id}:"),
            )
        )
        if each is not None
    ]


def _add(session: Session, here: Here, row: Delivery, about: Iterable[int], *, first: bool = False) -> Delivery:
    known = None if first else by_key(session, here, row.dedupe_key)
    if known is not None:
        return known
    memory.put_in(session, row)
    speaks_of(session, here, row, dict.fromkeys(about))
    return row


_SPEAKS_OF = insert(DeliveryPosting).inline()


def speaks_of(session: Session, here: Here, row: Delivery, about: Iterable[int]) -> None:
    """Write down which postings a message speaks of; each once."""
    rows = [
        {"county_id": here.county_id, "delivery_id": row.id, "posting_id": posting_id, "copy_of": False}
        for posting_id in about
    ]
    if rows:
        session.connection().execute(_SPEAKS_OF, rows)


_BY_KEY = select(Delivery).where(Delivery.county_id == bindparam("county"), Delivery.dedupe_key == bindparam("key"))


def by_key(session: Session, here: Here, key: str) -> Delivery | None:
    """The delivery with this key, if it was written."""
    return session.execute(_BY_KEY, {"county": here.county_id, "key": key}).scalars().first()


_OF_GROUP = (
    select(GroupAddress)
    .where(
        GroupAddress.county_id == bindparam("county"),
        GroupAddress.group_id == bindparam("group"),
        col(GroupAddress.until).is_(None),
    )
    .order_by(col(GroupAddress.since).desc())
)


def group_address(session: Session, here: Here, group_id: int) -> GroupAddress | None:
    """Where a group is reached now; None where it never was or no longer is."""
    return session.execute(_OF_GROUP, {"county": here.county_id, "group": group_id}).scalars().first()


_BY_CHAT = (
    select(GroupAddress)
    .where(
        GroupAddress.county_id == bindparam("county"),
        GroupAddress.messenger == bindparam("messenger"),
        GroupAddress.chat_id == bindparam("chat"),
    )
    .order_by(col(GroupAddress.since).desc())
)


def group_by_chat(session: Session, here: Here, chat_id: int) -> GroupAddress | None:
    """The address of the group that this chat is, on the current messenger; old addresses too."""
    values = {"county": here.county_id, "messenger": here.messenger, "chat": chat_id}
    return session.execute(_BY_CHAT, values).scalars().first()


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


@dataclass(frozen=True, slots=True)
class _Target:
    """A message of ours that is to be edited."""

    id: int
    messenger: str
    bot: int
    group_id: int | None
    person_id: int | None
    posting_id: int | None


def mark_stale(session: Session, now: datetime, here: Here, posting_id: int, priority: int = Priority.COUNT) -> None:
    """What people see of a posting changed: plan one edit for each copy that stands in a group.

    One pending edit a message: where one waits already it is only moved up to `priority`. A copy that has not gone
    out yet needs none, for it is made in its newest form when it goes. Call it after the change: the copies that are
    on their way are locked here, so that one going out this moment is either made after the change, or seen going.
    """
    session.flush()
    connection, values = session.connection(), {"county": here.county_id, "posting": posting_id, "to": priority}
    if connection.dialect.name != "sqlite":  # there every act runs alone
        connection.execute(_LOCK_GOING, values).all()
        connection.execute(_LOCK_EDITS, values).all()
    if priority < Priority.COUNT:  # no edit waits behind those of counts
        connection.execute(_MOVE_UP, values)
    fresh = [_Target(*row) for row in connection.execute(_STALE, values)]
    if fresh:
        rows = [_edit_row(now, here, target, priority) for target in fresh]
        insert_new(session, Delivery, rows, ("county_id", "dedupe_key"))
    relay_news.note(session, now, here, posting_id, at_once=priority < Priority.COUNT)  # where people carry it


_EDIT = aliased(Delivery)
_COPIES = (
    col(Delivery.county_id) == bindparam("county"),
    col(Delivery.posting_id) == bindparam("posting"),
    col(Delivery.kind) == DeliveryKind.SEND.value,
)
_EDITS = (
    col(Delivery.county_id) == bindparam("county"),
    col(Delivery.posting_id) == bindparam("posting"),
    col(Delivery.kind) == DeliveryKind.EDIT.value,
    col(Delivery.state) == DeliveryState.DUE.value,
)
_GOING = (DeliveryState.DUE.value, DeliveryState.CLAIMED.value, DeliveryState.SENDING.value)
_LOCK_GOING = (
    select(Delivery.id).where(*_COPIES, col(Delivery.state).in_(_GOING)).order_by(col(Delivery.id)).with_for_update()
)
_LOCK_EDITS = select(Delivery.id).where(*_EDITS).order_by(col(Delivery.id)).with_for_update()
_MOVE_UP = update(Delivery).where(*_EDITS, col(Delivery.priority) > bindparam("to")).values(priority=bindparam("to"))
_LOST = select(Group.id).where(Group.county_id == bindparam("county"), Group.state == GroupState.GONE.value)
_LEFT = select(GroupAddress.chat_id).where(
    GroupAddress.county_id == bindparam("county"), col(GroupAddress.until).is_not(None)
)
_STALE = (
    select(  # type: ignore[call-overload]
        Delivery.id, Delivery.messenger, Delivery.bot, Delivery.group_id, Delivery.person_id, Delivery.posting_id
    )
    .where(
        *_COPIES,
        col(Delivery.message_id).is_not(None)
        | col(Delivery.state).in_((DeliveryState.SENDING.value, DeliveryState.UNCERTAIN.value)),
        # Out of reach: what stands in a chat that moved, in a group that threw us out.
        or_(col(Delivery.group_id).is_(None), col(Delivery.group_id).not_in(_LOST)),
        or_(col(Delivery.chat_id).is_(None), col(Delivery.chat_id).not_in(_LEFT)),
        ~exists()
        .where(
            col(_EDIT.county_id) == bindparam("county"),
            col(_EDIT.target_id) == Delivery.id,
            col(_EDIT.state) == DeliveryState.DUE.value,
        )
        .correlate(Delivery),
    )
    .order_by(col(Delivery.id))
)
"""Copies that stand within reach and have no edit waiting."""


def _plan_edits(session: Session, now: datetime, here: Here, targets: Sequence[_Target], priority: int) -> None:
    """One row for each message that has none waiting. A row already claimed may have been made before the change."""
    if not targets:
        return
    waiting = {
        target_id: row_id
        for row_id, target_id in session.exec(
            select(Delivery.id, Delivery.target_id)
            .where(
                Delivery.county_id == here.county_id,
                Delivery.kind == DeliveryKind.EDIT,
                Delivery.state == DeliveryState.DUE,
                col(Delivery.target_id).in_([target.id for target in targets]),
            )
            .order_by(col(Delivery.id))
            .with_for_update()
        )
    }
    if waiting:
        session.execute(
            update(Delivery)
            .where(
                col(Delivery.county_id) == here.county_id,
                col(Delivery.id).in_(waiting.values()),
                col(Delivery.priority) > priority,
            )
            .values(priority=priority)
            .execution_options(synchronize_session="fetch")
        )
    fresh = [target for target in targets if target.id not in waiting]
    if fresh:
        rows = [_edit_row(now, here, target, priority) for target in fresh]
        insert_new(session, Delivery, rows, ("county_id", "dedupe_key"))


@cache
def _blank() -> dict[str, Any]:
    return Delivery(county_id=0, dedupe_key="", messenger="", bot=0, due_at=datetime.fromtimestamp(0, UTC)).model_dump(
        exclude={"id"}
    )


def _plain(**values: Any) -> dict[str, Any]:
    """A new row as a plain mapping: a change writes hundreds of them, and a model each costs more than the writing."""
    return {**_blank(), **values}


def _edit_row(now: datetime, here: Here, target: _Target, priority: int) -> dict[str, Any]:
    return _plain(
        county_id=here.county_id,
        # Not a thing said once for all: what is shown is compared when it goes.
        dedupe_key=f"edit:{target.id}:{secrets.token_hex(8)}",
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
    target = session.exec(
        select(Delivery).where(Delivery.county_id == here.county_id, Delivery.id == delivery_id).with_for_update()
    ).first()
    if target is None:
        return
    target.text, target.buttons = text, buttons or []
    session.add(target)
    session.flush()
    if target.state not in WAITING:
        _plan_edits(session, now, here, [_target(target)], priority)


def _target(row: Delivery) -> _Target:
    assert row.id is not None
    return _Target(row.id, row.messenger, row.bot, row.group_id, row.person_id, row.posting_id)


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
    """Somebody quoted this message or pressed its button: an uncertain delivery is certain now.

    What it should say may have changed since: it is edited, unless it stands so already.
    """
    row = session.get(Delivery, delivery_id)
    if row is None or row.county_id != here.county_id or row.state != DeliveryState.UNCERTAIN:
        return
    row.state, row.chat_id, row.message_id, row.sent_at = DeliveryState.SENT, chat_id, message_id, now
    row.error = ""
    session.add(row)
    session.flush()
    _plan_edits(session, now, here, [_target(row)], Priority.COUNT)
