"""A posting only pointed at, everyday turns of speech and who stays on the roster, each beside its twin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp import reply
from nlp.reply_choice import is_code
from nlp.types import Certainty, Intent, OpenPosting, Pending, PendingKind, Trade
from tests.test_reply_days import APPLES, FREE, ON

BAGS = OpenPosting("B07", "套袋", Trade.FIELD, "荣河镇庙前村", "180元/天", APPLES.start, None, 6, 2, 70)
TWO = replace(FREE, postings=(APPLES, BAGS))


@pytest.mark.parametrize("text", ["b07", "B-07", "180那个", "一百八的", "钱多那个", "套袋那个", "第二个", "庙前那家"])
def test_pointing_at_a_posting_is_a_join_to_be_asked_about(text: str) -> None:
    read = reply.read(text, TWO)
    assert (read.intent, read.posting, read.count, read.certainty) == (Intent.JOIN, "B07", 1, Certainty.LIKELY)


@pytest.mark.parametrize("text", ["b07还要人不", "180那个不去", "那个", "套袋", "不是180那个", "b09"])
def test_what_points_at_none_is_no_join(text: str) -> None:
    assert reply.read(text, TWO).intent is not Intent.JOIN


def test_who_is_on_a_posting_already_does_not_choose_it() -> None:
    assert reply.read("b07", replace(TWO, signed_up=("B07",))).intent is Intent.CHAT


def test_a_code_and_no_more() -> None:
    assert is_code("Ａ１２")
    assert is_code("a12那个")
    assert not is_code("a12我去")


@pytest.mark.parametrize(
    "text",
    [
        "我不会临时变卦的",
        "退是不可能退的",
        "别等我，我自己过去",
        "别等我吃饭",
        "隔壁老李退了，我不退",
        "差点不想去了，想想还是去",
        "我去不了的时候会提前说",
        "没变 还是两个",
        "来不及吃饭了，先走",
        "今晚不打牌了，早睡",
        "受不了了，太热",
        "撤什么撤，都说好了",
        "谁退群了",
    ],
)
def test_who_stays_on_the_roster(text: str) -> None:
    read = reply.read(text, ON)
    assert (read.intent, read.alarm) == (Intent.CHAT, None)


@pytest.mark.parametrize(
    "text",
    [
        "别等我了",
        "能不能把我退了",
        "我和我媳妇的名都去了吧",
        "我也不想变卦，可是去不了了",
        "腿疼得走不了路",
        "不行，明天有事",
        "明天的先算了，家里浇地",
    ],
)
def test_who_leaves_the_roster(text: str) -> None:
    assert reply.read(text, ON).intent is Intent.CANCEL


def test_half_a_day_is_never_sure() -> None:
    assert reply.read("我去半天", FREE).certainty is Certainty.LIKELY
    assert reply.read("我只去半天", FREE).intent is Intent.JOIN
    assert reply.read("等半天了 我去", FREE).certainty is Certainty.SURE
    assert reply.read("半天行不行", FREE).intent is Intent.ASK


@pytest.mark.parametrize(
    ("text", "yes"), [("不下雨就去", True), ("天晴我肯定去", True), ("下雨就不去", None), ("不去", False)]
)
def test_the_weather_is_no_condition_of_their_own(text: str, yes: bool | None) -> None:
    still = replace(ON, pending=Pending(PendingKind.STILL, (APPLES.code,)))
    assert reply.read(text, still).yes is yes


@pytest.mark.parametrize(("text", "count"), [("老者和我都去", 2), ("两个人，干一个人的活也行，报上", 2)])
def test_people_beside_the_writer(text: str, count: int) -> None:
    assert reply.read(text, FREE).count == count


def test_so_many_of_so_many() -> None:
    read = reply.read("四个去不成一个", ON)
    assert (read.intent, read.count) == (Intent.CHANGE, 3)
