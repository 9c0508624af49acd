"""Brokers and forwarders in private: their people without a code, their village in the invitation."""

from __future__ import annotations

from pathlib import Path

from bot.models import Group, GroupForwarder, Guest, Posting, Role
from bot.models import Person as PersonRow
from tests.conversation import Person, Town, town
from tests.talks import WHOLE, invited, published, sent_in


async def broker(t: Town) -> Person:
    """Somebody who took a broker's invitation."""
    return await invited(t, "李经纪", "broker")


async def own_posting(t: Town, li: Person, text: str = WHOLE) -> Posting:
    """A posting that the broker sent in, who pays said in its last words."""
    await li.says(text + "，老板出")
    assert "劳务费谁出" not in li.last, "it was said"
    return await published(t, li, "写驿站的")


async def test_the_one_open_posting_is_meant_without_a_code(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        li = await broker(t)
        await own_posting(t, li)
        await li.says("我带3个人")
        assert li.was_told("A1摘苹果给您留了3个名额。")
        assert t.rows(Posting)[0].headcount_max == 20, "what they bring changes nothing that is wanted"
        await li.says("张三 李四 王五")
        await li.says("王五不来了")
        assert li.last.startswith("A1摘苹果给您记上了：2人")
        assert [(row.name, row.left_at is None) for row in t.rows(Guest)] == [
            ("张三", True),
            ("李四", True),
            ("王五", False),
        ]
        await li.says("名单")
        assert "李四" in li.last
        assert "王五" not in li.last
        await li.says("秀英不来了")
        assert li.last == "您带的人里没有秀英。自己报名的要本人说，或打驿站0359-4520000。"


async def test_of_several_postings_a_button_says_which(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        li = await broker(t)
        await own_posting(t, li)
        await own_posting(t, li, WHOLE.replace("摘苹果", "套袋").replace("明天", "10月18日"))
        await li.says("我带3个人")
        assert li.last.startswith("是哪一条：")
        await li.presses("A2套袋")
        assert li.was_told("A2套袋给您留了3个名额。")
        await li.says("A2 张三 李四 王五")
        await li.says("赵六也去")
        assert li.last == "A2套袋的4个名字都有了。"
        await li.says("名单")
        await li.presses("A2套袋")
        assert "赵六" in li.last
        await li.says("王五不来了")
        assert li.last.startswith("A2套袋给您记上了：3人"), "the name stands on one list alone"


async def test_another_persons_posting_shows_the_brokers_own_block(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        li = await broker(t)
        await t.person("秀英").says("我去", group="西解村")
        await li.says("A1 我带2个人")
        await li.says("张三 李四")
        await li.says("名单")
        assert li.last == "A1摘苹果您留了2个名额：张三、李四。"
        before = len(li.inbox)
        await li.says("我带5个人")
        assert li.inbox[before].text.startswith("A1摘苹果给您留了5个名额。")


async def test_bringing_people_while_a_draft_is_open_changes_no_number(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        li = await broker(t)
        await li.says("帮老张家招10个人摘苹果，明天，解店镇西解村，150一天")
        await li.says("我带3个人")
        assert li.was_told("带人写上编号，像“A12 我带3个人”。")
        assert t.rows(Posting)[0].headcount_max == 10
        assert li.last.startswith("钱啥时候给")


async def test_an_invited_forwarder_hears_for_which_village(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        clerk = t.person("村会计")
        await t.desk.says("/invite forwarder 西解村")
        assert t.desk.last.startswith("邀请解店镇西解村的转发人，7天内有效")
        await clerk.says("/start " + t.desk.last.split("/start ")[1])
        assert clerk.last == (
            "好，您给解店镇西解村转话。有活我把写好的话发到这儿，您照着转到“西解村用工群”就行；"
            "谁报名了，原话贴回来给我。"
        )
        assert [row.role for row in t.rows(PersonRow) if row.name == "村会计"] == [Role.FORWARDER]
        group = next(row for row in t.rows(Group) if row.kind == "relay")
        assert [row.group_id for row in t.rows(GroupForwarder)] == [group.id]
        await sent_in(t, t.person("王师傅"))
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布", message=next(each for each in reversed(t.desk.inbox) if "待审" in each.text))
        assert t.person("王师傅").last == "发出去了：229个群，其中1个群由人转，编号A1。有人报名我告诉您。"
        await t.desk.says("/invite forwarder")
        assert "写上是哪个村" in t.desk.inbox[-2].text
        await t.desk.says("/invite forwarder 没有这村")
        assert "没找到“没有这村”这个地方" in t.desk.last
