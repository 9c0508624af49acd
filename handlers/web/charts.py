"""Bars for the numbers' page as plain figures, which the template draws as SVG: from zero, labelled, no script.

What is counted in people stands as three bars a name; a rate and a time stand alone, each on a scale of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

WIDTH, HEIGHT, LEFT, TOP = 720, 240, 44, 14
PHONE_WIDTH, PHONE_MONTHS = 340, 6
SMALL_HEIGHT = 180
"""Of a drawing of one measure by month; two of them stand side by side where there is room."""
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
    @property
    def rate(self) -> int | None: ...
    @property
    def to_full(self) -> int | None: ...


Bars = Callable[[Any], list[tuple[str, int | None]]]
"""The bars of one name, each with its colour; None where it is unknown."""


def _scale(found: Sequence[Counted], bars: Bars) -> tuple[int, int]:
    """The round step of the axis and its end."""
    highest = max([1, *(value or 0 for each in found for _, value in bars(each))])
    step = next((each for each in STEPS if highest / each <= 4), STEPS[-1])
    return step, -(-highest // step) * step


def people(each: Counted) -> list[tuple[str, int | None]]:
    """The three bars of one name; the last is unknown, not nothing, where nobody told."""
    return [("three", each.requested), ("two-bar", each.signed), ("one", each.arrived if each.reported else None)]


def rate(each: Counted) -> list[tuple[str, int | None]]:
    """Arrived over requested in percent."""
    return [("one", each.rate)]


def to_full(each: Counted) -> list[tuple[str, int | None]]:
    """Minutes until full."""
    return [("one", each.to_full)]


ALONE: tuple[tuple[str, str, Bars], ...] = (("rate", "%", rate), ("to_full", "", to_full))
"""Measures that are drawn alone: their name in the texts, what follows the number."""


def alone(found: Sequence[Counted], draw: Callable[..., dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """The drawings of the measures that stand alone; one of which nothing is known is left out."""
    return [
        (name, draw(found, PHONE_WIDTH, bars=bars, unit=unit))
        for name, unit, bars in ALONE
        if any(value is not None for each in found for _, value in bars(each))
    ]


def columns(months: Sequence[Counted], width: int = WIDTH, *, bars: Bars = people, unit: str = "") -> dict[str, Any]:
    """Standing bars of the months: x, y, height of each, and lines at round values."""
    step, top = _scale(months, bars)
    height = HEIGHT if bars is people else SMALL_HEIGHT
    room = height - TOP - 26
    each_wide = (width - LEFT) / max(len(months), 6)
    many = len(bars(months[0])) if months else 1
    wide = min(each_wide / (many + 0.6), 22)
    made = []
    for number, each in enumerate(months):
        x = LEFT + each_wide * number + (each_wide - wide * many) / 2
        parts = []
        for place, (kind, value) in enumerate(bars(each)):
            tall = round(room * (value or 0) / top, 1)
            parts.append(
                {
                    "kind": kind,
                    "x": round(x + wide * place, 1),
                    "y": round(TOP + room - tall, 1),
                    "h": tall,
                    "value": value or 0,
                    "label": _label(value, unit),
                }
            )
        made.append({"name": each.name, "parts": parts, "middle": round(x + wide * many / 2, 1)})
    lines = [
        {"y": round(TOP + room * (1 - value / top), 1), "value": value, "label": _label(value, unit)}
        for value in range(0, top + 1, step)
    ]
    return {"bars": made, "lines": lines, "wide": round(wide - 2, 1), "width": width, "height": height, "left": LEFT}


def _label(value: int | None, unit: str) -> str:
    return "—" if value is None else f"{value}{unit}"


def lying(found: Sequence[Counted], width: int = WIDTH, *, bars: Bars = people, unit: str = "") -> dict[str, Any]:
    """Lying bars, a row a name, the longest first as they come: the name at the left, each value at its bar's end."""
    shown = found[:LYING_MOST]
    step, top = _scale(shown, bars)
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
                "label": _label(value, unit),
            }
            for place, (kind, value) in enumerate(bars(each))
        ]
        short = each.name if len(each.name) <= letters else f"{each.name[: letters - 1]}…"
        rows.append({"name": each.name, "short": short, "middle": round(y + BAR * len(parts) / 2, 1), "parts": parts})
        y += BAR * len(parts) + GAP
    lines = [
        {"x": round(left + room * value / top, 1), "value": value, "label": _label(value, unit)}
        for value in range(0, top + 1, step)
    ]
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
