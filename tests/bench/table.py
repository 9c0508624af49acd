"""A bench's table, printed as it fills, in Markdown."""

from __future__ import annotations

import os
import platform
import time

from tests.bench.sharing import Others

LOOK_SECONDS = 1.0


class Table:
    """Rows of what, aim, measured; beside each what shared the cores while it was read."""

    def __init__(self, title: str) -> None:
        self.missed = 0
        print(f"\n### {title}\n\n{machine()}\n\n| | aim | measured |\n| --- | --- | --- |", flush=True)
        self.others = Others()

    def row(self, what: str, aim: str, measured: str, held: bool) -> None:
        """Print a row; what missed its aim is marked."""
        self.missed += not held
        shared = f" [{told}]" if (told := self.others.told()) else ""
        print(f"| {what} | {aim} | {measured}{'' if held else ' **missed**'}{shared} |", flush=True)


def machine() -> str:
    """The cores and what shared them, so that figures can be judged."""
    others = Others()
    time.sleep(LOOK_SECONDS)
    told, (one, five, _) = others.told(), os.getloadavg()
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; "
        f"load before this table {one:.1f} (5 minutes: {five:.1f})"
    ) + (f"; in the second before it {told}" if told else "")
