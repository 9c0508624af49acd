# ruff: noqa: E501 - tables of phrases are not wrapped
"""How fast requests are read: median and 95th percentile, growth, import, and the ratio to jionlp where it is installed.

Run by `make bench`. jionlp is a benchmark extra only (its parts are under the GPL): never a dependency, installed into a
venv of its own, which is named by JIONLP (`JIONLP=/path/to/venv make bench`). The ratio is of one process.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from nlp import gazetteer, request
from tests.bench.table import Table

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
    "明天要20个人摘苹果，",
    "要20个人套袋 西解村 ",
    "15个人明天套袋150一天早上7点到解店镇西解村管午饭13800138001\n",
)
IMPORT = """
import time; began = time.perf_counter()
from datetime import datetime
from nlp import gazetteer, request
request.read("明天要20个人摘苹果，解店镇西解村，150一天管午饭，早上七点到，王师傅13800138001", datetime(2026, 10, 14), gazetteer.load("wanrong"))
took = time.perf_counter() - began
# Not ru_maxrss, which begins with what the process was before it became this one.
most = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{took * 1000:.1f} {most / 1024:.1f}")
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


def once(function: Callable[..., Any], given: tuple[Any, ...]) -> float:
    """Microseconds of one call."""
    began = time.perf_counter_ns()
    function(*given)
    return (time.perf_counter_ns() - began) / 1000


def each(function: Callable[..., Any], given: list[tuple[Any, ...]], rounds: int = 15) -> list[float]:
    """Microseconds of one call for each of `given`: the least of the rounds, each of which reads every text once."""
    for one in given:
        function(*one)
    return [min(took) for took in zip(*([once(function, one) for one in given] for _ in range(rounds)), strict=True)]


def jionlp_readers() -> tuple[Callable[..., Any] | None, Callable[..., Any] | None]:
    """jionlp's time, money and phone on a text, and all of its parts that one would need; None where not installed."""
    beside = os.environ.get("JIONLP")
    if beside:
        sys.path += [str(path) for path in Path(beside).glob("lib/python3*/site-packages")]
    try:
        import jionlp  # type: ignore[import-not-found]
    except ImportError:
        return None, None

    def moments(text: str, now: datetime, _gazetteer: Any) -> None:
        for extract in (
            lambda: jionlp.ner.extract_time(text, time_base=now.timestamp()),
            lambda: jionlp.ner.extract_money(text),
            lambda: jionlp.extract_phone_number(text),
        ):
            with contextlib.suppress(Exception):  # it raises on some of the texts
                extract()  # type: ignore[no-untyped-call]

    def everything(text: str, now: datetime, _gazetteer: Any) -> None:
        moments(text, now, _gazetteer)
        with contextlib.suppress(Exception):
            jionlp.recognize_location(text)  # with the tagger behind it: seconds and 2 GB at its first call

    return moments, everything


def ready() -> tuple[float, float]:
    """Milliseconds from the first import to the first reading in a process of its own, the best of several, and MiB.

    Its clock begins when Python is up; the caches beside the modules are there, as after any first start.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    runs = [
        subprocess.run(
            [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True, env=environment
        ).stdout.split()
        for _ in range(9)
    ]
    return min(float(run[0]) for run in runs), max(float(run[1]) for run in runs)


def worst_of_ten_kilobytes() -> float:
    """Milliseconds for 10 kB of one thing, the slowest thing, each the better of two."""
    county = gazetteer.load("wanrong")
    worst = 0.0
    for piece in HOSTILE:
        text = (piece * 10000).encode()[:10000].decode(errors="ignore")
        worst = max(worst, min(once(request.read, (text, datetime(2026, 10, 14), county)) for _ in range(2)))
    return worst / 1000


def main() -> None:
    """Print the figures."""
    given = [one for one in texts() if 35 <= len(one[0]) <= 55]
    table = Table("requests")
    reader, everything = jionlp_readers()
    took = sorted(each(request.read, given))
    middle, slow = statistics.median(took), took[int(len(took) * 0.95)]
    length = sum(len(one[0]) for one in given) / len(given)
    table.row(f"one request, {length:.0f} characters: median", "<= 50 us", f"{middle:.0f} us", middle <= 50)
    table.row("its 95th percentile", "<= 120 us", f"{slow:.0f} us", slow <= 120)
    worst = worst_of_ten_kilobytes()
    table.row("10 kB of one thing, the slowest", "< 20 ms", f"{worst:.1f} ms", worst < 20)
    began, size = ready()
    table.row("import and first call", "<= 60 ms, <= 60 MiB", f"{began:.0f} ms, {size:.0f} MiB", began <= 60 >= size)
    for name, aim, their, rounds in (("time + money + phone", 14, reader, 15), ("full stack", 90, everything, 3)):
        if their is None:
            table.row(f"jionlp's {name}", f">= {aim} x", "not installed", True)
            continue
        theirs = statistics.median(each(their, given, rounds))
        table.row(
            f"jionlp's {name}", f">= {aim} x", f"{theirs:.0f} us: {theirs / middle:.1f} x", theirs / middle >= aim
        )


if __name__ == "__main__":
    main()
