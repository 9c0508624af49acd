"""Somebody who stands down as not come says that they were there: their poster is asked, and nothing is changed before.

Whoever marked it sets it right in words (秀兰来了), as anything told of who came; the desk by its tick.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import almanac, answers, events, inbox, ladder, outbox, people, questions, wording
from bot.app import Here
from bot.models import Person, Posting, PostingDay, Signup, SignupDay
from nlp import after


def hear(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """我去了 of who is marked absent; False where the words say nothing of it, or nobody told of them.

    Where something else is asked of them, only words that can mean nothing else are taken so.
    """
    if person.id is None or not after.was_there(text):
        return False
    if not after.was_there(text, firmly=True) and questions.open_of(session, here, person.id):
        return False
    marked = _marked(session, now, here, person)
    if not marked:
        return False
    absent = [each for each in marked if (each[0].arrived or 0) < each[0].seats]
    inbox.keep(session, here)
    language = people.language_of(here, person)
    for mine, row, posting in absent:
        _ask_poster(session, now, here, person, mine, row, posting)
    _, row, posting = (absent or marked)[-1]
    told = almanac.say(
        here,
        "arrivals.absent_asked" if absent else "arrivals.stands_as_come",
        language,
        posting=wording.named(posting),
        day=wording.day_beside(row.day, here.today(now), language),
        phone=here.settings.duty_phone,
    )
    key = f"was_there:{here.inbox_id}:{person.id}"
    outbox.tell_person(session, now, here, person.id, told, key=key, about=[posting.id or 0])
    return True


def _marked(session: Session, now: datetime, here: Here, person: Person) -> list[tuple[SignupDay, PostingDay, Posting]]:
    """Their days of lately of which it was told whether they came, the oldest first."""
    today = here.today(now)
    since = today - timedelta(days=max(here.settings.times.arrivals_days, here.settings.times.feedback_days))
    rows = session.exec(
        select(SignupDay, PostingDay, Posting)
        .where(
            Signup.county_id == here.county_id,
            Signup.person_id == person.id,
            SignupDay.county_id == Signup.county_id,
            SignupDay.signup_id == Signup.id,
            SignupDay.seats > 0,
            col(SignupDay.arrived).is_not(None),
            PostingDay.county_id == SignupDay.county_id,
            PostingDay.id == SignupDay.posting_day_id,
            col(PostingDay.day).between(since, today),
            Posting.county_id == PostingDay.county_id,
            Posting.id == PostingDay.posting_id,
        )
        .order_by(col(PostingDay.day), col(PostingDay.id))
    ).all()
    return [(mine, row, posting) for mine, row, posting in rows]


def _ask_poster(
    session: Session, now: datetime, here: Here, person: Person, mine: SignupDay, row: PostingDay, posting: Posting
) -> None:
    """Once for a day: the poster, else the call list, is asked whether they came."""
    language = people.language_for(session, here, posting.poster_id)
    text = almanac.say(
        here,
        "arrivals.absent_came",
        language,
        name=answers.public_name(here, person),
        posting=wording.named(posting),
        code=posting.code or "",
        day=wording.day_beside(row.day, here.today(now), language),
    )
    key = f"was_there:{mine.id}"
    at, what = ladder.speaks_at(now, here), "call_clock.was_there"
    ladder.say(session, now, here, posting.poster_id, text, key=key, posting=posting, what=what, due_at=at)
    noted = {"posting": posting.id, "day": row.day.isoformat(), "person": person.id, "arrived": mine.arrived}
    events.note(session, now, here, "signup.was_there", "signup", mine.signup_id, after=noted)
