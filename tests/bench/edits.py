"""Copies that turn full while replies are answered, by the whole program, judged by the local messenger."""

from __future__ import annotations

import asyncio
import re
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from bot import freshen
from bot.app import Here
from bot.config import Pace
from bot.db import Store
from bot.models import Delivery, DeliveryState, Posting, PostingStatus, Priority
from tests import rig
from tests.bench.table import Table

REPLIES, SPREAD = 1000, 75.0
"""So many replies, one person each, evenly over so many seconds."""
EDITS = 500
NAMED = re.compile(r"工人(\d+)（")


@dataclass(frozen=True, slots=True)
class Handed:
    """What the judge saw from the first reply on, and how long it took to hand all replies over (seconds)."""

    counts: dict[str, Any]
    messages: list[dict[str, Any]]
    spread: float


def edits(table: Table) -> None:
    """Row: 500 copies turn full while 1,000 replies are answered, by the whole program."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with rig.judge(folder) as judge:
            store = rig.books(f"sqlite:///{folder}/dalaba.sqlite3")
            pace = Pace(per_second=29.0, group_per_minute=19, connections=4)
            here = rig.place(store, 0, judge.url, pace)
            rig.furnish(store, here, 0, judge)
            rig.configure(folder / "config.toml", str(store.url), judge.url, [0], pace)
            with store.writing() as session:
                open_ones = [rig.publish(session, datetime.now(UTC), here, code, wanted=2000) for code in ("A1", "A2")]
                closing = [rig.publish(session, datetime.now(UTC), here, code) for code in ("B1", "B2", "B3")]
                for posting_id in closing:
                    rig.leave_out(session, here, posting_id, EDITS // 3 + 1)
            program = rig.start(folder / "config.toml", folder / "log.jsonl")
            try:
                handed = asyncio.run(_play(judge, store, here, open_ones[0], closing))
            finally:
                program.end()
            _tell(table, pace, store, closing, handed)
            store.close()


async def _play(judge: rig.Judge, store: Store, here: Here, open_one: int, closing: list[int]) -> Handed:
    people = [judge.sim("POST", "/people", {"first_name": f"工人{number}"})["id"] for number in range(REPLIES)]
    while store.read(rig.left, here):
        await asyncio.sleep(0.5)
    await asyncio.sleep(60)  # the groups' minute begins anew
    judge.sim("DELETE", "/counts")
    copies = store.read(
        lambda session: [(row.chat_id, row.message_id) for row in freshen.copies(session, here, open_one)]
    )
    with store.writing() as session:
        for posting_id in closing:
            posting = session.get_one(Posting, posting_id)
            posting.status = PostingStatus.FULL
            session.add(posting)
            freshen.mark_stale(session, datetime.now(UTC), here, posting_id, Priority.CLOSING)
    begun = time.monotonic()
    for number, person in enumerate(people):
        await asyncio.sleep(max(begun + number * SPREAD / REPLIES - time.monotonic(), 0))
        chat_id, message_id = copies[number % len(copies)]
        body = {"person": person, "text": "去", "reply_to": message_id}
        await asyncio.to_thread(judge.sim, "POST", f"/chats/{chat_id}/messages", body)
    spread, end = time.monotonic() - begun, time.monotonic() + 240
    while time.monotonic() < end and (store.read(rig.left, here) or any(judge.sim("GET", "/updates").values())):
        await asyncio.sleep(1.0)
    return Handed(judge.sim("GET", "/counts"), judge.sim("GET", "/sent"), spread)


def _tell(table: Table, pace: Pace, store: Store, closing: list[int], handed: Handed) -> None:
    with Session(store.reading) as looking:
        rows = looking.exec(select(Delivery)).all()
    waits = sorted(
        (row.sent_at - row.due_at).total_seconds()
        for row in rows
        if row.priority == Priority.ANSWER and row.sent_at is not None
    )
    edited = sum(row.kind == "edit" and row.posting_id in closing and row.state == DeliveryState.SENT for row in rows)
    named = Counter(name for each in handed.messages for name in NAMED.findall(each["text"]))
    once = named == Counter(str(number) for number in range(REPLIES))
    counts = handed.counts
    last = waits[int(len(waits) * 0.99)] if waits else float("inf")
    table.row(
        f"{edited} full-edits while {REPLIES:,} replies are answered, in {handed.spread:.0f} s; the program's pace "
        f"{pace.per_second:.0f} a second, {pace.group_per_minute} a minute to a group",
        "no group over its 20, no 429; answers' 99th percentile < 2 s",
        f"{counts['refused_429']} × 429 {counts['refused']}; {len(waits)} answers, which name {len(named):,} people, "
        f"{'each' if once else 'NOT each'} once; {counts['accepted']} messages and edits, "
        f"{counts['accepted'] / max(counts['seconds'], 1.0):.1f} a second; 99th percentile {last:.2f} s, "
        f"median {statistics.median(waits or [last]):.2f} s",
        counts["refused_429"] == 0 and last < 2.0 and edited >= EDITS and once and handed.spread <= SPREAD * 1.05,
    )
