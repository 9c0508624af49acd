"""Somebody left a group in which they had signed up: the seat stays theirs, nothing more is said to them there.

Only a clear no, or a person of the desk, gives a seat away. Who takes private messages is asked there whether they
still come (no answer: the call list); of the others the desk is told, and they stand on the call list at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import events, ladder, outbox, parts, people, questions, reply_context, seats, still_come, wording
from bot.app import Here
from bot.models import Group, Person, PersonAddress, Posting, PostingDay, Signup, SignupState
from bot.texts import say

CALL = "call.walked_out"


def walked_out(session: Session, now: datetime, here: Here, *, chat_id: int, user_id: int) -> None:
    """A member left a group, or was taken out of it."""
    group, person = reply_context.group_of(session, here, chat_id), people.find(session, here, user_id)
    if group is None or person is None:
        return
    mine = (Signup.county_id == here.county_id, Signup.person_id == person.id, Signup.group_id == group.id)
    left = []
    for signup in session.exec(select(Signup).where(*mine).order_by(col(Signup.id))).all():
        signup.group_id = None  # nothing is said to them there any more
        session.add(signup)
        ahead = _ahead(session, now, here, signup)
        if ahead is not None:
            left.append((signup, *ahead))
    if not left:
        return
    after = {"group": group.id, "signups": [signup.id for signup, *_ in left]}
    events.note(session, now, here, "person.walked_out", "person", person.id, after=after)
    address = people.reachable(session, here, person.id or 0)
    for signup, posting, days in left:
        _ask(session, now, here, group, person, address, signup, posting, days)
    if address is None:
        _tell_desk(session, now, here, group, person, [(posting, signup.people) for signup, posting, _ in left])


def _ahead(session: Session, now: datetime, here: Here, signup: Signup) -> tuple[Posting, list[PostingDay]] | None:
    """The posting on which they have seats, and the days still ahead; None where there is nothing to ask about."""
    posting = session.get(Posting, signup.posting_id)
    if posting is None or signup.state != SignupState.ACTIVE:
        return None
    ahead = {row.id for row in seats.days_ahead(session, now, here, posting)}
    days = [day for row, day in seats.rows_of(session, signup) if row.seats and day.id in ahead]
    return (posting, days) if days else None


def _ask(
    session: Session,
    now: datetime,
    here: Here,
    group: Group,
    person: Person,
    address: PersonAddress | None,
    signup: Signup,
    posting: Posting,
    days: list[PostingDay],
) -> None:
    """Ask whether they still come; until they say so, the employer's list says that they did not answer."""
    if address is None:
        signup.unconfirmed = True
        session.add(signup)
        key = f"walked_out:{signup.id}:{here.inbox_id}"
        assert person.id is not None
        ladder.call(session, now, here, person.id, key=key, what=CALL, posting=posting, signup_id=signup.id)
        return
    language = questions.language(session, here, signup.person_id, None)
    when = wording.when_on(posting, [each.day for each in days], here.today(now), language)
    text = say("roster.walked_out", language, group=group.title, posting=wording.named(posting), when=when)
    still_come.ask(session, now, here, posting, signup, text)


def _tell_desk(
    session: Session, now: datetime, here: Here, group: Group, person: Person, left: list[tuple[Posting, int]]
) -> None:
    for clerk in parts.clerks(session, here, group.region_id):
        language = people.language_of(here, clerk)
        on = [
            say("desk.walked_out_on", language, posting=wording.named(posting), count=count) for posting, count in left
        ]
        names = say("list.pause", language).join(on)
        text = say("desk.walked_out", language, name=person.name, group=group.title, postings=names)
        outbox.tell_person(
            session,
            now,
            here,
            clerk.id or 0,
            text,
            key=f"walked_out:{here.inbox_id}:{clerk.id}",
            about=[posting.id or 0 for posting, _ in left],
            due_at=ladder.speaks_at(now, here),
        )
