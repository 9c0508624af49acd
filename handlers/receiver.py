"""Receives updates: written down in one transaction, only then confirmed. Two ways, the same rows.

Our own getUpdates loop (aiogram's confirms an update before it was handled, so a crash would lose it), or the webhook,
which answers 200 only after the commit; the messenger hands over again what got no 200.
"""

from __future__ import annotations

import asyncio
import json

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from bot import inbox
from bot.app import App, Here

log = structlog.get_logger()
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""What we ask for (getUpdates: allowed_updates); everything else is never handed over."""
POLL_SECONDS = 25
BATCH = 100
NUMBER_MOST = 2**63 - 1


class Receiver:
    """The getUpdates loop of one bot account."""

    def __init__(self, app: App, here: Here, bot: Bot) -> None:
        self.app = app
        self.here = here
        self.bot = bot
        self.log = log.bind(county=here.settings.slug, bot=here.bot)

    async def run(self) -> None:
        """Receive until cancelled. Trouble with the connection is waited out, longer each time, up to half a minute."""
        offset = await self.app.read(inbox.offset, self.here)
        trouble = 0
        await self._no_webhook()
        while True:
            try:
                offset = await self.batch(offset)
                trouble = 0
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except (TelegramNetworkError, TelegramConflictError, TelegramUnauthorizedError, TelegramAPIError) as error:
                trouble += 1
                wait = min(2.0**trouble / 2, 30.0)
                self.log.warning("receive_failed", error=type(error).__name__, wait=wait)
                await asyncio.sleep(wait)

    async def _no_webhook(self) -> None:
        try:
            await self.bot.delete_webhook(drop_pending_updates=False)
        except TelegramAPIError as error:
            self.log.warning("receive_failed", error=type(error).__name__, wait=0)

    async def batch(self, offset: int | None) -> int | None:
        """Ask once, write down what comes; the next offset. Only asking again with it confirms the batch."""
        updates = await self.bot.get_updates(
            offset=offset,
            limit=BATCH,
            timeout=POLL_SECONDS,
            allowed_updates=WANTED,
            request_timeout=POLL_SECONDS + 10,
        )
        if not updates:
            return offset
        handed = [
            inbox.Update(each.update_id, each.model_dump_json(exclude_none=True, by_alias=True)) for each in updates
        ]
        await self.app.act(inbox.write_down, self.here, handed)
        self.app.wake.inbox.set(self.here.county_id)
        return updates[-1].update_id + 1


async def hand_over(app: App, here: Here, body: bytes) -> bool:
    """One update from a webhook; False where it is no update of a form we can number."""
    try:
        text = body.decode("utf-8")
        data = json.loads(text)
        number = data["update_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    if type(number) is not int or not 0 <= number <= NUMBER_MOST:
        return False
    if not any(kind in data for kind in WANTED):
        return True
    await app.act(inbox.write_down, here, [inbox.Update(number, text)])
    app.wake.inbox.set(here.county_id)
    return True
