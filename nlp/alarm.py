"""What the desk must hear of at once: complaints and accidents (product rule "Alarms"); idiom and grumbling are none.

Recall goes before precision: an alarm too many costs a telephone call, one too few a person.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from nlp.normalise import plain
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
    signs: frozenset[str]
    accident_signs: frozenset[str]
    complaint_signs: frozenset[str]
    money_signs: frozenset[str]
    wrong_signs: frozenset[str]
    accident: re.Pattern[str]
    no_accident: re.Pattern[str]
    home: re.Pattern[str]
    home_refusal: re.Pattern[str]
    work: re.Pattern[str]
    complaint: re.Pattern[str]
    no_complaint: re.Pattern[str]
    question: re.Pattern[str]
    befallen: re.Pattern[str]


_LONGEST: Final = 600


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    given = tomllib.loads((files("nlp") / "lexicon" / "reply_alarm.toml").read_text(encoding="utf-8"))

    def either(key: str) -> re.Pattern[str]:
        value = given[key]
        return re.compile(value if isinstance(value, str) else "|".join(value))

    return _Rules(
        frozenset(given["accident_signs"] + given["complaint_signs"] + given["money_signs"]),
        frozenset(given["accident_signs"]),
        frozenset(given["complaint_signs"]),
        frozenset(given["money_signs"]),
        frozenset(given["wrong_signs"]),
        either("accident"),
        either("no_accident"),
        either("home"),
        either("home_refusal"),
        either("work"),
        either("complaint"),
        either("no_complaint"),
        either("question"),
        either("befallen"),
    )


def read(text: str) -> Alarm | None:
    """The alarm that a text carries, None where it carries none. Never raises."""
    found = find(text)
    return found.alarm if found else None


def find(text: str) -> Found | None:
    """The alarm with the words it stands on. An accident goes before a complaint."""
    rules = _rules()
    if rules.signs.isdisjoint(text):
        return None
    return search(plain(text).lower()[:_LONGEST])


def search(text: str) -> Found | None:
    """As `find`, for a text in plain lower-case form."""
    rules = _rules()
    if rules.signs.isdisjoint(text):
        return None
    if not rules.accident_signs.isdisjoint(text):
        hit = rules.accident.search(text)
        if hit and not rules.no_accident.search(text) and not _at_home(text, rules):
            return Found(Alarm.ACCIDENT, hit.start(), hit.end(), "accident")
    if rules.complaint_signs.isdisjoint(text) and (
        rules.money_signs.isdisjoint(text) or rules.wrong_signs.isdisjoint(text)
    ):
        return None
    hit = rules.complaint.search(text)
    if hit and not rules.no_complaint.search(text) and not _merely_asks(text, rules):
        return Found(Alarm.COMPLAINT, hit.start(), hit.end(), "complaint")
    return None


def _at_home(text: str, rules: _Rules) -> bool:
    return bool(rules.home.search(text) and rules.home_refusal.search(text) and not rules.work.search(text))


def _merely_asks(text: str, rules: _Rules) -> bool:
    return bool(rules.question.search(text)) and not rules.befallen.search(text)
