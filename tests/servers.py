"""Servers and clients in a test's own process end as soon as they are told to.

uvicorn looks every tenth of a second whether it is to end, and then twice more for what is still open; aiogram's client
waits a quarter of a second for encrypted connections to close, of which tests have none. Together that was up to half a
second at the end of each of some three hundred tests. Here both wait a few milliseconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from aiogram.client.session import aiohttp as client
from uvicorn import server

LOOK_SECONDS = 0.005


class _Watchful:
    """asyncio as those two use it, with shorter sleep."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(min(seconds, LOOK_SECONDS))


@contextmanager
def ending_at_once() -> Iterator[None]:
    """While this holds."""
    with mock.patch.object(server, "asyncio", _Watchful()), mock.patch.object(client, "asyncio", _Watchful()):
        yield
