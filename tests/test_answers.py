"""What a poster's turn does to the open draft, rule by rule."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import answer, gazetteer
from nlp.types import Act

NOW = datetime.fromisoformat("2026-10-14T18:31:00+08:00")  # a Wednesday
COUNTY = gazetteer.load("wanrong")
DRAFT: dict[str, Any] = {
    "kind": "gig",
    "work": "摘苹果",
    "trade": "picking",
    "headcount": [20, 20],
    "wage": {"min": 150, "max": 150, "unit": "day", "per": None},
    "pay_when": None,
    "start": "2026-10-15",
    "end": None,
    "days": None,
    "begin_time": "07:00",
    "end_time": None,
    "place": {"township": "解店镇", "village": "西解村", "detail": None},
    "origin": None,
    "benefits": ["lunch"],
    "requires": {"gender": None, "age_min": None, "age_max": None},
    "contact": {"name": "王师傅", "phones": ["13800138001"]},
    "urgent": False,
}


def _draft(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(DRAFT) | changes


def _read(text: str, asked: str | None = None, **changes: Any) -> tuple[Act, dict[str, Any]]:
    read = answer.read(text, NOW, _draft(**changes), asked, COUNTY)
    return read.act, read.changes


def _wage(least: float, unit: str = "day", most: float | None = None, per: str | None = None) -> dict[str, Any]:
    return {"min": least, "max": most or least, "unit": unit, "per": per}


@pytest.mark.parametrize(
    ("asked", "text", "changes"),
    [
        ("wage", "160", {"wage": _wage(160)}),
        ("wage", "一百六吧", {"wage": _wage(160)}),
        ("wage", "百八", {"wage": _wage(180)}),
        (None, "工资涨到180", {"wage": _wage(180)}),
        (None, "加20块", {"wage": _wage(170)}),
        ("headcount", "二十五", {"headcount": [25, 25]}),
        (None, "不是20是25个", {"headcount": [25, 25]}),
        (None, "再加5个人", {"headcount": [25, 25]}),
        (None, "少要三个", {"headcount": [17, 17]}),
        ("start", "后天", {"start": "2026-10-16"}),
        ("start", "18", {"start": "2026-10-18"}),
        ("begin_time", "七点半", {"begin_time": "07:30"}),
        ("end_time", "6点", {"end_time": "18:00"}),
        ("end_time", "干到7点", {"end_time": "19:00"}),
        ("end_time", "早上7点开始，干到5点", {"end_time": "17:00"}),
        ("place", "算了，摘梨", {"work": "摘梨"}),
        ("wage", "不对，摘梨", {"work": "摘梨"}),
        (None, "早上集合地点改到村委会门口", {"detail": "村委会门口"}),
        (None, "集合地改成学校门口", {"detail": "学校门口"}),
        (None, "集合点在大队部", {"detail": "大队部"}),
        ("benefits", "管晚饭", {"benefits_add": ["dinner"]}),
        (None, "不管饭了", {"benefits_remove": ["lunch"]}),
        (None, "地点改成南景村", {"township": "汉薛镇", "village": "南景村"}),
        (None, "电话换成13900139000", {"phones": ["13900139000"]}),
        (None, "再加个电话13900139000", {"phones": ["13800138001", "13900139000"]}),
        (None, "只要女的", {"gender": "female"}),
        (None, "60以上的不要", {"age_max": 60}),
        (None, "干到20号", {"end": "2026-10-20"}),
        (None, "推迟一天", {"start": "2026-10-16"}),
        (None, "后天也要20个", {"end": "2026-10-16"}),
        (None, "完了算", {"pay_when": "finish"}),
        ("start", "十八到二十", {"start": "2026-10-18", "end": "2026-10-20"}),
        (None, "18号也要人", {"days_named": ["2026-10-15", "2026-10-18"]}),
        (None, "不是明天，后天要8个", {"start": "2026-10-16", "headcount": [8, 8]}),
        (None, "不是明天 后天", {"start": "2026-10-16"}),
        (None, "不是明天、后天，大后天", {"start": "2026-10-17"}),
        ("end_time", "160", {"wage": _wage(160)}),
        ("end_time", "不是20个，25个，160", {"headcount": [25, 25], "wage": _wage(160)}),
        (None, "不是20，是25", {"headcount": [25, 25]}),
        ("pay_when", "不是20，是25，160", {"headcount": [25, 25], "wage": _wage(160)}),
    ],
)
def test_sets(asked: str | None, text: str, changes: dict[str, Any]) -> None:
    act, found = _read(text, asked)
    assert (act, found) == (Act.SET, changes)


@pytest.mark.parametrize(
    "text", ["对", "就这样", "发吧", "行", "可以发了", "没问题", "OK", "好的 谢谢", "👌", "要得", "中 发"]
)
def test_confirms(text: str) -> None:
    assert _read(text) == (Act.CONFIRM, {})


@pytest.mark.parametrize("text", ["不要了", "算了", "取消吧", "人够了 不用了", "别发了", "不摘了 下冰雹了"])
def test_cancels(text: str) -> None:
    assert _read(text) == (Act.CANCEL, {})


@pytest.mark.parametrize("text", ["你好", "在吗", "多少钱一条", "几点下班", "16", "", " ", "，。", "谢谢"])
def test_other(text: str) -> None:
    assert _read(text) == (Act.OTHER, {})


@pytest.mark.parametrize("text", ["我发的", "俺刚发的", "我写的", "我看过的"])
def test_what_the_poster_did_is_no_word_to_send(text: str) -> None:
    assert _read(text) == (Act.OTHER, {})


def test_a_day_off_is_a_stop_and_a_first_day_moved_is_none() -> None:
    run = {"start": "2026-10-13", "end": "2026-10-20"}
    assert _read("明天停工", **run) == (Act.STOP, {"day": "2026-10-15"})
    assert _read("明天不摘了 后天再来") == (Act.SET, {"start": "2026-10-16"})


@pytest.mark.parametrize(
    ("asked", "text"), [("days", "90"), ("headcount", "120"), ("end_time", "1730"), ("requires", "65")]
)
def test_a_number_that_answers_what_was_asked_is_no_pay(asked: str, text: str) -> None:
    assert "wage" not in _read(text, asked)[1]


def test_what_is_so_already_changes_nothing() -> None:
    assert _read("对 20个人") == (Act.CONFIRM, {})
    assert "headcount" not in _read("20个人 后天来")[1]


def test_before_something_else_it_is_no_cancel() -> None:
    assert _read("算了 还是140吧") == (Act.SET, {"wage": _wage(140)})
    assert _read("不要男的") == (Act.SET, {"gender": "female"})


@pytest.mark.parametrize("text", ["早上7点", "7点", "七点", "早7点", "07:00", "早7点开始"])
def test_the_begin_said_again_is_no_end(text: str) -> None:
    assert "end_time" not in _read(text, "end_time")[1]


def test_a_day_with_a_number_of_its_own_moves_nothing() -> None:
    assert _read("后天也要5个")[0] == Act.OTHER


def test_every_change_stands_on_words() -> None:
    text = "改后天 少要3个"
    read = answer.read(text, NOW, _draft(), None, COUNTY)
    assert {reading.field for reading in read.readings} == {"start", "headcount"}
    for reading in read.readings:
        assert text[reading.start : reading.end].strip()
        assert reading.rule


_FIELDS = ("work", "headcount", "wage", "pay_when", "start", "end", "days", "begin_time", "end_time", "place")
_ASKED = st.sampled_from([None, *_FIELDS, "benefits", "requires", "contact"])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), _ASKED)
def test_never_an_exception(text: str, asked: str | None) -> None:
    answer.read(text, NOW, _draft(), asked, COUNTY)
    answer.read(text, NOW, {}, asked, COUNTY)


_WORDS = (
    "一二两三四五六七八九十百千半俩仨0123456789个人块毛分天号点月日改成加到少再不要是后明停工"
    "管饭男女岁以下推迟提前电话村 ，"
)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=_WORDS, max_size=24), _ASKED)
def test_never_an_exception_on_its_own_words(text: str, asked: str | None) -> None:
    answer.read(text, NOW, _draft(), asked, COUNTY)
    bare = _draft(wage=None, headcount=None, begin_time=None, start=None)
    answer.read(text, NOW, bare, asked, COUNTY)


@pytest.mark.parametrize("text", ["算了电话别写", "电话不要写了", "别写电话", "把号码去掉"])
def test_a_phone_taken_back_leaves_the_draft(text: str) -> None:
    assert _read(text) == (Act.SET, {"phones": []})


def test_a_limit_of_age_is_lifted_without_cancelling() -> None:
    limited = {"gender": None, "age_min": None, "age_max": 50}
    assert _read("年纪莫卡了", requires=limited) == (Act.SET, {"age_max": None})


@pytest.mark.parametrize(
    ("asked", "text", "changes"),
    [
        ("wage", "干完一次性给三千", {"pay_when": "finish", "wage": _wage(3000, "total")}),
        ("wage", "干完给150", {"pay_when": "finish", "wage": _wage(150)}),
        (None, "每人再加二十", {"wage": _wage(170)}),
        (None, "一人加二十", {"wage": _wage(170)}),
        (None, "150不够吸引人 再加15", {"wage": _wage(165)}),
        ("headcount", "五六个女的，再来两个男的", {"headcount": [7, 8]}),
        (None, "20个太多了，15就够", {"headcount": [15, 15]}),
        (None, "再加二十个人", {"headcount": [40, 40]}),
        ("pay_when", "月底一起算", {"pay_when": "monthly"}),
        ("pay_when", "当天晚上微信转", {"pay_when": "daily"}),
        ("pay_when", "干完一起算", {"pay_when": "finish"}),
        ("place", "村委会", {"detail": "村委会"}),
    ],
)
def test_answers_in_other_words(asked: str | None, text: str, changes: dict[str, Any]) -> None:
    empty = (
        {}
        if asked is None
        else {"place": {"township": None, "village": None, "detail": None}}
        if asked == "place"
        else {asked: None}
    )
    assert _read(text, asked, **empty) == (Act.SET, changes)


@pytest.mark.parametrize(
    ("asked", "text"),
    [("begin_time", "早饭后"), ("begin_time", "吃了早饭来"), ("place", "到了打电话"), ("place", "发定位给你")],
)
def test_words_beside_the_matter_change_nothing(asked: str, text: str) -> None:
    assert _read(text, asked, **{asked: None} if asked != "place" else {}) == (Act.OTHER, {})


def test_this_is_right_then_sends() -> None:
    assert _read("这就对咧 挂出去吧") == (Act.CONFIRM, {})
