"""People: known by county, messenger and user id, never by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from bot import known
from bot.app import Here
from bot.models import Person, PersonAddress, Role

DESK_ROLES = (Role.DESK, Role.HEAD)
NAME_MOST = 32


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the messenger tells it. `private` holds where they wrote to the bot itself."""

    user_id: int
    name: str
    chat_id: int
    private: bool
    language: str = ""


def clean_name(name: str) -> str:
    """A name as it may stand in a sentence: no control or direction characters, no line breaks, cut at 32."""
    kept = "".join(letter for letter in name if letter.isprintable())
    return " ".join(kept.split())[:NAME_MOST].strip()


def was_asked(person: Person, act: str, now: datetime, seconds: float) -> bool:
    """Whether what this person is to say next was asked under `act`, no longer ago than so many seconds."""
    doing = person.doing
    return doing.get("act") == act and now.timestamp() - float(doing.get("at", 0)) <= seconds


def find(session: Session, here: Here, user_id: int) -> Person | None:
    """The person with this user id on the current messenger, if they ever wrote."""
    address = _address(session, here, user_id)
    return session.get(Person, address.person_id) if address else None


def of_phone(session: Session, here: Here, phone: str, names: Collection[str] | None = None) -> list[Person]:
    """Who can be rung up under this number, the first met first; with `names` only who goes by one of them.

    A number or name of a row that was put together with another leads to that one.
    """
    mine = here.county_id
    rows = session.exec(
        select(Person).where(Person.county_id == mine, Person.phone == phone).order_by(col(Person.id))
    ).all()
    ids = dict.fromkeys(row.same_as_id or row.id or 0 for row in rows)
    if names is not None:
        called = session.exec(
            select(Person.id, Person.same_as_id).where(
                Person.county_id == mine,
                or_(col(Person.id).in_(ids), col(Person.same_as_id).in_(ids)),
                col(Person.name).in_(list(names)),
            )
        ).all()
        bear = {same or own for own, same in called}
        ids = {each: None for each in ids if each in bear}
    found = (session.get(Person, each) for each in ids)
    return [each for each in found if each is not None and each.forgotten_at is None]


_ADDRESS = (
    select(PersonAddress, Person)
    .join(Person, (col(Person.id) == PersonAddress.person_id) & (col(Person.county_id) == PersonAddress.county_id))
    .where(
        PersonAddress.county_id == bindparam("county"),
        PersonAddress.messenger == bindparam("messenger"),
        PersonAddress.user_id == bindparam("user"),
    )
)


def _address(session: Session, here: Here, user_id: int) -> PersonAddress | None:
    """How this user id is known here, with its person held by the session; None where they never wrote.

    Asked for once a transaction. Two processes that meet the same person at the same moment: the unique key of the
    schema lets one through, and the other's update is worked off again.
    """
    memory, key = known.of(session), (here.county_id, here.messenger, user_id)
    if key not in memory.addresses:
        values = {"county": here.county_id, "messenger": here.messenger, "user": user_id}
        found = session.execute(_ADDRESS, values).first()
        memory.addresses[key] = found[0] if found is not None else None
        known.keep(session, *(found or ()))
    address: PersonAddress | None = memory.addresses[key]
    return address


def meet(session: Session, now: datetime, here: Here, sender: Sender) -> Person:
    """The person who wrote: found by user id, or met for the first time. Those named in the config are desk heads.

    Their name is the one they show now; who wrote in private can be reached there from now on. Somebody of the desk is
    shown what waits then.
    """
    address = _address(session, here, sender.user_id)
    person = session.get(Person, address.person_id) if address else None
    name, made = clean_name(sender.name), False
    if person is None or address is None:
        person = Person(county_id=here.county_id, name=name, first_met_at=now)
        if sender.user_id in here.settings.desk:
            person.role = Role.HEAD
        known.put_in(session, person)
        assert person.id is not None
        address = PersonAddress(
            county_id=here.county_id,
            person_id=person.id,
            messenger=here.messenger,
            bot=here.bot,
            user_id=sender.user_id,
            chat_id=sender.user_id,
        )
        made = True
    if person.forgotten_at is None and name and person.name != name:
        person.name = name
    first = sender.private and not address.reachable
    if sender.private:
        address.bot, address.chat_id, address.reachable = here.bot, sender.chat_id, True
    if sender.user_id in here.settings.desk and person.role != Role.HEAD:
        person.role = Role.HEAD
    if made:
        known.put_in(session, address)
        known.of(session).addresses[(here.county_id, here.messenger, sender.user_id)] = address
    elif session.is_modified(person) or session.is_modified(address):
        session.flush()
    if first and person.role in DESK_ROLES:
        from bot import arrived

        arrived.show_waiting(session, now, here, person)
    return person


def language_of(here: Here, person: Person | None) -> str:
    """The language this person chose, else the county's."""
    return here.spoken(person.language if person else "")


_LANGUAGE = select(Person.language).where(Person.county_id == bindparam("county"), Person.id == bindparam("person"))


def language_for(session: Session, here: Here, person_id: int) -> str:
    """The same for somebody of whom nothing else is asked."""
    session.flush()
    found = session.connection().execute(_LANGUAGE, {"county": here.county_id, "person": person_id}).first()
    return here.spoken(found[0] if found is not None else "")


def desk(session: Session, here: Here) -> list[Person]:
    """Everybody who works at the desk, who is on duty first."""
    people = session.exec(select(Person).where(Person.county_id == here.county_id, col(Person.role).in_(DESK_ROLES)))
    return sorted(people, key=lambda each: (each.on_duty_since is None, each.id))


_REACHABLE = (
    select(PersonAddress)
    .where(
        PersonAddress.county_id == bindparam("county"),
        PersonAddress.person_id == bindparam("person"),
        col(PersonAddress.reachable).is_(True),
    )
    .order_by(col(PersonAddress.id))
)


def reachable(session: Session, here: Here, person_id: int) -> PersonAddress | None:
    """The private chat in which this person can be written to, or None where no message reaches them."""
    session.flush()
    reached = known.of(session).reached
    if person_id not in reached:
        values = {"county": here.county_id, "person": person_id}
        reached[person_id] = session.execute(_REACHABLE, values).scalars().first()
    return reached[person_id]


_ANY_ADDRESS = (
    select(PersonAddress)
    .where(PersonAddress.county_id == bindparam("county"), PersonAddress.person_id == bindparam("person"))
    .order_by(col(PersonAddress.reachable).desc(), col(PersonAddress.id))
)


def address_of(session: Session, here: Here, person_id: int) -> PersonAddress | None:
    """How this person is known on a messenger, reachable or not."""
    return session.execute(_ANY_ADDRESS, {"county": here.county_id, "person": person_id}).scalars().first()
