"""What stands on a page may be pressed: nobody finds a button, or a way, that is refused them for who they are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from httpx2 import AsyncClient

from bot.models import Account, Group, Region
from bot.texts import say
from tests.conversation import Town
from tests.desk_client import DESK, HOME, browser, desk, one, part, press, said
from tests.desk_world import PASSWORD, county
from tests.relays import relayed
from tests.test_web import Elements

REFUSALS = ("web.not_yours", "desk.only", "web.head_only", "desk.head_only", "relay.not_yours")
CHOSEN = {"title": "乡亲群", "name": "小红", "note": "说好了", "reason": "地方写清楚", "people": "1"}


def links(text: str, at: str) -> set[str]:
    """The desk's pages a page leads to, one of each kind."""
    found = (urljoin(at, unescape(each)) for each in re.findall(r'<a [^>]*href="([^"#]+)', text))
    return {each for each in found if urlsplit(each).path.startswith(DESK) and "lang=" not in each}


def forms(text: str) -> list[tuple[str, dict[str, str]]]:
    """The forms of a page that change something and can be sent: where they go, with what they carry."""
    made: list[tuple[str, dict[str, str]]] = []
    live: list[bool] = []
    select = ""
    for tag, attrs in Elements(text).found:
        name, value = attrs.get("name") or "", attrs.get("value") or ""
        if tag == "form":
            made.append((attrs.get("action") or "" if attrs.get("method") == "post" else "", {}))
            live.append(False)
        elif made and tag in ("input", "textarea", "select", "button"):
            live[-1] |= attrs.get("type") != "hidden" and "disabled" not in attrs
            select = name if tag == "select" else ""
            if name:
                made[-1][1].setdefault(name, value or CHOSEN.get(name, ""))
        elif made and tag == "option" and select and not made[-1][1][select]:
            made[-1][1][select] = value
    return [form for form, can in zip(made, live, strict=True) if form[0] and can]


async def walk(client: AsyncClient) -> tuple[list[str], dict[str, tuple[str, dict[str, str]]]]:
    """Every kind of page from today on, and every kind of form on them, in the order in which one meets them."""
    todo, pages = [DESK], list[str]()
    kinds, found = set[str](), dict[str, tuple[str, dict[str, str]]]()
    while todo:
        at = todo.pop(0)
        kind = re.sub(r"\d+", "0", at)
        if kinds_full(kinds, kind, pages):
            continue
        kinds.add(kind)
        answer = await client.get(at)
        assert answer.status_code == 200, (at, answer.status_code)
        pages.append(at)
        if "text/html" not in answer.headers["content-type"]:
            continue
        for action, fields in forms(answer.text):
            found.setdefault(re.sub(r"\d+", "0", action) + fields.get("intent", ""), (action, fields))
        todo += sorted(links(answer.text, at) - set(pages))
    return pages, found


def _ends(form: tuple[str, object]) -> int:
    """What takes somebody or a group away comes late, for their other buttons end with it; leaving comes last."""
    return 2 if "logout" in form[0] else 1 if form[0].endswith(("/end", "/forget", "/merge", "/unbind")) else 0


def kinds_full(kinds: set[str], kind: str, pages: list[str]) -> bool:
    """A kind of page is looked at three times: what is on one need not be on the next."""
    return kind in kinds and sum(re.sub(r"\d+", "0", each) == kind for each in pages) >= 3


@asynccontextmanager
async def as_clerk(t: Town) -> AsyncIterator[AsyncClient]:
    """Somebody of the desk who sees the whole county and is not its head."""
    async with desk(t) as head:
        form = {"name": "小周", "login": "clerk", "password": PASSWORD, "place": ""}
        assert (await press(head, "/people/account", form)).status_code == 303
    async with browser(t) as client:
        await client.post(f"{DESK}/login", data={"login": "clerk", "password": PASSWORD})
        yield client


async def test_a_login_s_part_is_typed_and_what_is_wrong_stands_by_the_form(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as head:
        form = {"name": "小<b>周", "login": "clerk", "password": PASSWORD, "place": "火星"}
        answer = await press(head, "/people/account", form)
        assert answer.status_code == 422
        assert "没找到“火星”这个地方" in answer.text
        assert 'name="login" required maxlength="32" autocomplete="off" value="clerk"' in answer.text
        assert 'value="小&lt;b&gt;周"' in answer.text
        assert PASSWORD not in answer.text
        assert not [row for row in t.rows(Account) if row.login]
        await press(head, "/people/account", {**form, "place": "西解村"})
        number = next(row.id for row in t.rows(Account) if row.login)
        for place, stands in (("西解村", "解店镇西解村"), ("万荣县", "全县"), ("解店镇", "解店镇"), ("", "全县")):
            await press(head, f"/account/{number}/place", {"place": place})
            page = (await head.get(f"{DESK}/people?tab=desk")).text
            assert f"<td>clerk</td><td>{stands}</td>" in page, place


@pytest.mark.parametrize("who", ["township", "village", "clerk"])
async def test_no_button_is_refused_for_who_one_is(tmp_path: Path, who: str) -> None:
    never = {say(key, language) for key in REFUSALS for language in ("zh", "en")}
    async with county(tmp_path) as t:
        relayed(t, "西解村")
        t.at("2026-10-15T07:30")
        someone = as_clerk(t) if who == "clerk" else part(t, "解店镇" if who == "township" else "西解村")
        async with someone as client:
            pages, found = await walk(client)
            assert any("/posting/" in each for each in pages)
            assert len(found) > 20, sorted(found)
            wrong = []
            for kind, (action, fields) in sorted(found.items(), key=_ends):
                answer = await client.post(action, data=fields, headers={"Origin": HOME})
                assert answer.status_code in (200, 303, 422), (action, answer.status_code)
                if answer.status_code == 303 and await said(client, answer) in never:
                    wrong.append((kind, fields))
            assert wrong == []


async def test_a_township_sees_a_complaint_and_no_button_for_it(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        async with part(t, "解店镇") as client:
            text = (await client.get(DESK)).text
            assert "没给够钱" in text
            assert "/complaint/" not in text
        async with desk(t) as client:
            assert "/complaint/" in (await client.get(DESK)).text


async def test_a_group_of_elsewhere_is_refused_all_the_same(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        elsewhere = one(t, Region, Region.name == "通化镇")
        group = one(t, Group, Group.region_id == elsewhere.id)
        async with part(t, "解店镇") as client:
            assert await said(client, await press(client, f"/group/{group.id}/pause")) == say("web.not_yours", "zh")
