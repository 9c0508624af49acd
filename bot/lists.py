"""Chain lists (接龙) and forwarders' tallies: what is new against the last one is taken, the same again is nothing.

Somebody on a list who never wrote here is a person without an address, known on this posting by the name on the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from bot import events, guests, inbox, people, questions, roster, seats
from bot.app import Here
from bot.models import Event, Person, PersonAddress, Posting, Signup, SignupState
from bot.wishes import Wish
from nlp import people_list
from nlp.types import ListLine, PeopleList

if TYPE_CHECKING:
    from bot.heard import Heard

SEEN = "list.read"
VANISHED = "list.vanished"


def chain(session: Session, now: datetime, here: Here, posting: Posting, listed: PeopleList, heard: Heard) -> str:
    """A chain list written in a group that the bot reads.

    The sender's own line is theirs (the last, or the one with their name). Lines that are new against the last list of
    this group are people the sender puts down; of a first list nobody but the sender is taken, for the others were
    read when they wrote, and what was not is left to the desk.
    """
    sender = heard.who(session, now, here)
    assert posting.id is not None
    assert sender.id is not None
    before = _last(session, here, posting, heard.group_id)
    found = people_list.new_lines(before, listed)
    own = _own_line(listed, found.added, sender)
    changed = [new for _, new in found.changed]
    lines = [line for line in (*found.added, *changed) if line is not own] if before is not None else []
    _note(session, now, here, posting, heard.group_id, found.removed)
    outcome = "silent"
    if own is not None and own.leaves and own.readable:
        outcome = roster.leave(session, now, here, posting_id=posting.id, person=sender, group_id=heard.group_id).what
    elif own is not None and own.readable and (before is None or own in found.added or own in changed):
        outcome = _own(session, now, here, posting, own, sender, heard.group_id)
    for line in lines:
        if people_list.plus(line) is None and _take(session, now, here, posting, line, heard.group_id):
            outcome = "listed"
    unread = [line for line in listed.lines if not line.readable or (line in lines and people_list.plus(line))]
    strangers = before is None and any(
        line is not own and line.names and _known(session, here, posting, line.names[0]) is None
        for line in listed.lines
    )
    if (unread and (before is None or unread != [line for line in before.lines if not line.readable])) or strangers:
        questions.to_desk(session, now, here, sender.id, here.inbox_id, heard.group_id, [posting.id])
        outcome = "desk" if outcome == "silent" else outcome
    return outcome


def _own(
    session: Session, now: datetime, here: Here, posting: Posting, line: ListLine, sender: Person, group_id: int | None
) -> str:
    """The sender's own line. Of 王芳+1 she alone is put down, and asked whether it is one more."""
    plus, on = people_list.plus(line), seats.find(session, here, posting, sender.id or 0)
    if plus is not None and on is not None and on.state == SignupState.ACTIVE and on.people in (plus, plus + 1):
        return "silent"
    wish = Wish(people=plus or max(line.count, 1), said=True, children=line.children, phones=line.phones)
    what = roster.join(
        session, now, here, posting_id=posting.id or 0, person=sender, wish=wish, group_id=group_id, sure=True
    ).what
    signup = seats.find(session, here, posting, sender.id or 0)
    if plus is not None and signup is not None and what in ("seated", "waiting"):
        roster.ask_one_more(session, now, here, posting, signup, group_id)
    return what


def _own_line(listed: PeopleList, added: tuple[ListLine, ...], sender: Person) -> ListLine | None:
    named = [line for line in listed.lines if sender.name and sender.name in line.names]
    if named:
        return named[-1]
    last = listed.lines[-1]
    return last if last in added and last.readable and not last.leaves else None


def _take(session: Session, now: datetime, here: Here, posting: Posting, line: ListLine, group_id: int | None) -> bool:
    """Put one line's person on the roster, change their number, or take them off; whether anything changed."""
    if not line.names or not line.readable or posting.id is None:
        return False
    known = _known(session, here, posting, line.names[0])
    if known is None and _is_guest(session, here, posting, line.names[0]):
        return False
    if line.leaves:
        if known is None:
            return False
        what = roster.leave(session, now, here, posting_id=posting.id, person=known, group_id=group_id, quiet=True)
        return what.what == "left"
    if known is None:
        known = Person(county_id=here.county_id, name=people.clean_name(line.names[0]), first_met_at=now)
        known.phone = line.phones[0] if line.phones else None
        session.add(known)
        session.flush()
    number = max(line.count, len(line.names), 1)
    signup = session.exec(
        select(Signup).where(
            Signup.county_id == here.county_id, Signup.posting_id == posting.id, Signup.person_id == known.id
        )
    ).first()
    if signup is not None and signup.state == SignupState.ACTIVE and signup.people == number:
        return False
    wish = Wish(people=number, said=True, names=line.names[1:], children=line.children)
    what = roster.join(
        session,
        now,
        here,
        posting_id=posting.id,
        person=known,
        wish=wish,
        group_id=group_id,
        sure=True,
        quiet=True,
    )
    return what.what in ("seated", "waiting")


def _known(session: Session, here: Here, posting: Posting, name: str) -> Person | None:
    """Who stands on this posting under this name: those without an account first."""
    found = session.exec(
        select(Person, PersonAddress.id)
        .join(Signup, (col(Signup.person_id) == Person.id) & (col(Signup.county_id) == Person.county_id))
        .join(
            PersonAddress,
            (col(PersonAddress.county_id) == Person.county_id) & (col(PersonAddress.person_id) == Person.id),
            isouter=True,
        )
        .where(Signup.county_id == here.county_id, Signup.posting_id == posting.id, Person.name == name)
        .order_by(col(Person.id))
    ).all()
    ranked = sorted(found, key=lambda each: each[1] is not None)
    return ranked[0][0] if ranked else None


def _is_guest(session: Session, here: Here, posting: Posting, name: str) -> bool:
    signups = session.exec(
        select(Signup).where(
            Signup.county_id == here.county_id,
            Signup.posting_id == posting.id,
            Signup.state == SignupState.ACTIVE,
        )
    )
    return any(guest.name == name for signup in signups for guest in guests.of(session, here, signup))


def _last(session: Session, here: Here, posting: Posting, group_id: int | None) -> PeopleList | None:
    """The list of this posting that was read last in this group, from the message kept with it."""
    book = session.exec(
        select(Event)
        .where(
            Event.county_id == here.county_id,
            Event.subject == "posting",
            Event.subject_id == posting.id,
            Event.act == SEEN,
        )
        .order_by(col(Event.id).desc())
    )
    for event in book:
        if event.after.get("group") == group_id and event.inbox_id is not None:
            return people_list.read(inbox.said(session, here, event.inbox_id))
    return None


def _note(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    group_id: int | None,
    vanished: Sequence[ListLine],
) -> None:
    """Keep that a list was read, and with the signup of each who stands on it no more that their line vanished.

    It takes nobody off: people copy an older list as often as they strike themselves out.
    """
    inbox.keep(session, here)
    after = {"group": group_id, "vanished": len(vanished)}
    events.note(session, now, here, SEEN, "posting", posting.id, after=after)
    for line in vanished:
        known = _known(session, here, posting, line.names[0]) if line.names else None
        signup = seats.find(session, here, posting, known.id) if known is not None and known.id is not None else None
        if signup is not None and signup.state == SignupState.ACTIVE:
            after = {"person": signup.person_id, "people": signup.people, "group": group_id}
            events.note(session, now, here, VANISHED, "signup", signup.id, after=after)
