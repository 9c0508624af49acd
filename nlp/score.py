"""How well the parser reads the labelled corpora: per field precision, recall and F1, and whole messages right.

The measure is that of the corpora's format: fields that are null on both sides do not count, postings of one message
are paired in order of best agreement, `work` is right where equal or where one contains the other and trades agree.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from pathlib import Path
from typing import Any

Posting = dict[str, Any]
Parser = Callable[[str, datetime, str], list[Posting]]

# A message is right where these are right in every posting.
KEY_FIELDS = (
    "kind",
    "trade",
    "headcount",
    "wage",
    "start",
    "begin_time",
    "township",
    "village",
    "phones",
)
FIELDS = (
    "kind",
    "work",
    "trade",
    "headcount",
    "wage",
    "pay_when",
    "start",
    "end",
    "days",
    "begin_time",
    "end_time",
    "township",
    "village",
    "detail",
    "origin",
    "benefits",
    "gender",
    "age_min",
    "age_max",
    "name",
    "phones",
    "urgent",
)


def flatten(posting: Posting) -> dict[str, Any]:
    """The posting as comparable fields without nesting; empty lists and `urgent: false` count as null."""
    place, requires, contact = posting["place"], posting["requires"], posting["contact"]
    wage = posting["wage"]
    return {
        "kind": posting["kind"],
        "work": posting["work"],
        "trade": posting["trade"],
        "headcount": tuple(posting["headcount"]) if posting["headcount"] else None,
        "wage": wage and (float(wage["min"]), float(wage["max"]), wage["unit"], wage["per"]),
        "pay_when": posting["pay_when"],
        "start": posting["start"],
        "end": posting["end"],
        "days": posting["days"],
        "begin_time": posting["begin_time"],
        "end_time": posting["end_time"],
        "township": place["township"],
        "village": place["village"],
        "detail": place["detail"],
        "origin": posting["origin"],
        "benefits": frozenset(posting["benefits"]) or None,
        "gender": requires["gender"],
        "age_min": requires["age_min"],
        "age_max": requires["age_max"],
        "name": contact["name"],
        "phones": frozenset(contact["phones"]) or None,
        "urgent": posting["urgent"] or None,
    }


def same(name: str, gold: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether one field agrees."""
    want, got = gold[name], given[name]
    if name == "work" and want and got:
        return bool(want == got or ((want in got or got in want) and gold["trade"] == given["trade"]))
    return bool(want == got)


def pair(
    gold: Sequence[dict[str, Any]], given: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Gold and given postings paired by best agreement; one side is None where the numbers differ."""
    agree = [[sum(same(name, want, got) for name in FIELDS) for got in given] for want in gold]
    small, large = sorted((len(gold), len(given)))
    if large > 6:  # too many to try all: greedy is near enough
        order = tuple(range(small))
    else:
        order = max(
            permutations(range(large), small),
            key=lambda chosen: sum(
                agree[i][j] if len(gold) <= len(given) else agree[j][i] for i, j in enumerate(chosen)
            ),
            default=(),
        )
    pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = []
    if len(gold) <= len(given):
        pairs += [(gold[i], given[j]) for i, j in enumerate(order)]
        pairs += [(None, given[j]) for j in range(large) if j not in order]
    else:
        pairs += [(gold[j], given[i]) for i, j in enumerate(order)]
        pairs += [(gold[j], None) for j in range(large) if j not in order]
    return pairs


@dataclass(slots=True)
class Tally:
    """Counts over messages: per field (right, given, wanted), messages right, and whether asking was seen right."""

    fields: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0, 0] for name in FIELDS})
    messages: int = 0
    right: int = 0
    asked_right: int = 0
    wrong: list[tuple[str, list[str]]] = field(default_factory=list)

    def add(self, name: str, gold: list[Posting], given: list[Posting]) -> None:
        """Count one message; `name` is kept with the fields that were wrong."""
        self.messages += 1
        self.asked_right += bool(gold) == bool(given)
        wrong: list[str] = []
        key_wrong = len(gold) != len(given)
        for want, got in pair([flatten(one) for one in gold], [flatten(one) for one in given]):
            for key in FIELDS:
                wanted, got_value = want and want[key], got and got[key]
                right = want is not None and got is not None and same(key, want, got)
                counts = self.fields[key]
                counts[1] += got_value is not None
                counts[2] += wanted is not None
                counts[0] += right and wanted is not None
                if not right and (wanted is not None or got_value is not None):
                    wrong.append(f"{key}: want {wanted} got {got_value}")
                    key_wrong |= key in KEY_FIELDS
        self.right += not key_wrong
        if wrong:
            self.wrong.append((name, wrong))

    def f1(self, *names: str) -> float:
        """Micro F1 over the named fields (all of them where none is named)."""
        right, given, wanted = (sum(self.fields[name][column] for name in names or FIELDS) for column in range(3))
        return 2 * right / (given + wanted) if given + wanted else 1.0

    def merge(self, other: Tally) -> None:
        """Add the counts of another file."""
        self.messages += other.messages
        self.right += other.right
        self.asked_right += other.asked_right
        self.wrong += other.wrong
        for name, counts in other.fields.items():
            self.fields[name] = [a + b for a, b in zip(self.fields[name], counts, strict=True)]


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score)."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def parse_line(text: str, now: datetime, region: str) -> list[Posting]:
    """The postings that our parser reads, in the exchange format."""
    from nlp import gazetteer, request
    from nlp.exchange import need_to_json

    return [need_to_json(need) for need in request.read(text, now, gazetteer.load(region)).needs]


def score_requests(paths: Iterable[Path], parser: Parser = parse_line) -> Tally:
    """Tally of the requests in `paths` (JSON Lines) as `parser` reads them."""
    tally = Tally()
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if not line.strip():
                    continue
                example = json.loads(line)
                now = datetime.fromisoformat(example["now"])
                tally.add(example["id"], example["postings"], parser(example["text"], now, example["region"]))
    return tally


def report(paths: Sequence[Path], fields: bool = True, wrong: bool = False) -> str:
    """Readable figures per file and over all. `wrong` lists every message that differs (never for unread files)."""
    total, lines = Tally(), []
    lines.append(f"{'requests':44}   n  key right (95%)          micro F1  start  hour   pay    phone  asks")
    for path in paths:
        tally = score_requests([path])
        lines.append(_row(path.name, tally))
        if wrong and "unread" not in path.name:
            lines += [f"    {name}: {'; '.join(what)}" for name, what in tally.wrong]
        if "unread" not in path.name:
            total.merge(tally)
    lines.append(_row("all but unread", total))
    if fields:
        lines.append(f"\n  {'field':12} {'P':>6} {'R':>6} {'F1':>6} {'count':>6}")
        for name in FIELDS:
            right, given, wanted = total.fields[name]
            lines.append(
                f"  {name:12} {right / given if given else 1:6.3f} {right / wanted if wanted else 1:6.3f} "
                f"{total.f1(name):6.3f} {wanted:6}"
            )
    return "\n".join(lines)


def _row(name: str, tally: Tally) -> str:
    count = max(tally.messages, 1)
    low, high = wilson(tally.right, tally.messages)
    return (
        f"{name:44} {tally.messages:4} {tally.right / count:6.1%} ({low:.1%}-{high:.1%})   {tally.f1():.4f}   "
        + "  ".join(f"{tally.f1(key):.3f}" for key in ("start", "begin_time", "wage", "phones"))
        + f"  {tally.asked_right / count:.1%}"
    )
