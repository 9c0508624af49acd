"""A 不去了 after the work has begun is a no-show told by the worker, not a seat that was never taken."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from bot.models import Feedback, PostingDay, Signup, SignupDay, SignupState
from tests.conversation import Town, town
from tests.test_flow_clock import VILLAGE, as_boss, boss, known
from tests.test_flow_group import opened, taken


async def begun(t: Town, at: str, **values: int) -> None:
    """秀兰 and 老李 are down for work at five; it is `at`."""
    await known(t, "秀兰", "老李")
    await opened(t, begin_time=time(5, 0), **values)
    await t.person("秀兰").says("我去", group=VILLAGE)
    await t.person("老李").says("我去", group=VILLAGE)
    await t.leap(at)


def arrived(t: Town) -> list[int | None]:
    return [row.arrived for row in t.rows(SignupDay)]


async def test_the_seat_stays_as_a_no_show(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await begun(t, "2026-10-15T05:20")
        await t.person("秀兰").says("A12不去了")
        assert t.person("秀兰").last == "A12今天(10月15日周四)已经开工了，记下您没去，给老板说一声。"
        assert (taken(t), arrived(t)) == (2, [0, None])
        await t.leap("2026-10-15T07:30")
        assert any("有人不去了：秀兰" in text for text in boss(t))
        await as_boss(t).says("来了1个，秀兰没来")
        assert boss(t)[-1].startswith("记下了：A12今天(10月15日周四)来了1人，没来的：秀兰")
        assert arrived(t) == [0, 1]
        await t.leap("2026-10-15T19:01")
        assert len(t.rows(Feedback)) == 1, "who did not come is not asked how it was"


async def test_the_employers_all_came_leaves_out_who_said_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await begun(t, "2026-10-15T05:20")
        await t.person("秀兰").says("A12不去了")
        await t.leap("2026-10-15T07:30")
        await as_boss(t).says("都来了")
        assert [row.reported for row in t.rows(PostingDay)] == [1]


async def test_who_worked_and_writes_it_in_the_afternoon_is_still_asked_how_it_was(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await begun(t, "2026-10-15T16:00")
        await t.person("秀兰").says("A12不去了")
        assert (taken(t), arrived(t)) == (2, [None, None])
        await t.leap("2026-10-15T19:01")
        assert len(t.rows(Feedback)) == 2


async def test_of_several_days_those_ahead_are_free_and_the_one_begun_stays(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await begun(t, "2026-10-15T05:20", days=3)
        await t.person("秀兰").says("A12不去了")  # the answer to the question about this day
        assert [day.taken for day in t.rows(PostingDay)] == [2, 2, 2]
        await t.leap("2026-10-15T05:50")
        await t.person("老李").says("A12不去了")
        assert [day.taken for day in t.rows(PostingDay)] == [2, 1, 1]
        assert [row.state for row in t.rows(Signup)] == [SignupState.ACTIVE, SignupState.LEFT]
        assert t.person("老李").last.startswith("A12今天(10月15日周四)已经开工了")
