"""Who came: asked of the employer once work has begun, told in words or by ticks. Unticked is unknown, not absent.

No-shows are counted; nothing follows from the count by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import (
    almanac,
    answers,
    day_begins,
    dues,
    events,
    freshen,
    ladder,
    parts,
    people,
    questions,
    reminders,
    seats,
    wording,
    work_hours,
)
from bot.app import Here
from bot.messengers import Buttons
from bot.models import (
    Delivery,
    Due,
    Person,
    Posting,
    PostingDay,
    QuestionState,
    Signup,
    SignupDay,
)
from bot.people import DESK_ROLES, Sender
from bot.wishes import Outcome
from nlp.arrivals import Arrivals

ASK = "arrivals"
MOST_TICKS = 60


def morning(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once a morning: the lists of today, and when today's employers and workers are asked.

    Of the days before, on which the program may have stood still, it is made good as long as somebody remembers.
    """
    today = almanac.day_of(due)
    if here.today(now) != today:
        return "the day is over"
    # Of days on which nothing ticked this was never planned.
    for back in range(here.settings.times.arrivals_days, 0, -1):
        for row, posting in reminders.days_of_work(session, here, today - timedelta(days=back)):
            plan(session, now, here, posting, row)
    for row, posting in reminders.days_of_work(session, here, today):
        plan(session, now, here, posting, row)
        if not work_hours.under_way(now, here, posting, row):
            _plan_list(session, now, here, row, now)
    return None


def early(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, at midnight: plan today's lists of work that begins no later than the morning's lists go out."""
    today = almanac.day_of(due)
    if here.today(now) != today:
        return "the day is over"
    early_again(session, now, here)
    return None


def early_again(session: Session, now: datetime, here: Here) -> None:
    """The same by the hours in force now: a list that still waits is moved, one that went out stays out."""
    for row, posting in reminders.days_of_work(session, here, here.today(now)):
        _plan_early(session, now, here, posting, row)


def _plan_early(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """The list ahead of a start that the morning would come too late for."""
    times, begins = here.settings.times, posting.begin_time
    if begins is None or begins > times.morning_list:
        return
    at = almanac.moment(here, row.day, begins) - timedelta(minutes=times.early_list_minutes)
    if not work_hours.under_way(now, here, posting, row):
        _plan_list(session, now, here, row, max(at, now))


def _plan_list(session: Session, now: datetime, here: Here, row: PostingDay, at: datetime) -> None:
    day = row.day.isoformat()
    key = f"{reminders.MORNING_LIST}:{row.id}:{day}"
    dues.plan(session, now, here, reminders.MORNING_LIST, row.id, at, key=key, details={"day": day})


def plan(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """Plan what follows the start of work on a day: who came, and after the work how it was. Planned once for each day.

    Called in the morning for all, and when something is published or moved to the very day.
    """
    from bot import feedback

    day = row.day.isoformat()
    day_begins.plan(session, now, here, posting, row)
    for kind, at in ((ASK, asks_at(here, posting, row)), (feedback.AFTER, feedback.asks_at(here, posting, row))):
        dues.plan(session, now, here, kind, row.id, at, key=f"{kind}:{row.id}:{day}", details={"day": day})


def asks_at(here: Here, posting: Posting, row: PostingDay) -> datetime:
    """When the poster is asked who came: some time after the start of work; at the county's hour where none is said."""
    times = here.settings.times
    if posting.begin_time is not None:
        return almanac.moment(here, row.day, posting.begin_time) + timedelta(minutes=times.arrivals_minutes)
    at = almanac.moment(here, row.day, times.arrivals)
    if posting.published_at is not None and posting.published_at > at:
        return almanac.moment(here, row.day, times.after_work)  # published in the afternoon of the very day
    return at


def plan_today(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """The same for a posting whose work is today, where it is published or moved after the morning."""
    for row in seats.days(session, here, posting):
        if row.day == here.today(now) and row.stopped_at is None:
            plan(session, now, here, posting, row)
            _plan_early(session, now, here, posting, row)


def ask_due(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: ask the poster who came. Late is better than never, up to `times.arrivals_days` after."""
    row = session.get(PostingDay, due.subject_id)
    posting = session.get(Posting, row.posting_id) if row is not None else None
    if row is None or posting is None:
        return "gone"
    if row.day != almanac.day_of(due):
        return "the day was moved"
    _close_questions(session, now, here, row)
    if not here.settings.clock.arrivals:
        return almanac.SWITCHED_OFF
    if not work_hours.worked(here, posting, row):
        return "no work that day"
    if row.taken == 0:
        return "nobody was on it"
    if row.reported_at is not None:
        return "told already"
    if here.today(now) > row.day + timedelta(days=here.settings.times.arrivals_days):
        return "too late: nobody remembers"
    at = asks_at(here, posting, row)
    if now < at or almanac.in_quiet(here, now):
        due.due_at = max(at, ladder.speaks_at(now, here))
        session.add(due)
        return None
    ask(session, now, here, posting, row)
    return None


def _close_questions(session: Session, now: datetime, here: Here, row: PostingDay) -> None:
    """The evening's questions are over once the work has begun; who did not answer stays marked 没回."""
    for signup in reminders.seated(session, here, row):
        questions.end_evening(session, now, here, signup, QuestionState.PASSED, day=row.day)


def ask(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """Ask the poster, with a button for each signup to tick; on the call list where no message reaches them."""
    language = people.language_for(session, here, posting.poster_id)
    text = almanac.say(here, "arrivals.ask", language, code=posting.code or "", day=day_words(now, here, row, language))
    ladder.say(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=f"{ASK}:{row.id}:{row.day.isoformat()}",
        posting=posting,
        buttons=_ticks(session, here, row, language),
        falls_back=False,
        what="call_clock.arrivals",
        day=row.day + timedelta(days=here.settings.times.arrivals_days),
        until=almanac.evening_over(here, now),
    )


def day_words(now: datetime, here: Here, row: PostingDay, language: str) -> str:
    """The day with its date, as it is named today."""
    return wording.day_beside(row.day, now.astimezone(here.zone).date(), language)


def rows_of(session: Session, here: Here, row: PostingDay) -> list[tuple[SignupDay, Signup]]:
    """Who has seats on this day, in order of arrival."""
    found = session.exec(
        select(SignupDay, Signup)
        .where(
            SignupDay.county_id == here.county_id,
            SignupDay.posting_day_id == row.id,
            SignupDay.seats > 0,
            Signup.county_id == SignupDay.county_id,
            Signup.id == SignupDay.signup_id,
        )
        .order_by(col(Signup.inbox_id), col(Signup.id))
    )
    return [(mine, signup) for mine, signup in found]


def _state(mine: SignupDay) -> str:
    return "unknown" if mine.arrived is None else "came" if mine.arrived > 0 else "absent"


def _ticks(session: Session, here: Here, row: PostingDay, language: str) -> Buttons:
    buttons: Buttons = [[{"text": almanac.say(here, "arrivals.button_all", language), "data": f"tickall:{row.id}:yes"}]]
    line: list[dict[str, str]] = []
    for mine, signup in rows_of(session, here, row)[:MOST_TICKS]:
        name = answers.public_name(here, session.get(Person, signup.person_id))
        state = almanac.say(here, f"arrivals.state_{_state(mine)}", language)
        text = almanac.say(here, "arrivals.tick", language, name=name, count=mine.seats, state=state)
        line.append({"text": text, "data": f"tick:{mine.id}:{_state(mine)}"})
        if len(line) == 2:
            buttons.append(line)
            line = []
    return [*buttons, line] if line else buttons


def may(session: Session, here: Here, person: Person | None, posting: Posting) -> bool:
    """Whether somebody may tell who came to a posting: its poster, and the desk of its place."""
    if person is None or posting.poster_id == person.id:
        return person is not None
    return person.role in DESK_ROLES and parts.sees(session, here, person, posting.region_id)


def _at_hand(session: Session, here: Here, row: PostingDay | None, person: Person | None) -> Posting | None:
    posting = session.get(Posting, row.posting_id) if row is not None else None
    if row is None or row.county_id != here.county_id or posting is None or not may(session, here, person, posting):
        return None
    return posting


def press_tick(
    session: Session, now: datetime, here: Here, *, sender: Sender, signup_day_id: int, shown: str, delivery_id: int
) -> Outcome:
    """A tick: unknown, came, did not come, and round again. `shown` is what the button showed when it was pressed."""
    mine = session.get(SignupDay, signup_day_id, with_for_update=True)
    row = session.get(PostingDay, mine.posting_day_id) if mine is not None else None
    person = people.find(session, here, sender.user_id)
    posting = _at_hand(session, here, row, person)
    if mine is None or row is None or posting is None:
        return Outcome("gone", almanac.say(here, "arrivals.over", here.language))
    language = people.language_of(here, person)
    if _state(mine) == shown:  # an old button of a message edited since changes nothing
        mine.arrived = {"unknown": mine.seats, "came": 0, "absent": None}[shown]
        session.add(mine)
        note(session, now, here, posting, row, None)
    outbox_edit(session, now, here, row, delivery_id, language)
    signup = session.get(Signup, mine.signup_id)
    name = answers.public_name(here, session.get(Person, signup.person_id) if signup is not None else None)
    state = almanac.say(here, f"arrivals.state_{_state(mine)}", language)
    return Outcome("ticked", almanac.say(here, "arrivals.ticked", language, name=name, state=state))


def press_all(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_day_id: int, delivery_id: int
) -> Outcome:
    """都来了, by button."""
    row = session.get(PostingDay, posting_day_id)
    person = people.find(session, here, sender.user_id)
    posting = _at_hand(session, here, row, person)
    if row is None or posting is None or person is None:
        return Outcome("gone", almanac.say(here, "arrivals.over", here.language))
    language = people.language_of(here, person)
    from bot import came

    text = came.take(session, now, here, posting, row, Arrivals(everybody=True), language)
    outbox_edit(session, now, here, row, delivery_id, language)
    return Outcome("told", text)


def outbox_edit(session: Session, now: datetime, here: Here, row: PostingDay, delivery_id: int, language: str) -> None:
    """Show the ticks as they stand now."""
    told = session.get(Delivery, delivery_id)
    if told is not None and told.county_id == here.county_id and told.dedupe_key.startswith(f"{ASK}:{row.id}:"):
        freshen.edit(session, now, here, delivery_id, told.text, _ticks(session, here, row, language))


def note(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, number: int | None) -> None:
    """Keep the number told, or what the ticks come to once each is known; with its event."""
    session.flush()
    rows = rows_of(session, here, row)
    known = [mine.arrived for mine, _ in rows if mine.arrived is not None]
    if number is not None:
        row.reported = number
    elif len(known) == len(rows):
        row.reported = sum(known)
    row.reported_at = now
    session.add(row)
    after = {
        "posting": posting.id,
        "day": row.day.isoformat(),
        "came": row.reported,
        "said": number,
        "absent": sum(1 for each in known if each == 0),
    }
    events.note(session, now, here, "day.arrived", "posting_day", row.id, after=after)
