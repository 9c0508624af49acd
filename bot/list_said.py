"""What an employer says to the list they hold: 人不够啊, 就这些吧, 过几天再摘, 让他们带上手套.

Read so where work of theirs is out. And 不去了 of work that was called off, by whoever had to do with it: they hear
that it is off, and need do nothing. Of several works the one that comes next is meant; where several come on the same
day it is asked which.
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import changes, deferred, events, ladder, people, postings, reminders, seats, talk, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, PostingDay, PostingStatus, Signup
from bot.texts import say
from nlp import on_list


def hear(session: Session, now: datetime, here: Here, person: Person, text: str, only: Posting | None = None) -> bool:
    """Take such a turn (about `only` this posting); False where it is none, or nothing of theirs is out."""
    said = on_list.read(_without_work(session, here, person, text))
    if said is None:
        return False
    if said.what == on_list.AWAY:
        return only is None and _off_already(session, now, here, person)
    rows = [only] if only is not None else postings.of_poster(session, here, person.id or 0, *ON_AIR)
    rows = sorted((each for each in rows if each.status in ON_AIR), key=lambda each: each.id or 0)
    if not rows:
        return False
    meant = _next(session, here, now, rows, text)
    if len(meant) > 1:
        language = people.language_of(here, person)
        names = say("list.pause", language).join(wording.named(each) for each, _ in meant)
        code = meant[0][0].code or ""
        talk.reply(session, now, here, person, say("employer.which_of_list", language, names=names, code=code))
        return True
    posting, day = meant[0]
    if said.what == on_list.ENOUGH:
        changes.do(session, now, here, person, posting, "close")
    elif said.what == on_list.LATER:
        deferred.ask(session, now, here, person, posting)
    elif said.what == on_list.SHORT:
        _short(session, now, here, person, posting)
    else:
        _bring(session, now, here, person, posting, day, said.bring)
    return True


def _without_work(session: Session, here: Here, person: Person, text: str) -> str:
    """摘苹果的人就这些吧: the work of theirs that is named tells which one, and is no part of what is said of it."""
    if len(text) > on_list.LONGEST:
        return ""
    works = {each.work for each in postings.of_poster(session, here, person.id or 0, *ON_AIR) if each.work}
    for work in works:
        text = re.sub(rf"{re.escape(work)}(?:的|那边|这边|那块)?", "", text)
    return text


_CALLED_OFF = (
    select(Posting)
    .outerjoin(
        Signup,
        (col(Signup.county_id) == Posting.county_id)
        & (col(Signup.posting_id) == Posting.id)
        & (col(Signup.person_id) == bindparam("person")),
    )
    .where(
        Posting.county_id == bindparam("county"),
        col(Posting.status).in_([PostingStatus.CANCELLED.value, PostingStatus.WITHDRAWN.value]),
        col(Posting.start) >= bindparam("today"),
        (col(Posting.poster_id) == bindparam("person")) | col(Signup.id).is_not(None),
    )
    .order_by(col(Posting.closed_at).desc(), col(Posting.id).desc())
    .limit(1)
)


def _off_already(session: Session, now: datetime, here: Here, person: Person) -> bool:
    """不去了 to work ahead that is off: nothing is to be done. False where none they had to do with was called off."""
    values = {"county": here.county_id, "person": person.id, "today": here.today(now)}
    posting = session.execute(_CALLED_OFF, values).scalars().first()
    if posting is None:
        return False
    text = say("employer.off_already", people.language_of(here, person), name=wording.named(posting))
    talk.reply(session, now, here, person, text, about=[posting])
    return True


def _next(
    session: Session, here: Here, now: datetime, rows: list[Posting], text: str
) -> list[tuple[Posting, PostingDay | None]]:
    """The work that is named, or that comes next (that goes on today comes first), each with that day."""
    named = [each for each in rows if each.work and each.work in text] or rows
    today = here.today(now)
    found = []
    for posting in named:
        days = [row for row in seats.days(session, here, posting) if row.stopped_at is None and row.day >= today]
        found.append((posting, days[0] if days else None))
    soonest = min((day.day for _, day in found if day is not None), default=None)
    return [(posting, day) for posting, day in found if day is not None and day.day == soonest] or found


def _short(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """How many there are, how many are still looked for, and how to want more."""
    free, full = postings.free(session, now, here, posting), posting.status == PostingStatus.FULL
    key = "employer.short_full" if full or free <= 0 else "employer.short"
    values = {"taken": postings.taken(session, posting), "free": free, "code": posting.code or ""}
    changes.answered(session, now, here, person, posting, key, **values)


def _bring(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    day: PostingDay | None,
    things: tuple[str, ...],
) -> None:
    """Everybody who comes that day hears what to bring: in our own words, of what was said only the things."""
    on_it = reminders.seated(session, here, day) if day is not None else []
    if day is None or not on_it:
        changes.answered(session, now, here, person, posting, "employer.bring_nobody")
        return
    today = here.today(now)

    def text(language: str) -> str:
        what = say("list.pause", language).join(dict.fromkeys(things))
        near = wording.day_beside(day.day, today, language)
        return say("roster.bring", language, posting=wording.named(posting), day=near, what=what)

    key = f"bring:{day.id}:{here.inbox_id}"
    ladder.say_all(session, now, here, posting, on_it, text, key=key, what="call.tell", day=day.day)
    events.note(session, now, here, "roster.bring", "posting_day", day.id, after={"posting": posting.id})
    count = sum(seats.on_day(session, signup, day) for signup in on_it)
    what = say("list.pause", people.language_of(here, person)).join(dict.fromkeys(things))
    changes.answered(session, now, here, person, posting, "employer.bring_told", people=count, what=what)
