"""What an employer answers who was asked whether people are still needed. Words in `lexicon/needed.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nlp import lexicon
from nlp.normalise import plain
from nlp.order import number_of

_LONGEST = 24
_LONGEST_LATIN = 48
_KINDS = ("whole", "adds", "more", "fewer", "later", "call", "over", "no", "yes", "next", "away")
_RESUMED = ("same", "goes_on", "off")


class Resumed(StrEnum):
    """Work that was called off goes on."""

    SAME = "same"  # on that day after all
    NEXT = "next"  # 接着干: the day after


@dataclass(frozen=True, slots=True)
class Needed:
    """Whether people are needed. `number`: how many, on top of those there are, or in all where `whole`, on
    top of those wanted so far where `adds` (再要俩).

    `later`: it is not decided yet (下礼拜再说); `call`: they want to be rung up. In both nothing is to change.
    `over`: the work itself is done, or off (摘完了, 不干了).
    """

    yes: bool
    number: int | None = None
    whole: bool = False
    adds: bool = False
    later: bool = False
    call: bool = False
    over: bool = False


@cache
def _words() -> dict[str, tuple[re.Pattern[str], ...]]:
    raw = lexicon.table("needed")
    return {
        name: tuple(re.compile(one.replace("{number}", raw["number"])) for one in raw[name])
        for name in (*_KINDS, *_RESUMED)
    }


def _has(name: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _words()[name])


def read(text: str) -> Needed | None:
    """The answer in `text`; None where it is none, or long enough to be a need of its own."""
    flat = plain(text).strip(" ,。!~.")
    flat = flat.lower() if flat.isascii() else flat
    if len(flat) > (_LONGEST_LATIN if flat.isascii() else _LONGEST) or _has("fewer", flat):
        return None
    for name in ("whole", "adds", "more"):
        for pattern in _words()[name]:
            found = pattern.search(flat)
            number = number_of(found.group("n")) if found else None
            if number is not None:
                return Needed(True, number, name == "whole", name == "adds") if number else Needed(False)
    if _has("call", flat):
        return Needed(False, call=True)
    if _has("later", flat):
        return Needed(False, later=True)
    if _has("over", flat):
        return Needed(False, over=True)
    for name in ("no", "yes"):
        if _has(name, flat):
            return Needed(name == "yes")
    return None


def next_time(text: str) -> bool:
    """Whether a text speaks of another week or another time (下周要5个)."""
    return _has("next", plain(text))


def stay_away(text: str) -> bool:
    """Whether a no may as well be meant for those who are down already (不用来了), not for others to come."""
    return _has("away", plain(text))


def resumed(text: str) -> Resumed | None:
    """What is said of work that was called off (雨停了照常干, 接着干); None where nothing of that, or a question."""
    flat = plain(text).strip(" ,。!~.")
    if len(flat) > _LONGEST or _has("off", flat):
        return None
    if _has("same", flat):
        return Resumed.SAME
    return Resumed.NEXT if _has("goes_on", flat) else None
