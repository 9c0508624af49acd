"""停工 and what follows: groups and brokers hear it, and who calls off late is counted on their file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import almanac, block_lists, events, freshen, outbox, people, relay_texts, seats, wording, work_hours
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    ON_AIR,
    Delivery,
    Employer,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Priority,
    Signup,
    SignupDay,
    SignupState,
)
from bot.people import Sender
from bot.texts import say


def is_late(now: datetime, here: Here, day: date) -> bool:
    """Whether calling off this day now comes after the hour of the evening before."""
    return now >= almanac.moment(here, day - timedelta(days=1), here.settings.times.late_from)


def first_day(session: Session, now: datetime, here: Here, posting: Posting) -> date | None:
    """The next day of work of a posting that is not stopped; None where no date is said."""
    from bot import seats

    ahead = [row.day for row in seats.days(session, here, posting) if row.stopped_at is None]
    return next((day for day in ahead if day >= here.today(now)), None)


def reaches(session: Session, now: datetime, here: Here, posting: Posting, day: date | None = None) -> bool:
    """Whether this can still be called off: it is out, or it takes no more people but its list has work to come.

    Work to come: a day today or later that is not stopped, on `day` where one is said; without a date, while it holds.
    """
    from bot import seats

    if posting.status in ON_AIR:
        return True
    if posting.status not in (PostingStatus.CLOSED, PostingStatus.EXPIRED):
        return False
    if posting.start is None:
        return posting.status == PostingStatus.CLOSED and (posting.valid_until is None or posting.valid_until > now)
    ahead = [row.day for row in seats.days(session, here, posting) if row.stopped_at is None]
    return any(each >= here.today(now) and day in (None, each) for each in ahead)


def closed_of(session: Session, now: datetime, here: Here, person_id: int, day: date | None = None) -> list[Posting]:
    """A poster's own that take no more people but can still be called off (on `day`), the newest first."""
    midnight = almanac.moment(here, here.today(now), time(0))
    found = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.poster_id == person_id,
            col(Posting.status).in_([PostingStatus.CLOSED.value, PostingStatus.EXPIRED.value]),
            col(Posting.valid_until).is_(None) | (col(Posting.valid_until) >= midnight),
        )
        .order_by(col(Posting.id).desc())
    )
    return [each for each in found if reaches(session, now, here, each, day)]


def count_late(session: Session, now: datetime, here: Here, posting: Posting, day: date, touched: int) -> bool:
    """Count a late calling off on the employer's file, where it touched anybody; whether it was counted.

    Work that went on until past noon was not called off: it ended early.
    """
    if any(
        row.day == day and work_hours.half_done(now, here, posting, row) for row in seats.days(session, here, posting)
    ):
        return False
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    if file is None or not touched or not is_late(now, here, day):
        return False
    file.late_calls_off += 1
    session.add(file)
    after = {"posting": posting.id, "day": day.isoformat(), "people": touched}
    events.note(session, now, here, "employer.late_call_off", "employer", file.id, after=after)
    return True


def spread(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, why: str) -> int:
    """Tell the groups people of this day came from, and the brokers who bring some; how many groups.

    A group in which they were told by name just now hears no second line; one that people carry to gets a ready text.
    """
    found = session.exec(
        select(SignupDay, Signup).where(
            SignupDay.county_id == here.county_id,
            SignupDay.posting_day_id == row.id,
            (SignupDay.seats > 0) | (SignupDay.waiting > 0),
            Signup.county_id == SignupDay.county_id,
            Signup.id == SignupDay.signup_id,
            Signup.state == SignupState.ACTIVE,
        )
    ).all()
    stamp = f"{row.id}:{now.timestamp():.0f}"
    groups = {signup.group_id for _, signup in found if signup.group_id is not None}
    told = _groups(session, now, here, posting, row, why, stamp, sorted(groups))
    for mine, signup in found:
        if signup.block:
            _broker(session, now, here, posting, row, why, f"stopblock:{stamp}:{signup.id}", mine, signup)
    return told


def _groups(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    why: str,
    stamp: str,
    groups: list[int],
) -> int:
    text = _text(here, posting, row, now, why, here.language)
    named, about, told = _named_in(session, here, posting, now, set(groups)), [posting.id or 0], 0
    over = almanac.moment(here, row.day + timedelta(days=1), time(0))
    for group_id in (each for each in groups if each not in named):
        key = f"stopgroup:{stamp}:{group_id}"
        sent = outbox.tell_group(session, now, here, group_id, text, key=key, about=about) is not None
        told += sent or relay_texts.tell(
            session,
            now,
            here,
            group_id,
            text,
            key=key,
            kind=relay_texts.STOP,
            name=almanac.say(here, "calloff.name", here.language, code=posting.code or ""),
            until=over,
            about=about,
        )
    return told


def _named_in(session: Session, here: Here, posting: Posting, now: datetime, groups: set[int]) -> set[int | None]:
    """The groups whose collected answer that waits to go out says it already."""
    rows = session.exec(
        select(Delivery).where(
            Delivery.county_id == here.county_id,
            col(Delivery.group_id).in_(groups),
            Delivery.state == "due",
            col(Delivery.dedupe_key).startswith("answers:"),
        )
    )
    return {
        row.group_id
        for row in rows
        if any(
            str(each.get("key", "")).startswith("stopped:") and each.get("posting") == posting.id
            for each in row.details.get("entries", [])
        )
    }


def _broker(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    why: str,
    key: str,
    mine: SignupDay,
    signup: Signup,
) -> None:
    language = people.language_of(here, session.get(Person, signup.person_id))
    block_lists.tell(
        session,
        now,
        here,
        posting,
        row,
        signup,
        "calloff.broker_rest" if work_hours.half_done(now, here, posting, row) else "calloff.broker",
        key=key,
        what="call.stopped",
        why=_why(why, language),
        count=mine.seats or mine.waiting,
    )


def _why(why: str, language: str) -> str:
    return say("roster.why", language, why=why) if why else ""


def _text(here: Here, posting: Posting, row: PostingDay, now: datetime, why: str, language: str) -> str:
    return almanac.say(
        here,
        "calloff.group_rest" if work_hours.half_done(now, here, posting, row) else "calloff.group",
        language,
        why=_why(why, language),
        code=posting.code or "",
        day=wording.day_beside(row.day, here.today(now), language),
    )


def ask_next_day(session: Session, now: datetime, here: Here, posting: Posting, day: date) -> None:
    """The only day of a posting was stopped: its poster is asked whether the next day is worked, with the same list."""
    from bot import seats

    only = posting.status == PostingStatus.CLOSED and not seats.days_ahead(session, now, here, posting)
    if not only or not _standing(session, here, posting, day):
        return
    language = people.language_of(here, session.get(Person, posting.poster_id))
    near = wording.day_beside(day + timedelta(days=1), here.today(now), language)
    text = almanac.say(here, "calloff.next_day", language, code=posting.code or "", day=near)
    button = {
        "text": almanac.say(here, "calloff.button_next", language, day=near),
        "data": f"nextday:{posting.id}:{day}",
    }
    outbox.tell_person(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=f"nextday:{posting.id}:{day}:{now.timestamp():.0f}",
        buttons=[[button]],
        about=[posting.id or 0],
    )


def _standing(session: Session, here: Here, posting: Posting, day: date) -> list[tuple[SignupDay, Signup, PostingDay]]:
    found = session.exec(
        select(SignupDay, Signup, PostingDay)
        .where(
            PostingDay.county_id == here.county_id,
            PostingDay.posting_id == posting.id,
            PostingDay.day == day,
            SignupDay.county_id == PostingDay.county_id,
            SignupDay.posting_day_id == PostingDay.id,
            SignupDay.seats > 0,
            Signup.county_id == SignupDay.county_id,
            Signup.id == SignupDay.signup_id,
            Signup.state == SignupState.ACTIVE,
        )
        .order_by(col(Signup.inbox_id), col(Signup.id))
    )
    return [(mine, signup, row) for mine, signup, row in found]


def next_day(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, day: date) -> str:
    """The work of a stopped day is done the day after: seats go over as they were, everybody on it is asked.

    Refused where the posting is not this person's, where the day is past, or where it was done already.
    """
    from bot import changes, seats

    person = people.meet(session, now, here, sender)
    posting = seats.lock(session, here, posting_id)
    if posting is None:
        raise Refused("employer.gone")
    changes.may(session, here, person, posting)
    if not may_move(session, now, here, posting, day):
        raise Refused("employer.old_button")
    return move(session, now, here, person, posting, day)


def may_move(session: Session, now: datetime, here: Here, posting: Posting, day: date) -> bool:
    """Whether a stopped day can be worked the day after: its posting ended with it, and somebody is on its list."""
    over = posting.status != PostingStatus.CLOSED or day + timedelta(days=1) < here.today(now)
    return not over and bool(_standing(session, here, posting, day))


def move(session: Session, now: datetime, here: Here, person: Person, posting: Posting, day: date) -> str:
    """The day after is worked with the same list, where that may be; the sentence for the poster."""
    from bot import still_come

    new_day, found = day + timedelta(days=1), _standing(session, here, posting, day)
    row = _worked_instead(session, now, here, posting, found, new_day)

    def moved(language: str) -> str:
        old, to = wording.day(day, language), wording.day(new_day, language)
        return almanac.say(here, "calloff.moved", language, code=posting.code or "", old=old, day=to)

    asked = still_come.ask_all(session, now, here, posting, moved)
    language = people.language_of(here, person)
    near = wording.day_beside(new_day, here.today(now), language)
    if not asked:
        return say("employer.next_told", language, code=posting.code or "", day=near, people=row.taken)
    return almanac.say(here, "calloff.next_noted", language, code=posting.code or "", day=near, people=row.taken)


def _worked_instead(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    found: list[tuple[SignupDay, Signup, PostingDay]],
    day: date,
) -> PostingDay:
    """A stopped posting is open again for another day, with the seats of `found` as they were; the row of that day."""
    from bot import agreed, postings, seats, terms

    posting_id, before_it = posting.id or 0, found[0][2]
    enough = posting.closed_at and before_it.stopped_at and posting.closed_at < before_it.stopped_at
    wanted = sum(mine.seats for mine, _, _ in found) if enough else before_it.wanted  # 够了 was said: nobody new
    row = PostingDay(county_id=here.county_id, posting_id=posting_id, day=day, wanted=wanted)
    session.add(row)
    before = terms.copied(posting)
    posting.start, posting.end, posting.days, posting.days_named = day, None, None, []
    agreed.keep(session, now, here, before, posting)
    posting.valid_until = postings.holds_until(now, here, posting)
    posting.closed_at = None
    posting.version += 1
    seats.step(session, now, here, posting, PostingStatus.OPEN)
    session.flush()
    for mine, signup, stopped in found:
        number = mine.seats
        if not work_hours.ended_early(here, posting, stopped):  # who worked till past noon was there on that day too
            seats.put(session, now, here, signup, mine, stopped, seats=0)
        seats.put(session, now, here, signup, seats.row_for(session, signup, row), row, seats=number)
    postings.plan_expiry(session, now, here, posting)
    seats.refresh(session, now, here, posting)
    freshen.mark_stale(session, now, here, posting_id, Priority.CLOSING)
    return row
