"""Work put off without a day (过几天再摘, 等天晴了再干): until when is asked, and the day said in answer is a change.

Until then all stays as it is: seats, copies and hours. Who cannot say yet stops the next day in the usual words.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import changes, people, rests, seats, talk, terms, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting
from bot.texts import say
from nlp import answer, on_list
from nlp import order as orders

WHICH = "deferred_which"


def ask(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """Put off to which day? What is written next may answer it."""
    _remember(session, now, person, posting)
    text = say("employer.put_off_which", people.language_of(here, person), name=wording.named(posting))
    talk.reply(session, now, here, person, text, about=[posting], part="deferred")


def hear(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """The day said in answer; False where nothing of the kind was asked, or the words say something else.

    Who does not know yet hears once more how to say it, and who puts nothing off after all that all stays.
    """
    posting = _asked(session, now, person)
    if posting is None or len(text) > rests.ANSWER_MOST:
        return False
    said = orders.read(text, here.today(now))
    if said.act is not None or said.code is not None:
        return False
    read = answer.read(text, now, terms.as_draft(posting), "start", here.gazetteer)
    days = {row.day for row in seats.days_ahead(session, now, here, posting)}
    moved = read.changes.keys() & {"start", "end"} and not read.changes.keys() & {"headcount", "wage", "phones", "work"}
    as_before = on_list.as_before(text)
    if (said.day in days and (as_before or not read.changes)) or (as_before and not moved):
        _done(session, person)
        changes.answered(session, now, here, person, posting, "employer.put_off_stays")
        return True
    if moved:
        changes.may(session, here, person, posting)
        _done(session, person)
        changes.take(session, now, here, person, posting, dict(read.changes), text)
        return True
    if on_list.no_day_yet(text):
        _remember(session, now, person, posting)
        changes.answered(session, now, here, person, posting, "employer.put_off_again")
        return True
    return False


def again(session: Session, now: datetime, here: Here, person: Person) -> str | None:
    """How to say until when, for who was asked and not understood (昨天); None where it is not asked."""
    posting = _asked(session, now, person)
    if posting is None:
        return None
    _remember(session, now, person, posting)
    return say("employer.put_off_again", people.language_of(here, person), name=wording.named(posting))


def _asked(session: Session, now: datetime, person: Person) -> Posting | None:
    """The work on air of which it was asked until when it is put off."""
    if not people.was_asked(person, WHICH, now, rests.WHICH_SECONDS):
        return None
    posting = session.get(Posting, int(person.doing.get("posting", 0)))
    return posting if posting is not None and posting.status in ON_AIR else None


def _remember(session: Session, now: datetime, person: Person, posting: Posting) -> None:
    person.doing = {"act": WHICH, "posting": posting.id, "at": int(now.timestamp())}
    session.add(person)


def _done(session: Session, person: Person) -> None:
    person.doing = {}
    session.add(person)
