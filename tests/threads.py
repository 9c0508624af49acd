"""What a thread does while nothing else goes on in the loop, the loop's own thread does: with the same outcome, sooner.

The program hands each act and each look at its rows to a thread, and the loop goes on with others meanwhile. Most tests
are one story: their only task waits for that thread and nobody else is there to go on. Handing over and back, some
hundred times a test, took a seventh of the suite's time. Where there is another task, a timer, or anything open that
could bring something, the thread is a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any
from unittest import mock

IN_THREAD = asyncio.BaseEventLoop.run_in_executor


def alone(loop: Any) -> bool:
    """Whether whoever asks is the only one whom this loop could let go on. Its own pipe is open always."""
    at_rest = not loop._ready and not loop._scheduled and len(loop._selector.get_map()) == 1
    return at_rest and len(asyncio.all_tasks(loop)) == 1


def _run(loop: Any, executor: Any, function: Callable[..., Any], *args: Any) -> Any:
    """As in a thread: without a running loop, without the context of who asks."""
    if not alone(loop):
        return IN_THREAD(loop, executor, function, *args)
    done = loop.create_future()
    asyncio._set_running_loop(None)
    try:
        done.set_result(Context().run(function, *args))
    except Exception as error:
        done.set_exception(error)
    finally:
        asyncio._set_running_loop(loop)
    return done


@contextmanager
def only_beside_others() -> Iterator[None]:
    """While this holds."""
    with mock.patch.object(asyncio.BaseEventLoop, "run_in_executor", _run):
        yield
