"""One-time invitations to a role: a word or a link, of which only the SHA-256 is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot import arrived, events, parts, people, talk
from bot.app import Here
from bot.errors import Refused
from bot.models import Invitation, Person, Role
from bot.people import Sender
from bot.texts import say

DAYS = 7
ROLES = {"desk": Role.DESK, "broker": Role.BROKER, "forwarder": Role.FORWARDER}


def token() -> str:
    """A new secret word; made at the edge, outside any transaction."""
    return secrets.token_urlsafe(12)


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def invite(session: Session, now: datetime, here: Here, *, sender: Sender, role: str, word: str, link: str) -> None:
    """Write a one-time invitation; desk people are invited by a head only. `link` is empty where there is none."""
    person = people.meet(session, now, here, sender)
    if person.role not in people.DESK_ROLES:
        raise Refused("desk.only")
    parts.must_see_all(session, here, person)
    if role not in ROLES:
        raise Refused("desk.invite_which")
    if role == "desk" and person.role != Role.HEAD:
        raise Refused("desk.head_only")
    assert person.id is not None
    row = Invitation(
        county_id=here.county_id,
        token_hash=_hash(word),
        role=ROLES[role],
        by_id=person.id,
        made_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    session.add(row)
    session.flush()
    events.note(session, now, here, "invitation.make", "invitation", row.id, after={"role": role})
    language = people.language_of(here, person)
    way = link or f"/start {word}"
    text = say("desk.invited", language, role=say(f"role.{role}", language), days=DAYS, way=way)
    talk.reply(session, now, here, person, text)


def take(session: Session, now: datetime, here: Here, person: Person, word: str) -> None:
    """Take an invitation: once, in time. Refused for any other word."""
    row = session.exec(
        select(Invitation)
        .where(Invitation.county_id == here.county_id, Invitation.token_hash == _hash(word.strip()))
        .with_for_update()
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
    talk.reply(session, now, here, person, say(f"desk.welcome_{row.role}", language))
    if row.role == Role.DESK:
        arrived.show_waiting(session, now, here, person)
