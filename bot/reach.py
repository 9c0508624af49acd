"""Groups that nothing goes to, for a while or for good: paused by their owner, unbound, moved on, lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import events, freshen, outbox, parts, people, withheld
from bot.app import Here
from bot.models import (
    ON_AIR,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Event,
    Group,
    GroupAddress,
    GroupState,
    Posting,
    Priority,
)
from bot.texts import say

UNBOUND, PAUSED, LOST = "group unbound", "group paused", "group gone"
"""Why a message did not go to a group, in `Delivery.error`; the desk's words for it stand in the texts."""
WAITS = frozenset({*withheld.WAITS, PAUSED})
"""Why a copy waits though it is given up: it goes when its posting, or its group, goes on."""


def closed_to(row: Any) -> str | None:
    """Why nothing of this kind goes to the row's group any more, if so: it was unbound or paused meanwhile.

    A paused group gets nothing new, and what stands there stays true; one that was taken out gets answers alone, to
    who asks there.
    """
    if row.group_state == GroupState.UNBOUND and row.priority != Priority.ANSWER:
        return UNBOUND
    new = row.target_id is None and row.priority in (Priority.POSTING, Priority.DIGEST)
    return PAUSED if row.group_state == GroupState.PAUSED and new else None


def pause(session: Session, now: datetime, here: Here, *, chat_id: int, on: bool) -> None:
    """A group's owner pauses it with a word (`/pause`, 大喇叭先停一停), and takes that back."""
    address = outbox.group_by_chat(session, here, chat_id)
    group = session.get(Group, address.group_id) if address else None
    if group is None or group.state not in (GroupState.BOUND, GroupState.PAUSED):
        return
    group.state = GroupState.PAUSED if on else GroupState.BOUND
    session.add(group)
    if not on:
        _go_on(session, now, here, group.id or 0, PAUSED)
    events.note(session, now, here, "group.pause" if on else "group.resume", "group", group.id)
    key = "group.paused" if on else "group.resumed"
    outbox.tell_group(session, now, here, group.id or 0, say(key, here.language), key=f"pause:{here.inbox_id}")


def removed(session: Session, now: datetime, here: Here, *, chat_id: int) -> None:
    """The bot was thrown out of a group: marked, the desk told once, waves go on elsewhere."""
    address = outbox.group_by_chat(session, here, chat_id)
    group = session.get(Group, address.group_id) if address and address.until is None else None
    if group is None or group.state == GroupState.GONE:
        return
    group.state = GroupState.GONE
    session.add(group)
    lost(session, now, here, group.id or 0)


def lost(session: Session, now: datetime, here: Here, group_id: int) -> None:
    """A group is out of reach: what waits for it is taken back, the desk told."""
    group = session.get(Group, group_id)
    if group is None:
        return
    take_back(session, here, group_id, LOST)
    events.note(session, now, here, "group.lost", "group", group_id)
    for person in parts.clerks(session, here, group.region_id):
        text = say("group.lost", people.language_of(here, person), title=group.title)
        outbox.tell_person(
            session, now, here, person.id or 0, text, key=f"lost:{group_id}:{now.isoformat()}:{person.id}"
        )


def take_back(session: Session, here: Here, group_id: int, why: str) -> None:
    """What waits for a group goes nowhere. What the pump has in hand already is stopped by `bot.pump_rows`."""
    for row in session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group_id,
            Delivery.state == DeliveryState.DUE,
        )
        .order_by(col(Delivery.id))
        .with_for_update(key_share=True)
    ):
        row.state, row.error = DeliveryState.GIVEN_UP, why
        session.add(row)


def back(session: Session, now: datetime, here: Here, group: Group) -> None:
    """A bound group is within reach again: greeted, what was kept from it goes there, the desk told.

    What stands there from before says what holds now.
    """
    group_id = group.id or 0
    lost_at = session.exec(
        select(func.max(Event.at)).where(
            Event.county_id == here.county_id,
            Event.subject == "group",
            Event.subject_id == group_id,
            Event.act == "group.lost",
        )
    ).first()
    greeting = say("group.back", here.language, station=here.station)
    outbox.tell_group(session, now, here, group_id, greeting, key=f"back:{here.inbox_id}")
    freshen.of_group(session, now, here, group_id, lost_at or now)
    _go_on(session, now, here, group_id, LOST)
    for person in parts.clerks(session, here, group.region_id):
        text = say("group.back_desk", people.language_of(here, person), title=group.title)
        key = f"back:{group_id}:{here.inbox_id}:{person.id}"
        outbox.tell_person(session, now, here, person.id or 0, text, key=key)


def _go_on(session: Session, now: datetime, here: Here, group_id: int, why: str) -> None:
    """A group goes on that was paused, or lost: it gets the copies kept from it, as far as people are still wanted.

    Those of a posting that is full, paused or stopped go when it goes on.
    """
    for row, posting in session.exec(
        select(Delivery, Posting)
        .join(Posting, (col(Posting.county_id) == Delivery.county_id) & (col(Posting.id) == Delivery.posting_id))
        .where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group_id,
            Delivery.kind == DeliveryKind.SEND,
            Delivery.state == DeliveryState.GIVEN_UP,
            Delivery.error == why,
            col(Posting.status).in_([each.value for each in ON_AIR]),
        )
    ).all():
        still = withheld.why(posting)
        if still is not None:
            row.error = still
        else:
            row.state, row.error, row.due_at = DeliveryState.DUE, "", now
        session.add(row)


def moved(session: Session, now: datetime, here: Here, old: int, new: int) -> None:
    """A group turned into a supergroup: it keeps everything; open postings are sent once anew.

    The copies under the old address are out of reach, but a quote of an old copy still resolves.
    """
    known = outbox.group_by_chat(session, here, new)
    address = outbox.group_by_chat(session, here, old)
    if address is None or (known is not None and known.group_id == address.group_id):
        return
    if known is not None:  # the new chat was met first: it is this group
        known.until = now
        stray = session.get(Group, known.group_id)
        known.group_id, known.until = address.group_id, None
        session.add(known)
        if stray is not None and stray.id != address.group_id:
            stray.state = GroupState.UNBOUND
            session.add(stray)
    else:
        session.add(
            GroupAddress(
                county_id=here.county_id,
                group_id=address.group_id,
                messenger=here.messenger,
                bot=here.bot,
                chat_id=new,
                since=now,
            )
        )
    address.until = now
    session.add(address)
    session.flush()
    events.note(session, now, here, "group.moved", "group", address.group_id)
    _send_anew(session, now, here, address.group_id)


def _send_anew(session: Session, now: datetime, here: Here, group_id: int) -> None:
    """Open postings that stood in the group go there once more; edits of the old copies are taken back.

    A copy that is on its way is not sent beside: what meets the old chat is refused, and goes to the new one itself.
    What is full, paused or stopped, by the desk or by the group's owner, is sent when that is over.
    """
    rows = session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group_id,
            col(Delivery.posting_id).is_not(None),
        )
        .order_by(col(Delivery.id))
    ).all()
    for row in rows:
        if row.state == DeliveryState.DUE:
            row.state, row.error = DeliveryState.GIVEN_UP, "group moved"
            session.add(row)
    session.flush()
    copies = [row for row in rows if row.kind == DeliveryKind.SEND]
    on_its_way = {row.posting_id for row in copies if _goes_itself(row)}
    for posting_id in dict.fromkeys(row.posting_id for row in copies):
        posting = session.get(Posting, posting_id) if posting_id not in on_its_way else None
        if posting is None or posting.status not in ON_AIR:
            continue
        anew, still = outbox.copy_to_group(session, now, here, group_id, posting.id or 0), withheld.why(posting)
        if anew is not None and still is not None:
            anew.state, anew.error = DeliveryState.GIVEN_UP, still
            session.add(anew)


def _goes_itself(row: Delivery) -> bool:
    """Whether a copy that has not gone out goes to the new chat by itself, now or when it may."""
    waits = row.state == DeliveryState.GIVEN_UP and row.error in WAITS
    return waits or row.state in (DeliveryState.CLAIMED, DeliveryState.SENDING)
