"""A running local messenger with an ordinary aiogram bot beside it, for the tests of the messenger itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Update
from teremok.validation import validate_method

from bot.localchat import BotSetting, Running, Settings, running

TOKEN = "7000000001:AAsecret"
OTHER = "7000000002:BBsecret"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x20\x08\x02\x00\x00\x00" + b"\0" * 20
BOT = BotSetting(TOKEN, "dalaba_bot", "大喇叭")


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


def client(url: str, token: str = TOKEN, *, timeout: float = 20) -> Bot:
    """Return an ordinary aiogram bot that speaks to `url`; teremok checks what it says."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=timeout)
    session.middleware(Strict())
    return Bot(token, session=session)


def keyboard(data: str = "join:1") -> InlineKeyboardMarkup:
    """Return a keyboard of one button."""
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="报名", callback_data=data)]])


class World:
    """A messenger by its address, a bot, and the people's side."""

    def __init__(self, url: str, bot: Bot, http: aiohttp.ClientSession) -> None:
        self.url, self.bot, self.http = url, bot, http
        self.running: Running | None = None

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> tuple[int, Any]:
        """Call a method raw, as no client library would let us; return (status, answer)."""
        async with self.http.post(f"{self.url}/bot{token}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def sim(self, verb: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Call the people's side."""
        async with self.http.request(verb, f"{self.url}/sim{path}", json=body) as answer:
            found = await answer.json()
            assert answer.status == status, found
            return found

    async def person(self, name: str = "老王", **more: Any) -> int:
        """Add a person."""
        return int((await self.sim("POST", "/people", {"first_name": name, **more}))["id"])

    async def group(self, title: str = "解店镇用工群", **more: Any) -> int:
        """Make a supergroup with the bot in it, telling nobody."""
        body = {"title": title, "bots": [self.bot.id], "quiet": True, **more}
        return int((await self.sim("POST", "/chats", body))["id"])

    async def say(
        self, chat: int | str, person: int, text: str, status: int = 200, voice: str | None = None, **more: Any
    ) -> Any:
        """Have a person say something; `voice` is the field "as"."""
        body = {"person": person, "text": text, "as": voice, **more}
        return await self.sim("POST", f"/chats/{chat}/messages", body, status)

    async def private(self, person: int) -> str:
        """Have a person start the bot; return the private chat's key."""
        key = f"p{person}b{self.bot.id}"
        await self.say(key, person, "/start")
        return key

    async def messages(self, chat: int | str, person: int) -> list[Any]:
        """Return what a chat shows."""
        return list(await self.sim("GET", f"/chats/{chat}/messages?person={person}"))

    async def updates(self, bot: Bot | None = None, **more: Any) -> list[Update]:
        """Return all waiting updates, confirmed."""
        bot = bot or self.bot
        found = await bot.get_updates(**more)
        if found:
            await bot.get_updates(offset=found[-1].update_id + 1)
        return list(found)

    async def fault(self, kind: str, **more: Any) -> None:
        """Switch a fault on."""
        await self.sim("POST", "/faults", {"kind": kind, **more})


@asynccontextmanager
async def open_world(**more: Any) -> AsyncIterator[World]:
    """Serve a messenger with one bot; `more` goes to Settings."""
    settings = Settings(**{"bots": (BOT,), "press_wait": 2.0, **more})
    async with running(settings) as run, aiohttp.ClientSession() as http:
        bot = client(run.url)
        world = World(run.url, bot, http)
        world.running = run
        try:
            yield world
        finally:
            await bot.session.close()


async def soon(waited: Awaitable[Any]) -> Any:
    """Wait for something that must happen within 10 s."""
    return await asyncio.wait_for(waited, 10)
