"""The clock: ticks every second and calls what is due. Due times themselves are rows, never jobs of the library."""

from __future__ import annotations

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import App
from scheduler import jobs


def start(app: App, seconds: float = 1.0) -> AsyncIOScheduler:
    """Begin to tick. Late ticks are made good once, and two never run at the same time."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        jobs.fire_due,
        "interval",
        args=(app,),
        seconds=seconds,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler
