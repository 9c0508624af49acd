"""SQLite is told of the tables, so that what people write is answered without reading all that ever was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot import simulate
from bot.db import Store, migrate
from bot.simulated import County
from tests.test_simulate import lived

pytestmark = pytest.mark.sqlite
GROWS = {
    "call",
    "delivery",
    "delivery_posting",
    "due",
    "event",
    "guest",
    "inbox",
    "posting",
    "posting_day",
    "question",
    "signup",
    "signup_day",
}
WHOLE = re.compile(
    r"SCAN (\w+?)(?:_\d+)?\b(?! VIRTUAL)|SEARCH (\w+?)(?:_\d+)? USING .*\(county_id=\?(?: AND kind=\?)?\)"
)


def test_every_index_has_its_numbers(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate(store)
    with store.engine.connect() as connection:
        told = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1")}
        named = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    store.close()
    assert set(told) == named
    assert told["ix_delivery_posting"] == "1000000 1000000 200 200 20"
    assert told["ix_signup_person"] == "1000000 1000000 200"
    assert told["sqlite_autoindex_signup_2"] == "1000000 1000000 200 1", "a unique key leaves one row"


@contextmanager
def _said(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The statements, with values, of what people write and press in a simulated county, and of the pump."""
    found: dict[str, Any] = {}
    inside: list[None] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if inside and re.match(r"\s*(SELECT|UPDATE|DELETE)", statement):
            found.setdefault(statement, values[0] if many else values)

    def watched(whole: Any) -> Any:
        def through(*args: Any, **values: Any) -> Any:
            inside.append(None)
            try:
                return whole(*args, **values)
            finally:
                inside.pop()

        return through

    monkeypatch.setattr(County, "says", watched(County.says))
    monkeypatch.setattr(County, "presses", watched(County.presses))
    monkeypatch.setattr(simulate, "_send", watched(simulate._send))
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_what_people_write_reads_no_table_that_grows_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _said(monkeypatch) as found:
        lived(tmp_path, simulate.Setting(days=1, groups=8, postings_a_day=3, workers=40, employers=3))
    assert len(found) > 80
    store, whole = Store(f"sqlite:///{tmp_path}/county.sqlite3"), []
    with store.engine.connect() as connection:
        for statement, values in found.items():
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
                match = WHOLE.match(row[3])
                if match is not None and (match[1] or match[2]) in GROWS:
                    whole.append(f"{row[3]}: {' '.join(statement.split())}")
    store.close()
    assert whole == []
