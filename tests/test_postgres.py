"""What only PostgreSQL shows: several writers at once, several processes, leases, and who wakes whom."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlmodel import Session, col, select

from bot import claims, db, freshen, inbox, leases, listen, outbox, pump_rows
from bot.app import Here
from bot.config import Database, Pace
from bot.db import Store, migrate
from bot.making import Outgoing
from bot.models import Delivery, DeliveryKind, DeliveryPosting, DeliveryState, Group, Inbox, Posting
from bot.pump import Pump
from tests import postgres, rig
from tests.bench.bench_send import Nothing, until_sent

PACE = Pace(per_second=1000.0, chat_seconds=0.0, group_per_minute=1000, connections=4)


@pytest.fixture
def store(postgres_cluster: postgres.Cluster) -> Iterator[Store]:
    made = Store(postgres_cluster.fresh())
    yield made
    made.close()


@pytest.fixture
def here(store: Store) -> Here:
    made = rig.place(store, 0, "", PACE)
    rig.furnish(store, made, 0)
    return made


def act(store: Store, function: Callable[..., Any], here: Here, *args: Any, **values: Any) -> Any:
    with store.writing() as session:
        return function(session, datetime.now(UTC), here, *args, **values)


def both(*calls: Callable[[], Any]) -> list[Any]:
    """Run these at the same moment."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result(60) for each in [pool.submit(call) for call in calls]]


def rows(store: Store) -> list[Delivery]:
    with Session(store.engine) as session:
        return list(session.exec(select(Delivery).order_by(col(Delivery.id))))


def test_two_that_claim_at_once_never_take_the_same_row(store: Store, here: Here) -> None:
    for code in ("A1", "A2", "A3"):
        act(store, rig.publish, here, code)

    def claim(worker: str) -> list[int]:
        taken: list[int] = []
        for _ in range(200):
            found = store.read(claims.waiting, here, datetime.now(UTC), most=20)
            if not found:
                break
            got = act(store, claims.take, here, found, worker)
            taken += [each.delivery_id for each in got]
        return taken

    first, second = both(lambda: claim("a"), lambda: claim("b"))
    assert set(first) & set(second) == set()
    assert sorted(first + second) == sorted(row.id or 0 for row in rows(store))
    assert len(first + second) == 3 * rig.GROUPS


def test_the_same_posting_published_by_two_at_once_goes_once(store: Store, here: Here) -> None:
    posting_id = act(store, rig.publish, here, "A1")
    with store.writing() as session:
        session.execute(delete(DeliveryPosting))
        session.execute(delete(Delivery))

    def again(session: Session, now: datetime, here: Here) -> None:
        wave = session.get_one(Posting, posting_id).plan["waves"][0]
        outbox.copies_to_groups(session, now, here, wave, posting_id)
        time.sleep(0.2)  # the other one comes to the same rows meanwhile

    both(lambda: act(store, again, here), lambda: act(store, again, here))
    assert len(rows(store)) == rig.GROUPS


def test_of_two_that_go_out_at_once_one_finds_no_room_for_a_seventh(store: Store, here: Here) -> None:
    for number in range(1, 6):
        act(store, rig.publish, here, f"A{number}", singles=6)

    def another(session: Session, now: datetime, here: Here, code: str) -> None:
        rig.publish(session, now, here, code, singles=6)
        time.sleep(0.2)  # the other one counts meanwhile

    both(lambda: act(store, another, here, "A6"), lambda: act(store, another, here, "A7"))
    assert set(Counter(row.group_id for row in rows(store)).values()) == {6}


def change(session: Session, now: datetime, here: Here, posting_id: int) -> None:
    posting = session.get_one(Posting, posting_id)
    posting.wage_min = posting.wage_max = 180
    session.add(posting)
    freshen.mark_stale(session, now, here, posting_id)


def begun(store: Store, here: Here, delivery_id: int) -> Outgoing | None:
    found: Outgoing | None = act(store, pump_rows.begin, here, [pump_rows.Begin(delivery_id)])[delivery_id]
    return found


def test_a_copy_that_begins_while_a_change_is_under_way_waits_for_it(store: Store, here: Here) -> None:
    posting_id = act(store, rig.publish, here, "A1")
    found = store.read(claims.waiting, here, datetime.now(UTC), most=1)
    (one,) = act(store, claims.take, here, found, "a")
    told: list[Outgoing | None] = []
    with store.writing() as session:
        change(session, datetime.now(UTC), here, posting_id)
        session.flush()
        sender = threading.Thread(target=lambda: told.append(begun(store, here, one.delivery_id)))
        sender.start()
        sender.join(0.5)
        assert not told, "it waits for the change"
    sender.join(30)
    assert told[0] is not None
    assert "180元" in told[0].text


def test_a_change_while_a_copy_begins_finds_it_going_and_plans_an_edit(store: Store, here: Here) -> None:
    posting_id = act(store, rig.publish, here, "A1")
    found = store.read(claims.waiting, here, datetime.now(UTC), most=1)
    (one,) = act(store, claims.take, here, found, "a")
    with store.writing() as session:
        out = pump_rows.begin(session, datetime.now(UTC), here, [pump_rows.Begin(one.delivery_id)])[one.delivery_id]
        changer = threading.Thread(target=lambda: act(store, change, here, posting_id))
        changer.start()
        changer.join(0.5)
        assert changer.is_alive(), "it waits until it is known whether the copy goes"
    changer.join(30)
    assert out is not None
    assert "150元" in out.text
    assert [row.target_id for row in rows(store) if row.kind == "edit"] == [one.delivery_id]


def test_a_change_plans_a_further_edit_of_a_copy_while_one_begins(store: Store, here: Here) -> None:
    """Else the change, which holds other edits, waits for the pump as the pump waits for it: a second lost."""
    posting_id = act(store, rig.publish, here, "A1")
    with store.writing() as session:
        for row in session.exec(select(Delivery).order_by(col(Delivery.id)).limit(2)):
            row.state, row.message_id, row.chat_id, row.sent_at = DeliveryState.SENT, row.id, -77, datetime.now(UTC)
    act(store, change, here, posting_id)
    edits = [row.id or 0 for row in rows(store) if row.kind == DeliveryKind.EDIT]
    waiting = store.read(claims.waiting, here, datetime.now(UTC), most=300)
    act(store, claims.take, here, [each for each in waiting if each.delivery_id == edits[0]], "a")
    with store.writing() as pump:
        out = pump_rows.begin(pump, datetime.now(UTC), here, [pump_rows.Begin(edits[0])])[edits[0]]
        assert out is not None
        with store.writing() as session:
            session.connection().exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            freshen.mark_stale(session, datetime.now(UTC), here, posting_id)
    assert sum(row.kind == DeliveryKind.EDIT for row in rows(store)) == len(edits) + 1


def test_changes_and_a_pump_at_full_speed_end_with_what_is_true(store: Store, here: Here) -> None:
    """Many changes race with the sending; in the end every group shows the last."""
    posting_id = act(store, rig.publish, here, "A1")
    shown: dict[int, str] = {}

    class Board(Nothing):
        async def send(self, chat_id: int, text: str, buttons: Any, reply_to: int | None) -> int:
            await asyncio.sleep(0.001)
            shown[chat_id] = text
            return next(self.numbers)

        async def edit(self, chat_id: int, message_id: int, text: str, buttons: Any) -> None:
            await asyncio.sleep(0.001)
            shown[chat_id] = text

    def pay(session: Session, now: datetime, here: Here, amount: int) -> None:
        posting = session.get_one(Posting, posting_id, with_for_update=True)
        posting.wage_min = posting.wage_max = amount
        session.add(posting)
        freshen.mark_stale(session, now, here, posting_id)

    async def play() -> None:
        messenger = Board(here.bot, PACE)
        app = rig.application(store, [here], [messenger])
        task = asyncio.create_task(Pump(app, here, messenger).run())
        for amount in range(151, 191):
            await app.act(pay, here, amount)
        await until_sent(app, [here], 90)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(play())
    assert len(shown) == rig.GROUPS
    assert {re.search(r"(\d+)元", text).group(1) for text in shown.values()} == {"190"}  # type: ignore[union-attr]


def test_a_connection_that_broke_while_it_rested_is_replaced(
    store: Store, postgres_cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "IDLE_SECONDS", 0.0)
    with store.writing() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1
    postgres_cluster.sql(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{store.url.database}'"
    )
    with store.writing() as session:
        assert session.execute(text("SELECT 2")).scalar_one() == 2


def test_statements_of_several_counties_travel_together(store: Store, here: Here) -> None:
    """Two counties in one batch: each gets its own rows, none the other's."""
    other = rig.place(store, 1, "", PACE)
    rig.furnish(store, other, 1)
    steps: list[pump_rows.Step] = []
    for place in (here, other):
        act(store, rig.publish, place, "A1")
        found = store.read(claims.waiting, place, datetime.now(UTC), most=5)
        taken = act(store, claims.take, place, found, "a")
        steps += [(place, pump_rows.Begin(each.delivery_id)) for each in taken]
    strange = (here, pump_rows.Begin(steps[-1][1].delivery_id))  # a row of the other county
    with store.writing() as session:
        begun = pump_rows.record(session, datetime.now(UTC), [*steps[::2], *steps[1::2], strange])
    assert begun[-1] is None
    chats = [out.chat_id for out in begun if out is not None]
    assert len(chats) == len(set(chats)) == len(steps) == 10
    states = Counter((row.county_id, row.state) for row in rows(store))
    assert states[(here.county_id, "sending")] == states[(other.county_id, "sending")] == 5


# -- several processes ---------------------------------------------------------------------------


def test_a_lease_has_one_holder_and_is_taken_over_in_time(store: Store, here: Here) -> None:
    name = leases.sender(here)
    got = both(*[lambda each=each: act(store, leases.take, here, name, f"p{each}", 6.0) for each in range(6)])
    assert got.count(True) == 1
    holder = f"p{got.index(True)}"
    assert act(store, leases.held, here, name, holder)
    assert not act(store, leases.take, here, name, "late", 6.0)
    assert act(store, leases.take, here, name, holder, seconds=0.0)
    assert act(store, leases.take, here, name, "late", 6.0)
    assert not act(store, leases.held, here, name, holder)
    act(store, leases.give_back, here, name, "late")
    assert act(store, leases.take, here, name, holder, 6.0)
    kept = Database()
    assert kept.lease_seconds + kept.lease_look_seconds + kept.lease_renew_seconds <= 10


async def test_who_ends_keeps_its_lease_until_what_is_under_way_is_over_and_hands_it_on(
    store: Store, here: Here
) -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await over.wait()  # a call whose answer is slow

    soon = Database(lease_seconds=0.4, lease_renew_seconds=0.1)
    app = rig.application(store, [here], [Nothing(here.bot)])
    app = replace(app, config=app.config.model_copy(update={"database": soon}))
    task = asyncio.create_task(leases.holding(app, here, "sender", "first", work))
    await asyncio.wait_for(begun.wait(), 30)
    task.cancel()
    await asyncio.sleep(1.0)
    assert not await app.step(leases.take, here, "sender", "second", 60.0)
    over.set()
    await asyncio.gather(task, return_exceptions=True)
    assert await app.step(leases.take, here, "sender", "second", 60.0), "at once: it need not run out"


async def test_rows_written_by_another_process_ring_here(store: Store, here: Here) -> None:
    app = rig.application(store, [here], [Nothing(here.bot)])
    with app.wake.outbox.listening(here.county_id) as rung, app.wake.outbox.listening(here.county_id + 1) as other:
        task = asyncio.create_task(listen.listen(app))
        await asyncio.wait_for(rung.wait(), 30)  # everybody is woken once it listens
        rung.clear()
        other.clear()
        with Session(store.engine) as session, session.begin():  # no bell of this process
            await asyncio.to_thread(rig.publish, session, datetime.now(UTC), here, "A1")
        await asyncio.wait_for(rung.wait(), 30)
        assert not other.is_set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_two_that_start_together_migrate_once(postgres_cluster: postgres.Cluster) -> None:
    postgres_cluster.sql("CREATE DATABASE together")
    stores = [Store(postgres_cluster.url("together")) for _ in range(2)]
    both(*[lambda store=store: migrate(store) for store in stores])
    for each in stores:
        each.close()
    postgres_cluster.sql("DROP DATABASE together WITH (FORCE)")


def test_edits_are_planned_in_the_order_in_which_the_pump_locks(store: Store, here: Here) -> None:
    """An edit that waits is older than a copy on its way: who locks the one has the other still to get."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    posting_id = act(store, rig.publish, here, "A1")
    with store.writing() as session:
        old = session.exec(select(Delivery).order_by(col(Delivery.id)).limit(1)).one()
        old.state, old.message_id, old.sent_at = DeliveryState.SENT, 77, datetime.now(UTC)
        new = session.exec(select(Delivery).order_by(col(Delivery.id).desc()).limit(1)).one()
        session.add(old)
        session.flush()
        freshen.mark_stale(session, datetime.now(UTC), here, posting_id)
        edit = session.exec(select(Delivery).where(Delivery.kind == DeliveryKind.EDIT)).one()
        copy = outbox.plain_row(**{**new.model_dump(exclude={"id"}), "dedupe_key": "a copy that came later"})
        db.insert_new(session, Delivery, [copy], ("county_id", "dedupe_key"))
        later = session.exec(select(Delivery).order_by(col(Delivery.id).desc()).limit(1)).one()
        edit_id, later_id = edit.id, later.id
        assert (edit_id or 0) < (later_id or 0)

    def changed() -> None:
        act(store, freshen.mark_stale, here, posting_id)

    row = select(Delivery.id).with_for_update(nowait=True)
    with store.writing() as session:
        session.exec(row.where(Delivery.id == edit_id)).one()
        other = threading.Thread(target=changed)
        other.start()
        while store.read(lambda reads: reads.connection().exec_driver_sql(waits).scalar_one()) == 0:
            assert other.is_alive()
        session.exec(row.where(Delivery.id == later_id)).one()  # refused where the other holds it and waits for ours
    other.join(30)
    assert not other.is_alive()


def test_the_same_update_handed_to_two_receivers_at_once_is_stored_once(store: Store, here: Here) -> None:
    def write_down(number: int) -> int:
        handed = [inbox.Update(each, "{}") for each in (5, number)]
        stored: int = act(store, inbox.write_down, here, handed)
        return stored

    both(*(partial(write_down, 6 + each % 2) for each in range(8)))
    with Session(store.engine) as session:
        found = session.exec(select(Inbox).order_by(col(Inbox.id))).all()
    assert sorted(row.update_id for row in found) == [5, 6, 7]
    assert found[0].update_id == 5, "in the order of arrival"


def test_of_two_acts_in_each_others_way_both_are_done(store: Store, here: Here) -> None:
    app, meet, met = rig.application(store, [here], []), threading.Barrier(2), [0, 0]

    def both_rows(session: Session, _now: datetime, _here: Here, first: int) -> None:
        met[first] += 1
        for turn, number in enumerate((first, 1 - first)):
            group_id = session.exec(select(Group.id).order_by(col(Group.id)).offset(number).limit(1)).one()
            group = session.exec(select(Group).where(Group.id == group_id).with_for_update()).one()
            group.title += f"{first}"
            session.add(group)
            if turn == 0 and met[first] == 1:
                meet.wait(30)

    both(*(lambda first=first: app.act_now(both_rows, here, first) for first in (0, 1)))
    assert max(met) > 1, "they never were in each other's way"
    with store.writing() as session:
        titles = [group.title for group in session.exec(select(Group).order_by(col(Group.id)).limit(2))]
    assert [sorted(title) for title in titles] == [["0", "1"], ["0", "1"]]
