"""The desk sets another hour, or switches something off, while a posting's day goes on: what waits of it follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import settings_rows
from bot.app import Here
from bot.models import Due
from bot.people import Sender
from tests.clock_kinds import BY_HOUR, BY_SWITCH, Kind
from tests.conversation import Town, town


def set_at_desk(t: Town, key: str, value: str) -> None:
    """The head of the desk sets a value, as on the page of settings."""
    sender = Sender(t.desk.user_id, t.desk.name, t.desk.user_id, private=True)

    def put(session: Session, now: datetime, here: Here) -> None:
        settings_rows.put(session, now, here, sender=sender, key=key, value=value)

    t.app.act_now(put, t.here)
    t.app.set_by_desk.clear()


async def ready(t: Town, kind: Kind, when: str) -> None:
    await t.desk.says("/start")
    await kind.scene(t)
    await t.leap(when)


@pytest.mark.parametrize(
    ("kind", "when", "key", "value", "at"),
    [
        (BY_SWITCH["arrivals"], "2026-10-15T10:00", "arrivals", "12:40", "2026-10-15T12:40"),
        (BY_SWITCH["arrivals"], "2026-10-15T10:00", "arrivals", "10:30", "2026-10-15T10:30"),
        (BY_SWITCH["after_work"], "2026-10-15T10:00", "after_work", "17:20", "2026-10-15T17:20"),
        (BY_HOUR["after_minutes"], "2026-10-15T10:00", "after_minutes", "10", "2026-10-15T17:10"),
        (BY_SWITCH["expiry_warning"], "2026-10-14T19:00", "warn_evening", "21:10", "2026-10-14T21:10"),
        (BY_HOUR["warn_hours"], "2026-10-15T06:00", "warn_hours", "5", "2026-10-15T09:00"),
        (BY_HOUR["early_list_minutes"], "2026-10-15T01:00", "early_list_minutes", "20", "2026-10-15T04:40"),
    ],
)
async def test_another_hour_moves_what_waits_of_a_posting_s_day(
    tmp_path: Path, kind: Kind, when: str, key: str, value: str, at: str
) -> None:
    async with town(tmp_path) as t:
        await ready(t, kind, when)
        set_at_desk(t, f"times.{key}", value)
        before = datetime.fromisoformat(at) - timedelta(minutes=1)
        await t.leap(before.isoformat(timespec="minutes"))
        assert not kind.seen(t)
        await t.leap(at)
        assert kind.seen(t)


async def test_an_hour_that_is_past_counts_from_the_next_day(tmp_path: Path) -> None:
    kind = BY_SWITCH["arrivals"]
    async with town(tmp_path) as t:
        await ready(t, kind, "2026-10-15T11:00")
        set_at_desk(t, "times.arrivals", "09:00")
        await t.settle()
        assert not kind.seen(t)
        await t.leap("2026-10-15T12:00")
        assert kind.seen(t)


@pytest.mark.parametrize("switch", ["after_work", "expiry_warning", "arrivals"])
async def test_what_is_switched_off_when_it_was_planned_already_does_not_happen(tmp_path: Path, switch: str) -> None:
    kind = BY_SWITCH[switch]
    async with town(tmp_path) as t:
        await ready(t, kind, "2026-10-14T19:00" if switch == "expiry_warning" else "2026-10-15T11:00")
        set_at_desk(t, f"clock.{switch}", "no")
        await t.leap("2026-10-15T20:00")
        assert not kind.seen(t)
        assert {row.reason for row in t.rows(Due) if row.kind == switch} == {"switched off"}
        set_at_desk(t, f"clock.{switch}", "yes")
        await t.leap("2026-10-15T21:00")
        assert not kind.seen(t), "its hour was past"


async def test_another_day_of_the_week_takes_today_s_back(tmp_path: Path) -> None:
    kind = BY_SWITCH["week"]
    async with town(tmp_path) as t:
        await ready(t, kind, "2026-10-16T10:00")  # a Friday
        set_at_desk(t, "times.week_weekday", "6")
        await t.leap("2026-10-16T17:01")
        assert not kind.seen(t)
        await t.leap("2026-10-17T17:01")
        assert kind.seen(t)
