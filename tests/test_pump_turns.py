"""Who goes next, through the pump itself: counties beside each other, postings in turn, a tenth for each kind that
waits; what a lost group and a messenger's waits do to the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import Session, col, select

from bot import audience, claims, freshen, metrics, outbox
from bot.app import Here
from bot.claims import Turns
from bot.config import Pace
from bot.errors import ChatGone, TryAgain
from bot.messengers import Buttons
from bot.models import Delivery, DeliveryState, Group, GroupState, Posting, Priority
from bot.pump import Pump, recorder
from tests import rig
from tests.bench.bench_send import Nothing
from tests.conversation import Town, town
from tests.test_outbox import group_of, open_posting, written
from tests.test_pump import published, pumped, take_seat
from tests.test_watching import value

FAST = Pace(per_second=100_000.0, chat_seconds=0.0, group_per_minute=10_000)


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        made.wire.pace = FAST
        yield made


# -- whose turn ----------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.05, 0.2])
def test_each_kind_that_waits_keeps_its_share(share: float) -> None:
    turns = Turns(share)
    taken = [turns.next([0, 1, 2, 3, 4]) for _ in range(2000)]
    assert all(abs(taken.count(kind) - 2000 * share) <= 4 for kind in range(1, 5))
    assert [Turns(share).next([2]) for _ in range(3)] == [2, 2, 2]


def test_saved_turns_are_lost_when_nothing_waits() -> None:
    turns = Turns(0.1)
    for _ in range(9):
        turns.next([0, 4])
    turns.next([0])
    assert [turns.next([0, 4]) for _ in range(9)] == [0] * 9


async def test_a_flood_of_answers_leaves_copies_and_digests_their_tenth(wanrong: Town) -> None:
    def flood(session: Session, now: datetime, here: Here) -> None:
        for village in ("西解村", "南景村"):
            published(session, now, here, f"B{village[0]}", village)
        for number, chat_id in enumerate(wanrong.chat_id(name) for name in _names(wanrong)):
            address = outbox.group_by_chat(session, here, chat_id)
            assert address is not None
            outbox.tell_group(session, now, here, address.group_id, "好", key=f"a:{number}")
            outbox.tell_group(session, now, here, address.group_id, "今晚", key=f"d:{number}", priority=Priority.DIGEST)

    wanrong.app.act_now(flood, wanrong.here)
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    found = wanrong.read(claims.waiting, wanrong.here, wanrong.now, most=100, turns=pump.turns)
    kinds = [each.priority for each in found]
    assert kinds.count(Priority.POSTING) >= 9
    assert kinds.count(Priority.DIGEST) >= 9
    assert kinds[:9] == [Priority.ANSWER] * 9
    assert kinds.count(Priority.ANSWER) <= 82


def _names(wanrong: Town) -> list[str]:
    from bot.models import Region

    return [row.name for row in wanrong.rows(Region)][:150]


async def test_postings_take_turns(wanrong: Town) -> None:
    first = wanrong.app.act_now(published, wanrong.here, "A12")
    second = wanrong.app.act_now(published, wanrong.here, "B7", "南景村")
    found = wanrong.read(claims.waiting, wanrong.here, wanrong.now, most=40)
    by_id = {row.id: row.posting_id for row in wanrong.rows(Delivery)}
    order = [by_id[each.delivery_id] for each in found]
    assert order.count(first) >= 19
    assert order.count(second) >= 19
    assert len({each.chat for each in found}) == 40


def test_postings_go_round_on_from_the_one_that_went_last() -> None:
    turns = Turns(0.1)
    assert [turns.posting(2, [3, 5, 9]) for _ in range(4)] == [3, 5, 9, 3]
    assert turns.posting(2, [5, 9]) == 5
    assert turns.posting(3, [9]) == 9


# -- fair ----------------------------------------------------------------------------------------


class Counting(Nothing):
    """Accepts everything, and counts."""

    sent = 0

    async def send(self, chat_id: int, text: str, buttons: Buttons, reply_to: int | None) -> int:
        self.sent += 1
        return await super().send(chat_id, text, buttons, reply_to)


async def test_a_county_with_a_flood_does_not_hold_up_its_neighbour(tmp_path: Path) -> None:
    """Two counties of one process, no limits: who has one posting is done when the other sent about as many."""
    store = rig.books(f"sqlite:///{tmp_path}/two.sqlite3")
    places = [rig.place(store, number, "", FAST) for number in range(2)]
    messengers = [Counting(here.bot, FAST) for here in places]
    for number, here in enumerate(places):
        rig.furnish(store, here, number)
    for here, codes in zip(places, (range(1, 9), range(1, 2)), strict=True):
        with store.writing() as session:
            for code in codes:
                rig.publish(session, datetime.now(UTC), here, f"A{code}")
    app = rig.application(store, places, messengers)
    shared = recorder(app)
    tasks = [
        asyncio.create_task(Pump(app, here, messenger, shared).run())
        for here, messenger in zip(places, messengers, strict=True)
    ]
    flood, small = messengers
    while small.sent < rig.GROUPS:
        await asyncio.sleep(0.005)
    meanwhile = flood.sent
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(store.close)
    assert rig.GROUPS / 3 < meanwhile < rig.GROUPS * 3


def in_small_batches(wanrong: Town) -> Pump:
    """A pump that takes few at once, as one does whose messenger is slow, but need not wait: whose turn, not when."""
    wanrong.wire.pace = FAST.model_copy(update={"per_second": 20.0})
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    pump.gate.wait = lambda at: 0.0  # type: ignore[method-assign]
    assert pump.most < 10
    return pump


async def test_a_posting_that_comes_later_gets_every_other_turn(wanrong: Town) -> None:
    first = wanrong.app.act_now(published, wanrong.here, "A12")
    pump = in_small_batches(wanrong)
    for _ in range(5):
        await pump.send_due()
    await pump.drain()
    second = wanrong.app.act_now(published, wanrong.here, "B7", "南景村")
    before = gone(wanrong)
    for _ in range(5):
        await pump.send_due()
    await pump.drain()
    after = gone(wanrong)
    went = {each: after.count(each) - before.count(each) for each in (first, second)}
    assert abs(went[first] - went[second]) <= 2, "side by side, though the first has waited longer"
    assert sum(went.values()) >= 4 * pump.most


def gone(wanrong: Town) -> list[int | None]:
    """The posting of each message that went out."""
    return [row.posting_id for row in wanrong.rows(Delivery) if row.state == DeliveryState.SENT]


async def test_a_lower_kind_that_waits_keeps_its_tenth_of_what_the_pump_sends(wanrong: Town) -> None:
    """From one batch to the next: of a batch alone a tenth is less than a message."""

    def flood(session: Session, now: datetime, here: Here) -> None:
        for group in session.exec(select(Group).order_by(col(Group.id))):
            for again in range(2):
                outbox.tell_group(session, now, here, group.id or 0, "好", key=f"a:{group.id}:{again}")
            outbox.tell_group(session, now, here, group.id or 0, "汇总", key=f"d:{group.id}", priority=Priority.DIGEST)

    wanrong.app.act_now(published, wanrong.here)
    wanrong.app.act_now(flood, wanrong.here)
    pump = in_small_batches(wanrong)
    while len(done := went(wanrong)) < 200:
        await pump.send_due()
        await pump.drain()
    shares = {kind: done.count(kind) / len(done) for kind in (Priority.POSTING, Priority.DIGEST)}
    assert all(0.09 <= share <= 0.11 for share in shares.values()), shares


def went(wanrong: Town) -> list[int]:
    return [row.priority for row in wanrong.rows(Delivery) if row.state == DeliveryState.SENT]


# -- what fails ----------------------------------------------------------------------------------


async def test_waves_go_on_after_a_group_was_lost(wanrong: Town) -> None:
    def publish(session: Session, now: datetime, here: Here) -> int:
        posting_id = open_posting(session, now, here)
        audience.start(session, now, here, session.get_one(Posting, posting_id))
        return posting_id

    posting_id = wanrong.app.act_now(publish, wanrong.here)
    wanrong.wire.refuse = [ChatGone("Forbidden: bot was kicked from the supergroup chat")]
    await pumped(wanrong)
    (lost,) = [row for row in wanrong.rows(Group) if row.state == GroupState.GONE]
    await wanrong.later(minutes=45)
    waves = wanrong.read(lambda session: session.get_one(Posting, posting_id).plan["waves"])
    assert [len(wave) > 0 for wave in waves] == [True, True, True]
    told = {row.group_id for row in wanrong.rows(Delivery) if row.posting_id and row.state == DeliveryState.SENT}
    assert told == {each for wave in waves for each in wave} - {lost.id}


async def test_what_failed_together_does_not_come_again_together(wanrong: Town) -> None:
    """A messenger in trouble is not called by all at the same moment again: chance adds up to a quarter of the wait."""
    wanrong.app.act_now(published, wanrong.here)
    wanrong.wire.refuse = [TryAgain(0.0, why="server") for _ in range(12)]
    await pumped(wanrong)
    failed = [row for row in wanrong.rows(Delivery) if row.error == "server"]
    waits = [(row.due_at - wanrong.now).total_seconds() for row in failed]
    least = wanrong.here.settings.rules.send_again_seconds
    assert len(waits) == 12
    assert all(least <= wait <= 1.25 * least + 0.001 for wait in waits)
    assert max(waits) - min(waits) > 0.02 * least


async def test_the_seconds_that_the_messenger_told_us_to_wait_add_up(wanrong: Town) -> None:
    def total() -> float:
        return value(metrics.text({}).decode(), "dalaba_retry_after_seconds_total")

    before = total()
    wanrong.app.act_now(published, wanrong.here)
    wanrong.wire.refuse = [TryAgain(3.0), TryAgain(4.5), TryAgain(600.0, why="server"), TryAgain(700.0, why="network")]
    await pumped(wanrong)
    assert total() - before == 7.5, "waits that the messenger did not name are not its"


# -- edits ---------------------------------------------------------------------------------------


async def test_what_changed_and_was_changed_back_before_its_edit_went_is_not_sent(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)
    await wanrong.settle()
    (message,) = wanrong.group("西解村").messages
    words = message.text
    wanrong.app.act_now(take_seat, wanrong.here, posting_id, 1)
    wanrong.app.act_now(take_seat, wanrong.here, posting_id, -1)
    await pumped(wanrong)
    assert (message.text, message.edits) == (words, 0)
    wanrong.app.act_now(take_seat, wanrong.here, posting_id, 1)
    await pumped(wanrong)
    assert (message.text != words, message.edits) == (True, 1)
    wanrong.app.act_now(take_seat, wanrong.here, posting_id, -1)
    await pumped(wanrong)
    assert (message.text, message.edits) == (words, 2), "what stands there now counts, not what stood there first"
    states = [row.state for row in wanrong.rows(Delivery) if row.target_id is not None]
    assert states == [DeliveryState.UNCHANGED, DeliveryState.SENT, DeliveryState.SENT]


async def test_a_card_that_is_given_the_same_words_again_is_not_edited(wanrong: Town) -> None:
    def card(session: Session, now: datetime, here: Here) -> int:
        group_id = group_of(session, here, "西解村").id or 0
        row = outbox.tell_group(session, now, here, group_id, "审核", key="card")
        assert row is not None
        return row.id or 0

    def again(session: Session, now: datetime, here: Here, text: str) -> None:
        freshen.edit(session, now, here, number, text, [])

    number = wanrong.app.act_now(card, wanrong.here)
    await pumped(wanrong)
    (message,) = wanrong.group("西解村").messages
    for text, edits in (("审核", 0), ("发布了", 1), ("发布了", 1), ("撤回了", 2)):
        wanrong.app.act_now(again, wanrong.here, text)
        await pumped(wanrong)
        assert message.edits == edits, text
