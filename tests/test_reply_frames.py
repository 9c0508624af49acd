"""Commitments in a frame: what is past, retold or conditional commits nobody, and what stands beside it may."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from nlp.reply import read
from nlp.types import Intent, OpenPosting, ReplyContext

NOW = datetime(2026, 10, 14, 19, 2, tzinfo=timezone(timedelta(hours=8)))
APPLES = OpenPosting(
    "A12", "摘苹果", "picking", "解店镇西解村", "150元/天", date(2026, 10, 15), time(7), 20, 5, minutes_ago=30
)


def meant(text: str) -> tuple[str, int | None]:
    reply = read(text, ReplyContext(NOW, (APPLES,), region="wanrong"))
    return reply.intent, reply.count


@pytest.mark.parametrize(
    "text",
    [
        "去年我们三个人去他家摘 一人给了120",
        "上次我们五个人报名 就要了两个",
        "那年栽树 我一天栽三百个窝",
        "当时我要去 他说人够了",
        "俺邻居说他明天去",
        "我看群里好几个人都报名了",
        "老马家三个儿子都去了 就剩老两口",
        "去赶场的等我一脚 我也去",
        "我七十了还能去摘苹果 笑话",
        "看明天下不下雨 不下我就去",
        "本人有收割机一台 承接割麦 一亩70 电话13800137070",
        "我去！五点就开工，鸡都没醒呢",
    ],
)
def test_what_is_past_retold_or_elsewhere_signs_nobody_up(text: str) -> None:
    assert meant(text) == (Intent.CHAT, None)


@pytest.mark.parametrize(
    "text",
    [
        "路费给报的话算我一个",
        "工钱当天给清 我拉一车人来",
        "你把路费出了 我喊五个人",
        "给现钱我带六个人",
        "超过150我就考虑",
    ],
)
def test_a_term_not_offered_is_a_bargain(text: str) -> None:
    assert meant(text) == (Intent.BARGAIN, None)


@pytest.mark.parametrize("text", ["我要是年轻十岁我也去", "我要是没上班肯定去", "等我把自家玉米掰完再看"])
def test_what_would_be_is_a_no(text: str) -> None:
    assert meant(text) == (Intent.DECLINE, None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("去年在他家摘过 今年还去 我和我姐", 2),
        ("上回没报上 这回赶紧给我报一个", 1),
        ("昨天没看见 现在报还行的话算我一个", 1),
        ("老李说他也来 让我替他报上", 1),
        ("老婆说让去 那就去", 1),
        ("听说管饭 那我去", 1),
        ("如果还要人我叫上我哥一起", 2),
        ("俺嫂子刚说她也来 三个人", 3),
        ("昨天来了8个，明早我这边来9个", 9),
        ("本来不想去 想想还是去吧", 1),
        ("罗正方家3，石永福家2，韦大姐不来", 5),
        ("我们寨:杨胜美2 罗国才1 石二妹3", 6),
        ("十个人里头得有我一个", 1),
    ],
)
def test_what_stands_beside_a_frame_commits(text: str, count: int) -> None:
    assert meant(text) == (Intent.JOIN, count)
