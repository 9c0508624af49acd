"""More whole stories: days of which one is full, offers at night, second thoughts, haggling, lists brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Guest, Posting, PostingDay, Signup, SignupDay
from nlp import order, people_list
from tests.conversation import Town, town
from tests.talks import WHOLE, invited, only, published, sent_in

VILLAGE = "西解村"


def people_on(t: Town) -> list[int]:
    return [row.people for row in t.rows(Signup)]


@pytest.mark.parametrize("said", ["报名", "报名了", "报上", "登记"])
async def test_who_signs_up_again_elsewhere_is_asked_and_counted_once(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        lan = t.person("秀兰")
        await published(t, t.person("王师傅"))
        await lan.says("我去", group=VILLAGE)
        await lan.says(said, group="解店镇")
        assert people_on(t) == [1]
        assert t.group("解店镇").last == "秀兰，A1已经记了您1人。是再加一个人吗？"


async def test_a_seat_of_one_day_is_offered_and_filled_by_its_day(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, li, ni = t.person("王师傅"), t.person("老李"), t.person("二妮")
        await published(t, boss, WHOLE.replace("明天要20个人", "明天起3天要2个人"))
        for name in ("秀兰", "老李"):
            await t.person(name).says("三天都去", group=VILLAGE)
        await ni.says("去", group=VILLAGE)
        await ni.says("行", group=VILLAGE)
        await t.person("玉梅").says("去", group=VILLAGE)
        await t.later(minutes=1)
        await li.says("后天不去", group=VILLAGE)
        told = t.group(VILLAGE).last
        assert "二妮，A1空出来了，给您补上了：1人，后天(10月16日周五)早7点到晚6点，西解村。" in told
        await boss.says("后天还差1个")
        assert [row.wanted for row in t.rows(PostingDay)] == [2, 3, 2]
        await t.later(minutes=1)
        offer = next(each.text for each in reversed(t.group(VILLAGE).messages) if "玉梅" in each.text)
        assert offer.startswith("玉梅，A1空出1个名额，后天(10月16日周五)早7点到晚6点，西解村。去不去？")


async def test_what_waits_for_the_morning_speaks_of_that_morning(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"), WHOLE.replace("20个", "1个"))
        for name in ("秀兰", "老李", "建军"):
            await t.person(name).says("去", group=VILLAGE)
        await t.leap("2026-10-14T23:10")
        await t.person("秀兰").says("不去了，孩子发烧", group=VILLAGE)
        await t.leap("2026-10-15T06:10")
        assert "空出1个名额，今天(10月15日周四)早7点到晚6点，西解村。去不去？谁先回谁去。" in t.group(VILLAGE).last


async def test_a_bare_yes_to_the_copy_is_asked_about(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        old, lan = t.person("老汉"), t.person("秀兰")
        await published(t, t.person("王师傅"))
        copy = t.group(VILLAGE).copy("A1")
        await old.says("中", group=VILLAGE, quoting=copy)
        assert people_on(t) == []
        assert t.group(VILLAGE).last == "老汉，是要报A1摘苹果，1人吗？回“是”就记上。"
        await old.says("中", group=VILLAGE)
        assert people_on(t) == [1]
        before = len(t.group(VILLAGE).messages)
        await old.says("中", group=VILLAGE, quoting=copy)
        await lan.says("收到", group=VILLAGE, quoting=copy)
        await lan.says("中", group=VILLAGE)  # to nobody in particular
        assert (people_on(t), len(t.group(VILLAGE).messages)) == ([1], before)


async def test_a_start_moved_a_little_and_a_meal_more_need_nobody_of_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, lan = t.person("王师傅"), t.person("秀兰")
        await published(t, boss)
        await lan.says("/start")
        await lan.says("我去", group=VILLAGE)
        await t.later(minutes=1)
        await boss.says("早上改成7点半")
        assert boss.last == "A1改好了：早7点到晚6点→早7点半到晚6点。"
        assert lan.last == "A1改好了：早7点到晚6点→早7点半到晚6点，别的不变。"
        assert "早7点半" in t.group(VILLAGE).copy("A1").text
        await boss.says("再加一顿早饭")
        assert "加上管早饭" in lan.last
        await boss.says("改成8点到")
        assert t.rows(Posting)[0].begin_time.isoformat() == "08:00:00"
        await boss.says("改成8点半到")  # small steps make a long one: by now an hour and a half
        assert "驿站看过就改" in boss.last
        assert t.rows(Posting)[0].begin_time.isoformat() == "08:00:00"
        await boss.says("工钱涨到160")
        await boss.says("管晚饭")  # in force, while the pay waits
        assert boss.last == "A1改好了：加上管晚饭。"
        assert set(t.rows(Posting)[0].pending_changes) == {"begin_time", "wage"}
        await boss.says("只要女的管早饭")
        assert t.rows(Posting)[0].gender is None


@pytest.mark.parametrize("said", ["地方不换了", "不改了", "还按原来的", "还是原来的地方"])
async def test_a_change_that_waits_is_taken_back_in_many_words(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("换到北解村去干")
        assert t.rows(Posting)[0].pending_changes
        await boss.says(said)
        assert boss.last == "好，A1不改了，还按原来的。"
        assert not t.rows(Posting)[0].pending_changes
        await boss.says("够了够了")
        assert len(t.rows(Posting)) == 1
        assert boss.last.startswith("A1摘苹果")


async def test_who_haggled_hears_of_better_pay(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        for name, said in (("秀兰", "150太少了，170就去"), ("建军", "加到160我带仨人"), ("玉梅", "能不能涨点")):
            await t.person(name).says(said, group=VILLAGE)
        await t.person("玉梅").says("算了，150也去", group=VILLAGE)
        await t.later(minutes=2)
        await boss.says("那就涨到160")
        await t.desk.presses("同意改")
        await t.later(minutes=1)
        told = "\n".join(each.text for each in t.group(VILLAGE).messages)
        assert "秀兰、建军：A1改好了：150元/天→160元/天。去的话回“去”。" in told
        await boss.says("工钱涨到165")
        await t.desk.presses("同意改")
        await t.later(minutes=1)
        assert "165元/天。去的话" not in "\n".join(each.text for each in t.group(VILLAGE).messages)


async def test_of_three_drafts_one_is_for_men_and_women_after_all(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(
            "明天要三样人：摘苹果10个150一天；套袋5个120一天只要男的；装车4个180一天限男的，"
            "都在西解村，日结，早7点，王师傅13800138001"
        )
        await boss.says("没有")
        await boss.says("写驿站的")
        assert boss.last.startswith("先别急，第2条要改一下：群里不能写“只要男工”。")
        await boss.says("第三个不要限男的")
        assert boss.last.startswith("好，装车不限男女。先别急，第2条要改一下")
        await boss.says("第二个男女都行")
        assert boss.last.startswith("好，套袋不限男女。这3条都这样发行吗？")
        assert [each.gender for each in t.rows(Posting)] == [None, None, None]


async def test_a_forwarder_changes_a_number_and_brings_a_list_of_odd_names(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        clerk = await invited(t, "村会计", "forwarder 西解村")
        await published(t, t.person("王师傅"))
        await clerk.says("西解村:秀兰2,老李1")
        await clerk.presses("记上")
        await clerk.says("秀兰改成3个")
        await clerk.presses("记上")
        assert sorted(people_on(t)) == [1, 3]
        await clerk.says("1.秀兰3\n2.老李\n3.建军\n4.二妮2人")
        await clerk.presses("记上")
        assert sorted(people_on(t)) == [1, 1, 2, 3]
        assert len(t.rows(Posting)) == 1


def test_one_more_tells_no_number_that_a_list_could_set() -> None:
    read = people_list.read_back("西解村:秀兰改成3,老李1")
    assert read is not None
    assert [(line.names, line.count) for line in read.lines] == [(("秀兰",), 3), (("老李",), 1)]
    assert people_list.read_back("秀兰再加1个") is None


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("啥时候能发", "where"),
        ("我这条咋样了", "where"),
        ("老板好", "greet"),
        ("领导您好", "greet"),
        ("啥时候来人", "ask"),
        ("够了够了", "enough"),
    ],
)
def test_small_words_of_posters(said: str, act: str) -> None:
    from datetime import date

    assert order.read(said, date(2026, 10, 14)).act == act


def test_who_pays_the_broker_said_the_other_way_round() -> None:
    assert order.paid_by("明天摘苹果12人，老板出劳务费") == "employer"


async def test_a_forwarder_is_told_how_it_stands_and_shown_their_own_village(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        clerk = await invited(t, "村会计", "forwarder 西解村")
        await published(t, t.person("王师傅"))
        await clerk.says("还差几个")
        assert clerk.last == "A1摘苹果：还差20人。西解村用工群还没人报。"
        await clerk.says("西解村:秀兰2,老李1")
        await clerk.presses("记上")
        for said in ("现在都有谁", "俺村的名单给我看看"):
            await clerk.says(said)
            assert clerk.last == "A1摘苹果：还差17人。西解村用工群报了：秀兰2人、老李1人。"
        await clerk.says("老李那个不算")
        assert clerk.last.startswith("没看明白。谁去谁不去这样写：西解村:秀兰2")


async def test_a_question_is_no_name_of_a_broker_s_block(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await invited(t, "赵经纪", "broker")
        await published(t, t.person("王师傅"))
        await broker.says("A1 我带5个人")
        for said in ("够不够", "还差几个", "谁还没报"):
            await broker.says(said)
        assert not t.rows(Guest)


async def test_the_same_need_by_two_brokers_is_shown_while_both_wait(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        need = (
            "给通化村老王家要人，明天摘苹果12人，150一天日结，管午饭，早7点到晚6点，老板电话13835990011，老板出劳务费"
        )
        for name in ("赵经纪", "钱经纪"):
            broker = await invited(t, name, "broker")
            await broker.says(need)
            await broker.says("没有")
            await broker.says("写驿站的")
            await broker.says("行")
            assert broker.last.startswith("收到，正在审核")
        assert "跟也在等审核的#1几乎一样" in t.desk.last
        assert "几乎一样" not in next(each.text for each in t.desk.inbox if "待审1：" in each.text)


async def test_who_was_rejected_hears_why_as_often_as_they_ask(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await sent_in(t, boss)
        await boss.says("啥时候能发")
        assert boss.last.startswith("收到，正在审核")
        await t.desk.presses("不行")
        await t.desk.says("这家去年没给钱")
        for said in ("为啥不发", "我这条咋样了", "咋没通过"):
            await boss.says(said)
            assert boss.last == "摘苹果这条发不了：这家去年没给钱。有疑问打0359-4520000。"
        await boss.says("重新发一下")
        assert t.rows(Posting)[-1].status == "draft"
        assert "摘苹果" in boss.last


async def test_two_of_one_name_are_told_apart_or_asked_about(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, li = t.person("王师傅"), t.person("老李")
        one, two = t.person("秀兰"), t.person("秀兰的同名")
        two.name = "秀兰"
        await published(t, boss)
        for each in (one, two):
            await each.says("我去", group=VILLAGE)
        await li.says("给秀兰也报上", group=VILLAGE)
        await li.says("秀兰不去了", group=VILLAGE)
        assert [row.state for row in t.rows(Signup)] == ["active", "active", "left"]
        await li.says("去", group=VILLAGE)
        await t.leap("2026-10-15T20:30")
        await boss.says("秀兰没来")
        assert boss.last == "名单上叫秀兰的不止一个，没来的请按那人的名字。"
        await boss.says("来了2个，秀兰没来")
        assert "名单上叫秀兰的不止一个" in boss.last
        assert [row.arrived for row in t.rows(SignupDay)][:2] == [None, None]


@pytest.mark.parametrize("public", [False, True])
async def test_a_new_phone_is_told_only_where_the_poster_lets_it_be_read(tmp_path: Path, public: bool) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        if public:
            await boss.says("写我的")
        await t.person("秀兰").says("我去", group=VILLAGE)
        await boss.says("电话换成13900001111")
        await t.desk.presses("同意改")
        await boss.says("改成早上9点，电话13900002222")
        await t.desk.presses("同意改")
        await t.later(minutes=2)
        assert boss.was_told("13900001111")
        assert t.rows(Posting)[0].phones == ["13900002222"]
        read = "\n".join(each.text for each in t.in_groups)
        assert "早9点" in read
        assert ("13900001111" in read, "13900002222" in read) == (public, public)


@pytest.mark.parametrize("said", ["明天可能要下雨，先别发了", "先不招了", "暂时不要往群里发了"])
async def test_a_poster_holds_a_posting_for_now_and_takes_it_up(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await boss.says(said)
        assert boss.last.startswith("A1摘苹果关了，不再收人。")
        await boss.says("照常招吧")
        assert boss.last.startswith("A1摘苹果接着招，还差20人。")
        assert only(t, posting.id).status == "open"


async def test_a_poster_holds_what_the_desk_has_not_seen_yet(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        await boss.says("先别发")
        assert only(t, posting.id).status != "review", boss.last


@pytest.mark.parametrize("said", ["现在几个了", "有多少人了", "来了几个了"])
async def test_a_poster_asks_in_two_words_how_many_there_are(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await boss.says(said)
        assert "1人，还差19人" in boss.last


@pytest.mark.parametrize(
    "said",
    [
        "俺妈腰疼不去了",
        "俺妹子明天要上学去不成",
        "俺妈身体不舒服，不去了",
        "老伴血压高去不了了",
        "我姐膝盖疼得不行来不了了",
    ],
)
async def test_one_of_a_party_who_is_unwell_leaves_the_others_their_seats(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        await t.person("秀兰").says("我家三口都去", group=VILLAGE)
        await t.person("秀兰").says(said, group=VILLAGE)
        assert people_on(t) == [2], t.group(VILLAGE).last


@pytest.mark.parametrize("said", ["腰疼不去了", "俺腰疼得不行，去不了了", "身体不舒服不去了"])
async def test_who_is_unwell_themselves_leaves_with_their_party(tmp_path: Path, said: str) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("秀兰").says(said, group=VILLAGE)
        assert [row.state for row in t.rows(Signup)] == ["left"], t.group(VILLAGE).last
