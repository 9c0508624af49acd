"""A group that people carry to is made when postings are out already; and a posting shows how far the carrying is."""

from __future__ import annotations

import html
import re
from datetime import datetime
from pathlib import Path

from httpx2 import AsyncClient
from sqlmodel import Session, select

from bot import forwarders, relay, relay_offer
from bot.app import Here
from bot.models import Group, GroupState, Posting, Region, RelayCopy
from tests.conversation import Town
from tests.desk_client import DESK, desk, one, press
from tests.desk_world import county
from tests.relays import bring, carry, ready, relayed


def made(t: Town, place: str) -> int:
    """A group made at the desk; its id."""

    def act(session: Session, now: datetime, here: Here) -> int:
        region = session.exec(select(Region).where(Region.name == place)).one()
        group = relay_offer.make_group(session, now, here, title=f"{place}微信群", region_id=region.id)
        return group.id or 0

    number: int = t.app.act_now(act, t.here)
    return number


def waits(t: Town, group_id: int) -> set[str]:
    return {each.code for each in ready(t, group_id)[0]}


async def shown(client: AsyncClient, number: int) -> str:
    """The way of a posting as its page words it, without its tags."""
    page = await client.get(f"{DESK}/posting/{number}/way?lang=zh")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


async def test_a_posting_s_page_tells_who_carries_it_and_when(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        village, carrier = relayed(t, "西解村", "刘会计")
        made(t, "解店镇")
        posting = one(t, Posting, Posting.code == "A1")
        t.app.act_now(relay.write, t.here, group_ids=[village], posting_id=posting.id)
        before = await shown(client, posting.id)
        assert "没有剩的" not in before
        assert "2个等人转" in before
        assert "还有2个群等人转进去" in before
        assert "西解村 等人转 刘会计" in before
        assert before.index("西解村 等人转") < before.index("新城村 发到"), "what is to be done stands first"
        t.at("2026-10-14T20:05")
        carry(t, village, carrier)
        after = await shown(client, posting.id)
        assert "西解村 转到了 刘会计 20:05" in after
        assert "1个等人转" in after
        sent = [int(re.findall(r"(\d+)/(\d+) 个群发到了", each)[0][0]) for each in (before, after)]
        assert sent[1] == sent[0] + 1
        english = await client.get(f"{DESK}/posting/{posting.id}/way?lang=en")
        assert "to be carried" in english.text
        await t.person("王师傅").says("A1招够了")
        closed = await shown(client, posting.id)
        assert "不用转了" in closed
        assert "等人转" not in closed


async def test_what_is_out_is_offered_to_a_new_group(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        await t.later(minutes=45)  # all waves are over
        group_id = made(t, "西解村")
        assert waits(t, group_id) == {"A1", "A2", "A3"}
        planned = [row.plan["waves"] for row in t.rows(Posting) if row.code]
        assert all(any(group_id in wave for wave in waves) for waves in planned)
        made(t, "西解村")
        assert len(t.rows(RelayCopy)) == 3, "made twice, offered once"
        text = next(each.text for each in ready(t, group_id)[0] if each.code == "A1")
        assert text.startswith("【")


async def test_a_wave_that_is_to_come_brings_it_to_the_new_group(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        coming = one(t, Posting, Posting.code == "A2")  # the day after tomorrow: in waves
        assert len(coming.plan["waves"]) > 1
        group_id = made(t, "西解村")
        assert "A2" not in waits(t, group_id)
        assert any(group_id in wave for wave in one(t, Posting, Posting.code == "A2").plan["waves"])
        await t.later(minutes=45)
        assert "A2" in waits(t, group_id)


async def test_what_would_not_go_there_is_not_offered(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        await t.later(minutes=45)
        await t.person("王师傅").says("A1招够了")

        def bound(session: Session, now: datetime, here: Here) -> None:
            for row in session.exec(select(Posting).where(Posting.code == "A2")):
                row.plan = {**row.plan, "way": "town"}
                session.add(row)

        t.app.act_now(bound, t.here)
        assert waits(t, made(t, "西解村")) == {"A3"}


async def test_a_group_that_goes_on_gets_what_came_out_meanwhile(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await t.later(minutes=45)
        group_id = made(t, "西解村")
        await press(client, f"/group/{group_id}/pause")
        assert one(t, Group, Group.id == group_id).state == GroupState.PAUSED

        def never_planned(session: Session, now: datetime, here: Here) -> None:
            for copy in session.exec(select(RelayCopy)):
                session.delete(copy)
            for row in session.exec(select(Posting)):
                waves = [[each for each in wave if each != group_id] for wave in row.plan.get("waves", [])]
                row.plan = {**row.plan, "waves": waves} if waves else row.plan
                session.add(row)

        t.app.act_now(never_planned, t.here)
        await press(client, f"/group/{group_id}/resume")
        assert waits(t, group_id) == {"A1", "A2", "A3"}


async def test_what_the_new_group_brings_back_is_read_by_what_was_offered(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        await t.later(minutes=45)
        group_id = made(t, "西解村")
        person_id = relayed(t, "解店镇", "王干事")[1]

        def carries(session: Session, now: datetime, here: Here) -> None:
            forwarders.add_forwarder(session, now, here, group_id=group_id, person_id=person_id)

        t.app.act_now(carries, t.here)
        carry(t, group_id, person_id)
        assert bring(t, group_id, person_id, "西解村A3：秀芬2，玉芬1").acts == 2
