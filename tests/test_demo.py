"""The demo plays through, twice in a row, as a newcomer would start it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import demo
from tests.test_main import ROOT

SECONDS = 600


@pytest.mark.soak
@pytest.mark.timeout(2 * SECONDS)
def test_the_demo_plays_through_twice(tmp_path: Path) -> None:
    for _ in range(2):
        played = subprocess.run(
            [sys.executable, "-m", "bot", "demo"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert played.returncode == 0, played.stdout[-2000:] + played.stderr[-2000:]
        assert "都去了哪儿" in played.stdout
        assert "13800138001" not in played.stderr, "logs carry no phone numbers"


KEYS = {"scene", "clock", "who", "group", "says", "edits", "presses", "under", "quotes", "hears", "all_groups"}


def test_every_step_is_one_that_the_player_knows() -> None:
    steps = demo.script()
    assert steps
    for step in steps:
        assert set(step) <= KEYS, step
        assert "who" in step or "all_groups" in step or "scene" in step, step
        for look in step.get("hears", []):
            assert set(look) <= {"who", "group", "words", "quiet"}, look
