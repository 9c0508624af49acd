"""Groups that turn into supergroups while a posting is on its way to all groups of a county."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from bot import outbox
from bot.config import Pace
from bot.errors import ChatMoved
from bot.models import Delivery, DeliveryState, GroupAddress, Signup
from bot.pump import Pump
from tests.conversation import Town, Wire, town
from tests.test_pump import published, pumped, take_seat

GROUPS = 228
NEW = -1_009_000_000_000
GOING = {DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING}


@dataclass
class Moving(Wire):
    """A messenger at which groups move under the bot's hand: what goes to an old chat is refused with the new one."""

    moved: dict[int, int] = field(default_factory=dict)

    async def send(self, chat_id: int, text: str, buttons: list[list[dict[str, str]]], reply_to: int | None) -> int:
        await asyncio.sleep(0.002)
        if chat_id in self.moved:
            raise ChatMoved(self.moved[chat_id])
        return await super().send(chat_id, text, buttons, reply_to)

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: list[list[dict[str, str]]]) -> None:
        if chat_id in self.moved:
            raise ChatMoved(self.moved[chat_id])
        await super().edit(chat_id, message_id, text, buttons)

    def move(self, chat_id: int) -> None:
        self.moved[chat_id] = NEW - len(self.moved)


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        made.wire = Moving(pace=Pace(per_second=100_000, chat_seconds=0.0, group_per_minute=100_000, connections=4))
        yield made


def service(t: Town, old: int, new: int, *, first: bool) -> dict[str, object]:
    """The message about a move, in the chat that was or in the new one."""
    kind = {"migrate_to_chat_id": new} if first else {"migrate_from_chat_id": old}
    chat = {"id": old, "type": "group"} if first else {"id": new, "type": "supergroup"}
    date = int(t.now.timestamp())
    return {"message": {"message_id": next(t.message_ids), "date": date, "chat": {**chat, "title": "群"}, **kind}}


async def all_gone(t: Town) -> None:
    """Until nothing is due or on its way."""
    while {row.state for row in t.rows(Delivery)} & GOING:
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("told", ["both", "by the refusal alone", "new first"])
async def test_groups_that_move_amid_a_fan_out_have_one_copy_each(wanrong: Town, told: str) -> None:
    wire = wanrong.wire
    assert isinstance(wire, Moving)
    posting_id = wanrong.app.act_now(published, wanrong.here)
    pump = Pump(wanrong.app, wanrong.here, wire)
    task = asyncio.create_task(pump.run())
    while len(wire.chats) < 60:
        await asyncio.sleep(0.005)
    had = list(wire.chats)[:5]
    olds = had + [row.chat_id for row in wanrong.rows(GroupAddress) if row.chat_id not in wire.chats][-5:]
    for old in olds:
        wire.move(old)
        for first in {"both": (True, False), "new first": (False, True)}.get(told, ()):
            await wanrong.hand_over(service(wanrong, old, wire.moved[old], first=first), pump=False)
    await all_gone(wanrong)
    wanrong.app.act_now(take_seat, wanrong.here, posting_id)  # every copy is to be edited, the old ones too
    await all_gone(wanrong)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    reached = {chat: sent for chat, sent in wire.chats.items() if chat not in wire.moved}
    assert len(reached) == GROUPS
    assert all(len(sent) == 1 and "还差19人" in sent[0].text for sent in reached.values())
    assert {chat for chat in wire.chats if chat in wire.moved} == set(had)
    assert DeliveryState.UNCERTAIN not in {row.state for row in wanrong.rows(Delivery)}
    for old, new in wire.moved.items():
        for chat in {old, new} & wire.chats.keys():  # a quote of either copy is a quote of the posting
            (copy,) = wire.chats[chat]
            assert wanrong.read(outbox.postings_of_message, wanrong.here, chat, copy.message_id) == [posting_id]


async def test_who_answers_in_the_group_that_moved_is_on_the_list(wanrong: Town) -> None:
    wire = wanrong.wire
    assert isinstance(wire, Moving)
    wanrong.app.act_now(published, wanrong.here)
    old = wanrong.chat_id("西解村")
    await pumped(wanrong)
    wire.move(old)
    await wanrong.hand_over(service(wanrong, old, NEW, first=True), pump=False)
    wanrong._chats["西解村"] = NEW
    await wanrong.person("秀兰").says("去", group="西解村", pump=False)
    assert [row.people for row in wanrong.rows(Signup)] == [1]
    await pumped(wanrong)
    assert [message.text for message in wire.chats[NEW]][-1].startswith("A12摘苹果记上了：秀兰1人")
