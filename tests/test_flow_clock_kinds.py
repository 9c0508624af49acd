"""Each part of the clock, one after the other: switched off it says why; at the hour that is set it happens."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import almanac
from bot.app import Wake
from bot.config import Clock, CountySettings, Times
from bot.db import Store
from bot.models import Delivery, Due, DueState, Employer, Question, Signup
from scheduler import jobs
from tests.clock_kinds import BY_HOUR, BY_SWITCH, ELSEWHERE, LIMITS, PLANNED_BY, settings
from tests.clock_scenes import (
    a_block_without_names,
    a_seat_tomorrow,
    a_seat_without_hours,
    copies,
    in_group,
    in_waves,
    noticed,
    to_boss,
    told,
    two_wait,
)
from tests.conversation import SETTINGS, Town, town
from tests.test_flow_clock import VILLAGE, as_boss
from tests.test_flow_clock_desk import _file
from tests.test_flow_clock_twice import both
from tests.test_flow_group import opened

EVERY = BY_SWITCH | BY_HOUR
PLAIN = [name for name in EVERY if not name.startswith(("quiet_", "duty_"))]
AT_AN_HOUR = [
    name
    for name in PLAIN
    if name != "late_digest" and any(isinstance(hour, time | tuple) for hour in EVERY[name].hours.values())
]


def _shifted(moment: str, minutes: int) -> str:
    return (datetime.fromisoformat(moment) + timedelta(minutes=minutes)).isoformat(timespec="minutes")


@pytest.mark.parametrize("switch", Clock.model_fields)
async def test_switched_off_it_does_not_happen_and_the_book_says_why(tmp_path: Path, switch: str) -> None:
    kind = BY_SWITCH[switch]
    async with town(tmp_path, settings=settings(kind, off=switch)) as t:
        await kind.scene(t)
        await t.leap(_shifted(kind.at, 1))
        if kind.instead is not None:
            assert kind.instead(t)
            return
        assert not kind.seen(t)
        ended = [row for row in t.rows(Due) if row.state == DueState.SKIPPED]
        reasons = {row.kind: row.reason for row in ended if row.kind in kind.rows}
        assert reasons == dict.fromkeys(kind.rows, almanac.SWITCHED_OFF)


@pytest.mark.parametrize("name", EVERY)
async def test_at_another_hour_it_happens_at_that_hour(tmp_path: Path, name: str) -> None:
    kind = EVERY[name]
    async with town(tmp_path, settings=settings(kind)) as t:
        await kind.scene(t)
        await t.leap(_shifted(kind.at, -1))
        assert not kind.seen(t)
        await t.leap(kind.at)
        assert kind.seen(t)


def _all_said(t: Town) -> int:
    return sum(len(sent) for sent in t.wire.chats.values())


@pytest.mark.parametrize("name", PLAIN)
async def test_come_late_in_the_night_it_wakes_nobody(tmp_path: Path, name: str) -> None:
    kind = EVERY[name]
    async with town(tmp_path, settings=settings(kind)) as t:
        await kind.scene(t)
        await t.later(minutes=1)
        before = _all_said(t)
        t.at(f"{kind.at[:10]}T23:10")  # the machine stood still since the scene
        await t.settle()
        assert kind.seen(t) is (kind.night == "at once")
        await t.leap(_shifted(f"{kind.at[:10]}T05:29", 24 * 60))
        assert _all_said(t) == before
        await t.leap(_shifted(f"{kind.at[:10]}T07:01", 24 * 60))
        assert kind.seen(t) is (kind.night != "")


@pytest.mark.parametrize("name", PLAIN)
async def test_days_too_late_it_is_made_good_or_dropped(tmp_path: Path, name: str) -> None:
    kind = EVERY[name]
    async with town(tmp_path, settings=settings(kind)) as t:
        await kind.scene(t)
        t.at(_shifted(f"{kind.at[:10]}T10:00", 4 * 24 * 60))
        await t.settle()
        assert kind.seen(t) is kind.good


@pytest.mark.parametrize("name", AT_AN_HOUR)
async def test_it_goes_by_the_hour_of_the_countys_own_zone(tmp_path: Path, name: str) -> None:
    kind = EVERY[name]
    west = settings(kind).model_copy(update={"zone": "Asia/Urumqi"})
    async with town(tmp_path, settings=west) as t:
        await kind.scene(t)
        await t.leap(_shifted(kind.at, 119))
        assert not kind.seen(t)
        await t.leap(_shifted(kind.at, 120))
        assert kind.seen(t)


def test_every_hour_of_the_config_and_every_kind_of_row_is_played_here() -> None:
    played = {hour for kind in EVERY.values() for hour in kind.hours}
    assert set(Times.model_fields) == played | LIMITS
    assert set(BY_SWITCH) == set(Clock.model_fields)
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert [hour for hour in sorted(played) if f"`{hour}`" not in readme] == []
    assert [name for name in BY_SWITCH if f"`{name}`" not in readme and f"clock.{name}" not in readme] == []
    kinds = {row for kind in EVERY.values() for row in kind.rows} | PLANNED_BY
    assert {*jobs.KINDS, almanac.BACKUP} == kinds | set(ELSEWHERE)
    assert all((Path(__file__).parent / name).exists() for name in ELSEWHERE.values())
    assert set(almanac.SWITCHES) <= {*jobs.KINDS, almanac.BACKUP}
    assert set(almanac.SWITCHES.values()) <= set(Clock.model_fields)


def with_times(**times: Any) -> CountySettings:
    return SETTINGS.model_copy(update={"times": SETTINGS.times.model_copy(update=times)})


def _asked(t: Town) -> int:
    return sum(row.kind == "offer" for row in t.rows(Question))


@pytest.mark.parametrize(("hours", "asked"), [(1, 1), (24, 2)])
async def test_so_near_the_start_that_the_county_says_so_all_who_wait_are_asked(
    tmp_path: Path, hours: int, asked: int
) -> None:
    async with town(tmp_path, settings=with_times(rush_hours=hours)) as t:
        await two_wait(t)
        assert _asked(t) == asked


@pytest.mark.parametrize(("hours", "at_once"), [(24, False), (400, True)])
async def test_work_so_near_that_the_county_says_so_goes_out_to_all_at_once(
    tmp_path: Path, hours: int, at_once: bool
) -> None:
    async with town(tmp_path, settings=with_times(all_at_once_hours=hours)) as t:
        await in_waves(t)
        assert (copies(t) == 228) is at_once


@pytest.mark.parametrize(("minutes", "asked"), [(30, True), (90, False)])
async def test_who_signed_up_so_lately_that_the_county_says_so_is_not_asked(
    tmp_path: Path, minutes: int, asked: bool
) -> None:
    async with town(tmp_path, settings=with_times(fresh_minutes=minutes)) as t:
        await a_seat_tomorrow(t)
        await t.leap("2026-10-14T19:31")
        assert told(t, "秀兰", "还去不") is asked


@pytest.mark.parametrize(("minutes", "sent"), [(120, True), (30, False)])
async def test_a_notice_so_late_that_the_county_says_so_is_dropped(tmp_path: Path, minutes: int, sent: bool) -> None:
    async with town(tmp_path, settings=with_times(notices_late_minutes=minutes)) as t:
        await noticed(t)
        t.at("2026-10-14T19:50")
        await t.settle()
        assert in_group("万荣县", "今晚直播")(t) is sent
        assert t.desk.was_told("没发", "今晚直播") is not sent


@pytest.mark.parametrize(("days", "asked"), [(2, True), (1, False)])
async def test_how_it_was_is_asked_so_many_days_later_at_most(tmp_path: Path, days: int, asked: bool) -> None:
    async with town(tmp_path, settings=with_times(feedback_days=days)) as t:
        await a_seat_without_hours(t)
        t.at("2026-10-15T18:00")
        await t.settle()
        t.at("2026-10-16T19:30")
        await t.settle()
        assert told(t, "秀兰", "跟说的一样吗") is asked


@pytest.mark.parametrize(("hour", "counted"), [(time(20), 0), (time(19), 1)])
async def test_called_off_after_the_countys_hour_is_counted(tmp_path: Path, hour: time, counted: int) -> None:
    async with town(tmp_path, settings=with_times(late_from=hour)) as t:
        posting_id = await opened(t, start=date(2026, 10, 15))
        t.app.act_now(_file, t.here, posting_id)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-14T19:30")
        await as_boss(t).says("明天下雨停工")
        assert t.rows(Employer)[0].late_calls_off == counted


@pytest.mark.parametrize(("minutes", "due"), [(60, "20:30"), (20, "20:00")])
async def test_names_are_wanted_so_long_after_a_late_block_as_the_county_says(
    tmp_path: Path, minutes: int, due: str
) -> None:
    async with town(tmp_path, settings=with_times(names_call_minutes=minutes)) as t:
        t.at("2026-10-14T19:30")
        await a_block_without_names(t)
        wanted = t.rows(Signup)[0].names_due_at
        assert wanted is not None
        assert wanted.astimezone(t.here.zone).strftime("%H:%M") == due


@pytest.mark.parametrize(("minutes", "skipped"), [(60, False), (10, True)])
async def test_a_list_of_the_evening_goes_so_late_as_the_county_says(
    tmp_path: Path, minutes: int, skipped: bool
) -> None:
    async with town(tmp_path, settings=with_times(late_list_minutes=minutes)) as t:
        await a_seat_tomorrow(t)
        t.at("2026-10-15T05:50")
        await t.settle()
        reasons = [row.reason for row in t.rows(Due) if row.kind == "evening_lists" and row.state == DueState.SKIPPED]
        assert ("the evening is over" in reasons) is skipped


@pytest.mark.parametrize(("minutes", "at"), [(30, "21:00"), (10, "20:50")])
async def test_what_comes_after_the_digest_is_gathered_as_often_as_the_county_says(
    tmp_path: Path, minutes: int, at: str
) -> None:
    found = with_times(late_digest_minutes=minutes)
    rules = found.rules.model_copy(update={"singles_per_evening": 0, "singles_kept": 0})
    async with town(tmp_path, settings=found.model_copy(update={"rules": rules})) as t:
        t.at("2026-10-14T20:45")
        await in_waves(t)
        due = next(row.due_at for row in t.rows(Due) if row.kind == "digest_late")
        assert due.astimezone(t.here.zone).strftime("%H:%M") == at


@pytest.mark.parametrize(("minutes", "counts"), [(10, 1), (3, 2)])
async def test_the_poster_hears_of_the_roster_as_often_as_the_county_says(
    tmp_path: Path, minutes: int, counts: int
) -> None:
    async with town(tmp_path, settings=with_times(counts_minutes=minutes)) as t:
        await a_seat_tomorrow(t)
        await t.person("老李").says("我也去", group=VILLAGE)
        await t.leap("2026-10-14T18:36")
        told_of = [row for row in t.rows(Delivery) if row.dedupe_key.startswith("signups:") and row.sent_at is not None]
        assert len(told_of) == counts


@pytest.mark.parametrize(("days", "asked"), [(2, True), (1, False)])
async def test_who_came_is_asked_so_many_days_later_at_most(tmp_path: Path, days: int, asked: bool) -> None:
    async with town(tmp_path, settings=with_times(arrivals_days=days)) as t:
        await a_seat_tomorrow(t)
        t.at("2026-10-17T12:00")
        await t.settle()
        assert to_boss("来了几个人")(t) is asked


@pytest.mark.parametrize(("asked_at", "seen"), [(time(20, 15), (False, True)), (time(19, 0), (True, True))])
async def test_an_hour_changed_in_the_config_counts_from_the_next_start(
    tmp_path: Path, asked_at: time, seen: tuple[bool, bool]
) -> None:
    async with town(tmp_path) as t:
        await a_seat_tomorrow(t)
        await t.leap("2026-10-14T18:31")
        new = replace(t.here, settings=with_times(evening_ask=asked_at, fresh_minutes=1))
        t.app = replace(t.app, counties={"wanrong": new}, ticked={})  # a process that has just begun
        for moment, asked in zip(("2026-10-14T19:31", "2026-10-14T20:16"), seen, strict=True):
            await t.leap(moment)
            assert told(t, "秀兰", "还去不") is asked


def _twice_said(t: Town) -> dict[tuple[int, str], int]:
    """What stands more than once in a chat."""
    said = Counter((chat, each.text) for chat, sent in t.wire.chats.items() for each in sent)
    return {key: number for key, number in said.items() if number > 1}


@pytest.mark.parametrize("name", EVERY)
async def test_two_processes_at_the_same_moment_do_it_once(tmp_path: Path, name: str) -> None:
    kind = EVERY[name]
    async with town(tmp_path, settings=settings(kind)) as t:
        await kind.scene(t)
        await t.leap(_shifted(kind.at, -1))
        before = _twice_said(t)
        other = replace(t.app, store=Store(str(t.app.store.url)), wake=Wake())
        t.at(kind.at)
        for _ in range(3):  # what a row plans for now is the next tick's
            await asyncio.to_thread(both, t.app, other)
        other.store.close()
        await t.settle()
        assert kind.seen(t)
        assert name == "reask" or _twice_said(t) == before
        failed = [row.reason for row in t.rows(Due) if row.reason.endswith("Error")]
        assert failed == []


@pytest.mark.parametrize("name", EVERY)
async def test_a_clock_set_back_does_it_no_second_time(tmp_path: Path, name: str) -> None:
    kind = EVERY[name]
    async with town(tmp_path, settings=settings(kind)) as t:
        await kind.scene(t)
        await t.leap(_shifted(kind.at, 1))
        before = _twice_said(t)
        t.at(_shifted(kind.at, -100))
        await t.settle()
        await t.leap(_shifted(kind.at, 1))
        assert kind.seen(t)
        assert _twice_said(t) == before


@pytest.mark.parametrize("name", EVERY)
async def test_a_clock_that_ran_a_day_ahead_and_is_set_right_takes_nothing_away(tmp_path: Path, name: str) -> None:
    kind = EVERY[name]
    async with town(tmp_path, settings=settings(kind)) as t:
        await kind.scene(t)
        stood = t.now.strftime("%Y-%m-%dT%H:%M")
        t.at(_shifted(kind.at, 26 * 60))
        await t.settle()
        t.at(stood)
        await t.settle()
        await t.leap(_shifted(kind.at, 1))
        assert kind.seen(t)
