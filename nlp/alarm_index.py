"""Many regular expressions against one short text: only those are tried of which the text has a character they need.

Every expression has sets of characters one of which stands in each of its matches; the rarest such set is its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from nlp.patterns import compiled

# Characters that stand in most texts: a key of them would spare nothing.
_COMMON: Final = frozenset(
    map(ord, "的了不没一我俺额人个去来到给说讲有在就才是都也还要上下把着咧天钱好手叫让得过好么吗 ,")
)
_COMMON_COST: Final = 20


class Index:
    """The first of `sources` (in their order) that a text matches."""

    __slots__ = ("_always", "_by_character", "_keys", "_sources")

    def __init__(self, sources: Iterable[str]) -> None:
        self._sources = tuple(sources)
        self._always: list[int] = []
        self._by_character: dict[str, list[int]] = {}
        for number, source in enumerate(self._sources):
            needed = required(source)
            if needed is None:
                self._always.append(number)
            for code in needed or ():
                self._by_character.setdefault(chr(code), []).append(number)
        self._keys = self._by_character.keys()

    def search(self, text: str) -> tuple[int, int] | None:
        """Where the first expression that matches stands in `text`; None where none does."""
        held = self._keys & set(text)
        if not held and not self._always:
            return None
        numbers = set(self._always)
        for character in held:
            numbers.update(self._by_character[character])
        for number in sorted(numbers):
            found = compiled(self._sources[number]).search(text)
            if found is not None:
                return found.span()
        return None


def required(source: str) -> frozenset[int] | None:
    """Code points of which each match of `source` holds at least one; None where no such set is known."""
    try:
        from re import _parser  # type: ignore[attr-defined]
    except ImportError:
        return None
    return _of_sequence(list(_parser.parse(source)))


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
