"""Somebody's browser at the desk's pages, without a browser: logged in, forms sent as the pages would send them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from httpx2 import ASGITransport, AsyncClient, Response
from sqlmodel import select

from bot.models import Event
from tests.conversation import Town
from tests.desk_world import PASSWORD, pages

HOME = "http://127.0.0.1:8080"
DESK = "/wanrong/desk"


@asynccontextmanager
async def browser(t: Town, *, local: bool = True) -> AsyncIterator[AsyncClient]:
    """Somebody's browser, not logged in."""
    async with AsyncClient(transport=ASGITransport(app=pages(t, local=local)), base_url=HOME) as client:
        yield client


@asynccontextmanager
async def desk(t: Town) -> AsyncIterator[AsyncClient]:
    """The try-out's desk person, logged in."""
    async with browser(t) as client:
        assert (await client.get(f"{DESK}/try")).status_code == 303
        yield client


def token(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="token" value="(\w+)"', page)
    assert found is not None
    return found[1]


async def press(client: AsyncClient, path: str, form: dict[str, Any] | None = None) -> Response:
    """Send a form as the page itself would."""
    page = await client.get(DESK)
    data = {"token": token(page.text), **(form or {})}
    return await client.post(f"{DESK}{path}", data=data, headers={"Origin": HOME})


async def said(client: AsyncClient, answer: Response) -> str:
    """What the page after a form says."""
    assert answer.status_code == 303, answer.text
    page = await client.get(answer.headers["location"])
    found = re.search(r'<p class="said[^"]*" role[^>]*>([^<]*)</p>', page.text)
    return found[1] if found else ""


def one(t: Town, table: Any, *where: Any) -> Any:
    """The one row."""
    return t.read(lambda session: session.exec(select(table).where(*where)).one())


def acts(t: Town) -> list[str]:
    """What stands in the book."""
    return [event.act for event in t.rows(Event)]


async def press_piece(client: AsyncClient, path: str, form: dict[str, Any]) -> str:
    """A piece of a page, as it is fetched while one types."""
    page = await client.get(DESK)
    data = {"token": token(page.text), **form}
    answer = await client.post(f"{DESK}{path}", data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


@asynccontextmanager
async def part(t: Town, place: str) -> AsyncIterator[AsyncClient]:
    """Somebody who sees one township or village, let in by the head with a password."""
    async with desk(t) as head:
        form = {"name": f"{place}小王", "login": "part", "password": PASSWORD, "place": place}
        assert (await press(head, "/people/account", form)).status_code == 303
    async with browser(t) as client:
        await client.post(f"{DESK}/login", data={"login": "part", "password": PASSWORD})
        yield client
