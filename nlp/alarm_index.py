"""Many regular expressions against one short text: only those are tried of which the text has a character they need.

Every expression has sets of characters one of which stands in each of its matches; the rarest such set is its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from nlp.patterns import compiled

# Characters that stand in most texts: a key of them would spare nothing.
_COMMON: Final = frozenset(
    map(
        ord,
        "去我个不一了俺的人来那天报两有家三要上们都子明没给算还得工到车点你小几俩就老是名过能做这里摘大额加也"
        "克在成和果好带五四早娃花干接多吧村哪钱太叫下阿年看袋活今苹空套别地 ,0123456789",
    )
)
_COMMON_COST: Final = 20


class Index:
    """The first of `sources` (in their order) that a text matches."""

    __slots__ = ("_always", "_by_character", "_keys", "_more", "_sources")

    def __init__(self, sources: Iterable[str]) -> None:
        self._sources = tuple(sources)
        self._always: list[int] = []
        self._by_character: dict[str, list[int]] = {}
        self._more: list[tuple[frozenset[str], ...]] = []
        for number, source in enumerate(self._sources):
            needed = [frozenset(map(chr, codes)) for codes in required(source)]
            if not needed:
                self._always.append(number)
            for character in needed[0] if needed else ():
                self._by_character.setdefault(character, []).append(number)
            self._more.append(tuple(needed[1:]))
        self._keys = self._by_character.keys()

    def search(self, text: str, letters: frozenset[str] | None = None) -> tuple[int, int] | None:
        """Where the first expression that matches stands in `text`, whose characters are `letters`; None where none."""
        if letters is None:
            letters = frozenset(text)
        held = self._keys & letters
        if not held and not self._always:
            return None
        numbers = set(self._always)
        for character in held:
            numbers.update(self._by_character[character])
        for number in sorted(numbers):
            if any(map(letters.isdisjoint, self._more[number])):
                continue
            found = compiled(self._sources[number]).search(text)
            if found is not None:
                return found.span()
        return None


def required(source: str) -> list[frozenset[int]]:
    """Sets of code points, the rarest first: each match of `source` holds one of each set."""
    try:
        from re import _parser  # type: ignore[attr-defined]
    except ImportError:
        return []
    found = [_of_item(str(item[0]), item[1]) for item in _parser.parse(source)]
    return sorted({one for one in found if one is not None}, key=_cost)


def _cost(codes: frozenset[int]) -> int:
    return sum(_COMMON_COST if code in _COMMON else 1 for code in codes)


def _of_sequence(items: list[Any]) -> frozenset[int] | None:
    """The cheapest of the sets that the members of a sequence need."""
    best: frozenset[int] | None = None
    for item in items:
        found = _of_item(str(item[0]), item[1])
        if found is not None and (best is None or _cost(found) < _cost(best)):
            best = found
    return best


def _of_item(name: str, value: Any) -> frozenset[int] | None:
    if name == "LITERAL":
        return frozenset((value,))
    if name == "IN":
        return _of_members(value)
    if name == "BRANCH":
        branches = [_of_sequence(list(branch)) for branch in value[1]]
        found: set[int] = set()
        for branch in branches:
            if branch is None:
                return None
            found |= branch
        return frozenset(found)
    if name == "SUBPATTERN":
        return _of_sequence(list(value[-1]))
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
        return _of_sequence(list(value[2]))
    return None


def _of_members(members: list[Any]) -> frozenset[int] | None:
    found: set[int] = set()
    for name, value in members:
        kind = str(name)
        if kind == "LITERAL":
            found.add(value)
        elif kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            found.update(range(48, 58))
        else:
            return None
    return frozenset(found)
