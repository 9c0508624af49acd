"""Texts written without any mark: where a breath ends, what that makes of them, and how it is learnt."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlp import breath_learn, reply
from nlp.__main__ import main
from nlp.breaths import marked
from nlp.reply_lines import context_of
from nlp.types import Intent

NOW = datetime(2026, 10, 14, 18, 30, tzinfo=ZoneInfo("Asia/Shanghai")).isoformat()
PICKING = {
    "code": "A12",
    "work": "摘苹果",
    "trade": "picking",
    "place": "西解村",
    "wage": "150/天",
    "day": "2026-10-15",
}


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("行那就去吧反正在家也没事", "行,那就去吧,反正在家也没事"),
        ("几点集合俺们仨都来", "几点集合,俺们仨都来"),
        ("本来三个我哥有事两个", "本来三个,我哥有事两个"),
    ],
)
def test_a_long_text_without_a_mark_is_parted(text: str, parted: str) -> None:
    assert marked(text) == parted


@pytest.mark.parametrize(
    "text",
    [
        "明天去,反正在家也没事干啊",
        "俺俩都去",
        "我去丈母娘家喝酒",
        "要是雪梅去的话俺也去",
        "我跟张三李四去",
        "就去18号一天",
    ],
)
def test_what_has_its_marks_or_is_one_breath_stays_as_it_is(text: str) -> None:
    assert marked(text) == text
    assert [marked(each) for each in ("", "行 那就去吧反正在家也没事", "去" * 300)] == [
        "",
        "行 那就去吧反正在家也没事",
        "去" * 300,
    ]


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("行那就去吧反正在家也没事", Intent.JOIN, 1),
        ("他们不来算了俺们四个来", Intent.JOIN, 4),
        ("家里娃发烧了去不成了你们去吧", Intent.DECLINE, None),
        ("早上几点集合俺们三个都来", Intent.JOIN, 3),
        ("我姐有事我去", Intent.JOIN, 1),
        ("还要人不算我一个", Intent.JOIN, 1),
        ("六个四个女的两个男的都去", Intent.JOIN, 6),
        ("我不去我去县城", Intent.DECLINE, None),
        ("他不去我也不去", Intent.DECLINE, None),
        ("我今天有事我去不成", Intent.DECLINE, None),
    ],
)
def test_a_reply_spoken_in_one_go_is_read_by_its_breaths(text: str, intent: Intent, count: int | None) -> None:
    context = context_of({"now": NOW, "region": "wanrong", "postings": [PICKING], "reply_to": None, "signed_up": []})
    found = reply.read(text, context)
    assert (found.intent, found.count if intent is Intent.JOIN else None) == (intent, count)


def test_marks_are_learnt_from_texts_that_have_them(tmp_path: Path) -> None:
    source = tmp_path / "replies-own.jsonl"
    told = ["我去，算我一个", "不去，家里有事", "我去，家里没事", "没有标点的长句子什么也教不了"]
    source.write_text("\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in told * 5), encoding="utf-8")
    first, again = io.StringIO(), io.StringIO()
    assert breath_learn.main([str(source)], first) == 0
    assert breath_learn.main([str(source)], again) == 0
    assert first.getvalue() == again.getvalue()
    weights = {tuple(line.split("\t")[:2]): int(line.split("\t")[2]) for line in first.getvalue().splitlines()[1:]}
    assert weights["x", "去"] < 0 < weights["a", "去"]
    assert not any("标" in sign for _, sign in weights)


def test_numbers_with_a_point_are_one() -> None:
    assert breath_learn.parted("一斤1.5,7:30到") == ("一斤1.57:30到", {5})


def test_unread_texts_are_not_learnt_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "requests-unread-3.jsonl"
    source.write_text("", encoding="utf-8")
    assert main(["breaths", str(source)]) == 2
    assert "unread" in capsys.readouterr().err
