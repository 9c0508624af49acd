"""Whatever people, posters, the desk and the clock do in whatever order: the books of the roster add up."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session, col, select

from bot import county, groups, roster, seats, settled, waiting
from bot.app import Here
from bot.config import CountySettings
from bot.db import Store, migrate
from bot.errors import Refused
from bot.models import (
    ON_AIR,
    Due,
    DueState,
    Event,
    Group,
    GroupState,
    Inbox,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Question,
    Region,
    Signup,
    SignupDay,
)
from bot.roster import Wish
from nlp import gazetteer
from scheduler import jobs
from tests import postgres, rows
from tests.conversation import EVENING, SETTINGS

VILLAGE = "西解村"
NAMES = ("秀兰", "老李", "建军", "玉梅")
_TEMPLATE: list[Path] = []


def template() -> Path:
    """A migrated database with the county in it, made once."""
    if not _TEMPLATE:
        folder = Path(tempfile.mkdtemp())
        store = Store(f"sqlite:///{folder}/roster.sqlite3")
        furnish(store)
        store.close()
        _TEMPLATE.append(folder / "roster.sqlite3")
    return _TEMPLATE[0]


def furnish(store: Store) -> None:
    """The tables, the county, one group and four people."""
    migrate(store)
    with store.writing() as session:
        county_id = county.ensure(session, EVENING, SETTINGS, gazetteer.load("wanrong"))
        here = place(county_id, SETTINGS)
        group = groups.ensure(session, EVENING, here, -1_002_000_000_001, VILLAGE)
        region = session.exec(select(Region).where(Region.name == VILLAGE)).one()
        group.region_id, group.state = region.id, GroupState.BOUND
        session.add(group)
        for name in NAMES:
            session.add(Person(county_id=county_id, name=name, first_met_at=EVENING))


def place(county_id: int, of: CountySettings) -> Here:
    return Here(county_id, of, gazetteer.load("wanrong"), ZoneInfo("Asia/Shanghai"), "local", 4294967400)


class Rosters(RuleBasedStateMachine):
    """Two postings that meet on some days, six people, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        for cluster in postgres.RUNNING:
            cluster.furnished(f"sqlite:///{self.folder}/roster.sqlite3", "roster", furnish)
        if not postgres.RUNNING:
            shutil.copy(template(), self.folder / "roster.sqlite3")
        self.store = Store(f"sqlite:///{self.folder}/roster.sqlite3")
        self.now: datetime = EVENING
        self.here = place(1, SETTINGS)
        self.updates = 0

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def act(self, work: Callable[[Session, Here], object]) -> None:
        """One message: its inbox row, then what it does, in one transaction; a refusal changes nothing."""
        self.updates += 1
        self.now += timedelta(seconds=7)
        with self.store.writing() as session:
            row = Inbox(
                county_id=1,
                messenger="local",
                bot=4294967400,
                update_id=self.updates,
                body='{"message": {"text": "我去"}}',
                received_at=self.now,
            )
            session.add(row)
            session.flush()
            inbox_id = row.id
        try:
            with self.store.writing() as session:
                work(session, replace(self.here, inbox_id=inbox_id))
        except Refused:
            pass

    @initialize(wanted=st.integers(1, 5), days=st.integers(1, 3))
    def two_postings(self, wanted: int, days: int) -> None:
        self.start(wanted, days)

    def start(self, wanted: int, days: int) -> None:
        def work(session: Session, here: Here) -> None:
            first = rows.TOMORROW
            rows.open_posting(session, self.now, here, wanted=wanted, days=days, start=first, groups=(VILLAGE,))
            rows.open_posting(
                session, self.now, here, code="A15", work="套袋", wanted=3, start=first, groups=(VILLAGE,)
            )
            for person in session.exec(select(Person).where(col(Person.name).in_(NAMES))):
                _give_address(session, self.now, here, person)

        self.act(work)

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
        first = rows.TOMORROW
        days = (first + timedelta(days=later - 1),) if later else ()
        wish = Wish(people=people if said or adds else 1, said=said, adds=adds, days=days)

        def work(session: Session, here: Here) -> None:
            group = session.exec(select(Group)).one()
            roster.join(
                session,
                self.now,
                here,
                posting_id=which,
                person=_person(session, who),
                wish=wish,
                group_id=group.id if in_group else None,
            )

        self.act(work)

    @rule(who=st.integers(0, 3), which=st.integers(1, 2), people=st.integers(0, 5))
    def change(self, who: int, which: int, people: int) -> None:
        self.act(
            lambda session, here: roster.change(
                session, self.now, here, posting_id=which, person=_person(session, who), people=people
            )
        )

    @rule(who=st.integers(0, 3), which=st.integers(1, 2), one_day=st.booleans())
    def leave(self, who: int, which: int, one_day: bool) -> None:
        days = (rows.TOMORROW,) if one_day else ()
        self.act(
            lambda session, here: roster.leave(
                session, self.now, here, posting_id=which, person=_person(session, who), days=days
            )
        )

    @rule(pick=st.integers(0, 20), yes=st.sampled_from([True, True, False]), first=st.booleans())
    def answer(self, pick: int, yes: bool, first: bool) -> None:
        def work(session: Session, here: Here) -> None:
            asked = session.exec(select(Question).where(Question.state == "open").order_by(col(Question.id))).all()
            if not asked:
                return
            question = asked[pick % len(asked)]
            chosen = session.get(Posting, question.posting_ids[0 if first else -1])
            person = session.get(Person, question.person_id)
            assert person is not None
            code = chosen.code if chosen is not None and question.kind in ("which", "clash") else None
            settled.answer(session, self.now, here, question, person, yes=yes, code=code)

        self.act(work)

    @rule(minutes=st.sampled_from([1, 20, 40]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with self.store.writing() as session:
            due = session.exec(
                select(Due.id).where(Due.state == DueState.DUE, Due.due_at <= self.now).order_by(col(Due.due_at))
            ).all()
        for due_id in due:
            assert due_id is not None
            with self.store.writing() as session:
                jobs.fire(session, self.now, self.here, due_id)

    @rule(which=st.integers(1, 2), wanted=st.integers(0, 6), last_come_wait=st.booleans())
    def headcount(self, which: int, wanted: int, last_come_wait: bool) -> None:
        def work(session: Session, here: Here) -> None:
            posting = session.get(Posting, which)
            assert posting is not None
            if posting.status in ON_AIR:
                roster.set_wanted(session, self.now, here, posting, wanted, last_come_wait=last_come_wait)

        self.act(work)

    @rule(which=st.integers(1, 2), later=st.integers(0, 2), back=st.booleans())
    def stop_a_day(self, which: int, later: int, back: bool) -> None:
        def work(session: Session, here: Here) -> None:
            posting = session.get(Posting, which)
            assert posting is not None
            do = roster.start_day if back else roster.stop_day
            do(session, self.now, here, posting, rows.TOMORROW + timedelta(days=later))

        self.act(work)

    @rule(which=st.integers(1, 2), chance=st.integers(0, 9))
    def close_or_reopen(self, which: int, chance: int) -> None:
        if chance > 1:
            return

        def work(session: Session, here: Here) -> None:
            posting = seats.lock(session, here, which)
            assert posting is not None
            if posting.status in ON_AIR:
                seats.step(session, self.now, here, posting, PostingStatus.CLOSED)
            elif posting.status == PostingStatus.CLOSED:
                seats.step(session, self.now, here, posting, PostingStatus.OPEN)
                waiting.serve(session, self.now, here, posting)
                seats.refresh(session, self.now, here, posting)

        self.act(work)

    @invariant()
    def the_books_add_up(self) -> None:
        with self.store.writing() as session:
            for day in session.exec(select(PostingDay)):
                mine = session.exec(select(SignupDay).where(SignupDay.posting_day_id == day.id)).all()
                assert day.taken == sum(row.seats for row in mine)
                assert day.held == sum(row.held for row in mine)
                assert day.taken + day.held <= day.wanted
            doubled = [(row.posting_id, row.person_id) for row in session.exec(select(Signup))]
            assert len(doubled) == len(set(doubled))
            book = session.exec(select(Event).order_by(col(Event.id))).all()
            assert roster.rebuild(book) == roster.standing(session, self.here)
            self._line_is_fair(session)

    def _line_is_fair(self, session: Session) -> None:
        """No seat lies idle while somebody waits for whom it is enough, who was not passed by, and nobody is asked."""
        for day, posting in session.exec(select(PostingDay, Posting).where(Posting.id == PostingDay.posting_id)):
            if posting.status not in ON_AIR or day.stopped_at is not None:
                continue
            if seats.begun(self.now, self.here, posting, day) or seats.rush_on(session, self.here, day):
                continue
            if seats.free(day) > 0:
                asked = {each for row in session.exec(select(Question)) for each in [row.details.get("signup")]}
                for row, signup in seats.line_of(session, self.here, day):
                    assert row.held or row.skipped or signup.id in asked or posting.paused_at


def _person(session: Session, number: int) -> Person:
    return session.exec(select(Person).where(Person.name == NAMES[number])).one()


def _give_address(session: Session, now: datetime, here: Here, person: Person) -> None:
    from bot.models import PersonAddress

    assert person.id is not None
    user_id = 5_200_000_000 + person.id
    session.add(
        PersonAddress(
            county_id=1,
            person_id=person.id,
            messenger="local",
            bot=here.bot,
            user_id=user_id,
            chat_id=user_id,
            reachable=person.id % 2 == 0,
        )
    )


TestRosters = Rosters.TestCase
TestRosters.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize("seed", range(12))
def test_long_histories_add_up(seed: int) -> None:
    """Longer histories than the search above makes, weighted as evenings are: many replies, some answers, few stops."""
    dice = random.Random(seed)
    machine = Rosters()
    try:
        machine.start(wanted=dice.randint(1, 5), days=dice.randint(1, 3))
        for _ in range(60):
            _one_step(machine, dice)
            machine.the_books_add_up()
    finally:
        machine.teardown()


def _one_step(machine: Rosters, dice: random.Random) -> None:
    who, which = dice.randrange(4), dice.choice((1, 1, 1, 2))
    what = dice.choices(
        ("join", "change", "leave", "answer", "time", "headcount", "stop", "close"), (8, 2, 3, 6, 3, 1, 0.4, 0.3)
    )[0]
    if what == "join":
        said = dice.random() < 0.5
        people, adds = dice.randint(1, 4), dice.random() < 0.2
        machine.join(who, which, people, said, adds, dice.choice((0, 0, 0, 1, 2)), dice.random() < 0.7)
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
