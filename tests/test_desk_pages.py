"""The desk's pages without a browser: who gets in, what a form needs, what is masked, what a cell may hold."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlmodel import Session, select

from bot import accounts
from bot.models import (
    Call,
    Event,
    LoginLink,
    Person,
    Posting,
    PostingStatus,
    WebSession,
)
from handlers.web import sheets
from handlers.web.desk_view import pieces
from tests.desk_client import DESK, HOME, acts, browser, desk, one, press, said, token
from tests.desk_world import PASSWORD, county, give_password, pages

PATHS = (
    "",
    "/review",
    "/review/4",
    "/new",
    "/postings",
    "/postings?state=all&q=苹果",
    "/posting/1",
    "/posting/1/sheet",
    "/groups",
    "/groups?state=trouble",
    "/group/1",
    "/people",
    "/people?tab=brokers",
    "/people?tab=workers&q=秀兰",
    "/people?tab=desk",
    "/people/register",
    "/people/register?person=5",
    "/people/sheet",
    "/relay",
    "/carry",
    "/tables",
    "/tables/event",
    "/employer/1",
    "/person/5",
    "/numbers",
    "/settings",
    "/settings?tab=words",
    "/settings?tab=clock",
    "/settings?tab=limits",
    "/notices",
    "/digest",
    "/digest/sheet",
    "/duty",
    "/stoppage",
    "/summary",
    "/summary?of=week",
    "/me",
)


async def test_nobody_sees_anything_without_logging_in(tmp_path: Path) -> None:
    async with county(tmp_path) as t, browser(t) as client:
        for path in (*PATHS, "/numbers.xlsx", "/posting/1/roster.xlsx", "/posting/1/way"):
            answer = await client.get(f"{DESK}{path}")
            assert (answer.status_code, answer.headers["location"]) == (303, f"{DESK}/login"), path
        for path in ("/review/4/publish", "/posting/1/withdraw", "/settings", "/call/1/phone"):
            assert (await client.post(f"{DESK}{path}", data={"token": "x"})).headers["location"] == f"{DESK}/login"
        assert (await client.get(f"{DESK}/posting/1/way", headers={"HX-Request": "true"})).status_code == 401


async def test_every_page_is_there_small_strict_and_not_kept(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        static = Path("handlers/web/static")
        files = {path.name: len(path.read_bytes()) for part in ("desk", "vendor") for path in (static / part).iterdir()}
        for language in ("zh", "en"):
            for path in PATHS:
                mark = "&" if "?" in path else "?"
                answer = await client.get(f"{DESK}{path}{mark}lang={language}")
                assert answer.status_code == 200, (path, answer.text[-400:])
                assert answer.headers["cache-control"] == "no-store"
                assert "script-src 'self'" in answer.headers["content-security-policy"]
                assert not re.search(r"<script(?! (type=\"module\" )?src=\"/static/)", answer.text), path
                assert not re.search(r"\son\w+=|\sstyle=|<style", answer.text), path
                assert "built-in method" not in answer.text, path
                assert len(answer.content) + sum(files.values()) < 150_000, (path, len(answer.content))


async def test_a_form_needs_its_token_and_its_origin(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        right = token((await client.get(DESK)).text)
        path = f"{DESK}/posting/1/close"
        assert (await client.post(path, data={})).status_code == 403
        assert (await client.post(path, data={"token": "0" * 64})).status_code == 403
        for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            assert (await client.post(path, data={"token": right}, headers=headers)).status_code == 403
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.OPEN
        assert (await client.get(path)).status_code == 405
        assert (await client.post(path, data={"token": right})).status_code == 303
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.CLOSED


async def test_the_link_from_the_bot_works_once_and_in_time(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        await t.desk.says("/web")
        way = re.search(r"http://\S+", t.desk.last)
        assert way is not None
        path = way[0].removeprefix(HOME)
        assert one(t, LoginLink).token_hash not in t.desk.last
        async with browser(t) as client:
            assert (await client.get(path)).status_code == 200, "a messenger's preview does not use it up"
            assert (await client.post(path, headers={"Origin": "http://evil.example"})).status_code == 403
            assert (await client.post(path)).headers["location"] == DESK
            assert (await client.get(DESK)).status_code == 200
        async with browser(t) as client:
            assert (await client.post(path)).status_code == 403
        await t.desk.says("/web")
        late = re.findall(r"http://\S+", t.desk.last)[0].removeprefix(HOME)
        t.moment[0] += timedelta(minutes=accounts.LINK_MINUTES + 1)
        async with browser(t) as client:
            assert (await client.post(late)).status_code == 403
        before = len(t.rows(LoginLink))
        await t.person("王师傅").says("/web")
        assert len(t.rows(LoginLink)) == before, "the pages are for the desk"


async def test_the_try_out_s_door_is_there_beside_the_local_messenger_alone(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        async with browser(t, local=False) as client:
            assert (await client.get(f"{DESK}/try")).status_code == 404
            assert f"{DESK}/try" not in (await client.get(f"{DESK}/login")).text
        async with browser(t) as client:
            away = await client.get(f"{DESK}/try", headers={"Host": "station.example"})
            assert away.status_code == 403
            assert f'href="{DESK}/try"' in (await client.get("/")).text, "one press away from the chat"


async def test_passwords_are_hashed_and_tries_are_limited(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        hash_ = await asyncio.to_thread(accounts.hashed, PASSWORD)
        t.app.act_now(give_password, t.here, hash_)
        assert hash_.startswith("$argon2id$")
        async with browser(t) as client:
            for name, password in (("desk", "wrong"), ("nobody", PASSWORD), ("desk", ""), ("", "")):
                answer = await client.post(f"{DESK}/login", data={"login": name, "password": password})
                assert answer.status_code == 401
            good = {"login": "Desk", "password": PASSWORD}
            answer = await client.post(f"{DESK}/login", data=good)
            assert answer.headers["location"] == DESK
            cookie = answer.headers["set-cookie"].lower()
            assert "httponly" in cookie
            assert "samesite=lax" in cookie
            assert "path=/wanrong" in cookie
            assert "换成自己的" in (await client.get(DESK)).text, "the printed password is to be changed"
            secret = client.cookies["dalaba_desk"]
            assert secret not in {row.token_hash for row in t.rows(WebSession)}
            for _ in range(accounts.TRIES_BY_BOTH):
                await client.post(f"{DESK}/login", data={"login": "desk", "password": "wrong"})
            assert (await client.post(f"{DESK}/login", data=good)).status_code == 429
            elsewhere = ASGITransport(app=pages(t), client=("10.0.0.9", 1))
            async with AsyncClient(transport=elsewhere, base_url=HOME) as owner:
                answer = await owner.post(f"{DESK}/login", data=good)
                assert answer.status_code == 303, "a stranger's tries do not keep the owner out"
            t.moment[0] += timedelta(minutes=accounts.TRIES_MINUTES + 1)
            assert (await client.post(f"{DESK}/login", data=good)).status_code == 303


async def test_sessions_end(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        async with desk(t) as client:
            t.moment[0] += timedelta(hours=accounts.IDLE_HOURS - 1)
            assert (await client.get(DESK)).status_code == 200
            t.moment[0] += timedelta(hours=accounts.IDLE_HOURS - 1)
            assert (await client.get(DESK)).status_code == 200, "in use it stays"
            t.moment[0] += timedelta(hours=accounts.IDLE_HOURS + 1)
            assert (await client.get(DESK)).status_code == 303
        async with desk(t) as client:
            secret = client.cookies["dalaba_desk"]
            await press(client, "/logout")
            client.cookies.set("dalaba_desk", secret)
            assert (await client.get(DESK)).status_code == 303, "the cookie alone opens nothing any more"


async def test_a_new_password_ends_the_other_sessions(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as one_, desk(t) as other:
        short = await press(one_, "/me", {"login": "xiaoli", "password": "short"})
        assert "10" in await said(one_, short)
        await press(one_, "/me", {"login": "xiaoli", "password": PASSWORD})
        assert (await one_.get(DESK)).status_code == 200
        assert (await other.get(DESK)).status_code == 303
        wrong = await press(one_, "/me", {"login": "xiaoli", "old": "no", "password": PASSWORD + "2"})
        assert await said(one_, wrong)
        async with browser(t) as third:
            good = {"login": "xiaoli", "password": PASSWORD}
            assert (await third.post(f"{DESK}/login", data=good)).status_code == 303


async def test_complaints_go_to_the_station_where_the_employer_answers_questions(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert one(t, Posting, Posting.id == 1).phone_public
        assert "问事13800000001，投诉0359-4520000。" in t.group("西解村").copy("A1").text
        page = (await client.get(f"{DESK}/posting/1")).text
        assert page.count("问事13800000001，投诉0359-4520000。") == 2, "in both texts for people to forward"


async def test_phones_are_masked_until_asked_for_and_each_look_is_in_the_book(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        for path in ("", "/postings", "/posting/1", "/people", "/people?tab=workers", "/employer/1"):
            page = (await client.get(f"{DESK}{path}")).text.replace("问事13800000001", "")
            assert "13800000001" not in page, path
            assert "13900000011" not in page, path
        before = acts(t).count("roster.look")
        assert "13800000001" in (await client.get(f"{DESK}/posting/1?phones=1")).text
        assert acts(t).count("roster.look") == before + 1
        call = one(t, Call, Call.dedupe_key == "ring")
        assert "13900000011" in (await press(client, f"/call/{call.id}/phone")).text
        assert "13800000001" in (await client.get(f"{DESK}/employer/1?phone=1")).text
        assert {"call.look", "employer.look"} <= set(acts(t))
        assert t.rows(Event)[-1].actor_id is not None


async def test_no_page_shows_a_phone_in_full_without_a_line_in_the_book(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await t.person("小霞").says("算我一个，电话139 0000 0055", group="解店镇")
        await t.later(minutes=13)
        await t.person("老周").says("上回A1没给钱，打我13900000066", group="西解村")
        shown = []
        for path in (
            *PATHS,
            "/new?again=1",
            "/posting/1?phones=1",
            "/evidence/1",
            "/evidence/2",
            "/employer/1?phone=1",
        ):
            before = len(acts(t))
            # A poster's own phone that they put into the groups is everybody's.
            text = (await client.get(f"{DESK}{path}")).text.replace("问事13800000001", "")
            words = re.sub(r"<[^>]+>", " ", text)
            if re.search(r"(?<!\d)1[3-9]\d ?\d{4} ?\d{4}(?!\d)", words):
                looked = [act for act in acts(t)[before:] if act.endswith((".look", ".print", ".export", ".evidence"))]
                assert looked, path
                shown.append(path)
        assert {"/new?again=1", "/evidence/2", "/review/4"} <= set(shown)
        today = (await client.get(DESK)).text
        assert "139****0055" in today
        assert "139****0066" in today


async def test_what_people_typed_is_never_markup_and_never_a_formula(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://evil.example","<img src=x onerror=alert(1)>")'
    async with county(tmp_path) as t, desk(t) as client:
        await press(client, "/posting/1/add", {"name": "=1+1<b>", "people": "1"})
        t.app.act_now(_rename, t.here, hostile)
        for path in ("", "/posting/1", "/people?tab=workers", "/posting/1/sheet"):
            page = (await client.get(f"{DESK}{path}")).text
            assert "<img src=x" not in page
            assert "<b>" not in page.replace("<b>万荣零工市场</b>", "").split("=1+1")[-1][:20]
        book = openpyxl.load_workbook(io.BytesIO((await client.get(f"{DESK}/posting/1/roster.xlsx")).content))
        cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
        assert all(cell.data_type != "f" for cell in cells)
        assert "'=1+1<b>" in [cell.value for cell in cells]
        numbers = await client.get(f"{DESK}/numbers.xlsx?month=2026-10")
        whole = openpyxl.load_workbook(io.BytesIO(numbers.content))
        assert "按乡镇" in whole.sheetnames
        _, *lines = whole["按乡镇"].iter_rows(values_only=True)
        came, told = 3, 6
        assert lines
        assert all(line[came] is None for line in lines if not line[told]), "not told is not absent"


def _rename(session: Session, now: Any, here: Any, name: str) -> None:
    person = session.exec(select(Person).where(Person.name == "秀兰")).one()
    person.name = name
    session.add(person)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "＋1", "－1", "＠A1"]
)
def test_cells_begin_with_no_mark_of_a_formula(text: str) -> None:
    assert sheets.safe(text)[:1] not in "=+-@\t\r"


def test_what_was_read_is_marked_and_what_does_not_fit_is_passed_by() -> None:
    found = pieces(
        "明天要20个人",
        [{"field": "start", "start": 0, "end": 2}, {"field": "x", "start": 5, "end": 99}],
        [{"start": 3, "end": 7, "stops": True}, {"start": 0, "end": 1, "cleared": True}],
    )
    assert [(each.text, each.field, each.hit) for each in found] == [
        ("明天", "start", False),
        ("要", "", False),
        ("20个人", "", True),
    ]
