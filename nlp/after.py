"""What a worker answers after the work: as described and paid as agreed, or not, or paid later.

The words stand in `lexicon/after.toml`.
"""

from __future__ import annotations

import re
from functools import cache

from nlp import lexicon
from nlp.normalise import plain
from nlp.numbers import HAN, value

ORDER = ("away", "pay", "work", "later", "ok")
_LONGEST = 200
_LEAST = 10  # a smaller number beside 给了 counts something else
_MONEY = rf"(?:\d{{2,5}}(?:\.\d)?|{HAN})"


@cache
def _words() -> dict[str, tuple[re.Pattern[str], ...]]:
    raw = lexicon.table("after")
    names = (*ORDER, "got", "firm", "was_there", "there")
    found = {name: tuple(re.compile(one) for one in raw[name]) for name in names}
    found["sum"] = tuple(re.compile(one.replace("{n}", _MONEY)) for one in raw["sum"])
    found["bare"] = (re.compile(raw["bare"]),)
    return found


def read(text: str) -> str | None:
    """ "away" (they were not there), "pay" (not as agreed), "work" (not as described), "later" (pay is to come), "ok".

    None where the words say nothing of these.
    """
    flat = plain(text[:_LONGEST]).strip()
    for name in ORDER:
        if any(pattern.search(flat) for pattern in _words()[name]):
            return name
    return None


def got(text: str) -> bool:
    """Whether the words say that the pay came, whatever they say of the work."""
    return any(pattern.search(plain(text[:_LONGEST])) for pattern in _words()["got"])


def of_pay(text: str) -> str | None:
    """ "pay" (less than agreed, or nothing) or "ok" (it came), where the words leave no doubt that they are of pay."""
    flat = plain(text[:_LONGEST]).strip()
    what = read(text)
    if what == "pay":
        return what if any(pattern.search(flat) for pattern in _words()["firm"]) else None
    return "ok" if what in ("ok", "later") and got(text) else None


def was_there(text: str, *, firmly: bool = False) -> bool:
    """Whether somebody says that they came to the work (我去了, 我没旷工); `firmly`: in no other sense."""
    flat = plain(text[:_LONGEST]).strip(" ?").lower()
    kinds = ("was_there",) if firmly else ("was_there", "there")
    return any(pattern.search(flat) for kind in kinds for pattern in _words()[kind])


def is_bare(text: str) -> bool:
    """Whether the words are a mere yes or no (没, 中, 都好), which may as well answer another question."""
    return _words()["bare"][0].search(plain(text[:_LONGEST]).strip()) is not None


def is_no(text: str) -> bool:
    """Whether they are a mere no: of pay it says that none came, of the work alone it says nothing clear."""
    return is_bare(text) and read(text) == "pay"


def paid(text: str) -> float | None:
    """The sum in yuan that the words say was paid (给了100, 一百二); None where they say none, or two of them."""
    flat = plain(text[:_LONGEST]).strip(" 。!")
    sums = {
        amount
        for pattern in _words()["sum"]
        for found in pattern.finditer(flat)
        if (amount := value(found.group("n"))) is not None and amount >= _LEAST
    }
    return sums.pop() if len(sums) == 1 else None
