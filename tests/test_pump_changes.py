"""What changes while it goes: edits are merged, and what is shown in the end is true."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest_asyncio
from sqlalchemy import event
from sqlmodel import Session

from bot import copies, freshen, outbox, pump_steps, reach
from bot.app import Here
from bot.forms import Forms
from bot.models import (
    Delivery,
    Posting,
    Priority,
)
from tests.conversation import Town, town
from tests.test_pump import claimed, one_copy, take_seat


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


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
    await wanrong.later(minutes=1)
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
