"""What is no page and what is not taken is said in the reader's language, with what to do, under the right status."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient, Response

from handlers.web import sessions
from tests.conversation import town
from tests.desk_client import DESK, HOME, browser, desk, token
from tests.desk_world import county, pages
from tests.relays import WORD, relayed

TOO_MUCH = {"Content-Type": "application/x-www-form-urlencoded"}


def told(answer: Response) -> str:
    """The heading of a page in its language, which has a way on."""
    assert answer.headers["content-type"].startswith("text/html"), answer.text[:80]
    assert "</html>" in answer.text
    assert re.search(r'<p class="onward">.*<a href="/', answer.text, re.S)
    assert answer.headers["content-security-policy"]
    found = re.search(r"<h1>([^<]*)</h1><p>([^<]+)</p>", answer.text)
    assert found is not None
    return html.unescape(found[1])


async def test_a_form_of_the_desk_that_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        mark = token((await client.get(DESK)).text)
        monkeypatch.setattr(sessions, "BODY_MOST", 5000)
        elsewhere = await client.post(f"{DESK}/me", data={"token": mark}, headers={"Origin": "https://evil.example"})
        assert (elsewhere.status_code, told(elsewhere)) == (403, "没收下，不是从我们的页面送来的。")
        old = await client.post(f"{DESK}/me", data={"token": "0"}, headers={"Referer": f"{HOME}{DESK}/me"})
        assert (old.status_code, told(old)) == (403, "没收下，这个页面开得太久了。")
        assert f'<a href="{DESK}/me">回到刚才那页</a>' in old.text
        large = await client.post(f"{DESK}/me", content=b"x" * 6000, headers=TOO_MUCH)
        assert (large.status_code, told(large)) == (413, "没收下，送来的太大了。")
        assert "一次最多5 kB" in large.text
        english = await client.post(f"{DESK}/me?lang=en", data={"token": "0"})
        assert (english.status_code, told(english)) == (403, "Not taken: this page was open for too long.")
        piece = await client.post(f"{DESK}/new/read?lang=zh", data={"token": "0"}, headers={"HX-Request": "true"})
        assert (piece.status_code, piece.headers["content-type"]) == (403, "text/plain; charset=utf-8")
        assert piece.text.startswith("没收下")


async def test_forms_that_anybody_may_send(tmp_path: Path) -> None:
    async with town(tmp_path) as t, browser(t) as client:
        relayed(t, "西解村")
        own = f"/wanrong/f/{WORD}西解村"
        for path in (f"{own}/tick", f"{own}/bring", f"{own}/fill", "/wanrong/a/A1", "/wanrong/mine/x", f"{DESK}/login"):
            foreign = await client.post(path, data={"a": "b"}, headers={"Origin": "https://evil.example"})
            assert (foreign.status_code, told(foreign)) == (403, "没收下，不是从我们的页面送来的。"), path
            large = await client.post(path, content=b"x" * 210_000, headers=TOO_MUCH)
            assert (large.status_code, told(large)) == (413, "没收下，送来的太大了。"), path
        assert "200 kB" in (await client.post("/wanrong/a/A1", content=b"x" * 210_000, headers=TOO_MUCH)).text
        link = await client.post(f"{DESK}/in/secret", headers={"Origin": "https://evil.example"})
        assert (link.status_code, told(link)) == (403, "没收下，不是从我们的页面送来的。")


async def test_what_is_no_page(tmp_path: Path) -> None:
    async with town(tmp_path) as t, browser(t) as client:
        for path, way in (
            ("/wanrong/nothing", "/wanrong/board"),
            ("/wanrong/desk/nothing", "/wanrong/desk"),
            ("/nowhere", "/"),
            ("/wanrong/poster/%20.png", "/wanrong/board"),
            ("/wanrong/qr/A1.gif", "/wanrong/board"),
            ("/static/x/none.css", "/"),
        ):
            answer = await client.get(path)
            assert (answer.status_code, told(answer)) == (404, "没有这个页面。"), path
            assert f'href="{way}"' in answer.text, path
        pressed = await client.get(f"{DESK}/settings/back")
        assert (pressed.status_code, told(pressed)) == (405, "这里要从页面上点进来。")
        assert pressed.headers["allow"] == "POST"
        english = await client.get("/wanrong/<script>?lang=en")
        assert told(english) == "There is no such page."
        assert "<script>" not in english.text


async def test_what_breaks_says_so_and_is_still_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town(tmp_path) as t:
        monkeypatch.setattr("bot.board.cards", lambda *_: 1 / 0)
        transport = ASGITransport(app=pages(t), raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url=HOME) as client:
            answer = await client.get("/wanrong/board/sheet")
            assert (answer.status_code, told(answer)) == (500, "这一页没打开。")
        with pytest.raises(ZeroDivisionError):
            async with browser(t) as client:
                await client.get("/wanrong/board/sheet")
