"""What a phrase is that is put together from parts: where it may begin, and what is read there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Special = tuple[str, Any, int]
Read = Callable[[str, int, list[str]], Special | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase: the pattern that must match where it begins, and what is read there."""

    pattern: re.Pattern[str]
    read: Read


def plain_rule(pattern: re.Pattern[str], letter: str, value: Any = None) -> Rule:
    """A phrase that means the same wherever it stands."""

    def rule(text: str, at: int, marks: list[str]) -> Special | None:
        found = pattern.match(text, at)
        return (letter, value, found.end()) if found else None

    return Rule(pattern, rule)
