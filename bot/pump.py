"""The pump: takes due deliveries, sends them at the messenger's pace, records what came of it.

It paces evenly: calls of one bot start `1 / per_second` apart, calls to one chat `chat_seconds`, and a group gets at
most `group_per_minute` in any minute, edits counted in. A chat that must wait does not hold up the others.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from bot import groups, pump_steps
from bot.app import App, Here
from bot.errors import ChatGone, ChatMoved, NotAccepted, TryAgain, Unknown
from bot.messengers import Messenger
from bot.models import County, Delivery, DeliveryState
from bot.pump_steps import Outgoing

log = structlog.get_logger()
BATCH = 60
IDLE_SECONDS = 0.5
MINUTE = 60.0
Chat = tuple[int | None, int | None]


class Chats:
    """When each chat may be written to again, in seconds of the loop's clock."""

    def __init__(self, messenger: Messenger) -> None:
        self.pace = messenger.pace
        self.next_at: dict[Chat, float] = {}
        self.recent: dict[Chat, deque[float]] = {}

    def wait(self, chat: Chat, at: float) -> float:
        """Seconds until `chat` may be written to."""
        ready = self.next_at.get(chat, 0.0)
        if chat[0] is not None:
            recent = self.recent.setdefault(chat, deque())
            while recent and recent[0] <= at - MINUTE:
                recent.popleft()
            if len(recent) >= self.pace.group_per_minute:
                ready = max(ready, recent[0] + MINUTE)
        return max(ready - at, 0.0)

    def used(self, chat: Chat, at: float) -> None:
        """A call to `chat` starts now."""
        self.next_at[chat] = at + self.pace.chat_seconds
        if chat[0] is not None:
            self.recent.setdefault(chat, deque()).append(at)

    def push_back(self, chat: Chat, until: float) -> None:
        """The messenger asked to leave this chat alone until then."""
        self.next_at[chat] = max(self.next_at.get(chat, 0.0), until)

    def busy(self, at: float) -> tuple[set[int], set[int]]:
        """Groups and people that may not be written to now."""
        groups_busy = {chat[0] for chat in {*self.next_at, *self.recent} if chat[0] and self.wait(chat, at) > 0}
        people_busy = {chat[1] for chat in self.next_at if chat[1] and self.wait(chat, at) > 0}
        for chat in [chat for chat, until in self.next_at.items() if until <= at]:
            del self.next_at[chat]
        return groups_busy, people_busy


class Pump:
    """Sends what one bot account of one county has to say."""

    def __init__(self, app: App, here: Here, messenger: Messenger, worker: str = "pump") -> None:
        self.app = app
        self.here = here
        self.messenger = messenger
        self.worker = worker
        self.chats = Chats(messenger)
        self.bot_next = 0.0
        self.tasks: set[asyncio.Task[None]] = set()
        self.free = asyncio.Semaphore(messenger.pace.connections)

    async def run(self) -> None:
        """Send until cancelled; what is in the midst of going out is waited for."""
        uncertain = await self.app.step(pump_steps.recover, self.here)
        if uncertain:
            log.warning("deliveries_uncertain", count=uncertain)
        try:
            while True:
                self.app.wake.outbox.clear()
                if await self.send_due() == 0:
                    await self._sleep()
        finally:
            await self.drain()

    async def _sleep(self) -> None:
        """Until something new is written, or a chat's wait or a due time may be over."""
        try:
            await asyncio.wait_for(self.app.wake.outbox.wait(), IDLE_SECONDS)
        except TimeoutError:
            return

    async def drain(self) -> None:
        """Wait for the calls that are under way."""
        while self.tasks:
            await asyncio.gather(*self.tasks, return_exceptions=True)

    async def send_due(self) -> int:
        """Start sending what is due and may go now; how many."""
        if not await self.app.read(_anything, self.here, self.app.clock()):
            return 0
        loop = asyncio.get_running_loop()
        busy_groups, busy_people = self.chats.busy(loop.time())
        ids = await self.app.step(
            _claim,
            self.here,
            worker=self.worker,
            busy_groups=busy_groups,
            busy_people=busy_people,
        )
        for delivery_id, chat in ids:
            await self.free.acquire()
            wait = self.bot_next - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            self.bot_next = max(loop.time(), self.bot_next) + 1.0 / self.messenger.pace.per_second
            self.chats.used(chat, loop.time())
            task = asyncio.create_task(self._one(delivery_id, chat))
            self.tasks.add(task)
            task.add_done_callback(self._over)
        return len(ids)

    def _over(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self.free.release()
        if not task.cancelled() and task.exception() is not None:
            log.error("pump_failed", error=type(task.exception()).__name__, exc_info=task.exception())

    async def _one(self, delivery_id: int, chat: Chat) -> None:
        out = await self.app.step(pump_steps.begin, self.here, delivery_id)
        if out is None:
            return
        try:
            message_id = await self._call(out)
        except TryAgain as error:
            await self._again(out, chat, error)
        except ChatMoved as error:
            await self.app.act(groups.moved, self.here, out.chat_id, error.to)
            await self.app.step(pump_steps.again, self.here, delivery_id, 0.0, "moved")
        except ChatGone as error:
            group_id = await self.app.step(pump_steps.gone, self.here, delivery_id, error.why)
            log.warning("chat_gone", delivery_id=delivery_id, group_id=group_id)
            if group_id is not None:
                await self.app.act(groups.lost, self.here, group_id)
        except NotAccepted as error:
            log.warning("not_accepted", delivery_id=delivery_id, why=error.why)
            await self.app.step(pump_steps.refused, self.here, delivery_id, error.why)
        except Unknown as error:
            log.warning("outcome_unknown", delivery_id=delivery_id, why=str(error))
            await self.app.step(pump_steps.unknown, self.here, delivery_id)
        else:
            await self.app.step(pump_steps.sent, self.here, delivery_id, message_id, out.fingerprint)

    async def _call(self, out: Outgoing) -> int | None:
        if out.message_id is not None:
            await self.messenger.edit(out.chat_id, out.message_id, out.text, out.buttons)
            return None
        return await self.messenger.send(out.chat_id, out.text, out.buttons, out.reply_to)

    async def _again(self, out: Outgoing, chat: Chat, error: TryAgain) -> None:
        now = asyncio.get_running_loop().time()
        after = error.after
        if error.why != "retry_after":  # back off with jitter where the server itself is in trouble
            after += random.uniform(0, error.after)  # noqa: S311
        self.chats.push_back(chat, now + after)
        if error.whole_bot:
            self.bot_next = max(self.bot_next, now + after)
        log.info("told_to_wait", delivery_id=out.delivery_id, seconds=round(after, 1), why=error.why)
        if not await self.app.step(pump_steps.again, self.here, out.delivery_id, after, error.why):
            log.error("delivery_given_up", delivery_id=out.delivery_id, why=error.why)


def _anything(session: Session, here: Here, now: datetime) -> bool:
    """Whether anything is due here; asked on the reading side, so that an idle pump takes no write lock."""
    county = session.get(County, here.county_id)
    if county is None or county.outbox_stopped_at is not None:
        return False
    first = session.exec(
        select(Delivery.id)
        .where(
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            Delivery.state == DeliveryState.DUE,
            Delivery.due_at <= now,
            Delivery.county_id == here.county_id,
        )
        .limit(1)
    ).first()
    return first is not None


def _claim(
    session: Session, now: datetime, here: Here, worker: str, busy_groups: set[int], busy_people: set[int]
) -> list[tuple[int, Chat]]:
    ids = pump_steps.claim(
        session, now, here, worker=worker, most=BATCH, busy_groups=busy_groups, busy_people=busy_people
    )
    rows = {row.id: row for row in session.exec(select(Delivery).where(col(Delivery.id).in_(ids)))}
    return [(each, (rows[each].group_id, rows[each].person_id)) for each in ids]
