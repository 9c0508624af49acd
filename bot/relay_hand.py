"""A posting's ready text handed to the forwarders who write to the bot: the words to copy, and how to say it is done.

Who has only a page of their own finds the same words there (`bot/relay.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import outbox, people, relay
from bot.app import Here
from bot.models import Group, GroupForwarder, Person, RelayCopy
from bot.texts import say


def hand_over(session: Session, now: datetime, here: Here, group_ids: Sequence[int], posting_id: int) -> int:
    """Send each forwarder of these groups the text of a posting, once; how many messages. Nobody else hears of it."""
    rows = session.exec(
        select(Group, Person)
        .join(
            GroupForwarder, (col(GroupForwarder.county_id) == Group.county_id) & (GroupForwarder.group_id == Group.id)
        )
        .join(Person, (col(Person.county_id) == Group.county_id) & (Person.id == GroupForwarder.person_id))
        .where(Group.county_id == here.county_id, col(Group.id).in_(group_ids))
        .order_by(col(GroupForwarder.id))
    ).all()
    sent = 0
    for group, person in rows:
        if people.reachable(session, here, person.id or 0) is None:
            continue
        fresh, _, _ = relay.ready(session, now, here, group)
        for each in fresh:
            row = session.get(RelayCopy, each.copy_ids[0]) if each.copy_ids else None
            if row is None or row.posting_id != posting_id:
                continue
            language = people.language_of(here, person)
            text = say("relay.hand_over", language, title=group.title, text=each.text)
            key = f"relay_hand:{row.id}:{person.id}"
            sent += outbox.tell_person(session, now, here, person.id or 0, text, key=key) is not None
    return sent
