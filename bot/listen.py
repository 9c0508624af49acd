"""Hears of new rows that other processes wrote (PostgreSQL's LISTEN); on SQLite there is one process and no need.

The tables themselves tell (a trigger, see migration 0002). What is missed while the connection is down is found
anyway: whoever waits looks by itself from time to time, and everybody is woken when the connection stands again.
"""

from __future__ import annotations

import asyncio

import psycopg
import structlog

from bot.app import App

log = structlog.get_logger()
CHANNEL = "dalaba"
CHECK_SECONDS = 20.0
AGAIN_SECONDS = 2.0


async def listen(app: App) -> None:
    """Ring this process's bells for what others write, until cancelled."""
    if app.store.is_sqlite:
        return
    address = app.store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                app.wake.inbox.set()
                app.wake.outbox.set()
                while True:
                    async for told in connection.notifies(timeout=CHECK_SECONDS):
                        ring(app, told.payload)
                    await connection.execute("SELECT 1")  # a connection that died in silence says so here
        except psycopg.Error as error:
            log.warning("listen_failed", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)


def ring(app: App, payload: str) -> None:
    """Ring for a note such as `delivery:12`: new rows of that table, in the county with that id."""
    table, _, county = payload.partition(":")
    bell = {"delivery": app.wake.outbox, "inbox": app.wake.inbox}.get(table)
    if bell is not None:
        bell.set(int(county) if county.isdecimal() else None)
