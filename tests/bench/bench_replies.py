"""How long one reply takes: the median over the labelled replies, each read many times, on one core.

Run: python tests/bench/bench_replies.py
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp import reply  # noqa: E402
from nlp.reply_lines import context_of  # noqa: E402
from nlp.score_replies import labelled  # noqa: E402
from nlp.types import ReplyContext  # noqa: E402

ROUNDS = 25


def main() -> None:
    """Print the median, the mean and the 99th percentile in microseconds, and replies a second."""
    paths = sorted((ROOT / "tests" / "corpus").glob("replies-*.jsonl"))
    cases = [(line["text"], context_of(line)) for line in labelled(paths)]
    for text, context in cases:
        reply.read(text, context)
    _show("seen before", [min(_once(text, context) for _ in range(ROUNDS)) for text, context in cases])
    _show("for the first time", [min(_first(text, context) for _ in range(ROUNDS)) for text, context in cases])


def _show(name: str, times: list[float]) -> None:
    row = sorted(one * 1e6 for one in times)
    mean = statistics.fmean(row)
    print(
        f"{len(row)} replies {name}: median {statistics.median(row):.1f} µs, mean {mean:.1f} µs, "
        f"99th percentile {row[int(len(row) * 0.99)]:.1f} µs, {1e6 / mean:,.0f} replies/s on one core"
    )


def _first(text: str, context: ReplyContext) -> float:
    """One reading with the words of earlier texts forgotten."""
    reply.forget()
    return _once(text, context)


def _once(text: str, context: ReplyContext) -> float:
    begin = time.perf_counter()
    reply.read(text, context)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
