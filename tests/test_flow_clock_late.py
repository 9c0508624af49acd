"""After a stop: each kind of due row has its word on what is too late, and what is made good."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import almanac, arrivals, dues, expiry, feedback, postings
from bot.app import Here
from bot.models import Due, DueState, Posting, PostingDay, PostingStatus, Visit
from tests.conversation import Town, town
from tests.test_flow_clock import VILLAGE, as_boss, boss, known
from tests.test_flow_clock_desk import _file
from tests.test_flow_group import opened, status

DAY = date(2026, 10, 15)
MADE_GOOD = {"retention", "visits"}
"""Kinds of a day that are done however late."""


def _plan_whole_day(session: Session, now: datetime, here: Here, day: date) -> None:
    """Every kind that some day of a month has, planned for this day at its hour."""
    kinds: dict[str, time] = {}
    for ahead in range(31):
        for entry in almanac.entries(here, day + timedelta(days=ahead)):
            kinds.setdefault(entry.kind, entry.at.astimezone(here.zone).time())
    for kind, hour in kinds.items():
        at = almanac.moment(here, day, hour)
        dues.plan(session, now, here, kind, None, at, key=f"late:{kind}", details={"day": day.isoformat()})


def outcomes(t: Town) -> dict[str, tuple[str, str]]:
    return {
        row.dedupe_key.removeprefix("late:"): (str(row.state), row.reason)
        for row in t.rows(Due)
        if row.dedupe_key.startswith("late:")
    }


@pytest.mark.parametrize("until", ["2026-10-16T10:00", "2026-10-19T10:00"])
async def test_what_a_day_plans_is_dropped_with_its_reason_once_the_day_is_over(tmp_path: Path, until: str) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        posting_id = await opened(t, start=date(2026, 10, 30))
        t.app.act_now(_file, t.here, posting_id)
        await t.desk.says("/regular 13800138001")
        t.app.act_now(_plan_whole_day, t.here, DAY)
        before = len(t.desk.inbox)
        t.at(until)
        await t.settle()
        found = outcomes(t)
        assert {kind for kind, (state, _) in found.items() if state == DueState.DONE} == MADE_GOOD
        assert {
            kind: reason for kind, (state, reason) in found.items() if state == DueState.SKIPPED and not reason
        } == {}
        assert all(state != DueState.DUE for state, _ in found.values())
        assert len(t.rows(Visit)) == 1
        said = [message.text for message in t.desk.inbox[before:]]
        assert not any("10月15日(周四)小结" in text for text in said)


async def test_what_is_hours_late_the_same_day_still_comes_but_nobody_is_woken(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await known(t, "秀兰")
        await opened(t, start=date(2026, 10, 16))
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-15T21:20")  # since the evening before nothing ticked
        await t.settle()
        assert "明天(10月16日周五)" in t.person("秀兰").last
        assert "还去不" in t.person("秀兰").last
        assert sum(text.startswith("A12明天") for text in boss(t)) == 1
        t.at("2026-10-16T23:30")
        await t.settle()
        skipped = {row.dedupe_key: row.reason for row in t.rows(Due) if row.state == DueState.SKIPPED}
        assert skipped["evening:2026-10-16"] == "the evening is over"
        assert "day" in skipped["summary_day:2026-10-16"] or "late" in skipped["summary_day:2026-10-16"]
        assert skipped["digest_daily:2026-10-16"]


def _of_the_day(session: Session, now: datetime, here: Here, posting_id: int) -> None:
    posting = session.get(Posting, posting_id)
    day = session.get(PostingDay, 1)
    assert posting is not None
    assert day is not None
    postings.plan_expiry(session, now, here, posting)
    for kind in (arrivals.ASK, feedback.AFTER, "evening_ask", "evening_list", "morning_list"):
        at = almanac.moment(here, day.day, time(12))
        dues.plan(session, now, here, kind, day.id, at, key=f"late:{kind}", details={"day": day.day.isoformat()})


async def test_what_belongs_to_work_that_is_days_past_is_dropped_and_its_end_is_made_good(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        posting_id = await opened(t, wanted=5)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.app.act_now(_of_the_day, t.here, posting_id)
        t.at("2026-10-19T10:00")
        await t.settle()
        found = outcomes(t)
        assert found == {
            "arrivals": ("skipped", "too late: nobody remembers"),
            "after_work": ("skipped", "too late: asked days after it helps nobody"),
            "evening_ask": ("skipped", "the work has begun"),
            "evening_list": ("skipped", "the work has begun"),
            "morning_list": ("skipped", "the work has begun"),
        }
        assert status(t) == PostingStatus.EXPIRED
        assert t.group(VILLAGE).copy("A12").text == "A12摘苹果已经开工，不再报名。"
        (warned,) = [row for row in t.rows(Due) if row.kind == expiry.WARN]
        assert warned.reason in ("too late: it ran out", "no longer on air")
        assert not any("还去不" in message.text for message in t.person("秀兰").inbox)
        assert not any("来了几个人" in text for text in boss(t))


async def test_who_came_and_how_it_was_are_still_asked_the_morning_after(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        posting_id = await opened(t, wanted=5)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.app.act_now(_of_the_day, t.here, posting_id)
        t.at("2026-10-16T04:00")  # at night it waits for the morning
        await t.settle()
        assert not any("来了几个人" in text for text in boss(t))
        await t.leap("2026-10-16T05:31")
        assert "A12昨天(10月15日周四)来了几个人" in boss(t)[-1] or "10月15日" in boss(t)[-1]
        assert "10月15日" in t.person("秀兰").last
        assert "工钱" in t.person("秀兰").last


async def two_days_of_stop(t: Town) -> None:
    """秀兰 works on two days through which the program stands still; then the employer is asked of both at once."""
    await t.person("秀兰").says("/start")
    await opened(t, start=DAY, days=2)
    await t.person("秀兰").says("我去", group=VILLAGE)
    t.at("2026-10-16T20:00")
    await t.settle()
    assert sum("来了几个人" in text for text in boss(t)) == 2


def arrived(t: Town) -> list[int | None]:
    return [row.reported for row in t.rows(PostingDay)]


@pytest.mark.parametrize(
    ("words", "found"), [("都是", [1, 1]), ("两天都来了", [1, 1]), ("昨天", [1, None]), ("16号的", [None, 1])]
)
async def test_who_came_after_a_stop_of_days_is_asked_of_which_day(
    tmp_path: Path, words: str, found: list[int | None]
) -> None:
    async with town(tmp_path) as t:
        await two_days_of_stop(t)
        await as_boss(t).says("都来了")
        assert boss(t)[-1] == (
            "A12说的是哪天？10月15日(周四)、今天(10月16日周五)，说哪天就行，像这样：10月15日(周四)。都是就回“都是”。"
        )
        assert arrived(t) == [None, None]
        await as_boss(t).says(words)
        assert arrived(t) == found


async def test_each_day_that_is_named_with_who_came_is_kept(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await two_days_of_stop(t)
        await as_boss(t).says("昨天都来了，今天一个没来")
        assert arrived(t)[0] == 1
        await as_boss(t).says("今天都没来")
        assert arrived(t) == [1, 0]


async def test_who_answers_a_day_later_speaks_of_the_newest_day(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, start=DAY, days=2)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-16T08:00")
        assert sum("来了几个人" in text for text in boss(t)) == 2
        await as_boss(t).says("都来了")
        assert arrived(t) == [None, 1]
