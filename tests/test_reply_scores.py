"""The figures on the labelled replies: floors that only rise."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from nlp import reply_lines
from nlp.score_replies import report, score, wilson

CORPUS = Path(__file__).parent / "corpus"
ORDINARY = [path for path in sorted(CORPUS.glob("replies-dev-*.jsonl")) if "hard" not in path.name]
HARD = [CORPUS / "replies-dev-hard.jsonl"]
NEWEST_OWN = [CORPUS / f"replies-own-{number}.jsonl" for number in (14, 15, 16, 17, 18)]
LATEST_OWN = [CORPUS / f"replies-own-{number}.jsonl" for number in (20, 21, 23)]
OWN = [path for path in sorted(CORPUS.glob("replies-own*.jsonl")) if "pending" not in path.name]
UNREAD = [CORPUS / "replies-unread.jsonl", CORPUS / "replies-unread-2.jsonl"]
UNREAD_HARD = [CORPUS / "replies-unread-hard.jsonl"]
UNREAD_3 = [CORPUS / "replies-unread-3.jsonl"]
UNREAD_3_HARD = [CORPUS / "replies-unread-3-hard.jsonl"]
UNREAD_4 = [CORPUS / "replies-unread-4.jsonl"]
UNREAD_4_HARD = [CORPUS / "replies-unread-4-hard.jsonl"]
UNREAD_5 = [CORPUS / "replies-unread-5.jsonl"]
UNREAD_5_HARD = [CORPUS / "replies-unread-5-hard.jsonl"]
UNREAD_6 = [CORPUS / "replies-unread-6.jsonl"]
UNREAD_6_HARD = [CORPUS / "replies-unread-6-hard.jsonl"]
UNREAD_8 = [CORPUS / "replies-unread-8.jsonl"]
UNREAD_8_HARD = [CORPUS / "replies-unread-8-hard.jsonl"]
UNREAD_9 = [CORPUS / "replies-unread-9.jsonl"]
UNREAD_9_HARD = [CORPUS / "replies-unread-9-hard.jsonl"]
UNREAD_10 = [CORPUS / "replies-unread-10.jsonl"]
UNREAD_10_HARD = [CORPUS / "replies-unread-10-hard.jsonl"]
UNREAD_11 = [CORPUS / "replies-unread-11.jsonl"]
UNREAD_11_HARD = [CORPUS / "replies-unread-11-hard.jsonl"]
UNREAD_12 = [CORPUS / "replies-unread-12.jsonl"]
UNREAD_12_HARD = [CORPUS / "replies-unread-12-hard.jsonl"]
NEWEST = [CORPUS / "replies-unread-13.jsonl"]
NEWEST_HARD = [CORPUS / "replies-unread-13-hard.jsonl"]
UNREAD_ALARM = sorted(CORPUS.glob("replies-unread-alarm*.jsonl"))


@pytest.mark.parametrize(
    ("paths", "right", "false_joins", "missed_joins"),
    [
        (ORDINARY, 0.99, 0.0, 0.0),
        (HARD, 0.99, 0.0, 0.0),
        (OWN, 0.98, 0.001, 0.005),
        (NEWEST_OWN, 0.99, 0.0, 0.01),
        (LATEST_OWN, 0.97, 0.0, 0.05),
        ([CORPUS / "replies-own-26.jsonl"], 0.95, 0.0, 0.1),
        ([CORPUS / "replies-own-27.jsonl"], 0.93, 0.0, 0.03),
        ([CORPUS / "replies-own-28.jsonl"], 0.97, 0.01, 0.03),
        ([CORPUS / "replies-own-29.jsonl"], 1.0, 0.0, 0.0),
        ([CORPUS / "replies-own-30.jsonl"], 1.0, 0.0, 0.0),
        ([CORPUS / "replies-own-31.jsonl"], 0.98, 0.0, 0.0),
        ([CORPUS / "replies-own-32.jsonl"], 0.93, 0.03, 0.06),
        ([CORPUS / "replies-tried.jsonl"], 0.9, 0.0, 0.07),
        (UNREAD, 0.85, 0.016, 0.05),
        (UNREAD_HARD, 0.80, 0.085, 0.13),
        (UNREAD_3, 0.93, 0.0, 0.0),
        (UNREAD_3_HARD, 0.72, 0.10, 0.06),
        (UNREAD_4, 0.97, 0.0, 0.0),
        (UNREAD_4_HARD, 0.95, 0.0, 0.0),
        (UNREAD_5, 1.0, 0.0, 0.0),
        (UNREAD_5_HARD, 0.92, 0.0, 0.04),
        (UNREAD_6, 0.93, 0.0, 0.04),
        (UNREAD_6_HARD, 0.83, 0.03, 0.12),
        (UNREAD_8, 0.95, 0.0, 0.0),
        (UNREAD_8_HARD, 0.71, 0.0, 0.23),
        (UNREAD_9, 0.97, 0.0, 0.0),
        (UNREAD_9_HARD, 0.73, 0.07, 0.0),
        (UNREAD_10, 0.91, 0.0, 0.0),
        (UNREAD_10_HARD, 0.69, 0.08, 0.1),
        (UNREAD_11, 0.93, 0.0, 0.0),
        (UNREAD_11_HARD, 0.77, 0.08, 0.2),
        (UNREAD_12, 0.75, 0.0, 0.12),
        (UNREAD_12_HARD, 0.8, 0.08, 0.15),
        (NEWEST, 0.96, 0.0, 0.04),
        (NEWEST_HARD, 0.9, 0.05, 0.06),
    ],
)
def test_floors(paths: list[Path], right: float, false_joins: float, missed_joins: float) -> None:
    figures = score(paths)
    assert figures.right_share >= right
    assert figures.false_join_share <= false_joins
    assert figures.missed_join_share <= missed_joins


def test_alarms_are_found() -> None:
    figures = score([*ORDINARY, *HARD, *OWN])
    assert figures.alarm_recall >= 0.99
    assert figures.alarm_precision >= 0.97


def test_alarms_are_found_in_what_nobody_read() -> None:
    figures = score(UNREAD_ALARM)
    assert figures.alarm_recall >= 0.75
    assert figures.right_share >= 0.88


def test_report_tells_unread_sets_apart() -> None:
    text = report([*HARD, *UNREAD])
    assert "replies-dev-hard" in text
    assert "all but unread" in text


def test_wilson() -> None:
    low, high = wilson(95, 100)
    assert 0.88 < low < 0.9
    assert 0.97 < high < 0.98
    assert wilson(0, 0) == (0.0, 1.0)


def test_lines_out_match_lines_in() -> None:
    good = json.loads(HARD[0].read_text(encoding="utf-8").splitlines()[5])
    for key in ("intent", "posting", "count", "names", "phones", "ask", "alarm", "id"):
        good.pop(key, None)
    source = (
        "\n".join(
            [json.dumps(good), "", "no json", "[]", '{"text": 5}', json.dumps({**good, "postings": [{"code": "A1"}]})]
        )
        + "\n"
    )
    out = io.StringIO()
    reply_lines.main((), io.StringIO(source), out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(answers) == 6
    assert answers[0]["intent"] == "join"
    assert answers[0]["count"] == 2
    assert all(answer["intent"] in {"join", "chat"} for answer in answers)
    assert {"intent", "posting", "count", "names", "phones", "ask", "alarm"} <= answers[2].keys()
