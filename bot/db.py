"""The database: engines, sessions, migrations. The same acts run on SQLite and PostgreSQL.

SQLite: WAL, `BEGIN IMMEDIATE` for every writing transaction (a deferred one that upgrades fails at once under
contention, https://www.sqlite.org/isolation.html), one writer thread a process, reads on a second engine.
PostgreSQL: as many writer threads as the pool has connections.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import alembic.command
import alembic.config
import alembic.script
from alembic.runtime.migration import MigrationContext
from psycopg import Error as PsycopgError
from psycopg.rows import namedtuple_row
from sqlalchemy import BigInteger, Engine, Select, any_, bindparam, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel, create_engine

from bot import planner
from bot.errors import ConfigError

Value = TypeVar("Value")
WRITERS_POSTGRES = 8
CACHE_KILOBYTES = 16_000
IDLE_SECONDS = 5.0
"""A connection that rested longer than this is asked whether it still stands before it is used."""
STOPPED_SECONDS = 15
TROUBLE = (SQLAlchemyError, PsycopgError)
"""What it raises when the database does not answer; statements sent past SQLAlchemy (`for_each`) tell it themselves."""
START_LOCK = 4_294_967_400  # a number of our own among PostgreSQL's advisory locks


def _connect_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cache = f"cache_size=-{CACHE_KILOBYTES}"  # 2 MB by itself: a busy county's indexes would be read again and again
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON", cache):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _connect_postgres(connection: Any, _record: Any) -> None:
    """The server ends a transaction in which nobody does anything for so long: its process may be stopped or cut off.

    Otherwise its locks would keep the others from taking over.
    """
    connection.autocommit = True
    connection.execute(f"SET idle_in_transaction_session_timeout = {STOPPED_SECONDS * 1000}")
    connection.autocommit = False


def _used(_connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _still_there(connection: Any, record: Any, _proxy: Any) -> None:
    """PostgreSQL restarted, or the way to it broke, while nobody asked: take a new connection.

    Not at every use as `pool_pre_ping` does, for that would be a round trip more for each transaction.
    """
    used_at = record.info.get("used_at")
    if used_at is None or time.monotonic() - used_at < IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except PsycopgError as error:
        raise DisconnectionError from error


TO_CHANGE: dict[str, Any] = {"key_share": True}
"""How `Books.get` and the statements lock a row that is to be changed: who writes a row that names it need not wait.

A plain FOR UPDATE is for rows whose key changes or that are deleted (PostgreSQL's manual, 13.3.2). The pump locks a
copy and its edit; an act that holds the edit and plans another for the same copy waited for the pump as the pump waited
for it, until PostgreSQL broke one off after a second.
"""


class Books(Session):
    """A session on the rows of one county: what is looked up by an id is looked up by county and id.

    So a row of another county is not found, and no statement needs more than one county's part of a table. Without a
    county (where none is known yet, and in tools) an id alone is enough, for ids are unique.
    """

    county_id: int | None = None

    def get(self, entity: type[Value], ident: Any, **options: Any) -> Value | None:  # type: ignore[override]
        """The row with this id, from memory where it was read before; None where the county has none."""
        if ident is None:
            return None
        if options.get("with_for_update"):
            options["with_for_update"] = TO_CHANGE
        if isinstance(ident, tuple) or not hasattr(entity, "county_id"):
            return super().get(entity, ident, **options)
        if self.county_id is not None and (options or self._in_memory(entity, ident)):
            return super().get(entity, (self.county_id, ident), **options)
        kind: Any = entity
        values = {"id": ident} if self.county_id is None else {"county": self.county_id, "id": ident}
        found = _by_id(kind, self.county_id is not None, bool(options.get("with_for_update")))
        fresh = {"populate_existing": bool(options.get("populate_existing"))}
        return self.execute(found, values, execution_options=fresh).scalars().first()

    def _in_memory(self, entity: type[Any], ident: int) -> bool:
        return identity_key(entity, (self.county_id, ident)) in self.identity_map


@cache
def _by_id(entity: Any, in_county: bool, locked: bool) -> Select[Any]:
    """A row by its id, built once for each kind: rows are asked for by id more often than in any other way."""
    found = select(entity).where(entity.id == bindparam("id"))
    found = found.where(entity.county_id == bindparam("county")) if in_county else found
    return found.with_for_update(**TO_CHANGE) if locked else found


@contextmanager
def within(session: Session, county_id: int) -> Iterator[None]:
    """Look ids up in this county while the block runs, in a session that works for several."""
    if not isinstance(session, Books):
        yield
        return
    before, session.county_id = session.county_id, county_id
    try:
        yield
    finally:
        session.county_id = before


def _from_json(text: str) -> Any:
    """A JSON column's value; most are empty, and the library's reader takes its time over those too."""
    if text == "{}":
        return {}
    return [] if text == "[]" else json.loads(text)


class Store:
    """One database: a writing engine, a reading engine, and the threads that acts run in."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise ConfigError("database.url is no database address: write sqlite:///FILE or postgresql://…") from None
        if parsed.get_backend_name() == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = self._engine()
        # Reads on PostgreSQL see each statement's own moment either way, so they need no transaction around them.
        self.reading = self._engine() if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        if self.is_sqlite:
            event.listen(self.engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
            event.listen(self.reading, "begin", lambda c: c.exec_driver_sql("BEGIN"))
        self.writers = ThreadPoolExecutor(1 if self.is_sqlite else WRITERS_POSTGRES, "act")
        self.readers = ThreadPoolExecutor(4, "read")

    def _engine(self) -> Engine:
        options: dict[str, Any] = {"hide_parameters": True}  # values are people's names and words
        options["json_deserializer"] = _from_json
        if self.is_sqlite:
            options["connect_args"] = {"check_same_thread": False, "timeout": 30}
        else:
            # The connection used last first: it has the statements prepared, and the server their plans.
            options.update(pool_size=WRITERS_POSTGRES + 4, max_overflow=4, pool_use_lifo=True)
        engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(engine, "connect", _connect_sqlite)
        else:
            event.listen(engine, "connect", _connect_postgres)
            event.listen(engine, "checkin", _used)
            event.listen(engine, "checkout", _still_there)
        return engine

    @contextmanager
    def writing(self, county_id: int | None = None) -> Iterator[Books]:
        """A session whose transaction commits at the end, or is rolled back where an error passes."""
        with Books(self.engine, expire_on_commit=False) as session, session.begin():
            session.county_id = county_id
            yield session

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep a second program off a SQLite file while the block runs; the system lets go of it after a kill.

        Raises ConfigError where another has it. On PostgreSQL several may run: leases decide who does what.
        """
        if not self.is_sqlite or not self.url.database or os.name != "posix":
            yield
            return
        import fcntl

        with open(f"{self.url.database}.lock", "w", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ConfigError(
                    "Another Dalaba runs on this database: stop that one, or use PostgreSQL for several."
                ) from None
            yield

    def read(self, function: Callable[..., Value], /, *args: Any, **values: Any) -> Value:
        """`function(session, …)` in a transaction that writes nothing, in the county of a `Here` among its values."""
        places = (getattr(each, "county_id", None) for each in (*args, *values.values()))
        with Books(self.reading, expire_on_commit=False) as session:
            session.county_id = next((each for each in places if each is not None), None)
            return function(session, *args, **values)

    def close(self) -> None:
        """Let go of threads and connections."""
        self.writers.shutdown(wait=True)
        self.readers.shutdown(wait=True)
        self.engine.dispose()
        self.reading.dispose()


def is_sqlite(session: Session) -> bool:
    """Whether a session's database is SQLite."""
    return session.get_bind().dialect.name == "sqlite"


@cache
def defaults(table: type[SQLModel]) -> Mapping[str, Any]:
    """What a new row has in the columns that nobody fills, but its id: for rows written as plain mappings."""
    fields = {name: field for name, field in table.model_fields.items() if name != "id" and not field.is_required()}
    return {name: field.get_default(call_default_factory=True) for name, field in fields.items()}


def insert_new(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    """Insert many rows at once; one whose unique `key` is there already is passed by, also if it came this moment."""
    session.flush()  # rows that these point to
    session.connection().execute(_insert_new(table, tuple(key), is_sqlite(session)), list(rows))


@cache
def _insert_new(table: type[SQLModel], key: tuple[str, ...], sqlite_: bool) -> Any:
    insert = sqlite.insert if sqlite_ else postgresql.insert
    plain = table.__table__  # type: ignore[attr-defined]
    return insert(plain).on_conflict_do_nothing(index_elements=list(key))


@cache
def compiled(statement: Select[Any]) -> Any:
    """A statement in PostgreSQL's words, compiled once."""
    return statement.compile(dialect=make_url("postgresql+psycopg://").get_dialect()())


def for_each(session: Session, statement: Select[Any], values: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """The rows of one statement for each set of values: on PostgreSQL all in one round trip (psycopg's pipeline).

    The statement is one that a module keeps, with a name of its own for each column.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite" or not values:
        return [list(connection.execute(statement, each)) for each in values]
    made, found = compiled(statement), []
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor(row_factory=namedtuple_row) as cursor:
        cursor.executemany(made.string, [made.construct_params(each) for each in values], returning=True)
        for _ in values:
            found.append(cursor.fetchall())
            cursor.nextset()
    return found


def among(column: Any, name: str, *, sqlite_: bool) -> Any:
    """Whether a column's value is among those given as `name`, in a form that one prepared statement can keep."""
    if sqlite_:
        return column.in_(bindparam(name, expanding=True))
    return column == any_(bindparam(name, type_=postgresql.ARRAY(BigInteger)))


_MIGRATIONS = str(Path(__file__).parent / "migrations")


def _alembic(store: Store) -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["engine"] = store.engine
    return config


@cache
def _scripts() -> alembic.script.ScriptDirectory:
    """The program's own migrations: read once, for they do not change while it runs."""
    return alembic.script.ScriptDirectory(_MIGRATIONS)


def migrate(store: Store) -> None:
    """Bring the tables to this program's version; the same again changes nothing.

    Raises ConfigError where the database cannot be reached, or was made by a newer version of Dalaba.
    """
    config = _alembic(store)
    try:
        with store.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else "no answer"
        raise ConfigError(f"The database cannot be opened ({reason}): check database.url.") from None
    scripts = _scripts()
    if current is not None and current == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise ConfigError(
            f"The database is of a newer version ({current}) than this program: install the newer Dalaba, "
            "or point database.url at another database."
        )
    if store.is_sqlite:
        alembic.command.upgrade(config, "head")
        with store.engine.begin() as connection:
            planner.tell(connection)
        return
    with store.engine.begin() as alone:  # two that start together: the second waits, and finds it done
        alone.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        alone.execute(select(func.pg_advisory_xact_lock(START_LOCK)))
        alembic.command.upgrade(config, "head")


ANSWERS, SINGLES = 1, 2
"""What waits for its like (`one_after_another`): a group's answers, which are gathered and numbered; single postings of
a county, which are counted before one more goes."""


def one_after_another(session: Session, kind: int, number: int) -> None:
    """Let acts that touch the same thing (of a kind, with this number) wait for each other until they end.

    On SQLite they do anyway: every writing transaction is alone there.
    """
    if not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(kind, number)))


GIVES_WAY = ("40P01", "40001")
"""PostgreSQL's deadlock_detected and serialization_failure."""


def gave_way(error: OperationalError) -> bool:
    """Whether the database broke a transaction off in favour of another one, so that it can be done again."""
    return getattr(error.orig, "sqlstate", None) in GIVES_WAY


def one_at_a_time(session: Session) -> None:
    """Let what every process does at its start be done by one after the other, until the transaction ends."""
    if not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(START_LOCK)))
