"""Several drafts at once, and the small words that end a talk: who is meant, what stays empty, what the phone may."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Posting, PostingStatus
from tests.conversation import Person, Town, town
from tests.talks import WHOLE

TWO = "明天摘苹果10人150一天，套袋5人120一天，都在解店镇西解村，日结，早7点，王师傅13800138001"


async def two_jobs(t: Town) -> Person:
    """An employer with two drafts of one message, the cards shown."""
    boss = t.person("王师傅")
    await boss.says(TWO)
    await boss.says("没有，就这样")
    assert boss.last.startswith("这2条都这样发行吗？")
    return boss


def wages(t: Town) -> list[float | None]:
    return [posting.wage_min for posting in t.rows(Posting)]


async def test_a_work_named_picks_its_draft_while_something_else_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(TWO)
        assert "干到几点" in boss.last
        await boss.says("套袋改成140")
        assert boss.last.startswith("好，套袋140元/天。")
        assert wages(t) == [150, 140]
        await boss.says("苹果改成15个人")
        assert [posting.headcount_max for posting in t.rows(Posting)] == [15, 5]


async def test_a_value_for_none_in_particular_is_asked_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await two_jobs(t)
        await boss.says("170")
        assert boss.last == "说的是哪一样：摘苹果，还是套袋？"
        assert wages(t) == [150, 120]
        await boss.says("行")
        assert boss.last == "说的是哪一样：摘苹果，还是套袋？"
        await boss.says("套袋")
        assert wages(t) == [150, 170]
        await boss.says("160")
        await boss.presses("都是")
        assert wages(t) == [160, 160]
        await boss.says("155")
        await boss.presses("摘苹果")
        assert wages(t) == [155, 160]
        await boss.says("第二条改成130")
        assert wages(t) == [155, 130]
        assert t.rows(Posting)[0].status == PostingStatus.DRAFT


async def test_what_was_said_of_both_changes_for_both(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await two_jobs(t)
        await boss.says("后天才开始")
        assert {posting.start.day for posting in t.rows(Posting) if posting.start} == {16}
        await boss.says("不是10个是12个")
        assert [posting.headcount_max for posting in t.rows(Posting)] == [12, 5]


async def test_one_of_two_is_dropped(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await two_jobs(t)
        await boss.says("套袋不要人了")
        assert boss.last.startswith("好，套袋不发了。\n摘苹果，10人")
        assert [posting.status for posting in t.rows(Posting)] == ["draft", "cancelled"]
        await boss.says("行")
        assert [posting.status for posting in t.rows(Posting)] == ["review", "cancelled"]


async def test_an_older_draft_is_taken_up_by_its_work(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，早7点到，管午饭，王师傅13800138001")
        await boss.says("后天要5个人套袋，解店镇西解村，120一天日结，早7点到晚6点，管午饭，王师傅13800138001")
        await boss.says("摘苹果改成15个人")
        assert boss.last == "好，摘苹果15人。一天多少钱？"
        await boss.says("150")
        assert wages(t) == [150, 120]


async def test_a_need_told_whole_is_a_new_one_days_after(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，120一天")
        t.at("2026-10-20T18:30")
        await boss.says("明天要8个人摘苹果，解店镇西解村，早7点到，王师傅13800138001")
        assert wages(t) == [120, None]
        assert "一天多少钱" in boss.last


@pytest.mark.parametrize(
    ("words", "public"),
    [("没有，就这样", None), ("没了，写驿站的", False), ("没有，写我的", True), ("就这样", None), ("没别的了", None)],
)
async def test_that_is_all(tmp_path: Path, words: str, public: bool | None) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，早7点到，150一天日结，赵师傅13800138003")
        assert "干到几点" in boss.last
        await boss.says(words)
        assert "这样发行吗？" in boss.last
        assert t.rows(Posting)[0].phone_public is public
        assert t.rows(Posting)[0].status == PostingStatus.DRAFT


async def test_yes_to_a_question_never_sends_in_what_was_not_shown(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，早7点到，150一天日结，赵师傅13800138003")
        await boss.says("行")
        assert "电话13800138003要写到群里吗" in boss.last
        await boss.says("我的就行")
        assert "群里留这个电话" in boss.last
        assert t.rows(Posting)[0].status == PostingStatus.DRAFT


async def test_the_phone_is_settled_at_the_card_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(WHOLE)
        await boss.says("就这样")
        for words, line in (
            ("写我的", "群里留这个电话"),
            ("写驿站的", "群里留驿站电话"),
            ("写上", "群里留这个电话"),
            ("不写", "群里留驿站电话"),
        ):
            await boss.says(words)
            assert line in boss.last, words
