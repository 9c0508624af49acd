"""What a phrase is that is put together from parts: where it may begin, and what is read there; and what a whole text
is by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nlp.types import Ask, Intent

Special = tuple[str, Any, int]
Read = Callable[[str, int, list[str]], Special | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase: the pattern that must match where it begins, and what is read there."""

    pattern: re.Pattern[str]
    read: Read


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text is by its shape: the intent, what it asks, the people named. `sure`: nobody need look at it."""

    intent: Intent
    ask: Ask | None = None
    names: tuple[str, ...] = ()
    count: int = 1
    sure: bool = False


def begins_clause(marks: list[str]) -> bool:
    """Whether nothing but the writer's own "I" stands before in the clause."""
    return not marks or marks[-1] in ",I"


def plain_rule(
    pattern: re.Pattern[str], letter: str, value: Any = None, *, where: Callable[[list[str]], bool] | None = None
) -> Rule:
    """A phrase that means the same wherever it stands, or wherever the letters before it let it (`where`)."""

    def rule(text: str, at: int, marks: list[str]) -> Special | None:
        found = pattern.match(text, at) if where is None or where(marks) else None
        return (letter, value, found.end()) if found else None

    return Rule(pattern, rule)
