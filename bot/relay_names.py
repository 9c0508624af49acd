"""People known in one group by name alone: kept apart by group, and tied by the desk to a person known otherwise."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, and_, col, select

from bot import events, people
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, Person, RelayName, Signup


def find(session: Session, here: Here, group_id: int, name: str) -> Person | None:
    """The person of this name in this group, if they were ever brought back from it."""
    row = _row(session, here, group_id, people.clean_name(name))
    person = session.get(Person, row.person_id) if row is not None else None
    return person if person is not None and person.forgotten_at is None else None


def _row(session: Session, here: Here, group_id: int, name: str) -> RelayName | None:
    if not name:
        return None
    return session.exec(
        select(RelayName)
        .where(RelayName.county_id == here.county_id, RelayName.group_id == group_id, RelayName.name == name)
        .order_by(col(RelayName.id).desc())
    ).first()


def titles(session: Session, here: Here, person_id: int) -> list[str]:
    """The groups that people carry to in which this person is known by name, by their titles."""
    rows = session.exec(
        select(Group.title)
        .join(RelayName, and_(col(RelayName.county_id) == Group.county_id, col(RelayName.group_id) == Group.id))
        .where(Group.county_id == here.county_id, RelayName.person_id == person_id)
        .order_by(col(Group.id))
    )
    return list(dict.fromkeys(rows))


def meet(session: Session, now: datetime, here: Here, group_id: int, name: str, phones: tuple[str, ...] = ()) -> Person:
    """The person of this name in this group, met now where they never were; a phone is kept where none is known."""
    known = find(session, here, group_id, name)
    if known is None:
        cleaned = people.clean_name(name)
        known = Person(county_id=here.county_id, name=cleaned, first_met_at=now)
        session.add(known)
        session.flush()
        row = RelayName(county_id=here.county_id, group_id=group_id, name=cleaned, person_id=known.id or 0, since=now)
        session.add(row)
    if phones and not known.phone:
        known.phone = phones[0]
        session.add(known)
    session.flush()
    return known


def tie(session: Session, now: datetime, here: Here, *, group_id: int, name: str, person_id: int) -> None:
    """This name in this group is that person: from now on, and on the lists where that person does not stand yet."""
    row, person = _row(session, here, group_id, people.clean_name(name)), session.get(Person, person_id)
    if row is None or person is None or person.county_id != here.county_id:
        raise Refused("desk.unknown")
    before, row.person_id = row.person_id, person_id
    session.add(row)
    taken = select(Signup.posting_id).where(Signup.county_id == here.county_id, Signup.person_id == person_id)
    theirs = set(session.exec(taken))
    for signup in session.exec(
        select(Signup).where(
            Signup.county_id == here.county_id, Signup.person_id == before, Signup.group_id == group_id
        )
    ):
        if signup.posting_id not in theirs:
            signup.person_id = person_id
            session.add(signup)
    events.note(
        session, now, here, "relay.tie", "relay_name", row.id, before={"person": before}, after={"person": person_id}
    )


def of_group(session: Session, here: Here, group_id: int) -> list[tuple[RelayName, Person]]:
    """All names of a group with the people they stand for."""
    found = session.exec(
        select(RelayName, Person)
        .where(
            RelayName.county_id == here.county_id,
            RelayName.group_id == group_id,
            Person.county_id == here.county_id,
            Person.id == RelayName.person_id,
        )
        .order_by(col(RelayName.id))
    )
    return [(row, person) for row, person in found]


def blank(session: Session, here: Here, person_id: int) -> None:
    """Somebody asked to be forgotten: the names under which they were known go too."""
    for row in session.exec(
        select(RelayName).where(RelayName.county_id == here.county_id, RelayName.person_id == person_id)
    ):
        row.name = ""
        session.add(row)
