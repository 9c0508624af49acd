"""The desk itself: who is on duty, who has a login and for which part of the county, invitations."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import accounts, groups, invitations, logins
from bot.app import Here
from bot.errors import Refused
from bot.models import Account, Person, Region
from handlers.web.sessions import Page, Pages


def routes(pages: Pages) -> list[BaseRoute]:
    """Inviting; a login's part of the county, ended or open again."""
    return [
        pages.post("/people/invite", invite),
        pages.post("/account/{id:int}/{what}", change),
    ]


def rows(session: Session, here: Here) -> list[dict[str, Any]]:
    """All logins."""
    found = session.exec(
        select(Account, Person)
        .where(
            Account.county_id == here.county_id,
            Person.county_id == here.county_id,
            Person.id == Account.person_id,
        )
        .order_by(col(Account.id))
    )
    made = []
    for row, owner in found:
        region = session.get(Region, row.region_id) if row.region_id is not None else None
        made.append(
            {
                "id": row.id,
                "person": owner.id,
                "name": owner.name,
                "login": row.login or "",
                "region": groups.path(session, region) if region is not None else "",
                "ended": row.ended_at is not None,
            }
        )
    return made


async def invite(page: Page) -> Response:
    """A one-time word for a role, shown once on the page that follows."""
    role, secret = page.given("role"), invitations.token()
    await page.act(invitations.invite, whole_county=True, role=role, word=secret, link="")
    text = page.words("people.invited", way=f"/start {secret}", days=invitations.DAYS)
    return page.back("people?tab=desk" if role == "desk" else "people?tab=brokers", text)


async def add(page: Page) -> None:
    """A login for somebody without a messenger. Refused with what to mend."""
    if not page.visit.head:
        raise Refused("web.head_only")
    password = page.given("password")
    if not accounts.PASSWORD_LEAST <= len(password) <= accounts.PASSWORD_MOST:
        raise Refused("web.password_short", least=accounts.PASSWORD_LEAST)
    if not page.given("name").strip():
        raise Refused("web.name_first")
    hash_ = await asyncio.to_thread(accounts.hashed, password)
    values: dict[str, Any] = {"name": page.given("name"), "login": page.given("login"), "hash_": hash_}
    await page.act(_placed, act=logins.add, whole_county=True, place=page.given("place").strip(), **values)


def _placed(
    session: Session, now: datetime, here: Here, *, act: Callable[..., None], place: str, **values: Any
) -> None:
    """The act, for the part of the county that was typed; nothing, or the county's own name, is all of it."""
    region = groups.region_typed(session, here, place) if place else None
    part = region.id if region is not None and region.level != "county" else None
    act(session, now, here, region_id=part, **values)


async def change(page: Page) -> Response:
    """Which part of the county; ended, or open again."""
    number, what = page.number("id"), page.request.path_params["what"]
    if what == "place":
        place = page.given("place").strip()
        await page.act(_placed, act=logins.place, whole_county=True, place=place, account_id=number)
    elif what in ("end", "open"):
        await page.act(logins.end, whole_county=True, account_id=number, on=what == "open")
    else:
        raise Refused("desk.unknown")
    return page.back("people?tab=desk", page.words("people.noted"))
