"""Whether a statement stays within one county: every table that has a county must be bound to a value of it.

A table is bound by `table.county_id = <value>`, or by `table.county_id = other.county_id` where the other one is. Each
(sub)select is looked at by itself, with what stands around it; what is said under an OR binds nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot import db
from bot.models import metadata

HERE = str(Path(__file__).parent)
ROOT = str(Path(HERE).parent)
TABLES = frozenset(table.name for table in metadata.sorted_tables if "county_id" in table.c)
_WORD = re.compile(r"""'(?:[^']|'')*'|"[^"]+"|%\(\w+\)s|[\w.]+|<=|>=|<>|!=|\|\||::|[(),=<>?*+:-]""")
_STARTS = frozenset({"FROM", "JOIN", "UPDATE", "INTO", "USING"})
_ENDS = frozenset({"WHERE", "GROUP", "ORDER", "LIMIT", "SET", "VALUES", "RETURNING", "ON", "FOR", "SELECT", "OFFSET"})
_NO_ALIAS = _STARTS | _ENDS | {"LEFT", "RIGHT", "INNER", "OUTER", "CROSS", "FULL", "UNION", "HAVING", "DEFAULT", "DO"}
Tree = list["str | Tree"]
CROSSING: dict[str, str] = {}
"""What the program asked of any test's store without naming the county, since this was last emptied (see `listen`)."""
COMPILED = db.compiled


def _tree(words: Iterator[str]) -> Tree:
    """The words, each pair of brackets a list of its own."""
    found: Tree = []
    for word in words:
        if word == ")":
            return found
        found.append(_tree(words) if word == "(" else word.strip('"'))
    return found


class _Scope:
    """The tables of one select, and which of them are bound."""

    def __init__(self, around: _Scope | None) -> None:
        self.around = around
        self.tables: dict[str, str] = {}  # by alias
        self.equal: list[tuple[str, str]] = []
        self.inner: list[_Scope] = []

    def bound(self) -> set[str]:
        """The aliases that are bound, those of the selects around this one too."""
        found = {"?"} | (self.around.bound() if self.around is not None else set())
        while True:
            more = {a for a, b in self.equal if b in found} | {b for a, b in self.equal if a in found}
            if more <= found:
                return found
            found |= more

    def wild(self) -> set[str]:
        """Tables here and within that are bound to no county."""
        bound = self.bound()
        own = {table for alias, table in self.tables.items() if alias not in bound}
        return own.union(*(scope.wild() for scope in self.inner))


def _read(tree: Tree, scope: _Scope, *, counts: bool = True) -> None:
    """Put what a stretch says into its scope. `counts` is off under an OR."""
    for part in _unions(tree):
        words = [each.upper() if isinstance(each, str) else "" for each in part]
        mine = scope if part is tree else _within(scope)
        _tables(part, words, mine)
        here = counts and not any(word == "OR" for word in words)
        if here:
            _equalities(part, mine)
        for each in part:
            if isinstance(each, list):
                select = (bool(each) and each[0] in ("SELECT", "WITH")) or _is_union(each)
                _read(each, _within(mine) if select else mine, counts=here or select)


def _is_union(tree: Tree) -> bool:
    return "UNION" in tree


def _within(scope: _Scope) -> _Scope:
    made = _Scope(scope)
    scope.inner.append(made)
    return made


def _unions(tree: Tree) -> list[Tree]:
    if "UNION" not in tree:
        return [tree]
    parts: list[Tree] = [[]]
    for each in tree:
        if each == "UNION":
            parts.append([])
        elif each != "ALL":
            parts[-1].append(each)
    return parts


def _tables(part: Tree, words: Sequence[str], scope: _Scope) -> None:
    """What stands after FROM, JOIN, UPDATE, INTO, and the commas between."""
    listing = False
    for number, word in enumerate(words):
        if word in _STARTS and not (word == "FROM" and number and words[number - 1] == "DISTINCT"):
            listing = True
        elif word in _ENDS:
            listing = False
        elif not (listing and word == ","):
            continue
        if not listing or number + 1 >= len(part):
            continue
        table = part[number + 1]
        if isinstance(table, str) and table in TABLES:
            after = [each for each in part[number + 2 : number + 4] if each != "AS"][:1]
            alias = after[0] if after and isinstance(after[0], str) and _is_name(after[0]) else table
            scope.tables[alias] = table


def _is_name(word: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_]\w*", word)) and word.upper() not in _NO_ALIAS


def _equalities(part: Tree, scope: _Scope) -> None:
    for number, word in enumerate(part):
        if word != "=" or not 0 < number < len(part) - 1:
            continue
        left, right = _side(part[number - 1]), _side(part[number + 1])
        if left and right and (left, right) != ("?", "?"):
            scope.equal.append((left, right))


def _side(word: Any) -> str:
    """The alias whose county stands here, `?` for a value, nothing for all else."""
    if not isinstance(word, str):
        return ""
    if word.endswith(".county_id"):
        return word.rpartition(".")[0]
    return "?" if word in ("?", ":") or word.startswith(("%(", ":")) or word.isdecimal() else ""


@lru_cache(maxsize=20_000)
def wild(statement: str) -> frozenset[str]:
    """The tables that a statement touches without naming their county. An INSERT names it by the column."""
    scope = _Scope(None)
    tree = _tree(iter(_WORD.findall(statement)))
    _read(tree, scope)
    if statement.lstrip().upper().startswith("INSERT"):
        into = next(iter(scope.tables), "")
        if "county_id" in [each for part in tree if isinstance(part, list) for each in part]:
            scope.tables.pop(into, None)
    return frozenset(scope.wild())


def _asked_by() -> str:
    """Who asks: the nearest of our own files on the way here, with its line."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(ROOT) and "/.venv/" not in name and name not in (__file__, db.__file__):
            return f"{name.removeprefix(ROOT)[1:]}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def note(statement: str, found: dict[str, str]) -> None:
    """Gather a statement of the program that is not bound: by who asks, the tables and the words.

    What a test itself asks, to look something up, is its own affair, and so are migrations, which are about no county.
    """
    tables = wild(statement)
    if not tables:
        return
    place = _asked_by()
    if not place.startswith(("tests/", "bot/migrations/")):
        found[place] = f"{', '.join(sorted(tables))}: {' '.join(statement.split())}"


def listen(engines: Sequence[Engine], found: dict[str, str]) -> None:
    """Gather what goes by these engines; what `db.for_each` sends past them on PostgreSQL: see `compiled`."""

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        note(statement, found)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)


def compiled(statement: Any) -> Any:
    """In place of `db.compiled`: what it gives for `db.for_each` to send is gathered too."""
    made = COMPILED(statement)
    note(made.string, CROSSING)
    return made
