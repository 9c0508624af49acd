"""What those who watch the machine see: /healthz, /metrics, and the word to the operators when messages are held up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import pytest_asyncio
import uvicorn
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot import alert, counters, metrics, watch
from bot.app import App, Here
from bot.errors import (
    LABELS,
    MESSAGE_GONE,
    NO_RIGHTS,
    TOPIC_CLOSED,
    ChatGone,
    ChatMoved,
    NotAccepted,
    TryAgain,
    Unknown,
)
from bot.models import County, Delivery
from bot.pump import Pump
from handlers.web import watching
from tests import rows
from tests.conversation import Town, town
from tests.explained import history, plans
from tests.test_outbox import written
from tests.test_pump import published

VILLAGE = "西解村"
OPERATOR = 5_000_000_000


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


async def get(app: App | None, path: str) -> httpx.Response:
    pages = Starlette(routes=watching.routes(app))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=pages), base_url="http://x") as client:
        return await client.get(path)


async def test_healthz_says_what_waits_and_fails_when_it_waits_too_long(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    answer = await get(wanrong.app, "/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert answer.json()["counties"]["wanrong"]["outbox"] == 1
    wanrong.moment[0] += timedelta(seconds=601)
    answer = await get(wanrong.app, "/healthz")
    assert (answer.status_code, answer.json()["held_up"]) == (503, ["wanrong"])


def tried_again(session: Session, now: datetime, here: Here) -> None:
    """The one message as `pump_steps.again` leaves it after so many answers of a server in trouble."""
    row = session.exec(select(Delivery)).one()
    row.attempts, row.error, row.due_at = 10, "server", now + timedelta(seconds=300)
    session.add(row)


async def test_a_messenger_that_is_down_is_seen_though_each_try_puts_the_next_one_off(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    wanrong.app.act_now(tried_again, wanrong.here)
    answer = await get(wanrong.app, "/healthz")
    assert (answer.status_code, answer.json()["held_up"]) == (503, ["wanrong"])


async def test_healthz_of_the_chat_alone() -> None:
    assert (await get(None, "/healthz")).status_code == 200
    assert (await get(None, "/metrics")).status_code == 200


async def test_metrics_are_prometheus_text_and_hold_no_names(wanrong: Town) -> None:
    before = value(metrics.text({}).decode(), 'dalaba_sends_total{kind="send"}')
    await wanrong.person("秀兰").says("你好")
    wanrong.app.act_now(written, wanrong.here)
    wanrong.wire.refuse = [NotAccepted("no")]
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    await pump.send_due()
    await pump.drain()
    wanrong.app.act_now(written_again, wanrong.here)
    await pump.send_due()
    await pump.drain()
    answer = await get(wanrong.app, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert value(answer.text, 'dalaba_sends_total{kind="send"}') == before + 1
    assert value(answer.text, 'dalaba_send_errors_total{error="refused"}') >= 1
    assert value(answer.text, 'dalaba_given_up_total{county="wanrong"}') >= 1
    for name in ("outbox_depth", "outbox_oldest_seconds", "unclear_replies_total"):
        assert f'dalaba_{name}{{county="wanrong"}}' in answer.text
    assert 'dalaba_replies_total{county="wanrong",way="private"}' in answer.text
    assert "dalaba_retry_after_seconds_total" in answer.text
    assert "秀兰" not in answer.text


def written_again(session: Session, now: datetime, here: Here) -> None:
    from bot import outbox
    from tests.test_outbox import group_of

    outbox.tell_group(session, now, here, group_of(session, here, "南景村").id or 0, "好", key="again")


def value(text: str, name: str) -> float:
    return next((float(line.split()[-1]) for line in text.splitlines() if line.startswith(name)), 0.0)


async def test_operators_are_told_once_an_hour_when_messages_are_held_up(wanrong: Town) -> None:
    operator = wanrong.person("值机")
    assert operator.user_id == OPERATOR
    await operator.says("/start")
    here = replace(wanrong.here, settings=wanrong.here.settings.model_copy(update={"operators": (OPERATOR,)}))
    wanrong.app.act_now(written, here)
    assert not wanrong.app.act_now(watch.tell_if_late, here)
    wanrong.moment[0] += timedelta(minutes=11)
    for _ in range(3):
        assert wanrong.app.act_now(watch.tell_if_late, here)
    await wanrong.settle()
    assert len([message for message in operator.inbox if "11" in message.text and "积压" in message.text]) == 1


def hold(session: Session, now: datetime, here: Here) -> None:
    county = session.get_one(County, here.county_id)
    county.outbox_stopped_at = now
    session.add(county)


async def test_what_the_desk_holds_is_not_late(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    wanrong.app.act_now(hold, wanrong.here)
    wanrong.moment[0] += timedelta(minutes=30)
    assert not wanrong.app.act_now(watch.tell_if_late, wanrong.here)
    assert wanrong.read(metrics.queue, wanrong.here, wanrong.now).delivery_age == 1800, "but it is seen to wait"


async def test_an_answer_that_does_not_get_out_is_late_while_the_desk_holds_the_rest(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    wanrong.app.act_now(hold, wanrong.here)
    wanrong.moment[0] += timedelta(minutes=30)
    wanrong.app.act_now(written_again, wanrong.here)
    wanrong.moment[0] += timedelta(minutes=11)
    assert wanrong.app.act_now(watch.tell_if_late, wanrong.here)
    queue = wanrong.read(metrics.queue, wanrong.here, wanrong.now)
    assert (queue.late, queue.late_age) == (1, 660.0), "of the answer alone"
    assert (await get(wanrong.app, "/healthz")).status_code == 503


async def test_an_answer_that_is_tried_again_and_again_is_late_while_the_desk_holds_the_rest(wanrong: Town) -> None:
    wanrong.app.act_now(written_again, wanrong.here)
    wanrong.app.act_now(tried_again, wanrong.here)
    wanrong.app.act_now(hold, wanrong.here)
    assert wanrong.app.act_now(watch.tell_if_late, wanrong.here)


async def test_what_waits_is_told_without_reading_what_ever_was(wanrong: Town) -> None:
    wanrong.app.act_now(history, wanrong.here)
    wanrong.app.act_now(written, wanrong.here)
    wanrong.app.act_now(hold, wanrong.here)
    found = plans(wanrong.app.store, metrics.queue, wanrong.here, wanrong.now)
    of_deliveries = [plan for plan in found if "FROM delivery" in plan.statement]
    assert len(of_deliveries) == 5
    assert [plan.whole("delivery") for plan in of_deliveries] == [[]] * 5
    assert all("ix_delivery_due" in "".join(plan.lines) for plan in of_deliveries)
    assert not any(table in plan.statement for plan in found for table in ("event", "unclear")), "they only grow"


async def test_replies_are_counted_as_they_are_read_and_unclear_ones_apart(wanrong: Town) -> None:
    def counts() -> dict[str, float]:
        text = metrics.text({"wanrong": wanrong.read(metrics.queue, wanrong.here, wanrong.now)}).decode()
        found = {way: value(text, f'dalaba_replies_total{{county="wanrong",way="{way}"}}') for way in counters.WAYS}
        return found | {"unclear": value(text, 'dalaba_unclear_replies_total{county="wanrong"}')}

    def more(before: dict[str, float]) -> dict[str, float]:
        return {name: count - before[name] for name, count in counts().items() if count != before[name]}

    wanrong.app.act_now(rows.open_posting, wanrong.here, wanted=6)
    await wanrong.settle()
    worker, before = wanrong.person("秀兰"), counts()
    await worker.says("今天天气好", group=VILLAGE)
    assert more(before) == {}, "no reply"
    await worker.says("我去，两个人", group=VILLAGE)
    await worker.says("A12几点集合？", group=VILLAGE)
    assert more(before) == {"group": 2}
    await wanrong.person("老张").presses("我去", group=VILLAGE)
    assert more(before) == {"group": 2, "button": 1}
    await worker.says("/start")
    await worker.says("不去了")
    assert more(before) == {"group": 2, "button": 1, "private": 1}
    wanrong.app.act_now(rows.open_posting, wanrong.here, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
    await wanrong.settle()
    before = counts()
    await wanrong.person("小王").says("我去", group=VILLAGE)
    await wanrong.later(minutes=12)
    assert more(before) == {"group": 1, "unclear": 1}


async def test_an_act_that_is_rolled_back_counts_nothing(wanrong: Town) -> None:
    def act(session: Session, now: datetime, here: Here) -> None:
        counters.when_committed(session, counters.METRICS.unclear.labels("rolled-back"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        wanrong.app.act_now(act, wanrong.here)
    assert value(metrics.text({}).decode(), 'dalaba_unclear_replies_total{county="rolled-back"}') == 0


@pytest.mark.parametrize(
    ("error", "label"),
    [
        (TryAgain(3.0), "retry_after"),
        (TryAgain(2.0, why="server"), "server"),
        (TryAgain(2.0, why="network"), "network"),
        (TryAgain(2.0, why="unauthorized"), "unauthorized"),
        (TryAgain(2.0, why="group moving"), "group_moving"),
        (ChatMoved(-1_009_000_000_001), "chat_moved"),
        (ChatGone("Forbidden: bot was kicked from the group chat"), "chat_gone"),
        (NotAccepted("no", NO_RIGHTS), "no_rights"),
        (NotAccepted("no", TOPIC_CLOSED), "topic_closed"),
        (NotAccepted("no", MESSAGE_GONE), "message_gone"),
        (NotAccepted("Bad Request: message is too long"), "refused"),
        (Unknown("timeout"), "unknown"),
        (ZeroDivisionError(), "fault"),
    ],
)
async def test_each_kind_of_error_is_counted_by_itself(wanrong: Town, error: Exception, label: str) -> None:
    def counts() -> dict[str, float]:
        text = metrics.text({}).decode()
        return {each: value(text, f'dalaba_send_errors_total{{error="{each}"}}') for each in LABELS}

    before = counts()
    assert f'error="{label}"' in metrics.text({}).decode(), "from the first day, at 0"
    wanrong.app.act_now(written, wanrong.here)
    wanrong.wire.refuse = [error]  # type: ignore[list-item]
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    await pump.send_due()
    await pump.drain()
    assert {each: count - before[each] for each, count in counts().items() if count != before[each]} == {label: 1}


async def test_a_hold_up_is_told_by_ways_that_do_not_wait_in_the_queue(wanrong: Town) -> None:
    told: list[dict[str, Any]] = []

    async def tell(body: dict[str, Any]) -> None:
        told.append(body)

    wanrong.app.act_now(written, wanrong.here)
    mine = watch.Watch(wanrong.app, wanrong.here, tell)
    await mine.look()
    assert told == []
    wanrong.moment[0] += timedelta(minutes=11)
    with capture_logs() as lines:
        await mine.look()
        await mine.look()
    assert [line["log_level"] for line in lines if line["event"] == "outbox_late"] == ["error", "error"]
    assert [(body["event"], body["minutes"], body["count"]) for body in told] == [("outbox_late", 11, 1)]
    assert "11" in told[0]["text"]["content"]
    assert value((await get(wanrong.app, "/metrics")).text, 'dalaba_held_up{county="wanrong"}') == 1
    wanrong.moment[0] += timedelta(minutes=61)
    await mine.look()
    assert len(told) == 2, "once an hour while it lasts"
    await wanrong.settle()
    await mine.look()
    await mine.look()
    assert [body["event"] for body in told[2:]] == ["outbox_late_over"]
    assert value((await get(wanrong.app, "/metrics")).text, 'dalaba_held_up{county="wanrong"}') == 0


async def test_of_several_processes_one_tells_of_a_hold_up(wanrong: Town) -> None:
    told: list[tuple[int, str]] = []

    def teller(number: int) -> Callable[[dict[str, Any]], Awaitable[None]]:
        async def tell(body: dict[str, Any]) -> None:
            told.append((number, body["event"]))

        return tell

    both = [watch.Watch(wanrong.app, wanrong.here, teller(number)) for number in range(2)]
    wanrong.app.act_now(written, wanrong.here)
    wanrong.moment[0] += timedelta(minutes=11)
    for each in (*both, *both):
        await each.look()
    assert told == [(0, "outbox_late")]
    await wanrong.settle()
    for each in both:
        await each.look()
    assert told[1:] == [(0, "outbox_late_over")]
    wanrong.app.act_now(written_again, wanrong.here)
    wanrong.moment[0] += timedelta(minutes=11)
    for each in reversed(both):
        await each.look()
    assert told[2:] == [(1, "outbox_late")], "whoever sees it first"


async def test_who_watches_goes_on_after_a_fault(wanrong: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    async def look(_: watch.Watch) -> None:
        looks.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(watch.Watch, "look", look)
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.001)
    task = asyncio.create_task(watch.watch(wanrong.app, wanrong.here))
    with capture_logs() as lines:
        while len(looks) < 3:
            assert not task.done()
            await asyncio.sleep(0.001)
    task.cancel()
    assert {line["event"] for line in lines} == {"watch_failed"}


async def test_a_database_that_does_not_answer_is_told_beside_it(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def broken(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    told: list[dict[str, Any]] = []

    async def tell(body: dict[str, Any]) -> None:
        told.append(body)

    mine = watch.Watch(wanrong.app, wanrong.here, tell)
    monkeypatch.setattr(metrics, "queue", broken)
    await mine.look()
    assert [body["event"] for body in told] == ["outbox_no_database"]


async def test_the_configured_address_gets_it_and_its_trouble_is_only_logged(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[dict[str, Any]] = []

    async def taken(request: Request) -> JSONResponse:
        got.append(await request.json())
        return JSONResponse({}, status_code=200 if len(got) == 1 else 403)

    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=[Route("/secret-key", taken, methods=["POST"])]), port=0, log_level="error", lifespan="off"
        )
    )
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/secret-key"
    with capture_logs() as lines:
        await alert.post(url, {"text": {"content": "一"}})
        await alert.post(url, {"text": {"content": "二"}})
        server.should_exit = True
        await task
        await alert.post(url, {"text": {"content": "三"}})
        await alert.post("", {})
    assert [body["text"]["content"] for body in got] == ["一", "二"]
    assert [line["event"] for line in lines] == ["alert_refused", "alert_failed"]
    assert "secret-key" not in str(lines)


async def test_a_database_that_does_not_answer_is_seen(wanrong: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    def broken(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(metrics, "queue", broken)
    assert (await get(wanrong.app, "/healthz")).status_code == 503
    assert (await get(wanrong.app, "/metrics")).status_code == 503
