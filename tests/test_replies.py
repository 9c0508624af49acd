"""What people write in the groups: phrases with their negatives beside them, and texts nobody should trip over."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import reply
from nlp.types import Ask, Intent, OpenPosting, ReplyContext, Trade

NOW = datetime.fromisoformat("2026-10-16T19:00:00+08:00")
APPLES = OpenPosting("A12", "摘苹果", Trade.PICKING, "高村镇闫景村", "150元/天", date(2026, 10, 17), time(7), 20, 5, 25)
BRICKS = OpenPosting(
    "B07", "搬砖", Trade.CONSTRUCTION, "荣河镇庙前村", "180元/天", date(2026, 10, 18), time(6, 30), 6, 2, 70
)
FREE = ReplyContext(NOW, (APPLES,))
SIGNED = ReplyContext(NOW, (APPLES,), signed_up=("A12",))
TWO = ReplyContext(NOW, (APPLES, BRICKS))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我去", 1),
        ("俺去", 1),
        ("去", 1),
        ("+3", 3),
        ("加2", 2),
        ("报名2个", 2),
        ("俺两口子去", 2),
        ("我和媳妇还有我嫂子 三个", 3),
        ("我带一个", 2),
        ("我带队8个人", 8),
        ("给我姐报一个", 1),
        ("我媳妇去，我在家看娃", 1),
        ("仨", 3),
        ("一家四口都去", 4),
        ("我们6个人，有一个要回家，5个", 5),
        ("150就150 去 算俺", 1),
        ("我婆娘去 我不去 报一个", 1),
        ("他不去我去", 1),
        ("要得 我克", 1),
        ("宝名 两个人", 2),
        ("酸我一个", 1),
        ("我趣", 1),
        ("不去白不去 算我一个", 1),
        ("不去是小狗，俩人", 2),
        ("死不了就干 俺去", 1),
        ("男2女2 都去", 4),
        ("给我報一個", 1),
        ("我們兩個去", 2),
        ("报三个，剪子要自己带不", 3),
        ("2大1小", 2),
        ("十来个都去", 10),
        ("👌+1", 1),
        ("我开面包车拉5个 加我6个 都去", 6),
    ],
)
def test_joins(text: str, count: int) -> None:
    read = reply.read(text, FREE)
    assert (read.intent, read.posting, read.count) == (Intent.JOIN, "A12", count)


@pytest.mark.parametrize(
    "text",
    [
        "我不去",
        "不去了",
        "去不了",
        "没空",
        "太远了 不去",
        "想去可惜没空",
        "走不脱",
        "克不成 屋头有事",
        "去不了一点",
        "打死也不去",
        "谁爱去谁去 反正我不去",
        "给再多也不去",
        "想去但是那天要送小孩打针",
        "不得闲",
        "明天有事",
        "我倒想去 娃没人管",
        "去个锤子",
        "部去了",
    ],
)
def test_refusals_sign_nobody_up(text: str) -> None:
    assert reply.read(text, FREE).intent is Intent.DECLINE


@pytest.mark.parametrize(
    "text",
    [
        "200我就去",
        "加20我们三个都来",
        "有车接俺俩就去 没车去不了",
        "包早餐的话我就过去",
        "8分太少 一毛我带十个人来",
        "160就去",
        "八点半开工的话我跟我妈都能去",
        "加到160，我们5个全来",
        "管饭就去",
        "180去 150不去",
        "能不能涨点",
        "一百块钱一天少了些",
    ],
)
def test_terms_sign_nobody_up(text: str) -> None:
    assert reply.read(text, FREE).intent is Intent.BARGAIN


@pytest.mark.parametrize(
    "text",
    [
        "我去！",
        "我去，真的假的",
        "去你的吧，净瞎说",
        "收到",
        "好的",
        "👌",
        "2333333",
        "昨天去了 累求死",
        "这家去年我去干过",
        "谁去",
        "去不去？",
        "老杜说他要去",
        "我先看看",
        "能去就去 看情况",
        "我去接孩子了 回头聊",
        "台风要来了",
        "打麻将三缺一 来人",
        "广场舞报名了 姐妹们",
        "我去年没去",
        "出售玉米 一斤1块1 13800137700",
        "笑死",
        "停水通知：明天8点到12点",
        "要是雪梅去的话俺也去",
        "明天要20个人摘苹果，一天150管午饭，早上七点到，解店镇西解村 13800138001",
    ],
)
def test_talk_is_talk(text: str) -> None:
    assert reply.read(text, FREE).intent is Intent.CHAT


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("多少钱一天", Ask.WAGE),
        ("在哪集合", Ask.PLACE),
        ("几点走", Ask.TIME),
        ("去了管饭不", Ask.MEAL),
        ("保姆给单间住不", Ask.LODGING),
        ("有车接没", Ask.TRANSPORT),
        ("还要人不", Ask.OPEN),
        ("累不累", Ask.WORK),
        ("我62得不得", Ask.WHO),
        ("老板电话多少", Ask.CONTACT),
        ("下雨还干不干", Ask.OTHER),
    ],
)
def test_questions(text: str, ask: Ask) -> None:
    read = reply.read(text, FREE)
    assert read.intent is Intent.ASK
    if ask not in (Ask.LODGING, Ask.WHO, Ask.OTHER):  # these shade into one another
        assert read.ask is ask


@pytest.mark.parametrize(
    "text", ["去两个要得不", "能去一个人不", "12点去行吗", "我六十二咧 去能成不", "我去的话在哪里坐车"]
)
def test_a_question_about_coming_is_no_coming(text: str) -> None:
    assert reply.read(text, FREE).intent is Intent.ASK


@pytest.mark.parametrize(
    "text", ["@老李 你去不", "@小红", "叫你妈去", "转给俺二姨看看 她手快", "村里闲着的都看一下 想去的赶紧报名"]
)
def test_pointing_at_others(text: str) -> None:
    assert reply.read(text, FREE).intent is Intent.REFER


@pytest.mark.parametrize(
    "text",
    [
        "不去了",
        "取消",
        "把我划掉",
        "有事来不了",
        "太远不去了",
        "别算我了",
        "去掉我吧",
        "名额让出来",
        "俺俩都不去咧",
        "孩子发烧 明天去不了了",
    ],
)
def test_cancelling(text: str) -> None:
    read = reply.read(text, SIGNED)
    assert (read.intent, read.posting, read.count) == (Intent.CANCEL, "A12", None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("改成3个", 3),
        ("俺媳妇不去了 就俺一个", 1),
        ("再加俩 总共五个", 5),
        ("原来报的3个人改成5个", 5),
        ("少一个 剩7个去", 7),
        ("三个改两个", 2),
        ("不是俩 是仨", 3),
    ],
)
def test_changes(text: str, count: int) -> None:
    read = reply.read(text, SIGNED)
    assert (read.intent, read.count) == (Intent.CHANGE, count)


@pytest.mark.parametrize(
    ("text", "adds"), [("给俺姐也报上", True), ("再加一个", True), ("还有我嫂子", True), ("+1", False)]
)
def test_naming_people_adds_and_a_bare_sign_again_does_not(text: str, adds: bool) -> None:
    read = reply.read(text, SIGNED)
    assert (read.intent, read.count, read.adds) == (Intent.JOIN, 1, adds)


@pytest.mark.parametrize("text", ["俺报过了", "去 去 肯定去", "收到 准时到", "俺前头报过了 别给俺重复算啊"])
def test_assurances_change_nothing(text: str) -> None:
    assert reply.read(text, SIGNED).intent is Intent.CHAT


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("b07 两个", "B07"),
        ("Ｂ０７ 俺去", "B07"),
        ("B-7 我", "B07"),
        ("A12 +1", "A12"),
        ("搬砖的我去", "B07"),
        ("闫景那个我去", "A12"),
        ("180的我去", "B07"),
        ("后天的我去", "B07"),
        ("12号那个俺去", "A12"),
        ("第二个 俺报名", "B07"),
        ("六点半的我去", "B07"),
        ("颜景那个我去", "A12"),
        ("苹果不去 搬砖去", "B07"),
        ("除了搬砖那个 算我一个", "A12"),
        ("A2 我去", "ambiguous"),
        ("我去", "ambiguous"),
    ],
)
def test_which_posting(text: str, code: str) -> None:
    read = reply.read(text, TWO)
    assert (read.intent, read.posting) == (Intent.JOIN, code)


def test_names_and_phones() -> None:
    read = reply.read("给俺妹子报个名 贺小红 1380013 0606", FREE)
    assert (read.names, read.phones, read.count) == (("贺小红",), ("13800130606",), 1)
    spoken = reply.read("给我妹报一个，符秋菊，幺三九零零零零四五六七", FREE)
    assert (spoken.names, spoken.phones) == (("符秋菊",), ("13900004567",))


def test_days_of_a_reply() -> None:
    read = reply.read("明天不去，后天去", FREE)
    assert read.intent is Intent.JOIN
    assert (read.days, read.days_refused) == ((date(2026, 10, 18),), (date(2026, 10, 17),))
    assert reply.read("明天我去", FREE).days == ()


def test_without_postings_everything_is_talk() -> None:
    assert reply.read("我去", ReplyContext(NOW)).intent is Intent.CHAT


@settings(max_examples=400, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("我俺去不来了两个人报名加+12号A,。!?\n 第明天点半块给就的@阿张秀兰①🙋‍♀️\ud800\x00"),
        max_size=40,
    )
)
def test_never_raises_on_likely_texts(text: str) -> None:
    for context in (FREE, SIGNED, TWO):
        read = reply._read(text, context)  # without the net that `read` has
        assert read.count is None or 1 <= read.count <= 200


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_never_raises_on_any_text(text: str) -> None:
    reply._read(text, TWO)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["我去", "俺两口子去", "报名2个", "算我一个", "去", "给我姐报上"]),
    st.sampled_from(["不", "别", "没", "莫", "不想", "不能", "没法"]),
)
def test_a_no_before_the_verb_never_signs_up(text: str, no: str) -> None:
    for verb in ("去", "报", "算"):
        if verb in text:
            read = reply.read(text.replace(verb, no + verb, 1), FREE)
            assert read.intent is not Intent.JOIN or read.certainty != "sure", (text, no)
            break


def test_a_day_refused_beside_others_taken() -> None:
    for text in ("18号去不了，别的天都去", "除了18号都去", "18号有事来不了 其他几天都去"):
        for context in (FREE, SIGNED):
            read = reply.read(text, context)
            assert read.intent is Intent.JOIN, text
            assert (read.days, read.days_refused) == ((), (date(2026, 10, 18),)), text
    read = reply.read("18号不去", SIGNED)
    assert (read.intent, read.days_refused) == (Intent.CANCEL, (date(2026, 10, 18),))
    assert reply.read("18号不去", FREE).intent is Intent.DECLINE
    assert reply.read("18号不去，取消吧", SIGNED).days_refused == ()


def test_one_on_the_roster_limits_days_or_lowers_the_number() -> None:
    read = reply.read("就去18号一天", SIGNED)
    assert (read.intent, read.days) == (Intent.JOIN, (date(2026, 10, 18),))
    read = reply.read("A12明天不去，后天去", SIGNED)
    assert (read.days, read.days_refused) == ((date(2026, 10, 18),), (date(2026, 10, 17),))
    for text, count in (("只能去一个了", 1), ("就一个人去了", 1), ("只能来俩了", 2), ("俺报的三个 来两个吧", 2)):
        read = reply.read(text, SIGNED)
        assert (read.intent, read.count) == (Intent.CHANGE, count), text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("给额占个位", Intent.JOIN),
        ("还有个位没", Intent.ASK),
        ("算我们姊妹俩", Intent.JOIN),
        ("别算我们姊妹俩", Intent.CANCEL),
        ("管顿晌午饭额就去", Intent.BARGAIN),
        ("20年前我就在那干过", Intent.CHAT),
        ("我媳妇说不让我去 我说偏去 她说你敢", Intent.CHAT),
        ("去了白去", Intent.CHAT),
    ],
)
def test_built_phrases_and_their_negatives(text: str, intent: Intent) -> None:
    assert reply.read(text, FREE).intent is intent


def test_a_code_read_aloud_and_a_figure_that_points() -> None:
    assert reply.read("a一二 两个", TWO).posting == "A12"
    assert reply.read("180那个 我", TWO).posting == "B07"
    assert reply.read("7号那个 我去", TWO).posting == "B07"
