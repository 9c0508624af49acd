"""A simulated county: its books balance, and the same seed gives the same table."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from dataclasses import replace
from functools import cache
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
from tests import postgres
from tests.conversation import EVENING, SETTINGS


def _settings() -> CountySettings:
    clock = SETTINGS.clock.model_copy(update={"backup": False})
    return SETTINGS.model_copy(update={"clock": clock, "desk": ()})


def _furnish(store: Store) -> int:
    """Tables and the county with its tree; its id. The same again changes nothing."""
    migrate(store)
    with store.writing() as session:
        return county.ensure(session, EVENING, _settings(), gazetteer.load("wanrong"))


@cache
def _built() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dalaba-simulate-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Store(f"sqlite:///{folder}/county.sqlite3")
    _furnish(store)
    store.close()
    return folder / "county.sqlite3"


def lived(path: Path, setting: Setting, url: str | None = None) -> Result:
    file = f"sqlite:///{path}/county.sqlite3"
    for cluster in postgres.RUNNING if url is None else ():
        cluster.furnished(file, "simulated", _furnish)
    if url is None and not postgres.RUNNING:
        shutil.copyfile(_built(), path / "county.sqlite3")
    store = Store(url or file)
    tree = gazetteer.load("wanrong")
    settings = _settings()
    county_id = _furnish(store)
    here = Here(county_id, settings, tree, ZoneInfo(settings.zone), "local", 4294967400)
    try:
        return run(store, here, jobs.fire, setting)
    finally:
        store.close()


def test_three_days_of_a_county_balance(tmp_path: Path) -> None:
    result = lived(tmp_path, Setting())
    assert result.problems == (), result.table()
    found = dict(result.lines)
    assert int(found["person-days signed up"]) > 30
    assert int(found["person-days arrived"]) > 0
    assert int(found["messages send sent"]) > 200
    assert "asked still: answered / passed / open" in found


def test_the_same_seed_gives_the_same_table(tmp_path: Path) -> None:
    small = Setting(days=1, groups=8, postings_a_day=2, workers=30, employers=3)
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for each in folders:
        each.mkdir()
    one, two, other = (
        lived(folder, setting).table()
        for folder, setting in zip(folders, (small, small, replace(small, seed=8)), strict=True)
    )
    assert one == two
    assert other != one


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_month_of_a_county_balances(tmp_path: Path) -> None:
    short = bool(os.environ.get("SHORT"))
    month = Setting(days=3 if short else 30, groups=228, postings_a_day=40, workers=600, employers=80)
    result = lived(tmp_path, month)
    assert result.problems == (), result.table()
    found = dict(result.lines)
    # 40 postings a day, of which a group sees six singly: what is gathered is answered by fewer.
    assert int(found["person-days signed up"]) > 150
    assert int(found["person-days arrived"]) > 40
