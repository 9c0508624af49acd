# ruff: noqa: E501 - tables of phrases are not wrapped
"""Numbers, clock times and dates as people say them."""

from __future__ import annotations

import re
from datetime import date, time

import pytest

from nlp import dates, numbers, quantities, times
from nlp.lunar import lunar
from nlp.normalise import plain


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("15", (15, 15)), ("1.5万", (15000, 15000)), ("3千5", (3500, 3500)), ("8k", (8000, 8000)), ("一百二三", (120, 130)),
        ("两百五", (250, 250)), ("三五", (3, 5)), ("十二三", (12, 13)), ("一百一", (110, 110)), ("三四十", (30, 40)),
        ("五六百", (500, 600)), ("一八零", (180, 180)), ("一万二", (12000, 12000)), ("一百零五", (105, 105)), ("二十", (20, 20)),
        ("两千八", (2800, 2800)), ("百十", (110, 110)), ("两三千", (2000, 3000)), ("十", (10, 10)), ("一千二百五", (1250, 1250)),
    ],
)  # fmt: skip
def test_span(words: str, want: tuple[float, float]) -> None:
    assert numbers.span(words) == want


@pytest.mark.parametrize("words", ["", "苹果", "个", "k", "."])
def test_what_is_no_number(words: str) -> None:
    assert numbers.span(words) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("两百五一天", "两百五"), ("八十一天", "八十"), ("一百五十一斤", "一百五十"), ("二十一天", "二十一")],
)
def test_a_number_ends_before_per(text: str, number: str) -> None:
    found = re.match(numbers.NUMBER, text)
    assert found is not None
    assert found[0] == number


@pytest.mark.parametrize(
    ("text", "kind", "low", "unit"),
    [
        ("3万斤一车", "size", 30000, ""), ("9米6", "size", 9, ""), ("二楼", "size", 2, ""), ("80块一吨", "money", 80, "piece"),
        ("三毛五一斤", "money", 0.35, "piece"), ("26天", "length", 26, "天"), ("8小时", "hours", 8, ""), ("两辆车", "load", 2, ""),
        ("一晚上220", "money", 220, "day"), ("歇一小时,120元/天", "money", 120, "day"), ("200一个人", "money", 200, "day"), ("三四天", "length", 3, "天"),
    ],
)  # fmt: skip
def test_a_number_is_read_once(text: str, kind: str, low: float, unit: str) -> None:
    first = quantities.find(text)[0]
    assert (first.kind, first.low, first.unit) == (kind, low, unit)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("晚上8点到早上8点", "20:00", "08:00"), ("早6点到11点 下午2点半到6点", "06:00", "18:00"), ("做到八点", None, "08:00"),
        ("早八晚六", "08:00", "18:00"), ("八点来六点走", "08:00", "18:00"), ("下午1点半", "13:30", None), ("凌晨三点半", "03:30", None),
    ],
)  # fmt: skip
def test_day_of_hours(text: str, begin: str | None, end: str | None) -> None:
    found = times.day(text, times.find(text))
    assert found[0] == (time.fromisoformat(begin) if begin else None)
    assert found[1] == (time.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("18号到20号", "2026-10-18", "2026-10-20"), ("明天后天两天", "2026-10-15", "2026-10-16"), ("28号到3号", "2026-10-28", "2026-11-03"),
        ("12月30号到1月3号", "2026-12-30", "2027-01-03"), ("周六周日", "2026-10-17", "2026-10-18"), ("10月3号4号", "2027-10-03", "2027-10-04"),
        ("18、19号", "2026-10-18", "2026-10-19"), ("十五号、十六号两天", "2026-10-15", "2026-10-16"), ("下周一到下周三", "2026-10-19", "2026-10-21"),
        ("国庆后", "2027-10-08", None), ("正月初八", "2027-02-13", None), ("腊月二十六", "2027-02-02", None), ("八月十五", "2027-09-15", None),
        ("清明", "2027-04-05", None), ("端午", "2027-06-09", None), ("月底", "2026-10-31", None), ("下个月5号", "2026-11-05", None),
    ],
)  # fmt: skip
def test_dates(words: str, first: str, last: str | None) -> None:
    found = dates.find(words, date(2026, 10, 14))
    assert len(found) == 1
    assert (str(found[0].day), found[0].last and str(found[0].last)) == (first, last)


def test_the_feast_of_the_moon_is_near_when_it_is_said_near() -> None:
    for said in (date(2026, 7, 1), date(2026, 9, 20)):
        assert [found.day for found in dates.find("八月十五", said)] == [date(2026, 9, 25)]


@pytest.mark.parametrize("text", ["一百五一天", "三块六一斤", "每月20", "110-130一天", "9.5折", "三十个人", "十一个人"])
def test_what_is_no_date(text: str) -> None:
    assert dates.find(text, date(2026, 10, 14)) == []


@pytest.mark.parametrize(
    ("solar", "year", "month", "day"),
    [("2024-02-10", 2024, 1, 1), ("2025-08-23", 2025, 7, 1), ("2026-02-17", 2026, 1, 1), ("2027-02-06", 2027, 1, 1), ("2028-09-19", 2028, 8, 1), ("2033-12-22", 2033, 11, 1)],
)  # fmt: skip
def test_lunar_calendar(solar: str, year: int, month: int, day: int) -> None:
    found = lunar(year, month, day)
    assert found is not None
    # 2033 has its leap month after the eleventh: the first of the eleventh is a month before.
    assert str(found) == ("2033-11-22" if year == 2033 else solar)


@pytest.mark.parametrize(
    ("text", "want"),
    [("１３５７２７", "135727"), ("蘋果採摘", "苹果采摘"), ("1OO块", "100块"), ("後天", "后天"), ("，：～", ",:~")],
)
def test_plain_form(text: str, want: str) -> None:
    assert plain(text) == want
    assert len(plain(text)) == len(text)
