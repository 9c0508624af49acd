"""Weekdays: 周三, 下下周一, and several of them (下礼拜一三五)."""

from __future__ import annotations

from datetime import date, timedelta

from nlp.patterns import compiled

INDEX = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}


def day(today: date, which: str | None, name: str) -> date:
    """The day of the weekday `name` in this week or the one that `which` (下, 下下, 上 or none) tells."""
    index = int(name) - 1 if name.isdecimal() else INDEX[name]
    monday = today - timedelta(days=today.weekday())
    which = which or ""
    if which.startswith("下下"):
        return monday + timedelta(days=14 + index)
    if which.startswith("下"):
        return monday + timedelta(days=7 + index)
    found = monday + timedelta(days=index)
    if found < today and not which.startswith("上"):
        found += timedelta(days=7)
    return found


def listed(text: str, at: int, first: str) -> list[int]:
    """The weekdays listed at `at` in rising order from `first`: three or more, or two (周二三两天); else empty."""
    found = _LISTED.match(text, at)
    if not found or first not in INDEX:
        return []
    days = [INDEX[first]]
    for letter in found[0]:
        if INDEX[letter] <= days[-1]:
            break
        days.append(INDEX[letter])
    return days if len(days) > 2 or (len(days) == 2 and text.startswith("两天", at + 1)) else []


# 周一三五: not 周一三个, 周一三百
_LISTED = compiled(r"[二三四五六日天]{1,5}(?![个名位人点百千万十块元号月])")
