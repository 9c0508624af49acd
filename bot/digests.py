"""第N期: the open postings a group has not seen singly, daily in the evening and weekly ahead of the livestream.

For the county's group, the townships' and the trades'; a village's group gets only what its six single postings left
over. Grouped by trade and place, cut by length; nothing is sent where nothing is open. The read-aloud form has no
symbols and goes to the desk, for whoever speaks in the livestream.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import (
    almanac,
    copies,
    digest_rows,
    dues,
    events,
    forwarders,
    lengths,
    outbox,
    people,
    relay_texts,
    some_days,
    talk,
    wording,
)
from bot.app import Here
from bot.models import Due, GroupState, Posting, Priority
from bot.people import Sender
from bot.texts import has, say

DAILY, WEEKLY, LATE, TO_GROUP = "daily", "weekly", "late", "digest_group"
GATHER = "digest_late"


def daily(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once a day: plan a digest for each group. After a stop it is sent late, once, the same day."""
    return _begin(session, now, here, due, DAILY)


def weekly(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, ahead of the livestream: the same, and the script to read aloud to the desk."""
    if almanac.day_of(due) == here.today(now) and now >= almanac.moment(
        here, here.today(now), here.settings.times.livestream
    ):
        return "too late: the livestream has begun"
    reason = _begin(session, now, here, due, WEEKLY)
    if reason is None:
        _script(session, now, here, almanac.day_of(due))
    return reason


def _begin(session: Session, now: datetime, here: Here, due: Due, kind: str) -> str | None:
    if almanac.missed(now, here, due):
        return "too late: the day is over"
    if not digest_rows.open_now(session, here):
        return "nothing is open"
    day, held = due.details["day"], digest_rows.held(session, here)
    planned = [
        (group_id, f"digest:{kind}:{day}:{group_id}", {"day": day, "kind": kind, "held": held.get(group_id, [])})
        for group_id in digest_rows.groups(session, here, held)
    ]
    dues.plan_new(session, here, TO_GROUP, now, planned)
    return None


def gather(session: Session, now: datetime, here: Here, posting: Posting, group_ids: Sequence[int]) -> None:
    """Groups that had their singles do not get this one: where the day's digest has gone, another gathers it.

    At `times.late_digest`, after that every `times.late_digest_minutes` while something waits; what no hour of the
    evening is left for stands in the next day's, like all else that was held back.
    """
    times, today = here.settings.times, here.today(now)
    if not here.settings.clock.digest or now < almanac.moment(here, today, times.digest):
        return
    at = almanac.moment(here, today, times.late_digest)
    while at <= now:
        at += timedelta(minutes=times.late_digest_minutes)
    if at >= almanac.evening_over(here, now):
        return
    slot = at.isoformat(timespec="minutes")
    known = posting.plan.get(LATE, {})
    posting.plan = {**posting.plan, LATE: {**known, slot: [*known.get(slot, []), *group_ids]}}
    session.add(posting)
    details = {"day": today.isoformat(), "slot": slot}
    dues.plan(session, now, here, GATHER, None, at, key=f"{GATHER}:{slot}", details=details)


def late(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: what was held back since the day's digest, one more digest for each group that it is about."""
    if almanac.missed(now, here, due):
        return "too late: the day is over"
    day, slot = due.details["day"], due.details["slot"]
    held = digest_rows.held(session, here, lambda plan: plan.get(LATE, {}).get(slot, []))
    planned = [
        (group_id, f"digest:{slot}:{group_id}", {"day": day, "kind": LATE, "held": posting_ids})
        for group_id, posting_ids in sorted(held.items())
    ]
    dues.plan_new(session, here, TO_GROUP, now, planned)
    return None if held else "nothing is open"


def to_group(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: one group's digest, made at the moment it is due."""
    group, level, place = digest_rows.group_of(session, here, due.subject_id)
    if group is None or group.state != GroupState.BOUND:
        return "not bound"
    if almanac.missed(now, here, due):
        return "too late: the day is over"
    if group.paused_until is not None and group.paused_until > now:
        return "paused"
    is_late = due.details["kind"] == LATE
    listed = digest_rows.for_group(session, here, group, level, due.details.get("held"), alone=is_late)
    if not listed:
        return "nothing new for this group"
    if level == "township":
        listed.sort(key=lambda each: each.township != place)
    issue_id, issue_number = digest_rows.issue_of(session, now, here, due.details["kind"], almanac.day_of(due))
    parts = write(session, now, here, listed, issue_number)
    name = almanac.say(here, "digest.name", here.language, number=issue_number)
    until = almanac.evening_over(here, now)
    for number, (text, some) in enumerate(parts, start=1):
        key, about = f"issue:{issue_id}:{group.id}:{number}", [posting.id or 0 for posting in some]
        key += f":{due.id}" if is_late else ""  # of one number there may be several in an evening
        values: dict[str, Any] = {"key": key, "about": about, "until": until}
        if group.kind == forwarders.KIND:
            relay_texts.tell(session, now, here, group.id or 0, text, kind=relay_texts.DIGEST, name=name, **values)
        else:
            outbox.tell_group(session, now, here, group.id or 0, text, priority=Priority.DIGEST, first=True, **values)
    after = {"group": group.id, "postings": [posting.id for posting in listed]}
    events.note(session, now, here, "digest.send", "issue", issue_id, after=after)
    return None


def write(
    session: Session, now: datetime, here: Here, listed: Sequence[Posting], number: int
) -> list[tuple[str, list[Posting]]]:
    """The messages of a digest with what each speaks of: grouped by trade and place, cut by the county's length."""
    rules, language = here.settings.rules, here.language
    longest = max((posting.code or "" for posting in listed), key=len, default="")
    room = rules.digest_most - len(_foot(here, longest, language)) - 60
    free, without = _free_and_stopped(session, now, here, listed)
    parts: list[tuple[list[str], list[Posting]]] = [([], [])]
    head = ""
    sections: dict[tuple[str, str | None], str] = {}
    for posting in listed:
        of = (posting.trade, posting.township)
        section = sections.get(of) or sections.setdefault(of, _section(here, posting, language))
        line = _line(now, here, posting, free.get(posting.id or 0, 0), without.get(posting.id or 0, []), language)
        lines, some = parts[-1]
        more = len(line) + 1 + (0 if section == head and some else len(section) + 1)
        if some and sum(len(each) + 1 for each in lines) + more > room:
            lines, some = [], []
            parts.append((lines, some))
            head = ""
        if section != head:
            lines.append(section)
            head = section
        lines.append(line)
        some.append(posting)
    kept, left = parts[: rules.digest_parts], parts[rules.digest_parts :]
    made = []
    for place, (lines, some) in enumerate(kept, start=1):
        key = "digest.head" if len(kept) == 1 else "digest.head_part"
        values = {"station": here.station, "number": number, "count": len(listed), "part": place, "parts": len(kept)}
        text = "\n".join([almanac.say(here, key, language, **values), *lines])
        if left and place == len(kept):
            rest = sum(len(each) for _, each in left)
            text += "\n" + almanac.say(here, "digest.more", language, count=rest, phone=here.settings.duty_phone)
        made.append((f"{text}\n{_foot(here, some[0].code or '' if some else '', language)}", some))
    return made


def _foot(here: Here, code: str, language: str) -> str:
    """How to answer, that it costs nothing, and the phone: under each message, for each may be read alone."""
    return almanac.say(here, "digest.foot", language, phone=here.settings.duty_phone, code=code)


def _section(here: Here, posting: Posting, language: str) -> str:
    trade = say(f"trade.{posting.trade}", language) if has(f"trade.{posting.trade}") else posting.trade
    place = posting.township or here.gazetteer.name
    return almanac.say(here, "digest.group", language, trade=trade, place=place)


def _count(here: Here, posting: Posting, free: int, language: str) -> str:
    if posting.kind == "longterm" or posting.headcount_open:
        return wording.headcount(posting, language)
    return almanac.say(here, "digest.free", language, free=free)


def _pay(posting: Posting, language: str) -> str:
    parts = [wording.wage(posting, language)]
    if posting.pay_when:
        parts.append(say(f"pay_when.{posting.pay_when}", language))
    if posting.benefits:
        parts.append(wording.benefits(posting, language))
    return " ".join(part for part in parts if part)


def _free_and_stopped(
    session: Session, now: datetime, here: Here, listed: Sequence[Posting]
) -> tuple[dict[int, int], dict[int, list[date]]]:
    """Free seats, and days on which there is no work (of those that have several), by posting."""
    free, stopped = copies.free_and_stopped(session, now, here, listed)
    several = {each.id for each in listed if some_days.several(each)} if stopped else set()
    return free, {posting_id: days for posting_id, days in stopped.items() if posting_id in several}


def _line(now: datetime, here: Here, posting: Posting, free: int, without: Sequence[date], language: str) -> str:
    return almanac.say(
        here,
        "digest.line",
        language,
        code=posting.code or "",
        work=posting.work or "",
        count=_count(here, posting, free, language),
        pay=_pay(posting, language),
        when=copies.when(posting, without, here.today(now), language),
        place=wording.place(posting, short=True),
    )


def aloud(session: Session, now: datetime, here: Here, listed: Sequence[Posting], number: int) -> str:
    """The read-aloud form: whole sentences, no brackets, bars or other symbols."""
    language = here.language
    said = [almanac.say(here, "digest.aloud_head", language, station=here.station, number=number, count=len(listed))]
    free, without = _free_and_stopped(session, now, here, listed)
    for place, posting in enumerate(listed, start=1):
        said.append(
            almanac.say(
                here,
                "digest.aloud_line",
                language,
                place_in_list=place,
                code=posting.code or "",
                work=posting.work or "",
                count=_count(here, posting, free.get(posting.id or 0, 0), language),
                pay=_plain(_pay(posting, language)),
                when=_plain(copies.when(posting, without.get(posting.id or 0, []), here.today(now), language)),
                place=wording.place(posting),
            )
        )
    said.append(almanac.say(here, "digest.aloud_foot", language, phone=_plain(here.settings.duty_phone)))
    return "\n".join(said)


_SPOKEN = {"/": "每", "(": "，", ")": "", "-": "", "~": "到", "、": "，", "【": "", "】": "", "｜": "，"}


def _plain(text: str) -> str:
    for symbol, spoken in _SPOKEN.items():
        text = text.replace(symbol, spoken)
    return text


def _script(session: Session, now: datetime, here: Here, day: date) -> None:
    listed = digest_rows.open_now(session, here)
    issue_id, number = digest_rows.issue_of(session, now, here, WEEKLY, day)
    for clerk in people.desk(session, here):
        _send_script(session, now, here, clerk.id or 0, listed, number, f"script:{issue_id}:{clerk.id}")


def _send_script(
    session: Session, now: datetime, here: Here, person_id: int, listed: Sequence[Posting], number: int, key: str
) -> None:
    text = almanac.say(here, "digest.aloud_desk", here.language) + "\n" + aloud(session, now, here, listed, number)
    for place, part in enumerate(lengths.messages(text, here.settings.rules.text_most)):
        outbox.tell_person(session, now, here, person_id, part, key=f"{key}:{place}", priority=Priority.DIGEST)


def read_out(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/digest: the read-aloud form of what is open now, to somebody of the desk."""
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    listed = digest_rows.open_now(session, here)
    language = people.language_of(here, desk)
    if not listed:
        talk.reply(session, now, here, desk, almanac.say(here, "digest.none", language))
        return
    number = digest_rows.last_number(session, here)
    _send_script(session, now, here, desk.id or 0, listed, number, f"readout:{here.inbox_id}")
