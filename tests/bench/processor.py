"""How much of a processor threads and other programs took so far, as Linux tells it."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def thread_seconds() -> float:
    """Processor seconds so far of this process's threads but the main one, which holds the event loop."""
    return sum(_seconds(Path(f"/proc/self/task/{each.native_id}/stat")) for each in _others())


def _others() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each is not threading.main_thread()]


def server_seconds(pid: int) -> float:
    """Processor seconds so far of a PostgreSQL server: its processes that are, and those that ended."""
    stats = [Path(f"/proc/{each}/stat") for each in _children(pid)]
    return sum(_seconds(each) for each in stats) + _seconds(Path(f"/proc/{pid}/stat"), ended=True)


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def _seconds(stat: Path, *, ended: bool = False) -> float:
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(int(each) for each in fields[11 : 15 if ended else 13]) / os.sysconf("SC_CLK_TCK")
