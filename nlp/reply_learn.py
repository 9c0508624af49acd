"""Learn the weights of the second reading from labelled replies.

    python -m nlp learn tests/corpus/replies-dev-*.jsonl tests/corpus/replies-own*.jsonl > nlp/lexicon/reply_weights.txt

A multinomial logistic regression over the signs of `nlp.reply_weights`, by stochastic steps whose size falls with the
steps taken (AdaGrad); the weights are the means of those learnt in several orders. The same lines give the same
weights. Sets named `unread` must not be given.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from nlp.learning import write
from nlp.reply import words_of
from nlp.reply_lines import context_of
from nlp.reply_weights import INTENTS, SCALE, of_characters, of_marks, of_size
from nlp.score_replies import labelled
from nlp.types import Intent

Sign = tuple[str, str]
Weights = dict[Sign, list[float]]
Lesson = tuple[list[Sign], int]

_ROUNDS: Final = 6
_ORDERS: Final = 4
_STEP: Final = 0.1
_TOO_SMALL: Final = 0.002
# Signs that stand in fewer lines than this tell nothing; weights below the least are not written.
_LEAST_LINES: Final = 2
_LEAST_WEIGHT: Final = 0.08
_LARGEST: Final = 2000


def main(argv: Sequence[str] | None = None, stdout: TextIO | None = None) -> int:
    """Learn from the files named and write the weights; 2 where one of them may not be learnt from."""
    return write(argv, stdout, "labelled replies", _learnt)


def _learnt(paths: list[Path]) -> Iterator[str]:
    return written(learn(list(examples(path for path in paths if "pending" not in path.name))))


def examples(paths: Iterable[Path]) -> Iterator[Lesson]:
    """The signs and the intent of each labelled line."""
    for line in labelled(paths):
        context = context_of(line)
        words = words_of(line["text"], context)
        signs: list[Sign] = [("c", sign) for sign in sorted(of_characters(words.text))]
        marked = {*of_marks(words.marks), *of_size(words.text, bool(context.signed_up))}
        signs += [("m", sign) for sign in sorted(marked)]
        yield signs, INTENTS.index(Intent(line["intent"]))


def learn(lines: list[Lesson]) -> Weights:
    """The weights of each sign, one for each intent: the means of those learnt in several orders."""
    seen = Counter(sign for signs, _ in lines for sign in signs)
    kept = [([sign for sign in signs if seen[sign] >= _LEAST_LINES], intent) for signs, intent in lines]
    means: Weights = {sign: [0.0] * len(INTENTS) for sign, times in seen.items() if times >= _LEAST_LINES}
    order = random.Random(1)  # noqa: S311 - the order of lessons, no secret
    for _ in range(_ORDERS):
        weights: Weights = {sign: [0.0] * len(INTENTS) for sign in means}
        steps: Weights = {sign: [1e-6] * len(INTENTS) for sign in means}
        for _ in range(_ROUNDS):
            order.shuffle(kept)
            for signs, intent in kept:
                _step([(weights[sign], steps[sign]) for sign in signs], intent)
        for sign, row in weights.items():
            means[sign] = [mean + weight / _ORDERS for mean, weight in zip(means[sign], row, strict=True)]
    return means


def _step(rows: list[tuple[list[float], list[float]]], intent: int) -> None:
    """Move the weights of one lesson's signs, each with the steps it took before, towards its intent."""
    shares = _shares([sum(row[0][number] for row in rows) for number in range(len(INTENTS))])
    for number, share in enumerate(shares):
        slope = share - (number == intent)
        if abs(slope) < _TOO_SMALL:
            continue
        for weight, step in rows:
            step[number] += slope * slope
            weight[number] -= _STEP * slope / math.sqrt(step[number])


def _shares(scores: list[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


def written(weights: Weights) -> Iterator[str]:
    """The lines of the file: what it is, then a sign and its weights in each."""
    yield "# Learnt by `python -m nlp learn` from the labelled replies; not to be edited by hand."
    yield "# kind, sign, weights for " + " ".join(INTENTS)
    for (kind, sign), row in sorted(weights.items()):
        middle = sum(row) / len(row)
        level = [weight - middle for weight in row]
        if max(map(abs, level)) < _LEAST_WEIGHT or not sign.isprintable():
            continue
        figures = [max(-_LARGEST, min(_LARGEST, round(weight * SCALE))) for weight in level]
        yield f"{kind}\t{sign}\t{' '.join(map(str, figures))}"
