"""The roster: who comes, with how many, on which days. Joining, changing, leaving.

A person is their account; a guest is a name or a number under somebody's signup. Seats go in order of arrival; what
they need of arithmetic stands in `bot/seats.py`, the line in `bot/waiting.py`. Every act here locks the posting first,
says what came of it, and brings posting, copies and poster in line.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from bot import answers, clashes, copies, guests, holds, leaving, placing, questions, seats, some_days, waiting, wording
from bot.app import Here
from bot.leads import lead
from bot.leaving import leave, let_go
from bot.models import ON_AIR, Person, Posting, Question, QuestionState, Signup, SignupState
from bot.no_more import kept_as_was
from bot.texts import say
from bot.wishes import Outcome, Wish
from nlp.types import PendingKind

__all__ = ["Outcome", "Wish", "ask_one_more", "change", "finish", "join", "leave", "let_go", "say_seated"]


def join(
    session: Session,
    now: datetime,
    here: Here,
    *,
    posting_id: int,
    person: Person,
    wish: Wish,
    group_id: int | None = None,
    sure: bool = False,
    quiet: bool = False,
) -> Outcome:
    """Put a person on the roster, or change what they have there, by the rules of adding and setting.

    `group_id`: where they wrote (None: in private). `sure`: what was doubtful was asked, or the desk
    itself puts them on, who may do so with somebody barred. `quiet`: a repeated press is
    answered in the popup alone. Nobody is signed up for a posting that is not on air.
    """
    posting = seats.lock(session, here, posting_id)
    assert posting is not None
    assert person.id is not None
    placing.undated(session, now, here, posting)
    closed = _closed(session, now, here, posting)
    if closed is not None:
        return _told(session, now, here, posting, person, closed, group_id, quiet=quiet)
    if person.barred_at is not None and not sure:
        text = say("roster.ask_station", here.language, posting=wording.named(posting), phone=here.settings.duty_phone)
        return _told(session, now, here, posting, person, text, group_id, quiet=quiet)
    if posting.kind == "longterm":
        lead(session, now, here, posting, person, group_id=group_id, phones=wish.phones)
        return Outcome("lead", say("roster.popup_noted", here.language, code=posting.code or ""))
    signup = seats.find(session, here, posting, person.id)
    if signup is not None and _is_on(session, now, here, posting, signup):
        return _again(session, now, here, posting, person, signup, wish, group_id, quiet=quiet)
    if not sure:
        doubt = guests.doubt(session, now, here, posting, person, wish.people, wish.couple, group_id)
        if doubt:
            return Outcome("asked", say("roster.popup_asked", here.language))
    days = placing.target_days(session, now, here, posting, wish)
    if not days:
        when = copies.when_now(session, posting, here.today(now), here.language)
        text = say("roster.other_day", here.language, posting=wording.named(posting), when=when)
        return _told(session, now, here, posting, person, text, group_id, quiet=quiet)
    signup = placing.entry(session, now, here, posting, person, signup, wish, group_id)
    guests.add(session, here, signup, wish.names, wish.phones, couple=wish.couple)
    if wish.phones and not wish.names and not person.phone:
        person.phone = wish.phones[0]
        session.add(person)
    others = clashes.elsewhere(session, here, person.id, posting, [day.day for day in days])
    if not others or sure:
        placing.place(session, now, here, signup, days)
    elif placing.hold(session, now, here, signup, days):
        return _ask_which(session, now, here, posting, signup, others, group_id)
    return finish(session, now, here, posting, person, signup, group_id)


def _ask_which(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signup: Signup,
    others: list[tuple[Posting, date]],
    group_id: int | None,
) -> Outcome:
    """Seats are held while they think about another posting of that day; the line goes on with what is free."""
    clashes.ask(session, now, here, posting, signup, others, group_id)
    waiting.hand_on(session, now, here, posting, freed=True)
    return Outcome("asked", say("roster.popup_asked", here.language))


def _closed(session: Session, now: datetime, here: Here, posting: Posting) -> str | None:
    """Why nobody can sign up for this posting now, as a sentence; None where they can."""
    if posting.status not in ON_AIR or posting.paused_at is not None:
        return copies.over(session, now, here, posting, here.language)
    if posting.kind != "longterm" and not seats.days_ahead(session, now, here, posting):
        return say("copy.expired", here.language, name=wording.named(posting), code=posting.code or "")
    return None


def _told(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    text: str,
    group_id: int | None,
    *,
    quiet: bool,
) -> Outcome:
    if not quiet:
        key = f"told:{here.inbox_id}:{person.id}:{posting.id}"
        waiting.say_to(session, now, here, posting, person, text, group_id, key=key)
    return Outcome("told", text)


def _is_on(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup) -> bool:
    ahead = {day.id for day in seats.days_ahead(session, now, here, posting)}
    return signup.state == SignupState.ACTIVE and any(
        (row.seats or row.held or row.waiting) and day.id in ahead for row, day in seats.rows_of(session, signup)
    )


def finish(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    signup: Signup,
    group_id: int | None,
) -> Outcome:
    """After a signup was placed: the line, open or full, and what the person, the group and the poster are told."""
    waiting.serve(session, now, here, posting, fresh=signup.id, group_id=group_id)
    waiting.settle(session, now, here, posting)
    rows = seats.rows_of(session, signup)
    seated, waits = any(row.seats for row, _ in rows), any(row.waiting for row, _ in rows)
    code = posting.code or ""
    if seated:
        say_seated(session, now, here, posting, signup, group_id)
    if not waits:
        if signup.joined_at < now:  # who came just now was never asked
            waiting.drop_fill(session, now, here, posting, signup)
        return Outcome("seated", say("roster.popup_seated", here.language, code=code, count=signup.people))
    if not any(row.held for row, _ in rows):
        waiting.ask_fill(session, now, here, posting, signup, group_id)
    place = waiting.position(session, here, signup)
    return Outcome("waiting", say("waiting.place", here.language, code=code, place=place))


def say_seated(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, group_id: int | None
) -> None:
    """Tell where they wrote: named with their number in a group, with time and place in private."""
    if group_id is not None:
        answers.seated(session, now, here, group_id, posting, signup)
        return
    person = session.get(Person, signup.person_id)
    language = questions.language(session, here, signup.person_id, None)
    number = max((row.seats for row, _ in seats.rows_of(session, signup)), default=0)
    text = say(
        "roster.noted_private",
        language,
        posting=wording.named(posting),
        count=number,
        when=some_days.when(session, now, here, posting, signup, language),
        place=wording.place(posting, short=True),
    )
    key = f"seated:{signup.id}:{here.inbox_id}:{number}"
    waiting.say_to(session, now, here, posting, person, text, None, key=key)


def _again(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    signup: Signup,
    wish: Wish,
    group_id: int | None,
    *,
    quiet: bool,
) -> Outcome:
    """Somebody who is on already: a number sets, adding adds, a bare word changes nothing."""
    group_id_of_answer = group_id
    if wish.days or wish.days_refused:
        return _other_days(session, now, here, posting, person, signup, wish, group_id)
    total = signup.people
    if wish.adds:
        total += wish.people
    elif wish.said:
        total = wish.people
    code = posting.code or ""
    if total != signup.people:
        guests.add(session, here, signup, wish.names, wish.phones, couple=wish.couple)
        signup.children = wish.children or signup.children
        return change(
            session,
            now,
            here,
            posting_id=signup.posting_id,
            person=person,
            people=total,
            group_id=group_id_of_answer,
        )
    rows = seats.rows_of(session, signup)
    if _weighing(session, here, signup) is not None:
        return Outcome("asked", say("roster.popup_asked", here.language))
    if not any(row.seats for row, _ in rows):
        for row, _ in rows:
            row.skipped = 0
            session.add(row)
        session.flush()
        return finish(session, now, here, posting, person, signup, group_id)
    if quiet or wish.said:
        text = say("roster.already", here.language, code=code, count=signup.people)
        return _told(session, now, here, posting, person, text, group_id, quiet=quiet)
    return ask_one_more(session, now, here, posting, signup, group_id)


def ask_one_more(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, group_id: int | None, more: int = 1
) -> Outcome:
    """Tell with how many they are on, and ask whether it is `more` on top of that."""
    text = say("roster.already", here.language, code=posting.code or "", count=signup.people)
    language = questions.language(session, here, signup.person_id, group_id)
    key = "roster.one_more" if more == 1 else "roster.some_more"
    questions.ask(
        session,
        now,
        here,
        PendingKind.ONE_MORE,
        signup.person_id,
        [posting],
        text + say(key, language, count=more),
        group_id=group_id,
        details={"signup": signup.id, "more": more},
        signup_id=signup.id,
    )
    return Outcome("asked", text)


def _other_days(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    signup: Signup,
    wish: Wish,
    group_id: int | None,
) -> Outcome:
    """明天不去，后天去: the days refused are given back, those named are taken."""
    if wish.said and not wish.adds:
        signup.people = max(wish.people, 1)
        session.add(signup)
    refused = []
    for row, day in seats.rows_of(session, signup):
        if day.day in wish.days_refused:
            refused += [day] if row.seats or row.held or row.waiting else []
            seats.put(session, now, here, signup, row, day, seats=0)
    if wish.days:
        wanted = placing.target_days(session, now, here, posting, replace(wish, adds=False))
        placing.place(session, now, here, signup, wanted)
    leaving.note_change(session, now, here, signup, signup.people)
    holds.end_idle(session, now, here, signup.person_id, signup.posting_id)
    waiting.serve(session, now, here, posting, freed=True, fresh=signup.id, group_id=group_id)
    left = [row for row, _ in seats.rows_of(session, signup) if row.seats or row.held or row.waiting]
    if not left:
        return leaving.gone(session, now, here, posting, signup, group_id)
    if not any(row.seats or row.waiting for row in left):  # what is held stays so while they weigh another posting
        return Outcome("asked", say("roster.popup_asked", here.language))
    if refused:
        told = leaving.off_days_told(session, now, here, posting, person, refused, group_id)
        if not wish.days and not wish.said:
            waiting.settle(session, now, here, posting)
            leaving.weigh_again(session, now, here, signup.posting_id, person, group_id)
            return told
        leaving.weigh_again(session, now, here, signup.posting_id, person, group_id)
    return finish(session, now, here, posting, person, signup, group_id)


def change(
    session: Session,
    now: datetime,
    here: Here,
    *,
    posting_id: int,
    person: Person,
    people: int,
    group_id: int | None = None,
) -> Outcome:
    """Set the number of people of a signup; nobody on the list yet is put there. Lowering gives seats back at once."""
    posting = seats.lock(session, here, posting_id)
    assert posting is not None
    assert person.id is not None
    signup = seats.find(session, here, posting, person.id)
    if signup is None or not _is_on(session, now, here, posting, signup):
        wish = Wish(people=people, said=True)
        return join(session, now, here, posting_id=posting_id, person=person, wish=wish, group_id=group_id)
    if people <= 0:
        return leave(session, now, here, posting_id=posting_id, person=person, group_id=group_id)
    closed = _closed(session, now, here, posting) if people > signup.people else None
    if closed is not None:
        text = closed + kept_as_was(session, now, here, person, signup)
        return _told(session, now, here, posting, person, text, group_id, quiet=False)
    lowered = people < signup.people
    ahead = {day.id for day in seats.days_ahead(session, now, here, posting)}
    before, signup.people = signup.people, people
    signup.unconfirmed = False  # who says a number says that they come
    session.add(signup)
    leaving.note_change(session, now, here, signup, before)
    weighed = _weighing(session, here, signup)
    if weighed is not None and not any(row.seats for row, _ in seats.rows_of(session, signup)):
        return _weigh_number(session, now, here, posting, signup, weighed, group_id)
    rows = [(row, day) for row, day in seats.rows_of(session, signup) if row.seats or row.held or row.waiting]
    for row, day in rows:
        if day.id not in ahead:
            continue
        if people <= row.seats:
            seats.put(session, now, here, signup, row, day, seats=people)
        elif lowered:
            seats.put(session, now, here, signup, row, day, seats=row.seats, waiting=people - row.seats)
        else:
            placing.place(session, now, here, signup, [day])
    for question in questions.of_person(session, here, person.id, posting_id, *_ABOUT_SEATS):
        if question.posting_ids[0] == posting_id:  # another that is weighed against this one is still to be answered
            questions.close(session, now, here, question, QuestionState.PASSED)
    if lowered:
        guests.keep_newest(session, now, here, signup, guests.room(signup))
        waiting.serve(session, now, here, posting, freed=True)
    return finish(session, now, here, posting, person, signup, group_id)


_ABOUT_SEATS = (PendingKind.ONE_MORE, PendingKind.OFFER, PendingKind.PART, PendingKind.CLASH, PendingKind.STILL)


def _weighing(session: Session, here: Here, signup: Signup) -> Question | None:
    """The open question which of two postings it shall be, while seats of this one are held for the answer."""
    for question in questions.of_person(session, here, signup.person_id, signup.posting_id, PendingKind.CLASH):
        if question.posting_ids[0] == signup.posting_id:
            return question
    return None


def _weigh_number(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signup: Signup,
    question: Question,
    group_id: int | None,
) -> Outcome:
    """Another number while they think about another posting of that day: so many are held, and they are asked anew."""
    ahead = {day.id for day in seats.days_ahead(session, now, here, posting)}
    days = [day for row, day in seats.rows_of(session, signup) if (row.held or row.waiting) and day.id in ahead]
    guests.keep_newest(session, now, here, signup, signup.people - 1)
    others = clashes.elsewhere(session, here, signup.person_id, posting, [day.day for day in days])
    if not others:
        placing.place(session, now, here, signup, days)
    elif placing.hold(session, now, here, signup, days):
        return _ask_which(session, now, here, posting, signup, others, group_id)
    questions.close(session, now, here, question, QuestionState.PASSED)
    person = session.get(Person, signup.person_id)
    assert person is not None
    return finish(session, now, here, posting, person, signup, group_id)
