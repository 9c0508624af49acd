"""Which updates come to a bot, and how: privacy mode, confirmation, waiting, conflicts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.localchat import BotSetting
from tests.localchat_world import OTHER, TOKEN, World, open_world, soon

CONFLICT = 409


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as found:
        yield found


# what is said in a group, whether a bot in privacy mode is shown it
PRIVACY: list[tuple[str, bool]] = [
    ("我去两个", False),
    ("/bind@dalaba_bot 西解村", True),
    ("/bind@other_bot 西解村", False),
    ("/bind 西解村", True),
    ("@dalaba_bot 我去", True),
    ("😀 @Dalaba_Bot 我去", True),
    ("@dalaba_bots 我去", False),
    ("请看 @other_bot", False),
    ("8/3 开工", False),
]


@pytest.mark.parametrize(("text", "shown"), PRIVACY)
async def test_privacy_mode(text: str, shown: bool) -> None:
    private = BotSetting(TOKEN, "dalaba_bot", "大喇叭", can_read_all_group_messages=False)
    async with open_world(bots=(private,)) as world:
        person, group = await world.person(), await world.group()
        await world.bot.send_message(group, "大家好")
        await world.say(group, person, text)
        assert bool(await world.updates()) is shown
        assert (await world.bot.get_me()).can_read_all_group_messages is False


async def test_privacy_mode_lets_replies_service_messages_and_admins_through() -> None:
    private = BotSetting(TOKEN, "dalaba_bot", "大喇叭", can_read_all_group_messages=False)
    other = BotSetting(OTHER, "other_bot", "别的")
    async with open_world(bots=(private, other)) as world:
        person, group = await world.person(), await world.group(bots=[7000000001, 7000000002])
        card = await world.bot.send_message(group, "A12")
        _, strange = await world.call("sendMessage", token=OTHER, chat_id=group, text="广告")
        await world.say(group, person, "我去", reply_to=card.message_id)
        assert len(await world.updates()) == 1
        await world.say(group, person, "我去", reply_to=strange["result"]["message_id"])
        await world.say(group, person, "/help")  # the other bot spoke last
        assert await world.updates() == []
        await world.sim("POST", f"/chats/{group}/members", {"person": person, "action": "leave"})
        [update] = await world.updates()
        assert update.message is not None
        assert update.message.left_chat_member is not None
        await world.sim("POST", f"/chats/{group}/members", {"bot": world.bot.id, "action": "promote"})
        await world.updates()
        await world.say(group, person, "我去")
        assert len(await world.updates()) == 1


async def test_updates_are_kept_until_confirmed(world: World) -> None:
    person, group = await world.person(), await world.group()
    for number in range(5):
        await world.say(group, person, f"{number}")
    first = await world.bot.get_updates(limit=2)
    assert [u.update_id for u in await world.bot.get_updates(limit=2)] == [u.update_id for u in first]
    rest = await world.bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["2", "3", "4"]
    last = await world.bot.get_updates(offset=-1)
    assert [u.message.text for u in last if u.message] == ["4"]
    assert [u.update_id for u in await world.bot.get_updates()] == [last[0].update_id]
    await world.bot.get_updates(offset=last[0].update_id + 1)
    await world.say(group, person, "新")
    [fresh] = await world.bot.get_updates()
    assert fresh.update_id == last[0].update_id + 1


async def test_updates_older_than_a_day_are_gone() -> None:
    clock = [1_760_000_000.0]
    async with open_world(clock=lambda: clock[0]) as world:
        person, group = await world.person(), await world.group()
        await world.say(group, person, "旧")
        clock[0] += 24 * 3600 + 1
        await world.say(group, person, "新")
        assert [u.message.text for u in await world.bot.get_updates() if u.message] == ["新"]


async def test_a_waiting_poll_is_woken(world: World) -> None:
    person, group = await world.person(), await world.group()
    waiting = asyncio.create_task(world.bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await world.say(group, person, "我去")
    assert len(await soon(waiting)) == 1


async def test_two_pollers_and_a_webhook_conflict(world: World) -> None:
    first = asyncio.create_task(world.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(world.call("getUpdates", timeout=30))
    status, answer = await soon(first)
    assert status == CONFLICT
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await world.call("setWebhook", url="http://127.0.0.1:9/hook")
    status, answer = await soon(second)
    assert (status, answer["description"]) == (CONFLICT, "Conflict: terminated by setWebhook request")
    status, answer = await world.call("getUpdates")
    assert status == CONFLICT
    assert "while webhook is active" in answer["description"]
    await world.call("deleteWebhook")
    assert (await world.call("getUpdates"))[0] == 200


async def test_allowed_updates_choose_what_comes(world: World) -> None:
    person, group = await world.person(), await world.group()
    await world.bot.get_updates(allowed_updates=["callback_query"])
    await world.say(group, person, "我去")
    assert await world.updates() == []
    await world.bot.get_updates(allowed_updates=[])
    await world.say(group, person, "我去")
    assert len(await world.updates()) == 1
