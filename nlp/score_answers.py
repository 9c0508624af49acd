"""Figures on the answers sets: a turn is right where its act and all its changes are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from nlp.answer_lines import read_one


@dataclass(frozen=True, slots=True)
class Score:
    """What was counted in one file."""

    name: str
    turns: int
    right: int
    acts: int
    by_field: dict[str, tuple[int, int, int]]  # right, given, wanted

    @property
    def share(self) -> float:
        """The share of turns that are right."""
        return self.right / self.turns if self.turns else 0.0


def same(first: Any, second: Any) -> bool:
    """Equal values; numbers by value, lists of words in any order."""
    if isinstance(first, list) and isinstance(second, list):
        if all(isinstance(item, str) for item in [*first, *second]):
            return sorted(first) == sorted(second)
        return len(first) == len(second) and all(same(a, b) for a, b in zip(first, second, strict=True))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, int | float) and isinstance(second, int | float) and not isinstance(first, bool):
        return abs(first - second) < 1e-6
    return bool(first == second)


def score(path: Path) -> Score:
    """Read every line of one labelled file and count."""
    turns = right = acts = 0
    counts: Counter[tuple[str, str]] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        wanted = json.loads(line)
        given = read_one(wanted)
        turns += 1
        acts += given["act"] == wanted["act"]
        right += given["act"] == wanted["act"] and same(given["changes"], wanted["changes"])
        for name, value in wanted["changes"].items():
            counts[name, "wanted"] += 1
            counts[name, "right"] += name in given["changes"] and same(given["changes"][name], value)
        for name in given["changes"]:
            counts[name, "given"] += 1
    names = sorted({name for name, _ in counts})
    by_field = {name: (counts[name, "right"], counts[name, "given"], counts[name, "wanted"]) for name in names}
    return Score(path.name, turns, right, acts, by_field)


def interval(right: int, turns: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson)."""
    if not turns:
        return 0.0, 0.0
    z, share = 1.96, right / turns
    middle = share + z * z / (2 * turns)
    spread = z * sqrt(share * (1 - share) / turns + z * z / (4 * turns * turns))
    return (middle - spread) / (1 + z * z / turns), (middle + spread) / (1 + z * z / turns)


def report(paths: Iterable[Path]) -> str:
    """A table of the files, and of the fields over all of them."""
    scores = [score(path) for path in paths]
    lines = ["answers                          turns  right     95 %          act"]
    for one in scores:
        low, high = interval(one.right, one.turns)
        acts = one.acts / one.turns if one.turns else 0.0
        lines.append(f"{one.name:32} {one.turns:5}  {one.share:5.1%}  {low:5.1%}-{high:5.1%}  {acts:6.1%}")
    totals: dict[str, list[int]] = {}
    for one in scores:
        for name, three in one.by_field.items():
            totals[name] = [sum(pair) for pair in zip(totals.get(name, [0, 0, 0]), three, strict=True)]
    lines.append("field              precision  recall     F1  count")
    for name, (right, given, wanted) in sorted(totals.items()):
        precision, recall = right / given if given else 0.0, right / wanted if wanted else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        lines.append(f"{name:18} {precision:9.3f} {recall:7.3f} {f1:6.3f} {wanted:6}")
    return "\n".join(lines)
