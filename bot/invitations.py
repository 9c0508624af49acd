"""One-time invitations to a role: a word or a link, of which only the SHA-256 is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import arrived, events, forwarders, groups, parts, people, relay_offer, talk
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, Invitation, Person, Region, Role
from bot.people import Sender
from bot.texts import say

DAYS = 7
ROLES = {"desk": Role.DESK, "broker": Role.BROKER, "forwarder": Role.FORWARDER}


def token() -> str:
    """A new secret word; made at the edge, outside any transaction."""
    return secrets.token_urlsafe(12)


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def invite(
    session: Session, now: datetime, here: Here, *, sender: Sender, role: str, word: str, link: str, place: str = ""
) -> None:
    """Write a one-time invitation; desk people are invited by a head only. `link` is empty where there is none.

    `place` names the village (or township) whose group a forwarder will carry to.
    """
    person = people.meet(session, now, here, sender)
    if person.role not in people.DESK_ROLES:
        raise Refused("desk.only")
    parts.must_see_all(session, here, person)
    if role not in ROLES:
        raise Refused("desk.invite_which")
    if role == "desk" and person.role != Role.HEAD:
        raise Refused("desk.head_only")
    assert person.id is not None
    region = groups.region_named(session, here, place) if place and role == "forwarder" else None
    row = Invitation(
        county_id=here.county_id,
        token_hash=_hash(word),
        role=ROLES[role],
        region_id=region.id if region is not None else None,
        by_id=person.id,
        made_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    session.add(row)
    session.flush()
    events.note(session, now, here, "invitation.make", "invitation", row.id, after={"role": role})
    language = people.language_of(here, person)
    way = link or f"/start {word}"
    called = say(f"role.{role}", language)
    if region is not None:
        called = say("role.forwarder_of", language, place=groups.path(session, region))
    text = say("desk.invited", language, role=called, days=DAYS, way=way)
    if role == "forwarder" and region is None:
        hint = say("desk.invite_place", language, place=here.gazetteer.example_village())
        talk.reply(session, now, here, person, hint, part="hint")
    talk.reply(session, now, here, person, text)


def _carries(session: Session, now: datetime, here: Here, person: Person, region: Region) -> None:
    """A forwarder of this place: of its group that people carry to, made where there is none. They are told which."""
    known = session.exec(
        select(Group)
        .where(Group.county_id == here.county_id, Group.kind == forwarders.KIND, Group.region_id == region.id)
        .order_by(col(Group.id))
    ).first()
    title = say("relay.group_of", here.language, place=region.name)
    group = known or relay_offer.make_group(session, now, here, title=title, region_id=region.id)
    forwarders.add_forwarder(session, now, here, group_id=group.id or 0, person_id=person.id or 0)
    language = people.language_of(here, person)
    text = say("desk.welcome_forwarder_of", language, place=groups.path(session, region), group=group.title)
    talk.reply(session, now, here, person, text)


def take(session: Session, now: datetime, here: Here, person: Person, word: str) -> None:
    """Take an invitation: once, in time. Refused for any other word."""
    row = session.exec(
        select(Invitation)
        .where(Invitation.county_id == here.county_id, Invitation.token_hash == _hash(word.strip()))
        .with_for_update(key_share=True)
    ).first()
    if row is None or row.used_by_id is not None or row.expires_at < now:
        raise Refused("desk.invitation_dead")
    row.used_by_id = person.id
    if person.role != Role.HEAD:
        person.role = row.role
    session.add(row)
    session.add(person)
    events.note(session, now, here, "invitation.take", "invitation", row.id, after={"role": row.role})
    language = people.language_of(here, person)
    region = session.get(Region, row.region_id) if row.region_id is not None else None
    if region is not None:
        _carries(session, now, here, person, region)
    else:
        talk.reply(session, now, here, person, say(f"desk.welcome_{row.role}", language))
    if row.role == Role.DESK:
        arrived.show_waiting(session, now, here, person)
