"""Needs told without a word of hiring, works nobody listed, hours and posts of their own; and what only looks so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_requests import only, read

NEEDS = (
    "少俩人，卸货，完事一百|缺个做饭的，一天100|有没有人会抹灰，一天280|谁家有闲人，俺家等着掰玉米呢，一天120|明儿还差仨，套袋，140|"
    "来几个摘果的，150|苹果熟了摘不过来，帮把手，一天一百四|活儿不重，摘花椒，一斤三块|掰棒子嘞，掰一亩90，想来的言语一声|扒蒜，一斤三毛|"
    "饭店洗碗的不干了，谁顶上，一个月2600|打核桃的爬树高手，一天300|手脚麻利的妇女来挑枣，一天100|给鸡场抓鸡，半夜12点，一人100|需搬运工数名，日薪200"
)
NONE = (
    "我会抹灰，谁家盖房叫一声，一天280|有没有套袋的活，俺两口子都能干，一天150|谁家要掰玉米，俺们三个人，120一天就干|闲着没事，摘苹果150我去|"
    "我们两口子都会砌墙，寻个工地，一天三百五就行|带队的，专业摘苹果队伍，30人，包园也行|苹果便宜卖了，一块五一斤，自己来摘|采摘园开门了，草莓30一斤|"
    "俺家有收割机，收玉米一亩80，联系13800138001|家电维修清洗油烟机，一台80，电话13800138001|要20个苹果筐，5块一个，明天送来|谁有多余的苹果筐借20个，明天用|"
    "明天下午3点村部开会，每家来一个人|修渠摊派，每户100元|有车去西安，明早6点走，还差两个人，一位80|去年这时候摘苹果才120一天，今年都150了|"
    "昨天摘苹果的十个人工资已结，150一天，大家查收|老板说摘苹果180一天，去了才给120|今年人工贵，摘个苹果都要150一天|套袋的工一般一天开多少，我打算雇人，先打听打听，150少不少"
)


@pytest.mark.parametrize("text", NEEDS.split("|"))
def test_a_need_without_a_word_of_hiring(text: str) -> None:
    assert len(read(text)) == 1


@pytest.mark.parametrize("text", NONE.split("|"))
def test_what_only_looks_like_a_need(text: str) -> None:
    assert read(text) == []


WORKS = {
    "剔柱头 3个人 200一天 西解村": "剔柱头",
    "凿石槽要两个人，一天260，解店镇": "凿石槽",
    "薅藠头的来四个，180一天": "薅藠头",
    "明天捶枣树，四个后生，160": "捶枣树",
    "西解村簸糠 两个人 一天120": "簸糠",
}


@pytest.mark.parametrize(("text", "work"), WORKS.items())
def test_a_work_nobody_listed_is_kept_in_its_words(text: str, work: str) -> None:
    assert only(text)["work"] == work


def two(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = read(text)
    return first, second


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("起垄的要俩男的一百六六点半到铺膜的三个一百一铺膜的不用恁早", ("06:30", None)),
        ("明天请三个切菜的一百五早上四点就到还请两个烧火的一百烧火的天亮来", ("04:00", None)),
        ("剔桩三个二百八，扎钢筋两个三百，剔桩的明早七点，扎钢筋的20号才进场", ("07:00", None)),
        ("摘苹果五个一百五装筐三个一百二明早七点", ("07:00", "07:00")),
        ("明天早上七点摘苹果五个，打包三个", ("07:00", "07:00")),
    ],
)
def test_an_hour_of_one_of_two_works_or_of_both(text: str, hours: tuple[str | None, str | None]) -> None:
    assert tuple(one["begin_time"] for one in two(text)) == hours


def test_terms_of_a_permanent_post_told_last_are_its_own() -> None:
    day, month = two("明天先来四个套网套的一小时十三，另外还要一个开叉车的长期干一个月五千二管吃住")
    assert (day["benefits"], day["start"]) == ([], "2026-10-15")
    assert (month["benefits"], month["start"]) == (["meals", "lodging"], None)
    day, month = two("明天要四个套网套的一小时十三，另外还要一个开叉车的一个月五千二，都管吃住")
    assert day["benefits"] == month["benefits"] == ["meals", "lodging"]


WAGES = {
    "搭瓜架，大的棚两百小的棚一百五，来三个人": (150, 200, "piece", "棚"),
    "摘苹果3个人，大的筐6块小的筐4块": (4, 6, "piece", "筐"),
    "扛冰上船 一块两元五 男的四个": (2.5, 2.5, "piece", "块"),
    "砍竹子 15元100斤 要3个": (0.15, 0.15, "piece", "斤"),
}


@pytest.mark.parametrize(("text", "wage"), WAGES.items())
def test_pay_by_size_or_by_the_block(text: str, wage: tuple[float, float, str, str]) -> None:
    assert tuple(only(text)["wage"].values()) == wage


@pytest.mark.parametrize(
    "tail",
    ["说错了 尾号是9417", "写错了应该是9417", "哎不对 是9417", "打错了，后四位是九四幺七", "，不对，后面四位是9417"],
)
def test_the_tail_of_a_phone_corrected(tail: str) -> None:
    assert only(f"摘苹果10个人150一天 136 0000 9471 {tail}")["contact"]["phones"] == ["13600009417"]


def test_a_tail_told_beside_another_number_is_none() -> None:
    assert only("摘苹果10个人150一天 13600009471 不对，是12个人")["contact"]["phones"] == ["13600009471"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("下礼拜一三五摘苹果，8个人150", ("2026-10-19", "2026-10-23")),
        ("下周二四六三天装车，4个人200", ("2026-10-20", "2026-10-24")),
        ("下周一三个人摘苹果150", ("2026-10-19", None)),
    ],
)
def test_weekdays_listed(text: str, days: tuple[str, str | None]) -> None:
    found = only(text)
    assert (found["start"], found["end"]) == days


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("套袋来三两个人150一天", [2, 3]),
        ("本来喊八个的，有三个来不成了，现在补三个摘苹果150", [3, 3]),
        ("搭瓜架，总共十四个棚，要三个人，一天200", [3, 3]),
        ("凑十个人端盘子，一人80", [10, 10]),
    ],
)
def test_how_many(text: str, people: list[int]) -> None:
    assert only(text)["headcount"] == people


@pytest.mark.parametrize(
    "text",
    [
        "摘苹果10个人150一天，装车的人够了",
        "要10个摘苹果的，150一天，装箱的已经招满了别再问",
        "摘苹果10人150，南景村够了不要再报",
        "摘苹果10人150，开叉车的有人了",
    ],
)
def test_one_of_several_that_needs_nobody(text: str) -> None:
    assert (only(text)["work"], only(text)["headcount"]) == ("摘苹果", [10, 10])


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("卸货5个人，每人120，18-45", (18, 45)),
        ("保洁两名，女的，四十到五十五，2200一个月", (40, 55)),
        ("门卫一个，不满六十五的，2000", (None, 65)),
        ("摘苹果5个人，一天50-60", (None, None)),
    ],
)
def test_ages_told_as_a_bare_range(text: str, ages: tuple[int | None, int | None]) -> None:
    found = only(text)["requires"]
    assert (found["age_min"], found["age_max"]) == ages


def test_a_number_denied_behind_the_true_one() -> None:
    assert only("套袋女工12人，不是原来的15人，130一天")["headcount"] == [12, 12]


def test_the_whole_is_left_out_where_its_parts_are_told() -> None:
    first, second = two("盖房要8个，其中砌墙的3个300，其余5个和灰150")
    assert (first["headcount"], second["headcount"]) == ([3, 3], [5, 5])


def test_villages_named_again_with_a_day_of_their_own() -> None:
    first, second = read("插秧 平里河村4个 乐阳村6个 工价一样130 平里河明天 乐阳后天", "pingtang")
    assert (first["start"], second["start"]) == ("2026-10-15", "2026-10-16")
