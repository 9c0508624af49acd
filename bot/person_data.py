"""All that is kept of one person, as rows for that person: how they are reached, what they did, said and were told.

Numbers of others stay masked. An account that sees a part of the county gets what lies there: what was said in its
groups, what is about its postings; of what belongs to no place only how the person is reached.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, select

from bot import merging, wording
from bot.almanac import minute
from bot.app import Here
from bot.models import (
    Account,
    Call,
    Complaint,
    Delivery,
    Employer,
    Event,
    Feedback,
    Group,
    GroupAddress,
    Guest,
    Inbox,
    Person,
    PersonAddress,
    Posting,
    PostingDay,
    RelayName,
    Signup,
    SignupDay,
)
from bot.texts import has, say

Part = Collection[int] | None
Rows = list[list[Any]]


def about(session: Session, here: Here, person: Person, part: Part) -> list[tuple[str, Any]]:
    """What stands of the person themselves: key of the pages' texts, value. Their card is the caller's."""
    account = session.exec(
        select(Account).where(Account.county_id == here.county_id, Account.person_id == person.id)
    ).first()
    found: list[tuple[str, Any]] = [
        ("language", person.language),
        ("phone_public", person.phone_public),
        ("met", minute(here, person.first_met_at)),
        ("barred", minute(here, person.barred_at)),
        ("barred_why", person.barred_why),
        ("forgotten", minute(here, person.forgotten_at)),
        *(("merged", _before(here, row)) for row in merging.gone_into(session, here, person.id or 0)),
        ("login", account.login or "" if account is not None and part is None else ""),
    ]
    return [(key, value) for key, value in found if value not in ("", None)]


def _before(here: Here, row: Person) -> str:
    """A row that was put together with the person: its name and number where they differ, which it was, when."""
    return " ".join(each for each in (row.name, row.phone, f"#{row.id}", minute(here, row.forgotten_at)) if each)


def addresses(session: Session, here: Here, person_id: int) -> Rows:
    """Messenger, the number by which it knows the person, whether a private message reaches them."""
    rows = session.exec(
        select(PersonAddress)
        .where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == person_id)
        .order_by(col(PersonAddress.id))
    )
    return [[row.messenger, str(row.user_id), row.reachable] for row in rows]


def _lies_in(here: Here, posting_id: Any, part: Part) -> ColumnElement[bool]:
    """Whether a row's posting lies in the part."""
    if part is None:
        return true()
    lies = col(Posting.region_id).in_(list(part))
    return col(posting_id).in_(select(Posting.id).where(Posting.county_id == here.county_id, lies))


def _group_in(here: Here, group_id: Any, part: Part) -> ColumnElement[bool]:
    if part is None:
        return true()
    lies = col(Group.region_id).in_(list(part))
    return col(group_id).in_(select(Group.id).where(Group.county_id == here.county_id, lies))


def signups(session: Session, here: Here, person_id: int, part: Part) -> Rows:
    """Every day signed up for: posting, place, day, people, how many came, since when, until when, through which group,
    and, of long work, whether name and phone may be handed on.
    """
    rows = session.exec(
        select(Signup, Posting, SignupDay, PostingDay)
        .join(Posting, (col(Posting.county_id) == Signup.county_id) & (col(Posting.id) == Signup.posting_id))
        .join(
            SignupDay,
            (col(SignupDay.county_id) == Signup.county_id) & (col(SignupDay.signup_id) == Signup.id),
            isouter=True,
        )
        .join(
            PostingDay,
            (col(PostingDay.county_id) == SignupDay.county_id) & (col(PostingDay.id) == SignupDay.posting_day_id),
            isouter=True,
        )
        .where(
            Signup.county_id == here.county_id, Signup.person_id == person_id, _lies_in(here, Signup.posting_id, part)
        )
        .order_by(col(Signup.id).desc(), col(PostingDay.day))
    )
    made: Rows = []
    for signup, posting, mine, day in rows:
        group = session.get(Group, signup.group_id) if signup.group_id is not None else None
        made.append(
            [
                wording.named(posting),
                wording.place(posting, short=True),
                day.day.isoformat() if day is not None else "",
                mine.seats if mine is not None else signup.people,
                mine.arrived if mine is not None else None,
                minute(here, signup.joined_at),
                minute(here, signup.left_at),
                group.title if group is not None else "",
                signup.hands_on,
            ]
        )
    return made


def guests(session: Session, here: Here, person_id: int, part: Part) -> Rows:
    """Whom the person brought, and where they stood under another's signup: posting, name, phone, which, left."""
    rows = session.exec(
        select(Guest, Signup, Posting)
        .join(Signup, (col(Signup.county_id) == Guest.county_id) & (col(Signup.id) == Guest.signup_id))
        .join(Posting, (col(Posting.county_id) == Signup.county_id) & (col(Posting.id) == Signup.posting_id))
        .where(
            Guest.county_id == here.county_id,
            or_(col(Signup.person_id) == person_id, col(Guest.person_id) == person_id),
            _lies_in(here, Signup.posting_id, part),
        )
        .order_by(col(Guest.id).desc())
    )
    return [
        [
            wording.named(posting),
            guest.name,
            wording.masked(guest.phone) if guest.phone else "",
            "brought" if signup.person_id == person_id else "under",
            minute(here, guest.left_at),
        ]
        for guest, signup, posting in rows
    ]


def posted(session: Session, here: Here, person_id: int, part: Part, language: str) -> Rows:
    """Their postings: code, work, first day, place, where it stands, in their own words, phones."""
    rows = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, Posting.poster_id == person_id, _lies_in(here, Posting.id, part))
        .order_by(col(Posting.id).desc())
    )
    return _postings(rows, language)


def posted_by_file(session: Session, here: Here, employer_id: int, language: str) -> Rows:
    """As `posted`, of an employer who may have no account at all."""
    rows = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, Posting.employer_id == employer_id)
        .order_by(col(Posting.id).desc())
    )
    return _postings(rows, language)


def _postings(rows: Iterable[Posting], language: str) -> Rows:
    return [
        [
            row.code or row.old_code or "",
            row.work or "",
            row.start.isoformat() if row.start else "",
            wording.place(row, short=True),
            say(f"status.{row.status}", language),
            row.raw_text,
            " ".join(row.phones),
        ]
        for row in rows
    ]


def said(session: Session, here: Here, person_id: int, part: Part) -> Rows:
    """What the person wrote and is still kept: when, through what, where (empty: in private), the words."""
    known = {
        (row.messenger, row.user_id)
        for row in session.exec(
            select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == person_id)
        )
        if row.messenger != "web"
    }
    named = or_(*(col(Inbox.body).contains(str(user_id)) for _, user_id in known)) if known else col(Inbox.id) < 0
    alone = (col(Event.act) == "signup.page") & (col(Event.after)["person"].as_integer() == person_id)
    own = or_(col(Event.actor_id) == person_id, alone)
    acted = select(Event.inbox_id).where(Event.county_id == here.county_id, own, col(Event.inbox_id).is_not(None))
    by_page = (col(Inbox.messenger) == "web") & col(Inbox.id).in_(acted)
    rows = session.exec(
        select(Inbox).where(Inbox.county_id == here.county_id, Inbox.body != "", or_(named, by_page)).order_by("id")
    )
    groups = _groups(session, here, part)
    made: Rows = []
    for row in rows:
        found = _words(row)
        if found is None or (row.messenger != "web" and (row.messenger, found[0]) not in known):
            continue
        _, chat, words = found
        private = row.messenger == "web" or chat == found[0]
        if not words or (part is not None and (private or (row.messenger, chat) not in groups)):
            continue
        where = "" if private else groups.get((row.messenger, chat), "")
        made.append([minute(here, row.received_at), row.messenger, where, words])
    return made


def _groups(session: Session, here: Here, part: Part) -> dict[tuple[str, int], str]:
    """Titles of the part's groups by where they are."""
    rows = session.exec(
        select(GroupAddress, Group)
        .join(Group, (col(Group.county_id) == GroupAddress.county_id) & (col(Group.id) == GroupAddress.group_id))
        .where(GroupAddress.county_id == here.county_id, _group_in(here, GroupAddress.group_id, part))
    )
    return {(address.messenger, address.chat_id): group.title for address, group in rows}


def _words(row: Inbox) -> tuple[int, int, str] | None:
    """Who wrote, in which chat, what; None for what is no message of anybody."""
    try:
        body = json.loads(row.body)
        message = body.get("message") or body.get("edited_message") or {}
        press = body.get("callback_query")
        if press:
            return int(press["from"]["id"]), int(press["message"]["chat"]["id"]), f"[{press.get('data', '')}]"
        words = str(message.get("text") or message.get("caption") or "")
        if row.messenger == "web":
            return 0, 0, words
        return int(message["from"]["id"]), int(message["chat"]["id"]), words
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def told(session: Session, here: Here, person_id: int, part: Part) -> Rows:
    """What was sent to the person in private and is still kept: when, through what, the words, the state."""
    rows = session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.person_id == person_id,
            Delivery.text != "",
            _lies_in(here, Delivery.posting_id, part),
        )
        .order_by(col(Delivery.id))
    )
    return [[minute(here, row.sent_at or row.due_at), row.messenger, row.text, row.state] for row in rows]


def calls(session: Session, here: Here, person_id: int, part: Part, language: str) -> Rows:
    """Calls on the list: when, about which posting, what for, how it went, when."""
    rows = session.exec(
        select(Call)
        .where(Call.county_id == here.county_id, Call.person_id == person_id, _lies_in(here, Call.posting_id, part))
        .order_by(col(Call.id))
    )
    made: Rows = []
    for row in rows:
        posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
        what = say(row.what, language) if has(row.what) else row.what
        name = wording.named(posting) if posting is not None else ""
        made.append([minute(here, row.made_at), name, what, row.outcome, minute(here, row.called_at)])
    return made


def feedback(session: Session, here: Here, person_id: int, part: Part) -> Rows:
    """What was asked after the work: posting, asked when, was the work as said, the pay as agreed, answered when."""
    rows = session.exec(
        select(Feedback, Posting)
        .join(Signup, (col(Signup.county_id) == Feedback.county_id) & (col(Signup.id) == Feedback.signup_id))
        .join(Posting, (col(Posting.county_id) == Signup.county_id) & (col(Posting.id) == Signup.posting_id))
        .where(
            Feedback.county_id == here.county_id,
            Feedback.person_id == person_id,
            _lies_in(here, Signup.posting_id, part),
        )
        .order_by(col(Feedback.id))
    )
    return [
        [wording.named(posting), minute(here, row.asked_at), row.work_ok, row.paid_ok, minute(here, row.answered_at)]
        for row, posting in rows
    ]


def complaints(session: Session, here: Here, person_id: int, part: Part) -> Rows:
    """What they complained of, or that an accident befell them: when, the words, how it was settled."""
    within = or_(_lies_in(here, Complaint.posting_id, part), _group_in(here, Complaint.group_id, part))
    rows = session.exec(
        select(Complaint)
        .where(Complaint.county_id == here.county_id, Complaint.person_id == person_id, within)
        .order_by(col(Complaint.id))
    )
    return [[minute(here, row.opened_at), row.said, row.note] for row in rows]


def names(session: Session, here: Here, person_id: int, part: Part) -> Rows:
    """Groups in which they are known by name alone: group, name, since."""
    rows = session.exec(
        select(RelayName, Group)
        .join(Group, (col(Group.county_id) == RelayName.county_id) & (col(Group.id) == RelayName.group_id))
        .where(
            RelayName.county_id == here.county_id,
            RelayName.person_id == person_id,
            RelayName.name != "",
            _group_in(here, RelayName.group_id, part),
        )
        .order_by(col(RelayName.id))
    )
    return [[group.title, row.name, minute(here, row.since)] for row, group in rows]


def file(session: Session, here: Here, person_id: int, part: Part, language: str) -> list[tuple[str, Any]]:
    """The file of the person as an employer: key of the pages' texts, value."""
    if part is not None:
        return []
    made: list[tuple[str, Any]] = []
    for row in session.exec(
        select(Employer).where(Employer.county_id == here.county_id, Employer.person_id == person_id)
    ):
        made += of_file(here, row, language)
    return made


def of_file(here: Here, row: Employer, language: str) -> list[tuple[str, Any]]:
    """What stands in an employer's file: key of the pages' texts, value."""
    made: list[tuple[str, Any]] = [
        ("name", row.name),
        ("phone", row.phone or ""),
        ("kind", say(f"file.kind_{row.kind}", language)),
        ("phone_checked", minute(here, row.phone_checked_at)),
        ("papers", row.papers),
        ("papers_until", row.papers_until.isoformat() if row.papers_until else ""),
        ("licence", row.licence),
        ("mandate", row.mandate),
        ("due_again", minute(here, row.due_again_at)),
        ("trusted_until", row.trusted_until.isoformat() if row.trusted_until else ""),
        ("barred", minute(here, row.barred_at)),
        ("barred_why", row.barred_why),
        ("late", row.late_calls_off or ""),
        ("regular", row.regular or ""),
    ]
    return [(key, value) for key, value in made if value != ""]
