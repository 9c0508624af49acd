"""Whole stories that a clerk would have got right: said as people say them, answered so that the next step is plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Posting, Signup
from nlp import alarm, hirer, swap
from nlp.swap import Swap
from tests.conversation import town
from tests.talks import WHOLE, invited, published

PICKING = "明天要20个人摘苹果，解店镇西解村，150一天管午饭，日结，早7点，车接送，有保险，电话13835912345"
BAGGING = "明天要10个人套袋，解店镇西解村，140一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001"


async def test_who_says_first_who_they_are_is_not_asked_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("手机用户")
        await boss.says("王师傅")
        assert boss.last == "您好，王师傅！要招人就接着说：干啥活、要几个人、在哪、哪天、多少钱。"
        await boss.says(PICKING)
        assert "贵姓" not in boss.last
        assert t.rows(Posting)[-1].contact_name == "王师傅"
        await boss.says("早上六点半")  # asked until when: nobody stops then
        draft = t.rows(Posting)[-1]
        assert (draft.begin_time.isoformat(), draft.end_time) == ("06:30:00", None)
        await boss.says("群里写他的")
        assert "群里留这个电话" in boss.last


async def test_a_post_for_long_that_begins_any_day_says_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("张老板")
        await boss.says("万荣县城张记饭店长期招洗碗工1人，月薪2600，管吃住，电话13835912345，我姓张")
        assert "随时都行" in str(boss.inbox[-1].buttons)
        await boss.presses("随时都行")
        assert t.rows(Posting)[-1].any_day
        await boss.says("没有")
        await boss.says("写我的")
        assert "上班日子好商量，万荣县城张记饭店" in boss.last


async def test_asked_in_the_group_and_answered_in_private(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, xiulan = t.person("王师傅"), t.person("秀兰")
        await published(t, boss)
        await published(t, boss, BAGGING)
        await xiulan.says("去", group="西解村")
        await xiulan.says("行")
        assert xiulan.last == "您去哪个活？回个活名就行：A2套袋、A1摘苹果。"
        await xiulan.says("摘苹果")
        assert xiulan.last.startswith("A1摘苹果给您记上了：1人")


async def test_a_forwarder_in_private_gets_the_text_and_brings_back_names(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        clerk = await invited(t, "村会计", "forwarder 西解村")
        await published(t, t.person("王师傅"), WHOLE)
        assert clerk.last.startswith("这条转到“西解村用工群”，转完回我“转了”：\n\n【万荣零工市场】A1 摘苹果 20人")
        await clerk.says("转好了")
        assert clerk.last == "好，A1在西解村用工群记成转了。谁报名了，原话贴回来给我。"
        await clerk.says("转了")
        assert clerk.last.startswith("眼下没有等着转的。")
        for said in ("秀兰2，老李1", "建军要去"):
            await clerk.says(said)
            await clerk.presses("记上")
        assert sum(row.people for row in t.rows(Signup)) == 4
        await clerk.says("玉梅看着办吧")
        assert clerk.last.startswith("没看明白。谁去谁不去这样写：")
        assert len(t.rows(Posting)) == 1


async def test_an_old_man_tells_it_bit_by_bit(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        old = t.person("老汉")
        await old.says("在吗")
        await old.says("我这儿要人")
        assert old.last == "好，要人。干啥活、要几个人、在哪、哪天、多少钱？一样一样说也行。"
        for said in ("摘苹果", "大概十来个吧", "后天"):
            await old.says(said)
        assert old.last == "好，10月16日(周五)。在哪儿干？哪个乡镇、哪个村？"
        await old.says("姓解")  # 解店 is another place
        assert old.last == "好，解老板。在哪儿干？哪个乡镇、哪个村？"
        await old.says("里望")
        await old.says("一天一百三行不")
        assert old.last.startswith("好，130元/天。")
        await old.says("完工结")
        assert old.last.startswith("好，干完结。")
        draft = t.rows(Posting)[-1]
        assert (draft.township, draft.contact_name, draft.headcount_max) == ("里望乡", "解老板", 10)


async def test_of_several_families_each_keeps_its_own(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await invited(t, "赵经纪", "broker")
        await broker.says(
            "明天两家要人：\n1、通化村老王家摘苹果12人 150管饭\n2、王显乡张家卸袋8个 130\n电话13935990011"
        )
        first, second = t.rows(Posting)
        assert (first.hires, second.hires, second.detail) == ("老王家", "张家", None)
        await broker.says("日结")
        await broker.says("老板出")
        await broker.says("不定")
        assert "贵姓" not in str([each.text for each in broker.inbox])


async def test_a_broker_gives_a_block_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker, boss = await invited(t, "赵经纪", "broker"), t.person("王师傅")
        await published(t, boss)
        await broker.says("A1 我带3个人")
        await broker.says("还有老六、小七")
        await broker.says("名单")
        assert "：老六、小七，还缺1个名字" in broker.last
        await broker.says("A1 不带了")
        assert broker.last == "好，A1给您去掉了。"
        await boss.says("名单")
        assert "：0人，还差20人。" in boss.last


async def test_who_asks_what_they_are_on_is_told_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        xiulan = t.person("秀兰")
        await published(t, t.person("王师傅"))
        await xiulan.says("俺两口子去", group="西解村")
        await xiulan.says("我报上了没", group="西解村")
        await t.later(minutes=1)
        assert "秀兰，您报的：A1摘苹果2人" in t.group("西解村").last
        await xiulan.says("/my")
        assert xiulan.last.startswith("您报的：A1摘苹果2人")


@pytest.mark.parametrize(
    ("said", "new"),
    [
        ("我去不成了，让俺儿子去", "儿子"),
        ("我去不了，俺媳妇去", "媳妇"),
        ("让我哥去吧 我不去了", "哥"),
        ("我不去了俺媳妇也不去了", None),
    ],
)
def test_one_of_the_family_comes_instead(said: str, new: str | None) -> None:
    assert swap.read(said, []) == (None if new is None else Swap(None, new))


def test_whom_a_need_is_told_for() -> None:
    assert [hirer.wants(each) for each in ("皇甫乡老吴要3个人栽葱", "高村乡要5个人", "老板要10个人")] == [
        "老吴",
        None,
        None,
    ]


def test_somebody_fell_down() -> None:
    assert alarm.read("有人摔下来了") is not None
    assert alarm.read("价格掉下来了") is None


async def test_what_a_cadre_says_first_stands_with_the_need(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre = t.person("支书")
        await cadre.says("大家好，我是西解村支书老杨")
        await cadre.says("村里修渠要8个壮劳力，大后天，管饭，130一天")
        draft = t.rows(Posting)[-1]
        assert (draft.village, draft.contact_name, draft.work) == ("西解村", "老杨", "修渠")


async def test_who_may_come_is_answered_and_an_answer_to_no_one_question_is_asked_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await published(t, boss, BAGGING)
        await boss.says("工资涨到170")
        assert "是哪一条" in boss.last
        await t.person("玉梅").says("A1 女的要不要", group="西解村")
        await t.person("赵六").says("A1 活累不累", group="西解村")
        await t.person("李九").says("A1 要带工具不", group="西解村")
        await t.later(minutes=2)
        assert "A1摘苹果男的女的都行" in str([each.text for each in t.group("西解村").messages])
        await boss.says("累")
        assert boss.last.startswith("没对上是回哪句。")


async def test_the_same_once_more_is_no_riddle_and_a_long_wait_is_owned_up_to(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await t.desk.says("/duty on")
        await boss.says(WHOLE)
        await boss.presses("写驿站的")
        await boss.says("一天150，当天给")
        assert boss.last.startswith("摘苹果，20人\n")
        await boss.says("行")
        await t.later(minutes=12)
        await boss.says("审好了没")
        assert boss.last == "还在审核，等得久了，已经催了值班的。急的话打0359-4520000。"


async def test_after_the_work_the_desk_is_left_alone_and_it_is_repeated_in_words(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await t.desk.says("/duty on")
        t.at("2026-10-15T06:30")
        await boss.says("车坏了，晚半小时")
        await t.leap("2026-10-15T12:00")
        assert sum("还没人审" in each.text for each in t.desk.inbox) <= 2
        await boss.says("明天再来5个，一样的")
        assert boss.last.startswith("照A1摘苹果再来一次。\n摘苹果，5人\n明天(10月16日周五)")


async def test_a_yes_after_giving_up_brings_nothing_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(WHOLE)
        for said in ("不是20是25个", "160", "算了不要了", "行"):
            await boss.says(said)
        assert len(t.rows(Posting)) == 1
        assert boss.last.startswith("没看明白。")


async def test_the_desk_thinks_better_of_a_bar(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        await t.desk.says("/bar 13800138001")
        await t.desk.says("不停了")
        assert "不能再发" not in t.desk.last
        await t.desk.says("/withdraw A1 假的")
        assert t.rows(Posting)[-1].status == "withdrawn"


async def test_who_is_put_down_by_name_has_one_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, li, lan, jun = t.person("王师傅"), t.person("老李"), t.person("秀兰"), t.person("建军")
        await published(t, boss)
        await li.says("给秀兰报一个，我也去", group="西解村")
        await lan.says("我去", group="西解村")
        await jun.says("+1", group="西解村")
        await jun.says("+1", group="西解村")
        await t.later(minutes=1)
        assert "建军，A1已经记了您1人。是再加一个人吗？" in str([each.text for each in t.group("西解村").messages])
        await boss.says("名单")
        assert "老李2人（有秀兰）" in boss.last
        assert "：3人，还差17人" in boss.last


async def test_each_day_gets_the_number_said_for_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss, WHOLE.replace("明天", "明天到后天"))
        await boss.says("明天要8个后天要4个")
        await boss.says("名单")
        assert "明天(10月15日周四)：0人，还差8人。" in boss.last
        assert "后天(10月16日周五)：0人，还差4人。" in boss.last


async def test_a_firm_is_who_hires_and_no_place(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("派遣").says("恒达劳务派遣有限公司招普工30人，长期，月薪4500，包吃住，电话13900002222")
        draft = t.rows(Posting)[-1]
        assert (draft.hires, draft.detail) == ("恒达劳务派遣有限公司", None)
        assert t.person("派遣").last.endswith("在哪儿干？哪个乡镇、哪个村？") or "哪天上班" in t.person("派遣").last
