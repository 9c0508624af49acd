"""停工 of several days in a poster's words: named days, 停到周三, and 停两天, of which it is asked which two."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.models import PostingDay, PostingStatus
from tests.conversation import Town, town
from tests.test_flow_clock import VILLAGE, as_boss, boss, known
from tests.test_flow_clock_desk import answers, only, regular
from tests.test_flow_group import opened, status

MONDAY = date(2026, 10, 19)


def stopped(t: Town) -> list[int]:
    """The days of the month that are stopped."""
    return [row.day.day for row in t.rows(PostingDay) if row.stopped_at is not None]


@pytest.mark.parametrize("words", ["停两天", "先歇两天", "下雨停两天"])
async def test_a_rest_of_two_days_said_to_the_weekly_question_is_asked_about(tmp_path: Path, words: str) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        person = await regular(t, start=MONDAY, days=5, wanted=5)
        await t.leap("2026-10-19T09:01")
        await person.says(words)
        assert boss(t)[-1] == "A12摘苹果停哪几天？按一下，或者说日子，像这样：明天后天停工。"
        assert stopped(t) == []
        await person.says("明天后天")
        assert boss(t)[-1] == "A12摘苹果10月20、21日停工，那天还没有人报名。"
        assert (stopped(t), status(t)) == ([20, 21], PostingStatus.OPEN)


async def test_the_button_of_a_rest_stops_its_days_and_tells_who_is_on_them(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t, start=MONDAY, days=4)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await as_boss(t).says("A12停两天")
        old = as_boss(t).inbox[-1]
        assert await as_boss(t).presses("停10月20、21日") == ""
        assert stopped(t) == [20, 21]
        assert t.person("秀兰").was_told("A12", "10月20日", "停工，别去了")
        assert t.person("秀兰").was_told("A12", "10月21日", "停工，别去了")
        await as_boss(t).press_data(old.button("停10月20、21日")["data"], old)
        assert stopped(t) == [20, 21], "pressed twice is pressed once"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("明天和后天不干", [20, 21]),
        ("明后天停工", [20, 21]),
        ("停到周三", [20, 21]),
        ("明天起停三天", [20, 21, 22]),
        ("20号到22号停工", [20, 21, 22]),
        ("明天停工", [20]),
    ],
)
async def test_every_day_that_is_named_is_stopped(tmp_path: Path, words: str, days: list[int]) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-19T09:00")
        await opened(t, start=MONDAY, days=5)
        await as_boss(t).says(f"A12{words}")
        assert stopped(t) == days


async def test_a_rest_where_nothing_is_out_means_not_now(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        person = await regular(t, start=date(2026, 10, 16))
        await t.leap("2026-10-19T09:01")
        assert boss(t)[-1].startswith("这周还要人吗？上回是")
        await person.says("停两天")
        assert boss(t)[-1] == "好，要人了随时说。"
        assert answers(t) == [("not_now", None)]


async def test_other_words_after_the_question_are_read_as_ever(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        person = await regular(t, start=MONDAY, days=5, wanted=5)
        await t.leap("2026-10-19T09:01")
        await person.says("停两天")
        await person.says("A12总共要8个")
        assert stopped(t) == []
        assert {row.wanted for row in t.rows(PostingDay)} == {5, 8}, "the day that has begun stays"
