"""What somebody puts right in a numbered table, by its lines: 3 是2个人；第5条不是报名；2 是套袋.

Every part of the text must be such a sentence, else none is read: whoever writes more speaks of something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp import lexicon
from nlp.normalise import plain
from nlp.order import number_of

LONGEST: Final = 120
GO, LEAVE, NOTHING = "go", "leave", "nothing"


@dataclass(frozen=True, slots=True)
class Fix:
    """A line by its number, and what it should say: going or not, how many in all, which posting (code or work)."""

    number: int
    meaning: str | None = None
    people: int | None = None
    about: str = ""


_HAN: Final = "一二两俩三仨四五六七八九十"
_PARTS: Final = re.compile(r"[;。\n]+|[,、](?=\s*(?:第|\d{1,2}(?!\d)))")


@cache
def _pattern() -> re.Pattern[str]:
    words: dict[str, list[str]] = lexicon.table("line_fixes")

    def any_of(name: str) -> str:
        return "|".join(map(re.escape, sorted(words[name], key=len, reverse=True)))

    unit, number = any_of("unit"), rf"\d{{1,2}}|[{_HAN}]{{1,3}}"
    # 三个人 tells no line: a number in Chinese needs 第 before it or 条 behind.
    line = rf"(?:第(?P<a>{number})(?:{unit})?|(?P<b>\d{{1,2}})(?!\d)(?:{unit})?|(?P<c>[{_HAN}]{{1,3}})(?:{unit}))"
    count = rf"(?P<before>{any_of('before_number')})?(?P<people>{number})(?P<unit>{any_of('people')})?"
    said = rf"(?P<nothing>{any_of('nothing')})|(?P<leave>{any_of('leave')})|{count}|(?P<go>{any_of('go')})"
    posting = r"(?P<code>[A-Za-z]\d{1,3})"
    # Two numbers need something between them: 32 is one. What names the work stands behind 是.
    return re.compile(
        rf"{line}(?P<gap>[\s.:,、]*)(?P<is>{any_of('is')})?\s*"
        rf"(?:{posting}?[\s,]*(?:{said})?(?:的|了|啊|呀|吧)*|(?P<work>[一-鿿]{{2,8}}))"
    )


def read(text: str) -> tuple[Fix, ...]:
    """The lines put right; empty where the text is anything else."""
    if len(text) > LONGEST:
        return ()
    found = [_one(part.strip(" ,.!~")) for part in _PARTS.split(plain(text)) if part.strip(" ,.!~")]
    fixes = tuple(each for each in found if each is not None)
    return fixes if len(fixes) == len(found) else ()


def _one(words: str) -> Fix | None:
    found = _pattern().fullmatch(words)
    if found is None:
        return None
    number = number_of(found["a"] or found["b"] or found["c"])
    told_apart = found["is"] or found["before"] or found["a"] or found["c"] or (found["gap"] and found["unit"])
    if not number or (found["people"] and not told_apart):  # 32, 1 3
        return None
    if found["work"]:
        return Fix(number, about=found["work"]) if found["is"] else None
    people = number_of({"俩": "二", "仨": "三"}.get(found["people"], found["people"])) if found["people"] else None
    meaning = next((name for name in (NOTHING, LEAVE, GO) if found[name]), GO if people else None)
    if meaning is None and not found["code"]:
        return None
    return Fix(number, meaning, people or None, (found["code"] or "").upper())
