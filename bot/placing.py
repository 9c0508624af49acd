"""Where a party comes to stand: its entry, and on each day a seat, a place in the line, or a seat held."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import events, inbox, seats
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, PostingDay, Signup, SignupState
from bot.wishes import Wish


def undated(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """A posting without a date has its seats in one row, made when the first seat is asked for."""
    if posting.start is not None or posting.kind == "longterm" or posting.status not in ON_AIR:
        return
    if seats.days(session, here, posting):
        return
    assert posting.id is not None
    ceiling = here.settings.rules.open_ceiling
    wanted = ceiling if posting.headcount_open else posting.headcount_max or ceiling
    day = (posting.published_at or now).astimezone(here.zone).date()
    session.add(PostingDay(county_id=here.county_id, posting_id=posting.id, day=day, wanted=wanted))
    session.flush()


def target_days(session: Session, now: datetime, here: Here, posting: Posting, wish: Wish) -> list[PostingDay]:
    """The days ahead that a wish is for: from its first day on, or exactly those named where there are several."""
    days = seats.days_ahead(session, now, here, posting)
    if len(wish.days) == 1 and any(day.day == wish.days[0] for day in days):
        days = [day for day in days if day.day >= wish.days[0]]
    elif wish.days:
        days = [day for day in days if day.day in wish.days]
    return [day for day in days if day.day not in wish.days_refused]


def entry(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    signup: Signup | None,
    wish: Wish,
    group_id: int | None,
) -> Signup:
    """The signup of somebody who joins: a new one, or the one they left before. Nothing is placed yet."""
    assert posting.id is not None
    assert person.id is not None
    before = {"state": signup.state, "people": signup.people} if signup is not None else {}
    first = signup is None
    if signup is None:
        signup = Signup(county_id=here.county_id, posting_id=posting.id, person_id=person.id, joined_at=now)
    signup.state, signup.left_at, signup.joined_at = SignupState.ACTIVE, None, now
    signup.people, signup.children, signup.inbox_id = max(wish.people, 1), wish.children, here.inbox_id
    signup.group_id = group_id if group_id is not None else signup.group_id
    signup.fill, signup.unconfirmed, signup.block = None, False, False
    if first:
        seats.new(session, signup)
    else:
        session.add(signup)
        session.flush()
    inbox.keep(session, here)
    after = {"posting": posting.id, "person": person.id, "state": signup.state, "people": signup.people}
    events.note(session, now, here, "signup.join", "signup", signup.id, before=before, after=after)
    return signup


def place(session: Session, now: datetime, here: Here, signup: Signup, days: list[PostingDay]) -> None:
    """Seats on the days where the party fits and nobody waits; on the others it waits whole."""
    for day in days:
        line, rush = seats.line_of(session, here, day), seats.rush_on(session, here, day)
        row = seats.row_for(session, signup, day)
        more = signup.people - row.seats
        if more <= 0:
            seats.put(session, now, here, signup, row, day, seats=signup.people)
            continue
        ahead = [each for each, _ in line if each is not row]
        fits = not ahead and not rush and seats.free(day) + row.held >= more
        if fits and seats.put(session, now, here, signup, row, day, seats=signup.people):
            continue
        seats.put(session, now, here, signup, row, day, seats=row.seats, waiting=more)


def hold(session: Session, now: datetime, here: Here, signup: Signup, days: list[PostingDay]) -> bool:
    """Hold what would be seats, while the person thinks about another posting of that day; False where none is free.

    Where the party does not fit it stands in the line, and nothing is asked before a seat comes free for it.
    """
    holds = False
    for day in days:
        row = seats.row_for(session, signup, day)
        ahead = [each for each, _ in seats.line_of(session, here, day) if each is not row]
        fits = not ahead and seats.free(day) + row.held >= signup.people
        if fits and seats.put(session, now, here, signup, row, day, seats=0, held=signup.people, held_until=now):
            holds = True
            continue
        seats.put(session, now, here, signup, row, day, seats=0, waiting=signup.people)
    return holds
