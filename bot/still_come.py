"""The terms of a posting changed: everybody who has a seat is asked whether they still come.

No answer keeps the seat, marked 没回, and puts them on the call list.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import answers, dues, ladder, outbox, questions, seats
from bot.app import Here
from bot.models import Due, Person, Posting, Question, QuestionState, Signup, SignupState
from bot.roster_days import signups_of
from bot.texts import say
from nlp.types import PendingKind


def ask_all(session: Session, now: datetime, here: Here, posting: Posting, change: Callable[[str], str]) -> int:
    """Terms changed: ask everybody who has a seat whether they still come. No answer keeps the seat, marked 没回.

    Each in private; those of one group there in one message by name; else the call list. `change` gives the
    sentence on what changed (A12改了，明天→后天…，别的不变。) in a language. How many are asked. Where that is
    switched off everybody is told what changed, and nobody is asked.
    """
    asked = [
        signup
        for signup in signups_of(session, here, posting.id)
        if any(row.seats or row.waiting for row, _ in seats.rows_of(session, signup))
    ]
    if not here.settings.clock.change_ask:
        key = f"changed:{posting.id}:{posting.version}:{now.timestamp():.0f}"
        ladder.say_all(session, now, here, posting, asked, change, key=key, what="call.tell")
        return 0
    by_group: dict[int, list[Signup]] = {}
    for signup in asked:
        group_id = ladder.spoken_to_in(session, here, signup)
        if group_id is not None:
            by_group.setdefault(group_id, []).append(signup)
    together = {group_id: mine for group_id, mine in by_group.items() if len(mine) > 1}
    for signup in asked:
        said = any(signup in mine for mine in together.values())
        language = questions.language(session, here, signup.person_id, signup.group_id)
        ask(session, now, here, posting, signup, change(language) + say("roster.still", language), said=said)
    for group_id, mine in together.items():
        _ask_together(session, now, here, posting, group_id, mine, change(here.language))
    return len(asked)


def _ask_together(
    session: Session, now: datetime, here: Here, posting: Posting, group_id: int, asked: list[Signup], change: str
) -> None:
    """Those of one group in one message by name; each answers with a word, as to a question of their own."""
    about = [posting.id] if posting.id is not None else []
    most = here.settings.rules.names_in_answer
    for start in range(0, len(asked), most):
        asked_now = [session.get(Person, signup.person_id) for signup in asked[start : start + most]]
        names = say("list.pause", here.language).join(answers.public_name(here, each) for each in asked_now)
        text = say("roster.to_many", here.language, names=names, text=change + say("roster.still", here.language))
        key = f"still_all:{posting.id}:{posting.version}:{group_id}:{asked[start].id}:{now.timestamp():.0f}"
        due = ladder.speaks_at(now, here)
        outbox.tell_group(session, now, here, group_id, text, key=key, about=about, due_at=due)


def ask(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, text: str, *, said: bool = False
) -> Question:
    """Ask one signup whether they still come; after an hour without an answer they go on the call list.

    `said`: the caller says it, together with what others are asked.
    """
    signup.unconfirmed = True
    session.add(signup)
    question = questions.ask(
        session,
        now,
        here,
        PendingKind.STILL,
        signup.person_id,
        [posting],
        text,
        group_id=signup.group_id,
        details={"signup": signup.id},
        what="call.still",
        signup_id=signup.id,
        due_at=ladder.speaks_at(now, here),
        said=said,
    )
    when = ladder.speaks_at(now, here) + timedelta(minutes=here.settings.times.change_ask_minutes)
    dues.plan(session, now, here, "still_over", question.id, when, key=f"still_over:{question.id}")
    return question


def over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's part: no answer keeps the seat; somebody rings them up."""
    question = session.get(Question, due.subject_id)
    if question is None or question.county_id != here.county_id or question.state != QuestionState.OPEN:
        return "answered"
    signup = session.get(Signup, question.details.get("signup"))
    posting = session.get(Posting, question.posting_ids[0])
    if signup is None or posting is None or signup.state != SignupState.ACTIVE:
        return "gone"
    person = session.get(Person, signup.person_id)
    if person is not None and person.id is not None:
        ladder.call(
            session,
            now,
            here,
            person.id,
            key=f"still:{question.id}",
            what="call.still",
            posting=posting,
            signup_id=signup.id,
        )
    return None
