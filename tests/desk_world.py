"""A county with a working day behind it, and its desk's pages on a port of this machine, for the tests of the pages."""

from __future__ import annotations

import asyncio
import contextlib
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from aiogram import Bot
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.routing import Route

from bot import ladder, logins
from bot.app import App, Here
from bot.config import Config, Database
from bot.db import Store
from bot.localchat.app import bound_socket, server_config
from bot.models import Person as PersonRow
from bot.models import Posting
from handlers.consumer import Consumer
from handlers.web.app import build
from nlp import gazetteer
from tests import postgres
from tests.conversation import SETTINGS, TOKEN, ZONE, Message, Person, Popups, Town, Wire, dispatcher, town

NEEDS = (
    "明天要20个人摘苹果，解店镇西解村，150一天，日结，管午饭，早7点到干到晚6点，车接送，有保险，找王师傅13800000001",
    "后天分拣要15个人，坐着干，里望乡，一天130，日结，早8点到下午6点，管饭，接送，有保险，找李姐13800000002",
    "明天装车要6个人，通化镇，200一天，日结，早6点到中午12点，管早饭，接送，有保险，老赵13800000003",
)
WORKERS = ("秀兰", "老李", "建军", "玉梅", "国强", "红霞", "二旺", "小芳", "铁柱", "桂花")


async def no_messenger(*_: Any) -> None:
    """Stands where the people's side of the local messenger would be."""


async def evening(t: Town) -> None:
    """Three postings out, one in review with something found, replies, a complaint, a call to make."""
    for number, need in enumerate(NEEDS):
        boss = t.person(("王师傅", "李姐", "老赵")[number])
        await post(t, boss, need)
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
    for number, name in enumerate(WORKERS):
        group = ("西解村", "解店镇", "万荣县")[number % 3]
        await t.person(name).says(("A1 我去", "A1 我们两个去", "A3 报一个")[number % 3], group=group)
    await t.person("喜娃").says("算我一个", group="解店镇")
    await t.person("老张").says("上回A1说150给了120，没给够钱", group="西解村")
    await post(
        t,
        t.person("孙老板"),
        "后天要10个女工包装，只要女的，通化镇，100一天，日结，早8点到下午6点，管饭，接送，有保险，孙老板13800000009",
    )
    await t.later(minutes=13)
    t.app.act_now(_to_ring, t.here)


async def post(t: Town, boss: Any, need: str) -> None:
    """Text a need and answer what is asked until it is sent in."""
    await boss.says(need)
    for _ in range(6):
        text = boss.last
        if "回“行”" in text or "这样发行吗" in text:
            await boss.says("行")
            return
        await boss.says("可以" if "电话" in text else "没有")


def _to_ring(session: Session, now: datetime, here: Here) -> None:
    """Somebody who came by and has no messenger is to be told."""
    posting = session.exec(select(Posting).where(Posting.code == "A1")).one()
    person = PersonRow(county_id=here.county_id, name="王婶", phone="13900000011", first_met_at=now)
    session.add(person)
    session.flush()
    assert person.id is not None
    ladder.call(session, now, here, person.id, key="ring", what="call.tell", posting=posting)


def pages(t: Town, *, local: bool = True) -> Starlette:
    """The pages over this county."""
    web = build(t.app, localchat=no_messenger if local else None)
    assert any(isinstance(route, Route) and route.path == "/wanrong/desk" for route in web.routes)
    return web


@asynccontextmanager
async def served(t: Town, *, local: bool = True) -> AsyncIterator[str]:
    """The pages on a port of this machine, in this very loop."""
    listening = bound_socket(0)
    server = uvicorn.Server(server_config(pages(t, local=local)))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


@dataclass(frozen=True, slots=True)
class Kept:
    """An evening that was lived once: its rows, what stands in the chats, who has which telephone, what time it is."""

    rows: bytes  # of the SQLite file; on PostgreSQL a template of the server holds them
    chats: dict[int, list[Message]]
    people: dict[str, int]
    moment: datetime


_KEPT: list[Kept] = []


async def _live() -> Kept:
    with TemporaryDirectory() as folder:
        async with town(Path(folder)) as t:
            await t.desk.says("/start")
            await evening(t)
            chats, people, moment = t.wire.chats, {each.name: each.user_id for each in t.people.values()}, t.now
        for cluster in postgres.RUNNING:
            cluster.keep(f"sqlite:///{folder}/town.sqlite3", "evening")
        rows = b"" if postgres.RUNNING else (Path(folder) / "town.sqlite3").read_bytes()
        return Kept(rows, chats, people, moment)


@asynccontextmanager
async def county(path: Path) -> AsyncIterator[Town]:
    """A county after its evening; the evening itself is lived once and taken up again from there."""
    if not _KEPT:
        _KEPT.append(await _live())
    kept = _KEPT[0]
    for cluster in postgres.RUNNING:
        cluster.copy(f"sqlite:///{path}/town.sqlite3", "evening")
    if not postgres.RUNNING:
        (path / "town.sqlite3").write_bytes(kept.rows)
    store = Store(f"sqlite:///{path}/town.sqlite3")
    wire, popups, moment = Wire(), Popups(), [kept.moment]
    wire.chats, wire.numbers = copy.deepcopy(kept.chats), count(1_000_001)
    place = Here(1, SETTINGS, gazetteer.load(SETTINGS.slug), ZONE, wire.name, wire.bot)
    app = App(
        config=Config(database=Database(url=str(store.url)), counties=(SETTINGS,)),
        store=store,
        counties={SETTINGS.slug: place},
        messengers={(wire.name, wire.bot): wire},
        clock=lambda: moment[0],
    )
    consumer = Consumer(app, place, dispatcher(), {(wire.name, wire.bot): Bot(TOKEN, session=popups)})
    t = Town(app, place, consumer, wire, popups, moment)
    t.update_ids, t.message_ids = count(1_000_001), count(1_000_001)
    t.people.update({name: Person(t, user_id, name) for name, user_id in kept.people.items()})
    try:
        yield t
    finally:
        await asyncio.get_running_loop().run_in_executor(None, store.close)


PASSWORD = "一把很长的钥匙-2026"


def give_password(session: Session, now: datetime, here: Here, hash_: str) -> None:
    """The first account, as a first start makes it."""
    assert logins.first(session, now, here, hash_=hash_)
