"""`make bench`: every bench here, one after the other; `python -m tests.bench send cost memory` picks."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys

from bot import logs
from tests import bench
from tests.bench.table import machine


def main(chosen: list[str]) -> int:
    """Run the benches whose names (`bench_NAME`) are given, or all; further words go to a bench that takes them."""
    logs.configure("warning")
    names = [each.name for each in pkgutil.iter_modules(bench.__path__) if each.name.startswith("bench_")]
    picked = [name for name in names if name.removeprefix("bench_") in chosen] or names
    rest = [word for word in chosen if f"bench_{word}" not in names]
    for name in picked:
        run = importlib.import_module(f"tests.bench.{name}").main
        if name not in ("bench_send", "bench_requests"):  # these print it over their tables
            print(f"\n### {name.removeprefix('bench_')}\n\n{machine()}\n", flush=True)
        run(*([rest] if inspect.signature(run).parameters else []))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
