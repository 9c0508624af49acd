"""What the county's own rows tell of a posting, beside its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot import county, employers, screening
from bot.app import Here
from bot.config import Rules
from bot.db import Store, migrate
from bot.models import Employer, Person, Posting, PostingStatus
from nlp import gazetteer
from tests.conversation import SETTINGS

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 18, 30, tzinfo=ZONE)
TEXT = "明天要20个人摘苹果，解店镇西解村，150一天管午饭，早7点到，王师傅13800138001"


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[tuple[Session, Here, Person]]:
    store = Store(f"sqlite:///{tmp_path}/rows.sqlite3")
    migrate(store)
    tree = gazetteer.load("wanrong")
    with store.writing() as session:
        county_id = county.ensure(session, NOW, SETTINGS, tree)
        session.county_id = county_id
        settings = SETTINGS.model_copy(
            update={"rules": Rules(day_wage_minimum=100, hour_wage_minimum=18, month_wage_minimum=2000)}
        )
        here = replace(Here(county_id, SETTINGS, tree, ZONE, "local", 1), settings=settings)
        person = Person(county_id=county_id, name="王师傅")
        session.add(person)
        session.flush()
        yield session, here, person
    store.close()


def posting(session: Session, here: Here, person: Person, **values: Any) -> Posting:
    fields: dict[str, Any] = {
        "work": "摘苹果",
        "trade": "picking",
        "wage_min": 150.0,
        "wage_max": 150.0,
        "wage_unit": "day",
        "phones": ["13800138001"],
        "raw_text": TEXT,
        **values,
    }
    row = Posting(county_id=here.county_id, poster_id=person.id or 0, **fields)
    session.add(row)
    session.flush()
    return row


def found(session: Session, here: Here, person: Person, row: Posting) -> dict[str, bool]:
    return {hit["rule"]: hit["stops"] for hit in screening.read(session, NOW, here, row, person)}


def test_an_ordinary_posting_is_clean(rows: tuple[Session, Here, Person]) -> None:
    assert found(*rows, posting(*rows)) == {}


@pytest.mark.parametrize(
    ("values", "rule", "stops"),
    [
        ({"wage_min": 90.0, "wage_max": 90.0}, "wage_under", False),
        ({"wage_min": 15.0, "wage_max": 15.0, "wage_unit": "hour"}, "wage_under", False),
        ({"wage_min": 1800.0, "wage_max": 1800.0, "wage_unit": "month"}, "wage_under", False),
        ({"age_min": 15}, "age_under", True),
        ({"broker_paid_by": "workers"}, "broker_paid_by_workers", True),
        ({"gender": "male"}, "women_law_43", False),
        ({"age_max": 65}, "older_60", False),
        ({"wage_by_sex": [180.0, 150.0]}, "equal_pay", False),
        ({"raw_text": TEXT + "，每人先交押金200"}, "deposit", True),
    ],
)
def test_each_rule(rows: tuple[Session, Here, Person], values: dict[str, Any], rule: str, stops: bool) -> None:
    assert found(*rows, posting(*rows, **values))[rule] is stops


def test_what_stops_comes_first(rows: tuple[Session, Here, Person]) -> None:
    session, here, person = rows
    row = posting(*rows, wage_min=90.0, wage_max=90.0, broker_paid_by="workers")
    assert [hit["stops"] for hit in screening.read(session, NOW, here, row, person)] == [True, False]


def test_pay_far_off_what_the_same_work_paid_lately(rows: tuple[Session, Here, Person]) -> None:
    for number, paid in enumerate((150.0, 160.0, 170.0)):
        posting(
            *rows,
            wage_min=paid,
            wage_max=paid,
            published_at=NOW - timedelta(days=number + 1),
            status=PostingStatus.CLOSED,
            raw_text="",
        )
    assert "wage_far_off" in found(*rows, posting(*rows, wage_min=300.0, wage_max=300.0))
    assert "wage_far_off" not in found(*rows, posting(*rows, wage_min=200.0, wage_max=200.0))
    assert "wage_far_off" not in found(*rows, posting(*rows, wage_min=300.0, wage_max=300.0, trade="loading"))
    session, here, _ = rows
    last_year = posting(*rows, wage_min=300.0, wage_max=300.0)
    assert screening.usual_wage(session, NOW + timedelta(days=60), here, last_year) is None


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (PostingStatus.OPEN, "copy_of_open"),
        (PostingStatus.FULL, "copy_of_open"),
        (PostingStatus.REJECTED, "copy_of_rejected"),
        (PostingStatus.CLOSED, None),
    ],
)
def test_near_copies(rows: tuple[Session, Here, Person], status: PostingStatus, rule: str | None) -> None:
    posting(*rows, status=status, code="A1")
    hits = found(*rows, posting(*rows, raw_text=TEXT.replace("20个", "25个")))
    assert set(hits) == ({rule} if rule else set())


def test_two_works_of_one_message_are_no_copies(rows: tuple[Session, Here, Person]) -> None:
    posting(*rows, status=PostingStatus.OPEN, code="A1", batch=None)
    first = posting(*rows, status=PostingStatus.REVIEW)
    assert "copy_of_open" in found(*rows, first)


def test_a_bar_holds_by_account_phone_and_licence(rows: tuple[Session, Here, Person]) -> None:
    session, here, person = rows
    row = posting(*rows)
    file = employers.open_for(session, NOW, here, row, person)
    employers.bar(session, NOW, here, file, "收押金")
    assert person.barred_at is not None
    assert found(*rows, row) == {"barred": True}
    other = Person(county_id=here.county_id, name="别人")
    session.add(other)
    session.flush()
    by_phone = posting(session, here, other, phones=["13900139000", "13800138001"], raw_text="")
    assert "barred" in found(session, here, other, by_phone)
    employers.see_licence(session, NOW, here, file, "晋人服证0001号", "看过")
    same = Employer(county_id=here.county_id, phone="13700137000", licence="晋人服证0001号")
    session.add(same)
    session.flush()
    by_licence = posting(session, here, other, phones=["13700137000"], employer_id=same.id, raw_text="")
    assert "barred" in found(session, here, other, by_licence)
    employers.unbar(session, NOW, here, file)
    assert "barred" not in found(session, here, other, by_phone)


def test_an_agency_needs_licence_mandate_and_papers_in_time(rows: tuple[Session, Here, Person]) -> None:
    session, here, _ = rows
    file = Employer(county_id=here.county_id, phone="13700137000", kind="agency")
    session.add(file)
    session.flush()
    row = posting(*rows, employer_id=file.id, phones=["13700137000"])
    assert found(*rows, row) == {"agency_without_licence": True}
    employers.see_licence(session, NOW, here, file, "晋人服证0001号", "看过")
    assert found(*rows, row) == {}
    file.papers_until = date(2026, 10, 1)
    session.add(file)
    session.flush()
    assert found(*rows, row) == {"agency_without_licence": True}


def test_trust_is_for_one_trade_one_range_and_a_time(rows: tuple[Session, Here, Person]) -> None:
    session, here, person = rows
    row = posting(*rows)
    file = employers.open_for(session, NOW, here, row, person)
    employers.note_phone(session, NOW, here, file, person)
    employers.trust(session, NOW, here, file, row)
    assert employers.trusts(NOW, here, file, row)
    assert not employers.trusts(NOW, here, file, posting(*rows, wage_min=250.0, wage_max=250.0))
    assert not employers.trusts(NOW, here, file, posting(*rows, trade="loading"))
    assert not employers.trusts(NOW + timedelta(days=91), here, file, row)
    assert not employers.trusts(NOW + timedelta(days=190), here, file, row)
