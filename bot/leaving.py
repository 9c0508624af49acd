"""Leaving a roster: wholly, for some days, or with some guests; the seats are free at once."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from bot import (
    answers,
    clashes,
    events,
    guests,
    holds,
    inbox,
    offers,
    poster,
    questions,
    seats,
    told_late,
    waiting,
    wording,
)
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, PostingDay, Question, QuestionState, Signup, SignupState
from bot.texts import say
from bot.wishes import Outcome
from nlp.types import PendingKind


def note_change(session: Session, now: datetime, here: Here, signup: Signup, before: int) -> None:
    """Write down that the number of people of a signup changed, or its days."""
    inbox.keep(session, here)
    after = {"posting": signup.posting_id, "person": signup.person_id, "people": signup.people}
    events.note(session, now, here, "signup.change", "signup", signup.id, before={"people": before}, after=after)


def shrink(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, people: int) -> None:
    """Fewer of a party come than were put down: what waits and what is held for the others is let go.

    `people` is the new number, at least one; nothing happens where it is no lower. The posting is locked by the caller.
    """
    if not 1 <= people < signup.people:
        return
    before, signup.people = signup.people, people
    session.add(signup)
    note_change(session, now, here, signup, before)
    for row, day in seats.rows_of(session, signup):
        left = max(0, people - row.seats)
        if row.waiting > left or row.seats > people:
            kept, held = min(row.seats, people), min(row.held, left)
            until = row.held_until if held else None
            seats.put(session, now, here, signup, row, day, seats=kept, held=held, waiting=left, held_until=until)
    guests.keep_newest(session, now, here, signup, guests.room(signup))


def leave(
    session: Session,
    now: datetime,
    here: Here,
    *,
    posting_id: int,
    person: Person,
    group_id: int | None = None,
    days: tuple[date, ...] = (),
    names: tuple[str, ...] = (),
    quiet: bool = False,
) -> Outcome:
    """Take somebody off, wholly or for some days; their seats are free at once. `names`: only these guests of theirs,
    known by name or not.

    Somebody who has no signup but stands as a guest under another's is taken out there, and the other is told.
    """
    posting = seats.lock(session, here, posting_id)
    assert posting is not None
    assert person.id is not None
    signup = seats.find(session, here, posting, person.id)
    if signup is None or signup.state not in (SignupState.ACTIVE, SignupState.LEAD):
        return guests.leave_as_guest(session, now, here, posting, person, group_id, quiet=quiet)
    from bot import roster

    named = guests.named(session, here, signup, names)
    fewer = len(named) + min(len(names) - len(named), guests.nameless(session, here, signup))
    if names and 0 < fewer < signup.people:
        guests.strike(session, now, named)
        rest = signup.people - fewer
        return roster.change(session, now, here, posting_id=posting_id, person=person, people=rest, group_id=group_id)
    rows = seats.rows_of(session, signup)
    today = now.astimezone(here.zone).date()
    ours = [(row, day) for row, day in rows if day.day >= today or posting.start is None]
    late = told_late.begun(now, here, posting, ours)
    kept = [each for each in late if not days or each[1].day in days]
    ours = [each for each in ours if each not in late]
    chosen = [(row, day) for row, day in ours if not days or day.day in days]
    if days and not chosen and not kept:
        chosen = ours
    for row, day in chosen:
        seats.put(session, now, here, signup, row, day, seats=0)
    inbox.keep(session, here)
    holds.end_idle(session, now, here, person.id, posting_id)
    waiting.serve(session, now, here, posting, freed=True)
    stays = any(row.seats or row.waiting or row.held for row, _ in ours)
    if kept:
        told_late.note(session, now, here, posting, signup, kept, off=not stays)
    if stays:
        note_change(session, now, here, signup, signup.people)
        waiting.settle(session, now, here, posting)
        if kept and not chosen:
            told = told_late.told(session, now, here, posting, person, kept, group_id)
        else:
            told = off_days_told(session, now, here, posting, person, [day for _, day in chosen], group_id)
        weigh_again(session, now, here, posting_id, person, group_id)
        return told
    left = gone(session, now, here, posting, signup, group_id, told=not kept)
    return told_late.told(session, now, here, posting, person, kept, group_id) if kept else left


def gone(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signup: Signup,
    group_id: int | None,
    *,
    told: bool = True,
) -> Outcome:
    """Take a signup off that has nothing left, and tell who must know; `told`: the person and the group too."""
    before = {"state": signup.state, "people": signup.people}
    for row, day in seats.rows_of(session, signup):  # of days that went by who had a seat keeps it, who waited does not
        seats.put(session, now, here, signup, row, day, seats=row.seats)
    signup.state, signup.left_at = SignupState.LEFT, now
    session.add(signup)
    guests.keep_newest(session, now, here, signup, 0)
    after = {"posting": posting.id, "person": signup.person_id, "state": signup.state, "people": 0}
    events.note(session, now, here, "signup.leave", "signup", signup.id, before=before, after=after)
    assert posting.id is not None
    _close_questions(session, now, here, posting.id, signup)
    if posting.status in ON_AIR:
        waiting.settle(session, now, here, posting)
    else:
        key = f"left:{signup.id}:{here.inbox_id}"
        person = session.get(Person, signup.person_id)
        name = answers.public_name(here, person)
        poster.tell(session, now, here, posting, key, "poster.left", name=name, count=before["people"])
    person = session.get(Person, signup.person_id)
    assert person is not None
    if group_id is not None and told:
        answers.left(session, now, here, group_id, posting, signup)
    weigh_again(session, now, here, posting.id, person, group_id)
    return _off_told(session, now, here, posting, person, group_id, quiet=group_id is not None or not told)


def _close_questions(session: Session, now: datetime, here: Here, posting_id: int, signup: Signup) -> None:
    """Close what was asked about a seat that is given back; what another is weighed against it stays open."""
    for question in questions.of_person(session, here, signup.person_id, posting_id):
        weighed = question.kind == PendingKind.CLASH and question.posting_ids[0] != posting_id
        if question.state == QuestionState.OPEN and question.kind != PendingKind.WHICH and not weighed:
            questions.close(session, now, here, question, QuestionState.PASSED)


def weigh_again(
    session: Session, now: datetime, here: Here, posting_id: int, person: Person, group_id: int | None
) -> None:
    """A seat is gone that others were weighed against: what was held of those while they thought is theirs.

    Where a third posting stands in the way they are asked about that one; where this one still does, nothing changes.
    """
    assert person.id is not None
    for question in questions.of_person(session, here, person.id, posting_id, PendingKind.CLASH):
        if question.posting_ids[0] != posting_id and question.state == QuestionState.OPEN:
            _take_the_other(session, now, here, question, posting_id, person, group_id)


def _take_the_other(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    gone_id: int,
    person: Person,
    group_id: int | None,
) -> None:
    from bot import roster

    posting = seats.lock(session, here, question.posting_ids[0])
    assert person.id is not None
    signup = seats.find(session, here, posting, person.id) if posting is not None else None
    came = "late"
    if posting is not None and signup is not None:
        days = [day.day for row, day in seats.rows_of(session, signup) if row.held]
        if any(other.id == gone_id for other, _ in clashes.elsewhere(session, here, person.id, posting, days)):
            return
        came = offers.take_or_ask(session, now, here, posting, signup, group_id)
    questions.close(session, now, here, question, QuestionState.PASSED)
    if came == "seated" and posting is not None and signup is not None:
        roster.finish(session, now, here, posting, person, signup, group_id)


def _off_told(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    group_id: int | None,
    *,
    quiet: bool,
) -> Outcome:
    language = questions.language(session, here, person.id or 0, group_id)
    text = say("roster.off_you", language, code=posting.code or "")
    if not quiet:
        key = f"off:{here.inbox_id}:{person.id}:{posting.id}"
        waiting.say_to(session, now, here, posting, person, text, group_id, key=key)
    return Outcome("left", text)


def off_days_told(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    days: list[PostingDay],
    group_id: int | None,
) -> Outcome:
    """Some days are given back, the others stand: say which."""
    assert person.id is not None
    language, today = questions.language(session, here, person.id, group_id), here.today(now)
    named = say("list.pause", language).join(wording.day_beside(day.day, today, language) for day in days)
    text = say("roster.off_days", language, code=posting.code or "", day=named)
    key = f"off:{here.inbox_id}:{person.id}:{posting.id}"
    waiting.say_to(session, now, here, posting, person, text, group_id, key=key)
    return Outcome("left", text)


def give_back(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup) -> None:
    """Take a signup off the days ahead without a word to the person (who asked to be forgotten, say)."""
    locked = seats.lock(session, here, signup.posting_id)
    assert locked is not None
    today = now.astimezone(here.zone).date()
    for row, day in seats.rows_of(session, signup):
        if day.day >= today or locked.start is None:
            seats.put(session, now, here, signup, row, day, seats=0)
    let_go(session, now, here, locked, signup)


def let_go(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup) -> None:
    """Give back what is held for a signup; one that has nothing left is off the list. Says nothing to the person."""
    offers.release(session, now, here, signup, skip=True)
    holds.end_idle(session, now, here, signup.person_id, signup.posting_id)
    left = not any(row.seats or row.waiting for row, _ in seats.rows_of(session, signup))
    if left and signup.state == SignupState.ACTIVE:
        before = {"state": signup.state, "people": signup.people}
        signup.state, signup.left_at = SignupState.LEFT, now
        session.add(signup)
        after = {"posting": posting.id, "person": signup.person_id, "state": signup.state, "people": 0}
        events.note(session, now, here, "signup.leave", "signup", signup.id, before=before, after=after)
    waiting.hand_on(session, now, here, posting, freed=True, but=signup.id)
