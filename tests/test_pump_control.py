"""What people do while it goes, and what the pump does at once: steps together, rows held, calls past it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from structlog.testing import capture_logs

from bot import audience, claims, copies, freshen, leases, outbox, pump_rows, pump_steps, sizes
from bot.app import Here
from bot.config import Pace
from bot.making import Outgoing
from bot.messengers.telegram import Aside
from bot.models import (
    County,
    Delivery,
    DeliveryState,
    Posting,
    PostingStatus,
    Priority,
)
from bot.pace import Gate
from bot.pump import Pump
from bot.together import Together
from tests.conversation import TOKEN, Popups, Town, town
from tests.test_outbox import group_of
from tests.test_pump import claimed, one_copy, published, pumped


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


# -- control -------------------------------------------------------------------------------------


async def test_published_twice_it_goes_once(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(published, wanrong.here)

    def again(session: Session, now: datetime, here: Here) -> None:
        audience.start(session, now, here, session.get_one(Posting, posting_id))

    wanrong.app.act_now(again, wanrong.here)
    await wanrong.settle()
    assert sum(len(messages) for messages in wanrong.wire.chats.values()) == 228


async def test_size_and_progress_and_withdrawing_halfway(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(published, wanrong.here)

    def size(session: Session, here: Here) -> tuple[int, float]:
        made = sizes.size(session, wanrong.now, here, session.get_one(Posting, posting_id))
        return made.groups, made.seconds

    assert wanrong.read(size, wanrong.here) == (228, pytest.approx(9.1))
    await pumped(wanrong)

    def progress(session: Session, here: Here) -> dict[str, int]:
        return audience.progress(session, here, session.get_one(Posting, posting_id))

    assert wanrong.read(progress, wanrong.here) == {"sent": 8, "due": 220}

    def withdraw(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, posting_id)
        posting.status = PostingStatus.WITHDRAWN
        session.add(posting)
        audience.stop(session, now, here, posting, "withdrawn")
        freshen.mark_stale(session, now, here, posting_id, Priority.CLOSING)

    wanrong.app.act_now(withdraw, wanrong.here)
    await wanrong.settle()
    messages = [message for found in wanrong.wire.chats.values() for message in found]
    assert len(messages) == 8
    assert all("撤" in message.text for message in messages)


async def test_held_by_the_desk_only_answers_and_closings_go_until_it_goes_on(wanrong: Town) -> None:
    def hold(session: Session, now: datetime, here: Here, on: bool) -> None:
        county = session.get_one(County, here.county_id)
        county.outbox_stopped_at = now if on else None
        session.add(county)

    wanrong.app.act_now(hold, wanrong.here, True)
    wanrong.app.act_now(published, wanrong.here)

    def answer(session: Session, now: datetime, here: Here) -> None:
        outbox.tell_group(session, now, here, group_of(session, here, "南景村").id or 0, "好", key="answer")

    wanrong.app.act_now(answer, wanrong.here)
    await wanrong.settle()
    assert [m.text for found in wanrong.wire.chats.values() for m in found] == ["好"]
    wanrong.app.act_now(hold, wanrong.here, False)
    await wanrong.settle()
    assert sum(len(messages) for messages in wanrong.wire.chats.values()) == 229


async def test_a_paused_posting_goes_on_where_it_stopped(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(published, wanrong.here)
    await pumped(wanrong)

    def pause(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, posting_id)
        posting.paused_at = now
        session.add(posting)
        audience.hold(session, now, here, posting)

    wanrong.app.act_now(pause, wanrong.here)
    await wanrong.settle()
    messages = [message for found in wanrong.wire.chats.values() for message in found]
    assert len(messages) == 8
    assert not any("150元" in message.text for message in messages)

    def resume(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, posting_id)
        posting.paused_at = None
        session.add(posting)
        audience.go_on(session, now, here, posting)

    wanrong.app.act_now(resume, wanrong.here)
    await wanrong.settle()
    messages = [message for found in wanrong.wire.chats.values() for message in found]
    assert len(messages) == 228
    assert all("150元" in message.text for message in messages)


# -- together ------------------------------------------------------------------------------------


async def test_steps_asked_for_together_share_a_transaction_and_keep_their_order(wanrong: Town) -> None:
    batches: list[list[int]] = []

    def do(steps: object) -> list[int]:
        numbers = list(steps)  # type: ignore[call-overload]
        batches.append(numbers)
        if 3 in numbers:
            raise ValueError("three")
        return [number * 10 for number in numbers]

    together: Together[int, int] = Together(do, wanrong.app.store.writers)
    found = await asyncio.gather(*(together.ask(number) for number in range(6)), return_exceptions=True)
    assert [each for each in found if not isinstance(each, BaseException)] == [0, 10, 20, 40, 50]
    assert isinstance(found[3], ValueError), "only the bad one fails"
    assert batches[0] == [0, 1, 2, 3, 4, 5]


async def test_a_lost_lease_stops_what_was_about_to_begin(wanrong: Town) -> None:
    wanrong.app.act_now(one_copy, wanrong.here)
    number = await claimed(wanrong)
    name = leases.sender(wanrong.here)
    assert wanrong.app.act_now(leases.take, wanrong.here, name, "me", 6.0)
    assert not wanrong.app.act_now(leases.take, wanrong.here, name, "you", 6.0)
    assert wanrong.app.act_now(leases.take, wanrong.here, name, "me", seconds=0.0)
    wanrong.moment[0] += timedelta(seconds=7)
    assert wanrong.app.act_now(leases.take, wanrong.here, name, "you", 6.0)

    def begin(session: Session, now: datetime, here: Here, holder: str) -> Outgoing | None:
        return pump_rows.begin(session, now, here, [pump_rows.Begin(number, holder)])[number]

    assert wanrong.app.act_now(begin, wanrong.here, "me") is None
    assert wanrong.app.act_now(begin, wanrong.here, "you") is not None


async def test_who_lost_the_lease_takes_nothing_that_its_successor_would_not_know_of(wanrong: Town) -> None:
    name = leases.sender(wanrong.here)
    old, new = (Pump(wanrong.app, wanrong.here, wanrong.wire, holder=each) for each in ("old", "new"))
    assert wanrong.app.act_now(leases.take, wanrong.here, name, "old", seconds=0.0)
    wanrong.moment[0] += timedelta(seconds=7)
    assert wanrong.app.act_now(leases.take, wanrong.here, name, "new", 6.0)
    await new._begin()
    wanrong.app.act_now(one_copy, wanrong.here)
    assert await old._claim(()) == []
    assert len(await new._claim(())) == 1
    assert await wanrong.app.step(pump_steps.recover, wanrong.here, "old") == 0
    assert [row.state for row in wanrong.rows(Delivery)] == [DeliveryState.CLAIMED], "nor lets go of what another took"


async def test_what_was_taken_while_the_answer_of_the_database_was_lost_goes_out(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanrong.app.act_now(one_copy, wanrong.here)
    real = claims.take
    lost: list[claims.Candidate] = []

    def take(session: Session, *args: Any, **values: Any) -> list[claims.Candidate]:
        found = real(session, *args, **values)
        if not lost:
            lost.extend(found)
            session.commit()
            raise OperationalError("", {}, Exception())
        return found

    monkeypatch.setattr(claims, "take", take)
    task = asyncio.create_task(Pump(wanrong.app, wanrong.here, wanrong.wire).run())
    async with asyncio.timeout(30):
        while not wanrong.group("西解村").messages:
            assert not task.done()
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(lost) == 1


async def test_a_pump_that_ends_does_not_wait_for_a_slow_pace(wanrong: Town) -> None:
    """What waits for its turn then has not begun: it is due again, and it was no try."""
    wire = replace(wanrong.wire, pace=Pace(per_second=0.02))
    wanrong.app.act_now(published, wanrong.here)
    pump = Pump(replace(wanrong.app, gates={}), wanrong.here, wire)
    task = asyncio.create_task(pump.run())
    async with asyncio.timeout(30):
        while len(pump.tasks) < wire.pace.connections or not any(wire.chats.values()):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert sum(len(each) for each in wire.chats.values()) == 1
    states = Counter((row.state, row.attempts) for row in wanrong.rows(Delivery) if row.state != DeliveryState.CLAIMED)
    assert states == {(DeliveryState.SENT, 1): 1, (DeliveryState.DUE, 0): states[(DeliveryState.DUE, 0)]}


async def test_a_row_that_cannot_be_begun_is_tried_again_and_holds_up_no_other(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting_id = wanrong.app.act_now(published, wanrong.here)
    bad = wanrong.app.act_now(published, wanrong.here, "B7")
    plain = copies.form

    def form(session: Session, now: datetime, here: Here, number: int, **values: bool) -> object:
        if number == bad:
            raise ValueError("a fault of ours")
        return plain(session, now, here, number, **values)

    monkeypatch.setattr(copies, "form", form)
    await pumped(wanrong)
    rows = [row for row in wanrong.rows(Delivery) if row.state != DeliveryState.DUE or row.due_at > wanrong.now]
    assert {row.state for row in rows if row.posting_id == posting_id} == {DeliveryState.SENT}
    assert {row.state for row in rows if row.posting_id == bad} == {DeliveryState.DUE}
    monkeypatch.undo()
    await wanrong.later(minutes=1)
    assert sum(len(messages) for messages in wanrong.wire.chats.values()) == 456


async def test_another_bot_sends_none_of_ours(wanrong: Town) -> None:
    wanrong.app.act_now(one_copy, wanrong.here)
    assert await wanrong.app.step(pump_steps.claim, replace(wanrong.here, bot=7), worker="t", most=9) == []


async def test_what_goes_past_the_pump_takes_its_turn_in_the_bots_pace(wanrong: Town) -> None:
    bot = Bot(TOKEN, session=Popups())
    gate = wanrong.app.gate(("local", bot.id))
    bot.session.middleware(Aside(gate))
    gate.sends = True
    assert Pump(wanrong.app, wanrong.here, wanrong.wire).gate is gate
    await bot.get_me()  # is not counted by the messenger
    await bot.send_message(1, "甲")  # the pump has counted it
    assert not gate.calls
    for _ in range(3):
        await bot.answer_callback_query("1")
    first, *_, last = [call.at for call in gate.calls]
    assert last - first >= 2 * gate.between * 0.9
    assert gate.wait(last) > 0, "the pump's next call waits for its turn after it"


async def test_a_sign_under_a_message_takes_no_turn_from_messages_that_wait(wanrong: Town) -> None:
    popups = Popups()
    bot = Bot(TOKEN, session=popups)
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    bot.session.middleware(Aside(pump.gate))
    pump.gate.sends = True
    pump.gate.close(asyncio.get_running_loop().time() + 0.3)
    turn = asyncio.create_task(pump._turn())
    await asyncio.sleep(0)
    with pytest.raises(TelegramRetryAfter):
        await bot.set_message_reaction(1, 2)
    assert await turn is not None
    assert len(pump.gate.calls) == 1
    await bot.set_message_reaction(1, 2)
    assert len(pump.gate.calls) == 2, "where nothing waits it goes"


async def test_who_does_not_send_for_the_bot_keeps_to_a_small_share_of_its_own(wanrong: Town) -> None:
    popups = Popups()
    bot = Bot(TOKEN, session=popups)
    gate = Gate(Pace(aside_per_second=5))  # no pump of this process runs
    bot.session.middleware(Aside(gate))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await bot.set_message_reaction(1, 2)
    for _ in range(20):
        with pytest.raises(TelegramRetryAfter):
            await bot.set_message_reaction(1, 2)
    await bot.answer_callback_query("1", text="记上了")
    assert loop.time() - begun >= 0.2 * 0.9
    assert (len(popups.answers), len(gate.calls)) == (1, 0)


async def test_a_pump_that_runs_says_that_it_sends(wanrong: Town) -> None:
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    task = asyncio.create_task(pump.run())
    try:
        while not pump.gate.sends:
            assert not task.done()
            await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert not pump.gate.sends, "another process may send from now on"


async def test_what_goes_past_the_pump_is_lost_while_the_whole_bot_must_wait(wanrong: Town) -> None:
    popups = Popups()
    bot = Bot(TOKEN, session=popups)
    gate = wanrong.app.gate(("local", bot.id))
    bot.session.middleware(Aside(gate))
    gate.sends = True
    gate.close(asyncio.get_running_loop().time() + 60)
    with pytest.raises(TelegramRetryAfter):
        await bot.answer_callback_query("1", text="记上了")
    assert popups.answers == []


async def test_a_fault_of_ours_in_the_midst_of_a_call_leaves_no_row_as_if_it_were_going(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    wanrong.wire.refuse = [ZeroDivisionError()]  # type: ignore[list-item]
    with capture_logs() as lines:
        await pumped(wanrong)
    copy_of = [row for row in wanrong.rows(Delivery) if row.posting_id == posting_id]
    assert [row.state for row in copy_of] == [DeliveryState.UNCERTAIN]
    for event_ in ("call_failed", "outcome_unknown"):
        (line,) = [each for each in lines if each["event"] == event_]
        assert (line["posting_id"], line["delivery_id"]) == (posting_id, copy_of[0].id)
