"""Guests: a name or a number under somebody's signup; who may be counted twice (alone, or as a couple) is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal, or_
from sqlmodel import Session, col, select

from bot import answers, block_lists, ladder, questions, seats, waiting
from bot.app import Here
from bot.models import ON_AIR, Guest, Person, Posting, PostingStatus, Signup, SignupState
from bot.texts import say
from nlp import hints
from nlp.types import PendingKind

if TYPE_CHECKING:
    from bot.wishes import Outcome

COUPLE = ""
"""The name of a guest who is only known as husband or wife of who wrote."""


_OF = (
    select(Guest)
    .where(Guest.county_id == bindparam("county"), Guest.signup_id == bindparam("signup"), col(Guest.left_at).is_(None))
    .order_by(col(Guest.id))
)


def of(session: Session, here: Here, signup: Signup) -> list[Guest]:
    """The guests of a signup who still come, oldest first."""
    return list(session.execute(_OF, {"county": here.county_id, "signup": signup.id}).scalars())


_OF_ALL = (
    select(Guest)
    .where(
        Guest.county_id == bindparam("county"),
        col(Guest.signup_id).in_(bindparam("signups", expanding=True)),
        col(Guest.left_at).is_(None),
    )
    .order_by(col(Guest.id))
)


def of_all(session: Session, here: Here, signups: Collection[Signup]) -> dict[int, list[Guest]]:
    """The same for several signups, by id of the signup."""
    found: dict[int, list[Guest]] = {each.id or 0: [] for each in signups}
    rows = session.execute(_OF_ALL, {"county": here.county_id, "signups": list(found)}).scalars() if found else ()
    for row in rows:
        found[row.signup_id].append(row)
    return found


def add(
    session: Session,
    here: Here,
    signup: Signup,
    names: tuple[str, ...],
    phones: tuple[str, ...] = (),
    *,
    couple: bool = False,
) -> None:
    """Put guests down by name, each once; with as many phones as names, each gets theirs."""
    assert signup.id is not None
    if not names and not couple:
        return
    person = session.get(Person, signup.person_id)
    known = {guest.name for guest in of(session, here, signup)}
    paired = phones if len(phones) == len(names) else (None,) * len(names)
    wanted: list[tuple[str, str | None]] = [
        (name, phone)
        for name, phone in zip(names, paired, strict=True)
        if name not in known and (person is None or name != person.name)
    ]
    if couple and not names and COUPLE not in known:
        wanted.append((COUPLE, None))
    for name, phone in wanted:
        session.add(Guest(county_id=here.county_id, signup_id=signup.id, name=name, phone=phone))
    session.flush()


def keep_newest(session: Session, now: datetime, here: Here, signup: Signup, most: int) -> None:
    """After a lowering: no more guests by name than `most`; who was put down last goes first."""
    found = of(session, here, signup)
    for guest in found[max(most, 0) :]:
        guest.left_at = now
        session.add(guest)


def room(signup: Signup) -> int:
    """How many of a signup are guests: all but who signed up; a broker brings a block and is none of it."""
    return signup.people if signup.block else max(signup.people - 1, 0)


def named(session: Session, here: Here, signup: Signup, names: tuple[str, ...]) -> list[Guest]:
    """Those guests of a signup whose names were said."""
    return [guest for guest in of(session, here, signup) if guest.name and guest.name in names]


def nameless(session: Session, here: Here, signup: Signup) -> int:
    """How many guests of a signup are only a number."""
    return max(room(signup) - sum(1 for guest in of(session, here, signup) if guest.name), 0)


def stay_away(session: Session, here: Here, signup: Signup, text: str) -> tuple[str, ...]:
    """Who, of those whom a host's words may mean, does not come by them: guests by name, or one of the family."""
    known = tuple(guest.name for guest in of(session, here, signup) if guest.name)
    return hints.stay_away(text, known, excused=signup.people > 1) or hints.struck(text, known)


def strike(session: Session, now: datetime, found: list[Guest]) -> None:
    """These guests do not come."""
    for guest in found:
        guest.left_at = now
        session.add(guest)
    session.flush()


_UNDER_OTHERS = (
    select(Guest, Signup)
    .where(
        Guest.county_id == bindparam("county"),
        Guest.name == bindparam("name"),
        col(Guest.left_at).is_(None),
        col(Guest.person_id).is_(None),
        Signup.county_id == Guest.county_id,
        Signup.id == Guest.signup_id,
        Signup.posting_id == bindparam("posting"),
        Signup.person_id != bindparam("person"),
        Signup.state == SignupState.ACTIVE.value,
    )
    .order_by(col(Guest.id))
)


_ANY_UNDER_OTHERS = _UNDER_OTHERS.with_only_columns(literal(1)).order_by(None).limit(1)


def _under_others(
    session: Session, here: Here, posting: Posting, person: Person, name: str
) -> list[tuple[Guest, Signup]]:
    values = {"county": here.county_id, "name": name, "posting": posting.id, "person": person.id}
    session.flush()
    if session.connection().execute(_ANY_UNDER_OTHERS, values).first() is None:
        return []
    return [(guest, signup) for guest, signup in session.execute(_UNDER_OTHERS, values)]


def hosted(session: Session, here: Here, person_id: int | None, name: str) -> list[Posting]:
    """The postings on which somebody else put this person down: known as that guest, or by the very name."""
    same = [col(Guest.person_id) == person_id] if person_id is not None else []
    if name:
        same.append((col(Guest.name) == name) & col(Guest.person_id).is_(None))
    if not same:
        return []
    found = session.exec(
        select(Posting)
        .join(Signup, (col(Signup.posting_id) == Posting.id) & (col(Signup.county_id) == Posting.county_id))
        .join(Guest, (col(Guest.signup_id) == Signup.id) & (col(Guest.county_id) == Signup.county_id))
        .where(
            Posting.county_id == here.county_id,
            col(Posting.status).in_((*ON_AIR, PostingStatus.CLOSED)),
            Signup.state == SignupState.ACTIVE,
            col(Guest.left_at).is_(None),
            or_(*same),
        )
        .order_by(col(Posting.id).desc())
    )
    unique = {posting.id: posting for posting in found}
    return list(unique.values())


def doubt(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    people: int,
    couple: bool,
    group_id: int | None,
) -> bool:
    """Ask where somebody may be counted already; whether a question was put. No seat until it is answered."""
    assert person.id is not None
    found = _under_others(session, here, posting, person, person.name) if person.name else []
    key = "roster.guest_doubt"
    if not found and couple and people == 2:
        found = [
            (guest, signup)
            for guest, signup in _under_others(session, here, posting, person, COUPLE)
            if signup.group_id == group_id and signup.people >= 2
        ]
        key = "roster.couple_doubt"
    if not found:
        return False
    language = questions.language(session, here, person.id, group_id)
    hosts = [session.get(Person, signup.person_id) for _, signup in found]
    text = say(
        key,
        language,
        code=posting.code or "",
        host=say("list.pause", language).join(answers.public_name(here, host) for host in hosts),
        count=people,
    )
    questions.ask(
        session,
        now,
        here,
        PendingKind.ONE_MORE,
        person.id,
        [posting],
        text,
        group_id=group_id,
        details={"join": people, "guest": found[0][0].id if len(found) == 1 else None},
        again=True,
    )
    return True


def link(session: Session, guest_id: int | None, person: Person) -> None:
    """The guest is this person: the same pair of hands is not counted twice."""
    guest = session.get(Guest, guest_id) if guest_id is not None else None
    if guest is not None and guest.county_id == person.county_id:
        guest.person_id = person.id
        session.add(guest)


def leave_as_guest(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    group_id: int | None,
    *,
    quiet: bool,
) -> Outcome:
    """Somebody without a signup says that they do not come: taken out where exactly one host put them down."""
    from bot import roster

    linked = session.exec(
        select(Guest, Signup)
        .where(
            Guest.county_id == here.county_id,
            Guest.person_id == person.id,
            col(Guest.left_at).is_(None),
            Signup.county_id == Guest.county_id,
            Signup.id == Guest.signup_id,
            Signup.posting_id == posting.id,
            Signup.state == SignupState.ACTIVE,
        )
        .order_by(col(Guest.id))
    ).all()
    found = [(guest, signup) for guest, signup in linked]
    if not found and person.name:
        found = _under_others(session, here, posting, person, person.name)
    code, own = posting.code or "", questions.language(session, here, person.id or 0, group_id)
    if len(found) != 1:
        text = say("roster.not_on", own, code=code)
        if not quiet:
            key = f"not_on:{here.inbox_id}:{person.id}"
            waiting.say_to(session, now, here, posting, person, text, group_id, key=key)
        return roster.Outcome("not_on", text)
    guest, signup = found[0]
    host = session.get(Person, signup.person_id)
    assert host is not None
    assert posting.id is not None
    strike(session, now, [guest])
    roster.change(
        session,
        now,
        here,
        posting_id=posting.id,
        person=host,
        people=signup.people - 1,
        group_id=group_id or signup.group_id,
    )
    assert host.id is not None
    if any(block_lists.held(session, here, day, signup) for _, day in seats.rows_of(session, signup)):
        return roster.Outcome("left", say("roster.off_you", own, code=code))  # told with the list they hold
    language = questions.language(session, here, host.id, signup.group_id)
    ladder.say(
        session,
        now,
        here,
        host.id,
        say("roster.guest_left", language, code=code, name=answers.public_name(here, person), count=signup.people),
        key=f"guest_left:{guest.id}",
        posting=posting,
        group_id=signup.group_id,
    )
    return roster.Outcome("left", say("roster.off_you", own, code=code))
