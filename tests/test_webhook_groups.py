"""Robots of WeCom, DingTalk and Feishu against a server of this machine that checks signature, form and rate."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot import house, pump, webhooks
from bot.config import Robot
from bot.errors import ChatGone, ConfigError, NotAccepted, TryAgain, Unknown
from bot.messengers.webhook import PACES, Robots, SignUp, cut, dingtalk_sign, feishu_sign, number_of, request
from bot.models import Delivery, Group, GroupAddress
from bot.pump import Pump
from tests.conversation import SETTINGS, of_county, town
from tests.relays import out

KEY, SECRET = "0a1b-the-key", "SEC-the-secret"
MOST_A_MINUTE = 20


@dataclass
class Provider:
    """What the three providers do with a POST, as their pages describe it."""

    url: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    stamps: dict[str, list[float]] = field(default_factory=dict)
    down: bool = False
    retry_after: str | None = None  # each call gets 429 with this header

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/cgi-bin/webhook/send", self.wecom)
        app.router.add_post("/robot/send", self.dingtalk)
        app.router.add_post("/open-apis/bot/v2/hook/{key}", self.feishu)
        return app

    def _too_fast(self, kind: str) -> bool:
        recent = [each for each in self.stamps.get(kind, []) if each > time.monotonic() - 60]
        self.stamps[kind] = [*recent, time.monotonic()]
        return len(recent) >= MOST_A_MINUTE

    def _take(self, kind: str, text: Any, most: int) -> bool:
        if not isinstance(text, str) or not text or len(text.encode()) > most:
            return False
        self.said.append((kind, text))
        return True

    async def wecom(self, request: web.Request) -> web.Response:
        if self.down:
            return web.Response(status=502)
        if self.retry_after is not None:
            return web.Response(status=429, headers={"Retry-After": self.retry_after})
        if request.query.get("key") != KEY:
            return web.json_response({"errcode": 93000, "errmsg": "invalid webhook url"})
        if self._too_fast("wecom"):
            return web.json_response({"errcode": 45009, "errmsg": "api freq out of limit"})
        body = await request.json()
        if body.get("msgtype") != "text" or not self._take("wecom", body["text"]["content"], 2048):
            return web.json_response({"errcode": 40008, "errmsg": "invalid message type"})
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def dingtalk(self, request: web.Request) -> web.Response:
        if request.query.get("access_token") != KEY:
            return web.json_response({"errcode": 300005, "errmsg": "token is not exist"})
        stamp = int(request.query.get("timestamp", "0"))
        late = abs(time.time() * 1000 - stamp) > 3_600_000
        if late or request.query.get("sign") != dingtalk_sign(SECRET, stamp):
            return web.json_response({"errcode": 310000, "errmsg": "sign not match"})
        if self._too_fast("dingtalk"):
            return web.json_response({"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"})
        body = await request.json()
        if body.get("msgtype") != "text" or not self._take("dingtalk", body["text"]["content"], 20_000):
            return web.json_response({"errcode": 40035, "errmsg": "missing parameter"})
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def feishu(self, request: web.Request) -> web.Response:
        if request.match_info["key"] != KEY:
            return web.json_response({"code": 19001, "msg": "param invalid: incoming webhook access token invalid"})
        body = await request.json()
        if len(await request.read()) > 20 * 1024:
            return web.json_response({"code": 9499, "msg": "Bad Request"})
        if body.get("sign") != feishu_sign(SECRET, int(body.get("timestamp", "0"))):
            return web.json_response({"code": 19021, "msg": "sign match fail or timestamp is not within one hour"})
        if self._too_fast("feishu"):
            return web.json_response({"code": 11232, "msg": "frequency limited"})
        if body.get("msg_type") != "text" or not self._take("feishu", body["content"]["text"], 20_000):
            return web.json_response({"code": 9499, "msg": "Bad Request"})
        return web.json_response({"code": 0, "msg": "success", "data": {}})


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    made = Provider()
    runner = web.AppRunner(made.application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()


def robot(kind: Any, base: str, *, key: str = KEY, secret: str = SECRET, group: str = "西解村") -> Robot:
    return Robot(kind=kind, group=group, key=SecretStr(key), secret=SecretStr(secret), base=base)


def robots(*given: Robot) -> Robots:
    return Robots(
        given[0].kind, 1, given, lambda: datetime.now(UTC), signs_up_at="https://d.example/wanrong/a/", sign_up="报名："
    )


JOIN = [[{"text": "我去", "data": "7:join:3"}, {"text": "不去了", "data": "7:leave:3"}]]


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
async def test_each_takes_a_copy_with_a_link(kind: str) -> None:
    async with provider() as server:
        one = robot(kind, server.url)
        wire = robots(one)
        try:
            first = await wire.send(number_of(one), "【万荣零工市场】A12 摘苹果 20人", JOIN, None)
            second = await wire.send(number_of(one), "第3期", [], None)
        finally:
            await wire.close()
        assert second > first
        assert server.said == [
            (kind, "【万荣零工市场】A12 摘苹果 20人\n报名：https://d.example/wanrong/a/A12"),
            (kind, "第3期"),
        ]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "wecom",
            {
                "msgtype": "news",
                "news": {
                    "articles": [
                        {
                            "title": "A12 摘苹果",
                            "description": "明天早7点 [不是链接](http://x)",
                            "url": "https://d.example/wanrong/a/A12",
                            "picurl": "https://d.example/wanrong/qr/A12.png",
                        }
                    ]
                },
            },
        ),
        (
            "dingtalk",
            {
                "msgtype": "link",
                "link": {
                    "title": "A12 摘苹果",
                    "text": "明天早7点 [不是链接](http://x)",
                    "messageUrl": "https://d.example/wanrong/a/A12",
                    "picUrl": "https://d.example/wanrong/qr/A12.png",
                },
            },
        ),
        (
            "feishu",
            {
                "msg_type": "text",
                "content": {
                    "text": "A12 摘苹果\n明天早7点 [不是链接](http://x)\n报名：https://d.example/wanrong/a/A12"
                },
            },
        ),
    ],
)
def test_with_the_qr_code_beside_it(kind: str, body: dict[str, Any]) -> None:
    one = robot(kind, "https://provider.example", secret="").model_copy(update={"qr": True})
    way = SignUp("https://d.example/wanrong/a/A12", "报名：", "https://d.example/wanrong/qr/A12.png")
    assert request(one, "A12 摘苹果\n明天早7点 [不是链接](http://x)", datetime.now(UTC), way)[1] == body


def test_a_text_too_long_beside_a_picture_goes_whole_with_a_link() -> None:
    one = robot("wecom", "https://provider.example").model_copy(update={"qr": True})
    text = "A12 摘苹果\n" + "长" * 200
    body = request(one, text, datetime.now(UTC), SignUp("https://d.example/a/A12", "报名：", "https://d.example/q"))[1]
    assert body == {"msgtype": "text", "text": {"content": f"{text}\n报名：https://d.example/a/A12"}}


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
async def test_a_wrong_secret_is_told_and_not_tried_for_ever(kind: str) -> None:
    async with provider() as server:
        wire = robots(one := robot(kind, server.url, secret="another"))
        try:
            with pytest.raises(NotAccepted, match="sign"):
                await wire.send(number_of(one), "x", [], None)
        finally:
            await wire.close()


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
async def test_a_robot_that_was_removed_is_gone(kind: str) -> None:
    async with provider() as server:
        wire = robots(one := robot(kind, server.url, key="removed"))
        try:
            with pytest.raises(ChatGone):
                await wire.send(number_of(one), "x", [], None)
            with pytest.raises(ChatGone):
                await wire.send(1, "x", [], None)
        finally:
            await wire.close()


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
async def test_above_the_limit_one_waits(kind: str) -> None:
    assert PACES["wecom"].group_per_minute < MOST_A_MINUTE
    assert PACES["dingtalk"].group_per_minute < MOST_A_MINUTE
    async with provider() as server:
        wire = robots(one := robot(kind, server.url))
        server.stamps[kind] = [time.monotonic()] * (MOST_A_MINUTE - 1)
        try:
            await wire.send(number_of(one), "x", [], None)
            with pytest.raises(TryAgain) as told:
                await wire.send(number_of(one), "x", [], None)
        finally:
            await wire.close()
        assert told.value.after == 60
        assert len(server.said) == 1


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
async def test_long_texts_go_beyond_no_limit(kind: str) -> None:
    lines = ["苹果" * 300] * (60 if kind == "dingtalk" else 5)
    texts = ["\n".join([str(number), *lines]) for number in range(18)]
    async with provider() as server:
        moment = [datetime.now(UTC)]
        wire = robots(one := robot(kind, server.url))
        wire.clock = lambda: moment[0]
        left = list(texts)

        async def say() -> None:
            while left:
                await wire.send(number_of(one), left[0], [], None)
                left.pop(0)

        try:
            with pytest.raises(TryAgain) as told:
                await say()
            assert 0 < told.value.after <= 60
            assert len(server.stamps[kind]) < MOST_A_MINUTE, "the provider was not troubled"
            moment[0] += timedelta(seconds=told.value.after)
            server.stamps[kind] = []
            await wire.send(number_of(one), left.pop(0), [], None)
        finally:
            await wire.close()
        assert "\n".join(each for _, each in server.said) == "\n".join(texts[: -len(left)]), "whole, nothing twice"


async def test_a_server_in_trouble_is_tried_again_and_one_that_is_not_there_too() -> None:
    async with provider() as server:
        wire = robots(one := robot("wecom", server.url))
        server.down = True
        try:
            with pytest.raises(TryAgain):
                await wire.send(number_of(one), "x", [], None)
        finally:
            await wire.close()
    wire = robots(one := robot("wecom", server.url))
    try:
        with pytest.raises((TryAgain, Unknown)):
            await wire.send(number_of(one), "x", [], None)
    finally:
        await wire.close()


@pytest.mark.parametrize(
    ("named", "seconds"), [("7", 7.0), ("", 60.0), ("Wed, 14 Oct 2026 10:30:00 GMT", 60.0), ("nan", 60.0)]
)
async def test_a_429_says_how_long_in_seconds_or_not_at_all_and_nothing_is_dropped(named: str, seconds: float) -> None:
    async with provider() as server:
        wire = robots(one := robot("wecom", server.url))
        server.retry_after = named
        try:
            with pytest.raises(TryAgain) as told:
                await wire.send(number_of(one), "x", [], None)
        finally:
            await wire.close()
        assert told.value.after == seconds


async def test_a_mere_count_is_let_stand_and_what_is_over_said_anew() -> None:
    async with provider() as server:
        wire = robots(one := robot("wecom", server.url))
        try:
            await wire.edit(number_of(one), 1, "A12 还差3人", JOIN)
            await wire.edit(number_of(one), 1, "A12满了，别跑空。", [])
        finally:
            await wire.close()
        assert server.said == [("wecom", "A12满了，别跑空。")]


def test_a_long_text_is_cut_between_letters() -> None:
    assert len(cut("苹果" * 2000, 2048).encode()) <= 2048
    assert cut("苹果", 2048) == "苹果"
    assert cut("苹果" * 2000, 2048).endswith("…")


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
async def test_a_digest_longer_than_a_message_goes_whole_and_nothing_twice(kind: str) -> None:
    lines = [f"A{number} 摘苹果 20人，150元/天 日结 管午饭，明天早7点 西解村" for number in range(100, 190)]
    async with provider() as server:
        wire = robots(robot(kind, server.url))
        chat = next(iter(wire.robots))
        try:
            await wire.send(chat, "\n".join(lines), [], None)
        finally:
            await wire.close()
        assert "\n".join(text for _, text in server.said).split("\n") == lines
        assert len(server.said) == {"wecom": 4, "dingtalk": 1, "feishu": 1}[kind]


async def test_a_digest_that_was_held_up_in_its_midst_goes_on_from_there() -> None:
    lines = [f"A{number} 摘苹果 20人，150元/天 日结 管午饭，明天早7点 西解村" for number in range(100, 190)]
    async with provider() as server:
        wire = robots(robot("wecom", server.url))
        chat = next(iter(wire.robots))
        server.stamps["wecom"] = [time.monotonic()] * (MOST_A_MINUTE - 2)
        try:
            with pytest.raises(TryAgain):
                await wire.send(chat, "\n".join(lines), [], None)
            assert len(server.said) == 2
            server.stamps["wecom"] = []
            await wire.send(chat, "\n".join(lines), [], None)
            assert "\n".join(text for _, text in server.said).split("\n") == lines
            await wire.send(chat, "\n".join(lines), [], None)
            assert len(server.said) == 8, "the same said another day goes from its beginning"
        finally:
            await wire.close()


def test_the_signatures_are_those_of_the_providers() -> None:
    # Worked out by hand with openssl: printf '1700000000000\nSEC' | openssl dgst -sha256 -hmac SEC -binary | base64
    assert dingtalk_sign("SEC", 1_700_000_000_000) == SIGNED[0]
    assert feishu_sign("SEC", 1_700_000_000) == SIGNED[1]


SIGNED = ("r+2we0q01lkZqz38LA5IPNbHN81U1leRf3Au4PSQb6Q=", "yKzlnG5gJbbUvULgjP0QN/V99n1fNH31XG8Rrvl9pfk=")


async def test_a_posting_goes_out_through_the_outbox_and_full_is_said_anew(tmp_path: Path) -> None:
    async with provider() as server, town(tmp_path) as t:
        one = robot("wecom", server.url, group="新城村")
        settings = SETTINGS.model_copy(update={"robots": (one,)})
        here = of_county(t, settings)
        t.app.act_now(webhooks.furnish, here)
        assert t.app.act_now(webhooks.furnish, here) == 1
        assert len([row for row in t.rows(Group) if row.kind == "webhook"]) == 1
        posting = await out(t, t.person("王师傅"))
        wire = webhooks.messengers(here, t.app.clock, "https://d.example")[("wecom", here.county_id)]
        own = replace(here, messenger="wecom", bot=here.county_id)
        pump = Pump(t.app, own, wire)
        try:
            await pump.send_due()
            await pump.drain()
            await t.person("建军").says("我们20个人去", group="解店镇")
            assert [row for row in t.rows(Delivery) if row.messenger == "wecom" and row.kind == "edit"]
        finally:
            await wire.close()
        assert len(server.said) == 1
        assert f"https://d.example/wanrong/a/{posting.code}" in server.said[0][1]
        copies = [row for row in t.rows(Delivery) if row.messenger == "wecom" and row.kind == "send"]
        assert [row.state for row in copies] == ["sent"]


async def test_a_robot_taken_out_of_the_config_gets_nothing_more(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        one = robot("feishu", "http://127.0.0.1:9")
        t.app.act_now(webhooks.furnish, of_county(t, SETTINGS.model_copy(update={"robots": (one,)})))
        t.app.act_now(webhooks.furnish, t.here)
        rows = [row for row in t.rows(GroupAddress) if row.messenger == "feishu"]
        assert [row.until is not None for row in rows] == [True]


async def test_robots_are_looked_after_again_when_the_database_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def broken(*_: object) -> None:
        looks.append(1)
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(webhooks, "in_force", broken)
    monkeypatch.setattr(house, "ROBOTS_SECONDS", 0.001)
    async with town(tmp_path) as t:
        work = house._robots(t.app, t.here, pump.recorder(t.app), "a", None, lambda *_: None)
        with capture_logs() as lines:
            task = asyncio.create_task(work)
            while len(looks) < 3:
                assert not task.done()
                await asyncio.sleep(0.001)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    assert {(line["event"], line["county"]) for line in lines} == {("robots_not_read", "wanrong")}


async def test_a_group_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        one = robot("feishu", "http://127.0.0.1:9", group="火星村")
        with pytest.raises(ConfigError, match="火星村"):
            t.app.act_now(webhooks.furnish, of_county(t, SETTINGS.model_copy(update={"robots": (one,)})))


def test_the_key_stands_in_no_answer_and_no_representation() -> None:
    one = robot("wecom", "")
    assert KEY not in repr(one)
    assert SECRET not in str(one)
