"""When something recurs, in the county's zone: five fields as in cron (minute hour day month weekday), or words.

每周二14:00, 每月1日9:00, 每天8:30, 10月20日9:00.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot import almanac
from bot.app import Here
from bot.texts import say

AHEAD_DAYS = 400
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_HOUR = r"(?P<hour>\d{1,2})[:：点](?P<minute>\d{2})?分?"
_WEEKLY = re.compile(rf"^每(?:周|星期|礼拜)(?P<days>[一二三四五六日天、,，]+)\s*{_HOUR}\s*")
_MONTHLY = re.compile(rf"^每月(?P<day>\d{{1,2}})[日号]\s*{_HOUR}\s*")
_DAILY = re.compile(rf"^每天\s*{_HOUR}\s*")
_ONCE = re.compile(rf"^(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]\s*{_HOUR}\s*")
_CRON = re.compile(r"^((?:[\d*/,\-]+\s+){4}[\d*/,\-]+)\s+")


def field(words: str, least: int, most: int) -> frozenset[int]:
    """The values that one field of a rhythm allows: `*`, `5`, `1-5`, `*/15`, `1,3`. Raises ValueError."""
    found: set[int] = set()
    for part in words.split(","):
        body, _, step = part.partition("/")
        first, _, last = body.partition("-")
        if body == "*":
            low, high = least, most
        else:
            low = int(first)
            high = int(last) if last else most if step else low
        width = int(step) if step else 1
        if not least <= low <= high <= most or width < 1:
            raise ValueError(words)
        found.update(range(low, high + 1, width))
    return frozenset(found)


def parse(rhythm: str) -> tuple[frozenset[int], ...]:
    """The five fields of a rhythm; Sunday may be 0 or 7. Raises ValueError where it is none."""
    parts = rhythm.split()
    if len(parts) != len(_RANGES):
        raise ValueError(rhythm)
    fields = [field(part, *bounds) for part, bounds in zip(parts, _RANGES, strict=True)]
    fields[4] = frozenset(7 if each == 0 else each for each in fields[4])
    return tuple(fields)


def next_after(
    here: Here, rhythm: str, after: datetime, *, except_days: frozenset[date] = frozenset(), until: date | None = None
) -> datetime | None:
    """The next moment of a rhythm later than `after`, days left out passed by; None where there is none any more.

    As in cron, where both day and weekday are limited either is enough. An hour that the zone skips is passed by.
    """
    minutes, hours, days, months, weekdays = parse(rhythm)
    either = rhythm.split()[2] != "*" and rhythm.split()[4] != "*"
    local = after.astimezone(here.zone)
    for ahead in range(AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        if until is not None and day > until:
            return None
        by_day, by_week = day.day in days, day.isoweekday() in weekdays
        fits = (by_day or by_week) if either else (by_day and by_week)
        if day.month not in months or day in except_days or not fits:
            continue
        for hour in sorted(hours):
            for minute in sorted(minutes):
                at = almanac.moment(here, day, time(hour, minute))
                if at > after:
                    return at
    return None


def read(text: str, today: date) -> tuple[str, date | None, str]:
    """Rhythm, last day (for a single one) and what follows, from the desk's words. Raises ValueError."""
    text = text.strip()
    cron = _CRON.match(text)
    if cron:
        parse(cron.group(1))
        return " ".join(cron.group(1).split()), None, text[cron.end() :]
    for pattern in (_WEEKLY, _MONTHLY, _DAILY, _ONCE):
        found = pattern.match(text)
        if not found:
            continue
        named = found.groupdict()
        clock = f"{int(named['minute'] or 0)} {int(named['hour'])}"
        rest = text[found.end() :]
        if pattern is _WEEKLY:
            weekdays = ",".join(str(_WEEKDAYS[each]) for each in named["days"] if each in _WEEKDAYS)
            rhythm, until = f"{clock} * * {weekdays}", None
        elif pattern is _MONTHLY:
            rhythm, until = f"{clock} {int(named['day'])} * *", None
        elif pattern is _DAILY:
            rhythm, until = f"{clock} * * *", None
        else:
            until = date(today.year, int(named["month"]), int(named["day"]))
            until = until if until >= today else until.replace(year=today.year + 1)
            rhythm = f"{clock} {until.day} {until.month} *"
        parse(rhythm)
        return rhythm, until, rest
    raise ValueError(text)


def said(rhythm: str, language: str) -> str:
    """A rhythm in words where it has a simple form, else its five fields."""
    minute, hour, day, month, weekday = rhythm.split()
    if not (minute.isdecimal() and hour.isdecimal()):
        return rhythm
    clock = f"{int(hour)}:{int(minute):02d}"
    if day == month == "*" and weekday == "*":
        return say("notice.daily", language, hour=clock)
    if day == month == "*" and weekday.replace(",", "").isdecimal():
        names = [say(f"day.weekday{int(each) or 7}", language) for each in weekday.split(",")]
        named = "".join(name.removeprefix("周") for name in names) if language == "zh" else ", ".join(names)
        return say("notice.weekly", language, weekday=named, hour=clock)
    if day.isdecimal() and month == weekday == "*":
        return say("notice.monthly", language, day=day, hour=clock)
    if day.isdecimal() and month.isdecimal() and weekday == "*":
        return say("notice.once", language, month=month, day=day, hour=clock)
    return rhythm


def upcoming(
    here: Here, rhythm: str, after: datetime, most: int, *, except_days: frozenset[date], until: date | None
) -> list[datetime]:
    """The next moments of a rhythm, `most` at most."""
    found: list[datetime] = []
    while len(found) < most:
        at = next_after(here, rhythm, after, except_days=except_days, until=until)
        if at is None:
            break
        found.append(at)
        after = at
    return found


def weekly(days: tuple[int, ...], at: time) -> str:
    """Every week on these weekdays (1 is Monday)."""
    return f"{at.minute} {at.hour} * * {','.join(str(each) for each in sorted(set(days)))}"


def monthly(day: int, at: time) -> str:
    """Every month on this day."""
    return f"{at.minute} {at.hour} {day} * *"


def daily(at: time) -> str:
    """Every day."""
    return f"{at.minute} {at.hour} * * *"


def once(day: date, at: time) -> str:
    """On one day; with `until` that day it does not come again next year."""
    return f"{at.minute} {at.hour} {day.day} {day.month} *"
