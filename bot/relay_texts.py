"""Ready texts beside the postings' own, for groups that people carry to: a digest, a notice, a day off, an answer.

Where a live group gets a message, such a group gets a `RelayText`: its forwarders are told at once, copy it out and
tick it. It is good for a time, as the message would be; what nobody carried until then is not shown any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import dues, events, forwarders, relay_news
from bot.app import Here
from bot.db import insert_new
from bot.errors import Refused
from bot.models import ON_AIR, Group, GroupState, Posting, RelayText

DIGEST, NOTICE, STOP, ANSWER = "digest", "notice", "stop", "answer"
READ_DAYS = 7
"""So long after it was carried, people answer to the codes of a digest."""


def tell(
    session: Session,
    now: datetime,
    here: Here,
    group_id: int,
    text: str,
    *,
    key: str,
    kind: str,
    name: str,
    until: datetime,
    about: Iterable[int] = (),
) -> bool:
    """A text for a group that people carry to, once for each `key`; False where it is none of these, or out of use.

    Its forwarders hear of it now (a stop at any hour, the rest not in the quiet hours: `bot.relay.remind`).
    """
    group = session.get(Group, group_id)
    if group is None or group.kind != forwarders.KIND or group.state != GroupState.BOUND:
        return False
    row = RelayText(
        county_id=here.county_id,
        dedupe_key=key,
        group_id=group_id,
        kind=kind,
        name=name,
        text=text,
        posting_ids=list(dict.fromkeys(about)),
        made_at=now,
        good_until=until,
    )
    insert_new(session, RelayText, [row.model_dump(exclude={"id"})], ("county_id", "dedupe_key"))
    dues.plan(session, now, here, relay_news.REMIND, group_id, now, key=f"relay_text:{key}")
    return True


def of_group(session: Session, now: datetime, here: Here, group_id: int) -> list[RelayText]:
    """The texts of a group that are good still, carried or not; a stop first, then the newest."""
    rows = session.exec(
        select(RelayText)
        .where(
            RelayText.county_id == here.county_id,
            RelayText.group_id == group_id,
            col(RelayText.good_until) > now,
            RelayText.text != "",
        )
        .order_by(col(RelayText.id))
    )
    return sorted(rows, key=lambda each: each.kind != STOP)


def carried(
    session: Session, now: datetime, here: Here, *, person_id: int, text_id: int, undo: bool = False
) -> RelayText:
    """转发了: the text stands in the group; 没转 (`undo`): it was ticked by mistake."""
    row = session.get(RelayText, text_id, with_for_update=True)
    if row is None or row.county_id != here.county_id:
        raise Refused("desk.unknown")
    forwarders.may_carry(session, here, person_id, row.group_id)
    act = "relay.text_not_carried" if undo else "relay.text_carried"
    row.carried_at, row.carried_by_id = (None, None) if undo else (row.carried_at or now, person_id)
    session.add(row)
    events.note(session, now, here, act, "relay_text", row.id, after={"group": row.group_id})
    return row


def shown_in(session: Session, now: datetime, here: Here, group: Group) -> list[tuple[Posting, datetime]]:
    """The postings on air that a text carried to the group these days spoke of, with when it was carried."""
    rows = session.exec(
        select(RelayText)
        .where(
            RelayText.county_id == here.county_id,
            RelayText.group_id == group.id,
            col(RelayText.good_until) > now - timedelta(days=READ_DAYS),
            col(RelayText.carried_at).is_not(None),
        )
        .order_by(col(RelayText.id).desc())
    )
    at: dict[int, datetime] = {}
    for row in rows:
        for posting_id in row.posting_ids:
            at.setdefault(posting_id, row.carried_at or row.made_at)
    found = session.exec(
        select(Posting).where(Posting.county_id == here.county_id, col(Posting.id).in_(at)).order_by(col(Posting.id))
    )
    return [(posting, at[posting.id or 0]) for posting in found if posting.status in ON_AIR]
