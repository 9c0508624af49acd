"""The desk's page for groups that people carry texts to, from nothing to seats that are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select
from starlette.testclient import TestClient

from bot import accounts, ladder, relay
from bot.app import Here
from bot.models import Allotment, Group, GroupForwarder, Posting
from bot.models import Person as Row
from bot.texts import say
from handlers.web.app import build
from handlers.web.sessions import COOKIE, token_of
from tests.conversation import Town, town
from tests.desk_client import DESK, desk, one, part, press, said
from tests.desk_world import county
from tests.relays import bring, out, relayed, roster

HOME = "https://dalaba.example.cn"


@contextmanager
def at_the_desk(t: Town) -> Iterator[tuple[TestClient, str]]:
    """The head of the desk logged in; a browser and the token of its forms."""
    cookie = "a-cookie-of-the-desk"

    def log_in(session: Session, now: Any, here: Any) -> None:
        person = session.exec(select(Row).where(Row.name == "驿站小李")).one()
        account = accounts.ensure(session, now, here, person)
        from bot.models import WebSession

        session.add(
            WebSession(
                county_id=here.county_id,
                account_id=account.id or 0,
                token_hash=accounts.digest(cookie),
                way="link",
                made_at=now,
                seen_at=now,
                ends_at=now + timedelta(days=1),
            )
        )

    t.app.act_now(log_in, t.here)
    with TestClient(build(t.app, localchat=None), base_url=HOME, cookies={COOKIE: cookie}) as client:
        yield client, token_of(cookie)


async def test_from_a_group_to_its_forwarders_page(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        with at_the_desk(t) as (client, token):
            page = client.get("/wanrong/desk/relay")
            assert page.status_code == 200
            assert "还没有转发的群" in page.text
            form = {"token": token, "title": "西解村乡亲", "place": "火星村"}
            wrong = client.post("/wanrong/desk/relay/group", data=form)
            assert wrong.status_code == 422
            assert 'role="alert"' in wrong.text
            assert 'value="西解村乡亲"' in wrong.text, "what was typed stays"
            form = {"token": token, "title": "西解村乡亲", "place": "解店镇西解村"}
            made = client.post("/wanrong/desk/relay/group", data=form)
            assert "西解村乡亲" in made.text
            group = re.search(r'id="g(\d+)"', made.text)
            assert group is not None
            form = {"token": token, "group": group[1], "name": "刘会计", "phone": "13900000001"}
            linked = client.post("/wanrong/desk/relay/forwarder", data=form)
            link = re.search(rf"{HOME}/wanrong/f/[\w-]+", linked.text)
            assert link is not None
            assert link[0] not in client.get("/wanrong/desk/relay").text, "shown once"
            assert len(t.rows(GroupForwarder)) == 1
            mine = client.get(link[0])
            assert "刘会计" in mine.text
            person = t.rows(GroupForwarder)[0].person_id
            form = {"token": token, "group": group[1], "person": str(person), "name": "刘会计"}
            client.post("/wanrong/desk/relay/link", data=form)
            assert client.get(link[0]).status_code == 404, "the old link ends with the new one"
            client.post("/wanrong/desk/relay/end", data=form)
            assert t.rows(GroupForwarder) == []


async def test_places_are_kept_and_given_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, _ = relayed(t, "西解村")
        posting: Posting = await out(t, t.person("王师傅"))
        with at_the_desk(t) as (client, token):
            form = {"token": token, "group": str(group_id), "code": posting.code or "", "people": "6", "until": "20:00"}
            kept = client.post("/wanrong/desk/relay/allot", data=form)
            assert "留了6个" in kept.text
            assert "还剩6个" in kept.text
            assert f"还没转：{posting.code}" in kept.text
            client.post("/wanrong/desk/relay/return", data=form)
            assert t.rows(Allotment)[0].returned_at is not None
            wrong = client.post("/wanrong/desk/relay/allot", data={**form, "people": "0"})
            assert "名额写1到" in wrong.text
            assert roster(t, posting.id or 0) == {}


async def test_nobody_without_login_or_token(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        with at_the_desk(t) as (client, _):
            assert client.post("/wanrong/desk/relay/group", data={"title": "x", "token": "wrong"}).status_code == 403
            client.cookies.clear()
            answer = client.get("/wanrong/desk/relay", follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, "/wanrong/desk/login")


async def test_a_village_keeps_places_of_its_own_postings_alone(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        own, elsewhere = (one(t, Posting, Posting.code == code) for code in ("A1", "A3"))
        group_id, _ = relayed(t, "西解村")
        async with part(t, "西解村") as client:
            assert (await client.get(f"{DESK}/posting/{elsewhere.id}")).status_code == 404
            page = (await client.get(f"{DESK}/relay")).text
            assert f'value="{own.code}"' in page
            assert f'value="{elsewhere.code}"' not in page
            form = {"group": str(group_id), "code": elsewhere.code, "people": "2", "until": "20:00"}
            for what in ("allot", "return"):
                answer = await said(client, await press(client, f"/relay/{what}", form))
                assert answer == say("web.not_yours", "zh"), what
            assert not t.rows(Allotment)
            await press(client, "/relay/allot", {**form, "code": own.code})
            assert [row.posting_id for row in t.rows(Allotment)] == [own.id]


async def test_who_left_no_phone_is_reached_by_who_carries_to_their_group(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村", "刘会计")
        t.app.act_now(relay.write, t.here, group_ids=[group_id], posting_id=1)
        bring(t, group_id, person_id, "西解村:春梅1")
        met = one(t, Row, Row.name == "春梅")

        def to_ring(session: Session, now: datetime, here: Here) -> None:
            ladder.call(session, now, here, met.id, key="ring春梅", what="call.tell")

        t.app.act_now(to_ring, t.here)
        title = one(t, Group, Group.id == group_id).title
        async with desk(t) as client:
            for path in ("", f"/person/{met.id}"):
                page = (await client.get(f"{DESK}{path}")).text
                assert "没留电话" in page
                assert f"请{title}的转发人捎话" in page
