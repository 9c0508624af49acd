"""What a poster says after 停工: 雨停了照常干 (that day after all), 接着干 (the day after, with the same list)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import almanac, calloffs, events, people, roster_days, talk, wording, work_hours
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, PostingDay, PostingStatus
from nlp import needed
from nlp import order as orders
from nlp.needed import Resumed

AFTER = timedelta(hours=24)
"""So long after a stop its poster's words are read as being about it."""


def hear(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """Take up the work that this person stopped last; False where nothing of theirs was, or the words say nothing.

    A day that has begun while everybody was told to stay away is not taken up again: nobody would come.
    """
    said = needed.resumed(text)
    if said is None or person.id is None:
        return False
    found = _stopped(session, now, here, person)
    if found is None:
        return False
    row, posting = found
    tomorrow, named = row.day + timedelta(days=1), orders.read(text, here.today(now)).day
    if named not in (None, row.day, tomorrow):
        return False
    if named == tomorrow or (said is Resumed.NEXT and named is None):
        if not calloffs.may_move(session, now, here, posting, row.day):
            return False
        told = calloffs.move(session, now, here, person, posting, row.day)
    elif work_hours.begun(now, here, posting, row):
        return False
    else:
        told = _after_all(session, now, here, person, posting, row)
    talk.reply(session, now, here, person, told, part="resumed", about=[posting])
    return True


def _after_all(session: Session, now: datetime, here: Here, person: Person, posting: Posting, row: PostingDay) -> str:
    """The stopped day is worked after all: everybody on it is told, at once."""
    number = roster_days.start_day(session, now, here, posting, row.day)
    language = people.language_of(here, person)
    near = wording.day_beside(row.day, here.today(now), language)
    return almanac.say(here, "calloff.after_all", language, code=posting.code or "", day=near, people=number)


def _stopped(session: Session, now: datetime, here: Here, person: Person) -> tuple[PostingDay, Posting] | None:
    """The day that this person themselves stopped last, within a day, where it is not over."""
    rows = session.exec(
        select(PostingDay, Posting)
        .where(
            PostingDay.county_id == here.county_id,
            col(PostingDay.stopped_at) > now - AFTER,
            PostingDay.day >= here.today(now) - timedelta(days=1),
            Posting.county_id == PostingDay.county_id,
            Posting.id == PostingDay.posting_id,
            Posting.poster_id == person.id,
            col(Posting.status).in_([each.value for each in (*ON_AIR, PostingStatus.CLOSED)]),
        )
        .order_by(col(PostingDay.stopped_at).desc(), col(PostingDay.day), col(PostingDay.id))
    ).all()
    for row, posting in rows:
        if events.last_by(session, here, "posting_day", row.id, "day.stop") == person.id:
            return row, posting
    return None
