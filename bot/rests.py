"""停工 in a poster's words: one day, several that are named, or 停两天, of which it is asked which two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import calloffs, changes, people, postings, roster_days, seats, talk, wording, work_hours
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import ON_AIR, Person, Posting
from bot.people import DESK_ROLES, Sender
from bot.texts import say
from nlp import day_limits, needed, on_list
from nlp import order as orders

WHICH = "rest_which"
WHICH_SECONDS = 3600
RUNS = 3
ANSWER_MOST = 14


def order(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, day: date | None, text: str
) -> None:
    """Stop the day or the days that the words name; without one the next. 停两天 alone: which two is asked."""
    rows = seats.days(session, here, posting)
    left = [row.day for row in rows if row.stopped_at is None]
    if not left:
        raise Refused("employer.no_days", code=posting.code or "")
    today = here.today(now)
    if on_list.rest_of_day(text) and day in (None, today) and today in left:
        _rest_of_today(session, now, here, person, posting, text)
        return
    ahead = [each for each in left if each >= today]
    not_begun = [row.day for row in seats.days_ahead(session, now, here, posting)]
    named = _named(text, today, ahead, not_begun)
    number = orders.rest_days(text)
    if number is not None and number != 1 and day is None and not named:
        if number == 0 or len(not_begun) > number:
            _ask(session, now, here, person, posting, number, not_begun)
            return
        named = tuple(not_begun)
    elif number and len(named) == 1:  # 明天起停两天
        named = tuple(each for each in ahead if each >= named[0])[:number]
    if len(named) > 1:
        stop(session, now, here, person, posting, named, text)
        return
    day = day or next(iter(named), None) or next(iter(ahead), left[-1])
    if any(row.day == day and row.stopped_at is not None for row in rows):
        near = wording.day_beside(day, today, people.language_of(here, person))
        changes.answered(session, now, here, person, posting, "employer.stopped_already", day=near)
        return
    stop(session, now, here, person, posting, (day,), text)


def _rest_of_today(session: Session, now: datetime, here: Here, person: Person, posting: Posting, text: str) -> None:
    """今天下午不干了: of work that goes on the rest of the day is off. Before noon it is asked until what hour."""
    row = next(each for each in seats.days(session, here, posting) if each.day == here.today(now))
    if not work_hours.half_done(now, here, posting, row):
        raise Refused("employer.half_day", name=wording.named(posting))
    stop(session, now, here, person, posting, (row.day,), text)


def _named(text: str, today: date, ahead: Sequence[date], not_begun: Sequence[date]) -> tuple[date, ...]:
    """The days of work that a text names; 停到周三 names all up to that day that have not begun."""
    named = day_limits.named(text, today, ahead) if text else ()
    if len(named) == 1 and orders.rests_until(text):
        return tuple(each for each in not_begun if each <= named[0])
    return named


def stop(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    days: Sequence[date],
    text: str = "",
) -> None:
    """Stop these days: everybody on them is told, late ones count on the file, and the poster hears what was done."""
    today, touched = here.today(now), roster_days.people_on(session, here, posting, days)
    for day in days:
        on_it = changes.stop_day(session, now, here, posting, day, orders.weather(text))
        if person.role not in DESK_ROLES:
            calloffs.count_late(session, now, here, posting, day, on_it)
    language = people.language_of(here, person)
    near = wording.day_beside(days[0], today, language) if len(days) == 1 else wording.day_list(days, language)
    changes.answered(session, now, here, person, posting, "employer.stopped", day=near, people=touched)
    calloffs.ask_next_day(session, now, here, posting, days[-1])


def _ask(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, number: int, ahead: Sequence[date]
) -> None:
    """Which days? With a button for each run of `number` from the next days on (0: how many is not said either)."""
    language = people.language_of(here, person)
    buttons: Buttons = []
    for first in range(min(RUNS, len(ahead) - number + 1)) if number else ():
        days = ahead[first : first + number]
        data = f"rest:{posting.id}:{days[0].isoformat()}.{number}"
        buttons.append(
            [{"text": say("employer.rest_button", language, days=wording.day_list(days, language)), "data": data}]
        )
    person.doing = {"act": WHICH, "posting": posting.id, "number": number, "at": int(now.timestamp())}
    session.add(person)
    text = say("employer.rest_which", language, name=wording.named(posting))
    talk.reply(session, now, here, person, text, buttons=buttons, about=[posting], part="rest")


def hear(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """The days said in answer; False where nothing of the kind was asked, or the words say something else."""
    doing = dict(person.doing)
    if not people.was_asked(person, WHICH, now, WHICH_SECONDS):
        return False
    posting = session.get(Posting, int(doing.get("posting", 0)))
    said = orders.read(text, here.today(now))
    if posting is None or len(text) > ANSWER_MOST or said.act not in (None, "stop") or needed.read(text) is not None:
        return False
    ahead = [row.day for row in seats.days_ahead(session, now, here, posting)]
    days = day_limits.answer(text, here.today(now), ahead, int(doing.get("number", 0)) or None)
    if not days:
        return False
    _settle(session, now, here, person, posting, days)
    return True


def press(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, first: date, number: int
) -> str:
    """The button of a run of days; those of them that are over or stopped already are left alone."""
    person = people.meet(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    ahead = [row.day for row in seats.days_ahead(session, now, here, posting)]
    days = [each for each in ahead if first <= each < first + timedelta(days=number)]
    if not days:
        raise Refused("employer.old_button")
    _settle(session, now, here, person, posting, days)
    return ""


def _settle(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, days: Sequence[date]
) -> None:
    changes.may(session, here, person, posting)
    if posting.status not in ON_AIR and not calloffs.reaches(session, now, here, posting):
        raise Refused("employer.old_button")
    person.doing = {}
    session.add(person)
    stop(session, now, here, person, posting, days)
