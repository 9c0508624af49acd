"""What of a text may not go out at all: the words, the rule behind them, and the text without them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp import order as orders
from nlp import screen

MONEY = frozenset({"deposit", "fee", "broker_fee"})
"""Rules about money taken from workers, which a poster may take back."""
_CLAUSE = re.compile(r"[^\n,，。;；!！?？、]*[\n,，。;；!！?？、]?")


@dataclass(frozen=True, slots=True)
class Stopped:
    """Words that stop a text, and the sentence of the rule."""

    words: str
    rule: str


def stops(text: str, language: str) -> tuple[Stopped, ...]:
    """What stops a text (money from workers, fraud …); empty where nothing does. Each rule once."""
    found: dict[str, Stopped] = {}
    for hit in screen.read(text):
        if hit.stops and hit.rule not in found:
            rule = screen.rule(hit.rule)
            found[hit.rule] = Stopped(hit.words, rule.en if language == "en" else rule.zh)
    return tuple(found.values())


def without(text: str) -> str:
    """The text with spaces for the clauses in which something stops it; as long as before."""
    spans = [(hit.start, hit.end) for hit in screen.read(text) if hit.stops]
    made = []
    for clause in _CLAUSE.finditer(text):
        within = any(start < clause.end() and clause.start() < end for start, end in spans)
        made.append(" " * len(clause[0]) if within else clause[0])
    return "".join(made)


def taken_back(text: str, start: int) -> bool:
    """Whether what a text says from `start` on is taken back in a later line of it, or in that line itself."""
    begin = text.rfind("\n", 0, start) + 1
    return any(orders.takes_back(line) is not None for line in text[begin:].split("\n"))
