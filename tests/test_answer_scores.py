"""The floors of the answers sets: they only rise."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from nlp import answer_lines, score_answers

CORPUS = Path(__file__).parent / "corpus"
FLOORS = {
    "answers-dev.jsonl": 0.98,
    "answers-own.jsonl": 0.98,
    "answers-tried.jsonl": 0.99,
    "answers-own-2.jsonl": 0.99,
    "answers-own-3.jsonl": 0.97,
    "answers-own-4.jsonl": 0.97,
    "answers-unread.jsonl": 0.93,
    "answers-own-6.jsonl": 0.98,
    "answers-own-7.jsonl": 1.0,
    "answers-own-8.jsonl": 1.0,
    "answers-own-9.jsonl": 0.95,
    "answers-own-10.jsonl": 1.0,
    "answers-unread-4.jsonl": 0.73,
    "answers-unread-2.jsonl": 0.81,
    "answers-unread-3.jsonl": 0.64,
}


@pytest.mark.parametrize("name", FLOORS)
def test_floor(name: str) -> None:
    counted = score_answers.score(CORPUS / name)
    assert counted.turns > 0
    assert counted.share >= FLOORS[name], score_answers.report([CORPUS / name])


def test_lines_in_and_out_agree_one_for_one() -> None:
    lines = (CORPUS / "answers-dev.jsonl").read_text(encoding="utf-8").splitlines()[:5]
    bare = [json.dumps({k: v for k, v in json.loads(line).items() if k not in ("act", "changes")}) for line in lines]
    source = io.StringIO("\n".join([bare[0], "not JSON", "[]", '{"text": "对"}', *bare[1:]]) + "\n")
    target = io.StringIO()
    assert answer_lines.main([], source, target) == 0
    answers = [json.loads(line) for line in target.getvalue().splitlines()]
    assert len(answers) == 8
    assert answers[1:4] == [{"act": "other", "changes": {}}] * 3
    wanted = json.loads(lines[0])
    assert score_answers.same(answers[0]["changes"], wanted["changes"])


def test_the_report_names_the_files_and_fields() -> None:
    told = score_answers.report([CORPUS / "answers-dev.jsonl"])
    assert "answers-dev.jsonl" in told
    assert "headcount" in told
    assert "%" in told


def test_equality_is_by_value_and_lists_of_words_by_members() -> None:
    assert score_answers.same([1, 2], [1.0, 2.0])
    assert score_answers.same(["lunch", "water"], ["water", "lunch"])
    assert not score_answers.same([1, 2], [2, 1])
    assert not score_answers.same({"min": 1}, {"min": 2})
    assert not score_answers.same(None, 0)
    assert score_answers.interval(0, 0) == (0.0, 0.0)
    low, high = score_answers.interval(90, 100)
    assert low < 0.9 < high
