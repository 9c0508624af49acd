"""More people asked for on a posting that takes nobody new: those who are on the list stay as they are."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import people, questions
from bot.app import Here
from bot.models import Person, QuestionState, Signup
from bot.texts import say


def kept_as_was(session: Session, now: datetime, here: Here, person: Person, signup: Signup) -> str:
    """They keep what they have, and the evening's question is answered by it: the sentence that says so."""
    signup.unconfirmed = False  # who says a number says that they come
    session.add(signup)
    questions.end_evening(session, now, here, signup, QuestionState.ANSWERED)
    return say("roster.kept_as_was", people.language_of(here, person), count=signup.people)
