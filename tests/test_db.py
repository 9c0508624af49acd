"""The tables and their migrations agree; a database that cannot be used says so in one sentence."""

from __future__ import annotations

from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot import db, models
from bot.db import Store, migrate
from bot.errors import ConfigError
from bot.models import County
from tests import migrated


def test_migrations_lead_to_the_tables_as_they_are(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate(store)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, models.metadata) == []
    store.close()


def _by_stairs(store: Store) -> None:
    migrated.MIGRATE(db._alembic(store), "head")


@pytest.mark.sqlite
def test_an_empty_file_that_gets_a_copy_is_as_the_stairs_would_have_made_it(tmp_path: Path) -> None:
    found = []
    for number, make in enumerate((migrate, migrate, _by_stairs)):
        store = Store(f"sqlite:///{tmp_path}/{number}.sqlite3")
        make(store)
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
            # Migrations put a table's constraints in any order.
            found.append((version, {name: {line.strip("\t ,") for line in sql.splitlines()} for name, sql in tables}))
        store.close()
    assert found[0] == found[1] == found[2]
    assert len(found[0][1]) > 20


def test_migrating_again_changes_nothing_and_the_stairs_go_down(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate(store)
    migrate(store)
    alembic.command.downgrade(db._alembic(store), "base")
    migrate(store)
    store.close()


def test_a_newer_database_is_one_sentence(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match="newer version"):
        migrate(store)
    store.close()


def test_an_address_that_is_none_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match="no database address"):
        Store("wanrong")


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    store = Store("postgresql://nobody:x@127.0.0.1:9/none")
    with pytest.raises(ConfigError, match="cannot be opened"):
        migrate(store)
    store.close()


def test_no_row_points_across_counties(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate(store)
    with store.writing() as session:
        for slug in ("wanrong", "luonan"):
            session.add(County(slug=slug, name=slug, region_code=slug))
        session.flush()
        session.add(models.Person(county_id=1, name="秀兰"))
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(models.Posting(county_id=2, poster_id=1))
    store.close()


def test_the_schema_itself_refuses_a_seat_too_many(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate(store)
    with store.writing() as session:
        session.add(County(slug="wanrong", name="万荣县", region_code="140822"))
        session.flush()
        session.add(models.Person(county_id=1))
        session.flush()
        session.add(models.Posting(county_id=1, poster_id=1))
        session.flush()
        session.exec(  # type: ignore[call-overload]
            text(
                "INSERT INTO posting_day (county_id, posting_id, day, wanted, taken, held)"
                " VALUES (1, 1, '2026-10-15', 2, 0, 0)"
            )
        )
    with pytest.raises(IntegrityError, match="never_a_seat_too_many"), store.writing() as session:
        session.exec(text("UPDATE posting_day SET taken = 2, held = 1"))  # type: ignore[call-overload]
    store.close()


def test_own_words_come_under_their_language_on_the_stairs(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate(store)
    alembic.command.downgrade(db._alembic(store), "0015")
    words = {"copy.full": '"{code}\\u9f50\\u4e86"', "copy.closed": '"{code} is over"'}
    with store.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO county (id, slug, name, region_code) VALUES (1, 'wanrong', '万荣县', '140822')")
        )
        for key, value in words.items():
            row = {"key": f"texts.{key}", "value": value}
            connection.execute(
                text("INSERT INTO setting (county_id, key, value, changed_at) VALUES (1, :key, :value, '2026-10-14')"),
                row,
            )
    migrate(store)
    with store.engine.connect() as connection:
        found = {row[0] for row in connection.execute(text("SELECT key FROM setting"))}
    assert found == {"texts.zh.copy.full", "texts.en.copy.closed"}
    alembic.command.downgrade(db._alembic(store), "0015")
    with store.engine.connect() as connection:
        assert {row[0] for row in connection.execute(text("SELECT key FROM setting"))} == {
            f"texts.{key}" for key in words
        }
    store.close()
