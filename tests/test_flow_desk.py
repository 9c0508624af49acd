"""The desk in private, and brokers: review, two at once, telephone, duty, files, trust, bars, invitations, blocks."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session

from bot.config import Rules
from bot.models import Employer, Event, Inbox, InboxState, Invitation, Person, Posting, PostingStatus, Role
from tests.conversation import SETTINGS, Town, town
from tests.conversation import Person as Somebody
from tests.talks import WHOLE, invited, only, published, sent_in


async def second_desk(t: Town) -> Somebody:
    """Another person of the desk, by invitation."""
    return await invited(t, "小赵", "desk")


async def test_two_people_of_the_desk_press_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhao = await second_desk(t)
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        own, other = t.desk.inbox[-1], zhao.inbox[-1]
        publish = None
        await t.desk.presses("已打电话核实", message=own)
        publish = other.button("发布")["data"]
        assert await t.desk.presses("发布", message=own) == "发布了：编号A1，228个群。"
        await zhao.press_data(publish, other)
        assert zhao.last == "晚了一步：驿站小李已经办了，现在正在招人。"
        assert other.text.startswith("驿站小李发布了，编号A1。")
        assert [posting.code for posting in t.rows(Posting)] == ["A1"]
        assert len([each for each in t.rows(Event) if each.act == "posting.publish"]) == 1
        assert only(t, posting.id).reviewed_by_id is not None


async def test_an_unchecked_phone_is_called_back_first(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        assert "电话没核实过" in t.desk.last
        await t.desk.presses("发布")
        assert t.desk.last.startswith("先打电话核实：13800138001")
        assert only(t, posting.id).status == PostingStatus.REVIEW
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布", message=next(each for each in t.desk.inbox if "待审1" in each.text))
        assert only(t, posting.id).status == PostingStatus.OPEN
        await sent_in(t, boss, WHOLE.replace("摘苹果", "套袋"))
        assert "核实过" in t.desk.last
        assert "已打电话核实" not in str(t.desk.inbox[-1].buttons)
        t.at("2027-05-01T09:00")
        await sent_in(t, boss, WHOLE.replace("摘苹果", "疏花"))
        assert "已打电话核实" in str(t.desk.inbox[-1].buttons)


async def test_sent_back_with_a_reason_in_words(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        await t.desk.presses("退回")
        await t.desk.says("工钱太低")
        assert boss.last == "先别急，这条要改一下：工钱太低。这样发行吗？"
        assert t.desk.last == "退回了，跟发的人说了。"
        assert only(t, posting.id).status == PostingStatus.DRAFT
        t.at("2026-10-14T18:40")
        await boss.says("170")
        await boss.says("行")
        assert only(t, posting.id).status == PostingStatus.REVIEW
        assert only(t, posting.id).wage_min == 170
        assert "170元/天" in t.desk.last


async def test_rejected_and_a_near_copy_of_it_is_seen(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        await t.desk.presses("不行")
        await t.desk.presses("像骗人")
        assert only(t, posting.id).status == PostingStatus.REJECTED
        assert "这条发不了：这条像是骗人的" in boss.last
        assert "0359-4520000" in boss.last
        await sent_in(t, t.person("老李"), WHOLE.replace("王师傅13800138001", "李师傅13800138009"))
        assert "跟没通过的#1几乎一样" in t.desk.last


async def test_money_from_workers_never_gets_out(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要20个人摘苹果，解店镇西解村，150一天日结，每人先交押金200，早7点，王师傅13800138001")
        assert t.rows(Posting) == [] or t.rows(Posting)[0].status == PostingStatus.DRAFT
        posting = await sent_in(t, t.person("李师傅"), WHOLE.replace("王师傅", "李师傅"))
        with_words = t.app.act_now(_with_words, t.here, posting.id or 0, "每人先交押金200")
        assert with_words
        await t.desk.says("/desk")
        card = t.desk.inbox[-1]
        assert "押金" in card.text
        assert "【不能发】" in card.text
        assert "发布" not in str(card.buttons)
        assert "劳动合同法" in card.text


def _with_words(session: Session, now: object, here: object, posting_id: int, words: str) -> bool:
    from bot import screening

    posting = session.get(Posting, posting_id)
    assert posting is not None
    poster = session.get(Person, posting.poster_id)
    assert poster is not None
    posting.raw_text += words
    posting.hits = screening.read(session, now, here, posting, poster)  # type: ignore[arg-type]
    session.add(posting)
    return True


async def test_who_is_on_duty_is_asked_first(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhao = await second_desk(t)
        await zhao.says("/duty on")
        posting = await sent_in(t, t.person("王师傅"))
        assert zhao.was_told(f"待审{posting.id}：")
        assert not t.desk.was_told(f"待审{posting.id}：")
        await t.later(minutes=11)
        assert zhao.last.startswith("等了10分钟了，还没人审：")
        assert not t.desk.was_told(f"待审{posting.id}：")
        await t.later(minutes=10)
        assert t.desk.was_told(f"待审{posting.id}：")
        assert t.desk.last.startswith("等了20分钟了，还没人审：")
        before = len(zhao.inbox) + len(t.desk.inbox)
        await t.later(minutes=28)
        assert len(zhao.inbox) + len(t.desk.inbox) == before, "each was called on, and has time"
        await t.later(minutes=2)
        assert zhao.last.startswith("等了50分钟了，还没人审：")
        await zhao.says("下班")
        assert zhao.last == "好，您下班了。"


async def test_a_forgotten_off_duty_holds_until_the_night_and_wakes_nobody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhao = await second_desk(t)
        await zhao.says("/duty on")
        await t.leap("2026-10-14T23:00")
        posting = await sent_in(t, t.person("王师傅"))
        assert t.person("王师傅").last.startswith("收到。现在驿站下班了，明天(10月15日周四)早7点看")
        await t.leap("2026-10-15T06:59")
        assert not any("还没人审" in each.text for each in [*zhao.inbox, *t.desk.inbox])
        await t.leap("2026-10-15T07:11")
        assert zhao.was_told(f"待审{posting.id}：")
        assert zhao.last.startswith("等了")


async def test_who_is_up_at_night_by_their_own_word_is_called_on_alone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhao = await second_desk(t)
        await t.leap("2026-10-14T22:30")
        await zhao.says("/duty on")
        await sent_in(t, t.person("王师傅"))
        assert "一般10分钟" in t.person("王师傅").last
        before = len(t.desk.inbox)
        await t.later(minutes=45)
        assert sum("还没人审" in each.text for each in zhao.inbox) == 2
        assert len(t.desk.inbox) == before


async def test_one_clerk_alone_is_called_on_again_in_growing_steps_until_it_is_decided(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await sent_in(t, t.person("王师傅"))
        begun = len(t.desk.inbox)
        await t.later(minutes=175)
        nudges = [each.text for each in t.desk.inbox[begun:] if "还没人审" in each.text]
        assert [int(each.removeprefix("等了").partition("分钟")[0]) for each in nudges] == [10, 40, 100, 160]
        await t.leap("2026-10-15T06:59")
        assert sum("还没人审" in each.text for each in t.desk.inbox[begun:]) == 4, "nobody is woken for it"


async def test_a_need_taken_by_telephone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/phone")
        await t.desk.says(WHOLE)
        await t.desk.presses("写驿站的")
        await t.desk.says("行")
        posting = t.rows(Posting)[-1]
        assert posting.status == PostingStatus.REVIEW
        assert posting.entered_by_id == posting.poster_id
        assert "电话代发" in t.desk.last
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        assert only(t, posting.id).code == "A1"
        assert [file.person_id for file in t.rows(Employer)] == [None]


async def test_a_trusted_poster_goes_out_at_once_and_is_looked_at_the_next_morning(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        first = await published(t, boss)
        await t.desk.says("/file 13800138001")
        await t.desk.presses("信得过")
        assert "信得过：采摘，120到180元" in t.desk.last
        await boss.says("招满了")
        await boss.says("再来一次，后天")
        await boss.says("行")
        second = t.rows(Posting)[-1]
        assert second.id != first.id
        assert second.status == PostingStatus.OPEN
        assert boss.last == (
            "发出去了：先发3个群，没招满的话20分钟后再发54个群、40分钟后再发171个群，编号A2。有人报名我告诉您。"
        )
        t.at("2026-10-15T07:01")
        await t.settle()
        assert t.desk.was_told("A2是信得过的用工方发的")
        await boss.says("A2 招满了")
        await boss.says("再来一次，10月18号")
        await boss.says("工钱改成250")
        await boss.says("行")
        assert t.rows(Posting)[-1].status == PostingStatus.REVIEW


async def test_a_barred_poster_is_seen_by_phone_and_account(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await t.desk.says("/bar 13800138001")
        assert t.desk.last == "为啥停发13800138001？回一句话，记在资料里。不停了回“算了”。"
        assert t.rows(Employer)[0].barred_at is None
        await t.desk.says("收了押金")
        assert (
            t.desk.last == "13800138001不能再发用工了，记下了：收了押金。还在招的有A1摘苹果，要撤回的说“撤回”加编号。"
        )
        await t.desk.says("/file 13800138001")
        assert "已停发：收了押金" in t.desk.last
        await sent_in(t, t.person("老李"), WHOLE.replace("摘苹果", "套袋"))
        assert "这个用工方不能再发用工" in t.desk.last
        assert "发布" not in str(t.desk.inbox[-1].buttons)
        assert "看过了" not in str(t.desk.inbox[-1].buttons)
        await sent_in(t, boss, WHOLE.replace("摘苹果", "疏果").replace("13800138001", "13800138077"))
        assert "这个用工方不能再发用工" in t.desk.last
        await t.desk.says("/unbar 13800138001")
        assert t.desk.last == "13800138001可以再发用工了。"
        await t.desk.says("/bar 13800138001")
        await t.desk.says("算了")
        assert t.desk.last == "好，没停13800138001。"
        await t.desk.says("/bar 138 0013 8001 冒充合作社")
        assert "记下了：冒充合作社" in t.desk.last


async def test_an_agency_needs_its_licence(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        await t.desk.presses("用工方资料")
        file = t.desk.inbox[-1]
        await t.desk.presses("中介", message=file)
        card = next(each for each in t.desk.inbox if "待审" in each.text)
        assert "中介没看到许可证" in card.text
        assert "发布" not in str(card.buttons)
        await t.desk.presses("许可证、委托书看过", message=file)
        assert "发布" in str(card.buttons)
        assert only(t, posting.id).status == PostingStatus.REVIEW


async def test_withdrawing_asks_once_and_tells_the_poster(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await t.person("秀兰").says("我去", group="西解村")
        await t.desk.says("撤回A1")
        assert t.desk.last == "撤回A1摘苹果，1人会收到通知。真撤回吗？"
        await t.desk.presses("撤回，通知大家")
        assert only(t, posting.id).status == PostingStatus.WITHDRAWN
        assert boss.last == "A1摘苹果由驿站撤回了，1人都通知了。"
        assert "撤回" in t.group("西解村").copy("A1").text


async def test_the_desk_stops_a_township_for_a_day(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await published(t, boss, WHOLE.replace("摘苹果", "套袋").replace("明天", "明天起两天"))
        await published(t, boss, WHOLE.replace("摘苹果", "疏花").replace("解店镇西解村", "汉薛镇"))
        t.at("2026-10-15T05:50")
        await t.desk.says("下雨，解店镇今天停工")
        assert "解店镇今天(10月15日周四)停工，停了2条" in t.desk.last
        states = {each.work: each.status for each in t.rows(Posting)}
        assert states == {"摘苹果": "closed", "套袋": "open", "疏花": "open"}
        assert boss.was_told("驿站让A1摘苹果今天(10月15日周四)停工")


async def test_an_invitation_works_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await second_desk(t)
        word = t.desk.last.split("/start ")[1]
        late = t.person("晚来的")
        await late.says("/start " + word)
        assert late.last.startswith("这个邀请用过了")
        assert word not in str([row.token_hash for row in t.rows(Invitation)])
        await t.person("小赵").says("/invite desk")
        assert t.person("小赵").last == "请驿站负责人来邀请同事。"
        await t.desk.says("/invite broker")
        t.at("2026-10-30T09:00")
        await late.says("/start " + t.desk.last.split("/start ")[1])
        assert late.last.startswith("这个邀请用过了，或者过期了")
        assert {row.role for row in t.rows(Person) if row.name == "晚来的"} == {Role.NONE}


async def test_a_broker_posts_for_others_and_holds_seats(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = await invited(t, "张经纪", "broker")
        await broker.says(
            "帮老张家招10个人套袋，后天早7点到晚6点，解店镇西解村，120一天日结，管饭车接送有保险，电话13900139000"
        )
        assert "您的劳务费谁出" in broker.last
        await broker.says("工人出")
        await broker.presses("写驿站的")
        await broker.says("行")
        posting = t.rows(Posting)[-1]
        assert (posting.hires, posting.broker_paid_by) == ("老张家", "workers")
        assert "劳务费不能从干活的人身上收" in t.desk.last
        assert "【不能发】" in t.desk.last
        await broker.says("劳务费老板出")
        await published(t, t.person("王师傅"))
        await broker.says("A1 我带8个人")
        assert broker.was_told("A1摘苹果给您留了8个名额")
        await broker.says("A1 张三 李四")
        assert broker.was_told("记下了2个名字，还缺6个")


async def test_pay_under_the_minimum_and_far_off_the_usual(tmp_path: Path) -> None:
    settings = SETTINGS.model_copy(update={"rules": Rules(day_wage_minimum=100)})
    async with town(tmp_path, settings=settings) as t:
        await sent_in(t, t.person("王师傅"), WHOLE.replace("150", "90"))
        assert "低于本县最低标准100元" in t.desk.last
        for number in range(3):
            text = WHOLE.replace("王师傅13800138001", f"赵师傅1380013801{number}").replace("20个", f"{number + 4}个")
            await published(t, t.person(f"用工{number}"), text)
        await sent_in(t, t.person("老李"), WHOLE.replace("150", "400").replace("13800138001", "13800138055"))
        assert "跟最近同样的活差得多，一般是150元" in t.desk.last


async def test_words_to_the_desk_only_reach_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        for command in ("/desk", "/phone", "/invite desk", "/bar 13800138001", "/duty on", "/withdraw A1"):
            await boss.says(command)
        assert t.rows(Employer) == []
        assert t.rows(Invitation) == []
        assert all(row.state == InboxState.DONE for row in t.rows(Inbox))


async def test_a_reason_that_comes_too_late_is_told_who_was_first(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhao = await second_desk(t)
        posting = await sent_in(t, t.person("王师傅"))
        await zhao.presses("退回")
        await t.desk.presses("已打电话核实", message=t.desk.inbox[-1])
        await t.desk.presses("发布")
        await zhao.says("地方不清")
        assert zhao.last == "晚了一步：驿站小李已经办了，现在正在招人。"
        assert only(t, posting.id).status == PostingStatus.OPEN
        await zhao.says("地方不清")
        assert "晚了一步" not in zhao.last, "the question is over once it was told"


async def test_an_order_after_a_reason_that_is_over_is_still_done(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhao = await second_desk(t)
        await sent_in(t, t.person("王师傅"))
        await zhao.presses("不行")
        await t.desk.presses("已打电话核实", message=t.desk.inbox[-1])
        await t.desk.presses("发布")
        await zhao.says("我值班")
        assert zhao.was_told("晚了一步：驿站小李已经办了")
        assert only_person(t, "小赵").on_duty_since is not None


def only_person(t: Town, name: str) -> Person:
    found: Person = next(row for row in t.rows(Person) if row.name == name)
    return found
