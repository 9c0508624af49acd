"""English sentences in which a number turned out to be one: 1 postings are told becomes 1 posting is told.

The sentences stand in the plural, as they mostly are; what is filled in decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NOUNS = {
    "people": "person",
    "workers": "worker",
    "children": "child",
    "postings": "posting",
    "groups": "group",
    "villages": "village",
    "townships": "township",
    "replies": "reply",
    "messages": "message",
    "calls": "call",
    "complaints": "complaint",
    "seats": "seat",
    "places": "place",
    "names": "name",
    "lines": "line",
    "waves": "wave",
    "kinds": "kind",
    "vehicles": "vehicle",
    "times": "time",
    "minutes": "minute",
    "hours": "hour",
    "days": "day",
    "months": "month",
    "ones": "one",
}
_VERBS = {"are": "is", "were": "was", "have": "has", "wait": "waits", "get": "gets", "stand": "stands", "had": "had"}
_ONE = re.compile(
    rf"(?<![\w.,:/*+\-])1 (?P<kind>(?:open |more |new |unclear )?)(?P<noun>{'|'.join(_NOUNS)})\b"
    rf"(?:(?P<between> on it| that)? (?P<verb>{'|'.join(_VERBS)})\b)?"
)


def in_one(sentence: str) -> str:
    """The sentence, with the word after a lone 1 in the singular."""
    return _ONE.sub(_singular, sentence) if "1 " in sentence else sentence


def _singular(found: re.Match[str]) -> str:
    verb = f"{found['between'] or ''} {_VERBS[found['verb']]}" if found["verb"] else ""
    return f"1 {found['kind']}{_NOUNS[found['noun']]}{verb}"


class Counted(str):
    """A sentence that is in the singular where what fills it is one."""

    __slots__ = ()

    def format(self, *args: Any, **values: Any) -> str:
        """As `str.format`."""
        return in_one(super().format(*args, **values))


def counted(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A tree of sentences, each of that kind."""
    return {
        key: counted(value) if isinstance(value, Mapping) else Counted(value) if isinstance(value, str) else value
        for key, value in tree.items()
    }
