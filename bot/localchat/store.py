"""One SQLite file, one connection, and a commit shared by all calls of one turn of the event loop.

A call writes at once into the open transaction and answers only after `durable()`: so a thousand
calls a second cost a few hundred commits, and none is answered before it is on disk (WAL with
synchronous=NORMAL: it survives kill -9 of this process; a power cut may cost the last moments, as
the SQLite documentation says of that mode).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bots (
    id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, username TEXT NOT NULL, first_name TEXT NOT NULL,
    reads_all INTEGER NOT NULL, allowed TEXT, webhook TEXT, commands TEXT NOT NULL DEFAULT '{}',
    next_update INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT, username TEXT, note TEXT);
CREATE TABLE IF NOT EXISTS chats (
    key TEXT PRIMARY KEY, id INTEGER NOT NULL, type TEXT NOT NULL, title TEXT NOT NULL, parent INTEGER,
    level TEXT, person_id INTEGER, bot_id INTEGER, started INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0, migrated_to INTEGER, migrated_from INTEGER, pinned INTEGER,
    place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (
    chat_key TEXT NOT NULL, user_id INTEGER NOT NULL, is_bot INTEGER NOT NULL, status TEXT NOT NULL,
    rights TEXT NOT NULL, PRIMARY KEY (chat_key, user_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    chat_key TEXT NOT NULL, message_id INTEGER NOT NULL, date INTEGER NOT NULL, edit_date INTEGER,
    sender_id INTEGER NOT NULL, by_bot INTEGER NOT NULL, reply_to INTEGER, deleted INTEGER NOT NULL DEFAULT 0,
    edits INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL, PRIMARY KEY (chat_key, message_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (
    bot_id INTEGER NOT NULL, update_id INTEGER NOT NULL, at REAL NOT NULL, payload TEXT NOT NULL,
    PRIMARY KEY (bot_id, update_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY, bot_id INTEGER NOT NULL, chat_key TEXT NOT NULL, message_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL, at REAL NOT NULL, answered INTEGER NOT NULL DEFAULT 0, answer TEXT);
CREATE TABLE IF NOT EXISTS reads (
    person_id INTEGER NOT NULL, chat_key TEXT NOT NULL, message_id INTEGER NOT NULL,
    PRIMARY KEY (person_id, chat_key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL) WITHOUT ROWID;
"""


class StoreError(Exception):
    """The file cannot be used; the text says why."""


class NewerDatabase(StoreError):
    """The file was written by a newer local messenger."""


class DatabaseInUse(StoreError):
    """Another local messenger has the file open: its memory and ours would drift apart."""


def _locked(path: str) -> IO[bytes] | None:
    """Return the held lock of a database file; the system lets go of it when the process ends, however it ends."""
    if path == ":memory:":
        return None
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        return None
    held = Path(f"{path}.lock").open("ab")  # noqa: SIM115 - held as long as the store
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise DatabaseInUse(f"{path} is in use by another local messenger") from None
    return held


class Store:
    """The connection and its shared commit. All methods belong to one thread, that of the event loop."""

    def __init__(self, path: str) -> None:
        """Open or create the file at `path` (":memory:" keeps nothing); raise StoreError where it cannot be used."""
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(path)
        try:
            # Autocommit mode of the driver: transactions are begun and ended by this class alone.
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute("PRAGMA busy_timeout=10000")
            self._check_version(path)
        except BaseException:
            self._unlock()
            raise
        self._open = False
        self._committed: asyncio.Future[None] | None = None
        self._after: list[Callable[[], None]] = []

    def _check_version(self, path: str) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            self._connection.close()
            raise NewerDatabase(f"{path} was written by a newer local messenger (version {version})")
        self._connection.executescript(SCHEMA)
        self._connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def rows(self, sql: str, arguments: Iterable[Any] = ()) -> list[Any]:
        """Return all rows of a query, what is not yet committed included."""
        return self._connection.execute(sql, tuple(arguments)).fetchall()

    def row(self, sql: str, arguments: Iterable[Any] = ()) -> Any | None:
        """Return the first row of a query, or None."""
        return self._connection.execute(sql, tuple(arguments)).fetchone()

    def write(self, sql: str, arguments: Iterable[Any] = ()) -> int:
        """Write within the shared transaction, begun when needed; return the number of rows changed."""
        self._begin()
        return self._connection.execute(sql, tuple(arguments)).rowcount

    def write_many(self, sql: str, arguments: Iterable[tuple[Any, ...]]) -> None:
        """Write many rows within the shared transaction."""
        self._begin()
        self._connection.executemany(sql, arguments)

    def _begin(self) -> None:
        if self._open:
            return
        self._connection.execute("BEGIN IMMEDIATE")
        self._open = True
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # outside a loop the caller ends with commit()
        self._committed = loop.create_future()
        # Everything that is ready in this turn of the loop writes first, then one commit serves all.
        loop.call_soon(self._commit_soon, loop)

    def _commit_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        # A second turn lets the calls whose bytes arrived together join the same commit.
        loop.call_soon(self.commit)

    def after(self, callback: Callable[[], None]) -> None:
        """Call back once what was written so far is committed (at once when nothing is open)."""
        if self._open:
            self._after.append(callback)
        else:
            callback()

    async def durable(self) -> None:
        """Wait until everything written so far is committed."""
        if self._open and self._committed is not None:
            await asyncio.shield(self._committed)
        elif self._open:
            self.commit()

    def commit(self) -> None:
        """Commit what is open, then tell those who waited for it."""
        if not self._open:
            return
        waiting, self._committed = self._committed, None
        callbacks, self._after = self._after, []
        self._open = False
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._connection.execute("ROLLBACK")
            if waiting is None:
                raise
            waiting.set_exception(error)
            return
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        for callback in callbacks:
            callback()

    def close(self) -> None:
        """Commit and close the file."""
        self.commit()
        self._connection.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
