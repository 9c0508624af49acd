"""The evidence sheet of a complaint: a page that prints on one sheet; the browser's print makes the PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import almanac, evidence
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Complaint, Group, Posting
from handlers.web.sessions import Page, Pages


def routes(pages: Pages) -> list[BaseRoute]:
    """The one page."""
    return [pages.get("/evidence/{id:int}", sheet)]


async def sheet(page: Page) -> Response:
    """The sheet. The look at names and phones is written down."""
    found: evidence.Evidence = await page.act(_sheet, visit=page.visit, complaint_id=page.number("id"))
    values = await page.read(_values, found)
    return page.show("desk/evidence.html", counts={}, **values)


def _sheet(
    session: Session, now: datetime, here: Here, *, sender: Any, visit: Visit, complaint_id: int
) -> evidence.Evidence:
    row = session.get(Complaint, complaint_id)
    if row is not None and row.county_id == here.county_id:
        posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
        group = session.get(Group, row.group_id) if row.group_id is not None else None
        if not visit.sees(posting.region_id if posting is not None else group.region_id if group is not None else None):
            raise Refused("web.not_yours")
    return evidence.sheet(session, now, here, complaint_id)


def _values(session: Session, now: datetime, here: Here, found: evidence.Evidence) -> dict[str, Any]:
    return {
        "title": almanac.say(here, "evidence.title", here.language, number=found.number),
        "lines": evidence.lines(here, found),
        "foot": evidence.foot(now, here),
    }
