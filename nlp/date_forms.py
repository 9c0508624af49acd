# ruff: noqa: E501 - a line of grammar is not wrapped
"""The forms a date is told in, each read by itself: a match of the grammar of `nlp.dates` becomes its day.

Every reader takes the match, its text and the day it was said on, and gives None where the words are no date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from nlp import feasts, weekdays
from nlp.feasts import next_solar
from nlp.lunar import next_lunar
from nlp.months import in_month, lunar_days, month_end, next_day_of_month, of_lunar_month
from nlp.numbers import value
from nlp.patterns import compiled

DAY = r"(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九]|[12]\d|3[01]|0?[1-9])"
_RANGE_MARKS = frozenset("-~到至")
_NEXT_DAY = frozenset(("第二天", "次日", "隔天"))
_HOLIDAY_RUN = compiled(r"(?:假期?|小?长假|期间|那|这|放假|的)*([二两三四五六七八2-8])天")
_EVE = compiled("([一两二三四五])[天日晚]|夜")
_DAY_AFTER = compiled(r"(?:[\u4e00-\u9fa5]{0,3}天)?(?:的?(?:后一天|第二天|次日|隔天)|过后一天)")
_SAME_MONTH = compiled(rf"(?:-+|~+|到|至|、)({DAY})(?:号|日|(?![\d点:个人名元块月年天./]))")
_UNTIL = compiled(r"[到至](?:明年|来年|今年|次年)?\Z")
_MONTH_ONLY = compiled(r"[每个年\d]$")
# A day said with no 号 that is so many days off is of the lunar year, where its lunar day is so near.
_FAR, _NEAR = 240, 60
_DAY_BEFORE = compiled(rf"(?<![\d点:一二三四五六七八九十月])({DAY})(?:、{DAY}){{0,4}}(?:、|和|-|~|到|至)$")
# 二十五二十六号
_DAY_ADJOINED = compiled(
    r"(?<![百千十一二两三四五六七八九\d月])(十[一二三四五六七八九]|二十[一二三四五六七八九]?|三十)$"
)
_EDGE = compiled(r"(底|末|头一天|第一天|初|头(?=[两三四五几]天)|上旬|中旬|中)")


class Found(NamedTuple):
    """A date in a text: where, the day, the last day of a range (or None), the rule, and another reading."""

    start: int
    end: int
    day: date
    last: date | None
    rule: str
    other: date | None = None


def whole(words: str) -> int:
    """The number of a day or month word: 廿七 is 27, 初十 is 10."""
    number = value(words.replace("廿", "二十").lstrip("初")) if words != "初十" else 10.0
    return int(number or 0)


def read(match: re.Match[str], text: str, today: date) -> Found | None:
    """The date that a match of the grammar tells, or None: by the last group that took part in it."""
    found = _READERS[match.lastindex or 0](match, text, today)
    if found is None or match.lastindex == _BARE_MONTH:
        return found
    if found.rule == "month-edge" and (found.day - today).days > 330:
        return None
    if found.last is None and found.rule != "soon":
        after = _DAY_AFTER.match(text, found.end)
        if after:
            return found._replace(day=found.day + timedelta(days=1), end=after.end())
    return found


def _of(match: re.Match[str], day: date | None, rule: str, last: date | None = None) -> Found | None:
    return Found(match.start(), match.end(), day, last, rule) if day else None


def _read_soon(match: re.Match[str], text: str, today: date) -> Found | None:
    words, start = match[1], match.start()
    if words in _NEXT_DAY and start and text[start - 1] in _RANGE_MARKS:
        return None  # 晚8点-次日早4点
    day = today + timedelta(days=_soon(words))
    return _of(match, day, "soon", day + timedelta(days=1) if words.startswith(("明后", "今明")) else None)


def _read_iso(match: re.Match[str], text: str, today: date) -> Found | None:
    try:
        return _of(match, date(int(match[2]), int(match[3]), int(match[4])), "month-day")
    except ValueError:
        return None


def _read_plain_lunar(match: re.Match[str], text: str, today: date) -> Found | None:
    return _of(match, next_lunar(today, whole(match[5]), whole(match[6])), "lunar")


def _read_month(match: re.Match[str], text: str, today: date) -> Found | None:
    """三月底, 9月初; a month behind 每 or a number is none."""
    start, end = match.span()
    told = _MONTH_ONLY.search(text, max(0, start - 3), start) and not _UNTIL.search(text, max(0, start - 4), start)
    if told and not match[7]:
        return None
    return _whole_month(text, start, end, today, match[8])


def _read_month_day(match: re.Match[str], text: str, today: date) -> Found | None:
    """10月5号, 10月5到8号; 十月十七 keeps its other reading."""
    year, month, day = match[7], match[8], match[9]
    start, end = match.span()
    first = _month_day(today, year, whole(month), whole(day))
    if first is None:
        return None
    tail = None if year else _SAME_MONTH.match(text, end)
    last = _month_day(today, None, whole(month), whole(tail[1])) if tail else None
    if tail and last and last > first:
        return Found(start, tail.end(), first, last, "month-day")
    if month.isdecimal() or day.isdecimal() or text[end - 1] in "号日":
        return Found(start, end, first, None, "month-day")
    other = next_lunar(today, whole(month), whole(day))
    if match[0] == "八月十五" and other:  # always said of the feast
        return Found(start, end, other, None, "lunar")
    if other and (first - today).days > _FAR and 0 <= (other - today).days < _NEAR:
        return Found(start, end, other, None, "lunar", first)  # 八月十六 said in late September
    return Found(start, end, first, None, "month-day", other)


def _read_lunar_month(match: re.Match[str], text: str, today: date) -> Found | None:
    if not match[14]:
        return None
    month = {"正": 1, "腊": 12, "冬": 11}[match[13][0]]
    return _of(match, next_lunar(today, month, 30 if "底" in match[14] else whole(match[14])), "lunar")


def _read_marked_lunar(match: re.Match[str], text: str, today: date) -> Found | None:
    return _of(match, next_lunar(today, whole(match[16]), whole(match[17])), "lunar")


def _read_lunar_day(match: re.Match[str], text: str, today: date) -> Found | None:
    return _of(match, _next_lunar_day(today, text, match.start(), whole(match[18])), "lunar-day")


def _read_weekday(match: re.Match[str], text: str, today: date) -> Found | None:
    which, weekday = match[19], match[20]
    start, end = match.span()
    if text[end : end + 1] in ("发", "结", "清", "付") and text[start - 1 : start] in ("一", "每"):
        return None  # 一周一发
    day = weekdays.day(today, which, weekday)
    if weekday == "末":
        return Found(start, end, day, day + timedelta(days=1), "weekday")
    if days := weekdays.listed(text, end, weekday):
        # 周一三五
        return Found(start, end + len(days) - 1, day, day + timedelta(days=days[-1] - days[0]), "weekday")
    if weekday == "六" and text[end : end + 1] in ("日", "天"):
        return Found(start, end + 1, day, day + timedelta(days=1), "weekday")
    return Found(start, end, day, None, "weekday")


def _read_weekend(match: re.Match[str], text: str, today: date) -> Found | None:
    day = weekdays.day(today, match[21], "六")
    return _of(match, day, "weekend", day + timedelta(days=1))


def _read_month_edge(match: re.Match[str], text: str, today: date) -> Found | None:
    return _of(match, _edge(today, match[22], match[23]), "month-edge")


def _read_next_month(match: re.Match[str], text: str, today: date) -> Found | None:
    """下月8号; 下月初八 is of the lunar month."""
    months = 0 if match[24][0] in "本这" else match[24].count("下")
    if match[26]:
        return _of(match, of_lunar_month(today, months, whole(match[26])), "lunar-day")
    return _of(match, in_month(today, months, whole(match[25])), "month-day")


def _read_day_of_month(match: re.Match[str], text: str, today: date) -> Found | None:
    """18号; 18、19号 and 二十五二十六号 are both days."""
    start, end = match.span()
    if text[end - 1] == "日" and text[start - 1 : start] in ("做", "干", "共", "满", "续", "连", "期", "作"):
        return None  # 工作十五日
    number = whole(match[10])
    day = next_day_of_month(today, number)
    if day is None:
        return None
    lead = _DAY_BEFORE.search(text, max(0, start - 10), start) or (
        _DAY_ADJOINED.search(text, max(0, start - 5), start) if text[start] in "二三十" else None
    )
    first = next_day_of_month(today, whole(lead[1])) if lead and whole(lead[1]) < number else None
    if lead and first:
        return Found(lead.start(), end, first, in_month(first, 0, number), "day-of-month")
    return Found(start, end, day, None, "day-of-month")


def _read_holiday(match: re.Match[str], text: str, today: date) -> Found | None:
    """国庆, 中秋前一天, 五一过后, 国庆三天."""
    holiday, after, before = match[27], match[28], match[29]
    end = match.end()
    day = feasts.day_of(holiday, today)
    if day is None:
        return None
    if after:
        day += timedelta(days=1 if after in _NEXT_DAY else feasts.AFTER.get(holiday.removesuffix("节"), 1))
    elif before == "前" and (eve := _EVE.match(text, end)):
        day, end = day - timedelta(days=int(value(eve[1] or "一") or 1)), eve.end()
    elif before or holiday in ("春节", "十一"):
        return None
    run = None if after or before else _HOLIDAY_RUN.match(text, end)
    last = day + timedelta(days=max(0, int(value(run[1]) or 1) - 1)) if run else None
    return Found(match.start(), end, day, last, "holiday")


def _read_in_days(match: re.Match[str], text: str, today: date) -> Found | None:
    """三天后, 半个月以后, 过两天."""
    count, unit = (match[11], match[12]) if match[11] else (match[33], match[34])
    number = 0.5 if count == "半" else (value(count) or 0)
    if unit in ("天", "日"):
        return _of(match, today + timedelta(days=int(number)), "in-days")
    if not unit.endswith("月"):
        return _of(match, today + timedelta(days=int(number * 7)), "in-days")
    if count == "半":
        return _of(match, today + timedelta(days=15), "in-days")
    return _of(match, in_month(today, int(number), min(today.day, 28)), "in-days")


def _read_term(match: re.Match[str], text: str, today: date) -> Found | None:
    """霜降, 立冬过后."""
    day = feasts.term(today, match[30])
    if match[31] not in ("那天", "当天", "开始", "起", ""):
        day += timedelta(days=-1 if match[31] == "前一天" else 1)
    return _of(match, day, "holiday")


def _read_now(match: re.Match[str], text: str, today: date) -> Found | None:
    return _of(match, today, "now")


_BARE_MONTH: Final = 8
# By the last group of the grammar that a match filled; 周末 alone fills none.
_READERS: Final[dict[int, Callable[[re.Match[str], str, date], Found | None]]] = {
    0: _read_weekend,
    1: _read_soon,
    4: _read_iso,
    6: _read_plain_lunar,
    _BARE_MONTH: _read_month,
    9: _read_month_day,
    10: _read_day_of_month,
    12: _read_in_days,
    13: _read_lunar_month,
    14: _read_lunar_month,
    17: _read_marked_lunar,
    18: _read_lunar_day,
    20: _read_weekday,
    21: _read_weekend,
    23: _read_month_edge,
    25: _read_next_month,
    26: _read_next_month,
    27: _read_holiday,
    28: _read_holiday,
    29: _read_holiday,
    31: _read_term,
    32: _read_now,
    34: _read_in_days,
}


def _soon(words: str) -> int:
    if words.startswith("大"):
        return 2 + words.count("大")
    if words.startswith("外后"):
        return 3
    if words[0] == "后":
        return 2
    return 0 if words[0] == "今" else 1


def _month_day(today: date, year: str | None, month: int, day: int) -> date | None:
    if year:
        number = int(year) if year.isdecimal() else _whole_year(year)
        try:
            return date(number, month, day)
        except ValueError:
            return None
    return next_solar(today, month, day)


def _whole_year(words: str) -> int:
    return int("".join(str("零一二三四五六七八九".index(letter)) for letter in words))


def _whole_month(text: str, start: int, end: int, today: date, month: str) -> Found | None:
    """三月底, 9月初, 10月中旬; a bare month names no day."""
    edge = _EDGE.match(text, end)
    if not edge:
        until = _UNTIL.search(text, max(0, start - 4), start)
        if not until:
            return None
        start = until.start() + 1
        number = whole(month)
        ahead = (number - today.month) % 12
        return Found(start, end, month_end(today, ahead), None, "month-edge")
    number = whole(month)
    for year in (today.year, today.year + 1):
        first = date(year, number, 1)
        day = {
            "底": month_end(first),
            "末": month_end(first),
            "初": first,
            "头": first,
            "头一天": first,
            "第一天": first,
            "上旬": first,
        }.get(edge[1], date(year, number, 15))
        if (day - today).days > 330:
            return None
        if day >= today:
            return Found(start, edge.end(), day, None, "month-edge")
    return None


def _edge(today: date, of_month: str, edge: str) -> date | None:
    if of_month == "年":
        return date(today.year, 12, 31) if edge in "底末尾" else None
    months = of_month.count("下")
    if edge in "底末尾":
        return month_end(today, months)
    if edge == "中":
        return in_month(today, months, 15)
    if of_month == "月":
        return next_day_of_month(today, 1)
    return in_month(today, months, 1)


def _next_lunar_day(today: date, text: str, start: int, day: int) -> date | None:
    """初八 with no month: the next one; near the new year that of the first month."""
    if start > 0 and text[start - 1] == "月":
        return None
    if text[start] == "年" and day >= 20:  # 年廿八
        return next_lunar(today, 12, day)
    best = min(lunar_days(today, day), default=None)
    new_year = next_lunar(today, 1, 1)
    if (
        new_year
        and ("年" in text[max(0, start - 8) : start + 1] or "正" in text[max(0, start - 8) : start])
        and (new_year - today).days < 70
    ):
        return new_year + timedelta(days=day - 1)
    return best
