"""A simulated county: its books balance, and the same seed gives the same table."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import county
from bot.app import Here
from bot.config import CountySettings
from bot.db import Store, migrate
from bot.simulate import Result, Setting, run
from nlp import gazetteer
from scheduler import jobs
from tests.conversation import EVENING, SETTINGS


def lived(path: Path, setting: Setting, url: str | None = None) -> Result:
    store = Store(url or f"sqlite:///{path}/county.sqlite3")
    migrate(store)
    tree = gazetteer.load("wanrong")
    clock = SETTINGS.clock.model_copy(update={"backup": False})
    settings: CountySettings = SETTINGS.model_copy(update={"clock": clock, "desk": ()})
    with store.writing() as session:
        county_id = county.ensure(session, EVENING, settings, tree)
    here = Here(county_id, settings, tree, ZoneInfo(settings.zone), "local", 4294967400)
    try:
        return run(store, here, jobs.fire, setting)
    finally:
        store.close()


def test_three_days_of_a_county_balance(tmp_path: Path) -> None:
    result = lived(tmp_path, Setting())
    assert result.problems == (), result.table()
    found = dict(result.lines)
    assert int(found["person-days signed up"]) > 50
    assert int(found["person-days arrived"]) > 0
    assert int(found["messages send sent"]) > 200
    assert "asked still: answered / passed / open" in found


def test_the_same_seed_gives_the_same_table(tmp_path: Path) -> None:
    small = Setting(days=1, groups=16, postings_a_day=2, workers=60)
    one, two = tmp_path / "one", tmp_path / "two"
    table = lived(one, small).table()
    assert table == lived(two, small).table()
    other = Setting(days=1, groups=16, postings_a_day=2, workers=60, seed=8)
    assert lived(tmp_path / "three", other).table() != table


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_month_of_a_county_balances(tmp_path: Path) -> None:
    short = bool(os.environ.get("SHORT"))
    month = Setting(days=6 if short else 30, groups=228, postings_a_day=40, workers=600, employers=80)
    result = lived(tmp_path, month)
    assert result.problems == (), result.table()
    found = dict(result.lines)
    assert int(found["person-days signed up"]) > 500
    assert int(found["person-days arrived"]) > 100
