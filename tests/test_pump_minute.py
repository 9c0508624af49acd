"""A group's minute is shared: what can wait leaves room in it for the answers to those who write there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import Session

from bot import claims, outbox
from bot.app import Here
from bot.config import Pace
from bot.models import Delivery, DeliveryState, Priority
from bot.pace import Chats
from bot.pump import Pump
from tests.conversation import Town, town
from tests.test_outbox import group_of
from tests.test_pump_restart import Judged, hurried, until

VILLAGE = "西解村"


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


def said(session: Session, now: datetime, here: Here, words: str, priority: int, village: str = VILLAGE) -> None:
    group_id = group_of(session, here, village).id or 0
    outbox.tell_group(session, now, here, group_id, words, key=f"{village}:{words}", priority=priority)


def test_what_can_wait_leaves_a_third_of_the_minute() -> None:
    chats, group = Chats(Pace(group_per_minute=18)), (7, None)
    for number in range(12):
        assert chats.crowded(100.0 + number) == set()
        chats.used(group, 100.0 + number)
        chats.over(group, 100.0 + number)
    assert chats.crowded(112.0) == {7}
    assert chats.wait(group, 113.0) == 0.0, "for an answer there is room"
    assert chats.crowded(160.5) == set(), "the first is a minute old"


async def test_in_a_crowded_group_answers_go_and_the_rest_waits(wanrong: Town) -> None:
    for words, priority in (("记上了", Priority.ANSWER), ("满了", Priority.CLOSING), ("汇总", Priority.DIGEST)):
        wanrong.app.act_now(said, wanrong.here, words, priority)
    wanrong.app.act_now(said, wanrong.here, "别处", Priority.DIGEST, "南景村")
    group = wanrong.read(group_of, wanrong.here, VILLAGE).id
    texts = {row.id: row.text for row in wanrong.rows(Delivery)}

    def next_ones(crowded: list[int]) -> list[str]:
        found = wanrong.read(claims.waiting, wanrong.here, wanrong.now, most=9, crowded=crowded)
        return [texts[each.delivery_id] for each in found]

    assert next_ones([group]) == ["记上了", "别处"]
    wanrong.wire.refuse = []
    await wanrong.settle()
    wanrong.app.act_now(said, wanrong.here, "还差两个人", Priority.COUNT)
    texts = {row.id: row.text for row in wanrong.rows(Delivery)}
    assert next_ones([group]) == []
    assert next_ones([]) == ["还差两个人"]


async def test_an_answer_does_not_wait_for_a_minute_that_others_filled(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Judged()
    async with hurried(monkeypatch) as clock:
        app = replace(wanrong.app, clock=clock)
        for number in range(20):
            app.act_now(said, wanrong.here, f"第{number}条", Priority.COUNT)
        task = asyncio.create_task(Pump(app, wanrong.here, wire).run())
        await until(lambda: wire.arrived == 13)
        asked = clock()
        await app.act(said, wanrong.here, "记上了", Priority.ANSWER)
        await until(lambda: "记上了" in [message.text for message in wire.chats[wanrong.chat_id(VILLAGE)]])
        took = clock() - asked
        await until(lambda: all(row.state == DeliveryState.SENT for row in wanrong.rows(Delivery)))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert took < timedelta(seconds=10), "not the rest of the minute"
    assert wire.refused == []
    assert len(wire.chats[wanrong.chat_id(VILLAGE)]) == 21
