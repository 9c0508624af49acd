"""What a running bot has after its first hour, for each of a thousand short databases: statements already compiled.

SQLAlchemy keeps compiled statements per engine, and a test opens a new database with engines of its own, so each test
compiled everything again (an eighth of the whole suite's time). Here all engines of a kind share what the first made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy import URL, Engine, create_engine

from bot import db
from tests import bound


@contextmanager
def sharing() -> Iterator[None]:
    """While this holds, a store's engines use the dialect and the compiled statements of the first of their kind."""
    first: dict[str, Engine] = {}

    def made(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        bound.listen((engine,), bound.CROSSING)
        older = first.setdefault(url.drivername, engine)
        # Only a dialect that has once been connected knows what its database can do.
        if older is not engine and older.dialect.server_version_info:
            engine.dialect = engine.pool._dialect = older.dialect
            engine._compiled_cache = older._compiled_cache
        return engine

    with mock.patch.object(db, "create_engine", made), mock.patch.object(db, "compiled", bound.compiled):
        yield
