"""Bars for the numbers' page as plain figures, which the template draws as SVG: from zero, labelled, no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

WIDTH, HEIGHT, LEFT, TOP = 720, 240, 44, 14
PHONE_WIDTH, PHONE_MONTHS = 340, 6
NAMED, PHONE_NAMED = 124, 96
"""Room for the names at the left of lying bars."""
BAR, GAP, ROOM_RIGHT = 11, 16, 44
LYING_MOST = 12
"""Rows of lying bars; all of them stand in the table beside."""
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000)


class Counted(Protocol):
    """What a bar stands for; `reported` is 0 where nobody told who came."""

    name: str

    @property
    def requested(self) -> int: ...
    @property
    def signed(self) -> int: ...
    @property
    def arrived(self) -> int: ...
    @property
    def reported(self) -> int: ...


def _scale(found: Sequence[Counted]) -> tuple[int, int]:
    """The round step of the axis and its end."""
    highest = max([1, *(max(each.requested, each.signed, each.arrived) for each in found)])
    step = next((each for each in STEPS if highest / each <= 4), STEPS[-1])
    return step, -(-highest // step) * step


def _values(each: Counted) -> list[tuple[str, int | None]]:
    """The three bars of one name; the last is unknown, not nothing, where nobody told."""
    return [("three", each.requested), ("two-bar", each.signed), ("one", each.arrived if each.reported else None)]


def columns(months: Sequence[Counted], width: int = WIDTH) -> dict[str, Any]:
    """Standing bars of the months: x, y, height of each, and lines at round values."""
    step, top = _scale(months)
    room = HEIGHT - TOP - 26
    each_wide = (width - LEFT) / max(len(months), 6)
    wide = min(each_wide / 4, 22)
    made = []
    for number, each in enumerate(months):
        x = LEFT + each_wide * number + (each_wide - wide * 3) / 2
        parts = []
        for place, (kind, value) in enumerate(_values(each)):
            tall = round(room * (value or 0) / top, 1)
            parts.append(
                {
                    "kind": kind,
                    "x": round(x + wide * place, 1),
                    "y": round(TOP + room - tall, 1),
                    "h": tall,
                    "value": value or 0,
                }
            )
        made.append({"name": each.name, "parts": parts, "middle": round(x + wide * 1.5, 1)})
    lines = [{"y": round(TOP + room * (1 - value / top), 1), "value": value} for value in range(0, top + 1, step)]
    return {"bars": made, "lines": lines, "wide": round(wide - 2, 1), "width": width, "height": HEIGHT, "left": LEFT}


def lying(found: Sequence[Counted], width: int = WIDTH) -> dict[str, Any]:
    """Lying bars, a row a name, the longest first as they come: the name at the left, each value at its bar's end."""
    shown = found[:LYING_MOST]
    step, top = _scale(shown)
    left = NAMED if width >= WIDTH else PHONE_NAMED
    room = width - left - ROOM_RIGHT
    letters = (left - 12) // 13
    rows = []
    y = TOP + 8.0
    for each in shown:
        parts = [
            {
                "kind": kind,
                "y": round(y + BAR * place, 1),
                "w": round(room * (value or 0) / top, 1),
                "value": value,
            }
            for place, (kind, value) in enumerate(_values(each))
        ]
        short = each.name if len(each.name) <= letters else f"{each.name[: letters - 1]}…"
        rows.append({"name": each.name, "short": short, "middle": round(y + BAR * 1.5, 1), "parts": parts})
        y += BAR * 3 + GAP
    lines = [{"x": round(left + room * value / top, 1), "value": value} for value in range(0, top + 1, step)]
    return {
        "rows": rows,
        "lines": lines,
        "left": left,
        "width": width,
        "height": round(y),
        "top": TOP,
        "bar": BAR - 2,
        "more": len(found) - len(shown),
    }
