"""The clock: what a tick costs beside rows that are not due, how fast due rows are worked off, a simulated county."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel, col, select

from bot import county, dues, simulate
from bot.app import App, Here
from bot.config import Config, Database
from bot.db import Store, insert_new, migrate
from bot.models import (
    Delivery,
    DeliveryState,
    Due,
    DueState,
    Person,
    PersonAddress,
    Posting,
    PostingStatus,
    Question,
    QuestionState,
)
from nlp import gazetteer
from nlp.types import PendingKind
from scheduler import jobs
from tests.bench.table import Table
from tests.conversation import SETTINGS

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 12, tzinfo=ZONE)
LOOKS, ROUNDS = 100, 8
AT_ONCE = 10_000
SIZES = (0, 1_000, 10_000, 100_000)
GROWS_MOST = 1.5
"""A look beside 100,000 rows that are not due, against one beside none: at most so many times as long."""


def _nothing(session: Session, now: datetime, here: Here, due: Due) -> None:
    """Does nothing: what is measured is the clock."""


def _due(here: Here, kind: str, number: int, at: datetime, subject_id: int | None = None) -> dict[str, object]:
    row = Due(
        county_id=here.county_id,
        kind=kind,
        subject_id=subject_id,
        dedupe_key=f"bench:{kind}:{number}",
        due_at=at,
        state=DueState.DUE,
    )
    return row.model_dump(exclude={"id"})


def _put(session: Session, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), 5000):
        insert_new(session, Due, rows[start : start + 5000], ("county_id", "dedupe_key"))


def _questions(session: Session, here: Here) -> None:
    """10,000 people who were asked something that was unclear: half of them answered, the others are asked again."""
    boss = Person(county_id=here.county_id, name="王师傅", first_met_at=NOW)
    session.add(boss)
    session.flush()
    posting = Posting(
        county_id=here.county_id, code="A12", status=PostingStatus.OPEN, poster_id=boss.id or 0, work="摘苹果"
    )
    session.add(posting)
    session.flush()
    ids = range(1_000, 1_000 + AT_ONCE)
    tables: dict[type[SQLModel], list[dict[str, object]]] = {Person: [], PersonAddress: [], Question: [], Delivery: []}
    for each in ids:
        mine: dict[str, Any] = {"county_id": here.county_id, "person_id": each}
        way: dict[str, Any] = {"messenger": here.messenger, "bot": here.bot}
        chat: dict[str, Any] = {"user_id": 7_000_000_000 + each, "chat_id": 7_000_000_000 + each, "reachable": True}
        state = QuestionState.ANSWERED if each % 2 else QuestionState.OPEN
        text, key = f"工{each}：是去摘苹果，还是去套袋？回个活名就行。", f"ask:{each}:1"
        rows: tuple[SQLModel, ...] = (
            Person(id=each, county_id=here.county_id, name=f"工{each}", first_met_at=NOW),
            PersonAddress(id=each, **mine, **way, **chat),
            Question(id=each, **mine, kind=PendingKind.WHICH, posting_ids=[posting.id or 0], state=state, asked_at=NOW),
            Delivery(id=each, **mine, **way, dedupe_key=key, text=text, due_at=NOW, state=DeliveryState.SENT),
        )
        for row in rows:
            tables[type(row)].append(row.model_dump())
    for table, many in tables.items():
        insert_new(session, table, many, ("id",))
    at = NOW - timedelta(minutes=1)
    _put(session, [_due(here, "reask", each, at, each) for each in ids])


def _looks(store: Store, here: Here) -> float:
    """Microseconds of a look: the best of some rounds' medians, for what else the machine did is none of its cost."""
    rounds = []
    for _ in range(ROUNDS):
        times = []
        for _ in range(LOOKS):
            begin = time.perf_counter()
            store.read(dues.look, NOW, here, 200)
            times.append(time.perf_counter() - begin)
        rounds.append(statistics.median(times))
    return min(rounds) * 1e6


def _worked_off(app: App) -> tuple[int, float, float]:
    """Tick until nothing is due: how many rows, in how many seconds, of them on the processor."""
    begin, on_cpu, fired = time.perf_counter(), time.process_time(), 0
    while (done := asyncio.run(jobs.fire_due(app))) > 0:
        fired += done
    return fired, time.perf_counter() - begin, time.process_time() - on_cpu


def main(chosen: Sequence[str] = ()) -> None:
    """Print the table; the county is simulated for a month (`make bench ARGS="clock 3"`: three days, 0: not)."""
    days = int(next((word for word in chosen if word.isdecimal()), "2" if os.environ.get("SHORT") else "30"))
    jobs.KINDS["bench"] = _nothing
    table = Table("The clock, on SQLite")
    with tempfile.TemporaryDirectory() as folder:
        _furnished(folder, lambda app, here: _clock(table, app, here))
        if days:
            _furnished(folder, lambda app, here: _county(table, app.store, here, days), "county")


def _furnished(folder: str, use: Callable[[App, Here], None], name: str = "clock") -> None:
    """A county on a database of its own, without copies at night."""
    store = Store(f"sqlite:///{folder}/{name}.sqlite3")
    migrate(store)
    tree = gazetteer.load("wanrong")
    clock = SETTINGS.clock.model_copy(update={"backup": False})
    settings = SETTINGS.model_copy(update={"clock": clock, "desk": ()})
    with store.writing() as session:
        county_id = county.ensure(session, NOW, settings, tree)
    here = Here(county_id, settings, tree, ZONE, "local", 1)
    config = Config(database=Database(url=str(store.url)), counties=(settings,))
    use(App(config, store, {"wanrong": here}, {}, lambda: NOW), here)
    store.close()


def _clock(table: Table, app: App, here: Here) -> None:
    store = app.store
    asyncio.run(jobs.fire_due(app))
    costs, have = [], 0
    for size in SIZES:
        begin, day = NOW + timedelta(hours=1), timedelta(hours=22)
        with store.writing() as session:
            _put(session, [_due(here, "bench", number, begin + day * (number / size)) for number in range(have, size)])
        have = size
        costs.append(_looks(store, here))
    measured = "; ".join(f"{size:,}: {cost:.0f} µs" for size, cost in zip(SIZES, costs, strict=True))
    what = "a tick's look beside so many rows of the day that are not due, median"
    table.row(what, "does not grow", measured, costs[-1] <= costs[0] * GROWS_MOST)
    with store.writing() as session:
        at = NOW - timedelta(minutes=1)
        _put(session, [_due(here, "bench", 1_000_000 + number, at) for number in range(AT_ONCE)])
    _rate(table, app, "10,000 due at once beside 100,000 not due, each in its own transaction: the clock alone", 500)
    with store.writing() as session:
        _questions(session, here)
    _rate(table, app, "the same with acts: asked once more, half answered meanwhile, half written to in private", 500)
    again = select(Delivery.id).where(col(Delivery.dedupe_key).like("ask:%:2"))
    sent = store.read(lambda session: session.exec(again).all())
    assert len(sent) == AT_ONCE // 2, len(sent)


def _rate(table: Table, app: App, what: str, aim: int) -> None:
    fired, took, on_cpu = _worked_off(app)
    assert fired >= AT_ONCE, fired
    said = f"{fired / took:,.0f} a second ({took:.1f} s; {on_cpu / fired * 1e3:.2f} ms of processor each)"
    table.row(what, f"≥ {aim} a second", said, fired / took >= aim)


def _county(table: Table, store: Store, here: Here, days: int) -> None:
    setting = simulate.Setting(days=days, groups=228, postings_a_day=40, workers=600, employers=80)
    begin, on_cpu = time.perf_counter(), time.process_time()
    result = simulate.run(store, here, jobs.fire, setting)
    took, on_cpu = time.perf_counter() - begin, time.process_time() - on_cpu
    size = Path(store.url.database or "").stat().st_size / 1e6
    table.row(
        f"a simulated county, {days} day(s), 228 groups, 40 postings a day",
        "≤ 10 minutes for a month, the books balance",
        f"{took:.0f} s ({on_cpu:.0f} s of processor; {took / days:.1f} s a day), {size:.0f} MB, "
        f"{len(result.problems)} problems",
        took <= 20 * days and not result.problems,
    )


if __name__ == "__main__":
    main()
