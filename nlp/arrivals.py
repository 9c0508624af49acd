"""Who came: what an employer says after the start of work ("来了18个，老李没来", "都来了").

The vocabulary stands in `lexicon/arrivals.toml`. Names are only words here; whoever asks holds them against the list.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.normalise import plain
from nlp.order import code_in, number_of

_LONGEST = 400
_MOST_NAMES = 40
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NP-Za-hj-np-z]\s?[1-9]\d?(?![\dA-Za-z])")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What was told: everybody or nobody came, how many came, who did not. `rest_came`: all but those named came."""

    everybody: bool = False
    nobody: bool = False
    count: int | None = None
    absent: tuple[str, ...] = ()
    rest_came: bool = False
    code: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    all: tuple[re.Pattern[str], ...]
    none: tuple[re.Pattern[str], ...]
    count: tuple[re.Pattern[str], ...]
    after: tuple[re.Pattern[str], ...]
    before: tuple[re.Pattern[str], ...]
    except_: tuple[re.Pattern[str], ...]
    only: tuple[re.Pattern[str], ...]
    split: re.Pattern[str]
    not_names: frozenset[str]


@cache
def _words() -> _Words:
    raw: dict[str, Any] = tomllib.loads(files("nlp").joinpath("lexicon/arrivals.toml").read_text(encoding="utf-8"))

    def compiled(key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(one.replace("{number}", raw["number"])) for one in raw[key])

    return _Words(
        compiled("all"),
        compiled("none"),
        compiled("count"),
        compiled("absent_after"),
        compiled("absent_before"),
        compiled("except_"),
        compiled("only"),
        re.compile(raw["split"]),
        frozenset(raw["not_names"]),
    )


def read(text: str) -> Arrivals | None:
    """What `text` tells of who came; None where it tells nothing of it. Raises nothing on any text."""
    words = _words()
    flat = plain(text[:_LONGEST]).strip()
    code = code_in(flat)
    if code is not None:
        flat = _CODE.sub(" ", flat, count=1).strip(" ,:。")
    left_out = _names(words, words.except_, flat)
    if left_out:
        return Arrivals(absent=left_out, rest_came=True, code=code)
    if _first(words.none, flat):
        return Arrivals(nobody=True, code=code)
    found = _first(words.count, flat)
    count = number_of(found.group("n")) if found else None
    if _first(words.all, flat):
        return Arrivals(everybody=count is None, count=count, code=code)
    absent = _names(words, words.after, flat) or _names(words, words.before, flat)
    if count is None and not absent:
        return None
    only = bool(absent) and count is None and _first(words.only, flat) is not None
    return Arrivals(count=count, absent=absent, rest_came=only, code=code)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.search(text))), None)


def _names(words: _Words, patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[str, ...]:
    names: list[str] = []
    for pattern in patterns:
        for found in pattern.finditer(text):
            for part in words.split.split(found.group("names")):
                name = part.strip(" :,。的").removesuffix("还")
                for lead in ("就", "只有", "除了", "光", "就差", "只差"):
                    name = name.removeprefix(lead)
                if name and name not in words.not_names and not any(each.isdigit() for each in name):
                    names.append(name)
    return tuple(dict.fromkeys(names))[:_MOST_NAMES]
