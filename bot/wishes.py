"""What somebody wants of a roster, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nlp import hints
from nlp.types import Reply


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody said of coming. `said`: the number was said; `adds`: on top of those already on.

    `days`: limited to these; one day means from that day on. `couple`: they spoke of husband or wife.
    """

    people: int = 1
    said: bool = False
    adds: bool = False
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    children: int = 0
    days: tuple[date, ...] = ()
    days_refused: tuple[date, ...] = ()
    self_included: bool = True
    couple: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a word for programs, and a short sentence (a key of the texts, filled) for a popup."""

    what: str
    text: str = ""


def wish_of(reply: Reply, text: str) -> Wish:
    """What a reading says of coming; whom they name beside themselves are guests by name."""
    guests_most = (reply.count or 1) - (1 if reply.self_included and not reply.adds else 0)
    return Wish(
        people=reply.count or 1,
        said=reply.number_said,
        adds=reply.adds,
        names=reply.names or hints.brought(text, guests_most),
        phones=reply.phones,
        children=reply.children,
        days=reply.days,
        days_refused=reply.days_refused,
        self_included=reply.self_included,
        couple=hints.couple(text),
    )
