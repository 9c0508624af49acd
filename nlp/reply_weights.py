"""A second reading of a reply: how its characters and kinds of words weigh for each intent.

The weights are learnt from the labelled lines (`nlp.reply_learn`, which writes `nlp/lexicon/reply_weights.txt`), as the
rules are written by hand from them. Each reader errs in its own way; where they differ, the second one has its way
only if it is sure enough, and needs more for a join than for anything else.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from operator import add
from os.path import dirname, join
from struct import Struct
from typing import Final

from nlp import lexicon
from nlp.signs import signs
from nlp.types import Intent

_FILE: Final = join(dirname(lexicon.__file__), "reply_weights.txt")
# Weights are whole numbers, so many to one natural logarithm of the odds.
SCALE: Final = 64
# How far the odds of another intent must go beyond those of the rules' intent, and how much further those of a join.
# The rules seldom err in short texts. Found on a thousand replies of three batches, each read by rules that did not
# know it and by weights learnt without it.
_SHORT: Final = 12
_RULES_FIRST: Final = 5 * SCALE // 2
_JOIN_DEARER: Final = SCALE
_LONG_RULES_FIRST: Final = 9 * SCALE // 4
# Each intent has a lane of bits in one number; adding the numbers adds all lanes at once.
_LANE: Final = 32
_MIDDLE: Final = 1 << 12
INTENTS: Final = tuple(Intent)
_ROW: Final = Struct(f"<{len(INTENTS)}I")
_AT: Final = {intent: number for number, intent in enumerate(INTENTS)}
_JOIN: Final = _AT[Intent.JOIN]
# What only somebody on a roster can mean.
_SIGNED_ONLY: Final = (_AT[Intent.CANCEL], _AT[Intent.CHANGE])


def of_characters(text: str) -> Set[str]:
    """The signs of a text: its characters and pairs of characters, its begin and end among them."""
    return signs(text) | ({"^", "$", f"^{text[0]}", f"{text[-1]}$"} if text else {"^", "$", "^$"})


def of_marks(marks: str) -> set[str]:
    """The signs of a row of kinds of words: each, those that stand together, and those of the first and last clause."""
    row = f"^{marks}$"
    pairs = list(map(add, row, row[1:]))
    clauses = marks.strip(",").split(",")
    return {
        *row,
        *pairs,
        *map(add, pairs, row[2:]),
        *map("first ".__add__, clauses[0]),
        *map("last ".__add__, clauses[-1]),
        f"clauses {min(marks.count(','), 4)}",
    }


_SIZES: Final = tuple(f"size {fours}" for fours in range(9))


def of_size(text: str, signed: bool) -> tuple[str, str]:
    """The signs of how long a text is, and of whether its writer is on a roster here."""
    return _SIZES[min(len(text) // 4, 8)], "signed" if signed else "new"


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, int], dict[str, int]]:
    """The weights of signs of characters and of marks, each with a lane for every intent; kept as they are packed."""
    name = f"reply_weights-{_LANE}-{_MIDDLE}-{len(INTENTS)}"
    return lexicon.built(name, _packed, _FILE, ())  # type: ignore[no-any-return]


def _packed() -> tuple[dict[str, int], dict[str, int]]:
    found: dict[str, dict[str, int]] = {"c": {}, "m": {}}
    with open(_FILE, encoding="utf-8") as source:
        lines = source.read().splitlines()
    for line in lines:
        if line[:2] in ("c\t", "m\t"):
            kind, sign, row = line.split("\t")
            found[kind][sign] = sum(
                (int(weight) + _MIDDLE) << (_LANE * number) for number, weight in enumerate(row.split())
            )
    return found["c"], found["m"]


def _weigh(text: str, marks: str, signed: bool) -> int:
    characters, kinds = _weights()
    return (
        sum(filter(None, map(characters.get, of_characters(text))))
        + _weigh_marks(marks)
        + sum(kinds.get(sign, 0) for sign in of_size(text, signed))
    )


@lru_cache(maxsize=65536)
def _weigh_marks(marks: str) -> int:
    return sum(filter(None, map(_weights()[1].get, of_marks(marks))))


@lru_cache(maxsize=16384)
def second_reading(text: str, marks: str, signed: bool, first: Intent) -> Intent:
    """The intent of a text whose rules' reading is `first`: that one, unless the weights speak against it."""
    if not marks:
        return first
    total = _weigh(text, marks, signed)
    lanes = list(_ROW.unpack(total.to_bytes(_ROW.size, "little")))
    lanes[_AT[first]] += _RULES_FIRST if len(text) <= _SHORT else _LONG_RULES_FIRST
    if first is not Intent.JOIN:
        lanes[_JOIN] -= _JOIN_DEARER
    if not signed:
        for number in _SIGNED_ONLY:
            if INTENTS[number] is not first:
                lanes[number] = 0
    return INTENTS[lanes.index(max(lanes))]


def forget() -> None:
    """Forget the texts weighed before (for measurements)."""
    second_reading.cache_clear()
    signs.cache_clear()
