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
from tests.talks import published

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


@pytest.mark.parametrize("words", ["A9我去", "A9 去2个", "A9还要人吗", "报名A9 俺两口子"])
async def test_a_code_that_nobody_gave_is_said_to_be_none_also_where_nothing_is_open(
    tmp_path: Path, words: str
) -> None:
    async with town(tmp_path) as t:
        await t.person("秀兰").says(words, group="西解村")
        assert t.group("西解村").last == "秀兰，没有A9这条。"
        await published(t, t.person("王师傅"))
        await t.person("秀兰").says(words, group="西解村")
        await t.later(minutes=1)
        assert t.group("西解村").last == "秀兰，没有A9这条。现在招人的：A1摘苹果。"
        assert t.rows(Signup) == []


@pytest.mark.parametrize(
    "words", ["A4纸还有吗", "走A9高速去太原", "刚买了辆奥迪A6", "维生素B2多少钱一瓶", "我报了个C1驾照"]
)
async def test_letters_and_digits_that_are_no_code_stay_unanswered(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await t.person("秀兰").says(words, group="西解村")
        await published(t, t.person("王师傅"))
        before = len(t.group("西解村").messages)
        await t.person("秀兰").says(words, group="西解村")
        assert len(t.group("西解村").messages) == before == 1
        assert t.person("秀兰").inbox == []


async def test_in_private_a_code_that_is_over_or_nobodys_is_said_to_be(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, worker = t.person("王师傅"), t.person("秀兰")
        await worker.says("A9我去")
        assert worker.last == "没有A9这条。看现在招啥活，回“找活”。"
        await published(t, boss)
        await boss.says("不要人了")
        for words in ("A1", "A1还要人吗", "A1我去"):
            await worker.says(words)
            assert worker.last == "A1摘苹果取消了，别去了。"
        await boss.says("A9 取消")
        assert boss.last == "没有A9这个编号。看自己的用工回 /my。"
