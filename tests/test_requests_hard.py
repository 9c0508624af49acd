# ruff: noqa: E501 - texts are not wrapped
"""What dictation, haste and several works at once do to a request: works by their sound, counts in turn, days by feasts."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from nlp import gazetteer, request
from nlp.types import Gender, Need

NOW = datetime(2026, 10, 14, 18, 30)


def needs(text: str) -> tuple[Need, ...]:
    return tuple(request.read(text, NOW, gazetteer.load("wanrong")).needs)


@pytest.mark.parametrize(
    ("text", "work", "trade"),
    [
        ("浇低 要2人 一晚200 西解村 后天", "浇地", "field"),
        ("我想找两个人帮我搬一下家在宝鼎社区明天上午九点一个人两百", "搬家", "loading"),
        ("阿婆摔了腿要个人照顾 一天150 五一社区", "照顾阿婆", "domestic"),
        ("请个阿姨带一岁半的宝宝 一月3300 五一社区", "带宝宝", "domestic"),
        ("割麦机师傅一名 一天400 西解村", "割麦机师傅", "driving"),
        ("卸苹果筐 2个人 一人150 西解村", "卸苹果筐", "loading"),
        ("阿公种的哈密瓜明天要摘 十五个人 一天160 西解村", "摘哈密瓜", "picking"),
        ("摘梨不是摘桃,要10个人,140一天,西解村", "摘梨", "picking"),
        ("摘梨不是摘桃,是摘杏,要10个人,140一天,西解村", "摘杏", "picking"),
    ],
)
def test_a_work_told_otherwise_than_the_lexicon_has_it(text: str, work: str, trade: str) -> None:
    (only,) = needs(text)
    assert (only.work, only.trade) == (work, trade)


@pytest.mark.parametrize("text", ["开始了 大家早上好 一共10个人 明天", "清早六点半开始,12号到20号,10个人一天100"])
def test_everyday_words_are_no_work_by_their_sound(text: str) -> None:
    assert all(one.work is None for one in needs(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "鞋厂 针车30人 成型20人 质检5人 针车6500到9000 成型6000到8000 质检5000",
            [("针车", 30, 6500), ("成型", 20, 6000), ("质检", 5, 5000)],
        ),
        ("摘荔枝150一天要10个人,装筐130一天要6个人,西解村", [("摘荔枝", 10, 150), ("装筐", 6, 130)]),
        ("八个小工两个大工小工一百八大工三百,盖房,西解村", [("大工", 2, 300), ("小工", 8, 180)]),
        ("招厨师1名5000 2服务员2800 3洗碗工2500", [("厨师", 1, 5000), ("服务员", 2, 2800), ("洗碗工", 3, 2500)]),
        ("招保安两个月薪2600保洁三个月薪2200,五一社区", [("保安", 2, 2600), ("保洁", 3, 2200)]),
        (
            "做饭的一个3000 两个护工3400 一个看大门的老汉2000 养老院",
            [("做饭", 1, 3000), ("护工", 2, 3400), ("看大门", 1, 2000)],
        ),
        ("摘菇5个女的一天110 搬菌棒男的1个一天150 西解村", [("摘菇", 5, 110), ("搬菌棒", 1, 150)]),
    ],
)
def test_each_work_has_its_own_count_and_pay(text: str, told: list[tuple[str, int, int]]) -> None:
    found = [(one.work, one.headcount and one.headcount[0], one.wage and one.wage.min) for one in needs(text)]
    assert sorted(found, key=str) == sorted(told, key=str)


def test_a_range_told_with_its_measure_twice() -> None:
    (only,) = needs("采茶的四十个到五十个 西解村 明天 一天一百")
    assert only.headcount == (40, 50)
    (only,) = needs("采茶的十一二个 西解村 明天 一天一百")
    assert only.headcount == (11, 12)


def test_men_and_women_of_one_work_are_added_up() -> None:
    (only,) = needs("摘苹果男工10个180女工20个130,西解村,明早7点")
    assert only.headcount == (30, 30)
    assert only.wage
    assert (only.wage.min, only.wage.max) == (130, 180)


def test_a_sex_right_behind_a_count_is_of_that_work() -> None:
    first, second = needs("端菜八个后生仔洗碗六个阿姨 端菜150洗碗130 西解村")
    assert first.requires.gender is Gender.MALE
    assert second.requires.gender is Gender.FEMALE


def test_a_total_that_the_others_share_out_is_the_number() -> None:
    (only,) = needs("请5个帮厨的嬢嬢 三个切菜两个洗碗 一人一百五 后天 西解村")
    assert (only.work, only.headcount) == ("帮厨", (5, 5))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("霜降那天", date(2026, 10, 23)),
        ("冬至后一天", date(2026, 12, 23)),
        ("重阳前一天", date(2026, 10, 17)),
        ("九月廿三第二天", date(2026, 11, 2)),
        ("十一月头一天", date(2026, 11, 1)),
        ("明天", date(2026, 10, 15)),
    ],
)
def test_days_by_feasts_and_terms(words: str, day: date) -> None:
    (only,) = needs(f"{words}摘梨10人140,西解村")
    assert only.start == day


def test_a_day_of_rest_and_a_numbered_house_are_no_first_day() -> None:
    assert [one.start for one in needs("摘梨10人140,西解村,明天 后天休息")] == [date(2026, 10, 15)]
    assert [one.start for one in needs("西解村二号冷库,明天装梨10人140")] == [date(2026, 10, 15)]
    assert [one.start for one in needs("采茶10人140,西解村,明天不采后天才采")] == [date(2026, 10, 16)]


def test_the_hour_of_weighing_is_not_when_work_begins() -> None:
    (only,) = needs("摘梨10人一斤2毛,西解村,明天,下午五点过秤给现钱")
    assert only.begin_time is None
    (only,) = needs("种苗12人一棵五毛 后天 西解村 下午五点收 早六点半")
    assert (only.begin_time, only.end_time) == (time(6, 30), time(17))


@pytest.mark.parametrize(
    "text",
    [
        "听说裴庄那边剪树一天都220了是不是真的 我们这才180",
        "想打听今年烟叶站收不收临时工 我和我老表两个都得空",
        "群里说一句:西解村那个摘辣椒老板说好三角五到了给三角,大家莫去",
    ],
)
def test_hearsay_and_warnings_ask_for_nobody(text: str) -> None:
    assert not needs(text)
