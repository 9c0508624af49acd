"""Several processes at once on one roster, on PostgreSQL and on SQLite: no seat too many, no signup lost or doubled.

Each process does what the program does: an update is written down, then worked off in one transaction, up to three
times where the database says no (a deadlock, two that meet a person at the same moment). All of them act on the same
four people and on one that only they know, of whom it is certain in the end whether they are on the list.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from bot import inbox, people
from bot.db import Store
from bot.errors import Refused
from bot.models import Person, Signup, SignupState
from bot.people import Sender
from bot.roster import Wish
from tests import postgres, rig
from tests import roster_books as books
from tests.conversation import EVENING
from tests.roster_books import NAMES

SHORT = os.environ.get("SHORT") == "1"
PROCESSES = 4
ACTS = 50 if SHORT else 300
FASTER = 400  # so many seconds of the county's evening pass in one of ours
NEW = "刚来的"


class Player:
    """One process at work."""

    def __init__(self, url: str, number: int, begun: float) -> None:
        self.store = Store(url)
        self.number, self.begun = number, begun
        self.dice = random.Random(number)
        self.here = books.place()
        self.updates = 0
        self.again = 0
        self.wrote: dict[int, int] = {}
        self.own, self.on = f"{number}号的人", False

    @property
    def now(self) -> Any:
        """The county's clock, the same for all; work never begins while the test runs."""
        return EVENING + min(timedelta(seconds=(time.time() - self.begun) * FASTER), timedelta(hours=10))

    def act(self, work: Callable[..., Any], *values: Any) -> Any:
        """One update, as the consumer works it off."""
        self.updates += 1
        now = self.now
        here = books.arrive(self.store, now, self.here, self.number * 1_000_000 + self.updates)
        for tries_left in (2, 1, 0):
            try:
                with self.store.writing(self.here.county_id) as session:
                    value = work(session, now, here, *values)
                    inbox.done(session, now, here)
                    return value
            except Refused:
                return "refused"
            except DBAPIError:
                self.again += 1
                if tries_left == 0:
                    raise
        return None

    def arrive(self) -> None:
        """The one whom only this process knows."""

        def meet(session: Any, now: Any, here: Any) -> None:
            sender = Sender(books.user_of(100 + self.number), self.own, books.CHAT, private=False)
            people.meet(session, now, here, sender)

        self.act(meet)

    def step(self) -> None:
        """Anything that may happen of an evening."""
        dice = self.dice
        what = dice.choices(
            ("own", "join", "speak", "new", "change", "leave", "answer", "time", "headcount", "stop", "close"),
            (5, 5, 5, 1, 2, 3, 6, 2, 1, 0.3, 0.2),
        )[0]
        which, name = dice.choice((1, 1, 1, 2)), dice.choice(NAMES)
        if what == "own":
            self._own()
        elif what == "join":
            wish = Wish(people=dice.randint(1, 3), said=dice.random() < 0.6, adds=dice.random() < 0.2)
            self.act(books.join, name, which, wish, dice.random() < 0.7)
        elif what == "speak":
            self._speak(NAMES.index(name))
        elif what == "new":  # all processes meet this person at about the same moment
            number = 200 + self.updates // 10
            self.act(books.speak, books.user_of(number), f"{NEW}{number}", "我去", 5000 + number, False)
        elif what == "change":
            self.act(books.change, name, which, dice.randint(0, 4))
        elif what == "leave":
            self.act(books.leave, name, which, dice.random() < 0.3)
        elif what == "answer":
            self.act(books.answer, dice.randrange(20), dice.random() < 0.7, dice.random() < 0.5, NAMES)
        elif what == "time":
            self.tick()
        elif what == "headcount":
            self.act(books.headcount, which, dice.randint(2, 9), dice.random() < 0.4)
        elif what == "stop":
            self.act(books.stop_a_day, which, dice.randrange(2), dice.random() < 0.6)
        else:
            self.act(books.close_or_reopen, which)

    def _own(self) -> None:
        if self.on and self.dice.random() < 0.4:
            outcome = self.act(books.leave, self.own, 1, False)
        elif self.on and self.dice.random() < 0.4:
            outcome = self.act(books.change, self.own, 1, self.dice.randint(1, 3))
        else:
            outcome = self.act(books.join, self.own, 1, Wish(people=self.dice.randint(1, 2), said=True), True)
        if outcome in ("seated", "waiting"):
            self.on = True
        elif outcome == "left":
            self.on = False

    def _speak(self, who: int) -> None:
        edited = who in self.wrote and self.dice.random() < 0.3
        if not edited:
            self.wrote[who] = self.number * 1_000_000 + self.updates
        text = self.dice.choice(books.WORDS)
        self.act(books.speak, books.user_of(who), NAMES[who], text, self.wrote[who], edited)

    def tick(self) -> None:
        """The clock's part; another process may be at the same row."""
        now = self.now
        with self.store.writing(self.here.county_id) as session:
            due = books.due_now(session, now)
        for due_id in due:
            try:
                with self.store.writing(self.here.county_id) as session:
                    books.tick(session, now, self.here, due_id)
            except DBAPIError:
                self.again += 1  # it stays due


def play(url: str, number: int, acts: int, begun: float) -> None:
    """A process: play, then print what is certain."""
    player = Player(url, number, begun)
    player.arrive()
    for _ in range(acts):
        player.step()
    player.store.close()
    print(json.dumps({"own": player.own, "on": player.on, "again": player.again, "updates": player.updates}))


def _together(url: str) -> None:
    store = Store(url)
    begun = time.time()
    first = Player(url, 0, begun)
    first.act(books.begin, 5, 2)
    command = [sys.executable, "-m", "tests.test_roster_processes", url]
    started = [
        subprocess.Popen(
            [*command, str(number), str(ACTS), str(begun)], cwd=rig.ROOT, stdout=subprocess.PIPE, text=True
        )
        for number in range(1, PROCESSES + 1)
    ]
    looks = 0
    while any(process.poll() is None for process in started):
        _look(store, first)
        looks += 1
        time.sleep(1)
    ends = [json.loads(process.communicate()[0].splitlines()[-1]) for process in started]
    assert all(process.returncode == 0 for process in started)
    first.tick()
    _look(store, first)
    with store.writing() as session:
        for end in ends:
            person = session.exec(select(Person).where(Person.name == end["own"])).one()
            signup = session.exec(
                select(Signup).where(Signup.person_id == person.id, Signup.posting_id == 1)
            ).one_or_none()
            assert (signup is not None and signup.state == SignupState.ACTIVE) == end["on"], end
        new = [row.name for row in session.exec(select(Person)) if row.name.startswith(NEW)]
        assert len(new) == len(set(new))
    first.store.close()
    store.close()
    print(
        f"{looks} looks while {PROCESSES} processes did {sum(end['updates'] for end in ends)} updates; "
        f"{sum(end['again'] for end in ends)} done again"
    )


def _look(store: Store, player: Player) -> None:
    """The books in one snapshot, while the others go on writing."""
    now = player.now
    options = {} if store.is_sqlite else {"isolation_level": "REPEATABLE READ"}  # SQLite's reads are snapshots anyway
    with store.reading.connect().execution_options(**options) as connection, Session(connection) as session:
        books.check(session, now, player.here)
        session.rollback()


@pytest.mark.soak
def test_several_processes_on_postgresql(postgres_cluster: postgres.Cluster) -> None:
    with books.database(postgres_cluster) as url:
        _together(url)


@pytest.mark.soak
@pytest.mark.sqlite
def test_several_processes_on_sqlite() -> None:
    with books.database(None) as url:
        _together(url)


if __name__ == "__main__":
    play(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
