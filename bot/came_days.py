"""Of which day is it said who came? After a stop of the program one is asked of several days at once.

Then 都来了 is not of the newest day alone, nor surely of all: it is asked, and what was said is kept for the answer.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import almanac, arrivals, outbox, people, wording
from bot.app import Here
from bot.models import Person, Posting, PostingDay
from bot.texts import say
from nlp import arrivals as nlp_arrivals
from nlp import day_limits
from nlp.arrivals import Arrivals

TOGETHER = timedelta(hours=1)
"""Questions about several days that came within this time of each other were asked together."""
Day = tuple[PostingDay, Posting]
_CLAUSES = re.compile(r"[,，。;；!！\n\s]+")


def read_each(text: str, *, asked: bool) -> tuple[Arrivals, ...]:
    """What is told of each posting, or of each day where clauses name several (昨天都来了，今天来了4个)."""
    clauses = [each for each in _CLAUSES.split(text) if each]
    days = {nlp_arrivals.back_in(each) for each in clauses}
    if len(days) > 1 and len(days) == len(clauses) and None not in days:
        parts = [nlp_arrivals.read(each, asked=asked) for each in clauses]
        if all(part is not None for part in parts):
            return tuple(part for part in parts if part is not None)
    return nlp_arrivals.read_each(text, asked=asked)


def asked_together(session: Session, here: Here, person: Person, told: Arrivals, days: list[Day]) -> list[Day]:
    """The days of one posting of which somebody was asked together and told nothing yet; none where one is named.

    Asked a day later, the newest is meant: who answers at last speaks of the day they were asked about last.
    """
    if told.back is not None:
        return []
    asked = []
    for row, posting in days:
        key = f"{arrivals.ASK}:{row.id}:{row.day.isoformat()}"
        sent = outbox.by_key(session, here, key) if row.reported is None else None
        if sent is not None and sent.person_id == person.id:
            asked.append((sent.due_at, (row, posting)))
    if len({posting.id for _, (_, posting) in asked}) != 1:
        return []
    newest = max(at for at, _ in asked)
    return [day for at, day in asked if newest - at <= TOGETHER]


def ask(session: Session, now: datetime, here: Here, person: Person, days: list[Day]) -> None:
    """Which day? Each is named, and how to say that all are meant."""
    language = people.language_of(here, person)
    names = [arrivals.day_words(now, here, row, language) for row, _ in days]
    text = almanac.say(
        here,
        "arrivals.which_day",
        language,
        code=days[0][1].code or "",
        days=say("list.pause", language).join(names),
        day=wording.day(days[0][0].day, language),
    )
    key = f"came:{here.inbox_id}:{person.id}"
    outbox.tell_person(session, now, here, person.id or 0, text, key=key, about=[days[0][1].id or 0])


def said(text: str, today: date, days: list[Day], *, every: bool) -> list[Day]:
    """Those of the days that an answer names: 昨天, 14号, 都是."""
    if every:
        return days
    back = nlp_arrivals.back_in(text)
    named = set(day_limits.named(text, today, [row.day for row, _ in days]))
    if back is not None:
        named.add(today - timedelta(days=back))
    return [each for each in days if each[0].day in named]
