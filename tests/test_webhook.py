"""The webhook: who may hand over, what is taken, the same update twice, and receivers that do nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr
from starlette.applications import Starlette

from bot import house
from bot.app import App
from bot.config import Config, Database, Web
from bot.counties import Clock
from bot.errors import ConfigError
from bot.models import Inbox, InboxState
from handlers.web import webhook
from tests.conversation import SETTINGS, Town, town

PATH, SECRET = "/hook/wanrong", "a-secret-of-the-hook"
WITH_HOOK = SETTINGS.model_copy(
    update={"bots": (SETTINGS.bots[0].model_copy(update={"webhook_path": PATH, "webhook_secret": SecretStr(SECRET)}),)}
)


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, settings=WITH_HOOK) as made:
        yield made


def update(t: Town, number: int, text: str = "你好") -> dict[str, Any]:
    return {"update_id": number, "message": t.message(t.person("秀兰"), text, None, number, None)}


async def post(app: App, body: bytes, secret: str | None = SECRET, path: str = PATH) -> httpx.Response:
    pages = Starlette(routes=webhook.routes(app))
    headers = {webhook.HEADER: secret} if secret is not None else {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=pages), base_url="http://x") as http:
        return await http.post(path, content=body, headers=headers)


async def test_only_who_knows_the_secret_hands_over(wanrong: Town) -> None:
    body = json.dumps(update(wanrong, 1)).encode()
    for secret in (None, "", "a-secret-of-the-hoo", SECRET + "x", SECRET.upper()):
        assert (await post(wanrong.app, body, secret)).status_code == 401
    assert wanrong.rows(Inbox) == []
    assert (await post(wanrong.app, body)).status_code == 200
    assert [row.update_id for row in wanrong.rows(Inbox)] == [1]


async def test_a_hook_without_a_secret_takes_nothing(wanrong: Town) -> None:
    bots = (WITH_HOOK.bots[0].model_copy(update={"webhook_secret": SecretStr("")}),)
    here = replace(wanrong.here, settings=WITH_HOOK.model_copy(update={"bots": bots}))
    open_to_all = replace(wanrong.app, counties={"wanrong": here})
    assert (await post(open_to_all, json.dumps(update(wanrong, 1)).encode(), "")).status_code == 401
    assert wanrong.rows(Inbox) == []


async def test_what_is_no_update_is_refused_and_never_a_fault_of_ours(wanrong: Town) -> None:
    whole = json.dumps(update(wanrong, 1))
    for body in (
        b"",
        b"[]",
        b"7",
        b"{",
        b'{"message": {}}',
        b'{"update_id": "1", "message": {}}',
        b'{"update_id": true, "message": {}}',
        b'{"update_id": -1, "message": {}}',
        b'{"update_id": 1e400, "message": {}}',
        b'{"update_id": 9223372036854775808, "message": {}}',
        whole.encode("utf-16"),
        b"\xff\xfe" + whole.encode(),
        b"[" * 200_000,
    ):
        assert (await post(wanrong.app, body)).status_code == 400, body[:40]
    assert (await post(wanrong.app, b'{"update_id": 5, "poll": {}}')).status_code == 200, "nothing we asked for"
    assert wanrong.rows(Inbox) == []


async def test_what_is_longer_than_any_update_is_not_even_read(wanrong: Town) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 100_000
            yield b" " * 100_000

    pages = Starlette(routes=webhook.routes(wanrong.app))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(parts), "more_body": True}

    parts, sent = endless(), list[Any]()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "query_string": b"",
        "headers": [(webhook.HEADER.lower().encode(), SECRET.encode())],
    }
    await pages(scope, receive, send)
    assert sent[0]["status"] == 413
    assert read <= webhook.BODY_MOST + 100_000


async def test_the_same_update_handed_over_twice_is_worked_off_once(wanrong: Town) -> None:
    """By several receivers at the same moment, and once more when it is done: the messenger had no 200 in time."""
    body = json.dumps(update(wanrong, 7, "/start")).encode()
    answers = await asyncio.gather(*(post(wanrong.app, body) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    await wanrong.settle()
    assert (await post(wanrong.app, body)).status_code == 200
    await wanrong.settle()
    assert [(row.update_id, row.state) for row in wanrong.rows(Inbox)] == [(7, InboxState.DONE)]
    assert len(wanrong.person("秀兰").inbox) == 1


@pytest.mark.sqlite
async def test_on_sqlite_no_process_can_be_for_the_pages_alone(tmp_path: Path) -> None:
    config = Config(
        database=Database(url=f"sqlite:///{tmp_path}/x.sqlite3"), web=Web(port=0, only=True), counties=(WITH_HOOK,)
    )
    async with town(tmp_path) as t:
        built = house.House(replace(t.app, config=config), Clock(), None)
        with pytest.raises(ConfigError, match="PostgreSQL"):
            async with house.serving(built):
                pass
