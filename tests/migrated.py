"""An empty SQLite file gets its tables from a copy of the first that was migrated in this process.

All migrations one after the other take most of a second, and some hundred tests begin with an empty file. What is not
empty is migrated as ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from unittest import mock

import alembic.command
from alembic.config import Config
from sqlalchemy import Engine

MIGRATE = alembic.command.upgrade


def _empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first()


@contextmanager
def once() -> Iterator[None]:
    """While this holds."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as first:

        def upgrade(config: Config, revision: str) -> None:
            engine: Engine = config.attributes["engine"]
            if revision != "head" or engine.dialect.name != "sqlite" or not _empty(engine):
                MIGRATE(config, revision)
                return
            known = bool(first.execute("SELECT 1 FROM sqlite_master").fetchone())
            if not known:
                MIGRATE(config, revision)
            with engine.connect() as connection:
                made: Any = connection.connection.driver_connection
                connection.rollback()
                if known:
                    first.backup(made)
                else:
                    made.backup(first)

        with mock.patch.object(alembic.command, "upgrade", upgrade):
            yield
