"""The desk stops the county's sending: from the moment it is told so, nothing new begins, whatever was in hand."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from bot import claims, outbox, sending
from bot.app import Here
from bot.models import Delivery, Priority
from bot.people import Sender
from bot.pump import Pump
from tests.conversation import Town, town
from tests.test_outbox import group_of
from tests.test_pump import published


def of_desk(t: Town) -> Sender:
    return Sender(t.desk.user_id, t.desk.name, t.desk.user_id, private=True)


def states(t: Town) -> set[str]:
    """Of all copies of postings."""
    return {row.state for row in t.rows(Delivery) if row.posting_id}


def told(t: Town) -> list[str]:
    return [each.text for each in t.in_groups]


async def test_what_was_looked_for_before_the_stop_is_not_taken_after_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(published, t.here)

        def answer(session: Session, now: datetime, here: Here) -> None:
            outbox.tell_group(session, now, here, group_of(session, here, "南景村").id or 0, "好", key="answer")

        t.app.act_now(answer, t.here)
        found = t.read(claims.waiting, t.here, t.now, most=50)
        assert len(found) == 50
        t.app.act_now(sending.hold, t.here, sender=of_desk(t))
        taken = t.app.act_now(claims.take, t.here, found, "test")
        assert [each.priority for each in taken] == [Priority.ANSWER]
        assert states(t) == {"due"}


async def test_the_stop_waits_for_who_takes_at_that_moment_and_lets_it_go(tmp_path: Path) -> None:
    """Side by side (on PostgreSQL): else the stop would not see what the other has not written down yet."""
    async with town(tmp_path) as t:
        t.app.act_now(published, t.here)
        found = t.read(claims.waiting, t.here, t.now, most=50)
        taken, go_on = threading.Event(), threading.Event()

        def take(session: Session, now: datetime, here: Here) -> int:
            count = len(claims.take(session, now, here, found, "test"))
            taken.set()
            go_on.wait(1.0)  # the stop comes in between
            return count

        one = asyncio.create_task(asyncio.to_thread(t.app.act_now, take, t.here))
        await asyncio.to_thread(taken.wait, 10.0)
        other = asyncio.create_task(asyncio.to_thread(t.app.act_now, sending.hold, t.here, sender=of_desk(t)))
        done, _ = await asyncio.wait([other], timeout=0.3)
        assert not done, "it has to wait, for what is taken is not to be seen yet"
        go_on.set()
        assert await one == 50
        await other
        assert states(t) == {"due"}
        await t.settle()
        assert told(t) == []


async def test_of_a_bot_that_was_told_to_wait_nothing_goes_after_a_stop(tmp_path: Path) -> None:
    """What had begun and waits for the bot's turn is put back, no failed try; what has not begun is not taken."""
    async with town(tmp_path) as t:
        t.app.act_now(published, t.here)
        pump, loop = Pump(t.app, t.here, t.wire), asyncio.get_running_loop()
        pump.gate.even_at = loop.time() + 0.4  # all have to wait for their turn a little
        start = asyncio.create_task(pump.send_due())
        while "sending" not in states(t):
            await asyncio.sleep(0.02)
        pump.gate.close(loop.time() + 60)
        start.cancel()
        await asyncio.gather(start, return_exceptions=True)
        await pump.drain()
        assert "sending" not in states(t)
        assert {row.attempts for row in t.rows(Delivery)} == {0}
        assert await pump.send_due() == 0, "and nothing is begun meanwhile"
        t.app.act_now(sending.hold, t.here, sender=of_desk(t))
        pump.gate.closed_until = 0.0
        await pump.send_due()
        await pump.drain()
        assert (told(t), states(t)) == ([], {"due"})

        t.app.act_now(sending.send_on, t.here, sender=of_desk(t))
        t.moment[0] += timedelta(seconds=1)
        await t.settle()
        assert len(told(t)) == 228
