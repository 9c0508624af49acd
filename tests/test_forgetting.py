"""Who is forgotten, and who was two: no word of theirs is left where it need not be, nothing of theirs is lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
from httpx2 import AsyncClient
from sqlalchemy import select as rows_of
from sqlmodel import Session, SQLModel, col, select

from bot.models import Complaint, Delivery, Due, Guest, Inbox, Person, Posting, Signup
from tests.conversation import Town
from tests.desk_client import DESK, desk, one, press, said
from tests.desk_world import county, post
from tests.relays import bring, carry, relayed

AGREED = {"place": "解店镇西解村", "reach": "township", "consent": "yes", "sixteen": "yes"}


def named(t: Town, *words: str) -> list[str]:
    """The tables in whose rows one of these words stands."""

    def found(session: Session) -> list[str]:
        return [
            f"{table.name} {row}"
            for table in SQLModel.metadata.sorted_tables
            for row in session.connection().execute(rows_of(table)).all()
            if any(word in str(row) for word in words)
        ]

    return t.read(found)  # type: ignore[no-any-return]


async def forget(client: AsyncClient, t: Town, person_id: int) -> None:
    await press(client, f"/person/{person_id}/forget", {"sure": "yes"})
    await t.later(minutes=3)


async def test_a_worker_s_name_is_left_in_no_row(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        person = t.person("国强")

        def bring_along(session: Session, now: Any, here: Any) -> None:
            own = select(Person.id).where(Person.name == "国强")
            signup = session.exec(select(Signup).where(col(Signup.person_id).in_(own))).one()
            session.add(Guest(county_id=here.county_id, signup_id=signup.id or 0, name="春桃", phone="13900000055"))

        t.app.act_now(bring_along, t.here)
        await person.says("今天天气不错啊", group="西解村")
        await person.says("我报了啥活，我电话13900000091")
        await press(client, "/posting/1/add", {"name": "国强", "phone": "13900000091", "people": "1"})
        assert {each.split()[0] for each in named(t, "国强")} >= {"person", "inbox", "delivery"}
        for row in [each for each in t.rows(Person) if each.name == "国强"]:
            await forget(client, t, row.id)
        assert named(t, "国强", "13900000091", "今天天气", "春桃", "13900000055") == []
        answers = [row.text for row in t.rows(Delivery) if "***" in row.text]
        assert any("***" in text and "A1" in text for text in answers), "what others read keeps its sense"
        kept = [row for row in t.rows(Inbox) if str(person.user_id) in row.body]
        assert kept, "what a signup rests on is kept as the law asks"
        assert all(row.kept for row in kept)
        assert any(row.name == "" for row in t.rows(Guest))
        assert named(t, "秀兰"), "nobody else's"


async def test_one_s_own_wish_reaches_as_far_and_the_goodbye_arrives(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        person = t.person("国强")
        await person.says("我报了啥活")
        await person.says("/forget")
        await person.presses("忘掉我")
        assert "忘掉了" in person.last
        await t.later(minutes=3)
        assert named(t, "国强") == []
        assert [row.text for row in t.rows(Delivery) if row.person_id and "我报了" in row.text] == []
        await person.says("还要人不")
        assert any("还要人不" in row.body for row in t.rows(Inbox)), "who writes again has come back"
        await t.later(minutes=3)
        assert any("还要人不" in row.body for row in t.rows(Inbox))


async def test_who_is_known_by_name_in_a_carried_group_goes_from_what_was_brought(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        group_id, forwarder = relayed(t, "西解村")
        await post(
            t,
            t.person("马师傅"),
            "明天要9个人剪枝，解店镇西解村，150一天，日结，早7点到干到晚6点，管饭，接送，有保险，马师傅13800000021",
        )
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        carry(t, group_id, forwarder)
        bring(t, group_id, forwarder, "西解村:王凤英2,老李1")
        await t.later(minutes=1)
        row = one(t, Person, Person.name == "王凤英")
        async with desk(t) as client:
            await forget(client, t, row.id)
        assert named(t, "王凤英") == []
        assert named(t, "老李")


async def test_what_an_open_complaint_needs_stays_until_it_is_settled(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        row = one(t, Person, Person.name == "老张")
        complaint = one(t, Complaint, Complaint.person_id == row.id)
        await forget(client, t, row.id)
        needed = one(t, Inbox, Inbox.id == complaint.inbox_id)
        assert "老张" in needed.body
        assert one(t, Due, Due.kind == "forget_talk").state == "due"

        def settle(session: Session, now: Any, here: Any) -> None:
            found = session.get(Complaint, complaint.id)
            assert found is not None
            found.state, found.closed_at = "closed", now
            session.add(found)

        t.app.act_now(settle, t.here)
        await t.later(days=1, minutes=5)
        kept = one(t, Inbox, Inbox.id == complaint.inbox_id)
        assert "没给够钱" in kept.body
        assert "老张" not in kept.body
        assert one(t, Due, Due.kind == "forget_talk").state == "done"


async def test_a_poster_s_records_stay_with_the_posting_alone(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        row = one(t, Person, Person.name == "李姐")
        await forget(client, t, row.id)
        assert one(t, Posting, Posting.code == "A2").contact_name == "李姐", "the law wants it for three years"
        assert {each.split()[0] for each in named(t, "李姐", "13800000002")} == {"posting"}


async def two(t: Town, client: AsyncClient) -> tuple[int, int]:
    """One person who was registered twice, with two numbers."""
    for name, phone in (("王凤英", "13900000071"), ("凤英", "13900000072")):
        await press(client, "/people/register", AGREED | {"name": name, "phone": phone})
    first, second = (one(t, Person, Person.name == name).id for name in ("王凤英", "凤英"))
    return first, second


async def test_of_two_numbers_it_is_asked_which_stands_and_the_other_is_kept(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        first, second = await two(t, client)
        page = (await client.get(f"{DESK}/person/{first}?same=凤英")).text
        assert page.count('name="phone"') == 2
        refused = await press(client, f"/person/{first}/merge", {"other": str(second)})
        assert "电话不一样" in await said(client, refused)
        assert one(t, Person, Person.id == second).same_as_id is None
        await press(client, f"/person/{first}/merge", {"other": str(second), "phone": "other"})
        stays = one(t, Person, Person.id == first)
        assert (stays.name, stays.phone) == ("王凤英", "13900000072")
        page = (await client.get(f"{DESK}/person/{first}")).text
        assert "还叫过、用过：凤英 139****0071" in page
        for words in ("13900000071", "13900000072", "凤英"):
            assert f"/person/{first}" in (await client.get(f"{DESK}/people?tab=workers&q={words}")).text, words
        gone = await client.get(f"{DESK}/person/{second}")
        assert gone.headers["location"].endswith(f"/person/{first}"), "an old link leads to who stays"
        for phone in ("13900000071", "13900000072"):
            await press(client, "/people/register", AGREED | {"name": "凤英", "phone": phone, "reach": "county"})
        assert len([row for row in t.rows(Person) if "凤英" in row.name]) == 2, "either number and name is known"


async def test_the_export_after_a_merge_says_with_whom(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        first, second = await two(t, client)
        await press(client, f"/person/{first}/merge", {"other": str(second), "phone": "own"})
        answer = await client.get(f"{DESK}/person/{first}/data.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        flat = [
            " ".join(str(cell) for cell in row if cell) for page in book for row in page.iter_rows(values_only=True)
        ]
        assert any(f"凤英 13900000072 #{second} 2026-" in line for line in flat)
        assert any(f"并成一个 凤英 #{second}" in line for line in flat)
        await forget(client, t, first)
        assert named(t, "凤英", "13900000071", "13900000072") == [], "who was two is forgotten as two"
        assert [row for row in t.rows(Signup) if row.person_id == second] == []


async def test_an_employer_heard_on_the_telephone_goes_from_what_was_heard(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        need = "明天要3个人剪枝，里望乡，130一天，日结，早8点到，管午饭，找薛大爷13800000077"
        await press(client, "/new", {"text": need, "chosen": "0", "f0.phone_public": "no"})
        posting = one(t, Posting, Posting.work == "剪枝")
        form = {"version": str(posting.version), "act": "reject", "reason": "phone"}
        await press(client, f"/review/{posting.id}/decide", form)
        assert {each.split()[0] for each in named(t, "13800000077")} > {"employer", "posting"}
        await press(client, f"/employer/{posting.employer_id}/forget", {"sure": "yes"})
        assert {each.split()[0] for each in named(t, "薛大爷", "13800000077")} == {"posting"}
