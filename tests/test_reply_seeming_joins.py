"""Words of coming that mean another thing, each beside a text that is as near and does mean it."""

from __future__ import annotations

import pytest

from nlp import reply
from nlp.reply_lines import context_of
from nlp.types import Intent, Reply

A12 = {
    "code": "A12",
    "work": "摘苹果",
    "trade": "picking",
    "place": "解店镇西解村",
    "wage": "150元/天",
    "start": "2026-10-15",
    "begin_time": "07:00",
    "needed": 20,
    "joined": 5,
    "minutes_ago": 10,
}


def read(text: str, *, signed: bool = False) -> Reply:
    line = {
        "region": "wanrong",
        "now": "2026-10-14T19:02:00+08:00",
        "postings": [A12],
        "reply_to": None,
        "signed_up": ["A12"] if signed else [],
        "text": text,
    }
    return reply.read(text, context_of(line))


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("群主说了，一人只准报一回", Intent.CHAT, None),
        ("一家最多报两个人", Intent.CHAT, None),
        ("一家两个人，报上", Intent.JOIN, 2),
        ("有没有人要买羊羔，自家养的，去解店能捎", Intent.CHAT, None),
        ("俺俩都去，谁去买水", Intent.JOIN, 2),
        ("@小军 @小利 弟兄俩摘苹果去", Intent.REFER, None),
        ("@小军 咱俩去吧", Intent.REFER, None),
        ("弟兄俩摘苹果去", Intent.JOIN, 2),
        ("给加十块油钱，俺俩都去", Intent.BARGAIN, None),
        ("加二十块蚂蟥钱，我们寨上八个都来", Intent.BARGAIN, None),
        ("加了二十块了，俺俩都去", Intent.JOIN, 2),
        ("A12，张会贤，13800137308，一人；刘雪雪，19900008815，两人", Intent.JOIN, 3),
        ("张会贤，一人；刘雪雪，两人", Intent.JOIN, 3),
        ("我叔公摘苹果快得很 你们打电话问他", Intent.REFER, None),
        ("秤准不准的", Intent.ASK, None),
        ("看明天下雨不，不下我就去", Intent.CHAT, None),
        ("有没有伴 有伴我去", Intent.CHAT, None),
        ("下雨我也去", Intent.JOIN, 1),
        ("等我问问我家那口子，行了我俩去", Intent.CHAT, None),
        ("问过我家那口子了，我俩去", Intent.JOIN, 2),
        ("我骑三轮可以捎三个人，谁走", Intent.CHAT, None),
        ("咱村去七个了吧", Intent.CHAT, None),
        ("俺村去七个", Intent.JOIN, 7),
        ("我家苹果也要摘呢 先摘自己的", Intent.DECLINE, None),
        ("一个小时20 一天干几个小时嘛", Intent.ASK, None),
    ],
)
def test_who_is_not_down(text: str, intent: Intent, count: int | None) -> None:
    found = read(text)
    assert (found.intent, found.count if count is not None else None, found.alarm) == (intent, count, None)


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("本来我们3个，现在我妈也要来，算4个", Intent.CHANGE, 4),
        ("原来报的俩，现在俺嫂子也去，算仨", Intent.CHANGE, 3),
        ("原来说摘苹果去的 这会不行了 我叔没了 得回去", Intent.CANCEL, None),
        ("这下去不成了", Intent.CANCEL, None),
        ("这下不行了 要下雨", Intent.CHAT, None),
        ("我报过的那个取消一下", Intent.CANCEL, None),
        ("一个都去不了了", Intent.CANCEL, None),
        ("我们三个不去了", Intent.CANCEL, None),
        ("有俩不去了", Intent.CHAT, None),
        ("五个里面有俩来不了", Intent.CHANGE, 3),
    ],
)
def test_who_is_down(text: str, intent: Intent, count: int | None) -> None:
    found = read(text, signed=True)
    assert (found.intent, found.count if count is not None else None) == (intent, count)
