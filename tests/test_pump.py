"""What may go wrong while it goes, and what the pump makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import Session, select

from bot import audience, freshen, ladder, outbox, pump_steps
from bot.app import Here
from bot.config import Pace
from bot.errors import MESSAGE_GONE, NO_RIGHTS, ChatGone, ChatMoved, NotAccepted, SendError, TryAgain, Unknown
from bot.models import (
    Call,
    Delivery,
    DeliveryState,
    PersonAddress,
    Posting,
    PostingDay,
)
from bot.pump import Pump
from tests.conversation import Town, Wire, of_county, town
from tests.test_outbox import group_of, open_posting


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


def published(session: Session, now: datetime, here: Here, code: str = "A12", village: str = "西解村") -> int:
    """A posting on its way to all groups."""
    posting = session.get_one(Posting, open_posting(session, now, here, village, code=code))
    posting.urgent = True
    audience.start(session, now, here, posting)
    return posting.id or 0


def take_seat(session: Session, now: datetime, here: Here, posting_id: int, seats: int = 1) -> None:
    day = session.exec(select(PostingDay).where(PostingDay.posting_id == posting_id)).one()
    day.taken += seats
    session.add(day)
    freshen.mark_stale(session, now, here, posting_id)


def one_copy(session: Session, now: datetime, here: Here) -> int:
    posting_id = open_posting(session, now, here)
    outbox.copy_to_group(session, now, here, group_of(session, here, "西解村").id or 0, posting_id)
    return posting_id


async def claimed(wanrong: Town) -> int:
    (found,) = await wanrong.app.step(pump_steps.claim, wanrong.here, worker="t", most=9)
    return found


async def pumped(wanrong: Town, here: Here | None = None) -> Pump:
    pump = Pump(wanrong.app, here or wanrong.here, wanrong.wire)
    await pump.send_due()
    await pump.drain()
    assert not any(row.state == DeliveryState.CLAIMED for row in wanrong.rows(Delivery)), "what was taken is let go of"
    return pump


async def test_an_answer_whose_outcome_is_unknown_goes_again_and_a_copy_by_config(wanrong: Town) -> None:
    def answer(session: Session, now: datetime, here: Here) -> None:
        outbox.tell_group(session, now, here, group_of(session, here, "南景村").id or 0, "好", key="answer")

    wanrong.app.act_now(answer, wanrong.here)
    wanrong.wire.refuse = [Unknown("timeout")]
    await pumped(wanrong)
    await wanrong.later(minutes=1)
    assert [m.text for m in wanrong.group("南景村").messages] == ["好"]
    rules = wanrong.here.settings.rules.model_copy(update={"uncertain_copies_again": True})
    eager = of_county(wanrong, wanrong.here.settings.model_copy(update={"rules": rules}))
    wanrong.app.act_now(one_copy, wanrong.here)
    wanrong.wire.refuse = [Unknown("timeout")]
    await pumped(wanrong, eager)
    await wanrong.later(minutes=1)
    assert len(wanrong.group("西解村").messages) == 1


async def unanswered(wanrong: Town, here: Here, number: int) -> list[float]:
    """Let no answer come to any call for this delivery; how long it waited after each, as long as it goes once more."""
    waits: list[float] = []
    while True:
        wanrong.wire.refuse = [Unknown("timeout")]
        await pumped(wanrong, here)
        assert wanrong.wire.refuse == [], "it was called for once more"
        row = next(each for each in wanrong.rows(Delivery) if each.id == number)
        if row.state != DeliveryState.DUE:
            return waits
        waits.append((row.due_at - wanrong.now).total_seconds())
        await pumped(wanrong, here)
        assert next(each for each in wanrong.rows(Delivery) if each.id == number).attempts == row.attempts, "too early"
        wanrong.moment[0] = row.due_at


def growing(waits: list[float]) -> bool:
    return all(2.0 * 2**number <= wait <= 2.5 * 2**number + 0.001 for number, wait in enumerate(waits[:7]))


@pytest.mark.parametrize("is_copy", [False, True])
async def test_to_whose_calls_no_answer_comes_at_all_it_is_said_a_few_times_and_stays_uncertain(
    wanrong: Town, is_copy: bool
) -> None:
    def answer(session: Session, now: datetime, here: Here, key: str) -> None:
        outbox.tell_group(session, now, here, group_of(session, here, "西解村").id or 0, "好", key=key)

    rules = wanrong.here.settings.rules.model_copy(update={"uncertain_copies_again": True})
    eager = of_county(wanrong, wanrong.here.settings.model_copy(update={"rules": rules}))
    if is_copy:
        wanrong.app.act_now(one_copy, eager)
    else:
        wanrong.app.act_now(answer, eager, "first")
    (row,) = wanrong.rows(Delivery)
    waits = await unanswered(wanrong, eager, row.id or 0)
    assert len(waits) == rules.uncertain_tries - 1
    assert growing(waits)
    assert [each.state for each in wanrong.rows(Delivery)] == [DeliveryState.UNCERTAIN]
    wanrong.app.act_now(answer, eager, "second")
    await wanrong.later(minutes=10)
    assert [message.text for message in wanrong.group("西解村").messages] == ["好"], "what comes after it goes"


async def test_an_edit_to_which_no_answer_comes_is_tried_for_an_hour_then_the_desk_is_told(wanrong: Town) -> None:
    await wanrong.desk.says("/start")
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    edit = wanrong.rows(Delivery)[-1]
    began = wanrong.now
    waits = await unanswered(wanrong, wanrong.here, edit.id or 0)
    assert len(waits) == wanrong.here.settings.rules.send_tries - 1
    assert growing(waits)
    assert wanrong.now - began >= timedelta(hours=1)
    assert [row.state for row in wanrong.rows(Delivery) if row.id == edit.id] == [DeliveryState.GIVEN_UP]
    await wanrong.settle()
    assert any("没回音" in message.text for message in wanrong.desk.inbox)


async def test_the_desk_is_told_once_for_a_posting_what_is_not_taken_and_why(wanrong: Town) -> None:
    await wanrong.desk.says("/start")
    wanrong.app.act_now(published, wanrong.here)
    words = "Bad Request: not enough rights to send text messages to the chat"
    wanrong.wire.refuse = [*[NotAccepted(words, NO_RIGHTS)] * 3, *[NotAccepted("Bad Request: BUTTON_DATA_INVALID")] * 2]
    await pumped(wanrong)
    await wanrong.settle()
    told = [message.text for message in wanrong.desk.inbox if "发不到" in message.text]
    assert len(told) == 2, "once for each reason"
    assert all("A12" in each for each in told)
    assert ["群里不让我发言" in each for each in told] == [True, False]
    assert ["BUTTON_DATA_INVALID" in each for each in told] == [False, True]


async def resting(wanrong: Town, refuse: list[SendError | None]) -> float:
    """How long the whole bot rests, in seconds, after the messenger answered its first calls so."""
    wanrong.wire.refuse = refuse
    pump = await pumped(wanrong)
    return pump.gate.closed_until - asyncio.get_running_loop().time()


async def test_three_groups_told_to_wait_in_a_row_make_the_whole_bot_wait(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    assert 4 < await resting(wanrong, [TryAgain(5.0)] * 3) <= 5
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    pump.gate.close(asyncio.get_running_loop().time() + 5)
    assert await pump.send_due() == 0


async def test_groups_told_to_wait_between_those_that_take_it_wait_alone(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    assert await resting(wanrong, [TryAgain(5.0), TryAgain(5.0), None, TryAgain(5.0)]) < 0


async def test_a_server_that_fails_makes_the_whole_bot_wait(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    assert 1 < await resting(wanrong, [TryAgain(2.0, whole_bot=True, why="server")]) <= 4


def dearer(session: Session, now: datetime, here: Here, posting_id: int, wage: int) -> None:
    posting = session.get_one(Posting, posting_id)
    posting.wage_min = posting.wage_max = wage
    session.add(posting)
    freshen.mark_stale(session, now, here, posting_id)


async def test_a_copy_that_somebody_deleted_is_told_once_and_not_edited_again(wanrong: Town) -> None:
    await wanrong.desk.says("/start")
    posting_id = wanrong.app.act_now(published, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(dearer, wanrong.here, posting_id, 160)
    wanrong.wire.refuse = [NotAccepted("Bad Request: message to edit not found", MESSAGE_GONE)]
    await pumped(wanrong)
    for wage in (170, 180):
        wanrong.app.act_now(dearer, wanrong.here, posting_id, wage)
        await wanrong.settle()
    copies = wanrong.in_groups
    deleted = [message for message in copies if "180元" not in message.text]
    assert (len(copies), len(deleted)) == (228, 1)
    assert deleted[0].edits == 0
    assert len([message for message in wanrong.desk.inbox if "被删了" in message.text]) == 1
    lost = [row for row in wanrong.rows(Delivery) if row.error == MESSAGE_GONE]
    assert len([row for row in wanrong.rows(Delivery) if row.target_id == lost[0].target_id]) == 1


async def test_a_429_for_an_edit_waits_for_that_chat_and_the_edit_goes_then(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(dearer, wanrong.here, posting_id, 160)
    wanrong.wire.refuse = [TryAgain(30.0)]
    pump = await pumped(wanrong)
    (edit,) = [row for row in wanrong.rows(Delivery) if row.target_id]
    assert (edit.state, edit.error, edit.attempts) == (DeliveryState.DUE, "retry_after", 0)
    assert edit.due_at == wanrong.now + timedelta(seconds=30)
    now = asyncio.get_running_loop().time()
    assert pump.chats.soonest(now, 99.0) == pytest.approx(30.0, abs=1.0)
    assert pump.gate.wait(now) < 1.0, "the others need not wait"
    await wanrong.later(minutes=1)
    assert "160元" in wanrong.group("西解村").last


def _copy(wanrong: Town) -> Delivery:
    found: Delivery = next(row for row in wanrong.rows(Delivery) if row.posting_id and not row.target_id)
    return found


def answer(session: Session, now: datetime, here: Here, user_id: int) -> None:
    address = session.exec(select(PersonAddress).where(PersonAddress.chat_id == user_id)).one()
    outbox.tell_person(session, now, here, address.person_id, "明天七点", key="answer")


async def test_the_wait_grows_for_an_hour_then_the_desk_is_told(wanrong: Town) -> None:
    await wanrong.desk.says("/start")
    wanrong.app.act_now(one_copy, wanrong.here)
    began, waits = wanrong.now, []
    copy = _copy(wanrong)
    while copy.state == DeliveryState.DUE:
        wanrong.moment[0] = max(copy.due_at, wanrong.now)
        wanrong.wire.refuse = [TryAgain(0.0, why="server")]
        await pumped(wanrong)
        copy = _copy(wanrong)
        waits.append((copy.due_at - wanrong.now).total_seconds())
    assert copy.state == DeliveryState.GIVEN_UP
    assert wanrong.now - began >= timedelta(hours=1)
    assert len(waits) == wanrong.here.settings.rules.send_tries
    for number, wait in enumerate(waits[:-1]):
        least = min(2.0 * 2**number, 300.0)
        assert least <= wait <= 1.25 * least + 0.001, number
    wanrong.wire.refuse = []
    await wanrong.settle()
    assert wanrong.group("西解村").messages == []
    assert any("出毛病" in message.text for message in wanrong.desk.inbox)


async def test_an_answer_outlives_an_outage_of_half_an_hour(wanrong: Town) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")
    before = len(worker.inbox)
    wanrong.app.act_now(answer, wanrong.here, worker.user_id)
    until = wanrong.now + timedelta(minutes=30)
    while wanrong.now < until:
        wanrong.wire.refuse = [TryAgain(0.0, why="network")]
        await pumped(wanrong)
        wanrong.moment[0] += timedelta(seconds=20)
    wanrong.wire.refuse = []
    await wanrong.later(minutes=7)
    assert [message.text for message in worker.inbox[before:]] == ["明天七点"]


def from_the_ladder(session: Session, now: datetime, here: Here, user_id: int) -> None:
    address = session.exec(select(PersonAddress).where(PersonAddress.chat_id == user_id)).one()
    ladder.say(session, now, here, address.person_id, "明天停工", key="stopped", what="call.stopped")


@pytest.mark.parametrize("error", [ChatGone("bot was blocked by the user"), NotAccepted("refused")])
async def test_what_fails_for_good_in_private_goes_on_to_the_call_list_once(wanrong: Town, error: SendError) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")
    wanrong.app.act_now(from_the_ladder, wanrong.here, worker.user_id)
    assert wanrong.rows(Call) == []
    wanrong.wire.refuse = [error]
    await pumped(wanrong)
    wanrong.app.act_now(from_the_ladder, wanrong.here, worker.user_id)
    await wanrong.settle()
    (call,) = wanrong.rows(Call)
    assert (call.what, call.dedupe_key, call.outcome) == ("call.stopped", "stopped", "")
    assert not worker.was_told("明天停工")


async def test_an_answer_that_fails_for_good_is_nothing_to_call_about(wanrong: Town) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")
    wanrong.app.act_now(answer, wanrong.here, worker.user_id)
    wanrong.wire.refuse = [NotAccepted("refused")]
    await pumped(wanrong)
    assert wanrong.rows(Call) == []


async def test_an_edit_to_a_group_that_moves_is_dropped_and_does_not_go_round(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    wanrong.wire.refuse = [ChatMoved(-1_009_999_999_999)]
    await pumped(wanrong)
    await wanrong.settle()
    states = {row.state for row in wanrong.rows(Delivery)}
    assert not states & {DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING}
    assert "还差19人" in wanrong.wire.chats[-1_009_999_999_999][0].text


async def test_a_lost_group_does_not_hold_up_the_others(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    wanrong.wire.refuse = [ChatGone("kicked"), TryAgain(5.0), Unknown("timeout")]
    await pumped(wanrong)
    await wanrong.later(minutes=1)
    assert sum(len(messages) for messages in wanrong.wire.chats.values()) == 226


@dataclass
class Slow(Wire):
    """A messenger that takes its time, and remembers who was being served at once."""

    now_serving: dict[int, int] = field(default_factory=dict)
    most: int = 0
    at_once: list[int] = field(default_factory=list)

    async def send(self, chat_id: int, text: str, buttons: list[list[dict[str, str]]], reply_to: int | None) -> int:
        self.now_serving[chat_id] = self.now_serving.get(chat_id, 0) + 1
        self.most = max(self.most, *self.now_serving.values())
        self.at_once.append(sum(self.now_serving.values()))
        await asyncio.sleep(0.002)
        self.now_serving[chat_id] -= 1
        return await super().send(chat_id, text, buttons, reply_to)


async def test_no_more_calls_at_once_than_connections_and_one_for_each_chat(wanrong: Town) -> None:
    wire = Slow(pace=Pace(per_second=100_000, chat_seconds=0.0, group_per_minute=100_000, connections=4))
    wanrong.app.act_now(published, wanrong.here)
    wanrong.app.act_now(published, wanrong.here, "B7")
    pump = Pump(wanrong.app, wanrong.here, wire)
    sending = []
    while await pump.send_due():
        sending.append(sum(row.state == DeliveryState.SENDING for row in wanrong.rows(Delivery)))
    await pump.drain()
    assert sum(len(messages) for messages in wire.chats.values()) == 456
    assert wire.most == 1
    assert 1 < max(wire.at_once) <= 4
    assert max(sending) <= 4


@dataclass
class Stuck(Wire):
    """A messenger that does not answer until it is let go of."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, chat_id: int, text: str, buttons: list[list[dict[str, str]]], reply_to: int | None) -> int:
        await self.go.wait()
        return await super().send(chat_id, text, buttons, reply_to)


async def test_the_next_are_taken_while_the_last_of_the_batch_wait_for_a_connection(wanrong: Town) -> None:
    wire = Stuck(pace=Pace(per_second=30.0, chat_seconds=0.0, group_per_minute=1000, connections=4))
    wanrong.app.act_now(published, wanrong.here)
    wanrong.app.act_now(published, wanrong.here, "B7")
    pump = Pump(wanrong.app, wanrong.here, wire)
    task = asyncio.create_task(pump.run())

    def taken() -> list[Delivery]:
        return [row for row in wanrong.rows(Delivery) if row.state in (DeliveryState.CLAIMED, DeliveryState.SENDING)]

    while len(taken()) < 2 * pump.most:
        await asyncio.sleep(0.01)
    assert sum(row.state == DeliveryState.SENDING for row in taken()) <= 4
    assert len({row.group_id for row in taken()}) == 2 * pump.most, "a chat has one at a time"
    task.cancel()
    wire.go.set()
    await asyncio.gather(task, return_exceptions=True)
    assert len(taken()) <= pump.most, "what was taken ahead is let go of; the rest is at the next start"
    assert sum(len(messages) for messages in wire.chats.values()) <= 4
