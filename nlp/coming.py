"""A number in the answer to the evening's question: 俩人去, 就我一个去, 俺媳妇不去了. Words: `lexicon/coming.toml`."""

from __future__ import annotations

import re
from functools import cache

from nlp import lexicon
from nlp.normalise import plain
from nlp.order import first, number_of

_LONGEST = 24
_KINDS = ("fewer", "not", "alone", "more", "total", "adds")


@cache
def _words() -> dict[str, tuple[re.Pattern[str], ...]]:
    raw = lexicon.table("coming")

    def whole(one: str) -> re.Pattern[str]:
        for name, part in (("{n}", raw["number"]), ("{away}", raw["away"]), ("{kin}", raw["kin"])):
            one = one.replace(name, part)
        return re.compile(one)

    return {name: tuple(map(whole, raw[name])) for name in _KINDS}


def number(text: str, had: int) -> int | None:
    """How many come by these words, of somebody who is down for `had`; None where no number is said, or a no."""
    flat = plain(text).strip(" ,。!~.")
    if len(flat) > _LONGEST:
        return None
    words = _words()
    fewer = first(words["fewer"], flat)
    if fewer is not None:
        away = number_of(fewer.group("n")) if fewer.groupdict().get("n") else 1
        return had - away if away is not None and 0 < had - away < had else None
    if first(words["not"], flat):  # 老李去不了，我一个人去
        last = re.split("[, ]", flat)[-1]
        only = last != flat and not first(words["not"], last) and first(words["alone"], last)
        return 1 if only else None
    more = first(words["more"], flat)
    if more is not None:
        added = number_of(more.group("n"))
        return had + added if added is not None else None
    if first(words["alone"], flat):
        return 1
    total = first(words["total"], flat)
    return number_of(total.group("n")) or None if total is not None else None


def adds(text: str) -> bool:
    """Whether the words say that somebody comes beside those who are down (再带俩, 加俺妹, 叫上俺哥)."""
    return first(_words()["adds"], plain(text)) is not None
