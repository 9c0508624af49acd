"""Somebody of the desk who was given a township sees in the bot's chat what the pages show them, and no more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from bot import accounts, parts
from bot.app import Here
from bot.models import Complaint, Employer, Posting, Region, Role
from bot.models import Person as PersonRow
from bot.texts import say
from tests.conversation import Person, Town, town
from tests.desk_world import NEEDS, post

NOT_YOURS = say("web.not_yours", "zh")


async def of_part(t: Town, name: str, place: str) -> Person:
    """One more person of the desk, whom the head gave one township."""
    made = t.person(name)
    await made.says("你好")

    def give(session: Session, now: datetime, here: Here) -> None:
        row = session.exec(select(PersonRow).where(PersonRow.name == name)).one()
        region = session.exec(select(Region).where(Region.name == place)).one()
        row.role = Role.DESK
        session.add(row)
        accounts.ensure(session, now, here, row).region_id = region.id

    t.app.act_now(give, t.here)
    return made


def status(t: Town, number: int) -> str:
    found: str = next(row.status for row in t.rows(Posting) if row.id == number)
    return found


async def test_the_chat_of_a_township_s_clerk_is_their_township(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        clerk = await of_part(t, "小郑", "解店镇")
        await post(t, t.person("王师傅"), NEEDS[0])
        await post(t, t.person("老赵"), NEEDS[2])
        card = next(each for each in clerk.inbox if "待审1" in each.text)
        assert not clerk.was_told("待审2"), "a posting of another township"
        assert t.desk.was_told("待审2"), "the head sees all"
        await clerk.says("/desk")
        assert clerk.was_told("待审1")
        assert not clerk.was_told("装车")
        for data in ("dpub:2:1", "dback:2:1", "dreject:2:1", "dphoned:2", "dwhy:2:1:reject:pay", "dwithdraw:2"):
            held = len(clerk.inbox)
            await clerk.press_data(f"1:{data}", card)
            assert [each.text for each in clerk.inbox[held:]] == [NOT_YOURS], data
        assert status(t, 2) == "review"
        await clerk.presses("已打电话核实", message=card)
        await clerk.presses("发布", message=card)
        assert status(t, 1) == "open"
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        assert status(t, 2) == "open"
        await t.person("秀兰").says("A2 我去", group="通化镇")
        before = len(clerk.inbox)
        for words in ("A2名单", "A2招够了", "A2进度", "撤回A2"):
            await clerk.says(words)
            assert NOT_YOURS in clerk.last, words
        assert not any("秀兰" in each.text for each in clerk.inbox[before:])
        assert status(t, 2) == "open"
        await clerk.says("A1名单")
        assert NOT_YOURS not in clerk.last
        await t.desk.says("A2名单")
        assert t.desk.was_told("秀兰")


async def test_what_touches_the_whole_county_is_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        clerk = await of_part(t, "小郑", "解店镇")
        await post(t, t.person("老赵"), NEEDS[2])
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        for words in ("先别发", "/bar 13800000003", "/file 13800000003", "/regular 13800000003", "/invite broker"):
            await clerk.says(words)
            assert NOT_YOURS in clerk.last, words
        await clerk.says("通化镇明天停工")
        assert "没有" in clerk.last
        file = t.rows(Employer)[0]
        assert (file.barred_at, file.regular) == (None, False)


async def test_words_and_complaints_of_elsewhere_go_to_others(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        clerk = await of_part(t, "小郑", "解店镇")
        for boss, need in (("王师傅", NEEDS[0]), ("老赵", NEEDS[2])):
            await post(t, t.person(boss), need)
            await t.desk.presses("已打电话核实")
            await t.desk.presses("发布")
        await t.person("喜娃").says("算我一个", group="通化镇")
        await t.later(minutes=12)
        assert not clerk.was_told("喜娃")
        await clerk.says("/unclear")
        assert not clerk.was_told("喜娃")
        await t.person("老张").says("A2说200给了150，没给够钱", group="通化镇")
        assert t.desk.was_told("没给够钱")
        assert not clerk.was_told("没给够钱")
        complaint = t.rows(Complaint)[0]
        await clerk.says("/evidence")
        assert clerk.last == "眼下没有没结的投诉。要看以前的，写上编号，像这样：/evidence 1"
        await clerk.says(f"/evidence {complaint.id}")
        assert NOT_YOURS in clerk.last
        await t.person("老孙").says("A1说150给了120，没给够钱", group="西解村")
        assert clerk.was_told("没给够钱")


async def test_an_accident_where_nobody_sees_the_place_wakes_everybody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        clerk = await of_part(t, "小郑", "解店镇")

        def rows(session: Session, now: datetime, here: Here) -> tuple[list[str], list[str]]:
            region = session.exec(select(Region).where(Region.name == "通化镇")).one()
            seen, woken = parts.clerks(session, here, region.id), parts.to_wake(session, here, region.id)
            return [each.name for each in seen], [each.name for each in woken]

        assert t.app.act_now(rows, t.here) == ([], [clerk.name])
