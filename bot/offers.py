"""What becomes of an offer: taken, refused, or passed by when its time is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import clashes, ladder, outbox, people, questions, seats, waiting
from bot.app import Here
from bot.models import (
    ON_AIR,
    Due,
    Person,
    Posting,
    Question,
    QuestionState,
    Signup,
    SignupDay,
    SignupState,
)
from bot.texts import say
from nlp.types import PendingKind


def accept(
    session: Session, now: datetime, here: Here, question: Question, group_id: int | None, *, fewer: bool = False
) -> str:
    """Yes to an offer, whole or in part: the held seats are theirs. `fewer`: some of the party stay at home.

    What came of it: "seated", "clash" (asked which), "late" (somebody else was first), "gone". What the party leaves
    of the seats goes to the line.
    """
    posting = seats.lock(session, here, question.posting_ids[0])
    signup = seats.find(session, here, posting, question.person_id) if posting is not None else None
    if posting is None or posting.status not in ON_AIR or signup is None or signup.state != SignupState.ACTIVE:
        questions.close(session, now, here, question, QuestionState.ANSWERED)
        return "gone"
    rush = question.details.get("rush")
    if rush:
        came = _first_yes(session, now, here, posting, signup, int(rush))
    else:
        came = take_or_ask(session, now, here, posting, signup, group_id)
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    if came == "seated":
        waiting.drop_fill(session, now, here, posting, signup)
    if came == "seated" and not rush:
        waiting.serve(session, now, here, posting, freed=fewer)
        waiting.settle(session, now, here, posting)
    elif fewer:
        waiting.hand_on(session, now, here, posting, freed=True)
    return came


def take_or_ask(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signup: Signup,
    group_id: int | None,
) -> str:
    """Take what is held, unless another posting stands in the way: "seated", "clash", or "late" (nothing is held)."""
    days = [day.day for row, day in seats.rows_of(session, signup) if row.held]
    if not days:
        return "late"
    others = clashes.elsewhere(session, here, signup.person_id, posting, days)
    if others:
        clashes.ask(session, now, here, posting, signup, others, group_id)
        return "clash"
    take_held(session, now, here, posting, signup)
    return "seated"


def take_held(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup) -> None:
    """Turn what is held for a signup into seats."""
    for row, day in seats.rows_of(session, signup):
        if row.held:
            rest = max(0, row.waiting - row.held)
            seats.put(session, now, here, signup, row, day, seats=row.seats + row.held, waiting=rest)


def _first_yes(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, day_id: int) -> str:
    for row, day in seats.rows_of(session, signup):
        if day.id != day_id or row.waiting == 0:
            continue
        free = seats.free(day)
        if free <= 0:
            return "late"
        number = min(free, row.waiting)
        others = clashes.elsewhere(session, here, signup.person_id, posting, [day.day])
        if others or number < row.waiting:
            seats.put(session, now, here, signup, row, day, seats=row.seats, held=number, waiting=row.waiting)
            if others:
                clashes.ask(session, now, here, posting, signup, others, signup.group_id)
            else:
                waiting.offer(session, now, here, posting, signup, [(row, day, number)], signup.group_id, at_once=True)
            return "clash" if others else "part"
        if seats.put(session, now, here, signup, row, day, seats=row.seats + number):
            waiting.settle(session, now, here, posting)
            return "seated"
    return "late"


def release(session: Session, now: datetime, here: Here, signup: Signup, *, skip: bool) -> None:
    """Let go of what is held for a signup; it keeps its place in the line, passed by for now where `skip`."""
    for row, day in seats.rows_of(session, signup):
        if row.held:
            seats.put(session, now, here, signup, row, day, seats=row.seats, held=0, waiting=row.waiting)
            if skip and row.waiting:
                row.skipped += 1
                session.add(row)
    session.flush()


def refuse(session: Session, now: datetime, here: Here, signup: Signup, question: Question) -> None:
    """No to an offer: what was held is let go; to one that all in the line had, they are passed by on that day."""
    rush = question.details.get("rush")
    if rush is None:
        release(session, now, here, signup, skip=True)
        return
    for row, day in seats.rows_of(session, signup):
        if day.id == rush and row.waiting:
            row.skipped += 1
            session.add(row)
    session.flush()


def offer_over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's part: the time of an offer is over, counted from when it reached the person."""
    question = clashes.still_open(session, here, due)
    if question is None:
        return "answered"
    length = timedelta(minutes=here.settings.times.offer_minutes)
    at = questions.reached_at(session, here, question)
    latest = question.asked_at + length * 4  # a telephone nobody answers does not hold a seat for ever
    sent = outbox.by_key(session, here, f"ask:{question.id}:{question.times}")
    if sent is not None:
        latest = max(latest, sent.due_at + length * 4)
    until = latest if at is None else at + length
    if until > now >= question.asked_at:  # asked by a clock that ran ahead: its time began when that was set right
        due.due_at = until
        session.add(due)
        return None
    found = clashes.pass_by(session, now, here, question)
    if isinstance(found, str):
        return found
    posting, signup = found
    language = people.language_of(here, session.get(Person, signup.person_id))
    outbox.tell_person(
        session,
        now,
        here,
        signup.person_id,
        say("waiting.passed", language, code=posting.code or ""),
        key=f"passed:{question.id}",
        due_at=ladder.speaks_at(now, here),
    )
    waiting.hand_on(session, now, here, posting)
    return None


def rush_over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's part: nobody in the line took what was offered to all, so it is open to anybody again."""
    posting = seats.lock(session, here, int(due.details["posting"]))
    if posting is None:
        return "no posting"
    due.state = "done"  # so that the seats count as open from here on
    due.done_at = now
    session.add(due)
    session.flush()
    for row, signup in _rows(session, here, posting, due):
        for question in questions.of_person(session, here, signup.person_id, posting.id or 0, PendingKind.OFFER):
            if question.details.get("rush"):
                questions.close(session, now, here, question, QuestionState.PASSED)
                row.skipped += 1
                session.add(row)
    session.flush()
    waiting.hand_on(session, now, here, posting)
    return None


def _rows(session: Session, here: Here, posting: Posting, due: Due) -> Iterable[tuple[SignupDay, Signup]]:
    asked = set(due.details.get("signups", []))
    for day in seats.days(session, here, posting):
        if day.id == due.subject_id:
            return [(row, signup) for row, signup in seats.line_of(session, here, day) if signup.id in asked]
    return []
