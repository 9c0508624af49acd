"""The same reply in quotes, said twice, with another word for I, over lines, or with a sound before it."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp.reply import read
from nlp.types import Intent, OpenPosting, ReplyContext

NOW = datetime.fromisoformat("2026-10-16T19:05:00+08:00")


def context(*, signed: bool = False) -> ReplyContext:
    one = OpenPosting("A21", "摘苹果", "picking", "高村镇闫景村", "150元/天", NOW.date(), None, 20, 6, 25)
    return ReplyContext(NOW, (one,), signed_up=("A21",) if signed else (), region="wanrong")


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("“我和我姐去”", Intent.JOIN, 2),
        ("【爬高上低的事我戒了好几年了】", Intent.DECLINE, None),
        ("「周大民 周二民 我 掰玉米」", Intent.JOIN, 3),
        ("+1，+1", Intent.JOIN, 1),
        ("我们仨去，我们仨去", Intent.JOIN, 3),
        ("偶跟偶姐都去", Intent.JOIN, 2),
        ("额好的", Intent.CHAT, None),
        ("昨儿报名是喝多了\n算了吧", Intent.DECLINE, None),
        ("额，我姐也去，我也去", Intent.JOIN, 2),
        ("额再给我姐报上", Intent.JOIN, 1),
        ("260也不弄\n额恐高", Intent.DECLINE, None),
        ("150太少了\n180还差不多", Intent.BARGAIN, None),
        ("我去几点", Intent.JOIN, 1),
        ("钱少不去", Intent.DECLINE, None),
        ("我爸去我妈不去", Intent.JOIN, 1),
    ],
)
def test_said_otherwise(text: str, intent: Intent, count: int | None) -> None:
    reply = read(text, context())
    assert (reply.intent, reply.count) == (intent, count)
