"""Learn where a text takes a breath from texts that have their marks.

    python -m nlp breaths tests/corpus/*-dev*.jsonl tests/corpus/*-own*.jsonl > nlp/lexicon/breath_weights.txt

A logistic regression over the signs of `nlp.breaths`, by stochastic steps whose size falls with the steps taken
(AdaGrad). A long text without a mark teaches nothing: its writer left them out. The same lines give the same weights.
Sets named `unread` must not be given.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from nlp.breaths import KINDS, MARKS, SCALE, row, signs
from nlp.learning import write
from nlp.normalise import plain

Sign = tuple[str, str]
Lesson = tuple[tuple[Sign, ...], bool]
_ROUNDS: Final = 5
_STEP: Final = 0.15
_TOO_SMALL: Final = 0.02
_FADES: Final = 1e-4
# Signs seen at fewer places than this tell nothing; weights below the least are not written.
_LEAST_PLACES: Final = 3
_LEAST_WEIGHT: Final = 0.25
# Texts without a mark up to this length are one breath for sure.
_ONE_BREATH: Final = 8


def main(argv: Sequence[str] | None = None, stdout: TextIO | None = None) -> int:
    """Learn from the files named and write the weights; 2 where one of them may not be learnt from."""
    return write(argv, stdout, "lines with texts", lambda paths: written(learn(list(lessons(_texts(paths))))))


def _texts(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and "text" in (found := json.loads(line)):
                yield plain(found["text"]).lower()


def parted(text: str) -> tuple[str, set[int]]:
    """A text without its marks, and before which of its characters there was one; 12.5 and 7:30 stay whole."""
    kept: list[str] = []
    breaths: set[int] = set()
    for at, letter in enumerate(text):
        within = 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit() and letter in ".:"
        if MARKS.match(letter) and not within:
            breaths.add(len(kept))
        else:
            kept.append(letter)
    return "".join(kept), breaths - {0, len(kept)}


def lessons(texts: Iterable[str]) -> Iterator[Lesson]:
    """Each place of each text that teaches: its signs, and whether there was a mark."""
    for text in texts:
        whole, breaths = parted(text)
        if len(whole) < 4 or (not breaths and len(whole) > _ONE_BREATH):
            continue
        folded, last = row(whole), 0
        for at in range(1, len(whole)):
            found = signs(folded, at + 3, last + 3)
            yield tuple(zip(KINDS, found, strict=True)), at in breaths
            last = at if at in breaths else last


def learn(places: list[Lesson]) -> dict[Sign, float]:
    """How each sign speaks for a mark, in natural logarithms of the odds."""
    seen = Counter(sign for found, _ in places for sign in found)
    kept = [(tuple(sign for sign in found if seen[sign] >= _LEAST_PLACES), mark) for found, mark in places]
    weights: dict[Sign, float] = {}
    steps: dict[Sign, float] = {}
    order = random.Random(1)  # noqa: S311 - the order of lessons, no secret
    for _ in range(_ROUNDS):
        order.shuffle(kept)
        for found, mark in kept:
            odds = sum(weights.get(sign, 0.0) for sign in found)
            slope = mark - 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            if abs(slope) < _TOO_SMALL:
                continue
            for sign in found:
                steps[sign] = taken = steps.get(sign, 1e-3) + slope * slope
                weights[sign] = weights.get(sign, 0.0) * (1 - _FADES) + _STEP * slope / math.sqrt(taken)
    return weights


def written(weights: dict[Sign, float]) -> Iterator[str]:
    """The lines of the file: what it is, then a sign and its weight in each."""
    yield "# Learnt by `python -m nlp breaths` from texts with marks; not to be edited by hand."
    for (kind, sign), weight in sorted(weights.items()):
        if abs(weight) >= _LEAST_WEIGHT and sign.isprintable() and "\t" not in sign:
            yield f"{kind}\t{sign}\t{round(weight * SCALE)}"
