"""The copy of the night: SQLite's online backup, kept for days, and tried: opened, checked, counted, moved on.

It runs outside of any transaction of ours, for a long copy must hold up nobody. For PostgreSQL the README has the
command.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

PREFIX, SUFFIX = "dalaba-", ".sqlite3"
COUNTED = ("county", "person", "posting", "signup", "event", "delivery")


class Failed(Exception):
    """The copy could not be made, or did not stand the trial; the message says why in one word or two."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that stood its trial: where it is, how large, and how many rows its tables have."""

    path: Path
    size: int
    rows: dict[str, int]


def copy(source: Path, target: Path) -> None:
    """Copy a SQLite database while it is in use. The target appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new, pages=2000)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, whole in itself
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        raise Failed(type(error).__name__) from None
    part.replace(target)


def try_restore(copied: Path) -> dict[str, int]:
    """Restore a copy into a folder of its own, check it whole, count its rows. Raises Failed where it is not whole."""
    with TemporaryDirectory(prefix="dalaba-restore-") as folder:
        restored = Path(folder) / "restored.sqlite3"
        try:
            with (
                closing(sqlite3.connect(f"file:{copied}?mode=ro", uri=True)) as old,
                closing(sqlite3.connect(restored)) as new,
            ):
                old.backup(new)
            with closing(sqlite3.connect(restored)) as opened:
                if opened.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                    raise Failed("integrity_check")
                if opened.execute("PRAGMA foreign_key_check").fetchone() is not None:
                    raise Failed("foreign_key_check")
                if opened.execute("SELECT version_num FROM alembic_version").fetchone() is None:
                    raise Failed("no version")
                return {
                    name: int(opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0])  # noqa: S608 - fixed names
                    for name in COUNTED
                }
        except sqlite3.Error as error:
            raise Failed(type(error).__name__) from None


def tidy(folder: Path, today: date, keep_days: int) -> list[Path]:
    """Take away copies older than `keep_days`; which. Files of other names are left alone.

    Their age is told by the copy before this one, a day on: after a leap of the clock none is lost at the first night.
    """
    made: dict[Path, date] = {}
    for path in sorted(folder.glob(f"{PREFIX}*{SUFFIX}")):
        try:
            made[path] = date.fromisoformat(path.name.removeprefix(PREFIX).removesuffix(SUFFIX))
        except ValueError:
            continue
    before = max((day for day in made.values() if day < today), default=today)
    last = min(today, before + timedelta(days=1)) - timedelta(days=keep_days)
    gone = [path for path, day in made.items() if day <= last]
    for path in gone:
        path.unlink()
    return gone


def nightly(source: Path, folder: Path, today: date, keep_days: int) -> Copy:
    """Make tonight's copy, try it, and take away the old ones. Raises Failed; the old copies stay then."""
    target = folder / f"{PREFIX}{today.isoformat()}{SUFFIX}"
    copy(source, target)
    try:
        rows = try_restore(target)
    except Failed:
        target.rename(target.with_suffix(".broken"))
        raise
    tidy(folder, today, keep_days)
    return Copy(target, target.stat().st_size, rows)
