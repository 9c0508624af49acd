"""What can never be worked off is set aside and told to the operators; what came after it goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import inbox
from bot.models import Inbox, InboxState
from tests.conversation import Person, Town, dispatcher, of_county, town

OPERATOR = 5_000_000_000


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


async def operator_of(wanrong: Town) -> Person:
    """Somebody who is told of faults."""
    operator = wanrong.person("值机")
    assert operator.user_id == OPERATOR
    await operator.says("/start")
    settings = wanrong.here.settings.model_copy(update={"operators": (OPERATOR,)})
    wanrong.consumer.here = of_county(wanrong, settings)
    return operator


async def works_off(wanrong: Town, looks: int = 1) -> None:
    """Somebody writes after what waits already; all is looked at so often."""
    asks = wanrong.person("秀兰")
    await wanrong.hand_over({"message": wanrong.message(asks, "/start", None, 7001, None)}, pump=False)
    for _ in range(looks - 1):
        await wanrong.consumer.work_off()
    await wanrong.settle()
    assert asks.inbox, "what came after it is answered"


def told(operator: Person) -> list[str]:
    return [message.text for message in operator.inbox if "先放一边了" in message.text]


def test_what_an_update_s_own_fields_say_is_seen_in_the_loop_without_a_thread() -> None:
    observers = [each for router in dispatcher().sub_routers for each in router.observers.values()]
    looks = [look for each in observers for handler in each.handlers for look in handler.filters or ()]
    assert [look for look in looks if look.magic is not None]
    assert all(look.awaitable for look in looks)


async def test_an_update_for_a_bot_that_is_in_the_config_no_more_holds_up_no_other(wanrong: Town) -> None:
    operator = await operator_of(wanrong)
    gone = replace(wanrong.here, bot=7)
    await wanrong.app.act(inbox.write_down, gone, [inbox.Update(1, '{"update_id":1,"message":{}}')])
    await works_off(wanrong)
    row = next(row for row in wanrong.rows(Inbox) if row.bot == 7)
    assert (row.state, row.error) == (InboxState.ASIDE, "no such bot")
    assert len(told(operator)) == 1


async def test_an_update_of_no_known_form_is_set_aside_at_once(wanrong: Town) -> None:
    operator = await operator_of(wanrong)
    await wanrong.app.act(inbox.write_down, wanrong.here, [inbox.Update(9_000, '{"update_id":9000,"message":{}}')])
    await works_off(wanrong)
    row = next(row for row in wanrong.rows(Inbox) if row.update_id == 9_000)
    assert (row.state, row.error) == (InboxState.ASIDE, "not understood")
    assert len(told(operator)) == 1


async def test_what_fails_three_times_is_set_aside(wanrong: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    operator = await operator_of(wanrong)
    feed = wanrong.consumer.dispatcher.feed_update
    tries: list[int] = []

    async def fails(bot: Any, update: Any, **values: Any) -> Any:
        if update.message is not None and update.message.text == "坏":
            tries.append(1)
            raise ZeroDivisionError
        return await feed(bot, update, **values)

    monkeypatch.setattr(wanrong.consumer.dispatcher, "feed_update", fails)
    await wanrong.hand_over({"message": wanrong.message(operator, "坏", None, 7000, None)}, pump=False)
    assert [row.state for row in wanrong.rows(Inbox) if '"坏"' in row.body] == [InboxState.DUE], "once is not for good"
    await works_off(wanrong, 2)
    assert [row.state for row in wanrong.rows(Inbox) if '"坏"' in row.body] == [InboxState.ASIDE]
    assert len(tries) == inbox.TRIES == 3
    assert len(told(operator)) == 1
