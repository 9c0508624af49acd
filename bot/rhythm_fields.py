"""The five fields of a rhythm as in cron, with what many crons know beside: L for a month's last day, 2#1, 5#L, 3w0.

2#1 is the first Tuesday of a month, 5#L its last Friday; 3w0 and 3w1 are the Wednesdays of every second week.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_SUNDAY, _WEEK = 7, 7
_NTH = re.compile(r"(?P<day>[0-7])#(?P<nth>[1-5]|L)")
_FORTNIGHT = re.compile(r"(?P<day>[0-7])w(?P<week>[01])")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a rhythm allows. `nth` are (weekday, which of the month; 0 the last), `every_other` (weekday, week)."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    last_day: bool
    nth: frozenset[tuple[int, int]]
    every_other: frozenset[tuple[int, int]]
    either: bool

    def on(self, day: date) -> bool:
        """Whether it falls on this day; where both day and weekday are limited either is enough, as in cron."""
        if day.month not in self.months:
            return False
        last = (day + timedelta(days=1)).month != day.month
        by_day = day.day in self.days or (self.last_day and last)
        weekday, place = day.isoweekday(), (day.day - 1) // _WEEK + 1
        by_week = (
            weekday in self.weekdays
            or (weekday, place) in self.nth
            or ((weekday, 0) in self.nth and (day + timedelta(days=_WEEK)).month != day.month)
            or (weekday, week_of(day)) in self.every_other
        )
        return (by_day or by_week) if self.either else (by_day and by_week)


def week_of(day: date) -> int:
    """Which of two weeks, each beginning on Monday, a day lies in: 0 and 1 by turns, over years."""
    return (day - timedelta(days=day.weekday())).toordinal() // _WEEK % 2


def field(words: str, least: int, most: int) -> frozenset[int]:
    """The values that one field of a rhythm allows: `*`, `5`, `1-5`, `*/15`, `1,3`. Raises ValueError."""
    found: set[int] = set()
    for part in words.split(","):
        body, _, step = part.partition("/")
        first, _, last = body.partition("-")
        if body == "*":
            low, high = least, most
        else:
            low = int(first)
            high = int(last) if last else most if step else low
        width = int(step) if step else 1
        if not least <= low <= high <= most or width < 1:
            raise ValueError(words)
        found.update(range(low, high + 1, width))
    return frozenset(found)


def parse(rhythm: str) -> Rhythm:
    """The five fields of a rhythm; Sunday may be 0 or 7. Raises ValueError where it is none."""
    parts = rhythm.split()
    if len(parts) != len(_RANGES):
        raise ValueError(rhythm)
    days = [each for each in parts[2].split(",") if each != "L"]
    plain: list[str] = []
    nth: set[tuple[int, int]] = set()
    every_other: set[tuple[int, int]] = set()
    for each in parts[4].split(","):
        if found := _NTH.fullmatch(each):
            nth.add((int(found["day"]) or _SUNDAY, 0 if found["nth"] == "L" else int(found["nth"])))
        elif found := _FORTNIGHT.fullmatch(each):
            every_other.add((int(found["day"]) or _SUNDAY, int(found["week"])))
        else:
            plain.append(each)
    read = [
        field(words, *bounds) if words else frozenset()
        for words, bounds in zip((parts[0], parts[1], ",".join(days), parts[3], ",".join(plain)), _RANGES, strict=True)
    ]
    return Rhythm(
        read[0],
        read[1],
        read[2],
        read[3],
        frozenset(_SUNDAY if each == 0 else each for each in read[4]),
        len(days) < len(parts[2].split(",")),
        frozenset(nth),
        frozenset(every_other),
        parts[2] != "*" and parts[4] != "*",
    )
