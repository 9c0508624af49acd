"""What a forwarder fills in: read from words, and on their own page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlmodel import Session, select

from bot import accounts, links
from bot.app import Here
from bot.models import Group, GroupForwarder, Guest, Person
from nlp import filling
from nlp.filling import Filled
from tests.conversation import Town, town
from tests.desk_world import pages
from tests.test_flow_group import VILLAGE, opened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【A12摘苹果】\n秀兰电话：138 0013 8000\n秀兰带的1人：", (Filled("秀兰", "13800138000"),)),
        ("秀兰 13800138000", (Filled("秀兰", "13800138000"),)),
        ("1. 秀兰：13800138000", (Filled("秀兰", "13800138000"),)),
        ("秀兰带的2人：玉梅、国强", (Filled("秀兰", brings=("玉梅", "国强")),)),
        ("秀兰带的玉梅 13900139000", (Filled("秀兰", brings=("玉梅",), phones=("13900139000",)),)),
        (
            "A12摘苹果：秀兰13800138000、老李带的1人：张三",
            (Filled("秀兰", "13800138000"), Filled("老李", brings=("张三",))),
        ),
        ("Tom phone: 13800138000", (Filled("Tom", "13800138000"),)),
        ("Tom brings 2: Ann, Bob", (Filled("Tom", brings=("Ann", "Bob")),)),
        ("秀兰", ()),
        ("秀兰不去了", ()),
        ("秀兰电话：等会儿给", ()),
        ("王五 13800138000", ()),
        ("秀兰 13800138000 13900139000", ()),
        ("", ()),
    ],
)
def test_a_list_sent_back_filled_in(text: str, expected: tuple[Filled, ...]) -> None:
    assert filling.read(text, ["秀兰", "老李", "Tom"]) == expected


async def _carried(t: Town) -> str:
    await t.person("会计").says("/start")
    await opened(t)
    await t.person("秀兰").says("俺俩去", group=VILLAGE)
    word = accounts.word()

    def carrier(session: Session, now: datetime, here: Here) -> None:
        person = session.exec(select(Person).where(Person.name == "会计")).one()
        group = session.exec(select(Group).where(Group.title == f"{VILLAGE}用工群")).one()
        session.add(
            GroupForwarder(county_id=here.county_id, group_id=group.id or 0, person_id=person.id or 0, since=now)
        )
        links.give(session, now, here, person_id=person.id or 0, word=word)

    t.app.act_now(carrier, t.here)
    return word


async def test_the_forwarder_s_page_asks_for_what_is_missing_and_takes_it_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        word = await _carried(t)
        path = f"/wanrong/f/{word}"
        transport = ASGITransport(app=pages(t))
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            assert "2处" in (await client.get(path)).text
            asked = await client.get(f"{path}/fill")
            assert asked.status_code == 200
            assert "秀兰的电话" in asked.text
            assert "秀兰带的1人叫什么" in asked.text
            (signup,) = {each.split(".")[1] for each in _fields(asked.text)}
            wrong = await client.post(f"{path}/fill", data={f"phone.{signup}": "等会儿"})
            assert wrong.status_code == 422
            given = {f"phone.{signup}": "139 0013 9000", f"names.{signup}": "玉梅、国强", "phone.999": "13600136000"}
            saved = await client.post(f"{path}/fill", data=given)
            assert saved.status_code == 303
            assert "记下了2处" in (await client.get(saved.headers["location"])).text
            assert [row.name for row in t.rows(Guest)] == ["玉梅"]  # one was missing, one is taken
            assert {row.phone for row in t.rows(Person) if row.name == "秀兰"} == {"13900139000"}
            await client.post(f"{path}/fill", data={f"phone.{signup}": "13700137000"})
            assert {row.phone for row in t.rows(Person) if row.name == "秀兰"} == {"13900139000"}
            assert "都齐了" in (await client.get(f"{path}/fill")).text
            assert (await client.get("/wanrong/f/nobody/fill")).status_code == 404
            other = await client.post(f"{path}/fill", data={}, headers={"Origin": "http://evil.example"})
            assert other.status_code == 403


def _fields(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="')[1:] if part.startswith(("phone.", "names."))]
