"""What an employer says to the list of who comes: too few, enough, what they are to bring, put off, done for today.

Words in `lexicon/on_list.toml`. Only who has work out is read so: it is the acts that know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlp import lexicon
from nlp.normalise import plain

LONGEST = 40
_KINDS = ("short", "enough", "away", "later", "bring", "put_off", "rest_of_day", "no_day_yet", "as_before")
_PIECES = ("who", "told", "verb", "thing")
SHORT, ENOUGH, AWAY, LATER, BRING = "short", "enough", "away", "later", "bring"


@dataclass(frozen=True, slots=True)
class OnList:
    """`what`: SHORT, ENOUGH, AWAY (不去了), LATER (过几天再摘) or BRING, with the things to `bring` as written."""

    what: str
    bring: tuple[str, ...] = ()


@cache
def _words() -> dict[str, tuple[re.Pattern[str], ...]]:
    raw = lexicon.table("on_list")

    def whole(expression: str) -> str:
        for piece in _PIECES:
            expression = expression.replace(f"{{{piece}}}", raw[piece])
        return expression

    found = {name: tuple(re.compile(whole(one)) for one in raw[name]) for name in _KINDS}
    return found | {"thing": (re.compile(raw["thing"]),)}


def _first(name: str, text: str) -> re.Match[str] | None:
    return next((found for pattern in _words()[name] if (found := pattern.search(text))), None)


def _flat(text: str) -> str:
    """The plain form of a text without the marks around it; empty where it is too long to be such a word."""
    flat = plain(text).strip(" ,。!~.")
    return flat if len(flat) <= LONGEST else ""


def read(text: str) -> OnList | None:
    """What a short text says to the list; None where it says nothing of the kind."""
    flat = _flat(text)
    if not flat:
        return None
    for name in (SHORT, ENOUGH, AWAY, LATER):
        if _first(name, flat) is not None:
            return OnList(name)
    found = _first(BRING, flat)
    if found is None or not (found.start("what") > 0):
        return None
    things = tuple(each.group() for each in _words()["thing"][0].finditer(found["what"]))
    return OnList(BRING, things)


def puts_off(text: str) -> bool:
    """Whether a text puts the work off, and tells no day."""
    said = read(text)
    return said is not None and said.what == LATER


def put_off(text: str) -> str:
    """The part of a text that puts the work off by some days (过两天再摘), whatever reason leads it; empty else."""
    flat = _flat(text)
    found = _first("put_off", flat)
    return flat[found.start() :] if found is not None else ""


def rest_of_day(text: str) -> bool:
    """Whether a text ends the work for the rest of today (今天下午不干了)."""
    return _first("rest_of_day", _flat(text)) is not None


def no_day_yet(text: str) -> bool:
    """Whether a text says that until when is not known yet (看天气吧, 定不下来)."""
    return _first("no_day_yet", _flat(text)) is not None


def as_before(text: str) -> bool:
    """Whether a text says that nothing is put off after all (明天照常, 不推了)."""
    return _first("as_before", _flat(text)) is not None
