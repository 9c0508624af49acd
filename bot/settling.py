"""The desk's word on a message that nobody could read: the first press counts, and the roster follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import decisions, events, parts, people, questions, reply_context, roster, seats, some_days, talk, unclear
from bot.app import Here
from bot.errors import Refused
from bot.models import Event, Person, Posting, QuestionState, Signup, SignupState, Unclear
from bot.people import Sender
from bot.texts import say
from bot.wishes import Wish
from nlp.types import Intent

LISTED = 10
_OF_SIGNUPS = ("signup.join", "signup.change", "signup.leave")


def settle(session: Session, now: datetime, here: Here, unclear_id: int, verdict: dict[str, Any]) -> str:
    """The desk says what a message meant, and the roster follows; the worker is told down the ladder.

    `verdict`: `intent` (a word of nlp.types.Intent), `posting` (a code) and `count` as in the corpus; `names` may be
    given. What came of it in a word, "overtaken" where the person said something later about that posting. Refused
    where it was settled before (the second is told who was first) or the posting is not known.
    """
    row = session.get(Unclear, unclear_id, with_for_update=True, populate_existing=True)
    if row is None or row.county_id != here.county_id:
        raise Refused("roster.over")
    if row.settled_at is not None:
        raise _too_late(session, here, row)
    intent = Intent(verdict["intent"])
    code = verdict.get("posting")
    posting = reply_context.by_code(session, here, code) if code else None
    if code and posting is None:
        raise Refused("roster.no_such_code", code=code)
    if intent == Intent.JOIN and posting is not None and _is_on(session, here, posting, row.person_id):
        intent = Intent.CHANGE  # the number that the desk names is the one that they are then
        verdict = {**verdict, "intent": intent.value}
    overtaken = posting is not None and _said_later(session, here, row, posting)
    row.settled_at, row.settled_by_id = now, here.actor_id
    # Names stand with the guests that they become, not here.
    kept = {key: value for key, value in verdict.items() if key != "names"}
    row.verdict = {**row.verdict, **kept, **({"overtaken": True} if overtaken else {})}
    session.add(row)
    after = {"intent": intent.value, "posting": code, "overtaken": overtaken}
    events.note(session, now, here, "unclear.settle", "unclear", row.id, after=after)
    for question in questions.open_of(session, here, row.person_id):
        if question.inbox_id == row.inbox_id and question.kind not in questions.SEATS:
            questions.close(session, now, here, question, QuestionState.PASSED)
    clerk = session.get(Person, here.actor_id) if here.actor_id is not None else None
    unclear.close_messages(session, now, here, row, who=clerk.name if clerk is not None else "")
    person = session.get(Person, row.person_id)
    if overtaken:
        return "overtaken"
    if posting is None or posting.id is None or person is None:
        return intent.value
    return _do(session, now, here, row, person, posting, intent, verdict)


def _is_on(session: Session, here: Here, posting: Posting, person_id: int) -> bool:
    signup = seats.find(session, here, posting, person_id)
    return signup is not None and signup.state == SignupState.ACTIVE


def _too_late(session: Session, here: Here, row: Unclear) -> Refused:
    who = session.get(Person, row.settled_by_id) if row.settled_by_id is not None else None
    name = who.name if who is not None and who.name else say("desk.somebody", here.language)
    return Refused("desk_unclear.already_by", who=name, what=unclear.meaning(session, here, row, here.language))


def _said_later(session: Session, here: Here, row: Unclear, posting: Posting) -> bool:
    """Whether a later message of theirs put them on this posting, changed it or took them off."""
    signup = seats.find(session, here, posting, row.person_id)
    if signup is None:
        return False
    found = session.exec(
        select(Event.id).where(
            Event.county_id == here.county_id,
            Event.subject == "signup",
            Event.subject_id == signup.id,
            col(Event.act).in_(_OF_SIGNUPS),
            col(Event.inbox_id) > row.inbox_id,
        )
    )
    return found.first() is not None


def _do(
    session: Session,
    now: datetime,
    here: Here,
    row: Unclear,
    person: Person,
    posting: Posting,
    intent: Intent,
    verdict: dict[str, Any],
) -> str:
    """What the message would have done. It is what the signup rests on, and its place in the line."""
    assert posting.id is not None
    assert person.id is not None
    here = replace(here, inbox_id=row.inbox_id)
    private = people.reachable(session, here, person.id) is not None
    group_id = None if private else row.group_id
    count = int(verdict.get("count") or 1)
    if intent == Intent.CANCEL:
        return roster.leave(session, now, here, posting_id=posting.id, person=person, group_id=group_id).what
    if intent == Intent.CHANGE:
        what = roster.change(
            session, now, here, posting_id=posting.id, person=person, people=count, group_id=group_id
        ).what
    elif intent == Intent.JOIN:
        wish = Wish(people=count, said=True, names=tuple(verdict.get("names", ())))
        days = some_days.told(session, now, here, row.said, posting)
        wish = replace(wish, days=days[0], days_refused=days[1])
        what = roster.join(
            session, now, here, posting_id=posting.id, person=person, wish=wish, group_id=group_id, sure=True
        ).what
    else:
        return intent.value
    signup = session.exec(
        select(Signup).where(
            Signup.county_id == here.county_id, Signup.posting_id == posting.id, Signup.person_id == person.id
        )
    ).first()
    if signup is not None and signup.group_id is None:
        signup.group_id = row.group_id
        session.add(signup)
    return what


def press(
    session: Session, now: datetime, here: Here, *, sender: Sender, unclear_id: int, posting_id: int | None, count: int
) -> str:
    """A button under an unclear message: a posting with a number of people (0: off), or none; the popup's words."""
    desk = decisions.of_desk(session, now, here, sender)
    here = replace(here, actor_id=desk.id)
    language = people.language_of(here, desk)
    row = session.get(Unclear, unclear_id)
    if row is None or row.county_id != here.county_id:
        raise Refused("roster.over")
    if not parts.sees(session, here, desk, parts.place_of(session, row)):
        raise Refused("web.not_yours")
    if posting_id is None:
        settle(session, now, here, unclear_id, {"intent": Intent.CHAT.value})
        return say("desk_unclear.settled", language)
    posting = session.get(Posting, posting_id)
    if posting is None or posting.county_id != here.county_id or posting.code is None:
        raise Refused("roster.over")
    verdict: dict[str, Any] = {"intent": Intent.CANCEL.value, "posting": posting.code}
    if count:
        verdict = {"intent": Intent.JOIN.value, "posting": posting.code, "count": count}
    what = settle(session, now, here, unclear_id, verdict)
    return say("desk_unclear.overtaken" if what == "overtaken" else "desk_unclear.settled", language)


def list_waiting(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/unclear: what waits for a person to read, the soonest start first, each with its buttons."""
    desk = decisions.of_desk(session, now, here, sender)
    language = people.language_of(here, desk)
    rows = [
        row
        for row in unclear.unclear_waiting(session, here)
        if parts.sees(session, here, desk, parts.place_of(session, row))
    ]
    key = "desk_unclear.waiting" if rows else "desk_unclear.waiting_none"
    talk.reply(session, now, here, desk, say(key, language, count=len(rows)), part="head")
    for row in rows[:LISTED]:
        unclear.show(session, now, here, row, desk, key=f"list{here.inbox_id}")
