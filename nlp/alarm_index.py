"""Many regular expressions against one short text: only those are tried of which the text has what they need.

Every expression has sets of characters and of pairs of neighbours; one of each set stands in each of its matches. The
rarest such set is its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any, Final

from nlp.patterns import compiled
from nlp.second_letters import first_letters
from nlp.signs import signs

# Characters that stand in most texts: a key of them would spare nothing.
_COMMON: Final = frozenset(
    "去我个不一了俺的人来那天报两有家三要上们都子明没给算还得工到车点你小几俩就老是名过能做这里摘大额加也"
    "克在成和果好带五四早娃花干接多吧村哪钱太叫下阿年看袋活今苹空套别地 ,0123456789",
)
# What a common character costs as a key, and a pair by how many of the two are common.
_COMMON_COST: Final = 20
_PAIR_COSTS: Final = (0.2, 0.5, 3.0)
# A key of more members than this takes longer to enter than it spares.
_MOST: Final = 300

Needs = list[frozenset[str]]


class Index:
    """The first of `sources` (in their order) that a text matches."""

    __slots__ = ("_always", "_by_sign", "_keys", "_more", "_sources")

    def __init__(self, sources: Iterable[str], needs: Iterable[Needs] | None = None) -> None:
        """`needs` are those of the sources, where they are known (`required`)."""
        self._sources = tuple(sources)
        self._always: list[int] = []
        self._by_sign: dict[str, list[int]] = {}
        self._more: list[tuple[frozenset[str], ...]] = []
        for number, needed in enumerate(map(required, self._sources) if needs is None else needs):
            if not needed:
                self._always.append(number)
            for sign in needed[0] if needed else ():
                self._by_sign.setdefault(sign, []).append(number)
            self._more.append(tuple(needed[1:]))
        self._keys = self._by_sign.keys()

    def search(self, text: str, held: Set[str] | None = None) -> tuple[int, int] | None:
        """Where the first expression that matches stands in `text`, whose `signs` are `held`; None where none does."""
        if held is None:
            held = signs(text)
        keys = self._keys & held
        if not keys and not self._always:
            return None
        numbers = set(self._always)
        for sign in keys:
            numbers.update(self._by_sign[sign])
        for number in sorted(numbers):
            if any(map(held.isdisjoint, self._more[number])):
                continue
            found = compiled(self._sources[number]).search(text)
            if found is not None:
                return found.span()
        return None


def required(source: str) -> Needs:
    """Sets of characters and of pairs of neighbours, the rarest first: each match of `source` holds one of each set."""
    try:
        from re import _parser  # type: ignore[attr-defined]
    except ImportError:
        return []
    return sorted(set(_of_sequence(list(_parser.parse(source)))), key=_cost)


def _cost(found: frozenset[str]) -> float:
    costs = (
        _PAIR_COSTS[sum(letter in _COMMON for letter in sign)]
        if len(sign) > 1
        else (_COMMON_COST if sign in _COMMON else 1)
        for sign in found
    )
    return sum(costs)


def _of_sequence(items: list[Any]) -> list[frozenset[str]]:
    """The sets that the members of a sequence need, and those that two neighbours among them need."""
    found: list[frozenset[str]] = []
    before: frozenset[str] | None = None  # what the character right before can be, where that is known
    for item in _flat(items):
        name, value = str(item[0]), item[1]
        letters = _letters(item)
        if letters is not None:
            found.append(letters)
            if before is not None and len(before) * len(letters) <= _MOST:
                found.append(frozenset(first + second for first in before for second in letters))
        elif name == "BRANCH":
            found += _of_branches(value[1])
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
            found += _of_sequence(list(value[2]))
        if name not in ("ASSERT", "ASSERT_NOT", "AT"):  # these take no place
            before = letters
    return found


def _of_branches(branches: list[Any]) -> list[frozenset[str]]:
    """One of the rarest of each alternative's sets stands in a match; nothing where one of them needs nothing."""
    rarest = [min(_of_sequence(list(branch)), key=_cost, default=None) for branch in branches]
    known = [one for one in rarest if one is not None]
    return [frozenset().union(*known)] if len(known) == len(rarest) else []


def _flat(items: list[Any]) -> list[Any]:
    """Parsed items with those of a group in the place of the group."""
    found: list[Any] = []
    for item in items:
        found += _flat(list(item[1][-1])) if str(item[0]) == "SUBPATTERN" else [item]
    return found


def _letters(item: Any) -> frozenset[str] | None:
    """What an item of exactly one character can be; None where it is another, or that is not known."""
    if str(item[0]) not in ("LITERAL", "IN"):
        return None
    letters, _empty = first_letters([item])
    return frozenset(map(chr, letters)) if letters else None
