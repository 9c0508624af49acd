"""What the open postings of a group teach a reader: the names of work and places, their pay, and how they sound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from operator import attrgetter
from typing import Final

from nlp.normalise import sounds
from nlp.patterns import compiled
from nlp.reply_lexicon import surnames, table
from nlp.reply_words import Overlay, Words
from nlp.types import OpenPosting

_SUFFIX: Final = compiled(r"(?:镇|乡|街道|村|社区|社|县|市)$")
_TOWNSHIP: Final = compiled(r"^(.{1,4}?(?:镇|乡|街道))(.*)$")
# Characters that tell nothing of one posting: verbs and words that stand in many kinds of work.
_NOT_TELLING: Final = frozenset(
    "干做工人打下上的种去来装拉车小大师傅子果一家住普通收货采摘管包看开送带分选拣卸补洗扫清理护保安服务员月点日夜班电水地门路长短高中东西南北老新端盘套剪点出口号费天饭活要有女男里村镇机站产品卖店厂场园房客"
)
# A verb that begins a work's name and is seldom said of anything else.
_WORK_VERBS: Final = frozenset("端洗砌抹绑刨拔薅割栽插砍挖摘采剪套掰剥捆扎抬搬卸扫喷锄耙疏")
_NO_NAMES: Final = frozenset(("师傅", "工人", "人员", "帮工", "家里", "村里", "中心", "人工", "打工", "上门"))
_COMMON: Final = frozenset("家村镇乡的人了上下大小一,子")
_SUM: Final = compiled(r"\d+(?:\.\d+)?")

Pair = tuple[str, str]
# Code, work, place, pay, trade, and when it begins.
Row = tuple[str, str, str, str, str, time | None]
_ROW: Final = attrgetter("code", "work", "place", "wage", "trade", "begin_time")
_NIGHT_WORK: Final = ("夜班", "夜工", "晚班", "夜里的", "夜里那", "晚上的那", "晚上那", "晚上干的那")
_NIGHT_BEGINS, _NIGHT_ENDS = 18, 3


def works_at_night(posting: OpenPosting) -> bool:
    """Whether the work begins in the evening or at night."""
    return _at_night(posting.begin_time)


def _at_night(begin: time | None) -> bool:
    return begin is not None and (begin.hour >= _NIGHT_BEGINS or begin.hour < _NIGHT_ENDS)


@dataclass(frozen=True, slots=True)
class Told:
    """One posting: its telling strings with their weights (the heaviest first), its sums, its pairs of sounds.

    `signs` are words that speak of such a work without naming it (电梯 of a house move).
    """

    terms: tuple[tuple[str, int], ...]
    trade_words: tuple[str, ...]
    sums: frozenset[float]
    sounding: tuple[Pair, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The open postings of a group together; one object for the same postings. `each` is in their order."""

    each: tuple[Told, ...]
    overlay: Overlay
    characters: frozenset[str]
    works: str
    offered: tuple[float, ...]
    row_of_sounds: str


def group_of(postings: tuple[OpenPosting, ...]) -> Group:
    """What `postings` teach; kept for the next reply under them."""
    return _group(tuple(map(_ROW, postings)))


@lru_cache(maxsize=2048)
def _group(rows: tuple[Row, ...]) -> Group:
    each = tuple(_told(work, place, wage, trade) for _, work, place, wage, trade, _ in rows)
    characters = "".join(row[1] + row[2] for row in rows) + "".join("".join(one.trade_words) for one in each)
    return Group(
        each,
        _overlay(rows),
        frozenset(characters) - _COMMON - frozenset("东西南北上下大小中"),
        ",".join(row[1] for row in rows),
        tuple(value for one in each for value in one.sums),
        " " + " ".join(" ".join(sounds(work + _SUFFIX.sub("", place))) for _, work, place, *_ in rows) + " ",
    )


def _parts(place: str) -> list[str]:
    found = _TOWNSHIP.match(place)
    return [found[1], found[2]] if found else [place]


def _told(work: str, place: str, wage: str, trade: str) -> Told:
    terms: dict[str, int] = {}
    work = work.lower()
    for size in range(len(work), 1, -1):
        for at in range(len(work) - size + 1):
            terms.setdefault(work[at : at + size], 4 + size)
    for character in work:
        if character not in _NOT_TELLING and "一" <= character <= "鿿":
            terms.setdefault(character, 2)
        elif character in "摘采装卸搬剪套种收":
            terms.setdefault(character, 1)
    for part in _parts(place):
        stem = _SUFFIX.sub("", part)
        for word in (part, stem):
            if len(word) >= 2:
                terms[word] = 8
        if len(stem) > 2:
            for at in range(len(stem) - 1):
                terms.setdefault(stem[at : at + 2], 5)
    pairs: list[Pair] = []
    for name in (work, *_parts(place)):
        row = sounds(_SUFFIX.sub("", name))
        pairs += [(row[at], row[at + 1]) for at in range(len(row) - 1)]
    return Told(
        tuple(sorted(terms.items(), key=lambda one: -one[1])),
        (*str(table("trades")["trades"].get(trade, "")).split(), *_by_work("called", work)),
        frozenset(float(one) for one in _SUM.findall(wage)),
        tuple(pairs),
        (
            *_by_work("signs", work),
            *(table("trades")["monthly"].split() if "/月" in wage else ()),
            *(work[:1] if work[:1] in _WORK_VERBS else ""),
        ),
    )


def _by_work(section: str, work: str) -> tuple[str, ...]:
    """The words that the lexicon holds for a work of this name."""
    found: dict[str, None] = {}
    for pattern, words in table("trades")[section].items():
        if re.search(pattern, work):
            found.update(dict.fromkeys(words.split()))
    return tuple(found)


def _overlay(rows: tuple[Row, ...]) -> Overlay:
    """The names of work and places, and their parts, by their first two characters, the longest first."""
    terms: set[str] = set(_NIGHT_WORK if any(_at_night(row[5]) for row in rows) else ())
    for _, work, place, *_ in rows:
        terms.update(work[at:] for at in range(max(len(work) - 1, 0)))
        terms.update(work[:end] for end in range(2, len(work)))
        for part in _parts(place):
            terms.update(word for word in (part, _SUFFIX.sub("", part)) if len(word) >= 2)
    by_pair: dict[str, list[str]] = {}
    for term in sorted(terms - _NO_NAMES, key=len, reverse=True):
        by_pair.setdefault(term[:2], []).append(term)
    return {pair: tuple(group) for pair, group in by_pair.items()}


_NAMING: Final = compiled("[报名位登]|[算加带添写记留补有].{0,2}一个")


def explain(words: Words, known: Group) -> None:
    """Mark what the open postings explain: words of their work and place, and the sums they offer, become ":".

    A sum that no posting pays and nobody would ask for becomes another quantity ("U") or an age ("A").
    """
    marks = words.marks
    if "." not in marks and "M" not in marks and "fN" not in marks:
        return
    row = list(marks)
    for at, mark in enumerate(marks):
        if mark == "M":
            value = float(words.values[at])
            if value in known.offered:
                row[at] = ":"
            elif (
                words.text.startswith(("那", "的"), words.ends[at])
                and not words.text.startswith("的话", words.ends[at])
            ) or not any(1.0 < value / one <= 2.3 for one in known.offered if one):
                row[at] = "A" if 14 <= value <= 90 else "U"
        elif mark == "N" and marks[at - 1 : at] == "f" and marks[at + 1 : at + 2] in ("", ",", "?"):
            if any(1.0 < float(words.values[at]) / one <= 1.7 for one in known.offered if one >= 5):
                row[at] = "M"  # 给16吧, where 14 are offered
        elif mark == ".":
            word = words.text[words.begins[at] : words.ends[at]]
            beside_told = len(word) > 1 or not {":", "g"}.isdisjoint(marks[max(at - 1, 0) : at + 2])
            if not known.characters.isdisjoint(word) or (
                len(word) <= 3 and beside_told and word not in _PLAIN_WORDS and _sounds_told(word, known.row_of_sounds)
            ):
                row[at] = ":"
            elif (
                2 <= len(word) <= 3
                and (word[0] in surnames() or word[0] in "老小")
                and word not in _NO_PERSONS
                and _beside_name(marks, at)
            ):
                row[at] = "n"
    if "b" in marks:
        for at in range(len(row) - 1):
            # 算我倒霉, 带我玩: what goes on with unknown words puts nobody down, unless a name or a place is spoken of.
            if (
                row[at] == "b"
                and row[at + 1] == "."
                and not _NAMING.search(words.text, words.begins[at], words.ends[at] + 1)
            ):
                row[at] = "."
    words.marks = "".join(row)


# Words that begin as family names do: 马上到 is nobody's name.
_NO_PERSONS: Final = frozenset(("马上", "万一", "高低", "白天", "时候", "方便", "安全", "全部", "于是", "严重", "向前"))


def _beside_name(marks: str, at: int) -> bool:
    """Whether the words around an unknown one are such as stand beside a person's name: 李秀英 报名, 给 李秀英 留."""
    before = marks[at - 1] if at else ","
    after = marks[at + 1] if at + 1 < len(marks) else ","
    if before == "C" and after == ",":
        return marks[at - 2 : at - 1] in ("a", "B", "b")  # 再记一个王桂花
    if before == "," and after == ",":
        return marks[at + 2 : at + 3] in ("N", "C", "+", "p")
    return before in ",&nfBbL" and after in "BbgG&npCPL+,"


# Words of one character that sound like work (在, 摘) and are none.
_PLAIN_WORDS: Final = frozenset("在再住着这有又由过叫说讲问想看买卖吃喝睡")


@lru_cache(maxsize=8192)
def _sounds_told(word: str, row: str) -> bool:
    """Whether a word sounds like a part of the postings' work or place."""
    return " " + " ".join(sounds(word)) + " " in row
