"""An employer who wants people on another day too, puts a sum forward, lets a draft lie, or leaves a thing open."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import postings
from bot.models import Posting
from tests.conversation import Town, town
from tests.talks import WHOLE, invited, published, sent_in

PEARS = WHOLE.replace("20个人摘苹果", "8个人摘梨")
BARE = "明天要6个人摘桃，西解村，150一天，早7点，刘哥13900001111"


def stand(t: Town) -> list[tuple[str, str | None, int | None, str]]:
    """Each posting: where it stands, its work, how many, its first day."""
    return [(each.status, each.work, each.headcount_max, str(each.start)) for each in t.rows(Posting)]


FIRST = ("open", "摘苹果", 20, "2026-10-15")


@pytest.mark.parametrize(
    "words", ["后天还要5个", "后天再要5个", "后天也要5个人", "后天还差5个", "后天继续要5个", "周五还要5个摘苹果的"]
)
@pytest.mark.parametrize("closed", [False, True])
async def test_people_for_another_day_are_the_same_work_again(tmp_path: Path, words: str, closed: bool) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        if closed:
            await boss.says("招满了")
        await boss.says(words)
        first = ("closed", *FIRST[1:]) if closed else FIRST
        assert stand(t) == [first, ("draft", "摘苹果", 5, "2026-10-16")]
        assert "照A1摘苹果再来一次。\n摘苹果，5人\n后天(10月16日周五)早7点" in boss.last
        assert t.rows(Posting)[0].pending_changes == {}


async def test_other_terms_of_that_day_are_taken_along_and_its_words_kept(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("后天还要5个人，160一天")
        new = t.rows(Posting)[1]
        assert (new.headcount_max, new.wage_min) == (5, 160)
        assert new.raw_text.endswith("后天还要5个人，160一天")
        await boss.says("行")
        await boss.says("后天还要5个人")
        assert t.rows(Posting)[1].headcount_max == 5, "said once more while it waits"
        assert "前面" in boss.last


async def test_of_several_works_it_is_asked_which(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await published(t, boss, PEARS)
        await boss.says("后天还要5个")
        assert boss.last == "是哪一条：A2摘梨、A1摘苹果？"
        await boss.presses("A2摘梨")
        assert stand(t)[2] == ("draft", "摘梨", 5, "2026-10-16")


async def test_more_people_for_its_own_day_stand_on_top(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("明天还要5个")
        assert stand(t) == [("open", "摘苹果", 25, "2026-10-15")]


async def test_another_number_on_another_day_of_a_draft_is_a_second_draft(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("刘哥")
        await boss.says(BARE)
        await boss.says("后天还要3个")
        assert stand(t) == [("draft", "摘桃", 6, "2026-10-15"), ("draft", "摘桃", 3, "2026-10-16")]
        await boss.says("日结")
        assert [each.pay_when for each in t.rows(Posting)] == ["daily", "daily"]


@pytest.mark.parametrize(("when", "rest"), [("明天后天", ["2026-10-15"]), ("明天起三天", ["2026-10-15", "2026-10-17"])])
async def test_another_number_for_one_of_a_drafts_days_is_a_draft_of_that_day(
    tmp_path: Path, when: str, rest: list[str]
) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(f"{when}要6个人摘桃，西解村，150一天，早7点")
        await boss.says("后天也要8个")
        first, second = t.rows(Posting)
        assert [str(day) for day in postings.days_of(first)] == rest
        assert [str(day) for day in postings.days_of(second)] == ["2026-10-16"]
        assert (first.headcount_max, second.headcount_max) == (6, 8)
        assert "记着呢" not in boss.last


@pytest.mark.parametrize("words", ["80行不行", "80行不行啊？", "80成不成", "80可以吗"])
async def test_a_sum_put_forward_after_a_send_back_is_taken(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss, WHOLE.replace("150一天", "60一天"))
        await t.desk.presses("退回", message=next(e for e in t.desk.inbox if f"待审{posting.id}：" in e.text))
        await t.desk.says("工资太低了")
        await boss.says(words)
        assert boss.last.startswith("好，80元/天。")
        await boss.says("那给多少合适")
        assert "驿站" in boss.inbox[-2].text
        assert boss.last.startswith("这样发行吗")


@pytest.mark.parametrize("words", ["都行", "看情况", "没有"])
async def test_what_cannot_stay_empty_says_why_it_is_asked(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("刘哥")
        await boss.says(BARE)
        await boss.says(words)
        assert boss.last == "得定一样，大家才放心来。钱啥时候给：当天、干完，还是按周、按月？"


@pytest.mark.parametrize("words", ["先别发", "先放着", "等会儿再说", "我再想想", "先不发了"])
async def test_a_draft_may_lie_for_a_while(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("刘哥")
        await boss.says(BARE)
        await boss.says(words)
        assert boss.last == "好，先放着，没往外发。想接着弄，随时直接说；不要了回“算了”。"
        await boss.says("日结")
        assert t.rows(Posting)[0].pay_when == "daily"


async def test_a_draft_that_lies_says_that_another_is_out(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("后天还要5个")
        await boss.says("先别发")
        assert boss.last.endswith("A1摘苹果已经在群里了；要停那条，说“A1 先别招了”。")
        assert [each.status for each in t.rows(Posting)] == ["open", "draft"]
        await boss.says("行")
        assert [each.status for each in t.rows(Posting)] == ["open", "review"]


TWO = "帮张家招10个人摘苹果，西解村，明天早7点，150日结；帮李家招6个人套袋，新城村，后天早8点，140日结"


async def test_a_brokers_two_employers_stay_apart(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        broker = await invited(t, "老郭", "broker")
        await broker.says(TWO)
        assert [each.hires for each in t.rows(Posting)] == ["张家", "李家"]
        await broker.says("张家13593590011 李家13593590012")
        assert [each.phones for each in t.rows(Posting)] == [["13593590011"], ["13593590012"]]
        await broker.says("老板给我出劳务费")
        assert [each.broker_paid_by for each in t.rows(Posting)] == ["employer", "employer"]
        await broker.says("张家那个改成12个人")
        assert [each.headcount_max for each in t.rows(Posting)] == [12, 6]
        await broker.says("李家的不要了")
        assert [each.status for each in t.rows(Posting)] == ["draft", "cancelled"]
        assert broker.last.startswith("好，套袋不发了。")


async def test_two_employers_in_review_are_told_apart_by_name(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        broker = await invited(t, "老郭", "broker")
        for words in (TWO, "张家13593590011 李家13593590012", "老板出", "没有", "不写", "行", "李家的不要了"):
            await broker.says(words)
        assert [each.status for each in t.rows(Posting)] == ["review", "cancelled"]
        assert broker.last == "好，套袋不发了。"


async def test_a_need_spoken_in_bits_is_heard(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("老杨")
        for words in ("那个明天啊", "我们这个那个要人嘞 大概十来个吧", "摘那个酥梨 在那个里望乡"):
            await boss.says(words)
        row = t.rows(Posting)[0]
        assert (row.work, row.headcount_max, row.township) == ("摘酥梨", 10, "里望乡")


async def test_what_stands_already_is_no_misunderstanding_and_help_is_offered_the_second_time(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("贾老四")
        for words in ("我要寻人锄地哩", "俺是贾村的"):
            await boss.says(words)
        await boss.says("贾村乡")
        assert boss.last == "记着呢。要几个人？"
        await boss.says("我没手机号，打我儿子的")
        assert boss.last == "没听明白。要几个人？"
        await boss.says("地里草长得可高了")
        assert boss.last == "没听明白。说不清也不要紧，打0359-4520000，驿站替您登。\n要几个人？"
        await boss.says("我也不知道几个人，你看着办")
        assert boss.last.startswith("得有个数")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("后天要8个", {15: 10, 16: 8}),
        ("后天只要8个就够了", {15: 10, 16: 8}),
        ("后天改成8个", {15: 10, 16: 8}),
        ("后天不是10个是8个", {15: 10, 16: 8}),
        ("第二天少要2个", {15: 10, 16: 8}),
        ("明天12个后天8个", {15: 12, 16: 8}),
        ("明天8个后天8个", {15: 8, 16: 8}),
        ("改成后天，8个", {16: 8}),
        ("后天才要8个", {16: 8}),
        ("明天不要了，后天要8个", {16: 8}),
    ],
)
async def test_a_number_for_a_day_of_a_draft_leaves_its_other_day(
    tmp_path: Path, words: str, numbers: dict[int, int]
) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天后天要10个人摘苹果，解店镇西解村，150一天，日结，早7点，姓王，电话13835912345")
        await boss.says(words)
        rows = t.rows(Posting)
        assert {day.day: each.headcount_max for each in rows for day in postings.days_of(each)} == numbers
        assert all((each.wage_min, each.village, str(each.begin_time)) == (150, "西解村", "07:00:00") for each in rows)


async def test_numbers_day_by_day_are_told_back_and_asked_about_as_one_work(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天后天要10个人摘苹果，解店镇西解村，150一天，早7点，姓王，电话13835912345")
        await boss.says("后天要8个")
        assert boss.last.startswith("好，明天(10月15日周四)10人，后天(10月16日周五)8人。")
        assert "摘苹果" not in boss.last
        assert "审核" not in boss.last
