"""Group robots entered at the desk: they speak within half a minute, their keys are shown to nobody, and they end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import house, pump, webhooks
from bot.messengers.webhook import Robots
from bot.models import Event, Group, GroupAddress, Setting
from bot.pump import Pump
from tests.conversation import SETTINGS, Town, town
from tests.desk_client import DESK, desk, one, part, press, said
from tests.relays import out
from tests.test_webhook_groups import KEY, SECRET, provider


def form(**given: str) -> dict[str, str]:
    address = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
    return {"kind": "wecom", "place": "新城村", "key": address, "secret": SECRET} | given


async def kept(t: Town) -> list[str]:
    """What the house keeps: the names of the pumps it starts, its robots set anew."""
    started: list[str] = []
    reached = asyncio.Event()

    def start(work: Coroutine[Any, Any, None], name: str) -> None:
        work.close()
        started.append(name)

    async def once(_: float) -> None:
        reached.set()
        await asyncio.Event().wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "sleep", once)
        task = asyncio.create_task(house._robots(t.app, t.here, pump.recorder(t.app), "me", None, start))
        await reached.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return started


async def test_a_robot_entered_at_the_desk_speaks_and_ends(tmp_path: Path) -> None:
    async with provider() as server:
        settings = SETTINGS.model_copy(update={"robot_bases": {"wecom": server.url}})
        async with town(tmp_path, settings=settings) as t:
            await t.desk.says("/start")
            own = replace(t.here, settings=settings)
            t.app.messengers.update(webhooks.messengers(own, t.app.clock, "https://d.example"))  # type: ignore[attr-defined]
            wire = t.app.messengers[("wecom", t.here.county_id)]
            assert isinstance(wire, Robots)
            assert await kept(t) == [], "no robot, no pump"
            async with desk(t) as client:
                assert "还没有群机器人" in (await client.get(f"{DESK}/settings?tab=robots")).text
                assert await said(client, await press(client, "/settings/robots", form(key=""))) == (
                    "网址（或密钥）和群都要填。"
                )
                assert "存好了" in await said(client, await press(client, "/settings/robots", form()))
                assert "已经有了" in await said(client, await press(client, "/settings/robots", form()))
                page = (await client.get(f"{DESK}/settings?tab=robots")).text
                assert "新城村" in page
                assert KEY not in page
                assert SECRET not in page
                table = (await client.get(f"{DESK}/tables/setting")).text
                assert KEY not in table
                book = json.dumps([[row.before, row.after] for row in t.rows(Event)], ensure_ascii=False)
                assert KEY not in book
                assert SECRET not in book
                assert await kept(t) == [f"pump:wecom:{t.here.settings.slug}"]
                posting = await out(t, t.person("王师傅"))
                sender = Pump(t.app, replace(own, messenger="wecom", bot=t.here.county_id), wire)
                try:
                    await sender.send_due()
                    await sender.drain()
                finally:
                    await wire.close()
                assert len(server.said) == 1
                assert f"https://d.example/wanrong/a/{posting.code}" in server.said[0][1]
                number = one(t, GroupAddress, GroupAddress.messenger == "wecom").chat_id
                await press(client, f"/settings/robots/{number}/remove")
                assert one(t, GroupAddress, GroupAddress.messenger == "wecom").until is not None
                assert one(t, Setting, Setting.key == "robots").value == []
                await kept(t)
                assert wire.robots == {}


async def test_the_config_s_robots_stay_and_only_a_head_enters_some(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        async with part(t, "解店镇") as client:
            await press(client, "/settings/robots", form())
        assert t.rows(Setting) == []
        async with desk(t) as head:
            await press(head, "/settings/robots", form(kind="nobody"))
            await press(head, "/settings/robots", form(place="火星"))
            assert t.rows(Setting) == []
            await press(head, "/settings/robots", form(kind="feishu", place="货运", key="0123456789abcdef"))
            assert one(t, Group, Group.kind == "webhook").trade == "freight"
            assert "…cdef" in (await head.get(f"{DESK}/settings?tab=robots")).text
            await press(head, "/settings/back", {"key": "robots"})
            assert len(one(t, Setting, Setting.key == "robots").value) == 1
            await press(head, "/settings", {"key": "language", "value": "en"})
            assert t.read(lambda session: t.app.at(t.here, session)).language == "en"
            assert (await press(head, "/settings", {"key": "language", "value": "fr"})).status_code == 303
            assert one(t, Setting, Setting.key == "language").value == "en"
            t.app.act_now(lambda session, now, here: webhooks.furnish(session, now, here), t.here)
            assert one(t, GroupAddress, GroupAddress.messenger == "feishu").until is None, "laid over at the start too"
