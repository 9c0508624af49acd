"""A county of one village for histories of rosters: what can happen to two postings, and what must hold after each act.

The acts are plain functions in a transaction of somebody else's, so that one machine, a die and several processes can
play them, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import county, groups, histories, postings, questions, replies, roster, roster_days, seats, settled, work_hours
from bot.app import Here
from bot.db import Store, migrate
from bot.models import (
    ON_AIR,
    Delivery,
    DeliveryState,
    Due,
    DueState,
    Event,
    Group,
    GroupState,
    Inbox,
    Person,
    PersonAddress,
    Posting,
    PostingDay,
    PostingStatus,
    Question,
    Region,
    Signup,
    SignupDay,
)
from bot.people import Sender
from bot.roster import Wish
from nlp import gazetteer
from scheduler import jobs
from tests import postgres, rows
from tests.conversation import EVENING, SETTINGS

VILLAGE = "西解村"
NAMES = ("秀兰", "老李", "建军", "玉梅")
CHAT = -1_002_000_000_001
BOT = 4294967400
WORDS = (
    *("我去", "俺俩去", "算我一个", "不去了", "再加一个", "改成3个人"),
    *("A15我去", "就我一个人去", "明天不去", "行", "不用"),
)
_TEMPLATE: list[Path] = []


def place(county_id: int = 1) -> Here:
    """The county as an act is told of it."""
    return Here(county_id, SETTINGS, gazetteer.load("wanrong"), ZoneInfo("Asia/Shanghai"), "local", BOT)


def furnish(store: Store) -> None:
    """A county with one bound group and four people, every other of whom can be written to in private."""
    migrate(store)
    with store.writing() as session:
        county_id = county.ensure(session, EVENING, SETTINGS, gazetteer.load("wanrong"))
        here = place(county_id)
        group = groups.ensure(session, EVENING, here, CHAT, VILLAGE)
        region = session.exec(select(Region).where(Region.name == VILLAGE)).one()
        group.region_id, group.state = region.id, GroupState.BOUND
        session.add(group)
        for name in NAMES:
            person = Person(county_id=county_id, name=name, first_met_at=EVENING)
            session.add(person)
            session.flush()
            assert person.id is not None
            user_id, private = user_of(NAMES.index(name)), person.id % 2 == 0
            session.add(
                PersonAddress(
                    county_id=county_id,
                    person_id=person.id,
                    messenger="local",
                    bot=BOT,
                    user_id=user_id,
                    chat_id=user_id,
                    reachable=private,
                )
            )


def user_of(number: int) -> int:
    """The user id of person `number`."""
    return 5_200_000_000 + number


def _template() -> Path:
    if not _TEMPLATE:
        folder = Path(tempfile.mkdtemp())
        store = Store(f"sqlite:///{folder}/roster.sqlite3")
        furnish(store)
        store.close()
        _TEMPLATE.append(folder / "roster.sqlite3")
    return _TEMPLATE[0]


@contextmanager
def database(cluster: postgres.Cluster | None) -> Iterator[str]:
    """The address of a county of its own: a file, or a database of the server given; gone afterwards."""
    if cluster is None:
        folder = Path(tempfile.mkdtemp())
        shutil.copy(_template(), folder / "roster.sqlite3")
        yield f"sqlite:///{folder}/roster.sqlite3"
        shutil.rmtree(folder)
        return
    key = f"roster {len(cluster.made)} {id(object())}"
    cluster.furnished(key, "roster", furnish)
    url = cluster.made.pop(key)
    yield url
    cluster.sql(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


def begin(session: Session, now: datetime, here: Here, wanted: int, days: int) -> None:
    """Two postings that meet on the first day, with their copies standing in the group."""
    first = rows.TOMORROW
    rows.open_posting(session, now, here, wanted=wanted, days=days, start=first, groups=(VILLAGE,))
    rows.open_posting(session, now, here, code="A15", work="套袋", wanted=3, start=first, groups=(VILLAGE,))
    for number, copy in enumerate(session.exec(select(Delivery)).all()):
        copy.state, copy.chat_id, copy.message_id, copy.sent_at = DeliveryState.SENT, CHAT, 900 + number, now
        session.add(copy)


def arrive(store: Store, now: datetime, here: Here, update_id: int) -> Here:
    """Write an update down, as the receiver does; the place with it."""
    with store.writing() as session:
        row = Inbox(
            county_id=here.county_id,
            messenger="local",
            bot=BOT,
            update_id=update_id,
            body='{"message": {"text": "我去"}}',
            received_at=now,
        )
        session.add(row)
        session.flush()
        return replace(here, inbox_id=row.id)


def person_named(session: Session, name: str) -> Person:
    """The person of this name."""
    return session.exec(select(Person).where(Person.name == name)).one()


def join(session: Session, now: datetime, here: Here, name: str, which: int, wish: Wish, in_group: bool) -> str:
    """Somebody says that they come."""
    group = session.exec(select(Group)).one()
    return roster.join(
        session,
        now,
        here,
        posting_id=which,
        person=person_named(session, name),
        wish=wish,
        group_id=group.id if in_group else None,
    ).what


def change(session: Session, now: datetime, here: Here, name: str, which: int, people: int) -> str:
    """Somebody says another number."""
    person = person_named(session, name)
    return roster.change(session, now, here, posting_id=which, person=person, people=people).what


def leave(session: Session, now: datetime, here: Here, name: str, which: int, one_day: bool) -> str:
    """Somebody cancels, for the first day or wholly."""
    days = (rows.TOMORROW,) if one_day else ()
    person = person_named(session, name)
    return roster.leave(session, now, here, posting_id=which, person=person, days=days).what


def speak(
    session: Session, now: datetime, here: Here, user_id: int, name: str, text: str, message_id: int, edited: bool
) -> str:
    """Somebody writes in the group, or changes what they wrote there."""
    sender = Sender(user_id=user_id, name=name, chat_id=CHAT, private=False)
    return replies.hear(
        session, now, here, sender=sender, chat_id=CHAT, message_id=message_id, text=text, edited=edited
    )


def answer(
    session: Session, now: datetime, here: Here, pick: int, yes: bool, first: bool, of: tuple[str, ...] | None = None
) -> None:
    """Somebody (of these names) answers one of the questions that are open."""
    query = select(Question, Person).where(Question.state == "open", Person.id == Question.person_id)
    asked = session.exec(query.order_by(col(Question.id))).all()
    asked = [each for each in asked if of is None or each[1].name in of]
    if not asked:
        return
    question, person = asked[pick % len(asked)]
    chosen = session.get(Posting, question.posting_ids[0 if first else -1])
    code = chosen.code if chosen is not None and question.kind in ("which", "clash") else None
    settled.answer(session, now, here, question, person, yes=yes, code=code)


def due_now(session: Session, now: datetime) -> list[int]:
    """What the clock would do now."""
    query = select(Due.id).where(Due.state == DueState.DUE, Due.due_at <= now).order_by(col(Due.due_at), col(Due.id))
    return [each for each in session.exec(query) if each is not None]


def tick(session: Session, now: datetime, here: Here, due_id: int) -> None:
    """The clock does one thing that is due: an offer passes, somebody is asked once more."""
    jobs.fire(session, now, here, due_id)


def headcount(session: Session, now: datetime, here: Here, which: int, wanted: int, last_come_wait: bool) -> None:
    """The poster wants more, or fewer."""
    posting = session.get(Posting, which)
    assert posting is not None
    if posting.status in ON_AIR:
        roster_days.set_wanted(session, now, here, posting, wanted, last_come_wait=last_come_wait)


def stop_a_day(session: Session, now: datetime, here: Here, which: int, later: int, back: bool) -> None:
    """Rain: no work on a day; or there is, after all."""
    posting = session.get(Posting, which)
    assert posting is not None
    do = roster_days.start_day if back else roster_days.stop_day
    do(session, now, here, posting, rows.TOMORROW + timedelta(days=later))


def close_or_reopen(session: Session, now: datetime, here: Here, which: int) -> None:
    """The desk closes a posting, or opens it again."""
    posting = seats.lock(session, here, which)
    assert posting is not None
    if posting.status in ON_AIR:
        postings.end(session, now, here, posting, PostingStatus.CLOSED)
    elif posting.status == PostingStatus.CLOSED:
        postings.reopen(session, now, here, posting)


def check(session: Session, now: datetime, here: Here) -> None:
    """The books add up: counts, order, histories, and the roster from the events alone."""
    for day in session.exec(select(PostingDay)):
        mine = session.exec(select(SignupDay).where(SignupDay.posting_day_id == day.id)).all()
        assert day.taken == sum(row.seats for row in mine)
        assert day.held == sum(row.held for row in mine)
        assert day.taken + day.held <= day.wanted
    pairs = [(row.posting_id, row.person_id) for row in session.exec(select(Signup))]
    assert len(pairs) == len(set(pairs))
    book = session.exec(select(Event).order_by(col(Event.id))).all()
    assert histories.rebuild(book) == histories.standing(session, here)
    _histories(session, book)
    _line_is_fair(session, now, here)
    _held_is_asked(session, here)


def _histories(session: Session, book: list[Event] | tuple[Event, ...] | object) -> None:
    """Each line of a seat's history begins where the one before it ended; who joins was off, who leaves was on."""
    has: dict[int, dict[str, int]] = {}
    state: dict[int, str] = {}
    assert isinstance(book, list)
    for event in book:
        number = event.subject_id or 0
        if event.act == "seat.put":
            nothing = {"seats": 0, "held": 0, "waiting": 0}
            assert event.before == has.get(number, nothing)
            has[number] = {key: event.after[key] for key in nothing}
        elif event.act in ("signup.join", "signup.leave", "signup.close"):
            was = state.get(number)
            assert event.before.get("state") == was
            state[number] = event.after["state"]
    for signup in session.exec(select(Signup)):
        assert state.get(signup.id or 0) == signup.state


def _line_is_fair(session: Session, now: datetime, here: Here) -> None:
    """No seat lies idle beside somebody who waits and was not passed by, but where all were just asked together."""
    for day, posting in session.exec(select(PostingDay, Posting).where(Posting.id == PostingDay.posting_id)):
        if posting.status not in ON_AIR or day.stopped_at is not None:
            continue
        if work_hours.begun(now, here, posting, day) or seats.rush_on(session, here, day):
            continue
        if seats.free(day) > 0:
            for row, _ in seats.line_of(session, here, day):
                assert row.held or row.skipped or posting.paused_at


def _held_is_asked(session: Session, here: Here) -> None:
    """Seats are held for exactly those who have an open question about them."""
    held = session.exec(
        select(Signup.person_id, Signup.posting_id)
        .join(SignupDay, col(SignupDay.signup_id) == Signup.id)
        .where(SignupDay.held > 0)
    )
    open_ = session.exec(select(Question).where(Question.state == "open", col(Question.kind).in_(questions.SEATS)))
    asked = [(each.person_id, each.posting_ids[0], each.kind) for each in open_ if not each.details.get("rush")]
    assert set(held) == {(person, posting) for person, posting, _ in asked}
    assert len(asked) == len(set(asked))
