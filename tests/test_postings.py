"""Codes, days, seats and until when a posting holds; terms between the row and the exchange format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert
from sqlmodel import Session, select

from bot import county, postings, seats, terms
from bot.app import Here
from bot.db import Store, migrate
from bot.errors import Refused
from bot.models import Person, Posting, PostingDay, PostingStatus
from nlp import exchange, gazetteer
from nlp.order import CODE_LETTERS
from nlp.types import Kind, Need, Wage, WageUnit
from tests.conversation import SETTINGS

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 18, 30, tzinfo=ZONE)
FIRST = date(2026, 10, 15)


@pytest.fixture
def county_of_tests(tmp_path: Path) -> Iterator[tuple[Session, Here]]:
    store = Store(f"sqlite:///{tmp_path}/rows.sqlite3")
    migrate(store)
    tree = gazetteer.load("wanrong")
    with store.writing() as session:
        county_id = county.ensure(session, NOW, SETTINGS, tree)
        here = Here(county_id, SETTINGS, tree, ZONE, "local", 1)
        session.add(Person(county_id=county_id, name="王师傅"))
        session.flush()
        yield session, here
    store.close()


def made(here: Here, **values: Any) -> Posting:
    fields: dict[str, Any] = {"status": PostingStatus.OPEN, "headcount_max": 20, "start": FIRST, **values}
    return Posting(county_id=here.county_id, poster_id=1, **fields)


def test_codes_go_on_from_the_last_and_leave_out_i_and_o(county_of_tests: tuple[Session, Here]) -> None:
    session, here = county_of_tests
    assert "I" not in CODE_LETTERS
    assert "O" not in CODE_LETTERS
    assert postings.next_code(session, NOW, here) == "A1"
    session.add(made(here, code="H99", published_at=NOW))
    assert postings.next_code(session, NOW, here) == "J1"
    session.add(made(here, code="Z99", published_at=NOW + timedelta(minutes=1)))
    assert postings.next_code(session, NOW, here) == "A1"


def test_a_closed_code_rests_thirty_days(county_of_tests: tuple[Session, Here]) -> None:
    session, here = county_of_tests
    old = made(here, code="A1", status=PostingStatus.CLOSED, published_at=NOW, closed_at=NOW)
    session.add(old)
    assert postings.next_code(session, NOW + timedelta(days=29), here) == "A2"
    assert postings.by_code(session, here, "A1") is not None
    postings.next_code(session, NOW + timedelta(days=31), here)
    session.refresh(old)
    assert (old.code, old.old_code) == (None, "A1")
    found = postings.by_code(session, here, "A1")
    assert found is not None
    assert found.id == old.id


def test_when_every_code_is_taken_the_desk_is_told(county_of_tests: tuple[Session, Here]) -> None:
    session, here = county_of_tests
    codes = [f"{letter}{number}" for letter in CODE_LETTERS for number in range(1, 100)]
    like = made(here, published_at=NOW).model_dump(exclude={"id"})  # made once: that takes longer than all else here
    session.execute(insert(Posting), [{**like, "code": code} for code in codes])
    with pytest.raises(Refused) as refused:
        postings.next_code(session, NOW, here)
    assert refused.value.key == "desk.no_code"


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({}, [FIRST]),
        ({"days": 3}, [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2)]),
        ({"end": FIRST + timedelta(days=1)}, [FIRST, FIRST + timedelta(days=1)]),
        ({"days_named": ["2026-10-19", "2026-10-15"]}, [FIRST, date(2026, 10, 19)]),
        ({"kind": "longterm"}, []),
        ({"kind": "freight", "days": 3}, [FIRST]),
        ({"start": None}, []),
    ],
)
def test_days_with_seats(county_of_tests: tuple[Session, Here], values: dict[str, Any], days: list[date]) -> None:
    _, here = county_of_tests
    assert postings.days_of(made(here, **values)) == days


def test_it_holds_until_work_starts(county_of_tests: tuple[Session, Here]) -> None:
    _, here = county_of_tests
    hour = made(here, begin_time=time(7, 0))
    assert postings.holds_until(NOW, here, hour) == datetime(2026, 10, 15, 7, 0, tzinfo=ZONE)
    assert postings.holds_until(NOW, here, made(here)) == datetime(2026, 10, 15, 23, 59, tzinfo=ZONE)
    run = made(here, begin_time=time(7, 0), days=3)
    assert postings.holds_until(NOW, here, run) == datetime(2026, 10, 17, 7, 0, tzinfo=ZONE)
    assert postings.holds_until(NOW, here, made(here, start=None, kind="longterm")) == NOW + timedelta(days=7)


def test_any_number_means_the_county_s_ceiling(county_of_tests: tuple[Session, Here]) -> None:
    _, here = county_of_tests
    assert postings.seats_wanted(here, made(here, headcount_max=None, headcount_open=True)) == 50
    assert postings.seats_wanted(here, made(here)) == 20


def test_the_region_is_the_village_else_the_township(county_of_tests: tuple[Session, Here]) -> None:
    session, here = county_of_tests
    village = postings.region_of(session, here, made(here, township="解店镇", village="西解村"))
    town = postings.region_of(session, here, made(here, township="解店镇"))
    assert village is not None
    assert town is not None
    assert village != town
    assert postings.region_of(session, here, made(here, detail="运城盐湖")) is None


def test_moved_days_keep_their_people(county_of_tests: tuple[Session, Here]) -> None:
    session, here = county_of_tests
    posting = made(here, days=2, code="A1")
    session.add(posting)
    session.flush()
    for number in range(2):
        day = FIRST + timedelta(days=number)
        session.add(
            PostingDay(county_id=here.county_id, posting_id=posting.id or 0, day=day, wanted=20, taken=number + 1)
        )
    session.flush()
    posting.start, posting.days = FIRST + timedelta(days=1), 3
    postings.move_days(session, NOW, here, posting)
    assert [(row.day, row.taken) for row in seats.days(session, here, posting)] == [
        (FIRST + timedelta(days=1), 1),
        (FIRST + timedelta(days=2), 2),
        (FIRST + timedelta(days=3), 0),
    ]
    posting.days = None
    postings.move_days(session, NOW, here, posting)
    rows = session.exec(select(PostingDay).where(PostingDay.posting_id == posting.id)).all()
    assert [(row.day, row.taken) for row in rows if row.stopped_at is None] == [(FIRST + timedelta(days=1), 1)]
    assert sum(row.taken for row in rows) == 3


def test_terms_and_back(county_of_tests: tuple[Session, Here]) -> None:
    _, here = county_of_tests
    need = Need(
        kind=Kind.GIG,
        work="摘苹果",
        headcount=(3, 5),
        wage=Wage(0.35, 0.35, WageUnit.PIECE, "斤"),
        start=FIRST,
        begin_time=time(7, 0),
    )
    posting = Posting(county_id=here.county_id, poster_id=1)
    terms.fill(posting, need)
    assert exchange.need_from_json(terms.as_draft(posting)) == need
    assert terms.apply(posting, terms.changes_of(need)) == set()


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"headcount": [25, 25]}, "headcount_max", 25),
        ({"headcount_open": True}, "headcount_open", True),
        ({"wage": {"min": 160, "max": 180, "unit": "day", "per": None}}, "wage_max", 180),
        ({"negotiable": True}, "wage_min", None),
        ({"benefits_add": ["dinner"]}, "benefits", ["lunch", "dinner"]),
        ({"benefits_remove": ["lunch"]}, "benefits", []),
        ({"township": "汉薛镇", "village": None}, "village", None),
        ({"gender": None}, "gender", None),
        ({"end": "2026-10-18"}, "end", date(2026, 10, 18)),
        ({"end": "2026-10-01"}, "end", None),
        ({"end_time": "06:00"}, "end_time", time(18, 0)),
    ],
)
def test_changes(county_of_tests: tuple[Session, Here], changes: dict[str, Any], column: str, value: object) -> None:
    _, here = county_of_tests
    posting = made(
        here,
        begin_time=time(7, 0),
        benefits=["lunch"],
        township="解店镇",
        village="西解村",
        wage_min=150,
        wage_max=150,
        gender="female",
    )
    terms.apply(posting, changes)
    assert getattr(posting, column) == value


def test_a_repeated_posting_takes_the_terms_and_nothing_else(county_of_tests: tuple[Session, Here]) -> None:
    session, here = county_of_tests
    old = made(here, code="A1", work="摘苹果", days=2, published_at=NOW)
    session.add(old)
    session.flush()
    new = postings.repeat(session, NOW, here, old, FIRST + timedelta(days=7))
    assert (new.work, new.start, new.days, new.code, new.status) == (
        "摘苹果",
        FIRST + timedelta(days=7),
        2,
        None,
        PostingStatus.DRAFT,
    )
    assert new.published_at is None
