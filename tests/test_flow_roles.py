"""What each role is told and given without asking: numbers, help, what waits for somebody new at the desk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import arrived, copies, groups, people
from bot.app import Here
from bot.models import Posting, Role
from bot.texts import say
from tests.conversation import DESK_USER, town
from tests.talks import WHOLE, invited, only, published


async def test_everybody_can_ask_for_their_number(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("/id")
        assert boss.last == f"您的号是：{boss.user_id}"
        await t.desk.says("/id")
        assert t.desk.last == f"您的号是：{DESK_USER}"


async def test_help_tells_each_role_what_it_can_do(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        broker, forwarder = await invited(t, "老郭", "broker"), await invited(t, "小任", "forwarder")
        for somebody, words in (
            (boss, ("还差2个", "/my", "/forget")),
            (broker, ("帮老张家招10个人", "A12 我带8个人", "A12 张三 李四")),
            (forwarder, ("转到群里", "0359-4520000")),
            (t.desk, ("/desk", "/duty on", "/phone", "/invite broker", "/progress", "/bind 村名", "/withdraw")),
        ):
            for asked in ("/help", "怎么用", "/nosuchcommand"):
                await somebody.says(asked)
                assert all(word in somebody.last for word in words), (somebody.name, asked)
        await boss.says("/desk")
        assert boss.last.startswith("要人：")


def test_help_of_the_desk_names_every_command_of_its_handlers() -> None:
    commands: set[str] = set()
    for path in (Path(__file__).parent.parent / "handlers").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "Command(" in line and "OfDesk()" in line:
                inside = line.split("Command(")[1].split(")")[0]
                commands |= {word.strip(' "') for word in inside.split(",")}
    assert {"desk", "duty", "phone", "invite", "progress"} <= commands
    for language in ("zh", "en"):
        told = say("desk.help", language)
        assert [each for each in sorted(commands - {"notices"}) if f"/{each}" not in told] == []


async def test_who_comes_to_the_desk_gets_what_waits(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        for text in (WHOLE, "就这样", "行"):
            await boss.says(text)
        assert not t.desk.inbox
        await t.app.act(groups.added, t.here, chat_id=-1_009_000_000_001, title="西解村用工群", hears=True)
        await t.desk.says("在吗")
        assert [each.text.split("\n")[0] for each in t.desk.inbox[:2]] == [
            "待审1：",
            "我进了一个群：“西解村用工群”。像是解店镇西解村的群，对吗？点一下就定了。不对就在那个群里发：/bind 村名",
        ]
        assert t.desk.last.startswith("看要审的 /desk")
        await t.desk.says("在吗")
        assert len(t.desk.inbox) == 4
        zhao = await invited(t, "小赵", "desk")
        assert zhao.inbox[0].text.startswith("好，您是驿站的人了")
        assert zhao.was_told("待审1：")
        await t.desk.presses("已打电话核实")
        await zhao.presses("发布")
        assert only(t, 1).status == "open"


async def test_a_waiting_line_is_not_poured_over_somebody_new(tmp_path: Path) -> None:
    def many(session: Session, now: datetime, here: Here) -> None:
        boss = people.meet(session, now, here, people.Sender(7, "王师傅", 7, private=True))
        for number in range(arrived.LISTED + 3):
            session.add(
                Posting(
                    county_id=here.county_id,
                    poster_id=boss.id or 0,
                    status="review",
                    work="摘苹果",
                    submitted_at=now,
                    batch=number,
                )
            )

    async with town(tmp_path) as t:
        t.app.act_now(many, t.here)
        await t.desk.says("在吗")
        assert len([each for each in t.desk.inbox if each.text.startswith("待审")]) == arrived.LISTED
        assert t.desk.was_told("还有3条要审的，回 /desk 看。")


@pytest.mark.parametrize("short", [True, False])
async def test_a_copy_has_no_gap_where_nothing_is_told(tmp_path: Path, short: bool) -> None:
    async with town(tmp_path) as t:
        boss = t.person("李厂长")
        await t.desk.says("/start")
        for words in ("长期招保安2名，解店镇西解村，工资3000，李厂长13900139000", "就这样", "行"):
            await boss.says(words)
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")

        def text(session: Session, _here: Here) -> str:
            found = copies.form(session, t.now, t.here, 1, short=short, fresh=False)
            assert found is not None
            return found[0]

        shown = t.read(text, t.here)
        for gap in ("，，", "， ", " ，", "，。", "。。", "  "):
            assert gap not in shown, shown
        assert "3000元/月" in shown
        assert "西解村" in shown


async def test_where_nobody_signed_up_nobody_is_counted(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await boss.says("A1 明天下雨停工")
        assert boss.was_told("A1摘苹果明天(10月15日周四)停工，那天还没有人报名。")
        await published(t, boss, WHOLE.replace("摘苹果", "套袋"))
        await boss.says("A2 取消")
        assert boss.last == "A2套袋取消了，还没有人报名。"


async def test_the_township_said_after_the_place_keeps_the_place(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("后天要6个人锄草，一天100，老赵家果园，王师傅13800138001")
        assert t.rows(Posting)[0].detail == "老赵家果园"
        await boss.says("在汉薛镇")
        row = t.rows(Posting)[0]
        assert (row.township, row.detail) == ("汉薛镇", "老赵家果园")


def test_a_role_has_its_help() -> None:
    for role in Role:
        if role not in people.DESK_ROLES:
            assert say(f"employer.help_{role or 'poster'}", "zh", phone="0")
