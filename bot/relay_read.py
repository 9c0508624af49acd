"""What was brought back from a carried group, as a table: who, what it means, how sure, what will happen.

A tally, a chain list, or a stretch of the group's talk. Nothing is written here; `bot/relay_back.py` does what the
table says. What was brought before is marked and does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from bot import links, relay, relay_names, reply_context, seats, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, RelayRead, Signup, SignupState
from bot.people import clean_name
from bot.reply_context import Shown
from nlp import alarm as nlp_alarm
from nlp import hints, people_list, talk_paste
from nlp import reply as nlp_reply
from nlp.list_words import is_talk
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

    @property
    def works(self) -> dict[str, str]:
        """The name of each posting by its code."""
        return dict(self.codes)


Corrections = Mapping[int, Mapping[str, str]]


def read(
    session: Session,
    now: datetime,
    here: Here,
    group: Group,
    text: str,
    corrected: Corrections | None = None,
    about: str = "",
) -> Table:
    """The table for a pasted text, with what was put right by row number. Refused where nothing can be read.

    `about` is the posting chosen for all lines that name none.
    """
    shown = [Shown(posting, at) for posting, at in relay.shown_in(session, now, here, group)]
    text = clean(text)
    about = about if any(each.posting.code == about for each in shown) else ""
    form, rows = _rows(session, now, here, group, text, shown, about)
    if not rows:
        raise Refused("relay.unread", village=here.gazetteer.example_village())
    codes = tuple((each.posting.code or "", wording.named(each.posting)) for each in shown)
    rows = [_corrected(row, (corrected or {}).get(number, {}), codes) for number, row in enumerate(rows[:ROWS_MOST])]
    rows = _effects(session, now, here, group, rows)
    acts = sum(row.effect in ("join", "change", "leave", "alarm") for row in rows)
    return Table(form, tuple(rows), codes, acts)


def text_key(text: str, about: str) -> str:
    """What a whole text is known by once it was brought: for another posting the same words are another text."""
    return f"text|{clean(text)}" + (f"|{about}" if about else "")


def clean(text: str) -> str:
    """The text as it is told apart: ends of lines alike, no longer than TEXT_MOST."""
    return text.replace("\r\n", "\n").strip()[:TEXT_MOST]


def _rows(
    session: Session, now: datetime, here: Here, group: Group, text: str, shown: list[Shown], about: str
) -> tuple[str, list[Row]]:
    zoned = now.astimezone(here.zone)
    again = _was_read(session, here, group, links.digest(text_key(text, about))) is not None
    listed = people_list.read_back(text)
    spoken = talk_paste.read(text, zoned)
    if spoken and (listed is None or any(each.at is not None for each in spoken) or not _heads_a_list(spoken)):
        return "talk", _for_all(_of_talk(session, now, here, group, spoken, shown), about)
    if listed is not None:
        rows = _of_list(session, here, group, listed, _code_of(listed, text, shown) or about, None)
        return ("chain" if listed.chain else "tally"), [replace(row, seen=row.seen or again) for row in rows]
    return "talk", _for_all(_of_talk(session, now, here, group, spoken, shown), about)


def _for_all(rows: list[Row], about: str) -> list[Row]:
    return [replace(row, code=about, choose=False) if row.choose and about else row for row in rows]


_HEADS: Final = re.compile(
    r"\d{1,3}\s?[.、)）]|[①-⑨]|#|.*(?:接龙|名单|报名|统计|名额)|(?:时间|地点|地址|工资|价钱|要求|电话|联系|人数|备注|说明|工种)"
)


def _heads_a_list(spoken: Sequence[talk_paste.Said]) -> bool:
    """Whether what stands before the colons are heads and lines of a list (西解村:, 1. 秀兰:), not people who speak."""
    return any(_HEADS.match(each.name) for each in spoken) or all(people_list.is_place(each.name) for each in spoken)


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
    known = line.readable and bool(who) and not is_talk(who)
    key = links.digest(f"line|{code}|{who or line.raw}")
    mark = links.digest(f"{number}|{line.leaves}|{line.children}|{'+'.join(line.names)}{'' if known else '|?'}")
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
    key = links.digest(f"talk|{clean_name(each.name)}|{stamp}|{each.text}")
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


def mark_of(table: Table) -> str:
    """What tells one table from another: what its lines would do."""
    return links.digest("|".join(f"{row.key}{row.effect}{row.people}{row.code}{row.who}" for row in table.rows))[:24]
