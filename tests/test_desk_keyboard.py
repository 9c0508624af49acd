"""The desk's pages by the keyboard alone: where one is is seen, the order is that of the page, Enter does it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from sqlmodel import col

from bot import relay
from bot.models import Group, GroupForwarder, Person, Posting, PostingDay, RelayCopy, Signup, Unclear
from tests.browsing import chromium, window
from tests.conversation import Town
from tests.desk_client import one
from tests.desk_world import county, served
from tests.relays import WORD, carry, relayed

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
__all__ = ["chromium"]
STEPS_MOST = 160

FOCUS = """() => {
  const one = document.activeElement;
  const shown = one.closest('.chip')?.querySelector('span') ?? one;
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  return { seen, tall: box.height, of: one.outerHTML.slice(0, 120), top: one === document.body };
}"""


@asynccontextmanager
async def keyed(t: Town, browser: Browser, *, single: bool = False) -> AsyncIterator[tuple[Page, str]]:
    """A page of the desk, on which no mouse is used."""
    async with served(t) as url, window(browser, width=1280, height=860) as context:
        page = await context.new_page()
        await page.goto(f"{url}/wanrong/desk/try")
        if single:
            await page.goto(f"{url}/wanrong/desk/me")
            await to(page, page.get_by_role("button", name="用单键"))
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("status").first).to_have_text("单键开了。")
        yield page, f"{url}/wanrong"


async def to(page: Page, where: Locator) -> None:
    """Press Tab until the focus is there; it is to be seen at every stop on the way."""
    await expect(where).to_be_attached()
    for _ in range(STEPS_MOST):
        if await where.evaluate("(one) => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
        stop = await page.evaluate(FOCUS)
        assert stop["top"] or (stop["seen"] and stop["tall"] > 0), f"the focus is not to be seen on {stop['of']}"
    raise AssertionError("not reached by Tab")


async def enter(page: Page, where: Locator, *words: str) -> None:
    """Go to something, type (Tab between the words), Enter."""
    await to(page, where)
    for number, each in enumerate(words):
        if number:
            await page.keyboard.press("Tab")
        await page.keyboard.press("Control+a")
        await page.keyboard.type(each)
    await page.keyboard.press("Enter")


async def test_a_posting_by_keys(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, keyed(t, chromium, single=True) as (page, base):
        await page.goto(f"{base}/desk/postings")
        await page.keyboard.press("/")
        await expect(page.get_by_role("searchbox")).to_be_focused()
        await page.keyboard.type("摘苹果")
        await page.keyboard.press("Enter")
        await enter(page, page.get_by_role("link", name=re.compile("A1")))
        await expect(page.locator("h1")).to_contain_text("A1")
        await enter(page, page.locator("summary", has_text="改人数"))
        await expect(page.locator("input[name=number]")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("summary", has_text="改人数")).to_be_focused()
        await page.keyboard.press("Enter")
        await enter(page, page.locator("input[name=number]"), "25")
        await expect(page.get_by_role("status").first).to_have_text("人数改好了。")
        assert one(t, PostingDay, PostingDay.posting_id == 1).wanted == 25
        before = len(t.rows(Signup))
        await enter(page, page.get_by_label("名字"), "王婶", "13900000012", "2")
        await expect(page.locator("table.roster")).to_contain_text("王婶")
        assert len(t.rows(Signup)) == before + 1
        await page.keyboard.press("j")
        await expect(page.locator("tr[data-row]").first).to_be_focused()
        assert await page.evaluate("document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length") == 0


async def test_people_and_what_is_unclear_by_keys(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, keyed(t, chromium) as (page, base):
        await page.goto(f"{base}/desk")
        row = page.locator("form.settle", has_text="A1")
        await to(page, row.locator("input[name=count]"))
        await page.keyboard.press("Control+a")
        await page.keyboard.type("2")
        await to(page, row.get_by_role("button", name="去", exact=True))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").first).to_have_text("记下了。")
        assert one(t, Unclear, col(Unclear.settled_at).is_not(None)).verdict["count"] == 2
        await page.goto(f"{base}/desk/people?tab=workers")
        await enter(page, page.get_by_role("searchbox"), "秀兰")
        await enter(page, page.locator("a.whole", has_text="秀兰"))
        await expect(page.locator("h1")).to_have_text("秀兰")
        await enter(page, page.locator("summary", has_text="停发"))
        await expect(page.get_by_role("button", name="收押金、收钱")).to_be_focused()
        await enter(page, page.get_by_role("button", name="报了名总不来"))
        await expect(page.get_by_role("status").first).to_have_text("记下了。")
        assert one(t, Person, Person.name == "秀兰").barred_why == "报了名总不来"
        await enter(page, page.locator("summary", has_text="删资料"))
        await expect(page.get_by_role("button", name="删掉")).to_be_focused()
        await page.keyboard.press("Escape")
        assert one(t, Person, Person.name == "秀兰").forgotten_at is None


async def test_carrying_by_keys(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, keyed(t, chromium) as (page, base):
        await page.goto(f"{base}/desk/relay")
        await to(page, page.get_by_label("群名"))
        await page.keyboard.type("解店微信群")
        await page.keyboard.press("Tab")
        await page.keyboard.type("解店镇")
        await page.keyboard.press("Enter")
        await expect(page.locator("h2", has_text="解店微信群")).to_be_visible()
        group = one(t, Group, Group.title == "解店微信群")
        await enter(page, page.locator("summary", has_text="加转发人"))
        await expect(page.get_by_label("名字")).to_be_focused()
        await enter(page, page.get_by_label("名字"), "李文书", "13900000013")
        await expect(page.locator("#link")).to_contain_text("/wanrong/f/")
        assert len([row for row in t.rows(GroupForwarder) if row.group_id == group.id]) == 1
        village, _ = relayed(t, "西解村")
        t.app.act_now(relay.write, t.here, group_ids=[village], posting_id=1)
        await page.goto(f"{base}/f/{WORD}西解村")
        await expect(page.locator("h1")).to_have_text("转发和带回")
        await enter(page, page.get_by_role("button", name="转发了"))
        await expect(page.locator("summary", has_text="群里已经有的")).to_be_visible()
        assert one(t, RelayCopy, RelayCopy.group_id == village).carried_at is not None
        await to(page, page.locator("textarea"))
        await page.keyboard.type("西解村A1:秀梅2,玉娥1")
        await enter(page, page.get_by_role("button", name="看一下"))
        await enter(page, page.get_by_role("button", name="记上（2处）"))
        await expect(page.get_by_role("status")).to_have_text("记好了，2处。")
        assert {"秀梅", "玉娥"} <= {row.name for row in t.rows(Person)}


async def test_a_review_without_single_keys(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, keyed(t, chromium) as (page, base):
        await page.goto(f"{base}/desk/review")
        await enter(page, page.locator("a", has_text="包装").first)
        await expect(page.locator("#h-open")).to_contain_text("包装")
        await enter(page, page.get_by_role("button", name="已打电话核实"))
        await expect(page.get_by_role("button", name="发布")).to_be_visible()
        await enter(page, page.locator("summary", has_text="退回"))
        await expect(page.locator("details.ask[open]")).to_contain_text("为啥退回")
        await page.keyboard.press("Escape")
        await expect(page.locator("summary", has_text="退回")).to_be_focused()
        await enter(page, page.get_by_role("button", name="发布"))
        await expect(page.get_by_role("status").first).to_contain_text("A4")
        assert one(t, Posting, Posting.id == 4).status == "open"


async def test_a_new_posting_without_single_keys(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, keyed(t, chromium) as (page, base):
        await page.goto(f"{base}/desk")
        await enter(page, page.get_by_role("link", name="记一条").first)
        await expect(page.locator("#text")).to_be_focused()
        await page.keyboard.insert_text("后天要12个人套袋，汉薛镇，140一天，管午饭，早7点，老周13800000077")
        await expect(page.get_by_label("干啥活")).to_have_value("套袋")
        await to(page, page.get_by_label("几个人"))
        await page.keyboard.press("Control+a")
        await page.keyboard.type("14")
        await to(page, page.get_by_label("啥时候给钱"))
        await page.keyboard.press("Home")
        for _ in range(9):
            if await page.get_by_label("啥时候给钱").input_value() == "daily":
                break
            await page.keyboard.press("ArrowDown")
        await expect(page.locator(".lacking")).to_have_count(0)
        await to(page, page.get_by_label("电话核实过了"))
        await page.keyboard.press("Space")
        await enter(page, page.get_by_role("button", name="送出去"))
        await expect(page.locator("h1")).to_contain_text("套袋")
        found = one(t, Posting, Posting.work == "套袋")
        assert (found.status, found.headcount_max, found.pay_when) == ("open", 14, "daily")


async def test_a_talk_is_brought_back_and_put_right_by_keys(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, keyed(t, chromium) as (page, base):
        village, forwarder = relayed(t, "西解村")
        t.app.act_now(relay.write, t.here, group_ids=[village], posting_id=1)
        carry(t, village, forwarder)
        await page.goto(f"{base}/f/{WORD}西解村")
        await to(page, page.locator("textarea"))
        await page.keyboard.insert_text("我也去\n[18:40] 秀梅: 我去\n[18:41] 玉娥: 俺俩")
        await enter(page, page.get_by_role("button", name="看一下"))
        nameless = page.locator("li.row.unnamed")
        await expect(nameless).to_contain_text("先写上是谁")
        await to(page, nameless.get_by_label("谁", exact=True))
        await page.keyboard.type("凤娥")
        await to(page, page.locator("li.row", has_text="玉娥").locator("summary"))
        await page.keyboard.press("Enter")
        await to(page, page.locator("li.row", has_text="玉娥").locator("input[type=number]"))
        await page.keyboard.press("Control+a")
        await page.keyboard.type("3")
        await enter(page, page.get_by_role("button", name="再看一下"))
        await enter(page, page.get_by_role("button", name="记上（3处）"))
        await expect(page.get_by_role("status")).to_have_text("记好了，3处。")
        names = {row.id: row.name for row in t.rows(Person)}
        people = {names[row.person_id]: row.people for row in t.rows(Signup)}
        assert {name: people.get(name) for name in ("凤娥", "秀梅", "玉娥")} == {"凤娥": 1, "秀梅": 1, "玉娥": 3}
