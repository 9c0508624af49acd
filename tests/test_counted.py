"""English sentences in the singular, and what pay is for in English."""

from __future__ import annotations

import pytest

from bot import wording
from bot.models import Posting
from bot.texts import say
from bot.texts.counted import in_one
from handlers.web import wording as pages


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("1 postings so far", "1 posting so far"),
        ("1 postings; 1 people are told.", "1 posting; 1 person is told."),
        (
            "2 townships have 1 postings out, 1 people are still wanted.",
            "2 townships have 1 posting out, 1 person is still wanted.",
        ),
        ("The 1 people on it still come", "The 1 person on it still come"),
        ("21 people, 1,000 people, 10:1 people, A1 people", "21 people, 1,000 people, 10:1 people, A1 people"),
        ("1 more lines", "1 more line"),
        ("1 to 60 people", "1 to 60 people"),
        ("Kept for 1 days: 1 groups", "Kept for 1 day: 1 group"),
    ],
)
def test_a_lone_one(said: str, right: str) -> None:
    assert in_one(said) == right


def test_sentences_of_the_bot_and_of_the_pages_are_counted() -> None:
    assert "1 person is told" in say("employer.cancelled", "en", name="A1", people=1)
    assert "3 people are told" in say("employer.cancelled", "en", name="A1", people=3)
    assert pages.texts("en")["desk"]["review"]["published"].format(count=1) == "1 posting so far"
    assert pages.texts("en")["desk"]["review"]["published"].format(count=2) == "2 postings so far"


def test_what_the_pay_is_for_has_an_english_name() -> None:
    row = Posting(county_id=1, poster_id=1, wage_min=0.5, wage_max=0.5, wage_unit="piece", wage_per="袋")
    assert (wording.wage(row, "zh"), wording.wage(row, "en")) == ("0.5元/袋", "0.5 yuan/bag")
    row.wage_per = "方木头"
    assert wording.wage(row, "en") == "0.5 yuan/方木头", "what has no name stays as it was said"
