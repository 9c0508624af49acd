"""Registering workers: one by hand, or a village officer's sheet, read as a table first and put down with one press."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from sqlmodel import Session, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import groups, registry, sheet_in, wording, worker_sheet, workers
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Region, WorkerCard
from bot.texts import say
from bot.workers import Worker
from handlers.web import desk_view
from handlers.web.sessions import Page, Pages

TEXT_MOST = 60_000
Form = dict[str, Any]


def routes(pages: Pages) -> list[BaseRoute]:
    """The form, the sheet, and taking consent back."""
    return [
        pages.get("/people/register", form),
        pages.post("/people/register", register),
        pages.get("/people/sheet", sheet),
        pages.post("/people/sheet", bring),
        pages.post("/person/{id:int}/unregister", unregister),
    ]


async def form(page: Page) -> Response:
    """An empty form, or with what is known of somebody."""
    asked = page.asked("person")
    given: Form = {"name": "", "phone": "", "place": page.visit.region, "trades": [], "reach": "", "hours": []}
    if asked.isdecimal():
        given = await page.read(_known, page.visit, int(asked))
        await page.look("person.look", "person", int(asked))
    return await _form(page, given, "")


def _known(session: Session, now: datetime, here: Here, visit: Visit, number: int) -> Form:
    row = registry.seen(session, here, number, visit.regions)
    card = workers.card_of(session, here, number)
    return {
        "name": row.name,
        "phone": row.phone or "",
        "place": place_of(session, card),
        "trades": card.trades if card is not None else [],
        "reach": card.reach if card is not None else "",
        "hours": card.hours if card is not None else [],
    }


def place_of(session: Session, card: WorkerCard | None) -> str:
    """Where a registered worker lives, in words."""
    region = session.get(Region, card.region_id) if card is not None and card.region_id is not None else None
    return groups.path(session, region) if region is not None else ""


def card_view(session: Session, here: Here, person_id: int, language: str) -> dict[str, Any]:
    """A worker's card in words; empty where they are not registered."""
    card = workers.card_of(session, here, person_id)
    if card is None:
        return {}
    return {
        "trades": [say(f"trade.{each}", language) for each in card.trades],
        "reach": card.reach,
        "hours": list(card.hours),
        "place": place_of(session, card),
        "since": card.consent_at.astimezone(here.zone),
    }


async def _form(page: Page, given: Form, error: str, status: int = 200) -> Response:
    found = await page.read(_choices, page.visit, page.language)
    return page.show(
        "desk/worker.html",
        status=status,
        title=page.words("workers.title"),
        given=given,
        error=error,
        reaches=workers.REACHES,
        hours=workers.HOURS,
        **found,
    )


def _choices(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> dict[str, Any]:
    rows = session.exec(select(Region).where(Region.county_id == here.county_id).order_by("code")).all()
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "trades": desk_view.trades(language),
        "places": [groups.path(session, row) for row in rows if row.level != "county" and visit.sees(row.id)],
    }


async def register(page: Page) -> Response:
    """Put one worker down."""
    given: Form = {name: page.given(name).strip() for name in ("name", "phone", "place", "reach")}
    given |= {name: page.form.get(name, []) for name in ("trades", "hours")}

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> int:
        region = workers.region_in(session, here, given["place"]) if given["place"] else None
        if given["place"] and region is None:
            raise Refused("worker.no_place", place=given["place"][:40])
        worker = Worker(
            name=given["name"],
            phone=given["phone"].replace(" ", ""),
            trades=tuple(given["trades"]),
            reach=given["reach"],
            hours=tuple(given["hours"]),
            region_id=region.id if region is not None else None,
        )
        return workers.register(
            session,
            now,
            here,
            sender=sender,
            worker=worker,
            consent=page.given("consent") == "yes",
            sixteen=page.given("sixteen") == "yes",
            within=page.visit.regions,
        )

    try:
        number = await page.act(act)
    except Refused as refused:
        return await _form(page, given, page.refused(refused), 422)
    return page.back(f"person/{number}", page.words("workers.done"))


async def sheet(page: Page) -> Response:
    """Where a sheet is handed in."""
    return await _sheet(page, "", agreed=False)


async def _sheet(page: Page, text: str, *, agreed: bool, error: str = "", status: int = 200) -> Response:
    found = await page.read(_table, page.visit, text, agreed)
    return page.show(
        "desk/workers_sheet.html",
        status=status,
        title=page.words("workers.sheet_title"),
        text=text,
        agreed=agreed,
        error=error,
        **found,
    )


def _table(session: Session, now: datetime, here: Here, visit: Visit, text: str, agreed: bool) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    table = worker_sheet.Table(())
    if text.strip():
        table = worker_sheet.read(session, now, here, text, agreed=agreed, within=visit.regions)
    for each in table.lines:
        lines.append(
            {
                "name": each.worker.name,
                "phone": wording.masked(each.worker.phone) if each.worker.phone else "",
                "place": each.place,
                "trades": [say(f"trade.{trade}") for trade in each.worker.trades],
                "unread": each.trade_words if each.trade_words and not each.worker.trades else "",
                "reach": each.worker.reach,
                "hours": list(each.worker.hours),
                "effect": each.effect,
                "counts": each.counts,
            }
        )
    return {
        "lines": lines,
        "acts": table.counts,
        "identity": table.identity,
        "counts": desk_view.counts(session, now, here, visit),
    }


async def bring(page: Page) -> Response:
    """Read a sheet, or put down what the table says."""
    agreed, handed = page.given("agreed") == "yes", page.files.get("file", b"")
    text = page.given("text")[:TEXT_MOST]
    if handed:
        try:
            text = sheet_in.as_text(await asyncio.to_thread(sheet_in.rows, handed))[:TEXT_MOST]
        except sheet_in.Unreadable:
            return await _sheet(page, "", agreed=agreed, error=say("web.sheet_bad", page.language), status=422)
    if page.given("act") != "apply" or handed:
        return await _sheet(page, text, agreed=agreed)
    try:
        count = await page.act(worker_sheet.apply, text=text, agreed=agreed, within=page.visit.regions)
    except Refused as refused:
        return await _sheet(page, text, agreed=agreed, error=page.refused(refused), status=422)
    return page.back("people?tab=workers", page.words("workers.sheet_done", count=count))


async def unregister(page: Page) -> Response:
    """不再登记."""
    number = page.number("id")
    await page.read(_known, page.visit, number)
    await page.act(workers.withdraw_consent, person_id=number)
    return page.back(f"person/{number}", page.words("workers.undone"))
