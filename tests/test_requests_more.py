"""Employers' requests in looser words: work told by sex, pay by skill, nights, meeting places, offers."""

from __future__ import annotations

import pytest

from tests.test_requests import only, read


def test_men_and_women_do_different_work() -> None:
    told = read("刺梨最后一批了，男工背，女工摘。男工四个，一百八；女工十二个，一百三。明天", "pingtang")
    assert [(one["work"], one["headcount"], one["wage"]["min"], one["requires"]["gender"]) for one in told] == [
        ("背刺梨", [4, 4], 180, "male"),
        ("摘刺梨", [12, 12], 130, "female"),
    ]


@pytest.mark.parametrize(
    ("words", "field", "want"),
    [
        ("明天摘苹果10个人，会的120，不会的100", "wage", {"min": 100, "max": 120, "unit": "day", "per": None}),
        ("明天装车，一车给90块一个人，4个人", "wage", {"min": 90, "max": 90, "unit": "day", "per": None}),
        ("明天摘苹果，女工二三十 一天一百二", "headcount", [20, 30]),
        ("明天摘苹果，四个男的三个女的，150", "headcount", [7, 7]),
        ("明天摘苹果，男女各5个，150", "headcount", [10, 10]),
        ("明天摘苹果150，两个还是三个都行", "headcount", [2, 3]),
        ("找个做饭阿姨给12个人煮三餐，3500一个月", "headcount", [1, 1]),
        ("明晚卸肥料8个人150，九点集合", "begin_time", "21:00"),
        ("保安2人，晚8到早8，200一天", "begin_time", "20:00"),
        ("明天摘苹果10个人130，早八", "begin_time", "08:00"),
        ("摘苹果10个人150，今明两天", "end", "2026-10-15"),
        ("摘苹果原先说后天，改大后天了，10个人150", "start", "2026-10-17"),
        ("明天摘苹果10个人150，当天来当天算", "pay_when", "daily"),
    ],
)
def test_values(words: str, field: str, want: object) -> None:
    assert only(words)[field] == want


def test_a_meeting_place_is_not_where_the_work_is() -> None:
    place = only("明天去西解村摘苹果，10个人150，车在东风社区接")["place"]
    assert place["village"] == "西解村"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("西解村一片地要栽苹果树，挖坑带栽一棵四块，谁能干联系我13593500222", 1),
        ("本人会砌砖，一天300就干，谁家盖房子叫我，13991000112", 0),
        ("缺个打铁的，哈哈开玩笑，三缺一快来", 0),
        ("谁家有空房子给工人住几天，一个月三百，我租", 0),
    ],
)
def test_offers_and_jokes(words: str, asked: int) -> None:
    assert len(read(words)) == asked
