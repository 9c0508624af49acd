"""Beginning deliveries and recording that they went out, many in one transaction.

Rows are locked in the order of their ids before anything is read for them, and `outbox.mark_stale` locks them in the
same order. So either a change is seen by what goes out, or the copy is found going out and an edit is planned.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, update
from sqlmodel import Session, col, select

from bot import copies, leases
from bot.app import Here
from bot.messengers import Buttons
from bot.models import Delivery, DeliveryState, Group, GroupAddress, PersonAddress, Posting, Region

SENDING, DUE, CLAIMED = DeliveryState.SENDING.value, DeliveryState.DUE.value, DeliveryState.CLAIMED.value
SENT, UNCHANGED, GIVEN_UP = DeliveryState.SENT.value, DeliveryState.UNCHANGED.value, DeliveryState.GIVEN_UP.value


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


@dataclass(frozen=True, slots=True)
class Begin:
    """Asks to begin sending a claimed delivery, as the process `holder` (None: whoever asks is the only one)."""

    delivery_id: int
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Tells that a delivery went out: as message `message_id`, or (None) as an edit of its target."""

    delivery_id: int
    message_id: int | None
    mark: str


Step = tuple[Here, Begin | Sent]


def fingerprint(text: str, buttons: Buttons) -> str:
    """What tells one content of a message from another."""
    return hashlib.sha256(json.dumps([text, buttons], ensure_ascii=False).encode()).hexdigest()[:32]


def record(session: Session, now: datetime, steps: Sequence[Step]) -> list[Outgoing | None]:
    """Do many steps, county by county: first what went out, then what begins. One value for each, in order."""
    values: list[Outgoing | None] = [None] * len(steps)
    places: dict[tuple[int, str, int], list[int]] = {}
    for number, (here, _) in enumerate(steps):
        places.setdefault((here.county_id, here.messenger, here.bot), []).append(number)
    for numbers in places.values():
        here = steps[numbers[0]][0]
        _lock_all(session, here, [steps[n][1].delivery_id for n in numbers])
        sent(session, now, here, [step for n in numbers if isinstance(step := steps[n][1], Sent)])
        begun = begin(session, now, here, [step for n in numbers if isinstance(step := steps[n][1], Begin)])
        for number in numbers:
            step = steps[number][1]
            if isinstance(step, Begin):
                values[number] = begun[step.delivery_id]
    return values


_COLUMNS = (
    Delivery.id,
    Delivery.state,
    Delivery.target_id,
    Delivery.posting_id,
    Delivery.group_id,
    Delivery.person_id,
    Delivery.text,
    Delivery.buttons,
    Delivery.reply_to,
    Delivery.priority,
    Delivery.chat_id,
    Delivery.message_id,
    Delivery.shown,
)


def _lock_all(session: Session, here: Here, ids: Sequence[int]) -> None:
    """Lock all rows of a batch, and those they edit, in the order of their ids: two orders could wait in a ring."""
    if session.get_bind().dialect.name == "sqlite":
        return  # the one writer has everything
    mine = (col(Delivery.county_id) == here.county_id, col(Delivery.id).in_(ids))
    targets = session.exec(select(Delivery.target_id).where(*mine, col(Delivery.target_id).is_not(None)))
    _locked(session, here, {*ids, *(each for each in targets if each is not None)})


def _locked(session: Session, here: Here, ids: Iterable[int]) -> dict[int, Any]:
    rows = session.execute(
        select(*_COLUMNS)  # type: ignore[call-overload]
        .where(col(Delivery.county_id) == here.county_id, col(Delivery.id).in_(sorted(ids)))
        .order_by(col(Delivery.id))
        .with_for_update()
    )
    return {row.id: row for row in rows}


def begin(session: Session, now: datetime, here: Here, asked: Sequence[Begin]) -> dict[int, Outgoing | None]:
    """Make claimed deliveries in their newest form and mark them as being sent.

    None for one that need not go any more, or that is another's to send.
    """
    found: dict[int, Outgoing | None] = {each.delivery_id: None for each in asked}
    holders = {each.holder for each in asked if each.holder is not None}
    lost = {holder for holder in holders if not leases.held(session, now, here, leases.sender(here), holder)}
    ids = [each.delivery_id for each in asked if each.holder not in lost]
    if not ids:
        return found
    targets = session.exec(
        select(Delivery.target_id).where(
            Delivery.county_id == here.county_id, col(Delivery.id).in_(ids), col(Delivery.target_id).is_not(None)
        )
    )
    rows = _locked(session, here, {*ids, *(each for each in targets if each is not None)})
    made = _Making(session, now, here, [rows[each] for each in ids if each in rows])
    changes: list[dict[str, Any]] = []
    for delivery_id in ids:
        row = rows.get(delivery_id)
        if row is None or row.state != CLAIMED:
            continue
        found[delivery_id], change = _one(now, made, row, rows.get(row.target_id))
        changes.append({"b_id": delivery_id, "state": SENDING, "error": "", "chat": None, "due": now, **change})
    _write(session, here, changes)
    return found


def _one(now: datetime, made: _Making, row: Any, target: Any) -> tuple[Outgoing | None, dict[str, Any]]:
    content, chat_id = made.content(row, target), made.chat(row, target)
    if content is None or chat_id is None:
        return None, {"state": GIVEN_UP, "error": "nothing to say" if content is None else "no address"}
    text, buttons = content
    mark = fingerprint(text, buttons)
    if target is not None and target.message_id is None and target.state == SENDING:
        # The message is going out this moment: edit it after.
        return None, {"state": DUE, "due": now + timedelta(seconds=1)}
    if target is not None and (target.message_id is None or target.shown == mark):
        return None, {"state": UNCHANGED}
    out = Outgoing(
        delivery_id=row.id,
        chat_id=chat_id,
        is_group=row.group_id is not None,
        text=text,
        buttons=[[_stamped(button, row.target_id or row.id) for button in line] for line in buttons],
        reply_to=row.reply_to,
        message_id=target.message_id if target is not None else None,
        priority=row.priority,
        fingerprint=mark,
    )
    return out, {"chat": chat_id}


def _write(session: Session, here: Here, changes: Sequence[dict[str, Any]]) -> None:
    if not changes:
        return
    table = Delivery.__table__  # type: ignore[attr-defined]
    sending = bindparam("state") == SENDING
    session.execute(
        update(table)
        .where(table.c.county_id == here.county_id, table.c.id == bindparam("b_id"))
        .values(
            state=bindparam("state"),
            error=bindparam("error"),
            attempts=table.c.attempts + case((sending, 1), else_=0),
            chat_id=case((sending, bindparam("chat", type_=table.c.chat_id.type)), else_=table.c.chat_id),
            due_at=case((bindparam("state") == DUE, bindparam("due", type_=table.c.due_at.type)), else_=table.c.due_at),
        ),
        changes,
    )


def _stamped(button: dict[str, str], delivery_id: int) -> dict[str, str]:
    """A button's data carries the delivery's id, so that a press proves that the message arrived."""
    return {**button, "data": f"{delivery_id}:{button['data']}"} if "data" in button else button


class _Making:
    """Contents and addresses for a batch of rows: what they share is looked up and made once."""

    def __init__(self, session: Session, now: datetime, here: Here, rows: Sequence[Any]) -> None:
        self.session, self.now, self.here = session, now, here
        group_ids = {row.group_id for row in rows if row.group_id is not None}
        person_ids = {row.person_id for row in rows if row.person_id is not None}
        self.group_chats = self._group_chats(group_ids) if group_ids else {}
        self.person_chats = self._person_chats(person_ids) if person_ids else {}
        of_copies = {row.group_id for row in rows if row.posting_id is not None and row.group_id is not None}
        self.short = self._short(of_copies) if of_copies else {}
        self.forms: dict[tuple[int, bool, bool], tuple[str, Buttons] | None] = {}
        posting_ids = {row.posting_id for row in rows if row.posting_id is not None}
        # Held here, so that the session's map, which holds rows weakly, keeps them for the batch.
        self.postings = (
            session.exec(
                select(Posting)
                .where(Posting.county_id == here.county_id, col(Posting.id).in_(posting_ids))
                .execution_options(populate_existing=True)
            ).all()
            if posting_ids
            else []
        )

    def _group_chats(self, ids: set[int]) -> dict[int, int]:
        rows = self.session.exec(
            select(GroupAddress.group_id, GroupAddress.chat_id)
            .where(
                GroupAddress.county_id == self.here.county_id,
                col(GroupAddress.group_id).in_(ids),
                col(GroupAddress.until).is_(None),
            )
            .order_by(col(GroupAddress.since))
        )
        return dict(rows.all())

    def _person_chats(self, ids: set[int]) -> dict[int, int]:
        rows = self.session.exec(
            select(PersonAddress.person_id, PersonAddress.chat_id)
            .where(
                PersonAddress.county_id == self.here.county_id,
                col(PersonAddress.person_id).in_(ids),
                col(PersonAddress.reachable).is_(True),
            )
            .order_by(col(PersonAddress.id).desc())
        )
        return dict(rows.all())

    def _short(self, ids: set[int]) -> dict[int, bool]:
        rows = self.session.exec(
            select(Group.id, Region.level)
            .join(Region, (col(Region.id) == Group.region_id) & (col(Region.county_id) == Group.county_id))
            .where(Group.county_id == self.here.county_id, col(Group.id).in_(ids))
        )
        return {group_id: level == "village" for group_id, level in rows if group_id is not None}

    def content(self, row: Any, target: Any) -> tuple[str, Buttons] | None:
        """What the message says now; None where there is nothing to say."""
        source = target if target is not None else row
        if source.posting_id is None:
            return (source.text, source.buttons) if source.text else None
        key = (source.posting_id, self.short.get(source.group_id, False), target is None)
        if key not in self.forms:
            self.forms[key] = copies.form(self.session, self.now, self.here, key[0], short=key[1], fresh=key[2])
        return self.forms[key]

    def chat(self, row: Any, target: Any) -> int | None:
        """Where it goes: an edit to where its message stands."""
        if target is not None and target.message_id is not None:
            return int(target.chat_id)
        if row.group_id is not None:
            return self.group_chats.get(row.group_id)
        return self.person_chats.get(row.person_id)


def sent(session: Session, now: datetime, here: Here, told: Sequence[Sent]) -> None:
    """Record what went out. Also of a row that was thought uncertain meanwhile: now it is known."""
    if not told:
        return
    table = Delivery.__table__  # type: ignore[attr-defined]
    mine = (table.c.county_id == here.county_id) & (table.c.id == bindparam("b_id"))
    known = {"state": SENT, "sent_at": now, "error": ""}
    fresh = [each for each in sorted(told, key=lambda one: one.delivery_id) if each.message_id is not None]
    edits = {each.delivery_id: each.mark for each in told if each.message_id is None}
    if fresh:
        session.execute(
            update(table).where(mine).values(**known, message_id=bindparam("message"), shown=bindparam("mark")),
            [{"b_id": each.delivery_id, "message": each.message_id, "mark": each.mark} for each in fresh],
        )
    if edits:
        rows = session.execute(
            select(Delivery.id, Delivery.target_id)
            .where(col(Delivery.county_id) == here.county_id, col(Delivery.id).in_(edits))
            .order_by(col(Delivery.target_id))
        ).all()
        session.execute(
            update(table).where(mine).values(shown=bindparam("mark")),
            [{"b_id": target_id, "mark": edits[each]} for each, target_id in rows],
        )
        session.execute(update(table).where(mine).values(**known), [{"b_id": each} for each in sorted(edits)])
