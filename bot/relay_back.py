"""Doing what was brought back from a carried group, as its table says (`bot/relay_read.py`), with what was put right.

A reply ranks by the time it was written, but takes no seat that somebody has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import (
    alarms,
    asked,
    events,
    forwarders,
    inbox,
    relay_allot,
    relay_asked,
    relay_names,
    relay_read,
    relay_rows,
    relay_seen,
    reply_context,
    roster,
    seats,
    waiting,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, Person, Posting, RelayRead, Signup, SignupState
from bot.texts import say
from bot.wishes import Wish


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: how many lines did something, and the text to carry back into the group (empty: none).

    Questions that were among it are answered there too, by what holds now.
    """

    acts: int
    answer: str


def apply(
    session: Session,
    now: datetime,
    here: Here,
    *,
    person_id: int,
    group_id: int,
    text: str,
    corrected: relay_read.Corrections | None = None,
    as_shown: str = "",
    about: str = "",
) -> Done:
    """Do what the table says. `here.inbox_id` is the message that the signups rest on; `person_id` who brought it.

    `as_shown` is the mark of the table that was looked at: Refused where it would do something else by now.
    """
    group = forwarders.may_carry(session, here, person_id, group_id)
    table = relay_read.read(session, now, here, group, text, corrected, about)
    if as_shown and as_shown != relay_read.mark_of(table):
        raise Refused("relay.changed_meanwhile")
    inbox.keep(session, here)
    touched: dict[int, dict[int, Person]] = {}
    left: dict[int, dict[int, Person]] = {}
    acts = 0
    for number in relay_rows.in_order(table.rows):
        row = table.rows[number]
        if row.effect in ("join", "change", "leave"):
            posting = reply_context.by_code(session, here, row.code)
            if posting is None or posting.id is None:
                continue
            person = relay_names.meet(session, now, here, group_id, row.who, row.phones)
            took = (left if row.effect == "leave" else touched).setdefault(posting.id, {})
            took[person.id or 0] = person
            _do(session, now, here, group_id, posting, person, row)
            acts += 1
        elif row.effect == "alarm" and row.alarm is not None:
            _sound(session, now, here, group, row)
            acts += 1
        if row.effect not in ("seen", "choose", "unnamed", "unsure") and (row.by_hand or not row.idle):
            _note_read(session, now, here, group_id, row.key, row.mark)
            if row.note is not None:
                _note_read(session, now, here, group_id, *row.note)
        elif row.effect == "seen" and row.untimed is not None:
            _note_read(session, now, here, group_id, row.key, row.mark)
            relay_seen.timed_now(session, row.untimed)
    _note_read(session, now, here, group_id, table.key, "")
    after = {"form": table.form, "lines": len(table.told), "acts": acts, "by": person_id}
    events.note(session, now, here, "relay.brought", "group", group_id, after=after)
    codes = [code for code, _ in table.codes]
    passed = [_pass_on(session, now, here, group_id, row, codes) for row in table.rows if row.answer]
    rows = (row for row in table.rows if row.answer)
    replies = [
        relay_asked.answer(session, now, here, row, codes, passed=on) for row, on in zip(rows, passed, strict=True)
    ]
    acts += sum(passed)
    return Done(acts, "\n".join(filter(None, (_answer(session, here, touched, left), *replies))))


def _pass_on(session: Session, now: datetime, here: Here, group_id: int, row: relay_rows.Row, codes: list[str]) -> bool:
    """Ask a poster what their posting does not say; whether there was such a thing. The answer comes to the group."""
    found = relay_asked.to_poster(session, now, here, row, codes) if row.passes else None
    if found is None:
        return False
    person = relay_names.meet(session, now, here, group_id, row.who, row.phones)
    asked.pass_on(session, now, here, found[0], found[1], person, row.said, group_id)
    return True


def _note_read(session: Session, now: datetime, here: Here, group_id: int, key: str, mark: str) -> None:
    session.add(RelayRead(county_id=here.county_id, group_id=group_id, key=key, mark=mark, at=now))
    session.flush()


def _sound(session: Session, now: datetime, here: Here, group: Group, row: relay_rows.Row) -> None:
    assert row.alarm is not None
    person = relay_names.meet(session, now, here, group.id or 0, row.who, row.phones)
    posting = reply_context.by_code(session, here, row.code) if row.code else None
    alarms.sound(session, now, here, row.alarm, person, row.said, group=group, posting=posting)


def _do(
    session: Session, now: datetime, here: Here, group_id: int, posting: Posting, person: Person, row: relay_rows.Row
) -> None:
    assert posting.id is not None
    if row.effect == "leave":
        roster.leave(
            session, now, here, posting_id=posting.id, person=person, group_id=group_id, days=row.days, quiet=True
        )
        return
    seats.lock(session, here, posting.id)
    before = seats.find(session, here, posting, person.id or 0)
    on = before.people if before is not None and before.state == SignupState.ACTIVE else 0
    lines = any(seats.line_of(session, here, day) for day in seats.days_ahead(session, now, here, posting))
    if not lines:
        relay_allot.use(session, now, here, group_id, posting, max(row.people - on, 0))
    if row.effect == "change" and not (row.days or row.days_refused):
        roster.change(session, now, here, posting_id=posting.id, person=person, people=row.people, group_id=group_id)
    else:
        wish = Wish(
            people=row.people,
            said=True,
            names=row.names,
            children=row.children,
            days=row.days,
            days_refused=row.days_refused,
        )
        roster.join(
            session,
            now,
            here,
            posting_id=posting.id,
            person=person,
            wish=wish,
            group_id=group_id,
            sure=True,
            quiet=True,
        )
    signup = seats.find(session, here, posting, person.id or 0)
    if signup is None:
        return
    if row.at is not None and row.at < signup.joined_at and on == 0:
        signup.joined_at = row.at
        session.add(signup)
        session.flush()
        _rank(session, here, signup, row.at)
    if lines:
        _from_allotment(session, now, here, group_id, posting, signup)


def _rank(session: Session, here: Here, signup: Signup, at: datetime) -> None:
    """Put a signup that waits before those who wrote later; places in the line change hands, none is added."""
    for mine, day in seats.rows_of(session, signup):
        if not mine.waiting:
            continue
        line = [(row, each) for row, each in seats.line_of(session, here, day) if row.id != mine.id]
        place = next((number for number, (_, each) in enumerate(line) if each.joined_at > at), len(line))
        places = sorted([mine.line, *(row.line for row, _ in line)])
        order = [row for row, _ in line]
        order.insert(place, mine)
        for row, number in zip(order, places, strict=True):
            row.line = number
            session.add(row)
        session.flush()


def _from_allotment(
    session: Session, now: datetime, here: Here, group_id: int, posting: Posting, signup: Signup
) -> None:
    """Somebody of the group stands in a line while seats are kept for the group: they get those."""
    rows = [(row, day) for row, day in seats.rows_of(session, signup) if row.waiting and not row.held]
    wanted = max((row.waiting for row, _ in rows), default=0)
    kept = relay_allot.of_group(session, now, here, group_id, posting.id or 0)
    if not wanted or kept is None or relay_allot.left(session, here, kept) < wanted:
        return
    relay_allot.use(session, now, here, group_id, posting, wanted)
    for row, day in rows:
        session.refresh(day)
        seats.put(session, now, here, signup, row, day, seats=row.seats + row.waiting)
    waiting.settle(session, now, here, posting)


def _answer(
    session: Session, here: Here, touched: dict[int, dict[int, Person]], left: dict[int, dict[int, Person]]
) -> str:
    """What to carry back into the group: who is on with how many, who waits, who is off, how many are still wanted."""
    lines = []
    for posting_id in dict.fromkeys([*touched, *left]):
        posting = session.get(Posting, posting_id)
        if posting is None:
            continue
        on, waits = [], []
        for person_id, person in touched.get(posting_id, {}).items():
            signup = seats.find(session, here, posting, person_id)
            if signup is None or signup.state != SignupState.ACTIVE:
                continue
            rows = seats.rows_of(session, signup)
            seated = max((row.seats for row, _ in rows), default=0)
            if seated:
                on.append(wording.counted(person.name, seated, here.language))
            elif any(row.waiting for row, _ in rows):
                place = waiting.position(session, here, signup)
                waits.append(say("relay.place", here.language, name=person.name, place=place))
        off = [
            person.name for key, person in left.get(posting_id, {}).items() if key not in touched.get(posting_id, {})
        ]
        lines.append(_sentence(session, here, posting, on, waits, off))
    return "\n".join(line for line in lines if line)


def _sentence(session: Session, here: Here, posting: Posting, on: list[str], waits: list[str], off: list[str]) -> str:
    pause, language, name = say("list.pause", here.language), here.language, wording.named(posting)
    free = sum(max(seats.free(day), 0) for day in seats.days(session, here, posting))
    parts = []
    if on:
        parts.append(say("relay.noted", language, posting=name, names=pause.join(on)))
    if waits:
        parts.append(say("relay.waits", language, posting=name, names=pause.join(waits)))
    if off:
        parts.append(say("relay.off", language, posting=name, names=pause.join(off)))
    if parts and len(seats.days(session, here, posting)) == 1:
        key = "relay.still" if free > 0 else "relay.full"
        parts.append(say(key, language, free=free))
    return "".join(parts)
