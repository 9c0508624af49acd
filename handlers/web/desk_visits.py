"""Employers of long standing: who was visited this month, ticked with a note, and what the visits before brought."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import regulars, wording
from bot.accounts import Visit as Visitor
from bot.app import Here
from bot.errors import Refused
from bot.models import Employer, Person, Visit
from handlers.web import desk_view
from handlers.web import wording as pages_wording
from handlers.web.sessions import Page, Pages

SHOWN = 120


def routes(pages: Pages) -> list[BaseRoute]:
    """The page and its tick."""
    return [pages.get("/visits", listed), pages.post("/visits/{id:int}", tick)]


def _words(page: Page) -> dict[str, str]:
    words: dict[str, str] = pages_wording.texts(page.language)["visits"]
    return words


async def listed(page: Page) -> Response:
    """The list, the newest month first; for those who see the whole county, for files lie in no part of it."""
    if page.visit.regions is not None:
        raise Refused("web.not_yours")
    found = await page.read(_look, page.visit)
    return page.show("desk/visits.html", title=_words(page)["title"], w=_words(page), **found)


def _look(session: Session, now: datetime, here: Here, visitor: Visitor) -> dict[str, Any]:
    rows = session.exec(
        select(Visit, Employer)
        .where(Visit.county_id == here.county_id, Employer.id == Visit.employer_id)
        .order_by(col(Visit.month).desc(), col(Visit.done_at).is_not(None), col(Visit.id))
        .limit(SHOWN)
    )
    months: dict[str, list[dict[str, Any]]] = {}
    for visit, file in rows:
        who = session.get(Person, visit.done_by_id) if visit.done_by_id is not None else None
        months.setdefault(visit.month, []).append(
            {
                "id": visit.id,
                "file": file.id,
                "name": file.name,
                "masked": wording.masked(file.phone) if file.phone else "",
                "done": visit.done_at.astimezone(here.zone) if visit.done_at is not None else None,
                "who": who.name if who is not None else "",
                "note": visit.note,
            }
        )
    return {
        "months": months,
        "regulars": len(regulars.of_county(session, here)),
        "counts": desk_view.counts(session, now, here, visitor),
    }


async def tick(page: Page) -> Response:
    """Visited, with or without a note; a note may be added later."""
    note = page.given("note").strip()[:1000]
    await page.act(regulars.tick, whole_county=True, visit_id=page.number("id"), note=note, asks_note=False)
    return page.back("visits", _words(page)["ticked"])
