"""Every kind that happens by the clock has its switch; work without an hour; a summary too long for one message."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot import arrivals, postings, stats
from bot.app import Here
from bot.config import CountySettings
from bot.models import Call, Complaint, Due, Group, Posting, Question, Unclear
from tests.conversation import SETTINGS, Town, town
from tests.test_flow_clock import VILLAGE, as_boss, boss, known
from tests.test_flow_clock_desk import ending, only
from tests.test_flow_group import opened


def without(*switches: str) -> CountySettings:
    """The county with these parts of its clock switched off."""
    return SETTINGS.model_copy(update={"clock": SETTINGS.clock.model_copy(update=dict.fromkeys(switches, False))})


def reasons(t: Town, kind: str) -> set[str]:
    return {row.reason for row in t.rows(Due) if row.kind == kind and row.state == "skipped"}


async def _changed(t: Town) -> None:
    """秀兰 has a seat of A12, and the desk lets the work begin two hours later."""
    await t.desk.says("/start")
    await known(t, "秀兰")
    await opened(t, start=date(2026, 10, 20))
    await t.person("秀兰").says("我去", group=VILLAGE)
    await as_boss(t).says("A12改成下午两点开始")
    await t.desk.presses("同意改")


async def test_who_is_asked_after_a_change_is_rung_up_when_they_do_not_answer(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await _changed(t)
        assert "还去不去" in t.person("秀兰").last
        await t.leap(hours=1.1)
        assert [row.what for row in t.rows(Call)] == ["call.still"]


async def test_asking_after_a_change_can_be_switched_off(tmp_path: Path) -> None:
    async with town(tmp_path, settings=without("change_ask")) as t:
        await _changed(t)
        assert t.person("秀兰").last.startswith("A12改了")
        assert "还去不去" not in t.person("秀兰").last
        await t.leap(hours=2)
        assert t.rows(Call) == []
        assert [row for row in t.rows(Question) if row.kind == "still"] == []


async def test_recurring_notices_can_be_switched_off_and_go_on_when_switched_on(tmp_path: Path) -> None:
    async with town(tmp_path, settings=without("notices")) as t:
        await t.desk.says("/start")
        await t.desk.says("/notice 每天19:00 县群 今晚直播")
        await t.leap("2026-10-14T19:01")
        assert reasons(t, "notice") == {"switched off"}
        assert any(row.kind == "notice" and row.state == "due" for row in t.rows(Due)), "tomorrow's is planned"


@pytest.mark.parametrize("off", [False, True])
async def test_a_complaint_past_its_time_is_told_unless_that_is_switched_off(tmp_path: Path, off: bool) -> None:
    times = SETTINGS.times.model_copy(update={"complaint_due_hours": 3})
    settings = (without("complaint_due") if off else SETTINGS).model_copy(update={"times": times})
    async with town(tmp_path, settings=settings) as t:
        await t.desk.says("/start")
        await opened(t)
        await t.person("秀兰").says("A12没给钱", group=VILLAGE)
        assert len(t.rows(Complaint)) == 1
        await t.leap("2026-10-14T21:31")
        assert t.desk.was_told("到时间了还没结") is not off


async def test_what_is_unclear_goes_to_the_desk_at_once_where_nobody_is_asked_again(tmp_path: Path) -> None:
    async with town(tmp_path, settings=without("reask")) as t:
        await opened(t)
        await opened(t, code="A15", work="套袋", trade="field")
        await t.person("秀兰").says("我去", group=VILLAGE)
        before = len(t.group(VILLAGE).messages)
        await t.later(minutes=6)
        assert len(t.rows(Unclear)) == 1
        assert not any("秀兰" in each.text for each in t.group(VILLAGE).messages[before:])


async def test_work_without_an_hour_is_taken_to_begin_at_the_countys(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("morning_list", "arrivals", "expiry_warning")) as t:
        await ending(t, begin_time=None, wanted=5)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.app.act_now(_till_the_end_of_the_day, t.here)
        await t.leap("2026-10-14T20:31")
        assert sum("还要人吗" in text for text in boss(t)) == 1, "the evening before, not when the day is over"
        t.at("2026-10-15T06:50")
        await t.settle()
        assert any(text.startswith("A12今天") for text in boss(t))


async def test_the_mornings_list_of_work_without_an_hour_does_not_come_in_the_afternoon(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("morning_list", "arrivals")) as t:
        await opened(t, begin_time=None)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        t.at("2026-10-15T15:00")
        await t.settle()
        assert not any("名单在这" in text for text in boss(t)), "the work began long ago"
        assert "来了几个人" in boss(t)[-1]


def _till_the_end_of_the_day(session: Session, now: datetime, here: Here) -> None:
    posting = session.exec(select(Posting)).one()
    posting.valid_until = postings.holds_until(now, here, posting)
    session.add(posting)
    postings.plan_expiry(session, now, here, posting)


async def test_who_came_to_work_of_this_afternoon_is_asked_in_the_evening(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("arrivals")) as t:
        t.at("2026-10-15T14:00")
        posting_id = await opened(t, begin_time=None)

        def planned(session: Session, now: datetime, here: Here) -> None:
            posting = session.get(Posting, posting_id)
            assert posting is not None
            arrivals.plan_today(session, now, here, posting)

        t.app.act_now(planned, t.here)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T18:59")
        assert not any("来了几个人" in text for text in boss(t))
        await t.leap("2026-10-15T19:01")
        assert "来了几个人" in boss(t)[-1]


async def test_a_summary_of_many_townships_comes_in_messages_and_loses_none(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("summary")) as t:
        await t.desk.says("/start")
        towns = [f"第{number}镇" for number in range(1, 91)]
        for name in towns:
            await opened(t, code=None, township=name, groups=(), start=date(2026, 10, 14), begin_time=time(8))
        before = len(t.desk.inbox)
        await t.leap("2026-10-14T20:01")
        texts = [each.text for each in t.desk.inbox[before:]]
        assert len(texts) > 1
        assert all(text.startswith("10月14日(周三)小结") and len(text) <= 1200 for text in texts)
        lines = "\n".join(texts).split("\n")
        assert {name for name in towns if any(line.startswith(f"{name}：") for line in lines)} == set(towns)


async def test_the_week_names_every_group_gone_silent(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("week")) as t:
        await t.desk.says("/start")

        def silent(session: Session, now: datetime, here: Here) -> None:
            for row in session.exec(select(Group)):
                row.last_heard_at = now - timedelta(days=30)
                session.add(row)

        t.app.act_now(silent, t.here)
        t.at("2026-10-16T16:59")
        await t.settle()
        names = t.read(stats.silent, t.now, t.here)
        before = len(t.desk.inbox)
        await t.leap("2026-10-16T17:01")
        told = "".join(each.text for each in t.desk.inbox[before:])
        assert len(names) > 200
        assert all(name in told for name in names)
        assert len(set(names)) == len(names), "villages of one name are told with their township"
