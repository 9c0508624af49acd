"""What else ran on the machine while something was measured, as Linux tells it (nothing is told elsewhere)."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
NAMED = 3
LEAST = 0.05
"""Who takes less of a core than this is not named; in the sum it counts."""


@dataclass(frozen=True, slots=True)
class _Process:
    name: str
    parent: int
    own: float
    ended: float  # what its children took that have ended
    since: int


@dataclass(frozen=True, slots=True)
class _Look:
    """Seconds of processor since the machine's start: of all programs, stolen by other machines, of ours."""

    at: float
    busy: float
    stolen: float
    ours: float
    others: dict[tuple[int, int], tuple[str, float]]
    """By number and start of a process its name and its own seconds."""


def _look() -> _Look | None:
    if not (PROC / "stat").exists():
        return None
    user, nice, system, _idle, _wait, irq, soft, stolen = (
        int(each) / TICKS for each in (PROC / "stat").read_text(encoding="ascii").split("\n")[0].split()[1:9]
    )
    found = {number: each for number in _numbers() if (each := _process(number)) is not None}
    ours = _tree(found)
    return _Look(
        at=time.monotonic(),
        busy=user + nice + system + irq + soft,
        stolen=stolen,
        ours=sum(found[each].own + found[each].ended for each in ours),
        others={(n, each.since): (each.name, each.own) for n, each in found.items() if n not in ours},
    )


def _numbers() -> list[int]:
    return [int(each.name) for each in PROC.iterdir() if each.name.isdecimal()]


def _process(number: int) -> _Process | None:
    try:
        text = (PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it ended meanwhile
        return None
    head, _, rest = text.rpartition(")")
    fields = rest.split()
    user, system, children_user, children_system = (int(each) / TICKS for each in fields[11:15])
    return _Process(
        head.partition("(")[2], int(fields[1]), user + system, children_user + children_system, int(fields[19])
    )


def _tree(found: dict[int, _Process]) -> set[int]:
    """This process and all that it started."""
    ours, before = {os.getpid()}, 0
    while len(ours) > before:
        before = len(ours)
        ours |= {number for number, each in found.items() if each.parent in ours}
    return ours & set(found)


@dataclass(slots=True)
class Others:
    """What other programs take of the processors, from one question to the next."""

    last: _Look | None = field(default_factory=_look)

    def told(self) -> str:
        """Cores that others took since the last question, and who took most; nothing where it cannot be known."""
        before, now = self.last, _look()
        self.last = now
        if before is None or now is None:
            return ""
        seconds = max(now.at - before.at, 1 / TICKS)
        cores = max((now.busy - before.busy) - (now.ours - before.ours), 0.0) / seconds
        stolen = (now.stolen - before.stolen) / seconds
        took: defaultdict[str, float] = defaultdict(float)
        for key, (name, own) in now.others.items():
            took[name] += (own - before.others.get(key, (name, 0.0))[1]) / seconds
        most = sorted(took.items(), key=lambda each: -each[1])[:NAMED]
        who = [f"{name} {each:.2f}" for name, each in most if each >= LEAST]
        named = f" ({', '.join(who)})" if who else ""
        lost = f", other machines {stolen:.2f}" if stolen >= LEAST else ""
        return f"other programs took {cores:.2f} of {os.cpu_count()} cores{named}{lost}"
