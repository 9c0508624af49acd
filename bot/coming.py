"""The question of the evening before: 明天还去不？ To everybody with a seat, by the ladder, answered by word or button.

No frees the seat; no answer keeps it, marked 没回. The question names its day as it is when it is put, and is good for
that evening only: what the messenger could not bring before the quiet hours is dropped with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import (
    almanac,
    answers,
    events,
    ladder,
    outbox,
    people,
    questions,
    reminders,
    roster,
    seats,
    settled,
    wording,
    work_hours,
)
from bot.app import Here
from bot.messengers import Buttons
from bot.models import ON_AIR, Due, Person, Posting, PostingDay, Question, QuestionState, Signup
from bot.people import Sender
from bot.texts import say
from bot.wishes import Outcome, wish_of
from nlp import coming as nlp_coming
from nlp.types import Intent, PendingKind, Reply

MOST_NUMBERS = 4
SECOND_THOUGHTS = timedelta(hours=12)


def evening_ask(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: ask everybody on tomorrow's list whether they come. Too late once the work has begun."""
    found = reminders.work_of(session, here, due)
    if isinstance(found, str):
        return found
    row, posting = found
    if work_hours.under_way(now, here, posting, row):
        return "the work has begun"
    if almanac.in_quiet(here, now):
        return "too late: nobody is woken for it"
    asked = [
        signup for signup in reminders.seated(session, here, row) if _to_ask(session, now, here, posting, row, signup)
    ]
    ask(session, now, here, posting, row, asked)
    return None if asked else "nobody to ask"


def _to_ask(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, signup: Signup) -> bool:
    """Not who said so just now, who was asked for this day already, or who was asked today about a change."""
    if signup.joined_at > now - timedelta(minutes=here.settings.times.fresh_minutes):
        return False
    assert posting.id is not None
    for question in session.exec(
        select(Question).where(
            Question.county_id == here.county_id,
            Question.person_id == signup.person_id,
            Question.kind == PendingKind.STILL.value,
            col(Question.asked_at) > now - timedelta(days=2),
        )
    ):
        if posting.id not in question.posting_ids:
            continue
        day = question.details.get("day")
        open_, today = question.state == QuestionState.OPEN, here.today(question.asked_at) == here.today(now)
        if day == row.day.isoformat() or (open_ and day is None and today):
            return False
        if open_:  # of a day before, on which nothing ticked; or of a change that they said nothing to
            questions.close(session, now, here, question, QuestionState.PASSED)
    return True


def again(session: Session, now: datetime, here: Here, person: Person) -> str | None:
    """The evening's question in its shortest words, for who was not understood; None where none is open."""
    for question in questions.open_of(session, here, person.id or 0):
        day = date.fromisoformat(question.details.get("day", "1970-01-01"))
        posting = session.get(Posting, question.posting_ids[0]) if question.posting_ids else None
        if question.kind == PendingKind.STILL and posting is not None and day >= here.today(now):
            language = people.language_of(here, person)
            near = wording.day_beside(day, here.today(now), language)
            return almanac.say(here, "evening.again", language, day=near, work=posting.work or "")
    return None


def ask(
    session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, asked: Iterable[Signup]
) -> None:
    """Put the question of the evening: each in private; those of one group there in one message; else the call list."""
    by_group: dict[int, list[Signup]] = {}
    until = good_until(now, here, posting, row)
    for signup in asked:
        signup.unconfirmed = True
        session.add(signup)
        question = Question(
            county_id=here.county_id,
            kind=PendingKind.STILL,
            person_id=signup.person_id,
            group_id=signup.group_id,
            posting_ids=[posting.id or 0],
            details={"signup": signup.id, "day": row.day.isoformat()},
            asked_at=now,
        )
        session.add(question)
        session.flush()
        after = {"kind": "evening", "person": signup.person_id, "posting": posting.id, "day": row.day.isoformat()}
        events.note(session, now, here, "question.ask", "question", question.id, after=after)
        person = session.get(Person, signup.person_id)
        if person is None or person.id is None:
            continue
        key = f"ask:{question.id}:1"
        language = people.language_of(here, person)
        text = _ask_text(session, now, here, posting, row, signup, person, language)
        buttons = _ask_buttons(here, question, seats.on_day(session, signup, row), language)
        about = [posting.id or 0]
        if outbox.tell_person(session, now, here, person.id, text, key=key, buttons=buttons, about=about, until=until):
            continue
        group_id = signup.group_id
        account = people.address_of(session, here, person.id) is not None
        if account and group_id is not None and outbox.group_address(session, here, group_id) is not None:
            by_group.setdefault(group_id, []).append(signup)
            continue
        ladder.call(
            session,
            now,
            here,
            person.id,
            key=key,
            what="call_clock.evening",
            posting=posting,
            signup_id=signup.id,
            day=row.day,
        )
    for group_id, mine in by_group.items():
        _ask_group(session, now, here, posting, row, group_id, mine, until)


def good_until(now: datetime, here: Here, posting: Posting, row: PostingDay) -> datetime:
    """Until when the question may go out: the quiet hours of that evening, the start of work at the latest."""
    over = almanac.evening_over(here, now)
    begins = work_hours.begins_at(here, posting, row)
    return over if begins is None else min(over, begins)


def when(now: datetime, here: Here, posting: Posting, row: PostingDay, language: str) -> str:
    """明天(10月15日周四)早7点."""
    text = wording.day_beside(row.day, now.astimezone(here.zone).date(), language)
    return text + (wording.hour(posting.begin_time, language) if posting.begin_time is not None else "")


def _ask_text(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    signup: Signup,
    person: Person,
    language: str,
) -> str:
    return almanac.say(
        here,
        "evening.ask",
        language,
        name=answers.public_name(here, person),
        when=when(now, here, posting, row, language),
        place=wording.place(posting, short=True),
        work=posting.work or "",
        code=posting.code or "",
        count=seats.on_day(session, signup, row),
    )


def _ask_buttons(here: Here, question: Question, number: int, language: str) -> Buttons:
    first = [
        {"text": almanac.say(here, "evening.button_yes", language), "data": f"coming:{question.id}:{number}"},
        {"text": almanac.say(here, "evening.button_no", language), "data": f"coming:{question.id}:0"},
    ]
    others = [each for each in range(1, max(number, 1) + 2) if each != number][-MOST_NUMBERS:]
    more = [
        {
            "text": almanac.say(here, "evening.button_count", language, count=each),
            "data": f"coming:{question.id}:{each}",
        }
        for each in others
    ]
    return [first, more]


def _ask_group(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    group_id: int,
    asked: list[Signup],
    until: datetime,
) -> None:
    language, most = here.language, here.settings.rules.names_in_answer
    buttons: Buttons = [
        [
            {"text": almanac.say(here, "evening.button_yes", language), "data": f"comingday:{row.id}:yes"},
            {"text": almanac.say(here, "evening.button_no", language), "data": f"comingday:{row.id}:no"},
        ]
    ]
    for start in range(0, len(asked), most):
        some = asked[start : start + most]
        named = [
            wording.counted(
                answers.public_name(here, session.get(Person, signup.person_id)),
                seats.on_day(session, signup, row),
                language,
            )
            for signup in some
        ]
        text = almanac.say(
            here,
            "evening.ask_group",
            language,
            names=say("list.pause", language).join(named),
            when=when(now, here, posting, row, language),
            place=wording.place(posting, short=True),
            code=posting.code or "",
            work=posting.work or "",
        )
        key = f"evening:{row.id}:{row.day.isoformat()}:{group_id}:{some[0].id}"
        outbox.tell_group(
            session, now, here, group_id, text, key=key, buttons=buttons, about=[posting.id or 0], until=until
        )


def hear_number(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    person: Person,
    text: str,
    group_id: int | None,
    reply: Reply | None = None,
) -> str | None:
    """Another number in words (俩人去, 就我一个, 俺媳妇不去了) to 还去不？; None where none, or the same, is said.

    The same to the question after a change of terms, which names no day. `reply`: what the words mean beside the list,
    where that is known; it knows more words for who stays away.
    """
    if question.kind != PendingKind.STILL or question.state != QuestionState.OPEN or person.id is None:
        return None
    posting = session.get(Posting, question.posting_ids[0])
    signup = seats.find(session, here, posting, person.id) if posting is not None else None
    if posting is None or posting.id is None or signup is None or signup.block:
        return None
    had = _asked_for(session, now, here, question, posting, signup)
    number = nlp_coming.number(text, had) if had else None
    if number is None and had and reply is not None and reply.yes and reply.intent == Intent.CHANGE and not reply.adds:
        number = reply.count or had - 1
    if number is None and had and reply is not None and _brings(reply, had, text):
        wish = wish_of(reply, text)
        return roster.join(session, now, here, posting_id=posting.id, person=person, wish=wish, group_id=group_id).what
    if number is None or number < 1:
        return None
    if number == had:
        return settled.answer(session, now, here, question, person, yes=True, group_id=group_id)
    return roster.change(
        session, now, here, posting_id=posting.id, person=person, people=number, group_id=group_id
    ).what


def just_left(session: Session, now: datetime, here: Here, person: Person) -> Posting | None:
    """The posting on air that they left with their answer to the evening's question: 还是去吧 is said of it."""
    question = session.exec(
        select(Question)
        .where(
            Question.county_id == here.county_id,
            Question.person_id == person.id,
            Question.kind == PendingKind.STILL.value,
            Question.state == QuestionState.ANSWERED,
            col(Question.answered_at) > now - SECOND_THOUGHTS,
        )
        .order_by(col(Question.id).desc())
        .limit(1)
    ).first()
    posting = session.get(Posting, question.posting_ids[0]) if question is not None else None
    return posting if posting is not None and posting.status in ON_AIR else None


def _brings(reply: Reply, had: int, text: str) -> bool:
    """Whether a yes says that more come (再带俩, 加俺妹, 俺和俺妹去): added to who is down, or another number.

    俺媳妇也去 of somebody who put two down may be the second: only a word for adding adds to those.
    """
    if not reply.yes or reply.intent != Intent.JOIN or reply.count is None:
        return False
    if reply.adds:
        return had == 1 or nlp_coming.adds(text)
    return reply.number_said and reply.count != had


def _asked_for(
    session: Session, now: datetime, here: Here, question: Question, posting: Posting, signup: Signup
) -> int:
    """How many the question was put for; 0 where its day is gone or has begun."""
    day = question.details.get("day")
    if day is None:
        return signup.people
    row = next((each for each in seats.days(session, here, posting) if each.day.isoformat() == day), None)
    return 0 if row is None or work_hours.begun(now, here, posting, row) else seats.on_day(session, signup, row)


def press(session: Session, now: datetime, here: Here, *, sender: Sender, question_id: int, number: int) -> Outcome:
    """A button under the evening's question: 0 is no, the number asked about is yes, another number sets it."""
    question = session.get(Question, question_id)
    person = people.find(session, here, sender.user_id)
    language = people.language_of(here, person)
    if question is None or question.county_id != here.county_id or question.kind != PendingKind.STILL:
        return Outcome("gone", say("roster.over", language))
    if person is None or person.id != question.person_id:
        return Outcome("not_yours", say("roster.not_yours", language))
    return _press(session, now, here, question, person, sender, number)


def press_day(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_day_id: int, yes: bool
) -> Outcome:
    """The same under the one message to a group: whoever presses answers for themselves."""
    row = session.get(PostingDay, posting_day_id)
    person = people.find(session, here, sender.user_id)
    language = people.language_of(here, person)
    if row is None or row.county_id != here.county_id:
        return Outcome("gone", say("roster.over", language))
    if person is None or person.id is None:
        return Outcome("not_yours", say("roster.not_yours", language))
    question = next(
        (
            each
            for each in session.exec(
                select(Question)
                .where(
                    Question.county_id == here.county_id,
                    Question.person_id == person.id,
                    Question.kind == PendingKind.STILL.value,
                )
                .order_by(col(Question.id).desc())
                .limit(20)
            )
            if row.posting_id in each.posting_ids and each.details.get("day") == row.day.isoformat()
        ),
        None,
    )
    if question is None:
        return Outcome("not_yours", say("roster.not_yours", language))
    signup = session.get(Signup, question.details.get("signup"))
    number = seats.on_day(session, signup, row) if yes and signup is not None else 0
    return _press(session, now, here, question, person, sender, number)


def _press(
    session: Session, now: datetime, here: Here, question: Question, person: Person, sender: Sender, number: int
) -> Outcome:
    posting = session.get(Posting, question.posting_ids[0])
    signup = session.get(Signup, question.details.get("signup"))
    language = people.language_of(here, person)
    day = date.fromisoformat(question.details.get("day", "1970-01-01"))
    row = None
    if posting is not None:
        row = next((each for each in seats.days(session, here, posting) if each.day == day), None)
    if posting is None or signup is None or row is None or question.state != QuestionState.OPEN:
        return Outcome("gone", say("roster.over", language))
    if work_hours.begun(now, here, posting, row):
        return Outcome("late", say("roster.over", language))
    group = settled.where(session, here, sender)
    had = seats.on_day(session, signup, row)
    if number in (0, had):
        yes = number > 0
        what = settled.answer(session, now, here, question, person, yes=yes, group_id=group)
        return Outcome(what, say("roster.noted_choice", language))
    assert posting.id is not None
    outcome = roster.change(session, now, here, posting_id=posting.id, person=person, people=number, group_id=group)
    return Outcome(outcome.what, say("roster.noted_choice", language))
