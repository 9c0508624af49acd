"""All groups of a county bound from one list at the desk: looked at line by line, done with one press."""

from __future__ import annotations

import re
from pathlib import Path

from httpx2 import AsyncClient

from bot.models import Group, GroupAddress, GroupState, Region
from tests.conversation import Town
from tests.desk_client import DESK, HOME, desk, one, part, press, said, token
from tests.desk_world import county

LIST = """群号,地方,哪一行
-1009001,西解村
-1009002,,货运
-1009003,王村,
-1009004,天安门广场东,
-1009005,解店镇,算命
-1009001,通化镇,
西解村,西解村,
-1009006,,
"""
DONE = ["新定", "新定", "说不准是哪个", "没这个地方", "没这一行", "这个群前面有了", "没有群号", "没说是哪里的"]


def told(page: str) -> list[str]:
    """What will happen with each line."""
    return re.findall(r'<span class="state[^"]*">([^<]+)</span></span></li>', page)


def group_of(t: Town, chat_id: int) -> Group:
    found: Group = one(t, Group, Group.id == one(t, GroupAddress, GroupAddress.chat_id == chat_id).group_id)
    return found


async def hand_in(client: AsyncClient, data: bytes) -> str:
    form = {"token": token((await client.get(DESK)).text), "text": "", "act": "read"}
    file = {"file": ("群.csv", data, "text/csv")}
    answer = await client.post(f"{DESK}/groups/sheet", data=form, files=file, headers={"Origin": HOME})
    assert answer.status_code == 200
    return answer.text


async def test_a_list_is_looked_at_and_then_bound_with_one_press(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        before = len(t.rows(Group))
        for data in (LIST.encode(), LIST.encode("gb18030")):
            assert told(await hand_in(client, data)) == DONE
        assert len(t.rows(Group)) == before, "nothing is bound by looking"
        answer = await press(client, "/groups/sheet", {"text": LIST, "act": "apply"})
        assert await said(client, answer) == "定了2个群。"
        village = one(t, Region, Region.name == "西解村")
        first, second = group_of(t, -1009001), group_of(t, -1009002)
        assert (first.region_id, first.state) == (village.id, GroupState.BOUND)
        assert (second.region_id, second.trade) == (None, "freight")
        address = one(t, GroupAddress, GroupAddress.chat_id == -1009001)
        assert (address.messenger, address.bot) == (t.here.messenger, t.here.bot), "the county's own bot sits there"
        again = await press(client, "/groups/sheet", {"text": LIST, "act": "read"})
        assert told(again.text)[:2] == ["已经是这样", "已经是这样"]
        nothing = await press(client, "/groups/sheet", {"text": LIST, "act": "apply"})
        assert nothing.status_code == 422
        moved = await press(client, "/groups/sheet", {"text": "-1009001,通化镇", "act": "read"})
        assert told(moved.text) == ["改到这里"]


async def test_hostile_words_stay_words_and_townships_may_not(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = await press(client, "/groups/sheet", {"text": "-1009001,<script>x</script>", "act": "read"})
        assert "<script>x" not in page.text
        huge = await press(client, "/groups/sheet", {"text": "-" + "9" * 40 + ",西解村", "act": "read"})
        assert told(huge.text) == [] or told(huge.text) == ["没有群号"]
    async with county(tmp_path) as t, part(t, "解店镇") as client:
        assert (await client.get(f"{DESK}/groups/sheet")).status_code == 404
        answer = await press(client, "/groups/sheet", {"text": "-1009001,西解村", "act": "apply"})
        assert answer.status_code in (404, 303)
        assert not [row for row in t.rows(GroupAddress) if row.chat_id == -1009001]
