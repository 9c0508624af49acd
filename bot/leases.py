"""Who does what only one process may do at a time: send for a bot, work off a county's Inbox, receive for a bot.

A lease is a row with a holder and a time until which it holds, taken by one conditional UPDATE. Its holder renews it;
who finds it run out takes it over. A holder that was held up (stopped, swapped out) may still believe in a lease that
it lost, so what must not happen twice asks again in its own transaction (`held`). The times are the database's own on
PostgreSQL, so that clocks of machines need not agree.

How long one holds without being renewed, how often it is renewed and how often who waits for it looks stands in the
config's `[database]`: taken over at most the first and the last after a kill.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy import bindparam, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.app import App, Here
from bot.db import for_each, is_sqlite
from bot.models import Lease

log = structlog.get_logger()
CONSUMER = "consumer"


def sender(here: Here) -> str:
    """The lease of the process that sends for this bot."""
    return f"sender:{here.messenger}:{here.bot}"


def receiver(here: Here) -> str:
    """The lease of the process that asks for this bot's updates (a webhook needs none)."""
    return f"receiver:{here.messenger}:{here.bot}"


def new_holder() -> str:
    """A name for this process, not used by any other."""
    return secrets.token_hex(8)


def _now(session: Session, now: datetime) -> datetime:
    if not is_sqlite(session):
        return session.execute(select(func.clock_timestamp())).scalar_one()  # type: ignore[no-any-return]
    return now


def take(session: Session, now: datetime, here: Here, name: str, holder: str, seconds: float) -> bool:
    """Take a lease that nobody holds, or renew one's own; whether it is one's own now."""
    at = _now(session, now)
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    session.execute(
        insert(Lease)
        .values(county_id=here.county_id, name=name, holder="", until=at - timedelta(seconds=1))
        .on_conflict_do_nothing(index_elements=["county_id", "name"])
    )
    mine = (col(Lease.county_id) == here.county_id) & (col(Lease.name) == name)
    got = session.execute(
        update(Lease)
        .where(mine, (col(Lease.holder) == holder) | (col(Lease.until) < at))
        .values(holder=holder, until=at + timedelta(seconds=seconds))
        .execution_options(synchronize_session=False)
    )
    return bool(got.rowcount)  # type: ignore[attr-defined]


def give_back(session: Session, now: datetime, here: Here, name: str, holder: str) -> None:
    """Let go of a lease, so that another need not wait until it runs out."""
    session.execute(
        update(Lease)
        .where(col(Lease.county_id) == here.county_id, col(Lease.name) == name, col(Lease.holder) == holder)
        .values(holder="")
        .values(until=_now(session, now) - timedelta(seconds=1))
        .execution_options(synchronize_session=False)
    )


def _held(at: Any) -> Any:
    return (
        sa.select(col(Lease.id))
        .where(
            col(Lease.county_id) == bindparam("county"),
            col(Lease.name) == bindparam("name"),
            col(Lease.holder) == bindparam("holder"),
            col(Lease.until) > at,
        )
        .with_for_update(read=True)
    )


def is_held(county: Any, name: str, holder: Any) -> sa.ColumnElement[bool]:
    """That a county's lease is its holder's, as a condition of a statement on PostgreSQL; takes no lock."""
    mine = (col(Lease.county_id) == county) & (col(Lease.name) == name) & (col(Lease.holder) == holder)
    return sa.exists().where(mine, col(Lease.until) > func.clock_timestamp())


HELD = {True: _held(bindparam("at")), False: _held(func.clock_timestamp())}


def held_each(session: Session, now: datetime, asked: Sequence[tuple[Here, str, str]]) -> list[bool]:
    """Whether each lease (place, name, holder) is the holder's; it is not taken over before the transaction ends."""
    sqlite_ = is_sqlite(session)
    at = {"at": now} if sqlite_ else {}
    values = [{"county": here.county_id, "name": name, "holder": holder, **at} for here, name, holder in asked]
    return [bool(rows) for rows in for_each(session, HELD[sqlite_], values)]


def held(session: Session, now: datetime, here: Here, name: str, holder: str) -> bool:
    """The same for one."""
    return held_each(session, now, [(here, name, holder)])[0]


async def holding(app: App, here: Here, name: str, holder: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` whenever this process holds the lease, until cancelled; anew where it ended with an error of its own.

    On SQLite there is one process (see `bot.db.Store.alone`), so nothing is asked for.
    """
    if app.store.is_sqlite:
        await _alone(app, here, name, work)
        return
    while True:
        if not await _taken(app, here, name, holder):
            await asyncio.sleep(app.config.database.lease_look_seconds)
            continue
        log.info("lease_taken", county=here.settings.slug, lease=name)
        task = asyncio.ensure_future(work())
        try:
            await _keep(app, here, name, holder, task)
        finally:
            await _ended(app, here, name, holder, task)
            await _let_go(app, here, name, holder)


async def _alone(app: App, here: Here, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` until it is done or cancelled."""
    while True:
        try:
            await work()
            return
        except Exception as error:
            log.error("work_failed", county=here.settings.slug, lease=name, error=type(error).__name__, exc_info=error)
            await asyncio.sleep(app.config.database.lease_look_seconds)


async def _keep(app: App, here: Here, name: str, holder: str, task: asyncio.Future[None]) -> None:
    """Renew until the lease is lost, or the work ended with an error of its own."""
    while not task.done():
        await asyncio.wait([task], timeout=app.config.database.lease_renew_seconds)
        if not task.done() and not await _taken(app, here, name, holder):
            log.warning("lease_lost", county=here.settings.slug, lease=name)
            return
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("work_failed", county=here.settings.slug, lease=name, error=type(error).__name__, exc_info=error)
        await asyncio.sleep(app.config.database.lease_look_seconds)


async def _ended(app: App, here: Here, name: str, holder: str, task: asyncio.Future[None]) -> None:
    """End the work. The lease is kept meanwhile: what is under way (a slow call) would else be another's to judge."""
    task.cancel()
    while not (await asyncio.wait([task], timeout=app.config.database.lease_renew_seconds))[0]:
        await _taken(app, here, name, holder)
    await asyncio.gather(task, return_exceptions=True)


async def _taken(app: App, here: Here, name: str, holder: str) -> bool:
    try:
        return await app.step(take, here, name, holder, app.config.database.lease_seconds)
    except Exception as error:  # the database does not answer: hold nothing
        log.warning("lease_failed", county=here.settings.slug, lease=name, error=type(error).__name__)
        return False


async def _let_go(app: App, here: Here, name: str, holder: str) -> None:
    try:
        await app.step(give_back, here, name, holder)
    except Exception as error:
        log.warning("lease_failed", county=here.settings.slug, lease=name, error=type(error).__name__)
