"""Two processes over one county: what the clock does through two days is done once, whoever gets there first."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App, Wake
from bot.db import Store
from bot.models import Delivery, Due, DueState, Feedback, Issue, PostingDay, Question
from scheduler import jobs
from tests.conversation import town
from tests.test_flow_clock import VILLAGE, boss, known
from tests.test_flow_group import opened


def both(one: App, other: App) -> None:
    """A tick of each process at the same moment."""
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(asyncio.run, jobs.fire_due(app)) for app in (one, other)]:
            each.result(60)


async def test_two_processes_live_through_two_days_and_do_each_thing_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await known(t, "秀兰", "老李")
        await opened(t, wanted=9)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        other = replace(t.app, store=Store(str(t.app.store.url)), wake=Wake())
        here = next(iter(other.counties.values()))
        ends = datetime(2026, 10, 16, 6, tzinfo=here.zone)
        clock = t.now
        while clock < ends:
            clock += timedelta(minutes=45)
            t.at(clock.strftime("%Y-%m-%dT%H:%M"))
            for _ in range(3):  # what a row plans for now is the next tick's
                await asyncio.to_thread(both, t.app, other)
            await t.settle()
        other.store.close()
        assert sum("还去不" in message.text for message in t.person("秀兰").inbox) == 1
        assert sum("还去不" in message.text for message in t.group(VILLAGE).messages) == 1
        asked = Counter(row.person_id for row in t.rows(Question) if row.details.get("day"))
        assert set(asked.values()) == {1}
        assert sum(text.startswith("A12明天") for text in boss(t)) == 1
        assert sum(text.startswith("A12今天") and "名单在这" in text for text in boss(t)) == 1
        assert sum("来了几个人" in text for text in boss(t)) == 1
        assert len(t.rows(Feedback)) == 2
        assert sum(message.text.startswith("10月15日(周四)小结") for message in t.desk.inbox) == 1
        assert len({row.number for row in t.rows(Issue)}) == len(t.rows(Issue))
        assert [day.taken for day in t.rows(PostingDay)] == [4]
        keys = Counter(row.dedupe_key for row in t.rows(Due))
        assert set(keys.values()) == {1}
        ended = [row for row in t.rows(Due) if row.state == DueState.SKIPPED]
        assert all(row.reason and not row.reason.endswith("Error") for row in ended), [row.reason for row in ended]
        sent = Counter((row.person_id, row.group_id, row.text) for row in t.rows(Delivery) if row.text)
        assert max(sent.values()) == 1, [key for key, number in sent.items() if number > 1]
