"""A thread's work is done in the loop's own thread only where nobody could tell: see `threads`."""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar

import pytest

WHO: ContextVar[str] = ContextVar("WHO", default="nobody")


def _where() -> tuple[bool, str]:
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
    return threading.current_thread() is threading.main_thread(), WHO.get()


async def _in_executor() -> tuple[bool, str]:
    return await asyncio.get_running_loop().run_in_executor(None, _where)


async def test_who_waits_alone_has_it_done_here_as_in_a_thread() -> None:
    WHO.set("somebody")
    assert await _in_executor() == (True, "nobody")
    assert await asyncio.to_thread(_where) == (True, "somebody")
    assert asyncio.get_running_loop().is_running()


async def test_an_error_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 // 0)


async def test_beside_another_task_it_is_a_thread() -> None:
    assert [here for here, _ in await asyncio.gather(_in_executor(), _in_executor())] == [False, False]


async def test_beside_a_timer_it_is_a_thread() -> None:
    async with asyncio.timeout(60):
        assert (await _in_executor())[0] is False


async def test_beside_something_open_it_is_a_thread() -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    await asyncio.sleep(0)
    async with server:
        assert (await _in_executor())[0] is False
