"""On which days? Asked of who comes on some days of a work and does not say which; nobody is put down before that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from bot import inbox, questions, reply_context, roster, seats, some_days, wording
from bot.app import Here
from bot.messengers import Buttons
from bot.models import Person, Posting, Question, QuestionState
from bot.reply_context import Shown
from bot.texts import say
from bot.wishes import Wish, wish_of
from nlp import day_limits
from nlp import reply as nlp_reply
from nlp.types import Intent, Reply

MOST_BUTTONS = 4


def ask(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    number: int,
    group_id: int | None,
) -> str:
    """Ask on which `number` of days they come (0: on how many too), with a button for each run of them."""
    assert person.id is not None
    days = [row.day for row in seats.days_ahead(session, now, here, posting)]
    language = questions.language(session, here, person.id, group_id)
    key = "roster.which_days" if number else "roster.which_days_any"
    listed = wording.day_list(days, language)
    text = say(key, language, posting=wording.named(posting), days=listed, total=len(days), number=number)
    questions.ask(
        session,
        now,
        here,
        questions.DAYS,
        person.id,
        [posting],
        text,
        group_id=group_id,
        details={"number": number},
        again=True,
        rows=lambda question: _buttons(question, days, number, language),
    )
    return "asked"


def _buttons(question: Question, days: list[date], number: int, language: str) -> Buttons:
    """A run of days on each button: so many from each day on; where the number is open, from the first day on."""
    runs = [(first, number) for first in range(len(days) - number + 1)] if number else []
    runs = runs or [(0, length) for length in range(1, len(days) + 1)]
    if len(runs) > MOST_BUTTONS:
        runs = [*runs[: MOST_BUTTONS - 1], runs[-1]]
    return [
        [
            {
                "text": wording.day_list(days[first : first + length], language),
                "data": f"days:{question.id}:{days[first].isoformat()}.{length}",
            }
        ]
        for first, length in runs
    ]


def hear(
    session: Session, now: datetime, here: Here, question: Question, person: Person, text: str, group_id: int | None
) -> str | None:
    """What somebody writes who was asked for the days; None where it chooses none and is to be read by itself."""
    posting = session.get(Posting, question.posting_ids[0])
    if posting is None:
        return None
    days = [row.day for row in seats.days_ahead(session, now, here, posting)]
    number = int(question.details.get("number") or 0) or None
    chosen = day_limits.answer(text, here.today(now), days, number)
    if chosen:
        return settle(session, now, here, question, person, chosen, group_id)
    again = some_days.limit_of(text, [posting])
    return questions.again(session, now, here, question) if again is not None else None


def press(
    session: Session, now: datetime, here: Here, question: Question, person: Person, run: str, group_id: int | None
) -> str:
    """A button of the question: the first day and how many; one whose days are over chooses nothing."""
    posting = session.get(Posting, question.posting_ids[0])
    first, _, length = run.partition(".")
    if posting is None or not length.isdecimal():
        return "gone"
    days = [row.day for row in seats.days_ahead(session, now, here, posting) if row.day.isoformat() >= first]
    chosen = tuple(days[: int(length)])
    return settle(session, now, here, question, person, chosen, group_id) if chosen else "gone"


def settle(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    person: Person,
    days: tuple[date, ...],
    group_id: int | None,
) -> str:
    """Put them down for these days and no others, with as many people as their first words said."""
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    posting = session.get(Posting, question.posting_ids[0])
    if posting is None or posting.id is None:
        return "gone"
    text = inbox.said(session, here, question.inbox_id) if question.inbox_id is not None else ""
    refused = tuple(row.day for row in seats.days_ahead(session, now, here, posting) if row.day not in days)
    wish = replace(_wish(session, now, here, posting, person, text), days=days, days_refused=refused)
    return roster.join(session, now, here, posting_id=posting.id, person=person, wish=wish, group_id=group_id).what


def _wish(session: Session, now: datetime, here: Here, posting: Posting, person: Person, text: str) -> Wish:
    reply = read_again(session, now, here, posting, person, text)
    return wish_of(reply, text) if reply.intent in (Intent.JOIN, Intent.CHANGE) else Wish()


def read_again(session: Session, now: datetime, here: Here, posting: Posting, person: Person, text: str) -> Reply:
    """The words that led to a question, now that it is known which posting they are about."""
    signed = reply_context.standing_on(session, now, here, person.id)
    context = reply_context.build(
        session, now, here, [Shown(posting, now)], signed, reply_to=posting.code, pending=None
    )
    return some_days.read(session, now, here, text, context, nlp_reply.read(text, context), [posting])
