"""Several whole programs on one PostgreSQL: who takes over from one that is killed, and receivers on their own."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot import leases
from bot.config import Pace
from bot.db import Store
from bot.models import Delivery, DeliveryKind, DeliveryState, Inbox, InboxState, Lease
from tests import postgres, rig

TAKEN_OVER = 10.0
"""Seconds after a kill by which another process does what the dead one did."""
GROUPS = 90


def until(holds: Callable[[], bool], by: float, what: str) -> float:
    """When this held, which must be before `by` (both monotonic)."""
    while not holds():
        assert time.monotonic() < by, what
        time.sleep(0.05)
    return time.monotonic()


def leases_of(program: rig.Program) -> list[str]:
    """The leases that a program took, by its log."""
    lines = program.log.read_text(encoding="utf-8").splitlines()
    events = (json.loads(line) for line in lines if line.startswith("{"))
    return sorted(event["lease"] for event in events if event.get("event") == "lease_taken")


def test_a_killed_process_is_taken_over_by_the_other(postgres_cluster: postgres.Cluster, tmp_path: Path) -> None:
    """The whole program twice on one database; kill -9 the one that works: the other goes on within 10 s.

    The sender's part: rows that wait go out. The receiver's and the consumer's: a reply after the kill is handed over
    and worked off.
    """
    pace, config = Pace(per_second=10.0, group_per_minute=18, connections=4), tmp_path / "config.toml"
    with ExitStack() as left, rig.judge(tmp_path) as judge:
        store = Store(postgres_cluster.fresh())
        here = rig.place(store, 0, judge.url, pace)
        rig.furnish(store, here, 0, judge)
        rig.configure(config, postgres.address(store), judge.url, [0], pace)
        config.write_text(config.read_text(encoding="utf-8").replace('"warning"', '"info"'), encoding="utf-8")
        every = sorted([leases.CONSUMER, leases.sender(here), leases.receiver(here)])

        def rows(table: Any, *where: Any) -> list[Any]:
            with Session(store.engine) as session:
                return list(session.exec(select(table).where(*where).order_by(table.id)))

        def accepted() -> int:
            return int(judge.sim("GET", "/counts")["accepted"])

        first = rig.start(config, tmp_path / "first.jsonl")
        left.callback(first.process.kill)
        until(lambda: leases_of(first) == every, time.monotonic() + 30, "the first took no lease")
        second = rig.start(config, tmp_path / "second.jsonl")
        left.callback(second.process.kill)
        with store.writing() as session:
            rig.leave_out(session, here, rig.publish(session, datetime.now(UTC), here, "A1"), GROUPS)
        until(lambda: accepted() >= 20, time.monotonic() + 30, "the first sends nothing")
        assert leases_of(second) == [], "two hold the same lease"
        stands = rows(Delivery, Delivery.state == DeliveryState.SENT)[0]
        person = judge.sim("POST", "/people", {"first_name": "秀兰"})["id"]
        first.kill()
        killed, before = time.monotonic(), accepted()
        reply = {"person": person, "text": "去", "reply_to": stands.message_id}
        judge.sim("POST", f"/chats/{stands.chat_id}/messages", reply)
        limit = killed + TAKEN_OVER
        # What the dead one had handed over to the judge may still be counted.
        sends = lambda: accepted() > before + pace.connections  # noqa: E731
        worked = lambda: bool(rows(Inbox, Inbox.state == InboxState.DONE))  # noqa: E731
        with ThreadPoolExecutor(2) as pool:
            sent_at = pool.submit(until, sends, limit, "nobody sends")
            worked_at = pool.submit(until, worked, limit, "nobody works off what comes in")
            took = [each.result() - killed for each in (sent_at, worked_at)]
        print(f"sent {took[0]:.1f} s, worked off {took[1]:.1f} s after the kill")
        until(lambda: not store.read(rig.left, here), time.monotonic() + 60, "it does not come to rest")
        second.end()
        assert leases_of(second) == every
        assert {row.holder for row in rows(Lease)} == {""}, "who ends in the ordinary way hands its leases back"
        copies = rows(Delivery, Delivery.kind == DeliveryKind.SEND, col(Delivery.posting_id).is_not(None))
        states = [row.state for row in copies if row.error != rig.LEFT_OUT]
        assert states.count(DeliveryState.UNCERTAIN) <= pace.connections
        assert states.count(DeliveryState.SENT) + states.count(DeliveryState.UNCERTAIN) == GROUPS
        messages = judge.sim("GET", "/sent")
        chats = [each["chat"] for each in messages if each["buttons"]]
        assert len(chats) == len(set(chats)), "a copy came twice"
        assert sum("秀兰" in each["text"] for each in messages) == 1
        (update,) = rows(Inbox)
        assert update.state == InboxState.DONE
        store.close()


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_receivers_scale_apart(postgres_cluster: postgres.Cluster, tmp_path: Path) -> None:
    """Two processes that only receive, one that works off and sends; what both are handed is worked off once."""
    pace, config = Pace(per_second=10.0, group_per_minute=18, connections=4), tmp_path / "config.toml"

    def started(name: str, web: str) -> tuple[rig.Program, str]:
        rig.configure(config, postgres.address(store), judge.url, [0], pace)
        hook = 'messenger = "local"\nwebhook_path = "/hook"\nwebhook_secret = "a-secret"'
        words = config.read_text(encoding="utf-8").replace('messenger = "local"', hook)
        config.write_text(words.replace("port = 0", f"port = 0\n{web}"), encoding="utf-8")
        made = rig.start(config, tmp_path / f"{name}.jsonl")
        return made, made.url

    def said() -> int:
        return len(judge.sim("GET", f"/chats/{private}/messages?person={person}"))

    with rig.judge(tmp_path) as judge:
        store = Store(postgres_cluster.fresh())
        here = rig.place(store, 0, judge.url, pace)
        (first, one), (second, two) = (started(name, "only = true") for name in ("first", "second"))
        person = judge.sim("POST", "/people", {"first_name": "秀兰"})["id"]
        private = f"p{person}b{here.bot}"
        worker, _ = started("worker", f'public_url = "{one}"')
        judge.sim("POST", f"/chats/{private}/messages", {"person": person, "text": "/start"})
        until(lambda: said() == 2, time.monotonic() + 60, "nothing was answered")
        with Session(store.engine) as session:
            (row,) = session.exec(select(Inbox)).all()
        body = {**json.loads(row.body), "update_id": row.update_id + 1}
        body["message"]["message_id"] += 1000
        headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret", "Content-Type": "application/json"}
        asked = [
            urllib.request.Request(f"{url}/hook", json.dumps(body).encode(), headers, method="POST")
            for url in (one, two) * 4
        ]
        with ThreadPoolExecutor(len(asked)) as pool:
            answers = list(pool.map(lambda each: urllib.request.urlopen(each, timeout=60).status, asked))
        assert answers == [200] * 8
        until(lambda: said() == 3, time.monotonic() + 60, "nothing was answered")
        for program in (worker, first, second):
            program.end()
        with Session(store.engine) as session:
            found = session.exec(select(Inbox).order_by(col(Inbox.id))).all()
            assert [(each.update_id, each.state) for each in found] == [
                (row.update_id, InboxState.DONE),
                (row.update_id + 1, InboxState.DONE),
            ]
        assert said() == 3
        store.close()
