"""The open pages: board, wall, sheet, feeds, reply page. No person's name or phone stands on what anybody may see."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from bot.models import Call, Person, Posting, Signup
from handlers.web import shelf, wording
from handlers.web.app import build
from handlers.web.public import Public
from handlers.web.shelf import Shelf
from tests.conversation import SETTINGS, Town, town
from tests.relays import out, roster
from tests.test_web import Elements

HOME = "https://dalaba.example.cn"


@asynccontextmanager
async def open_town(path: Path) -> AsyncIterator[tuple[Town, TestClient, Posting]]:
    async with town(path) as t:
        posting = await out(t, t.person("王师傅"))
        with TestClient(build(t.app, localchat=None), base_url=HOME) as client:
            yield t, client, posting


OPEN = ("/wanrong/board", "/wanrong/board/wall", "/wanrong/board/sheet", "/wanrong/feed.atom", "/wanrong/feed.json")


async def test_the_board_shows_what_is_open_and_nobodys_name_or_phone(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, posting):
        for path in OPEN:
            text = client.get(path).text
            assert posting.code is not None
            assert posting.code in text, path
            assert "摘苹果" in text, path
            assert "150元/天" in text, path
            assert "西解村" in text, path
            for hidden in ("王师傅", "13800138001"):
                assert hidden not in text, f"{hidden} stands on {path}"


async def test_each_posting_has_its_code_to_scan_behind_one_press_without_script(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, posting):
        text = client.get("/wanrong/board").text
        card = re.search(r'<details class="qr"><summary>.*?</details>', text, re.S)
        assert card is not None
        address = re.search(r'<img src="([^"]+)"', card[0])
        assert address is not None
        assert address[1] == f"/wanrong/qr/{posting.code}.svg"
        assert client.get(address[1]).headers["content-type"] == "image/svg+xml"


async def test_every_page_keeps_the_strict_headers_and_has_no_script_of_its_own(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, posting):
        for path in (*OPEN[:3], f"/wanrong/a/{posting.code}", "/wanrong/a/Z99", "/wanrong/f/nothing"):
            answer = client.get(path)
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            for tag, attrs in Elements(answer.text).found:
                assert not [name for name in attrs if name.startswith("on")], path
                assert "style" not in attrs, path
                assert tag != "style", path
                if tag == "script":
                    assert attrs.get("type") == "application/ld+json" or (attrs.get("src") or "").startswith("/static/")
            outside = [each for each in Elements(answer.text).addresses() if not each.startswith("/")]
            assert outside == [], path
            assert len(answer.content) < 150_000


async def test_the_schema_of_a_posting(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, posting):
        text = client.get("/wanrong/board").text
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
        assert found is not None
        row = json.loads(found[1])[0]
        assert row["@type"] == "JobPosting"
        assert row["title"] == "摘苹果"
        assert row["identifier"]["value"] == posting.code
        assert row["url"] == f"{HOME}/wanrong/a/{posting.code}"
        assert row["baseSalary"]["value"]["unitText"] == "DAY"
        assert row["totalJobOpenings"] == 20
        assert row["validThrough"].startswith("2026-10-1")


async def test_feeds_of_the_county_and_of_a_trade(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, posting):
        feed = client.get("/wanrong/feed.json").json()
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert [each["_dalaba"]["code"] for each in feed["items"]] == [posting.code]
        assert client.get("/wanrong/feed/picking.json").json()["items"]
        assert client.get("/wanrong/feed/freight.json").json()["items"] == []
        assert client.get("/wanrong/feed/nonsense.json").status_code == 404
        atom = client.get("/wanrong/feed/picking.atom")
        assert atom.headers["content-type"].startswith("application/atom+xml")
        root = ElementTree.fromstring(atom.text)
        name = "{http://www.w3.org/2005/Atom}"
        assert [each.findtext(f"{name}id") for each in root.findall(f"{name}entry")] == [
            f"{HOME}/wanrong/a/{posting.code}"
        ]
        assert root.findtext(f"{name}updated")


async def test_what_was_typed_is_never_markup(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (t, client, posting):
        hostile = '<img src=x onerror=alert(1)></script><script>alert(1)</script>"'

        def spoil(session, now, here) -> None:  # type: ignore[no-untyped-def]
            row = session.get(Posting, posting.id)
            row.work = hostile
            session.add(row)

        t.app.act_now(spoil, t.here)
        await t.later(minutes=1)
        for path in (*OPEN[:4], f"/wanrong/a/{posting.code}"):
            text = client.get(path).text
            assert "<img src=x" not in text, path
            assert "<script>alert" not in text, path
        ElementTree.fromstring(client.get("/wanrong/feed.atom").text)


async def test_searching_and_the_wish_that_nothing_answers(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, posting):
        assert posting.code
        assert posting.code in client.get("/wanrong/board", params={"q": "西解村 苹果"}).text
        for asked in ("西解村摘苹果的活", "有没有摘苹果的", "解店有啥活"):
            text = client.get("/wanrong/board", params={"q": asked}).text
            assert f"/a/{posting.code}" in text, asked
            assert "相近" not in text, asked
        for asked in ("摘平果", "西姐村苹果", "皇甫乡摘苹果"):
            text = client.get("/wanrong/board", params={"q": asked}).text
            assert f"/a/{posting.code}" in text, asked
            assert f"没有和“{asked}”一样的" in text, asked
        hostile = client.get("/wanrong/board", params={"q": "摘平果<b>{p}"}).text
        assert "摘平果&lt;b&gt;{p}" in hostile
        nothing = client.get("/wanrong/board", params={"q": "开飞机"}).text
        assert f"/a/{posting.code}" not in nothing
        assert "没有叫这个的活" in nothing


async def test_the_same_page_is_made_once_for_many(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (t, client, posting):
        first = client.get("/wanrong/board")
        assert client.get("/wanrong/board", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        boss = t.person("王师傅")
        await boss.says("招够了")
        await t.later(minutes=1)
        assert f"/a/{posting.code}" not in client.get("/wanrong/board").text


async def test_what_lies_ready_goes_out_packed_with_all_headers_and_in_the_visitors_language(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, _posting):
        made = client.get("/wanrong/board")
        ready = client.get("/wanrong/board")
        assert ready.headers["content-encoding"] == "gzip"
        assert ready.text == made.text
        assert ready.headers["content-security-policy"].startswith("default-src 'none'")
        plain = client.get("/wanrong/board", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == made.content
        english = client.get("/wanrong/board", headers={"Cookie": "other=1; dalaba_lang=en"})
        assert "Sign up" in english.text
        assert "Sign up" not in client.get("/wanrong/board", headers={"Cookie": "dalaba_lang=none"}).text
        assert client.get("/wanrong/a/Z98").status_code == 404
        assert client.get("/wanrong/a/Z98").status_code == 404, "what is not there is not kept as a page"


async def test_what_lies_ready_is_bounded_however_much_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "BYTES_MOST", 100_000)
    async with town(tmp_path) as t:
        await out(t, t.person("王师傅"))
        held = Shelf(t.app.clock)
        one = shelf.ready(b"x" * 9_000, "text/html", t.now + timedelta(seconds=5), 5)
        for number in range(50):
            held.put(("/wanrong/board", b"q=%d" % number, "", b"x"), one)
        assert len(held) * one.size <= 100_000
        asked = {"type": "http", "path": "/wanrong/board", "query_string": b"q=49", "headers": [(b"host", b"x")]}
        assert held.get(asked) is one, "the newest stays"
        assert held.get({**asked, "query_string": b"q=1"}) is None
        t.moment[0] += timedelta(seconds=6)
        assert held.get(asked) is None, "too old"


async def test_while_one_request_has_it_made_anew_the_others_get_what_there_is(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        public = Public(t.app, t.here, lambda *_: HTMLResponse(), Shelf(t.app.clock))
        release = asyncio.Event()

        async def old() -> tuple[bytes, str]:
            return b"old", "text/plain"

        async def new() -> tuple[bytes, str]:
            await release.wait()
            return b"new", "text/plain"

        assert (await public.ready(("x",), old)).body == b"old"
        t.moment[0] += timedelta(seconds=6)
        making = asyncio.create_task(public.ready(("x",), new))
        await asyncio.sleep(0)
        assert (await public.ready(("x",), new)).body == b"old"
        t.moment[0] += timedelta(seconds=20)
        waiting = asyncio.create_task(public.ready(("x",), new))
        await asyncio.sleep(0)
        release.set()
        assert (await making).body == (await waiting).body == b"new", "far too old is shown to nobody"


async def test_in_english_too(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, posting):
        text = client.get("/wanrong/board?lang=en").text
        assert "Sign up" in text
        assert f"/a/{posting.code}" in text
        assert "Sign up" in client.get("/wanrong/board").text, "the choice is remembered"


async def test_who_chose_no_language_reads_that_of_the_county(tmp_path: Path) -> None:
    async with town(tmp_path, settings=SETTINGS.model_copy(update={"language": "en"})) as t:
        with TestClient(build(t.app, localchat=None), base_url=HOME) as client:
            for path in (
                "/wanrong/board",
                "/wanrong/board",
                "/wanrong/a/A1",
                "/wanrong/desk/login",
                "/wanrong/none",
                "/",
            ):
                assert 'lang="en"' in client.get(path).text, path
            client.get("/wanrong/board?lang=zh")
            assert 'lang="zh-CN"' in client.get("/wanrong/board").text, "what was chosen stands over it"


def test_texts_have_the_same_keys_in_both_languages() -> None:
    def keys(tree: object, path: str = "") -> set[str]:
        if not isinstance(tree, dict):
            return {path}
        return {each for name, value in tree.items() for each in keys(value, f"{path}.{name}")}

    assert keys(wording.texts("zh")["public"]) == keys(wording.texts("en")["public"])


FORM = {"name": "秀兰", "phone": "139 0000 1234", "people": "2", "consent": "yes"}


async def test_signing_up_on_the_page(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (t, client, posting):
        page = client.get(f"/wanrong/a/{posting.code}")
        assert "同意" in page.text
        answer = client.post(f"/wanrong/a/{posting.code}", data=FORM)
        assert answer.status_code == 200
        assert "记上了：秀兰2人" in answer.text
        assert "/wanrong/mine/" in str(answer.url)
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0)}
        assert [row.phone for row in t.rows(Person) if row.name == "秀兰"] == ["13900001234"]
        assert [row for row in t.rows(Call) if not row.outcome] == [], "nobody need ring who reads it here"
        changed = client.post(str(answer.url), data={"act": "change", "people": "3"})
        assert "秀兰3人" in changed.text
        gone = client.post(str(answer.url), data={"act": "leave"})
        assert "去掉了" in gone.text
        assert roster(t, posting.id or 0) == {}


async def test_what_is_wrong_is_said_where_it_is_and_what_was_typed_stays(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (t, client, posting):
        path = f"/wanrong/a/{posting.code}"
        for change, words in (
            ({"phone": "12345"}, "电话写11位"),
            ({"name": " "}, "怎么称呼"),
            ({"people": "0"}, "人数写1到20"),
            ({"people": "many"}, "人数写1到20"),
            ({"consent": ""}, "同意这一条"),
        ):
            answer = client.post(path, data={**FORM, **change})
            assert answer.status_code == 422, change
            assert words in answer.text
        assert t.rows(Signup) == []
        assert client.post(path, data=FORM, headers={"Origin": "https://evil.example"}).status_code == 403
        assert client.post(path, data=FORM, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


async def test_a_phone_that_stands_there_changes_nothing_and_learns_nothing(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (t, client, posting):
        path = f"/wanrong/a/{posting.code}"
        client.post(path, data=FORM)
        again = client.post(path, data={**FORM, "name": "别人", "people": "9"})
        assert again.status_code == 422
        assert "已经报过" in again.text
        assert "秀兰" not in again.text
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0)}


async def test_a_phone_and_an_address_are_limited(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (t, client, posting):
        path = f"/wanrong/a/{posting.code}"
        most = SETTINGS.rules.replies_per_phone
        codes = [client.post(path, data=FORM).status_code for _ in range(most + 1)]
        assert codes[-1] == 429
        other = [client.post(path, data={**FORM, "phone": f"1390000{n:04d}"}).status_code for n in range(70)]
        assert 429 in other, "one address of the net has a limit as well"
        await t.later(minutes=61)
        fresh = client.post(path, data={**FORM, "phone": "13911112222", "name": "红霞", "people": "1"})
        assert fresh.status_code == 200


async def test_who_comes_too_late_waits_or_is_told(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (t, client, posting):
        path = f"/wanrong/a/{posting.code}"
        await t.person("建军").says("我们20个人去", group="解店镇")
        answer = client.post(path, data=FORM)
        assert "满了，您排第1" in answer.text
        await t.person("王师傅").says("招够了")
        over = client.post(path, data={**FORM, "phone": "13911112222"})
        assert over.status_code == 422
        assert "不再报名" in over.text
        assert 'name="phone"' not in client.get(path).text


async def test_a_code_that_is_none(tmp_path: Path) -> None:
    async with open_town(tmp_path) as (_, client, _posting):
        assert client.get("/wanrong/a/Z99").status_code == 404
        assert client.get("/wanrong/mine/nothing").status_code == 404
        assert client.get("/wanrong/qr/..%2f.svg").status_code == 404
        assert client.get("/wanrong/poster/Z99.png").status_code == 404
