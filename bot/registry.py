"""People as the desk keeps them: found, given a role, what they did, their data away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, true
from sqlmodel import Session, col, or_, select

from bot import decisions, duty, employers, events, forgetting, private, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    Account,
    Employer,
    Group,
    GroupForwarder,
    Person,
    PersonAddress,
    Posting,
    PostingDay,
    RelayName,
    Role,
    Signup,
    SignupDay,
    SignupState,
    WorkerCard,
    metadata,
)
from bot.people import DESK_ROLES, Sender
from bot.texts import say

FOUND_MOST = 200
OWN_RULES = ("signup", "group_forwarder", "worker_card")
"""Tables in which a person may stand once: what becomes of them is said in `bot/merging.py`."""


def pointers() -> list[tuple[Table, str]]:
    """Every column that names a person, but for where one may stand only once."""
    return [
        (table, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if (
            column.name in ("person_id", "poster_id", "owner_id", "by_id", "same_as_id")
            or column.name.endswith("_by_id")
        )
        and (column.name != "person_id" or table.name not in OWN_RULES)
    ]


def get(session: Session, here: Here, person_id: int) -> Person:
    """The person with this id. Refused where this county has none."""
    person = session.get(Person, person_id)
    if person is None or person.county_id != here.county_id:
        raise Refused("web.person_gone")
    return person


Part = Collection[int] | None
"""Ids of the regions that an account sees; None where it sees the whole county."""


def find(
    session: Session, here: Here, words: str, roles: tuple[str, ...] | None = None, part: Part = None
) -> list[Person]:
    """People by a part of their name or phone, the newest first; `roles` None is all who have none."""
    query = select(Person).where(Person.county_id == here.county_id, col(Person.forgotten_at).is_(None))
    query = query.where(col(Person.role).in_(roles if roles is not None else (Role.NONE.value,)), met_in(here, part))
    if words:
        found = or_(
            col(Person.name).contains(words, autoescape=True), col(Person.phone).contains(words, autoescape=True)
        )
        before = select(Person.same_as_id).where(Person.county_id == here.county_id, found)
        query = query.where(or_(found, col(Person.id).in_(before.where(col(Person.same_as_id).is_not(None)))))
    return list(session.exec(query.order_by(col(Person.id).desc()).limit(FOUND_MOST)))


def met_in(here: Here, part: Part) -> ColumnElement[bool]:
    """Whether somebody has to do with a part of the county: lives, posts, signed up, is named or carries there."""
    if part is None:
        return true()
    mine, regions = here.county_id, list(part)
    here_posted = select(Posting.id).where(Posting.county_id == mine, col(Posting.region_id).in_(regions))
    here_groups = select(Group.id).where(Group.county_id == mine, col(Group.region_id).in_(regions))
    ways = (
        select(WorkerCard.person_id).where(WorkerCard.county_id == mine, col(WorkerCard.region_id).in_(regions)),
        select(Posting.poster_id).where(Posting.county_id == mine, col(Posting.region_id).in_(regions)),
        select(Signup.person_id).where(Signup.county_id == mine, col(Signup.posting_id).in_(here_posted)),
        select(RelayName.person_id).where(RelayName.county_id == mine, col(RelayName.group_id).in_(here_groups)),
        select(GroupForwarder.person_id).where(
            GroupForwarder.county_id == mine, col(GroupForwarder.group_id).in_(here_groups)
        ),
    )
    return or_(*(col(Person.id).in_(way) for way in ways))


def hires_in(here: Here, part: Part) -> ColumnElement[bool]:
    """Whether an employer has a posting in a part of the county."""
    if part is None:
        return true()
    posted = select(Posting.employer_id).where(
        Posting.county_id == here.county_id,
        col(Posting.region_id).in_(list(part)),
        col(Posting.employer_id).is_not(None),
    )
    return col(Employer.id).in_(posted)


def seen(session: Session, here: Here, person_id: int, part: Part) -> Person:
    """The person, where an account that sees this part may meet them; else Refused."""
    person = get(session, here, person_id)
    found = session.exec(
        select(Person.id).where(Person.county_id == here.county_id, Person.id == person_id, met_in(here, part))
    ).first()
    if found is None:
        raise Refused("web.not_yours")
    return person


def set_role(session: Session, now: datetime, here: Here, *, sender: Sender, person_id: int, role: str) -> None:
    """A head gives a role or takes it; brokers and forwarders anybody of the desk. Nobody changes their own."""
    desk = decisions.of_desk(session, now, here, sender)
    person = get(session, here, person_id)
    if role not in {each.value for each in Role}:
        raise Refused("desk.unknown")
    if person.id == desk.id:
        raise Refused("web.not_yourself")
    touches_desk = role in {each.value for each in DESK_ROLES} or person.role in DESK_ROLES
    if touches_desk and desk.role != Role.HEAD:
        raise Refused("web.head_only")
    before, person.role = person.role, role
    if role not in DESK_ROLES:
        person.on_duty_since = None
        duty.leave(session, now, here, person_id)
    session.add(person)
    after = {"role": role}
    events.note(session, now, here, "person.role", "person", person_id, before={"role": before}, after=after)


def has_login(session: Session, here: Here, person_id: int) -> bool:
    """Whether somebody has a way into the desk's pages."""
    found = session.exec(
        select(Account.id).where(Account.county_id == here.county_id, Account.person_id == person_id)
    ).first()
    return found is not None


def forget(session: Session, now: datetime, here: Here, *, sender: Sender, person_id: int) -> None:
    """Somebody asked the desk to be forgotten: off all lists, names out of sight, nothing written to them any more."""
    decisions.of_desk(session, now, here, sender)
    person = get(session, here, person_id)
    if person.role in DESK_ROLES or has_login(session, here, person_id):
        raise Refused("web.desk_stays")
    private.forget_person(session, now, here, person)
    for address in session.exec(
        select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == person_id)
    ):
        address.reachable = False
        session.add(address)
    events.note(session, now, here, "person.forget", "person", person_id)


def forget_file(session: Session, now: datetime, here: Here, *, sender: Sender, employer_id: int) -> None:
    """An employer who has no account (needs taken by telephone) asked the desk to be forgotten."""
    decisions.of_desk(session, now, here, sender)
    file = session.get(Employer, employer_id)
    if file is None or file.county_id != here.county_id or file.person_id is not None:
        raise Refused("desk.no_file")
    employers.may_forget(session, here, file)
    forgetting.words_of_file(session, here, file)
    employers.blank(session, file)
    events.note(session, now, here, "employer.forget", "employer", employer_id)


def did(session: Session, here: Here, person_id: int, language: str, part: Part = None) -> list[dict[str, Any]]:
    """What a person signed up for, the newest first: posting, day, people, seats, whether they came."""
    rows = session.exec(
        select(Signup, Posting)
        .where(
            Signup.county_id == here.county_id,
            Signup.person_id == person_id,
            Posting.county_id == here.county_id,
            Posting.id == Signup.posting_id,
        )
        .where(true() if part is None else col(Posting.region_id).in_(list(part)))
        .order_by(col(Signup.id).desc())
        .limit(100)
    )
    made = []
    for signup, posting in rows:
        days = session.exec(
            select(SignupDay, PostingDay)
            .where(
                SignupDay.county_id == here.county_id,
                SignupDay.signup_id == signup.id,
                PostingDay.county_id == SignupDay.county_id,
                PostingDay.id == SignupDay.posting_day_id,
            )
            .order_by(col(PostingDay.day))
        ).all()
        live = signup.state in (SignupState.ACTIVE, SignupState.LEAD)
        made.append(
            {
                "posting": posting.id,
                "name": wording.named(posting),
                "place": wording.place(posting, short=True),
                "people": signup.people,
                "state": signup.state,
                "live": live,
                "days": [(day.day, mine.seats, mine.arrived) for mine, day in days],
                "stands": say(f"status.{posting.status}", language),
            }
        )
    return made


def no_shows(session: Session, here: Here, person_id: int) -> int:
    """On how many days nobody of a signup came though it had seats; unticked is unknown and does not count."""
    rows = session.exec(
        select(SignupDay.id)
        .join(Signup, (col(Signup.county_id) == SignupDay.county_id) & (col(Signup.id) == SignupDay.signup_id))
        .where(
            SignupDay.county_id == here.county_id,
            Signup.person_id == person_id,
            SignupDay.seats > 0,
            SignupDay.arrived == 0,
        )
    )
    return len(rows.all())
