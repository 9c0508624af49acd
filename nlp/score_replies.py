"""How well replies are read: right, false joins, missed joins, alarms, on labelled lines."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp import reply
from nlp.reply_lines import context_of


@dataclass(slots=True)
class Score:
    """Counts over labelled replies. Rates are in [0, 1]; `wilson` gives the 95 % interval of the share right."""

    lines: int = 0
    right: int = 0
    joins: int = 0
    missed_joins: int = 0
    others: int = 0
    false_joins: int = 0
    alarms: int = 0
    alarms_found: int = 0
    alarms_right: int = 0
    by_intent: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def right_share(self) -> float:
        """The share of lines with intent, posting and count right."""
        return self.right / self.lines if self.lines else 0.0

    @property
    def false_join_share(self) -> float:
        """False joins, of the lines that are no join."""
        return self.false_joins / self.others if self.others else 0.0

    @property
    def missed_join_share(self) -> float:
        """Joins read as something else, of all joins."""
        return self.missed_joins / self.joins if self.joins else 0.0

    @property
    def alarm_recall(self) -> float:
        """Alarms found, of all alarms."""
        return self.alarms_right / self.alarms if self.alarms else 1.0

    @property
    def alarm_precision(self) -> float:
        """Alarms that are some, of all raised."""
        return self.alarms_right / self.alarms_found if self.alarms_found else 1.0

    def wilson(self) -> tuple[float, float]:
        """The 95 % interval of `right_share`."""
        return wilson(self.right, self.lines)


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share."""
    if not total:
        return 0.0, 1.0
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def labelled(paths: Iterable[Path]) -> Iterable[dict[str, Any]]:
    """The labelled lines of the files, in their order."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)


def is_right(gold: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether intent, posting and count agree."""
    return all(gold.get(key) == answer.get(key) for key in ("intent", "posting", "count"))


def answer_of(line: dict[str, Any]) -> dict[str, Any]:
    """What the parser makes of a labelled line, in the exchange format."""
    from nlp.reply_lines import as_json

    return as_json(reply.read(line["text"], context_of(line)))


def score(paths: Iterable[Path]) -> Score:
    """The figures over all lines of `paths`."""
    result = Score()
    for line in labelled(paths):
        answer = answer_of(line)
        right = is_right(line, answer)
        result.lines += 1
        result.right += right
        counts = result.by_intent[line["intent"]]
        counts["lines"] += 1
        counts["right"] += right
        if line["intent"] == "join":
            result.joins += 1
            result.missed_joins += answer["intent"] != "join"
        else:
            result.others += 1
            result.false_joins += answer["intent"] == "join"
        gold_alarm = line.get("alarm")
        result.alarms += gold_alarm is not None
        result.alarms_found += answer["alarm"] is not None
        result.alarms_right += gold_alarm is not None and gold_alarm == answer["alarm"]
    return result


def table(name: str, one: Score) -> list[str]:
    """The lines of a report on one score."""
    low, high = one.wilson()
    lines = [
        f"{name}: {one.right}/{one.lines} right = {one.right_share:.1%} (95 %: {low:.1%} to {high:.1%}), "
        f"false joins {one.false_joins}/{one.others} = {one.false_join_share:.1%}, "
        f"missed joins {one.missed_joins}/{one.joins} = {one.missed_join_share:.1%}, "
        f"alarms found {one.alarms_right}/{one.alarms}, raised {one.alarms_found}"
    ]
    for intent, counts in sorted(one.by_intent.items()):
        lines.append(f"    {intent:8} {counts['right']}/{counts['lines']}")
    return lines


def report(paths: Sequence[Path]) -> str:
    """The figures of each file, those of unread sets apart."""
    lines = ["replies"]
    known = [path for path in paths if "unread" not in path.name and "pending" not in path.name]
    for path in paths:
        if "pending" not in path.name:
            lines += table(path.stem, score([path]))[: 1 if path in known else None]
    if known:
        lines += table("all but unread", score(known))
    return "\n".join(lines)
