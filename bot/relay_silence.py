"""Groups that people carry texts to and of which nothing is heard: not ticked as carried, or nothing brought back.

No bot sits in them, so silence there is the forwarder's, and counts only while something waits for them: a text that
was written for the group, or one that stands there and that nobody told an answer to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import forwarders, reply_context
from bot.app import Here
from bot.models import Group, GroupState, RelayCopy, RelayRead

UNTICKED = "unticked"
NOTHING_BACK = "nothing_back"


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a group counts as silent, and since when: the oldest text that waits for its forwarder."""

    why: str
    since: datetime


def silent(session: Session, now: datetime, here: Here) -> dict[int, Silence]:
    """The bound relay groups that were silent for the county's `times.silent_days`, by id."""
    before = now - timedelta(days=here.settings.times.silent_days)
    back = brought(session, here)
    ticked = _ticked(session, here)
    found: dict[int, Silence] = {}
    for group_id, made_at, carried_at in _copies(session, here):
        if made_at >= before:
            continue
        heard = max((each for each in (ticked.get(group_id), back.get(group_id)) if each is not None), default=None)
        if carried_at is None and (heard is None or heard < made_at):
            known = found.get(group_id)
            since = min(made_at, known.since) if known is not None and known.why == UNTICKED else made_at
            found[group_id] = Silence(UNTICKED, since)
        elif carried_at is not None and carried_at < before and _since(back.get(group_id), carried_at):
            known = found.get(group_id)
            if known is None or (known.why == NOTHING_BACK and carried_at < known.since):
                found[group_id] = Silence(NOTHING_BACK, carried_at)
    return found


def names(session: Session, now: datetime, here: Here) -> list[str]:
    """How the desk calls the groups that are silent, those silent for longest first."""
    found = sorted(silent(session, now, here).items(), key=lambda each: (each[1].since, each[0]))
    groups = [session.get(Group, group_id) for group_id, _ in found]
    return [reply_context.place_of(session, group) for group in groups if group is not None]


def _since(brought_at: datetime | None, carried_at: datetime) -> bool:
    return brought_at is None or brought_at < carried_at


def _copies(session: Session, here: Here) -> list[tuple[int, datetime, datetime | None]]:
    rows = session.exec(
        select(RelayCopy.group_id, RelayCopy.made_at, RelayCopy.carried_at)
        .join(Group, col(Group.id) == RelayCopy.group_id)
        .where(
            RelayCopy.county_id == here.county_id,
            Group.county_id == here.county_id,
            Group.kind == forwarders.KIND,
            Group.state == GroupState.BOUND,
        )
        .order_by(col(RelayCopy.id))
    )
    return list(rows)


def _ticked(session: Session, here: Here) -> dict[int, datetime]:
    """When something was last ticked as carried, by group."""
    rows = session.exec(
        select(RelayCopy.group_id, func.max(RelayCopy.shown_at))
        .where(RelayCopy.county_id == here.county_id, col(RelayCopy.shown_at).is_not(None))
        .group_by(col(RelayCopy.group_id))
    )
    return {group_id: at for group_id, at in rows if at is not None}


def brought(session: Session, here: Here) -> dict[int, datetime]:
    """When something was last brought back, by group."""
    rows = session.exec(
        select(RelayRead.group_id, func.max(RelayRead.at))
        .where(RelayRead.county_id == here.county_id)
        .group_by(col(RelayRead.group_id))
    )
    return {group_id: at for group_id, at in rows if at is not None}
