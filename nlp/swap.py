"""One person comes in another's place: 张三去不了，换成王五; 我不去了，老李替我."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp import lexicon
from nlp.normalise import plain
from nlp.order import number_of

LONGEST = 60
"""Characters; a swap is said in few words."""

_NAME = r"[\u4e00-\u9fff]{2,4}?"
_GAP = re.compile(r"[\s,。;、!]+")


@dataclass(frozen=True, slots=True)
class Swap:
    """`old` does not come and `new` comes instead; `old` is None where it is who writes.

    `old` may be a name that nobody put down, where the words say as well that they cannot come.
    """

    old: str | None
    new: str


def may_tell(text: str) -> bool:
    """Whether a text has a word that every swap, or every lowering, has: most messages have none."""
    return len(text) <= LONGEST and _signs().search(plain(text)) is not None


def read(text: str, known: Sequence[str]) -> Swap | None:
    """The swap that a text tells, or None. `known`: who is put down under the writer's name."""
    if len(text) > LONGEST:
        return None
    said = _GAP.sub("", plain(text))
    writer = _writer()
    for pattern in _patterns(tuple(sorted(known, key=len, reverse=True))):
        found = pattern.fullmatch(said)
        if found is None:
            continue
        old, new = found["old"], found["new"]
        strange = old not in known and old not in writer
        if new not in known and not _no_name().search(new) and not (strange and _no_name().search(old)):
            return Swap(None if old in writer else old, new)
    return None


def fewer(text: str) -> int | None:
    """How many fewer come than were put down (少来一个, 俺们减俩), or None."""
    found = _fewer().fullmatch(_GAP.sub("", plain(text))) if len(text) <= LONGEST else None
    if found is None:
        return None
    return number_of(found["n"])


def names_only_away(text: str, names: Sequence[str]) -> bool:
    """Whether the only numerals in a text stand in `names`: 李四也不去了 tells of no number of people."""
    for name in names:
        text = text.replace(name, "")
    return not _NUMERAL.search(plain(text))


_NUMERAL = re.compile(r"[0-9一二两俩仨三四五六七八九十]")


@cache
def _fewer() -> re.Pattern[str]:
    words = _words()
    return re.compile(
        rf"(?:[A-Z]\d{{1,2}})?(?:{words['lead']}|{words['ours']})*(?:{words['fewer']})"
        rf"(?P<n>\d{{1,2}}|[一二两俩仨三四五六七八九十]{{1,2}})(?:个|人|位|名|口)*(?:{words['tail']})*",
        re.I,
    )


@cache
def _words() -> dict[str, str]:
    words = lexicon.table("swap")
    return {name: "|".join(sorted(each, key=len, reverse=True)) for name, each in words.items()}


@cache
def _writer() -> frozenset[str]:
    return frozenset(lexicon.table("swap")["self"])


@cache
def _signs() -> re.Pattern[str]:
    words = _words()
    return re.compile(f"{words['instead']}|{words['takes']}|{words['fewer']}")


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(_words()["no_name"])


@lru_cache(maxsize=64)  # the names differ from party to party
def _patterns(known: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    words = _words()
    old = "|".join(map(re.escape, (*known, *sorted(_writer(), key=len, reverse=True))))
    anybody = f"{old}|{_NAME}"
    lead, tail = f"(?:[A-Z]\\d{{1,2}})?(?:{words['lead']})*", f"(?:{words['tail']})*"
    away, instead, takes = f"(?:{words['away']})", f"(?:{words['instead']})", f"(?:{words['takes']})"
    return (
        re.compile(f"{lead}(?P<old>{anybody}){away}{tail}{instead}(?P<new>{_NAME})(?:{words['comes']})?{tail}", re.I),
        re.compile(f"{lead}(?P<old>{old}){instead}(?P<new>{_NAME})(?:{words['comes']})?{tail}", re.I),
        re.compile(
            f"{lead}(?P<old>{anybody}){away}{tail}(?:让|叫|由)?(?P<new>{_NAME}){takes}(?:他|她|我|俺)?(?:{words['comes']})?{tail}",
            re.I,
        ),
        re.compile(f"{lead}(?:让|叫|由|用)?(?P<new>{_NAME}){takes}(?P<old>{old})(?:{words['comes']})?{tail}", re.I),
    )
