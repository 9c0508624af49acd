"""Pages of somebody's own that need no account: a word in the address, of which the SHA-256 alone is stored.

A forwarder's (what to carry), a broker's (their own postings), and that of one's own signup.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlmodel import Session, col, select

from bot import events
from bot.app import Here
from bot.models import Person, PersonLink

FORWARD = "forward"
BROKER = "broker"


def end(session: Session, now: datetime, here: Here, person_id: int, kind: str = FORWARD) -> None:
    """Somebody's page of this kind opens nothing any more."""
    for link in session.exec(
        select(PersonLink).where(
            PersonLink.county_id == here.county_id,
            PersonLink.person_id == person_id,
            PersonLink.kind == kind,
            col(PersonLink.ended_at).is_(None),
        )
    ):
        link.ended_at = now
        session.add(link)


def give(session: Session, now: datetime, here: Here, *, person_id: int, word: str, kind: str = FORWARD) -> None:
    """A new page of somebody's own under `word` (made at the edge); the one before ends."""
    end(session, now, here, person_id, kind)
    session.add(
        PersonLink(county_id=here.county_id, person_id=person_id, kind=kind, token_hash=digest(word), made_at=now)
    )
    session.flush()
    events.note(session, now, here, "relay.link" if kind == FORWARD else f"{kind}.link", "person", person_id)


def digest(word: str) -> str:
    """What is stored of a word, or of what only has to be told apart."""
    return hashlib.sha256(word.encode()).hexdigest()


def find(session: Session, here: Here, word: str, kind: str = FORWARD) -> PersonLink | None:
    """The link of this word, while it holds and its person is not barred or forgotten."""
    row = session.exec(
        select(PersonLink).where(
            PersonLink.county_id == here.county_id,
            PersonLink.token_hash == digest(word),
            PersonLink.kind == kind,
            col(PersonLink.ended_at).is_(None),
        )
    ).first()
    person = session.get(Person, row.person_id) if row is not None else None
    return row if person is not None and person.barred_at is None and person.forgotten_at is None else None
