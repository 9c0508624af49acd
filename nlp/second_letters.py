"""Which character can follow the first one of a match: what spares a pattern where the next character is another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_NO_PLACE = ("ASSERT", "ASSERT_NOT", "AT")
_ONE_CHARACTER = ("LITERAL", "NOT_LITERAL", "IN", "ANY")
# What can follow: code points, or None where that is not known; and whether nothing need follow.
_After = tuple[set[int] | None, bool]


def seconds(source: str, first: str) -> frozenset[str] | None:
    """The characters of which one stands second in every match of `source` that begins with `first`.

    None where that is not known, and where a match may be of one character alone. Digits of other scripts are not among
    them, though a pattern may match them.
    """
    found = after(_parsed(source), ord(first))
    if found is None:
        return frozenset()  # no match begins so
    letters, ends = found
    return None if letters is None or ends else frozenset(map(chr, letters))


@lru_cache(maxsize=512)
def _parsed(source: str) -> list[Any]:
    try:
        from re import _parser  # type: ignore[attr-defined]
    except ImportError:
        return [("UNKNOWN", None)]
    parsed = _parser.parse(source)
    return [("UNKNOWN", None)] if parsed.state.flags & re.IGNORECASE else list(parsed)


def after(items: list[Any], first: int) -> _After | None:
    """What can follow `first` where a match of the parsed items begins with it; None where none does."""
    several: list[_After] = []
    for place, item in enumerate(items):
        found = _after_item(item, first)
        if found is not None:
            several.append(_then(found, items[place + 1 :]))
        if not _may_be_empty(item):
            break
    return _either(several)


def _may_be_empty(item: Any) -> bool:
    name, value = str(item[0]), item[1]
    if name == "SUBPATTERN":
        return all(map(_may_be_empty, value[-1]))
    if name == "BRANCH":
        return any(all(map(_may_be_empty, branch)) for branch in value[1])
    if name in _REPEATS:
        return value[0] == 0 or all(map(_may_be_empty, value[2]))
    return name not in _ONE_CHARACTER


def _then(found: _After, rest: list[Any]) -> _After:
    """What can follow where a part has `found` behind its first character, and `rest` comes behind the part."""
    letters, ends = found
    if not ends:
        return found
    more, empty = first_letters(rest)
    return (None if letters is None or more is None else letters | more), empty


def _either(several: list[_After]) -> _After | None:
    if not several:
        return None
    letters: set[int] | None = set()
    for one, _ends in several:
        letters = None if letters is None or one is None else letters | one
    return letters, any(ends for _one, ends in several)


def _after_item(item: Any, first: int) -> _After | None:
    """As `_after`, for one parsed item that takes the first character."""
    name, value = str(item[0]), item[1]
    if name == "SUBPATTERN" and not value[1]:  # one without flags of its own
        return after(list(value[-1]), first)
    if name == "BRANCH":
        branches = [after(list(branch), first) for branch in value[1]]
        return _either([one for one in branches if one is not None])
    if name in _REPEATS:
        body = list(value[2])
        found = after(body, first)
        if found is None or value[1] == 1:
            return found
        letters, _empty = _then(found, body)
        return letters, found[1]
    if name in _NO_PLACE:
        return None
    if name not in _ONE_CHARACTER:
        return None, True
    letters, _empty = first_letters([item])
    return (set(), True) if letters is None or first in letters else None


def first_of(item: Any) -> tuple[set[int] | None, bool]:
    """What one parsed item can begin with, and whether it can be empty."""
    name, value = str(item[0]), item[1]
    if name == "LITERAL":
        return {value}, False
    if name == "IN":
        return _members(value), False
    if name in ("ASSERT", "ASSERT_NOT", "AT"):
        return set(), True
    if name == "BRANCH":
        found: set[int] = set()
        empty = False
        for branch in value[1]:
            got, blank = first_letters(list(branch))
            if got is None:
                return None, False
            found |= got
            empty = empty or blank
        return found, empty
    if name == "SUBPATTERN":
        return first_letters(list(value[-1]))
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        got, blank = first_letters(list(value[2]))
        return got, blank or value[0] == 0
    return None, False


def first_letters(items: list[Any]) -> tuple[set[int] | None, bool]:
    """The code points parsed items can begin with, None where that is not known, and whether they can be empty."""
    found: set[int] = set()
    for item in items:
        got, empty = first_of(item)
        if got is None:
            return None, False
        found |= got
        if not empty:
            return found, False
    return found, True


def _members(items: list[Any]) -> set[int] | None:
    found: set[int] = set()
    for name, value in items:
        kind = str(name)
        if kind == "LITERAL":
            found.add(value)
        elif kind == "RANGE" and value[1] - value[0] < 600:
            found.update(range(value[0], value[1] + 1))
        elif kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            found.update(range(48, 58))
        else:
            return None
    return found
