"""Whose seat is given, kept or given back by words that speak of others, of a condition, or of themselves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Guest, PostingDay, Signup, SignupState
from nlp import hints, order, reply
from nlp.reply_frames import no_only_if
from nlp.types import Certainty, Intent, PendingKind
from tests.conversation import Town, town
from tests.talks import WHOLE, invited, only, published
from tests.test_replies import FREE, SIGNED
from tests.test_reply_context import asked

FIVE, THREE = WHOLE.replace("20个", "5个"), WHOLE.replace("20个", "3个")
PEACHES = "后天要5个人摘桃，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001"


def on(t: Town) -> list[int]:
    """How many each signup that stands is for."""
    return [each.people for each in t.rows(Signup) if each.state == SignupState.ACTIVE]


@pytest.mark.parametrize("words", ["俺妹明天有事去不了", "俺妹明天有事", "俺妹病了来不了", "俺妹没空，去不成了"])
async def test_one_of_a_party_who_is_kept_is_taken_off_alone(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"), FIVE)
        woman = t.person("秀兰")
        await woman.says("去，我和俺姐俺妹", group="西解村")
        await woman.says(words, group="西解村")
        assert on(t) == [2]
        await woman.says("我明天有事去不了", group="西解村")
        assert on(t) == []


@pytest.mark.parametrize(
    ("words", "names", "excused"),
    [
        ("俺姐俺妹都有事去不了", ("俺姐", "俺妹"), ("俺姐", "俺妹")),
        ("小芳有事来不了", ("小芳",), ("小芳",)),
        ("俺妹明天有事", (), ("俺妹",)),
        ("张三明天没空", (), ("张三",)),
        ("我妹家有事，我去不了", (), ()),
        ("我和我妹明天有事去不了", (), ()),
        ("我家有事", (), ()),
    ],
)
def test_who_is_kept_by_what(words: str, names: tuple[str, ...], excused: tuple[str, ...]) -> None:
    assert (hints.stay_away(words), hints.stay_away(words, excused=True)) == (names, excused)


@pytest.mark.parametrize(
    "words",
    [
        "要是下雨我就不去了",
        "如果明天下雨，我就去不了了",
        "下雨我就不去了",
        "万一下雨就不去了",
        "去不了的话我提前说",
        "娃要是还发烧我就不去了",
        "天不好就不去了",
    ],
)
def test_a_refusal_under_a_condition_takes_nobody_off(words: str) -> None:
    assert no_only_if(words)
    read = reply.read(words, SIGNED)
    assert (read.intent, read.certainty) == (Intent.CHAT, Certainty.DOUBTFUL)
    assert reply.read(words, asked(PendingKind.STILL, "A12", signed=("A12",))).yes is None


@pytest.mark.parametrize(
    "words",
    [
        "下雨了不去了",
        "家里有事就不去了",
        "我不去了，要是还缺人让我弟去",
        "要是这样我就不去了",
        "要是后天的话我就不去了",
        "太远了就不去了",
    ],
)
def test_a_refusal_for_a_reason_that_is_there_takes_them_off(words: str) -> None:
    assert reply.read(words, SIGNED).intent is Intent.CANCEL


async def test_a_condition_keeps_the_seat_in_the_group(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"), FIVE)
        woman = t.person("秀兰")
        await woman.says("去2人", group="西解村")
        await woman.says("要是下雨我就不去了", group="西解村")
        assert on(t) == [2]


@pytest.mark.parametrize(
    ("words", "young"),
    [
        ("我要去，我儿子13也去搭把手", True),
        ("我们学生能干不，14的", True),
        ("我15能去不", True),
        ("娃14了去不去得", True),
        ("我弟15想去", True),
        ("我14号能去", False),
        ("我弟15号想去", False),
        ("我带14个", False),
        ("我们15个人能去不", False),
        ("我12点能到", False),
        ("我 12 块能干", False),
        ("14的那个还要人不", False),
    ],
)
def test_an_age_said_bare(words: str, young: bool) -> None:
    assert hints.young(words) is young


async def test_a_child_told_by_a_bare_age_gets_no_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss, FIVE)
        told = len(boss.inbox)
        for name, words in (
            ("秀兰", "我要去，我儿子13也去搭把手"),
            ("老李", "我们学生能干不，14的"),
            ("王五", "我15能去不"),
        ):
            await t.person(name).says(words, group="西解村")
        assert on(t) == []
        assert len(boss.inbox) == told


@pytest.mark.parametrize(
    ("words", "more"),
    [("我带俺姐、俺妹", 2), ("俺再带上俺姐", 1), ("我把俺姐也带上", 1), ("给俺姐也报上", 1), ("再来两个", 2)],
)
def test_who_brings_others_is_on_already(words: str, more: int) -> None:
    read = reply.read(words, SIGNED)
    assert (read.intent, read.adds, read.count) == (Intent.JOIN, True, more)


def test_who_brings_others_and_is_not_on_comes_too() -> None:
    assert reply.read("我带俺姐、俺妹", FREE).count == 3


async def test_a_broker_adds_to_their_block(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        broker = await invited(t, "老郭", "broker")
        await broker.says("A1 带3个人")
        await broker.says("A1 张三 李四 王五")
        await broker.says("A1 再带2个")
        assert on(t) == [5]
        assert sorted(each.name for each in t.rows(Guest) if each.left_at is None) == ["张三", "李四", "王五"]
        await broker.says("A1 我带4个人")
        assert on(t) == [4]


@pytest.mark.parametrize(
    ("words", "adds"),
    [("A1 再带2个", True), ("A1 还能带3个人", True), ("A1 我带8个人", False), ("A1 再带4个 共5个", False)],
)
def test_a_number_on_top(words: str, adds: bool) -> None:
    assert order.read(words, FREE.now).adds is adds


@pytest.mark.parametrize("words", ["那就俺一个", "就我自己去吧", "那我一个人去"])
async def test_who_takes_the_one_seat_alone_is_not_in_line_as_well(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"), THREE)
        await t.person("秀兰").says("去2人", group="西解村")
        man = t.person("老李")
        await man.says("俺和俺媳妇都去", group="西解村")
        await man.says(words, group="西解村")
        assert on(t) == [2, 1]


@pytest.mark.parametrize(
    "words", ["要", "要的", "想要", "补上吧", "直接补", "同意", "没问题", "好嘞", "嗯嗯", "行，补上"]
)
@pytest.mark.parametrize("kind", [PendingKind.FILL, PendingKind.OFFER])
def test_words_that_say_yes_to_a_question(words: str, kind: PendingKind) -> None:
    assert reply.read(words, asked(kind, "A12")).yes is True


@pytest.mark.parametrize("words", ["不要", "不用补", "先别补", "要不算了"])
def test_words_that_say_no_to_a_question(words: str) -> None:
    assert reply.read(words, asked(PendingKind.FILL, "A12")).yes is False


async def test_the_number_beside_the_posting_chosen_counts_and_all_are_left_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await published(t, boss, PEACHES)
        woman = t.person("秀兰")
        await woman.says("去", group="西解村")
        await woman.says("摘桃的，2个", group="西解村")
        assert on(t) == [2]
        await woman.says("A1 去3个", group="西解村")
        assert sorted(on(t)) == [2, 3]
        await woman.says("都不去了", group="西解村")
        assert on(t) == []


SEVERAL = WHOLE.replace("明天要20个", "10月15日到17日要18个")


async def test_another_number_for_one_day_leaves_the_other_days(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss, SEVERAL)
        await t.person("秀兰").says("去2人", group="西解村")
        await boss.says("后天不要那么多，10个就行")
        assert boss.last == "好，A1摘苹果后天(10月16日周五)要10人，还差8人，别的天不变。"
        assert [day.wanted for day in t.rows(PostingDay)] == [18, 10, 18]
        row = only(t, posting.id)
        assert (row.headcount_max, row.pending_changes) == (18, {})
        assert "还差15号16人、16号8人、17号16人" in t.group("西解村").messages[0].text
        await boss.says("一共要20个")
        assert [day.wanted for day in t.rows(PostingDay)] == [20, 20, 20]
        assert boss.last == "好，A1摘苹果一共要20人，还差18人。"


async def test_a_stopped_day_stands_on_the_copies_and_is_not_stopped_twice(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss, SEVERAL)
        await t.person("秀兰").says("去2人", group="西解村")
        await boss.says("A1明天停工")
        assert boss.last == "A1摘苹果明天(10月15日周四)停工，2人都通知了。"
        assert "（10月15日(周四)停工）" in t.group("西解村").messages[0].text
        await boss.says("A1明天停工")
        assert boss.last == "A1摘苹果明天(10月15日周四)已经停工了，报了名的都通知过。"


async def test_a_seat_on_offer_is_not_counted_as_taken(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, woman = t.person("王师傅"), t.person("秀兰")
        await published(t, boss, THREE)
        await woman.says("去3个", group="西解村")
        await t.person("老李").says("我去", group="西解村")
        await woman.says("去2个", group="西解村")
        await boss.says("名单")
        assert "：2人，还差1人。有1个名额正等人回话。" in boss.last
        await t.later(minutes=20)
        assert not any("还是满的" in each.text for each in boss.inbox)
        await boss.says("一共要5个人")
        assert boss.last.startswith("好，A1摘苹果一共要5人，还差")
        assert [len(on(t)), sum(on(t))] == [2, 3]
