"""Groups that people carry texts to (`Group.kind == "relay"`, without an address), and who carries for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from bot import events, groups, links, people
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, GroupAddress, GroupForwarder, GroupState, Person, Region, Role

KIND = "relay"


def in_reach(here: Here) -> tuple[ColumnElement[bool], ...]:
    """What holds of a group that postings get to: bound, and with an address, or people carry texts there."""
    addressed = select(GroupAddress.group_id).where(
        GroupAddress.county_id == here.county_id, col(GroupAddress.until).is_(None)
    )
    return (
        col(Group.county_id) == here.county_id,
        col(Group.state) == GroupState.BOUND,
        or_(col(Group.kind) == KIND, col(Group.id).in_(addressed)),
    )


def make_group(
    session: Session, now: datetime, here: Here, *, title: str, region_id: int | None, trade: str | None = None
) -> Group:
    """A group that people carry texts to, bound at once; the one that is there already where it has this title."""
    title = people.clean_name(title)
    region = session.get(Region, region_id) if region_id is not None else None
    if not title or (trade is None and (region is None or region.county_id != here.county_id)):
        raise Refused("relay.which_place")
    known = session.exec(
        select(Group).where(
            Group.county_id == here.county_id,
            Group.kind == KIND,
            Group.title == title,
            Group.region_id == (region.id if region is not None else None),
        )
    ).first()
    group = known or Group(county_id=here.county_id, title=title, kind=KIND, hears=False)
    session.add(group)
    session.flush()
    groups.bind(session, now, here, group, region, trade)
    return group


def add_forwarder(session: Session, now: datetime, here: Here, *, group_id: int, person_id: int) -> None:
    """Somebody carries for this group from now on; who has no role yet is a forwarder now."""
    group, person = group_of(session, here, group_id), session.get(Person, person_id)
    if person is None or person.county_id != here.county_id:
        raise Refused("desk.unknown")
    if _forwarder(session, here, group.id or 0, person_id) is not None:
        return
    row = GroupForwarder(county_id=here.county_id, group_id=group.id or 0, person_id=person_id, since=now)
    session.add(row)
    if not person.role:
        person.role = Role.FORWARDER
        session.add(person)
    session.flush()
    events.note(session, now, here, "relay.forwarder", "group", group.id, after={"person": person_id})


def new_forwarder(
    session: Session, now: datetime, here: Here, *, group_id: int, name: str, phone: str, word: str
) -> Person:
    """A forwarder by name and phone, with a page of their own under `word` (made at the edge, stored as a digest)."""
    cleaned, digits = people.clean_name(name), "".join(each for each in phone if each.isdigit())
    if not cleaned:
        raise Refused("web.name_first")
    known = people.of_phone(session, here, digits, (cleaned,)) if digits else []
    person = known[0] if known else None
    if person is None:
        person = Person(county_id=here.county_id, name=cleaned, phone=digits or None, first_met_at=now)
        session.add(person)
        session.flush()
    add_forwarder(session, now, here, group_id=group_id, person_id=person.id or 0)
    links.give(session, now, here, person_id=person.id or 0, word=word)
    return person


def end_forwarder(session: Session, now: datetime, here: Here, *, group_id: int, person_id: int) -> None:
    """Somebody carries no more for this group; with none left their page ends."""
    row = _forwarder(session, here, group_id, person_id)
    if row is None:
        return
    session.delete(row)
    session.flush()
    events.note(session, now, here, "relay.forwarder_end", "group", group_id, after={"person": person_id})
    if not groups_of(session, here, person_id):
        links.end(session, now, here, person_id)


def groups_of(session: Session, here: Here, person_id: int) -> list[Group]:
    """The groups that somebody carries for."""
    return list(
        session.exec(
            select(Group)
            .join(
                GroupForwarder,
                (col(GroupForwarder.county_id) == Group.county_id) & (col(GroupForwarder.group_id) == Group.id),
            )
            .where(
                Group.county_id == here.county_id,
                GroupForwarder.county_id == here.county_id,
                GroupForwarder.person_id == person_id,
                Group.kind == KIND,
                Group.state == GroupState.BOUND,
            )
            .order_by(col(Group.id))
        )
    )


def may_carry(session: Session, here: Here, person_id: int, group_id: int) -> Group:
    """The group, where this person carries for it; else Refused."""
    group = group_of(session, here, group_id)
    if _forwarder(session, here, group_id, person_id) is None or group.state != GroupState.BOUND:
        raise Refused("relay.not_yours")
    return group


def carries(session: Session, here: Here, person_id: int, group_id: int) -> bool:
    """Whether this person is one of the group's forwarders, while its sending is paused too."""
    group_of(session, here, group_id)
    return _forwarder(session, here, group_id, person_id) is not None


def group_of(session: Session, here: Here, group_id: int) -> Group:
    group = session.get(Group, group_id)
    if group is None or group.county_id != here.county_id or group.kind != KIND:
        raise Refused("group.unknown")
    return group


def _forwarder(session: Session, here: Here, group_id: int, person_id: int) -> GroupForwarder | None:
    return session.exec(
        select(GroupForwarder).where(
            GroupForwarder.county_id == here.county_id,
            GroupForwarder.group_id == group_id,
            GroupForwarder.person_id == person_id,
        )
    ).first()
