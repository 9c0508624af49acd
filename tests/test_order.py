"""The small words of a poster's talk."""

from __future__ import annotations

from datetime import date

import pytest

from nlp import order

TODAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("text", "act", "code", "number"),
    [
        ("还差2个", "still", None, 2),
        ("Ａ１２还差两个人", "still", "A12", 2),
        ("a12 招满了", "close", "A12", None),
        ("人够了", "close", None, None),
        ("取消", "cancel", None, None),
        ("不取消", None, None, None),
        ("不要人了", "cancel", None, None),
        ("下雨，A12今天停工", "stop", "A12", None),
        ("A12 我带8个人", "block", "A12", 8),
        ("再来一次，后天", "again", None, None),
        ("改成25个人", "seats", None, 25),
        ("名单", "roster", None, None),
        ("审核好了吗", "where", None, None),
        ("在吗", "greet", None, None),
        ("有活吗", "seek", None, None),
        ("收费不", "fee", None, None),
        ("明天要20个人摘苹果，解店镇西解村，150一天管午饭", None, None, None),
        ("一天150", None, None, None),
    ],
)
def test_acts(text: str, act: str | None, code: str | None, number: int | None) -> None:
    read = order.read(text, TODAY)
    assert (read.act, read.code, read.number) == (act, code, number)


@pytest.mark.parametrize("text", ["行", "中", "好的", "可以啦", "ok", "就这样吧", "👌"])
def test_yes(text: str) -> None:
    assert order.read(text, TODAY).yes


@pytest.mark.parametrize("text", ["不写", "不行", "算了不写", "别写"])
def test_yes_is_not_no(text: str) -> None:
    assert not order.read(text, TODAY).yes


def test_days_and_floors() -> None:
    assert order.read("A12明天停工", TODAY).day == date(2026, 10, 15)
    assert order.read("再来一次，20号", TODAY).day == date(2026, 10, 20)
    assert order.read("再来一次，3号", TODAY).day == date(2026, 11, 3)
    assert order.read("再来一次，32号", TODAY).day is None
    assert order.read("不低于120", TODAY).floor == 120
    assert order.read("120起", TODAY).floor == 120


def test_letters_that_read_as_digits_are_no_codes() -> None:
    assert order.code_in("I12 O3") is None
    assert order.code_in("A100") is None
    assert order.code_in("B7，去") == "B7"


@pytest.mark.parametrize(
    ("words", "number"), [("十", 10), ("十二", 12), ("二十五", 25), ("俩", 2), ("38", 38), ("百", None), ("", None)]
)
def test_numbers(words: str, number: int | None) -> None:
    assert order.number_of(words) == number


def test_names_only_where_there_is_nothing_else() -> None:
    assert order.names("A12 张三 李四 13800138001") == (("张三", "李四"), ("13800138001",))
    assert order.names("A12 我明天带八个人过去行不行呀") == ((), ())


@pytest.mark.parametrize("text", ["", " ", "\x00", "啊" * 5000, "A" * 5000, "٣ 二 ²", "😀" * 300])
def test_no_text_raises(text: str) -> None:
    order.read(text, TODAY)
    order.desk(text)
    order.names(text)
