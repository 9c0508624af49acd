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


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("不接就没办法，我们这边能来六个", Intent.BARGAIN, None),
        ("没车接也没事，我们六个骑车去", Intent.JOIN, 6),
        ("车不来接的话我们八个人就去别家了", Intent.BARGAIN, None),
        ("还差不差人，不差我就不跑了", Intent.ASK, None),
        ("没满吧？没满我就去", Intent.JOIN, 1),
        ("打灰那活二百？县上都给二百六，不来", Intent.DECLINE, None),
        ("一百五不去，一百八就去", Intent.BARGAIN, None),
        ("娃他爸去，额在屋里走不开，猪还没人喂", Intent.JOIN, 1),
        ("我老公去厂里了，我走不开", Intent.DECLINE, None),
        ("你给二强打电话，他肯定去，我可管不了", Intent.REFER, None),
        ("我婆婆和我，四只手", Intent.JOIN, 2),
        ("车停到谁屋门口卸呢", Intent.ASK, None),
        ("这个点你认的话我们就都来", Intent.BARGAIN, None),
        ("夜班我熬不起，算咯", Intent.DECLINE, None),
        ("昨天说两个，今天又多一个，三个", Intent.JOIN, 3),
        ("说不定我也去，明早再看", Intent.CHAT, None),
        ("一百五我宁愿睡觉", Intent.DECLINE, None),
        ("喊上翠花她们嘛", Intent.REFER, None),
        ("算上我和隔壁阿珍", Intent.JOIN, 2),
    ],
)
def test_one_half_settles_the_other(text: str, intent: Intent, count: int | None) -> None:
    reply = read(text, context())
    assert (reply.intent, reply.count) == (intent, count)


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("不了不了，我不喝酒", Intent.CHAT, None),
        ("不了不了，我不去了", Intent.CANCEL, None),
        ("取消了那个会，今天不开", Intent.CHAT, None),
        ("取消吧，要开会", Intent.CANCEL, None),
        ("今晚的会取消了", Intent.CHAT, None),
        ("不是我报的！我弟拿我手机乱按的，把我拿掉，不要再打电话了", Intent.CANCEL, None),
        ("再放两个进来，都是我们村的", Intent.JOIN, 2),
        ("我原来报五个，走了两个又来三个", Intent.CHANGE, 6),
    ],
)
def test_said_by_somebody_on_the_roster(text: str, intent: Intent, count: int | None) -> None:
    reply = read(text, context(signed=True))
    assert (reply.intent, reply.count) == (intent, count)


@pytest.mark.parametrize(
    "text",
    [
        "后晌说的我们三个，现在添了一个，总共四个",
        "我跟邻居阿香去，还有阿弟，阿弟电话一直不通，先不算他",
        "谁说我不去咧，我说的是俺媳妇不去",
        "满了我就懒得翻坡过来了",
        "做到半夜的话给不给宵夜",
    ],
)
def test_no_alarm(text: str) -> None:
    assert read(text, context()).alarm is None
