"""The Telegram messenger: what the API refuses, over a real connection, as one of the closed set of send errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.config import Pace
from bot.errors import ChatGone, ChatMoved, ConfigError, NotAccepted, SendError, TryAgain, Unknown
from bot.messengers.telegram import Telegram, client
from tests.localchat_world import TOKEN, World, open_world

SAYS: list[tuple[str, dict[str, Any], SendError]] = [
    ("429", {"retry_after": 3}, TryAgain(3.0)),
    ("5xx", {"status": 500}, TryAgain(2.0, whole_bot=True, why="server")),
    ("5xx", {"status": 502, "html": True}, TryAgain(2.0, whole_bot=True, why="server")),
    ("kicked", {}, ChatGone("Forbidden: bot was kicked from the supergroup chat")),
    ("blocked", {}, ChatGone("Forbidden: bot was blocked by the user")),
    ("error", {"description": "Bad Request: chat not found"}, ChatGone("Bad Request: chat not found")),
    ("not_enough_rights", {}, NotAccepted("Bad Request: not enough rights to send text messages to the chat")),
    ("topic_closed", {}, NotAccepted("Bad Request: TOPIC_CLOSED")),
    ("error", {"description": "Bad Request: text is empty"}, NotAccepted("Bad Request: text is empty")),
    ("error", {"code": 401, "description": "Unauthorized"}, TryAgain(30.0, whole_bot=True, why="unauthorized")),
    ("5xx", {"status": 404, "html": True}, Unknown("not understood")),
    ("hang", {"drop": True}, Unknown("server disconnected")),
    ("lost", {"drop": True}, Unknown("server disconnected")),
]


def telegram(world: World, token: str = TOKEN) -> Telegram:
    return Telegram("local", client(token, world.url), Pace())


def told(error: SendError) -> tuple[object, ...]:
    """What the pump goes by."""
    return (type(error), *(getattr(error, name, None) for name in ("after", "whole_bot", "why", "to")))


@pytest.mark.parametrize(("kind", "more", "error"), SAYS, ids=[f"{kind}-{error}" for kind, _, error in SAYS])
async def test_every_refusal_is_one_of_the_closed_set(kind: str, more: dict[str, Any], error: SendError) -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        number = await messenger.send(group, "在吗", [], None)
        calls: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: messenger.send(group, "在吗", [], None),
            lambda: messenger.edit(group, number, "在", []),
        )
        for call in calls:
            await world.fault(kind, **more)
            with pytest.raises(SendError) as refused:
                await call()
            assert told(refused.value)[:3] == told(error)[:3]
            if not isinstance(error, Unknown):
                assert told(refused.value) == told(error)
        await messenger.close()


async def test_a_group_that_moved_says_where_to() -> None:
    async with open_world() as world:
        group, messenger = await world.group(type="group"), telegram(world)
        await world.fault("migrate", chat=group)
        with pytest.raises(ChatMoved) as moved:
            await messenger.send(group, "在吗", [], None)
        assert await messenger.send(moved.value.to, "在吗", [], None)
        await messenger.close()


async def test_where_nobody_listens_nothing_went_out() -> None:
    async with open_world() as world:
        messenger = telegram(world)
    with pytest.raises(TryAgain) as refused:
        await messenger.send(-1_001_000_000_001, "在吗", [], None)
    assert (refused.value.why, refused.value.whole_bot) == ("network", True)
    with pytest.raises(ConfigError, match="does not answer"):
        await messenger.account()
    await messenger.close()


async def test_a_token_that_is_not_valid_is_said_at_the_start() -> None:
    async with open_world() as world:
        messenger = telegram(world, "7000000009:nobody-knows-this-one")
        with pytest.raises(ConfigError, match="not valid"):
            await messenger.account()
        await messenger.close()


async def test_an_edit_that_changes_nothing_counts_as_done() -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        number = await messenger.send(group, "在吗", [], None)
        await messenger.edit(group, number, "在吗", [])
        await messenger.close()


async def test_a_text_too_long_is_cut_to_what_the_api_takes() -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        await messenger.send(group, "苹" * 5000, [], None)
        assert len((await world.sim("GET", f"/sent?chat={group}"))[0]["text"]) == 4096
        await messenger.close()
