"""For the desk: the day's summary in the evening, the week's on Friday, and what is due in the morning."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import almanac, dues, ladder, outbox, parts, people, relay_silence, stats, wording
from bot.app import Here
from bot.models import (
    Complaint,
    ComplaintState,
    Due,
    DueState,
    Employer,
    Person,
    Posting,
    Priority,
)
from bot.texts import say

COMPLAINT_DUE = "complaint_due"
NAMES = 6
NUMBERED = 8  # what " 12/12" takes of a head


def day(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: the day's summary to everybody of the desk. Not after midnight: the next is near."""
    if almanac.missed(now, here, due):
        return "too late: the day is over"
    today = almanac.day_of(due)
    for clerk in parts.clerks(session, here, None):
        language = people.language_of(here, clerk)
        told = messages(session, now, here, today, today, language)
        _tell(session, now, here, clerk, told, f"summary:{today.isoformat()}:{clerk.id}")
    return None


def week(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: the summary of the seven days up to today, with each township and the groups gone silent."""
    if almanac.missed(now, here, due):
        return "too late: the day is over"
    last = almanac.day_of(due)
    first = last - timedelta(days=6)
    for clerk in parts.clerks(session, here, None):
        language = people.language_of(here, clerk)
        told = messages(session, now, here, first, last, language)
        _tell(session, now, here, clerk, told, f"week:{last.isoformat()}:{clerk.id}")
    return None


def text(session: Session, now: datetime, here: Here, first: date, last: date, language: str) -> str:
    """The summary of a day, or of several: its head and its lines."""
    return "\n".join([_head(here, first, last, language), *body(session, now, here, first, last, language)])


def messages(session: Session, now: datetime, here: Here, first: date, last: date, language: str) -> list[str]:
    """The same in messages of the length that a digest's have; the head leads each."""
    lines = body(session, now, here, first, last, language)
    return _split(_head(here, first, last, language), lines, here.settings.rules.digest_most)


def _head(here: Here, first: date, last: date, language: str) -> str:
    if first == last:
        return almanac.say(here, "summary.day", language, day=wording.day(last, language))
    span = {"first": wording.day(first, language), "last": wording.day(last, language)}
    return almanac.say(here, "summary.week", language, **span)


def _split(head: str, lines: list[str], most: int) -> list[str]:
    """Lines under a head, in as many messages as it takes; with several each head says which it is."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if parts[-1] and len(head) + NUMBERED + sum(len(each) + 1 for each in (*parts[-1], line)) > most:
            parts.append([])
        parts[-1].append(line)
    if len(parts) == 1:
        return ["\n".join([head, *parts[0]])]
    return ["\n".join([f"{head} {place}/{len(parts)}", *part]) for place, part in enumerate(parts, start=1)]


def _tell(session: Session, now: datetime, here: Here, clerk: Person, texts: list[str], key: str) -> None:
    for place, text in enumerate(texts, start=1):
        own = key if place == 1 else f"{key}:{place}"
        outbox.tell_person(session, now, here, clerk.id or 0, text, key=own, priority=Priority.DIGEST)


def body(session: Session, now: datetime, here: Here, first: date, last: date, language: str) -> list[str]:
    """The lines of a summary of the days from `first` to `last`; what is nought is left out."""
    found = stats.lines(session, here, first, last)
    sums = stats.total(found)
    said = []
    if not sums.days:
        said.append(almanac.say(here, "summary.no_work", language))
    else:
        number = stats.people(session, here, first, last)
        said.append(
            almanac.say(here, "summary.seats", language, requested=sums.requested, signed=sums.signed, people=number)
        )
        rate = sums.match_rate
        if rate is None:
            said.append(almanac.say(here, "summary.arrived_none", language, days=sums.days))
        else:
            values = {"arrived": sums.arrived, "rate": round(rate * 100), "told": sums.told, "days": sums.days}
            said.append(almanac.say(here, "summary.arrived", language, **values))
        if sums.no_shows:
            said.append(almanac.say(here, "summary.no_shows", language, count=sums.no_shows))
    fresh = stats.published(session, here, first, last)
    full, minutes = stats.filled(session, here, first, last)
    if fresh:
        said.append(almanac.say(here, "summary.published", language, count=fresh))
    if full:
        said.append(almanac.say(here, "summary.fill", language, filled=full, minutes=minutes))
    said += _waiting(session, now, here, first, last, language)
    said += _townships(here, found, language)
    return said


def _waiting(session: Session, now: datetime, here: Here, first: date, last: date, language: str) -> list[str]:
    said = []
    open_, late = stats.complaints(session, now, here)
    if open_:
        said.append(almanac.say(here, "summary.complaints", language, count=open_, late=late))
    unclear, share = stats.needed_a_person(session, here, first, last)
    if unclear or share:
        said.append(almanac.say(here, "summary.unclear", language, count=unclear, share=round((share or 0) * 100)))
    waiting, calls = stats.in_review(session, here), stats.to_call(session, here)
    if waiting:
        said.append(almanac.say(here, "summary.waiting", language, count=waiting))
    if calls:
        said.append(almanac.say(here, "summary.calls", language, count=calls))
    most = NAMES if first == last else None  # the week names all of them
    said += _silent(here, "summary.silent", stats.silent(session, now, here), language, most)
    said += _silent(here, "summary.silent_relay", relay_silence.names(session, now, here), language, most)
    return said


def _silent(here: Here, key: str, found: list[str], language: str, most: int | None) -> list[str]:
    if not found:
        return []
    names = say("list.pause", language).join(found[:most]) + ("…" if most is not None and len(found) > most else "")
    return [almanac.say(here, key, language, count=len(found), days=here.settings.times.silent_days, names=names)]


def _townships(here: Here, found: list[stats.Line], language: str) -> list[str]:
    said = []
    for town, cell in stats.by(found, lambda line: line.township).items():
        arrived = str(cell.arrived) if cell.told else almanac.say(here, "summary.unknown_arrived", language)
        name = town or almanac.say(here, "summary.no_town", language)
        values = {"town": name, "requested": cell.requested, "signed": cell.signed, "arrived": arrived}
        text = almanac.say(here, "summary.township", language, **values)
        if cell.match_rate is not None:
            text += almanac.say(here, "summary.township_rate", language, rate=round(cell.match_rate * 100))
        full, minutes = stats.to_full(line for line in found if line.township == town)
        if full:
            text += almanac.say(here, "summary.township_full", language, filled=full, minutes=minutes)
        said.append(text)
    return said


def morning(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: what the desk must look at today: files due again, complaints that are due, a failed backup."""
    if almanac.missed(now, here, due):
        return "too late: the day is over"
    today = almanac.day_of(due)
    told = False
    for clerk in parts.clerks(session, here, None):
        language = people.language_of(here, clerk)
        found = [
            *_files(session, here, today, language),
            *_complaints(session, here, today, language),
            *_backup(session, here, today, language),
        ]
        if found:
            told = True
            texts = _split(almanac.say(here, "desk_morning.head", language), found, here.settings.rules.digest_most)
            _tell(session, now, here, clerk, texts, f"desk_morning:{today.isoformat()}:{clerk.id}")
    return None if told else "nothing is due"


def _files(session: Session, here: Here, today: date, language: str) -> list[str]:
    """Files whose phone is to be called back again, and papers that run out, up to and with today."""
    _, until = stats.span(here, today, today)
    rows = session.exec(
        select(Employer)
        .where(
            Employer.county_id == here.county_id,
            col(Employer.barred_at).is_(None),
            col(Employer.phone).is_not(None),
            ((col(Employer.due_again_at).is_not(None)) & (col(Employer.due_again_at) < until))
            | ((col(Employer.papers_until).is_not(None)) & (col(Employer.papers_until) <= today)),
        )
        .order_by(col(Employer.due_again_at), col(Employer.id))
    )
    said = []
    for file in rows:
        dates = [each for each in (file.papers_until,) if each is not None]
        if file.due_again_at is not None:
            dates.append(file.due_again_at.astimezone(here.zone).date())
        first = wording.day(min(dates), language)
        values = {"name": file.name or "", "phone": file.phone or "", "day": first}
        said.append(almanac.say(here, "desk_morning.file", language, **values))
    return said


def _complaints(session: Session, here: Here, today: date, language: str) -> list[str]:
    _, until = stats.span(here, today, today)
    rows = session.exec(
        select(Complaint)
        .where(
            Complaint.county_id == here.county_id,
            Complaint.state == ComplaintState.OPEN.value,
            col(Complaint.due_at).is_not(None),
            col(Complaint.due_at) < until,
        )
        .order_by(col(Complaint.due_at))
    )
    said = []
    for row in rows:
        assert row.due_at is not None
        owner = session.get(Person, row.owner_id) if row.owner_id is not None else None
        values = {
            "number": row.id,
            "kind": almanac.say(here, f"desk_morning.{row.kind}_kind", language),
            "day": wording.day(row.due_at.astimezone(here.zone).date(), language),
            "owner": owner.name if owner is not None else almanac.say(here, "desk_morning.nobody", language),
        }
        said.append(almanac.say(here, "desk_morning.complaint", language, **values))
    return said


def _backup(session: Session, here: Here, today: date, language: str) -> list[str]:
    row = dues.find(session, here, f"{almanac.BACKUP}:{today.isoformat()}")
    if row is None or row.state == DueState.DONE or row.reason in ("", dues.ELSEWHERE, almanac.SWITCHED_OFF):
        return []
    return [almanac.say(here, "desk_morning.backup_failed", language)]


def complaint_due(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: a complaint's time is over and it is still open: its owner hears it, and all others.

    In the quiet hours it waits for the morning: the first alarm has rung already.
    """
    row = session.get(Complaint, due.subject_id)
    if row is None or row.state != ComplaintState.OPEN:
        return "closed"
    if almanac.in_quiet(here, now):
        due.due_at = ladder.speaks_at(now, here)
        session.add(due)
        return None
    posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
    for clerk in parts.to_wake(session, here, parts.place_of(session, row)):
        language = people.language_of(here, clerk)
        values = {
            "number": row.id,
            "kind": almanac.say(here, f"desk_morning.{row.kind}_kind", language),
            "posting": wording.named(posting) if posting is not None else say("alarm.no_posting", language),
        }
        text = almanac.say(here, "desk_morning.feedback_due", language, **values)
        key = f"{COMPLAINT_DUE}:{row.id}:{clerk.id}"
        outbox.tell_person(session, now, here, clerk.id or 0, text, key=key)
    return None
