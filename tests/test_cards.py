"""Cards and questions from values."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from bot import amendments, cards, fields, wording
from bot.models import Employer, Posting
from bot.texts import table

TODAY = date(2026, 10, 14)


def posting(**values: Any) -> Posting:
    told: dict[str, Any] = {
        "id": 7,
        "work": "摘苹果",
        "headcount_min": 20,
        "headcount_max": 20,
        "start": date(2026, 10, 15),
        "begin_time": time(7, 0),
        "township": "解店镇",
        "village": "西解村",
        "wage_min": 150.0,
        "wage_max": 150.0,
        "wage_unit": "day",
        "pay_when": "daily",
        "contact_name": "王师傅",
        "phones": ["13800138001"],
        **values,
    }
    return Posting(county_id=1, poster_id=1, **told)


def test_the_summary_says_days_in_full() -> None:
    assert cards.summary(posting(), "zh") == (
        "摘苹果，20人，10月15日(周四)早7点，西解村，150元/天，日结，王师傅 13800138001"
    )


def test_an_empty_draft_has_an_empty_card_and_asks_for_the_work() -> None:
    empty = Posting(county_id=1, poster_id=1)
    assert cards.card(empty, TODAY, "zh") == ""
    asked: list[str] = []
    while (field := fields.missing(empty, TODAY, broker=True)) is not None and len(asked) < 20:
        asked.append(field.name)
        answers: dict[str, dict[str, Any]] = {
            "work": {"work": "摘苹果"},
            "headcount": {"headcount_open": True},
            "start": {"start": TODAY},
            "place": {"village": "西解村"},
            "wage": {"wage_min": 1.0, "wage_max": 1.0, "wage_unit": "day"},
            "pay_when": {"pay_when": "daily"},
            "contact": {"phones": ["1"], "hires": "老张家"},
            "broker_paid_by": {"broker_paid_by": "employer"},
        }
        values = answers.get(field.name)
        if values is None:
            empty.asked_once = [*empty.asked_once, field.name]
        for column, value in (values or {}).items():
            setattr(empty, column, value)
    assert asked == [
        "work",
        "headcount",
        "start",
        "place",
        "wage",
        "pay_when",
        "contact",
        "broker_paid_by",
        "begin_time",
        "extras",
        "phone_public",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_has_its_question(language: str) -> None:
    for kind in ("gig", "longterm", "freight"):
        for field in fields.FIELDS:
            assert fields.question(field, posting(kind=kind, wage_min=None), TODAY, language)


def test_a_day_that_is_over_is_asked_again() -> None:
    late = posting(start=date(2026, 10, 10))
    field = fields.missing(late, TODAY, broker=False)
    assert field is not None
    assert fields.question(field, late, TODAY, "zh") == "10月10日(周六)已经过了，是哪天干？"


def test_a_finding_shows_words_rule_and_source() -> None:
    line = cards.hit_line({"rule": "deposit", "words": "押金200", "stops": True}, "zh")
    assert line.startswith("【不能发】“押金200” 招工不得向干活的人收押金")
    assert "劳动合同法" in line
    own = cards.hit_line({"rule": "wage_under", "words": "90元/天", "values": {"least": "100"}}, "en")
    assert "minimum of 100 yuan" in own


def test_what_stops_a_posting_takes_the_button_away() -> None:
    stopped = posting(hits=[{"rule": "deposit", "words": "押金", "stops": True}])
    shown = str(cards.review_buttons(stopped, "zh", unchecked=False))
    assert "dpub" not in shown
    assert "dclear" in shown
    barred = posting(hits=[{"rule": "barred", "words": "", "stops": True}])
    assert "dclear" not in str(cards.review_buttons(barred, "zh", unchecked=False))
    cleared = posting(hits=[{"rule": "deposit", "words": "押金", "stops": True, "cleared": True}])
    assert "dpub" in str(cards.review_buttons(cleared, "zh", unchecked=False))


def test_button_data_fits_the_wire() -> None:
    big = posting(id=9_000_000_000, version=999, employer_id=9_000_000_000, hits=[])
    rows = [
        *cards.review_buttons(big, "zh", unchecked=True),
        *cards.confirm_buttons(big, "zh"),
        *cards.file_buttons(Employer(id=9_000_000_000, county_id=1), 9_000_000_000, "zh"),
        *(row for field in fields.FIELDS for row in cards.choice_buttons(field, big, "zh")),
    ]
    for row in rows:
        for each in row:
            # callback_data: "1-64 bytes"; a delivery's id of eleven digits and a colon stand before it
            assert len(each["data"].encode()) <= 52
            assert each["text"]


@pytest.mark.parametrize(
    ("new", "better"),
    [
        ({"wage_min": 160.0, "wage_max": 160.0}, True),
        ({"wage_min": 140.0}, False),
        ({"wage_unit": "hour"}, False),
        ({"benefits": ["lunch"]}, True),
        ({"begin_time": time(7, 30)}, True),
        ({"begin_time": time(9, 0)}, False),
        ({"start": date(2026, 10, 16)}, False),
        ({"village": "东解村"}, False),
        ({"phones": ["13900139000"]}, True),
        ({"pay_when": "finish"}, False),
        ({"pay_when": "daily"}, True),
    ],
)
def test_better_terms_are_told_others_asked(new: dict[str, Any], better: bool) -> None:
    old = posting(pay_when="weekly" if "pay_when" in new else "daily")
    assert amendments.is_better(old, posting(**new), set(new)) is better


def test_what_changed_in_words() -> None:
    old, new = posting(), posting(start=date(2026, 10, 16))
    assert amendments.change_words(old, new, {"start"}, TODAY, "zh") == "明天→后天（10月16日周五）"
    far = posting(start=date(2026, 10, 20))
    assert amendments.change_words(old, far, {"start"}, TODAY, "zh") == "10月15日(周四)→10月20日(周二)"


def test_every_own_finding_has_its_source_in_both_languages() -> None:
    for language in ("zh", "en"):
        keys = table(language)
        rules = [key.removeprefix("screen.") for key in keys if key.startswith("screen.")]
        assert rules
        assert all(f"screen_source.{rule}" in keys for rule in rules)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("秀兰", "秀兰2人"),
        ("李哥88", "李哥88（2人）"),
        ("David", "David（2人）"),
        ("王十", "王十（2人）"),
        ("老李😀", "老李😀2人"),
    ],
)
def test_a_name_does_not_run_into_its_number(name: str, words: str) -> None:
    assert wording.counted(name, 2, "zh") == words
