"""Limits by arrival, faults on demand, webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.localchat import Settings
from bot.localchat.app import bound_socket, server_config
from bot.localchat.limits import Limits
from tests.localchat_world import OTHER, TOKEN, World, client, open_world, soon


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as found:
        yield found


# -- limits --------------------------------------------------------------------------------------


def test_thirty_calls_in_any_second() -> None:
    limits = Limits(Settings())
    for call in range(30):
        assert limits.arrive(1, "sendmessage", str(1000 + call), call * 0.01) is None
    refusal = limits.arrive(1, "sendmessage", "5000", 0.94)
    assert refusal is not None
    assert (refusal.limit, refusal.retry_after) == ("bot", 1)
    assert limits.arrive(2, "sendmessage", "5000", 0.94) is None  # another bot has its own
    assert limits.arrive(1, "sendmessage", "5000", 0.951) is None  # 50 ms of grace
    assert limits.arrive(1, "getupdates", None, 0.951) is None


def test_one_message_or_edit_a_second_in_a_chat() -> None:
    limits = Limits(Settings())
    assert limits.arrive(1, "sendmessage", "77", 0.0) is None
    for at in (0.1, 0.9, 0.949):
        refusal = limits.arrive(1, "editmessagetext", "77", at)
        assert refusal is not None
        assert refusal.limit == "chat"
    assert limits.arrive(1, "answercallbackquery", None, 0.5) is None
    assert limits.arrive(1, "editmessagetext", "77", 0.951) is None


def test_twenty_messages_in_any_minute_in_a_group() -> None:
    limits = Limits(Settings())
    for call in range(20):
        assert limits.arrive(1, "sendmessage", "-77", float(call)) is None
    refusal = limits.arrive(1, "editmessagetext", "-77", 21.0)
    assert refusal is not None
    assert (refusal.limit, refusal.retry_after) == ("group", 39)
    assert limits.arrive(1, "sendmessage", "-77", 59.94) is not None
    assert limits.arrive(1, "sendmessage", "-77", 59.96) is None
    assert limits.arrive(1, "sendmessage", "-77", 60.94) is not None
    assert limits.arrive(1, "sendmessage", "-77", 60.96) is None
    assert limits.arrive(1, "sendmessage", "-77", 61.5) is not None


async def test_over_a_limit_telegram_says_how_long_to_wait() -> None:
    ticks = [0.0]
    async with open_world(limits=True, ticks=lambda: ticks[0]) as world:
        group = await world.group()
        await world.bot.send_message(group, "一")
        with pytest.raises(TelegramRetryAfter) as refused:
            await world.bot.send_message(group, "二")
        assert refused.value.retry_after == 1
        ticks[0] = 1.0
        await world.bot.send_message(group, "二")
        counts = await world.sim("GET", "/counts")
        assert counts["calls"]["sendmessage"] == 3
        assert counts["chats"][str(group)] == {"sendmessage": 3}
        assert counts["refused"] == {"chat": 1}
        assert counts["refused_429"] == 1
        assert (counts["accepted"], counts["seconds"]) == (2, 1.0)
        assert (await world.sim("DELETE", "/counts"))["calls"] == {}


# -- faults --------------------------------------------------------------------------------------

FAULTS: list[tuple[str, dict[str, Any], type[Exception], str]] = [
    ("429", {"retry_after": 3}, TelegramRetryAfter, "retry after 3"),
    ("5xx", {"status": 502}, TelegramServerError, "Bad Gateway"),
    ("kicked", {}, TelegramForbiddenError, "bot was kicked from the"),
    ("blocked", {}, TelegramForbiddenError, "bot was blocked by the user"),
    ("not_enough_rights", {}, TelegramBadRequest, "not enough rights to send text messages to the chat"),
    ("topic_closed", {}, TelegramBadRequest, "TOPIC_CLOSED"),
    ("unknown_method", {"method": "sendMessage"}, TelegramNotFound, "method not found"),
    ("error", {"description": "Bad Request: message is too long"}, TelegramBadRequest, "message is too long"),
    ("hang", {"drop": True}, TelegramNetworkError, "."),
    ("lost", {"drop": True}, TelegramNetworkError, "."),
]


@pytest.mark.parametrize(("kind", "more", "error", "words"), FAULTS, ids=[f[0] for f in FAULTS])
async def test_faults_strike_as_often_as_asked(
    world: World, kind: str, more: dict[str, Any], error: type[Exception], words: str
) -> None:
    group = await world.group()
    await world.fault(kind, count=2, **more)
    for _ in range(2):
        with pytest.raises(error, match=words):
            await world.bot.send_message(group, "在吗")
    await world.bot.send_message(group, "在吗")
    sent = await world.sim("GET", f"/sent?chat={group}")
    assert len(sent) == (3 if kind == "lost" else 1)
    assert (await world.sim("GET", "/faults"))[0]["done"] == 2


async def test_a_gateway_answers_with_a_page(world: World) -> None:
    group = await world.group()
    await world.fault("5xx", html=True)
    url = f"{world.url}/bot{TOKEN}/sendMessage"
    async with world.http.post(url, json={"chat_id": group, "text": "x"}) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    assert await world.sim("GET", f"/sent?chat={group}") == []


async def test_every_nth_call_of_one_chat_is_struck(world: World) -> None:
    group, other = await world.group(), await world.group()
    await world.fault("429", every=3, chat=group, retry_after=2)
    struck = []
    for number in range(6):
        await world.bot.send_message(other, "x")
        try:
            await world.bot.send_message(group, "x")
        except TelegramRetryAfter:
            struck.append(number)
    assert struck == [2, 5]
    await world.sim("DELETE", "/faults")
    for _ in range(3):
        await world.bot.send_message(group, "x")


async def test_a_call_hangs_until_the_caller_gives_up(world: World) -> None:
    group = await world.group()
    await world.fault("hang")
    await world.fault("lost")
    for _ in range(2):
        with pytest.raises(TelegramNetworkError):
            await world.bot.send_message(group, "在吗", request_timeout=1)
    # The first was never done, the second was done and its answer lost.
    assert len(await world.sim("GET", f"/sent?chat={group}")) == 1


async def test_a_group_migrates_under_the_bots_hand(world: World) -> None:
    group = await world.group(type="group")
    await world.fault("migrate", chat=group)
    with pytest.raises(TelegramMigrateToChat) as refused:
        await world.bot.send_message(group, "在吗")
    await world.bot.send_message(refused.value.migrate_to_chat_id, "在吗")


# -- webhooks ------------------------------------------------------------------------------------


class Hook:
    """A bot's webhook that refuses its first `refusals` updates."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.got: list[Any] = []
        self.secrets: list[str | None] = []
        self.arrived = asyncio.Event()

    async def __call__(self, request: Request) -> Response:
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        update = await request.json()
        if self.refusals:
            self.refusals -= 1
            return Response(status_code=500)
        self.got.append(update)
        self.arrived.set()
        chat = update["message"]["chat"]["id"]
        return JSONResponse({"method": "sendMessage", "chat_id": chat, "text": "收到"})


async def test_a_webhook_is_told_again_until_it_accepts(world: World) -> None:
    hook = Hook(refusals=1)
    listening = bound_socket(0)
    routes = [Route("/hook", hook.__call__, methods=["POST"])]
    web = uvicorn.Server(server_config(Starlette(routes=routes)))
    task = asyncio.create_task(web.serve(sockets=[listening]))
    try:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
        assert await world.bot.set_webhook(url, secret_token="s3cret")
        person, group = await world.person(), await world.group()
        await world.say(group, person, "我去")
        await soon(hook.arrived.wait())
        assert hook.secrets == ["s3cret", "s3cret"]
        assert hook.got[0]["message"]["text"] == "我去"
        while not await world.sim("GET", f"/sent?chat={group}"):
            await asyncio.sleep(0.02)
        info = await world.bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message is not None
        assert "500" in info.last_error_message
        assert await world.bot.delete_webhook()
    finally:
        web.should_exit = True
        await soon(task)
        listening.close()


@pytest.mark.parametrize(
    ("params", "refused"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org/", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_webhooks_that_are_refused(world: World, params: dict[str, str], refused: str) -> None:
    status, answer = await world.call("setWebhook", **params)
    assert (status, answer["description"]) == (400, f"Bad Request: {refused}")


async def test_several_bots_poll_and_send_at_once(world: World) -> None:
    """Each bot gets its own updates, in order, whatever the others do."""
    await world.sim("POST", "/bots", {"token": OTHER, "username": "other_bot"})
    other = client(world.url, OTHER)
    try:
        groups = [await world.group(bots=[7000000001 + (n % 2)]) for n in range(4)]
        person = await world.person()
        await asyncio.gather(*(world.say(groups[n % 4], person, str(n)) for n in range(40)))
        mine, theirs = await world.updates(), await world.updates(other)
        assert len(mine) == len(theirs) == 20
        assert {u.message.chat.id for u in mine if u.message} == {groups[0], groups[2]}
        ids = [u.update_id for u in mine]
        assert ids == sorted(ids)
    finally:
        await other.session.close()
