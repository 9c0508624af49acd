"""What goes when, what stays, and the copy of the night with its tried restore."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot import backups, books, retention, stats
from bot.app import Here
from bot.models import (
    PERSONAL,
    Complaint,
    Delivery,
    Due,
    Employer,
    Event,
    Guest,
    Inbox,
    Person,
    Posting,
    PostingDay,
    Signup,
    metadata,
)
from tests import postgres
from tests.conversation import Town, town
from tests.test_flow_group import VILLAGE, opened


async def _worked(t: Town) -> None:
    await opened(t, raw_text="明天要人，电话13800138001", contact_name="王师傅")
    await t.person("秀兰").says("俺俩去", group=VILLAGE)

    def bring(session: Session, now: datetime, here: Here) -> None:
        signup = session.exec(select(Signup)).one()
        session.add(Guest(county_id=here.county_id, signup_id=signup.id or 0, name="张三"))

    t.app.act_now(bring, t.here)
    await t.person("玉梅").says("今天天气真好", group=VILLAGE)


async def test_other_talk_goes_after_ninety_days_and_what_something_rests_on_stays(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await _worked(t)
        t.at("2027-01-20T03:00")
        done = t.app.act_now(retention.empty, t.here)
        assert done.talk == 1
        bodies = {row.kept: row.body for row in t.rows(Inbox)}
        assert bodies[False] == ""
        assert "俺俩去" in bodies[True]
        assert all(row.text == "" for row in t.rows(Delivery) if row.state == "sent")
        assert {row.name for row in t.rows(Person)} == {"秀兰", "王师傅"}
        assert t.app.act_now(retention.empty, t.here) == retention.Emptied()


async def test_after_three_years_names_go_and_counts_stay(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await _worked(t)
        before = stats.total(t.read(stats.lines, t.here, date(2026, 10, 15), date(2026, 10, 15)))
        assert before.signed == 2
        t.at("2029-10-20T03:00")
        t.app.act_now(retention.empty, t.here)
        t.app.act_now(retention.empty, t.here)
        assert {(row.name, row.phone) for row in t.rows(Person)} == {("", None)}
        assert {row.body for row in t.rows(Inbox)} == {""}
        assert {row.name for row in t.rows(Guest)} == {""}
        (posting,) = t.rows(Posting)
        assert (posting.raw_text, posting.contact_name, posting.phones) == ("", None, [])
        after = stats.total(t.read(stats.lines, t.here, date(2026, 10, 15), date(2026, 10, 15)))
        assert after == before
        held = t.app.store.read(_all_text)
        for word in ("秀兰", "张三", "13800138001", "王师傅"):
            assert word not in held


def _all_text(session: Session) -> str:
    """Every value of every column in which names, phones and people's own words may stand."""
    found: list[str] = []
    for table, columns in PERSONAL.items():
        if table == "chat_group":
            continue
        for column in columns:
            found += session.execute(select(metadata.tables[table].c[column])).scalars().all()
    return repr(found)


async def test_an_open_complaint_and_a_bar_lock_what_they_need(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await _worked(t)
        await t.person("秀兰").says("A12收押金，骗人的", group=VILLAGE)

        def barred(session: Session, now: datetime, here: Here) -> None:
            session.add(Employer(county_id=here.county_id, phone="13900000000", name="甲", barred_at=now))
            session.add(Person(county_id=here.county_id, name="乙", barred_at=now, first_met_at=now))

        t.app.act_now(barred, t.here)
        t.at("2029-12-20T03:00")
        t.app.act_now(retention.empty, t.here)
        assert {"秀兰", "乙"} <= {row.name for row in t.rows(Person)}
        assert t.rows(Posting)[0].raw_text != ""
        assert t.rows(Complaint)[0].said != ""
        assert [row.phone for row in t.rows(Employer)] == ["13900000000"]

        def closed(session: Session, now: datetime, here: Here) -> None:
            row = session.exec(select(Complaint)).one()
            row.state, row.closed_at = "closed", now - timedelta(days=1200)
            session.add(row)

        t.app.act_now(closed, t.here)
        t.app.act_now(retention.empty, t.here)
        assert t.rows(Complaint)[0].said == ""
        assert "秀兰" not in {row.name for row in t.rows(Person)}
        assert len(t.rows(Signup)) == 1


async def test_a_run_comes_back_until_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town(tmp_path) as t:
        monkeypatch.setattr(retention, "MOST", 2)
        monkeypatch.setattr(retention.empty, "__defaults__", (2,))
        for _ in range(5):
            await t.person("玉梅").says("今天天气真好", group=VILLAGE)
        t.at("2027-02-19T04:00")
        await t.settle()
        await t.leap("2027-02-20T03:31")
        assert {row.body for row in t.rows(Inbox)} == {""}
        runs = [row.after["talk"] for row in t.rows(Event) if row.act == "retention.run"]
        assert runs == [2, 2, 1]


@pytest.mark.sqlite
async def test_the_copy_of_the_night_is_made_tried_and_kept_for_days(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await _worked(t)
        with capture_logs() as lines:
            await t.leap("2026-10-16T04:00")
        assert [line["rows"]["signup"] for line in lines if line["event"] == "backup"] == [1, 1], "a line each night"
        folder = tmp_path / "backups"
        assert sorted(path.name for path in folder.iterdir()) == [
            "dalaba-2026-10-15.sqlite3",
            "dalaba-2026-10-16.sqlite3",
        ]
        rows = backups.try_restore(folder / "dalaba-2026-10-16.sqlite3")
        assert rows["signup"] == 1
        runs = [row.after for row in t.rows(Event) if row.act == "backup.run"]
        assert [each["failed"] for each in runs] == ["", ""]
        assert {row.state for row in t.rows(Due) if row.kind == "backup"} == {"done"}
        await t.leap("2026-10-31T04:00")
        kept = sorted(path.name for path in folder.iterdir())
        assert len(kept) == 14
        assert kept[0] == "dalaba-2026-10-18.sqlite3"


@pytest.mark.sqlite
async def test_the_copy_of_the_night_is_put_in_place_and_the_county_goes_on(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, start=date(2026, 10, 20), wanted=3)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T04:00")
        await t.person("老李").says("我去", group=VILLAGE)  # after the copy: lost with the machine
    restored = tmp_path / "another-machine" / "dalaba.sqlite3"
    restored.parent.mkdir()
    shutil.copyfile(tmp_path / "backups" / "dalaba-2026-10-15.sqlite3", restored)
    async with town(tmp_path, url=f"sqlite:///{restored}") as t:
        t.update_ids, t.message_ids = count(1000), count(1000)  # the messenger counts on
        for name in ("秀兰", "老李"):  # they keep their telephones
            t.person(name)
        t.at("2026-10-15T09:00")
        await t.settle()
        assert [day.taken for day in t.rows(PostingDay)] == [1]
        assert t.read(books.problems, t.now, t.here) == []
        await t.person("建军").says("我去", group=VILLAGE)
        assert [day.taken for day in t.rows(PostingDay)] == [2]
        await t.leap("2026-10-19T21:01")
        assert sum("名单在这" in m.text for m in t.wire.chats[5_100_000_000]) == 1, "what was planned goes on"


async def test_a_dump_of_postgresql_is_tried_and_brings_a_lost_database_back(
    tmp_path: Path, postgres_cluster: postgres.Cluster
) -> None:
    """The README's commands, as they stand there."""
    url, dump = postgres_cluster.fresh(), tmp_path / "dalaba.dump"

    def runs(program: str, *arguments: str) -> bytes:
        whole = [str(postgres_cluster.home / program), *arguments]
        return subprocess.run(whole, check=True, capture_output=True, timeout=60).stdout

    server = ("-h", "127.0.0.1", "-p", str(postgres_cluster.port), "-U", "postgres")
    tried = postgres_cluster.url("dalaba_try")
    async with town(tmp_path, url=url) as t:
        await opened(t, start=date(2026, 10, 20), wanted=3)
        await t.person("秀兰").says("我去", group=VILLAGE)
        dump.write_bytes(runs("pg_dump", "-Fc", url))
        shown = t.wire.chats
    runs("createdb", *server, "dalaba_try")
    runs("pg_restore", "--exit-on-error", "-d", tried, str(dump))
    with psycopg.connect(tried) as copy:
        assert copy.execute("SELECT count(*) FROM signup").fetchone() == (1,)
    copy.close()
    runs("dropdb", *server, "dalaba_try")
    with psycopg.connect(url) as lost:
        lost.execute("TRUNCATE signup, person CASCADE")
    lost.close()
    runs("pg_restore", "--clean", "-d", url, str(dump))
    async with town(tmp_path, url=url) as t:
        t.update_ids, t.message_ids = count(1000), count(1000)  # the messenger counts on
        t.wire.chats = shown
        t.person("秀兰")
        assert [day.taken for day in t.rows(PostingDay)] == [1]
        await t.person("建军").says("我去", group=VILLAGE)
        assert [day.taken for day in t.rows(PostingDay)] == [2]
        assert t.read(books.problems, t.now, t.here) == []


def test_a_copy_that_does_not_stand_is_told_and_the_old_ones_stay(tmp_path: Path) -> None:
    source = tmp_path / "here.sqlite3"
    with sqlite3.connect(source) as made:
        made.execute("CREATE TABLE alembic_version (version_num)")
    made.close()
    folder = tmp_path / "backups"
    folder.mkdir()
    old = folder / "dalaba-2020-01-01.sqlite3"
    old.write_bytes(b"old")
    with pytest.raises(backups.Failed):
        backups.nightly(source, folder, date(2026, 10, 15), 14)
    assert old.exists()
    assert (folder / "dalaba-2026-10-15.broken").exists()
    with pytest.raises(backups.Failed):
        backups.copy(tmp_path / "nowhere.sqlite3", folder / "x.sqlite3")
    assert not (folder / "x.sqlite3").exists()


@pytest.mark.sqlite
async def test_a_failed_copy_is_told_to_the_desk_in_the_morning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise backups.Failed("disk full")

    monkeypatch.setattr(backups, "nightly", fails)
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.leap("2026-10-15T08:01")
        assert t.desk.last == "早上要看的：\n昨夜的备份没做成，请管机器的人看一下：磁盘满没满，日志里写着原因。"
