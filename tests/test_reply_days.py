"""Days within one reply: each day's word is heard by itself, and a number of days is kept beside the coming."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlp import reply
from nlp.types import Intent, OpenPosting, ReplyContext, Trade
from tests import rows
from tests.conversation import town
from tests.test_some_days import on

NOW = datetime(2026, 10, 14, 19, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
APPLES = OpenPosting("A12", "摘苹果", Trade.PICKING, "解店镇西解村", "150元/天", date(2026, 10, 15), time(7), 20, 5, 30)
FREE = ReplyContext(NOW, (APPLES,), region="wanrong")
ON = ReplyContext(NOW, (APPLES,), signed_up=("A12",), region="wanrong")


@pytest.mark.parametrize(
    ("text", "days", "refused"),
    [
        ("明天去后天不去", [15], [16]),
        ("明天来后天就不来了", [15], [16]),
        ("15号去16号不去", [15], [16]),
        ("明天不去后天去", [16], [15]),
        ("明天有事后天可以", [16], [15]),
        ("星期四去星期五不去", [15], [16]),
        ("周六去周日不去", [17], [18]),
        ("我明天能来后天要吃席", [15], [16]),
    ],
)
def test_each_days_word_is_heard_by_itself(text: str, days: list[int], refused: list[int]) -> None:
    read = reply.read(text, FREE)
    assert read.intent is Intent.JOIN
    assert ([day.day for day in read.days], [day.day for day in read.days_refused]) == (days, refused)


def test_who_is_on_the_roster_gives_back_only_the_day_refused() -> None:
    for text in ("明天去后天不去", "明天能来后天来不了"):
        read = reply.read(text, ON)
        assert (read.intent, [day.day for day in read.days]) == (Intent.CANCEL, [16])
    assert reply.read("明天去不去", ON).intent is not Intent.CANCEL


@pytest.mark.parametrize(
    ("text", "number"), [("我去 只去两天", 2), ("只去两天", 2), ("俺就干一天", 1), ("我去，干三天", 3), ("我去", None)]
)
def test_a_number_of_days_is_kept(text: str, number: int | None) -> None:
    read = reply.read(text, FREE)
    assert (read.intent, read.count, read.day_count) == (Intent.JOIN, 1, number)


@pytest.mark.parametrize("text", ["就一天的活", "去两天给多少钱", "干两天就回来了", "只去两天的不要报"])
def test_days_of_the_work_are_no_coming(text: str) -> None:
    assert reply.read(text, FREE).intent is not Intent.JOIN


async def test_a_day_refused_beside_one_taken_takes_no_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(rows.open_posting, t.here, days=2, groups=("西解村",))
        await t.settle()
        await t.person("秀兰").says("明天去后天不去", group="西解村")
        assert on(t, "秀兰") == {15: 1}
        await t.person("老李").says("我去", group="西解村")
        await t.person("老李").says("明天不去后天去", group="西解村")
        assert on(t, "老李") == {16: 1}
