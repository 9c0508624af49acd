"""The words: tables in TOML beside this file, read once and kept as plain dictionaries."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from os.path import dirname, join
from typing import Any

# What a word of the work tables is.
TASK, TITLE, OBJECT, FACILITY = "task", "title", "object", "facility"
Word = tuple[str, str]  # what it is, and its trade (tasks, titles) or class (objects)


def table(name: str) -> dict[str, Any]:
    """One lexicon file, parsed; `name` without its ending."""
    with open(join(dirname(__file__), f"{name}.toml"), "rb") as source:
        return tomllib.load(source)


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
