"""What takes long the first time is done before the first update; nothing of it can be seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import warm
from bot.models import Delivery, Event, Posting
from nlp import reply
from tests.conversation import town

CHILD = """
from datetime import datetime
from zoneinfo import ZoneInfo
from types import SimpleNamespace
from nlp import alarm, gazetteer, reply_lexicon
from bot import warm
zone = ZoneInfo("Asia/Shanghai")
tree = gazetteer.load("wanrong")
warm.language([SimpleNamespace(zone=zone, gazetteer=tree)], datetime(2026, 10, 14, 18, 30, tzinfo=zone))
before = reply_lexicon.lexicon.cache_info().misses
reply_lexicon.lexicon(tree.slug)
assert reply_lexicon.lexicon.cache_info().misses == before, "the county's own words were not read in"
assert alarm._rules.cache_info().currsize == 1
"""


def test_the_tables_of_the_language_are_built() -> None:
    """In a process of its own, for here other tests have built them."""
    subprocess.run([sys.executable, "-c", CHILD], check=True, timeout=60, cwd=Path(__file__).parent.parent)


async def test_nothing_of_it_can_be_seen(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        before = {table: len(t.rows(table)) for table in (Delivery, Event, Posting)}
        with capture_logs() as logs:
            warm.up(t.app.store, [t.here], t.now)
        assert [each for each in logs if each["log_level"] != "debug"] == []
        assert {table: len(t.rows(table)) for table in before} == before


async def test_what_fails_there_is_done_when_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town(tmp_path) as t:

        def fails(*_: object) -> None:
            raise ValueError

        with monkeypatch.context() as patch, capture_logs() as logs:
            patch.setattr(reply, "read", fails)
            warm.up(t.app.store, [t.here], t.now)
        assert [each["event"] for each in logs] == ["not_warm"]
        await t.person("秀兰").says("有活没", group="西解村")
