"""Answers in a group that say no more than was asked: of a posting that is over, of an hour, of pay."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot import postings
from bot.app import Here
from bot.models import Posting, PostingStatus, Signup
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"


async def opened(t: Town, **values: Any) -> None:
    t.app.act_now(rows.open_posting, t.here, **values)
    await t.settle()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("俺去", True),
        ("还能去不", True),
        ("还要人不", True),
        ("我们两个", True),
        ("今天真热", False),
        ("去年这会儿下雪了", False),
    ],
)
async def test_a_posting_that_closed_just_now_is_answered(tmp_path: Path, words: str, told: bool) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.app.act_now(_close, t.here)
        await t.later(minutes=1)
        before = len(t.group(VILLAGE).messages)
        await t.person("老李").says(words, group=VILLAGE)
        assert [each.text for each in t.group(VILLAGE).messages[before:]] == (
            ["老李，A12摘苹果人招够了，不招了。别跑空。"] if told else []
        )
        assert len(t.rows(Signup)) == 1


async def test_an_old_closing_is_no_matter_of_talk_but_its_quoted_copy_is(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        t.app.act_now(_close, t.here)
        await t.later(minutes=61)
        await opened(t, code="B7", work="疏花")
        copy = t.group(VILLAGE).copy("A12")
        before = len(t.group(VILLAGE).messages)
        await t.person("老李").says("我去", group=VILLAGE, quoting=copy)
        assert [each.text for each in t.group(VILLAGE).messages[before:]] == [
            "老李，A12摘苹果人招够了，不招了。别跑空。"
        ]
        assert not t.rows(Signup)


def _close(session: Session, now: datetime, here: Here) -> None:
    posting = session.exec(select(Posting).where(Posting.code == "A12")).one()
    postings.end(session, now, here, posting, PostingStatus.CLOSED)


@pytest.mark.parametrize(
    ("words", "answer", "signed"),
    [
        ("我能去，不过得7点半才能到", "您的话转给用工方了", 0),
        ("160我就去", "A12现在是150元/天", 0),
        ("钱再高点我就去", "A12现在是150元/天", 0),
        ("人够不够？不够算我", "记上了：老李1人", 1),
        ("还差人不？差的话算我一个", "记上了：老李1人", 1),
    ],
)
async def test_only_who_speaks_of_pay_is_told_the_pay(tmp_path: Path, words: str, answer: str, signed: int) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("老李").says(words, group=VILLAGE)
        await t.later(minutes=1)
        said = t.group(VILLAGE).last
        assert answer in said
        assert ("元/天" in said) == ("现在是" in answer)
        assert len(t.rows(Signup)) == signed
