"""Who put several people down: one comes in another's place, so that the name changes, or fewer come."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import answers, blocks, events, guests, inbox, questions, roster, seats, waiting, wording
from bot.app import Here
from bot.heard import Heard
from bot.models import Posting, QuestionState, Signup, SignupState
from bot.texts import say
from nlp import hints, swap


def hear(session: Session, now: datetime, here: Here, heard: Heard) -> str | None:
    """张三去不了，换成王五, or 少来一个, by whoever put them down. What came of it in one word, or None.

    Who gives their own seat to somebody keeps it for them, as who puts down another; while anyone waits for the work
    it is put before the desk, for then the seat is theirs in turn. So is a name that nobody put down.
    """
    if not heard.signed or not swap.may_tell(heard.text):
        return None
    person = heard.who(session, now, here)
    codes, turn = hints.codes(heard.text), swap.turned(heard.text)
    for each in heard.signed:
        posting = each.posting
        if (codes and posting.code not in codes) or (heard.quoted is not None and heard.quoted.id != posting.id):
            continue
        signup = seats.find(session, here, posting, person.id or 0)
        if signup is None or signup.state != SignupState.ACTIVE:
            continue
        known = [guest.name for guest in guests.of(session, here, signup) if guest.name]
        found = swap.read(heard.text, known)
        if found is None:
            people = signup.people if turn is None else turn.total or signup.people + turn.by
            if turn is None or people < 1 or people == signup.people:
                continue
            if not turn.sure:
                return roster.ask_one_more(session, now, here, posting, signup, heard.group_id, turn.by).what
            _set(session, now, here, heard, posting, signup, people)
            return "changed"
        if found.old is None and not _anybody_waits(session, now, here, posting):
            name = answers.public_name(here, person)
            _change(session, now, here, heard, posting, signup, name, found.new)
            return "swapped"
        if found.old is None or not (found.old in known or guests.nameless(session, here, signup)):
            questions.to_desk(session, now, here, signup.person_id, here.inbox_id, heard.group_id, [posting.id or 0])
            return "desk"
        _change(session, now, here, heard, posting, signup, found.old, found.new)
        return "swapped"
    return None


def _anybody_waits(session: Session, now: datetime, here: Here, posting: Posting) -> bool:
    return any(seats.line_of(session, here, day) for day in seats.days_ahead(session, now, here, posting))


def _set(
    session: Session, now: datetime, here: Here, heard: Heard, posting: Posting, signup: Signup, people: int
) -> None:
    person, group_id = heard.who(session, now, here), heard.group_id
    if signup.block:
        blocks.hold(session, now, here, posting, person, people, group_id=group_id)
    else:
        roster.change(session, now, here, posting_id=signup.posting_id, person=person, people=people, group_id=group_id)


def _change(
    session: Session, now: datetime, here: Here, heard: Heard, posting: Posting, signup: Signup, old: str, new: str
) -> None:
    guests.strike(session, now, guests.named(session, here, signup, (old,)))
    guests.add(session, here, signup, (new,))
    # Who says who comes says that they do.
    if questions.end_evening(session, now, here, signup, QuestionState.ANSWERED):
        signup.unconfirmed = False
        session.add(signup)
    inbox.keep(session, here)
    events.note(
        session, now, here, "signup.names", "signup", signup.id, before={"names": [old]}, after={"names": [new]}
    )
    person = heard.who(session, now, here)
    text = say("roster.swapped", here.language, posting=wording.named(posting), old=old, new=new)
    key = f"swap:{here.inbox_id}:{signup.id}"
    waiting.say_to(session, now, here, posting, person, text, heard.group_id, key=key)
    waiting.settle(session, now, here, posting)
