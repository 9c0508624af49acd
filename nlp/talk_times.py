"""When a message was written, as chat programs show it: dates, days by a word, hours of every form."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY: Final = r"(?:星期|周|礼拜)[一二三四五六日天]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATE: Final = (
    r"(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.\d{4}"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}(?:,?\s\d{4})?"
    r"|\d{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:,?\s\d{4})?"
    r"|(?:\d{4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
    rf"|今天|昨天|前天|Today|Yesterday|{_WEEKDAY})"
    rf"(?:[\s,，]*[(（]?(?:{_WEEKDAY})[)）]?)?"
)
_PART: Final = "(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?"
_CLOCK: Final = rf"{_PART}\s?\d{{1,2}}\s?[:：]\s?\d{{2}}(?:\s?[:：]\s?\d{{2}})?(?:\s?[AaPp]\.?[Mm]\b\.?)?"
WHEN: Final = rf"(?:(?P<date>{DATE})(?:[\s,，]*(?:at\s+)?|T))?(?P<clock>{_CLOCK})"
_WEEK: Final = "一二三四五六日"
_ENGLISH_WEEK: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_stamped(head: re.Match[str]) -> bool:
    """Whether the time of a head is so full (with its day, or with seconds) that nobody says it so."""
    return head["date"] is not None or head["clock"].count(":") + head["clock"].count("：") == 2


def day_of(words: str, now: datetime) -> date | None:
    """The day that these words name; never one that lies ahead of `now`."""
    if not words.startswith(("星期", "周", "礼拜", *_ENGLISH_WEEK)):
        words = re.sub(rf"[\s,，]*[(（]?(?:{_WEEKDAY})[)）]?$", "", words)
    named = words[:3].lower()
    words = words.replace(" ", "") if re.search("[A-Za-z]", words) is None else words
    today = now.date()
    away = {"今天": 0, "昨天": 1, "前天": 2, "Today": 0, "Yesterday": 1}.get(words)
    if away is not None:
        return today - timedelta(days=away)
    if words in _ENGLISH_WEEK:
        return _weekday(_ENGLISH_WEEK.index(words), today)
    if words.startswith(("星期", "周", "礼拜")):
        return _weekday(6 if words[-1] == "天" else _WEEK.index(words[-1]), today)
    numbers = [int(each) for each in re.findall(r"\d+", words)]
    if named in _MONTHS:  # Oct 14, 2026
        numbers = [*numbers[1:], _MONTHS.index(named) + 1, numbers[0]]
    elif (spelt := re.search(r"\d\s([a-z]{3})", words.lower())) is not None and spelt[1] in _MONTHS:  # 14 Oct 2026
        numbers = [*numbers[1:], _MONTHS.index(spelt[1]) + 1, numbers[0]]
    elif len(numbers) == 3 and numbers[0] < 100 and ("." in words or numbers[0] > 12):  # 14.10.2026
        numbers = [numbers[2] % 100 + 2000, numbers[1], numbers[0]]
    elif len(numbers) == 3 and numbers[0] < 100:  # 10/14/26: month and day first, as English programs write
        numbers = [numbers[2] % 100 + 2000, numbers[0], numbers[1]]
    try:
        if len(numbers) == 3:
            return min(date(*numbers), today)
        found = date(today.year, *numbers)
        return found if found <= today else date(today.year - 1, *numbers)
    except (ValueError, TypeError):
        return None


def _weekday(number: int, today: date) -> date:
    """The last such day of the week before today: programs name the day for the week gone by."""
    return today - timedelta(days=(today.weekday() - number) % 7 or 7)


_AFTERNOON: Final = re.compile(r"下午|傍晚|晚|[Pp]\.?[Mm]")


def moment(day_words: str | None, clock_words: str, day: date | None, now: datetime) -> datetime | None:
    """The moment of these words: their own day, else `day`, else the last such hour; None where there is none."""
    numbers = [int(each) for each in re.findall(r"\d+", clock_words)]
    hour = numbers[0]
    if hour < 12 and (_AFTERNOON.search(clock_words) or ("中午" in clock_words and hour < 11)):
        hour += 12
    elif hour == 12 and re.search(r"凌晨|[Aa]\.?[Mm]", clock_words):
        hour = 0
    try:
        clock = time(hour, numbers[1], numbers[2] if len(numbers) > 2 else 0)
    except ValueError:
        return None
    on = (day_of(day_words, now) if day_words else None) or day or now.date()
    at = datetime.combine(on, clock, now.tzinfo)
    if at > now and not day_words and day is None:
        at -= timedelta(days=1)  # an hour alone, later than now: yesterday's
    return min(at, now)
