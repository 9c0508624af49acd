"""What the desk must hear of at once: complaints and accidents (product rule "Alarms"); idiom and grumbling are none.

Recall goes before precision: an alarm too many costs a telephone call, one too few a person.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nlp import alarm_index, lexicon, second_letters
from nlp.alarm_index import Index, required
from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.reply_numbers import chinese
from nlp.signs import signs
from nlp.types import Alarm


@dataclass(frozen=True, slots=True)
class Found:
    """An alarm with the words it stands on: `text[start:end]`, and the rule (a kind of pattern)."""

    alarm: Alarm
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Rules:
    accident: Index
    no_accident: Index
    complaint: Index
    no_complaint: Index
    patterns: dict[str, re.Pattern[str]]


_LONGEST: Final = 600
# What dialects write for 了 behind a verb: 翻咧, 摔啦.
_ASPECTS: Final = frozenset("咧啦嘞喽咯哩")
_ASPECT: Final = str.maketrans(dict.fromkeys(_ASPECTS, "了"))
# Characters of the words of `less` in the lexicon: without one of them no figures tell of less.
_LESSENING: Final = frozenset("到递拿塞结发转数只才变剩合成给算按认记称降砍压改缩")


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    given = lexicon.table("reply_alarm")
    parts: dict[str, str] = given["parts"]

    def filled(source: str) -> str:
        for name, words in parts.items():
            source = source.replace("{" + name + "}", words)
        return source

    names = ("accident", "no_accident", "complaint", "no_complaint")
    sources = {name: [filled(each) for each in given["rules"][name]] for name in names}
    # Kept, as bytecode is: what each needs takes twice as long to find as all else that a first reply waits for.
    needs = lexicon.built(
        "alarm_needs",
        lambda: {name: [required(each) for each in sources[name]] for name in names},
        __file__,
        ("reply_alarm",),
        alarm_index.__file__,
        second_letters.__file__,
    )
    indexes = {name: Index(sources[name], needs[name]) for name in names}
    patterns = {name: compiled(source) for name, source in [*given["signs"].items(), *given["less"].items()]}
    return _Rules(**indexes, patterns=patterns)


def read(text: str) -> Alarm | None:
    """The alarm that a text carries, None where it carries none. Never raises."""
    found = find(text)
    return found.alarm if found else None


def find(text: str) -> Found | None:
    """The alarm with the words it stands on. An accident goes before a complaint."""
    return search(plain(text).lower()[:_LONGEST])


def search(text: str) -> Found | None:
    """As `find`, for a text in plain lower-case form."""
    rules = _rules()
    if not _ASPECTS.isdisjoint(text):
        text = text.translate(_ASPECT)
    held = signs(text)
    hit = rules.accident.search(text, held)
    if hit and not rules.no_accident.search(text) and not _private(text, hit, rules):
        return Found(Alarm.ACCIDENT, *hit, "accident")
    hit = rules.complaint.search(text, held)
    rule = "complaint"
    if hit is None and not _LESSENING.isdisjoint(text):
        hit, rule = less_than_promised(text), "less than promised"
    if hit and not rules.no_complaint.search(text) and not _merely_asks(text, rules):
        return Found(Alarm.COMPLAINT, *hit, rule)
    return None


_CUT_HAND: Final = compiled("(?:把)?(?:手|脚|指头|手指|胳膊)(?:给)?割了?|割(?:了|到|破|着)(?:手|脚|指头)")


_CLAUSE: Final = compiled(r"[^\s,。!]+")


def _private(text: str, hit: tuple[int, int], rules: _Rules) -> bool:
    """Whether somebody is ill at home, or tells of an ailment of their own to stay away.

    A clause that only refuses (卸煤那摊子甭等我) tells of no work at which it befell them.
    """
    refusal = rules.patterns["home_refusal"]
    if refusal.search(text) is None:
        return False
    rest = " ".join(
        found[0]
        for found in _CLAUSE.finditer(text)
        if (found.start() < hit[1] and hit[0] < found.end()) or refusal.search(found[0]) is None
    )
    if rules.patterns["work"].search(_CUT_HAND.sub("", rest)):
        return False
    return bool(
        rules.patterns["home"].search(text)
        or (rules.patterns["ailment"].search(text) and not rules.patterns["grave"].search(text))
    )


def _merely_asks(text: str, rules: _Rules) -> bool:
    return bool(rules.patterns["question"].search(text)) and not rules.patterns["befallen"].search(text)


_FIGURE: Final = r"(\d{1,5}(?:\.\d)?|[零一二两三四五六七八九十百千半]{1,6})"
_QUANTITY: Final = compiled(
    "(?<![头第])"
    + _FIGURE
    + r"\s?个?(天|日|工|小时|钟头|斤|筐|箱|袋|棵|吨|亩|趟|车|件|捆|包|桶|公斤|米|方|平|块|元|毛|个|晚)?"
)
_LENGTHS: Final = frozenset("天日工晚")


def less_than_promised(text: str) -> tuple[int, int] | None:
    """Where figures tell that less came than was promised (说好150 … 到手120), or was counted than was done."""
    if len(_QUANTITY.findall(text)) < 2:
        return None
    rules = _rules()
    if rules.patterns["never"].search(text):
        return None
    found = [(one, _amount(one[1])) for one in _QUANTITY.finditer(text)]
    for (first, much), (second, little) in itertools.pairwise(found):
        if not 0 < little < much:
            continue
        between = text[first.end() : second.start()]
        if len(between) > _BETWEEN:
            continue
        if _same_kind(first[2], second[2]) and rules.patterns["counted"].search(between):
            return first.start(), second.end()
        counts = "个" in first[0] or "个" in second[0]
        if not counts and first[2] in _SUMS and second[2] in _SUMS and much >= _LEAST_SUM and little * 4 >= much:
            if first[2] == second[2] and rules.patterns["lowered"].fullmatch(between.strip(" ,")):
                return first.start(), second.end()
            before = rules.patterns["promised"].search(
                text, max(first.start() - 10, 0), min(first.end() + 5, second.start())
            )
            if before and rules.patterns["came"].search(between + text[second.end() : second.end() + 3]):
                return before.start(), second.end()
    return None


_BETWEEN: Final = 14
_LEAST_SUM: Final = 9
_SUMS: Final = (None, "块", "元")


def _same_kind(one: str | None, other: str | None) -> bool:
    if one is None or other is None or one in "块元毛":
        return False
    return one == other or (one in _LENGTHS and other in _LENGTHS)


def _amount(figure: str) -> float:
    if figure == "半":
        return 0.5
    figure = figure.replace("半", "") or "0"
    return float(figure) if "." in figure else float(chinese(figure))
