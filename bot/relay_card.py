"""The table of what was brought back as a card in private: its lines numbered, put right by words or buttons, noted.

The pasted text stands in its own stored update. The card's row holds which update and group it is of, and what was put
right, by line: numbers and codes, no names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import forwarders, freshen, inbox, outbox, people, relay_read
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import Delivery, DeliveryKind, Group, Person
from bot.people import Sender
from bot.relay_rows import GO, LEAVE, NOTHING, PEOPLE_MOST, Row, Table
from bot.texts import say
from nlp import line_fixes
from nlp.types import Certainty

LINES_MOST = 30
ASKED_MOST = 5
"""So many lines get buttons of their own: those that would not be noted as they stand."""
CODES_MOST = 4
ANSWERS_MOST = 1_200
"""So many characters of answers a card holds, so that lines and buttons still fit into one message."""
OPEN_HOURS = 48
"""So long a card is what somebody's 3 是2个人 speaks of."""
KEY = "relay_card"

Right = dict[str, dict[str, str]]
"""What was put right, by the line's number from 1; `key` is the row's own, so that it never meets another line."""


def show(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    group: Group,
    brought: int,
    text: str,
    right: Right | None = None,
) -> None:
    """The card as a message of its own."""
    language, held = people.language_of(here, person), right or {}
    table = relay_read.read(session, now, here, group, text, corrections(session, now, here, group, text, held))
    words, buttons = _drawn(table, group, brought, language)
    details = {"brought": brought, "group": group.id, "right": held}
    key = f"{KEY}:{brought}:{group.id}:{here.inbox_id}"
    outbox.tell_person(session, now, here, person.id or 0, words, key=key, buttons=buttons, details=details)


def corrections(
    session: Session, now: datetime, here: Here, group: Group, text: str, right: Mapping[str, Mapping[str, str]]
) -> relay_read.Corrections:
    """What was put right as the table takes it, by row; a line that is another one by now is left as it is read."""
    if not right:
        return {}
    rows = relay_read.read(session, now, here, group, text).rows
    made = {}
    for name, given in right.items():
        number = int(name) - 1
        if number < len(rows) and rows[number].key == given.get("key"):
            made[number] = {field: value for field, value in given.items() if field != "key"}
    return made


def pressed(session: Session, here: Here, person: Person, delivery_id: int, brought: int) -> Delivery:
    """The message of this person's own under whose button they pressed. Refused where it speaks of anything else.

    What a button says of itself can be made up: neither another's message nor another's words are reached by it.
    """
    row = session.get(Delivery, delivery_id)
    if row is None or row.county_id != here.county_id or row.details.get("brought") != brought:
        raise Refused("relay.unread", village=here.gazetteer.example_village())
    if row.person_id != person.id:
        raise Refused("relay.not_yours")
    return row


def done_with(card: Delivery) -> str:
    """What a card says that is done with, as a popup; empty where it still stands open."""
    return str(card.text).split("\n", 1)[0] if card.details.get("done") else ""


def _drawn(table: Table, group: Group, brought: int, language: str) -> tuple[str, Buttons]:
    lines = [say("relay.card_head", language, title=group.title)]
    room, unanswered = ANSWERS_MOST, 0
    for number, row in enumerate(table.told[:LINES_MOST], 1):
        lines.append(say("talk.card_number", language, number=number) + _line(row, language))
        room -= len(row.answer)
        if row.answer and room >= 0:
            lines.append(say("relay.card_answer", language, text=row.answer))
        unanswered += bool(row.answer) and room < 0
    if any(row.passes for row in table.told):
        lines.append(say("relay.card_passes", language))
    if unanswered:
        lines.append(say("relay.card_unanswered", language, count=unanswered))
    if len(table.told) > LINES_MOST:
        lines.append(say("relay.card_more", language, count=len(table.told) - LINES_MOST))
    if not table.acts:
        lines.append(say("relay.nothing_to_note", language))
    lines.append(say("relay.card_fix", language))
    buttons = _of_lines(table, group, brought, language)
    if table.acts:
        noted = say("relay.button_note", language, count=table.acts)
        buttons.append(
            [
                {"text": noted, "data": f"rnote:{brought}:{group.id}"},
                {"text": say("relay.button_not", language), "data": f"rnot:{brought}:{group.id}"},
            ]
        )
    return "\n".join(lines), buttons


def _line(row: Row, language: str) -> str:
    effect = say(f"relay_do.{row.effect}", language, count=row.people)
    code = f"{row.code} " if row.code else ""
    return say("relay.card_line", language, who=row.who, said=_short(row.said), code=code, effect=effect)


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= 20 else f"{line[:20]}…"


def _of_lines(table: Table, group: Group, brought: int, language: str) -> Buttons:
    """A row of buttons for each line that waits for a word: which posting, or whether they go."""
    made: Buttons = []
    for number, row in enumerate(table.told[:LINES_MOST], 1):
        if len(made) == ASKED_MOST:
            break
        base = f"rline:{brought}:{group.id}.{number}"
        if row.effect == "choose":
            choices = [(code, code) for code, _ in table.codes[:CODES_MOST]]
        elif row.effect == "unsure" or (row.sure == Certainty.DOUBTFUL and row.meaning == NOTHING and not row.by_hand):
            choices = [(each, say(f"relay.fix_{each}", language)) for each in (GO, LEAVE)]
        else:
            continue
        choices.append((NOTHING, say("relay.fix_nothing", language)))
        made.append(
            [
                {"text": say("relay.button_line", language, number=number, words=words), "data": f"{base}.{act}"}
                for act, words in choices
            ]
        )
    return made


def open_card(session: Session, now: datetime, here: Here, person_id: int) -> Delivery | None:
    """The card that this person has before them: the last one, while it can still be noted or put right."""
    row = session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.person_id == person_id,
            Delivery.kind == DeliveryKind.SEND,
            col(Delivery.due_at) > now - timedelta(hours=OPEN_HOURS),  # by the index, not all they ever got
            col(Delivery.dedupe_key).startswith(f"{KEY}:"),
        )
        .order_by(col(Delivery.id).desc())
        .limit(1)
    ).first()
    return row if row is not None and not row.details.get("done") else None


def is_fix(session: Session, now: datetime, here: Here, person_id: int | None, text: str) -> bool:
    """Whether this text puts lines of this person's card right; writes nothing."""
    fixes = line_fixes.read(text)
    return bool(fixes) and person_id is not None and open_card(session, now, here, person_id) is not None


def put_right(session: Session, now: datetime, here: Here, *, sender: Sender, text: str) -> None:
    """3 是2个人: the card once more, as it is now; the one before it is put away."""
    person = people.meet(session, now, here, sender)
    card = open_card(session, now, here, person.id or 0)
    if card is None:
        raise Refused("relay.not_yours")
    _again(session, now, here, person, card, line_fixes.read(text))


def press(
    session: Session, now: datetime, here: Here, *, sender: Sender, brought: int, rest: str, delivery_id: int
) -> str:
    """A line's own button, which says one thing of it: the same card shows it."""
    person = people.meet(session, now, here, sender)
    group_id, number, act = (*rest.split("."), "", "")[:3]
    card = pressed(session, here, person, delivery_id, brought)
    if not (group_id.isdecimal() and number.isdecimal()):
        raise Refused("relay.not_yours")
    if told := done_with(card):
        return told
    known = act in (GO, LEAVE, NOTHING)
    fix = line_fixes.Fix(int(number), act if known else None, None, "" if known else act)
    group, text, right = _taken(session, now, here, person, card, [fix])
    card.details = {**card.details, "right": right}
    session.add(card)
    language = people.language_of(here, person)
    table = relay_read.read(session, now, here, group, text, corrections(session, now, here, group, text, right))
    words, buttons = _drawn(table, group, brought, language)
    freshen.edit(session, now, here, delivery_id, words, buttons)
    return ""


def _again(
    session: Session, now: datetime, here: Here, person: Person, card: Delivery, fixes: Sequence[line_fixes.Fix]
) -> None:
    group, text, right = _taken(session, now, here, person, card, fixes)
    put_away(session, now, here, card.id or 0, say("relay.card_older", people.language_of(here, person)))
    show(session, now, here, person, group, card.details["brought"], text, right)


def put_away(session: Session, now: datetime, here: Here, delivery_id: int, words: str) -> None:
    """A card that is done with: other words in its place, no buttons, and nothing speaks of it any more."""
    row = session.get(Delivery, delivery_id)
    if row is not None:
        row.details = {**row.details, "done": True}
        session.add(row)
    freshen.edit(session, now, here, delivery_id, words)


def _taken(
    session: Session, now: datetime, here: Here, person: Person, card: Delivery, fixes: Sequence[line_fixes.Fix]
) -> tuple[Group, str, Right]:
    """The card's group and text, and what is put right with these. Refused, in words, where a line is not there."""
    details: dict[str, Any] = card.details
    group = forwarders.may_carry(session, here, person.id or 0, details.get("group", 0))
    text = inbox.said(session, here, details.get("brought", 0))
    if not text:
        raise Refused("relay.unread", village=here.gazetteer.example_village())
    table = relay_read.read(session, now, here, group, text)
    lines = table.told[:LINES_MOST]
    right: Right = {number: dict(given) for number, given in details.get("right", {}).items()}
    for fix in fixes:
        if not 1 <= fix.number <= len(lines):
            raise Refused("relay.fix_no_line", number=fix.number, most=len(lines))
        given = right.setdefault(str(fix.number), {"key": lines[fix.number - 1].key})
        if fix.meaning is not None:
            given["meaning"] = fix.meaning
        if fix.people is not None and fix.people > PEOPLE_MOST:
            raise Refused("page.count_wrong", most=PEOPLE_MOST)
        if fix.people is not None:
            given["people"] = str(fix.people)
        if fix.about:
            given["code"] = _code(table, fix)
    return group, text, right


def _code(table: Table, fix: line_fixes.Fix) -> str:
    """The posting meant: its code, or the only one with such work."""
    if fix.about in table.works:
        return fix.about
    found = [code for code, name in table.codes if _same_work(fix.about, name.removeprefix(code))]
    if len(found) == 1:
        return found[0]
    raise Refused("relay.fix_which", number=fix.number, words=fix.about)


def _same_work(words: str, work: str) -> bool:
    return bool(work) and (words in work or work in words)
