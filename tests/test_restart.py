"""kill -9 at any moment of a fan-out and of a reply storm: nothing is lost, nothing is sent or handled twice.

What the program believes (its rows) is held against what the judge saw: a process of its own that the program cannot
look things up in. `uncertain` rows are those that may have gone out; there are never more than connections.

On SQLite one process is killed and started again. On PostgreSQL two run, one of them picked by chance is killed, and
the other takes over where it had the leases.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.app import Here
from bot.config import Pace
from bot.db import Store
from bot.models import Delivery, DeliveryKind, DeliveryState, Inbox, InboxState, PostingDay, Signup, SignupDay
from tests import postgres, rig

PACE = Pace(per_second=25.0, group_per_minute=18, connections=4)
STRICT = "[counties.rules]\nuncertain_answers_again = false"
"""So that nothing at all may come twice; with the default an answer that is uncertain is said once more."""
REPLIERS = 60
LIVES = {"sqlite": (0.05, 2.5), "postgresql": (0.05, 9.0)}
"""How long a process lives before it is killed: on PostgreSQL long enough that leases are taken over meanwhile."""


@dataclass
class Run:
    """One proof: the judge, the books, and what was done so far."""

    judge: rig.Judge
    store: Store
    here: Here
    folder: Path
    dice: random.Random
    programs: list[rig.Program] = field(default_factory=list)
    uncertain: int = 0
    kills: int = 0
    postings: int = 0
    said: int = 0
    people: list[int] = field(default_factory=list)
    answered: set[tuple[int, int | None]] = field(default_factory=set)

    def start(self) -> None:
        """As many processes as the database allows: one on SQLite, two on PostgreSQL."""
        while len(self.programs) < (1 if self.store.is_sqlite else 2):
            self.programs.append(rig.start(self.folder / "config.toml", self.folder / "log.jsonl"))

    def kill(self) -> None:
        """kill -9 one of them, whichever."""
        self.programs.pop(self.dice.randrange(len(self.programs))).kill()
        self.kills += 1

    def end(self) -> None:
        """Ctrl+C for all."""
        while self.programs:
            self.programs.pop().end()

    def publish(self) -> None:
        """Another posting to 228 groups, in the books as the desk's press would have it."""
        code = f"{'ABCDEFGHJK'[self.postings // 90]}{self.postings % 90 + 1}"
        with self.store.writing() as session:
            rig.publish(session, datetime.now(UTC), self.here, code, wanted=40)
        self.postings += 1

    def rows(self, table: Any) -> list[Any]:
        with Session(self.store.reading) as session:
            return list(session.exec(select(table).order_by(table.id)))

    def count(self, *where: Any, table: Any = Delivery) -> int:
        """How many rows are so."""
        with Session(self.store.reading) as session:
            return session.exec(select(func.count()).select_from(table).where(*where)).one()

    def waiting(self) -> int:
        going = self.count(col(Delivery.state).in_(("due", "claimed", "sending")))
        inbox = self.count(Inbox.state == InboxState.DUE, table=Inbox)
        return going + inbox + int(sum(self.judge.sim("GET", "/updates").values()))


@contextmanager
def begun(folder: Path, url: str) -> Iterator[Run]:
    """A county on this database, its judge, and people who will answer."""
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    print("SEED", seed)
    with rig.judge(folder) as judge:
        store = rig.books(url)
        here = rig.place(store, 0, judge.url, PACE)
        rig.furnish(store, here, 0, judge)
        address = str(store.url) if store.is_sqlite else postgres.address(store)
        rig.configure(folder / "config.toml", address, judge.url, [0], PACE, STRICT)
        made = Run(judge, store, here, folder, random.Random(seed))
        for number in range(REPLIERS):
            made.people.append(judge.sim("POST", "/people", {"first_name": f"工人{number:03d}"})["id"])
        try:
            yield made
        finally:
            made.end()
            store.close()


def reply(run: Run) -> None:
    """Somebody quotes a copy that stands in some group and says 去, each person once for each posting."""
    stands = (col(Delivery.posting_id).is_not(None), col(Delivery.message_id).is_not(None), Delivery.kind == "send")
    number = run.count(*stands)
    if not number:
        return
    chosen = select(Delivery.posting_id, Delivery.chat_id, Delivery.message_id).where(*stands)
    with Session(run.store.reading) as session:  # one row: there are thousands in the end, and a reply every moment
        at = run.dice.randrange(number)
        posting_id, chat_id, message_id = session.exec(chosen.order_by(col(Delivery.id)).offset(at).limit(1)).one()
    person = run.dice.choice(run.people)
    if (person, posting_id) in run.answered:
        return
    run.answered.add((person, posting_id))
    body = {"person": person, "text": "去", "reply_to": message_id}
    run.judge.sim("POST", f"/chats/{chat_id}/messages", body)
    run.said += 1


def storm(run: Run, stop: threading.Event, pause: float) -> threading.Thread:
    """Replies that go on while the program is dead, too."""

    def work() -> None:
        while not stop.wait(pause):
            reply(run)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def prove(run: Run, kills: int) -> None:
    """Kill so many times, let it finish, and hold the rows against what the judge saw."""
    stop = threading.Event()
    replies = storm(run, stop, 0.15)
    try:
        while run.kills < kills:
            if run.count(Delivery.state == "due", col(Delivery.posting_id).is_not(None)) < 60:
                run.publish()
            run.start()
            time.sleep(run.dice.uniform(*LIVES["sqlite" if run.store.is_sqlite else "postgresql"]))
            run.kill()
            sending = run.count(Delivery.state == DeliveryState.SENDING)
            assert sending <= PACE.connections, f"{sending} rows were being sent at the kill"
            run.uncertain += sending
            if run.kills % 10 == 0:
                print(f"{run.kills} kills, {run.postings} postings, {run.said} replies", flush=True)
    finally:
        stop.set()
        replies.join()
    run.start()
    finish(run)
    run.end()
    check_messages(run)
    check_replies(run)


def finish(run: Run) -> None:
    quiet_since = time.monotonic()
    end = time.monotonic() + 240
    while time.monotonic() - quiet_since < 6.0:  # longer than answers are gathered
        assert time.monotonic() < end, "it does not come to rest"
        if run.waiting():
            quiet_since = time.monotonic()
        time.sleep(0.5)


def check_messages(run: Run) -> None:
    """Every row that was sent is one message at the judge, every other message one uncertain row."""
    rows = [row for row in run.rows(Delivery) if row.kind == DeliveryKind.SEND]
    seen = {(int(each["chat"]), int(each["id"])): each for each in run.judge.sim("GET", "/sent")}
    sent = [(row.chat_id, row.message_id) for row in rows if row.state == DeliveryState.SENT]
    uncertain = [row for row in rows if row.state == DeliveryState.UNCERTAIN]
    assert len(sent) == len(set(sent)), "two rows believe they are the same message"
    assert set(sent) <= set(seen), "a row believes it was sent, and the judge saw nothing"
    strays = Counter(chat for chat, message in seen if (chat, message) not in set(sent))
    open_rows = Counter(row.chat_id for row in uncertain)
    assert all(open_rows[chat] >= count for chat, count in strays.items()), f"sent twice: {strays} {open_rows}"
    assert len(uncertain) <= run.uncertain
    assert {row.state for row in rows} <= {DeliveryState.SENT, DeliveryState.UNCERTAIN}, "something was lost"
    copies = Counter((row.posting_id, row.group_id) for row in rows if row.posting_id is not None)
    assert len(copies) == run.postings * rig.GROUPS
    assert set(copies.values()) == {1}
    print(
        f"{run.kills} kills, {len(sent)} messages sent, {len(uncertain)} uncertain of {run.kills * PACE.connections} "
        f"allowed, {sum(strays.values())} of them did arrive, {run.said} replies"
    )


def check_replies(run: Run) -> None:
    """Every reply was handled once: one row in the Inbox, one signup, and the seats add up."""
    inbox = run.rows(Inbox)
    messages = [row for row in inbox if '"text":"去"' in row.body.replace('": "', '":"')]
    assert len(messages) == run.said, "a reply was lost, or written down twice"
    assert {row.state for row in inbox} <= {InboxState.DONE}
    signups = Counter((row.person_id, row.posting_id) for row in run.rows(Signup))
    assert len(signups) == run.said
    assert set(signups.values()) <= {1}
    seats = Counter[int]()
    for row in run.rows(SignupDay):
        seats[row.posting_day_id] += row.seats
    for day in run.rows(PostingDay):
        assert day.taken == seats[day.id], "the seats do not add up"
        assert day.taken <= day.wanted


@pytest.mark.sqlite
def test_two_kills(tmp_path: Path) -> None:
    with begun(tmp_path, f"sqlite:///{tmp_path}/dalaba.sqlite3") as run:
        run.publish()
        prove(run, 2)


@pytest.mark.soak
@pytest.mark.timeout(5400)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_hundred_kills(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path}/dalaba.sqlite3"
    if database == "postgresql":
        url = request.getfixturevalue("postgres_cluster").fresh()
    with begun(tmp_path, url) as run:
        run.publish()
        prove(run, 10 if os.environ.get("SHORT") == "1" else 100)
