"""The second reading of replies: what it learns from, what it may overrule, and that it never guesses a change."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from nlp import reply_learn
from nlp.__main__ import main
from nlp.reply import read
from nlp.reply_weights import INTENTS, of_characters, of_marks, second_reading
from nlp.types import Certainty, Intent, OpenPosting, ReplyContext

NOW = datetime(2026, 10, 14, 19, 2, tzinfo=timezone(timedelta(hours=8)))
APPLES = OpenPosting(
    "A12", "摘苹果", "picking", "解店镇西解村", "150元/天", date(2026, 10, 15), time(7), 20, 5, minutes_ago=30
)
FREE = ReplyContext(NOW, (APPLES,), region="wanrong")
SIGNED = ReplyContext(NOW, (APPLES,), signed_up=("A12",), region="wanrong")


def test_signs_of_a_text() -> None:
    assert of_characters("我去") == {"^", "我", "去", "$", "^我", "我去", "去$"}
    assert {"I", "g", "Ig", "^Ig", "Ig$", "clauses 0"} <= of_marks("Ig")


@pytest.mark.parametrize(
    "text",
    [
        "隔壁小两口去，俺不去",
        "想报，等我跟婆婆说一声再定",
        "我爹说他顶我的名额",
        "刚有人说“给我留两个”，是谁",
        "谁说我要去了",
    ],
)
def test_what_only_sounds_like_a_join_signs_nobody_up(text: str) -> None:
    assert read(text, FREE).intent is not Intent.JOIN


def test_an_overruled_reading_is_never_called_sure() -> None:
    reply = read("我爹说他顶我的名额", FREE)
    assert reply.certainty is not Certainty.SURE


@pytest.mark.parametrize("text", ["我不是不去，是没看见消息", "不能不去，等钱用呢", "不去也得去，家里揭不开锅了"])
def test_an_oath_stays_a_join(text: str) -> None:
    assert read(text, FREE).intent is Intent.JOIN


def test_nobody_off_the_roster_cancels_or_changes() -> None:
    for first in (Intent.JOIN, Intent.CHAT, Intent.DECLINE):
        for text, marks in (("取消吧 不去了", "z,x"), ("改成三个", "vC")):
            assert second_reading(text, marks, False, first) not in (Intent.CANCEL, Intent.CHANGE)


def test_the_rules_stand_where_nothing_is_known() -> None:
    for first in INTENTS:
        assert second_reading("龘", "", first in (Intent.CANCEL, Intent.CHANGE), first) is first


def _line(text: str, intent: str) -> str:
    posting = {"code": "A12", "work": "摘苹果", "trade": "picking", "place": "西解村", "wage": "150元/天"}
    line = {"text": text, "intent": intent, "now": NOW.isoformat(), "region": "wanrong", "postings": [posting]}
    return json.dumps(line, ensure_ascii=False) + "\n"


def test_learning_tells_intents_apart(tmp_path: Path) -> None:
    lines = [
        _line("今晚有戏看", "chat"),
        _line("咱村今晚有戏", "chat"),
        _line("算我一个", "join"),
        _line("也算我一个", "join"),
    ]
    source = tmp_path / "replies-some.jsonl"
    source.write_text("".join(lines * 3), encoding="utf-8")
    out, again = io.StringIO(), io.StringIO()
    assert reply_learn.main([str(source)], out) == 0
    assert reply_learn.main([str(source)], again) == 0
    assert out.getvalue() == again.getvalue()
    weights = {
        line.split("\t")[1]: line.split("\t")[2].split() for line in out.getvalue().splitlines() if line[0] == "c"
    }
    chat, join = INTENTS.index(Intent.CHAT), INTENTS.index(Intent.JOIN)
    assert int(weights["有戏"][chat]) > 0 > int(weights["有戏"][join])
    assert int(weights["算"][join]) > 0 > int(weights["算"][chat])


def test_unread_sets_are_not_learnt_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "replies-unread-9.jsonl"
    source.write_text(_line("算我一个", "join"), encoding="utf-8")
    assert main(["learn", str(source)]) == 2
    assert "unread" in capsys.readouterr().err
