"""Bringing back what was said in a group that people carry texts to: a tally, a chain list, or a stretch of its talk.

`read` makes the table: who, what it means, how sure, what will happen. `apply` does it, with what was put right in the
table. What was brought before is marked and does nothing; a reply ranks by the time it was written, but takes no seat
that somebody has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from bot import alarms, events, inbox, relay, relay_allot, relay_names, reply_context, roster, seats, waiting, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, Person, Posting, RelayRead, Signup, SignupState
from bot.people import clean_name
from bot.reply_context import Shown
from bot.roster import Wish
from bot.texts import say
from nlp import alarm as nlp_alarm
from nlp import hints, people_list, talk_paste
from nlp import reply as nlp_reply
from nlp.types import Alarm, Certainty, Intent, ListLine, PeopleList, Reply

GO, LEAVE, NOTHING, ASKS, ALARM = "go", "leave", "nothing", "asks", "alarm"
MEANINGS = (GO, LEAVE, NOTHING)
TEXT_MOST = 20_000
ROWS_MOST = 300
PEOPLE_MOST = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `people` is the total that this person will have; `effect` says what will happen.

    `choose` holds where a posting must be chosen first; `seen` where it was brought before.
    """

    who: str
    said: str
    meaning: str
    sure: str
    code: str = ""
    people: int = 1
    adds: bool = False
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    children: int = 0
    at: datetime | None = None
    seen: bool = False
    choose: bool = False
    effect: str = ""
    alarm: Alarm | None = None
    key: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What was brought: of which form, its lines, the codes to choose from, how many lines would do something."""

    form: str  # tally, chain, talk
    rows: tuple[Row, ...]
    codes: tuple[tuple[str, str], ...]
    acts: int


Corrections = Mapping[int, Mapping[str, str]]


def read(
    session: Session, now: datetime, here: Here, group: Group, text: str, corrected: Corrections | None = None
) -> Table:
    """The table for a pasted text, with what was put right by row number. Refused where nothing can be read."""
    shown = [Shown(posting, at) for posting, at in relay.shown_in(session, here, group)]
    text = _clean(text)
    form, rows = _rows(session, now, here, group, text, shown)
    if not rows:
        raise Refused("relay.unread")
    codes = tuple((each.posting.code or "", wording.named(each.posting)) for each in shown)
    rows = [_corrected(row, (corrected or {}).get(number, {}), codes) for number, row in enumerate(rows[:ROWS_MOST])]
    rows = _effects(session, now, here, group, rows)
    acts = sum(row.effect in ("join", "change", "leave", "alarm") for row in rows)
    return Table(form, tuple(rows), codes, acts)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[:TEXT_MOST]


def _rows(
    session: Session, now: datetime, here: Here, group: Group, text: str, shown: list[Shown]
) -> tuple[str, list[Row]]:
    zoned = now.astimezone(here.zone)
    again = _was_read(session, here, group, relay.digest(f"text|{text}")) is not None
    listed = people_list.read(text)
    spoken = talk_paste.read(text, zoned)
    if spoken and (listed is None or any(each.at is not None for each in spoken)):
        return "talk", _of_talk(session, now, here, group, spoken, shown)
    if listed is not None:
        rows = _of_list(session, here, group, listed, _code_of(listed, text, shown), None)
        return ("chain" if listed.chain else "tally"), [replace(row, seen=row.seen or again) for row in rows]
    return "talk", _of_talk(session, now, here, group, spoken, shown)


def _code_of(listed: PeopleList, text: str, shown: list[Shown]) -> str:
    """The posting a list is about: named in it, or the only one that stands in the group."""
    known = [each.posting.code or "" for each in shown]
    named = [code for code in (listed.posting, *hints.codes(text)) if code in known]
    if named:
        return str(named[0])
    works = [each.posting for each in shown if each.posting.work and each.posting.work in text]
    if len(works) == 1:
        return works[0].code or ""
    return known[0] if len(known) == 1 else ""


def _of_list(
    session: Session, here: Here, group: Group, listed: PeopleList, code: str, at: datetime | None
) -> list[Row]:
    """Lines of a list. A line that says what it said last time was brought before."""
    found: dict[str, Row] = {}
    for line in listed.lines:
        row = _of_line(session, here, group, line, code, at)
        found.pop(row.key, None)
        found[row.key] = row
    return list(found.values())


def _of_line(session: Session, here: Here, group: Group, line: ListLine, code: str, at: datetime | None) -> Row:
    who = clean_name(line.names[0]) if line.names else ""
    number = max(line.count, len(line.names), 1)
    known = line.readable and bool(who)
    key = relay.digest(f"line|{code}|{who or line.raw}")
    mark = relay.digest(f"{number}|{line.leaves}|{line.children}|{'+'.join(line.names)}")
    last = _was_read(session, here, group, key)
    return Row(
        who=who,
        said=line.raw,
        meaning=(LEAVE if line.leaves else GO) if known else NOTHING,
        sure=Certainty.SURE if known else Certainty.DOUBTFUL,
        code=code,
        people=min(number, PEOPLE_MOST),
        names=tuple(line.names[1:]),
        phones=line.phones,
        children=line.children,
        at=at,
        seen=last is not None and last.mark == mark,
        choose=not code,
        key=key,
        mark=mark,
    )


def _of_talk(
    session: Session, now: datetime, here: Here, group: Group, spoken: Sequence[talk_paste.Said], shown: list[Shown]
) -> list[Row]:
    """Messages of a talk, each read against what stood in the group when it was written."""
    rows: list[Row] = []
    signed: dict[str, list[str]] = {}
    for each in spoken:
        chain = people_list.read(each.text)
        if chain is not None and chain.chain:
            code = _code_of(chain, each.text, shown)
            new = _of_list(session, here, group, chain, code, each.at)
            fresh = {row.key for row in new}
            rows = [*(row for row in rows if row.key not in fresh), *new]
            continue
        row = _of_message(session, now, here, group, each, shown, signed)
        if row is not None:
            rows.append(row)
            if row.meaning == GO and row.code:
                signed.setdefault(row.who, []).append(row.code)
    return rows


def _of_message(
    session: Session,
    now: datetime,
    here: Here,
    group: Group,
    each: talk_paste.Said,
    shown: list[Shown],
    signed: dict[str, list[str]],
) -> Row | None:
    at = each.at or now
    stood = [one for one in shown if one.at <= at] or shown
    known = [one.posting.code for one in stood]
    quoted = next((code for code in hints.codes(each.quote) if code in known), None)
    person = relay_names.find(session, here, group.id or 0, each.name)
    standing = reply_context.standing_on(session, now, here, person.id if person is not None else None)
    on = [one for one in standing if one.posting.code in known]
    on += [one for one in stood if one.posting.code in signed.get(each.name, ()) and one not in on]
    context = reply_context.build(session, at, here, stood, on, reply_to=quoted, pending=None)
    reply = nlp_reply.read(each.text, context)
    alarm = nlp_alarm.read(each.text)
    meaning = ALARM if alarm is not None else _meaning(reply)
    if meaning is None:
        return None
    stamp = at.astimezone(here.zone).isoformat(timespec="minutes") if each.at is not None else f"{at:%Y-%m-%d}"
    key = relay.digest(f"talk|{clean_name(each.name)}|{stamp}|{each.text}")
    code = reply.posting if reply.posting in known else ""
    return Row(
        who=clean_name(each.name),
        said=each.text[:200],
        meaning=meaning,
        sure=reply.certainty.value if alarm is None else Certainty.SURE,
        code=code or "",
        people=min(max(reply.count or 1, 1), PEOPLE_MOST),
        adds=reply.adds or (reply.intent == Intent.JOIN and not reply.number_said and reply.count in (None, 1)),
        names=reply.names,
        phones=reply.phones,
        children=reply.children,
        at=each.at,
        seen=_was_read(session, here, group, key) is not None,
        choose=not code and meaning in (GO, LEAVE),
        alarm=alarm,
        key=key,
        mark="said" if reply.number_said and not reply.adds else "adds" if reply.adds else "bare",
    )


def _meaning(reply: Reply) -> str | None:
    match reply.intent:
        case Intent.JOIN | Intent.CHANGE:
            return GO
        case Intent.CANCEL:
            return LEAVE
        case Intent.ASK | Intent.BARGAIN:
            return ASKS
    return None


def _was_read(session: Session, here: Here, group: Group, key: str) -> RelayRead | None:
    return session.exec(
        select(RelayRead)
        .where(RelayRead.county_id == here.county_id, RelayRead.group_id == group.id, RelayRead.key == key)
        .order_by(col(RelayRead.id).desc())
    ).first()


def _corrected(row: Row, given: Mapping[str, str], codes: tuple[tuple[str, str], ...]) -> Row:
    """The row with what was put right by hand; what is put right is sure, and done even where it was brought before."""
    meaning = given.get("meaning", row.meaning)
    code = given.get("code", row.code)
    people = given.get("people", "")
    who = clean_name(given.get("who", row.who))
    if meaning not in (*MEANINGS, row.meaning) or code not in ("", *(each for each, _ in codes)):
        return row
    number = int(people) if people.isdecimal() and 1 <= int(people) <= PEOPLE_MOST else row.people
    other = replace(row, meaning=meaning, code=code, people=number, who=who, choose=not code and meaning in (GO, LEAVE))
    if (meaning, number, who) != (row.meaning, row.people, row.who):
        mark = "said" if number != row.people or row.meaning != GO else row.mark
        return replace(other, sure=Certainty.SURE, adds=False, mark=mark, seen=False)
    return other


def _effects(session: Session, now: datetime, here: Here, group: Group, rows: Sequence[Row]) -> list[Row]:
    """What each row will do, one after the other in the order in which they were written."""
    has: dict[tuple[str, str], int] = {}
    made = list(rows)
    for number in in_order(rows):
        made[number] = _effect(session, now, here, group, made[number], has)
    return made


def in_order(rows: Sequence[Row]) -> list[int]:
    """Numbers of the rows by the time they were written; those without a time as they stand, behind the one before."""
    last: datetime | None = None
    stamps: list[tuple[bool, datetime | None, int]] = []
    for number, row in enumerate(rows):
        last = row.at or last
        stamps.append((last is not None, last, number))
    return [
        each[2] for each in sorted(stamps, key=lambda each: (each[0], each[1].timestamp() if each[1] else 0.0, each[2]))
    ]


def _effect(
    session: Session, now: datetime, here: Here, group: Group, row: Row, has: dict[tuple[str, str], int]
) -> Row:
    if row.seen:
        return replace(row, effect="seen")
    if row.meaning == ALARM:
        return replace(row, effect="alarm")
    if row.meaning not in (GO, LEAVE) or not row.who:
        return replace(row, effect="nothing")
    if row.choose:
        return replace(row, effect="choose")
    if row.sure == Certainty.DOUBTFUL:
        return replace(row, effect="unsure")
    slot = (row.who, row.code)
    if slot not in has:
        has[slot] = _has(session, here, group, row)
    on = has[slot]
    if row.meaning == LEAVE:
        has[slot] = 0
        return replace(row, effect="leave" if on else "not_on")
    total = row.people
    if row.adds:
        total = on + row.people if row.mark == "adds" and on else on or row.people
    has[slot] = total
    return replace(row, people=total, effect="join" if not on else "same" if on == total else "change")


def _has(session: Session, here: Here, group: Group, row: Row) -> int:
    """How many this person stands with on the posting now."""
    signup = _signup(session, here, group, row)
    return signup.people if signup is not None and signup.state in (SignupState.ACTIVE, SignupState.LEAD) else 0


def _signup(session: Session, here: Here, group: Group, row: Row) -> Signup | None:
    posting = reply_context.by_code(session, here, row.code)
    person = relay_names.find(session, here, group.id or 0, row.who)
    if posting is None or person is None or person.id is None:
        return None
    return seats.find(session, here, posting, person.id)


# -- doing it -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: how many lines did something, and the text to carry back into the group (empty: none)."""

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
    corrected: Corrections | None = None,
    as_shown: str = "",
) -> Done:
    """Do what the table says. `here.inbox_id` is the message that the signups rest on; `person_id` who brought it.

    `as_shown` is the mark of the table that was looked at: Refused where it would do something else by now.
    """
    group = relay.may_carry(session, here, person_id, group_id)
    table = read(session, now, here, group, text, corrected)
    if as_shown and as_shown != mark_of(table):
        raise Refused("relay.changed_meanwhile")
    inbox.keep(session, here)
    touched: dict[int, dict[int, Person]] = {}
    left: dict[int, dict[int, Person]] = {}
    acts = 0
    for number in in_order(table.rows):
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
        if row.effect not in ("seen", "choose", "unsure"):
            _note_read(session, now, here, group_id, row.key, row.mark)
    _note_read(session, now, here, group_id, relay.digest(f"text|{_clean(text)}"), "")
    after = {"form": table.form, "lines": len(table.rows), "acts": acts, "by": person_id}
    events.note(session, now, here, "relay.brought", "group", group_id, after=after)
    return Done(acts, _answer(session, here, touched, left))


def mark_of(table: Table) -> str:
    """What tells one table from another: what its lines would do."""
    return relay.digest("|".join(f"{row.key}{row.effect}{row.people}{row.code}{row.who}" for row in table.rows))[:24]


def _note_read(session: Session, now: datetime, here: Here, group_id: int, key: str, mark: str) -> None:
    session.add(RelayRead(county_id=here.county_id, group_id=group_id, key=key, mark=mark, at=now))
    session.flush()


def _sound(session: Session, now: datetime, here: Here, group: Group, row: Row) -> None:
    assert row.alarm is not None
    person = relay_names.meet(session, now, here, group.id or 0, row.who, row.phones)
    posting = reply_context.by_code(session, here, row.code) if row.code else None
    alarms.sound(session, now, here, row.alarm, person, row.said, group=group, posting=posting)


def _do(session: Session, now: datetime, here: Here, group_id: int, posting: Posting, person: Person, row: Row) -> None:
    assert posting.id is not None
    if row.effect == "leave":
        roster.leave(session, now, here, posting_id=posting.id, person=person, group_id=group_id, quiet=True)
        return
    seats.lock(session, here, posting.id)
    before = seats.find(session, here, posting, person.id or 0)
    on = before.people if before is not None and before.state == SignupState.ACTIVE else 0
    lines = any(seats.line_of(session, here, day) for day in seats.days_ahead(session, now, here, posting))
    if not lines:
        relay_allot.use(session, now, here, group_id, posting, max(row.people - on, 0))
    if row.effect == "change":
        roster.change(session, now, here, posting_id=posting.id, person=person, people=row.people, group_id=group_id)
    else:
        wish = Wish(people=row.people, said=True, names=row.names, children=row.children)
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
                on.append(say("relay.counted", here.language, name=person.name, count=seated))
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
