"""What the chat page stands on: events, the list of chats, the guard against pages of elsewhere, mounting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram.types import BotCommand, ReactionTypeEmoji

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


async def test_service_lines_say_what_happened(world: World) -> None:
    person, other = await world.person("王婶"), await world.person("小李")
    group = await world.group(type="group", quiet=False, owner=person)
    for action, whom in (("add", {"person": other}), ("leave", {"person": other}), ("promote", {"bot": world.bot.id})):
        await world.sim("POST", f"/chats/{group}/members", {**whom, "action": action, "by": person})
    card = await world.bot.send_message(group, "摘苹果")
    await world.bot.pin_chat_message(group, card.message_id)
    wide = (await world.sim("POST", f"/chats/{group}/migrate"))["id"]
    lines = [m["service"] for m in await world.messages(group, person)]
    assert lines == [
        "王婶 邀请 大喇叭 进群",
        "王婶 邀请 小李 进群",
        "小李 退群了",
        None,
        "大喇叭 置顶了一条消息",
        "本群已升级为超级群",
    ]
    assert [m["service"] for m in await world.messages(wide, person)] == ["本群由普通群升级而来"]


async def test_many_groups_are_made_at_once(world: World) -> None:
    raw = [{"title": f"{n}村", "bots": [world.bot.id], "level": "village"} for n in range(40)]
    made = await world.sim("POST", "/chats/bulk", raw)
    assert len({group["id"] for group in made}) == 40
    await world.sim("POST", "/chats/bulk", {"title": "x"}, status=400)
    told = await world.bot.get_updates(limit=100)
    assert [u.my_chat_member is not None for u in told] == [True, False] * 40  # each with its service message


async def test_a_page_that_does_not_read_is_dropped() -> None:
    from bot.localchat.events import Hub
    from bot.localchat.rows import Chat

    hub = Hub()
    stream = hub.stream(1)
    assert await anext(stream) == ": here\n\n"
    chat = Chat("-1", -1, "group", "x")
    for number in range(5001):
        hub.tell({"n": number}, chat)
    assert not hub.watched
    assert len([line async for line in stream]) == 5000


async def test_a_bot_is_renamed_and_its_token_changed(world: World) -> None:
    body = {"token": "7000000001:new", "username": "dalaba_bot", "first_name": "新喇叭"}
    await world.sim("POST", "/bots", body)
    await world.sim("POST", "/bots", {"token": "x", "username": "y"}, status=400)
    assert (await world.call("getMe"))[0] == 401
    assert (await world.call("getMe", token="7000000001:new"))[1]["result"]["first_name"] == "新喇叭"


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


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    path = str(tmp_path / "chat.db")
    async with open_world(path=path) as world:
        person = await world.person("王婶", last_name="李", username="wangshen", note="雇主")
        county = await world.group("万荣县", level="county", owner=person)
        group = await world.group("解店镇", parent=county, type="group")
        key = await world.private(person)
        await world.sim("POST", f"/people/{person}/block", {"bot": world.bot.id, "on": True})
        await world.say(group, person, "我去")
        await world.sim("POST", f"/chats/{group}/read", {"person": person})
        await world.sim("POST", f"/chats/{county}/members", {"bot": world.bot.id, "action": "promote"})
        await world.bot.set_my_commands([BotCommand(command="start", description="开始")])
        await world.bot.set_webhook("http://127.0.0.1:9/hook", secret_token="s", allowed_updates=["message"])
        chats = await world.sim("GET", f"/chats?person={person}")
        people = await world.sim("GET", "/people")
        waiting = await world.sim("GET", "/updates")
    async with open_world(path=path) as world:
        assert await world.sim("GET", f"/chats?person={person}") == chats
        assert await world.sim("GET", "/people") == people
        assert await world.sim("GET", "/updates") == waiting
        assert len(await world.bot.get_my_commands()) == 1
        info = await world.bot.get_webhook_info()
        assert (info.url, info.allowed_updates) == ("http://127.0.0.1:9/hook", ["message"])
        [admin, _] = await world.bot.get_chat_administrators(county)
        assert admin.user.full_name == "王婶 李"
        assert (await world.call("sendMessage", chat_id=person, text="x"))[0] == 403
        assert [m["text"] for m in await world.messages(key, person)] == ["/start"]
        assert await world.person() != person
        assert len({await world.group(), await world.group(type="group"), county, group}) == 4


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
