"""A process that sends for some counties: `python -m tests.bench.sender DATABASE JUDGE NUMBER …`; ends when told."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from bot import leases, listen, logs
from bot.db import Store
from bot.messengers.telegram import Telegram, client
from bot.pump import Pump, recorder
from tests import rig
from tests.bench.bench_send import JUDGES_PACE


async def send(database: str, judge: str, numbers: Sequence[int]) -> None:
    """Send until ended, leases and LISTEN as in the program; standard output says "ready" and nothing else."""
    logs.configure("warning")
    store = Store(database)
    places = [rig.place(store, number, judge, JUDGES_PACE) for number in numbers]
    messengers = [Telegram("local", client(rig.token(number), judge), JUDGES_PACE) for number in numbers]
    app = rig.application(store, places, messengers)
    shared, holder = recorder(app), leases.new_holder()
    tasks = [asyncio.create_task(listen.listen(app))]
    for here, messenger in zip(places, messengers, strict=True):
        await messenger.account()
        pump = Pump(app, here, messenger, shared, holder=holder)
        work = leases.holding(app, here, leases.sender(here), holder, pump.run)
        tasks.append(asyncio.create_task(work))
    await asyncio.sleep(2.0)
    print("ready", flush=True)
    await asyncio.gather(*tasks)


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], sys.argv[2], [int(each) for each in sys.argv[3:]]))
