"""What an employer says is not given: 不管饭, 吃住自理, 没有保险. Words in `lexicon/denied.toml`.

Beside the benefits of the exchange format, which hold only what is given: what nobody spoke of is asked, what was
denied is not.
"""

from __future__ import annotations

import re
from functools import cache

from nlp import lexicon
from nlp.normalise import plain

KINDS = ("meals", "lodging", "transport", "insurance")
_LONGEST = 6000
_ASKED = re.compile(r"(?:[?吗么呢]|不|行不行)[ 。!~]*$")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    raw = lexicon.table("denied")

    def whole(one: str) -> str:
        return one.replace("{no}", raw["no"]).replace("{own}", raw["own"])

    return {name: re.compile("|".join(whole(one) for one in raw[name]), re.IGNORECASE) for name in KINDS}


def read(text: str) -> tuple[str, ...]:
    """The kinds (see `KINDS`) that `text` says are not given; none where it asks. Never raises on any text."""
    flat = plain(text[:_LONGEST]).strip()
    if _ASKED.search(flat):
        return ()
    return tuple(name for name in KINDS if _words()[name].search(flat))
