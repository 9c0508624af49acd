"""Phrases put together from their parts: each class with what stands beside it and means the contrary."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from nlp import reply
from nlp.types import Alarm, Intent, OpenPosting, Reply, ReplyContext, Trade

NOW = datetime.fromisoformat("2026-10-14T19:02:00+08:00")
APPLES = OpenPosting(
    code="A12",
    work="摘苹果",
    trade=Trade.PICKING,
    place="解店镇西解村",
    wage="150元/天",
    start=date(2026, 10, 15),
    begin_time=time(7, 0),
    needed=20,
    joined=5,
    minutes_ago=30,
)
LORRY = OpenPosting(
    code="B07",
    work="装车",
    trade=Trade.LOADING,
    place="皇甫乡乌苏村",
    wage="180元/天",
    start=date(2026, 10, 16),
    begin_time=time(18, 0),
    needed=6,
    joined=1,
    minutes_ago=60,
)
MOVE = OpenPosting(
    code="C03",
    work="搬家",
    trade=Trade.LOADING,
    place="城关街道",
    wage="共600元",
    start=date(2026, 10, 17),
    begin_time=None,
    needed=4,
    joined=0,
    minutes_ago=90,
)


def read(text: str, *, signed: bool = False, postings: tuple[OpenPosting, ...] = (APPLES,)) -> Reply:
    return reply.read(text, ReplyContext(NOW, postings, None, ("A12",) if signed else (), None, "wanrong"))


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        # Puts the writer down, in any verb of writing; taken off or away it does not.
        ("给我记一笔", Intent.JOIN, 1),
        ("把俺名字也填进去", Intent.JOIN, 1),
        ("别给我报", Intent.DECLINE, None),
        # An errand is no coming, unless it goes before the coming.
        ("我去接个人", Intent.CHAT, None),
        ("我去趟超市", Intent.CHAT, None),
        ("我去接了娃就来报名", Intent.JOIN, 1),
        ("明天去亲戚家做客 来不了", Intent.DECLINE, None),
        # Bound elsewhere.
        ("我在别人家摘着呢", Intent.DECLINE, None),
        ("我在西解摘苹果那边等 算我一个", Intent.JOIN, 1),
        # A condition, and what is none.
        ("要是早上来接 我带六个人来", Intent.BARGAIN, None),
        ("要是还差人就把我写上", Intent.JOIN, 1),
        ("老李去我就去", Intent.BARGAIN, None),
        ("老李不去我去", Intent.JOIN, 1),
        # What others say or settle.
        ("俺哥说他去呢 后来又说不去", Intent.CHAT, None),
        ("额隔壁两口子说想去 额问准了再给你报", Intent.CHAT, None),
        ("隔壁两口子定了 给报上 我自己不去", Intent.JOIN, 2),
        ("有人喊我小伙子 哈哈", Intent.CHAT, None),
        # Sends a third person.
        ("我们寨上冯老幺天天喊没钱 你喊他嘛", Intent.REFER, None),
        ("我去 你喊他也来", Intent.JOIN, 1),
        # What would have been.
        ("要不是腿疼我肯定去", Intent.DECLINE, None),
        ("本来想去的 结果娃病了", Intent.DECLINE, None),
        # Who comes is told before a question that is not whether they may.
        ("我们仨 带不带手套", Intent.JOIN, 3),
        ("我们仨 还要人不", Intent.ASK, None),
    ],
)
def test_phrases(text: str, intent: Intent, count: int | None) -> None:
    found = read(text)
    assert (found.intent, found.count) == (intent, count)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我媳妇也去 我俩", 2),
        ("我、张三、李四都去", 3),
        ("我跟张三李四去", 3),
        ("我和九斤去", 2),
        ("十三妹报名", 1),
        ("张三,李四,王五三个人报名", 3),
        ("加我一个，加我弟一个", 2),
        ("帮我舅妈留一个名额 她叫王亚妹", 1),
        ("我家七个劳力去五个 留两个喂猪", 5),
        ("我姐她们三个加我", 4),
        ("我和我姐都干过 明天都去", 2),
        ("1+1", 2),
        ("我 张三 李四都去", 3),
        ("我和张三 李四去", 3),
        ("王秀英 李翠兰报名", 2),
        ("我 秀芳 玉兰三个", 3),
        ("我跟我表姐 陆小妹", 2),
        ("我 高兴去", 1),
        ("三娘崽都来", 3),
        ("我能凑五个人", 5),
    ],
)
def test_people(text: str, count: int) -> None:
    found = read(text)
    assert (found.intent, found.count) == (Intent.JOIN, count)


@pytest.mark.parametrize("text", ["张三不去", "王五也不去", "张三去不去我不知道", "老李报了两个 他家那口子也去"])
def test_what_others_do_joins_nobody(text: str) -> None:
    assert read(text).intent is not Intent.JOIN


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("我没说不去 别把我划掉", Intent.CHAT, None),
        ("报错了 是三个人", Intent.CHANGE, 3),
        ("我报的四个人作废两个，也就是两个", Intent.CHANGE, 2),
        ("我是1个人不是3个", Intent.CHANGE, 1),
        ("把我划掉吧", Intent.CANCEL, None),
    ],
)
def test_of_somebody_on_the_roster(text: str, intent: Intent, count: int | None) -> None:
    found = read(text, signed=True)
    assert (found.intent, found.count) == (intent, count)


@pytest.mark.parametrize(
    ("text", "posting"),
    [
        ("有电梯没 几楼", "C03"),
        ("要爬树不", "A12"),
        ("苹果不摘了 装车算我", "B07"),
        ("苹果留给别人 我去装车", "B07"),
        ("装车太累 我还是摘苹果吧", "A12"),
    ],
)
def test_which_posting(text: str, posting: str) -> None:
    assert read(text, postings=(APPLES, LORRY, MOVE)).posting == posting


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("农用车在坡底下翻咧 上头还坐着四个人", Alarm.ACCIDENT),
        ("锄头飞起来挖到石二嫂的脚背", Alarm.ACCIDENT),
        ("改成120一天，原来150", None),
        ("去嘛也想去 腿肿得鞋都穿不进", None),
        ("去年收麦的钱还短额八百", Alarm.COMPLAINT),
        ("从工钱里一人扣走二十", Alarm.COMPLAINT),
        ("不给油钱俺可不跑", None),
        ("片石养鸡场的老板我不认识", None),
        ("晚上加班我不行，白天可以", None),
    ],
)
def test_alarms(text: str, alarm: Alarm | None) -> None:
    assert read(text).alarm is alarm


@pytest.mark.parametrize(
    ("text", "contrary"),
    [
        ("谁给我报的名", "给我报个名"),
        ("我儿子说他去 我没同意", "我儿子说他去 记他一个"),
        ("我妈非要去 我拦着呢", "我妈非要去 给她报上吧"),
        ("算我白说", "算我一个"),
        ("加我一个微信", "加我一个"),
        ("带我一个去县城", "带我一个"),
        ("我老公去打工了", "我老公去"),
        ("俺村去了俩 都说好", "俺村去俩"),
        ("我能去就好了", "我能去"),
        ("说好了三个去 结果就来一个", "说好了 三个去"),
        ("我去喊我媳妇看看", "我去 我媳妇也去"),
        ("我去洗个脚", "我去"),
    ],
)
def test_what_seems_a_commitment(text: str, contrary: str) -> None:
    assert read(text).intent is not Intent.JOIN
    assert read(contrary).intent is Intent.JOIN
