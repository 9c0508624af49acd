"""Gaps of the county's day: early work, telephones alone, brokers with work of their own, a clock that ran ahead."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot import backups, calls, dues
from bot.app import Here
from bot.models import (
    Call,
    Delivery,
    DeliveryState,
    Group,
    GroupForwarder,
    Inbox,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Role,
)
from bot.people import Sender
from scheduler import clock
from tests.conversation import ZONE, Town, town
from tests.rows import out_of_reach
from tests.test_flow_clock import BOSS, VILLAGE, as_boss, boss, known
from tests.test_flow_clock_desk import ending, only, regular
from tests.test_flow_group import opened, status


def _made(t: Town, *what: str) -> list[tuple[str, str]]:
    return [(row.what, row.outcome) for row in t.rows(Call) if row.what in what]


def _tick(t: Town) -> None:
    """The desk makes the newest call that is open."""
    call = [row for row in t.rows(Call) if row.what.startswith("call_clock.") and not row.outcome][-1]
    sender = Sender(t.desk.user_id, t.desk.name, t.desk.user_id, private=True)
    t.app.act_now(calls.tick, t.here, sender=sender, call_id=call.id or 0, outcome="yes")


async def test_what_changes_after_the_list_was_read_out_by_telephone_is_one_call_more(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await known(t, "秀兰", "老李", "建军")
        await opened(t)
        t.app.act_now(out_of_reach, t.here, BOSS)
        for name in ("秀兰", "老李", "建军"):
            await t.person(name).says("我去", group=VILLAGE)
        await t.leap("2026-10-14T21:01")
        kinds = ("call_clock.list", "call_clock.changed")
        assert _made(t, *kinds) == [("call_clock.list", "")]
        await t.person("建军").says("A12不去了")
        assert _made(t, *kinds) == [("call_clock.list", "")], "the call still to be made reads the list as it is then"
        _tick(t)
        await t.person("秀兰").says("A12不去了")
        assert _made(t, *kinds) == [("call_clock.list", "yes"), ("call_clock.changed", "")]
        await t.person("老李").says("A12不去了")
        assert len(_made(t, *kinds)) == 2
        _tick(t)
        await t.person("老李").says("A12我去", group=VILLAGE)
        assert _made(t, *kinds)[1:] == [("call_clock.changed", "yes"), ("call_clock.changed", "")]


@pytest.mark.parametrize(
    ("begins", "before", "at"),
    [
        (time(5, 0), "2026-10-15T03:59", "2026-10-15T04:00"),
        (time(5, 30), "2026-10-15T04:29", "2026-10-15T04:30"),
        (time(6, 0), "2026-10-15T05:29", "2026-10-15T05:30"),
    ],
)
async def test_work_that_begins_before_the_mornings_lists_has_its_list_ahead(
    tmp_path: Path, begins: time, before: str, at: str
) -> None:
    async with town(tmp_path, settings=only("morning_list")) as t:
        await opened(t, begin_time=begins)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap(before)
        assert not any(text.startswith("A12今天") for text in boss(t))
        await t.leap(at)
        (told,) = [text for text in boss(t) if text.startswith("A12今天")]
        assert "秀兰" in told
        await t.leap("2026-10-15T06:30")
        assert sum(text.startswith("A12今天") and "名单在这" in text for text in boss(t)) == 1


async def test_an_employer_of_long_standing_without_a_messenger_is_rung_up_about_the_week(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        await regular(t, start=date(2026, 10, 25), wanted=5)
        await opened(t, code="A13", work="套袋", start=date(2026, 10, 26))

        def of_the_same(session: Session, now: datetime, here: Here) -> None:
            first, second = session.exec(select(Posting).order_by("id")).all()
            second.employer_id = first.employer_id
            session.add(second)

        t.app.act_now(of_the_same, t.here)
        t.app.act_now(out_of_reach, t.here, BOSS)
        await t.leap("2026-10-19T09:01")
        assert _made(t, "call_clock.needed") == [("call_clock.needed", "")]


def _roles(session: Session, now: datetime, here: Here) -> None:
    for person in session.exec(select(Person)):
        person.role = {"刘姐": Role.BROKER, "会计": Role.FORWARDER}.get(person.name, person.role)
        session.add(person)
        if person.name == "会计":
            group = session.exec(select(Group).where(Group.title == f"{VILLAGE}用工群")).one()
            row = GroupForwarder(county_id=here.county_id, group_id=group.id or 0, person_id=person.id or 0, since=now)
            session.add(row)


async def test_forwarders_are_asked_what_is_missing_without_the_employers_list(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("forwarder_list")) as t:
        await known(t, "会计")
        t.app.act_now(_roles, t.here)
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T21:01")
        assert "秀兰" in t.person("会计").last
        assert not any(text.startswith("A12明天") for text in boss(t))


async def test_a_group_that_never_received_a_posting_reads_it_in_the_digest(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("digest")) as t:
        t.at("2026-10-14T17:00")
        await opened(t, code="B1", start=date(2026, 10, 25), groups=("解店镇",))
        await opened(t, code="B2", start=date(2026, 10, 25), groups=("解店镇",))

        def given_up(session: Session, now: datetime, here: Here) -> None:
            posting = session.exec(select(Posting).where(Posting.code == "B1")).one()
            for row in session.exec(select(Delivery).where(Delivery.posting_id == posting.id)):
                row.state, row.error = DeliveryState.GIVEN_UP, "refused"
                session.add(row)

        t.app.act_now(given_up, t.here)
        await t.leap("2026-10-14T18:01")
        (text,) = [message.text for message in t.group("解店镇").messages if "期" in message.text]
        assert "B1" in text
        assert "B2" not in text


async def test_a_broker_with_work_of_their_own_tells_of_their_block_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = t.person("刘姐")
        await known(t, "刘姐")
        t.app.act_now(_roles, t.here)
        await opened(t)
        await opened(t, code="B1", work="套袋", user_id=broker.user_id)
        await broker.says("A12 我们3个人去", group=VILLAGE)
        await broker.says("A12 张三 李四 王五")
        await t.person("秀兰").says("B1我去", group=VILLAGE)
        await t.leap("2026-10-15T08:00")
        await broker.says("A12我带的来了2个，张三没来")
        assert broker.last == "记下了：A12今天(10月15日周四)来了2人，没来的：刘姐1人。"
        await broker.says("都来了")
        assert broker.last.startswith("记下了：B1"), "unnamed, it is their own work"


async def test_a_clock_that_ran_ahead_and_is_set_right_costs_no_evening(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        for moment in ("2026-10-14T18:30", "2026-10-15T23:30", "2026-10-14T19:00"):
            t.at(moment)
            await t.settle()
        await t.leap("2026-10-14T19:31")
        assert "还去不" in t.person("秀兰").last
        await t.leap("2026-10-14T21:01")
        assert any(text.startswith("A12明天") for text in boss(t))
        await t.leap("2026-10-15T06:00")
        assert any(text.startswith("A12今天") for text in boss(t))
        await t.leap("2026-10-15T07:31")
        assert "来了几个人" in boss(t)[-1]
        await as_boss(t).says("都来了")


async def test_what_a_clock_that_ran_ahead_ended_is_open_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await ending(t, wanted=1)
        await ending(t, code="A15", work="套袋", trade="field", wanted=5)
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        stood = t.group(VILLAGE).copy("A15").text
        t.at("2026-11-14T18:40")
        await t.settle()
        assert (status(t), status(t, "A15")) == (PostingStatus.EXPIRED, PostingStatus.EXPIRED)
        t.at("2026-10-14T18:45")
        await t.settle()
        assert (status(t), status(t, "A15")) == (PostingStatus.FULL, PostingStatus.OPEN)
        assert t.group(VILLAGE).copy("A15").text == stood
        await t.person("老李").says("A15我去", group=VILLAGE)
        assert t.group(VILLAGE).last.startswith("A15套袋记上了：老李1人")
        await t.leap("2026-10-15T07:01")
        assert (status(t), status(t, "A15")) == (PostingStatus.EXPIRED, PostingStatus.EXPIRED), (
            "at the hour that is right"
        )


async def test_a_clock_that_ran_ahead_empties_nothing_in_its_first_night(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("玉梅").says("今天天气真好", group=VILLAGE)
        for moment in ("2026-10-14T18:40", "2027-10-15T04:00"):
            t.at(moment)
            await t.settle()
        assert {row.body != "" for row in t.rows(Inbox)} == {True}
        t.at("2027-10-16T04:00")  # a second night by the same hour is believed
        await t.settle()
        assert {row.body for row in t.rows(Inbox)} == {""}


def test_a_leap_of_the_hour_is_held_until_it_stood_for_minutes() -> None:
    passed = [0.0]
    steady = clock.Steady(seconds=lambda: passed[0])
    start = datetime(2026, 10, 14, 18, 30, tzinfo=ZONE)

    def at(seconds: float, **ahead: float) -> bool:
        passed[0] = seconds
        return steady.may(start + timedelta(seconds=seconds) + timedelta(**ahead))

    assert at(0)
    assert at(3600), "a tick that took an hour is no leap"
    assert not at(3601, days=30)
    assert not at(3900, days=30)
    assert at(3901), "set right again: nothing happened meanwhile"
    assert not at(3902, days=30)
    assert not at(3902 + 599, days=30)
    assert at(3902 + 600, days=30)
    assert at(3902 + 601, days=30)
    assert at(3902 + 602), "back is never held"


def test_old_copies_stay_where_the_clock_leapt(tmp_path: Path) -> None:
    names = {day: tmp_path / f"dalaba-2026-10-{day:02}.sqlite3" for day in range(1, 16)}
    for path in names.values():
        path.touch()
    assert backups.tidy(tmp_path, date(2026, 10, 15), 14) == [names[1]]
    (tmp_path / "dalaba-2027-10-16.sqlite3").touch()
    assert backups.tidy(tmp_path, date(2027, 10, 16), 14) == [names[2]]
    assert len(list(tmp_path.iterdir())) == 14


@pytest.mark.parametrize("morning", [True, False])
async def test_a_list_that_comes_late_in_the_night_goes_out_when_the_quiet_hours_end(
    tmp_path: Path, morning: bool
) -> None:
    switches = ("evening_list", "forwarder_list", *(["morning_list"] if morning else []))
    async with town(tmp_path, settings=only(*switches)) as t:
        await known(t, "会计")
        t.app.act_now(_roles, t.here)
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        t.at("2026-10-14T22:20")
        await t.settle()
        assert not any(text.startswith("A12明天") for text in boss(t))
        t.at("2026-10-15T05:30")
        await t.settle()
        assert sum(text.startswith("A12今天") and "名单在这" in text for text in boss(t)) == 1
        assert "秀兰电话" in t.person("会计").last


async def test_a_list_that_waits_when_the_night_begins_is_not_lost(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("evening_list")) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)

        def planned(session: Session, now: datetime, here: Here) -> None:
            row = session.exec(select(PostingDay)).one()
            key, details = "evening_list:x", {"day": "2026-10-15"}
            dues.plan(session, now, here, "evening_list", row.id, now, key=key, details=details)

        t.at("2026-10-14T22:10")
        t.app.act_now(planned, t.here)
        await t.settle()
        assert not any("名单在这" in text for text in boss(t))
        await t.leap("2026-10-15T05:31")
        assert sum("名单在这" in text for text in boss(t)) == 1
