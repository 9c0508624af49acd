"""Questions to one person: asked once, once more later, then left to the desk. They are answered first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from bot import dues, events, inbox, known, ladder, outbox, people
from bot.app import Here
from bot.messengers import Buttons
from bot.models import ON_AIR, Call, Delivery, Due, Posting, Question, QuestionState, Signup
from bot.texts import say
from bot.unclear import to_desk
from nlp.types import Pending, PendingKind

__all__ = [
    "CLASH",
    "DAYS",
    "RELAY",
    "SEATS",
    "again",
    "ask",
    "close",
    "end_evening",
    "language",
    "of_person",
    "open_of",
    "pending",
    "reached_at",
    "reask",
    "to_desk",
]

RELAY = "relay"
"""A question to a poster: what a posting does not say. Its answer goes back to who asked."""

DAYS = "days"
"""A question to who comes on some days of a work: on which (`bot/days_asked.py`). It is answered by days alone."""

CLASH = PendingKind.CLASH
SEATS = (PendingKind.OFFER, PendingKind.PART, CLASH)
"""Questions while whose answer is awaited seats are held on the first posting they are about (`bot/holds.py`)."""


def ask(
    session: Session,
    now: datetime,
    here: Here,
    kind: str,
    person_id: int,
    postings: Sequence[Posting],
    text: str,
    *,
    group_id: int | None = None,
    details: dict[str, Any] | None = None,
    again: bool = False,
    choices: bool = False,
    what: str = "call.ask",
    signup_id: int | None = None,
    due_at: datetime | None = None,
    said: bool = False,
    rows: Callable[[Question], Buttons] | None = None,
) -> Question:
    """Put a question to a person. One of the same kind about the same postings that is still open is overtaken.

    `choices`: a button for each posting, else one for yes and one for no; `rows` makes others. `again`: asked once
    more after `times.reask_minutes`, then put on the desk's list. `details` hold ids and numbers only. `said`: the
    caller says it, together with what others are asked.
    """
    ids = [posting.id for posting in postings if posting.id is not None]
    rush = (details or {}).get("rush")
    overtaken = [each for each in open_of(session, here, person_id) if _overtakes(kind, ids, rush, each)]
    question = Question(
        county_id=here.county_id,
        kind=kind,
        person_id=person_id,
        group_id=group_id,
        posting_ids=ids,
        details=details or {},
        asked_at=now,
        inbox_id=here.inbox_id,
    )
    session.add(question)
    session.flush()
    assert question.id is not None
    for other in overtaken:  # only now: what is held under it is held under the new one
        close(session, now, here, other, QuestionState.PASSED)
    if here.inbox_id is not None:
        inbox.keep(session, here)
    made = rows(question) if rows is not None else None
    buttons = made or (_choices(question, postings) if choices else _yes_no(here, question))
    if not said:
        _say(session, now, here, question, text, buttons, what=what, signup_id=signup_id, due_at=due_at)
    events.note(session, now, here, "question.ask", "question", question.id, after={"kind": kind, "person": person_id})
    if again:
        when = now + timedelta(minutes=here.settings.times.reask_minutes)
        dues.plan(session, now, here, "reask", question.id, when, key=f"reask:{question.id}")
    return question


def _overtakes(kind: str, posting_ids: list[int], rush: int | None, other: Question) -> bool:
    """Whether a new question takes the place of one that is open, so that nobody is asked the same thing twice."""
    if kind not in SEATS:
        return other.kind == kind and bool(set(other.posting_ids) & set(posting_ids))
    same = other.kind == kind or (CLASH not in (kind, other.kind) and other.kind in SEATS)
    return same and other.posting_ids[0] == posting_ids[0] and other.details.get("rush") == rush


def _say(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    text: str,
    buttons: Buttons,
    *,
    what: str = "call.ask",
    signup_id: int | None = None,
    due_at: datetime | None = None,
) -> None:
    posting = session.get(Posting, question.posting_ids[0]) if question.posting_ids else None
    carried = ladder.say(
        session,
        now,
        here,
        question.person_id,
        text,
        key=f"ask:{question.id}:{question.times}",
        posting=posting,
        group_id=question.group_id,
        buttons=buttons,
        question=True,
        what=what,
        signup_id=signup_id,
        due_at=due_at,
    )
    if isinstance(carried, Delivery) and carried.text != text:  # led by their name in a group
        carried.details = {**carried.details, "plain": text}
        session.add(carried)


def _yes_no(here: Here, question: Question) -> Buttons:
    yes, no = say("roster.button_yes", here.language), say("roster.button_no", here.language)
    return [
        [
            {"text": yes, "data": f"answer:{question.id}:yes"},
            {"text": no, "data": f"answer:{question.id}:no"},
        ]
    ]


def _choices(question: Question, postings: Sequence[Posting]) -> Buttons:
    return [
        [{"text": f"{posting.code} {posting.work or ''}".strip(), "data": f"pick:{question.id}:{posting.id}"}]
        for posting in postings
    ]


_OPEN = (
    select(Question)
    .where(
        Question.county_id == bindparam("county"),
        Question.person_id == bindparam("person"),
        Question.state == QuestionState.OPEN.value,
    )
    .order_by(col(Question.id).desc())
    .execution_options(populate_existing=True)
)


def open_of(session: Session, here: Here, person_id: int) -> list[Question]:
    """The questions that this person has not answered, the newest first."""
    return list(session.execute(_OPEN, {"county": here.county_id, "person": person_id}).scalars())


def pending(session: Session, here: Here, question: Question) -> Pending:
    """The question as the reading of a reply wants it."""
    found = (session.get(Posting, posting_id) for posting_id in question.posting_ids)
    codes = tuple(posting.code for posting in found if posting is not None and posting.code)
    return Pending(PendingKind(question.kind), codes)


def close(session: Session, now: datetime, here: Here, question: Question, state: QuestionState) -> None:
    """End a question: answered, or passed by. What it had planned for later is dropped.

    Seats that were held for its answer are taken, or asked about anew, before it ends: what then is still held and
    asked about by no other question goes back to the line.
    """
    question.state = state
    if state == QuestionState.ANSWERED:
        question.answered_at = now
    session.add(question)
    planned = (f"{kind}:{question.id}" for kind in ("reask", "offer_over", "clash_over", "still_over"))
    dues.drop(session, now, here, state.value, *planned)
    session.flush()
    keys = {"first": f"ask:{question.id}:1", "again": f"ask:{question.id}:2", "still": f"still:{question.id}"}
    session.connection().execute(_NOT_CALLED, {"county": here.county_id, **keys})
    if question.kind in SEATS:
        from bot import holds

        holds.after(session, now, here, question)


_NOT_CALLED = (
    update(Call)
    .where(
        col(Call.county_id) == bindparam("county"),
        col(Call.dedupe_key).in_([bindparam("first"), bindparam("again"), bindparam("still")]),
        col(Call.outcome).in_(["", "no_answer"]),
    )
    .values(outcome="over")
)
"""Nobody needs to be rung up about a question that is over."""


def of_person(session: Session, here: Here, person_id: int, posting_id: int, *kinds: str) -> list[Question]:
    """The open questions of a person about one posting, of these kinds (none given: of all)."""
    return [
        question
        for question in open_of(session, here, person_id)
        if posting_id in question.posting_ids and question.kind != RELAY and (not kinds or question.kind in kinds)
    ]


def end_evening(
    session: Session, now: datetime, here: Here, signup: Signup, state: QuestionState, *, day: date | None = None
) -> bool:
    """End the evening's questions about a signup (`day`: about that day alone); whether one was open."""
    found = [
        question
        for question in of_person(session, here, signup.person_id, signup.posting_id, PendingKind.STILL)
        if day is None or question.details.get("day") == day.isoformat()
    ]
    for question in found:
        close(session, now, here, question, state)
    return bool(found)


def reached_at(session: Session, here: Here, question: Question) -> datetime | None:
    """When the question reached the person: sent to them, or said on the telephone. None: not yet."""
    key = f"ask:{question.id}:{question.times}"
    row = outbox.by_key(session, here, key)
    if row is not None and row.sent_at is not None:
        return row.sent_at
    call = session.exec(select(Call).where(Call.county_id == here.county_id, Call.dedupe_key == key)).first()
    return call.called_at if call is not None else None


def _once_more(session: Session, now: datetime, here: Here, question: Question) -> None:
    first = outbox.by_key(session, here, f"ask:{question.id}:1")
    known.change(session, question, times=2)
    if first is not None:
        plain = str(first.details.get("plain", first.text))
        buttons = [[dict(each) for each in row] for row in first.buttons]
        _say(session, now, here, question, plain, buttons)


def again(session: Session, now: datetime, here: Here, question: Question) -> str:
    """They said something that chooses none of what they were asked: ask once more, now; "asked", else "silent"."""
    if question.state != QuestionState.OPEN or question.times > 1:
        return "silent"
    _once_more(session, now, here, question)
    if question.kind == PendingKind.WHICH:
        when = now + timedelta(minutes=here.settings.times.reask_minutes)
        dues.plan(session, now, here, "reask", question.id, when, key=f"reask:{question.id}")
    return "asked"


def reask(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's part: ask once more, then leave the message to the desk; nobody is woken for it.

    Of no use to anybody once all that was asked about has ended. What was asked days ago, before a stop, is not asked
    again: nobody knows any more what it was about.
    """
    question = session.get(Question, due.subject_id)
    if question is None or question.county_id != here.county_id or question.state != QuestionState.OPEN:
        return "answered"
    later = ladder.speaks_at(now, here)
    if later > now:
        known.change(session, due, due_at=later)
        return None
    about = [session.get(Posting, each) for each in question.posting_ids]
    if about and not any(each is not None and each.status in ON_AIR for each in about):
        close(session, now, here, question, QuestionState.PASSED)
        return "too late: what was asked about has ended"
    long_ago = here.today(now) - here.today(question.asked_at) > timedelta(days=1)
    if question.times == 1 and here.settings.clock.reask and not long_ago:
        _once_more(session, now, here, question)
        known.change(session, due, due_at=now + timedelta(minutes=here.settings.times.reask_minutes))
        return None
    close(session, now, here, question, QuestionState.PASSED)
    to_desk(session, now, here, question.person_id, question.inbox_id, question.group_id, question.posting_ids)
    return None


def language(session: Session, here: Here, person_id: int, group_id: int | None) -> str:
    """In which language to write to a person: their own in private, the county's in a group."""
    from bot.models import Person

    if people.reachable(session, here, person_id) is None and group_id is not None:
        return here.language
    return people.language_of(here, session.get(Person, person_id))
