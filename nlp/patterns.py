# ruff: noqa: E501 - a line of grammar is not wrapped
"""Regular expressions, compiled once and for all: guarded by their first characters, and kept ready in a file.

Compiling the rules takes a third of a second, reading them back two milliseconds. `patterns.bin` holds what Python's own
compiler made of every pattern (its instruction lists, as `re` would build them); where it does not fit the running Python
or lacks a pattern, `re` compiles as usual. `python -m nlp.patterns` writes it anew; a test tells when it is stale.

A guard is a look-ahead for the characters a match can begin with: at every other place of a text the search fails at once
instead of trying each alternative.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import marshal
import os
import re
import sys
import zlib
from os.path import dirname, join
from typing import Any

_HERE = dirname(__file__)  # os.path: pathlib would double the time of the import
_FILE = join(_HERE, "patterns.bin")
_ready: dict[str, re.Pattern[str]] = {}
_stored: dict[str, Any] | None = None
_fresh: dict[str, Any] = {}


def compiled(source: str) -> re.Pattern[str]:
    """The pattern of `source`, guarded; the same object every time."""
    found = _ready.get(source)
    if found is None:
        found = _ready[source] = _load(source)
    return found


def _load(source: str) -> re.Pattern[str]:
    global _stored  # noqa: PLW0603 - read once, when first needed
    if _stored is None:
        _stored = _read_file()
    row = _stored.get(source)
    if row is not None:
        guarded, flags, code, groups, names, indexed = row
        return _sre.compile(guarded, flags, code, groups, names, indexed)  # type: ignore[no-any-return]
    guarded = _guarded(source)
    _fresh[source] = guarded
    return re.compile(guarded)


def _read_file() -> dict[str, Any]:
    try:
        with open(_FILE, "rb") as source:
            packed = source.read()
        magic, rows = marshal.loads(zlib.decompress(packed))  # noqa: S302 - our own file, beside the code
    except (OSError, ValueError, EOFError, TypeError, zlib.error):
        return {}
    return rows if magic == _sre.MAGIC else {}


def _guarded(source: str) -> str:
    from re import _parser  # type: ignore[attr-defined]

    first = _first(list(_parser.parse(source)))
    if first is None or len(first) > 600:
        return source
    letters = "".join(re.escape(chr(code)) for code in sorted(first))
    return f"(?=[{letters}])(?:{source})"


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
            got, blank = _sequence(list(branch))
            if got is None:
                return None, False
            found |= got
            empty = empty or blank
        return found, empty
    if name == "SUBPATTERN":
        return _sequence(list(value[-1]))
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        got, blank = _sequence(list(value[2]))
        return got, blank or value[0] == 0
    return None, False


def _sequence(items: list[Any]) -> tuple[set[int] | None, bool]:
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


def write() -> int:
    """Write the file anew from every pattern used since the start; gives their number."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    rows = {}
    for source in _ready:
        guarded = _guarded(source)
        parsed = _parser.parse(guarded)
        code = [int(number) for number in _compiler._code(parsed, 0)]
        names = dict(parsed.state.groupdict)
        indexed: list[str | None] = [None] * parsed.state.groups
        for name, index in names.items():
            indexed[index] = name
        rows[source] = (guarded, int(parsed.state.flags) | 32, code, parsed.state.groups - 1, names, tuple(indexed))
    with open(_FILE, "wb") as target:
        target.write(zlib.compress(marshal.dumps((_sre.MAGIC, rows)), 9))
    return len(rows)


def missing() -> list[str]:
    """Patterns used since the start that the file lacks."""
    return list(_fresh)


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


if __name__ == "__main__":
    from nlp import patterns  # noqa: PLW0406 - the module that the others import, not __main__

    patterns.use_all()
    sys.stdout.write(f"{patterns.write()} patterns written\n")
