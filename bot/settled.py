"""Answers to questions: in words, or by button. The desk's answers to what was unclear stand in `bot/settling.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import (
    clashes,
    counters,
    days_asked,
    events,
    freshen,
    guests,
    inbox,
    leads,
    leaving,
    offers,
    people,
    questions,
    reply_context,
    roster,
    seats,
    some_days,
    waiting,
    wording,
)
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, Question, QuestionState, Signup, SignupState
from bot.people import Sender
from bot.settling import settle
from bot.texts import say
from bot.unclear import export, unclear_waiting
from bot.wishes import Outcome, Wish, wish_of
from nlp.types import Intent, PendingKind

__all__ = ["answer", "export", "press", "press_join", "press_leave", "settle", "unclear_waiting", "where"]


def answer(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    person: Person,
    *,
    yes: bool | None = None,
    code: str | None = None,
    group_id: int | None = None,
    people: int | None = None,
) -> str:
    """What the answer to a question does, in one word.

    `code` is the posting chosen where that was asked. `people`: who of the party comes, where fewer do (0: one fewer),
    or the number said beside the posting chosen.
    """
    match question.kind:
        case PendingKind.WHICH:
            return _which(session, now, here, question, person, yes, code, group_id, people)
        case PendingKind.CLASH:
            return _clash(session, now, here, question, person, code, group_id)
        case PendingKind.ONE_MORE:
            return _one_more(session, now, here, question, person, bool(yes), group_id)
        case PendingKind.OFFER | PendingKind.PART:
            if yes and people is not None and not _fewer(session, now, here, question, person, people):
                questions.to_desk(session, now, here, person.id or 0, here.inbox_id, group_id, question.posting_ids)
                return "desk"
            fewer = people is not None
            return _offer(session, now, here, question, person, bool(yes), group_id, fewer=fewer)
        case PendingKind.FILL:
            return _fill(session, now, here, question, person, bool(yes), group_id)
        case PendingKind.STILL:
            return _still(session, now, here, question, person, bool(yes), group_id)
    return "silent"


def _fewer(session: Session, now: datetime, here: Here, question: Question, person: Person, people: int) -> bool:
    """Lower a party before it takes its seats; False where nobody would be left of it."""
    posting = seats.lock(session, here, question.posting_ids[0])
    signup = seats.find(session, here, posting, person.id) if posting is not None and person.id is not None else None
    if posting is None or signup is None:
        return True  # the offer itself tells what is gone
    number = people or signup.people - 1
    leaving.shrink(session, now, here, posting, signup, number)
    return number > 0


def _tell(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    person: Person,
    group_id: int | None,
    key: str,
    **values: Any,
) -> None:
    posting = session.get(Posting, question.posting_ids[0])
    if posting is None or person.id is None:
        return
    language = questions.language(session, here, person.id, group_id)
    text = say(key, language, **{"code": posting.code or "", **values})
    waiting.say_to(session, now, here, posting, person, text, group_id, key=f"q{question.id}:{key}")


def _which(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    person: Person,
    yes: bool | None,
    code: str | None,
    group_id: int | None,
    people: int | None,
) -> str:
    """The message that led to the question is read again, now with the posting that is meant, and the number said."""
    chosen = [session.get(Posting, posting_id) for posting_id in question.posting_ids]
    posting = next((each for each in chosen if each is not None and each.code == code), None)
    if posting is None and yes and len(chosen) == 1:
        posting = chosen[0]
    if posting is None and yes is not False:
        return questions.again(session, now, here, question)
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    if posting is None or posting.id is None or person.id is None:
        return "declined"
    text = inbox.said(session, here, question.inbox_id) if question.inbox_id is not None else ""
    reply = days_asked.read_again(session, now, here, posting, person, text)
    where = group_id if group_id is not None else None
    if reply.intent == Intent.CANCEL:
        outcome = roster.leave(
            session, now, here, posting_id=posting.id, person=person, group_id=where, days=reply.days
        )
    elif reply.intent == Intent.CHANGE and reply.count is not None:
        outcome = roster.change(
            session, now, here, posting_id=posting.id, person=person, people=reply.count, group_id=where
        )
    else:
        number = some_days.unsettled(session, now, here, text, posting, reply)
        if number is not None:
            asked = replace(here, inbox_id=question.inbox_id)  # it is those words that the days are asked for
            return days_asked.ask(session, now, asked, posting, person, number, where)
        wish = wish_of(reply, text) if reply.intent == Intent.JOIN else Wish()
        if people is not None:
            wish = replace(wish, people=people, said=True)
        outcome = roster.join(session, now, here, posting_id=posting.id, person=person, wish=wish, group_id=where)
    return outcome.what


def _clash(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    person: Person,
    code: str | None,
    group_id: int | None,
) -> str:
    new_id, old_id = question.posting_ids[0], question.posting_ids[1]
    if code is None:
        return questions.again(session, now, here, question)
    locked = {posting_id: seats.lock(session, here, posting_id) for posting_id in sorted((new_id, old_id))}
    new, old = locked[new_id], locked[old_id]
    assert person.id is not None
    if new is None or old is None or code not in (new.code, old.code):
        return "silent"
    signup = seats.find(session, here, new, person.id)
    if signup is None:
        questions.close(session, now, here, question, QuestionState.ANSWERED)
        return "gone"
    if code == old.code:
        for row, day in seats.rows_of(session, signup):
            if row.held:
                seats.put(session, now, here, signup, row, day, seats=row.seats)
        questions.close(session, now, here, question, QuestionState.ANSWERED)
        roster.let_go(session, now, here, new, signup)
        _tell(session, now, here, question, person, group_id, "roster.stays", old=wording.named(old))
        return "stays"
    days = tuple(day.day for row, day in seats.rows_of(session, signup) if row.held)
    others = clashes.elsewhere(session, here, person.id, new, days)
    offers.take_held(session, now, here, new, signup)
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    for posting_id in dict.fromkeys(other.id for other, _ in others):
        assert posting_id is not None
        roster.leave(session, now, here, posting_id=posting_id, person=person, group_id=group_id, days=days)
    return roster.finish(session, now, here, new, person, signup, group_id).what


def _one_more(
    session: Session, now: datetime, here: Here, question: Question, person: Person, yes: bool, group_id: int | None
) -> str:
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    posting = seats.lock(session, here, question.posting_ids[0])
    if posting is None or posting.id is None or person.id is None:
        return "gone"
    if "join" in question.details:
        if not yes:
            guests.link(session, question.details.get("guest"), person)
            _tell(session, now, here, question, person, group_id, "roster.guest_same")
            return "unchanged"
        wish = Wish(people=int(question.details["join"]), said=True)
        return roster.join(
            session, now, here, posting_id=posting.id, person=person, wish=wish, group_id=group_id, sure=True
        ).what
    signup = seats.find(session, here, posting, person.id)
    number = signup.people if signup is not None and signup.state == SignupState.ACTIVE else 0
    if not yes:
        _tell(session, now, here, question, person, group_id, "roster.unchanged", count=number)
        return "unchanged"
    total = number + int(question.details.get("more", 1))
    return roster.change(session, now, here, posting_id=posting.id, person=person, people=total, group_id=group_id).what


def _offer(
    session: Session,
    now: datetime,
    here: Here,
    question: Question,
    person: Person,
    yes: bool,
    group_id: int | None,
    *,
    fewer: bool = False,
) -> str:
    if yes:
        what = offers.accept(session, now, here, question, group_id, fewer=fewer)
        posting = session.get(Posting, question.posting_ids[0])
        signup = session.get(Signup, question.details.get("signup"))
        if what == "seated" and posting is not None and signup is not None:
            roster.say_seated(session, now, here, posting, signup, group_id)
        elif what == "late":
            _tell(session, now, here, question, person, group_id, "waiting.late")
        elif what == "gone" and posting is not None:
            # Where it is still out, it is they who are no longer on its list.
            key = "roster.not_on" if posting.status in ON_AIR else f"copy.{posting.status}"
            _tell(session, now, here, question, person, group_id, key, name=wording.named(posting))
        return what
    posting = seats.lock(session, here, question.posting_ids[0])
    signup = seats.find(session, here, posting, person.id) if posting is not None and person.id is not None else None
    if posting is None or posting.id is None or signup is None:
        questions.close(session, now, here, question, QuestionState.ANSWERED)
        return "gone"
    has_seats = any(row.seats for row, _ in seats.rows_of(session, signup))
    offers.refuse(session, now, here, signup, question)
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    if question.kind == PendingKind.OFFER and not has_seats:
        return roster.leave(session, now, here, posting_id=posting.id, person=person, group_id=group_id).what
    if question.kind == PendingKind.PART:
        _tell(session, now, here, question, person, group_id, "waiting.part_no", people=signup.people)
    waiting.hand_on(session, now, here, posting)
    return "waits"


def _fill(
    session: Session, now: datetime, here: Here, question: Question, person: Person, yes: bool, group_id: int | None
) -> str:
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    posting = seats.lock(session, here, question.posting_ids[0])
    signup = session.get(Signup, question.details.get("signup"))
    if posting is None or signup is None:
        return "gone"
    if question.details.get("lead"):
        leads.consented(session, now, here, posting, signup, yes)
        _tell(session, now, here, question, person, group_id, "roster.lead_yes" if yes else "roster.lead_no")
        return "noted"
    signup.fill = yes
    session.add(signup)
    events.note(session, now, here, "signup.fill", "signup", signup.id, after={"yes": yes})
    offers = questions.of_person(
        session, here, question.person_id, posting.id or 0, PendingKind.OFFER, PendingKind.PART
    )
    if yes and offers:  # a seat came free meanwhile: their yes takes it
        return _offer(session, now, here, offers[0], person, True, group_id)
    if yes:
        waiting.recall(session, signup)  # what they let pass is theirs, where it is still free
        waiting.hand_on(session, now, here, posting)
    if not yes or any(row.waiting for row, _ in seats.rows_of(session, signup)):
        _tell(session, now, here, question, person, group_id, "waiting.fill_yes" if yes else "waiting.fill_no")
    if not yes:
        waiting.hand_on(session, now, here, posting)
    return "noted"


def _still(
    session: Session, now: datetime, here: Here, question: Question, person: Person, yes: bool, group_id: int | None
) -> str:
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    signup = session.get(Signup, question.details.get("signup"))
    if signup is None:
        return "gone"
    signup.unconfirmed = False
    session.add(signup)
    events.note(session, now, here, "signup.still", "signup", signup.id, after={"yes": yes})
    if yes:
        _tell(session, now, here, question, person, group_id, "roster.still_yes")
        return "stays"
    posting_id = question.posting_ids[0]
    if "day" not in question.details:
        return roster.leave(session, now, here, posting_id=posting_id, person=person, group_id=group_id).what
    # The evening before: the one day is given back, the days after it hold.
    day = date.fromisoformat(question.details["day"])
    return roster.leave(session, now, here, posting_id=posting_id, person=person, group_id=group_id, days=(day,)).what


def where(session: Session, here: Here, sender: Sender) -> int | None:
    """The group in which somebody pressed or wrote; None in private."""
    if sender.private:
        return None
    group = reply_context.group_of(session, here, sender.chat_id)
    return group.id if group is not None else None


@counters.replies("button")
def press_join(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    message_id: int,
    posting_id: int,
    delivery_id: int | None = None,
) -> Outcome:
    """The button 我去 under a copy: as a bare 去. Pressed again it changes nothing and says the number."""
    if delivery_id is not None:
        freshen.seen(session, now, here, delivery_id, sender.chat_id, message_id)
    posting = session.get(Posting, posting_id)
    if posting is None or posting.county_id != here.county_id:
        return Outcome("gone", say("roster.over", here.language))
    person = people.meet(session, now, here, sender)
    group_id = where(session, here, sender)
    return roster.join(
        session, now, here, posting_id=posting_id, person=person, wish=Wish(), group_id=group_id, quiet=True
    )


@counters.replies("button")
def press_leave(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    message_id: int,
    posting_id: int,
    delivery_id: int | None = None,
) -> Outcome:
    """The button 不去了 under a copy. Who is on no list is told so in the popup alone."""
    if delivery_id is not None:
        freshen.seen(session, now, here, delivery_id, sender.chat_id, message_id)
    posting = session.get(Posting, posting_id)
    person = people.find(session, here, sender.user_id)
    if posting is None or posting.county_id != here.county_id:
        return Outcome("gone", say("roster.over", here.language))
    if person is None:
        return Outcome("not_on", say("roster.not_on", here.language, code=posting.code or ""))
    group_id = where(session, here, sender)
    return roster.leave(session, now, here, posting_id=posting_id, person=person, group_id=group_id, quiet=True)


@counters.replies("button")
def press(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    question_id: int,
    yes: bool | None = None,
    posting_id: int | None = None,
    run: str = "",
) -> Outcome:
    """A button under a question. Somebody else's question, or one that is over, is told in the popup."""
    question = session.get(Question, question_id)
    person = people.find(session, here, sender.user_id)
    if question is None or question.county_id != here.county_id:
        return Outcome("gone", say("roster.over", here.language))
    if person is None or person.id != question.person_id:
        return Outcome("not_yours", say("roster.not_yours", here.language))
    if question.state != QuestionState.OPEN:
        return Outcome("gone", say("roster.over", here.language))
    if question.kind == questions.DAYS:
        what = days_asked.press(session, now, here, question, person, run, where(session, here, sender))
        return Outcome(what, say("roster.over" if what == "gone" else "roster.noted_choice", here.language))
    code = None
    if posting_id is not None:
        posting = session.get(Posting, posting_id) if posting_id in question.posting_ids else None
        code = posting.code if posting is not None else None
    what = answer(session, now, here, question, person, yes=yes, code=code, group_id=where(session, here, sender))
    return Outcome(what, say("roster.noted_choice", here.language))
