"""A process that was held up and lost its lease acts on nothing any more, though it still believes in the lease.

Two processes are two programs' worth of parts here: an app, a consumer, a pump each, on one database.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot import claims, inbox, leases, pump_rows, pump_steps
from bot.app import App
from bot.config import Database, Pace
from bot.db import Store
from bot.models import Delivery, Inbox, InboxState, Signup
from bot.pump import Pump
from handlers import routers
from handlers.consumer import Consumer
from tests import postgres, rig
from tests.conversation import TOKEN, Popups, Town, Wire, town

LONG = 3600.0
"""Seconds: a lease here passes on when the test says so, however slow the machine is."""


@asynccontextmanager
async def two(path: Path, cluster: postgres.Cluster) -> AsyncIterator[tuple[Town, Consumer, Consumer]]:
    """A town on PostgreSQL with two consumers, `first` with the lease on its county and `second` without."""
    async with town(path, url=cluster.fresh()) as t:
        bots = {(t.wire.name, t.wire.bot): Bot(TOKEN, session=Popups())}
        other = App(t.app.config, t.app.store, t.app.counties, t.app.messengers, t.app.clock)
        first = Consumer(t.app, t.here, routers.build(), bots, holder="first")
        second = Consumer(other, t.here, routers.build(), bots, holder="second")
        assert t.app.act_now(leases.take, t.here, leases.CONSUMER, "first", LONG)
        yield t, first, second


def passes_on(t: Town, name: str) -> None:
    """The first one did not renew for longer than a lease holds: the second has it now."""
    assert t.app.act_now(leases.take, t.here, name, "first", seconds=0.0)
    assert t.app.act_now(leases.take, t.here, name, "second", LONG)


async def hand_over(t: Town, *texts: str) -> list[Inbox]:
    """Replies that wait, as a consumer would find them."""
    t.consumer.holder = "first"
    copy = t.group("西解村").copy("Z9")
    for number, text in enumerate(texts):
        person = t.person(f"工人{number}")
        message = t.message(person, text, "西解村", next(t.message_ids), copy)
        update = f'{{"update_id": {next(t.update_ids)}, "message": {_json(message)}}}'
        await t.app.act(inbox.write_down, t.here, [inbox.Update(1000 + number, update)])
    return list(t.read(inbox.waiting, t.here.county_id, 50))


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


async def test_a_consumer_that_lost_its_lease_acts_on_no_row(
    tmp_path: Path, postgres_cluster: postgres.Cluster
) -> None:
    async with two(tmp_path, postgres_cluster) as (t, first, second):
        t.app.act_now(rig.publish, t.here, "Z9")
        await t.pump()
        rows = await hand_over(t, "去", "去", "去")
        await first.one(rows[0])
        passes_on(t, leases.CONSUMER)  # while the first is held up with its rows in hand
        await second.one(rows[1])
        with pytest.raises(inbox.Superseded):
            await first.one(rows[1])  # done by the other
        with pytest.raises(inbox.Superseded):
            await first.one(rows[2])  # still waiting, and the other's to do
        assert [row.state for row in t.rows(Inbox)] == [InboxState.DONE, InboxState.DONE, InboxState.DUE]
        with capture_logs() as lines:
            assert await first.work_off() == 0
        assert "update_not_ours" in {line["event"] for line in lines}
        assert await second.work_off() == 1
        assert len({row.person_id for row in t.rows(Signup)}) == len(t.rows(Signup)) == 3
        assert {row.attempts for row in t.rows(Inbox)} == {0}, "that was no failure of the update's"


async def test_a_refusal_and_a_failure_are_fenced_too(
    tmp_path: Path, postgres_cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two(tmp_path, postgres_cluster) as (t, first, second):
        t.app.act_now(rig.publish, t.here, "Z9")
        await t.pump()
        (row,) = await hand_over(t, "去")
        passes_on(t, leases.CONSUMER)

        async def fails(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(first.dispatcher, "feed_update", fails)
        with pytest.raises(inbox.Superseded):
            await first.one(row)
        assert [(each.state, each.attempts) for each in t.rows(Inbox)] == [(InboxState.DUE, 0)]
        assert await second.work_off() == 1


async def test_of_two_that_act_on_one_row_at_once_one_does_it(
    tmp_path: Path, postgres_cluster: postgres.Cluster
) -> None:
    """The first is in the midst of its act when the lease passes on: the second waits for it, and does not act."""
    async with two(tmp_path, postgres_cluster) as (t, _, second):
        t.app.act_now(rig.publish, t.here, "Z9")
        await t.pump()
        (row,) = await hand_over(t, "去")
        here = replace(t.here, inbox_id=row.id)
        with t.app.store.writing() as session:
            inbox.ours(session, here, "first")
            passes_on(t, leases.CONSUMER)
            other = asyncio.create_task(second.one(row))
            while not _waits(postgres_cluster, t.app.store):
                assert not other.done(), other
                await asyncio.sleep(0.02)
            inbox.done(session, t.now, here)
        with pytest.raises(inbox.Superseded):
            await other
        assert t.rows(Signup) == []


def _waits(cluster: postgres.Cluster, store: Store) -> bool:
    """Whether somebody waits for a lock in this database."""
    import psycopg

    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
            (store.url.database,),
        ).fetchone()
    return found is not None and found[0] > 0


async def test_a_sender_that_lost_its_lease_claims_and_recovers_nothing(
    tmp_path: Path, postgres_cluster: postgres.Cluster
) -> None:
    async with two(tmp_path, postgres_cluster) as (t, *_):
        t.app.act_now(rig.publish, t.here, "Z9")
        name, now = leases.sender(t.here), t.now
        found = t.read(claims.waiting, t.here, now, most=6)
        assert t.app.act_now(leases.take, t.here, name, "first", LONG)
        (one,) = t.app.act_now(claims.take, t.here, found[:1], "first", holder="first")
        begun = t.app.act_now(pump_rows.begin, t.here, [pump_rows.Begin(one.delivery_id, "first")])
        assert begun[one.delivery_id] is not None
        passes_on(t, name)
        assert t.app.act_now(claims.take, t.here, found[1:3], "first", holder="first") == []
        assert len(t.app.act_now(claims.take, t.here, found[1:3], "second", holder="second")) == 2
        assert t.app.act_now(pump_steps.recover, t.here, "first") == 0
        states = Counter(row.state for row in t.rows(Delivery))
        assert (states["claimed"], states["sending"]) == (2, 1), "what the other has in hand is left alone"
        assert t.app.act_now(pump_steps.recover, t.here, "second") == 1


async def test_a_pump_that_ends_while_the_bot_must_wait_puts_back_what_it_began(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(rig.publish, t.here, "Z9")
        wire = Wire(pace=Pace(per_second=1000.0, chat_seconds=0.0, group_per_minute=1000))
        pump = Pump(t.app, t.here, wire)
        pump.gate.even_at = asyncio.get_running_loop().time() + 3600  # its turn comes late
        task = asyncio.create_task(pump.run())
        while not any(row.state == "sending" for row in t.rows(Delivery)):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        rows = t.rows(Delivery)
        assert {row.state for row in rows} <= {"due", "claimed"}
        assert {row.attempts for row in rows} == {0}
        assert wire.chats == {}


def _stopped(program: rig.Program) -> None:
    program.process.send_signal(signal.SIGSTOP)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_process_stopped_longer_than_its_leases_does_nothing_twice(
    postgres_cluster: postgres.Cluster, tmp_path: Path
) -> None:
    """The whole program twice; one is stopped (SIGSTOP), the other takes over, the first goes on; and so in turn."""
    pace = Pace(per_second=10.0, group_per_minute=18, connections=4)
    with rig.judge(tmp_path) as judge:
        store = Store(postgres_cluster.fresh())
        here = rig.place(store, 0, judge.url, pace)
        rig.furnish(store, here, 0, judge)
        rig.configure(tmp_path / "config.toml", postgres.address(store), judge.url, [0], pace)
        first = rig.start(tmp_path / "config.toml", tmp_path / "first.jsonl")
        second = rig.start(tmp_path / "config.toml", tmp_path / "second.jsonl")
        with store.writing() as session:
            rig.publish(session, datetime.now(UTC), here, "A1", wanted=200)
        people = [judge.sim("POST", "/people", {"first_name": f"工人{number}"})["id"] for number in range(60)]
        _until(lambda: judge.sim("GET", "/counts")["accepted"] >= 30)
        for stopped in (first, second, first):
            _stopped(stopped)
            for person in [people.pop() for _ in range(20)]:
                copy = next(row for row in _rows(store, Delivery) if row.message_id and row.posting_id)
                body = {"person": person, "text": "去", "reply_to": copy.message_id}
                judge.sim("POST", f"/chats/{copy.chat_id}/messages", body)
            time.sleep(Database().lease_seconds + Database().lease_look_seconds + 1)
            stopped.process.send_signal(signal.SIGCONT)
        _until(lambda: len(_rows(store, Signup)) == 60, 120)
        _until(lambda: not any(row.state in ("due", "claimed", "sending") for row in _rows(store, Delivery)), 240)
        first.end()
        second.end()
        assert Counter(row.state for row in _rows(store, Inbox)) == {InboxState.DONE: 60}
        copies = [row for row in _rows(store, Delivery) if row.posting_id and row.kind == "send"]
        seen = Counter((int(each["chat"]), int(each["id"])) for each in judge.sim("GET", "/sent"))
        mine = {(row.chat_id, row.message_id) for row in _rows(store, Delivery) if row.message_id}
        strays = [each for each in seen if each not in mine]
        uncertain = [row for row in _rows(store, Delivery) if row.state == "uncertain"]
        assert len(copies) == rig.GROUPS
        assert len(strays) <= len(uncertain) <= 3 * pace.connections
        store.close()


def _rows(store: Store, table: Any) -> list[Any]:
    with Session(store.reading) as session:
        return list(session.exec(select(table)))


def _until(holds: object, seconds: float = 60) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come to pass"
        time.sleep(0.1)
