"""Which of several open drafts a turn is for: the one named, the one that was asked, the only one; else it is asked.

A value that may be for several waits in `Posting.pending_changes` of each (a draft has no other use for it) until the
poster says which is meant, or says something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import cards, fields, postings, talk, terms, wording
from bot.app import Here
from bot.messengers import Buttons
from bot.models import ON_AIR, Person, Posting, PostingStatus
from bot.people import language_of
from bot.texts import say
from nlp import answer
from nlp.order import Order
from nlp.types import Act

ALL = "all"
WHICH = "which"
SHORTEST = 2
LISTED = 5
Changes = dict[str, Any]

KEYS: dict[str, frozenset[str]] = {
    "work": frozenset({"work", "trade"}),
    "headcount": frozenset({"headcount", "headcount_open"}),
    "start": frozenset({"start", "end", "days", "days_named", "any_day"}),
    "place": frozenset({"township", "village", "detail", "origin"}),
    "wage": frozenset({"wage", "negotiable"}),
    "pay_when": frozenset({"pay_when"}),
    "contact": frozenset({"contact_name", "phones", "hires"}),
    "broker_paid_by": frozenset({"broker_paid_by"}),
    "begin_time": frozenset({"begin_time"}),
    "extras": frozenset({"end_time", "benefits_add", "benefits_remove", "denied"}),
}
"""The keys of the exchange format's changes that answer the question for a field."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "start": ("start", "end", "days", "days_named", "any_day"),
    "place": ("township", "village", "detail", "origin"),
    "pay_when": ("pay_when",),
    "contact": ("contact_name", "phones", "hires"),
    "broker_paid_by": ("broker_paid_by",),
    "begin_time": ("begin_time",),
    "extras": ("end_time", "benefits", "denied"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Changes and the drafts they are for."""

    rows: tuple[Posting, ...]
    changes: Changes


def field_of(key: str) -> str | None:
    """The field whose question a change answers; None for what is never asked (urgent, age)."""
    return next((name for name, keys in KEYS.items() if key in keys), None)


def open_drafts(session: Session, here: Here, person: Person, batch: Sequence[Posting]) -> list[Posting]:
    """All drafts of a poster: those being talked about first, then the others, the newest first."""
    assert person.id is not None
    mine = {each.id for each in batch}
    others = [each for each in postings.of_poster(session, here, person.id, PostingStatus.DRAFT) if each.id not in mine]
    return [*batch, *others]


def named(rows: Sequence[Posting], text: str) -> list[Posting]:
    """The drafts whose work the text names, by its whole name or by its thing (苹果 for 摘苹果)."""
    whole = [each for each in rows if each.work and each.work in _without_longer(rows, each.work, text)]
    if whole:
        return whole
    things = [each for each in rows if each.work and len(each.work) > SHORTEST and each.work[1:] in text]
    if things:
        return things if len({each.work for each in things}) == 1 else []
    return of_employer(rows, text)


def of_employer(rows: Sequence[Posting], text: str) -> list[Posting]:
    """Of several for different employers those whose employer the text names: 李家的不要了."""
    found = [each for each in rows if any(name in text for name in hirers(each))]
    return found if 0 < len(found) < len(rows) else []


def apart(batch: Sequence[Posting], text: str) -> list[tuple[Posting, str]]:
    """What is said of each employer's work by its name: 张家138…, 李家139…. Empty where fewer than two are named."""
    places = []
    for each in batch:
        found = [text.find(name) for name in hirers(each) if text.count(name) == 1]
        if found:
            places.append((min(found), each))
    places.sort(key=lambda place: place[0])
    starts = [start for start, _ in places]
    if len(starts) < 2 or len(set(starts)) < len(starts):
        return []
    ends = [*starts[1:], len(text)]
    return [(each, text[start:end]) for (start, each), end in zip(places, ends, strict=True)]


def hirers(posting: Posting) -> list[str]:
    """The names under which a posting's employer may be spoken of."""
    return [name for name in (posting.hires, posting.contact_name) if name and len(name) >= SHORTEST]


def _without_longer(rows: Sequence[Posting], work: str, text: str) -> str:
    """The text without works of others that hold this one's name (摘苹果 holds 苹果)."""
    for other in rows:
        if other.work and other.work != work and work in other.work:
            text = text.replace(other.work, " ")
    return text


def chosen(batch: Sequence[Posting], everyone: Sequence[Posting], text: str, order: Order) -> list[Posting]:
    """The drafts a text points to: by work, by number of its card, or all of them; empty where it points to none."""
    found = named(batch, text) or named(everyone, text)
    if len(found) > 1 and len({each.batch for each in found}) > 1:
        found = [each for each in found if each.batch == found[0].batch]
    if found:
        return found
    if len(batch) > 1 and order.nth is not None and order.nth <= len(batch):
        return [batch[order.nth - 1]]
    return list(batch) if len(batch) > 1 and order.every else []


def kept(session: Session, everyone: Sequence[Posting]) -> tuple[Changes, list[Posting]]:
    """The change that waits for a word on which draft it is for, with those it may be for. It waits no longer."""
    waiting = [each for each in everyone if each.pending_changes]
    changes: Changes = dict(waiting[0].pending_changes) if waiting else {}
    for each in waiting:
        each.pending_changes = {}
        session.add(each)
    return changes, waiting


def parts(
    batch: Sequence[Posting], everyone: Sequence[Posting], asked: str | None, changes: Changes, text: str, today: date
) -> list[Part] | None:
    """Who gets what of a turn that names no work. None where a careful clerk would ask which."""
    asked_rows = tuple(each for each in batch if each.asked == asked) if asked in fields.BY_NAME else ()
    answer: Changes = {}
    if asked_rows and asked is not None and any(field_of(key) == asked for key in changes):
        answer = {
            key: value
            for key, value in changes.items()
            if field_of(key) == asked or _untold(asked_rows, field_of(key), today)
        }
    rest = {key: value for key, value in changes.items() if key not in answer}
    made = [Part(asked_rows, answer)] if answer else []
    if not rest:
        return made
    rows = _may_be_for(batch, everyone, rest, today)
    if len(rows) > 1:
        rows = _by_old_number(rows, rest, text) or rows
    if len(rows) > 1 and not _alike(rows, rest):
        return None
    return [*made, Part(tuple(rows), rest)]


def _untold(rows: Sequence[Posting], name: str | None, today: date) -> bool:
    return name is not None and not any(fields.BY_NAME[name].told(each, today) for each in rows)


def _may_be_for(batch: Sequence[Posting], everyone: Sequence[Posting], changes: Changes, today: date) -> list[Posting]:
    """The drafts talked about; an older one too where it lacks what is said and these have it."""
    names = {field_of(key) for key in changes}
    told = all(not _untold([each], name, today) for each in batch for name in names)
    older = [
        each
        for each in everyone[len(batch) :]
        if told and any(_untold([each], name, today) and each.kind in _asks(name) for name in names)
    ]
    return [*batch, *older]


def _asks(name: str | None) -> frozenset[str]:
    return fields.BY_NAME[name].needed if name is not None else frozenset()


def _by_old_number(rows: Sequence[Posting], changes: Changes, text: str) -> list[Posting]:
    """不是20是25个: the one whose number is said as the old one."""
    olds: dict[str, Any] = {"headcount": lambda row: row.headcount_max, "wage": lambda row: row.wage_min}
    for key, old in olds.items():
        if key not in changes:
            continue
        fitting = [row for row in rows if (number := old(row)) is not None and f"{number:g}" in text]
        if len(fitting) == 1:
            return fitting
    return []


def _alike(rows: Sequence[Posting], changes: Changes) -> bool:
    """Whether what changes was told once for all of these and stands alike in all: then it is meant for all."""
    if len({each.batch for each in rows}) > 1:
        return False
    for key in changes:
        name = field_of(key)
        if key == "urgent":
            continue
        if name is None or name not in COLUMNS:
            return False
        if any(getattr(each, column) != getattr(rows[0], column) for each in rows for column in COLUMNS[name]):
            return False
    return True


def ask(session: Session, now: datetime, here: Here, person: Person, rows: Sequence[Posting], changes: Changes) -> None:
    """Ask which draft a change is for; it waits in each of them."""
    language = language_of(here, person)
    for each in rows:
        each.pending_changes = dict(changes)
        session.add(each)
    names = [each.work or say("need.nameless", language) for each in rows[:LISTED]]
    buttons: Buttons = [
        [{"text": name, "data": f"set:{each.id}:{WHICH}="}] for name, each in zip(names, rows, strict=False)
    ]
    if len({each.batch for each in rows}) == 1:
        buttons.append([cards.button("talk.all_of_them", language, f"set:{rows[0].id}:{WHICH}={ALL}")])
    said = say("talk.which", language, names=say("list.or", language).join(names))
    talk.reply(session, now, here, person, said, buttons=buttons, about=rows)


def candidates(batch: Sequence[Posting], everyone: Sequence[Posting], changes: Changes, today: date) -> list[Posting]:
    """Those that `ask` names."""
    return _may_be_for(batch, everyone, changes, today)


def moved_up(session: Session, here: Here, batch: Sequence[Posting], rows: Sequence[Posting]) -> list[Posting]:
    """The drafts of the message that `rows` came with; where those are not the ones talked about, they are now."""
    if not rows or rows[0] in batch:
        return list(batch)
    older = [
        each
        for each in postings.of_poster(session, here, rows[0].poster_id, PostingStatus.DRAFT)
        if each.batch == rows[0].batch
    ]
    for each in older:
        each.batch = here.inbox_id
        session.add(each)
    session.flush()
    return sorted(older, key=lambda each: each.id or 0)


def of_draft_or_card(
    session: Session, now: datetime, here: Here, person: Person, target: Posting, text: str, order: Order
) -> bool:
    """6个人 under the card of a posting that is out, while a draft is talked about: it is asked which of them is meant.

    False, and nothing said, where a code, 改成 or anything besides the number shows that the quoted one is.
    """
    batch = talk.batch_of(session, here, person) if target.status in ON_AIR and order.code is None else []
    if not batch or order.corrects or order.act not in (None, "seats"):
        return False
    read = answer.read(text, now, terms.as_draft(target), None, here.gazetteer)
    if read.act is not Act.SET or set(read.changes) != {"headcount"}:
        return False
    language = language_of(here, person)
    values = {"name": wording.named(target), "code": target.code or "", "draft": cards.summary(batch[0], language)}
    text = say("employer.which_draft", language, number=int(read.changes["headcount"][1]), **values)
    talk.reply(session, now, here, person, text, about=[target])
    return True
