"""Limits by arrival, faults on demand, webhooks, kill -9, and a second client library."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
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
from bot.localchat.store import DatabaseInUse, NewerDatabase, Store
from tests.localchat_world import OTHER, TOKEN, World, client, keyboard, open_world, soon

ROOT = Path(__file__).parent.parent


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


# -- a process of its own, killed ------------------------------------------------------------------


class Process:
    """The messenger as a process of its own."""

    def __init__(self, database: Path, *more: str) -> None:
        command = [sys.executable, "-m", "bot.localchat", "--port", "0", "--db", str(database)]
        self.process = subprocess.Popen(
            [*command, "--bot", f"{TOKEN}:dalaba_bot", *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def end(self, sign: int) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


async def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    database = tmp_path / "chat.db"
    first = Process(database)
    answered: list[int] = []
    async with aiohttp.ClientSession() as http:
        bot = client(first.url)
        world = World(first.url, bot, http)
        person, group = await world.person(), await world.group()
        await world.private(person)
        card = await bot.send_message(group, "A12", reply_markup=keyboard())
        confirmed = await world.updates()

        async def keep_sending() -> None:
            while True:
                sent = await bot.send_message(group, f"第{len(answered)}条")
                answered.append(sent.message_id)

        async def keep_saying() -> None:
            while True:
                await world.say(group, person, "我去")

        tasks = [asyncio.create_task(keep_sending()), asyncio.create_task(keep_saying())]
        while len(answered) < 30:
            await asyncio.sleep(0.01)
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
        await asyncio.gather(*tasks, return_exceptions=True)
        await bot.session.close()

        second = Process(database)
        try:
            bot = client(second.url)
            world = World(second.url, bot, http)
            sent = {m["id"] for m in await world.sim("GET", f"/sent?chat={group}")}
            assert set(answered) <= sent
            assert len(sent) <= len(answered) + 2  # the card, and the call under way
            updates = await bot.get_updates()
            assert min(u.update_id for u in updates) == confirmed[-1].update_id + 1
            await bot.edit_message_text("满了", chat_id=group, message_id=card.message_id)
            await bot.send_message(person, "还在")
            fresh = await bot.send_message(group, "新")
            assert fresh.message_id > max(sent)
            await bot.session.close()
        finally:
            assert second.end(signal.SIGTERM) == 0


def test_a_second_messenger_on_the_same_file_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "chat.db"
    first = Process(database)
    try:
        command = [sys.executable, "-m", "bot.localchat", "--port", "0", "--db", str(database)]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
        assert second.returncode == 2
        assert "in use by another local messenger" in second.stderr
        port = first.url.rpartition(":")[2]
        command = [sys.executable, "-m", "bot.localchat", "--port", port, "--db", str(tmp_path / "b.db")]
        third = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
        assert third.returncode == 2
        assert third.stderr.startswith("Cannot listen on 127.0.0.1:")
    finally:
        first.end(signal.SIGTERM)


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "chat.db")
    store = Store(path)
    with pytest.raises(DatabaseInUse):
        Store(path)
    store.write("PRAGMA user_version=99")
    store.close()
    with pytest.raises(NewerDatabase, match="newer local messenger"):
        Store(path)


# -- another library ---------------------------------------------------------------------------------


def test_pytelegrambotapi_drives_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polling, a message, a button, an edit and a document, all by pyTelegramBotAPI."""
    import requests
    import telebot
    from telebot import apihelper, types

    run = Process(tmp_path / "chat.db")
    monkeypatch.setattr(apihelper, "API_URL", run.url + "/bot{0}/{1}")
    # pyTelegramBotAPI keeps one session a thread; a fresh one is closed after each call.
    monkeypatch.setattr(apihelper, "SESSION_TIME_TO_LIVE", 0)
    bot: Any = telebot.TeleBot(TOKEN, threaded=False)
    done = threading.Event()

    def greet(message: types.Message) -> None:
        markup = types.InlineKeyboardMarkup()
        markup.add(types.InlineKeyboardButton("报名", callback_data="join"))
        bot.send_message(message.chat.id, "<b>摘苹果</b>", parse_mode="HTML", reply_markup=markup)

    def join(query: types.CallbackQuery) -> None:
        assert query.message is not None
        bot.answer_callback_query(query.id, "记下了")
        bot.edit_message_text("满了", query.message.chat.id, query.message.message_id)
        with (ROOT / "pyproject.toml").open("rb") as file:
            bot.send_document(query.message.chat.id, types.InputFile(file, file_name="名单.toml"))
        done.set()

    bot.register_message_handler(greet, commands=["start"])
    bot.register_callback_query_handler(join, func=lambda query: query.data == "join")
    poller = threading.Thread(target=lambda: bot.polling(interval=0, timeout=2, long_polling_timeout=1))
    poller.start()
    try:
        with requests.Session() as http:

            def sim(path: str, body: Any) -> Any:
                answer = http.post(f"{run.url}/sim{path}", data=json.dumps(body), timeout=10)
                assert answer.status_code == 200, answer.text
                return answer.json()

            person = sim("/people", {"first_name": "老王"})["id"]
            key = f"p{person}b{bot.get_me().id}"
            sim(f"/chats/{key}/messages", {"person": person, "text": "/start"})
            card = None
            while card is None:
                shown = http.get(f"{run.url}/sim/sent?chat={key}", timeout=10).json()
                card = shown[0]["id"] if shown else None
            answer = sim(f"/chats/{key}/messages/{card}/press", {"person": person, "data": "join"})
            assert answer["text"] == "记下了"
            assert done.wait(10)
            shown = http.get(f"{run.url}/sim/chats/{key}/messages?person={person}", timeout=10).json()
            assert [m["text"] for m in shown] == ["/start", "满了", ""]
            assert shown[2]["document"].startswith("/sim/files/")
    finally:
        bot.stop_polling()
        poller.join(10)
        run.end(signal.SIGTERM)


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
