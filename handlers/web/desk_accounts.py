"""The desk itself: who is on duty, who has a login and for which part of the county, invitations."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import accounts, invitations, logins
from bot.app import Here
from bot.errors import Refused
from bot.models import Account, Person, Region
from handlers.web.sessions import Page, Pages


def routes(pages: Pages) -> list[BaseRoute]:
    """Inviting, a login made, its part of the county, ended or open again."""
    return [
        pages.post("/people/invite", invite),
        pages.post("/people/account", account),
        pages.post("/account/{id:int}/{what}", change),
    ]


def places(session: Session, here: Here) -> list[tuple[int, str]]:
    """Townships, and villages with their township, for choosing one."""
    rows = session.exec(select(Region).where(Region.county_id == here.county_id).order_by(col(Region.code))).all()
    names = {row.id: row.name for row in rows}
    return [
        (row.id or 0, row.name if row.level == "township" else f"{names.get(row.parent_id, '')}{row.name}")
        for row in rows
        if row.level != "county"
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
                "region": region.name if region is not None else "",
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


async def account(page: Page) -> Response:
    """A login for somebody without a messenger."""
    if not page.visit.head:
        raise Refused("web.head_only")
    password = page.given("password")
    if not accounts.PASSWORD_LEAST <= len(password) <= accounts.PASSWORD_MOST:
        raise Refused("web.password_short", least=accounts.PASSWORD_LEAST)
    if not page.given("name").strip():
        raise Refused("web.name_first")
    hash_ = await asyncio.to_thread(accounts.hashed, password)
    region = page.given("region")
    await page.act(
        logins.add,
        whole_county=True,
        name=page.given("name"),
        login=page.given("login"),
        hash_=hash_,
        region_id=int(region) if region.isdecimal() else None,
    )
    return page.back("people?tab=desk", page.words("people.noted"))


async def change(page: Page) -> Response:
    """Which part of the county; ended, or open again."""
    number, what = page.number("id"), page.request.path_params["what"]
    region = page.given("region")
    if what == "place":
        place = int(region) if region.isdecimal() else None
        await page.act(logins.place, whole_county=True, account_id=number, region_id=place)
    elif what in ("end", "open"):
        await page.act(logins.end, whole_county=True, account_id=number, on=what == "open")
    else:
        raise Refused("desk.unknown")
    return page.back("people?tab=desk", page.words("people.noted"))
