"""A person's workbook holds all that is kept of them, and for an account of a part what lies there."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
from httpx2 import AsyncClient
from sqlmodel import Session, select

from bot import ladder
from bot.app import Here
from bot.models import PERSONAL, Employer, Event, Feedback, Guest, Person, Posting, PostingDay, Signup
from tests.desk_client import DESK, desk, one, part, press
from tests.desk_world import county

Book = dict[str, list[list[str]]]


async def book(client: AsyncClient, number: int) -> Book:
    """The sheets of somebody's workbook by name, without their heads."""
    answer = await client.get(f"{DESK}/person/{number}/data.xlsx")
    assert answer.status_code == 200
    read = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {
        page.title: [[str(cell) for cell in row if cell is not None] for row in page.iter_rows(2, values_only=True)]
        for page in read
    }


def flat(found: list[list[str]]) -> str:
    return "\n".join("|".join(row) for row in found)


def more(session: Session, now: datetime, here: Here, name: str) -> None:
    """A guest, a call, an answer after work."""
    person = session.exec(select(Person).where(Person.name == name)).one()
    signup = session.exec(select(Signup).where(Signup.person_id == person.id)).one()
    day = session.exec(select(PostingDay).where(PostingDay.posting_id == signup.posting_id)).first()
    assert day is not None
    session.add(Guest(county_id=1, signup_id=signup.id or 0, name="春桃", phone="13900000055"))
    session.add(
        Feedback(
            county_id=1,
            signup_id=signup.id or 0,
            posting_day_id=day.id or 0,
            person_id=person.id or 0,
            asked_at=now,
            work_ok=True,
            paid_ok=False,
            answered_at=now,
        )
    )
    posting = session.get(Posting, signup.posting_id)
    ladder.call(session, now, here, person.id or 0, key="data", what="call.still", posting=posting)


async def test_all_that_is_kept_of_a_worker(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        worker = one(t, Person, Person.name == "秀兰")
        await t.person("秀兰").says("我报了啥活")
        t.app.act_now(more, t.here, "秀兰")
        found = await book(client, worker.id)
        user = str(t.person("秀兰").user_id)
        assert any(user in row for row in found["怎么找到"])
        assert "A1 我去" in flat(found["写来的话"])
        assert "我报了啥活" in flat(found["写来的话"])
        assert "老李" not in flat(found["写来的话"]), "nobody else's words"
        assert "A1" in flat(found["发给他的话"])
        assert "发到" in flat(found["发给他的话"])
        assert "春桃|139****0055|他带的" in flat(found["带的人"])
        assert "问还去不去" in flat(found["打过的电话"])
        assert "是|不是" in flat(found["干完问的"])
        assert "西解村" in flat(found["报名"])
        assert "投诉" not in found
        await press(client, f"/person/{worker.id}/bar", {"reason": "absent"})
        assert "停发" in flat((await book(client, worker.id))["本人"])
        english = await client.get(f"{DESK}/person/{worker.id}/data.xlsx?lang=en")
        assert openpyxl.load_workbook(io.BytesIO(english.content)).sheetnames[0] == "Person"


async def test_the_file_and_the_own_words_of_an_employer(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        boss = one(t, Person, Person.name == "王师傅")

        def seen(session: Session, now: datetime, here: Here) -> None:
            file = session.exec(select(Employer).where(Employer.person_id == boss.id)).one()
            file.papers, file.licence = "营业执照", "晋字第8号"
            session.add(file)

        t.app.act_now(seen, t.here)
        found = await book(client, boss.id)
        assert {"营业执照", "晋字第8号"} <= set(flat(found["用工方资料"]).replace("\n", "|").split("|"))
        assert "摘苹果" in flat(found["用工"])
        assert "找王师傅13800000001" in flat(found["用工"]), "in their own words"


async def test_a_part_of_the_county_gets_what_lies_there(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        await t.person("老张").says("A3说200给了150，没给够钱", group="通化镇")
        await t.person("老张").says("我报了啥活")
        complained = one(t, Person, Person.name == "老张")
        await t.person("老张").says("A1 我去", group="西解村")
        async with desk(t) as head:
            whole = await book(head, complained.id)
            assert len(whole["投诉"]) == 2
            assert "我报了啥活" in flat(whole["写来的话"])
        async with part(t, "解店镇") as client:
            found = await book(client, complained.id)
            assert "给了120" in flat(found["投诉"])
            assert "给了150" not in str(found), "a complaint of another township"
            assert "我报了啥活" not in str(found), "what was said in private"
            assert "A1 我去" in flat(found["写来的话"])
            assert "用工方资料" not in found


def _tables_of_people() -> set[str]:
    """Tables that name a person in a column of their own."""
    from bot import registry

    return {table.name for table, column in registry.pointers() if column == "person_id"} | set(registry.OWN_RULES)


def test_no_table_that_names_a_person_is_forgotten() -> None:
    read = {"person_address", "signup", "guest", "delivery", "call", "feedback", "complaint", "relay_name", "employer"}
    read |= {"worker_card", "account"}
    # A link's digest, a turn of duty, what is carried, a question under way, and words that stand in `inbox` as well.
    left = {"person_link", "login_link", "shift", "group_forwarder", "question", "unclear"}
    assert _tables_of_people() == read | left
    assert {"inbox", "posting"} <= set(PERSONAL)


async def test_a_look_at_all_of_it_is_written_down(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await book(client, one(t, Person, Person.name == "秀兰").id)
        assert [row.act for row in t.rows(Event)][-1] == "person.export"


async def test_words_from_a_page_of_one_s_own_are_there(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        form = {"name": "小凤", "phone": "13900000066", "people": "2", "consent": "yes"}
        assert (await client.post("/wanrong/a/A1", data=form)).status_code == 303
        found = await book(client, one(t, Person, Person.name == "小凤").id)
        assert "A1 小凤 2" in flat(found["写来的话"])
