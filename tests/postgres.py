"""A PostgreSQL of our own for tests and benches: the system's binaries in a temporary folder, gone afterwards.

With `DALABA_TEST_POSTGRES=1` (`make test-postgres`) every test that asks for a new SQLite file gets a database there
instead, copied from a template that is migrated once.
"""

from __future__ import annotations

import ast
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from bot import db

TEMPLATE = "dalaba_template"
SWITCH = "DALABA_TEST_POSTGRES"
MEMORY_LEAST = 4 * 2**30
RUNNING: list[Cluster] = []
"""The server of a run of the whole suite on PostgreSQL."""


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl of the newest PostgreSQL here; None where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path is not None:
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda path: (path.parent.name.zfill(4), str(path)), default=None)


def in_memory() -> str | None:
    """A folder in memory with room enough; None where there is none."""
    folder = Path("/dev/shm")
    roomy = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > MEMORY_LEAST
    return str(folder) if roomy else None


class Cluster:
    """A running server. `safe` keeps fsync on, as a bench must; tests do without."""

    def __init__(self, *, safe: bool = False) -> None:
        home = binaries()
        assert home is not None, "PostgreSQL is missing: apt-get install postgresql"
        self.home = home
        self.folder = Path(tempfile.mkdtemp(prefix="dalaba-pg-", dir=None if safe else in_memory()))
        self.owner: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.owner = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        options = ["-k", str(self.folder), "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        options += ["-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "jit=off"]
        if not safe:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        with (self.folder / "log").open("ab") as log:
            # Ends with us, also where we are killed.
            self.server = subprocess.Popen(
                [
                    *("setpriv", *self.owner[1:], "--pdeathsig", "QUIT"),
                    *(str(self.home / "postgres"), "-D", str(self.folder / "data"), *options),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "LC_ALL": "C"},
            )
        self._wait()
        self._numbers = count(1)
        self._asking: psycopg.Connection[Any] | None = None
        version = (self.folder / "data" / "PG_VERSION").read_text(encoding="ascii")
        # A copy's files as they are: half the time of writing them through the log, where the server knows how.
        self._files = " STRATEGY file_copy" if int(version.split(".")[0]) >= 15 else ""
        self._migrated = False
        self._templates: set[str] = set()
        self.made: dict[str, str] = {}

    def _run(self, program: str, *arguments: str) -> None:
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                [*self.owner, str(self.home / program), *arguments],
                check=True,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "LC_ALL": "C"},
            )

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                assert self.server.poll() is None, (self.folder / "log").read_text(encoding="utf-8")[-2000:]
                assert time.monotonic() < end, "PostgreSQL does not answer"
                time.sleep(0.1)
            else:
                return

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str) -> None:
        """Run one statement beside any transaction."""
        if self._asking is None:
            self._asking = psycopg.connect(self.url("postgres"), autocommit=True)
        self._asking.execute(statement)

    def _copied(self, template: str) -> str:
        """The name of a new database like this one."""
        name = f"t{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}{self._files}")
        return name

    def fresh(self, key: str | None = None) -> str:
        """The address of a new, migrated database; the same `key` again is the same database."""
        if key is not None and key in self.made:
            return self.made[key]
        if not self._migrated:
            self._migrated = True
            self.sql(f"CREATE DATABASE {TEMPLATE}")
            store = db.Store(self.url(TEMPLATE))
            db.migrate(store)
            store.close()
        name = self._copied(TEMPLATE)
        self.made[key or name] = self.url(name)
        return self.url(name)

    def furnished(self, key: str, name: str, furnish: Callable[[db.Store], object]) -> None:
        """Let `key` be a copy of a database that `furnish` filled once for all with this name."""
        if name not in self._templates:
            store = db.Store(self.fresh(name))
            furnish(store)
            with store.engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")  # autovacuum would come by after a minute, as it did elsewhere
            store.close()
            self.keep(name, name)
        self.copy(key, name)

    def keep(self, key: str, name: str) -> None:
        """Make a template of this name of the database `key`; nobody may be connected to it any more."""
        self._templates.add(name)
        self.sql(f"ALTER DATABASE {self.made.pop(key).rpartition('/')[2]} RENAME TO template_{name}")

    def copy(self, key: str, name: str) -> None:
        """Let `key` be a copy of the template of this name."""
        self.made[key] = self.url(self._copied(f"template_{name}"))

    def drop(self) -> None:
        """Drop every database that was made so far."""
        for url in self.made.values():
            self.sql(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")
        self.made.clear()

    def end(self) -> None:
        if self._asking is not None:
            self._asking.close()
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def cluster(*, safe: bool = False) -> Iterator[Cluster]:
    """A server for as long as the block runs."""
    made = Cluster(safe=safe)
    try:
        yield made
    finally:
        made.end()


@contextmanager
def instead_of_sqlite() -> Iterator[Cluster]:
    """Every `Store` on a SQLite file is one on PostgreSQL while the block runs: the same file, the same database."""
    with cluster() as made:
        plain, stopped = db.Store.__init__, db.STOPPED_SECONDS
        db.STOPPED_SECONDS = 110  # a test's own slowness on a machine with much to do is no stopped process

        def on_postgres(self: db.Store, url: str) -> None:
            plain(self, made.fresh(url) if url.startswith("sqlite:///") else url)

        db.Store.__init__ = on_postgres  # type: ignore[method-assign]
        RUNNING.append(made)
        try:
            yield made
        finally:
            RUNNING.clear()
            db.Store.__init__ = plain  # type: ignore[method-assign]
            db.STOPPED_SECONDS = stopped


def wanted() -> bool:
    """Whether the whole suite is to run on PostgreSQL."""
    return os.environ.get(SWITCH) == "1"


_OPENERS = ("bot.app", "bot.db", "tests.conversation", "tests.desk_world", "tests.rig")


def opens_a_store(test: Path) -> bool:
    """Whether the tests of this file can come to a database at all: whether it imports something that opens one."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(test.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{each.name}" for each in node.names)}
    return any(name == each or name.startswith(f"{each}.") for name in names for each in _OPENERS)


def address(store: db.Store) -> str:
    """A store's address as a config has it."""
    return store.url.set(drivername="postgresql").render_as_string(hide_password=False)
