"""What somebody writes in private that answers what the clock asked: who came, how it was, whether more are needed."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import (
    after_stop,
    almanac,
    came,
    coming,
    deferred,
    feedback,
    filling,
    marked_absent,
    people,
    regulars,
    rests,
    still_needed,
    talk,
)
from bot.app import Here
from bot.models import Person, Posting
from nlp import request


def _is_need(text: str, now: datetime, here: Here) -> bool:
    """A text that tells most of a need is one, whatever else stands in it."""
    from bot import turns

    found = request.read(text, now, here.gazetteer).needs
    return any(need.work and turns.core(need) >= turns.CORE_TO_BE_NEW for need in found)


def hear(
    session: Session, now: datetime, here: Here, *, person: Person, text: str, quoted: Posting | None = None
) -> bool:
    """Take a turn that answers one of the clock's questions; False where it answers none and goes its usual way."""
    if text and filling.hear(session, now, here, person=person, text=text):  # it may name a work, a number, a phone
        return True
    if text and regulars.hear_note(session, now, here, person=person, text=text):  # a need may be told on a visit
        return True
    if not text or _is_need(text, now, here):
        return False
    return (
        came.hear(session, now, here, person=person, text=text, quoted=quoted)
        or rests.hear(session, now, here, person=person, text=text)
        or deferred.hear(session, now, here, person=person, text=text)
        or after_stop.hear(session, now, here, person=person, text=text)
        or still_needed.hear(session, now, here, person=person, text=text, quoted=quoted)
        or feedback.hear(session, now, here, person=person, text=text)
        or marked_absent.hear(session, now, here, person=person, text=text)
    )


def ask_again(session: Session, now: datetime, here: Here, person: Person) -> bool:
    """Nobody understands what somebody wrote whom the clock asked something: that question in its shortest words.

    False where nothing of the kind is open.
    """
    text = coming.again(session, now, here, person) or deferred.again(session, now, here, person)
    if text is None and feedback.asked(session, now, here, person) is not None:
        text = almanac.say(here, "feedback.again", people.language_of(here, person))
    if text is None:
        return False
    talk.reply(session, now, here, person, text, part="again")
    return True
