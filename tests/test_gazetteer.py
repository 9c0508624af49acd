# ruff: noqa: E501 - tables of phrases are not wrapped
"""The counties' trees, and the ways to say their names."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nlp import gazetteer


def named(text: str, region: str = "wanrong") -> list[str]:
    county = gazetteer.load(region)
    return [county.short(match.regions[0]) for match in county.resolve(text)]


@pytest.mark.parametrize(
    ("region", "text", "want"),
    [
        ("wanrong", "解店镇西解村", ["解店镇", "西解村"]), ("wanrong", "解店西解", ["解店镇", "西解村"]), ("wanrong", "裴庄乡", ["裴庄镇"]),
        ("wanrong", "后土社区居委会", ["后土社区"]), ("wanrong", "李望乡", ["里望乡"]),
        ("wanrong", "汉学镇东景村", ["汉薛镇", "东景村"]), ("wanrong", "通化1村", ["通化一村"]), ("luonan", "景村街社区", ["景村街社区"]),
        ("pingtang", "卡蒲乡", ["卡蒲毛南族乡"]), ("ledong", "尖峰岭头村", ["尖峰镇", "岭头村"]), ("ledong", "佛羅鎮丹村", ["佛罗镇", "丹村"]),
        ("changjiang", "石碌矿山社区", ["石碌镇", "矿山社区"]), ("luonan", "城关街道周村", ["城关街道", "周村"]),
    ],
)  # fmt: skip
def test_resolve(region: str, text: str, want: list[str]) -> None:
    assert named(text, region) == want


@pytest.mark.parametrize(
    ("region", "name", "short"),
    [("wanrong", "西解村委会", "西解村"), ("wanrong", "后土社区居委会", "后土社区"), ("changjiang", "唐村村委会", "唐村"), ("pingtang", "新舟村村民委员会", "新舟村"), ("luonan", "阳光庭园社区居民委员会", "阳光庭园社区")],
)  # fmt: skip
def test_short(region: str, name: str, short: str) -> None:
    county = gazetteer.load(region)
    assert [county.short(one) for one in county.regions if one.name == name] == [short]


def test_a_name_said_twice_in_the_county_keeps_both() -> None:
    (match,) = gazetteer.load("ledong").resolve("新民村")
    assert {gazetteer.load("ledong").township_of(one.code).name for one in match.regions} == {"利国镇", "黄流镇"}  # type: ignore[union-attr]


def test_tree() -> None:
    county = gazetteer.load("wanrong")
    towns = county.children(county.code)
    assert [town.name for town in towns][:2] == ["解店镇", "通化镇"]
    assert all(county.township_of(village.code) == towns[0] for village in county.children(towns[0].code))
    assert county.township_of(county.code) is None


@pytest.mark.parametrize(
    ("title", "want"),
    [
        ("西解村用工群", "西解村"),
        ("解店镇零工群", "解店镇"),
        ("西解打工群2", "西解村"),
        ("荣河镇采摘用工信息群", "荣河镇"),
        ("后土社区就业群", "后土社区"),
        ("解店镇西解村务工交流群", "西解村"),
    ],
)
def test_group_titles(title: str, want: str) -> None:
    county = gazetteer.load("wanrong")
    ranked = county.match_title(title)
    assert county.short(ranked[0][0]) == want
    assert all(first[1] >= second[1] for first, second in pairwise(ranked))


def test_a_title_without_a_place() -> None:
    assert gazetteer.load("wanrong").match_title("相亲相爱一家人") == []


@pytest.mark.parametrize("slug", ["", "../etc/passwd", "nowhere", "WANRONG"])
def test_unknown_county(slug: str) -> None:
    with pytest.raises(FileNotFoundError):
        gazetteer.load(slug)


def test_spans_lie_within_the_text() -> None:
    for text in ("地址解店", "在西解", "通化二", "荣河镇中里庄"):
        for match in gazetteer.load("wanrong").resolve(text):
            assert 0 <= match.start < match.end <= len(text)
