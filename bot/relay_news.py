"""When the forwarders of carried groups hear that a posting changed: at once what cannot wait, the rest at set hours.

A group has one plan for each of the hours (`times.relay_news`), however much changes until then; what they are told is
made when it goes (`bot/relay.py`).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.app import Here
from bot.db import insert_new
from bot.models import Due, RelayCopy

REMIND = "relay_remind"
_CARRIED = (
    select(RelayCopy.group_id)
    .where(
        RelayCopy.county_id == bindparam("county"),
        RelayCopy.posting_id == bindparam("id"),
        col(RelayCopy.carried_at).is_not(None),
        col(RelayCopy.shown).not_like("over|%"),
    )
    .order_by(col(RelayCopy.group_id))
)
"""Groups in which a posting stands; asked whenever what people see of it changes, so made once."""


def note(session: Session, now: datetime, here: Here, posting_id: int, *, at_once: bool) -> int:
    """What people see of a posting changed: plan that the groups in which it stands are told; how many groups."""
    groups = [row[0] for row in session.connection().execute(_CARRIED, {"county": here.county_id, "id": posting_id})]
    if not groups:
        return 0
    hour = next_hour(now, here)
    times = [(hour, hour.isoformat(timespec="minutes"))]
    if at_once:  # what turns out to be able to wait is told at the hour
        times.append((now, f"now:{posting_id}:{now.isoformat(timespec='seconds')}"))
    rows = [
        Due(
            county_id=here.county_id,
            kind=REMIND,
            subject_id=group_id,
            dedupe_key=f"relay_news:{group_id}:{mark}",
            due_at=at,
        ).model_dump(exclude={"id"})
        for group_id in groups
        for at, mark in times
    ]
    insert_new(session, Due, rows, ("county_id", "dedupe_key"))
    return len(groups)


def _hours(now: datetime, here: Here, *days: int) -> list[datetime]:
    hours: tuple[time, ...] = here.settings.times.relay_news
    today = now.astimezone(here.zone).date()
    return [datetime.combine(today + timedelta(days=away), hour, here.zone) for away in days for hour in hours]


def last_hour(now: datetime, here: Here) -> datetime:
    """The last of the set hours that has gone by."""
    return max((each for each in _hours(now, here, 0, -1) if each <= now), default=now - timedelta(days=1))


def next_hour(now: datetime, here: Here) -> datetime:
    """The next of the set hours; tomorrow's first after the last of today."""
    return min((each for each in _hours(now, here, 0, 1) if each > now), default=now + timedelta(days=1))
