"""People as the desk keeps them: found, barred, given a role, two that are one put together, their data out or away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, or_, select

from bot import decisions, events, private, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    Account,
    Call,
    Complaint,
    Employer,
    Feedback,
    GroupForwarder,
    Guest,
    Invitation,
    Person,
    PersonAddress,
    Posting,
    PostingDay,
    Question,
    Role,
    Signup,
    SignupDay,
    SignupState,
    Unclear,
)
from bot.people import DESK_ROLES, Sender
from bot.texts import say

FOUND_MOST = 200
POINTERS: tuple[tuple[type[SQLModel], str], ...] = (
    (Posting, "poster_id"),
    (Posting, "entered_by_id"),
    (Posting, "reviewed_by_id"),
    (Employer, "person_id"),
    (Guest, "person_id"),
    (Question, "person_id"),
    (Unclear, "person_id"),
    (Unclear, "settled_by_id"),
    (Call, "person_id"),
    (Call, "called_by_id"),
    (Complaint, "person_id"),
    (Complaint, "owner_id"),
    (Feedback, "person_id"),
    (Invitation, "by_id"),
    (Invitation, "used_by_id"),
    (PersonAddress, "person_id"),
)
"""Where a person is pointed to; these point to the one who stays after two were put together."""


def get(session: Session, here: Here, person_id: int) -> Person:
    """The person with this id. Refused where this county has none."""
    person = session.get(Person, person_id)
    if person is None or person.county_id != here.county_id:
        raise Refused("web.person_gone")
    return person


def find(session: Session, here: Here, words: str, roles: tuple[str, ...] | None = None) -> list[Person]:
    """People by a part of their name or phone, the newest first; `roles` None is all who have none."""
    query = select(Person).where(Person.county_id == here.county_id, col(Person.forgotten_at).is_(None))
    query = query.where(col(Person.role).in_(roles if roles is not None else (Role.NONE.value,)))
    if words:
        query = query.where(
            or_(col(Person.name).contains(words, autoescape=True), col(Person.phone).contains(words, autoescape=True))
        )
    return list(session.exec(query.order_by(col(Person.id).desc()).limit(FOUND_MOST)))


def bar(session: Session, now: datetime, here: Here, *, sender: Sender, person_id: int, on: bool) -> None:
    """Nothing more from this person is taken up, or again."""
    decisions.of_desk(session, now, here, sender)
    person = get(session, here, person_id)
    if person.role in DESK_ROLES:
        raise Refused("web.not_yourself")
    person.barred_at = now if on else None
    session.add(person)
    events.note(session, now, here, "person.bar" if on else "person.unbar", "person", person_id)


def set_role(session: Session, now: datetime, here: Here, *, sender: Sender, person_id: int, role: str) -> None:
    """A head gives a role or takes it; brokers and forwarders anybody of the desk. Nobody changes their own."""
    desk = decisions.of_desk(session, now, here, sender)
    person = get(session, here, person_id)
    if role not in {each.value for each in Role}:
        raise Refused("desk.unknown")
    if person.id == desk.id:
        raise Refused("web.not_yourself")
    touches_desk = role in {each.value for each in DESK_ROLES} or person.role in DESK_ROLES
    if touches_desk and desk.role != Role.HEAD:
        raise Refused("web.head_only")
    before, person.role = person.role, role
    if role not in DESK_ROLES:
        person.on_duty_since = None
    session.add(person)
    after = {"role": role}
    events.note(session, now, here, "person.role", "person", person_id, before={"role": before}, after=after)


def put_together(session: Session, now: datetime, here: Here, *, sender: Sender, person_id: int, other_id: int) -> None:
    """Two rows that are one person: `other_id` goes into `person_id`. Refused where both stand on one roster."""
    decisions.of_desk(session, now, here, sender)
    person, other = get(session, here, person_id), get(session, here, other_id)
    if person.id == other.id:
        raise Refused("web.merge_self")
    if other.role in DESK_ROLES:
        raise Refused("web.merge_desk")
    own = {row.posting_id: row for row in _signups(session, here, person_id)}
    for row in _signups(session, here, other_id):
        if row.posting_id in own:
            posting = session.get(Posting, row.posting_id)
            raise Refused("web.merge_both", code=wording.named(posting) if posting is not None else "")
        row.person_id = person_id
        session.add(row)
    session.flush()
    _forwarder(session, here, person_id, other_id)
    for table, column in POINTERS:
        pointer = getattr(table, column)
        session.connection().execute(
            update(table)
            .where(table.county_id == here.county_id, pointer == other_id)  # type: ignore[attr-defined]
            .values({column: person_id})
            .execution_options(synchronize_session="fetch")
        )
    person.phone = person.phone or other.phone
    person.name = person.name or other.name
    person.barred_at = person.barred_at or other.barred_at
    if person.role == Role.NONE:
        person.role = other.role
    other.name, other.phone, other.role, other.forgotten_at = "", None, Role.NONE, now
    session.add(person)
    session.add(other)
    after = {"person": person_id, "gone": other_id}
    events.note(session, now, here, "person.merge", "person", person_id, after=after)


def _signups(session: Session, here: Here, person_id: int) -> list[Signup]:
    return list(session.exec(select(Signup).where(Signup.county_id == here.county_id, Signup.person_id == person_id)))


def _forwarder(session: Session, here: Here, person_id: int, other_id: int) -> None:
    """A group carried by both is carried by the one who stays."""
    own = set(
        session.exec(
            select(GroupForwarder.group_id).where(
                GroupForwarder.county_id == here.county_id, GroupForwarder.person_id == person_id
            )
        )
    )
    for row in session.exec(
        select(GroupForwarder).where(GroupForwarder.county_id == here.county_id, GroupForwarder.person_id == other_id)
    ).all():
        if row.group_id in own:
            session.delete(row)
        else:
            row.person_id = person_id
            session.add(row)
    session.flush()


def forget(session: Session, now: datetime, here: Here, *, sender: Sender, person_id: int) -> None:
    """Somebody asked the desk to be forgotten: off all lists, names out of sight, nothing written to them any more."""
    decisions.of_desk(session, now, here, sender)
    person = get(session, here, person_id)
    has_login = session.exec(
        select(Account.id).where(Account.county_id == here.county_id, Account.person_id == person_id)
    ).first()
    if person.role in DESK_ROLES or has_login is not None:
        raise Refused("web.desk_stays")
    private.forget_person(session, now, here, person)
    for address in session.exec(
        select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == person_id)
    ):
        address.reachable = False
        session.add(address)
    events.note(session, now, here, "person.forget", "person", person_id)


def did(session: Session, here: Here, person_id: int, language: str) -> list[dict[str, Any]]:
    """What a person signed up for, the newest first: posting, day, people, seats, whether they came."""
    rows = session.exec(
        select(Signup, Posting)
        .where(Signup.county_id == here.county_id, Signup.person_id == person_id, Posting.id == Signup.posting_id)
        .order_by(col(Signup.id).desc())
        .limit(100)
    )
    made = []
    for signup, posting in rows:
        days = session.exec(
            select(SignupDay, PostingDay)
            .where(
                SignupDay.county_id == here.county_id,
                SignupDay.signup_id == signup.id,
                PostingDay.id == SignupDay.posting_day_id,
            )
            .order_by(col(PostingDay.day))
        ).all()
        live = signup.state in (SignupState.ACTIVE, SignupState.LEAD)
        made.append(
            {
                "posting": posting.id,
                "name": wording.named(posting),
                "place": wording.place(posting, short=True),
                "people": signup.people,
                "state": signup.state,
                "live": live,
                "days": [(day.day, mine.seats, mine.arrived) for mine, day in days],
                "stands": say(f"status.{posting.status}", language),
            }
        )
    return made


def no_shows(session: Session, here: Here, person_id: int) -> int:
    """On how many days nobody of a signup came though it had seats; unticked is unknown and does not count."""
    rows = session.exec(
        select(SignupDay.id)
        .join(Signup, col(Signup.id) == SignupDay.signup_id)
        .where(
            SignupDay.county_id == here.county_id,
            Signup.person_id == person_id,
            SignupDay.seats > 0,
            SignupDay.arrived == 0,
        )
    )
    return len(rows.all())
