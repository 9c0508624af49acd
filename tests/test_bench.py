"""The bench's parts that run as processes of their own print what the table reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests import rig


def test_the_memory_of_a_process_is_printed_as_one_number(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.memory", str(tmp_path), "1"]
    done = subprocess.run(command, cwd=rig.ROOT, check=True, capture_output=True, text=True)
    assert float(done.stdout) > 10
