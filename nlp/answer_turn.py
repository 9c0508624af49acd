"""One turn of a poster while a draft is open: the words not yet read, and the changes found so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from nlp import lexicon
from nlp.gazetteer import Gazetteer
from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.types import Certainty, Reading

_COUNTRY = re.compile(r"(?<!\d)(?:\+|00)?86[- ]?(?=1[3-9]\d{9}(?!\d))")  # before a mobile's number
READ = "\x00"  # stands where words were read already: no pattern matches across it
_CLAUSE = re.compile(r"[^,，。;；!?\n ]+")


@cache
def words_of(name: str) -> str:
    """An alternation of the lexicon's list `name` (dotted for a list in a table), longest first."""
    table: Any = lexicon.table("answer")
    for part in name.split("."):
        table = table[part]
    return "(?:" + "|".join(sorted(table, key=len, reverse=True)) + ")"


@cache
def raw(name: str) -> str:
    """A single string of the lexicon."""
    return str(lexicon.table("answer")[name])


@cache
def pattern(regex: str) -> re.Pattern[str]:
    """A compiled pattern in which `<name>` stands for the lexicon's list of that name."""
    return compiled(re.sub(r"(?<!P)<([a-z_.]+)>", lambda match: words_of(match.group(1)), regex))


@cache
def _slips() -> tuple[tuple[str, str], ...]:
    return (*lexicon.slips().items(), *lexicon.table("answer")["slips"].items())


def _without_slips(words: str) -> str:
    """The words with what dictation got wrong put right (后添 for 后天), character for character."""
    for wrong, right in _slips():
        if wrong in words and len(wrong) == len(right):
            words = words.replace(wrong, right)
    return words


@dataclass(slots=True)
class Turn:
    """The state of reading one turn. `left` is the plain text in which what was read is blanked, place for place."""

    text: str
    now: datetime
    draft: Mapping[str, Any]
    asked: str | None
    gazetteer: Gazetteer
    left: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    same: bool = False  # the turn named a value that the draft already has
    stopped: date | None = None

    def __post_init__(self) -> None:
        words = _COUNTRY.sub(lambda match: " " * len(match.group()), _without_slips(plain(self.text)))
        # no number has so many digits, and patterns would try every part of them
        self.left = re.sub(r"\d{20,}", lambda match: READ * len(match.group()), words)

    @property
    def today(self) -> date:
        """The day of `now`."""
        return self.now.date()

    def had(self, name: str) -> Any:
        """The draft's value under the name that changes use (township, gender, phones …)."""
        if name in ("township", "village", "detail"):
            return (self.draft.get("place") or {}).get(name)
        if name in ("gender", "age_min", "age_max"):
            return (self.draft.get("requires") or {}).get(name)
        if name == "contact_name":
            return (self.draft.get("contact") or {}).get("name")
        if name == "phones":
            return (self.draft.get("contact") or {}).get("phones") or []
        return self.draft.get(name)

    def put(
        self,
        name: str,
        value: Any,
        span: tuple[int, int],
        rule: str,
        certainty: Certainty = Certainty.SURE,
        blank: bool = True,
    ) -> None:
        """Note that the words of `span` say `value` for the field `name`; only what differs from the draft changes."""
        if self.had(name) == value:
            self.same = True
            self.changes.pop(name, None)
        else:
            self.changes[name] = value
            self.readings = [reading for reading in self.readings if reading.field != name]
            self.readings.append(Reading(name, value, span[0], span[1], rule, certainty))
        if blank:
            self.blank(*span)

    def blank(self, start: int, end: int) -> None:
        """Take the words of [start, end) out of what is left to read."""
        self.left = self.left[:start] + READ * (end - start) + self.left[end:]

    def clauses(self) -> Iterator[tuple[int, str]]:
        """The clauses left, each with its place; spaces part clauses, as people write them instead of commas."""
        for match in _CLAUSE.finditer(self.left):
            yield match.start(), match.group()

    def clause_at(self, place: int) -> tuple[int, int]:
        """The span of the clause that holds `place` in the whole text."""
        whole = plain(self.text)
        for match in _CLAUSE.finditer(whole):
            if match.start() <= place < match.end():
                return match.span()
        return 0, len(whole)

    def said(self, regex: str) -> bool:
        """Whether a pattern stands anywhere in the turn as it was written."""
        return pattern(regex).search(plain(self.text)) is not None
