"""The signs of a short text: its characters and its pairs of neighbours, looked up wherever words would be too many."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from operator import add


@lru_cache(maxsize=1024)
def signs(text: str) -> Set[str]:
    """The characters of a text and its pairs of neighbours; several readers of one reply ask for the same."""
    return {*text, *map(add, text, text[1:])}
