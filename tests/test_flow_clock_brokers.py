"""Brokers and the desk by the clock: a day off, the morning's list, waves while seats are left, files due again."""

from __future__ import annotations

from pathlib import Path

from bot.models import Due, Employer
from tests.clock_scenes import LATER, copies
from tests.conversation import Person as Someone
from tests.conversation import Town, town
from tests.talks import published
from tests.test_flow_clock import VILLAGE, as_boss, known
from tests.test_flow_clock_gaps import _roles
from tests.test_flow_group import opened


async def a_broker(t: Town) -> Someone:
    """刘姐, for whom tomorrow's work is open."""
    await known(t, "刘姐", "会计")
    t.app.act_now(_roles, t.here)
    await opened(t)
    return t.person("刘姐")


async def a_block(t: Town) -> Someone:
    """刘姐 brings three to tomorrow's work, each with a name."""
    broker = await a_broker(t)
    await broker.says("A12 我带3个人")
    await broker.says("A12 张三 李四 王五")
    return broker


async def test_a_broker_has_the_list_in_the_evening_and_in_the_morning_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await a_block(t)
        await t.leap("2026-10-14T21:01")
        assert broker.last == "A12明天(10月15日周四)您带3人：张三、李四、王五。有变动现在说。"
        await t.leap("2026-10-15T05:31")
        assert broker.last == "A12今天(10月15日周四)您带3人：张三、李四、王五。有变动现在说。"


async def test_a_day_off_is_told_to_the_broker_with_how_many_they_bring_at_night_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await a_block(t)
        await t.leap("2026-10-15T04:40")
        before = len(broker.inbox)
        await as_boss(t).says("下雨，今天停工")
        assert [each.text for each in broker.inbox[before:]] == [
            "下雨，A12今天(10月15日周四)停工，您带的3人别去了。名额给留着，后面照旧。"
        ]


async def test_a_broker_whose_people_are_at_work_hears_that_it_ends_for_today(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await a_block(t)
        await t.leap("2026-10-15T13:40")
        before = len(broker.inbox)
        await as_boss(t).says("今天下午不干了")
        assert [each.text for each in broker.inbox[before:]] == [
            "A12今天剩下的活不干了，您带的3人到这儿为止。后面照旧。"
        ]


async def test_no_further_wave_goes_out_once_all_seats_are_taken_and_it_goes_on_when_one_is_free(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as t:
        posting = await published(t, as_boss(t), LATER.replace("20个人", "2个人"))
        first = copies(t)
        await t.person("秀兰").says("我们两个人去", group=VILLAGE)
        await t.leap("2026-10-14T20:00")
        assert copies(t) == first < 228
        skipped = {row.reason for row in t.rows(Due) if row.kind == "wave"}
        assert len(skipped) == 1
        assert "" not in skipped
        await t.person("秀兰").says(f"{posting.code}不去了", group=VILLAGE)
        await t.leap("2026-10-14T21:30")
        assert copies(t) > first


async def test_a_phone_that_was_called_back_is_due_again_after_the_countys_months(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, as_boss(t), LATER)
        (file,) = t.rows(Employer)
        assert file.phone_checked_at is not None
        t.at("2027-04-12T08:01")
        await t.settle()
        assert not any("该重新核一遍" in each.text for each in t.desk.inbox)
        t.at("2027-04-15T08:01")
        await t.settle()
        assert any("13800138001" in each.text and "该重新核一遍" in each.text for each in t.desk.inbox)


async def test_a_broker_who_reads_english_is_told_of_the_names_in_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await a_broker(t)
        await broker.says("/lang")
        await broker.presses("English")
        before = len(broker.inbox)
        await broker.says("A12 我带3个人")
        await broker.says("A12 张三")
        await t.leap("2026-10-14T20:01")
        told = [message.text for message in broker.inbox[before:]]
        assert len(told) >= 4
        assert not [text for text in told if "，" in text or "。" in text]
