"""The open pages on one core: requests a second, and what a burst of visitors costs the bot's answers.

    python -m tests.bench pages

A process of its own, held to one core, serves the pages of a county with 40 open postings from a SQLite file, and
answers five replies a second from its groups beside it; the visitors come from here over HTTP.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn
from aiohttp import ClientSession, TCPConnector
from sqlmodel import Session, select

from bot.app import Here
from bot.localchat.app import server_config
from bot.models import Region, Signup
from bot.ports import claim
from handlers.web.app import build
from tests import rows
from tests.bench.table import Table
from tests.conversation import Town, town

AIM = 200
SECONDS = 4.0
REPLIES = 5  # a second, beside the visitors
SLOWER = 50  # ms
POSTINGS = 40
COPIES = 4  # groups that a posting stands in
PATHS = {
    "board": "/wanrong/board",
    "board, one trade": "/wanrong/board?trade=picking",
    "board, searched": "/wanrong/board?q=苹果",
    "wall": "/wanrong/board/wall",
    "feed (Atom)": "/wanrong/feed.atom",
    "feed (JSON)": "/wanrong/feed.json",
    "reply page": "/wanrong/a/B7",
    "QR code": "/wanrong/qr/B7.svg",
    "poster": "/wanrong/poster/B7.png",
}


def fill(session: Session, now: datetime, here: Here, groups: list[str]) -> None:
    """Open postings in several trades, each in a few villages' groups."""
    for number in range(POSTINGS):
        rows.open_posting(
            session,
            now,
            here,
            code=f"B{number}",
            wanted=5000,
            start=(now + timedelta(days=1 + number % 5)).date(),
            groups=tuple(groups[number * COPIES : (number + 1) * COPIES]),
            work=("摘苹果", "分拣", "装车")[number % 3],
            trade=("picking", "packing", "loading")[number % 3],
            pay_when="daily",
            benefits=["lunch", "transport"],
        )


def villages(t: Town) -> list[str]:
    """Villages whose name no other has."""
    names = t.read(lambda session: session.exec(select(Region.name).where(Region.level == "village")).all())
    return [name for name, number in Counter(names).items() if number == 1]


async def replies(t: Town, took: list[float]) -> None:
    """Five people a second sign up, each in a group of their own and each for the first time; how long each waited.

    Counted is the whole way of a message: written down, read, seated, its answer sent and the posting's copies edited
    (as many a second as one bot may send: 5 replies, each with its answer and `COPIES` edits).
    """
    single = villages(t)
    for number in count():
        t.moment[0] = t.moment[0] + timedelta(seconds=1 / REPLIES)
        at = time.perf_counter()
        group = number % (POSTINGS * COPIES)
        await t.person(f"来人{number}").says(f"B{group // COPIES} 我去", group=single[group])
        took.append((time.perf_counter() - at) * 1000)
        await asyncio.sleep(max(at + 1 / REPLIES - time.perf_counter(), 0))


async def serve() -> None:
    """The child: pages and acts on one core; prints its port, and at the end how long the acts took."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder)) as t:
            t.app.act_now(fill, t.here, villages(t))
            await t.settle()
            config = server_config(build(t.app, localchat=None))
            server = uvicorn.Server(config)
            took: list[float] = []

            listening = claim("127.0.0.1", 0, "web.port")
            print(listening.getsockname()[1], flush=True)
            working = asyncio.create_task(replies(t, took))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            loop = asyncio.get_running_loop()
            while True:
                line = (await loop.run_in_executor(None, sys.stdin.readline)).strip()
                if line != "look":
                    break
                signed = len(t.rows(Signup))
                print(json.dumps({"took": took, "signed": signed}), flush=True)
                took.clear()
            working.cancel()
            server.should_exit = True
            await serving


async def load(session: ClientSession, url: str, rate: float | None, seconds: float) -> tuple[int, list[float], int]:
    """Ask for `url` at a rate (None: as fast as 16 visitors can); how many answers, their times in ms, bytes each."""
    times: list[float] = []
    size = 0
    end = time.perf_counter() + seconds

    async def once() -> None:
        nonlocal size
        at = time.perf_counter()
        async with session.get(url) as answer:
            body = await answer.read()
            assert answer.status == 200, (url, answer.status)
            size = len(body)
        times.append((time.perf_counter() - at) * 1000)

    async def visitor() -> None:
        while time.perf_counter() < end:
            await once()

    if rate is None:
        await asyncio.gather(*(visitor() for _ in range(16)))
        return len(times), times, size
    tasks = []
    begun, number = time.perf_counter(), 0
    while time.perf_counter() < end:
        await asyncio.sleep(max(begun + number / rate - time.perf_counter(), 0))
        tasks.append(asyncio.create_task(once()))
        number += 1
    await asyncio.gather(*tasks)
    return len(times), times, size


def percentile(values: list[float], share: int) -> float:
    """The value below which `share` percent lie."""
    return statistics.quantiles(values, n=100)[share - 1] if len(values) > 2 else max(values, default=0.0)


def _look(child: subprocess.Popen[str]) -> list[float]:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("look\n")
    child.stdin.flush()
    told: dict[str, Any] = json.loads(child.stdout.readline())
    assert told["signed"] > 0, "nobody was signed up: the bot answered nothing"
    return list(told["took"])


async def measure(child: subprocess.Popen[str], port: int, table: Table) -> None:
    """All pages one after the other, then the acts beside a steady stream."""
    async with ClientSession(f"http://127.0.0.1:{port}", connector=TCPConnector(limit=64)) as session:
        for path in PATHS.values():
            async with session.get(path) as answer:
                await answer.read()
        await asyncio.sleep(1.5)
        _look(child)
        await asyncio.sleep(SECONDS)
        alone = _look(child)
        for name, path in PATHS.items():
            count, times, size = await load(session, path, None, SECONDS)
            rate = count / SECONDS
            table.row(
                name, f"{AIM}/s", f"{rate:.0f}/s, p95 {percentile(times, 95):.0f} ms, {size / 1000:.0f} kB", rate >= AIM
            )
        _look(child)
        _, times, _ = await load(session, PATHS["board"], AIM, SECONDS)
        beside = _look(child)
        table.row(
            f"a reply in a group, read, seated and answered, beside {AIM}/s on the board",
            f"p95 within {SLOWER} ms of what it is alone",
            f"median {statistics.median(beside):.1f} ms, p95 {percentile(beside, 95):.1f} ms (alone "
            f"{statistics.median(alone):.1f} and {percentile(alone, 95):.1f} ms); the page p95 "
            f"{percentile(times, 95):.1f} ms",
            percentile(beside, 95) <= percentile(alone, 95) + SLOWER,
        )


def main() -> None:
    """Print the table."""
    table = Table("Open pages on one core")
    child = subprocess.Popen(
        [sys.executable, "-c", "import asyncio; from tests.bench.bench_pages import serve; asyncio.run(serve())"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        asyncio.run(measure(child, port, table))
    finally:
        assert child.stdin is not None
        child.stdin.write("end\n")
        child.stdin.close()
        child.wait(timeout=20)


if __name__ == "__main__":
    main()
