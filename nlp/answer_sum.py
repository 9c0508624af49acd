"""A sum of money in an answer: whether it can be pay of the draft, and the draft's unit where none is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nlp.answer_money import money, plain
from nlp.answer_turn import Turn


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum of [start, end): least and most in yuan, its unit and measure where they are said, the rule's name."""

    start: int
    end: int
    least: float
    most: float
    unit: str | None
    per: str | None
    rule: str


def number_of(words: str) -> float | None:
    """The least sum that the words say, in yuan."""
    both = money(words)
    return both[0] if both else None


def plausible(turn: Turn, words: str) -> bool:
    """Whether a bare number can be pay in this draft at all."""
    number = number_of(words)
    if number is None:
        return False
    wage = turn.draft.get("wage")
    if wage and wage.get("max"):
        return bool(0.4 * wage["min"] <= number <= 2.5 * wage["max"])
    return number >= {"longterm": 1000, "freight": 50}.get(str(turn.draft.get("kind")), 60)


def in_unit(turn: Turn, least: float, most: float, unit: str | None, per: str | None) -> dict[str, Any]:
    """The exchange format's wage; a sum without a unit takes the draft's, else what its kind is paid by."""
    wage = turn.draft.get("wage")
    if unit is None and wage and not (wage["unit"] == "piece" and least >= 20 * max(wage["max"], 0.01)):
        unit, per = wage["unit"], wage.get("per")
    if unit is None:
        unit = {"longterm": "month", "freight": "trip"}.get(str(turn.draft.get("kind")), "day")
        if most < 5 and unit == "day":
            unit, per = "piece", "斤"
    if unit != "piece":
        per = None
    return {"min": plain(least), "max": plain(most), "unit": unit, "per": per}
