"""Whole rosters: a day is stopped or worked after all, the headcount changes, the posting is called off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import (
    events,
    freshen,
    holds,
    ladder,
    leaving,
    offers,
    questions,
    seats,
    waiting,
    wording,
    work_hours,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    Person,
    Posting,
    PostingDay,
    Priority,
    Question,
    QuestionState,
    Signup,
    SignupState,
)
from bot.texts import say
from nlp.types import PendingKind


def _on_day(session: Session, here: Here, day: PostingDay) -> list[Signup]:
    return [
        signup
        for signup in signups_of(session, here, day.posting_id)
        if any(
            row.posting_day_id == day.id and (row.seats or row.waiting or row.held)
            for row, _ in seats.rows_of(session, signup)
        )
    ]


def people_on(session: Session, here: Here, posting: Posting, days: Collection[date]) -> int:
    """How many people a stop of these days touches, as the list counts them: seated or in line, each once."""
    total = 0
    for signup in signups_of(session, here, posting.id):
        rows = [row for row, day in seats.rows_of(session, signup) if day.day in days and day.stopped_at is None]
        total += max((max(row.seats, row.waiting, row.held) for row in rows), default=0)
    return total


def signups_of(session: Session, here: Here, posting_id: int | None) -> list[Signup]:
    """Who is on a posting's list, seated, waiting or as a lead, first come first."""
    return list(
        session.exec(
            select(Signup)
            .where(
                Signup.county_id == here.county_id,
                Signup.posting_id == posting_id,
                col(Signup.state).in_((SignupState.ACTIVE, SignupState.LEAD)),
            )
            .order_by(col(Signup.id))
            .execution_options(populate_existing=True)
        )
    )


def stop_day(session: Session, now: datetime, here: Here, posting: Posting, day: date, *, why: str = "") -> int:
    """No work on one day of a posting: everybody on it is told, the rest of the roster stays. How many people.

    Brokers hear it with how many they bring, and the groups, from `calloffs.spread`.
    Raises Refused where the posting has no such day. Stopped twice is stopped once.
    """
    assert posting.id is not None
    locked = seats.lock(session, here, posting.id)
    assert locked is not None
    row = next((each for each in seats.days(session, here, locked) if each.day == day), None)
    if row is None:
        raise Refused("roster.no_such_day", code=posting.code or "", day=wording.day(day, here.language))
    if row.stopped_at is not None:
        return 0
    signups, touched = _on_day(session, here, row), people_on(session, here, locked, (day,))
    for signup in signups:
        _end_asking(session, now, here, signup, row)
    row.stopped_at = now
    session.add(row)
    session.flush()
    events.note(session, now, here, "day.stop", "posting_day", row.id, after={"posting": posting.id})
    today = now.astimezone(here.zone).date()

    def stopped(language: str) -> str:
        return say(
            "roster.stopped_rest" if work_hours.half_done(now, here, posting, row) else "roster.stopped",
            language,
            why=say("roster.why", language, why=why) if why else "",
            code=posting.code or "",
            day=wording.day_beside(day, today, language),
        )

    key = f"stopped:{row.id}:{now.timestamp():.0f}"
    alone = [signup for signup in signups if not signup.block]
    ladder.say_all(session, now, here, locked, alone, stopped, key=key, what="call.stopped", day=day)
    freshen.mark_stale(session, now, here, posting.id, Priority.CLOSING)
    _weigh_again(session, now, here, posting.id, signups)
    return touched


def end_today(session: Session, now: datetime, here: Here, posting: Posting) -> bool:
    """Work of today that went on until past noon is called off: its day ended now. Whether anybody worked on it."""
    for row in seats.days(session, here, posting):
        if row.day != here.today(now) or row.stopped_at is not None:
            continue
        if row.taken and work_hours.half_done(now, here, posting, row):
            row.stopped_at = now
            session.add(row)
            session.flush()
            events.note(session, now, here, "day.stop", "posting_day", row.id, after={"posting": posting.id})
            return True
    return False


def _end_asking(session: Session, now: datetime, here: Here, signup: Signup, day: PostingDay) -> None:
    """A day is stopped: nobody is asked about a seat of it any more; who was keeps a place in the line."""
    for mine, of_day in seats.rows_of(session, signup):
        if of_day.id == day.id and mine.held:
            waits = max(mine.waiting, mine.held)
            seats.put(session, now, here, signup, mine, of_day, seats=mine.seats, waiting=waits)
    holds.end_idle(session, now, here, signup.person_id, signup.posting_id)
    for question in questions.of_person(session, here, signup.person_id, signup.posting_id, PendingKind.OFFER):
        if question.details.get("rush") == day.id:
            questions.close(session, now, here, question, QuestionState.PASSED)
    if questions.end_evening(session, now, here, signup, QuestionState.PASSED, day=day.day):
        signup.unconfirmed = False
        session.add(signup)


def _weigh_again(session: Session, now: datetime, here: Here, posting_id: int, signups: list[Signup]) -> None:
    """Seats of this posting are gone: who weighed another posting against one of them has that other one."""
    for signup in signups:
        person = session.get(Person, signup.person_id)
        if person is not None:
            leaving.weigh_again(session, now, here, posting_id, person, signup.group_id)


def start_day(session: Session, now: datetime, here: Here, posting: Posting, day: date) -> int:
    """A stopped day is worked after all: those who still stand on it are told. How many people."""
    assert posting.id is not None
    locked = seats.lock(session, here, posting.id)
    assert locked is not None
    row = next((each for each in seats.days(session, here, locked) if each.day == day), None)
    if row is None or row.stopped_at is None:
        raise Refused("roster.no_such_day", code=posting.code or "", day=wording.day(day, here.language))
    row.stopped_at = None
    session.add(row)
    session.flush()
    events.note(session, now, here, "day.start", "posting_day", row.id, after={"posting": posting.id})
    signups, touched = _on_day(session, here, row), people_on(session, here, locked, (day,))
    today = now.astimezone(here.zone).date()

    def started(language: str) -> str:
        beside = wording.day_beside(day, today, language)
        return say("roster.started", language, code=posting.code or "", day=beside)

    key = f"started:{row.id}:{now.timestamp():.0f}"
    ladder.say_all(session, now, here, locked, signups, started, key=key, what="call.started", day=day)
    waiting.hand_on(session, now, here, locked, freed=True)
    freshen.mark_stale(session, now, here, posting.id, Priority.CLOSING)
    return touched


def _tell(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, text: str, key: str, what: str
) -> None:
    ladder.say(
        session,
        now,
        here,
        signup.person_id,
        text,
        key=key,
        posting=posting,
        group_id=signup.group_id,
        what=what,
        signup_id=signup.id,
    )


def set_wanted(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    wanted: int,
    *,
    last_come_wait: bool = False,
    only: date | None = None,
) -> None:
    """Want this many people on every day ahead, or `only` on one of them. More is offered along the line at once.

    Below what is taken or held it is Refused with the lowest number possible; with `last_come_wait` (the desk) those
    who came last are moved to the head of the line instead, and told.
    """
    assert posting.id is not None
    locked = seats.lock(session, here, posting.id)
    assert locked is not None
    ahead = seats.days_ahead(session, now, here, locked)
    if last_come_wait:
        for row in ahead:
            _move_last(session, now, here, locked, row, wanted)
        ahead = seats.days_ahead(session, now, here, locked)
    ahead = [row for row in ahead if only is None or row.day == only]
    lowest = max((row.taken + row.held for row in ahead), default=0)
    for row in ahead:
        change = (
            update(PostingDay)
            .where(
                col(PostingDay.county_id) == here.county_id,
                col(PostingDay.id) == row.id,
                col(PostingDay.taken) + col(PostingDay.held) <= wanted,
            )
            .values(wanted=wanted)
            .execution_options(synchronize_session=False)
        )
        session.flush()
        if wanted < 0 or session.connection().execute(change).rowcount != 1:
            raise Refused("roster.below_taken", code=posting.code or "", lowest=lowest)
        session.refresh(row)
    before = {"least": locked.headcount_min, "most": locked.headcount_max}
    if only is None:
        locked.headcount_min = locked.headcount_max = wanted
        locked.headcount_open = False
    locked.version += 1
    session.add(locked)
    after: dict[str, Any] = {"wanted": wanted} | ({"day": only.isoformat()} if only is not None else {})
    events.note(session, now, here, "posting.wanted", "posting", posting.id, before=before, after=after)
    waiting.hand_on(session, now, here, locked, freed=True)
    freshen.mark_stale(session, now, here, posting.id, Priority.CLOSING)


def _move_last(session: Session, now: datetime, here: Here, posting: Posting, day: PostingDay, wanted: int) -> None:
    """Move whole signups, the last come first, to the head of the line until `wanted` are left."""
    signups = sorted(_on_day(session, here, day), key=lambda each: (each.inbox_id or 0, each.id or 0), reverse=True)
    for signup in signups:
        session.refresh(day)
        if day.taken + day.held <= wanted:
            return
        row = next(mine for mine, of_day in seats.rows_of(session, signup) if of_day.id == day.id)
        if not row.seats and not row.held:
            continue
        first = min((each.line for each, _ in seats.line_of(session, here, day)), default=1)
        number = row.seats + max(row.waiting, row.held)
        row.line = first - 1
        had_seats = row.seats > 0
        seats.put(session, now, here, signup, row, day, seats=0, waiting=number)
        if had_seats:
            language = questions.language(session, here, signup.person_id, signup.group_id)
            text = say("roster.moved", language, code=posting.code or "")
            key = f"moved:{row.id}:{now.timestamp():.0f}"
            _tell(session, now, here, posting, signup, text, key, "call.moved")
        holds.end_idle(session, now, here, signup.person_id, signup.posting_id)


def close_all(
    session: Session, now: datetime, here: Here, posting: Posting, text_key: str = "roster.called_off"
) -> int:
    """The posting was cancelled or withdrawn: everybody on the roster is told, and the roster is kept as it stands.

    `text_key` is filled with `code`, `posting` and `phone` (the duty phone). How many were told.
    """
    assert posting.id is not None
    seats.lock(session, here, posting.id)
    signups = signups_of(session, here, posting.id)
    for signup in signups:
        offers.release(session, now, here, signup, skip=False)
        for question in questions.of_person(session, here, signup.person_id, posting.id):
            if question.kind != PendingKind.CLASH or question.posting_ids[0] == posting.id:
                questions.close(session, now, here, question, QuestionState.PASSED)
        before = {"state": signup.state}
        signup.state = SignupState.CLOSED
        session.add(signup)
        after = {"state": signup.state, "posting": posting.id, "person": signup.person_id}
        events.note(session, now, here, "signup.close", "signup", signup.id, before=before, after=after)

    def closed(language: str) -> str:
        name, phone = wording.named(posting), here.settings.duty_phone
        return say(text_key, language, code=posting.code or "", posting=name, phone=phone)

    ladder.say_all(session, now, here, posting, signups, closed, key=f"closed:{posting.id}", what="call.called_off")
    for question in session.exec(
        select(Question)
        .where(Question.county_id == here.county_id, Question.state == QuestionState.OPEN)
        .order_by(col(Question.id))
    ):
        if question.posting_ids == [posting.id]:
            questions.close(session, now, here, question, QuestionState.PASSED)
    _weigh_again(session, now, here, posting.id, signups)
    return len(signups)
