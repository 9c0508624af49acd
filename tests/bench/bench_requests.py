# ruff: noqa: E501 - tables of phrases are not wrapped
"""How fast requests are read: median and 95th percentile, growth, import, and the ratio to jionlp where it is installed.

Run by `make bench`. jionlp is a benchmark extra only (its parts are under the GPL): `pip install jionlp` beside the project.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from nlp import gazetteer, request

CORPUS = Path(__file__).parent.parent / "corpus"
HOSTILE = (
    "1",
    "一",
    "明天",
    "摘苹果 ",
    "急",
    "招人15个，",
    "a",
    "😀",
    "管饭 10个人 一天200 ",
    "，",
    "138",
    "到",
    "村",
    "王",
)
IMPORT = """
import time; began = time.perf_counter()
from datetime import datetime
from nlp import gazetteer, request
request.read("明天要20个人摘苹果，解店镇西解村，150一天管午饭，早上七点到，王师傅13800138001", datetime(2026, 10, 14), gazetteer.load("wanrong"))
took = time.perf_counter() - began
import resource; print(f"{took * 1000:.1f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f}")
"""


def texts() -> list[tuple[str, datetime, Any]]:
    """The requests of the development sets, as `request.read` takes them."""
    found = []
    for path in sorted(CORPUS.glob("requests-dev-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            example = json.loads(line)
            now = datetime.fromisoformat(example["now"])
            found.append((example["text"], now, gazetteer.load(example["region"])))
    return found


def each(function: Callable[..., Any], given: list[tuple[Any, ...]], rounds: int = 9) -> list[float]:
    """Microseconds of one call for each of `given`, the median over `rounds`."""
    for one in given:
        function(*one)
    found = []
    for one in given:
        took = []
        for _round in range(rounds):
            began = time.perf_counter()
            function(*one)
            took.append(time.perf_counter() - began)
        found.append(statistics.median(took) * 1e6)
    return found


def jionlp_reader() -> Callable[..., Any] | None:
    """jionlp's time, money and phone on the same text; None where it is not installed."""
    try:
        import jionlp  # type: ignore[import-not-found]
    except ImportError:
        return None

    def read(text: str, now: datetime, _gazetteer: Any) -> None:
        for extract in (
            lambda: jionlp.ner.extract_time(text, time_base=now.timestamp()),
            lambda: jionlp.ner.extract_money(text),
            lambda: jionlp.extract_phone_number(text),
        ):
            with contextlib.suppress(Exception):  # it raises on some of the texts
                extract()  # type: ignore[no-untyped-call]

    return read


def main() -> None:
    """Print the figures."""
    given = texts()
    usual = [one for one in given if 35 <= len(one[0]) <= 55]
    took = sorted(each(request.read, usual))
    length = sum(len(one[0]) for one in usual) / len(usual)
    print(
        f"request ({length:.0f} characters): median {statistics.median(took):.0f} us, p95 {took[int(len(took) * 0.95)]:.0f} us"
    )
    county = gazetteer.load("wanrong")
    worst = 0.0
    for piece in HOSTILE:
        text = (piece * 10000).encode()[:10000].decode(errors="ignore")
        began = time.perf_counter()
        request.read(text, datetime(2026, 10, 14), county)
        worst = max(worst, time.perf_counter() - began)
    print(f"10 kB of one thing, the worst: {worst * 1000:.1f} ms")
    runs = [
        subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(5)
    ]
    print(f"import and first call: {min(float(run[0]) for run in runs):.1f} ms, {float(runs[0][1]):.1f} MiB")
    reader = jionlp_reader()
    if reader is None:
        print("ratio to jionlp: not installed")
        return
    theirs = sorted(each(reader, usual, 3))
    print(
        f"jionlp time + money + phone: median {statistics.median(theirs):.0f} us, ratio {statistics.median(theirs) / statistics.median(took):.1f}"
    )


if __name__ == "__main__":
    main()
