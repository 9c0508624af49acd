"""Words of employers and brokers in the talk that each stand for a class, not for a phrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Guest, Posting
from nlp import order
from tests.conversation import EVENING, Town, town
from tests.talks import WHOLE, invited, published


def newest(t: Town) -> Posting:
    rows: list[Posting] = t.rows(Posting)
    return rows[-1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("招司机一名，拉苹果去运城，货车，面议，明天，从南张乡走，13700005559 马师傅", "freight"),
        ("明天找个司机跑趟运城，运费面议，解店镇装货，13700005559 马师傅", "freight"),
        ("招司机一名，开公司的货车送货到运城，面议，明天，南张乡，13700005559 马师傅", "gig"),
    ],
)
async def test_a_haul_may_be_agreed_and_a_hired_driver_needs_a_sum(tmp_path: Path, text: str, kind: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("马师傅")
        await boss.says(text)
        assert newest(t).kind == kind
        assert ("群里不能只写面议" in boss.last) == (kind == "gig")


@pytest.mark.parametrize(
    "text", ["诚招长期保洁，工资面议，县城，联系电话13700004444", "长期聘保安，面议，县城里，13700004444"]
)
async def test_a_post_offered_without_a_number_is_a_need(tmp_path: Path, text: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王姐")
        await boss.says(text)
        assert (newest(t).kind, newest(t).negotiable) == ("longterm", True)
        assert (newest(t).detail or "").startswith("县城")


@pytest.mark.parametrize("full", ["满了没", "招满了吗", "人够了没有？", "还招"])
async def test_asking_whether_it_is_full_closes_nothing(tmp_path: Path, full: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says(full)
        assert newest(t).status == "open"
        assert "A1摘苹果" in boss.last


async def test_what_was_closed_opens_again_with_as_many_as_are_said(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await t.person("秀兰").says("我去，两个人", group="西解村")
        await boss.says("A1招满了")
        await boss.says("A1再要1个")
        assert newest(t).status == "open"
        assert "还差1人" in boss.last
        await boss.says("招满了")
        await boss.says("又缺3个")
        assert "还差3人" in boss.last


@pytest.mark.parametrize(
    ("asks", "answer"), [("管住不", "不管住"), ("管住不", "有地方住"), ("多大年龄要", "55岁以下都行")]
)
async def test_an_answer_without_quoting_reaches_who_asked(tmp_path: Path, asks: str, answer: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await t.person("秀兰").says(f"A1{asks}？", group="西解村")
        assert "有人问" in boss.last
        await boss.says(answer)
        await t.later(minutes=1)
        assert answer in t.group("西解村").messages[-1].text
        assert "没看明白" not in boss.last


async def test_what_answers_nothing_that_was_asked_goes_to_nobody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await t.person("秀兰").says("A1管住不？", group="西解村")
        before = len(t.group("西解村").messages)
        await boss.says("名单")
        await t.later(minutes=1)
        assert len(t.group("西解村").messages) == before


@pytest.mark.parametrize("said", ["我想去摘苹果", "我要报名", "俺想报名", "咋报名"])
async def test_who_wants_to_go_is_told_what_is_open(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        worker = t.person("秀兰")
        await worker.says(said)
        assert "A1摘苹果" in worker.last


@pytest.mark.parametrize("said", ["人工", "转人工", "电话多少", "驿站电话"])
async def test_who_wants_a_person_gets_the_phone(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        worker = t.person("秀兰")
        await worker.says(said)
        assert t.here.settings.duty_phone in worker.last


async def test_calling_off_what_one_is_not_on_is_answered(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        worker = t.person("秀兰")
        await worker.says("A1 不去了")
        assert "没有您的名字" in worker.last


async def test_the_help_s_own_words_are_understood_in_english(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("Wang")
        await published(t, boss)
        await boss.says("/lang en")
        for words in ("2 more", "who comes", "rain, no work tomorrow", "once more"):
            await boss.says(words)
            assert "did not get" not in boss.last, words
            if words == "2 more":
                assert "2" in boss.last


async def test_a_surname_told_early_is_kept(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("老李")
        await boss.says("明天要5个人摘苹果，西解村，150")
        await boss.says("姓李")
        assert "没听明白" not in boss.last
        assert newest(t).contact_name == "李老板"


@pytest.mark.parametrize("said", ["合作社给我钱", "老板给我", "福兴合作社出"])
def test_who_pays_a_broker(said: str) -> None:
    assert order.read(said, EVENING).paid_by == "employer"


async def test_a_broker_s_names_need_no_code_where_one_block_waits_for_them(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await invited(t, "红姐", "broker")
        await published(t, t.person("王师傅"))
        await broker.says("A1 我带3个人")
        await broker.says("张三 李四 王五")
        assert "没看明白" not in broker.last
        assert {each.name for each in t.rows(Guest)} == {"张三", "李四", "王五"}
        await broker.says("赵六 钱七")
        assert len(t.rows(Guest)) == 3


async def test_a_broker_who_posted_sees_everybody_on_the_list(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await invited(t, "红姐", "broker")
        await published(t, broker, WHOLE + "，劳务费老板出")
        await t.person("秀兰").says("我去", group="西解村")
        await broker.says("A1 我带3个人")
        await broker.says("A1 名单")
        assert "秀兰" in broker.last
