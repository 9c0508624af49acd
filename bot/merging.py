"""Two rows that are one person put together: all that points to the one points to the other from then on.

The row that goes keeps the name and the number that the one who stays does not bear, out of sight, so that who gives
the second number is known and nothing is lost; it is emptied with the person.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import decisions, events, registry, wording, workers
from bot.app import Here
from bot.errors import Refused
from bot.models import GroupForwarder, Person, Posting, Role, Signup
from bot.people import DESK_ROLES, Sender

OWN, OTHER = "own", "other"
"""Whose number stands where both have one."""


def put_together(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    person_id: int,
    other_id: int,
    phone: str = "",
) -> None:
    """Two rows that are one person: `other_id` goes into `person_id`. Refused where both stand on one roster.

    `phone` says whose number stands (OWN, OTHER); Refused where both have one and it says nothing.
    """
    decisions.of_desk(session, now, here, sender)
    person, other = registry.get(session, here, person_id), registry.get(session, here, other_id)
    _may(session, here, person, other, phone)
    own = {row.posting_id for row in _signups(session, here, person_id)}
    for row in _signups(session, here, other_id):
        if row.posting_id in own:
            posting = session.get(Posting, row.posting_id)
            raise Refused("web.merge_both", code=wording.named(posting) if posting is not None else "")
        row.person_id = person_id
        session.add(row)
    session.flush()
    _forwarder(session, here, person_id, other_id)
    _card(session, here, person_id, other_id)
    session.flush()
    for table, column in registry.pointers():
        session.connection().execute(
            update(table)
            .where(table.c.county_id == here.county_id, table.c[column] == other_id)
            .values({column: person_id})
        )
    session.expire_all()
    _words(person, other, phone)
    if person.barred_at is None:
        person.barred_at, person.barred_why = other.barred_at, other.barred_why
    if person.role == Role.NONE:
        person.role = other.role
    other.role, other.forgotten_at, other.same_as_id = Role.NONE, now, person_id
    session.add(person)
    session.add(other)
    after = {"person": person_id, "gone": other_id}
    events.note(session, now, here, "person.merge", "person", person_id, after=after)


def _may(session: Session, here: Here, person: Person, other: Person, phone: str) -> None:
    if person.id == other.id:
        raise Refused("web.merge_self")
    if person.forgotten_at is not None or other.forgotten_at is not None:  # nobody finds what would end up there
        raise Refused("web.person_gone")
    if other.role in DESK_ROLES:
        raise Refused("web.merge_desk")
    if registry.has_login(session, here, person.id or 0) and registry.has_login(session, here, other.id or 0):
        raise Refused("web.merge_two_accounts")
    if two_phones(person, other) and phone not in (OWN, OTHER):
        raise Refused("web.merge_phone")


def two_phones(person: Person, other: Person) -> bool:
    """Whether it has to be said whose number stands."""
    return bool(person.phone and other.phone and person.phone != other.phone)


def _words(person: Person, other: Person, phone: str) -> None:
    """Name, number and language of the one who stays; what they do not bear stays with the row that goes."""
    if (phone == OTHER and other.phone) or not person.phone:
        person.phone, other.phone = other.phone, person.phone
        person.phone_public = other.phone_public
    if not person.name:
        person.name, other.name = other.name, ""
    person.language = person.language or other.language
    other.phone = None if other.phone == person.phone else other.phone
    other.name = "" if other.name == person.name else other.name


def gone_into(session: Session, here: Here, person_id: int) -> list[Person]:
    """The rows that were put together with this person."""
    return list(
        session.exec(
            select(Person)
            .where(Person.county_id == here.county_id, Person.same_as_id == person_id)
            .order_by(col(Person.id))
        )
    )


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


def _card(session: Session, here: Here, person_id: int, other_id: int) -> None:
    """One card stays: their own, else the other's."""
    theirs = workers.card_of(session, here, other_id)
    if theirs is None:
        return
    if workers.card_of(session, here, person_id) is not None:
        session.delete(theirs)
    else:
        theirs.person_id = person_id
        session.add(theirs)
