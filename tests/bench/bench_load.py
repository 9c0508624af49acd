"""An evening's replies: 1,000 within a minute over 228 groups, each parsed, stored, seated and answered.

    python -m tests.bench load [SECONDS]

Updates are handed over as the messenger does, one by one at even intervals; the consumer and the pump are the program's
own, in this one process, and the messenger takes everything at once at the pace it is told. Counted from handing an
update over to the commit that holds its seat. Beside it: how many a second one process works off when all are there at
once, against a bot that only stores the message (same messenger, same database, one commit a message).
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.types import Message, Update
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from bot import inbox, warm
from bot.app import App, Here
from bot.config import Pace
from bot.models import Delivery, DeliveryState, Inbox, InboxState, Posting, PostingDay, Signup
from bot.pump import Pump
from handlers import routers
from handlers.consumer import Consumer
from tests import postgres, rig
from tests.bench.bench_send import NO_LIMIT, Nothing, until_sent
from tests.bench.table import Table
from tests.conversation import Popups

REPLIES = 1000
PACE = Pace(per_second=30.0, group_per_minute=20, connections=4)
JOINS = ("我去", "去", "报名", "算我一个", "俺俩去", "我们三个去", "A1我去", "我报名，13812345678", "我和老李去")
OTHERS = ("一天多少钱", "管饭不", "几点走", "今天天气真好", "谁家的狗跑了", "哈哈哈", "太远不去", "在哪儿集合")


@dataclass
class Load:
    """What is handed over, and when each update was handed over and worked off (seconds of a steady clock)."""

    updates: list[inbox.Update]
    joins: set[int]
    handed: dict[int, float] = field(default_factory=dict)
    stored: dict[int, float] = field(default_factory=dict)

    def waits(self) -> list[float]:
        """Seconds from handing over to the stored seat, of those who join."""
        return sorted(self.stored[each] - self.handed[each] for each in self.joins)


class Timed(Consumer):
    """The program's consumer; notes when an update was done."""

    def __init__(self, load: Load, app: App, here: Here, bot: Bot) -> None:
        super().__init__(app, here, routers.build(), {(here.messenger, here.bot): bot})
        self.load = load

    async def one(self, row: Inbox) -> None:
        """Work one off."""
        await super().one(row)
        self.load.stored[row.update_id] = time.perf_counter()


def updates(count: int, seed: int = 7) -> Load:
    """So many replies by as many people, spread over the groups; seven of ten join."""
    dice = random.Random(seed)
    made, joins = [], set()
    for number in range(1, count + 1):
        chat = rig.chat_of(0, dice.randrange(rig.GROUPS))
        is_join = dice.random() < 0.7
        words = dice.choice(JOINS if is_join else OTHERS)
        joins |= {number} if is_join else set()
        made.append(inbox.Update(number, _update(number, chat, 6_100_000_000 + number, words)))
    return Load(made, joins)


def _update(number: int, chat: int, user: int, words: str) -> str:
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "supergroup", "title": "用工群"},
        "from": {"id": user, "is_bot": False, "first_name": f"人{number}"},
        "text": words,
    }
    return json.dumps({"update_id": number, "message": message}, ensure_ascii=False)


@asynccontextmanager
async def open_county(url: str, pace: Pace) -> AsyncIterator[tuple[App, Here]]:
    """A county of 228 groups with a copy of one posting for 5,000 people in each."""
    store = rig.books(url)
    here = rig.place(store, 0, "", pace)
    rig.furnish(store, here, 0)
    with store.writing() as session:
        rig.publish(session, datetime.now(UTC), here, "A1", wanted=5000)
    first = Nothing(here.bot, NO_LIMIT)
    app = rig.application(store, [here], [first])
    task = asyncio.create_task(Pump(app, here, first).run())
    await until_sent(app, [here], 120)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    try:
        yield app, here
    finally:
        await asyncio.to_thread(store.close)


async def evening(url: str, load: Load, seconds: float) -> dict[str, Any]:
    """Hand the load over evenly within so many seconds; what stands in the books afterwards."""
    async with open_county(url, PACE) as (app, here):
        bot = Bot(rig.token(0), session=Popups())
        consumer, pump = Timed(load, app, here, bot), Pump(app, here, Nothing(here.bot, PACE))
        await asyncio.to_thread(warm.up, app.store, [here], datetime.now(UTC))  # as the program does at its start
        tasks = [asyncio.create_task(each.run()) for each in (consumer, pump)]
        begun, used = time.perf_counter(), time.process_time()
        for number, update in enumerate(load.updates):
            await asyncio.sleep(max(0.0, begun + seconds * number / len(load.updates) - time.perf_counter()))
            load.handed[update.update_id] = time.perf_counter()
            await app.act(inbox.write_down, here, [update])
            app.wake.inbox.set(here.county_id)
        while len(load.stored) < len(load.updates):
            await asyncio.sleep(0.02)
        used = time.process_time() - used
        await _answers_gone(app, here)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return {**await app.read(_books, here), "busy": used / seconds}


async def _answers_gone(app: App, here: Here) -> None:
    while await app.read(_answers_left, here):
        await asyncio.sleep(0.1)


def _answers_left(session: Session, here: Here) -> int:
    return session.exec(
        select(func.count(col(Delivery.id))).where(
            Delivery.county_id == here.county_id,
            col(Delivery.dedupe_key).startswith("answers:"),
            col(Delivery.state).not_in((DeliveryState.SENT, DeliveryState.GIVEN_UP)),
        )
    ).one()


def _books(session: Session, here: Here) -> dict[str, Any]:
    """Updates worked off, people signed up and their seats, people named in answers that went out."""
    done = session.exec(select(func.count(col(Inbox.id))).where(Inbox.state == InboxState.DONE)).one()
    signups = session.exec(select(Signup)).all()
    taken = session.exec(select(func.sum(PostingDay.taken))).one()
    posting = session.exec(select(Posting)).one()
    answered = set()
    for row in session.exec(select(Delivery).where(col(Delivery.dedupe_key).startswith("answers:"))):
        if row.state == DeliveryState.SENT:
            answered |= {each["signup"] for each in row.details.get("entries", []) if each["k"] == "seated"}
    return {
        "done": done,
        "signups": len(signups),
        "people": sum(signup.people for signup in signups),
        "taken": taken,
        "answered": len(answered & {signup.id for signup in signups}),
        "posting": posting.status,
    }


async def at_once(url: str, load: Load) -> tuple[float, float]:
    """(seconds, processor seconds) to work the whole load off where it is there at once."""
    async with open_county(url, NO_LIMIT) as (app, here):
        consumer = Timed(load, app, here, Bot(rig.token(0), session=Popups()))
        await app.act(inbox.write_down, here, load.updates)
        begun, used = time.perf_counter(), time.process_time()
        while await consumer.work_off():
            pass
        return time.perf_counter() - begun, time.process_time() - used


async def only_stored(url: str, load: Load) -> tuple[float, float]:
    """The same for a bot whose one handler stores the message: aiogram's parsing and ways, one commit a message."""
    async with open_county(url, NO_LIMIT) as (app, here):
        with app.store.writing() as session:
            key = "INTEGER PRIMARY KEY" if app.store.is_sqlite else "BIGSERIAL PRIMARY KEY"
            session.connection().execute(
                text(f"CREATE TABLE stored_message (id {key}, chat BIGINT, person BIGINT, words TEXT)")
            )
        router = Router()

        def store(session: Session, now: datetime, here: Here, *values: Any) -> None:
            names = dict(zip(("chat", "person", "words"), values, strict=True))
            session.connection().execute(
                text("INSERT INTO stored_message (chat, person, words) VALUES (:chat, :person, :words)"), names
            )

        async def heard(message: Message) -> None:
            assert message.from_user is not None
            await app.act(store, here, message.chat.id, message.from_user.id, message.text)

        router.message.register(heard)
        dispatcher, bot = Dispatcher(disable_fsm=True), Bot(rig.token(0), session=Popups())
        dispatcher.include_router(router)
        begun, used = time.perf_counter(), time.process_time()
        for each in load.updates:
            await dispatcher.feed_update(bot, Update.model_validate_json(each.body, context={"bot": bot}))
        return time.perf_counter() - begun, time.process_time() - used


def _rows(table: Table, words: str, fresh: Callable[[], str], seconds: float) -> None:
    load = updates(REPLIES)
    found = asyncio.run(evening(fresh(), load, seconds))
    waits = load.waits()
    right = found["done"] == REPLIES and found["signups"] == len(load.joins) == found["answered"]
    right = right and found["people"] == found["taken"]
    table.row(
        f"{REPLIES} replies within {seconds:.0f} s over {rig.GROUPS} groups, {words}",
        "none lost, p99 < 250 ms",
        f"{found['done']} worked off, {found['signups']} of {len(load.joins)} signed up, {found['taken']} seats, "
        f"{found['answered']} answered by name; update to stored seat p50 {statistics.median(waits) * 1e3:.0f} ms, "
        f"p99 {waits[int(len(waits) * 0.99)] * 1e3:.0f} ms; one core busy {found['busy'] * 100:.0f} %",
        right and waits[int(len(waits) * 0.99)] < 0.25,
    )
    wall, cpu = asyncio.run(at_once(fresh(), updates(REPLIES)))
    stored_wall, stored_cpu = asyncio.run(only_stored(fresh(), updates(REPLIES)))
    table.row(
        f"{REPLIES} replies there at once, {words}, one process",
        "",
        f"{REPLIES / wall:.0f} a second ({cpu / REPLIES * 1e3:.1f} ms of processor each); a bot that only stores: "
        f"{REPLIES / stored_wall:.0f} a second ({stored_cpu / REPLIES * 1e3:.1f} ms); "
        f"ratio {stored_wall / wall:.2f} (processor {stored_cpu / cpu:.2f})",
        True,
    )


def main(chosen: Sequence[str] = ()) -> None:
    """Print the table, on SQLite and, where it is installed, on PostgreSQL that keeps fsync on.

    `chosen`: within how many seconds the replies come, 60 where nothing is said.
    """
    seconds = float(chosen[0]) if chosen else 60.0
    table = Table("Replies under load")
    with tempfile.TemporaryDirectory() as folder:
        files = iter(range(9))
        _rows(table, "SQLite", lambda: f"sqlite:///{folder}/{next(files)}.sqlite3", seconds)
    if postgres.binaries() is not None:
        with postgres.cluster(safe=True) as cluster:
            _rows(table, "PostgreSQL", cluster.fresh, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
