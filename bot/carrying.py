"""How far the carrying of a posting is: to which groups people still bring it, where it stands, since when, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from bot import forwarders, relay_allot
from bot.app import Here
from bot.models import Group, GroupState, Posting, RelayCopy

TO_CARRY, CARRIED, DROPPED = "to_carry", "carried", "dropped"


@dataclass(frozen=True, slots=True)
class Carrying:
    """One group's copy of a posting: `to_carry`, `carried` (when and by whom), or `dropped`: it is over, or full."""

    group: Group
    state: str
    at: datetime | None = None
    by_id: int | None = None


def of_posting(session: Session, now: datetime, here: Here, posting: Posting) -> list[Carrying]:
    """How a posting stands in every group that people carry it to; groups no longer carried to only where it was."""
    rows = session.exec(
        select(RelayCopy, Group)
        .where(
            RelayCopy.county_id == here.county_id,
            RelayCopy.posting_id == posting.id,
            Group.county_id == RelayCopy.county_id,
            Group.id == RelayCopy.group_id,
        )
        .order_by(col(RelayCopy.id))
    ).all()
    everybody = relay_allot.open_to_all(session, posting) if rows else None
    made = []
    for row, group in rows:
        if row.carried_at is not None:
            made.append(Carrying(group, CARRIED, row.carried_at, row.carried_by_id))
        elif group.kind == forwarders.KIND and group.state == GroupState.BOUND:
            waits = everybody
            if waits is None:
                waits = relay_allot.keeps_some(session, now, here, group.id or 0, posting)
            made.append(Carrying(group, TO_CARRY if waits else DROPPED))
    return made


_SINGLES = (
    select(RelayCopy.group_id, func.count())
    .where(
        RelayCopy.county_id == bindparam("county"),
        col(RelayCopy.group_id).in_(bindparam("groups", expanding=True)),
        RelayCopy.made_at >= bindparam("since", type_=RelayCopy.__table__.c.made_at.type),  # type: ignore[attr-defined]
    )
    .group_by(col(RelayCopy.group_id))
)


def singles(session: Session, here: Here, group_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """How many single postings were written for groups since then."""
    rows = session.execute(_SINGLES, {"county": here.county_id, "groups": group_ids, "since": since})
    return {row[0]: row[1] for row in rows}
