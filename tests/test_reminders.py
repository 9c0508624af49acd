"""The clock's rows: two processes at once, looks that stay cheap, days planned once, words of employers and workers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot import almanac, county, dues
from bot.app import Here
from bot.db import Store, migrate
from bot.models import Due, DueState
from nlp import after, arrivals, gazetteer, needed
from nlp.arrivals import Arrivals
from nlp.needed import Needed
from scheduler import jobs
from tests.conversation import SETTINGS, town

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 18, 30, tzinfo=ZONE)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Store, Here]]:
    store = Store(f"sqlite:///{tmp_path}/clock.sqlite3")
    migrate(store)
    tree = gazetteer.load("wanrong")
    with store.writing() as session:
        county_id = county.ensure(session, NOW, SETTINGS, tree)
    yield store, Here(county_id, SETTINGS, tree, ZONE, "local", 1)
    store.close()


def test_two_processes_do_each_thing_once(
    tmp_path: Path, place: tuple[Store, Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, here = place
    done: list[int] = []

    def note(session: Session, now: datetime, here: Here, due: Due) -> None:
        done.append(due.id or 0)

    monkeypatch.setitem(jobs.KINDS, "noted", note)
    with store.writing() as session:
        for number in range(60):
            dues.plan(session, NOW, here, "noted", None, NOW, key=f"noted:{number}")
    other = Store(str(store.url))

    def work(mine: Store) -> None:
        for due_id in mine.read(dues.look, NOW, here, 100).ids:
            with mine.writing() as session:
                jobs.fire(session, NOW, here, due_id)

    with ThreadPoolExecutor(2) as both:
        for each in [both.submit(work, store), both.submit(work, other)]:
            each.result()
    other.close()
    assert sorted(done) == sorted(set(done))
    assert len(done) == 60


def test_a_day_is_planned_once_by_two_processes(place: tuple[Store, Here]) -> None:
    store, here = place
    other = Store(str(store.url))

    def begin(mine: Store) -> int:
        with mine.writing() as session:
            return almanac.plan_day(session, NOW, here)

    with ThreadPoolExecutor(2) as both:
        made = [each.result() for each in [both.submit(begin, store), both.submit(begin, other)]]
    other.close()
    assert sorted(made)[0] == 0
    assert store.read(almanac.planned, here, NOW.date())


def test_the_first_day_begins_when_the_county_does(place: tuple[Store, Here]) -> None:
    store, here = place
    with store.writing() as session:
        almanac.plan_day(session, NOW, here)
    rows = store.read(lambda session: session.exec(select(Due).where(Due.state == DueState.DUE)).all())
    assert {row.kind for row in rows} == {"evening", "evening_lists", "forwarder_lists", "summary_day"}
    with store.writing() as session:
        almanac.plan_day(session, NOW + timedelta(days=1), here)
    rows = store.read(lambda session: session.exec(select(Due).where(Due.state == DueState.DUE)).all())
    assert {"morning", "digest_daily", "retention", "backup"} <= {row.kind for row in rows}


async def test_a_row_that_fails_is_tried_again_and_left_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(session: Session, now: datetime, here: Here, due: Due) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(jobs.KINDS, "breaks", breaks)
    async with town(tmp_path) as t:
        t.app.act_now(dues.plan, t.here, "breaks", None, t.now, key="breaks")
        await t.leap(hours=3)
        (row,) = [row for row in t.rows(Due) if row.kind == "breaks"]
        assert (row.state, row.reason, row.details["failures"]) == (DueState.SKIPPED, "ZeroDivisionError", jobs.TRIES)


def test_every_kind_that_a_day_plans_has_its_act() -> None:
    here = Here(1, SETTINGS, None, ZONE, "local", 1)  # type: ignore[arg-type]
    for ahead in range(32):
        for entry in almanac.entries(here, (NOW + timedelta(days=ahead)).date()):
            assert entry.kind in jobs.KINDS


@pytest.mark.parametrize(
    ("hour", "quiet"), [("22:00", True), ("23:59", True), ("05:29", True), ("05:30", False), ("21:59", False)]
)
def test_quiet_hours(hour: str, quiet: bool) -> None:
    here = Here(1, SETTINGS, None, ZONE, "local", 1)  # type: ignore[arg-type]
    assert almanac.in_quiet(here, datetime.fromisoformat(f"2026-10-14T{hour}").replace(tzinfo=ZONE)) is quiet


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("来了18个，老李没来", Arrivals(count=18, absent=("老李",))),
        ("都来了", Arrivals(everybody=True)),
        ("一个都没来", Arrivals(nobody=True)),
        ("A12到了十五人", Arrivals(count=15, code="A12")),
        ("除了老李都来了", Arrivals(absent=("老李",), rest_came=True)),
        ("就老李没来", Arrivals(absent=("老李",), rest_came=True)),
        ("没来的有老李和秀兰", Arrivals(absent=("老李", "秀兰"))),
        ("18个人都来了", Arrivals(count=18)),
        ("老李还没来", Arrivals(absent=("老李",))),
        ("再来3个", None),
        ("还差2个", None),
        ("你好", None),
        ("明天要20个人摘苹果", None),
        ("", None),
    ],
)
def test_who_came_in_words(text: str, expected: Arrivals | None) -> None:
    assert arrivals.read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("都对，给了", "ok"),
        ("没给", "pay"),
        ("说好150给120", "pay"),
        ("只给了120", "pay"),
        ("活不一样", "work"),
        ("挺好", "ok"),
        ("明天还有活吗", None),
    ],
)
def test_how_it_was_in_words(text: str, expected: str | None) -> None:
    assert after.read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("还要5个", Needed(True, 5)),
        ("总共要20个", Needed(True, 20, True)),
        ("够了", Needed(False)),
        ("不用了", Needed(False)),
        ("照旧", Needed(True)),
        ("今天天气好", None),
        ("明天要20个人摘苹果，解店镇西解村，150一天管午饭", None),
    ],
)
def test_whether_more_are_needed_in_words(text: str, expected: Needed | None) -> None:
    assert needed.read(text) == expected
