"""How far the carrying of a posting is: to which groups people still bring it, where it stands, since when, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import forwarders
from bot.app import Here
from bot.models import ON_AIR, Group, GroupState, Posting, RelayCopy

TO_CARRY, CARRIED, DROPPED = "to_carry", "carried", "dropped"


@dataclass(frozen=True, slots=True)
class Carrying:
    """One group's copy of a posting: `to_carry`, `carried` (when and by whom), or `dropped`: it was over before."""

    group: Group
    state: str
    at: datetime | None = None
    by_id: int | None = None


def of_posting(session: Session, here: Here, posting: Posting) -> list[Carrying]:
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
    )
    goes_out = posting.status in ON_AIR and posting.paused_at is None
    made = []
    for row, group in rows:
        if row.carried_at is not None:
            made.append(Carrying(group, CARRIED, row.carried_at, row.carried_by_id))
        elif group.kind == forwarders.KIND and group.state == GroupState.BOUND:
            made.append(Carrying(group, TO_CARRY if goes_out else DROPPED))
    return made
