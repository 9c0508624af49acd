# ruff: noqa: E501 - tables of phrases are not wrapped
"""Floors under the figures on the labelled corpora: they only rise."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.score import Tally, pair, same, score_requests, wilson

CORPUS = Path(__file__).parent / "corpus"
# File pattern: least share of messages with all key fields right, least micro F1, least share of asking seen right.
FLOORS = {
    "requests-dev-hainan.jsonl": (0.97, 0.99, 1.0),
    "requests-dev-hard.jsonl": (0.99, 0.985, 1.0),
    "requests-dev-luonan-pingtang.jsonl": (0.97, 0.985, 1.0),
    "requests-dev-wanrong.jsonl": (0.97, 0.985, 1.0),
    "requests-own.jsonl": (0.92, 0.97, 0.99),
}


@pytest.mark.parametrize("name", FLOORS)
def test_floor(name: str) -> None:
    tally = score_requests([CORPUS / name])
    right, micro, asked = FLOORS[name]
    assert tally.right / tally.messages >= right, tally.wrong
    assert tally.f1() >= micro
    assert tally.asked_right / tally.messages >= asked


def posting(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "kind": "gig", "work": "摘苹果", "trade": "picking", "headcount": [20, 20], "wage": None, "pay_when": None, "start": None, "end": None,
        "days": None, "begin_time": None, "end_time": None, "place": {"township": None, "village": None, "detail": None}, "origin": None,
        "benefits": [], "requires": {"gender": None, "age_min": None, "age_max": None}, "contact": {"name": None, "phones": []}, "urgent": False,
    }  # fmt: skip
    return base | changes


def test_scoring() -> None:
    tally = Tally()
    tally.add("right", [posting()], [posting()])
    tally.add("work within", [posting(work="苹果采摘工")], [posting(work="采摘工")])
    tally.add("other trade", [posting(work="采摘工")], [posting(work="摘", trade="field")])
    tally.add("none asked", [], [posting()])
    assert (tally.messages, tally.right, tally.asked_right) == (4, 2, 3)
    assert tally.fields["work"] == [2, 4, 3]
    assert tally.f1("headcount") == 6 / 7


def test_postings_are_paired_by_agreement() -> None:
    gold = [{"work": "a", "trade": "x"}, {"work": "b", "trade": "y"}]
    full = [dict.fromkeys(_fields(), None) | one for one in gold]
    paired = pair(full, list(reversed(full)))
    assert all(want is not None and got is not None and same("work", want, got) for want, got in paired)


def _fields() -> tuple[str, ...]:
    from nlp.score import FIELDS

    return FIELDS


def test_interval() -> None:
    low, high = wilson(90, 100)
    assert 0.82 < low < 0.83
    assert 0.94 < high < 0.945
