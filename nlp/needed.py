"""What an employer answers who was asked whether people are still needed. Words in `lexicon/needed.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.normalise import plain
from nlp.order import number_of

_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Needed:
    """Whether people are needed. `number`: how many, on top of those there are, or in all where `whole`."""

    yes: bool
    number: int | None = None
    whole: bool = False


@cache
def _words() -> dict[str, tuple[re.Pattern[str], ...]]:
    raw: dict[str, Any] = tomllib.loads(files("nlp").joinpath("lexicon/needed.toml").read_text(encoding="utf-8"))
    return {
        name: tuple(re.compile(one.replace("{number}", raw["number"])) for one in raw[name])
        for name in ("whole", "more", "no", "yes")
    }


def read(text: str) -> Needed | None:
    """The answer in `text`; None where it is none, or long enough to be a need of its own."""
    flat = plain(text).strip(" ,。!~.")
    if len(flat) > _LONGEST:
        return None
    for name in ("whole", "more"):
        for pattern in _words()[name]:
            found = pattern.search(flat)
            number = number_of(found.group("n")) if found else None
            if number is not None:
                return Needed(number > 0, number, name == "whole") if number else Needed(False)
    for name in ("no", "yes"):
        if any(pattern.search(flat) for pattern in _words()[name]):
            return Needed(name == "yes")
    return None
