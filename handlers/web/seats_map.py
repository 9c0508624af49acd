"""The county as tiles, one a township: how many seats are still open there, unfolding to its villages and postings.

Each township has its place by its official code, every day the same, as on a map: one finds it without reading. Where
it lies in truth is not known to the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.accounts import Visit
from bot.app import Here
from bot.models import Posting, Region
from handlers.web import desk_view

LEVELS = (("some", 1), ("many", 6), ("most", 16))
"""How dark a tile is, from so many open seats on; the number stands on it too."""


def gathered(
    session: Session, now: datetime, here: Here, visit: Visit, language: str, on_air: Sequence[Posting]
) -> dict[str, Any]:
    """The tiles of what somebody sees of the tree, what is out in each, and the sums of all."""
    tree = desk_view.regions(session, here)
    towns = {row.name: _tile(row.name) for row in tree.values() if row.level == "township" and _seen(tree, visit, row)}
    seen = [row for row in on_air if visit.sees(row.region_id)]
    for row, line in zip(seen, desk_view.lines(session, now, here, seen, language), strict=True):
        town = desk_view.town_of(tree, row.region_id)
        name = town.name if town is not None and town.level == "township" else row.township or ""
        tile = towns.setdefault(name, _tile(name))
        region = tree.get(row.region_id or 0)
        village = region.name if region is not None and region.level == "village" else row.village or ""
        tile["villages"].setdefault(village, []).append(line)
        for each in ("free", "taken", "wanted"):
            tile[each] += line[each]
        tile["postings"] += 1
    tiles = [_finished(each) for each in towns.values()]
    return {
        "tiles": tiles,
        "levels": [(name, least) for name, least in LEVELS],
        "free": sum(each["free"] for each in tiles),
        "postings": len(seen),
        "towns": sum(1 for each in tiles if each["postings"]),
    }


def _seen(tree: Mapping[int, Region], visit: Visit, town: Region) -> bool:
    """Whether somebody sees a township or a village in it."""
    return visit.sees(town.id) or any(row.parent_id == town.id and visit.sees(row.id) for row in tree.values())


def _tile(name: str) -> dict[str, Any]:
    return {"name": name, "free": 0, "taken": 0, "wanted": 0, "postings": 0, "villages": {}}


def _finished(tile: dict[str, Any]) -> dict[str, Any]:
    """A tile with its level and its villages in a row, those with most open seats first, what names none last."""
    level = "none" if not tile["postings"] else "full"
    for name, least in LEVELS:
        level = name if tile["free"] >= least else level
    villages = [
        {"name": name, "free": sum(each["free"] for each in rows), "rows": rows}
        for name, rows in tile["villages"].items()
    ]
    return {
        **tile,
        "level": level,
        "villages": sorted(villages, key=lambda each: (not each["name"], -each["free"], each["name"])),
    }
