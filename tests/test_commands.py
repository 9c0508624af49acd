"""The commands that the messenger shows: registered in each language; a server that cannot is done without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError, TelegramNotFound
from aiogram.methods import SetMyCommands, TelegramMethod

from bot.texts import say
from handlers import commands, employer

TOKEN = "4294967400:local-try-out-of-dalaba-wanrong-000"


class Server(BaseSession):
    """Keeps what it is told, or refuses as a server does that lacks the method or the net."""

    def __init__(self, refuses: str = "") -> None:
        super().__init__()
        self.refuses = refuses
        self.told: list[SetMyCommands] = []

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        assert isinstance(method, SetMyCommands)
        if self.refuses == "unknown":
            raise TelegramNotFound(method, "Not Found: method not found")
        if self.refuses == "net":
            raise TelegramNetworkError(method, "gone")
        self.told.append(method)
        return True

    async def close(self) -> None:
        return None

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncIterator[bytes]:  # type: ignore[override]
        yield b""


async def test_each_language_hears_its_own() -> None:
    server = Server()
    await commands.register(Bot(TOKEN, session=server), "zh")
    assert [each.language_code for each in server.told] == [None, "zh", "en"]
    assert [each.commands[1].description for each in server.told] == ["我的用工", "我的用工", "My postings"]


@pytest.mark.parametrize("refuses", ["unknown", "net"])
async def test_a_server_that_cannot_is_done_without(refuses: str) -> None:
    server = Server(refuses)
    await commands.register(Bot(TOKEN, session=server), "zh")
    assert server.told == []


def test_every_command_shown_is_answered() -> None:
    handled = {
        name.lstrip("/")
        for handler in employer.router().message.handlers
        for one in handler.filters or ()
        if hasattr(one.callback, "commands")
        for name in one.callback.commands
    }
    assert set(commands.NAMES) <= handled
    for language in ("zh", "en"):
        for name in commands.NAMES:
            assert 3 <= len(say(f"command.{name}", language)) <= 256
