"""Somebody comes in another's place: the seat stays, the name under it changes."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import events, guests, inbox, questions, seats, waiting, wording
from bot.app import Here
from bot.heard import Heard
from bot.models import Posting, Signup, SignupState
from bot.texts import say
from nlp import hints, swap


def hear(session: Session, now: datetime, here: Here, heard: Heard) -> str | None:
    """张三去不了，换成王五, by whoever put 张三 down. What came of it in one word; None where it is no swap.

    Who gives their own seat to somebody is put before the desk, for a seat belongs to who asked for it; so is a name
    that nobody put down.
    """
    if not heard.signed:
        return None
    person = heard.who(session, now, here)
    codes = hints.codes(heard.text)
    for each in heard.signed:
        posting = each.posting
        if (codes and posting.code not in codes) or (heard.quoted is not None and heard.quoted.id != posting.id):
            continue
        signup = seats.find(session, here, posting, person.id or 0)
        if signup is None or signup.state != SignupState.ACTIVE:
            continue
        known = [guest.name for guest in guests.of(session, here, signup) if guest.name]
        found = swap.read(heard.text, known)
        if found is not None and (
            found.old is None or (found.old not in known and not guests.nameless(session, here, signup))
        ):
            questions.to_desk(session, now, here, signup.person_id, here.inbox_id, heard.group_id, [posting.id or 0])
            return "desk"
        if found is not None and found.old is not None:  # under a name, or one of those who are only a number
            _change(session, now, here, heard, posting, signup, found.old, found.new)
            return "swapped"
    return None


def _change(
    session: Session, now: datetime, here: Here, heard: Heard, posting: Posting, signup: Signup, old: str, new: str
) -> None:
    guests.strike(session, now, guests.named(session, here, signup, (old,)))
    guests.add(session, here, signup, (new,))
    inbox.keep(session, here)
    events.note(
        session, now, here, "signup.names", "signup", signup.id, before={"names": [old]}, after={"names": [new]}
    )
    person = heard.who(session, now, here)
    text = say("roster.swapped", here.language, posting=wording.named(posting), old=old, new=new)
    key = f"swap:{here.inbox_id}:{signup.id}"
    waiting.say_to(session, now, here, posting, person, text, heard.group_id, key=key)
    waiting.settle(session, now, here, posting)
