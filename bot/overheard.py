"""Whose words are an alarm where no work is at hand: in private after the work is over, and in a message changed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import inbox, postings, talk, turns
from bot.app import Here
from bot.models import Complaint, Inbox, Person, Posting, Signup
from bot.people import DESK_ROLES
from nlp import order as orders
from nlp import request, screen
from nlp.types import Alarm, Need

LOOK_BACK = 50
# Pay that somebody has not got; and the words by which work is offered rather than told of.
_OWED = re.compile(
    r"(?:钱|工资)[^，,。]{0,4}(?:没给|没结|没发|没拿到|没见着|还没|不给|不结)|(?:没给|没结|没发|还?欠|拖欠?|少给|扣了)[^，,。]{0,5}(?:钱|工资)"
)
_HIRING = re.compile(r"[找招雇聘缺]|需要|急需|(?:要|差)(?=[\d一二两三四五六七八九十几])|多少都要")
_ADVERT = re.compile(r"招聘|招工|高薪|[急诚]招|诚聘|日入|月入")
_TOLD = re.compile(r"[骗被我俺咱让叫]|那[个家]|[交收扣给]了|不退|没退|退回")
_CLAUSE = re.compile(r"[^，,。；;！!\n]+")


def last_work(session: Session, here: Here, person: Person) -> Posting | None:
    """The posting that a person signed up for last, over or not; None for who never did."""
    found = (
        select(Posting)
        .join(Signup, (col(Signup.county_id) == Posting.county_id) & (col(Signup.posting_id) == Posting.id))
        .where(Signup.county_id == here.county_id, Signup.person_id == person.id)
        .order_by(col(Signup.joined_at).desc(), col(Signup.id).desc())
        .limit(1)
    )
    return session.exec(found).first()


def in_private(
    session: Session, now: datetime, here: Here, alarm: Alarm, person: Person, text: str, work: Posting | None
) -> bool:
    """Whether private words of somebody who is on no open work are an alarm; `work` is what they were on last.

    A need stays a need, and what is said while drafts are talked about is about those. Figures that somebody who
    hires gives ("150改成120") are an order, not a wage withheld: of them only an accident is taken.
    """
    assert person.id is not None
    if talk.batch_of(session, here, person):
        return False
    hires = bool(postings.of_poster(session, here, person.id)) or person.role in DESK_ROLES
    if hires:
        order = orders.read(text, here.today(now))
        if alarm != Alarm.ACCIDENT or order.corrects or order.act:
            return False
    if alarm == Alarm.COMPLAINT and _OWED.search(text) and not _HIRING.search(text):
        return True  # 去年摘苹果三个人干两天 钱没给: what was done, and not paid
    if alarm == Alarm.COMPLAINT and work is None and _ADVERT.search(text) and not _TOLD.search(text):
        return False  # 高薪招聘，先交200押金: it takes money, it tells of none taken
    need = _need(text, now, here) or _need(_publishable(text), now, here)
    if not need:
        return True
    # Who tells what befell them names work and wage too; who hires says how many are wanted.
    return work is not None and not hires and not any(each.headcount or each.headcount_open for each in need)


def _need(text: str, now: datetime, here: Here) -> tuple[Need, ...]:
    return turns.worth_a_draft(request.read(text, now, here.gazetteer).needs)


def _publishable(text: str) -> str:
    """A text without the clauses that may not be published: what asks for money is no need to the parser."""
    stops = [hit for hit in screen.read(text) if hit.stops]
    clauses = [(found.start(), found.end()) for found in _CLAUSE.finditer(text)]
    kept = [(start, end) for start, end in clauses if not any(hit.start < end and start < hit.end for hit in stops)]
    return "，".join(text[start:end] for start, end in kept)


def told_before(session: Session, here: Here, alarm: Alarm, person: Person | None, text: str) -> bool:
    """Whether a changed message was raised already: this kind of alarm for this very message, or the same words."""
    if person is None or person.id is None:
        return False
    rows = session.exec(
        select(Complaint)
        .where(
            Complaint.county_id == here.county_id,
            Complaint.person_id == person.id,
            Complaint.kind == alarm.value,
        )
        .order_by(col(Complaint.id).desc())
        .limit(LOOK_BACK)
    ).all()
    this = _message(session, here, here.inbox_id)
    return any(row.said == text or (this is not None and _message(session, here, row.inbox_id) == this) for row in rows)


def is_edit(session: Session, here: Here) -> bool:
    """Whether the update at hand is a message that its writer changed."""
    return "edited_message" in _body(session, here, here.inbox_id)


def _message(session: Session, here: Here, inbox_id: int | None) -> tuple[Any, Any] | None:
    """The chat and the number of the message in a stored update: the same for a message and for its edits."""
    row = session.get(Inbox, inbox_id) if inbox_id is not None else None
    message = inbox.message_in(row.body) if row is not None and row.county_id == here.county_id else {}
    if not isinstance(message.get("chat"), dict):
        return None
    return message["chat"].get("id"), message.get("message_id")


def _body(session: Session, here: Here, inbox_id: int | None) -> dict[str, Any]:
    row = session.get(Inbox, inbox_id) if inbox_id is not None else None
    if row is None or row.county_id != here.county_id:
        return {}
    try:
        body = json.loads(row.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
