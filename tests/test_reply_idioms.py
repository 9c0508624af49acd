"""Idioms of coming, of staying away, of asking, each beside a twin that must not be taken for it."""

from __future__ import annotations

from datetime import time

import pytest

from nlp import reply
from nlp.types import Alarm, Ask, Intent, OpenPosting, ReplyContext, Trade
from tests.test_reply_days import APPLES, FREE, NOW, ON


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我要是不来就请全群吃饭", Intent.JOIN),
        ("不去我倒立洗头", Intent.JOIN),
        ("我不来我跟你姓", Intent.JOIN),
        ("我不去 你们去", Intent.DECLINE),
        ("我不来你请客也没用", Intent.DECLINE),
        ("钱少点也去", Intent.JOIN),
        ("钱少 不去", Intent.DECLINE),
        ("不如去摘苹果", Intent.JOIN),
        ("去早了不如去巧了", Intent.CHAT),
        ("明早地里见", Intent.JOIN),
        ("我去得比你早", Intent.CHAT),
        ("我早上报了", Intent.CHAT),
        ("看着去", Intent.CHAT),
        ("我去！一百五还有人干", Intent.CHAT),
        ("一个都没去", Intent.CHAT),
        ("给俺空个名额", Intent.JOIN),
        ("给孩子腾个地方写作业", Intent.CHAT),
        ("别把我算上 我还没定", Intent.CHAT),
        ("别把我算上 我不去", Intent.DECLINE),
        ("我妈天天念叨要去", Intent.CHAT),
        ("我妈吵着要去 给她报一个", Intent.JOIN),
        ("给我妈报了个老年大学", Intent.CHAT),
        ("来得及", Intent.CHAT),
        ("我去😱", Intent.CHAT),
        ("我去💪", Intent.JOIN),
        ("有车就去没车不去", Intent.BARGAIN),
        ("打死不去了 去年胳膊划得跟猫抓的一样", Intent.DECLINE),
        ("上次不去是因为下雨", Intent.CHAT),
        ("上次去了一天 这次说啥不去", Intent.DECLINE),
    ],
)
def test_what_idioms_commit_to(text: str, intent: Intent) -> None:
    assert reply.read(text, FREE).intent is intent


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我们七个，阿香嫌热不来，减一个", 6),
        ("六个人报名 有一个来不了 去掉一个", 5),
        ("我们五个 少一个 秀莲不来", 4),
        ("我们仨 走了一个", 2),
        ("我们七个 又来一个", 8),
        ("四个 再加我", 5),
        ("我跟她们四个", 5),
        ("我一个 秀兰一个", 2),
        ("我们打牌这桌四个人都去", 4),
        ("我们五朵金花报名", 5),
        ("叫上俺哥 一起去", 2),
        ("我报 给我姐也报一个", 2),
        ("我和我老公两个人都去你给我们记上", 2),
        ("+2👫", 2),
        ("热就热 去挣两个", 1),
        ("老婆说让我去 那就去", 1),
    ],
)
def test_how_many_are_told_by_parts(text: str, count: int) -> None:
    read = reply.read(text, FREE)
    assert (read.intent, read.count) == (Intent.JOIN, count)


@pytest.mark.parametrize("text", ["打牌的四个人都去赶集了", "那桌四个人都喝多了", "三缺一", "我们六个都走了"])
def test_a_body_of_people_that_does_not_come(text: str) -> None:
    assert reply.read(text, FREE).intent is not Intent.JOIN


def test_put_down_and_taken_back_in_one_breath() -> None:
    for text in ("算我一个……哎不行，明天要开家长会，别写我", "我报名 哎呀不行 娃要打疫苗", "我去 等等 明天有事 算了"):
        assert reply.read(text, FREE).intent is Intent.DECLINE
    for text in ("算了 不对 有空 我去", "不去 哎还是去吧 算我一个", "我去 不行 还是我媳妇去 算她一个"):
        assert reply.read(text, FREE).intent is Intent.JOIN


def test_what_was_sent_by_mistake_is_taken_off_and_only_from_who_is_on() -> None:
    for text in ("刚才那个+1是我崽拿手机乱按的，莫算", "手滑了 刚才那个1不算", "发错群了 刚才报名不算"):
        assert reply.read(text, ON).intent is Intent.CANCEL
        assert reply.read(text, FREE).intent is Intent.CHAT
    for text in ("打错字了", "按错了 改成两个", "别划我 那是娃乱发的"):
        assert reply.read(text, ON).intent is not Intent.CANCEL


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("孩子三点半放学 能早走一会不", Ask.TIME),
        ("早点散工要得不", Ask.TIME),
        ("坐谁的车", Ask.TRANSPORT),
        ("现钱还是微信", Ask.WAGE),
        ("我耳朵背 老板嫌弃不", Ask.WHO),
        ("老板电话打不通，换一个号发来", Ask.CONTACT),
        ("58了还收不", Ask.WHO),
        ("一筐有多沉", Ask.WORK),
        ("人齐了吧", Ask.OPEN),
    ],
)
def test_questions_by_what_they_ask(text: str, ask: Ask) -> None:
    read = reply.read(text, FREE)
    assert (read.intent, read.ask) == (Intent.ASK, ask)


@pytest.mark.parametrize(
    "text", ["钱当天给不给", "刚才是我孙子乱发的 不作数", "手滑了 刚才那个1不算", "花椒今年跌得厉害", "一个都没报"]
)
def test_no_alarm(text: str) -> None:
    assert reply.read(text, FREE).alarm is None


def test_a_phone_that_does_not_answer_is_an_alarm_only_beside_more() -> None:
    assert reply.read("老板电话打不通 换个号发来", FREE).alarm is None
    assert reply.read("老板电话打不通 钱还没给", FREE).alarm is Alarm.COMPLAINT


def test_work_by_night_is_told_by_its_hours() -> None:
    night = OpenPosting("V43", "点花", Trade.FIELD, "九所镇抱浅村", "30元/小时", NOW.date(), time(22), 6, 3, 45)
    both = ReplyContext(NOW, (night, APPLES), region="ledong")
    assert reply.read("夜班那个算我", both).posting == "V43"
    assert reply.read("夜里那个我去", both).posting == "V43"
    assert reply.read("我去", both).posting == "ambiguous"
