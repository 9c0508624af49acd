"""The whole way of a county without Telegram, in a headless Chromium; and every page on a phone, in both languages."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
import zxingcpp
from httpx2 import AsyncClient
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect
from sqlmodel import Session, select, update
from starlette.routing import Route

from bot import accounts, events, expiry, links
from bot.app import Here
from bot.models import Employer, Group, GroupAddress, Notice, Posting, RelayCopy, Role, Shift, Signup, Visit
from bot.models import Person as PersonRow
from tests.browsing import chromium, window
from tests.conversation import Town, town
from tests.desk_world import PASSWORD, county, give_password, served
from tests.desk_world import pages as pages_of
from tests.relays import relayed, roster

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
__all__ = ["chromium"]

VILLAGES = ("西解村", "新城村", "西贾村")
NEED = "明天要8个人摘苹果，解店镇西解村，150一天，日结，管午饭，早7点到，找王师傅13800000001"
TALLY = "西解村:秀兰2,老李1"
CHAIN = "接龙{code}摘苹果\n1. 建军\n2. 玉梅 2人"
TALK = "二旺 2026-10-14 18:51:07\n俺去\n\n小芳 2026-10-14 18:52:30\n今天天气不错\n"


def without_telegram(session: Session, now: datetime, here: Here) -> None:
    """No group of this county can be reached by a messenger."""
    session.connection().execute(update(GroupAddress).values(until=now))
    session.connection().execute(update(Group).values(state="gone"))


async def log_in(page: Page, url: str) -> None:
    """As the very first time: the name and the password that the first start printed."""
    await page.goto(f"{url}/wanrong/desk")
    await page.locator("[name=login]").fill("desk")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("今天")


async def bring(page: Page, group: Locator, text: str) -> None:
    """Paste and have it read."""
    await group.locator("textarea").fill(text)
    await group.get_by_role("button", name="看一下").click()
    await expect(page.locator("ol.rows")).to_be_visible()


async def test_a_county_without_telegram_goes_the_whole_way(tmp_path: Path, chromium: Browser) -> None:
    hash_ = await asyncio.to_thread(accounts.hashed, PASSWORD)
    async with town(tmp_path) as t:
        t.app.act_now(without_telegram, t.here)
        t.app.act_now(give_password, t.here, hash_)
        async with served(t, local=False) as url, window(chromium, width=1280, height=900) as context:
            await context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
            page = await context.new_page()
            await log_in(page, url)
            await carried_groups(page, url)
            code = await taken_by_telephone(t, page, url)
            await looked_at_by_anybody(page, url, code)
            await copied_out(t, page, code)
            await brought_back(t, page, code)
            await seen_on_the_roster(page, url, code)


async def carried_groups(page: Page, url: str) -> None:
    """Three villages' groups, carried by the desk itself."""
    await page.goto(f"{url}/wanrong/desk/relay")
    for village in VILLAGES:
        form = page.locator("form[action$='/relay/group']")
        await form.locator("[name=title]").fill(f"{village}乡亲")
        await form.locator("[name=place]").fill(f"解店镇{village}")
        await form.get_by_role("button").click()
        await expect(page.locator("h2", has_text=f"{village}乡亲")).to_be_visible()
    for village in VILLAGES:
        await page.goto(f"{url}/wanrong/desk/relay")
        await page.locator("section", has_text=f"{village}乡亲").locator("form[action$='/relay/carry'] button").click()
        await expect(page.locator("section.group", has_text=village)).to_be_visible()


async def taken_by_telephone(t: Town, page: Page, url: str) -> str:
    """What was heard, read as it is typed; looked at, called back, published; its code."""
    await page.goto(f"{url}/wanrong/desk/new")
    await page.locator("#text").fill(NEED)
    await expect(page.get_by_label("干啥活")).to_have_value("摘苹果")
    await page.locator("#text").press("Control+Enter")
    await expect(page.locator("h2#h-open")).to_contain_text("摘苹果")
    await page.get_by_role("button", name="用单键").click()
    await expect(page.get_by_role("status").first).to_have_text("单键开了。")
    await page.keyboard.press("c")
    await page.get_by_role("button", name="发布").wait_for()
    await page.keyboard.press("p")
    await expect(page.locator(".nothing")).to_contain_text("没有要审的")
    posting = t.read(lambda session: session.exec(select(Posting)).one())
    assert posting.status == "open"
    assert posting.code
    return str(posting.code)


async def looked_at_by_anybody(page: Page, url: str, code: str) -> None:
    """The board, and the poster's QR code that leads to signing up."""
    await page.goto(f"{url}/wanrong/board")
    await expect(page.locator("main")).to_contain_text(code)
    await expect(page.locator("main")).to_contain_text("摘苹果")
    assert "13800000001" not in (await page.locator("main").inner_text())
    poster = await page.context.request.get(f"{url}/wanrong/poster/{code}.png")
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(await poster.body())))
    assert [each.text for each in found] == [f"{url}/wanrong/a/{code}"]
    await page.goto(found[0].text)
    await expect(page.locator("main")).to_contain_text("摘苹果")


async def copied_out(t: Town, page: Page, code: str) -> None:
    """Today says what waits; copied with one press, ticked."""
    await page.goto(page.url.split("/wanrong")[0] + "/wanrong/desk")
    await expect(page.locator("section", has=page.locator("#h-carry")).locator("li")).to_have_count(3)
    await page.goto(page.url.rstrip("/") + "/carry")
    for village in VILLAGES:
        group = page.locator("section.group", has_text=f"{village}乡亲")
        await group.get_by_role("button", name="复制", exact=False).first.click()
        text = await page.evaluate("navigator.clipboard.readText()")
        assert code in text
        assert "摘苹果" in text
        await group.get_by_role("button", name="转发了").click()
        await expect(page.locator("section.group", has_text=f"{village}乡亲").locator("details")).to_contain_text("1")
    rows = t.read(lambda session: session.exec(select(RelayCopy)).all())
    assert [row.carried_at is not None for row in rows] == [True] * 3


async def brought_back(t: Town, page: Page, code: str) -> None:
    """A tally, a chain list, and a pasted talk with a line put right; then the talk once again by mistake."""
    apply = page.locator("button[name=act][value=apply]")
    for village, text, acts in ((VILLAGES[0], TALLY, 2), (VILLAGES[1], CHAIN.format(code=code), 2)):
        await bring(page, page.locator("section.group", has_text=f"{village}乡亲"), text)
        await expect(page.locator("ol.rows li")).to_have_count(2)
        await apply.click()
        await expect(page.get_by_role("status")).to_contain_text(str(acts))
    talked = page.locator("section.group", has_text=f"{VILLAGES[2]}乡亲")
    await bring(page, talked, TALK)
    line = page.locator("ol.rows li", has_text="俺去")
    await line.locator("summary").click()
    await line.locator("input[type=number]").fill("2")
    await apply.click()
    await expect(page.get_by_role("status")).to_contain_text("1")
    await expect(page.locator("section.group .ready .text").first).to_contain_text(code)
    posting = t.read(lambda session: session.exec(select(Posting)).one())
    want = {"秀兰": (2, 0), "老李": (1, 0), "建军": (1, 0), "玉梅": (2, 0), "二旺": (2, 0)}
    assert roster(t, posting.id or 0) == want
    assert posting.status == "full"
    before = len(t.rows(Signup))
    await bring(page, talked, TALK)
    await apply.click()
    await expect(page.locator(".note.good")).to_be_visible()
    assert (len(t.rows(Signup)), roster(t, posting.id or 0)) == (before, want), "once again changes nothing"


async def seen_on_the_roster(page: Page, url: str, code: str) -> None:
    """The list on the page, a line changed on it, the workbook opened; one place is left, so the board still has it."""
    await page.goto(f"{url}/wanrong/desk/postings?state=all")
    await page.get_by_role("link", name=re.compile(code)).click()
    rows = page.locator("table.roster tbody tr")
    await expect(rows).to_have_count(5)
    last = page.locator("table.roster tr", has_text="二旺")
    await last.locator("summary").click()
    await last.locator("[name=people]").fill("1")
    await last.get_by_role("button", name="改").click()
    await expect(page.locator(".day h3")).to_contain_text("7/8")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="下载表格").click()
    data = Path(await (await download.value).path()).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert {row[1]: row[2] for row in cells[1:]} == {"秀兰": 2, "老李": 1, "建军": 1, "玉梅": 2, "二旺": 1}
    await page.goto(f"{url}/wanrong/board")
    await expect(page.locator("main")).to_contain_text(f"{code}")


DESK_PAGES = (
    "",
    "/review",
    "/review/4",
    "/new",
    "/new?again=1",
    "/postings",
    "/postings?state=all",
    "/posting/1",
    "/posting/1?phones=1",
    "/posting/1/sheet",
    "/evidence/1",
    "/groups",
    "/groups/sheet",
    "/group/1",
    "/relay",
    "/people",
    "/people?tab=brokers",
    "/people?tab=workers",
    "/people?tab=desk",
    "/people/register",
    "/people/sheet",
    "/person/5",
    "/employer/1",
    "/numbers",
    "/settings",
    "/settings?tab=rules",
    "/settings?tab=trusted",
    "/settings?tab=words",
    "/settings?tab=clock",
    "/notices",
    "/digest",
    "/digest/sheet",
    "/duty",
    "/stoppage",
    "/summary",
    "/summary?of=week",
    "/visits",
    "/tables",
    "/tables/event",
    "/me",
    "/carry",
)
OPEN_PAGES = (
    "/board",
    "/board?q=苹果",
    "/board/sheet",
    "/board/wall",
    "/a/A1",
    "/a/A9",
    "/f/none",
    "/b/none",
    "/mine/none",
    "/desk/login",
)
PHONE, SCREEN = 360, 1280


async def own_pages(t: Town, url: str) -> dict[str, str]:
    """The pages that a forwarder, a broker and a worker open by a link that holds; each with words that prove it."""
    relayed(t, VILLAGES[0], word="forward")
    t.app.act_now(_broker_of_a1, t.here)
    async with AsyncClient(base_url=url) as worker:
        form = {"name": "翠花", "phone": "13900000099", "people": "2", "consent": "yes"}
        answer = await worker.post("/wanrong/a/A1", data=form, headers={"Origin": url})
        assert answer.status_code == 303, answer.text
    mine = answer.headers["location"].removeprefix("/wanrong")
    await t.settle()
    return {"/f/forward": "乡亲", "/f/forward/fill": "", "/b/broker": "A1", mine: "A1"}


def _broker_of_a1(session: Session, now: datetime, here: Here) -> None:
    """王师傅, who sent A1 in, becomes a broker with a page of their own."""
    posting = session.exec(select(Posting).where(Posting.code == "A1")).one()
    person = session.get(PersonRow, posting.poster_id)
    assert person is not None
    person.role = Role.BROKER
    session.add(person)
    links.give(session, now, here, person_id=person.id or 0, word="broker", kind=links.BROKER)


async def test_every_page_fits_phone_and_screen_and_lacks_no_word_in_both_languages(
    tmp_path: Path, chromium: Browser
) -> None:
    async with county(tmp_path) as t, served(t) as url, window(chromium, width=PHONE, height=740) as context:
        await t.app.act(with_something_on_every_page, t.here)
        own = await own_pages(t, url)
        tab = await context.new_page()
        await tab.goto(f"{url}/wanrong/desk/try")
        await by_keyboard(tab)
        pages = dict.fromkeys(OPEN_PAGES, "") | own | {f"/desk{path}": "" for path in DESK_PAGES}
        missing = {route for route in look_at(t) if not any(route.fullmatch(path.partition("?")[0]) for path in pages)}
        assert missing == set(), "a page that nobody looks at here"

        async def looked_at(language: str, width: int) -> None:
            tab = await context.new_page()
            await tab.set_viewport_size({"width": width, "height": 740})
            for path, words in pages.items():
                await fits(tab, f"{url}/wanrong{path}", language, words, width)

        # Three tabs, so that one page is laid out while another is made.
        await asyncio.gather(looked_at("zh", PHONE), looked_at("en", PHONE), looked_at("zh", SCREEN))


NO_PAGES = ("xlsx", "{kind", "{form}", ".png", "/try", "/in/", "/way")
"""Workbooks, pictures, feeds, the two ways in by a link, and a piece of a page."""


def look_at(t: Town) -> set[re.Pattern[str]]:
    """Every path under which somebody may look at a page of this county, as a pattern without the county's name."""
    found = set()
    for route in pages_of(t).routes:
        if isinstance(route, Route) and route.path.startswith("/wanrong/") and "GET" in (route.methods or ()):
            path = route.path.removeprefix("/wanrong")
            if not any(each in path for each in NO_PAGES):
                parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", path)]
                found.add(re.compile("[^/]+".join(parts)))
    return found


def with_something_on_every_page(session: Session, now: datetime, here: Here) -> None:
    """An employer of long standing who answered and is to be visited, a notice, a shift: no page is empty."""
    file = session.exec(select(Employer)).first()
    head = session.exec(select(PersonRow).where(PersonRow.role == Role.HEAD)).first()
    assert file is not None
    assert head is not None
    file.regular = True
    session.add(file)
    asked = {"outcome": "number", "wanted": 5, "posting": 1}
    events.note(session, now, here, expiry.ASKED, "employer", file.id, after=asked)
    month = f"{here.today(now):%Y-%m}"
    session.add(Visit(county_id=here.county_id, employer_id=file.id or 0, month=month, made_at=now))
    session.add(
        Shift(county_id=here.county_id, person_id=head.id or 0, weekday=4, begins=time(7), ends=time(22), made_at=now)
    )
    title = "每周二下午两点半直播，读一读这周要人的活"
    session.add(Notice(county_id=here.county_id, text=title, rhythm="30 14 * * 2", made_at=now))


SEEN = """() => {
  const shown = (e) => e.checkVisibility({visibilityProperty: true});
  const short = (e) => e.outerHTML.slice(0, 160);
  const targets = 'button, a[href]:not(.skip), summary, select, textarea, ' +
    'input:not([type=hidden]):not([type=checkbox]):not([type=radio])';
  const small = [...document.querySelectorAll(targets)].filter(shown).filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 2 && (box.height < 43.5 || (!e.closest('th') && e.tagName !== 'A' && box.width < 43.5));
  }).map((e) => short(e) + JSON.stringify(e.getBoundingClientRect()));
  const words = (e) => e.textContent.trim() || e.getAttribute('aria-label') || e.title || e.placeholder ||
    e.labels?.length || e.querySelector('img[alt]');
  const nameless = [...document.querySelectorAll('button, a, input:not([type=hidden]), select, textarea')]
    .filter((e) => e.offsetParent && !words(e)).map(short);
  const ringed = (e) => e && ((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) ||
    s.boxShadow !== 'none')(getComputedStyle(e));
  const unseen = [];
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!shown(e) || e.disabled) continue;
    e.focus();
    if (document.activeElement !== e) unseen.push('cannot be reached: ' + short(e));
    else if (!ringed(e) && !ringed(e.nextElementSibling) && !ringed(e.closest('label')))
      unseen.push('no ring: ' + short(e));
  }
  return {small, nameless, unseen, width: document.documentElement.scrollWidth, lang: document.documentElement.lang,
    text: document.body.innerText, main: (document.querySelector('main') ?? document.body).innerText};
}"""


async def fits(page: Page, address: str, language: str, words: str, width: int) -> None:
    """No wider than the window; every word is a word; all that is pressed is big enough, named, and reached by Tab."""
    # Loaded whole: a page without its style has other sizes.
    await page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}", wait_until="load")
    found = await page.evaluate(SEEN)
    assert found["width"] <= width, (address, language)
    assert (found["small"], found["nameless"], found["unseen"]) == ([], [], []), (address, language)
    text = found["text"]
    assert words in found["main"], (address, language)
    assert text.strip(), address
    assert not re.search(
        r"built-in method|\{\w+\}|Undefined", text.replace("{name}", "") if "words" in address else text
    )
    assert found["lang"] == {"zh": "zh-CN", "en": "en"}[language]


async def by_keyboard(page: Page) -> None:
    """From the top by Tab alone: over the menu into the list, each stop with a ring around it."""
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(12):
        await page.keyboard.press("Tab")
        ring = await page.evaluate(
            "(s => s.outlineStyle + parseFloat(s.outlineWidth))(getComputedStyle(document.activeElement))"
        )
        assert ring != "none0", await page.evaluate("document.activeElement.outerHTML")
        seen.add(await page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert len(seen) == 12, "no trap"
