"""Recurring notices: entered once at the desk, sent again and again to chosen groups (livestream, fairs, classes).

When is a rhythm (`bot/rhythms.py`). Days can be left out; a stopped one stays in the book.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import (
    almanac,
    dues,
    events,
    forwarders,
    groups,
    ladder,
    outbox,
    parts,
    people,
    relay_texts,
    rhythm_fields,
    rhythms,
    talk,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import Due, DueState, Group, GroupState, Notice, Person, Priority, Region
from bot.people import Sender
from bot.texts import say
from nlp import dates
from nlp.normalise import plain

NOTICE = "notice"
_STOP = re.compile(r"(?:停掉?|停止|stop)\s*第?(\d+)号?|第?(\d+)号?\s*(?:停掉?|停了|停止|不发了|stop)")
_SKIP = re.compile(r"(?:第(\d+)号[\s,，]*|(\d+)号?\s+)(.+?)(?:那天)?(?:不发|跳过|skip)")


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
    if not word:
        raise Refused("notice.no_audience")
    if word in _AUDIENCES:
        return _AUDIENCES[word], text.strip()
    trade = groups.trade_named(word.removesuffix("群"), here.language)
    if trade is not None:
        return f"trade:{trade}", text.strip()
    known = {row.name for row in session.exec(select(Region).where(Region.county_id == here.county_id))}
    named_ = [_whole(part, known) for part in re.split("[,，、]", word.removesuffix("群")) if part]
    audience = ",".join(named_) or word
    groups_for(session, here, audience)
    return audience, text.strip()


def _whole(name: str, known: Collection[str]) -> str:
    """解店 is 解店镇, where no other place is called so; else what was written."""
    found = [each for each in (name, f"{name}镇", f"{name}乡", f"{name}村", f"{name}街道") if each in known]
    return found[0] if found and (found[0] == name or len(found) == 1) else name


def enter(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    rhythm: str,
    audience: str,
    text: str,
    until: date | None = None,
    number: int | None = None,
) -> Notice:
    """Enter a notice, or change the one with this number. Refused with what is wrong."""
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    try:
        rhythm_fields.parse(rhythm)
    except ValueError:
        raise Refused("notice.bad_rhythm") from None
    if rhythms.in_quiet_alone(here, rhythm):
        quiet = here.settings.times
        raise Refused("notice.quiet", first=f"{quiet.quiet_from:%H:%M}", last=f"{quiet.quiet_to:%H:%M}")
    if not text.strip():
        raise Refused("notice.empty")
    if not groups_for(session, here, audience):
        named_ = named(here, audience, people.language_of(here, desk))
        raise Refused("notice.no_group", audience=named_)
    if rhythms.next_after(here, rhythm, now, until=until) is None:
        raise Refused("notice.past")
    row = Notice(county_id=here.county_id, rhythm=rhythm, made_at=now, made_by_id=desk.id)
    if number is not None:
        row, _ = _of(session, now, here, sender, number)
        _unplan(session, now, here, row)
    row.text = text.strip()[: here.settings.rules.text_most]
    row.rhythm, row.audience, row.until = rhythm, audience, until
    session.add(row)
    session.flush()
    events.note(session, now, here, "notice.change" if number is not None else "notice.add", "notice", row.id)
    plan_next(session, now, here, row)
    return row


def _unplan(session: Session, now: datetime, here: Here, row: Notice) -> None:
    """What was planned by the old rhythm or days is sent no more."""
    waiting = session.exec(
        select(Due).where(
            Due.county_id == here.county_id,
            Due.kind == NOTICE,
            Due.subject_id == row.id,
            Due.state == DueState.DUE,
        )
    ).all()
    for due in waiting:
        dues.drop(session, now, here, "changed", due.dedupe_key)


def add(session: Session, now: datetime, here: Here, *, sender: Sender, words: str) -> int:
    """Enter a notice in one line: rhythm, audience, text. Its number. Refused with what is wrong."""
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
    try:
        rhythm, until, rest = rhythms.read(words, here.today(now))
    except ValueError:
        raise Refused("notice.bad_rhythm") from None
    audience, text = _audience(session, here, rest)
    row = enter(session, now, here, sender=sender, rhythm=rhythm, audience=audience, text=text, until=until)
    language = people.language_of(here, desk)
    text = almanac.say(
        here,
        "notice.added",
        language,
        number=row.id,
        rhythm=rhythms.said(rhythm, language),
        audience=named(here, audience, language),
        next=_following(now, here, row, language),
    )
    talk.reply(session, now, here, desk, text)
    return row.id or 0


def _following(now: datetime, here: Here, row: Notice, language: str) -> str:
    """When a notice is sent next, in words."""
    at = next(iter(upcoming(now, here, row, 1)), None)
    if at is None:
        return almanac.say(here, "notice.no_next", language)
    local = at.astimezone(here.zone)
    return wording.day(local.date(), language) + wording.hour(local.time(), language)


def upcoming(now: datetime, here: Here, row: Notice, most: int) -> list[datetime]:
    """When a notice is sent next, days left out passed by."""
    left_out = frozenset(date.fromisoformat(each) for each in row.except_days)
    return rhythms.upcoming(here, row.rhythm, now, most, except_days=left_out, until=row.until)


def named(here: Here, audience: str, language: str) -> str:
    if audience in ("all", "county", "townships"):
        return almanac.say(here, f"notice.audience_{audience}", language)
    if audience.startswith("trade:"):
        trade = say(audience.replace("trade:", "trade."), language)
        return almanac.say(here, "notice.audience_trade", language, trade=trade)
    return audience.replace(",", say("list.pause", language))


def plan_next(session: Session, now: datetime, here: Here, row: Notice) -> datetime | None:
    """Plan the next sending; when it is, or None."""
    if row.stopped_at is not None:
        return None
    at = next(iter(upcoming(now, here, row, 1)), None)
    if at is not None:
        key = f"{NOTICE}:{row.id}:{at.isoformat()}"
        dues.plan(session, now, here, NOTICE, row.id, at, key=key, details={"at": int(at.timestamp())}, revive=True)
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
    if not here.settings.clock.notices:
        return almanac.SWITCHED_OFF
    day = datetime.fromtimestamp(due.details["at"], here.zone).date()
    if day.isoformat() in row.except_days or (row.until is not None and day > row.until):
        return "left out"
    last = due.due_at + timedelta(minutes=here.settings.times.notices_late_minutes)
    if now > last:
        _tell_missed(session, now, here, row, due)
        return "too late: it was for another hour"
    if almanac.in_quiet(here, now):
        return "quiet hours"
    sent = 0
    until = min(last, almanac.evening_over(here, now))
    for group_id in groups_for(session, here, row.audience):
        group = session.get(Group, group_id)
        if group is None or (group.paused_until is not None and group.paused_until > now):
            continue
        key = f"{NOTICE}:{row.id}:{due.details['at']}:{group_id}"
        if group.kind == forwarders.KIND:
            named = almanac.say(here, "notice.name", here.language, number=row.id)
            sent += relay_texts.tell(
                session, now, here, group_id, row.text, key=key, kind=relay_texts.NOTICE, name=named, until=until
            )
        elif outbox.tell_group(session, now, here, group_id, row.text, key=key, priority=Priority.DIGEST, until=until):
            sent += 1
    events.note(session, now, here, "notice.send", "notice", row.id, after={"groups": sent})
    return None if sent else "no group"


def _tell_missed(session: Session, now: datetime, here: Here, row: Notice, due: Due) -> None:
    """The desk hears that a notice's hour went by while nothing ran: only they know whether it is still of use."""
    at = datetime.fromtimestamp(due.details["at"], here.zone)
    for clerk in parts.clerks(session, here, None):
        language = people.language_of(here, clerk)
        values = {"when": wording.day(at.date(), language) + wording.hour(at.time(), language), "words": row.text}
        text = almanac.say(here, "notice.missed", language, number=row.id, **values)
        key, speaks = f"notice_missed:{due.id}:{clerk.id}", ladder.speaks_at(now, here)
        outbox.tell_person(session, now, here, clerk.id or 0, text, key=key, due_at=speaks)


def stop(session: Session, now: datetime, here: Here, *, sender: Sender, number: int) -> None:
    """A notice is sent no more."""
    row, desk = _of(session, now, here, sender, number)
    row.stopped_at = now
    session.add(row)
    _unplan(session, now, here, row)
    events.note(session, now, here, "notice.stop", "notice", row.id)
    language = people.language_of(here, desk)
    talk.reply(session, now, here, desk, almanac.say(here, "notice.stopped", language, number=number))


def skip(
    session: Session, now: datetime, here: Here, *, sender: Sender, number: int, day: date, off: bool = False
) -> None:
    """A notice is not sent on one day; `off` takes that back."""
    row, desk = _of(session, now, here, sender, number)
    language = people.language_of(here, desk)
    near = wording.day(day, language)
    if not off and not _comes(now, here, row, day):
        following = _following(now, here, row, language)
        raise Refused("notice.not_that_day", number=number, day=near, next=following)
    days = set(row.except_days)
    row.except_days = sorted(days - {day.isoformat()} if off else days | {day.isoformat()})
    session.add(row)
    session.flush()
    _unplan(session, now, here, row)
    plan_next(session, now, here, row)
    act = "notice.unskip" if off else "notice.skip"
    events.note(session, now, here, act, "notice", row.id, after={"value": day.isoformat()})
    if off:
        return
    told = almanac.say(
        here, "notice.skipped", language, number=number, day=near, next=_following(now, here, row, language)
    )
    talk.reply(session, now, here, desk, told)


def _comes(now: datetime, here: Here, row: Notice, day: date) -> bool:
    """Whether a notice would still be sent on this day; one left out already is left out once more."""
    before = max(now, almanac.moment(here, day, time(0)) - timedelta(seconds=1))
    at = rhythms.next_after(here, row.rhythm, before, until=row.until)
    return row.stopped_at is None and at is not None and here.today(at) == day


def _of(session: Session, now: datetime, here: Here, sender: Sender, number: int) -> tuple[Notice, Person]:
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
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
            rhythm=rhythms.said(row.rhythm, language),
            audience=named(here, row.audience, language),
            next=_following(now, here, row, language),
            words=row.text[:60],
        )
        for row in rows
    ]
    text = "\n".join(lines) if lines else almanac.say(here, "notice.none", language)
    talk.reply(session, now, here, desk, text)


def order(session: Session, now: datetime, here: Here, *, sender: Sender, words: str) -> None:
    """/notice with words: enter one; 停 3 stops the third; 3 10月20日不发 leaves a day out; nothing lists them."""
    text = words.strip()
    if not text:
        show(session, now, here, sender=sender)
        return
    stopped = _STOP.fullmatch(text)
    if stopped:
        stop(session, now, here, sender=sender, number=int(stopped.group(1) or stopped.group(2)))
        return
    skipped = _SKIP.fullmatch(text)
    if skipped:
        found = dates.find(plain(skipped.group(3)), here.today(now))
        if len(found) != 1 or found[0].day is None or found[0].last is not None:
            raise Refused("notice.which_day")
        skip(session, now, here, sender=sender, number=int(skipped.group(1) or skipped.group(2)), day=found[0].day)
        return
    add(session, now, here, sender=sender, words=text)
