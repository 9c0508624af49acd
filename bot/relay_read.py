"""What was brought back from a carried group, as a table: who, what it means, how sure, what will happen.

A tally, a chain list, or a stretch of the group's talk. Nothing is written here; `bot/relay_back.py` does what the
table says. What was brought before is marked and does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot import links, relay, relay_asked, relay_names, relay_seen, reply_context, seats, some_days, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, Region, Signup, SignupState
from bot.people import clean_name
from bot.relay_rows import (
    ALARM,
    ASKS,
    FRESH,
    GO,
    IDLE_MOST,
    LEAVE,
    MEANINGS,
    NOTHING,
    PEOPLE_MOST,
    ROWS_MOST,
    TEXT_MOST,
    Row,
    Table,
    code_of,
    heads_a_list,
    in_order,
    list_in,
    of_list,
    one_message,
    posting_id,
    was_read,
)
from bot.reply_context import Shown
from nlp import alarm as nlp_alarm
from nlp import hints, people_list, talk_paste
from nlp import reply as nlp_reply
from nlp.types import Certainty, Intent, Reply

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
    if not shown:
        raise Refused("relay.nothing_open")
    form, rows = _rows(session, now, here, group, text, shown, about)
    if len(text) > TEXT_MOST or sum(not row.idle for row in rows) > ROWS_MOST:
        raise Refused("relay.too_long", most=TEXT_MOST, lines=ROWS_MOST)
    unlisted = max(0, sum(row.idle for row in rows) - IDLE_MOST)
    rows = rows[: len(rows) - unlisted]
    if all(row.idle for row in rows):
        region = session.get(Region, group.region_id) if group.region_id is not None else None
        village = region.name if region is not None else here.gazetteer.example_village()
        raise Refused("relay.unread", village=village)
    key = _text_key(text, about, rows, shown)
    codes = tuple((each.posting.code or "", wording.named(each.posting)) for each in shown)
    right = corrected or {}
    rows = [_corrected(row, right.get(number, {}), codes) for number, row in enumerate(rows)]
    rows = _effects(session, now, here, group, _said_before(session, here, group, rows, shown))
    rows = [_answered(session, now, here, row, codes) for row in rows]
    acts = sum(row.passes or row.effect in ("join", "change", "leave", "alarm") for row in rows)
    return Table(form, tuple(rows), codes, acts, key, unlisted)


def _said_before(session: Session, here: Here, group: Group, rows: Sequence[Row], shown: Sequence[Shown]) -> list[Row]:
    """Messages of a talk that were brought before, with their time or without; not those that were put right now."""
    ids = {each.posting.code: each.posting.id or 0 for each in shown}
    said = [
        relay_seen.Said(number, rows[number].who, ids[rows[number].code], rows[number].said, leaves, rows[number].at)
        for number in in_order(rows)
        if rows[number].spoken and rows[number].code in ids
        for leaves in (rows[number].meaning == LEAVE,)
        if leaves or rows[number].meaning == GO
    ]
    known = relay_seen.before(session, here, group.id or 0, [each for each in said if not rows[each.number].seen])
    made = list(rows)
    for each in said:
        row = replace(rows[each.number], note=(each.key, each.mark))
        if each.number in known and not row.by_hand:
            row = replace(row, seen=True, untimed=known[each.number])
        made[each.number] = row
    return made


def _text_key(text: str, about: str, rows: Sequence[Row], shown: Sequence[Shown]) -> str:
    """What a whole text is known by once it was brought: for another posting the same words are another text."""
    ids = sorted({posting_id(row.code, shown) for row in rows if row.code})
    return links.digest(f"text|{text}|{about}|{ids}")


def clean(text: str) -> str:
    """The text as it is told apart: ends of lines alike, no longer than shows whether it is too long."""
    return text.replace("\r\n", "\n").strip()[: TEXT_MOST + 1]


def _rows(
    session: Session, now: datetime, here: Here, group: Group, text: str, shown: list[Shown], about: str
) -> tuple[str, list[Row]]:
    zoned = now.astimezone(here.zone)
    listed = people_list.read_back(text)
    spoken = talk_paste.read(text, zoned) or one_message(text)
    if spoken and (listed is None or any(each.at is not None for each in spoken) or not heads_a_list(spoken)):
        return "talk", _for_all(_of_talk(session, now, here, group, spoken, shown), about)
    if listed is not None:
        rows = of_list(session, here, group, listed, code_of(listed, text, shown) or about, shown, None)
        again = was_read(session, here, group, _text_key(text, about, rows, shown)) is not None
        return ("chain" if listed.chain else "tally"), [replace(row, seen=row.seen or again) for row in rows]
    return "talk", _for_all(_of_talk(session, now, here, group, spoken, shown), about)


def _answered(session: Session, now: datetime, here: Here, row: Row, codes: tuple[tuple[str, str], ...]) -> Row:
    """A question with what to say to it, once: what was brought before was answered."""
    if row.meaning != ASKS or row.seen:
        return row
    known = [code for code, _ in codes]
    passes = relay_asked.to_poster(session, now, here, row, known) is not None
    return replace(row, answer=relay_asked.answer(session, now, here, row, known), passes=passes)


def _for_all(rows: list[Row], about: str) -> list[Row]:
    return [replace(row, code=about, choose=False) if row.choose and about else row for row in rows]


def _of_talk(
    session: Session, now: datetime, here: Here, group: Group, spoken: Sequence[talk_paste.Said], shown: list[Shown]
) -> list[Row]:
    """Messages of a talk, each read against what stood in the group when it was written; mere talk behind them."""
    rows: list[Row] = []
    idle: list[Row] = []
    signed: dict[str, list[str]] = {}
    for each in spoken:
        listed = list_in(here, each)
        if listed is not None:
            code = code_of(listed, each.text, shown)
            new = of_list(session, here, group, listed, code, shown, each.at)
            fresh = {row.key for row in new}
            rows = [*(row for row in rows if row.key not in fresh), *new]
            continue
        row = _of_message(session, now, here, group, each, shown, signed)
        if row.idle:
            idle.append(row)
        else:
            rows.append(row)
            if row.meaning == GO and row.code:
                signed.setdefault(row.who, []).append(row.code)
    return [*rows, *idle]


def _of_message(
    session: Session,
    now: datetime,
    here: Here,
    group: Group,
    each: talk_paste.Said,
    shown: list[Shown],
    signed: dict[str, list[str]],
) -> Row:
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
    postings = [one.posting for one in stood]
    reply = some_days.read(session, at, here, each.text, context, reply, postings)
    posting = next((one for one in postings if one.code == reply.posting), None)
    which = posting is not None and some_days.unsettled(session, at, here, each.text, posting, reply) is not None
    alarm = nlp_alarm.read(each.text)
    meaning = ALARM if alarm is not None else _meaning(reply)
    stamp = at.astimezone(here.zone).isoformat(timespec="minutes") if each.at is not None else ""
    key = links.digest(f"talk|{clean_name(each.name)}|{stamp}|{each.text}")
    code = reply.posting if reply.posting in known else known[0] if meaning is None and len(known) == 1 else ""
    last = was_read(session, here, group, key)
    # Coming and leaving without a time are told apart by what else the person said (`bot/relay_seen.py`).
    seen = last is not None and (each.at is not None or (meaning in (ASKS, ALARM) and now - last.at < FRESH))
    return Row(
        who=clean_name(each.name),
        said=each.text[:200],
        meaning=meaning or NOTHING,
        idle=meaning is None,
        sure=Certainty.SURE if alarm is not None else Certainty.DOUBTFUL if which else reply.certainty.value,
        code=code or "",
        people=min(max(reply.count or 1, 1), PEOPLE_MOST),
        adds=reply.adds or (reply.intent == Intent.JOIN and not reply.number_said and reply.count in (None, 1)),
        names=reply.names,
        phones=reply.phones,
        children=reply.children,
        at=each.at,
        seen=seen,
        choose=not code and meaning in (GO, LEAVE),
        alarm=alarm,
        key=key,
        mark="said" if reply.number_said and not reply.adds else "adds" if reply.adds else "bare",
        spoken=True,
        days=reply.days,
        days_refused=reply.days_refused,
        topics=()
        if alarm is not None
        else relay_asked.topics(session, at, here, each.text, reply, group, person, stood, on),
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


def _corrected(row: Row, given: Mapping[str, str], codes: tuple[tuple[str, str], ...]) -> Row:
    """The row with what was put right by hand; what is put right is sure, and done even where it was brought before."""
    # Who says how many 王芳+1 is says that they go.
    meaning = given.get("meaning", GO if row.confirm and "people" in given else row.meaning)
    code = given.get("code", row.code)
    people = given.get("people", "")
    who = clean_name(given.get("who", row.who))
    if meaning not in (*MEANINGS, row.meaning) or code not in ("", *(each for each, _ in codes)):
        return row
    number = int(people) if people.isdecimal() and 1 <= int(people) <= PEOPLE_MOST else row.people
    other = replace(row, meaning=meaning, code=code, people=number, who=who, choose=not code and meaning in (GO, LEAVE))
    # That somebody says it is what it was read as, in doubt, is their word too.
    if given.get("meaning") in MEANINGS or (number, who) != (row.people, row.who):
        mark = "said" if number != row.people or row.meaning != GO else row.mark
        return replace(other, sure=Certainty.SURE, adds=False, mark=mark, seen=False, by_hand=True)
    return other


def _effects(session: Session, now: datetime, here: Here, group: Group, rows: Sequence[Row]) -> list[Row]:
    """What each row will do, one after the other in the order in which they were written."""
    has: dict[tuple[str, str], int] = {}
    made = list(rows)
    for number in in_order(rows):
        made[number] = _effect(session, now, here, group, made[number], has)
    return made


def _effect(
    session: Session, now: datetime, here: Here, group: Group, row: Row, has: dict[tuple[str, str], int]
) -> Row:
    if row.seen:
        return replace(row, effect="seen")
    if row.meaning == ALARM:
        return replace(row, effect="alarm")
    if row.confirm and not row.by_hand:
        return replace(row, effect="unsure")
    if row.meaning not in (GO, LEAVE):
        return replace(row, effect="nothing")
    if not row.who:
        return replace(row, effect="unnamed")
    if row.choose:
        return replace(row, effect="choose")
    if row.sure == Certainty.DOUBTFUL:
        return replace(row, effect="unsure")
    slot = (row.who, row.code)
    if slot not in has:
        has[slot] = _has(session, here, group, row)
    on = has[slot]
    if row.meaning == LEAVE:
        has[slot] = on if row.days else 0
        return replace(row, effect="leave" if on else "not_on")
    total = row.people
    if row.adds:
        total = on + row.people if row.mark == "adds" and on else on or row.people
    has[slot] = total
    same = on == total and not row.days and not row.days_refused
    return replace(row, people=total, effect="join" if not on else "same" if same else "change")


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
