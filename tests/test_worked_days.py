"""Days that were worked stay worked: a posting of several days that is called off later, and the county's own noon."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from bot import books, stats
from bot.models import PostingStatus
from tests.conversation import SETTINGS, Town, town
from tests.test_list_said import counted, furnished, status

FIRST, SECOND, THIRD = date(2026, 10, 15), date(2026, 10, 16), date(2026, 10, 17)


def people(t: Town, first: date, last: date) -> int:
    found: int = t.app.act_now(lambda session, now, here: stats.people(session, here, first, last), t.here)
    return found


async def call_off(t: Town, by: str) -> None:
    """The whole of it is called off by the poster, or withdrawn by the desk."""
    if by == "poster":
        await t.person("王师傅").says("取消")
        await t.person("王师傅").presses("取消，通知大家")
        return
    await t.desk.says("/withdraw A12")
    await t.desk.presses("撤")


@pytest.mark.parametrize(("by", "now"), [("poster", PostingStatus.CANCELLED), ("desk", PostingStatus.WITHDRAWN)])
async def test_days_worked_before_a_posting_is_called_off_stay_in_the_numbers(
    tmp_path: Path, by: str, now: PostingStatus
) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t, days=3)
        await t.desk.says("/start")
        await t.leap("2026-10-15T07:31")
        await boss.says("来了2个，老李没来")
        await t.leap("2026-10-16T06:10")
        await call_off(t, by)
        assert status(t) == now
        (line,) = counted(t, FIRST)
        assert (line.cell.requested, line.cell.signed, line.cell.arrived, line.cell.no_shows) == (5, 3, 2, 1)
        assert counted(t, SECOND) == counted(t, THIRD) == []
        assert people(t, FIRST, FIRST) == 3
        assert people(t, SECOND, THIRD) == 0
        assert t.app.act_now(books.problems, t.here) == []


async def test_who_came_and_how_it_was_the_day_before_can_still_be_told(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t, days=2)
        await t.person("秀兰").says("/start")
        await t.leap("2026-10-14T22:00")
        t.at("2026-10-16T06:10")  # the whole first day nothing ticked
        await t.settle()
        await call_off(t, "poster")
        await boss.says("昨天都来了")
        (line,) = counted(t, FIRST)
        assert line.cell.arrived == 3


@pytest.mark.parametrize(("noon", "days"), [(time(12), 1), (time(14), 0)])
async def test_half_a_day_is_done_at_the_noon_that_the_county_sets(tmp_path: Path, noon: time, days: int) -> None:
    settings = SETTINGS.model_copy(update={"times": SETTINGS.times.model_copy(update={"noon": noon})})
    async with town(tmp_path, settings=settings) as t:
        await furnished(t)
        await t.leap("2026-10-15T13:10")
        await call_off(t, "poster")
        assert len(counted(t, FIRST)) == days
