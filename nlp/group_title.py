"""What trade a group's title speaks of: 万荣货运司机群 carries loads, 采摘群 picks."""

from __future__ import annotations

from functools import cache

from nlp import lexicon
from nlp.types import Trade


def trade(title: str) -> Trade | None:
    """The trade that the title names, the first of the lexicon's order; None where it names none."""
    for each, words in _words():
        if any(word in title for word in words):
            return each
    return None


@cache
def _words() -> tuple[tuple[Trade, tuple[str, ...]], ...]:
    return tuple((Trade(name), tuple(words.split())) for name, words in lexicon.table("group_title")["trades"].items())
