"""What a poster does with a posting that is out: seats, closing, calling off, rain, other terms, once more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.models import Event, Posting, PostingDay, PostingStatus, Question, Signup, SignupState
from tests.conversation import town
from tests.talks import WHOLE, only, published

VILLAGE = "西解村"


async def test_seats_at_once_and_never_below_what_is_taken(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await t.person("秀兰").says("我去，三个人", group=VILLAGE)
        await boss.says("还差2个")
        assert boss.last == "好，A1摘苹果一共要5人，还差2人。"
        assert [(day.wanted, day.taken) for day in t.rows(PostingDay)] == [(5, 3)]
        assert "还差2人" in t.group(VILLAGE).copy("A1").text
        await boss.says("改成2个人")
        assert "最少只能改成3人" in boss.last
        await boss.says("A1 改成3个人")
        assert only(t, posting.id).status == PostingStatus.FULL
        assert "满了，别跑空" in t.group(VILLAGE).copy("A1").text
        await boss.says("还差1个")
        assert only(t, posting.id).status == PostingStatus.OPEN


async def test_closing_and_taking_it_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await boss.says("招满了")
        assert only(t, posting.id).status == PostingStatus.CLOSED
        assert "人招够了" in t.group(VILLAGE).copy("A1").text
        await boss.says("招满了")
        assert len([each for each in t.rows(Posting) if each.status == PostingStatus.CLOSED]) == 1
        await boss.says("接着招")
        assert only(t, posting.id).status == PostingStatus.OPEN
        assert "想去回“去”" in t.group(VILLAGE).copy("A1").text


async def test_calling_off_asks_once_and_tells_everybody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await t.person("秀兰").says("我去，三个人", group=VILLAGE)
        await boss.says("A1取消")
        assert boss.last == "取消A1摘苹果，3人会收到通知。真取消吗？"
        await boss.says("不取消")
        assert only(t, posting.id).status == PostingStatus.OPEN
        await boss.says("A1取消")
        await boss.presses("取消，通知大家")
        assert only(t, posting.id).status == PostingStatus.CANCELLED
        assert boss.last == "A1摘苹果取消了，3人都通知了。"
        await t.later(minutes=1)
        assert any("秀兰" in each.text and "A1摘苹果取消了" in each.text for each in t.group(VILLAGE).messages)
        assert [(row.state, row.people) for row in t.rows(Signup)] == [(SignupState.CLOSED, 3)]
        assert [day.taken for day in t.rows(PostingDay)] == [3]


async def test_rain_stops_one_day(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss, WHOLE.replace("明天", "明天起三天"))
        assert len(t.rows(PostingDay)) == 3
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-15T06:00")
        await boss.says("下雨，A1今天停工")
        assert boss.last == "A1摘苹果今天(10月15日周四)停工，1人都通知了。"
        await t.later(minutes=1)
        assert any("下雨，A1今天" in each.text and "停工，别去了" in each.text for each in t.group(VILLAGE).messages)
        assert only(t, posting.id).status == PostingStatus.OPEN
        stopped = [day.day for day in t.rows(PostingDay) if day.stopped_at is not None]
        assert stopped == [date(2026, 10, 15)]


async def test_other_terms_wait_for_the_desk_and_the_roster_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await boss.says("A1改到后天")
        assert "没改以前群里还按原来的" in boss.last
        assert "明天(10月15日周四)" in t.group(VILLAGE).copy("A1").text
        assert only(t, posting.id).start == date(2026, 10, 15)
        await t.desk.presses("同意改")
        assert only(t, posting.id).start == date(2026, 10, 16)
        assert "后天(10月16日周五)" in t.group(VILLAGE).copy("A1").text
        assert t.group(VILLAGE).last == "秀兰，A1改了，明天→后天（10月16日周五），别的不变。还去不去？回“去”或“不去”。"
        assert [(day.day, day.taken) for day in t.rows(PostingDay)] == [(date(2026, 10, 16), 1)]


async def test_better_terms_are_told_not_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, lan = t.person("王师傅"), t.person("秀兰")
        await published(t, boss)
        await lan.says("/start")
        await lan.says("我去", group=VILLAGE)
        await boss.says("工钱涨到170")
        await t.desk.presses("同意改")
        assert lan.last == "A1改好了：150元/天→170元/天，别的不变。"
        await boss.says("管晚饭")
        assert lan.last == "A1改好了：加上管晚饭，别的不变。"
        await boss.says("早6点半到")
        assert "早7点到晚6点→早6点半到晚6点" in lan.last
        assert "还去不去" not in lan.last
        await boss.says("工钱改成140")
        await t.desk.presses("同意改")
        assert "还去不去" in lan.last


async def test_a_group_is_asked_about_a_change_in_one_message(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        for name in ("秀兰", "老李", "建军"):
            await t.person(name).says("我去", group=VILLAGE)
        await t.later(minutes=1)
        before = len(t.group(VILLAGE).messages)
        await boss.says("改成早上9点")
        assert "改了要问3人" in t.desk.last
        await t.desk.presses("同意改")
        (asked,) = t.group(VILLAGE).messages[before:]
        assert asked.text.startswith("秀兰、老李、建军：A1改了")
        assert asked.text.endswith("还去不去？回“去”或“不去”。")
        await t.person("老李").says("不去", group=VILLAGE)
        await t.person("秀兰").says("去", group=VILLAGE, quoting=asked)
        await t.person("建军").says("中", group=VILLAGE)
        assert {row.state for row in t.rows(Question) if row.kind == "still"} == {"answered"}
        assert [day.taken for day in t.rows(PostingDay)] == [2]
        assert not any(row.unconfirmed for row in t.rows(Signup) if row.state == SignupState.ACTIVE)


async def test_the_desk_reads_whether_people_are_asked_or_told(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("工钱涨到170")
        assert "还没人报名" in t.desk.last
        await t.desk.presses("不改")
        await t.person("秀兰").says("我去", group=VILLAGE)
        await boss.says("工钱涨到170")
        assert "改了告诉1人一声" in t.desk.last
        await t.desk.presses("同意改")
        await boss.says("工钱改成140")
        assert "改了要问1人" in t.desk.last


async def test_a_refused_change_leaves_everything(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await boss.says("工钱改成100")
        card = t.desk.inbox[-1]
        await t.desk.presses("不改")
        assert only(t, posting.id).wage_min == 150
        assert "没同意" in boss.last
        await t.desk.press_data(card_data := "1:dchok:1:99", card)
        assert card_data
        assert "已经有人定了" in t.desk.last


async def test_once_more_for_another_day(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("招满了")
        await boss.says("再来一次，10月20号")
        assert "10月20日(周二)早7点" in boss.last
        assert "这样发行吗" in boss.last
        await boss.says("行")
        first, second = t.rows(Posting)
        assert (second.status, second.wage_min, second.headcount_max) == ("review", 150, 20)
        assert second.code is None
        assert first.code == "A1"
        await boss.says("再来一次，10月21号，要8个人")
        assert t.rows(Posting)[-1].headcount_max == 8
        await boss.says("A1再来一遍，下周一，一天180")
        third = t.rows(Posting)[-1]
        assert (str(third.start), third.wage_min, third.headcount_max) == ("2026-10-19", 180, 20)


async def test_several_out_at_once_are_told_apart(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        one = await published(t, boss)
        two = await published(t, boss, WHOLE.replace("摘苹果", "套袋").replace("20个", "7个"))
        await boss.says("招满了")
        assert boss.last.startswith("是哪一条：")
        await boss.presses("A2套袋")
        assert only(t, two.id).status == PostingStatus.CLOSED
        assert only(t, one.id).status == PostingStatus.OPEN
        await boss.says("摘苹果还差3个")
        assert only(t, one.id).headcount_max == 3


async def test_somebody_else_cannot_touch_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await published(t, t.person("王师傅"))
        await t.person("老李").says("A1 取消")
        assert t.person("老李").last == "A1上没有您的名字。"
        await t.person("老李").says("A1 还差2个")
        assert t.person("老李").last == "A1不是您发的。"
        assert only(t, posting.id).status == PostingStatus.OPEN


async def test_it_ends_when_work_begins(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        t.at("2026-10-15T07:00")
        await t.settle()
        assert only(t, posting.id).status == PostingStatus.EXPIRED
        await boss.says("还差2个")
        assert boss.last == "A1摘苹果到点了，改不了了。要再招就回“再来一次”。"
        assert not [each for each in t.rows(Event) if each.act == "posting.wanted"]
