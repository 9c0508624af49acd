"""What dictation and hasty typing write with other characters of the same sound: 我趣, 沃去, 良个人.

Whole clauses only, of the same sound throughout, so that no likeness of strings can turn a no into a yes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from nlp.normalise import sounds
from nlp.patterns import compiled
from nlp.reply_lexicon import table

_NEGATION: Final = frozenset("不没别莫勿未无冇甭非")
_CLAUSE: Final = compiled(r"[一-鿿]+")


@lru_cache(maxsize=1)
def _phrases() -> dict[str, str]:
    """The sound of each known phrase -> the phrase; the first of a sound stands."""
    found: dict[str, str] = {}
    for phrase in table("phrases")["heard"].split():
        found.setdefault(" ".join(sounds(phrase)), phrase)
    return found


@lru_cache(maxsize=4096)
def as_heard(text: str) -> str | None:
    """`text` with each clause that sounds like a known phrase written as that phrase; None where none does."""
    changed = False

    def known(match: re.Match[str]) -> str:
        nonlocal changed
        phrase = _phrases().get(" ".join(sounds(match[0])))
        if phrase is None or phrase == match[0]:
            return match[0]
        # What is written with a no stays one, and what is written without one becomes none but by its whole sound.
        if not _NEGATION.isdisjoint(match[0]) and _NEGATION.isdisjoint(phrase):
            return match[0]
        changed = True
        return phrase

    heard = _CLAUSE.sub(known, text)
    return heard if changed else None
