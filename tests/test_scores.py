# ruff: noqa: E501 - tables of phrases are not wrapped
"""Floors under the figures on the labelled corpora: they only rise."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from nlp.__main__ import main
from nlp.score import Tally, pair, same, score_requests, wilson

CORPUS = Path(__file__).parent / "corpus"
# File pattern: least share of messages with all key fields right, least micro F1, least share of asking seen right.
FLOORS = {
    "requests-dev-hainan.jsonl": (0.97, 0.99, 1.0),
    "requests-dev-hard.jsonl": (0.99, 0.985, 1.0),
    "requests-dev-luonan-pingtang.jsonl": (0.97, 0.985, 1.0),
    "requests-dev-wanrong.jsonl": (0.97, 0.985, 1.0),
    "requests-own.jsonl": (0.93, 0.975, 0.99),
    "requests-own-2.jsonl": (0.975, 0.982, 0.99),
    "requests-own-3.jsonl": (0.97, 0.985, 0.99),
    "requests-own-4.jsonl": (0.9, 0.968, 0.99),
    "requests-own-5.jsonl": (0.95, 0.98, 0.99),
    "requests-own-6.jsonl": (0.94, 0.972, 0.99),
    "requests-own-7.jsonl": (0.99, 0.985, 0.99),
    "requests-own-8.jsonl": (0.99, 0.995, 0.99),
    "requests-own-9.jsonl": (0.93, 0.965, 0.985),
    "requests-own-10.jsonl": (0.87, 0.935, 0.98),
    "requests-own-11.jsonl": (0.97, 0.99, 1.0),
    "requests-own-12.jsonl": (0.88, 0.962, 1.0),
    "requests-own-13.jsonl": (0.98, 0.985, 1.0),
    "requests-own-14.jsonl": (0.98, 0.992, 1.0),
    "requests-own-15.jsonl": (0.98, 0.988, 1.0),
    "requests-own-16.jsonl": (0.97, 0.988, 1.0),
    "requests-own-17.jsonl": (0.97, 0.986, 1.0),
    "requests-own-18.jsonl": (0.97, 0.98, 1.0),
    "requests-own-19.jsonl": (0.9, 0.95, 0.98),
    "requests-own-21.jsonl": (0.95, 0.967, 1.0),
    "requests-own-22.jsonl": (1.0, 0.995, 1.0),
    "requests-own-23.jsonl": (1.0, 0.995, 1.0),
    "requests-own-24.jsonl": (0.97, 0.98, 1.0),
    "requests-own-25.jsonl": (0.97, 0.967, 1.0),
    "requests-own-26.jsonl": (0.93, 0.97, 1.0),
    "requests-own-28.jsonl": (1.0, 1.0, 1.0),
    "requests-own-29.jsonl": (1.0, 1.0, 1.0),
    "requests-unread.jsonl": (0.89, 0.96, 0.97),
    "requests-unread-hard.jsonl": (0.68, 0.895, 0.97),
    "requests-unread-3.jsonl": (0.98, 0.985, 0.98),
    "requests-unread-3-hard.jsonl": (0.67, 0.93, 0.95),
    "requests-unread-4.jsonl": (0.96, 0.981, 0.96),
    "requests-unread-4-hard.jsonl": (0.83, 0.953, 0.95),
    "requests-unread-5.jsonl": (0.98, 0.986, 1.0),
    "requests-unread-5-hard.jsonl": (0.86, 0.967, 0.96),
    "requests-unread-6.jsonl": (0.91, 0.969, 0.96),
    "requests-unread-6-hard.jsonl": (0.75, 0.918, 0.98),
    "requests-unread-8.jsonl": (0.83, 0.966, 1.0),
    "requests-unread-8-hard.jsonl": (0.63, 0.936, 1.0),
    "requests-unread-9.jsonl": (0.9, 0.98, 1.0),
    "requests-unread-9-hard.jsonl": (0.75, 0.878, 0.87),
    "requests-unread-10.jsonl": (0.95, 0.973, 1.0),
    "requests-unread-10-hard.jsonl": (0.6, 0.931, 0.95),
    "requests-unread-11.jsonl": (1.0, 0.979, 1.0),
    "requests-unread-11-hard.jsonl": (0.35, 0.873, 1.0),
    "requests-own-30.jsonl": (0.75, 0.90, 0.95),
    "requests-own-31.jsonl": (1.0, 1.0, 1.0),
    "requests-unread-12.jsonl": (1.0, 0.985, 1.0),
    "requests-unread-12-hard.jsonl": (0.83, 0.929, 0.91),
}


@pytest.mark.parametrize("name", FLOORS)
def test_floor(name: str) -> None:
    tally = score_requests([CORPUS / name])
    right, micro, asked = FLOORS[name]
    assert tally.right / tally.messages >= right, "unread" if "unread" in name else tally.wrong
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


def test_lines_out_match_lines_in(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    line = {
        "text": "明天要20个人摘苹果，解店镇西解村，150一天",
        "now": "2026-10-14T18:30:00+08:00",
        "region": "wanrong",
    }
    given = [json.dumps(line, ensure_ascii=False), "no json", "{}", json.dumps(line | {"region": "nowhere"})]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(given) + "\n"))
    assert main(["requests"]) == 0
    rows = [json.loads(row)["postings"] for row in capsys.readouterr().out.splitlines()]
    assert [len(row) for row in rows] == [1, 0, 0, 0]
    assert rows[0][0]["place"] == {"township": "解店镇", "village": "西解村", "detail": None}


def test_explain_shows_words_rule_and_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "摘苹果 20个人 十月十七开始 西解村", "--now", "2026-10-14T09:00:00+08:00"]) == 0
    shown = capsys.readouterr().out
    assert "\x1b[" in shown
    assert "2026-10-17" in shown
    assert "or 2026-11-25" in shown
    assert "doubtful" in shown


def test_explain_says_where_no_worker_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "大家中秋快乐", "--now", "2026-10-14T09:00:00+08:00"])
    assert "no worker is asked for" in capsys.readouterr().out
