"""Delivery of updates to webhooks: one after the other for each bot, again until accepted.

setWebhook: "In case of an unsuccessful request (a request with response HTTP status code different from
2XY), we will repeat the request and give up after a reasonable amount of attempts."
"""

from __future__ import annotations

import asyncio
import contextlib
import json

import aiohttp

from bot.localchat.core import LocalChat
from bot.localchat.rows import Bot, Webhook
from bot.localchat.server import answer_webhook

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
MOST_ATTEMPTS = 100
TIMEOUT_SECONDS = 60.0


class Webhooks:
    """A task for each bot that has a webhook and updates waiting."""

    def __init__(self, server: LocalChat) -> None:
        self._server = server
        self._tasks: dict[int, asyncio.Task[None]] = {}
        server.on_update = self.wake

    def wake(self, bot: Bot) -> None:
        """Start delivering to a bot's webhook unless that is under way."""
        if bot.webhook is None or self._server.closing or not self._server.state.queues[bot.id]:
            return
        running = self._tasks.get(bot.id)
        if running is None or running.done():
            with contextlib.suppress(RuntimeError):  # outside a loop nothing can be delivered yet
                loop = asyncio.get_running_loop()
                self._tasks[bot.id] = loop.create_task(self._deliver(bot))

    def wake_all(self) -> None:
        """Start for all bots, after a restart."""
        for bot in self._server.state.bots.values():
            self.wake(bot)

    async def close(self) -> None:
        """Stop delivering; what was not accepted stays queued."""
        tasks = [task for task in self._tasks.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, bot: Bot) -> None:
        queue = self._server.state.queues[bot.id]
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        attempts = 0
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while queue and bot.webhook is not None and not self._server.closing:
                await self._server.store.durable()
                update_id, _, payload = queue[0]
                hook = bot.webhook
                failed = await self._post(session, bot, hook, payload)
                if failed is None or attempts >= MOST_ATTEMPTS:
                    attempts = 0
                    self._server.state.forget_updates(bot, update_id + 1)
                    continue
                hook.last_error, hook.last_error_at = failed, self._server.now()
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempts)
                attempts += 1
                await asyncio.sleep(pause)

    async def _post(self, session: aiohttp.ClientSession, bot: Bot, hook: Webhook, payload: str) -> str | None:
        """Post one update; return what went wrong, or None."""
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            # "If specified, the request will contain a header 'X-Telegram-Bot-Api-Secret-Token' with the
            # secret token as content."
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        try:
            async with session.post(hook.url, data=payload.encode("utf-8", "replace"), headers=headers) as answer:
                body = await answer.read()
                if not 200 <= answer.status < 300:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return f"Connection failed: {type(error).__name__}"
        with contextlib.suppress(ValueError):
            given = json.loads(body) if body else None
            if isinstance(given, dict) and given.get("method"):
                answer_webhook(self._server, bot, given)
        return None
