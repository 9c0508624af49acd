"""What a worker answers after the work: as described and paid as agreed, or not, or paid later.

The words stand in `lexicon/after.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.normalise import plain

ORDER = ("pay", "work", "later", "ok")
_LONGEST = 200


@cache
def _words() -> dict[str, tuple[re.Pattern[str], ...]]:
    raw: dict[str, Any] = tomllib.loads(files("nlp").joinpath("lexicon/after.toml").read_text(encoding="utf-8"))
    return {name: tuple(re.compile(one) for one in raw[name]) for name in ORDER}


def read(text: str) -> str | None:
    """ "pay" (not as agreed), "work" (not as described), "later" (the pay is to come), "ok".

    None where the words say nothing of these.
    """
    flat = plain(text[:_LONGEST]).strip()
    for name in ORDER:
        if any(pattern.search(flat) for pattern in _words()[name]):
            return name
    return None
