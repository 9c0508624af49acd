"""When something recurs, in the county's zone: five fields as in cron (minute hour day month weekday), or words.

每周二14:00, 每周一到周五下午两点, 每月1日9:00, 每天8:30, 10月20日9:00.
每两周周五9点, 每月最后一天9点, 每月第一个周二9点; every Tuesday 2pm.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot import almanac
from bot.app import Here
from bot.rhythm_fields import parse, week_of
from bot.texts import say
from nlp import dates, times

AHEAD_DAYS = 400
_NOON = 12
_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_WIDE = str.maketrans("０１２３４５６７８９：", "0123456789:")  # one for one, so that places stay what they are
_DAY = "(?:周|星期|礼拜)?[一二三四五六日天]"
_WEEKLY = re.compile(rf"^每个?(?:逢)?(?=周|星期|礼拜)(?P<days>{_DAY}(?:[、,，和到至]?{_DAY})*)的?[\s,，]*")
_WORKDAYS = re.compile(r"^每?个?工作日的?[\s,，]*")
_MONTHLY = re.compile(r"^每个?(?:逢)?月(?P<days>\d{1,2}(?:[日号]?[、,，和]\d{1,2})*)[日号]?的?[\s,，]*")
_DAILY = re.compile(r"^(?:每天|每日|天天)的?[\s,，]*")
_ONE_WEEKDAY = re.compile(r"^(?:下下?个?|本|这个?)?(?:周|星期|礼拜)[一二三四五六日天]")
_OTHER_WEEK = re.compile(
    r"^(?:每(?:两|2|二|隔一)个?(?:周|星期|礼拜)|隔一?(?:周|个?星期|个?礼拜)|隔一?个?(?=(?:周|星期|礼拜)[一二三四五六日天]))的?(?P<days>(?:周|星期|礼拜)[一二三四五六日天])的?[\s,，]*"
)
_LAST_DAY = re.compile(r"^每个?月(?:的)?(?:最后一[天日]|月?底|月?末)的?[\s,，]*")
_NTH_WEEKDAY = re.compile(
    r"^每个?月(?:的)?(?:第(?P<nth>[一二三四五1-5])|(?P<last>最后一))个?(?:周|星期|礼拜)(?P<days>[一二三四五六日天])的?[\s,，]*"
)
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ONE_ENGLISH_DAY = rf"(?:{'|'.join(_ENGLISH_DAYS)})s?"
_ENGLISH = re.compile(
    rf"^(?P<every>(?:every|each) )?(?:(?P<daily>day|daily)|(?P<work>weekdays?)|"
    rf"(?P<days>{_ONE_ENGLISH_DAY}(?:(?:,| and|, and) ?{_ONE_ENGLISH_DAY})*))(?: at)?,? ?",
    re.IGNORECASE,
)
_ENGLISH_NTH = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "last": "L"}
_ENGLISH_RARER = re.compile(
    rf"^(?:every (?:other|second) (?P<other>{_ONE_ENGLISH_DAY})|(?:the |every )?(?P<nth>{'|'.join(_ENGLISH_NTH)}) "
    rf"(?P<of>{_ONE_ENGLISH_DAY}) of (?:the|each|every) month)(?: at)?,? ?",
    re.IGNORECASE,
)
_ENGLISH_HOUR = re.compile(r"^(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))? ?(?P<half>am|pm)\b\s*", re.IGNORECASE)
_DIGITS = re.compile(r"^(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)\s*")
_CRON = re.compile(r"^((?:[\d*/,\-L]+\s+){4}[\d*/,\-#wL]+)\s+")


def next_after(
    here: Here, rhythm: str, after: datetime, *, except_days: frozenset[date] = frozenset(), until: date | None = None
) -> datetime | None:
    """The next moment of a rhythm later than `after`, days left out passed by; None where there is none any more.

    An hour that the zone skips is passed by.
    """
    fields = parse(rhythm)
    local = after.astimezone(here.zone)
    for ahead in range(AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        if until is not None and day > until:
            return None
        if day in except_days or not fields.on(day):
            continue
        for hour in sorted(fields.hours):
            for minute in sorted(fields.minutes):
                at = almanac.moment(here, day, time(hour, minute))
                if at > after:
                    return at
    return None


def read(text: str, today: date) -> tuple[str, date | None, str]:
    """Rhythm, last day (for a single one) and what follows, from the desk's words. Raises ValueError.

    每周二下午两点, 每周一到周五8:00, 每月1号和15号9点, 每天8:30, 10月20日9:00, 下周二9点.
    """
    text = text.strip()
    cron = _CRON.match(text)
    if cron:
        parse(cron.group(1))
        return " ".join(cron.group(1).split()), None, text[cron.end() :]
    days, until, end = _days(text.translate(_WIDE), today)
    hour, minute, over = _hour(text[end:].translate(_WIDE))
    rhythm = f"{minute} {hour} {days}"
    parse(rhythm)
    return rhythm, until, text[end + over :]


def _days(text: str, today: date) -> tuple[str, date | None, int]:
    """Day, month and weekday as in cron, the last day of a single one, and where the words for them end."""
    if (rarer := _rarer(text, today)) is not None:
        return rarer
    for pattern in (_WEEKLY, _WORKDAYS, _MONTHLY, _DAILY):
        found = pattern.match(text)
        if found is None:
            continue
        named = found.groupdict().get("days", "")
        if pattern is _WEEKLY:
            return f"* * {_weekdays(named)}", None, found.end()
        if pattern is _MONTHLY:
            listed = ",".join(str(each) for each in sorted({int(each) for each in re.findall(r"\d+", named)}))
            return f"{listed} * *", None, found.end()
        return "* * *" if pattern is _DAILY else "* * 1,2,3,4,5", None, found.end()
    weekday = _ONE_WEEKDAY.match(text)  # alone: 下周二9点 is no 二9
    one = next(iter(dates.find(weekday.group(0) if weekday else text[:20], today)), None)
    if one is None or one.start != 0 or one.day is None or one.last is not None:
        raise ValueError(text)
    over = len(text) - len(text[one.end :].lstrip(" ,，"))
    return f"{one.day.day} {one.day.month} *", one.day, over


def _rarer(text: str, today: date) -> tuple[str, date | None, int] | None:
    """Rhythms that only some use: every second week (from the next such day on), a month's end, in English."""
    if found := _OTHER_WEEK.match(text):
        weekday = int(_weekdays(found["days"]))
        return f"* * {weekday}w{week_of(_from_tomorrow(weekday, today))}", None, found.end()
    if found := _LAST_DAY.match(text):
        return "L * *", None, found.end()
    if found := _NTH_WEEKDAY.match(text):
        nth = "L" if found["last"] else _NUMERALS.get(found["nth"]) or int(found["nth"])
        return f"* * {_WEEKDAYS[found['days']]}#{nth}", None, found.end()
    if found := _ENGLISH_RARER.match(text):
        weekday = _ENGLISH_DAYS.index((found["other"] or found["of"]).lower().removesuffix("s")) + 1
        which = (
            f"w{week_of(_from_tomorrow(weekday, today))}"
            if found["other"]
            else f"#{_ENGLISH_NTH[found['nth'].lower()]}"
        )
        return f"* * {weekday}{which}", None, found.end()
    found = _ENGLISH.match(text)
    if found is None:
        return None
    if found["daily"] or found["work"]:
        return ("* * *" if found["daily"] else "* * 1,2,3,4,5"), None, found.end()
    named = found["days"].lower()
    days = sorted(_ENGLISH_DAYS.index(each) + 1 for each in re.findall("[a-z]+day", named))
    if not found["every"] and named in _ENGLISH_DAYS:
        one = _from_tomorrow(days[0], today)  # Tuesday 2pm, as 周二14点: the next one, once
        return f"{one.day} {one.month} *", one, found.end()
    return f"* * {','.join(map(str, days))}", None, found.end()


def _from_tomorrow(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)


def _weekdays(named: str) -> str:
    """一到五 is 1,2,3,4,5; 二、四 is 2,4."""
    named = re.sub("周|星期|礼拜", "", named)
    span = re.fullmatch("(.)[到至](.)", named)
    if span is None and re.search("[到至]", named):
        raise ValueError(named)
    days = {_WEEKDAYS[each] for each in named if each in _WEEKDAYS}
    if span is not None:
        first, last = _WEEKDAYS[span.group(1)], _WEEKDAYS[span.group(2)]
        days = set(range(first, last + 1))
    if not days:
        raise ValueError(named)
    return ",".join(str(each) for each in sorted(days))


def _hour(text: str) -> tuple[int, int, int]:
    """Hour and minute that a text begins with, and where its words for them end."""
    english = _ENGLISH_HOUR.match(text)
    if english is not None and 1 <= int(english["hour"]) <= _NOON:
        hour = int(english["hour"]) % _NOON + (_NOON if english["half"].lower() == "pm" else 0)
        return hour, int(english["minute"] or 0), english.end()
    digits = _DIGITS.match(text)
    if digits is not None:
        return int(digits["hour"]), int(digits["minute"]), digits.end()
    clock = next(iter(times.find(text[:20])), None)
    if clock is None or clock[0] != 0:
        raise ValueError(text)
    _, end, hour, minute, *_ = clock
    return hour, minute, end


def said(rhythm: str, language: str) -> str:
    """A rhythm in words where it has a simple form, else its five fields."""
    minute, hour, day, month, weekday = rhythm.split()
    if not (minute.isdecimal() and hour.isdecimal()):
        return rhythm
    clock = f"{int(hour)}:{int(minute):02d}"
    if day == month == "*" and weekday == "*":
        return say("notice.daily", language, hour=clock)
    if day == month == "*" and weekday in ("1-5", "1,2,3,4,5"):
        return say("notice.workdays", language, hour=clock)
    if day == month == "*" and weekday.replace(",", "").isdecimal():
        names = [say(f"day.weekday{int(each) or 7}", language) for each in weekday.split(",")]
        named = "".join(name.removeprefix("周") for name in names) if language == "zh" else ", ".join(names)
        return say("notice.weekly", language, weekday=named, hour=clock)
    if month == "*" and (rarer := _said_rarer(day, weekday, clock, language)):
        return rarer
    if day.replace(",", "").isdecimal() and month == weekday == "*":
        listed = say("list.pause", language).join(day.split(","))
        return say("notice.monthly", language, day=listed, hour=clock)
    if day.isdecimal() and month.isdecimal() and weekday == "*":
        return say("notice.once", language, month=month, day=day, hour=clock)
    return rhythm


def _said_rarer(day: str, weekday: str, clock: str, language: str) -> str:
    if day == "L" and weekday == "*":
        return say("notice.month_end", language, hour=clock)
    number, mark, which = weekday[:1], weekday[1:2], weekday[2:]
    if day != "*" or mark not in ("#", "w") or "," in weekday:
        return ""
    name = say(f"day.weekday{int(number) or 7}", language)
    if mark == "w":
        return say("notice.fortnightly", language, weekday=name, hour=clock)
    key = "notice.month_last" if which == "L" else "notice.month_nth"
    return say(key, language, weekday=name, number=which, hour=clock)


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


def in_quiet_alone(here: Here, rhythm: str) -> bool:
    """Whether every hour of a rhythm lies in the quiet hours, so that it would never be sent."""
    fields, day = parse(rhythm), date(2000, 1, 1)
    return all(
        almanac.in_quiet(here, almanac.moment(here, day, time(hour, minute)))
        for hour in fields.hours
        for minute in fields.minutes
    )
