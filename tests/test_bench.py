"""The benches' parts that run as processes of their own print what the table reads; it tells what shared the cores."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import rig
from tests.bench.sharing import PROC, Others
from tests.bench.table import Table


def test_the_memory_of_a_process_is_printed_as_one_number(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.memory", str(tmp_path), "1"]
    done = subprocess.run(command, cwd=rig.ROOT, check=True, capture_output=True, text=True)
    assert float(done.stdout) > 10


SPIN = "while :; do :; done"


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[None]:
    """Two programs that take what they get of a core: one that we started, and one that has another parent now."""
    shell = shutil.which("sh")
    assert shell is not None
    for name in ("of_ours", "of_others"):
        (tmp_path / name).symlink_to(shell)
    ours = subprocess.Popen([tmp_path / "of_ours", "-c", SPIN])
    apart = f"'{tmp_path}/of_others' -c '{SPIN}' > /dev/null 2>&1 & echo $!"
    other = int(subprocess.run([shell, "-c", apart], check=True, capture_output=True, text=True).stdout)
    try:
        yield
    finally:
        os.kill(other, signal.SIGKILL)
        ours.kill()
        ours.wait()


@pytest.mark.skipif(not (PROC / "stat").exists(), reason="Linux tells it, others do not")
@pytest.mark.usefixtures("busy")
def test_a_row_tells_what_shared_the_cores_and_not_what_it_took_itself(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("tried")
    capsys.readouterr()
    time.sleep(1.0)
    table.row("what", "aim", "measured", held=True)
    line = capsys.readouterr().out
    assert line.startswith("| what | aim | measured [other programs took ")
    (took,) = re.findall(r"of_others (\d\.\d\d)", line)
    (cores,) = re.findall(r"took (\d+\.\d\d) of", line)
    assert float(cores) >= float(took) - 0.05 > 0.1
    assert "of_ours" not in line


def test_nothing_is_told_where_it_cannot_be_known() -> None:
    assert Others(last=None).told() == ""
