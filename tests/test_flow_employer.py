"""An employer in private: from the first hello to a posting that is out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.app import Here
from bot.models import Delivery, Inbox, InboxState, Person, Posting, PostingStatus, Role
from tests.conversation import SETTINGS, town
from tests.talks import WHOLE, only, published, sent_in


@pytest.mark.parametrize("slug", ["changjiang", "ledong", "luonan", "pingtang", "wanrong"])
async def test_the_example_is_of_the_county_and_can_be_tapped(tmp_path: Path, slug: str) -> None:
    async with town(tmp_path, settings=SETTINGS.model_copy(update={"slug": slug})) as t:
        boss = t.person("王师傅")
        await boss.says("/start")
        place = t.here.gazetteer.example_place()
        assert place in boss.last
        await boss.presses("拿这个试试")
        assert f"{t.here.gazetteer.example_village()}，" in boss.last
        assert [row.state for row in t.rows(Inbox)] == [InboxState.DONE] * 2
        assert "哪个乡镇" not in boss.last
        other = t.person("李姐")
        await other.says("你好")
        assert place in other.last


async def test_the_straight_way(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await t.desk.says("/start")
        await boss.says("明天要20个人摘苹果，解店镇西解村，早7点到，管午饭，王师傅13800138001")
        assert boss.last == (
            "记下了：摘苹果，20人，10月15日(周四)早7点，西解村，管午饭，王师傅 13800138001。一天多少钱？"
        )
        await boss.says("百六")
        assert boss.last.startswith("好，160元/天。钱啥时候给")
        await boss.presses("日结")
        assert "干到几点、接送或路费、有没有保险" in boss.last
        await boss.says("没有")
        assert "电话13800138001要写到群里吗" in boss.last
        await boss.says("写上")
        assert boss.last == (
            "摘苹果，20人\n明天(10月15日周四)早7点，解店镇西解村\n160元/天，日结，管午饭\n"
            "联系：王师傅 13800138001（群里留这个电话）\n"
            "这样发行吗？回“行”就送去审核；哪儿不对直接说。"
        )
        await boss.says("行")
        assert boss.last == "收到，正在审核，前面没有别的，一般10分钟。"
        await t.desk.presses("已打电话核实")
        assert await t.desk.presses("发布") == "发布了：编号A1，228个群。"
        assert boss.last == "发出去了：228个群，编号A1。有人报名我告诉您。"
        copy = t.group("西解村").last
        assert copy.startswith("【万荣零工市场】A1 摘苹果 20人，160元/天 日结 管午饭，明天(10月15日周四)早7点 西解村。")
        assert "13800138001" in copy
        assert "不收钱" in copy


async def test_nothing_is_made_up(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("王师傅").says("要人摘苹果")
        await t.person("王师傅").says("要几个人摘苹果，西解村")
        for posting in t.rows(Posting):
            assert posting.wage_min is None
            assert posting.start is None
            assert posting.headcount_max is None
            assert posting.phones == []
            assert posting.benefits == []


async def test_corrections_at_any_moment(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，早7点到，管午饭，王师傅13800138001")
        await boss.says("不是20是25个")
        assert boss.last == "好，25人。一天多少钱？"
        await boss.says("不管饭了")
        await boss.says("160 干完结")
        posting = t.rows(Posting)[-1]
        assert (posting.headcount_max, posting.benefits, posting.wage_min, posting.pay_when) == (25, [], 160, "finish")
        await boss.says("没有")
        await boss.says("不写")
        await boss.says("后天才开始")
        assert "后天(10月16日周五)" in boss.last
        assert "群里留驿站电话" in boss.last
        await boss.says("算了不要了")
        assert boss.last == "好，不发了。"
        assert t.rows(Posting)[-1].status == PostingStatus.CANCELLED


async def test_a_gig_needs_a_sum_and_longterm_work_does_not(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, firm = t.person("王师傅"), t.person("李厂长")
        await boss.says("明天要20个人摘苹果，解店镇西解村，工钱面议，早7点到，王师傅13800138001")
        assert "群里不能只写面议，一天最少给多少钱？" in boss.last
        await boss.says("不低于120")
        assert "钱啥时候给" in boss.last
        posting = t.rows(Posting)[-1]
        assert (posting.wage_min, posting.negotiable) == (120, False)
        await firm.says("长期招保安2名，县城，工资面议，李厂长13900139000")
        assert "多少钱" not in firm.last
        assert t.rows(Posting)[-1].kind == "longterm"


async def test_any_number_is_a_number(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(
            "明天要人摘苹果，解店镇西解村，150一天日结，管午饭车接送有保险，早7点到晚6点，王师傅13800138001"
        )
        assert "要几个人？" in boss.last
        await boss.says("多少都要")
        assert t.rows(Posting)[-1].headcount_open
        assert "要几个人" not in boss.last


async def test_two_jobs_in_one_message(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await t.desk.says("/start")
        await boss.says("明天摘苹果10人150一天，套袋5人120一天，都在解店镇西解村，日结，早7点，王师傅13800138001")
        assert boss.was_told("1. 摘苹果，10人", "150元/天")
        assert boss.was_told("2. 套袋，5人", "120元/天")
        await boss.says("没有")
        await boss.says("写上")
        assert boss.last == "这2条都这样发行吗？回“行”就送去审核；哪儿不对直接说。"
        await boss.says("套袋改成130")
        first, second = t.rows(Posting)
        assert (first.wage_min, second.wage_min) == (150, 130)
        await boss.says("行")
        assert [posting.status for posting in t.rows(Posting)] == ["review", "review"]
        assert t.desk.was_told("待审1：", "摘苹果")
        assert t.desk.was_told("待审2：", "套袋")


async def test_a_limit_by_sex_becomes_what_the_work_asks(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(
            t, boss, "后天要5个女工分拣苹果，120一天日结，汉薛镇，早8点到下午6点，管饭车接送有保险，李姐13800138002"
        )
        assert boss.was_told("先别急，这条要改一下：群里不能写“只要女工”。写活就行：坐着分拣，不搬重的。这样发行吗？")
        copies = [row for row in t.rows(Delivery) if row.posting_id is not None and row.message_id is not None]
        assert copies
        shown = [message.text for name in ("汉薛镇", "万荣县") for message in t.group(name).messages]
        assert shown
        assert all("女" not in text and "坐着分拣，不搬重的" in text for text in shown)


async def test_who_came_before_need_not_say_name_and_phone_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("后天要5个人套袋，解店镇西解村，120一天日结，早7点到晚6点，管午饭车接送有保险")
        assert "王师傅 13800138001" in boss.last
        assert "这样发行吗" in boss.last


async def test_outside_duty_hours_the_poster_hears_when_and_whom_to_ring(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-14T23:10")
        boss = t.person("王师傅")
        await sent_in(t, boss)
        assert boss.last == "收到。现在驿站下班了，明天(10月15日周四)早7点看；急的打0359-4520000。"
        assert not t.desk.was_told("待审")
        await t.leap(hours=8)
        assert t.desk.was_told("待审1：")


async def test_how_many_wait_before(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await sent_in(t, t.person("甲"), WHOLE.replace("王师傅13800138001", "赵师傅13800138011"))
        await sent_in(t, t.person("乙"), WHOLE.replace("王师傅13800138001", "钱师傅13800138012"))
        await sent_in(t, t.person("丙"), WHOLE.replace("王师傅13800138001", "孙师傅13800138013"))
        assert t.person("丙").last == "收到，正在审核，前面还有2条，一般10分钟。"
        await t.person("丙").says("审核好了吗")
        assert t.person("丙").last == "收到，正在审核，前面还有2条，一般10分钟。"


async def test_a_change_while_it_is_in_review_needs_no_new_round(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        await boss.says("改成25个人")
        assert boss.last.startswith("改好了，还在审核")
        assert only(t, posting.id).headcount_max == 25
        assert "25人" in next(each.text for each in t.desk.inbox if "待审" in each.text)
        await boss.says("不要人了")
        assert only(t, posting.id).status == PostingStatus.CANCELLED


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("在吗", "您好！要人就直接说"),
        ("有活吗", "眼下没有在招的"),
        ("收费不", "不收钱"),
        ("谢谢", "不客气"),
        ("怎么用", "要人：直接说"),
        ("asdf", "没看明白。是要招人吗？"),
        ("😀😀", "没看明白"),
        ("B99 取消", "没有B99这个编号"),
        ("交押金200，刷单日结500", "这条不能发"),
        ("啊" * 9000, "没看明白"),
    ],
)
async def test_other_talk_gets_one_fitting_line(tmp_path: Path, text: str, answer: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(text)
        assert len(boss.inbox) == 1
        assert answer in boss.last
        assert t.rows(Posting) == []


async def test_what_is_no_text(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.sends(
            sticker={
                "file_id": "x",
                "file_unique_id": "y",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        )
        assert boss.last.startswith("这个我看不了")
        await boss.sends(voice={"file_id": "x", "file_unique_id": "y", "duration": 3})
        assert boss.last.startswith("语音我听不了")
        await boss.sends(
            photo=[{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}], caption="明天要20个人摘苹果"
        )
        assert "记下了：摘苹果，20人" in boss.last
        assert all(row.state == InboxState.DONE for row in t.rows(Inbox))


async def test_buttons_of_old_cards_and_forged_ones(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(WHOLE)
        await boss.presses("写驿站的")
        card = boss.inbox[-1]
        await boss.presses("行，发", message=card)
        await boss.presses("行，发", message=card)
        assert boss.last == "摘苹果：正在审核。"
        assert len([each for each in t.rows(Posting) if each.status == "review"]) == 1
        assert "按钮旧了" in await boss.press_data("1:nothing:1", card)
        assert "按钮旧了" in await boss.press_data(f"1:join:{'9' * 20}", card)
        await boss.press_data("1:set:1:pay_when=never", card)
        await boss.press_data("1:dpub:1:1", card)
        assert boss.last == "这件事要驿站的人来办。"
        other = t.person("别人")
        await other.press_data("1:cancel:1", card)
        assert "不是您发的" in other.last
        assert all(row.state == InboxState.DONE for row in t.rows(Inbox))


async def test_an_edited_message_goes_into_the_draft(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        number = await boss.says("明天要20个人摘苹果，解店镇西解村")
        await boss.edits(number, "明天要30个人摘苹果，解店镇西解村")
        assert [posting.headcount_max for posting in t.rows(Posting)] == [30]


async def test_start_shows_an_example_that_can_be_tapped(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("/start")
        assert len(boss.last.splitlines()) == 3
        await boss.presses("拿这个试试")
        assert "记下了：摘苹果，20人" in boss.last


async def test_own_postings_and_the_language(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("/my")
        assert boss.last.startswith("您还没发过用工")
        await published(t, boss)
        await boss.says("/my")
        assert boss.last == "A1摘苹果，10月15日(周四)，正在招人，报了0人，要20人"
        await boss.says("/lang")
        await boss.presses("English")
        assert boss.last == "Good, English from now on."
        await boss.says("/my")
        assert "looking for people" in boss.last


async def test_forget_takes_the_name_out_of_sight(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await boss.says("/forget")
        assert "A1摘苹果会取消" in boss.last.replace("正在招的", "")
        assert "2029年10月14日" in boss.last
        await boss.presses("忘掉我")
        row = next(each for each in t.rows(Person) if each.forgotten_at is not None)
        assert (row.name, row.phone) == ("", None)
        assert only(t, posting.id).status == PostingStatus.CANCELLED
        assert "2029年10月14日" in boss.last


async def test_an_unfinished_need_waits_while_another_is_told(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，王师傅13800138001")
        await boss.says(
            "后天要5个人套袋，解店镇西解村，120一天日结，早7点到晚6点，管午饭车接送有保险，王师傅13800138001"
        )
        await boss.presses("写驿站的")
        await boss.says("行")
        assert [each.status for each in t.rows(Posting)] == ["draft", "review"]
        assert "摘苹果" in boss.last
        assert "一天多少钱" in boss.last


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("本人男46岁有C1驾照能开三轮，会砌砖也会刮腻子，一天300就干，谁家盖房子叫我，13991000112", "眼下没有在招的"),
        ("俺两口子想找个摘桃的活", "眼下没有在招的"),
        ("站里好 俺想问下昨天发的招人信息咋不显示了 15个人摘杏那个", "这个问驿站最快，打0359-4520000"),
    ],
)
async def test_people_who_need_nobody(tmp_path: Path, text: str, answer: str) -> None:
    async with town(tmp_path) as t:
        await t.person("老李").says(text)
        assert answer in t.person("老李").last
        assert t.rows(Posting) == []


async def test_a_question_in_between_is_answered_and_ours_comes_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，早7点到，管午饭，王师傅13800138001")
        await boss.says("你是真人还是机器")
        assert boss.inbox[-2].text.startswith("要人：直接说")
        assert boss.last == "一天多少钱？"


@pytest.mark.parametrize(
    ("said", "shown"),
    [("姓畅", "畅老板"), ("我自己家的", "王师傅"), ("丰源合作社", "丰源合作社"), ("老王家", "老王家")],
)
async def test_who_hires_is_told_in_a_few_words(tmp_path: Path, said: str, shown: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要3个人摘苹果，西解村，150一天日结管午饭，7点到18点，13835912345")
        assert "老板贵姓" in boss.last
        await boss.says(said)
        assert f"好，{shown} 13835912345" in boss.last


async def test_whose_phone_is_shown_may_be_said_before_it_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要5个人摘苹果，解店镇西解村，150一天，日结，管饭，接送，有保险，早7点到晚6点")
        assert "老板贵姓" in boss.last
        await boss.says("写驿站的")
        assert "没听明白" not in boss.last
        assert "老板贵姓" in boss.last
        await boss.says("姓王，13800138001")
        assert "群里留驿站电话" in boss.last
        assert "这样发行吗" in boss.last


async def test_who_pays_a_broker_may_be_said_before_it_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = t.person("李经纪")
        await broker.says("/start")
        t.app.act_now(make_broker, t.here, "李经纪")
        await broker.says("明天要5个人摘苹果，解店镇西解村，150一天，管饭，接送，有保险，早7点到晚6点，老王13800138001")
        assert "钱啥时候给" in broker.last
        await broker.says("老板出")
        assert "没听明白" not in broker.last
        await broker.says("日结")
        assert "劳务费谁出" not in broker.last
        assert t.rows(Posting)[0].broker_paid_by == "employer"


@pytest.mark.parametrize("words", ["没有", "不收劳务费", "不收", "谁也不出"])
async def test_a_broker_may_take_no_fee(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        broker = t.person("李经纪")
        await broker.says("/start")
        t.app.act_now(make_broker, t.here, "李经纪")
        await broker.says(
            "明天要5个人摘苹果，解店镇西解村，150一天日结，管饭，接送，有保险，早7点到晚6点，老王13800138001"
        )
        assert "劳务费谁出" in broker.last
        await broker.says(words)
        assert t.rows(Posting)[0].broker_paid_by == "nobody"
        await broker.presses("写驿站的")
        assert "不收劳务费" in broker.last


def make_broker(session: Session, now: datetime, here: Here, name: str) -> None:
    person = session.exec(select(Person).where(Person.name == name)).one()
    person.role = Role.BROKER
    session.add(person)
