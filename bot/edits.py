"""Edited messages: what a message did is kept in the book, so that an edit can take it back and be read anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot import events, guests, inbox, known, questions, roster, seats
from bot.app import Here
from bot.models import Event, Person, Posting, Question, QuestionState, SignupState, Unclear
from bot.unclear import close_messages
from bot.wishes import wish_of
from nlp import hints
from nlp.types import Intent, Reply

if TYPE_CHECKING:
    from bot.heard import Heard

HEARD = "reply.heard"


def standing(heard: Heard) -> dict[int, int]:
    """How many people the sender has on each posting that this message may be about."""
    found = {each.posting.id or 0: 0 for each in heard.shown}
    found.update({each.posting.id or 0: each.people for each in heard.signed})
    return found


def people_on(session: Session, here: Here, posting: Posting, person_id: int) -> int:
    """The number of people of a person's signup; 0 where they are not on."""
    signup = seats.find(session, here, posting, person_id)
    return signup.people if signup is not None and signup.state in (SignupState.ACTIVE, SignupState.LEAD) else 0


def note(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply, before: dict[int, int]) -> None:
    """Write down that a message was acted on: its id, whose it is, which postings it touched and what was before."""
    person = heard.who(session, now, here)
    if person.id is None or heard.group is None:
        return
    changed = known.of(session).locked  # whatever changes a roster locks its posting first
    postings = {each.posting.id: each.posting for each in (*heard.shown, *heard.signed)}
    touched = [
        posting_id
        for posting_id, posting in postings.items()
        if posting_id is not None
        and (
            posting.code == reply.posting
            or (posting_id in changed and people_on(session, here, posting, person.id) != before.get(posting_id, 0))
        )
    ]
    after: dict[str, Any] = {
        "message": heard.message_id,
        "person": person.id,
        "postings": touched,
        "had": {str(posting_id): before.get(posting_id, 0) for posting_id in touched},
        "intent": reply.intent.value,
    }
    events.note(session, now, here, HEARD, "chat_group", heard.group_id, after=after)


def take_back(session: Session, now: datetime, here: Here, heard: Heard, read: Callable[..., Reply]) -> str | None:
    """What an edit does about its former self. None: go on and read it as a new message.

    Where the person said something later about the same posting, the edit does nothing.
    """
    if heard.person is None or heard.person.id is None:
        return None
    person = heard.person
    former = _former(session, here, heard, person)
    if former is None:
        return None
    touched = set(former.after.get("postings", []))
    for event in session.exec(_heard(here, heard, person).where(col(Event.id) > former.id)):
        if touched & set(event.after.get("postings", [])):
            return "late"
    if any(_changed_later(session, here, person, posting_id, former) for posting_id in touched):
        return "late"
    _pass_questions(session, now, here, person, former.inbox_id)
    reply = read(session, now, here, heard, None)
    meant = heard.posting(reply.posting)
    had: dict[str, int] = former.after.get("had", {})
    changed = False
    for posting_id in touched:
        base = int(had.get(str(posting_id), 0))
        about = meant is not None and meant.id == posting_id
        target = _target(reply, base) if about else base
        changed |= _bring_to(session, now, here, heard, person, posting_id, target)
        if about and target and reply.intent == Intent.JOIN:
            changed |= _others(session, now, here, heard, person, posting_id, former, reply)
    about_new = reply.posting is not None and (meant is None or meant.id not in touched)
    read_anew = about_new or reply.intent in (Intent.ASK, Intent.BARGAIN)
    if changed or not read_anew:  # what this edit changed must not look like a later word to the next one
        after = {**former.after, "intent": reply.intent.value}
        events.note(session, now, here, HEARD, "chat_group", heard.group_id, after=after)
    if read_anew:
        return None
    return "edited" if changed else "silent"


def _heard(here: Here, heard: Heard, person: Person) -> SelectOfScalar[Event]:
    """What this person said in this group that was acted on, however long ago and however much others said since."""
    return select(Event).where(
        Event.county_id == here.county_id,
        Event.subject == "chat_group",
        Event.subject_id == heard.group_id,
        Event.act == HEARD,
        col(Event.after)["person"].as_integer() == person.id,
    )


def _former(session: Session, here: Here, heard: Heard, person: Person) -> Event | None:
    """What the message did when it was read last, before this edit of it."""
    said = _heard(here, heard, person).where(col(Event.after)["message"].as_integer() == heard.message_id)
    return session.exec(said.order_by(col(Event.id).desc()).limit(1)).first()


def _others(
    session: Session,
    now: datetime,
    here: Here,
    heard: Heard,
    person: Person,
    posting_id: int,
    former: Event,
    reply: Reply,
) -> bool:
    """Whom the edited words name in place of those named before, and the days that they name; whether that is new."""
    posting = session.get(Posting, posting_id)
    signup = seats.find(session, here, posting, person.id) if posting is not None and person.id is not None else None
    if signup is None:
        return False
    wish = wish_of(reply, heard.text)
    was = inbox.said(session, here, former.inbox_id) if former.inbox_id is not None else ""
    before = hints.brought(was, signup.people) if was else ()
    gone = [
        guest for guest in guests.of(session, here, signup) if guest.name in before and guest.name not in wish.names
    ]
    known = len(guests.of(session, here, signup))
    guests.strike(session, now, gone)
    guests.add(session, here, signup, wish.names, wish.phones, couple=wish.couple)
    if wish.days or wish.days_refused:
        other = [day.day for row, day in seats.rows_of(session, signup) if row.seats or row.held or row.waiting]
        # One day means from that day on.
        only = wish.days if len(wish.days) != 1 else tuple(day for day in other if day >= wish.days[0])
        refused = tuple(day for day in other if wish.days and day not in only)
        wish = replace(wish, said=False, adds=False, days_refused=(*wish.days_refused, *refused))
        roster.join(session, now, here, posting_id=posting_id, person=person, wish=wish, group_id=heard.group_id)
        return True
    return bool(gone) or len(guests.of(session, here, signup)) != known


def _changed_later(session: Session, here: Here, person: Person, posting_id: int, former: Event) -> bool:
    """Whether something else changed the signup since: a button, a private word, another group, the desk's page.

    The clock has neither an update nor an actor: what it did is nobody's later word.
    """
    posting = session.get(Posting, posting_id)
    signup = seats.find(session, here, posting, person.id) if posting is not None and person.id is not None else None
    if signup is None or former.id is None:
        return False
    found = session.exec(
        select(Event.inbox_id, Event.actor_id).where(
            Event.county_id == here.county_id,
            Event.subject == "signup",
            Event.subject_id == signup.id,
            col(Event.act).startswith("signup."),
            col(Event.id) > former.id,
        )
    ).all()
    return any(
        actor_id is not None if inbox_id is None else inbox_id != former.inbox_id for inbox_id, actor_id in found
    )


def _target(reply: Reply, base: int) -> int:
    """How many people the edited words leave on the posting, where `base` were before the message."""
    if reply.intent == Intent.CANCEL:
        return 0
    if reply.intent == Intent.CHANGE and reply.count is not None:
        return reply.count
    if reply.intent == Intent.JOIN:
        number = reply.count or 1
        if base == 0 or reply.number_said:
            return base + number if reply.adds and base else number
    return base


def _bring_to(
    session: Session, now: datetime, here: Here, heard: Heard, person: Person, posting_id: int, target: int
) -> bool:
    posting = session.get(Posting, posting_id)
    if posting is None or person.id is None:
        return False
    if people_on(session, here, posting, person.id) == target:
        return False
    if target == 0:
        roster.leave(session, now, here, posting_id=posting_id, person=person, group_id=heard.group_id)
    else:
        roster.change(session, now, here, posting_id=posting_id, person=person, people=target, group_id=heard.group_id)
    return True


def _pass_questions(session: Session, now: datetime, here: Here, person: Person, inbox_id: int | None) -> None:
    """Questions that the former words led to are overtaken, at the desk too."""
    if inbox_id is None:
        return
    for question in session.exec(
        select(Question).where(
            Question.county_id == here.county_id,
            Question.inbox_id == inbox_id,
            Question.person_id == person.id,
            Question.state == QuestionState.OPEN,
        )
    ).all():
        if question.kind not in questions.SEATS:
            questions.close(session, now, here, question, QuestionState.PASSED)
    unclear = session.exec(
        select(Unclear).where(Unclear.county_id == here.county_id, Unclear.inbox_id == inbox_id)
    ).first()
    if unclear is not None and unclear.settled_at is None:
        unclear.settled_at, unclear.verdict = now, {**unclear.verdict, "edited": True}
        session.add(unclear)
        close_messages(session, now, here, unclear)
