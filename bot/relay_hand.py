"""A posting's ready text handed to the forwarders who write to the bot: the words to copy, and how to say it is done.

Who has only a page of their own finds the same words there (`bot/relay.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import outbox, people, relay, relay_allot
from bot.app import Here
from bot.models import Group, GroupForwarder, Person, Posting, RelayCopy
from bot.texts import say


def hand_over(session: Session, now: datetime, here: Here, group_ids: Sequence[int], posting_id: int) -> int:
    """Send each forwarder of these groups the text of a posting, once; how many messages. Nobody else hears of it."""
    posting = session.get(Posting, posting_id)
    assert posting is not None
    rows = session.exec(
        select(RelayCopy, Group, Person)
        .join(Group, (col(Group.county_id) == RelayCopy.county_id) & (col(Group.id) == RelayCopy.group_id))
        .join(
            GroupForwarder, (col(GroupForwarder.county_id) == Group.county_id) & (GroupForwarder.group_id == Group.id)
        )
        .join(Person, (col(Person.county_id) == Group.county_id) & (Person.id == GroupForwarder.person_id))
        .where(
            RelayCopy.county_id == here.county_id,
            RelayCopy.posting_id == posting_id,
            col(RelayCopy.group_id).in_(group_ids),
            col(RelayCopy.carried_at).is_(None),
        )
        .order_by(col(GroupForwarder.id))
    ).all()
    sent = 0
    for row, group, person in rows:
        if people.reachable(session, here, person.id or 0) is None:
            continue
        if not relay_allot.takes_more(session, now, here, row.group_id, posting):
            continue
        made = relay.copy_for(session, now, here, group, row, posting, chain=False)
        text = say("relay.hand_over", people.language_of(here, person), title=group.title, text=made.text)
        key = f"relay_hand:{row.id}:{person.id}"
        sent += outbox.tell_person(session, now, here, person.id or 0, text, key=key) is not None
    return sent
