"""A bench's table, printed as it fills, in Markdown."""

from __future__ import annotations

import os
import platform


class Table:
    """Rows of what, aim, measured."""

    def __init__(self, title: str) -> None:
        self.missed = 0
        print(f"\n### {title}\n\n{machine()}\n\n| | aim | measured |\n| --- | --- | --- |", flush=True)

    def row(self, what: str, aim: str, measured: str, held: bool) -> None:
        """Print a row; what missed its aim is marked."""
        self.missed += not held
        print(f"| {what} | {aim} | {measured}{'' if held else ' **missed**'} |", flush=True)


def machine() -> str:
    """The cores and what shared them, so that figures can be judged."""
    one, five, _ = os.getloadavg()
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; "
        f"load before this table {one:.1f} (5 minutes: {five:.1f})"
    )
