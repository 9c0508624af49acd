"""Today's tiles: each township in its place with its open seats, unfolding to its villages."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from sqlmodel import Session, select

from bot.app import Here
from bot.models import Region
from tests import rows
from tests.browsing import chromium, window
from tests.conversation import Town
from tests.desk_client import DESK, desk, part
from tests.desk_world import county, served

__all__ = ["chromium"]
TILE = re.compile(
    r'class="tile (\w+)"[^>]*>(?:<summary>)?<span class="name">([^<]+)</span><span class="num">(.*?)</span>'
    r"(?:<svg|</summary>|</div>)"
)


def tiles(page: str) -> dict[str, tuple[str, str]]:
    """What each tile says, with how dark it is."""
    return {name: (level, re.sub(r"<[^>]+>", "", words)) for level, name, words in TILE.findall(page)}


def open_in(t: Town, code: str, town: str, village: str = "", wanted: int = 5) -> None:
    def act(session: Session, now: datetime, here: Here) -> None:
        row = session.exec(select(Region).where(Region.name == (village or town))).one()
        values: dict[str, Any] = {"township": town, "village": village or None, "region_id": row.id}
        rows.open_posting(session, now, here, code=code, wanted=wanted, groups=(), **values)

    t.app.act_now(act, t.here)


async def test_each_township_has_its_place_and_says_how_many_are_wanted(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        before = tiles((await client.get(DESK)).text)
        towns = t.read(lambda session: session.exec(select(Region.name).where(Region.level == "township")).all())
        assert sorted(before) == sorted(towns), "one for each township, whether anything is out there or not"
        assert before["裴庄镇"][0] == "none"
        assert "没有在招的" in before["裴庄镇"][1]
        open_in(t, "B12", "裴庄镇", wanted=5)
        open_in(t, "B13", "荣河镇", wanted=60)
        page = (await client.get(DESK)).text
        after = tiles(page)
        assert list(after) == list(before), "none moves with its number"
        assert after["裴庄镇"] == ("some", "差5人")
        assert after["荣河镇"] == ("most", "差60人")
        free = sum(int(words[1:-1]) for level, words in after.values() if words.endswith("人") and level != "none")
        assert f"5个乡镇在招5条，还差{free}人" in page
        english = (await client.get(f"{DESK}?lang=en")).text
        assert "5 townships have 5 postings out" in english


async def test_a_village_s_officer_sees_one_township(tmp_path: Path) -> None:
    async with county(tmp_path) as t, part(t, "西解村") as client:
        open_in(t, "B12", "解店镇", "西解村", wanted=7)
        open_in(t, "B13", "荣河镇")
        page = (await client.get(DESK)).text
        assert list(tiles(page)) == ["解店镇"]
        assert "B13" not in page


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("width", [1280, 360])
async def test_a_tile_unfolds_by_keyboard_to_its_villages(tmp_path: Path, chromium: Browser, width: int) -> None:
    async with county(tmp_path) as t:
        open_in(t, "B12", "汉薛镇", wanted=3)
        village = t.read(
            lambda session: session.exec(
                select(Region.name).where(
                    Region.parent_id == session.exec(select(Region.id).where(Region.name == "汉薛镇")).one()
                )
            ).first()
        )
        open_in(t, "B13", "汉薛镇", village, wanted=2)
        open_in(t, "B14", "荣河镇", wanted=1210)
        async with served(t) as url, window(chromium, width=width, height=800) as context:
            page = await context.new_page()
            await page.goto(f"{url}/wanrong/desk/try")
            tile = page.locator("details.tile", has_text="汉薛镇")
            await expect(tile.get_by_role("link", name="B13")).to_be_hidden()
            cut_off = "tiles => tiles.filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText)"
            assert await page.locator(".tile > summary").evaluate_all(cut_off) == [], "a thousand seats are said whole"
            closed = await tile.bounding_box()
            await tile.locator("summary").focus()
            await page.keyboard.press("Enter")
            await expect(tile.locator("h3")).to_have_text(
                [re.compile(f"{village}差2人"), re.compile("没说哪个村差3人")]
            )
            await expect(tile.get_by_role("link", name="B13")).to_be_visible()
            opened = await tile.bounding_box()
            assert closed is not None
            assert opened is not None
            assert opened["width"] > 3 * closed["width"], "what is folded open has the whole row"
            other = page.locator("details.tile", has_text="里望乡").locator("summary")
            await other.focus()
            await page.keyboard.press("Enter")
            await expect(tile.get_by_role("link", name="B13")).to_be_hidden()
            assert await page.evaluate("document.documentElement.scrollWidth") == width
