"""Small steps of many senders in one transaction: what is asked for while a transaction runs goes in the next one.

A commit costs more than a step. With it shared, each message is still recorded before and after it is sent. Steps run
in the order in which they were asked for. Where a transaction fails, its steps are done again one by one, so that one
bad row cannot hold up the others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

Step = TypeVar("Step")
Value = TypeVar("Value")
MOST = 128
LOOKS = 3


class Together(Generic[Step, Value]):
    """`do(steps)` runs in a thread of `executor`, in a transaction of its own, and answers each step."""

    def __init__(self, do: Callable[[Sequence[Step]], Sequence[Value]], executor: Executor, most: int = MOST) -> None:
        self._do = do
        self._executor = executor
        self._most = most
        self._waiting: deque[tuple[Step, asyncio.Future[Value]]] = deque()
        self._running: asyncio.Task[None] | None = None
        self.batches = 0

    def ask(self, step: Step) -> asyncio.Future[Value]:
        """Have a step done; its value, or its error, comes with the future."""
        future: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        self._waiting.append((step, future))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), name="together")
        return future

    async def _run(self) -> None:
        while self._waiting:
            await self._gather()
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            self.batches += 1
            try:
                values = await self._in_thread([step for step, _ in batch])
            except Exception:
                await self._one_by_one(batch)
                continue
            for (_, future), value in zip(batch, values, strict=True):
                if not future.done():
                    future.set_result(value)

    async def _gather(self) -> None:
        """Let those ask as well that the last batch woke: wait while there are more at every look."""
        asked, quiet = 0, 0
        while quiet < LOOKS and len(self._waiting) < self._most:
            quiet = quiet + 1 if len(self._waiting) == asked else 0
            asked = len(self._waiting)
            await asyncio.sleep(0)

    async def _one_by_one(self, batch: Sequence[tuple[Step, asyncio.Future[Value]]]) -> None:
        for step, future in batch:
            try:
                value = (await self._in_thread([step]))[0]
            except Exception as error:
                if not future.done():
                    future.set_exception(error)
            else:
                if not future.done():
                    future.set_result(value)

    async def _in_thread(self, steps: Sequence[Step]) -> Sequence[Value]:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._do, steps)
