"""FIELDS: one row per thing that a posting says – needed to publish? which question does it answer? how is it shown?

The draft's talk walks down this table; a new field is a row here, a column, and its sentences in `bot/texts/`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot import wording
from bot.models import Posting
from bot.terms import MEALS
from bot.texts import say
from nlp.answer_place import generic, vague

GIG, FREIGHT, LONGTERM = "gig", "freight", "longterm"
ALL = frozenset({GIG, FREIGHT, LONGTERM})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a posting says.

    `told` asks whether it stands there (`today` tells days gone by); `needed` and `once` are the kinds of work for
    which it must stand there, or is asked for once. `shared` holds where one answer goes for all postings of a
    message that lack it. `shown` gives its words on the card, empty where there are none. `brokers` holds where only a
    broker is asked. `choices` are (value, key of the words) for buttons.
    """

    name: str
    told: Callable[[Posting, date], bool]
    shown: Callable[[Posting, date, str], str]
    needed: frozenset[str] = NONE
    once: frozenset[str] = NONE
    shared: bool = False
    brokers: bool = False
    choices: tuple[tuple[str, str], ...] = ()


def _nothing(posting: Posting, today: date, language: str) -> str:
    return ""


def _work(posting: Posting, today: date, language: str) -> str:
    return posting.work or ""


def _headcount(posting: Posting, today: date, language: str) -> str:
    return wording.headcount(posting, language)


def _when(posting: Posting, today: date, language: str) -> str:
    return wording.when(posting, today, language)


def _place(posting: Posting, today: date, language: str) -> str:
    words = wording.place(posting)
    return say("field.from", language, origin=posting.origin, place=words) if posting.origin else words


def _wage(posting: Posting, today: date, language: str) -> str:
    return wording.wage(posting, language)


def _pay_when(posting: Posting, today: date, language: str) -> str:
    return say(f"pay_when.{posting.pay_when}", language) if posting.pay_when else ""


def _benefits(posting: Posting, today: date, language: str) -> str:
    return wording.benefits(posting, language)


def _contact(posting: Posting, today: date, language: str) -> str:
    parts = [posting.hires, posting.contact_name, *posting.phones]
    return " ".join(dict.fromkeys(part for part in parts if part))


def _paid_by(posting: Posting, today: date, language: str) -> str:
    return say(f"field.broker_{posting.broker_paid_by}", language) if posting.broker_paid_by else ""


def _start_told(posting: Posting, today: date) -> bool:
    return posting.any_day or (posting.start is not None and max([posting.start, *_named(posting)]) >= today)


def _named(posting: Posting) -> list[date]:
    last = [posting.end] if posting.end else []
    return [*last, *(date.fromisoformat(each) for each in posting.days_named)]


def _wage_told(posting: Posting, today: date) -> bool:
    if posting.wage_min is not None and posting.wage_unit is not None:
        return True
    return posting.negotiable and posting.kind != GIG


def _place_told(posting: Posting, today: date) -> bool:
    return bool(
        posting.township
        or posting.village
        or (posting.detail and not vague(posting.detail) and not generic(posting.detail))
    )


def _extras_told(posting: Posting, today: date) -> bool:
    given = {*posting.benefits, *posting.denied}
    return posting.end_time is not None and bool(given & MEALS) and bool(given & {"transport", "insurance"})


FIELDS: tuple[Field, ...] = (
    Field("work", lambda p, _: bool(p.work), _work, needed=ALL),
    Field("headcount", lambda p, _: p.headcount_max is not None or p.headcount_open, _headcount, needed=ALL),
    Field(
        "start",
        _start_told,
        _when,
        needed=frozenset({GIG, FREIGHT}),
        once=frozenset({LONGTERM}),
        shared=True,
        choices=(("any", "field.any_day"),),
    ),
    Field("place", _place_told, _place, needed=ALL, shared=True),
    Field("wage", _wage_told, _wage, needed=frozenset({GIG}), once=frozenset({FREIGHT, LONGTERM})),
    Field(
        "pay_when",
        lambda p, _: p.pay_when is not None,
        _pay_when,
        needed=frozenset({GIG}),
        shared=True,
        choices=tuple((each, f"pay_when.{each}") for each in ("daily", "weekly", "monthly", "finish")),
    ),
    Field(
        "contact",
        lambda p, _: bool(p.phones) and bool(p.hires or p.contact_name),
        _contact,
        needed=ALL,
        shared=True,
    ),
    Field(
        "broker_paid_by",
        lambda p, _: p.broker_paid_by is not None,
        _paid_by,
        needed=ALL,
        shared=True,
        brokers=True,
        choices=(
            ("employer", "field.pays_employer"),
            ("workers", "field.pays_workers"),
            ("nobody", "field.pays_nobody"),
        ),
    ),
    Field(
        "begin_time",
        lambda p, _: p.begin_time is not None,
        _nothing,
        once=frozenset({GIG}),
        shared=True,
    ),
    Field("extras", _extras_told, _benefits, once=frozenset({GIG, LONGTERM}), shared=True),
    Field(
        "phone_public",
        lambda p, _: p.phone_public is not None,
        _nothing,
        once=ALL,
        shared=True,
        choices=(("yes", "field.phone_yes"), ("no", "field.phone_no")),
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
NEEDED_ANSWERS = frozenset(field.name for field in FIELDS if field.needed >= ALL)
"""Fields whose question nothing else answers."""


def missing(posting: Posting, today: date, *, broker: bool) -> Field | None:
    """The next field to ask for: what is needed first, then what is asked once. None where all is told."""
    open_rows = [row for row in FIELDS if (broker or not row.brokers) and not row.told(posting, today)]
    for row in open_rows:
        if posting.kind in row.needed:
            return row
    for row in open_rows:
        if posting.kind in row.once and row.name not in posting.asked_once:
            return row
    return None


def question(field: Field, posting: Posting, today: date, language: str) -> str:
    """The question for a field, as fits what is told already."""
    key = f"ask.{field.name}"
    if field.name == "start" and posting.start is not None:
        return say("ask.start_past", language, day=wording.day(posting.start, language))
    if field.name == "start" and posting.kind == LONGTERM:
        key = "ask.start_longterm"
    if field.name == "contact" and (posting.phones or posting.contact_name or posting.hires):
        key = "ask.contact_name" if posting.phones else "ask.contact_phone"
    if field.name == "wage":
        key = f"ask.wage_{posting.kind}"
        if posting.negotiable and posting.kind == GIG:
            key = "ask.wage_not_negotiable"
    if field.name == "headcount" and posting.kind == FREIGHT:
        key = "ask.vehicles"
    if field.name == "extras":
        return say("ask.extras", language, lacking=_lacking(posting, language))
    if field.name == "phone_public":
        return say(key, language, phone=(posting.phones or [""])[0])
    return say(key, language)


def _lacking(posting: Posting, language: str) -> str:
    given = {*posting.benefits, *posting.denied}
    parts = []
    if posting.end_time is None and posting.kind == GIG:
        parts.append("until")
    if not given & MEALS:
        parts.append("meals")
    if "transport" not in given:
        parts.append("fare")
    if "insurance" not in given:
        parts.append("insurance")
    return say("list.pause", language).join(say(f"ask.lacking_{part}", language) for part in parts)
