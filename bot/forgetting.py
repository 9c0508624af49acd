"""Somebody asked to be forgotten: their name and number go from what was said and sent as well, not with its time.

What was said to them goes whole, what others read keeps its sense with *** for the name. What a posting, a signup or a
complaint rests on is kept as the law asks (product: 3 years), without the name; what an open complaint needs stays as
it is. Their own talk is found by their number on the messenger, some minutes later, by the clock.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from bot import dues, merging, people, wording
from bot.app import Here
from bot.models import (
    Complaint,
    ComplaintState,
    Delivery,
    DeliveryPosting,
    DeliveryState,
    Due,
    Employer,
    Event,
    Guest,
    Inbox,
    InboxState,
    Person,
    PersonAddress,
    Posting,
    Question,
    RelayName,
    RelayText,
    Signup,
    Unclear,
)

TALK = "forget_talk"
SOON = timedelta(minutes=2)
GONE = "***"
SHORTEST = 2  # a name of one letter stands in half of all words
MOST = 500
_NAMES_OF_A_PERSON = ("first_name", "last_name", "username")
_ENDED = (DeliveryState.SENT, DeliveryState.GIVEN_UP, DeliveryState.UNCHANGED, DeliveryState.UNCERTAIN)


def words(session: Session, now: datetime, here: Here, person: Person) -> None:
    """Take a person out of what stands written, as long as their name is still known; their talk follows."""
    own_id = person.id or 0
    names = _names(session, here, person)
    about = _about(session, here, own_id) - _complained(session, here, own_id)
    _said_to(session, here, own_id, now)
    _in_messages(session, here, about, names)
    _in_talk(session, here, own_id, names)
    _in_texts(session, here, own_id, names)
    for row in session.exec(select(Unclear).where(Unclear.county_id == here.county_id, Unclear.person_id == own_id)):
        row.said, row.settled_at = "", row.settled_at or now
        session.add(row)
    signups = select(Signup.id).where(Signup.county_id == here.county_id, Signup.person_id == own_id)
    brought = or_(col(Guest.person_id) == own_id, col(Guest.signup_id).in_(signups))
    for guest in session.exec(select(Guest).where(Guest.county_id == here.county_id, brought)):
        guest.name, guest.phone = "", None
        session.add(guest)
    for gone in merging.gone_into(session, here, own_id):
        gone.name, gone.phone = "", None
        session.add(gone)
    session.flush()
    details = {"until": int(now.timestamp()), "after": 0}
    dues.plan(session, now, here, TALK, own_id, now + SOON, key=f"{TALK}:{own_id}:{details['until']}", details=details)


def words_of_file(session: Session, here: Here, file: Employer) -> None:
    """The same for an employer who has no account: what was heard on the telephone and sent about their postings."""
    mine = here.county_id
    names = sorted(
        {file.name, *((file.phone, wording.masked(file.phone)) if file.phone else ())}, key=len, reverse=True
    )
    names = [each for each in names if len(each) >= SHORTEST]
    posted = session.exec(select(Posting.id).where(Posting.county_id == mine, Posting.employer_id == file.id))
    open_ones = select(Complaint.posting_id).where(
        Complaint.county_id == mine, Complaint.state == ComplaintState.OPEN, col(Complaint.posting_id).is_not(None)
    )
    about = {each or 0 for each in posted} - {each or 0 for each in session.exec(open_ones)}
    _in_messages(session, here, about, names)
    _in_talk(session, here, 0, names)
    session.flush()


def _names(session: Session, here: Here, person: Person) -> list[str]:
    """All by which somebody is called or rung up, the longest first."""
    rows = [person, *merging.gone_into(session, here, person.id or 0)]
    found = {each for row in rows for each in (row.name, row.phone or "")}
    known = select(RelayName.name).where(RelayName.county_id == here.county_id, RelayName.person_id == person.id)
    found |= set(session.exec(known))
    files = select(Employer.name, Employer.phone).where(
        Employer.county_id == here.county_id, Employer.person_id == person.id
    )
    found |= {each or "" for row in session.exec(files) for each in row}
    found |= {wording.masked(row.phone) for row in rows if row.phone}
    return sorted((each for each in found if len(each) >= SHORTEST), key=len, reverse=True)


def _about(session: Session, here: Here, person_id: int) -> set[int]:
    """Postings whose messages may name the person."""
    mine = here.county_id
    signed = session.exec(select(Signup.posting_id).where(Signup.county_id == mine, Signup.person_id == person_id))
    posted = session.exec(select(Posting.id).where(Posting.county_id == mine, Posting.poster_id == person_id))
    asked = session.exec(
        select(Question.posting_ids).where(Question.county_id == mine, Question.person_id == person_id)
    )
    return {each or 0 for each in (*signed, *posted, *(one for row in asked for one in row))}


def _complained(session: Session, here: Here, person_id: int) -> set[int]:
    """Postings that an open complaint of theirs, or one about their posting, is about: needed as they stand."""
    mine = here.county_id
    own = select(Posting.id).where(Posting.county_id == mine, Posting.poster_id == person_id)
    found = select(Complaint.posting_id).where(
        Complaint.county_id == mine,
        Complaint.state == ComplaintState.OPEN,
        or_(col(Complaint.person_id) == person_id, col(Complaint.posting_id).in_(own)),
    )
    return {each for each in session.exec(found) if each is not None}


def _said_to(session: Session, here: Here, person_id: int, until: datetime) -> None:
    """What was written to them in private is nobody's business any more."""
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.county_id) == here.county_id,
            col(Delivery.person_id) == person_id,
            col(Delivery.due_at) <= until,
            col(Delivery.state).in_([each.value for each in _ENDED]),
        )
        .values(text="", buttons=[], details={})
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _numbers(names: Collection[str]) -> list[str]:
    """Those among the names that nobody else bears."""
    return [each for each in names if sum(letter.isdigit() for letter in each) >= 7]


def _in_messages(session: Session, here: Here, about: Collection[int], names: Sequence[str]) -> None:
    """Messages to others: those about these postings by any name, all others by the number alone."""
    mine = here.county_id
    speaks = select(DeliveryPosting.delivery_id).where(
        DeliveryPosting.county_id == mine, col(DeliveryPosting.posting_id).in_(list(about))
    )
    theirs = or_(col(Delivery.posting_id).in_(list(about)), col(Delivery.id).in_(speaks))
    ways: list[ColumnElement[bool]] = [theirs & _has(col(Delivery.text), names)] if about and names else []
    if numbers := _numbers(names):
        ways.append(_has(col(Delivery.text), numbers))
    for way in ways:
        query = select(Delivery).where(Delivery.county_id == mine, way).order_by(col(Delivery.id))
        for row in session.exec(query):
            row.text = _without(row.text, names)
            row.buttons, row.details = _without(row.buttons, names), _without(row.details, names)
            session.add(row)
        session.flush()


def _has(column: Any, names: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(each, autoescape=True) for each in names))


def _in_talk(session: Session, here: Here, person_id: int, names: Sequence[str]) -> None:
    """What their signups rest on (a tally, a pasted talk, a need taken by telephone), and where their number stands."""
    mine = here.county_id
    signups = select(Signup.id).where(Signup.county_id == mine, Signup.person_id == person_id)
    rests = select(Event.inbox_id).where(
        Event.county_id == mine, col(Event.subject) == "signup", col(Event.subject_id).in_(signups)
    )
    ways: list[ColumnElement[bool]] = [col(Inbox.id).in_(rests)]
    if numbers := _numbers(names):
        ways.append(_has(col(Inbox.body), numbers))
    locked = _needed(session, here)
    query = select(Inbox).where(Inbox.county_id == mine, Inbox.body != "", Inbox.state != InboxState.DUE, or_(*ways))
    for row in session.exec(query.order_by(col(Inbox.id))):
        if row.id not in locked:
            row.body = _without_in_json(row.body, names, ())
            session.add(row)


def _needed(session: Session, here: Here) -> set[int]:
    """Messages that an open complaint rests on."""
    found = select(Complaint.inbox_id).where(
        Complaint.county_id == here.county_id, Complaint.state == ComplaintState.OPEN
    )
    return {each for each in session.exec(found) if each is not None}


def _in_texts(session: Session, here: Here, person_id: int, names: Sequence[str]) -> None:
    """Ready texts for groups where they are known, and what was written of complaints that are settled."""
    mine = here.county_id
    known = select(RelayName.group_id).where(RelayName.county_id == mine, RelayName.person_id == person_id)
    for text in session.exec(select(RelayText).where(RelayText.county_id == mine, col(RelayText.group_id).in_(known))):
        text.text = _without(text.text, names)
        session.add(text)
    closed = select(Complaint).where(
        Complaint.county_id == mine, Complaint.person_id == person_id, Complaint.state == ComplaintState.CLOSED
    )
    for row in session.exec(closed):
        row.said, row.note = _without(row.said, names), _without(row.note, names)
        session.add(row)


def _without(value: Any, names: Sequence[str]) -> Any:
    """A value of a row without these names, in every text in it."""
    if isinstance(value, str):
        for each in names:
            value = value.replace(each, GONE)
        return value
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    if isinstance(value, dict):
        return {key: _without(each, names) for key, each in value.items()}
    return value


def _without_in_json(body: str, names: Sequence[str], ids: Collection[int]) -> str:
    """An update without these names, and without those that the messenger gives for these ids."""
    try:
        read = json.loads(body)
    except ValueError:
        return str(_without(body, names))
    called: set[str] = set()
    stripped = _nameless(read, ids, called)
    more = [people.clean_name(each) for each in called]
    every = sorted({*names, *(each for each in more if len(each) >= SHORTEST)}, key=len, reverse=True)
    return json.dumps(_without(stripped, every), ensure_ascii=False)


def _nameless(value: Any, ids: Collection[int], called: set[str]) -> Any:
    if isinstance(value, list):
        return [_nameless(each, ids, called) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("id") in ids:
        called |= {str(value[each]) for each in _NAMES_OF_A_PERSON if value.get(each)}
        value = {key: each for key, each in value.items() if key not in _NAMES_OF_A_PERSON}
        return {**value, "first_name": ""} if "is_bot" in value or "type" in value else value
    return {key: _nameless(each, ids, called) for key, each in value.items()}


def talk(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: what they said goes, where nothing rests on it; else it loses their name. Some rows at a time.

    What came later than the wish stays: who writes again has come back.
    """
    person_id, until = due.subject_id or 0, datetime.fromtimestamp(int(due.details["until"]), tz=here.zone)
    _said_to(session, here, person_id, until + SOON)
    addresses = session.exec(
        select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == person_id)
    ).all()
    ids = {row.user_id for row in addresses if row.messenger != "web"}
    if not ids:
        return None
    rows = session.exec(
        select(Inbox)
        .where(
            Inbox.county_id == here.county_id,
            Inbox.body != "",
            col(Inbox.state) != InboxState.DUE,
            col(Inbox.received_at) <= until,
            col(Inbox.id) > int(due.details["after"]),
            or_(*(col(Inbox.body).contains(str(each)) for each in ids)),
        )
        .order_by(col(Inbox.id))
        .limit(MOST)
    ).all()
    locked = _needed(session, here)
    for row in rows:
        if row.id not in locked:
            row.body = "" if not row.kept and _wrote(row.body, ids) else _without_in_json(row.body, (), ids)
            session.add(row)
    if len(rows) == MOST:  # the rest in a moment
        due.details, due.due_at = {**due.details, "after": rows[-1].id}, now + timedelta(seconds=1)
        session.add(due)
    elif any(row.id in locked for row in rows):  # asked again when the complaint may be settled
        due.details, due.due_at = {**due.details, "after": 0}, now + timedelta(days=1)
        session.add(due)
    return None


def _wrote(body: str, ids: Collection[int]) -> bool:
    """Whether an update is something that one of these wrote or pressed."""
    try:
        read = json.loads(body)
    except ValueError:
        return False
    parts = (each for each in read.values() if isinstance(each, dict)) if isinstance(read, dict) else ()
    return any(isinstance(each.get("from"), dict) and each["from"].get("id") in ids for each in parts)
