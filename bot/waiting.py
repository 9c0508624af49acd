"""The waiting list: who gets a seat that came free, how long it is held for them, and what follows.

In order of arrival. An offer holds the seat from when it reached the person; near the start it goes first to those who
said yes beforehand, then to all others together. Not answering skips, never removes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import answers, clashes, dues, ladder, poster, questions, seats, wording, work_hours
from bot.app import Here
from bot.ladder import speaks_at
from bot.models import (
    ON_AIR,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    QuestionState,
    Signup,
    SignupDay,
)
from bot.texts import say
from nlp.types import PendingKind


@dataclass
class _Served:
    """What a round along the lines gave: signups that were put in and their days, seats held, lines asked together."""

    filled: dict[int, Signup] = field(default_factory=dict)
    filled_days: dict[int, list[date]] = field(default_factory=dict)
    held: dict[int, list[tuple[SignupDay, PostingDay, int]]] = field(default_factory=dict)
    signups: dict[int, Signup] = field(default_factory=dict)
    rushed: list[tuple[PostingDay, list[tuple[SignupDay, Signup]]]] = field(default_factory=list)


def serve(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    *,
    fresh: int | None = None,
    freed: bool = False,
    but: int | None = None,
    group_id: int | None = None,
) -> bool:
    """Hand out what is free along the lines of all days ahead; whether somebody other than `fresh` was put in.

    The posting is locked by the caller. `fresh` is a signup that was just asked for and needs no question; `freed`
    holds where a seat has just come free, so that those who were passed by are asked again, `but` the one who let it
    go. `group_id`: where the fresh one wrote, None in private.
    """
    if posting.status not in ON_AIR or posting.paused_at is not None:
        return False
    if not seats.anybody_waits(session, here, posting):
        return False
    served = _Served()
    for day in seats.days_ahead(session, now, here, posting):
        if freed:
            for row, signup in seats.line_of(session, here, day):
                if signup.id != but:
                    row.skipped = 0
                    session.add(row)
            session.flush()
        _serve_day(session, now, here, posting, day, fresh, served)
    for signup in served.filled.values():
        if signup.id != fresh:
            _tell_filled(session, now, here, posting, signup, served.filled_days[signup.id or 0])
    for signup_id, held in served.held.items():
        where = group_id if signup_id == fresh else None
        offer(session, now, here, posting, served.signups[signup_id], held, where, at_once=signup_id == fresh)
    for day, line in served.rushed:
        _ask_together(session, now, here, posting, day, line)
    return any(signup_id != fresh for signup_id in served.filled)


def hand_on(
    session: Session, now: datetime, here: Here, posting: Posting, *, freed: bool = False, but: int | None = None
) -> None:
    """Hand out what is free, then bring open or full in line; the poster hears who came in, and that it is full.

    `freed` and `but` (a signup that just let a seat go) as in `serve`.
    """
    was_full = posting.status == PostingStatus.FULL
    if serve(session, now, here, posting, freed=freed, but=but):
        settle(session, now, here, posting)
    elif seats.refresh(session, now, here, posting):
        poster.full(session, now, here, posting, fresh=True)
    elif was_full and posting.status == PostingStatus.OPEN:
        poster.not_full(session, here, posting)


def recall(session: Session, signup: Signup) -> None:
    """Ask somebody who was passed by as before, now that they answer."""
    for row, _day in seats.rows_of(session, signup):
        if row.waiting and row.skipped:
            row.skipped = 0
            session.add(row)
    session.flush()


def _serve_day(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    day: PostingDay,
    fresh: int | None,
    served: _Served,
) -> None:
    while (free := seats.free(day)) > 0 and not seats.rush_on(session, here, day):
        line = [
            (row, signup)
            for row, signup in seats.line_of(session, here, day)
            if row.held == 0 and (row.skipped == 0 or signup.id == fresh)
        ]
        if not line:
            return
        ready = [each for each in line if _needs_no_question(session, here, posting, day, each, free, fresh, line)]
        chosen = line[0]
        if _near(now, here, posting, day):
            if not ready and (len(line) > 1 or line[0][1].id != fresh):
                served.rushed.append((day, line))
                return
            chosen = ready[0] if ready else line[0]
        row, signup = chosen
        assert signup.id is not None
        if chosen in ready:
            if not seats.put(session, now, here, signup, row, day, seats=row.seats + row.waiting):
                return
            served.filled[signup.id] = signup
            served.filled_days.setdefault(signup.id, []).append(day.day)
            continue
        number = min(free, row.waiting)
        until = now + timedelta(minutes=here.settings.times.offer_minutes)
        if not seats.put(
            session,
            now,
            here,
            signup,
            row,
            day,
            seats=row.seats,
            held=number,
            waiting=row.waiting,
            held_until=until,
        ):
            return
        served.held.setdefault(signup.id, []).append((row, day, number))
        served.signups[signup.id] = signup


def _needs_no_question(
    session: Session,
    here: Here,
    posting: Posting,
    day: PostingDay,
    entry: tuple[SignupDay, Signup],
    free: int,
    fresh: int | None,
    line: list[tuple[SignupDay, Signup]],
) -> bool:
    """Whether this one, with the whole party, can be put in unasked: they said so, or said just now that they come."""
    row, signup = entry
    just_said = signup.id == fresh and len(line) == 1
    if row.waiting > free or not (signup.fill is True or just_said):
        return False
    return not clashes.elsewhere(session, here, signup.person_id, posting, [day.day])


def _near(now: datetime, here: Here, posting: Posting, day: PostingDay) -> bool:
    begins = work_hours.begins_at(here, posting, day)
    return begins is not None and begins - now <= timedelta(hours=here.settings.times.rush_hours)


def _when_where(
    session: Session, reads: datetime, here: Here, posting: Posting, some: Sequence[date], language: str
) -> tuple[str, str]:
    """When and where, as it is said at `reads`; `some` are the days meant, named where the work has others too."""
    today = here.today(reads)
    whole = {row.day for row in seats.days(session, here, posting)} <= set(some)
    when = wording.when(posting, today, language) if whole else wording.when_on(posting, some, today, language)
    return when, wording.place(posting, short=True)


def offer(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signup: Signup,
    held: list[tuple[SignupDay, PostingDay, int]],
    group_id: int | None,
    *,
    at_once: bool,
) -> None:
    """Ask somebody in the line whether they take what is now held for them, wholly or in part."""
    language = questions.language(session, here, signup.person_id, group_id or signup.group_id)
    now_held = {row.id for row, _, _ in held}
    before = [(row, day, row.held) for row, day in seats.rows_of(session, signup) if row.held and row.waiting]
    held = [*held, *(each for each in before if each[0].id not in now_held)]  # this question overtakes the former
    whole = all(number >= row.waiting for row, _, number in held)
    goes = now if at_once else speaks_at(now, here)
    until = goes + timedelta(minutes=here.settings.times.offer_minutes)
    when, place = _when_where(session, goes, here, posting, sorted(day.day for _, day, _ in held), language)
    text = say(
        "waiting.offer" if whole else "waiting.part",
        language,
        code=posting.code or "",
        free=min(number for _, _, number in held),
        people=max(row.waiting for row, _, _ in held),
        when=when,
        place=place,
        until=wording.hour(until.astimezone(here.zone).time().replace(second=0), language),
    )
    question = questions.ask(
        session,
        now,
        here,
        PendingKind.OFFER if whole else PendingKind.PART,
        signup.person_id,
        [posting],
        text,
        group_id=group_id or signup.group_id,
        details={"signup": signup.id, "days": [row.id for row, _, _ in held]},
        what="call.offer",
        signup_id=signup.id,
        due_at=goes,
    )
    dues.plan(session, now, here, "offer_over", question.id, until, key=f"offer_over:{question.id}")


def _ask_together(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    day: PostingDay,
    line: list[tuple[SignupDay, Signup]],
) -> None:
    goes = speaks_at(now, here)
    until = goes + timedelta(minutes=here.settings.times.offer_minutes)
    for row, signup in line:
        language = questions.language(session, here, signup.person_id, signup.group_id)
        when, place = _when_where(session, goes, here, posting, [day.day], language)
        text = say(
            "waiting.rush",
            language,
            code=posting.code or "",
            free=seats.free(day),
            when=when,
            place=place,
            people=row.waiting,
        )
        questions.ask(
            session,
            now,
            here,
            PendingKind.OFFER,
            signup.person_id,
            [posting],
            text,
            group_id=signup.group_id,
            details={"signup": signup.id, "days": [row.id], "rush": day.id},
            what="call.offer",
            signup_id=signup.id,
            due_at=goes,
        )
    details = {"posting": posting.id, "signups": [signup.id for _, signup in line]}
    key = f"rush_over:{day.id}:{now.timestamp():.0f}"
    dues.plan(session, now, here, "rush_over", day.id, until, key=key, details=details)


def _tell_filled(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, some: Sequence[date]
) -> None:
    goes = speaks_at(now, here)
    language = questions.language(session, here, signup.person_id, signup.group_id)
    when, place = _when_where(session, goes, here, posting, some, language)
    text = say("waiting.filled", language, code=posting.code or "", count=signup.people, when=when, place=place)
    ladder.say(
        session,
        now,
        here,
        signup.person_id,
        text,
        key=f"filled:{signup.id}:{here.inbox_id}:{now.timestamp():.0f}",
        posting=posting,
        group_id=signup.group_id,
        what="call.filled",
        signup_id=signup.id,
        due_at=goes,
    )


def settle(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """After seats changed: open or full, copies, and the poster's news."""
    was_full = posting.status == PostingStatus.FULL
    full_now = seats.refresh(session, now, here, posting)
    if posting.status == PostingStatus.FULL:
        poster.full(session, now, here, posting, fresh=full_now)
    else:
        poster.count(session, now, here, posting, was_full=was_full)


def ask_fill(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, group_id: int | None
) -> None:
    """Tell somebody their place in the line, and ask once whether to be put in without asking."""
    place = position(session, here, signup)
    language = questions.language(session, here, signup.person_id, group_id)
    head = say("waiting.place", language, code=posting.code or "", place=place)
    if signup.fill is not None:
        person = session.get(Person, signup.person_id)
        say_to(session, now, here, posting, person, head, group_id, key=f"place:{signup.id}:{here.inbox_id}")
        return
    questions.ask(
        session,
        now,
        here,
        PendingKind.FILL,
        signup.person_id,
        [posting],
        head + say("waiting.fill", language),
        group_id=group_id or signup.group_id,
        details={"signup": signup.id},
        what="call.fill",
        signup_id=signup.id,
    )


def drop_fill(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup) -> None:
    """Who waits no longer is not asked any more whether to be put in without asking."""
    if posting.id is None or any(row.waiting for row, _ in seats.rows_of(session, signup)):
        return
    for question in questions.of_person(session, here, signup.person_id, posting.id, PendingKind.FILL):
        if not question.details.get("lead"):
            questions.close(session, now, here, question, QuestionState.PASSED)


def position(session: Session, here: Here, signup: Signup) -> int:
    """The place in the line, 1 first; of several days the last place."""
    places = [0]
    for row, day in seats.rows_of(session, signup):
        if row.waiting:
            line = [each.id for each, _ in seats.line_of(session, here, day)]
            places.append(line.index(row.id) + 1)
    return max(places)


def say_to(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person | None,
    text: str,
    group_id: int | None,
    *,
    key: str,
) -> None:
    """A sentence to who just wrote: where they wrote it, by name in a group."""
    if person is None or person.id is None:
        return
    if group_id is not None:
        answers.line(session, now, here, group_id, answers.addressed(here, person, text), key=key, posting=posting)
        return
    ladder.say(session, now, here, person.id, text, key=key, posting=posting)
