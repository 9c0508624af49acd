"""How fast and how well messages go out, judged by the local messenger as a process of its own.

    python -m tests.bench send [one ten storm edits cost counties memory]

The judge lets 30 calls through in any second by arrival, 20 in any 60 s a group, 1 a second a chat, each with 50 ms of
grace; else 429 with retry-after. The floor of a fan-out is messages / 30, counted from the commit of its rows to the
last arrival, so a start that is late counts as well.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot import copies, logs
from bot.app import App, Here
from bot.config import Pace
from bot.messengers import Account, Buttons
from bot.messengers.telegram import Telegram, client
from bot.models import Group, GroupAddress, Posting, Region
from bot.pump import Pump, recorder
from tests import postgres, rig
from tests.bench.edits import edits
from tests.bench.processor import server_seconds, thread_seconds
from tests.bench.table import Table

LIMIT = 30.0
JUDGES_PACE = Pace(per_second=LIMIT, group_per_minute=20, connections=4)
NO_LIMIT = Pace(per_second=1_000_000.0, chat_seconds=0.0, group_per_minute=1_000_000, connections=4)


async def until_sent(app: App, places: Sequence[Here], seconds: float) -> None:
    """Back when nothing waits any more."""
    end = time.monotonic() + seconds
    for here in places:
        while await app.read(rig.left, here):
            if time.monotonic() > end:
                raise TimeoutError("messages are left")
            await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the judge saw of a run."""

    seconds: float
    accepted: int
    refused: int
    once: bool
    """Each group got each posting's copy once, with the words that it should have, and nothing else came."""


async def fan_out(
    folder: Path, postings: int, *, pace: Pace = JUDGES_PACE, faults: dict[str, Any] | None = None
) -> Outcome:
    """Publish so many postings at once to 228 groups each, over aiogram and HTTP, and wait until all have arrived."""
    with rig.judge(folder) as judge:
        store = rig.books(f"sqlite:///{folder}/dalaba.sqlite3")
        here = rig.place(store, 0, judge.url, pace)
        rig.furnish(store, here, 0, judge)
        bot = client(rig.token(0), judge.url)
        messenger = Telegram("local", bot, pace)
        app = rig.application(store, [here], [messenger])
        pump = Pump(app, here, messenger)
        task = asyncio.create_task(pump.run())
        await asyncio.sleep(1.0)
        await bot.get_me()
        if faults is not None:
            judge.sim("POST", "/faults", faults)
        with store.writing() as session:
            for number in range(postings):
                rig.publish(session, datetime.now(UTC), here, f"A{number + 1}")
        begun = time.monotonic()
        app.wake.outbox.set()
        await until_sent(app, [here], 60 + postings * 60)
        counts = await asyncio.to_thread(judge.sim, "GET", "/counts")
        arrived = Counter((each["chat"], each["text"]) for each in await asyncio.to_thread(judge.sim, "GET", "/sent"))
        wanted = store.read(copies_of, here)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.session.close()
        await asyncio.to_thread(store.close)
    return Outcome(counts["last_at"] - begun, counts["accepted"], counts["refused_429"], arrived == wanted)


def copies_of(session: Session, here: Here) -> Counter[tuple[int, str]]:
    """By chat and words: the copy of each posting that each group should have got, each once."""
    now, wanted = datetime.now(UTC), Counter[tuple[int, str]]()
    groups = session.exec(
        select(GroupAddress.chat_id, Region.level)
        .join(Group, (col(Group.county_id) == GroupAddress.county_id) & (col(Group.id) == GroupAddress.group_id))
        .join(Region, (col(Region.county_id) == Group.county_id) & (col(Region.id) == Group.region_id))
        .where(GroupAddress.county_id == here.county_id)
    ).all()
    for posting_id in session.exec(select(Posting.id).where(Posting.county_id == here.county_id)):
        short, full = (
            copies.form(session, now, here, posting_id or 0, short=each, fresh=True) for each in (True, False)
        )
        assert short is not None
        assert full is not None
        for chat_id, level in groups:
            wanted[(chat_id, (short if level == "village" else full)[0])] += 1
    return wanted


def one_and_ten(table: Table, postings: int) -> None:
    """Rows: one posting, and ten at once, to 228 groups."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(fan_out(Path(folder), postings))
    floor = postings * rig.GROUPS / LIMIT
    assert found.once, "a copy was lost or doubled, or says something else"
    words = "one posting" if postings == 1 else f"{postings} postings at once"
    table.row(
        f"{words} to 228 groups ({found.accepted} messages), judge's limits",
        "≤ 1.03, no 429",
        f"{found.seconds / floor:.3f} ({found.seconds:.2f} s, floor {floor:.2f} s), {found.refused} × 429",
        found.seconds / floor <= 1.03 and found.refused == 0,
    )


def storm(table: Table) -> None:
    """Row: every 20th call refused with retry-after 3."""
    with tempfile.TemporaryDirectory() as folder:
        fault = {"kind": "429", "every": 20, "retry_after": 3, "method": "sendMessage"}
        found = asyncio.run(fan_out(Path(folder), 1, faults=fault))
    # What the waits alone require: the last one refused comes at the pace of all calls, and waits its three seconds.
    floor = max((rig.GROUPS + found.refused) / LIMIT, 20 * found.refused / LIMIT + 3.0)
    table.row(
        f"429 storm: every 20th call refused with retry-after 3 ({found.refused} refused)",
        "nothing lost or doubled, ≤ 1.2",
        f"{'each copy arrived once' if found.once else 'copies lost or doubled'} ({found.accepted} messages for "
        f"{rig.GROUPS} groups), {found.seconds / floor:.2f} ({found.seconds:.2f} s, waits alone {floor:.2f} s)",
        found.once and found.seconds / floor <= 1.2 and found.refused >= 10,
    )


# -- own cost ------------------------------------------------------------------------------------


class Nothing:
    """A messenger that accepts everything at once: what is left is our own cost."""

    def __init__(self, bot: int, pace: Pace = NO_LIMIT) -> None:
        self.name, self.bot, self.pace = "local", bot, pace
        self.numbers = count(1)

    async def send(self, chat_id: int, text: str, buttons: Buttons, reply_to: int | None) -> int:
        """Accept."""
        await asyncio.sleep(0)
        return next(self.numbers)

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: Buttons) -> None:
        """Accept."""
        await asyncio.sleep(0)

    async def account(self) -> Account:
        """Somebody."""
        return Account(self.bot, "nobody_bot", True)

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Messages a second; processor seconds a message: ours, of that in the threads that work on the database, and the
    database server's own; records a commit.
    """

    speed: float
    each: float
    threads: float
    server: float
    records: float


async def own_cost(url: str, bots: int, postings: int, server: int | None = None) -> Cost:
    """What `bots` counties with one bot each cost, limits off. `server`: the process of the database, if it has one."""
    store = rig.books(url)
    places = [rig.place(store, number, "", NO_LIMIT) for number in range(bots)]
    for number, here in enumerate(places):
        rig.furnish(store, here, number)
        with store.writing() as session:
            for each in range(postings):
                rig.publish(session, datetime.now(UTC), here, f"A{each + 1}")
    messengers = [Nothing(here.bot) for here in places]
    app = rig.application(store, places, messengers)
    shared = recorder(app)
    pumps = [Pump(app, here, each, shared) for here, each in zip(places, messengers, strict=True)]
    gc.collect()
    begun, used, threads = time.perf_counter(), time.process_time(), thread_seconds()
    elsewhere = server_seconds(server) if server is not None else 0.0
    tasks = [asyncio.create_task(each.run()) for each in pumps]
    await until_sent(app, places, 300)
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    threads = thread_seconds() - threads
    elsewhere = server_seconds(server) - elsewhere if server is not None else 0.0
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    sent = bots * postings * rig.GROUPS
    await asyncio.to_thread(store.close)
    return Cost(sent / seconds, used / sent, threads / sent, elsewhere / sent, sent * 2 / shared.batches)


async def over_http(folder: Path) -> float:
    """Processor seconds a message that aiogram and HTTP take in our process, the judge's limits off."""
    with rig.judge(folder, limits=False) as judge:
        judge.sim(
            "POST", "/chats/bulk", [{"id": -1_003_000_000_000, "title": "群", "bots": [7_100_000_000], "quiet": True}]
        )
        bot = client(rig.token(0), judge.url)
        messenger = Telegram("local", bot, NO_LIMIT)
        buttons: Buttons = [[{"text": "报名", "data": "1:join:1"}, {"text": "不去了", "data": "1:leave:1"}]]
        await messenger.send(-1_003_000_000_000, "热身", buttons, None)
        used = time.process_time()

        async def some(number: int) -> None:
            for _ in range(100):
                await messenger.send(-1_003_000_000_000, "A12 摘苹果 20人，150元/天" * 4, buttons, None)

        await asyncio.gather(*(some(number) for number in range(4)))
        used = time.process_time() - used
        await bot.session.close()
    return used / 400


def cost(table: Table) -> None:
    """Rows: own cost on SQLite and PostgreSQL, and the share of aiogram and HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        http = asyncio.run(over_http(Path(folder)))
        lite = asyncio.run(own_cost(f"sqlite:///{folder}/cost.sqlite3", 8, 3))
    rows = [("SQLite", lite)]
    if postgres.binaries() is not None:
        with postgres.cluster(safe=True) as cluster:
            rows.append(("PostgreSQL, fsync on", asyncio.run(own_cost(cluster.fresh(), 8, 3, cluster.server.pid))))
    for words, found in rows:
        server = f", the server {found.server * 1e3:.2f} ms more" if found.server else ""
        table.row(
            f"own cost on {words}, limits off: 8 bots × 4 connections, {8 * 3 * rig.GROUPS} messages",
            "≥ 1,000 a second",
            f"{found.speed:,.0f} a second; {found.each * 1e3:.2f} ms of processor each, "
            f"{found.threads * 1e3:.2f} of it in the threads that work on the database{server} "
            f"(aiogram and HTTP: {http * 1e3:.2f} ms more); "
            f"{found.records:.0f} records a commit",
            found.speed >= 1000,
        )


# -- many counties -------------------------------------------------------------------------------


def counties(table: Table) -> None:
    """Rows: so many counties at once, a bot and 228 groups each, on PostgreSQL, with one process and with two."""
    if postgres.binaries() is None:
        table.row("counties on PostgreSQL", "", "PostgreSQL is not installed", False)
        return
    for processes in (1, 2):
        best = 0
        told = []
        for number in (1, 2, 5, 10, 15, 20):
            ratio, refused = _counties(number, processes)
            told.append(f"{number}: {ratio:.3f}" + (f" ({refused} × 429)" if refused else ""))
            if ratio > 1.03 or refused:
                break
            best = number
        words = "one process" if processes == 1 else f"{processes} processes"
        table.row(
            f"counties at once (a bot × 228 groups each) on PostgreSQL, {words}",
            "the largest number ≤ 1.03",
            f"{best}; " + ", ".join(told),
            best > 0,
        )


def _counties(number: int, processes: int) -> tuple[float, int]:
    """The slowest county's time over its floor, and how many 429 there were. Each has a judge's limits of its own."""
    with tempfile.TemporaryDirectory() as name, postgres.cluster(safe=True) as cluster:
        folder = Path(name)
        with rig.judge(folder, bots=number) as judge:
            url = cluster.fresh()
            store = rig.books(url)
            places = [rig.place(store, each, judge.url, JUDGES_PACE) for each in range(number)]
            for each, here in enumerate(places):
                rig.furnish(store, here, each, judge)
            workers = []
            for process in range(min(processes, number)):
                command = [sys.executable, "-m", "tests.bench.sender", url, judge.url]
                mine = [str(each) for each in range(number) if each % processes == process]
                workers.append(subprocess.Popen([*command, *mine], cwd=rig.ROOT, stdout=subprocess.PIPE, text=True))
            for worker in workers:
                assert worker.stdout is not None
                assert worker.stdout.readline().strip() == "ready"
            begun = {}
            for here in places:
                with store.writing() as session:
                    rig.publish(session, datetime.now(UTC), here, "A1")
                begun[here.bot] = time.monotonic()
            for here in places:
                while store.read(rig.left, here):
                    time.sleep(0.2)
            counts = judge.sim("GET", "/counts")
            for worker in workers:
                worker.terminate()
                worker.wait()
                assert worker.stdout is not None
                worker.stdout.close()
            store.close()
    slowest = max(counts["last_at_by_bot"][str(bot)] - at for bot, at in begun.items())
    return slowest / (rig.GROUPS / LIMIT), counts["refused_429"]


# -- memory --------------------------------------------------------------------------------------


def memory(table: Table) -> None:
    """Row: what 11,400 groups take in a process that has just written to all of them."""
    found = {}
    for number in (0, 50):
        with tempfile.TemporaryDirectory() as name:
            command = [sys.executable, "-m", "tests.bench.memory", name, str(number)]
            done = subprocess.run(command, cwd=rig.ROOT, check=True, capture_output=True, text=True)
            found[number] = float(done.stdout)
    more = found[50] - found[0]
    table.row(
        f"memory of a process with {50 * rig.GROUPS:,} groups (50 counties), all just written to",
        "≤ 64 MiB more than with none",
        f"{found[50]:.0f} MiB, with none {found[0]:.0f} MiB: {more:.0f} more",
        more <= 64,
    )


def main(chosen: Sequence[str] = ()) -> None:
    """Print the table; `chosen` picks rows by name."""
    rows: dict[str, Callable[[Table], None]] = {
        "one": lambda table: one_and_ten(table, 1),
        "ten": lambda table: one_and_ten(table, 10),
        "edits": edits,
        "storm": storm,
        "cost": cost,
        "counties": counties,
        "memory": memory,
    }
    logs.configure("error")
    table = Table("Sending")
    for name, row in rows.items():
        if not chosen or name in chosen:
            row(table)


if __name__ == "__main__":
    main(sys.argv[1:])
