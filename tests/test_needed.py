"""Whether more are needed, in an employer's many words: the week's question changes the posting, or leaves it alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.models import Call, Posting, PostingDay, PostingStatus
from nlp import needed
from nlp.needed import Needed
from tests.conversation import Town, town
from tests.test_flow_clock import VILLAGE, boss
from tests.test_flow_clock_desk import answers, only, regular
from tests.test_flow_group import opened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("还要三个", Needed(True, 3)),
        ("再要俩", Needed(True, 2, adds=True)),
        ("加两个", Needed(True, 2, adds=True)),
        ("人走了俩，补俩", Needed(True, 2, adds=True)),
        ("还是20个", Needed(True, 20, whole=True)),
        ("先来3个", Needed(True, 3, whole=True)),
        ("要20个，涨到160", Needed(True, 20)),
        ("160一天还要3个", Needed(True, 3)),
        ("少要两个", None),
        ("缺人", Needed(True)),
        ("跟上回一样", Needed(True)),
        ("下礼拜再说", Needed(False, later=True)),
        ("还没定，看天气", Needed(False, later=True)),
        ("苹果摘完了", Needed(False, over=True)),
        ("不干了", Needed(False, over=True)),
        ("你打我电话吧", Needed(False, call=True)),
        ("不缺人", Needed(False)),
        ("换成套袋了", None),
    ],
)
def test_what_is_needed_in_other_words(text: str, expected: Needed | None) -> None:
    assert needed.read(text) == expected


async def asked(t: Town, *, out: bool) -> None:
    """An employer of long standing with two on their posting was asked on Monday; `out`: it is still open then."""
    person = await regular(t, start=date(2026, 10, 25), wanted=5)
    assert person.user_id
    for name in ("秀兰", "老李"):
        await t.person(name).says("我去", group=VILLAGE)
    await t.leap("2026-10-19T09:01" if out else "2026-10-26T09:01")
    assert "这周" in boss(t)[-1]


async def says(t: Town, text: str) -> str:
    person = t.person("王师傅")
    await person.says(text)
    return boss(t)[-1]


async def test_one_that_is_out_is_changed_as_it_was_said(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await asked(t, out=True)
        assert await says(t, "下礼拜再说") == "好，A12摘苹果先照旧，不变。不招了回“够了”。"
        assert t.rows(PostingDay)[0].wanted == 5
        await says(t, "再要俩")
        assert t.rows(PostingDay)[0].wanted == 7, "two on top"
        await t.leap("2026-10-26T09:01")


async def test_other_work_goes_to_the_desk_and_other_pay_beside_a_number_too(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await asked(t, out=True)
        assert (await says(t, "换成套袋了")).startswith("A12要改：摘苹果→套袋。")
        assert t.rows(Posting)[0].pending_changes["work"] == "套袋"
        assert answers(t) == [("changed", None)], "the desk sees that it was answered"
        await says(t, "还要20个，涨到160")
        assert t.rows(PostingDay)[0].wanted == 22
        assert t.rows(Posting)[0].pending_changes["wage"]["max"] == 160


@pytest.mark.parametrize("text", ["涨到160", "把钱涨到160吧", "把工钱涨到160"])
async def test_other_pay_alone_goes_to_the_desk(tmp_path: Path, text: str) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        person = await regular(t, start=date(2026, 10, 19), days=5, wanted=5)
        await t.leap("2026-10-19T09:01")
        await person.says(text)
        assert boss(t)[-1].startswith("A12要改：150元/天→160元/天。")


async def test_another_day_is_a_posting_of_its_own(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await asked(t, out=True)
        await says(t, "明天要5个")
        first, second = t.rows(Posting)
        assert (first.headcount_max, str(first.start)) == (5, "2026-10-25")
        assert (second.status, second.headcount_max, str(second.start)) == (PostingStatus.DRAFT, 5, "2026-10-20")


async def test_work_that_is_over_is_called_off_only_after_a_yes(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await asked(t, out=True)
        assert await says(t, "苹果摘完了") == "取消A12摘苹果，2人会收到通知。真取消吗？"
        assert t.rows(Posting)[0].status == PostingStatus.OPEN


@pytest.mark.parametrize(
    ("text", "work", "count"), [("换成套袋了", "套袋", 5), ("还是8个", "摘苹果", 8), ("再要俩", "摘苹果", 2)]
)
async def test_with_nothing_out_a_draft_is_made_of_the_last(tmp_path: Path, text: str, work: str, count: int) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await asked(t, out=False)
        assert await says(t, text) == "哪天干？"
        new = t.rows(Posting)[-1]
        assert (new.status, new.work, new.headcount_max) == (PostingStatus.DRAFT, work, count)


async def test_who_has_nothing_to_say_is_let_be_and_who_wants_a_call_is_rung(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await asked(t, out=False)
        assert await says(t, "下礼拜再说") == "好，要人了随时说。"
        assert await says(t, "你打我电话吧") == "好，驿站给您打电话。"
        assert [row.what for row in t.rows(Call)] == ["call_clock.needed"]
        assert await says(t, "不干了") == "好，要人了随时说。"
        assert len(t.rows(Posting)) == 1
        assert answers(t) == [("not_now", None), ("not_now", None)]


async def test_of_several_that_are_out_the_work_says_which(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await asked(t, out=True)
        await opened(t, code="A15", work="套袋", trade="field", start=date(2026, 10, 26), wanted=4)
        await says(t, "套袋的还要3个")
        assert [row.wanted for row in t.rows(PostingDay)] == [5, 3]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("3 more", Needed(True, 3)),
        ("We still need 3 more people", Needed(True, 3)),
        ("need 5", Needed(True, 5)),
        ("5 in all", Needed(True, 5, whole=True)),
        ("make it 5", Needed(True, 5, whole=True)),
        ("No thanks", Needed(False)),
        ("enough", Needed(False)),
        ("not this week", Needed(False, later=True)),
        ("call me", Needed(False, call=True)),
        ("yes", Needed(True)),
    ],
)
def test_what_is_needed_in_english(words: str, said: Needed) -> None:
    assert needed.read(words) == said


async def test_more_people_in_english_come_on_top_of_those_on_the_list(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        person = await regular(t, start=date(2026, 10, 25), wanted=5)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-19T09:01")
        await person.says("3 more")
        assert t.rows(PostingDay)[0].wanted == 5
        assert answers(t) == [("number", 3)]
        await person.says("4 more people")
        assert (t.rows(PostingDay)[0].wanted, t.rows(PostingDay)[0].taken) == (6, 2)


async def test_more_people_in_english_where_nothing_is_out(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        person = await regular(t, start=date(2026, 10, 16), wanted=5)
        await t.leap("2026-10-19T09:01")
        await person.says("we need 3 more")
        assert [row.headcount_max for row in t.rows(Posting) if row.status == PostingStatus.DRAFT] == [3]
