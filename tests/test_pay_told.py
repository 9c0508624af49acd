"""What a worker says of the pay after the work, held against what was agreed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.models import Complaint, Feedback, Posting, SignupDay
from nlp import after
from tests.conversation import Town, town
from tests.test_flow_clock import VILLAGE, boss, known
from tests.test_flow_group import opened

SHORT = (False, 1)
PAID = (True, 0)
OPEN = (None, 0)


async def asked(t: Town, join: str = "我去", **values: Any) -> None:
    """秀兰 worked a day for 150 and was just asked how it was."""
    await known(t, "秀兰")
    await opened(t, **values)
    await t.person("秀兰").says(join, group=VILLAGE)
    await t.leap("2026-10-15T19:01")
    assert t.person("秀兰").was_told("工钱")


def state(t: Town) -> tuple[bool | None, int]:
    (row,) = t.rows(Feedback)
    complaints = t.rows(Complaint)
    assert (row.answered_at is None) == (row.paid_ok is None)
    assert row.complaint_id == (complaints[0].id if complaints else None)
    return row.paid_ok, len(complaints)


@pytest.mark.parametrize(
    ("text", "came"),
    [
        ("给了100", SHORT),
        ("一百二", SHORT),
        ("老板就给了一百二", SHORT),
        ("少给了30", SHORT),
        ("没", SHORT),
        ("给了150", PAID),
        ("150给了", PAID),
        ("给了一百五", PAID),
        ("中，给了", PAID),
        ("都挺好", PAID),
        ("老板说明天给", OPEN),
    ],
)
async def test_what_is_said_of_the_pay_answers_the_question(
    tmp_path: Path, text: str, came: tuple[bool | None, int]
) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        await t.person("秀兰").says(text)
        assert state(t) == came
        assert "没看明白" not in t.person("秀兰").last


@pytest.mark.parametrize("text", ["少给了30", "说150给120", "没给钱", "A12没给钱"])
async def test_what_is_complained_of_in_the_group_answers_the_question(tmp_path: Path, text: str) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        await t.person("秀兰").says(text, group=VILLAGE)
        assert state(t) == SHORT
        await t.person("秀兰").says("给了")
        assert state(t) == SHORT, "nothing is left to answer"


async def test_a_complaint_is_about_the_work_that_was_just_asked_of_and_not_the_next(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        await opened(t, code="B7", work="套袋", trade="field", start=date(2026, 10, 16))
        await t.person("秀兰").says("B7我去", group=VILLAGE)
        await t.person("秀兰").says("少给了30", group=VILLAGE)
        (complaint,) = t.rows(Complaint)
        assert next(row.code for row in t.rows(Posting) if row.id == complaint.posting_id) == "A12"
        assert state(t) == SHORT


async def test_a_complaint_about_other_work_leaves_the_question_open(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        await opened(t, code="B7", work="套袋", trade="field", start=date(2026, 10, 16))
        await t.person("秀兰").says("B7没给钱", group=VILLAGE)
        (row,) = t.rows(Feedback)
        assert (row.answered_at, row.complaint_id) == (None, None)
        assert len(t.rows(Complaint)) == 1


async def test_a_sum_by_the_piece_is_taken_as_told(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t, wage_min=0.5, wage_max=0.5, wage_unit="piece", wage_per="斤")
        await t.person("秀兰").says("给了100")
        assert state(t) == PAID


async def test_the_sum_of_a_party_is_short_only_below_the_wage_of_one(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t, "俺俩去")
        await t.person("秀兰").says("给了300")
        assert state(t) == PAID


async def test_a_mere_no_answers_the_newer_question(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t, days=2)
        await t.leap("2026-10-15T19:31")
        assert "还去不" in t.person("秀兰").last
        await t.person("秀兰").says("中")
        assert state(t) == OPEN
        await t.person("秀兰").says("钱给了100")
        assert state(t) == SHORT


@pytest.mark.parametrize("text", ["哎呀累死了", "我明天要招3个人摘苹果", "给了3个人的"])
def test_what_is_no_sum(text: str) -> None:
    assert after.paid(text) is None


@pytest.mark.parametrize(
    ("words", "paid"),
    [
        ("活太重了", None),
        ("没管饭", None),
        ("干了半天就让回来了", None),
        ("没干成", None),
        ("钱给了，活不一样", True),
    ],
)
async def test_the_desk_reads_what_was_not_as_described(tmp_path: Path, words: str, paid: bool | None) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await asked(t)
        await t.person("秀兰").says(words)
        (row,) = t.rows(Feedback)
        assert (row.work_ok, row.paid_ok) == (False, paid)
        assert [each.arrived for each in t.rows(SignupDay)] == [None], "that is no word of staying away"
        assert t.desk.was_told("秀兰说活跟说的不一样", words)


async def test_who_was_not_there_says_so_and_it_is_a_no_show(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        await t.person("秀兰").says("家里有事，没去成")
        assert t.person("秀兰").last == "好，记下了，今天(10月15日周四)您没去。"
        (row,) = t.rows(Feedback)
        assert (row.answered_at is None, row.work_ok, row.paid_ok) == (False, None, None)
        assert [each.arrived for each in t.rows(SignupDay)] == [0]
        assert t.rows(Complaint) == []


@pytest.mark.parametrize("words", ["太累了不干了", "晚上给", "不去了"])
async def test_words_that_leave_the_pay_open_mark_nobody_as_away(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        await t.person("秀兰").says(words)
        assert [(row.answered_at, row.paid_ok) for row in t.rows(Feedback)] == [(None, None)]
        assert "记下您没去" not in t.person("秀兰").last
        await t.person("秀兰").says("没给")
        assert state(t) == SHORT


async def test_who_fell_at_work_is_rung_up_whatever_was_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await asked(t)
        await t.person("秀兰").says("摔了一下")
        assert t.desk.was_told("秀兰", "摔了一下")
        assert t.person("秀兰").last == "人要紧，先打120！驿站记下了（第1号），马上联系您，电话0359-4520000。"
        assert [row.kind for row in t.rows(Complaint)] == ["accident"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("没干那个活，让俺搬箱子", "work"),
        ("改成装车了", "work"),
        ("中午没饭", "work"),
        ("扣了10块饭钱", "pay"),
        ("钱微信转了", "ok"),
        ("not paid", "pay"),
        ("paid", "ok"),
        ("明天让俺去锄地不", None),
    ],
)
def test_how_it_was_in_still_other_words(text: str, what: str | None) -> None:
    assert after.read(text) == what


@pytest.mark.parametrize(
    ("text", "what"), [("其实没给够，少20", "pay"), ("还没给", "pay"), ("钱给了", "ok"), ("没给俺回话", None)]
)
def test_what_can_only_be_of_pay(text: str, what: str | None) -> None:
    assert after.of_pay(text) == what


async def test_who_said_that_all_was_well_and_was_paid_less_after_all_complains(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await t.desk.says("/start")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T19:01")
        told = len(boss(t))
        await t.person("秀兰").says("给了")
        await t.person("秀兰").says("其实没给够，少20")
        (complaint,) = t.rows(Complaint)
        assert "有人给您打电话" in t.person("秀兰").last
        assert [row.paid_ok for row in t.rows(Feedback)] == [False]
        await t.person("秀兰").says("到现在还没给")
        assert len(t.rows(Complaint)) == 1
        assert f"第{complaint.id}号" in t.person("秀兰").last
        await t.person("秀兰").says("钱给了")
        assert t.person("秀兰").last == "好，记下了，驿站核实后把这事结掉。"
        assert t.desk.was_told(f"第{complaint.id}号投诉：秀兰说“钱给了”")
        assert len(boss(t)) == told  # nothing of it goes to who paid less
