"""The local messenger, driven by aiogram over HTTP: every call passes teremok's rules, every answer aiogram's models."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, SendDice
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReactionTypeEmoji,
    ReplyParameters,
)
from teremok.validation import validate_method

from bot.localchat import BotSetting, Running, Settings, running

TOKEN = "7000000001:AAsecret"
OTHER = "7000000002:BBsecret"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x20\x08\x02\x00\x00\x00" + b"\0" * 20


class Strict(BaseRequestMiddleware):
    """Holds every call against teremok's table of the documentation's rules before it leaves."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        validate_method(bot, method)
        return await make_request(bot, method)


def client(url: str, token: str = TOKEN, *, strict: bool = True, timeout: float = 10) -> Bot:
    """An ordinary aiogram bot that speaks to `url`."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=timeout)
    if strict:
        session.middleware(Strict())
    return Bot(token, session=session)


class World:
    """A running messenger, a bot, and the people's side."""

    def __init__(self, run: Running, bot: Bot, http: aiohttp.ClientSession) -> None:
        self.run, self.bot, self.http = run, bot, http
        self.offset = 0

    async def sim(self, verb: str, path: str, body: Any = None, status: int = 200) -> Any:
        async with self.http.request(verb, f"{self.run.url}/sim{path}", json=body) as answer:
            found = await answer.json()
            assert answer.status == status, found
            return found

    async def person(self, name: str = "老王") -> int:
        return int((await self.sim("POST", "/people", {"first_name": name}))["id"])

    async def group(self, title: str = "解店镇用工群", **more: Any) -> int:
        body = {"title": title, "bots": [self.bot.id], "quiet": True, **more}
        return int((await self.sim("POST", "/chats", body))["id"])

    async def say(self, chat: int | str, person: int, text: str, status: int = 200, **more: Any) -> Any:
        body = {"person": person, "text": text, **more}
        return await self.sim("POST", f"/chats/{chat}/messages", body, status)

    async def private(self, person: int) -> str:
        key = f"p{person}b{self.bot.id}"
        await self.say(key, person, "/start")
        return key

    async def updates(self, bot: Bot | None = None, **more: Any) -> list[Any]:
        """All waiting updates, confirmed."""
        bot = bot or self.bot
        found = await bot.get_updates(**more)
        if found:
            await bot.get_updates(offset=found[-1].update_id + 1)
        return list(found)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    settings = Settings(bots=(BotSetting(TOKEN, "dalaba_bot", "大喇叭"),), press_wait=2)
    async with running(settings) as run, aiohttp.ClientSession() as http:
        bot = client(run.url)
        yield World(run, bot, http)
        await bot.session.close()


async def test_a_private_word_arrives_and_is_answered(world: World) -> None:
    person = await world.person()
    key = await world.private(person)
    [update] = await world.updates()
    assert update.message.text == "/start"
    assert update.message.from_user.id == person > 2**32
    assert update.message.chat.type == "private"
    sent = await world.bot.send_message(person, "<b>你好</b>，请说", parse_mode="HTML")
    assert sent.text == "你好，请说"
    assert sent.entities is not None
    assert (sent.entities[0].type, sent.entities[0].offset, sent.entities[0].length) == ("bold", 0, 2)
    shown = await world.sim("GET", f"/chats/{key}/messages?person={person}")
    assert [m["text"] for m in shown] == ["/start", "你好，请说"]
    assert shown[1]["from"] == {"id": world.bot.id, "first_name": "大喇叭", "is_bot": True}


async def test_a_button_is_pressed_answered_once_and_the_card_edited(world: World) -> None:
    import asyncio

    person = await world.person()
    group = await world.group()
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="报名", callback_data="join:1")]])
    card = await world.bot.send_message(group, "摘苹果 3 人", reply_markup=keyboard)
    path = f"/chats/{group}/messages/{card.message_id}/press"
    pressing = asyncio.create_task(world.sim("POST", path, {"person": person, "data": "join:1"}))
    [update] = await world.bot.get_updates(timeout=5)
    query = update.callback_query
    assert query is not None
    assert query.data == "join:1"
    assert query.from_user.id == person
    assert await world.bot.answer_callback_query(query.id, text="记下了", show_alert=True)
    assert (await pressing)["text"] == "记下了"
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await world.bot.answer_callback_query(query.id)
    edited = await world.bot.edit_message_text("摘苹果 2 人", chat_id=group, message_id=card.message_id)
    assert edited.reply_markup is None  # type: ignore[union-attr]
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await world.bot.edit_message_text("摘苹果 2 人", chat_id=group, message_id=card.message_id)
    await world.sim("POST", path, {"person": person, "data": "join:1"}, status=400)
