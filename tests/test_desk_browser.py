"""The desk's pages in a headless Chromium: a need taken by telephone to its roster, by keyboard, on a phone's width."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlmodel import Session, col, select

from bot.app import Here
from bot.models import Call, Posting, Unclear
from tests import rows
from tests.browsing import chromium, window
from tests.conversation import Town
from tests.desk_world import county, served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
__all__ = ["chromium"]
FETCHED_ANEW = 10_000
"""Milliseconds after which a page fetches itself anew; the browser's clock is put forward by them."""
WALL_TURNS = 12_000


@asynccontextmanager
async def opened(t: Town, browser: Browser, *, width: int = 1280, height: int = 860) -> AsyncIterator[tuple[Page, str]]:
    """A page of somebody who pressed the link beside the chat."""
    async with served(t) as url, window(browser, width=width, height=height) as context:
        page = await context.new_page()
        await page.goto(f"{url}/wanrong/desk/try")
        await expect(page.locator("h1")).to_have_text("今天")
        yield page, f"{url}/wanrong/desk"


async def with_single_keys(page: Page, base: str) -> None:
    """Whoever sits here wants single keys."""
    await page.keyboard.press("n")
    await expect(page.locator("h1")).to_have_text("今天")
    await page.goto(f"{base}/me")
    await page.get_by_role("button", name="用单键").click()
    await expect(page.get_by_role("status").first).to_have_text("单键开了。")
    await page.goto(base)


async def test_a_need_by_telephone_goes_the_whole_way(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, opened(t, chromium) as (page, base):
        await with_single_keys(page, base)
        await page.keyboard.press("n")
        await expect(page.locator("h1")).to_have_text("记一条")
        await page.locator("#text").fill("后天要12个人套袋，汉薛镇，140一天，管午饭，早7点，老周13800000077")
        work = page.get_by_label("干啥活")
        await expect(work).to_have_value("套袋")
        await expect(page.locator("mark[data-field=headcount]")).to_have_text(re.compile("12"))
        await expect(page.locator(".lacking")).to_contain_text("啥时候给钱")
        await page.get_by_label("啥时候给钱").select_option("daily")
        await expect(page.locator(".lacking")).to_have_count(0)
        await page.get_by_label("几个人").fill("14")
        await expect(page.locator(".f.by-hand")).to_have_count(2)
        # What was put right by hand stays while the text goes on.
        await page.locator("#text").press_sequentially("，有车接送")
        await expect(page.get_by_label("车接送")).to_be_checked()
        await expect(page.get_by_label("几个人")).to_have_value("14")
        await page.get_by_label("电话核实过了").check()
        await page.locator("#text").press("Control+Enter")
        await expect(page.locator("h1")).to_contain_text("套袋")
        await expect(page.get_by_role("status").first).to_have_text("发布了。")
        await t.settle()
        await expect(page.locator("#way")).to_contain_text(re.compile(r"\d+/\d+"))
        await page.get_by_label("名字").fill("王婶")
        await page.get_by_label("人数", exact=True).last.fill("2")
        await page.get_by_role("button", name="加到名单").click()
        await expect(page.locator("table.roster")).to_contain_text("王婶")
        await expect(page.locator(".history")).to_contain_text("手工加")


async def test_a_review_by_keyboard(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, opened(t, chromium) as (page, base):
        await with_single_keys(page, base)
        await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        await expect(page.locator("h2#h-open")).to_contain_text("包装")
        await expect(page.locator("mark.hit")).to_have_text("女的")
        await expect(page.locator(".hits")).to_contain_text("就业促进法")
        await page.keyboard.press("c")
        await expect(page.get_by_role("button", name="发布")).to_be_visible()
        await page.keyboard.press("b")
        await expect(page.locator("details.ask[open]")).to_contain_text("为啥退回")
        await page.keyboard.press("Escape")
        await page.keyboard.press("p")
        await expect(page.get_by_role("status").first).to_contain_text("A4")
        await expect(page.locator(".nothing")).to_contain_text("没有要审的")
        found = t.read(lambda session: session.exec(select(Posting).where(Posting.id == 4)).one())
        assert found.status == "open"


async def test_today_on_a_phone(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, opened(t, chromium, width=360, height=740) as (page, base):
        await page.goto(base)
        await page.locator(".menu summary").click()
        await page.get_by_role("link", name="群", exact=True).last.click()
        await expect(page.locator("h1")).to_have_text("群")
        await page.get_by_placeholder("找乡镇、村").fill("西解村")
        await expect(page.locator("#tree li:visible")).to_have_count(1)
        await page.goto(base)
        await page.locator("#h-unclear").scroll_into_view_if_needed()
        await page.locator("form.settle", has_text="A1").get_by_role("button", name="去", exact=True).click()
        await expect(page.get_by_role("status").first).to_have_text("记下了。")
        left = t.read(lambda session: session.exec(select(Unclear).where(col(Unclear.settled_at).is_(None))).all())
        assert left == []
        call = t.read(lambda session: session.exec(select(Call).where(Call.dedupe_key == "ring")).one())
        row = page.locator(f"#call-{call.id}")
        await row.get_by_role("button", name="139****0011").click()
        await expect(row.get_by_role("link", name="13900000011")).to_be_visible()
        await row.get_by_role("button", name="说到了").click()
        await expect(page.locator(f"#call-{call.id}")).to_have_count(0)
        await page.goto(f"{base}/tables/posting")
        await expect(page.locator(".raw").first).to_contain_text("work")
        assert await page.evaluate("document.documentElement.scrollWidth") == 360, (
            "long values are broken, not the page"
        )


async def test_names_are_words_and_english_says_the_same(tmp_path: Path, chromium: Browser) -> None:
    hostile = '<img src=x onerror="window.hit=1">'
    async with county(tmp_path) as t, opened(t, chromium) as (page, base):
        await page.goto(f"{base}/posting/1?lang=en")
        await expect(page.get_by_role("heading", name="Roster")).to_be_visible()
        await page.get_by_label("Name").fill(hostile)
        await page.get_by_role("button", name="Put on").click()
        await expect(page.locator("table.roster")).to_contain_text("<img src=x")
        assert await page.evaluate("window.hit") is None
        await page.get_by_role("link", name="Numbers").click()
        await expect(page.locator("svg.chart:visible").first).to_be_visible()
        await page.goto(f"{base}/new")
        await page.locator("#text").fill(f"明天要3个人摘苹果{hostile}")
        await expect(page.locator(".draft")).to_be_visible()
        assert await page.evaluate("window.hit") is None


async def test_today_comes_anew_by_itself_and_keeps_what_is_typed(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, opened(t, chromium) as (page, base):
        await page.add_init_script("window.loaded = 1")
        await page.clock.install()
        await page.goto(base)
        await page.evaluate("window.loaded = 2")
        count = page.locator("form.settle", has_text="A1").locator("input[name=count]")
        await count.fill("3")
        call = t.read(lambda session: session.exec(select(Call).where(Call.dedupe_key == "ring")).one())
        await page.locator(f"#call-{call.id}").get_by_role("button", name="139****0011").click()
        await expect(page.get_by_role("link", name="13900000011")).to_be_visible()
        await page.locator(".tile summary", has_text="里望乡").click()
        await page.get_by_text("办结").first.click()
        note = page.locator("#close-1 textarea")
        await note.press_sequentially("打了电话，")
        await t.person("石头").says("没给钱，说150给100", group="通化镇")
        await page.clock.fast_forward(FETCHED_ANEW)
        await expect(page.locator("#h-complaints .count")).to_have_text("2")
        assert await page.evaluate("window.loaded") == 2, "the page was not loaded anew"
        await expect(note).to_be_focused()
        await note.press_sequentially("老板今晚补上")
        await expect(note).to_have_value("打了电话，老板今晚补上")
        await expect(count).to_have_value("3")
        await expect(page.get_by_role("link", name="13900000011")).to_be_visible()
        await expect(page.locator("details.tile", has_text="里望乡")).to_have_attribute("open", "")
        await expect(page.locator("#ways .count").first).to_have_text("7")


async def test_a_posting_shows_how_far_it_is_while_it_goes_out(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, opened(t, chromium) as (page, base):
        await page.clock.install()
        await page.goto(f"{base}/posting/2")
        await expect(page.locator("#way")).to_contain_text("下一拨")
        before = await page.locator("#way .num").first.inner_text()
        await page.locator("#way summary").first.click()
        await t.later(minutes=30)
        await page.clock.fast_forward(FETCHED_ANEW)
        await expect(page.locator("#way .num").first).not_to_have_text(before)
        await expect(page.locator("#way details").first).to_have_attribute("open", "")


async def test_a_notice_and_a_shift_are_entered_on_a_phone(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, opened(t, chromium, width=360, height=740) as (page, base):
        await page.goto(f"{base}/notices")
        await page.get_by_label("发什么话").fill("周六县城招聘会")
        await page.get_by_label("只一回").check()
        await expect(page.locator("[name=weekday]").first).to_be_hidden()
        await page.get_by_label("哪一天").fill("2026-10-24")
        await page.get_by_label("几点").fill("09:00")
        await page.get_by_role("button", name="存好").click()
        await expect(page.locator("li", has_text="周六县城招聘会").first).to_contain_text("10月24日9:00")
        await page.goto(f"{base}/duty")
        await page.get_by_label("周四").check()
        await page.get_by_role("button", name="排上").click()
        await expect(page.locator(".turns").nth(1)).to_contain_text("07:00–22:00")
        await page.goto(f"{base}/stoppage?town=解店镇&day=2026-10-15")
        await page.get_by_label("刮大风").check()
        await page.get_by_role("button", name="停工").click()
        await expect(page.get_by_role("status").first).to_have_text("解店镇停了1条，都通知了。")


def _eight_more(session: Session, now: datetime, here: Here) -> None:
    for number in range(8):
        rows.open_posting(session, now, here, code=f"B{number + 1}", work="套袋", trade="packing", groups=())


async def test_the_wall_turns_its_own_pages_and_takes_what_is_new(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, served(t) as url, window(chromium, width=1280, height=720) as context:
        t.app.act_now(_eight_more, t.here)
        page = await context.new_page()
        await page.clock.install()
        await page.goto(f"{url}/wanrong/board/wall")
        first = page.locator("#pages > section").first
        await expect(first).to_be_visible()
        await expect(first.locator("article")).to_have_count(6)
        await expect(page.locator("#page")).to_contain_text("1")
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing is cut off"
        await page.clock.fast_forward(WALL_TURNS)
        await expect(first).to_be_hidden()
        await expect(page.locator("#pages > section").nth(1)).to_be_visible()
        await t.person("王师傅").says("A1招够了")
        await t.later(minutes=1)
        await page.clock.fast_forward(WALL_TURNS)
        await expect(page.locator("#pages article")).to_have_count(10)
        await expect(page.locator("#pages > section").first).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_no_word_on_the_wall_is_cut_off(tmp_path: Path, chromium: Browser, language: str) -> None:
    async with county(tmp_path) as t, served(t) as url, window(chromium, width=1280, height=720) as context:
        page = await context.new_page()
        await page.goto(f"{url}/wanrong/board/wall?lang={language}")
        await expect(page.locator("#pages article").first).to_be_visible()
        cut = "each => each.filter(one => one.scrollHeight > one.clientHeight + 2).map(one => one.textContent)"
        assert await page.locator("#pages article :is(p, h2, .words)").evaluate_all(cut) == []


async def test_the_board_is_searched_as_one_types_and_without_script(tmp_path: Path, chromium: Browser) -> None:
    async with county(tmp_path) as t, served(t) as url:
        async with window(chromium, width=360, height=740) as context:
            page = await context.new_page()
            await page.goto(f"{url}/wanrong/board")
            await expect(page.locator(".card:visible")).to_have_count(3)
            await page.get_by_role("searchbox").fill("通化 装车")
            await expect(page.locator(".card:visible")).to_have_count(1)
            await page.locator(".card:visible summary").press("Enter")
            await expect(page.locator(".card:visible img")).to_be_visible()
            await page.get_by_role("searchbox").fill("通化")  # its code stays open
            await expect(page.locator(".card:visible img")).to_be_visible()
            await page.get_by_role("searchbox").fill("通化装车的活")  # no page has these letters: the server is asked
            await expect(page.locator(".card:visible")).to_have_count(1)
            await page.get_by_role("searchbox").fill("专车")
            await expect(page.locator("#near")).to_contain_text("没有和“专车”一样的")
            await expect(page.locator(".card:visible")).to_have_count(1)
            await page.get_by_role("searchbox").fill("开飞机")
            await expect(page.locator("#none")).to_be_visible()
            await expect(page.locator("#near")).to_have_count(0)
            await page.get_by_role("searchbox").fill("")
            await expect(page.locator(".card:visible")).to_have_count(3)
        async with window(chromium, width=360, height=740, java_script_enabled=False) as context:
            page = await context.new_page()
            await page.goto(f"{url}/wanrong/board")
            await page.get_by_role("searchbox").fill("通化 装车")
            await page.get_by_role("searchbox").press("Enter")
            await expect(page.locator(".card")).to_have_count(1)
