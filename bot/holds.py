"""Seats are held for somebody as long as a question to them is open, and no longer: what keeps the two together.

Whoever ends a question goes through `questions.close`, which comes here; whoever takes held seats away without a word
calls `end_idle`. So a seat that nobody is asked about, or a question about a seat that is gone, cannot be left behind.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, literal
from sqlmodel import Session, col, select

from bot import questions, seats
from bot.app import Here
from bot.models import Question, QuestionState, Signup, SignupDay

_HELD = (
    select(literal(1))
    .select_from(SignupDay)
    .join(Signup, (col(Signup.county_id) == SignupDay.county_id) & (col(Signup.id) == SignupDay.signup_id))
    .where(
        SignupDay.county_id == bindparam("county"),
        Signup.posting_id == bindparam("posting"),
        Signup.person_id == bindparam("person"),
        SignupDay.held > 0,
    )
    .limit(1)
)


def asked(session: Session, here: Here, person_id: int, posting_id: int) -> list[Question]:
    """The open questions for whose answer seats of this posting are held for this person."""
    return [
        question
        for question in questions.open_of(session, here, person_id)
        if question.kind in questions.SEATS
        and question.posting_ids[0] == posting_id
        and not question.details.get("rush")
    ]


def any_held(session: Session, here: Here, person_id: int, posting_id: int) -> bool:
    """Whether a seat of this posting is held for this person."""
    session.flush()
    values = {"county": here.county_id, "posting": posting_id, "person": person_id}
    return session.connection().execute(_HELD, values).first() is not None


def after(session: Session, now: datetime, here: Here, question: Question) -> None:
    """A question about seats has ended: what is still held, and asked about by no other, is given back."""
    from bot import leaving

    posting_id = question.posting_ids[0]
    if question.details.get("rush"):  # all in the line were asked, nothing is held
        return
    if not any_held(session, here, question.person_id, posting_id):
        end_idle(session, now, here, question.person_id, posting_id)
        return
    if asked(session, here, question.person_id, posting_id):
        return
    posting = seats.lock(session, here, posting_id)
    signup = seats.find(session, here, posting, question.person_id) if posting is not None else None
    if posting is not None and signup is not None:
        leaving.let_go(session, now, here, posting, signup)


def end_idle(session: Session, now: datetime, here: Here, person_id: int, posting_id: int) -> None:
    """Where nothing is held for this person any more, nobody waits for their answer about it either."""
    if any_held(session, here, person_id, posting_id):
        return
    for question in asked(session, here, person_id, posting_id):
        if question.state == QuestionState.OPEN:  # not ended by the one before
            questions.close(session, now, here, question, QuestionState.PASSED)
