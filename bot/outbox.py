"""What leaves: every message is a Delivery row, written in the act's own transaction. The row is the queue.

`tell_person`, `tell_group` and `copy_to_group` write rows, those of `bot/freshen.py` say them anew; the steps that the
pump takes with them (claim, begin, record) stand in `bot/pump_steps.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from bot import known as memory
from bot import lengths, people
from bot.app import Here
from bot.db import defaults, insert_new
from bot.messengers import Buttons
from bot.models import (
    County,
    Delivery,
    DeliveryKind,
    DeliveryPosting,
    DeliveryState,
    GroupAddress,
    PersonAddress,
    Priority,
)

WAITING = (DeliveryState.DUE, DeliveryState.CLAIMED)
PART = "~"
"""In the keys of the messages that come before the last of a long text."""


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
    details: dict[str, Any] | None = None,
) -> Delivery | None:
    """A message to a person in private. None where no message reaches them: then the ladder goes on.

    `key` names what is said, once for all: the same key again sends nothing. `about` are ids of postings. What did
    not go out before `until` is given up: it names a day, or would wake people. `details` are kept with the row.
    What is too long for one message goes in several; the row is the last one's, which has the buttons.
    """
    address = people.reachable(session, here, person_id)
    if address is None:
        return None
    timed = {"person_id": person_id, "priority": priority, "due_at": due_at or now, "good_until": until}
    *before, text = lengths.messages(text) or [text]
    if before and (known := by_key(session, here, key)) is not None:
        return known
    for place, part in enumerate(before, start=1):
        values = timed | {"text": part, "buttons": [], "details": {}}
        _add(session, here, f"{key}{PART}{place}", address, values, about)
    values = timed | {"text": text, "buttons": buttons or [], "details": details or {}}
    return _add(session, here, key, address, values, about)


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
    values = {"group_id": group_id, "text": text, "buttons": buttons or [], "details": details or {}}
    values |= {"priority": priority, "due_at": due_at or now, "good_until": until, "reply_to": reply_to}
    return _add(session, here, key, address, values, about, first=first)


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


_OF_GROUPS = (
    select(col(GroupAddress.id), col(GroupAddress.group_id), col(GroupAddress.messenger), col(GroupAddress.bot))
    .where(
        GroupAddress.county_id == bindparam("county"),
        col(GroupAddress.group_id).in_(bindparam("groups", expanding=True)),
        col(GroupAddress.until).is_(None),
    )
    .order_by(col(GroupAddress.since))
)


def _newest(session: Session, here: Here, group_ids: Sequence[int]) -> dict[int, Any]:
    """Where each of these groups is reached now; of two addresses the newer one stands."""
    rows = session.execute(_OF_GROUPS, {"county": here.county_id, "groups": list(group_ids)})
    return {row.group_id: row for row in rows}


def bots_of(session: Session, here: Here, group_ids: Sequence[int]) -> list[tuple[str, int]]:
    """For each of these groups that has an address the bot that it belongs to: its messenger and number."""
    return [(row.messenger, row.bot) for row in _newest(session, here, group_ids).values()]


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
    newest = _newest(session, here, group_ids)
    rows = [
        plain_row(
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
    about = {"county_id": here.county_id, "posting_id": posting_id, "copy_of": True}
    spoken = [{**about, "delivery_id": each} for each in ids]
    insert_new(session, DeliveryPosting, spoken, ("county_id", "delivery_id", "posting_id"))
    return len(ids) - before


_COPY_IDS = select(Delivery.id).where(
    Delivery.county_id == bindparam("county"),
    Delivery.posting_id == bindparam("posting"),
    Delivery.kind == DeliveryKind.SEND.value,
    col(Delivery.dedupe_key).like(bindparam("prefix")),
)


def _copy_ids(session: Session, here: Here, posting_id: int) -> list[int]:
    values = {"county": here.county_id, "posting": posting_id, "prefix": f"copy:{posting_id}:%"}
    return [row[0] for row in session.execute(_COPY_IDS, values)]


def _add(
    session: Session,
    here: Here,
    key: str,
    address: PersonAddress | GroupAddress,
    values: dict[str, Any],
    about: Iterable[int],
    *,
    first: bool = False,
) -> Delivery:
    known = None if first else by_key(session, here, key)
    if known is not None:
        return known
    values |= {"county_id": here.county_id, "dedupe_key": key, "inbox_id": here.inbox_id}
    row = memory.write(session, Delivery, messenger=address.messenger, bot=address.bot, **values)
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


def stopped(session: Session, county_id: int) -> bool:
    """Whether the desk stopped the sending of the whole county."""
    county = session.get(County, county_id)
    return county is not None and county.outbox_stopped_at is not None


def let_go(session: Session, here: Here, least: int) -> None:
    """What the pump has taken of the kinds after `least` and not begun waits again."""
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.county_id) == here.county_id,
            col(Delivery.state) == DeliveryState.CLAIMED,
            col(Delivery.priority) > least,
        )
        .values(state=DeliveryState.DUE.value)
        .execution_options(synchronize_session=False)
    )


_BY_KEY = select(Delivery).where(Delivery.county_id == bindparam("county"), Delivery.dedupe_key == bindparam("key"))


def by_key(session: Session, here: Here, key: str) -> Delivery | None:
    """The delivery with this key, if it was written."""
    return session.execute(_BY_KEY, {"county": here.county_id, "key": key}).scalars().first()


NEWEST = (
    select(Delivery)
    .where(
        Delivery.county_id == bindparam("county"),
        Delivery.person_id == bindparam("person"),
        col(Delivery.dedupe_key).like(bindparam("prefix")),
    )
    .order_by(col(Delivery.due_at).desc(), col(Delivery.id).desc())  # the index's order: by id it reads all there are
    .limit(1)
)
"""The newest message of a kind, named by how its key begins, to a person, sent or not."""


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


def plain_row(**values: Any) -> dict[str, Any]:
    """A new row as a plain mapping: a change writes hundreds of them, and a model each costs more than the writing."""
    return {**defaults(Delivery), **values}


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
