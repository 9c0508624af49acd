"""All groups bound from one list: handed in as a file or pasted, looked at line by line, done with one press."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import groups_file, sheet_in
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.texts import say
from handlers.web import desk_view
from handlers.web.sessions import Page, Pages

TEXT_MOST = 60_000


def routes(pages: Pages) -> list[BaseRoute]:
    """The page and its form."""
    return [pages.get("/groups/sheet", sheet), pages.post("/groups/sheet", bring)]


async def sheet(page: Page) -> Response:
    """Where a list is handed in."""
    return await _show(page, "")


async def _show(page: Page, text: str, *, error: str = "", status: int = 200) -> Response:
    if page.visit.regions is not None:
        raise Refused("web.not_yours")
    found = await page.read(_table, page.visit, text)
    title = page.words("groups_sheet.title")
    return page.show("desk/groups_sheet.html", status=status, title=title, text=text, error=error, **found)


def _table(session: Session, now: datetime, here: Here, visit: Visit, text: str) -> dict[str, Any]:
    lines = groups_file.plan(session, here, sheet_in.of_text(text)) if text.strip() else []
    return {
        "lines": lines,
        "acts": sum(1 for line in lines if line.counts),
        "bot": bool(here.messenger) and bool(here.settings.bots),
        "counts": desk_view.counts(session, now, here, visit),
    }


async def bring(page: Page) -> Response:
    """Read the list, or bind what it says."""
    handed, text = page.files.get("file", b""), page.given("text")[:TEXT_MOST]
    if handed:
        try:
            text = sheet_in.as_text(await asyncio.to_thread(sheet_in.rows, handed))[:TEXT_MOST]
        except sheet_in.Unreadable:
            return await _show(page, "", error=say("web.sheet_bad", page.language), status=422)
    if page.given("act") != "apply" or handed:
        return await _show(page, text)
    place = page.county.here
    try:
        count = await page.act(groups_file.bind_sheet, text=text, messenger=place.messenger, bot=place.bot)
    except Refused as refused:
        return await _show(page, text, error=page.refused(refused), status=422)
    return page.back("groups", page.words("groups_sheet.done", count=count))
