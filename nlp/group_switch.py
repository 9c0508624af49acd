"""A group's owner tells the bot by name to be still in the group, or to go on (product rule "Going out")."""

from __future__ import annotations

import re
from functools import cache

from nlp import lexicon
from nlp.normalise import plain

LONGEST = 24
"""Characters; whoever writes more tells something else."""


@cache
def _pattern() -> re.Pattern[str]:
    words: dict[str, list[str]] = lexicon.table("group_switch")

    def any_of(name: str) -> str:
        return "|".join(map(re.escape, sorted(words[name], key=len, reverse=True)))

    named = f"@?(?:{any_of('called')})[,:]?"
    said = f"(?:{any_of('before')})*(?:(?P<off>{any_of('off')})|(?P<on>{any_of('on')}))(?:{any_of('after')})*"
    return re.compile(f"(?:{named})(?:{said})[。.!~]*")


def read(text: str) -> bool | None:
    """False where the bot is told to be still, True where it is to go on, None for any other text.

    Its name must stand before (大喇叭先停一停): 暂停 or 继续 alone may be about the work.
    """
    if len(text) > LONGEST:
        return None
    found = _pattern().fullmatch("".join(plain(text).split()))
    if found is None:
        return None
    return found["off"] is None
