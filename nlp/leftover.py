"""What of a request no rule read: the words with content that stay when every reading and every filler is taken out.

Made only when somebody looks, as it costs as much as the reading itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from nlp import lexicon, terms
from nlp.heard import Heard
from nlp.patterns import compiled
from nlp.quantities import BARE
from nlp.rules import BLANK
from nlp.types import Need, Request

_RUN = compiled(r"[0-9A-Za-z\u4e00-\u9fa5.]+")


class Heeded(Request):
    """A request whose `unexplained` is made when it is first looked at."""

    __slots__ = ("_as_heard", "_heard", "_rest")
    _as_heard: tuple[Need, ...]
    _heard: tuple[Heard, ...]
    _rest: str | None

    def __init__(self, needs: tuple[Need, ...], heard: tuple[Heard, ...], as_heard: tuple[Need, ...] = ()) -> None:
        object.__setattr__(self, "needs", needs)
        object.__setattr__(self, "_as_heard", as_heard or needs)
        object.__setattr__(self, "_heard", heard)
        object.__setattr__(self, "_rest", None)

    @property
    def unexplained(self) -> str:
        """The words no rule read, parted by spaces."""
        if self._rest is None:
            object.__setattr__(self, "_rest", of(self._heard, self._as_heard))
        return self._rest or ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Request) and (self.needs, self.unexplained) == (other.needs, other.unexplained)

    def __hash__(self) -> int:
        return hash(self.needs)


def placed(request: Request, places: tuple[int, ...]) -> Request:
    """`request`, read from a text without its spaces, with the readings where they stand in the text as given.

    `places` say where each character of what was read stands there (`normalise.unspaced`).
    """
    from dataclasses import replace  # here: its import takes as long as a hundred readings

    if not isinstance(request, Heeded):
        return request
    needs = tuple(
        replace(
            need,
            readings=tuple(replace(one, start=places[one.start], end=places[one.end - 1] + 1) for one in need.readings),
        )
        for need in request.needs
    )
    return Heeded(needs, request._heard, request.needs)


def of(several: tuple[Heard, ...], needs: tuple[Need, ...]) -> str:
    """The words left of a text that was heard in one piece or in several (each with the others masked)."""
    rest = ""
    for heard in several:
        left = _read_out(heard, needs)
        rest = left if not rest else "".join(a if a == b else BLANK for a, b in zip(rest, left, strict=True))
    found = _RUN.findall(_fillers().sub(BLANK, rest))
    return " ".join(words for words in found if len(words) > 1)


def unread(heard: Heard) -> str:
    """The plain text with all that was read of it and every word that says nothing blanked; as long as before."""
    blanked = _read_out(heard, ())
    letters: list[Any] = list(blanked)
    for one in heard.spots:
        letters[one[0] : one[1]] = BLANK * (one[1] - one[0])
    return _fillers().sub(lambda found: BLANK * len(found[0]), "".join(letters))  # type: ignore[no-any-return]


def _read_out(heard: Heard, needs: tuple[Need, ...]) -> str:
    """The plain text with all that was read of it blanked."""
    text = heard.plain
    spans: list[tuple[int, int]] = [(one[0], one[1]) for one in heard.phones]
    spans += [(one.start, one.end) for one in heard.names]
    spans += [(job.start, job.end) for job in heard.jobs]
    spans += [(one[0], one[1]) for one in heard.ages]
    spans += [(one.start, one.end) for one in heard.days]
    spans += [(one[0], one[1]) for one in heard.clocks]
    spans += [(one[0], one[1]) for one in heard.cues]
    spans += [(one.start, one.end) for one in heard.numbers if one.kind != BARE]
    spans += [(one.start, one.end) for one, _score in (*heard.heads, *heard.pays)]
    spans += [(one[0], one[1]) for one in heard.spots if one[2] and one[2][1]]
    spans += [(one[0], one[1]) for one in terms.mentions(text)]
    if heard.name:
        spans.append((heard.name[0], heard.name[1]))
    for need in needs:
        spans += [(one.start, one.end) for one in need.readings]
    letters: list[Any] = list(text)
    for start, end in spans:
        letters[start:end] = BLANK * (min(end, len(letters)) - start)
    return "".join(letters)


@lru_cache(maxsize=1)
def _fillers() -> Any:
    """Words that say nothing of a posting: greetings, leads and particles of hiring."""
    words = " ".join(lexicon.table("filler").values()).split()
    return compiled("|".join(re.escape(word) for word in sorted(words, key=lambda one: (-len(one), one))))
