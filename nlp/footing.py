"""What each value of a posting stands on: the words, the rule that read them, and how sure it is."""

from __future__ import annotations

from datetime import time
from typing import Any

from nlp import places
from nlp.heard import Heard
from nlp.quantities import Quantity
from nlp.schedule import Days
from nlp.segments import Group
from nlp.sharing import Gift
from nlp.types import Certainty, PayWhen, Wage

# An attribute of an enumeration costs ten times a name.
_SURE, _LIKELY, _DOUBTFUL = Certainty.SURE, Certainty.LIKELY, Certainty.DOUBTFUL
# Scored dimensions that are told once and meant for every job of the message.
Common = tuple[
    "places.Found",
    "tuple[int, int, str] | None",
    "tuple[int, int, PayWhen] | None",
    "tuple[int, int] | None",
    "tuple[int | None, tuple[int, int]]",
    "tuple[time | None, time | None, int, int]",
]


def readings(
    heard: Heard,
    one: Group,
    days: Days,
    common: Common,
    people: tuple[int, int, Quantity] | None,
    paid: tuple[Wage | None, Quantity | None],
    given: list[Gift],
) -> list[Any]:
    """What each value stands on, as (field, value, start, end, rule[, certainty[, other]])."""
    where, rest, when_paid, hurry, (run, run_span), (begin, close, clock_start, clock_end) = common
    found: list[Any] = []
    if one.job:
        found.append(("work", one.job.words, one.job.start, one.job.end, "title" if one.job.title else "task"))
    if people:
        found.append(("headcount", people[:2], people[2].at, people[2].end, "people"))
    wage, number = paid
    if wage and number:
        found.append(("wage", wage, number.start, number.end, "sum", _SURE if number.unit else _LIKELY))
    span = days[2]
    if span:
        found.append(("start", days[0], span[0], span[1], span[2], _DOUBTFUL if span[3] else _SURE, span[3]))
    if run:
        found.append(("days", run, run_span[0], run_span[1], "length"))
    if begin or close:
        found.append(("begin_time", begin or close, clock_start, clock_end, "clock"))
    for start, end, field, rule in where.spans:
        found.append((field, heard.plain[start:end], start, end, rule, _LIKELY if rule == "sound" else _SURE))
    if rest:
        found.append(("detail", rest[2], rest[0], rest[1], "facility"))
    found += [("benefits", several, start, end, "benefit") for start, end, several in given]
    if when_paid:
        found.append(("pay_when", when_paid[2], when_paid[0], when_paid[1], "pay-when"))
    if hurry:
        found.append(("urgent", True, *hurry, "urgent"))
    found += [("phones", digits, start, end, "phone") for start, end, digits in heard.phones]
    if heard.name:
        found.append(("name", heard.name[2], heard.name[0], heard.name[1], "name"))
    return found
