"""Two postings on one day: the person is told and asked which; the new seat is held while they think."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, literal
from sqlmodel import Session, col, select

from bot import dues, ladder, questions, seats, wording
from bot.app import Here
from bot.models import Due, Person, Posting, PostingDay, PostingStatus, Question, QuestionState, Signup, SignupDay
from bot.texts import say
from nlp.types import PendingKind

COUNTS = (PostingStatus.OPEN, PostingStatus.FULL, PostingStatus.CLOSED)

_ELSEWHERE = (
    select(Posting, PostingDay)
    .where(
        Signup.county_id == bindparam("county"),
        Signup.person_id == bindparam("person"),
        Signup.posting_id != bindparam("posting"),
        SignupDay.county_id == Signup.county_id,
        SignupDay.signup_id == Signup.id,
        SignupDay.seats > 0,
        PostingDay.county_id == SignupDay.county_id,
        PostingDay.id == SignupDay.posting_day_id,
        col(PostingDay.day).in_(bindparam("days", expanding=True)),
        col(PostingDay.stopped_at).is_(None),
        Posting.county_id == PostingDay.county_id,
        Posting.id == PostingDay.posting_id,
        col(Posting.status).in_([each.value for each in COUNTS]),
        col(Posting.start).is_not(None),
    )
    .order_by(col(Posting.id))
)


_ANY_ELSEWHERE = _ELSEWHERE.with_only_columns(literal(1)).order_by(None).limit(1)


def elsewhere(
    session: Session, here: Here, person_id: int, posting: Posting, days: Iterable[date]
) -> list[tuple[Posting, date]]:
    """Other postings on which this person has a seat on one of these days, at hours that may overlap."""
    if posting.start is None:
        return []
    values = {"county": here.county_id, "person": person_id, "posting": posting.id, "days": list(days)}
    session.flush()
    if session.connection().execute(_ANY_ELSEWHERE, values).first() is None:
        return []
    found = session.execute(_ELSEWHERE, values)
    return [(other, row.day) for other, row in found if not _apart(posting, other)]


def _apart(one: Posting, other: Posting) -> bool:
    """Whether the hours are said for both and do not meet."""
    if None in (one.begin_time, one.end_time, other.begin_time, other.end_time):
        return False
    assert one.begin_time is not None
    assert one.end_time is not None
    assert other.begin_time is not None
    assert other.end_time is not None
    if one.end_time <= one.begin_time or other.end_time <= other.begin_time:  # over midnight
        return False
    return one.end_time <= other.begin_time or other.end_time <= one.begin_time


def ask(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signup: Signup,
    others: list[tuple[Posting, date]],
    group_id: int | None,
) -> None:
    """Ask which of the two; what is held for the new one stays held until `times.hold_minutes` are over."""
    other, day = others[0]
    until = now + timedelta(minutes=here.settings.times.hold_minutes)
    language = questions.language(session, here, signup.person_id, group_id)
    held = [row for row, _ in seats.rows_of(session, signup) if row.held]
    for row in held:
        row.held_until = until
        session.add(row)
    text = say(
        "roster.clash",
        language,
        old=wording.named(other),
        new=wording.named(posting),
        day=wording.day_beside(day, now.astimezone(here.zone).date(), language),
    )
    question = questions.ask(
        session,
        now,
        here,
        PendingKind.CLASH,
        signup.person_id,
        [posting, other],
        text,
        group_id=group_id,
        details={"signup": signup.id},
        choices=True,
        signup_id=signup.id,
    )
    dues.plan(session, now, here, "clash_over", question.id, until, key=f"clash_over:{question.id}")


def still_open(session: Session, here: Here, due: Due) -> Question | None:
    """The question whose time is over, where nobody answered it meanwhile."""
    question = session.get(Question, due.subject_id)
    if question is None or question.county_id != here.county_id or question.state != QuestionState.OPEN:
        return None
    return question


def pass_by(session: Session, now: datetime, here: Here, question: Question) -> tuple[Posting, Signup] | str:
    """End a question that nobody answered, and let go of what was held for its answer.

    Its posting, locked, and the signup; else why neither is there.
    """
    from bot import offers

    posting = seats.lock(session, here, question.posting_ids[0])
    signup = seats.find(session, here, posting, question.person_id) if posting is not None else None
    if signup is not None:
        offers.release(session, now, here, signup, skip=True)
    questions.close(session, now, here, question, QuestionState.PASSED)
    if posting is None:
        return "no posting"
    return (posting, signup) if signup is not None else "no signup"


def over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's part: no answer, so the old seat stays and what was held for the new one is given back."""
    from bot import roster

    question = still_open(session, here, due)
    if question is None:
        return "answered"
    at = questions.reached_at(session, here, question)
    length = timedelta(minutes=here.settings.times.hold_minutes)
    if at is not None and at + length > now >= question.asked_at:  # else asked by a clock that ran ahead
        due.due_at = at + length
        session.add(due)
        return None
    found = pass_by(session, now, here, question)
    if isinstance(found, str):
        return found
    posting, signup = found
    roster.let_go(session, now, here, posting, signup)
    other = session.get(Posting, question.posting_ids[1])
    person = session.get(Person, question.person_id)
    language = questions.language(session, here, question.person_id, question.group_id)
    if other is not None and person is not None:
        text = say("roster.clash_over", language, old=wording.named(other), new=posting.code or "")
        ladder.say(
            session,
            now,
            here,
            question.person_id,
            text,
            key=f"clash_over:{question.id}",
            posting=posting,
            group_id=question.group_id,
            due_at=ladder.speaks_at(now, here),
        )
    return None
