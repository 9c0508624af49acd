"""The desk and the sending: the plan before, how far it is, what failed, stop and go on, who is on duty."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select, update

from bot import decisions, sizes
from bot.app import Here
from bot.errors import Refused
from bot.models import Delivery, DeliveryState, Employer, Event, GroupAddress, Posting, Priority
from bot.people import Sender
from bot.pump import Pump
from tests.conversation import Person, Town, town
from tests.relays import relayed
from tests.talks import WHOLE, only, published, sent_in
from tests.test_flow_desk import second_desk

LATER = WHOLE.replace("明天", "18号")


def reached(t: Town, code: str) -> int:
    """In how many chats of groups a posting's copy stands."""
    return len([1 for chat, sent in t.wire.chats.items() if chat < 0 and any(code in each.text for each in sent)])


async def some_go(t: Town, times: int) -> None:
    """The pump itself sends a part of what waits, and ends."""
    pump = Pump(t.app, t.here, t.wire)
    for _ in range(times):
        await pump.send_due()
    await pump.drain()


async def half_out(t: Town, boss: Person) -> int:
    """A1 was published and is on its way; to how many groups it went already."""
    await sent_in(t, boss)
    await t.desk.presses("已打电话核实")
    card = t.desk.inbox[-1]
    await t.hand_over(t.desk.pressing(card.button("发布")["data"], card), pump=False)
    await some_go(t, 3)
    out = reached(t, "A1")
    assert 0 < out < 228
    return out


async def test_groups_that_people_carry_to_take_no_time_of_sending(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        relayed(t, "西解村")
        posting = await sent_in(t, t.person("王师傅"), LATER)
        assert "发到228个群，分3拨，前后40分钟，发送约9秒。其中1个群由人转发，不算在内。" in t.desk.inbox[-1].text

        def without_bots(session: Session, now: datetime, here: Here) -> None:
            session.connection().execute(update(GroupAddress).values(until=now))

        t.app.act_now(without_bots, t.here)

        def size(session: Session, now: datetime, here: Here, language: str) -> str:
            return sizes.said(session, now, here, session.get_one(Posting, posting.id), language)

        assert t.app.act_now(size, t.here, "zh") == "发到1个群，一次全发。都由人转发。"
        assert t.app.act_now(size, t.here, "en") == "Goes to 1 group, all at once. People carry it to all of them."


async def test_the_plan_is_changed_before_it_goes(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await sent_in(t, t.person("王师傅"), LATER)
        card = t.desk.inbox[-1]
        assert "发到228个群，分3拨，前后40分钟，发送约9秒。" in card.text
        await t.desk.presses("怎么发")
        assert t.desk.last.startswith("第1条怎么发？现在是：发到228个群，分3拨")
        assert await t.desk.presses("一次全发") == "好，一次全发。"
        assert t.desk.last == "第1条怎么发？现在是：发到228个群，一次全发，发送约9秒。"
        assert "发到228个群，一次全发" in card.text
        await t.desk.presses("只发本乡镇")
        assert "一次全发" in card.text
        assert "228个群" not in card.text
        await t.desk.presses("已打电话核实", message=card)
        await t.desk.presses("发布", message=card)
        groups = reached(t, "A1")
        assert 1 < groups < 40
        assert f"{groups}个群，编号A1" in t.person("王师傅").last
        await t.later(minutes=45)
        assert reached(t, "A1") == groups
        plan = only(t, posting.id).plan
        assert (plan["way"], len(plan["waves"])) == ("town", 1)
        await t.desk.press_data("1:dway:1:all", card)
        assert t.desk.last == "A1已经不在审核了，发法改不了。"
        assert [each.after for each in t.rows(Event) if each.act == "posting.plan"] == [{"way": "all"}, {"way": "town"}]


async def test_two_waves(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await sent_in(t, t.person("王师傅"), LATER)
        await t.desk.presses("怎么发")
        await t.desk.presses("分2拨")
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        first = reached(t, "A1")
        assert first < 228
        await t.desk.says("进度")
        assert t.desk.last == f"A1摘苹果：发到{first}个群了，没有剩的。晚6点50分发下一拨，{228 - first}个群。"
        await t.later(minutes=21)
        assert reached(t, "A1") == 228


async def test_a_plan_is_nobodys_but_the_desks(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        for data in ("1:dplan:1", "1:dway:1:all", "1:dhold:0", "1:dsend:0", "1:dprog:1", "1:dfail:1"):
            await boss.press_data(data, boss.inbox[-1])
            assert boss.last == "这件事要驿站的人来办。"
        assert only(t, posting.id).plan == {}
        await t.desk.press_data("1:dway:1:anything", t.desk.inbox[-1])
        assert "按钮旧了" in t.desk.last


async def test_a_made_up_press_changes_no_message_but_its_own(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        told, file = [each.text for each in boss.inbox], t.rows(Employer)[0]
        for row in t.rows(Delivery):
            await t.desk.press_data(f"{row.id}:dway:{posting.id}:all", t.desk.inbox[-1])
            await t.desk.press_data(f"{row.id}:dset:{file.id}:k_firm:0", t.desk.inbox[-1])
        assert only(t, posting.id).plan["way"] == "all"
        assert t.rows(Employer)[0].kind == "firm"
        assert [each.text for each in boss.inbox] == told


async def test_the_sending_of_one_posting_stops_and_goes_on(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"), LATER)
        first = reached(t, "A1")
        await t.desk.says("A1 发到哪了")
        await t.desk.presses("先别发了")
        assert t.desk.last.startswith("好，A1摘苹果先不往外发了")
        await t.later(minutes=45)
        assert reached(t, "A1") == first
        await t.desk.says("a1进度")
        assert "这条停着" in t.desk.last
        await t.desk.presses("接着发")
        await t.later(minutes=45)
        assert reached(t, "A1") == 228


async def test_all_sending_stops_and_goes_on(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await t.desk.says("全部停发")
        assert t.desk.last.startswith("驿站小李停了往群里发")
        await published(t, boss)
        assert reached(t, "A1") == 0
        assert boss.last.startswith("通过了，编号A1。驿站眼下停着没往群里发")
        await t.desk.says("进度")
        assert t.desk.last == "A1摘苹果：发到0个群了，还剩228个。全县停着，没往外发。"
        await t.desk.says("接着发")
        assert reached(t, "A1") == 228
        await t.desk.says("/progress A1")
        assert t.desk.last == "A1摘苹果：发到228个群了，没有剩的。"


def fail_two(session: Session, now: datetime, here: Here) -> None:
    """What the pump records where a group threw the bot out, and where no answer came."""
    rows = session.exec(
        select(Delivery).where(Delivery.county_id == here.county_id, col(Delivery.dedupe_key).startswith("copy:"))
    ).all()
    for row, state, why in zip(
        rows, (DeliveryState.GIVEN_UP, DeliveryState.UNCERTAIN), ("no rights", ""), strict=False
    ):
        row.state, row.error, row.message_id = state, why, None
        session.add(row)


async def test_each_groups_failure_is_told_on_request(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        t.app.act_now(fail_two, t.here)
        await t.desk.presses("发到哪了")
        assert t.desk.last == "A1摘苹果：发到226个群了，没有剩的。没发成2个。"
        await t.desk.presses("哪些没发成")
        lines = t.desk.last.splitlines()
        assert lines[0] == "A1摘苹果没发成的2个群："
        assert lines[1].endswith("用工群：群里不让我发言，请群主打开权限")
        assert lines[2].endswith("用工群：不知道发到没有，去群里看一眼")
        await published(t, t.person("老李"), WHOLE.replace("摘苹果", "套袋"))
        await t.desk.press_data("1:dfail:2", t.desk.inbox[-1])
        assert t.desk.last == "A2套袋没有没发成的。"


async def test_the_poster_hears_before_the_copies_go(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await published(t, t.person("王师傅"))
        rows = {row.dedupe_key: row for row in t.rows(Delivery)}
        told = rows[f"out:{posting.id}:{posting.version}"]
        copies = [row for row in rows.values() if row.dedupe_key.startswith("copy:")]
        assert told.priority == Priority.ANSWER
        assert len(copies) == 228
        assert {row.priority for row in copies} == {Priority.POSTING}
        order = [chat for chat, sent in t.wire.chats.items() for each in sent if "A1" in each.text]
        assert t.person("王师傅").user_id in order
        said = next(each for each in t.person("王师傅").inbox if "发出去了" in each.text)
        assert said.message_id < min(each.message_id for each in t.in_groups)


async def test_who_is_on_duty(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("谁值班")
        assert t.desk.last == "现在没人值班。早7点到晚10点来了要审的，驿站的人都会收到。要值班就说“值班”。"
        await t.desk.says("值班")
        await t.desk.says("谁在值班？")
        assert t.desk.last == "值班的：驿站小李（晚6点半起）。"
        assert t.rows(Posting) == []


async def test_withdrawn_halfway_what_is_out_says_so_and_the_rest_stays_in(tmp_path: Path) -> None:
    """By the desk's words, while the pump is at it; and then nothing more goes, whatever is pressed."""
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        out = await half_out(t, boss)
        await t.desk.says("撤回A1")
        copies = [each for each in t.in_groups if "A1" in each.text]
        assert len(copies) == out
        assert all("已撤回" in each.text and each.edits == 1 for each in copies)
        assert boss.was_told("A1摘苹果", "撤回")
        await t.desk.says("A1 接着发")
        await t.later(minutes=45)
        assert reached(t, "A1") == out


async def test_two_who_publish_the_same_posting_at_the_same_moment_send_it_once(tmp_path: Path) -> None:
    """Two people of the desk, two transactions side by side (on PostgreSQL): one is told that the other was first."""
    async with town(tmp_path) as t:
        zhao = await second_desk(t)
        boss = t.person("王师傅")
        posting = await sent_in(t, boss)
        await t.desk.presses("已打电话核实")
        values = {"posting_id": posting.id or 0, "version": only(t, posting.id).version}
        acts = [
            t.app.act(decisions.publish, t.here, sender=Sender(each.user_id, each.name, each.user_id, True), **values)
            for each in (t.desk, zhao) * 2
        ]
        answers = await asyncio.gather(*acts, return_exceptions=True)
        refused = [each for each in answers if isinstance(each, Refused)]
        assert [each.key for each in refused] == ["desk.too_late"] * 3, answers
        await t.settle()
        copies = [each for each in t.in_groups if "A1" in each.text]
        assert (len(copies), reached(t, "A1")) == (228, 228)
        assert len([each for each in boss.inbox if "编号A1" in each.text]) == 1
        assert len([each for each in t.rows(Event) if each.act == "posting.decide"]) == 1
