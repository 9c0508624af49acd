"""A program started anew, or another machine that takes over, keeps the pace that the messenger counts on with."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot import freshen, lately, leases, outbox
from bot.app import App, Here
from bot.config import Pace
from bot.errors import TryAgain
from bot.localchat.limits import Limits
from bot.localchat.settings import Settings
from bot.messengers import Buttons
from bot.models import Delivery
from bot.pace import REFUSALS, Chats, Gate
from bot.pump import Pump
from tests import rig
from tests.conversation import EVENING, Town, Wire, town
from tests.explained import history, plans
from tests.test_outbox import group_of
from tests.test_pump import published

JUDGES = Pace(per_second=30.0, group_per_minute=20)


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


@dataclass
class Judged(Wire):
    """A messenger with the local one's limits: each call is judged as it arrives. `hang`: then no answer comes."""

    pace: Pace = JUDGES
    limits: Limits = field(default_factory=lambda: Limits(Settings()))
    refused: list[str] = field(default_factory=list)
    arrived: int = 0
    hang_at: int = 0

    async def send(self, chat_id: int, text: str, buttons: Buttons, reply_to: int | None) -> int:
        await self._arrive("sendmessage", chat_id)
        return await super().send(chat_id, text, buttons, reply_to)

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: Buttons) -> None:
        await self._arrive("editmessagetext", chat_id)
        await super().edit(chat_id, message_id, text, buttons)

    async def _arrive(self, method: str, chat_id: int) -> None:
        found = self.limits.arrive(self.bot, method, str(chat_id), asyncio.get_running_loop().time())
        if found is not None:
            self.refused.append(found.limit)
            raise TryAgain(float(found.retry_after))
        self.arrived += 1
        if self.arrived == self.hang_at:
            await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def hurried(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], datetime]]:
    """The loop's clock runs ahead, a quarter of a second at a time; the clock on the wall goes with it."""
    loop = asyncio.get_running_loop()
    real, ahead = loop.time, [0.0]
    begun = real()
    monkeypatch.setattr(loop, "time", lambda: real() + ahead[0])

    async def hurry() -> None:
        while True:
            await asyncio.to_thread(time.sleep, 0.002)
            ahead[0] += 0.25

    task = asyncio.create_task(hurry())
    try:
        yield lambda: EVENING + timedelta(seconds=loop.time() - begun)
    finally:
        task.cancel()


def said(session: Session, now: datetime, here: Here, numbers: range) -> None:
    group_id = group_of(session, here, "西解村").id or 0
    for number in numbers:
        outbox.tell_group(session, now, here, group_id, f"第{number}条", key=f"said:{number}")


def edited(session: Session, now: datetime, here: Here, most: int) -> None:
    for row in session.exec(select(Delivery).order_by(Delivery.id).limit(most)).all():  # type: ignore[arg-type]
        freshen.edit(session, now, here, row.id or 0, f"{row.text}改", [])


async def until(found: Callable[[], bool]) -> None:
    """Back when it holds."""
    async with asyncio.timeout(600):  # of the hurried clock
        while not found():
            await asyncio.sleep(0.25)


async def ended(pump: Pump, task: asyncio.Task[None], *, killed: bool) -> None:
    if killed:  # nothing more is recorded
        for each in [*pump.tasks]:
            each.cancel()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("killed", [False, True])
async def test_a_group_whose_minute_is_full_waits_on_after_a_restart(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    wire = Judged(hang_at=20 if killed else 0)
    async with hurried(monkeypatch) as clock:
        app = replace(wanrong.app, clock=clock)
        app.act_now(said, wanrong.here, range(15))
        first = Pump(app, wanrong.here, wire)
        task = asyncio.create_task(first.run())
        await until(lambda: wire.arrived == 15)
        await app.act(edited, wanrong.here, 5)  # edits count too
        await until(lambda: wire.arrived == 20)
        if not killed:
            await until(lambda: wanrong.read(rig.left, wanrong.here) == 0)
        begun = clock()
        await ended(first, task, killed=killed)
        assert wanrong.read(rig.left, wanrong.here) == int(killed)
        app.act_now(said, wanrong.here, range(15, 25))
        anew: App = replace(app, gates={})
        task = asyncio.create_task(Pump(anew, wanrong.here, wire).run())
        await until(lambda: wanrong.read(rig.left, wanrong.here) == 0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert wire.refused == []
    texts = [message.text for message in wire.chats[wanrong.chat_id("西解村")]]
    assert len(texts) == 25, "each once"
    assert [text for text in texts if text.endswith("改")] == [f"第{number}条改" for number in range(5)]
    assert clock() - begun > timedelta(seconds=30), "it waited for the minute"


async def test_a_chat_that_asked_to_be_left_alone_is_left_alone_after_a_restart(wanrong: Town) -> None:
    wanrong.app.act_now(said, wanrong.here, range(1))
    wanrong.wire.refuse = [TryAgain(30.0)]
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    await pump.send_due()
    await pump.drain()
    wanrong.moment[0] += timedelta(seconds=10)
    past = wanrong.read(lately.of_bot, wanrong.here, wanrong.now)
    group = wanrong.read(group_of, wanrong.here, "西解村").id
    assert past.calls == []
    assert past.waits == [((group, None), pytest.approx(20.0))]
    anew = Pump(wanrong.app, wanrong.here, wanrong.wire)
    await anew._remember()
    assert anew.chats.wait((group, None), asyncio.get_running_loop().time()) == pytest.approx(20.0, abs=1.0)


async def test_a_bot_that_was_told_to_wait_waits_on_after_a_restart(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    wanrong.wire.refuse = [TryAgain(30.0)] * REFUSALS
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    for each in await pump._claim(()):
        if wanrong.wire.refuse:
            await pump._start(each)
            await pump.drain()
    wanrong.moment[0] += timedelta(seconds=10)
    anew = Pump(replace(wanrong.app, gates={}), wanrong.here, wanrong.wire)
    await anew._remember()
    assert anew.gate.wait(asyncio.get_running_loop().time()) == pytest.approx(20.0, abs=1.0)


async def test_a_database_that_does_not_answer_at_the_start_is_asked_again(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanrong.app.act_now(said, wanrong.here, range(1))
    pump, real, tries = Pump(wanrong.app, wanrong.here, wanrong.wire), lately.of_bot, []

    def broken(*args: Any) -> lately.Lately:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("", {}, Exception())
        return real(*args)

    monkeypatch.setattr(lately, "of_bot", broken)
    task = asyncio.create_task(pump.run())
    async with asyncio.timeout(30):
        while not wanrong.group("西解村").messages:
            assert not task.done()
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(tries) == 2


def test_a_new_gate_counts_the_calls_of_the_one_before() -> None:
    pace = Pace(per_second=4)
    gate = Gate(pace)
    gate.remember([99.2, 99.4, 99.6, 99.8])
    assert gate.wait(99.81) == pytest.approx(0.37), "the first of the four is a second old, less the slack"
    fresh = Gate(pace)
    fresh.remember([])
    assert fresh.wait(100.0) == 0.0


async def test_who_takes_over_goes_on_in_the_pace_of_the_one_before(wanrong: Town) -> None:
    wanrong.app.act_now(said, wanrong.here, range(1))
    pace = Pace(per_second=0.5, chat_seconds=60.0)
    first = Pump(wanrong.app, wanrong.here, replace(wanrong.wire, pace=pace))
    await first.send_due()
    await first.drain()
    anew = Pump(replace(wanrong.app, gates={}), wanrong.here, replace(wanrong.wire, pace=pace))
    await anew._remember()
    at = asyncio.get_running_loop().time()
    assert anew.gate.wait(at) == pytest.approx(2.0, abs=0.5), "the bot's pace"
    group = wanrong.read(group_of, wanrong.here, "西解村").id
    assert anew.chats.wait((group, None), at) == pytest.approx(60.0, abs=0.5), "the chat's"


def test_what_a_pump_sent_itself_is_not_counted_twice() -> None:
    chats, group = Chats(Pace(group_per_minute=2)), (7, None)
    chats.used(group, 100.0)
    chats.over(group, 100.0)
    chats.remember([(group, 100.0)])
    assert chats.wait(group, 102.0) == 0.0
    chats.remember([(group, 100.0), (group, 101.0)])
    assert chats.wait(group, 102.0) == pytest.approx(58.0)


async def test_no_history_is_read_for_it(wanrong: Town) -> None:
    wanrong.app.act_now(history, wanrong.here)
    wanrong.app.act_now(said, wanrong.here, range(3))
    await wanrong.settle()
    found = plans(wanrong.app.store, lately.of_bot, wanrong.here, wanrong.now)
    assert len(found) == 3
    assert [plan.whole("delivery") for plan in found] == [[], [], []]
    assert "ix_delivery_sent" in "".join(found[0].lines)


async def test_who_takes_over_a_lease_remembers_too(wanrong: Town) -> None:
    """Whoever gets the lease runs the pump from its beginning (`leases.holding`): the rows are asked each time."""
    asked: list[datetime] = []
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    real = pump._remember

    async def remember() -> None:
        asked.append(wanrong.now)
        await real()

    pump._remember = remember  # type: ignore[method-assign]
    for number in (1, 2):
        task = asyncio.create_task(leases.holding(wanrong.app, wanrong.here, "sender", "a", pump.run))
        async with asyncio.timeout(30):
            while len(asked) < number:
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(asked) == 2


async def test_work_that_ended_with_an_error_is_begun_anew(wanrong: Town) -> None:
    soon = wanrong.app.config.database.model_copy(update={"lease_look_seconds": 0.01, "lease_renew_seconds": 0.01})
    app = replace(wanrong.app, config=wanrong.app.config.model_copy(update={"database": soon}))
    begun: list[int] = []

    async def work() -> None:
        begun.append(1)
        if len(begun) < 3:
            raise OperationalError("", {}, Exception())
        await asyncio.Event().wait()

    with capture_logs() as lines:
        task = asyncio.create_task(leases.holding(app, wanrong.here, "receiver", "a", work))
        async with asyncio.timeout(30):
            while len(begun) < 3:
                assert not task.done()
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    failed = [line for line in lines if line["event"] == "work_failed"]
    assert [(line["county"], line["lease"]) for line in failed] == [("wanrong", "receiver")] * 2
