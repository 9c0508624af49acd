"""Rows for tests: a posting that is open, with its days and its copies in groups, without the talk before it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, select

from bot import outbox
from bot.app import Here
from bot.models import Group, Person, PersonAddress, Posting, PostingDay, PostingStatus, Region

EARLY = time(7, 0)
TOMORROW = date(2026, 10, 15)


def group_named(session: Session, here: Here, region: str) -> Group:
    """The group bound to the region of this name."""
    row = session.exec(select(Region).where(Region.county_id == here.county_id, Region.name == region)).one()
    return session.exec(select(Group).where(Group.county_id == here.county_id, Group.region_id == row.id)).one()


def poster(session: Session, now: datetime, here: Here, user_id: int, name: str) -> Person:
    """Somebody who wrote to the bot in private."""
    person = Person(county_id=here.county_id, name=name, first_met_at=now, phone="13800138001")
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(
        PersonAddress(
            county_id=here.county_id,
            person_id=person.id,
            messenger=here.messenger,
            bot=here.bot,
            user_id=user_id,
            chat_id=user_id,
            reachable=True,
        )
    )
    session.flush()
    return person


def out_of_reach(session: Session, now: datetime, here: Here, user_id: int) -> None:
    """The bot cannot write to this person any more."""
    row = session.exec(select(PersonAddress).where(PersonAddress.user_id == user_id)).one()
    row.reachable = False
    session.add(row)


def open_posting(
    session: Session,
    now: datetime,
    here: Here,
    /,
    *,
    code: str = "A12",
    wanted: int = 20,
    days: int = 1,
    start: date = TOMORROW,
    groups: tuple[str, ...] = ("西解村",),
    user_id: int = 5_100_000_000,
    **fields: Any,
) -> int:
    """An open posting with seats on each day and a copy due in each group; its id."""
    person = session.exec(
        select(Person)
        .join(PersonAddress, PersonAddress.person_id == Person.id)  # type: ignore[arg-type]
        .where(PersonAddress.user_id == user_id)
    ).first() or poster(session, now, here, user_id, "王师傅")
    assert person.id is not None
    values: dict[str, Any] = {
        "work": "摘苹果",
        "trade": "picking",
        "headcount_min": wanted,
        "headcount_max": wanted,
        "wage_min": 150.0,
        "wage_max": 150.0,
        "wage_unit": "day",
        "begin_time": EARLY,
        "township": "解店镇",
        "village": "西解村",
        "kind": "gig",
        "phones": ["13800138001"],
        **fields,
    }
    posting = Posting(
        county_id=here.county_id,
        code=code,
        status=PostingStatus.OPEN,
        poster_id=person.id,
        start=start,
        days=days if days > 1 else None,
        published_at=now,
        valid_until=datetime.combine(start + timedelta(days=days - 1), EARLY, tzinfo=here.zone),
        **values,
    )
    session.add(posting)
    session.flush()
    assert posting.id is not None
    for number in range(days if values["kind"] != "longterm" else 0):
        day = start + timedelta(days=number)
        session.add(PostingDay(county_id=here.county_id, posting_id=posting.id, day=day, wanted=wanted))
    session.flush()
    for name in groups:
        group = group_named(session, here, name)
        assert group.id is not None
        outbox.copy_to_group(session, now, here, group.id, posting.id)
    return posting.id
