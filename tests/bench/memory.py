"""What a process takes with N counties of 228 groups: `python -m tests.bench.memory FOLDER N` prints MiB."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot import logs, metrics
from bot.pump import Pump, recorder
from handlers import routers
from tests import rig
from tests.bench.bench_send import NO_LIMIT, Nothing, until_sent


def resident() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def measure(folder: str, number: int) -> float:
    """Write one posting to every group of so many counties, then look."""
    store = rig.books(f"sqlite:///{folder}/memory.sqlite3")
    routers.build()  # what the program has loaded anyway
    places = [rig.place(store, each, "", NO_LIMIT) for each in range(number)]
    messengers = [Nothing(here.bot) for here in places]
    app = rig.application(store, places, messengers)
    for each, here in enumerate(places):
        rig.furnish(store, here, each)
        with store.writing() as session:
            rig.publish(session, datetime.now(UTC), here, "A1")
    shared = recorder(app)
    tasks = [
        asyncio.create_task(Pump(app, here, messenger, shared).run())
        for here, messenger in zip(places, messengers, strict=True)
    ]
    await until_sent(app, places, 300)
    metrics.text(await metrics.queues(app))
    gc.collect()
    found = resident()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(store.close)
    return found


if __name__ == "__main__":
    logs.configure("error")  # what is printed is the figure alone
    print(asyncio.run(measure(sys.argv[1], int(sys.argv[2]))))
