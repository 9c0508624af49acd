"""Leads: a longterm signup is a name and a phone to hand on, with consent. No seat, no reminder."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import events, inbox, poster, questions, seats, wording
from bot.answers import public_name
from bot.app import Here
from bot.models import Person, Posting, Signup, SignupState
from bot.texts import say
from nlp.types import PendingKind


def lead(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    *,
    group_id: int | None = None,
    phones: tuple[str, ...] = (),
) -> Signup:
    """Note somebody who wants a permanent post, and ask whether name and phone may be handed on."""
    assert posting.id is not None
    assert person.id is not None
    signup = seats.find(session, here, posting, person.id)
    if phones and not person.phone:
        person.phone = phones[0]
        session.add(person)
    known = signup is not None and signup.state == SignupState.LEAD
    if signup is None:
        signup = Signup(county_id=here.county_id, posting_id=posting.id, person_id=person.id, joined_at=now)
    signup.state, signup.left_at, signup.inbox_id = SignupState.LEAD, None, here.inbox_id
    signup.group_id = group_id or signup.group_id
    session.add(signup)
    session.flush()
    inbox.keep(session, here)
    if known and signup.hands_on is not None:
        return signup
    after = {"posting": posting.id, "person": person.id, "state": signup.state, "people": 1}
    events.note(session, now, here, "signup.lead", "signup", signup.id, after=after)
    language = questions.language(session, here, person.id, group_id)
    questions.ask(
        session,
        now,
        here,
        PendingKind.FILL,
        person.id,
        [posting],
        say("lead.consent", language, posting=wording.named(posting)),
        group_id=group_id,
        details={"signup": signup.id, "lead": 1},
        signup_id=signup.id,
    )
    return signup


def consented(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, yes: bool) -> None:
    """What they said to handing name and phone on; with a yes the poster hears of them."""
    signup.hands_on = yes
    session.add(signup)
    events.note(session, now, here, "signup.consent", "signup", signup.id, after={"yes": yes})
    if not yes:
        return
    person = session.get(Person, signup.person_id)
    phone = (person.phone if person is not None else None) or ""
    key = "poster.lead" if phone else "poster.lead_no_phone"
    poster.tell(session, now, here, posting, f"lead:{signup.id}", key, name=public_name(here, person), phone=phone)
    if phone:
        events.note(session, now, here, "roster.look", "posting", posting.id)
