"""Two counties in one deployment: one desk presses every button and opens every page with the other's numbers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest_asyncio
import sqlalchemy
from aiogram import Bot
from aiogram.dispatcher.event.handler import HandlerObject
from httpx2 import ASGITransport, AsyncClient
from pydantic import SecretStr
from sqlmodel import SQLModel
from starlette.routing import Route

from bot import county as counties
from bot import tryout
from bot.app import App, Here
from bot.config import BotSettings, CountySettings
from handlers import routers
from handlers.consumer import Consumer
from handlers.presses import Pressed
from nlp import gazetteer
from tests.conversation import EVENING, Message, Popups, Town, Wire
from tests.desk_client import HOME, token
from tests.desk_world import WORKERS, county, pages

HEAD = tryout.DESK_USER
"""The same person works at both desks: what they may see is decided by where they stand."""
TOKEN = "4294967477:local-try-out-of-dalaba-luonan-00000"
SETTINGS = CountySettings(
    slug="luonan",
    station="洛南零工驿站",
    duty_phone="0914-7320000",
    desk=(HEAD,),
    bots=(BotSettings(messenger="local", token=SecretStr(TOKEN)),),
)
THEIRS = (*WORKERS[4:], "13800000002", "13800000003", "孙老板", "王婶")
"""What only the other county's rows hold: names and telephones that no example uses."""


@pytest_asyncio.fixture
async def both(tmp_path: Path) -> AsyncIterator[tuple[Town, Town]]:
    """万荣县 after its evening, and 洛南县 beside it in the same database, with a desk of its own."""
    async with county(tmp_path) as ours:
        place = settle(ours.app)
        wire, popups = Wire(bot=place.bot), Popups()
        app = replace(
            ours.app,
            counties={**ours.app.counties, "luonan": place},
            messengers={**ours.app.messengers, (wire.name, wire.bot): wire},
        )
        consumer = Consumer(app, place, routers.build(), {(wire.name, wire.bot): Bot(TOKEN, session=popups)})
        theirs = Town(app, place, consumer, wire, popups, ours.moment)
        theirs.update_ids, theirs.message_ids = count(2_000_001), count(2_000_001)
        await theirs.hand_over({"message": theirs.message(head(theirs), "/start", None, 1, None)})
        yield ours, theirs


def settle(app: App) -> Here:
    tree = gazetteer.load("luonan")
    with app.store.writing() as session:
        county_id = counties.ensure(session, EVENING, SETTINGS, tree)
    return Here(county_id, SETTINGS, tree, ZoneInfo(SETTINGS.zone), "local", 4294967477)


def head(town: Town) -> Any:
    """The head of 洛南县's station."""
    person = town.person("洛南小周")
    person.user_id = HEAD
    return person


def rows_of(town: Town) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of 万荣县, by table."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        if "county_id" in table.c:
            query = sqlalchemy.select(table).where(table.c.county_id == 1).order_by(*table.primary_key.columns)
            found[table.name] = town.read(lambda session, q=query: [tuple(row) for row in session.execute(q).all()])
    return found


def all_acts() -> set[str]:
    """The first word of every button that some handler takes."""

    def filters(handler: HandlerObject) -> Iterator[str]:
        for each in handler.filters or ():
            if isinstance(each.callback, Pressed):
                yield from each.callback.acts

    dispatcher = routers.build()
    return {act for router in dispatcher.sub_routers for one in router.callback_query.handlers for act in filters(one)}


def said_to(town: Town) -> str:
    """Everything that 洛南县's bot wrote."""
    return "\n".join(message.text for chat in town.wire.chats.values() for message in chat)


async def test_no_button_with_another_county_s_number_reaches_across(both: tuple[Town, Town]) -> None:
    ours, theirs = both
    before = rows_of(ours)
    standing = {
        each["data"] for chat in ours.wire.chats.values() for one in chat for row in one.buttons for each in row
    }
    made = {f"{act}:{number}{tail}" for act in all_acts() for number in range(1, 4) for tail in ("", ":1")}
    assert len(standing) > 20
    assert len(made) > 150
    carrier = Message(HEAD, 1, "…", [])
    for data in sorted(standing | made):
        await theirs.hand_over(head(theirs).pressing(data, carrier), pump=False)
    for code in ("A1", "A2", "A3"):
        for words in (f"{code}名单", f"{code} 停工", f"{code} 招满了", f"/poster {code}", f"{code} 撤回", f"{code}"):
            await head(theirs).says(words, pump=False)
    await theirs.settle()
    assert rows_of(ours) == before
    written = said_to(theirs)
    assert not [words for words in THEIRS if words in written]


async def test_no_page_with_another_county_s_number_reaches_across(both: tuple[Town, Town]) -> None:
    ours, theirs = both
    web = pages(theirs)
    before = rows_of(ours)
    async with AsyncClient(transport=ASGITransport(app=web), base_url=HOME) as client:
        assert (await client.get("/luonan/desk/try")).status_code == 303
        form = {"token": token((await client.get("/luonan/desk")).text), "note": "x", "reason": "x", "version": "1"}
        asked = 0
        for route in web.routes:
            if not isinstance(route, Route) or not route.path.startswith("/luonan/") or "/desk/out" in route.path:
                continue
            for path in sorted(addresses(route.path)):
                asked += 1
                if "GET" in (route.methods or ()):
                    answer = await client.get(path)
                else:
                    answer = await client.post(path, data=form, headers={"Origin": HOME})
                assert answer.status_code < 500, (path, answer.text)
                shown = answer.text if "text" in answer.headers.get("content-type", "") else ""
                assert not [words for words in THEIRS if words in shown], path
    assert asked > 200
    assert rows_of(ours) == before


def addresses(path: str) -> set[str]:
    """A route's path with the other county's numbers, codes and words in its places."""
    if "{" not in path:
        return {path}
    fill = re.compile(r"\{\w+(:\w+)?\}")
    places = [f"{number}" for number in range(1, 7)] + ["A1", "A2"]
    return {fill.sub(place, path) for place in places}


async def test_the_first_county_s_own_desk_still_sees_all_that(both: tuple[Town, Town]) -> None:
    """The words that the other desk must not see are there to be seen."""
    ours, theirs = both
    assert theirs.here.county_id != ours.here.county_id
    async with AsyncClient(transport=ASGITransport(app=pages(ours)), base_url=HOME) as client:
        assert (await client.get("/wanrong/desk/try")).status_code == 303
        shown = "".join([(await client.get(f"/wanrong/desk/posting/{n}")).text for n in (1, 2, 3)])
    assert "国强" in shown
    assert "13800000002" in shown
