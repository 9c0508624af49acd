"""The eye that looks for statements crossing counties sees them, and sees none where there is none."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, bindparam
from sqlmodel import Session, col, select

import bot
from bot import audience, db
from bot.app import Here
from bot.models import Delivery, Person, Posting
from tests import bound, postgres, rig
from tests.conversation import town


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT delivery.id FROM delivery WHERE delivery.county_id = ? AND delivery.id = ?",
        "SELECT a.id FROM delivery AS a JOIN posting ON posting.county_id = a.county_id AND posting.id = a.posting_id "
        "WHERE a.county_id = %(county)s",
        "SELECT a.id FROM delivery a WHERE a.county_id = ? AND NOT (EXISTS (SELECT * FROM delivery AS b "
        "WHERE b.county_id = a.county_id AND b.id < a.id))",
        "SELECT delivery.id FROM delivery WHERE delivery.county_id = ? AND (delivery.id = ? OR delivery.id = ?)",
        "SELECT x.id FROM (SELECT delivery.id AS id FROM delivery WHERE delivery.county_id = ?) AS x",
        "UPDATE delivery SET state=? WHERE delivery.id = ? AND delivery.county_id = ?",
        "INSERT INTO delivery (county_id, text) VALUES (?, ?)",
        "SELECT county.id FROM county WHERE county.id = ?",
    ],
)
def test_what_names_the_county_of_every_table_is_let_pass(statement: str) -> None:
    assert bound.wild(statement) == frozenset()


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT delivery.id FROM delivery WHERE delivery.id = ?", {"delivery"}),
        ("SELECT a.id FROM delivery AS a JOIN posting ON posting.id = a.posting_id WHERE a.county_id = ?", {"posting"}),
        ("SELECT 1 FROM delivery, posting WHERE delivery.county_id = ? AND posting.id = posting_id", {"posting"}),
        (
            "SELECT a.id FROM delivery AS a WHERE a.county_id = ? AND NOT (EXISTS (SELECT * FROM delivery AS b "
            "WHERE b.id < a.id))",
            {"delivery"},
        ),
        ("SELECT delivery.id FROM delivery WHERE (delivery.county_id = ? OR delivery.id = ?)", {"delivery"}),
        ("SELECT delivery.id FROM delivery WHERE delivery.county_id IN (?, ?)", {"delivery"}),
        (
            "SELECT delivery.id FROM delivery WHERE delivery.county_id = ? UNION ALL SELECT posting.id FROM posting",
            {"posting"},
        ),
        ("UPDATE delivery SET county_id=? WHERE delivery.id = ?", {"delivery"}),
        ("DELETE FROM guest WHERE guest.id = ?", {"guest"}),
        ("INSERT INTO delivery (text) VALUES (?)", {"delivery"}),
    ],
)
def test_what_does_not_is_found(statement: str, tables: set[str]) -> None:
    assert bound.wild(statement) == tables


async def test_an_id_is_looked_up_in_its_county_alone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("秀兰").says("/start")
        (person,) = t.rows(Person)

        def found(session: Session, _place: object) -> Person | None:
            return session.get(Person, person.id)

        class Elsewhere:
            county_id = t.here.county_id + 1

        assert t.read(found, t.here) is not None
        assert t.read(found, Elsewhere()) is None


async def test_a_statement_of_the_program_that_crosses_counties_fails_its_test(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.read(lambda session: session.exec(select(Delivery.id).join(Posting, col(Posting.id) == Delivery.posting_id)))
        assert bound.CROSSING == {}, "a test may look things up as it likes"
        code = compile(
            "def ask(session, statement): return session.exec(statement).all()", f"{bound.ROOT}/bot/x.py", "exec"
        )
        program: dict[str, object] = {}
        exec(code, program)
        t.read(program["ask"], select(Delivery.id))
    assert list(bound.CROSSING.values()) == ["delivery: SELECT delivery.id FROM delivery"]
    bound.CROSSING.clear()  # or this test itself would fail at its end, as any other


def kept_by_dialect() -> dict[str, Any]:
    """The statements of the program that have a form for PostgreSQL beside SQLite's, by module and name."""
    found: dict[str, Any] = {}
    for each in pkgutil.iter_modules(bot.__path__, "bot."):
        for name, value in vars(importlib.import_module(each.name)).items() if each.name != "bot.__main__" else ():
            if isinstance(value, dict) and set(value) == {True, False} and isinstance(value[False], Executable):
                found[f"{each.name}.{name}"] = value[False]
    return found


def test_the_forms_for_postgresql_name_the_county_too() -> None:
    """On PostgreSQL these go past the engine, whose statements every test looks at."""
    kept = kept_by_dialect()
    assert {"bot.pump_rows.ROWS", "bot.pump_rows.PEOPLE", "bot.leases.HELD", "bot.forms.MADE_FROM"} <= set(kept)
    crossing = {name: tables for name, each in kept.items() if (tables := bound.wild(db.compiled(each).string))}
    assert crossing == {}


def test_a_statement_that_goes_past_the_engine_is_seen(postgres_cluster: postgres.Cluster) -> None:
    store = rig.books(postgres_cluster.fresh())
    program: dict[str, Any] = {"for_each": db.for_each}
    exec(compile("def ask(*what): return for_each(*what)", f"{bound.ROOT}/bot/x.py", "exec"), program)
    of_all = select(Delivery.id).where(col(Delivery.id) == bindparam("id"))
    of_one = of_all.where(col(Delivery.county_id) == bindparam("county"))
    try:
        store.read(program["ask"], of_one, [{"id": 1, "county": 1}])
        assert bound.CROSSING == {}
        store.read(program["ask"], of_all, [{"id": 1}])
    finally:
        store.close()
    assert list(bound.CROSSING) == ["bot/x.py:1"]
    bound.CROSSING.clear()


async def test_no_statement_of_a_conversation_crosses_counties(tmp_path: Path) -> None:
    """A posting's way: texted, out to all, answered, changed, cancelled, complained about, a day gone by, stopped."""
    async with town(tmp_path) as t:
        desk, boss = t.desk, t.person("王师傅")
        await desk.says("/start")
        await boss.says("明天要3个人摘苹果，150一天，日结，西解村，早7点，管饭，联系王师傅13935900001")
        posting_id = t.app.act_now(rig.publish, t.here, "Z9", wanted=3)
        await t.later(minutes=2)
        copy = t.group("西解村").copy("Z9")
        for name, words in (
            ("秀兰", "去，俩人"),
            ("老李", "报名"),
            ("建军", "我也去"),
            ("玉梅", "俺去"),
            ("秀兰", "改成1人"),
        ):
            await t.person(name).says(words, group="西解村", quoting=copy)
        await t.person("老李").says("不去了", group="西解村", quoting=copy)
        await t.person("路人").says("没给钱", group="西解村", quoting=copy)
        await desk.says("进度")
        await t.later(minutes=30)
        await t.leap("2026-10-15T21:30")

        def stop(session: Session, now: datetime, here: Here) -> None:
            audience.stop(session, now, here, session.get_one(Posting, posting_id), "withdrawn")

        t.app.act_now(stop, t.here)
        await t.settle()
    assert bound.CROSSING == {}
