# ruff: noqa: E501 - tables are not wrapped
"""The days that everybody knows: public holidays, feasts of the lunar year, and the solar terms."""

from __future__ import annotations

from datetime import date

from nlp.lunar import next_lunar


def next_solar(today: date, month: int, day: int) -> date | None:
    """The next time from `today` on that the solar day comes (a day up to a month gone counts as this year's)."""
    for year in (today.year, today.year + 1, today.year + 2):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today or (today - found).days <= 3:
            return found
    return None


_HOLIDAYS = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
    "三八节": (3, 8),
    "六一": (6, 1),
    "双十一": (11, 11),
    "情人": (2, 14),
    "妇女": (3, 8),
    "教师": (9, 10),
    "圣诞": (12, 25),
    "双十二": (12, 12),
}
_LUNAR_HOLIDAYS = {
    "端午": (5, 5), "中秋": (8, 15), "八月十五": (8, 15), "元宵": (1, 15), "春节": (1, 1), "重阳": (9, 9), "七夕": (7, 7), "中元": (7, 15),
    "除夕": (12, 30), "大年三十": (12, 30), "年三十": (12, 30), "小年": (12, 23), "腊八": (12, 8),
}  # fmt: skip
# First working day after the public holiday, in days from its first day.
AFTER = {
    "国庆": 7, "十一": 7, "五一": 5, "劳动节": 5, "春节": 7, "元旦": 1, "清明": 1, "端午": 1, "中秋": 1, "八月十五": 1, "元宵": 1,
}  # fmt: skip


def _qingming(year: int) -> date:
    """Clear and Bright: April 4 or 5 (valid 2000 to 2099)."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


# The days of the solar terms in the 21st century: the constant of the usual formula, and the month.
_TERMS = {
    "小寒": (5.4055, 1), "大寒": (20.12, 1), "立春": (3.87, 2), "雨水": (18.73, 2), "惊蛰": (5.63, 3), "春分": (20.646, 3),
    "谷雨": (20.1, 4), "立夏": (5.52, 5), "小满": (21.04, 5), "芒种": (5.678, 6), "夏至": (21.37, 6), "小暑": (7.108, 7),
    "大暑": (22.83, 7), "立秋": (7.5, 8), "处暑": (23.13, 8), "白露": (7.646, 9), "秋分": (23.042, 9), "寒露": (8.318, 10),
    "霜降": (23.438, 10), "立冬": (7.438, 11), "小雪": (22.36, 11), "大雪": (7.18, 12),
}  # fmt: skip


def term(today: date, name: str) -> date:
    """The next time from `today` on that a solar term comes (valid 2000 to 2099)."""
    constant, month = _TERMS[name]
    for year in (today.year, today.year + 1):
        short = year % 100
        found = date(year, month, int(short * 0.2422 + constant) - (short - (month < 3)) // 4)
        if found >= today:
            break
    return found


def day_of(name: str, today: date) -> date | None:
    """The next day of a feast or holiday from `today` on; None where the name is none."""
    name = name.removesuffix("节") if name not in ("劳动节", "三八节") else name
    if name in _HOLIDAYS:
        return next_solar(today, *_HOLIDAYS[name])
    if name in _LUNAR_HOLIDAYS:
        return next_lunar(today, *_LUNAR_HOLIDAYS[name])
    if name == "清明":
        day = _qingming(today.year)
        return day if day >= today else _qingming(today.year + 1)
    if name == "冬至":
        return next_solar(today, 12, 22)
    return None
