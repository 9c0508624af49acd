"""People on the desk's pages: registered, found, merged, exported, forgotten; who sees which part; settings; tables."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from bot import ladder, leftovers, registry, sheet_in
from bot.app import Here
from bot.models import (
    Account,
    Call,
    Complaint,
    LoginLink,
    LoginTry,
    Person,
    Posting,
    PostingStatus,
    Region,
    Signup,
    WebSession,
    WorkerCard,
)
from tests.desk_client import DESK, HOME, acts, browser, desk, one, part, press, said, token
from tests.desk_world import county


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in files.items():
            book.writestr(name, data)
    return held.getvalue()


async def test_a_township_sees_its_own_part(tmp_path: Path) -> None:
    async with county(tmp_path) as t, part(t, "解店镇") as client:
        page = (await client.get(DESK)).text
        assert "A1 摘苹果" in page
        assert "A2 分拣" not in page
        assert "/settings" not in page
        assert (await client.get(f"{DESK}/posting/1")).status_code == 200
        assert (await client.get(f"{DESK}/posting/2")).status_code == 404
        for path in ("/people?tab=desk", "/settings", "/review/4", "/posting/2/roster.xlsx", "/tables", "/employer/2"):
            assert (await client.get(f"{DESK}{path}")).status_code == 404, path
        for path in ("/posting/2/close", "/review/4/phoned", "/settings", "/person/5/bar", "/complaint/1/take"):
            await press(client, path, {"key": "station", "value": "别人的", "sure": "yes"})
        assert one(t, Posting, Posting.id == 2).status == PostingStatus.OPEN
        assert t.rows(Complaint)[0].owner_id != one(t, Account, Account.login == "part").person_id
        await press(client, "/posting/1/close")
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.CLOSED


@pytest.mark.parametrize(("place", "number"), [("解店镇", 3), ("通化镇", 2), ("里望乡", 0), ("", 6)])
async def test_the_number_beside_today_is_of_what_that_page_shows(tmp_path: Path, place: str, number: int) -> None:
    """A need of 通化镇 waits; of 解店镇 are the unclear reply, the complaint and the call; a second call was tried.

    One more lies in no township, but in the county's group.
    """
    async with county(tmp_path) as t:

        def tried(session: Session, now: datetime, here: Here) -> None:
            posting = session.scalars(select(Posting).where(col(Posting.code) == "A3")).one()
            ladder.call(session, now, here, 1, key="again", what="call.tell", posting=posting)
            session.scalars(select(Call).where(col(Call.posting_id) == posting.id)).one().outcome = "no_answer"

        t.app.act_now(tried, t.here)
        async with part(t, place) if place else desk(t) as client:
            page = (await client.get(DESK)).text
        beside = re.search(r"<a [^>]*>今天(?:<span class=\"count\">(\d+)</span>)?</a>", page)
        assert beside is not None
        lists = re.findall(
            r'<h2 id="h-(?:complaints|reviews|unclear|calls)"[^>]*>[^<]*<span class="count">(\d+)<', page
        )
        assert int(beside[1] or 0) == sum(int(each) for each in lists) == number


async def test_a_township_meets_its_own_people_and_counts_its_own_work(tmp_path: Path) -> None:
    async with county(tmp_path) as t, part(t, "解店镇") as client:
        on_a1, on_a3 = (one(t, Person, Person.name == name) for name in ("秀兰", "建军"))
        workers = (await client.get(f"{DESK}/people?tab=workers")).text
        assert on_a1.name in workers
        assert "李姐" not in workers, "posts elsewhere"
        employers = (await client.get(f"{DESK}/people")).text
        assert "王师傅" in employers
        assert "李姐" not in employers
        seen = t.read(registry.find, t.here, "", None, frozenset({one(t, Region, Region.name == "解店镇").id}))
        for row in (on_a1, on_a3, one(t, Person, Person.name == "李姐")):
            status = 200 if row.id in {each.id for each in seen} or row is on_a1 else 404
            for path in (f"/person/{row.id}", f"/person/{row.id}/data.xlsx", f"/people/register?person={row.id}"):
                assert (await client.get(f"{DESK}{path}")).status_code == status, (row.name, path)
        numbers = (await client.get(f"{DESK}/numbers?month=2026-10")).text
        assert "解店镇" in numbers or "解店" in numbers
        assert "里望" not in numbers
        book = openpyxl.load_workbook(io.BytesIO((await client.get(f"{DESK}/numbers.xlsx?month=2026-10")).content))
        cells = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
        assert not [each for each in cells if "里望" in each or "通化" in each]
        for what in ("bar", "merge", "forget", "role", "link"):
            await press(client, f"/person/{on_a1.id}/{what}", {"sure": "yes", "role": "head", "other": str(on_a3.id)})
        still = one(t, Person, Person.id == on_a1.id)
        assert (still.barred_at, still.role, still.name) == (None, "", "秀兰")


WORKER = {"name": "春梅", "phone": "13900000077", "place": "解店镇西解村", "reach": "township"}
AGREED = {"consent": "yes", "sixteen": "yes"}


async def test_a_worker_is_registered_who_agreed_and_is_sixteen(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        form = WORKER | {"trades": ["picking", "packing"], "hours": ["whole"]}
        for lacking, word in (
            (form, "同意"),
            (form | {"consent": "yes"}, "16"),
            (form | AGREED | {"phone": "12"}, "电话"),
            (form | AGREED | {"place": "没有的村"}, "没有的村"),
        ):
            answer = await press(client, "/people/register", lacking)
            assert answer.status_code == 422
            assert word in answer.text
            assert 'value="春梅"' in answer.text, "what was typed stays"
        assert t.rows(WorkerCard) == []
        assert await said(client, await press(client, "/people/register", form | AGREED)) == "登记好了。"
        card = one(t, WorkerCard)
        region = one(t, Region, Region.name == "西解村")
        assert (card.trades, card.reach, card.hours) == (["picking", "packing"], "township", ["whole"])
        assert card.region_id == region.id
        page = (await client.get(f"{DESK}/person/{card.person_id}")).text
        assert "本乡镇" in page
        assert "13900000077" not in page
        assert "春梅" in (await client.get(f"{DESK}/people?tab=workers&trade=picking")).text
        assert "春梅" not in (await client.get(f"{DESK}/people?tab=workers&trade=loading")).text
        await press(client, "/people/register", form | AGREED | {"reach": "county"})
        assert [row.reach for row in t.rows(WorkerCard)] == ["county"], "the same person, changed"
        await press(client, "/posting/1/add", {"name": "春梅", "phone": "13900000077", "people": "1"})
        assert "A1摘苹果" in (await client.get(f"{DESK}/person/{card.person_id}")).text, "what they did"
        book = openpyxl.load_workbook(
            io.BytesIO((await client.get(f"{DESK}/person/{card.person_id}/data.xlsx")).content)
        )
        assert "解店镇西解村" in [cell.value for row in book["本人"].iter_rows() for cell in row]
        assert {"person.card", "person.export"} <= set(acts(t))
        await press(client, f"/person/{card.person_id}/unregister")
        assert t.rows(WorkerCard) == []
        await press(client, "/people/register", form | AGREED)
        await press(client, f"/person/{card.person_id}/forget", {"sure": "yes"})
        assert t.rows(WorkerCard) == [], "who is forgotten is registered no more"


SHEET = (
    ("序号", "姓名", "身份证号", "联系电话", "年龄", "住哪个村", "会干啥活", "距离", "啥时有空", "本人同意"),
    (1, "春梅", "142701199001010000", 13900000077, 46, "解店镇西解村", "摘苹果、套袋", "本村", "整天", "是"),
    (2, "小军", "", "139-0000-0078", 15, "西解村", "装车", "全县", "晚上", "是"),
    (3, "老吴", "", "13900000079", 61, "通化镇", "看大门", "外地都行", "白天", "否"),
    (4, "凤英", "", "139", 50, "里望乡", "分拣", "", "", "是"),
    (5, "桂枝", "", "13900000080", 39, "里望乡", "=HYPERLINK(1)", "邻乡", "上午", "√"),
)


def handed_in(rows: Any) -> bytes:
    """A workbook as a village officer saves one, with an empty row above and a formula in it."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([])
    for row in rows:
        page.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


async def hand_in(client: AsyncClient, data: bytes, **more: str) -> Response:
    form = {"token": token((await client.get(DESK)).text), "text": "", "act": "read", **more}
    file = {"file": ("名单.xlsx", data, "application/octet-stream")}
    return await client.post(f"{DESK}/people/sheet", data=form, files=file, headers={"Origin": HOME})


def told(page: str) -> list[str]:
    """What will happen with each row."""
    return re.findall(r'<span class="state[^"]*">([^<]+)</span></span></li>', page)


async def test_a_village_s_sheet_is_looked_at_and_then_put_down_with_one_press(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        read = await hand_in(client, handed_in(SHEET))
        assert told(read.text) == ["新登记", "没满16，不登记", "没说同意", "电话不对", "新登记"]
        assert "身份证号" in read.text
        assert t.rows(WorkerCard) == [], "nothing is put down by reading"
        text = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", read.text, re.S)[1])  # type: ignore[index]
        done = await press(client, "/people/sheet", {"text": text, "act": "apply"})
        assert await said(client, done) == "登记了2人。"
        cards = {one(t, Person, Person.id == row.person_id).name: row for row in t.rows(WorkerCard)}
        assert set(cards) == {"春梅", "桂枝"}
        first = cards["春梅"]
        assert (first.trades, first.reach, first.hours) == (["picking", "field"], "village", ["whole"])
        assert (cards["桂枝"].reach, cards["桂枝"].hours) == ("next", ["morning"])
        again = await press(client, "/people/sheet", {"text": text, "act": "read"})
        assert told(again.text).count("登记过了，一样") == 2
        nothing = await press(client, "/people/sheet", {"text": text, "act": "apply"})
        assert nothing.status_code == 422
        with t.app.store.reading.connect() as connection:
            for table in SQLModel.metadata.sorted_tables:
                assert "142701199001010000" not in str(connection.execute(select(table)).all()), table.name
        assert acts(t).count("person.sheet") == 1


async def test_rows_that_are_pasted_need_no_heads_but_a_word_that_all_agreed(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        text = "春梅，13900000077，西解村，摘苹果\n春梅，13900000077，西解村，摘苹果\n老吴 13900000079"
        assert told((await press(client, "/people/sheet", {"text": text})).text)[0] == "没说同意"
        page = (await press(client, "/people/sheet", {"text": text, "agreed": "yes"})).text
        assert told(page) == ["新登记", "表里有两遍，只记一遍", "没有名字"]
        async with part(t, "通化镇") as other:
            page = (await press(other, "/people/sheet", {"text": text, "agreed": "yes"})).text
            assert told(page)[0] == "不归您管的村镇"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 no zip",
        b"\xff\xfe\x00\x81\x00",
        b"",
        zipped({"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><row/></worksheet>'}),
        zipped({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 9_000_000 + b"</worksheet>"}),
        zipped({"word/document.xml": b"<w/>"}),
    ],
)
def test_what_is_no_sheet_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(sheet_in.Unreadable):
        sheet_in.rows(data)


def test_a_sheet_that_another_program_wrote() -> None:
    rows = sheet_in.rows("\ufeff姓名,电话\r\n春梅,13900000077\r\n".encode())
    assert rows == [["姓名", "电话"], ["春梅", "13900000077"]]
    assert sheet_in.rows("姓名\t电话\n春梅\t1".encode("gb18030")) == [["姓名", "电话"], ["春梅", "1"]]
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        b'<c t="inlineStr"><is><t>\xe6\x98\xa5</t><t>\xe6\xa2\x85</t></is></c><c r="D1"><v>1.39E+10</v></c>'
        b'<c r="E1" t="str"><f>1+1</f><v>two</v></c></row></sheetData></worksheet>'
    )
    assert sheet_in.rows(zipped({"xl/worksheets/sheet1.xml": sheet})) == [["春梅", "", "", "13900000000", "two"]]


async def test_a_broker_s_link_shows_their_own_postings_and_nobody_else_s(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        boss, other = one(t, Person, Person.name == "王师傅"), one(t, Person, Person.name == "李姐")
        refused = await press(client, f"/person/{boss.id}/link")
        assert "经纪人" in await said(client, refused)
        for row in (boss, other):
            await press(client, f"/person/{row.id}/role", {"role": "broker"})
        page = (await press(client, f"/person/{boss.id}/link")).text
        path = re.search(r"http://[^<]+(/wanrong/b/[\w-]+)", page)
        assert path is not None
        async with browser(t) as anybody:
            own = await anybody.get(path[1])
            assert own.status_code == 200
            assert own.headers["cache-control"] == "no-store"
            assert "A1 摘苹果" in own.text
            assert "秀兰" in own.text
            words = re.sub(r"<footer.*|(问事|驿站)13800000001", "", own.text, flags=re.S)
            assert not [each for each in ("A2", "A3", "分拣", "13800000001") if each in words]
            assert (await anybody.get("/wanrong/b/" + "x" * 32)).status_code == 404
            assert (await anybody.get(path[1].replace("/b/", "/f/"))).status_code == 404, "one kind opens no other"
            await press(client, f"/person/{boss.id}/link")
            assert (await anybody.get(path[1])).status_code == 404, "a new link ends the old one"


async def test_raw_tables_are_for_heads_and_for_looking_alone(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        names = re.findall(rf'href="{DESK}/tables/(\w+)"', (await client.get(f"{DESK}/tables")).text)
        assert {"person", "posting", "signup", "event", "county"} <= set(names)
        for name in names:
            page = await client.get(f"{DESK}/tables/{name}")
            assert page.status_code == 200, name
            for words in ("13800000001", "13900000011", "秀兰", "算我一个"):
                assert words not in page.text, (name, words)
            assert "<form" not in page.text.split("<main")[1], "nothing to press"
            assert (await press(client, f"/tables/{name}")).status_code == 405
        assert (await client.get(f"{DESK}/tables/sqlite_master")).status_code == 404
        assert "table.look" in acts(t)
        older = (await client.get(f"{DESK}/tables/event?before=3")).text
        assert "#2<" in older
        assert "#3<" not in older


async def test_what_points_to_a_person_points_to_who_stays(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        first, second = (one(t, Person, Person.name == name) for name in ("秀兰", "建军"))
        for name, phone in (("秀兰", "13900000071"), ("建军", "13900000072")):
            await press(client, "/people/register", WORKER | AGREED | {"name": name, "phone": phone})
        cards = [row.person_id for row in t.rows(WorkerCard)]
        assert len(cards) == 2
        found = await client.get(f"{DESK}/person/{first.id}?same=建军")
        assert f'name="other" value="{second.id}"' in found.text
        await press(client, f"/person/{first.id}/merge", {"other": str(second.id)})
        await press(client, f"/person/{first.id}/merge", {"other": str(cards[1])})
        assert [row.person_id for row in t.rows(WorkerCard)] == [cards[0], first.id], "the card went along"
        await press(client, f"/person/{first.id}/merge", {"other": str(cards[0]), "phone": "own"})
        assert [row.person_id for row in t.rows(WorkerCard)] == [first.id], "one card stays"
        gone = {second.id, *cards}

        def left(session: Session) -> list[tuple[str, str]]:
            return [
                (table.name, column)
                for table, column in registry.pointers()
                if session.connection().execute(table.select().where(table.c[column].in_(gone))).first() is not None
            ]

        assert t.read(left) == []


async def test_what_is_long_over_goes(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        async with desk(t) as client:
            await client.post(f"{DESK}/login", data={"login": "nobody", "password": "x"})
            await t.desk.says("/web")
            assert t.rows(WebSession)
            assert t.rows(LoginTry)
            t.app.act_now(leftovers.clear, t.here)
            assert t.rows(WebSession), "what still holds stays"
            assert t.rows(LoginLink)
        t.moment[0] += timedelta(days=60)
        assert t.app.act_now(leftovers.clear, t.here) >= 3
        for table in (WebSession, LoginTry, LoginLink):
            assert t.rows(table) == [], table
        assert t.app.act_now(leftovers.clear, t.here) == 0


async def test_people_are_barred_merged_exported_and_forgotten(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        first, second = (one(t, Person, Person.name == name) for name in ("秀兰", "建军"))
        await press(client, f"/person/{first.id}/bar", {"reason": "absent"})
        assert one(t, Person, Person.id == first.id).barred_at is not None
        await press(client, f"/person/{first.id}/merge", {"other": str(second.id)})
        owners = {row.person_id for row in t.rows(Signup)}
        assert second.id not in owners
        assert one(t, Person, Person.id == second.id).same_as_id == first.id
        third = one(t, Person, Person.name == "玉梅")
        both = await press(client, f"/person/{first.id}/merge", {"other": str(third.id)})
        assert "A1" in await said(client, both), "two on one roster are not put together"
        book = await client.get(f"{DESK}/person/{third.id}/data.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames[:2] == ["本人", "怎么找到"]
        await press(client, f"/person/{third.id}/forget")
        assert one(t, Person, Person.id == third.id).forgotten_at is None
        await press(client, f"/person/{third.id}/forget", {"sure": "yes"})
        assert one(t, Person, Person.id == third.id).name == ""
        assert one(t, Signup, Signup.person_id == third.id).state == "left"
        fourth = one(t, Person, Person.name == "老张")
        await press(client, f"/person/{third.id}/merge", {"other": str(fourth.id)})
        assert one(t, Person, Person.id == fourth.id).name == "老张", "nobody goes into one who was deleted"
        head = one(t, Person, Person.name == "驿站小李")
        await press(client, f"/person/{head.id}/forget", {"sure": "yes"})
        assert one(t, Person, Person.id == head.id).name == "驿站小李"
