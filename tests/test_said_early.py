"""A clock that was hours ahead in the daytime: each round that it made is made again at its own hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import outbox
from bot.app import Here
from bot.models import Delivery, DeliveryState, Due, Feedback, Person
from scheduler import clock
from tests.conversation import Town, town
from tests.test_flow_clock import VILLAGE, as_boss, known
from tests.test_flow_clock_desk import ending
from tests.test_flow_group import opened


def said(t: Town, name: str, since: int, words: str) -> int:
    """How many messages of these words came to somebody after the first `since`."""
    return sum(words in each.text for each in t.person(name).inbox[since:])


def to_boss(t: Town, since: int, *words: str) -> int:
    return sum(all(word in each.text for word in words) for each in as_boss(t).inbox[since:])


def in_village(t: Town, since: int, words: str) -> int:
    return sum(words in each.text for each in t.group(VILLAGE).messages[since:])


async def two_days_of_work(t: Town) -> None:
    """A12 works on the 15th with 秀兰, B1 on the 16th with 秀兰; the desk is there."""
    await t.desk.says("/start")
    await known(t, "秀兰", "老李")
    await opened(t, start=date(2026, 10, 15))
    await ending(t, code="B1", work="套袋", start=date(2026, 10, 16), wanted=9)
    await t.person("秀兰").says("A12我去", group=VILLAGE)
    await t.person("秀兰").says("B1我去", group=VILLAGE)


@pytest.mark.parametrize("wrong", ["2026-10-15T20:45", "2026-10-15T21:05", "2026-10-16T12:30"])
async def test_the_day_that_a_clock_ran_into_is_done_at_its_hours(tmp_path: Path, wrong: str) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-14T12:00")
        await two_days_of_work(t)
        t.at(wrong)
        await t.settle()
        t.at("2026-10-14T12:10")
        await t.settle()
        boss, xiulan, desk = len(as_boss(t).inbox), len(t.person("秀兰").inbox), len(t.desk.inbox)
        village = len(t.group(VILLAGE).messages)
        await t.person("老李").says("B1我去", group=VILLAGE)
        await t.leap("2026-10-15T18:05")
        assert to_boss(t, boss, "来了几个人") == 1
        assert to_boss(t, boss, "A12今天", "名单") == 1
        await t.leap("2026-10-15T21:30")
        assert said(t, "老李", 0, "还去不") == 1, "who signed up since is asked in the evening"
        assert to_boss(t, boss, "B1明天", "名单") == 1
        assert said(t, "秀兰", xiulan, "跟说的一样吗") == 1
        assert sum("小结" in each.text and "10月15日" in each.text for each in t.desk.inbox[desk:]) == 1
        assert in_village(t, village, "期") <= 2
        assert [row.posting_day_id for row in t.rows(Feedback)].count(t.rows(Feedback)[0].posting_day_id) == 1
        failed = [row.reason for row in t.rows(Due) if row.reason.endswith("Error")]
        assert failed == []


async def test_what_a_wrong_moment_gave_up_goes_out_when_the_hour_is_right(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        (person,) = [each for each in t.rows(Person) if each.name == "秀兰"]
        passed, steady = [0.0], clock.Steady(seconds=lambda: passed[0])

        def write(session: Session, now: datetime, here: Here) -> None:
            until = now + timedelta(hours=2)
            outbox.tell_person(session, now, here, person.id or 0, "今晚的事", key="dated:1", until=until)

        async def tick(moment: str, seconds: float) -> None:
            t.at(moment)
            passed[0] += seconds
            await clock.tick(t.app, steady)
            await t.pump()

        await tick("2026-10-14T18:30", 1)
        t.app.act_now(write, t.here)
        await tick("2026-10-15T09:30", 1)
        (row,) = [each for each in t.rows(Delivery) if each.dedupe_key == "dated:1"]
        assert row.state == DeliveryState.GIVEN_UP
        await tick("2026-10-14T18:31", 59)
        await t.settle()
        assert t.person("秀兰").last == "今晚的事"


async def test_messages_of_another_try_by_the_wrong_clock_do_not_wait_for_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        (person,) = [each for each in t.rows(Person) if each.name == "秀兰"]

        def write(session: Session, now: datetime, here: Here) -> None:
            outbox.tell_person(
                session, now, here, person.id or 0, "早上说", key="morning:1", due_at=now + timedelta(hours=6)
            )

        t.at("2026-11-14T23:30")
        t.app.act_now(write, t.here)
        await t.settle()
        t.at("2026-10-14T18:30")
        await t.settle()
        assert t.person("秀兰").last == "早上说"
