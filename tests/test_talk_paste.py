"""Stretches of a group's talk as chat programs copy them: names, times, texts, quotes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import talk_paste

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 20, 0, tzinfo=ZONE)  # a Wednesday


def spoken(text: str) -> list[tuple[str, str, str]]:
    return [(each.name, each.text, f"{each.at:%m-%d %H:%M}" if each.at else "") for each in talk_paste.read(text, NOW)]


TWO = [("秀兰", "我去", "10-14 19:02"), ("老李", "俺俩", "10-14 19:03")]


@pytest.mark.parametrize(
    "text",
    [
        "秀兰 2026-10-14 19:02:11\n我去\n\n老李 2026-10-14 19:03:40\n俺俩\n",
        "秀兰 2026/10/14 19:02\n我去\n老李 2026/10/14 19:03\n俺俩",
        "秀兰 10-14 19:02:11\n我去\n老李 10-14 19:03:02\n俺俩",
        "秀兰 10月14日 19:02\n我去\n老李 10月14日 晚上7:03\n俺俩",
        "秀兰: 19:02\n我去\n老李: 19:03\n俺俩",
        "秀兰  下午7:02\n我去\n\n老李  下午7:03\n俺俩",
        "————— 2026-10-14 —————\n\n\n秀兰  19:02\n\n我去\n\n\n老李  19:03\n\n俺俩\n",
        "19:02 秀兰\n我去\n19:03 老李\n俺俩",
        "[2026-10-14 19:02:11] 秀兰\n我去\n[2026-10-14 19:03:11] 老李\n俺俩",
        "秀兰 7:02 PM\n我去\n老李 7:03 PM\n俺俩",
        "秀兰 10/14/26, 7:02 PM\n我去\n老李 10/14/2026 7:03 PM\n俺俩",
        "秀兰 Oct 14, 2026 19:02\n我去\n老李 October 14, 7:03 PM\n俺俩",
        "秀兰\t2026-10-14 19:02\r\n我去\r\n老李\t2026-10-14 19:03\r\n俺俩\r\n",
        # all in one line
        "19:02 秀兰：我去\n19:03 老李：俺俩",
        "[19:02] 秀兰: 我去\n[19:03] 老李: 俺俩",
        "【19:02】秀兰：我去\n【19:03】老李：俺俩",
        "[2026/10/14, 19:02:11] 秀兰: 我去\n[2026/10/14, 19:03:12] 老李: 俺俩",
        "2026-10-14 19:02 - 秀兰: 我去\n2026-10-14 19:03 - 老李: 俺俩",
        "秀兰（19:02）：我去\n老李（19:03）：俺俩",
        "秀兰(10-14 19:02:11) 我去\n老李(10-14 19:03:11) 俺俩",
        "秀兰 19:02：我去\n老李 19:03：俺俩",
        "秀兰 2026-10-14 19:02:11 我去\n老李 2026-10-14 19:03:11 俺俩",
        "秀兰\t19:02\t我去\n老李\t19:03\t俺俩",
        "晚上7:02 秀兰：我去\n晚上7:03 老李：俺俩",
        # in three lines, or with the time alone
        "秀兰\n19:02\n我去\n老李\n19:03\n俺俩",
        "秀兰\n10月14日 19:02\n我去\n\n老李\n10月14日 19:03\n俺俩",
        "秀兰\n7:02 PM\n我去\n老李\n7:03 PM\n俺俩",
        "19:02\n秀兰\n我去\n19:03\n老李\n俺俩",
        "19:02\n\n秀兰\n我去\n\n19:03\n\n老李\n俺俩\n",
        "19:02\n秀兰：我去\n19:03\n老李：俺俩",
        # what others put beside the name
        "【群主】秀兰(12345678) 2026/10/14 19:02:11\n我去\n\n老李(87654321) 2026/10/14 19:03:11\n俺俩",
        "秀兰<xl@qq.com> 19:02:11\n我去\n老李(87654321) 19:03:11\n俺俩",
        "2026-10-14 19:02:11 秀兰(12345678)\n我去\n2026-10-14 19:03:11 老李(87654321)\n俺俩",
        "秀兰@微信 10/14 19:02:11\n我去\n老李 10/14 19:03:02\n俺俩",
        "秀兰 10月14日 周三 19:02\n我去\n老李 10月14日（星期三） 19:03\n俺俩",
        "秀兰, [14.10.2026 19:02:11]\n我去\n\n老李, [14.10.2026 19:03:11]\n俺俩",
        "秀兰, [Oct 14, 2026 at 7:02:11 PM]:\n我去\n\n老李, [Oct 14, 2026 at 7:03:11 PM]:\n俺俩",
        "秀兰 14/10/2026, 19:02\n我去\n老李 14 Oct 2026 7:03 p.m.\n俺俩",
        "秀兰\xa02026-10-14 19:02\n我去\n\u200e老李\u20052026-10-14 19:03\n俺俩",
        "群聊的聊天记录\n秀兰 19:02\n我去\n老李 19:03\n俺俩",
    ],
)
def test_names_and_times_of_each_form(text: str) -> None:
    assert spoken(text) == TWO


def test_who_writes_on_two_days_is_one_name_in_english_forms_too() -> None:
    text = "Xiulan 10/13/26, 7:02 PM\n我去\nXiulan Oct 14, 2026 19:02\n不去了"
    assert [(name, at) for name, _, at in spoken(text)] == [("Xiulan", "10-13 19:02"), ("Xiulan", "10-14 19:02")]


def test_the_phones_copy_has_names_and_colons() -> None:
    assert spoken("秀兰：我去\n老李：俺俩") == [("秀兰", "我去", ""), ("老李", "俺俩", "")]
    assert spoken("秀兰:\n我去\n老李:\n俺俩") == [("秀兰", "我去", ""), ("老李", "俺俩", "")]
    assert spoken("晚上7:02\n秀兰：我去\n晚上7:03\n老李：俺俩") == TWO


def test_days_said_by_a_word() -> None:
    assert spoken("秀兰 昨天 19:02\n去")[0][2] == "10-13 19:02"
    assert spoken("秀兰 星期一 19:02\n去")[0][2] == "10-12 19:02"
    assert spoken("秀兰 星期三 19:02\n去")[0][2] == "10-07 19:02"
    assert spoken("秀兰 21:30\n去")[0][2] == "10-13 21:30", "an hour that lies ahead was yesterday's"
    assert spoken("秀兰 12-30 21:30\n去")[0][2] == "12-30 21:30"
    assert talk_paste.read("秀兰 12-30 21:30\n去", NOW)[0].at == datetime(2025, 12, 30, 21, 30, tzinfo=ZONE)


def test_a_quote_belongs_to_the_message_below_it() -> None:
    text = (
        "秀兰 19:02\n「万荣零工市场：A12 摘苹果 20人」\n- - - - - - - - - - - - - - -\n我去两个\n"
        "老李 19:03\n不去了\n引用 秀兰：我去"
    )
    first, second = talk_paste.read(text, NOW)
    assert (first.text, "A12" in first.quote) == ("我去两个", True)
    assert (second.text, second.quote) == ("不去了", "秀兰：我去")


def test_a_quote_of_several_lines() -> None:
    text = "秀兰 19:02\n「万荣零工市场：A12 摘苹果\n150元/天」\n- - - - - - - -\n我去"
    assert [(each.text, each.quote[:6]) for each in talk_paste.read(text, NOW)] == [("我去", "万荣零工市场")]


def test_what_the_program_says_is_left_out() -> None:
    text = "玉梅邀请秀兰加入了群聊\n老李 19:03\n俺俩\n[图片]\n玉梅撤回了一条消息"
    assert spoken(text) == [("老李", "俺俩", "10-14 19:03")]


def test_a_voice_or_picture_alone_is_told_for_nobody_knows_what_is_in_it() -> None:
    text = "秀兰 19:02\n[图片]\n老李 19:03\n俺俩\n红霞 19:04\n[语音] 3''"
    assert [each[:2] for each in spoken(text)] == [("秀兰", "[图片]"), ("老李", "俺俩"), ("红霞", "[语音] 3''")]


def test_what_stands_before_the_first_name_is_not_lost() -> None:
    assert spoken("我也去\n老李 19:03\n俺俩") == [("", "我也去", ""), ("老李", "俺俩", "10-14 19:03")]
    assert spoken("我也去\n19:02\n老李\n俺俩") == [("", "我也去", ""), ("老李", "俺俩", "10-14 19:02")]


def test_names_and_texts_by_turns() -> None:
    two = [("秀兰", "我去", ""), ("老李", "俺俩", "")]
    assert spoken("秀兰\n我去\n老李\n俺俩") == two
    assert spoken("秀兰\n我去\n\n老李\n俺俩") == two
    assert spoken("19:02\n秀兰\n我去\n老李\n俺俩\n19:10\n玉梅\n明天去\n后天不去") == [
        ("秀兰", "我去", "10-14 19:02"),
        ("老李", "俺俩", "10-14 19:02"),
        ("玉梅", "明天去\n后天不去", "10-14 19:10"),
    ]


@pytest.mark.parametrize(
    "quoting",
    [
        "「秀兰：我去」\n- - - - - - - - - -\n俺也去",
        "秀兰：我去\n- - - - - - - - - -\n俺也去",
        "秀兰：我去\n——————————\n俺也去",
        "秀兰：\n我去\n------\n俺也去",
        "> 秀兰：我去\n俺也去",
        "> 秀兰：\n> 我去\n俺也去",
        "｜秀兰：我去\n俺也去".replace("｜", "|"),
        "回复 秀兰：我去\n俺也去",
        "回复@秀兰：我去\n俺也去",
        "俺也去\n引用 秀兰：我去",
        "Reply to 秀兰: 我去\n俺也去",
    ],
)
def test_each_form_of_a_quote(quoting: str) -> None:
    for text in (
        f"老李 19:03\n{quoting}",
        f"老李\n19:03\n{quoting}",
        f"[19:03] 老李: {quoting}",
        f"玉梅：好\n老李：{quoting}",
    ):
        last = talk_paste.read(text, NOW)[-1]
        assert (last.name, last.text) == ("老李", "俺也去"), text
        assert "秀兰" in last.quote, text


def test_own_words_are_no_quote() -> None:
    assert spoken("老李 19:03\n明天两个\n------\n后天三个")[0][1] == "明天两个\n后天三个"
    assert spoken("老李 19:03\n回复你了，我去")[0][1] == "回复你了，我去"


def test_lines_of_a_notice_within_a_message_head_nothing() -> None:
    notice = "7:30 上车地点：村口\n8:00 开工时间：不等人"
    assert spoken(f"19:01 秀兰：看清\n{notice}\n19:02 老李：俺俩") == [
        ("秀兰", f"看清\n{notice}", "10-14 19:01"),
        ("老李", "俺俩", "10-14 19:02"),
    ]
    assert spoken("秀兰 19:01\n7:30 西解村口：坐车\n老李 19:02\n俺俩")[0][1] == "7:30 西解村口：坐车"


def test_an_hour_within_a_message_is_no_head() -> None:
    assert spoken("秀兰 19:02\n我去\n明天早上 7:00\n行不\n老李 19:03\n俺俩") == [
        ("秀兰", "我去\n明天早上 7:00\n行不", "10-14 19:02"),
        ("老李", "俺俩", "10-14 19:03"),
    ]


@pytest.mark.parametrize(
    "name",
    ["平安是福。", "李?", '=HYPERLINK("http://x")', "风雨，同路", "明月", "今生有缘", "到永远", "早春", "！！王！！"],
)
def test_any_name_heads_its_own_message(name: str) -> None:
    assert spoken(f"秀兰 18:00\nA4 俺去\n{name} 18:01\nA4 报3个") == [
        ("秀兰", "A4 俺去", "10-14 18:00"),
        (name, "A4 报3个", "10-14 18:01"),
    ]


def test_hours_that_are_said_head_nothing() -> None:
    for said in (
        "明天 7:00",
        "早上 6:30",
        "集合时间 7:00",
        "上工 7:00 下工 18:00",
        "几点 7:00",
        "后天下午 2:00",
        "7:00 集合",
    ):
        assert spoken(f"秀兰 18:00\n俺去\n{said}\n3个都去") == [("秀兰", f"俺去\n{said}\n3个都去", "10-14 18:00")], said


@pytest.mark.parametrize(
    "text", ["", "我去", "西解村:秀兰2,老李1;玉梅不去了", "接龙A12\n1. 秀兰 2\n2. 老李", "明天7:00到"]
)
def test_what_is_no_talk(text: str) -> None:
    assert talk_paste.read(text, NOW) == ()


@given(st.text(alphabet="秀兰老李 19:02：「」-\n去我昨天星期三年月日/.引用[]图片", max_size=120))
def test_never_raises_and_never_looks_ahead(text: str) -> None:
    for each in talk_paste.read(text, NOW):
        assert each.text
        assert each.at is None or each.at <= NOW
