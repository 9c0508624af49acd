"""Whatever people, posters, the desk and the clock do in whatever order: the books of the roster add up.

`make test` plays a few histories; `make soak` plays many, on SQLite and on PostgreSQL, and several processes at once.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.db import Store
from bot.errors import Refused
from bot.roster import Wish
from tests import postgres, rows
from tests import roster_books as books
from tests.conversation import EVENING
from tests.roster_books import NAMES

SHORT = os.environ.get("SHORT") == "1"


class Rosters(RuleBasedStateMachine):
    """Two postings that meet on some days, four people, and everything that can happen to them."""

    cluster: postgres.Cluster | None = None

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        server = self.cluster or next(iter(postgres.RUNNING), None)
        self.store = Store(self.stack.enter_context(books.database(server)))
        self.now: datetime = EVENING
        self.here = books.place()
        self.updates = 0
        self.wrote: dict[int, int] = {}

    def teardown(self) -> None:
        self.store.close()
        self.stack.close()

    def act(self, work: Callable[..., Any], *values: Any) -> None:
        """One message: its inbox row, then what it does, in one transaction; a refusal changes nothing."""
        self.updates += 1
        self.now += timedelta(seconds=7)
        here = books.arrive(self.store, self.now, self.here, self.updates)
        try:
            with self.store.writing(self.here.county_id) as session:
                work(session, self.now, here, *values)
        except Refused:
            pass

    @initialize(wanted=st.integers(1, 5), days=st.integers(1, 3))
    def two_postings(self, wanted: int, days: int) -> None:
        self.start(wanted, days)

    def start(self, wanted: int, days: int) -> None:
        self.act(books.begin, wanted, days)

    @rule(
        who=st.integers(0, 3),
        which=st.integers(1, 2),
        people=st.integers(1, 4),
        said=st.booleans(),
        adds=st.booleans(),
        later=st.integers(0, 3),
        in_group=st.booleans(),
    )
    def join(self, who: int, which: int, people: int, said: bool, adds: bool, later: int, in_group: bool) -> None:
        days = (rows.TOMORROW + timedelta(days=later - 1),) if later else ()
        wish = Wish(people=people if said or adds else 1, said=said, adds=adds, days=days)
        self.act(books.join, NAMES[who], which, wish, in_group)

    @rule(who=st.integers(0, 3), which=st.integers(1, 2), people=st.integers(0, 5))
    def change(self, who: int, which: int, people: int) -> None:
        self.act(books.change, NAMES[who], which, people)

    @rule(who=st.integers(0, 3), which=st.integers(1, 2), one_day=st.booleans())
    def leave(self, who: int, which: int, one_day: bool) -> None:
        self.act(books.leave, NAMES[who], which, one_day)

    @rule(who=st.integers(0, 3), text=st.sampled_from(books.WORDS), edited=st.booleans())
    def speak(self, who: int, text: str, edited: bool) -> None:
        edited = edited and who in self.wrote
        if not edited:
            self.wrote[who] = 1000 + self.updates
        self.act(books.speak, books.user_of(who), NAMES[who], text, self.wrote[who], edited)

    @rule(pick=st.integers(0, 20), yes=st.sampled_from([True, True, False]), first=st.booleans())
    def answer(self, pick: int, yes: bool, first: bool) -> None:
        self.act(books.answer, pick, yes, first)

    @rule(minutes=st.sampled_from([1, 20, 40]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with self.store.writing(self.here.county_id) as session:
            due = books.due_now(session, self.now)
        for due_id in due:
            with self.store.writing(self.here.county_id) as session:
                books.tick(session, self.now, self.here, due_id)

    @rule(which=st.integers(1, 2), wanted=st.integers(0, 6), last_come_wait=st.booleans())
    def headcount(self, which: int, wanted: int, last_come_wait: bool) -> None:
        self.act(books.headcount, which, wanted, last_come_wait)

    @rule(which=st.integers(1, 2), later=st.integers(0, 2), back=st.booleans())
    def stop_a_day(self, which: int, later: int, back: bool) -> None:
        self.act(books.stop_a_day, which, later, back)

    @rule(which=st.integers(1, 2), chance=st.integers(0, 9))
    def close_or_reopen(self, which: int, chance: int) -> None:
        if chance <= 1:
            self.act(books.close_or_reopen, which)

    @invariant()
    def the_books_add_up(self) -> None:
        with self.store.writing(self.here.county_id) as session:
            books.check(session, self.now, self.here)


def _often(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


TestRosters = Rosters.TestCase
TestRosters.settings = _often(5, 20)


def _play(seed: int, steps: int, cluster: postgres.Cluster | None = None) -> None:
    """A longer history than the search makes, weighted as evenings are: many replies, some answers, few stops."""
    dice = random.Random(seed)
    machine = type("Played", (Rosters,), {"cluster": cluster})()
    try:
        machine.start(wanted=dice.randint(1, 5), days=dice.randint(1, 3))
        for _ in range(steps):
            _one_step(machine, dice)
            machine.the_books_add_up()
    finally:
        machine.teardown()


def _one_step(machine: Rosters, dice: random.Random) -> None:
    who, which = dice.randrange(4), dice.choice((1, 1, 1, 2))
    what = dice.choices(
        ("join", "speak", "change", "leave", "answer", "time", "headcount", "stop", "close"),
        (6, 6, 2, 3, 6, 3, 1, 0.4, 0.3),
    )[0]
    if what == "join":
        said = dice.random() < 0.5
        people, adds = dice.randint(1, 4), dice.random() < 0.2
        machine.join(who, which, people, said, adds, dice.choice((0, 0, 0, 1, 2)), dice.random() < 0.7)
    elif what == "speak":
        machine.speak(who, dice.choice(books.WORDS), dice.random() < 0.3)
    elif what == "change":
        machine.change(who, which, dice.randint(0, 4))
    elif what == "leave":
        machine.leave(who, which, dice.random() < 0.3)
    elif what == "answer":
        machine.answer(dice.randrange(20), dice.random() < 0.7, dice.random() < 0.5)
    elif what == "time":
        machine.time_passes(dice.choice((1, 5, 20)))
    elif what == "headcount":
        machine.headcount(which, dice.randint(1, 6), dice.random() < 0.4)
    elif what == "stop":
        machine.stop_a_day(which, dice.randrange(3), dice.random() < 0.6)
    else:
        machine.close_or_reopen(which, 0)


@pytest.mark.parametrize("seed", range(3))
def test_long_histories_add_up(seed: int) -> None:
    _play(seed, 35)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 106 if SHORT else 160))
def test_many_long_histories_add_up(seed: int) -> None:
    _play(seed, 80)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(500, 504 if SHORT else 530))
def test_many_long_histories_add_up_on_postgresql(seed: int, postgres_cluster: postgres.Cluster) -> None:
    _play(seed, 80, postgres_cluster)


@pytest.mark.soak
def test_a_wide_search_finds_no_history_that_does_not_add_up() -> None:
    class Searched(Rosters):
        """The same, searched for longer."""

    case = Searched.TestCase
    case.settings = _often(8 if SHORT else 60, 50)
    case("runTest").runTest()
