"""A pattern made ready to be searched: parsed, its tree put so that a search tries less, and written as instructions.

Three things make patterns fast without changing what they match. A pattern carries the set of characters a match can
begin with, as `re` itself keeps it for simpler patterns: a search steps over every other place of a text at once. Many
alternatives are led by a look at the first two characters, for mostly the second one fits none of them. And those that
begin with the same character are tried as one (急招|急聘 as 急[招聘]).
"""

from __future__ import annotations

import re
from array import array
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from nlp.second_letters import after, first_letters

# A set of more first characters hardly lets a search step over any.
_MOST_FIRST = 600
# So many alternatives, each tried by its first character alone, cost more than one look at all their first characters.
_MANY = 12
_FEW = 3
# So few alternatives are tried as fast as looked at.
_SEVERAL = 6
# Into so many looks those at the first two characters are parted.
_LOOKS = 3
_NUMERALS = frozenset(map(ord, "0123456789零一二两三四五六七八九十百半"))


def instructions(source: str) -> tuple[Any, ...]:
    """What `_sre.compile` takes for the pattern: its source, flags, instructions, and what its groups are called."""
    parsed = _parser.parse(source)
    _factor(parsed, _parser.SubPattern)
    _look_at_pairs(parsed)
    code = array("I", map(int, _with_first(parsed, _compiler))).tobytes()
    names = dict(parsed.state.groupdict)
    indexed: list[str | None] = [None] * parsed.state.groups
    for name, index in names.items():
        indexed[index] = name
    return source, int(parsed.state.flags), code, parsed.state.groups - 1, names, tuple(indexed)


def _with_first(parsed: Any, compiler: Any) -> list[Any]:
    """The instructions of a parsed pattern, their head naming the characters a match begins with."""
    code: list[Any] = list(compiler._code(parsed, 0))
    low, high = parsed.getwidth()
    first, _empty = first_letters(list(parsed)) if low else (None, True)
    # The head: its name, its length, its marks (1: a prefix, 4: a set of characters), the least and greatest length.
    if first is None or len(first) > _MOST_FIRST or code[0] != compiler.INFO or code[2]:
        return code
    members, _cased = compiler._optimize_charset([(compiler.LITERAL, code_point) for code_point in sorted(first)])
    head: list[Any] = [compiler.SRE_INFO_CHARSET, low, min(high, compiler.MAXCODE)]
    compiler._compile_charset(members, parsed.state.flags, head)
    return [compiler.INFO, len(head) + 1, *head, *code[1 + code[1] :]]


def _look_at_pairs(parsed: Any) -> None:
    """Lead a pattern that begins with several alternatives by a look at the first two characters."""
    items = list(parsed)
    first, empty = first_letters(items)
    if first is None or empty or len(first) > _MOST_FIRST or parsed.state.flags & re.IGNORECASE:
        return
    if _alternatives(items) >= _SEVERAL and (look := _pairs(items, first, parsed.state)) is not None:
        parsed.insert(0, look)


def _alternatives(items: list[Any]) -> int:
    """How many alternatives parsed items begin with."""
    for item in items:
        name, value = str(item[0]), item[1]
        if name == "BRANCH":
            return sum(max(1, _alternatives(list(branch))) for branch in value[1])
        if name == "SUBPATTERN":
            return _alternatives(list(value[-1]))
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            return _alternatives(list(value[2])) + 1
        if name not in ("ASSERT", "ASSERT_NOT", "AT"):
            return 1
    return 0


def _pairs(items: list[Any], first: set[int], state: Any) -> Any:
    """A look ahead for the first two characters of a match, None where no second one is known.

    The first characters that few others can follow stand together: what follows one of them is then almost as exact.
    """
    alone: set[int] = set()
    known: list[tuple[int, int, set[int]]] = []
    for letter in sorted(first):
        found = after(items, letter)
        if found is None:
            continue
        follow, ends = found
        if follow is None or ends or len(follow) > _MOST_FIRST:
            alone.add(letter)
        else:
            known.append((len(follow), letter, follow))
    known.sort()
    size = -(-len(known) // _LOOKS) or 1
    looks = [_parser.SubPattern(state, [_one_of(alone)])] if alone else []
    for at in range(0, len(known), size):
        row = known[at : at + size]
        follow = set().union(*(one[2] for one in row))
        looks.append(_parser.SubPattern(state, [_one_of({one[1] for one in row}), _one_of(follow)]))
    inside = looks[0] if len(looks) == 1 else _parser.SubPattern(state, [(_constants.BRANCH, (None, looks))])
    return (_constants.ASSERT, (1, inside)) if known else None


def _one_of(letters: set[int]) -> Any:
    return _constants.IN, [(_constants.LITERAL, letter) for letter in sorted(letters)]


def _factor(items: Any, sequence: Any, top: bool = True) -> None:
    """Put alternatives that begin with the same character together, all through a parsed sequence.

    One is moved in front of others only where these begin with other characters: no two of them match at one place, so
    that the first alternative that matches stays the first. `sequence` makes a parsed sequence.
    """
    made: list[Any] = []
    for item in items:
        name, value = item
        kind = str(name)
        if kind == "SUBPATTERN":
            _factor(value[-1], sequence, top)
        elif kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _factor(value[2], sequence, False)
        elif kind == "BRANCH":
            branches = [_together(row, items.state, name, sequence) for row in _rows(value[1])]
            for branch in branches:
                _factor(branch, sequence, False)
            made += _guarded(branches, name, items.state, sequence, top)
            top = False
            continue
        made.append(item)
        top = top and kind in ("SUBPATTERN", "ASSERT", "ASSERT_NOT", "AT")
    items[:] = made


def _guarded(branches: list[Any], name: Any, state: Any, sequence: Any, top: bool) -> list[Any]:
    """Alternatives behind a look at what one of them begins with, where they are many.

    At the head of a pattern, where the search has looked, those that begin with a numeral and the others apart: most
    places of a text that are tried at all are numerals.
    """
    firsts = [None if empty else found for found, empty in (first_letters(list(branch)) for branch in branches)]
    plain: list[Any] = [(name, (None, branches))]
    known: list[set[int]] = [first for first in firsts if first is not None]
    if len(known) < len(firsts) or not all(known):
        return plain
    if not top:
        return [_ahead(set().union(*known), state, sequence), *plain] if len(branches) >= _MANY else plain
    counted = [branch for branch, first in zip(branches, known, strict=True) if first & _NUMERALS]
    others = [branch for branch, first in zip(branches, known, strict=True) if first - _NUMERALS]
    led = sum(str(branch[0][0]) not in ("LITERAL", "IN") for branch in branches)
    if led < _FEW or not counted or len(counted) > len(branches) - _FEW:
        return plain
    letters = set().union(*known)
    halves = [
        sequence(state, [_ahead(letters & _NUMERALS, state, sequence), (name, (None, counted))]),
        sequence(state, [_ahead(letters - _NUMERALS, state, sequence), (name, (None, others))]),
    ]
    return [(name, (None, halves))]


def _ahead(letters: set[int], state: Any, sequence: Any) -> Any:
    """A look ahead for one of some characters."""
    return _constants.ASSERT, (1, sequence(state, [_one_of(letters)]))


def _rows(branches: list[Any]) -> list[list[Any]]:
    """Alternatives gathered by the character they begin with, in an order that tells the same."""
    rows: list[tuple[int | None, set[int] | None, list[Any]]] = []
    for branch in branches:
        lead = int(branch[0][1]) if len(branch) and str(branch[0][0]) == "LITERAL" else None
        begins, empty = first_letters(list(branch))
        first = None if empty else begins
        for letter, _known, row in reversed(rows) if lead is not None else ():
            if letter == lead:
                row.append(branch)
                break
            if _known is None or lead in _known:
                rows.append((lead, first, [branch]))
                break
        else:
            rows.append((lead, first, [branch]))
    return [row for _letter, _first_letters, row in rows]


def _together(row: list[Any], state: Any, name: Any, sequence: Any) -> Any:
    """One alternative for several that begin with the same character."""
    if len(row) == 1:
        return row[0]
    rests = [list(branch)[1:] for branch in row]
    if all(len(rest) == 1 and str(rest[0][0]) == "LITERAL" for rest in rests):
        return sequence(state, [row[0][0], (_constants.IN, [rest[0] for rest in rests])])
    return sequence(state, [row[0][0], (name, (None, [sequence(state, rest) for rest in rests]))])
