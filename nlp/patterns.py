# ruff: noqa: E501 - a line of grammar is not wrapped
"""Regular expressions, compiled once and for all: led by their first characters, and cached as bytecode is.

Compiling the rules takes many times as long as reading them back. What Python's own compiler made of each pattern (its
instruction lists, as `re` would build them) is kept in `__pycache__/patterns.TAG.bin`, an index and then a row for each,
of which only those that are asked for are read; it is written when a process that had to compile ends, and by
`python -m nlp.patterns`. An entry is found by its whole source, so that a changed pattern
is never served from an old one; the file is dropped where another Python or another state of this module wrote it. Where it
is missing, unreadable or cannot be written, patterns are compiled as usual.

A pattern is read back when it is first used, not when its module is imported: one text needs a fifth of them.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import atexit
import marshal
import os
import re
import sys
import zlib
from os.path import dirname, join
from typing import Any

_HERE = dirname(__file__)  # os.path: pathlib would double the time of the import
_FILE = join(_HERE, "__pycache__", f"patterns.{sys.implementation.cache_tag}.bin")
_MAKERS = ("patterns.py", "pattern_tree.py", "second_letters.py")
# Twice as many entries as there are patterns today: where there are more, the old ones go.
_MOST_ENTRIES = 3000
# Bytes at the head of the file that tell how long its index is.
_LENGTH = 8
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
        from nlp.pattern_tree import instructions

        return instructions(source)
    except (ImportError, AttributeError, TypeError):
        return (source,)


def _maker() -> tuple[Any, ...]:
    """What a file's entries depend on beside their sources: the running Python and the modules that make them."""
    try:
        states = [os.stat(join(_HERE, name)) for name in _MAKERS]
    except OSError:
        return (sys.version, _sre.MAGIC)
    return sys.version, _sre.MAGIC, *[(one.st_mtime_ns, one.st_size) for one in states]


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
