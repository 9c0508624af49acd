"""The words: tables in TOML beside this file, read once and kept as plain dictionaries.

Parsing TOML takes ten times as long as reading back what was parsed: that is kept in `__pycache__`, as bytecode is, and
dropped where the file has changed or another Python wrote it. Where it cannot be kept, the file is parsed each time.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from os.path import dirname, join
from typing import Any

# What a word of the work tables is.
TASK, TITLE, OBJECT, FACILITY = "task", "title", "object", "facility"
Word = tuple[str, str]  # what it is, and its trade (tasks, titles) or class (objects)


def table(name: str) -> dict[str, Any]:
    """One lexicon file, parsed; `name` without its ending."""

    def parsed() -> dict[str, Any]:
        import tomllib

        with open(_file(name), "rb") as source:
            return tomllib.load(source)

    return built(name, parsed, _file(name), ())  # type: ignore[no-any-return]


def _file(name: str) -> str:
    return join(dirname(__file__), f"{name}.toml")


def built(name: str, make: Callable[[], Any], maker: str, tables: tuple[str, ...], *makers: str) -> Any:
    """What `make` gives, kept under `name` until the file `maker`, one of `makers` or of the tables is another.

    It holds only what `marshal` keeps: strings, numbers, tuples, lists, frozen sets and dictionaries.
    """
    kept = join(dirname(__file__), "__pycache__", f"{name}.{sys.implementation.cache_tag}.bin")
    states = [os.stat(path) for path in (maker, *makers, *map(_file, tables))]
    state = sys.version, [(one.st_mtime_ns, one.st_size) for one in states]
    try:
        with open(kept, "rb") as source:
            found = marshal.loads(source.read())  # noqa: S302 - our own file, as trusted as the bytecode beside it
        if found[0] == state:
            return found[1]
    except (OSError, ValueError, EOFError, TypeError, LookupError):
        pass  # none yet, or cut off: made below
    content = make()
    if not sys.dont_write_bytecode:
        _keep(kept, (state, content))
    return content


def _keep(path: str, content: Any) -> None:
    """Write the file at once or not at all; silent where the folder cannot be written: the cache is only missed."""
    draft = f"{path}.{os.getpid()}"
    try:
        os.makedirs(dirname(path), exist_ok=True)
        with open(draft, "wb") as target:
            marshal.dump(content, target)
        os.replace(draft, path)
    except (OSError, ValueError):  # ValueError: a day or a time in the table
        return


@lru_cache(maxsize=1)
def common_places() -> frozenset[str]:
    """Stems of the counties' names that are everyday words as well."""
    return frozenset(_places()["common"].split())


@lru_cache(maxsize=1)
def _places() -> dict[str, Any]:
    return table("places")


@lru_cache(maxsize=1)
def outside() -> frozenset[str]:
    """Places outside the counties."""
    return frozenset(_places()["outside"].split())


@lru_cache(maxsize=1)
def slips() -> dict[str, str]:
    """What dictation writes for a word of the trade, and the word; both of one length."""
    words = table("slips")["pairs"].split()
    return dict(zip(words[::2], words[1::2], strict=True))


@lru_cache(maxsize=1)
def words() -> dict[str, Word]:
    """Tasks, titles, objects and facilities by the word."""
    found: dict[str, Word] = {}
    data = table("work")
    for group, row in data["objects"].items():
        found.update(dict.fromkeys(row.split(), (OBJECT, group)))
    for name in _places()["facilities"].split():
        found[name] = (FACILITY, found[name][1] if name in found else "")
    for name in data["not_work"]["words"].split():
        found.setdefault(name, ("", ""))
    for trade, row in data["titles"].items():
        found.update(dict.fromkeys(row.split(), (TITLE, trade)))
    for trade, row in data["tasks"].items():
        found.update(dict.fromkeys(row.split(), (TASK, trade)))
    return found


@lru_cache(maxsize=1)
def verbs() -> dict[str, dict[str, str]]:
    """Verb, class of its object, trade."""
    found: dict[str, dict[str, str]] = {}
    for trade, row in table("work")["verbs"].items():
        for entry in row.split():
            found.setdefault(entry[:-1], {}).setdefault(entry[-1], trade)
    return found
