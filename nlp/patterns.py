# ruff: noqa: E501 - a line of grammar is not wrapped
"""Regular expressions, compiled once and for all: led by their first characters, and cached as bytecode is.

Compiling the rules takes many times as long as reading them back. What Python's own compiler made of each pattern (its
instruction lists, as `re` would build them) is kept in `__pycache__/patterns.TAG.bin`, an index and then a row for each,
of which only those that are asked for are read; it is written when a process that had to compile ends, and by
`python -m nlp.patterns`. An entry is found by its whole source, so that a changed pattern
is never served from an old one; the file is dropped where another Python or another state of this module wrote it. Where it
is missing, unreadable or cannot be written, patterns are compiled as usual.

A pattern is read back when it is first used, not when its module is imported: one text needs a fifth of them.

Two things make them fast without changing what they match. A pattern carries the set of characters a match can begin
with, as `re` itself keeps it for simpler patterns: a search steps over every other place of a text at once. And
alternatives that begin with the same character are tried as one (急招|急聘 as 急[招聘]).
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import atexit
import marshal
import os
import re
import sys
import zlib
from array import array
from os.path import dirname, join
from typing import Any

_HERE = dirname(__file__)  # os.path: pathlib would double the time of the import
_FILE = join(_HERE, "__pycache__", f"patterns.{sys.implementation.cache_tag}.bin")
# More entries than all patterns of today several times over: the old ones go.
_MOST_ENTRIES = 2000
# A set of more first characters hardly lets a search step over any.
_MOST_FIRST = 600
# So many alternatives, each tried by its first character alone, cost more than one look at all their first characters.
_MANY = 12
_FEW = 3
# Bytes at the head of the file that tell how long its index is.
_LENGTH = 8
_NUMERALS = frozenset(map(ord, "0123456789零一二两三四五六七八九十百半"))
_ready: dict[str, Any] = {}
_stored: dict[int, tuple[int, int]] | None = None
_file = -1
_start = 0
_fresh: dict[str, Any] = {}


def compiled(source: str) -> re.Pattern[str]:
    """The pattern of `source`, the same every time; until it is first used, what stands for it and becomes it."""
    found: re.Pattern[str] | None = _ready.get(source)
    if found is not None:
        return found
    stand_in: Any = _Unused(source)
    _ready[source] = stand_in
    return stand_in  # type: ignore[no-any-return]


class _Unused:
    """Stands for a pattern that nobody has used, and behaves as it does.

    With the first use the name by which a module knows it is given to the pattern itself, so that no later use makes a
    detour; where it is known otherwise (in a tuple, in another module) its methods are the pattern's from then on.
    """

    __slots__ = ("findall", "finditer", "fullmatch", "match", "pattern", "search", "split", "sub")

    def __init__(self, source: str) -> None:
        self.pattern = source

    def __getattr__(self, name: str) -> Any:
        if name[0] == "_":  # asked what it is, not used
            raise AttributeError(name)
        used = _ready.get(self.pattern)
        if used is None or used is self:
            used = _ready[self.pattern] = _load(self.pattern)
        for each in self.__slots__:
            setattr(self, each, getattr(used, each))
        known = sys._getframe(1).f_globals
        for each in [each for each, value in known.items() if value is self]:
            known[each] = used
        return getattr(used, name)


def _load(source: str) -> re.Pattern[str]:
    global _stored  # noqa: PLW0603 - read once, when first needed
    if _stored is None:
        _stored = _index()
    row = _row(source, _stored)
    if row is None:
        row = _fresh[source] = _instructions(source)
        if len(_fresh) == 1 and not sys.dont_write_bytecode:
            atexit.register(write)
    if len(row) == 1:
        return re.compile(row[0])  # a Python whose compiler is another
    text, flags, code, *rest = row
    try:
        return _sre.compile(text, flags, memoryview(code).cast("I").tolist(), *rest)  # type: ignore[no-any-return]
    except (TypeError, ValueError, RuntimeError, OverflowError):  # a Python that keeps its instructions otherwise
        return re.compile(row[0])


def _instructions(source: str) -> tuple[Any, ...]:
    """What `_sre.compile` takes for the pattern; the pattern alone where this Python builds it otherwise."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(source)
        _factor(parsed, _parser.SubPattern)
        code = array("I", map(int, _with_first(parsed, _compiler))).tobytes()
        names = dict(parsed.state.groupdict)
        groups = parsed.state.groups
        flags = int(parsed.state.flags)
    except (ImportError, AttributeError, TypeError):
        return (source,)
    indexed: list[str | None] = [None] * groups
    for name, index in names.items():
        indexed[index] = name
    return source, flags, code, groups - 1, names, tuple(indexed)


def _with_first(parsed: Any, compiler: Any) -> list[Any]:
    """The instructions of a parsed pattern, their head naming the characters a match begins with."""
    code: list[Any] = list(compiler._code(parsed, 0))
    low, high = parsed.getwidth()
    first = _first(list(parsed)) if low else None
    # The head: its name, its length, its marks (1: a prefix, 4: a set of characters), the least and greatest length.
    if first is None or len(first) > _MOST_FIRST or code[0] != compiler.INFO or code[2]:
        return code
    members, _cased = compiler._optimize_charset([(compiler.LITERAL, code_point) for code_point in sorted(first)])
    head: list[Any] = [compiler.SRE_INFO_CHARSET, low, min(high, compiler.MAXCODE)]
    compiler._compile_charset(members, parsed.state.flags, head)
    return [compiler.INFO, len(head) + 1, *head, *code[1 + code[1] :]]


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
    from re import _constants  # type: ignore[attr-defined]

    members = [(_constants.LITERAL, letter) for letter in sorted(letters)]
    return _constants.ASSERT, (1, sequence(state, [(_constants.IN, members)]))


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
        from re import _constants  # type: ignore[attr-defined]

        return sequence(state, [row[0][0], (_constants.IN, [rest[0] for rest in rests])])
    return sequence(state, [row[0][0], (name, (None, [sequence(state, rest) for rest in rests]))])


def _maker() -> tuple[Any, ...]:
    """What a file's entries depend on beside their sources: the running Python and the state of this module."""
    try:
        state = os.stat(__file__)
    except OSError:
        return (sys.version, _sre.MAGIC)
    return sys.version, _sre.MAGIC, state.st_mtime_ns, state.st_size


def _index() -> dict[int, tuple[int, int]]:
    """Where each pattern's row lies in the file, by `_mark` of its source; opens the file, which is never read whole."""
    global _file, _start  # noqa: PLW0603 - opened once, when first needed
    _close()
    try:
        _file = os.open(_FILE, os.O_RDONLY)
        length = min(int.from_bytes(os.pread(_file, _LENGTH, 0), "little"), os.fstat(_file).st_size)
        maker, places = marshal.loads(os.pread(_file, length, _LENGTH))  # noqa: S302 - our own file, as trusted as the bytecode beside it
    except (OSError, ValueError, EOFError, TypeError, OverflowError):
        return {}
    _start = _LENGTH + length
    return places if maker == _maker() else {}


def _row(source: str, places: dict[int, tuple[int, int]]) -> tuple[Any, ...] | None:
    """The file's row of one pattern; None where it has none."""
    place = places.get(_mark(source))
    packed = None if place is None else _packed(place)
    if packed is None:
        return None
    try:
        row = marshal.loads(packed)  # noqa: S302 - as above
    except (ValueError, EOFError, TypeError):
        return None
    return row if isinstance(row, tuple) and row and row[0] == source else None


def _packed(place: tuple[int, int]) -> bytes | None:
    """The bytes of a row, as they lie in the file."""
    offset, length = place
    try:
        packed = os.pread(_file, length, _start + offset)
    except OSError:
        return None
    return packed if len(packed) == length else None


def _mark(source: str) -> int:
    """What finds a pattern in the file: short, so that thousands are read in no time; the row tells the whole source."""
    return zlib.crc32(source.encode()) << 32 | len(source)


def _close() -> None:
    global _file  # noqa: PLW0603
    if _file >= 0:
        os.close(_file)
        _file = -1


def write() -> int:
    """Add what was compiled since the start to the file, at once or not at all; gives the number of its entries.

    Silent where the folder cannot be written: the cache is only missed.
    """
    global _stored  # what was read of the file goes with it
    places = _index()
    rows = {mark: packed for mark, place in places.items() if (packed := _packed(place)) is not None}
    rows |= {_mark(source): marshal.dumps(row) for source, row in _fresh.items()}
    if len(rows) > _MOST_ENTRIES:
        used = {_mark(source) for source in _ready}
        rows = {mark: packed for mark, packed in rows.items() if mark in used}
    _stored, places, end = None, {}, 0
    for mark, packed in rows.items():
        places[mark] = (end, len(packed))
        end += len(packed)
    head = marshal.dumps((_maker(), places))
    draft = f"{_FILE}.{os.getpid()}"
    try:
        os.makedirs(dirname(_FILE), exist_ok=True)
        with open(draft, "wb") as target:
            target.writelines([len(head).to_bytes(_LENGTH, "little"), head, *rows.values()])
        os.replace(draft, _FILE)
    except OSError:
        return 0
    return len(rows)


def _first(items: list[Any]) -> set[int] | None:
    """The code points a match of a parsed sequence can begin with; None where that is not known or it may be empty."""
    found: set[int] = set()
    for item in items:
        got, empty = _first_of(item)
        if got is None:
            return None
        found |= got
        if not empty:
            return found
    return None


def _first_of(item: Any) -> tuple[set[int] | None, bool]:
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
        got, empty = _first_of(item)
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


def use_all() -> None:
    """Use every pattern: import the modules, and compile those that stand inside functions."""
    import ast
    import importlib

    for name in sorted(os.listdir(_HERE)):
        if not name.endswith(".py") or name == "patterns.py":
            continue
        with open(join(_HERE, name), encoding="utf-8") as source:
            text = source.read()
        if "compiled(" not in text:
            continue
        importlib.import_module(f"nlp.{name[:-3]}")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "compiled":
                continue
            if isinstance(node.args[0], ast.Constant):
                compiled(str(node.args[0].value))
    for pattern in list(_ready.values()):
        pattern.groups  # noqa: B018 - what was not used is used so


if __name__ == "__main__":
    from nlp import patterns  # noqa: PLW0406 - the module that the others import, not __main__

    patterns.use_all()
    sys.stdout.write(f"{patterns.write()} patterns written\n")
