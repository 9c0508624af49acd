"""How values are said: days, hours, pay, places, people. Pure; the words themselves stand in `bot/texts/`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time
from functools import cache

from bot.models import Posting
from bot.texts import has, say, table
from nlp import contacts


def number(value: float) -> str:
    """A sum without a needless tail: 150, 0.35."""
    return f"{value:g}"


def weekday(day: date, language: str) -> str:
    """周四; Thu."""
    return say(f"day.weekday{day.isoweekday()}", language)


def day(value: date, language: str) -> str:
    """10月15日(周四)."""
    return say("day.full", language, month=value.month, day=value.day, weekday=weekday(value, language))


def day_list(values: Sequence[date], language: str) -> str:
    """10月15、16日; 10月31日、11月1日: several days in few words."""
    pause = say("list.pause", language)
    months: dict[int, list[str]] = {}
    for value in values:
        months.setdefault(value.month, []).append(str(value.day))
    return pause.join(say("day.listed", language, month=month, days=pause.join(days)) for month, days in months.items())


def on_days(who: str, values: Sequence[date], language: str) -> str:
    """秀兰1人（10月15、16日）."""
    return say("roster.on_days", language, who=who, days=day_list(values, language))


def day_beside(value: date, today: date, language: str) -> str:
    """明天(10月15日周四) where it is near, else the full date."""
    away = (value - today).days
    if 0 <= away <= 2:
        near = say(f"day.near{away}", language)
        return say(
            "day.beside",
            language,
            near=near,
            month=value.month,
            day=value.day,
            weekday=weekday(value, language),
        )
    return day(value, language)


def hour(value: time, language: str) -> str:
    """早7点, 下午2点半: said as a clerk says it."""
    part = next(name for limit, name in _PARTS if value.hour < limit)
    twelve = value.hour if value.hour <= 12 else value.hour - 12
    minutes = ""
    if value.minute:
        half = value.minute == 30
        minutes = say("hour.half" if half else "hour.minutes", language, minute=f"{value.minute:02d}")
    clock = f"{value.hour:02d}:{value.minute:02d}"
    return say(f"hour.{part}", language, hour=twelve, minutes=minutes, clock=clock)


_PARTS = ((5, "night"), (11, "morning"), (13, "noon"), (18, "afternoon"), (24, "evening"))


def days(posting: Posting, today: date, language: str) -> str:
    """When: one day, a run, or several days; empty where nothing is said."""
    if posting.days_named:
        listed = [date.fromisoformat(each) for each in posting.days_named]
        return say("list.comma", language).join(day(each, language) for each in listed)
    if posting.start is None:
        key = "day.any_longterm" if posting.kind == "longterm" else "day.any"
        return say(key, language) if posting.any_day else ""
    first = day_beside(posting.start, today, language)
    if posting.end is not None and posting.end != posting.start:
        return say("day.run", language, first=first, last=day(posting.end, language))
    if posting.days is not None and posting.days > 1:
        return say("day.length", language, first=first, days=posting.days)
    return first


def when(posting: Posting, today: date, language: str) -> str:
    """Days and hours together."""
    text = days(posting, today, language)
    if posting.begin_time is not None and posting.any_day and posting.start is None:
        text += say("list.comma", language)
    return text + hours(posting, language)


def when_on(posting: Posting, some: Sequence[date], today: date, language: str) -> str:
    """These days of its work alone, and its hours: 后天(10月16日周五)早7点到晚6点."""
    named = say("list.pause", language).join(day_beside(each, today, language) for each in some)
    return named + hours(posting, language)


def hours(posting: Posting, language: str) -> str:
    """早7点到晚6点; empty where no hour is said."""
    if posting.begin_time is None:
        return ""
    begins = hour(posting.begin_time, language)
    if posting.end_time is None:
        return begins
    return begins + say("hour.until", language, end=hour(posting.end_time, language))


def wage(posting: Posting, language: str) -> str:
    """150元/天; empty where nothing is said."""
    if posting.negotiable and posting.wage_min is None:
        return say("wage.negotiable_freight" if posting.kind == "freight" else "wage.negotiable", language)
    if posting.wage_min is None or posting.wage_max is None:
        return ""
    amount = number(posting.wage_min)
    if posting.wage_max != posting.wage_min:
        amount = say("wage.range", language, least=amount, most=number(posting.wage_max))
    unit = _per(posting.wage_per, language) or say(f"wage.unit_{posting.wage_unit or 'day'}", language)
    key = "wage.floor" if posting.wage_floor else "wage.sum"
    return say(key, language, amount=amount, unit=unit)


@cache
def _pers() -> dict[str, str]:
    return {words: key for key, words in table("zh").items() if key.startswith("per.")}


def _per(words: str | None, language: str) -> str:
    """What the pay is for in the poster's word (袋); in another language by its name there, where it has one."""
    key = _pers().get(words or "")
    return say(key, language) if key is not None and language != "zh" else words or ""


def place(posting: Posting, *, short: bool = False) -> str:
    """解店镇西解村果园; `short` leaves the township out where a village is said."""
    parts = [posting.township, posting.village, posting.detail]
    if short and posting.village:
        parts = [posting.village, posting.detail]
    return "".join(part for part in parts if part)


def headcount(posting: Posting, language: str) -> str:
    """20人, 3到5人, 多少都要."""
    if posting.headcount_open:
        return say("people.open", language)
    if posting.headcount_max is None:
        return ""
    if posting.headcount_min not in (None, posting.headcount_max):
        return say("people.range", language, least=posting.headcount_min, most=posting.headcount_max)
    key = "people.vehicles" if posting.kind == "freight" else "people.count"
    return say(key, language, count=posting.headcount_max)


def benefits(posting: Posting, language: str) -> str:
    """管午饭、车接送; also what the poster said is not given: 不管住."""
    named = [say(f"benefit.{each}", language) for each in posting.benefits]
    named += [say(f"denied.{each}", language) for each in posting.denied]
    return say("list.pause", language).join(named)


def masked(phone: str) -> str:
    """138****8001: as a phone may stand where others read along."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def named(posting: Posting) -> str:
    """A12摘苹果: how a posting is called in a sentence."""
    return f"{posting.code or ''}{posting.work or ''}"


def counted(name: str, count: int, language: str) -> str:
    """秀兰2人; 李哥88（1人）, where the name ends in what would run into the number."""
    last = name[-1:]
    runs_on = last.isdigit() or (last.isascii() and last.isalnum()) or last in "一二三四五六七八九十两百千"
    return say("roster.name_count_apart" if runs_on else "roster.name_count", language, name=name, count=count)


def phones_out(text: str, put: Callable[[str], str]) -> str:
    """A text with something else in place of every phone that the parser reads in it (幺三八… too)."""
    for start, end, digits in sorted(contacts.phones(text), reverse=True):
        text = f"{text[:start]}{put(digits)}{text[end:]}"
    return text


def not_sent(why: str, language: str) -> str:
    """Why a message did not go out, in words; what the messenger said where we have none for it."""
    key = f"sending.why_{why.replace(' ', '_')}"
    return say(key, language) if has(key) else say("sending.why_other", language, error=why or "—")
