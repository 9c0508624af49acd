"""Second thoughts after sending in: a change or 算了 taken back, the phone, words of a broker that are no names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Guest, Posting, PostingStatus
from nlp import order
from tests.conversation import town
from tests.talks import WHOLE, invited, only, published, sent_in

MANY = WHOLE.replace("20个", "12个")


async def test_never_mind_takes_back_the_change_not_the_posting(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await boss.says("加到180")
        assert boss.last.startswith("A1要改：150元/天→180元/天。")
        change = t.desk.inbox[-1]
        assert change.buttons
        await boss.says("算了")
        assert boss.last == "好，A1不改了，还按原来的。"
        row = only(t, posting.id)
        assert (row.status, row.pending_changes, row.wage_min) == (PostingStatus.OPEN, {}, 150)
        assert "同意改" not in str(change.buttons)
        await boss.says("算了")
        assert boss.last == "A1摘苹果真取消吗？还没有人报名。"
        await boss.presses("不取消")
        assert only(t, posting.id).status == PostingStatus.OPEN
        await boss.says("不要人了")
        assert only(t, posting.id).status == PostingStatus.CANCELLED


async def test_whose_phone_the_copies_carry_changes_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        await boss.says("写我的")
        assert boss.last == "好，群里留13800138001。"
        assert "群里留这个电话" in t.desk.last
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        assert "13800138001" in t.group("西解村").last
        await boss.says("别写我的电话")
        assert boss.last == "好，群里留驿站的电话。"
        assert "13800138001" not in t.group("西解村").last
        assert "0359-4520000" in t.group("西解村").last
        assert only(t, posting.id).phone_public is False


async def test_writing_the_phone_is_said_beside_the_card_and_sends_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(
            "明天要5个人摘苹果，解店镇西解村，150一天，日结，管饭，接送，有保险，早7点到晚6点，王师傅13800138001"
        )
        await boss.says("不写")
        assert "群里留驿站电话" in boss.last
        for words in ("我发的", "写"):
            await boss.says(words)
            assert "这样发行吗" in boss.last
            assert t.rows(Posting)[0].status == PostingStatus.DRAFT
        assert "群里留这个电话" in boss.last
        await boss.says("行")
        assert t.rows(Posting)[0].status == PostingStatus.REVIEW


@pytest.mark.parametrize("where", ["村里", "咱村头", "地里"])
async def test_words_that_tell_no_place_leave_the_question_open(tmp_path: Path, where: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("后天要5个人疏花，130")
        await boss.says(where)
        assert "哪个乡镇、哪个村" in boss.last
        await boss.says("新城")
        assert t.rows(Posting)[0].village == "新城村"


async def test_an_hour_gone_by_is_said_at_once_and_a_day_more_moves_none(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        t.at("2026-10-14T18:30")
        await boss.says("摘苹果5人，西解村，150日结，13700005553 郑师傅")
        await boss.says("今天早上6点")
        assert boss.last == "这个时间已经过了。哪天干？"
        await boss.says("明天早7点")
        await boss.says("后天也要5个")
        row = t.rows(Posting)[0]
        assert (str(row.start), str(row.end), row.headcount_max) == ("2026-10-15", "2026-10-16", 5)


async def test_a_brokers_orders_are_no_names(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"), MANY)
        broker = await invited(t, "老郭", "broker")
        await broker.says("A1 我带8个人")
        for words in ("A1 名单", "A1 改成160", "A1 收到", "A1 好的", "A1 不是8个是6个"):
            await broker.says(words)
        assert [each for each in t.rows(Guest) if each.name] == []
        await broker.says("A1 张三 李四")
        assert sorted(each.name for each in t.rows(Guest) if each.name) == ["张三", "李四"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A3 张三 李四 王五", ("张三", "李四", "王五")),
        ("A3 1.张三 2.李四", ("张三", "李四")),
        ("A3 张三13800138000，李四", ("张三", "李四")),
        ("A3 改成160", ()),
        ("A3 加到180", ()),
    ],
)
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert order.names(text)[0] == names


async def test_who_is_barred_and_still_out_is_named(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        await t.desk.says("/file 13800138001")
        await t.desk.presses("停发")
        await t.desk.says("工钱没给")
        assert (
            t.desk.last == "13800138001不能再发用工了，记下了：工钱没给。还在招的有A1摘苹果，要撤回的说“撤回”加编号。"
        )


async def test_a_block_made_as_small_as_its_names_asks_for_none(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"), MANY)
        broker = await invited(t, "老郭", "broker")
        await broker.says("A1 我带8个人")
        await broker.says("张三 李四 王五")
        await broker.says("A1 不是8个是3个")
        assert broker.last == "A1摘苹果您留了3个名额：张三、李四、王五。"


@pytest.mark.parametrize("day", ["明天", "后天上午", "周六", "这两天"])
async def test_for_whom_a_broker_asks_ends_before_the_day(tmp_path: Path, day: str) -> None:
    async with town(tmp_path) as t:
        broker = await invited(t, "老郭", "broker")
        await broker.says(f"给李家{day}要6个人卸车，解店镇西解村，180一天，日结，早8点，电话13900139000")
        assert t.rows(Posting)[0].hires == "李家"
