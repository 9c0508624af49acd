"""Who came: asked of the employer once work has begun, told in words or by ticks. Unticked is unknown, not absent.

No-shows are counted; nothing follows from the count by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import (
    almanac,
    answers,
    dues,
    events,
    freshen,
    inbox,
    ladder,
    outbox,
    parts,
    people,
    questions,
    reminders,
    seats,
    who_came,
    wording,
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
    Role,
    Signup,
    SignupDay,
    SignupState,
)
from bot.people import DESK_ROLES, Sender
from bot.texts import say
from bot.wishes import Outcome
from nlp import arrivals as nlp_arrivals
from nlp.arrivals import Arrivals
from nlp.types import PendingKind

ASK = "arrivals"
MOST_TICKS = 60
BACK_DAYS = 2


def morning(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once a morning: the lists of today, and when today's employers and workers are asked.

    Of the days before, on which the program may have stood still, it is made good as long as somebody remembers.
    """
    today = almanac.day_of(due)
    if here.today(now) != today:
        return "the day is over"
    for back in range(BACK_DAYS, 0, -1):  # of days on which nothing ticked this was never planned
        for row, posting in reminders.days_of_work(session, here, today - timedelta(days=back)):
            plan(session, now, here, posting, row)
    for row, posting in reminders.days_of_work(session, here, today):
        plan(session, now, here, posting, row)
        if here.settings.clock.morning_list and not seats.begun(now, here, posting, row):
            key = f"{reminders.MORNING_LIST}:{row.id}:{today.isoformat()}"
            details = {"day": today.isoformat()}
            dues.plan(session, now, here, reminders.MORNING_LIST, row.id, now, key=key, details=details)
    return None


def plan(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """Plan what follows the start of work on a day: who came, and after the work how it was. Planned once for each day.

    Called in the morning for all, and when something is published or moved to the very day.
    """
    from bot import feedback

    times, day = here.settings.times, row.day.isoformat()
    begins = almanac.moment(here, row.day, posting.begin_time or times.arrivals)
    at = begins + timedelta(minutes=times.arrivals_minutes if posting.begin_time is not None else 0)
    dues.plan(session, now, here, ASK, row.id, at, key=f"{ASK}:{row.id}:{day}", details={"day": day})
    if here.settings.clock.after_work:
        after = feedback.asks_at(here, posting, row)
        key = f"{feedback.AFTER}:{row.id}:{day}"
        dues.plan(session, now, here, feedback.AFTER, row.id, after, key=key, details={"day": day})


def plan_today(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """The same for a posting whose work is today, where it is published or moved after the morning."""
    for row in seats.days(session, here, posting):
        if row.day == here.today(now) and row.stopped_at is None:
            plan(session, now, here, posting, row)


def ask_due(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: ask the poster who came. Late is better than never, up to two days after."""
    row = session.get(PostingDay, due.subject_id)
    posting = session.get(Posting, row.posting_id) if row is not None else None
    if row is None or posting is None:
        return "gone"
    if row.day != almanac.day_of(due):
        return "the day was moved"
    _close_questions(session, now, here, posting, row)
    if not here.settings.clock.arrivals:
        return "switched off"
    if row.stopped_at is not None or posting.status not in reminders.WORKED:
        return "no work that day"
    if row.taken == 0:
        return "nobody was on it"
    if row.reported_at is not None:
        return "told already"
    if here.today(now) > row.day + timedelta(days=BACK_DAYS):
        return "too late: nobody remembers"
    if almanac.in_quiet(here, now):
        due.due_at = ladder.speaks_at(now, here)
        session.add(due)
        return None
    ask(session, now, here, posting, row)
    return None


def _close_questions(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """The evening's questions are over once the work has begun; who did not answer stays marked 没回."""
    for signup in reminders.seated(session, here, row):
        for question in questions.of_person(session, here, signup.person_id, posting.id or 0, PendingKind.STILL):
            if question.details.get("day") == row.day.isoformat():
                questions.close(session, now, here, question, QuestionState.PASSED)


def ask(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    """Ask the poster, with a button for each signup to tick; on the call list where no message reaches them."""
    language = people.language_for(session, here, posting.poster_id)
    text = almanac.say(here, "arrivals.ask", language, code=posting.code or "", day=_day(now, here, row, language))
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
        day=row.day + timedelta(days=BACK_DAYS),
        until=almanac.evening_over(here, now),
    )


def _day(now: datetime, here: Here, row: PostingDay, language: str) -> str:
    return wording.day_beside(row.day, now.astimezone(here.zone).date(), language)


def _rows(session: Session, here: Here, row: PostingDay) -> list[tuple[SignupDay, Signup]]:
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
    for mine, signup in _rows(session, here, row)[:MOST_TICKS]:
        name = answers.public_name(here, session.get(Person, signup.person_id))
        state = almanac.say(here, f"arrivals.state_{_state(mine)}", language)
        text = almanac.say(here, "arrivals.tick", language, name=name, count=mine.seats, state=state)
        line.append({"text": text, "data": f"tick:{mine.id}:{_state(mine)}"})
        if len(line) == 2:
            buttons.append(line)
            line = []
    return [*buttons, line] if line else buttons


def _may(session: Session, here: Here, person: Person | None, posting: Posting) -> bool:
    if person is None or posting.poster_id == person.id:
        return person is not None
    return person.role in DESK_ROLES and parts.sees(session, here, person, posting.region_id)


def _at_hand(session: Session, here: Here, row: PostingDay | None, person: Person | None) -> Posting | None:
    posting = session.get(Posting, row.posting_id) if row is not None else None
    if row is None or row.county_id != here.county_id or posting is None or not _may(session, here, person, posting):
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
        _told(session, now, here, posting, row, None)
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
    text = take(session, now, here, posting, row, Arrivals(everybody=True), language)
    outbox_edit(session, now, here, row, delivery_id, language)
    return Outcome("told", text)


def outbox_edit(session: Session, now: datetime, here: Here, row: PostingDay, delivery_id: int, language: str) -> None:
    """Show the ticks as they stand now."""
    told = session.get(Delivery, delivery_id)
    if told is not None and told.county_id == here.county_id and told.dedupe_key.startswith(f"{ASK}:{row.id}:"):
        freshen.edit(session, now, here, delivery_id, told.text, _ticks(session, here, row, language))


def hear(
    session: Session, now: datetime, here: Here, *, person: Person, text: str, quoted: Posting | None = None
) -> bool:
    """Words of a poster, or of a broker about their own people, on who came. False where they are about none."""
    read = nlp_arrivals.read(text)
    if read is None or person.id is None:
        return False
    open_ = _begun(session, now, here, person)
    code = quoted.code if quoted is not None else read.code
    if code is not None:
        open_ = [each for each in open_ if each[1].code == code]
    if not open_:
        return False
    own = open_
    if len({posting.id for _, posting in own}) > 1:
        untold = [each for each in own if each[0].reported_at is None]
        own = untold if len({posting.id for _, posting in untold}) == 1 else own
    language = people.language_of(here, person)
    if len({posting.id for _, posting in own}) > 1:
        text = almanac.say(here, "arrivals.which", language, code=own[-1][1].code or "")
        outbox.tell_person(session, now, here, person.id, text, key=f"came:{here.inbox_id}:{person.id}")
        return True
    row, posting = own[-1]
    inbox.keep(session, here)
    only = None if _may(session, here, person, posting) else person
    text = take(session, now, here, posting, row, read, language, only=only)
    about = [posting.id or 0]
    outbox.tell_person(session, now, here, person.id, text, key=f"came:{here.inbox_id}:{person.id}", about=about)
    return True


def _begun(session: Session, now: datetime, here: Here, person: Person) -> list[tuple[PostingDay, Posting]]:
    """The days of work of these days that have begun, of one's own postings or with one's own block, oldest first."""
    today = here.today(now)
    query = (
        select(PostingDay, Posting)
        .where(
            PostingDay.county_id == here.county_id,
            col(PostingDay.day).between(today - timedelta(days=BACK_DAYS), today),
            col(PostingDay.stopped_at).is_(None),
            PostingDay.taken > 0,
            Posting.county_id == PostingDay.county_id,
            Posting.id == PostingDay.posting_id,
            col(Posting.status).in_([each.value for each in reminders.WORKED]),
        )
        .order_by(col(PostingDay.day), col(PostingDay.id))
    )
    found = list(session.exec(query.where(Posting.poster_id == person.id)))
    if not found and person.role == Role.BROKER:
        blocks = select(Signup.posting_id).where(
            Signup.county_id == here.county_id,
            Signup.person_id == person.id,
            col(Signup.block).is_(True),
            Signup.state == SignupState.ACTIVE,
        )
        found = list(session.exec(query.where(col(Posting.id).in_(blocks))))
    return [(row, posting) for row, posting in found if seats.begun(now, here, posting, row) or row.day == today]


def take(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    told: Arrivals,
    language: str,
    *,
    only: Person | None = None,
) -> str:
    """Write down who came, as far as it was told; the sentence that says it back. `only`: the people of one signup."""
    rows = [each for each in _rows(session, here, row) if only is None or each[1].person_id == only.id]
    total = sum(mine.seats for mine, _ in rows)
    code, day = posting.code or "", _day(now, here, row, language)
    absent, lost, unknown = who_came.absent(session, here, rows, told)
    names = say("list.pause", language).join(name for name in told.absent if name not in unknown)
    everybody = told.everybody or (told.count == total and not absent)
    if told.nobody or everybody:
        for mine, _ in rows:
            mine.arrived = mine.seats if everybody else 0
            session.add(mine)
        number = total if everybody else 0
        _told(session, now, here, posting, row, number if only is None else None)
        if told.nobody and only is None:
            _desk_none(session, now, here, posting, row)
        key = "arrivals.noted_all" if everybody else "arrivals.noted_none"
        return almanac.say(here, key, language, code=code, day=day, count=number)
    for mine, _ in rows:
        if mine.id in absent:
            mine.arrived = absent[mine.id or 0]
        elif told.rest_came or (told.count is not None and total - lost == told.count):
            mine.arrived = mine.seats
        session.add(mine)
    came = told.count if told.count is not None else total - lost if told.rest_came else None
    _told(session, now, here, posting, row, came if only is None else None)
    tail = almanac.say(here, "arrivals.unknown", language, names=say("list.pause", language).join(unknown))
    key = "arrivals.noted_names" if came is None else "arrivals.noted_absent" if names else "arrivals.noted"
    text = almanac.say(here, key, language, code=code, day=day, count=came, names=names)
    return text + (tail if unknown else "")


def _told(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, number: int | None) -> None:
    """Keep the number told, or what the ticks come to once each is known; with its event."""
    session.flush()
    rows = _rows(session, here, row)
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


def _desk_none(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    for clerk in parts.clerks(session, here, posting.region_id):
        language = people.language_of(here, clerk)
        day = _day(now, here, row, language)
        text = almanac.say(here, "arrivals.desk_none", language, posting=wording.named(posting), day=day)
        outbox.tell_person(session, now, here, clerk.id or 0, text, key=f"nobody:{row.id}:{row.day}:{clerk.id}")
