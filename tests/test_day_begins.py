"""A day of work begins and others are still to come: what groups, the waiting list and the poster see from then on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot import set_back
from bot.models import Due, DueState, Posting
from tests.conversation import Town, town
from tests.talks import published
from tests.test_flow_clock import VILLAGE, as_boss, boss, known

TWO_DAYS = (
    "后天要4个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001，干两天"
)


async def short_on_the_first(t: Town) -> Posting:
    """Four wanted on the 16th and 17th; two of them do not come on the 16th. The evening before it, 20:30."""
    await known(t, "秀兰", "老李")
    posting = await published(t, as_boss(t), TWO_DAYS)
    await t.leap("2026-10-14T19:30")
    await t.person("秀兰").says("两个人去", group=VILLAGE)
    await t.person("老李").says("我们俩去", group=VILLAGE)
    await t.leap("2026-10-15T20:30")
    await t.person("老李").says("去不了了")
    await t.later(minutes=2)
    return posting


def copy(t: Town, code: str | None) -> str:
    return t.group(VILLAGE).copy(code or "").text


async def test_copies_ask_for_nobody_of_a_day_that_began_and_the_poster_is_not_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await short_on_the_first(t)
        assert "还差16号2人" in copy(t, posting.code)
        await t.leap("2026-10-16T06:59")
        assert "还差16号2人" in copy(t, posting.code)
        await t.leap("2026-10-16T07:01")
        assert copy(t, posting.code) == f"{posting.code}满了，别跑空。"
        await t.leap("2026-10-16T21:00")
        assert not [text for text in boss(t) if "还要人吗" in text]


async def test_the_days_ahead_are_named_once_one_is_over(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await short_on_the_first(t)
        await as_boss(t).says(f"{posting.code}再加1个人")
        await t.later(minutes=2)
        assert "每天5人，还差16号3人、17号1人" in copy(t, posting.code)
        await t.leap("2026-10-16T07:01")
        assert "每天5人，还差17号1人" in copy(t, posting.code)


async def test_a_clock_set_back_lets_people_sign_up_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await short_on_the_first(t)
        await t.leap("2026-10-16T07:01")
        assert "满了" in copy(t, posting.code)
        t.at("2026-10-16T05:45")
        await t.app.act(set_back.undo, t.here)
        await t.settle()
        assert "还差16号2人" in copy(t, posting.code)
        rows = [row for row in t.rows(Due) if row.kind == "day_begins"]
        assert [row.state for row in rows] == [DueState.DUE]
        assert rows[0].due_at == datetime.fromisoformat("2026-10-16T07:00+08:00")


async def test_yes_to_being_put_in_takes_the_seat_that_was_let_pass(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "建军")
        await known(t, "秀兰", "老李")
        await published(t, as_boss(t), TWO_DAYS)
        await t.leap("2026-10-14T19:30")
        await t.person("秀兰").says("两个人去", group=VILLAGE)
        await t.person("老李").says("我们俩去", group=VILLAGE)
        await t.person("建军").says("我也去", group=VILLAGE)
        assert t.person("建军").was_told("空出来直接补上您，行不")
        await t.leap("2026-10-15T20:30")
        await t.person("老李").says("去不了了")
        await t.leap("2026-10-15T20:50")  # the offer to the whole line is over, and he let it pass
        await t.person("建军").says("行")
        assert t.person("建军").was_told("给您补上了", "10月16日")


async def test_a_last_day_that_is_stopped_is_no_full_posting(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await short_on_the_first(t)
        await t.leap("2026-10-17T09:00")
        await as_boss(t).says("下雨停工")
        await t.settle()
        assert "停工了，别去了" in copy(t, posting.work)
