"""Whether a value stands in the words it is said to stand on: numbers, days, hours, and the words in the text.

Used to hold a model's answer against the text (`nlp.prompt`); rules need none of it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from nlp.normalise import plain

DIGITS = str.maketrans("零一二三四五六七八九幺两", "012345678912")


def where(words: str, text: str) -> tuple[int, int] | None:
    """The span of `words` in `text`, spaces and width aside; None where they do not stand in it."""
    wanted = re.sub(r"\s", "", plain(words))
    if not wanted:
        return None
    kept = [(place, character) for place, character in enumerate(plain(text)) if not character.isspace()]
    at = "".join(character for _, character in kept).find(wanted)
    if at < 0:
        return None
    return kept[at][0], kept[at + len(wanted) - 1][0] + 1


_ONES = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "仨": 3}
_SPOKEN = re.compile(r"[零一二三四五六七八九十百千万两俩仨半]+|\d+(?:\.\d+)?")
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10000}


def numbers_in(words: str) -> set[float]:
    """Every number that the words say, in digits or spoken (一百五 is 150, 三千五 3500, 三毛五 0.35, 8分 0.08)."""
    found: set[float] = set()
    text = plain(words)
    for match in _SPOKEN.finditer(text):
        piece = match.group()
        value = float(piece) if piece[0].isdigit() else _spoken(piece)
        if value is None:
            continue
        found.add(value)
        after = text[match.end() : match.end() + 2]
        if after[:1] in ("毛", "角"):
            found.add(
                round(value / 10 + (_ONES.get(after[1:2], 0) if not after[1:2].isdigit() else int(after[1:2])) / 100, 4)
            )
        if after[:1] == "分":
            found.add(round(value / 100, 4))
        if after[:1] in ("块", "元", "千", "万", "k", "K") and (
            tail := re.match(r"[块元千万kK](\d|[一二三四五六七八九])(?!\d)", text[match.end() :])
        ):
            tenth = int(tail.group(1).translate(DIGITS)) / 10
            scale = {"千": 1000, "万": 10000, "k": 1000, "K": 1000}.get(after[:1], 1)
            found.add(round((value + tenth) * scale, 4))
        if after[:1] in ("千", "k", "K"):
            found.add(value * 1000)
        if after[:1] == "万":
            found.add(value * 10000)
    return found


def _spoken(piece: str) -> float | None:
    if piece == "半":
        return 0.5
    total = current = 0.0
    scale_before = 1
    for index, character in enumerate(piece):
        if character in _SCALE:
            scale = _SCALE[character]
            if scale == 10000:
                total, current = (total + current) * scale, 0
            else:
                total += (current or 1) * scale
                current = 0
            scale_before = scale
        elif character in _ONES:
            last = index == len(piece) - 1
            after_scale = index > 0 and piece[index - 1] in "百千万"
            if last and after_scale:
                return total + _ONES[character] * scale_before / 10
            current = current * 10 + _ONES[character] if index and piece[index - 1] in _ONES else _ONES[character]
        else:
            return None
    return total + current


def range_in(value: str, words: str) -> tuple[float, float] | None:
    """The range (least, most) that `value` ("5", "5-8") says, where the words say both numbers; else None."""
    parts = re.fullmatch(r"(\d{1,6}(?:\.\d{1,4})?)(?:\s*[-~到]\s*(\d{1,6}(?:\.\d{1,4})?))?", value.strip())
    if parts is None:
        return None
    least, most = float(parts.group(1)), float(parts.group(2) or parts.group(1))
    said = numbers_in(words)
    # 七八个 says both ends in one run of digits
    for match in re.finditer(r"[一二三四五六七八九]{2}", plain(words)):
        said.update(float(_ONES[character]) for character in match.group())
    return (least, most) if {least, most} <= said else None


_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")


def date_in(value: str, words: str, now: datetime) -> date | None:
    """The day that `value` (ISO) says, where the words name it: its weekday, 明天, or its number; else None."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    if not now.date() <= day <= now.date() + timedelta(days=400):
        return None
    if (named := _WEEKDAY.search(words)) is not None:
        number = "一二三四五六日".find(named.group(1).replace("天", "日"))
        return day if day.weekday() == number and day <= now.date() + timedelta(days=20) else None
    near = {"今": 0, "明": 1, "后": 2}
    for character, offset in near.items():
        if re.search(rf"{character}(?:天|早|日|儿|晚|个|朝|添)", words) and day == now.date() + timedelta(days=offset):
            return day
    return day if float(day.day) in numbers_in(words) else None


def time_in(value: str, words: str) -> time | None:
    """The hour that `value` (HH:MM) says, where the words hold its numbers; else None."""
    try:
        hour = time.fromisoformat(value) if re.fullmatch(r"\d{2}:\d{2}", value) else None
    except ValueError:
        return None
    if hour is None:
        return None
    said = numbers_in(words)
    if float(hour.hour) not in said and float(hour.hour - 12) not in said:
        return None
    minutes = {
        0: True,
        30: "半" in words or 30.0 in said,
        15: "一刻" in words or 15.0 in said,
        45: "三刻" in words or 45.0 in said,
    }
    return hour if minutes.get(hour.minute, float(hour.minute) in said) else None
