"""The desk's pages without a browser: who gets in, what a form needs, what is masked, what a cell may hold."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlmodel import Session, col, select

from bot import accounts, settings_rows
from bot.models import (
    Account,
    Call,
    Complaint,
    Employer,
    Event,
    Group,
    LoginLink,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Region,
    Signup,
    SignupDay,
    Unclear,
    WebSession,
)
from handlers.web import sheets
from handlers.web.desk_view import pieces
from tests.conversation import Town
from tests.desk_world import NEEDS, PASSWORD, county, give_password, pages

HOME = "http://127.0.0.1:8080"
DESK = "/wanrong/desk"


@asynccontextmanager
async def browser(t: Town, *, local: bool = True) -> AsyncIterator[AsyncClient]:
    """Somebody's browser, not logged in."""
    async with AsyncClient(transport=ASGITransport(app=pages(t, local=local)), base_url=HOME) as client:
        yield client


@asynccontextmanager
async def desk(t: Town) -> AsyncIterator[AsyncClient]:
    """The try-out's desk person, logged in."""
    async with browser(t) as client:
        assert (await client.get(f"{DESK}/try")).status_code == 303
        yield client


def token(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="token" value="(\w+)"', page)
    assert found is not None
    return found[1]


async def press(client: AsyncClient, path: str, form: dict[str, Any] | None = None) -> Response:
    """Send a form as the page itself would."""
    page = await client.get(DESK)
    data = {"token": token(page.text), **(form or {})}
    return await client.post(f"{DESK}{path}", data=data, headers={"Origin": HOME})


async def said(client: AsyncClient, answer: Response) -> str:
    """What the page after a form says."""
    assert answer.status_code == 303, answer.text
    page = await client.get(answer.headers["location"])
    found = re.search(r'<p class="said[^"]*" role[^>]*>([^<]*)</p>', page.text)
    return found[1] if found else ""


def one(t: Town, table: Any, *where: Any) -> Any:
    """The one row."""
    return t.read(lambda session: session.exec(select(table).where(*where)).one())


def acts(t: Town) -> list[str]:
    """What stands in the book."""
    return [event.act for event in t.rows(Event)]


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
    "/employer/1",
    "/person/5",
    "/numbers",
    "/settings",
    "/settings?tab=words",
    "/me",
)


async def test_nobody_sees_anything_without_logging_in(tmp_path: Path) -> None:
    async with county(tmp_path) as t, browser(t) as client:
        for path in (*PATHS, "/numbers.xlsx", "/posting/1/roster.xlsx", "/posting/1/way"):
            answer = await client.get(f"{DESK}{path}")
            assert (answer.status_code, answer.headers["location"]) == (303, f"{DESK}/login"), path
        for path in ("/review/4/publish", "/posting/1/withdraw", "/settings", "/call/1/phone"):
            assert (await client.post(f"{DESK}{path}", data={"token": "x"})).headers["location"] == f"{DESK}/login"
        assert (await client.get(f"{DESK}/posting/1/way", headers={"X-Piece": "1"})).status_code == 401


async def test_every_page_is_there_small_strict_and_not_kept(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        files = {path.name: len(path.read_bytes()) for path in (Path("handlers/web/static/desk")).iterdir()}
        for language in ("zh", "en"):
            for path in PATHS:
                mark = "&" if "?" in path else "?"
                answer = await client.get(f"{DESK}{path}{mark}lang={language}")
                assert answer.status_code == 200, (path, answer.text[-400:])
                assert answer.headers["cache-control"] == "no-store"
                assert "script-src 'self'" in answer.headers["content-security-policy"]
                assert not re.search(r"<script(?! type=\"module\" src=\"/static/)", answer.text), path
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
            assert "换掉" in (await client.get(DESK)).text, "the printed password is to be changed"
            secret = client.cookies["dalaba_desk"]
            assert secret not in {row.token_hash for row in t.rows(WebSession)}
            for _ in range(accounts.TRIES_BY_NAME):
                await client.post(f"{DESK}/login", data={"login": "desk", "password": "wrong"})
            assert (await client.post(f"{DESK}/login", data=good)).status_code == 429
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


async def test_a_township_sees_its_own_part(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        town = one(t, Region, Region.name == "解店镇")
        async with desk(t) as head:
            form = {"name": "解店小王", "login": "jiedian", "password": PASSWORD, "region": str(town.id)}
            assert (await press(head, "/people/account", form)).status_code == 303
        async with browser(t) as client:
            await client.post(f"{DESK}/login", data={"login": "jiedian", "password": PASSWORD})
            page = (await client.get(DESK)).text
            assert "A1 摘苹果" in page
            assert "A2 分拣" not in page
            assert "/settings" not in page
            assert (await client.get(f"{DESK}/posting/1")).status_code == 200
            assert (await client.get(f"{DESK}/posting/2")).status_code == 404
            for path in ("/people", "/numbers", "/settings", "/review/4", "/posting/2/roster.xlsx"):
                assert (await client.get(f"{DESK}{path}")).status_code == 404, path
            for path in ("/posting/2/close", "/review/4/phoned", "/settings", "/person/5/bar", "/complaint/1/take"):
                await press(client, path, {"key": "station", "value": "别人的", "sure": "yes"})
            assert one(t, Posting, Posting.id == 2).status == PostingStatus.OPEN
            assert t.rows(Complaint)[0].owner_id != one(t, Account, Account.login == "jiedian").person_id
            await press(client, "/posting/1/close")
            assert one(t, Posting, Posting.id == 1).status == PostingStatus.CLOSED


async def test_phones_are_masked_until_asked_for_and_each_look_is_in_the_book(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        for path in ("", "/postings", "/posting/1", "/people", "/people?tab=workers", "/employer/1"):
            page = (await client.get(f"{DESK}{path}")).text.replace("问事、投诉13800000001", "")
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


async def test_today_is_worked_off_by_presses(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(DESK)).text
        unclear = one(t, Unclear, col(Unclear.settled_at).is_(None))
        assert "算我一个" in page
        assert "给了120" in page
        answer = await press(client, f"/unclear/{unclear.id}", {"intent": "join", "code": "A1", "count": "1"})
        assert await said(client, answer) == "记下了。"
        seat = one(t, Signup, Signup.person_id == unclear.person_id)
        assert (seat.people, seat.posting_id) == (1, 1)
        assert one(t, Unclear, Unclear.id == unclear.id).settled_by_id is not None
        call = one(t, Call, Call.dedupe_key == "ring")
        await press(client, f"/call/{call.id}", {"outcome": "yes"})
        assert one(t, Call, Call.id == call.id).outcome == "yes"
        again = await press(client, f"/call/{call.id}", {"outcome": "no"})
        assert "打过" in await said(client, again)
        complaint = t.rows(Complaint)[0]
        assert (
            await said(client, await press(client, f"/complaint/{complaint.id}/close", {"note": " "}))
            == "写一句怎么办的。"
        )
        await press(client, f"/complaint/{complaint.id}/close", {"note": "补了30元"})
        assert one(t, Complaint).state == "closed"
        assert "给了120" not in (await client.get(DESK)).text


async def test_a_review_is_decided_once(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(f"{DESK}/review/4")).text
        assert "女" in page
        assert "就业促进法" in page, "the rule's source stands beside it"
        version = re.findall(r'name="version" value="(\d+)"', page)[0]
        early = await press(client, "/review/4/publish", {"version": version})
        assert "先打电话" in await said(client, early)
        await press(client, "/review/4/phoned")
        done = await press(client, "/review/4/publish", {"version": version})
        assert "A4" in await said(client, done)
        twice = await press(client, "/review/4/decide", {"version": version, "act": "reject", "reason": "fraud"})
        assert "晚了一步" in await said(client, twice)
        assert one(t, Posting, Posting.id == 4).status == PostingStatus.OPEN
        await t.settle()
        assert t.person("孙老板").was_told("A4")


async def test_sending_back_tells_the_poster_why(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(f"{DESK}/review/4")).text
        version = re.findall(r'name="version" value="(\d+)"', page)[0]
        await press(client, "/review/4/decide", {"version": version, "act": "back", "words": "工钱低了，再商量"})
        await t.settle()
        assert t.person("孙老板").was_told("工钱低了，再商量")
        assert one(t, Posting, Posting.id == 4).status == PostingStatus.DRAFT


async def test_a_need_by_telephone_is_read_put_right_and_published(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        text = "后天要12个人套袋，汉薛镇，140一天，管午饭，早7点，老周13800000077"
        found = await press_piece(client, "/new/read", {"text": text})
        assert '<mark data-field="headcount"' in found
        assert 'name="f0.place" type="text" value="汉薛镇"' in found
        assert "还缺：啥时候给钱" in found
        fields = {"f0.pay_when": "daily", "f0.headcount": "14", "held": "f0.headcount,f0.pay_when"}
        better = await press_piece(client, "/new/read", {"text": text, **fields})
        assert 'name="f0.headcount" type="text" value="14"' in better
        assert "还缺" not in better
        lacking = await press(client, "/new", {"text": text, "chosen": "0", "f0.pay_when": ""})
        assert lacking.status_code == 422
        assert "还缺" in lacking.text
        sent = {"text": text, "chosen": "0", "phoned": "yes", "out": "yes", **fields}
        answer = await press(client, "/new", sent)
        row = one(t, Posting, Posting.work == "套袋")
        assert answer.headers["location"] == f"{DESK}/posting/{row.id}"
        assert (row.status, row.headcount_max, row.township, row.entered_by_id) == ("open", 14, "汉薛镇", row.poster_id)
        file = one(t, Employer, Employer.phone == "13800000077")
        assert (row.employer_id, file.phone_checked_by_id) == (file.id, row.entered_by_id)
        await t.settle()
        assert "14人" in t.group("汉薛镇").copy("套袋").text
        unchecked = await press(client, "/new", {**sent, "phoned": "", "text": text.replace("077", "078")})
        assert "/review/" in unchecked.headers["location"], "nothing goes out before somebody called back"


async def press_piece(client: AsyncClient, path: str, form: dict[str, Any]) -> str:
    """A piece of a page, as it is fetched while one types."""
    page = await client.get(DESK)
    data = {"token": token(page.text), **form}
    answer = await client.post(f"{DESK}{path}", data=data, headers={"X-Piece": "1"})
    assert answer.status_code == 200
    return answer.text


async def test_several_needs_are_several_cards(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        found = await press_piece(client, "/new/read", {"text": "\n".join(NEEDS[1:])})
        assert found.count('class="draft"') == 2
        assert "第2条" in found
        assert 'name="f1.work" type="text" value="装车"' in found


async def test_the_roster_by_hand(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await press(client, "/posting/1/add", {"name": "王婶", "phone": "13900000011", "people": "2"})
        person = one(t, Person, Person.phone == "13900000011")
        signup = one(t, Signup, Signup.person_id == person.id)
        assert (signup.posting_id, signup.people) == (1, 2)
        assert "名字" in await said(client, await press(client, "/posting/1/add", {"name": " ", "people": "1"}))
        await press(client, f"/posting/1/signup/{signup.id}/people", {"people": "3"})
        assert one(t, PostingDay, PostingDay.posting_id == 1).taken == 13
        full = 13
        await press(client, "/posting/1/seats", {"number": str(full)})
        await t.person("迟来的").says("A1 我去", group="解店镇")
        late = one(t, Signup, Signup.person_id == one(t, Person, Person.name == "迟来的").id)
        refused = await press(client, f"/posting/1/signup/{late.id}/up", {"day": "2026-10-15"})
        assert "没有名额" in await said(client, refused)
        await press(client, f"/posting/1/signup/{signup.id}/off")
        await press(client, f"/posting/1/signup/{late.id}/up", {"day": "2026-10-15"})
        assert one(t, SignupDay, SignupDay.signup_id == late.id).seats == 1
        row = one(t, SignupDay, SignupDay.signup_id == late.id)
        await press(client, f"/posting/1/tick/{row.id}", {"state": "came"})
        assert one(t, SignupDay, SignupDay.signup_id == late.id).arrived == 1
        await press(client, f"/posting/2/tick/{row.id}", {"state": "absent"})
        assert one(t, SignupDay, SignupDay.signup_id == late.id).arrived == 1, "a row of another posting"


async def test_withdrawing_asks_first_and_tells_everybody(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert "10人会收到通知" in (await client.get(f"{DESK}/posting/1")).text
        await press(client, "/posting/1/withdraw")
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.OPEN
        await press(client, "/posting/1/withdraw", {"sure": "yes"})
        await t.settle()
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.WITHDRAWN
        assert "撤回" in t.group("西解村").copy("A1").text
        assert t.person("王师傅").was_told("A1")


async def test_settings_are_in_force_at_once_and_in_the_book(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await press(client, "/settings", {"key": "times.review_minutes", "value": "25"})
        await press(client, "/settings", {"key": "station", "value": "万荣就业驿站"})
        await press(client, "/settings", {"key": "stop_words", "value": "高薪 日进斗金"})
        assert "万荣就业驿站" in (await client.get(f"{DESK}/settings")).text
        await t.person("孙老板二").says(
            "明天要5个人卸车，通化镇，日进斗金200一天，日结，早8点到下午6点，管饭，接送，有保险，孙二13800000019"
        )
        await t.person("孙老板二").says("可以")
        await t.person("孙老板二").says("行")
        assert t.person("孙老板二").was_told("25分钟")
        assert [hit["rule"] for hit in one(t, Posting, Posting.work == "卸车").hits if hit["stops"]] == ["stop_word"]
        for key, value in (
            ("times.review_minutes", "0"),
            ("times.duty_from", "7点"),
            ("rules.age_prompt", "x"),
            ("bots", "x"),
            ("texts.evening.ask", "{nobody}"),
            ("texts.evening.ask", "{name.__class__}"),
        ):
            answer = await press(client, "/settings", {"key": key, "value": value})
            page = await client.get(answer.headers["location"])
            assert 'role="alert"' in page.text, key
        await press(client, "/settings/back", {"key": "station"})
        assert "万荣零工市场" in (await client.get(f"{DESK}/settings")).text
        assert "setting.station" in acts(t)
        values = t.read(settings_rows.values, t.here.county_id)
        assert set(values) == {"times.review_minutes", "stop_words"}


async def test_people_are_barred_merged_exported_and_forgotten(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        first, second = (one(t, Person, Person.name == name) for name in ("秀兰", "建军"))
        await press(client, f"/person/{first.id}/bar")
        assert one(t, Person, Person.id == first.id).barred_at is not None
        await press(client, f"/person/{first.id}/merge", {"other": str(second.id)})
        owners = {row.person_id for row in t.rows(Signup)}
        assert second.id not in owners
        assert one(t, Person, Person.id == second.id).name == ""
        third = one(t, Person, Person.name == "玉梅")
        both = await press(client, f"/person/{first.id}/merge", {"other": str(third.id)})
        assert "A1" in await said(client, both), "two on one roster are not put together"
        book = await client.get(f"{DESK}/person/{third.id}/data.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["本人", "报名", "用工"]
        await press(client, f"/person/{third.id}/forget")
        assert one(t, Person, Person.id == third.id).forgotten_at is None
        await press(client, f"/person/{third.id}/forget", {"sure": "yes"})
        assert one(t, Person, Person.id == third.id).name == ""
        assert one(t, Signup, Signup.person_id == third.id).state == "left"
        head = one(t, Person, Person.name == "驿站小李")
        await press(client, f"/person/{head.id}/forget", {"sure": "yes"})
        assert one(t, Person, Person.id == head.id).name == "驿站小李"


async def test_groups_are_placed_paused_and_taken_out(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        region = one(t, Region, Region.name == "西解村")
        group = one(t, Group, Group.region_id == region.id)
        await press(client, f"/group/{group.id}/pause")
        assert one(t, Group, Group.id == group.id).state == "paused"
        await press(client, f"/group/{group.id}/unbind")
        assert one(t, Group, Group.id == group.id).state == "unbound"
        await press(client, f"/group/{group.id}/bind", {"region": str(region.id)})
        bound = one(t, Group, Group.id == group.id)
        assert (bound.state, bound.region_id) == ("bound", region.id)


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
        assert "按乡镇" in openpyxl.load_workbook(io.BytesIO(numbers.content)).sheetnames


def _rename(session: Session, now: Any, here: Any, name: str) -> None:
    person = session.exec(select(Person).where(Person.name == "秀兰")).one()
    person.name = name
    session.add(person)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1"])
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


async def test_two_who_open_the_same_thing_are_told_who_was_first(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as one_, desk(t) as other:
        for client in (one_, other):
            assert (await client.get(f"{DESK}/review/4")).status_code == 200
        version = one(t, Posting, Posting.id == 4).version
        await press(one_, "/review/4/decide", {"version": str(version), "act": "reject", "reason": "fee"})
        told = await said(
            other, await press(other, "/review/4/decide", {"version": str(version), "act": "back", "reason": "pay"})
        )
        assert "驿站小李" in told
