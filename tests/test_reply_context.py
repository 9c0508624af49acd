"""A pending question is answered before anything else that its writer says is read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from nlp import reply
from nlp.reply_lines import as_json, context_of
from nlp.types import Intent, OpenPosting, Pending, PendingKind, ReplyContext, Trade

NOW = datetime.fromisoformat("2026-10-16T19:00:00+08:00")
APPLES = OpenPosting(
    "A12", "摘苹果", Trade.PICKING, "高村镇闫景村", "150元/天", date(2026, 10, 17), time(7), 20, 18, 25
)
BRICKS = OpenPosting(
    "B07", "搬砖", Trade.CONSTRUCTION, "荣河镇庙前村", "180元/天", date(2026, 10, 18), time(6, 30), 6, 2, 70
)
PENDING = Path(__file__).parent / "corpus" / "replies-own-pending.jsonl"


def asked(kind: PendingKind, *codes: str, signed: tuple[str, ...] = ()) -> ReplyContext:
    return ReplyContext(NOW, (APPLES, BRICKS), signed_up=signed, pending=Pending(kind, codes))


@pytest.mark.parametrize("text", ["中", "好的", "👌", "行", "去", "要得", "可以", "能行", "得"])
@pytest.mark.parametrize("kind", [PendingKind.OFFER, PendingKind.PART])
def test_a_bare_yes_takes_the_seat(text: str, kind: PendingKind) -> None:
    read = reply.read(text, asked(kind, "A12"))
    assert (read.intent, read.posting, read.yes) == (Intent.JOIN, "A12", True)


@pytest.mark.parametrize("text", ["不了", "算了", "不去", "不用了 谢谢", "不去了 找着别的活了", "没空"])
@pytest.mark.parametrize("kind", [PendingKind.OFFER, PendingKind.PART])
def test_a_no_leaves_it(text: str, kind: PendingKind) -> None:
    read = reply.read(text, asked(kind, "A12"))
    assert (read.intent, read.yes) == (Intent.DECLINE, False)


def test_part_takes_what_is_free() -> None:
    assert reply.read("行", asked(PendingKind.PART, "A12")).count == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("搬砖", "B07"),
        ("摘苹果那个", "A12"),
        ("b07", "B07"),
        ("第二个", "B07"),
        ("180那个", "B07"),
        ("闫景的", "A12"),
        ("都行", None),
        ("我去", None),
    ],
)
def test_which(text: str, code: str | None) -> None:
    read = reply.read(text, asked(PendingKind.WHICH, "A12", "B07"))
    assert read.answered == code
    assert read.posting == (code or "ambiguous")


def test_the_order_is_that_of_the_question() -> None:
    assert reply.read("第二个", asked(PendingKind.WHICH, "B07", "A12")).answered == "A12"


def test_one_more() -> None:
    context = asked(PendingKind.ONE_MORE, "A12", signed=("A12",))
    yes = reply.read("对 再加一个", context)
    assert (yes.intent, yes.count, yes.adds, yes.yes) == (Intent.JOIN, 1, True, True)
    no = reply.read("不是 就我自己", context)
    assert (no.intent, no.count, no.yes) == (Intent.CHAT, None, False)


def test_still() -> None:
    context = asked(PendingKind.STILL, "A12", signed=("A12",))
    assert reply.read("照去哩", context).yes is True
    assert reply.read("好", context).yes is True
    gone = reply.read("不去", context)
    assert (gone.intent, gone.yes) == (Intent.CANCEL, False)


def test_clash() -> None:
    read = reply.read("苹果不去了 去搬砖", asked(PendingKind.CLASH, "A12", "B07", signed=("A12",)))
    assert (read.intent, read.answered) == (Intent.JOIN, "B07")


@pytest.mark.parametrize("kind", list(PendingKind))
@pytest.mark.parametrize("text", ["几点走", "哈哈哈", "工钱日结不"])
def test_another_matter_answers_nothing(kind: PendingKind, text: str) -> None:
    read = reply.read(text, asked(kind, "A12", "B07"))
    assert (read.yes, read.answered) == (None, None)


def test_without_a_question_a_bare_yes_is_talk() -> None:
    context = replace(asked(PendingKind.OFFER, "A12"), pending=None)
    assert reply.read("好的", context).intent is Intent.CHAT


def test_labelled_answers() -> None:
    lines = [json.loads(line) for line in PENDING.read_text(encoding="utf-8").splitlines()]
    keys = ("intent", "posting", "count", "yes", "answered")
    wrong = []
    for line in lines:
        answer = as_json(reply.read(line["text"], context_of(line)))
        if any(answer[key] != line[key] for key in keys):
            wrong.append(line["text"])
    assert len(wrong) <= len(lines) * 0.04, wrong


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("我弟妹去不了了", None),
        ("弟妹不去了，我去", None),
        ("我老公不去了 就我一个", 1),
        ("娃他爸去不成，我们两个去", 2),
    ],
)
@pytest.mark.parametrize("kind", [PendingKind.OFFER, PendingKind.PART])
def test_who_of_the_party_stays_away_lowers_it_and_takes_the_seat(
    text: str, people: int | None, kind: PendingKind
) -> None:
    read = reply.read(text, asked(kind, "A12", signed=("A12",)))
    assert (read.intent, read.posting, read.count, read.yes) == (Intent.CHANGE, "A12", people, True)


@pytest.mark.parametrize("text", ["我和我媳妇去不了", "我俩去不了", "我婆娘去不了我也不去", "娃病了去不了"])
def test_a_whole_party_that_stays_away_leaves_it(text: str) -> None:
    read = reply.read(text, asked(PendingKind.PART, "A12", signed=("A12",)))
    assert (read.intent, read.yes) == (Intent.DECLINE, False)


@pytest.mark.parametrize("text", ["我的", "俺的", "是我的。", "那是我的", "我家的", "算我的"])
@pytest.mark.parametrize("kind", [kind for kind in PendingKind if kind not in (PendingKind.WHICH, PendingKind.CLASH)])
def test_whose_it_is_answers_nothing(text: str, kind: PendingKind) -> None:
    read = reply.read(text, asked(kind, "A12", signed=("A12",)))
    assert (read.intent, read.yes) == (Intent.CHAT, None)


@pytest.mark.parametrize("text", ["我", "我要", "我的名额留着，我去"])
def test_who_speaks_for_themselves_takes_the_seat(text: str) -> None:
    assert reply.read(text, asked(PendingKind.OFFER, "A12")).yes is True
