"""The pump's pace, whose turn it is, and what it does while things change under it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from sqlalchemy import event
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot import audience, claims, copies, freshen, ladder, outbox, pump_rows, pump_steps, reach, sizes
from bot.app import Here
from bot.claims import Turns
from bot.config import Pace
from bot.errors import MESSAGE_GONE, NO_RIGHTS, ChatGone, ChatMoved, NotAccepted, SendError, TryAgain, Unknown
from bot.forms import Forms
from bot.making import Outgoing
from bot.messengers.telegram import Aside
from bot.models import (
    Call,
    County,
    Delivery,
    DeliveryState,
    PersonAddress,
    Posting,
    PostingDay,
    PostingStatus,
    Priority,
)
from bot.pace import LATE, Chats, Gate, Refusals
from bot.pump import Pump
from bot.together import Together
from tests.conversation import TOKEN, Popups, Town, Wire, of_county, town
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


# -- pace ----------------------------------------------------------------------------------------


SLACK = Pace().slack_seconds


def starts(gate: Gate, count: int, at: float = 100.0, latency: float = 0.005) -> list[float]:
    """When `count` calls start, each asked for as soon as the last one started."""
    found = []
    for _ in range(count):
        at += gate.wait(at)
        call = gate.used(at)
        gate.over(call, at + latency)
        found.append(at)
    return found


def test_a_bot_calls_evenly_and_without_a_burst() -> None:
    found = starts(Gate(Pace(per_second=30)), 90)
    assert [round(b - a, 4) for a, b in pairwise(found)] == [round(1 / 30, 4)] * 89


def test_time_lost_by_a_stall_is_made_good_but_no_second_gets_more_than_its_share() -> None:
    gate = Gate(Pace(per_second=30))
    found = starts(gate, 30)
    found += starts(gate, 90, at=found[-1] + 0.3)
    assert found[-1] - found[0] == pytest.approx(119 / 30, abs=0.06)
    assert all(later - earlier >= 1.0 - SLACK - 1e-9 for earlier, later in zip(found, found[30:], strict=False))
    gaps = [b - a for a, b in pairwise(found)]
    assert min(gaps) >= 1 / 60 - 1e-9, "even what is made good does not come in a heap"


def test_nothing_is_made_good_where_the_config_says_so() -> None:
    gate = Gate(Pace(per_second=30, catch_up_seconds=0.0, slack_seconds=0.0))
    found = starts(gate, 30)
    found += starts(gate, 90, at=found[-1] + 0.3)
    assert found[-1] - found[0] == pytest.approx(118 / 30 + 0.3, abs=0.01)
    assert all(later - earlier >= 1.0 - 1e-9 for earlier, later in zip(found, found[30:], strict=False))


def test_after_a_rest_nothing_is_made_good() -> None:
    gate = Gate(Pace(per_second=10))
    starts(gate, 3)
    found = starts(gate, 12, at=500.0)
    assert found[-1] - found[0] >= 1.0


def test_a_call_that_took_long_counts_from_its_answer() -> None:
    gate = Gate(Pace(per_second=2))
    for at in (100.0, 100.5):
        call = gate.used(at)
        gate.over(call, at + 0.4)
    assert gate.wait(101.0) == pytest.approx(0.4 - LATE - SLACK)


def test_small_stalls_do_not_add_up() -> None:
    gate = Gate(Pace(per_second=30))
    found = starts(gate, 30)
    for _ in range(60):  # each second and a bit the loop is held up for 60 ms
        found += starts(gate, 37, at=found[-1] + 0.06)
    assert found[-1] - found[0] == pytest.approx((len(found) - 1) / 30, abs=0.15)
    assert all(later - earlier >= 1.0 - SLACK - 1e-9 for earlier, later in zip(found, found[30:], strict=False))


def test_a_bot_told_to_wait_waits() -> None:
    gate = Gate(Pace())
    gate.close(130.0)
    assert gate.wait(100.0) == 30.0


def test_a_chat_waits_its_second_and_a_group_its_minute() -> None:
    chats = Chats(Pace())
    chat = (7, None)
    chats.used(chat, 100.0)
    assert chats.wait(chat, 109.0) == 1.0, "one call at a time"
    chats.over(chat, 110.0)
    assert chats.wait(chat, 110.4) == pytest.approx(0.6)
    for number in range(17):
        chats.used(chat, 111.0 + number)
        chats.over(chat, 111.0 + number)
    assert chats.wait(chat, 130.0) == pytest.approx(40.0), "the nineteenth waits until the first is a minute old"
    assert chats.busy(130.0) == ({7}, set())
    chats.push_back((None, 3), 150.0)
    assert chats.busy(130.0)[1] == {3}
    assert chats.soonest(130.0, 60.0) == pytest.approx(20.0)
    assert chats.busy(300.0) == (set(), set())
    assert chats.known == {}, "what is at rest takes no memory"


def test_three_chats_refused_in_a_row_are_the_bot() -> None:
    refusals = Refusals()
    assert not refusals.refused((1, None))
    assert not refusals.refused((1, None))
    assert not refusals.refused((2, None))
    refusals.passed()
    assert [refusals.refused((number, None)) for number in (1, 2, 3)] == [False, False, True]


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


# -- changes while it goes -----------------------------------------------------------------------


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


async def test_a_change_while_its_edit_is_claimed_is_shown_in_the_end(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    first = await claimed(wanrong)
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    out = await wanrong.app.step(pump_steps.begin, wanrong.here, first)
    assert out is not None
    assert "还差18人" in out.text, "made when it goes, so both changes are in it"
    await wanrong.app.step(pump_steps.sent, wanrong.here, first, None, out.fingerprint)
    await wanrong.wire.edit(out.chat_id, out.message_id or 0, out.text, out.buttons)
    await wanrong.settle()
    assert wanrong.group("西解村").messages[0].edits == 1, "the second row would change nothing"


async def test_a_change_while_its_edit_is_going_out_is_another_edit(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    first = await claimed(wanrong)
    out = await wanrong.app.step(pump_steps.begin, wanrong.here, first)
    assert out is not None
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    await wanrong.app.step(pump_steps.sent, wanrong.here, first, None, out.fingerprint)
    await wanrong.settle()
    assert "还差18人" in wanrong.group("西解村").last


async def test_a_change_while_the_copy_is_going_out_is_an_edit_after_it(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    copy = await claimed(wanrong)
    out = await wanrong.app.step(pump_steps.begin, wanrong.here, copy)
    assert out is not None
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    edit = await claimed(wanrong)
    assert await wanrong.app.step(pump_steps.begin, wanrong.here, edit) is None
    message_id = await wanrong.wire.send(out.chat_id, out.text, out.buttons, None)
    await wanrong.app.step(pump_steps.sent, wanrong.here, copy, message_id, out.fingerprint)
    wanrong.moment[0] += timedelta(seconds=2)
    await wanrong.settle()
    assert "还差19人" in wanrong.group("西解村").last


async def test_an_edit_whose_outcome_is_unknown_is_not_saved_as_needless(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    edit = await claimed(wanrong)
    out = await wanrong.app.step(pump_steps.begin, wanrong.here, edit)
    assert out is not None
    await wanrong.wire.edit(out.chat_id, out.message_id or 0, out.text, out.buttons)  # it did arrive
    await wanrong.app.step(pump_steps.unknown, wanrong.here, edit)
    wanrong.app.act_now(take_seat, wanrong.here, posting_id, -1)  # back to what was shown before
    await wanrong.settle()
    assert "还差" not in wanrong.group("西解村").last


async def test_a_copy_kept_for_other_groups_rests_on_these_tables_alone(wanrong: Town) -> None:
    """`bot.forms` keeps copies on air by the rows of posting and posting_day: if they read more, it must know."""
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    read: set[str] = set()

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        read.update(re.findall(r"(?:FROM|JOIN) (\w+)", statement))

    event.listen(wanrong.app.store.reading, "before_cursor_execute", note)
    for short in (False, True):
        wanrong.read(copies.form, wanrong.now, wanrong.here, posting_id, short=short, fresh=True)
    assert read == {"posting", "posting_day"}


async def test_a_kept_copy_is_made_anew_when_anything_changed(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    forms = Forms()

    def form(session: Session, now: datetime, here: Here) -> str:
        stamp = forms.stamps(session, now, [(here, [posting_id])])[0].get(posting_id)
        found = forms.form(session, now, here, posting_id, stamp, short=True, fresh=True)
        return found[0] if found else ""

    first = wanrong.app.act_now(form, wanrong.here)
    assert wanrong.app.act_now(form, wanrong.here) == first
    assert forms.made == 1

    def change(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, posting_id)
        posting.wage_min = posting.wage_max = 180
        session.add(posting)

    wanrong.app.act_now(change, wanrong.here)
    assert "180元" in wanrong.app.act_now(form, wanrong.here)
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    assert "还差19人" in wanrong.app.act_now(form, wanrong.here)
    wanrong.moment[0] += timedelta(days=1)
    assert "明天" in wanrong.app.act_now(form, wanrong.here)
    assert forms.made == 4


async def test_one_waiting_edit_is_moved_up_not_doubled(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    wanrong.app.act_now(freshen.mark_stale, wanrong.here, posting_id, Priority.CLOSING)
    edits = [row for row in wanrong.rows(Delivery) if row.target_id]
    assert [row.priority for row in edits] == [Priority.CLOSING]


async def test_a_card_changed_before_it_went_out_goes_once_in_its_new_words(wanrong: Town) -> None:
    await wanrong.desk.says("/start")
    before = len(wanrong.desk.inbox)

    def write(session: Session, now: datetime, here: Here) -> int:
        from bot import people

        person = people.desk(session, here)[0]
        row = outbox.tell_person(session, now, here, person.id or 0, "甲", key="card")
        assert row is not None
        freshen.edit(session, now, here, row.id or 0, "乙")
        return row.id or 0

    number = wanrong.app.act_now(write, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(freshen.edit, wanrong.here, number, "丙")
    wanrong.app.act_now(freshen.edit, wanrong.here, number, "丁")
    await wanrong.settle()
    (card,) = wanrong.desk.inbox[before:]
    assert (card.text, card.edits) == ("丁", 1)


async def test_a_copy_out_of_reach_is_not_edited(wanrong: Town) -> None:

    posting_id = wanrong.app.act_now(one_copy, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(reach.moved, wanrong.here, wanrong.chat_id("西解村"), -1_009_999_999_999)
    wanrong._chats.clear()
    await wanrong.settle()
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)
    await wanrong.settle()
    assert [m.edits for m in wanrong.wire.chats[-1_009_999_999_999]] == [1]
    old = next(messages for chat, messages in wanrong.wire.chats.items() if chat != -1_009_999_999_999)
    assert [m.edits for m in old] == [0]


# -- what may go wrong ---------------------------------------------------------------------------


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
    await wanrong.settle()
    assert [m.text for m in wanrong.group("南景村").messages] == ["好"]
    rules = wanrong.here.settings.rules.model_copy(update={"uncertain_copies_again": True})
    eager = of_county(wanrong, wanrong.here.settings.model_copy(update={"rules": rules}))
    wanrong.app.act_now(one_copy, wanrong.here)
    wanrong.wire.refuse = [Unknown("timeout")]
    await pumped(wanrong, eager)
    await wanrong.settle()
    assert len(wanrong.group("西解村").messages) == 1


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
    from bot import leases

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
