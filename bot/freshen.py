"""Our messages say what is true now: copies of a posting that changed, a card with new words; one edit each.

One pending edit a message, the newest words win; what is not sent yet goes out in its newest form.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, update
from sqlmodel import Session, col, select

from bot import relay_news
from bot.app import Here
from bot.db import insert_new
from bot.errors import MESSAGE_GONE
from bot.messengers import Buttons
from bot.models import ON_AIR, Delivery, DeliveryKind, DeliveryState, Group, GroupAddress, GroupState, Posting, Priority
from bot.outbox import WAITING, plain_row


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
        connection.execute(_LOCK, values).all()
    if priority < Priority.COUNT:  # no edit waits behind those of counts
        connection.execute(_MOVE_UP, values)
    fresh = [_Target(*row) for row in connection.execute(_STALE, values)]
    if fresh:
        rows = [_edit_row(now, here, target, priority) for target in fresh]
        insert_new(session, Delivery, rows, ("county_id", "dedupe_key"))
    relay_news.note(session, now, here, posting_id, at_once=priority < Priority.COUNT)  # where people carry it


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
_LOCK = (
    select(Delivery.id)
    .where(
        col(Delivery.county_id) == bindparam("county"),  # named once for both: what stands under an OR binds nothing
        or_(and_(*_COPIES, col(Delivery.state).in_(_GOING)), and_(*_EDITS)),
    )
    .order_by(col(Delivery.id))
    .with_for_update(key_share=True)
)
"""Copies on their way and edits that wait, in the one order of ids in which the pump locks them too."""
_MOVE_UP = update(Delivery).where(*_EDITS, col(Delivery.priority) > bindparam("to")).values(priority=bindparam("to"))
_LOST = select(Group.id).where(Group.county_id == bindparam("county"), Group.state == GroupState.GONE.value)
_LEFT = select(GroupAddress.chat_id).where(
    GroupAddress.county_id == bindparam("county"), col(GroupAddress.until).is_not(None)
)
_EDITED = select(Delivery.target_id).where(
    col(Delivery.county_id) == bindparam("county"),
    col(Delivery.posting_id) == bindparam("posting"),
    col(Delivery.kind) == DeliveryKind.EDIT.value,
    col(Delivery.target_id).is_not(None),
    or_(
        col(Delivery.state) == DeliveryState.DUE.value,
        and_(col(Delivery.state) == DeliveryState.GIVEN_UP.value, col(Delivery.error) == MESSAGE_GONE),
    ),
)
"""Copies that have an edit waiting, and those whose message is gone."""
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
        # A list that is made once. Asked for each copy (NOT EXISTS), PostgreSQL without statistics of the table went
        # through all that is due once for each of 228 copies: 10 ms a reply.
        col(Delivery.id).not_in(_EDITED),
    )
    .order_by(col(Delivery.id))
)
"""Copies that stand within reach and have no edit waiting; none whose message was found deleted."""


def of_group(session: Session, now: datetime, here: Here, group_id: int, since: datetime) -> None:
    """A group is within reach again: what stands there of postings on the air, or ended `since`, says what holds now.

    A copy that stands so already is not touched: that is seen when its turn comes.
    """
    rows = session.exec(
        select(Delivery)
        .join(Posting, (col(Posting.county_id) == Delivery.county_id) & (col(Posting.id) == Delivery.posting_id))
        .where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group_id,
            Delivery.kind == DeliveryKind.SEND,
            col(Delivery.message_id).is_not(None),
            col(Posting.status).in_([each.value for each in ON_AIR]) | (col(Posting.closed_at) >= since),
            or_(col(Delivery.chat_id).is_(None), col(Delivery.chat_id).not_in(_LEFT)),
        )
        .order_by(col(Delivery.id)),
        params={"county": here.county_id},
    ).all()
    _plan_edits(session, now, here, [_target(row) for row in rows], Priority.CLOSING)


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
            .with_for_update(key_share=True)
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


def _edit_row(now: datetime, here: Here, target: _Target, priority: int) -> dict[str, Any]:
    return plain_row(
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
        select(Delivery)
        .where(Delivery.county_id == here.county_id, Delivery.id == delivery_id)
        .with_for_update(key_share=True)
    ).first()
    if target is None:
        return
    target.text, target.buttons = text, buttons or []
    session.add(target)
    session.flush()
    if target.state not in WAITING:
        _plan_edits(session, now, here, [_target(target)], priority)


def edit_pressed(
    session: Session,
    now: datetime,
    here: Here,
    person_id: int,
    delivery_id: int,
    data: str,
    text: str,
    buttons: Buttons | None = None,
) -> None:
    """The same of the message under whose button somebody pressed; `data` is how that button's data begins.

    Which message it is says the press itself, and a press can be made up: neither another's message is reached by it,
    nor one without such a button.
    """
    row = session.get(Delivery, delivery_id)
    if row is None or row.county_id != here.county_id or row.person_id != person_id:
        return
    if any(str(each.get("data", "")).startswith(data) for line in row.buttons for each in line):
        edit(session, now, here, delivery_id, text, buttons)


def _target(row: Delivery) -> _Target:
    assert row.id is not None
    return _Target(row.id, row.messenger, row.bot, row.group_id, row.person_id, row.posting_id)


def seen(session: Session, now: datetime, here: Here, delivery_id: int, chat_id: int, message_id: int) -> None:
    """Somebody quoted this message or pressed its button: an uncertain delivery is certain now.

    What it should say may have changed since: it is edited, unless it stands so already. A number that somebody made
    up, of a message to another chat, makes nothing certain.
    """
    row = session.get(Delivery, delivery_id)
    if row is None or row.county_id != here.county_id or row.state != DeliveryState.UNCERTAIN:
        return
    if row.chat_id is not None and row.chat_id != chat_id:
        return
    row.state, row.chat_id, row.message_id, row.sent_at = DeliveryState.SENT, chat_id, message_id, now
    row.error = ""
    session.add(row)
    session.flush()
    _plan_edits(session, now, here, [_target(row)], Priority.COUNT)
