"""The roster by the desk's hand: put somebody on, move up from the line, take off, tick who came; a group paused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from bot import changes, decisions, events, guests, holds, people, postings, questions, roster, seats, waiting, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    Event,
    Group,
    GroupState,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    QuestionState,
    Signup,
    SignupDay,
    SignupState,
)
from bot.people import Sender, clean_name
from bot.wishes import Outcome, Wish
from nlp.types import PendingKind

PEOPLE_MOST = 200


def put_on(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    posting_id: int,
    name: str,
    phone: str = "",
    people: int = 1,
    names: tuple[str, ...] = (),
) -> Outcome:
    """Put somebody on by hand who rang or came by; with the phone of somebody registered they are that person."""
    decisions.of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    cleaned, digits = clean_name(name), "".join(each for each in phone if each.isdigit())
    if not cleaned:
        raise Refused("web.name_first")
    if not 1 <= people <= PEOPLE_MOST:
        raise Refused("web.count_wrong", most=PEOPLE_MOST)
    person = _known(session, here, digits)
    if person is None:
        person = Person(county_id=here.county_id, name=cleaned, phone=digits or None, first_met_at=now)
        session.add(person)
        session.flush()
    wish = Wish(people=people, said=True, names=names)
    outcome = roster.join(
        session, now, here, posting_id=posting.id or 0, person=person, wish=wish, sure=True, quiet=True
    )
    if outcome.what == "told":
        raise Refused("web.as_told", text=outcome.text)
    after = {"person": person.id, "people": people}
    events.note(session, now, here, "roster.by_hand", "posting", posting.id, after=after)
    return outcome


def _known(session: Session, here: Here, phone: str) -> Person | None:
    found = people.of_phone(session, here, phone) if phone else []
    return found[0] if found else None


def _signup(session: Session, here: Here, signup_id: int) -> tuple[Posting, Signup, Person]:
    signup = session.get(Signup, signup_id)
    if signup is None or signup.county_id != here.county_id:
        raise Refused("desk.unknown")
    posting = seats.lock(session, here, signup.posting_id)
    person = session.get(Person, signup.person_id)
    if posting is None or person is None:
        raise Refused("desk.unknown")
    return posting, signup, person


def move_up(session: Session, now: datetime, here: Here, *, sender: Sender, signup_id: int, day: date) -> None:
    """补上: out of the line onto a free seat of one day, before others; the person is told."""
    decisions.of_desk(session, now, here, sender)
    posting, signup, person = _signup(session, here, signup_id)
    found = next(((row, each) for row, each in seats.rows_of(session, signup) if each.day == day), None)
    if found is None or not (found[0].waiting or found[0].held):
        raise Refused("web.not_waiting")
    row, of_day = found
    number = row.seats + max(row.waiting, row.held)
    if not seats.put(session, now, here, signup, row, of_day, seats=number):
        raise Refused("web.no_seat", day=wording.day(day, here.language))
    assert person.id is not None
    holds.end_idle(session, now, here, person.id, signup.posting_id)
    for question in questions.of_person(session, here, person.id, signup.posting_id, PendingKind.OFFER):
        if question.details.get("rush") == of_day.id:
            questions.close(session, now, here, question, QuestionState.PASSED)
    events.note(session, now, here, "signup.move_up", "signup", signup.id, after={"day": day.isoformat()})
    roster.say_seated(session, now, here, posting, signup, signup.group_id)
    waiting.settle(session, now, here, posting)


def take_off(session: Session, now: datetime, here: Here, *, sender: Sender, signup_id: int) -> None:
    """去掉: off the list with all they bring; they are told, and the next in line is asked."""
    decisions.of_desk(session, now, here, sender)
    posting, signup, person = _signup(session, here, signup_id)
    if signup.state not in (SignupState.ACTIVE, SignupState.LEAD):
        return
    roster.leave(session, now, here, posting_id=posting.id or 0, person=person, group_id=signup.group_id)


def set_people(session: Session, now: datetime, here: Here, *, sender: Sender, signup_id: int, people: int) -> None:
    """Change how many somebody brings."""
    decisions.of_desk(session, now, here, sender)
    if not 1 <= people <= PEOPLE_MOST:
        raise Refused("web.count_wrong", most=PEOPLE_MOST)
    posting, signup, person = _signup(session, here, signup_id)
    roster.change(
        session, now, here, posting_id=posting.id or 0, person=person, people=people, group_id=signup.group_id
    )


def came(
    session: Session, now: datetime, here: Here, *, sender: Sender, signup_day_id: int, state: str, people: int = 0
) -> None:
    """来了, 没来, 不知道: the tick of one signup on one day; an untouched one is unknown, not absent.

    "part": `people` of a party came. Refused for more than have a seat.
    """
    decisions.of_desk(session, now, here, sender)
    mine = session.get(SignupDay, signup_day_id, with_for_update=True)
    if mine is None or mine.county_id != here.county_id or state not in ("came", "part", "absent", "unknown"):
        raise Refused("desk.unknown")
    if state == "part" and not 0 <= people <= mine.seats:
        raise Refused("desk.came_more", most=mine.seats)
    before = {"arrived": mine.arrived}
    mine.arrived = {"came": mine.seats, "part": people, "absent": 0, "unknown": None}[state]
    session.add(mine)
    _reported(session, now, here, mine.posting_day_id)
    after = {"arrived": mine.arrived}
    events.note(session, now, here, "arrived.tick", "signup_day", mine.id, before=before, after=after)


def all_came(session: Session, now: datetime, here: Here, *, sender: Sender, posting_day_id: int) -> None:
    """都来了: everybody of a day whose tick is still unknown."""
    decisions.of_desk(session, now, here, sender)
    day = session.get(PostingDay, posting_day_id)
    if day is None or day.county_id != here.county_id:
        raise Refused("desk.unknown")
    for row in session.exec(
        select(SignupDay).where(SignupDay.county_id == here.county_id, SignupDay.posting_day_id == posting_day_id)
    ):
        if row.seats and row.arrived is None:
            row.arrived = row.seats
            session.add(row)
    _reported(session, now, here, posting_day_id)
    events.note(session, now, here, "arrived.all", "posting_day", posting_day_id)


def _reported(session: Session, now: datetime, here: Here, posting_day_id: int) -> None:
    """What the ticks of a day come to once each is known; a number told in words stands, whatever is ticked."""
    session.flush()
    day = session.get(PostingDay, posting_day_id)
    if day is None or _in_words(session, here, posting_day_id):
        return
    rows = session.exec(
        select(SignupDay.arrived).where(
            SignupDay.county_id == here.county_id, SignupDay.posting_day_id == posting_day_id, SignupDay.seats > 0
        )
    ).all()
    known = [each for each in rows if each is not None]
    if known and len(known) == len(rows):
        day.reported, day.reported_at = sum(known), now
    elif day.reported is not None:
        day.reported, day.reported_at = None, None
    session.add(day)


def _in_words(session: Session, here: Here, posting_day_id: int) -> bool:
    """Whether a number of this day was told; events from before numbers were marked are taken as told."""
    told = session.exec(
        select(Event.after).where(
            Event.county_id == here.county_id,
            Event.subject == "posting_day",
            Event.subject_id == posting_day_id,
            Event.act == "day.arrived",
        )
    )
    return any(after.get("said", after.get("came")) is not None for after in told)


def order(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    posting_id: int,
    act: str,
    number: int | None = None,
    day: date | None = None,
    sure: bool = False,
) -> int:
    """What the desk orders about a posting on its page; the id of the posting to look at next.

    close, reopen, seats, stop (a day), again (a new draft), withdraw. Withdrawing was asked about on the page: `sure`.
    """
    desk = decisions.of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    if act == "withdraw":
        if not sure:
            raise Refused("desk.unknown")
        changes.call_off(session, now, here, desk, posting, PostingStatus.WITHDRAWN)
    elif act == "start":
        from bot import roster_days

        roster_days.start_day(session, now, here, posting, day or here.today(now))
    elif act in ("close", "reopen", "seats", "stop"):
        changes.do(session, now, here, desk, posting, act, number=number, day=day)
    else:
        raise Refused("desk.unknown")
    return posting_id


def pause_group(session: Session, now: datetime, here: Here, *, sender: Sender, group_id: int, on: bool) -> None:
    """Nothing goes to a group for now, or again."""
    decisions.of_desk(session, now, here, sender)
    group = session.get(Group, group_id)
    if group is None or group.county_id != here.county_id:
        raise Refused("group.unknown")
    if group.state not in (GroupState.BOUND, GroupState.PAUSED):
        raise Refused("group.unknown")
    group.state = GroupState.PAUSED if on else GroupState.BOUND
    session.add(group)
    events.note(session, now, here, "group.pause" if on else "group.resume", "group", group.id)


def bring(session: Session, signup: Signup, here: Here) -> list[dict[str, Any]]:
    """The guests of a signup, by name and phone."""
    return [{"name": guest.name, "phone": guest.phone} for guest in guests.of(session, here, signup)]
