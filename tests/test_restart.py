"""kill -9 at any moment of a fan-out and of a reply storm: nothing is lost, nothing is sent or handled twice.

What the program believes (its rows) is held against what the judge saw: a process of its own that the program cannot
look things up in. `uncertain` rows are those that may have gone out; there are never more than connections.

On SQLite one process is killed and started again. On PostgreSQL two run, one of them picked by chance is killed, and
the other takes over where it had the leases.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import rig
from tests.restart_checks import check
from tests.restarts import begun, play


@pytest.mark.sqlite
def test_two_kills(tmp_path: Path) -> None:
    with begun(tmp_path, f"sqlite:///{tmp_path}/dalaba.sqlite3", again=True, groups=60) as run:
        play(run, 2)
        check(run, again=True)


@pytest.mark.soak
@pytest.mark.timeout(5400)
@pytest.mark.parametrize("again", [False, True], ids=["never twice", "answers again"])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_hundred_kills(tmp_path: Path, database: str, again: bool, request: pytest.FixtureRequest) -> None:
    """`again`: whether an answer of which nobody knows is said once more (the default), or nothing may come twice."""
    url = f"sqlite:///{tmp_path}/dalaba.sqlite3"
    if database == "postgresql":
        url = request.getfixturevalue("postgres_cluster").fresh()
    kills, groups = (10, 100) if os.environ.get("SHORT") == "1" else (100, rig.GROUPS)
    with begun(tmp_path, url, again=again, groups=groups) as run:
        play(run, kills)
        check(run, again=again)
