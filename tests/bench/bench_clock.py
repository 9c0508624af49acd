"""The clock: what a tick costs beside rows that are not due, how fast due rows are worked off, a simulated county."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import county, dues, simulate
from bot.app import App, Here
from bot.config import Config, Database
from bot.db import Store, insert_new, migrate
from bot.models import Due, DueState
from nlp import gazetteer
from scheduler import jobs
from tests.conversation import SETTINGS

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 12, tzinfo=ZONE)
LOOKS = 200


def _nothing(session: Session, now: datetime, here: Here, due: Due) -> None:
    """Does nothing: what is measured is the clock."""


def _rows(session: Session, here: Here, first: int, number: int, at: datetime, spread: timedelta) -> None:
    rows = [
        Due(
            county_id=here.county_id,
            kind="bench",
            dedupe_key=f"bench:{first + each}",
            due_at=at + spread * (each / number),
            state=DueState.DUE,
        ).model_dump(exclude={"id"})
        for each in range(number)
    ]
    for start in range(0, number, 5000):
        insert_new(session, Due, rows[start : start + 5000], ("county_id", "dedupe_key"))


def _look(store: Store, here: Here) -> float:
    times = []
    for _ in range(LOOKS):
        begin = time.perf_counter()
        store.read(dues.look, NOW, here, 200)
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e6


def main(chosen: Sequence[str] = ()) -> None:
    """Print the three measures; the county is simulated for a month (`make bench ARGS="clock 3"`: three days)."""
    days = next((word for word in chosen if word.isdecimal()), "2" if os.environ.get("SHORT") else "30")
    jobs.KINDS["bench"] = _nothing
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/clock.sqlite3")
        migrate(store)
        tree = gazetteer.load("wanrong")
        with store.writing() as session:
            county_id = county.ensure(session, NOW, SETTINGS, tree)
        here = Here(county_id, SETTINGS, tree, ZONE, "local", 1)
        app = App(
            Config(database=Database(url=str(store.url)), counties=(SETTINGS,)),
            store,
            {"wanrong": here},
            {},
            lambda: NOW,
        )
        asyncio.run(jobs.fire_due(app))
        costs, have = [], 0
        for size in (0, 1_000, 10_000, 100_000):
            with store.writing() as session:
                _rows(session, here, have, size - have, NOW + timedelta(hours=1), timedelta(hours=22))
            have = size
            costs.append(f"{size:,} rows not due: {_look(store, here):.0f} µs")
        print("a tick's look, median: " + "; ".join(costs))
        with store.writing() as session:
            _rows(session, here, 1_000_000, 10_000, NOW - timedelta(minutes=1), timedelta())
        begin = time.perf_counter()
        fired = 0
        while (done := asyncio.run(jobs.fire_due(app))) > 0:
            fired += done
        took = time.perf_counter() - begin
        print(f"{fired:,} due at once beside 100,000 not due: {took:.1f} s, {fired / took:,.0f} a second")
        store.close()
    _county(int(days))


def _county(days: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/county.sqlite3")
        migrate(store)
        tree = gazetteer.load("wanrong")
        clock = SETTINGS.clock.model_copy(update={"backup": False})
        settings = SETTINGS.model_copy(update={"clock": clock, "desk": ()})
        with store.writing() as session:
            county_id = county.ensure(session, NOW, settings, tree)
        here = Here(county_id, settings, tree, ZONE, "local", 1)
        setting = simulate.Setting(days=days, groups=228, postings_a_day=40, workers=600, employers=80)
        begin = time.perf_counter()
        result = simulate.run(store, here, jobs.fire, setting)
        took = time.perf_counter() - begin
        size = Path(f"{folder}/county.sqlite3").stat().st_size / 1e6
        print(
            f"a simulated county, {days} day(s), 228 groups, 40 postings a day: {took:.0f} s "
            f"({took / days:.1f} s a day), {size:.0f} MB, {len(result.problems)} problems"
        )
        store.close()


if __name__ == "__main__":
    main()
