"""What the commands that learn from labelled lines have in common: which files they take, and where the weights go."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO


def write(
    argv: Sequence[str] | None, stdout: TextIO | None, what: str, learnt: Callable[[list[Path]], Iterable[str]]
) -> int:
    """Write the lines `learnt` from the files named; 2 where one of them, an unread set, may not be learnt from."""
    paths = [Path(one) for one in argv or ()]
    if not paths or any("unread" in path.name for path in paths):
        sys.stderr.write(f"give {what}, none of them unread\n")
        return 2
    (stdout or sys.stdout).writelines(line + "\n" for line in learnt(paths))
    return 0
