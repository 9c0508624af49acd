"""Recurring notices: entered once at the desk, sent again and again to chosen groups (livestream, fairs, classes).

A rhythm is five fields as in cron (minute hour day month weekday), in the county's zone, or said in words
(每周二14:00, 每月1日9:00, 每天8:30, 10月20日9:00). Days can be left out; a stopped one stays in the book.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import almanac, dues, events, outbox, people, talk, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import Due, Group, GroupState, Notice, Person, Priority, Region
from bot.people import Sender
from bot.texts import say
from nlp.types import Trade

NOTICE = "notice"
AHEAD_DAYS = 400
LATE_MINUTES = 120
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


def groups_for(session: Session, here: Here, audience: str) -> list[int]:
    """Ids of the bound groups an audience means. Refused where a name in it is no region's and no trade's."""
    rows = session.exec(
        select(Group).where(Group.county_id == here.county_id, Group.state == GroupState.BOUND).order_by(col(Group.id))
    ).all()
    regions = {row.id: row for row in session.exec(select(Region).where(Region.county_id == here.county_id))}
    levels = {"county": ("county",), "townships": ("township",)}
    if audience == "all":
        return [row.id or 0 for row in rows]
    if audience in levels:
        return [row.id or 0 for row in rows if row.region_id and regions[row.region_id].level in levels[audience]]
    if audience.startswith("trade:"):
        return [row.id or 0 for row in rows if row.trade == audience.removeprefix("trade:")]
    found: list[int] = []
    for name in audience.split(","):
        ids = {row.id for row in regions.values() if row.name == name}
        if not ids:
            raise Refused("notice.bad_audience", audience=name)
        found += [row.id or 0 for row in rows if row.region_id in ids]
    return list(dict.fromkeys(found))


_AUDIENCES = {"全县": "all", "各群": "all", "所有群": "all", "县群": "county", "乡镇群": "townships", "all": "all"}


def _audience(session: Session, here: Here, rest: str) -> tuple[str, str]:
    """The audience that the first word names, and the text after it."""
    word, _, text = rest.strip().partition(" ")
    if word in _AUDIENCES:
        return _AUDIENCES[word], text.strip()
    if word in {each.value for each in Trade}:
        return f"trade:{word}", text.strip()
    audience = ",".join(part for part in re.split("[,，、]", word) if part)
    groups_for(session, here, audience)
    return audience, text.strip()


def add(session: Session, now: datetime, here: Here, *, sender: Sender, words: str) -> int:
    """Enter a notice in one line: rhythm, audience, text. Its number. Refused with what is wrong."""
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    try:
        rhythm, until, rest = read(words, here.today(now))
    except ValueError:
        raise Refused("notice.bad_rhythm") from None
    audience, text = _audience(session, here, rest)
    if not text:
        raise Refused("notice.empty")
    row = Notice(
        county_id=here.county_id,
        text=text[: here.settings.rules.text_most],
        rhythm=rhythm,
        audience=audience,
        until=until,
        made_at=now,
        made_by_id=desk.id,
    )
    session.add(row)
    session.flush()
    events.note(session, now, here, "notice.add", "notice", row.id)
    at = plan_next(session, now, here, row)
    language = people.language_of(here, desk)
    following = almanac.say(here, "notice.no_next", language)
    if at is not None:
        local = at.astimezone(here.zone)
        following = wording.day(local.date(), language) + wording.hour(local.time(), language)
    text = almanac.say(
        here,
        "notice.added",
        language,
        number=row.id,
        rhythm=said(rhythm, language),
        audience=_named(here, audience, language),
        next=following,
    )
    talk.reply(session, now, here, desk, text)
    return row.id or 0


def _named(here: Here, audience: str, language: str) -> str:
    if audience in ("all", "county", "townships"):
        return almanac.say(here, f"notice.audience_{audience}", language)
    return audience.removeprefix("trade:").replace(",", say("list.pause", language))


def plan_next(session: Session, now: datetime, here: Here, row: Notice) -> datetime | None:
    """Plan the next sending; when it is, or None."""
    if row.stopped_at is not None:
        return None
    left_out = frozenset(date.fromisoformat(each) for each in row.except_days)
    at = next_after(here, row.rhythm, now, except_days=left_out, until=row.until)
    if at is not None:
        key = f"{NOTICE}:{row.id}:{at.isoformat()}"
        dues.plan(session, now, here, NOTICE, row.id, at, key=key, details={"at": int(at.timestamp())})
    return at


def plan_all(session: Session, now: datetime, here: Here) -> int:
    """Plan the next sending of every notice that goes on (the day's planning calls it); how many."""
    rows = session.exec(
        select(Notice).where(Notice.county_id == here.county_id, col(Notice.stopped_at).is_(None))
    ).all()
    return sum(plan_next(session, now, here, row) is not None for row in rows)


def send(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: send a notice to its groups and plan the next. Two hours late it is dropped; at night too."""
    row = session.get(Notice, due.subject_id)
    if row is None or row.stopped_at is not None:
        return "stopped"
    plan_next(session, now, here, row)
    day = datetime.fromtimestamp(due.details["at"], here.zone).date()
    if day.isoformat() in row.except_days or (row.until is not None and day > row.until):
        return "left out"
    if now > due.due_at + timedelta(minutes=LATE_MINUTES):
        return "too late: it was for another hour"
    if almanac.in_quiet(here, now):
        return "quiet hours"
    sent = 0
    until = min(due.due_at + timedelta(minutes=LATE_MINUTES), almanac.evening_over(here, now))
    for group_id in groups_for(session, here, row.audience):
        group = session.get(Group, group_id)
        if group is None or (group.paused_until is not None and group.paused_until > now):
            continue
        key = f"{NOTICE}:{row.id}:{due.details['at']}:{group_id}"
        if outbox.tell_group(session, now, here, group_id, row.text, key=key, priority=Priority.DIGEST, until=until):
            sent += 1
    events.note(session, now, here, "notice.send", "notice", row.id, after={"groups": sent})
    return None if sent else "no group"


def stop(session: Session, now: datetime, here: Here, *, sender: Sender, number: int) -> None:
    """A notice is sent no more."""
    row, desk = _of(session, now, here, sender, number)
    row.stopped_at = now
    session.add(row)
    events.note(session, now, here, "notice.stop", "notice", row.id)
    language = people.language_of(here, desk)
    talk.reply(session, now, here, desk, almanac.say(here, "notice.stopped", language, number=number))


def skip(session: Session, now: datetime, here: Here, *, sender: Sender, number: int, day: date) -> None:
    """A notice is not sent on one day."""
    row, desk = _of(session, now, here, sender, number)
    row.except_days = sorted({*row.except_days, day.isoformat()})
    session.add(row)
    session.flush()
    plan_next(session, now, here, row)
    events.note(session, now, here, "notice.skip", "notice", row.id, after={"day": day.isoformat()})
    language = people.language_of(here, desk)
    near = wording.day(day, language)
    talk.reply(session, now, here, desk, almanac.say(here, "notice.skipped", language, number=number, day=near))


def _of(session: Session, now: datetime, here: Here, sender: Sender, number: int) -> tuple[Notice, Person]:
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    row = session.get(Notice, number)
    if row is None or row.county_id != here.county_id:
        raise Refused("notice.unknown", number=number)
    return row, desk


def show(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/notices: what is sent again and again."""
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    language = people.language_of(here, desk)
    rows = session.exec(
        select(Notice)
        .where(Notice.county_id == here.county_id, col(Notice.stopped_at).is_(None))
        .order_by(col(Notice.id))
    ).all()
    lines = [
        almanac.say(
            here,
            "notice.line",
            language,
            number=row.id,
            rhythm=said(row.rhythm, language),
            audience=_named(here, row.audience, language),
            words=row.text[:60],
        )
        for row in rows
    ]
    text = "\n".join(lines) if lines else almanac.say(here, "notice.none", language)
    talk.reply(session, now, here, desk, text)


def order(session: Session, now: datetime, here: Here, *, sender: Sender, words: str) -> None:
    """/notice with words: enter one; 停 3 stops the third; 3 10月20日不发 leaves a day out; nothing lists them."""
    from nlp import order as orders

    text = words.strip()
    if not text:
        show(session, now, here, sender=sender)
        return
    stopped = re.fullmatch(r"(?:停|停掉|stop)\s*(\d+)号?", text)
    if stopped:
        stop(session, now, here, sender=sender, number=int(stopped.group(1)))
        return
    skipped = re.fullmatch(r"(\d+)号?\s+(.+?)(?:不发|跳过|skip)", text)
    if skipped:
        day = orders.read(skipped.group(2), here.today(now)).day
        if day is None:
            raise Refused("notice.bad_rhythm")
        skip(session, now, here, sender=sender, number=int(skipped.group(1)), day=day)
        return
    add(session, now, here, sender=sender, words=text)
