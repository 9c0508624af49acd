"""The evidence sheet of a complaint about pay: who, when, where, the agreed pay, the original words, the times.

The terms are those that held when the worker signed up; what was changed afterwards stands below them with its time.

`sheet` gathers it as a value, for the desk's page that prints on one sheet or for a message. Each sheet carries a
mark computed from its values, so that a printed one can be held against our rows. Every look is logged.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise

from sqlmodel import Session, col, select

from bot import agreed, almanac, amendments, events, inbox, parts, people, talk, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    Complaint,
    ComplaintState,
    Delivery,
    DeliveryState,
    Employer,
    Person,
    Posting,
    PostingDay,
    Signup,
    SignupDay,
)
from bot.people import Sender
from bot.texts import say
from nlp.types import Alarm

LISTED = 5
_NUMBER = re.compile(r"第?\s*(\d{1,9})\s*号?")


@dataclass(frozen=True, slots=True)
class Day:
    """One day that the complainant stood on: how many people, and how many the employer said came (None: no word)."""

    day: str
    people: int
    arrived: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What our rows say about a complaint. Times are the county's, to the minute; empty where nothing is known."""

    number: int
    worker: str
    worker_phone: str
    employer: str
    employer_phone: str
    poster: str
    posting: str
    place: str
    wage: str
    pay_when: str
    days: tuple[Day, ...]
    changed: tuple[str, ...]
    original: str
    copy: str
    published_at: str
    reply: str
    signed_at: str
    said: str
    complained_at: str

    @property
    def mark(self) -> str:
        """The first 16 digits of a SHA-256 over all values."""
        return hashlib.sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()[:16]


def sheet(session: Session, now: datetime, here: Here, complaint_id: int) -> Evidence:
    """The evidence of a complaint. Refused where this county has no such complaint. The look is logged."""
    row = session.get(Complaint, complaint_id)
    if row is None or row.county_id != here.county_id or row.id is None:
        raise Refused("evidence.unknown", number=complaint_id)
    if row.kind != Alarm.COMPLAINT:
        raise Refused("evidence.accident", number=complaint_id)
    events.note(session, now, here, "evidence.look", "complaint", row.id)
    language = here.language
    posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
    worker = session.get(Person, row.person_id) if row.person_id is not None else None
    file = session.get(Employer, posting.employer_id) if posting is not None and posting.employer_id else None
    poster = session.get(Person, posting.poster_id) if posting is not None else None
    signup = _signup(session, here, posting, worker)
    reply = inbox.said(session, here, signup.inbox_id) if signup is not None and signup.inbox_id is not None else ""
    held = agreed.since(session, here, posting, signup.joined_at if signup else now) if posting is not None else []
    then = held[0][0] if held else None
    return Evidence(
        number=row.id,
        worker=worker.name if worker is not None else "",
        worker_phone=(worker.phone or "") if worker is not None else "",
        employer=(file.name if file is not None else "") or (posting.hires or "" if posting is not None else ""),
        employer_phone=(file.phone or "") if file is not None else "",
        poster=poster.name if poster is not None else "",
        posting=wording.named(then) if then is not None else "",
        place=wording.place(then) if then is not None else "",
        wage=wording.wage(then, language) if then is not None else "",
        pay_when=say(f"pay_when.{then.pay_when}", language) if then is not None and then.pay_when else "",
        days=_days(session, here, signup),
        changed=_changed(here, held),
        original=posting.raw_text if posting is not None else "",
        copy=_copy(session, here, then, signup.joined_at if signup else row.opened_at),
        published_at=almanac.minute(here, posting.published_at if posting is not None else None),
        reply=reply,
        signed_at=almanac.minute(here, signup.joined_at if signup is not None else None),
        said=row.said,
        complained_at=almanac.minute(here, row.opened_at),
    )


def _signup(session: Session, here: Here, posting: Posting | None, worker: Person | None) -> Signup | None:
    if posting is None or worker is None:
        return None
    return session.exec(
        select(Signup).where(
            Signup.county_id == here.county_id, Signup.posting_id == posting.id, Signup.person_id == worker.id
        )
    ).first()


def _days(session: Session, here: Here, signup: Signup | None) -> tuple[Day, ...]:
    if signup is None:
        return ()
    rows = session.exec(
        select(SignupDay, PostingDay)
        .where(
            SignupDay.county_id == here.county_id,
            SignupDay.signup_id == signup.id,
            SignupDay.seats > 0,
            PostingDay.county_id == SignupDay.county_id,
            PostingDay.id == SignupDay.posting_day_id,
        )
        .order_by(col(PostingDay.day))
    )
    return tuple(Day(day.day.isoformat(), mine.seats, mine.arrived) for mine, day in rows)


def _changed(here: Here, held: list[tuple[Posting, datetime | None]]) -> tuple[str, ...]:
    """Each change since the worker signed up, with its time: 2026-10-14 18:20 150元/天→130元/天."""
    made = []
    for (before, until), (after, _) in pairwise(held):
        columns = {name for name in agreed.KEPT if getattr(before, name) != getattr(after, name)}
        day = until.astimezone(here.zone).date() if until is not None else None
        if day is not None:
            made.append(
                f"{almanac.minute(here, until)} {amendments.change_words(before, after, columns, day, here.language)}"
            )
    return tuple(made)


def _copy(session: Session, here: Here, posting: Posting | None, moment: datetime) -> str:
    """The posting as it stood in the groups when the worker signed up (`moment`, whose 明天 it says), in the full form.

    Empty where none went out. The same whenever the sheet is made, or its mark would be another without a cause.
    """
    from bot import cards

    if posting is None:
        return ""
    sent = session.exec(
        select(Delivery.id).where(
            Delivery.county_id == here.county_id,
            Delivery.posting_id == posting.id,
            Delivery.state == DeliveryState.SENT,
        )
    ).first()
    return cards.card(posting, here.today(moment), here.language) if sent is not None else ""


def lines(here: Here, found: Evidence) -> list[tuple[str, str]]:
    """The sheet as label and value, what is empty left out; in the county's language."""
    language = here.language

    def label(name: str) -> str:
        return almanac.say(here, f"evidence.{name}", language)

    pairs = [
        (label("worker"), " ".join(part for part in (found.worker, found.worker_phone) if part)),
        (label("employer"), " ".join(part for part in (found.employer, found.employer_phone) if part)),
        (label("poster"), found.poster),
        (label("posting"), found.posting),
        (label("place"), found.place),
        (label("wage"), found.wage),
        (label("pay_when"), found.pay_when),
    ]
    for day in found.days:
        key = "unknown" if day.arrived is None else "yes" if day.arrived else "no"
        came = almanac.say(here, f"evidence.arrived_{key}", language, count=day.arrived or 0)
        number = say("people.count", language, count=day.people)
        pairs.append((label("days"), f"{day.day} {number} {came}"))
    pairs += [(label("changed"), each) for each in found.changed]
    pairs += [
        (label("original"), found.original),
        (label("copy"), found.copy),
        (label("published_at"), found.published_at),
        (label("reply"), found.reply),
        (label("signed_at"), found.signed_at),
        (label("said"), found.said),
        (label("complained_at"), found.complained_at),
        (label("mark"), found.mark),
    ]
    return [(name, value) for name, value in pairs if value]


def text(now: datetime, here: Here, found: Evidence) -> str:
    """The sheet as a message."""
    head = almanac.say(here, "evidence.title", here.language, number=found.number)
    colon = "：" if here.language == "zh" else ": "
    body = "\n".join(f"{name}{colon}{value}" for name, value in lines(here, found))
    return f"{head}\n{body}\n{foot(now, here)}"


def foot(now: datetime, here: Here) -> str:
    """By whom and when the sheet was made, and where it can be taken."""
    station = here.station
    return almanac.say(here, "evidence.made", here.language, station=station, at=almanac.minute(here, now))


def order(session: Session, now: datetime, here: Here, *, sender: Sender, words: str) -> None:
    """/evidence 3, also 第3号: its sheet. Without a number, which complaints are open and how to write it."""
    found = _NUMBER.fullmatch(words.strip())
    if found is not None:
        show(session, now, here, sender=sender, complaint_id=int(found.group(1)))
        return
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    language = people.language_of(here, desk)
    waiting = [
        row for row in _open_of_pay(session, here) if parts.sees(session, here, desk, parts.place_of(session, row))
    ]
    names = [_named(session, here, row, language) for row in waiting[:LISTED]]
    listed = say("list.pause", language).join(names)
    key = "which_more" if len(waiting) > LISTED else "which" if waiting else "which_none"
    number = waiting[0].id if waiting else 1
    told = almanac.say(here, f"evidence.{key}", language, list=listed, count=len(waiting), number=number)
    talk.reply(session, now, here, desk, told)


def _open_of_pay(session: Session, here: Here) -> list[Complaint]:
    """Complaints that are not closed, the oldest first; accidents have no sheet."""
    return list(
        session.exec(
            select(Complaint)
            .where(
                Complaint.county_id == here.county_id,
                Complaint.state == ComplaintState.OPEN,
                Complaint.kind == Alarm.COMPLAINT,
            )
            .order_by(col(Complaint.id))
        )
    )


def _named(session: Session, here: Here, row: Complaint, language: str) -> str:
    posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
    about = f" {wording.named(posting)}" if posting is not None else ""
    return almanac.say(here, "evidence.one", language, number=row.id, about=about)


def show(session: Session, now: datetime, here: Here, *, sender: Sender, complaint_id: int) -> None:
    """/evidence 3: the sheet as a message to somebody of the desk."""
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    row = session.get(Complaint, complaint_id)
    if row is not None and not parts.sees(session, here, desk, parts.place_of(session, row)):
        raise Refused("web.not_yours")
    talk.reply(session, now, here, desk, text(now, here, sheet(session, now, here, complaint_id)))
