"""The raw tables, for the head of the station: to look at, never to change; every change is an act of its own page.

Names, phones and people's own words (`bot.models.PERSONAL`) and whatever is a secret's digest are left out; each look
stands in the book.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlmodel import Session
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import PERSONAL, metadata
from handlers.web import desk_view
from handlers.web.sessions import Page, Pages

SHOWN = 50
SECRET = ("token_hash", "password_hash", "key", "mark", "body_hash", "dedupe_key", "value")
"""`value`: the keys of group robots are values of settings too; Settings shows all others."""


def routes(pages: Pages) -> list[BaseRoute]:
    """The list of tables, and one of them."""
    return [pages.get("/tables", tables), pages.get("/tables/{name}", table)]


def _heads_only(page: Page) -> None:
    if not page.visit.head:
        raise Refused("web.head_only")


async def tables(page: Page) -> Response:
    """All tables with their number of rows of this county."""
    _heads_only(page)
    found = await page.read(_tables, page.visit)
    return page.show("desk/tables.html", title=page.words("tables.title"), **found)


def _of(here: Here, one: Table) -> Any:
    return one.c.county_id == here.county_id if "county_id" in one.c else one.c.id == here.county_id


def _tables(session: Session, now: datetime, here: Here, visit: Visit) -> dict[str, Any]:
    connection = session.connection()
    rows = [
        (one.name, connection.execute(select(func.count()).select_from(one).where(_of(here, one))).scalar_one())
        for one in sorted(metadata.sorted_tables, key=lambda each: each.name)
        if "county_id" in one.c or one.name == "county"
    ]
    return {"rows": rows, "counts": desk_view.counts(session, now, here, visit)}


async def table(page: Page) -> Response:
    """One table, the newest rows first, a page at a time."""
    _heads_only(page)
    name, before = str(page.request.path_params["name"]), page.asked("before")
    found = await page.read(_table, page.visit, name, int(before) if before.isdecimal() else None)
    await page.look("table.look", "county", page.county.here.county_id)
    return page.show("desk/table.html", title=page.sentences("tables")["names"][name], name=name, **found)


def _table(session: Session, now: datetime, here: Here, visit: Visit, name: str, before: int | None) -> dict[str, Any]:
    one = metadata.tables.get(name)
    if one is None or ("county_id" not in one.c and name != "county"):
        raise Refused("web.no_table")
    hidden = {*PERSONAL.get(name, ()), *(each for each in SECRET if each in one.c)}
    shown = [column for column in one.columns if column.name not in hidden and column.name != "county_id"]
    query = select(*shown).where(_of(here, one)).order_by(one.c.id.desc()).limit(SHOWN)
    if before is not None:
        query = query.where(one.c.id < before)
    rows = [
        {"id": row[one.c.id], "cells": [(column.name, _words(here, row[column])) for column in shown]}
        for row in session.connection().execute(query).mappings()
    ]
    return {
        "rows": rows,
        "hidden": sorted(hidden),
        "older": rows[-1]["id"] if len(rows) == SHOWN else None,
        "counts": desk_view.counts(session, now, here, visit),
    }


def _words(here: Here, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(here.zone):%Y-%m-%d %H:%M:%S}"
    return str(value)[:300]
