"""Nothing that a poster typed is lost: no fixed day, words that may not go out, a need told bit by bit."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Employer, Inbox, Posting, PostingDay, PostingStatus
from tests.conversation import town
from tests.talks import WHOLE, only, published, sent_in

UNDATED = "要20个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001"


@pytest.mark.parametrize("words", ["随时能来", "都行", "你们定", "没定呢", "不知道", "哪天都行", "看天气", "不急"])
async def test_no_day_fixed_is_an_answer(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(UNDATED)
        assert boss.last.endswith("哪天干？")
        await boss.says(words)
        assert boss.last.startswith("好，日子没定，先挂7天，定了告诉我。")
        assert "要写到群里吗" in boss.last


async def test_work_of_no_fixed_day_goes_out_takes_people_and_ends_after_seven_days(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, ying = t.person("王师傅"), t.person("秀英")
        await boss.says(UNDATED)
        await boss.presses("日子没定")
        posting = await sent_in(t, boss, "写驿站的")
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        copy = t.group("西解村").last
        assert "日子好商量，早7点到晚6点 西解村" in copy
        assert "10月21日(周三)晚6点半前有效" in copy
        await t.later(minutes=45)
        assert t.group("汉薛镇").messages, "the later waves went out, for seats are left"
        await ying.says("俺俩去", group="西解村")
        assert t.group("西解村").messages[-1].text.startswith("A1摘苹果记上了：秀英2人。还差18人。")
        assert t.rows(PostingDay)[0].taken == 2
        await t.leap("2026-10-15T21:00")
        assert not ying.inbox, "nobody is reminded of a day that is none"
        await boss.says("A1 后天干")
        await t.desk.presses("同意改")
        assert [row.day.isoformat() for row in t.rows(PostingDay)] == ["2026-10-17"]
        assert only(t, posting.id).any_day is False


async def test_a_need_with_a_fee_is_kept_and_the_fee_taken_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await t.desk.says("/start")
        await boss.says(WHOLE + "，每人交50块中介费")
        assert boss.was_told("“中介费”不能发：中介费、介绍费、抽成不能从干活的人身上收")
        (posting,) = t.rows(Posting)
        assert (posting.work, posting.headcount_max, posting.wage_min) == ("摘苹果", 20, 150)
        assert "每人交50块中介费" in posting.raw_text
        await boss.says("把介绍费去掉")
        assert boss.was_told("好，“中介费”去掉了。")
        await boss.says("写驿站的")
        await boss.says("行")
        assert "中介费" in t.desk.last
        assert "（发的人说去掉了）" in t.desk.last
        assert "【不能发】" not in t.desk.last
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布", message=next(each for each in t.desk.inbox if "待审" in each.text))
        assert only(t, posting.id).status == PostingStatus.OPEN
        assert "中介费" not in t.group("西解村").last


async def test_a_fee_said_of_a_draft_is_no_pay(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await t.desk.says("/start")
        await boss.says("明天要20个人摘苹果，解店镇西解村，150一天，王师傅13800138001")
        await boss.says("日结，每人交50块中介费")
        (posting,) = t.rows(Posting)
        assert (posting.wage_min, posting.pay_when) == (150, "daily")
        for words in ("没有", "没有", "写驿站的", "行"):
            await boss.says(words)
        assert "【不能发】“中介费”" in t.desk.last, "what was never taken back stops it"


@pytest.mark.parametrize(
    "bits",
    [
        ("招人", "摘花椒", "万泉乡", "5个人"),
        ("你好", "摘花椒", "5个人", "万泉乡"),
        ("万泉乡", "摘花椒", "5个"),
        ("5个人", "万泉乡", "摘花椒"),
    ],
)
async def test_a_need_grows_over_several_messages(tmp_path: Path, bits: tuple[str, ...]) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        for bit in bits:
            await boss.says(bit)
            await t.later(minutes=1)
        (posting,) = t.rows(Posting)
        assert (posting.work, posting.headcount_max, posting.township) == ("摘花椒", 5, "万泉乡")
        assert all(bit in posting.raw_text for bit in bits if bit != "5个")
        assert boss.last.endswith("哪天干？")
        assert sum(row.kept for row in t.rows(Inbox)) >= 3


async def test_bits_an_hour_apart_are_no_need(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("万泉乡")
        assert boss.last.startswith("记着了：万泉乡。要招人就接着说")
        await t.later(minutes=60)
        await boss.says("5个人")
        assert boss.last.startswith("记着了：5人。")
        assert t.rows(Posting) == []
        await boss.says("今天天气不错")
        assert boss.last.startswith("没看明白。")


@pytest.mark.parametrize("text", ["招人摘花椒", "招摘苹果的", "要人摘苹果", "找人套袋", "招摘苹果的，一天150"])
async def test_a_need_without_a_number_is_one(tmp_path: Path, text: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(text)
        assert boss.last.startswith("记下了：")
        assert boss.last.endswith("要几个人？")


@pytest.mark.parametrize("text", ["我想摘苹果", "有没有摘苹果的活", "招不招摘苹果的？", "摘苹果招人吗"])
async def test_who_looks_for_work_begins_no_draft(tmp_path: Path, text: str) -> None:
    async with town(tmp_path) as t:
        await t.person("秀兰").says(text)
        assert t.rows(Posting) == []


async def test_what_was_sent_back_comes_to_the_desk_as_a_new_card(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await sent_in(t, boss)
        await t.desk.presses("退回")
        await t.desk.presses("地方不清")
        before = len(t.desk.inbox)
        await boss.says("西解村口大槐树下")
        await boss.says("行")
        assert len(t.desk.inbox) == before + 1
        card = t.desk.inbox[-1]
        assert card.text.startswith("待审1：")
        assert "退回过又送来的，上回说的是：地方要写清楚" in card.text
        assert card.edits == 0
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布", message=card)
        assert only(t, 1).status == PostingStatus.OPEN


async def test_a_cooperative_is_one_in_its_file_and_the_township_said_stands(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await sent_in(t, t.person("王师傅"), "福兴合作社，" + WHOLE.replace("解店镇西解村", "荣河镇孙石村"))
        (posting,) = t.rows(Posting)
        assert (posting.township, posting.village, posting.hires) == ("荣河镇", None, "福兴合作社")
        assert "荣河镇孙石村" in t.desk.last
        assert [(row.kind, row.name) for row in t.rows(Employer)] == [("cooperative", "福兴合作社")]
        await t.person("李").says("西解村帮合作社摘苹果，明天10个人，150一天日结")
        assert t.rows(Posting)[-1].detail == "合作社"


async def test_waves_are_told_as_they_go(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss, WHOLE.replace("明天", "10月17日"))
        assert boss.last == (
            "发出去了：先发3个群，没招满的话20分钟后再发54个群、40分钟后再发171个群，编号A1。有人报名我告诉您。"
        )
        await t.later(minutes=41)
        sent = sum(1 for chat, messages in t.wire.chats.items() if chat < 0 and messages)
        assert sent == 228


async def test_a_reason_beside_the_phone_bars_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/bar 13800138009 收押金")
        assert t.desk.last == "13800138009不能再发用工了，记下了：收押金。"
        assert t.rows(Employer)[0].barred_why == "收押金"


async def test_a_work_dropped_and_wanted_after_all_comes_back_beside_the_other(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要10个摘苹果的，一天150，再要2个做饭的一天120，解店镇西解村，日结，王师傅13800138001")
        await boss.says("做饭的不要了")
        await boss.says("还是要一个做饭的吧")
        assert boss.last.startswith("好，又加上：做饭，1人")
        works = [(row.work, row.headcount_max) for row in t.rows(Posting) if row.status == PostingStatus.DRAFT]
        assert works == [("摘苹果", 10), ("做饭", 1)]


async def test_an_edited_answer_answers_nothing_that_was_asked_later(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(
            "明天要20个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到，王师傅13800138001"
        )
        said = await boss.says("没有")
        assert "要写到群里吗" in boss.last
        await boss.edits(said, "不定")
        assert boss.last.startswith("改过的话我看不出改了哪儿")
        assert t.rows(Posting)[0].phone_public is None


async def test_another_village_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，150一天日结，王师傅13800138001")
        await boss.says("地方换到东解村")
        assert boss.last.startswith("好，解店镇东解村。")


async def test_a_name_and_a_dictated_phone_are_both_taken(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("老汉")
        await boss.says("要5个人卸苹果，西解村，后天，130一天，日结")
        await boss.says("我叫王福来 一三八零零一三八零零一")
        (posting,) = t.rows(Posting)
        assert (posting.contact_name, posting.phones) == ("王福来", ["13800138001"])


async def test_a_day_without_work_of_several_stops_that_day_alone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss, WHOLE.replace("明天", "明天后天"))
        await t.person("秀英").says("两天都去", group="西解村")
        await boss.says("下雨了明天不干了")
        assert boss.was_told("A1摘苹果明天(10月15日周四)停工，1人都通知了。")
        assert only(t, posting.id).status == PostingStatus.OPEN
        assert [row.stopped_at is not None for row in t.rows(PostingDay)] == [True, False]
