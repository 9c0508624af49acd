"""The local messenger as a process of its own: killed, refused beside another, driven by a second client library."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.localchat.store import DatabaseInUse, NewerDatabase, Store
from tests.localchat_world import TOKEN, World, client, keyboard

ROOT = Path(__file__).parent.parent


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
