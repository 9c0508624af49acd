"""Work put off without a day (过几天再摘, 等天晴了再干): until when is asked, and the day said in answer is a change.

Until then all stays as it is: seats, copies and hours. Who cannot say yet stops the next day in the usual words.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import changes, people, rests, talk, terms, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting
from bot.texts import say
from nlp import answer, needed
from nlp import order as orders

WHICH = "deferred_which"


def ask(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """Put off to which day? What is written next may answer it."""
    person.doing = {"act": WHICH, "posting": posting.id, "at": int(now.timestamp())}
    session.add(person)
    text = say("employer.put_off_which", people.language_of(here, person), name=wording.named(posting))
    talk.reply(session, now, here, person, text, about=[posting], part="deferred")


def hear(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """The day said in answer; False where nothing of the kind was asked, or the words say something else."""
    if not people.was_asked(person, WHICH, now, rests.WHICH_SECONDS):
        return False
    posting = session.get(Posting, int(person.doing.get("posting", 0)))
    if posting is None or posting.status not in ON_AIR or len(text) > rests.ANSWER_MOST:
        return False
    said = orders.read(text, here.today(now))
    if said.act is not None or said.code is not None or needed.read(text) is not None:
        return False
    read = answer.read(text, now, terms.as_draft(posting), "start", here.gazetteer)
    if not read.changes.keys() & {"start", "end"} or read.changes.keys() & {"headcount", "wage", "phones", "work"}:
        return False
    changes.may(session, here, person, posting)
    person.doing = {}
    session.add(person)
    changes.take(session, now, here, person, posting, dict(read.changes), text)
    return True
