"""Somebody comes in another's place, as hosts and brokers write it."""

from __future__ import annotations

import pytest

from nlp import swap
from nlp.swap import Swap, Turn

KNOWN = ("张三", "李四", "玉梅")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三去不了，换成王五", Swap("张三", "王五")),
        ("张三去不了换成王五", Swap("张三", "王五")),
        ("A1 张三有事去不了了，让王五去吧", Swap("张三", "王五")),
        ("玉梅换成桂花", Swap("玉梅", "桂花")),
        ("李四不去了 叫赵六顶上", Swap("李四", "赵六")),
        ("王五顶张三", Swap("张三", "王五")),
        ("让桂花替玉梅去", Swap("玉梅", "桂花")),
        ("李四病了，建国替他", Swap("李四", "建国")),
        ("我去不了了，王五替我", Swap(None, "王五")),
        ("赵六去不了，换成王五", Swap("赵六", "王五")),
        ("张三来不了了，换王明来", Swap("张三", "王明")),
        ("俺有事 让建国替俺去", Swap(None, "建国")),
        ("不去了，叫建国去吧", Swap(None, "建国")),
    ],
)
def test_a_swap(text: str, found: Swap) -> None:
    assert swap.read(text, KNOWN) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我去",
        "张三去不了",
        "张三换成两个人",
        "不认识的去不了，换成王五",
        "赵六换成王五",
        "摘苹果换成卸车",
        "今天去不了换成后天",
        "换成明天",
        "不去了，叫人家等着",
        "张三换成李四",
        "张三去不了了，工钱能改成180不",
        "我去不了了",
        "我换个活干",
        "张三让我来问一声还要人不",
        "王五" * 40,
    ],
)
def test_no_swap(text: str) -> None:
    assert swap.read(text, KNOWN) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("少来一个", 1), ("俺们少来俩", 2), ("A12 减3个人", 3), ("我这边少去两个了", 2), ("划掉一个吧", 1)],
)
def test_fewer(text: str, number: int) -> None:
    assert swap.turned(text) == Turn(None, -number)


@pytest.mark.parametrize(
    "text", ["", "一个都不少", "钱少给了20", "少了一个人没人吭声", "来两个", "少说两句", "少" * 99]
)
def test_not_fewer(text: str) -> None:
    assert swap.turned(text) is None


def test_numerals_in_names_are_no_numbers() -> None:
    assert swap.names_only_away("李四也不去了", ("李四",))
    assert not swap.names_only_away("李四不去了，我们来三个", ("李四",))


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("把我那两个去掉一个", Turn(1, -1)),
        ("四个里头去掉俩", Turn(2, -2)),
        ("本来三个 现在多一个", Turn(4, 1)),
        ("原来3个，现在加一个", Turn(4, 1)),
        ("本来俩人，又多了一个", Turn(3, 1)),
        ("我本来报的五个人，现在少两个", Turn(3, -2)),
        ("我这边多出来一个人", Turn(None, 1)),
        ("我这儿少一个人", Turn(None, -1)),
        ("A12 多来一个", Turn(None, 1)),
        ("多一个人", Turn(None, 1, sure=False)),
        ("加一个", None),
        ("多一个人多双筷子", None),
        ("本来三个人去", None),
        ("两个里头去掉两个", None),
    ],
)
def test_how_a_number_turns(text: str, turn: Turn | None) -> None:
    assert swap.turned(text) == turn
