"""A county that is killed at random moments, and whoever looks on: for the proofs of tests/test_restart.py."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.app import Here
from bot.config import Pace
from bot.db import Store
from bot.models import Delivery, DeliveryKind, DeliveryState, Inbox, InboxState
from tests import postgres, rig

PACE = Pace(per_second=25.0, group_per_minute=18, connections=4)
LIVES = {"sqlite": (0.05, 2.5), "postgresql": (0.05, 9.0)}
"""How long a process lives before it is killed: on PostgreSQL long enough that leases are taken over meanwhile."""
PAUSE = 0.4
"""Between replies, also while the program is dead and starts again: a few seconds each time."""
BURST = 30
"""So many people reply at once before every third kill, each in another group."""
AFTER_BURST = (0.0, 1.2)
"""Then the kill comes: while the updates are stored, worked off or answered, which takes a second at the bot's pace."""
STUCK = 150.0
"""Seconds without any progress: more than a group's minute."""
SEATS = 40
"""Of a posting; those who come after are asked whether they wait."""


NAME = re.compile(r"工人\d{4}")
STANDS = (
    col(Delivery.posting_id).is_not(None),
    col(Delivery.message_id).is_not(None),
    Delivery.kind == DeliveryKind.SEND,
)


class Onlooker:
    """Somebody in all groups: every form that each message of a bot had, in order, as the messenger shows it."""

    def __init__(self, judge: rig.Judge) -> None:
        person = judge.sim("POST", "/people", {"first_name": "看群的"})["id"]
        self.forms: defaultdict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
        self._answer = urllib.request.urlopen(f"{judge.url}/sim/events?person={person}", timeout=60)
        assert self._answer.readline().startswith(b":"), "the stream did not begin"
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        with self._answer:
            for line in self._answer:
                event = json.loads(line[6:]) if line.startswith(b"data: ") else {}
                if event.get("type") in ("message", "edit") and event["message"]["from"]["is_bot"]:
                    self.forms[(int(event["chat"]), int(event["message"]["id"]))].append(event["message"])

    def ended(self) -> None:
        """After the judge's end."""
        self._thread.join(30)
        assert not self._thread.is_alive()


@dataclass
class Run:
    """One proof: the judge, the books, and what was done so far."""

    judge: rig.Judge
    store: Store
    here: Here
    folder: Path
    dice: random.Random
    onlooker: Onlooker
    groups: int
    programs: list[rig.Program] = field(default_factory=list)
    open: Counter[int] = field(default_factory=Counter)
    """Deliveries that were being sent when somebody was killed: nobody knows whether they went out; how often."""
    kills: int = 0
    postings: int = 0
    said: list[str] = field(default_factory=list)
    """The names of those who answered."""
    people: Iterator[int] = field(default_factory=itertools.count)
    struck: list[int] = field(default_factory=list)
    """For each burst, how many of it had no answer yet when the kill came."""

    def start(self) -> None:
        """As many processes as the database allows: one on SQLite, two on PostgreSQL."""
        while len(self.programs) < (1 if self.store.is_sqlite else 2):
            self.programs.append(rig.start(self.folder / "config.toml", self.folder / "log.jsonl"))

    def kill(self) -> None:
        """kill -9 one of them, whichever; what was being sent is noted."""
        self.programs.pop(self.dice.randrange(len(self.programs))).kill()
        self.kills += 1
        with Session(self.store.reading) as session:
            sending = session.exec(select(Delivery.id).where(Delivery.state == DeliveryState.SENDING)).all()
        assert len(sending) <= PACE.connections, f"{len(sending)} rows were being sent at the kill"
        self.open.update(each or 0 for each in sending)

    def end(self) -> None:
        """Ctrl+C for all."""
        while self.programs:
            self.programs.pop().end()

    def publish(self) -> None:
        """Another posting, in the books as the desk's press would have it.

        Every other one stands in a few groups only: its edits come to each as often as the group's minute allows.
        """
        code = f"{'ABCDEFGHJK'[self.postings // 90]}{self.postings % 90 + 1}"
        here = self.here
        with self.store.writing() as session:
            posting_id = rig.publish(session, datetime.now(UTC), here, code, wanted=SEATS)
            rig.leave_out(session, here, posting_id, self.groups if self.postings % 2 == 0 else 40)
        self.postings += 1

    def rows(self, table: Any, *where: Any) -> list[Any]:
        with Session(self.store.reading) as session:
            return list(session.exec(select(table).where(*where).order_by(table.id)))

    def count(self, *where: Any, table: Any = Delivery) -> int:
        """How many rows are so."""
        with Session(self.store.reading) as session:
            return session.exec(select(func.count()).select_from(table).where(*where)).one()

    def waiting(self) -> int:
        """What is still to be handed over, worked off or sent, asked in the order in which it goes on."""
        handed = int(sum(self.judge.sim("GET", "/updates").values()))
        inbox = self.count(Inbox.state == InboxState.DUE, table=Inbox)
        return handed + inbox + self.count(col(Delivery.state).in_(rig.GOING))

    def reply(self) -> None:
        """Somebody who said nothing yet quotes a copy that stands in some group and says 去."""
        number = self.count(*STANDS)
        if not number:
            return
        chosen = select(Delivery.chat_id, Delivery.message_id).where(*STANDS).order_by(col(Delivery.id))
        with Session(self.store.reading) as session:  # one row: there are thousands in the end
            chat_id, message_id = session.exec(chosen.offset(self.dice.randrange(number)).limit(1)).one()
        self._says(self._person(), chat_id or 0, message_id or 0)

    def burst(self) -> set[str]:
        """Many do so at once, each in another group; back with their names when the judge has what they all said."""
        end = time.monotonic() + STUCK
        while len(copies := self._standing()) < BURST:
            assert time.monotonic() < end, "no copies come to stand"
            time.sleep(0.1)
        chosen = self.dice.sample(sorted(copies.items()), BURST)
        people = [self._person() for _ in chosen]
        with ThreadPoolExecutor(BURST) as at_once:
            list(at_once.map(lambda who, copy: self._says(who, *copy), people, chosen))
        return {name for name, _ in people}

    def unanswered(self, names: set[str]) -> int:
        """How many of these are named in no answer that is known to have gone out."""
        answers = (Delivery.state == DeliveryState.SENT, col(Delivery.inbox_id).is_not(None))
        with Session(self.store.reading) as session:
            texts = session.exec(select(Delivery.text).where(*answers)).all()
        return len(names - {name for text in texts for name in NAME.findall(text)})

    def _standing(self) -> dict[int, int]:
        """By chat a copy that stands there."""
        with Session(self.store.reading) as session:
            found = session.exec(select(Delivery.chat_id, Delivery.message_id).where(*STANDS)).all()
        return {chat_id or 0: message_id or 0 for chat_id, message_id in self.dice.sample(found, len(found))}

    def _person(self) -> tuple[str, int]:
        name = f"工人{next(self.people):04d}"
        return name, self.judge.sim("POST", "/people", {"first_name": name})["id"]

    def _says(self, who: tuple[str, int], chat_id: int, message_id: int) -> None:
        name, person = who
        self.judge.sim("POST", f"/chats/{chat_id}/messages", {"person": person, "text": "去", "reply_to": message_id})
        self.said.append(name)


@contextmanager
def begun(folder: Path, url: str, *, again: bool, groups: int) -> Iterator[Run]:
    """A county on this database, its judge, and somebody who looks on.

    `again`: an answer of which nobody knows whether it went out is sent once more. Postings go to so many `groups`.
    """
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    print("SEED", seed)
    with rig.judge(folder) as judge:
        store = rig.books(url)
        here = rig.place(store, 0, judge.url, PACE)
        rig.furnish(store, here, 0, judge)
        address = str(store.url) if store.is_sqlite else postgres.address(store)
        rules = "reask_minutes = 600\n[counties.rules]\nnames_in_answer = 100\n"  # each is answered once, by name
        rules += f"uncertain_answers_again = {str(again).lower()}"
        rig.configure(folder / "config.toml", address, judge.url, [0], PACE, rules)
        made = Run(judge, store, here, folder, random.Random(seed), Onlooker(judge), groups)
        try:
            yield made
        finally:
            made.end()
            store.close()
    made.onlooker.ended()


@contextmanager
def storm(run: Run) -> Iterator[None]:
    """Replies that go on while the program is dead, too."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(PAUSE):
            run.reply()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def play(run: Run, kills: int) -> None:
    """Kill so many times at random moments, while people go on answering; then let it finish."""
    run.publish()
    with storm(run):
        while run.kills < kills:
            left = run.count(Delivery.state == DeliveryState.DUE, Delivery.kind == DeliveryKind.SEND)
            in_storm = run.kills % 3 == 1
            if left < run.groups // 4 or in_storm:  # a storm of answers must not end the fan-outs
                run.publish()
            run.start()
            time.sleep(run.dice.uniform(*LIVES["sqlite" if run.store.is_sqlite else "postgresql"]))
            names = run.burst() if in_storm else set()
            time.sleep(run.dice.uniform(*AFTER_BURST) if in_storm else 0.0)
            run.kill()
            if in_storm:
                run.struck.append(run.unanswered(names))
            if run.kills % 10 == 0:
                print(f"{run.kills} kills, {run.postings} postings, {len(run.said)} replies", flush=True)
        run.start()
        until = len(run.said) + 6  # what the last one makes and keeps must become untrue while it lives, too
        while len(run.said) < until:
            time.sleep(0.1)
    _rest(run)
    run.end()


def _rest(run: Run) -> None:
    """Wait until nothing is left to do; it takes as long as the edits need at a group's pace, but gets ever less."""
    least, since = run.waiting(), time.monotonic()
    while waiting := run.waiting():
        if waiting < least:
            least, since = waiting, time.monotonic()
        assert time.monotonic() - since < STUCK, f"it does not come to rest: {waiting} left"
        time.sleep(0.1)


def all_seen(run: Run, sent: Sequence[dict[str, Any]]) -> None:
    """Back when the onlooker was shown all that the judge holds."""
    wanted = {(int(each["chat"]), int(each["id"])): int(each["edits"]) + 1 for each in sent}
    end = time.monotonic() + 30
    while {key: len(forms) for key, forms in list(run.onlooker.forms.items())} != wanted:
        assert time.monotonic() < end, "the judge holds other messages than it showed"
        time.sleep(0.05)
