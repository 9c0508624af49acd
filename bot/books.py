"""Do the books balance? Every seat, message, reminder, offer and due row accounted for.

`problems` looks at the rows of a county and says in words what does not add up; empty where all does. The simulated
county is held to it, and a running one can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot import almanac, histories, outbox
from bot.app import Here
from bot.models import (
    AllotmentDay,
    Call,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Due,
    DueState,
    Event,
    Feedback,
    Posting,
    PostingDay,
    Priority,
    Question,
    QuestionState,
    Signup,
    SignupDay,
    SignupState,
)
from bot.questions import SEATS

LATE, COUNTS_LATE = timedelta(minutes=10), timedelta(hours=2)
"""So long after its time a message must have gone out, or been put off or given up; a mere count that changed."""
ALWAYS_ENDED = ("offer", "part", "clash", "which")


def problems(session: Session, now: datetime, here: Here, sent_by_wire: int | None = None) -> list[str]:
    """What does not add up, each in one line. `sent_by_wire`: new messages that the messenger took, where known."""
    return [
        *_seats(session, here),
        *_signups(session, here),
        *_messages(session, now, here, sent_by_wire),
        *_dues(session, now, here),
        *_questions(session, now, here),
        *_reminders(session, here),
        *_lists(session, now, here),
    ]


def _seats(session: Session, here: Here) -> Iterable[str]:
    rows = session.execute(
        sa_select(  # type: ignore[call-overload]
            PostingDay.id,
            PostingDay.wanted,
            PostingDay.taken,
            PostingDay.held,
            func.coalesce(func.sum(SignupDay.seats), 0),
            func.coalesce(func.sum(SignupDay.held), 0),
        )
        .outerjoin(
            SignupDay,
            (col(SignupDay.county_id) == PostingDay.county_id) & (col(SignupDay.posting_day_id) == PostingDay.id),
        )
        .where(PostingDay.county_id == here.county_id)
        .group_by(col(PostingDay.id))
    )
    kept = _kept(session, here)
    for day_id, wanted, taken, held, seated, offered in rows:
        holding = offered + kept.get(day_id, 0)
        if taken != seated or held != holding:
            yield f"day {day_id}: {taken}+{held} counted, {seated}+{holding} on the roster"
        if taken + held > wanted:
            yield f"day {day_id}: {taken}+{held} of {wanted}"
    book = session.exec(
        select(Event).where(Event.county_id == here.county_id, Event.act == "seat.put").order_by(col(Event.id))
    )
    rebuilt, standing = histories.rebuild(book), histories.standing(session, here)
    if rebuilt != standing and _by_person(rebuilt) != _by_person(standing):
        yield f"the events tell of {len(rebuilt)} standings, the rows of {len(standing)}"


def _kept(session: Session, here: Here) -> dict[int, int]:
    """Seats that are kept for groups by allotments, by day."""
    rows = session.execute(
        select(AllotmentDay.posting_day_id, func.sum(AllotmentDay.held))
        .where(AllotmentDay.county_id == here.county_id)
        .group_by(col(AllotmentDay.posting_day_id))
    )
    return {row[0]: row[1] or 0 for row in rows}


def _by_person(found: dict[histories.Key, histories.Standing]) -> Counter[tuple[int, int, int, int, int]]:
    """Standings without their date: a day that was moved keeps its people."""
    return Counter(
        (posting, person, each.seats, each.held, each.waiting) for (posting, _, person), each in found.items()
    )


def _signups(session: Session, here: Here) -> Iterable[str]:
    rows = session.execute(
        select(Signup.id, func.sum(SignupDay.held + SignupDay.waiting))
        .join(SignupDay, (col(SignupDay.county_id) == Signup.county_id) & (col(SignupDay.signup_id) == Signup.id))
        .where(Signup.county_id == here.county_id, Signup.state == SignupState.LEFT.value)
        .group_by(col(Signup.id))
    )
    for signup_id, left in rows:
        if left:
            yield f"signup {signup_id} left and still holds or waits for {left}"


def _messages(session: Session, now: datetime, here: Here, sent_by_wire: int | None) -> Iterable[str]:
    begun = session.exec(
        select(func.count())
        .select_from(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            col(Delivery.state).in_((DeliveryState.CLAIMED.value, DeliveryState.SENDING.value)),
        )
    ).one()
    if begun:
        yield f"{begun} messages were begun and not ended"
    yield from _overdue(session, now, here)
    sent = session.exec(
        select(func.count(), func.count(func.distinct(Delivery.message_id)))
        .select_from(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.kind == DeliveryKind.SEND.value,
            Delivery.state == DeliveryState.SENT.value,
        )
    ).one()
    if sent[0] != sent[1]:
        yield f"{sent[0]} messages were sent and have {sent[1]} numbers"
    if sent_by_wire is not None and sent[0] != sent_by_wire:
        yield f"{sent[0]} messages were sent by the rows, {sent_by_wire} by the messenger"
    nameless = session.exec(
        select(func.count())
        .select_from(Delivery)
        .where(
            Delivery.county_id == here.county_id, Delivery.state == DeliveryState.GIVEN_UP.value, Delivery.error == ""
        )
    ).one()
    if nameless:
        yield f"{nameless} messages were given up without a reason"


def _overdue(session: Session, now: datetime, here: Here) -> Iterable[str]:
    """Messages whose time came long ago and that were neither sent nor given up with a reason.

    One that the messenger refused for now has been put off (its `due_at` lies ahead); where the desk stopped the
    sending nothing is late. Edits of mere counts wait for their hour.
    """
    if outbox.stopped(session, here.county_id):
        return
    late = session.execute(
        select(Delivery.priority, func.count(), func.min(Delivery.due_at))
        .where(
            Delivery.county_id == here.county_id,
            Delivery.state == DeliveryState.DUE.value,
            or_(
                and_(col(Delivery.priority) != Priority.COUNT, col(Delivery.due_at) <= now - LATE),
                and_(col(Delivery.priority) == Priority.COUNT, col(Delivery.due_at) <= now - COUNTS_LATE),
            ),
        )
        .group_by(col(Delivery.priority))
    )
    for priority, number, since in late:
        yield f"{number} messages of priority {priority} are overdue, the oldest since {since:%Y-%m-%d %H:%M}"


def _dues(session: Session, now: datetime, here: Here) -> Iterable[str]:
    mine = (Due.county_id == here.county_id,)
    late = session.execute(
        select(Due.kind, func.count())
        .where(*mine, Due.state == DueState.DUE.value, col(Due.due_at) <= now - timedelta(minutes=5))
        .group_by(col(Due.kind))
    ).all()
    for kind, number in late:
        yield f"{number} rows of {kind} are overdue"
    failed = session.execute(
        select(Due.kind, Due.reason, func.count())
        .where(*mine, Due.state == DueState.SKIPPED.value)
        .group_by(col(Due.kind), col(Due.reason))
    ).all()
    for kind, reason, number in failed:
        if not reason or reason.endswith("Error"):
            yield f"{number} rows of {kind} were skipped: {reason or 'no reason'}"


def _questions(session: Session, now: datetime, here: Here) -> Iterable[str]:
    held = session.execute(
        select(SignupDay.id, Signup.person_id, PostingDay.posting_id)
        .join(Signup, (col(Signup.county_id) == SignupDay.county_id) & (col(Signup.id) == SignupDay.signup_id))
        .join(
            PostingDay,
            (col(PostingDay.county_id) == SignupDay.county_id) & (col(PostingDay.id) == SignupDay.posting_day_id),
        )
        .where(SignupDay.county_id == here.county_id, SignupDay.held > 0)
    ).all()
    open_ = session.exec(
        select(Question).where(Question.county_id == here.county_id, Question.state == QuestionState.OPEN.value)
    ).all()
    asked = {
        (question.person_id, question.posting_ids[0])
        for question in open_
        if question.kind in SEATS and not question.details.get("rush")
    }
    for row_id, person_id, posting_id in held:
        if (person_id, posting_id) not in asked:
            yield f"seats are held by row {row_id} and nobody is asked"
    for person_id, posting_id in sorted(asked - {(person_id, posting_id) for _, person_id, posting_id in held}):
        yield f"person {person_id} is asked about seats of posting {posting_id} and none is held"
    waiting = set(
        session.exec(
            select(Due.subject_id).where(
                Due.county_id == here.county_id,
                Due.state == DueState.DUE.value,
                col(Due.kind).in_(("offer_over", "clash_over", "reask")),
            )
        )
    )
    rushes = session.exec(
        select(Due.id).where(Due.county_id == here.county_id, Due.kind == "rush_over", Due.state == DueState.DUE.value)
    ).all()
    for question in open_:
        ends = question.id in waiting or (question.details.get("rush") and rushes)
        long_open = question.kind in ALWAYS_ENDED and question.asked_at < now - timedelta(hours=30)
        if long_open and not ends and here.settings.clock.offers:
            yield f"question {question.id} ({question.kind}) is open and nothing will end it"


def _told(session: Session, here: Here) -> set[Any]:
    """How the evening's questions went: keys of private messages and calls, day and group of those to groups."""
    found: set[Any] = set(
        session.exec(select(Call.dedupe_key).where(Call.county_id == here.county_id, Call.what == "call_clock.evening"))
    )
    messages = select(Delivery.dedupe_key).where(Delivery.county_id == here.county_id)
    found.update(session.exec(messages.where(col(Delivery.dedupe_key).like("ask:%"))))
    for key in session.exec(messages.where(col(Delivery.dedupe_key).like("evening:%"))):
        _, _, day, group_id, _ = key.split(":")
        found.add((day, group_id))
    return found


def _reminders(session: Session, here: Here) -> Iterable[str]:
    """Each signup is asked at most once for a day and the question went out; nobody is asked twice how it was."""
    asked: Counter[tuple[int, str]] = Counter()
    told = _told(session, here)
    for question_id, group_id, details in session.execute(
        select(Question.id, Question.group_id, Question.details).where(
            Question.county_id == here.county_id, Question.kind == "still"
        )
    ):
        if "day" not in details:
            continue
        asked[(details["signup"], details["day"])] += 1
        if f"ask:{question_id}:1" not in told and (details["day"], str(group_id)) not in told:
            yield f"question {question_id} for {details['day']} reached nobody: no message, no group, no call"
    for (signup_id, day), number in asked.items():
        if number > 1:
            yield f"signup {signup_id} was asked {number} times for {day}"
    feedback = session.execute(
        select(Feedback.signup_id, Feedback.posting_day_id, func.count())
        .where(Feedback.county_id == here.county_id)
        .group_by(col(Feedback.signup_id), col(Feedback.posting_day_id))
        .having(func.count() > 1)
    ).all()
    if feedback:
        yield f"{len(feedback)} people were asked twice how it was"


def _lists(session: Session, now: datetime, here: Here) -> Iterable[str]:
    """Each day of work that was known the evening before had its list."""
    if not here.settings.clock.evening_list:
        return
    begun = session.exec(select(func.min(Due.due_at)).where(Due.county_id == here.county_id, Due.kind == "day")).one()
    keys = set(session.exec(select(Due.dedupe_key).where(Due.county_id == here.county_id, Due.kind == "evening_list")))
    today = here.today(now)
    for row, posting in session.exec(
        select(PostingDay, Posting).where(
            PostingDay.county_id == here.county_id,
            col(PostingDay.day) <= today,
            PostingDay.taken > 0,
            col(PostingDay.stopped_at).is_(None),
            Posting.county_id == PostingDay.county_id,
            Posting.id == PostingDay.posting_id,
            col(Posting.paused_at).is_(None),
            col(Posting.status).in_(("open", "full", "closed", "expired")),
        )
    ):
        evening = almanac.moment(here, row.day - timedelta(days=1), here.settings.times.evening_list)
        out_by_then = posting.published_at is not None and posting.published_at < evening
        if begun is None or evening <= begun or not out_by_then:
            continue
        if f"evening_list:{row.id}:{row.day.isoformat()}" not in keys:
            yield f"day {row.id} ({row.day}) had no list the evening before"
