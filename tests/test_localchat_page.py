"""What the chat page stands on: events, the list of chats, the guard against pages of elsewhere, mounting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram.types import ReactionTypeEmoji

from bot.localchat import BotSetting, Settings, create_app, running
from tests.localchat_world import BOT, TOKEN, World, client, keyboard, open_world, soon


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as found:
        yield found


async def test_the_page_watches_what_happens(world: World) -> None:
    person, other = await world.person(), await world.person("小李")
    group = await world.group()
    async with world.http.get(f"{world.url}/sim/events?person={person}") as stream:
        await soon(stream.content.readline())
        await world.private(other)  # another person's private chat is not shown
        card = await world.bot.send_message(group, "摘苹果", reply_markup=keyboard())
        await world.bot.edit_message_text("满了", chat_id=group, message_id=card.message_id)
        await world.bot.set_message_reaction(group, card.message_id, [ReactionTypeEmoji(emoji="👍")])
        await world.sim("POST", f"/chats/{group}/read", {"person": person})
        await world.bot.delete_message(group, card.message_id)
        events: list[Any] = []
        while len(events) < 5:
            line = (await soon(stream.content.readline())).decode()
            if line.startswith("data: "):
                events.append(json.loads(line[6:]))
    assert world.running is not None
    while world.running.server.hub.watched:  # a page that went away is forgotten
        await asyncio.sleep(0.01)
    assert [e["type"] for e in events] == ["message", "edit", "reaction", "unread", "delete"]
    assert {e["chat"] for e in events} == {group}
    assert events[0]["message"]["buttons"] == [[{"text": "报名", "data": "join:1"}]]
    assert events[1]["message"]["text"] == "满了"


async def test_the_list_of_chats_counts_what_is_unread(world: World) -> None:
    person, other = await world.person(), await world.person("小李")
    county = await world.group("万荣县", level="county")
    town = await world.group("解店镇", parent=county, level="township")
    await world.say(town, other, "有活吗")
    await world.say(town, person, "有")
    await world.bot.send_message(town, "摘苹果")
    chats = {c["id"]: c for c in await world.sim("GET", f"/chats?person={person}")}
    assert chats[town]["unread"] == 2
    assert chats[town]["parent"] == county
    assert chats[town]["last"]["text"] == "摘苹果"
    assert chats[county]["last"] is None
    assert chats[f"p{person}b{world.bot.id}"]["title"] == "大喇叭"
    await world.sim("POST", f"/chats/{town}/read", {"person": person})
    chats = {c["id"]: c for c in await world.sim("GET", f"/chats?person={person}")}
    assert chats[town]["unread"] == 0


async def test_pages_of_elsewhere_are_refused(world: World) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        async with world.http.get(f"{world.url}/sim/people", headers=headers) as answer:
            assert answer.status == 403
    async with world.http.get(f"{world.url}/sim/people", headers={"Host": "localhost:1"}) as answer:
        assert answer.status == 200


async def test_it_can_be_mounted_under_another_application() -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import Mount

    from bot.localchat.app import bound_socket, server_config

    app = create_app(Settings(bots=(BOT,)))
    whole = Starlette(routes=[Mount("/tg", app), Mount("/sim", app.sim)])
    listening = bound_socket(0)
    web = uvicorn.Server(server_config(whole))
    task = asyncio.create_task(web.serve(sockets=[listening]))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    bot = client(f"{url}/tg")
    try:
        assert (await bot.get_me()).username == "dalaba_bot"
        async with aiohttp.ClientSession() as http, http.get(f"{url}/sim/bots") as answer:
            assert len(await answer.json()) == 1
    finally:
        await bot.session.close()
        app.server.stop()
        web.should_exit = True
        await soon(task)
        listening.close()
        await app.close()


def test_a_bot_without_a_proper_token_is_refused() -> None:
    with pytest.raises(Exception, match="a token is a number"):
        create_app(Settings(bots=(BotSetting("secret", "x_bot"),)))


async def test_stopping_ends_what_waits() -> None:
    async with running(Settings(bots=(BOT,))) as run, aiohttp.ClientSession() as http:
        async with http.post(f"{run.url}/sim/people", json={"first_name": "老王"}) as answer:
            person = (await answer.json())["id"]
        poll = asyncio.create_task(_text(http, f"{run.url}/bot{TOKEN}/getUpdates?timeout=50"))
        stream = asyncio.create_task(_text(http, f"{run.url}/sim/events?person={person}"))
        while not (run.server.polls and run.server.hub.watched):
            await asyncio.sleep(0.01)
        run.server.stop()
        assert await soon(poll) == '{"ok":true,"result":[]}'
        assert await soon(stream) == ": here\n\n"


async def _text(http: aiohttp.ClientSession, url: str) -> str:
    async with http.get(url) as answer:
        return await answer.text()
