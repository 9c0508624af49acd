"""A member who leaves a group in which they signed up, and a group that gets another name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.models import Call, Group, Posting, Question, Signup
from tests.conversation import Person, Town, town
from tests.test_flow_clock import VILLAGE, known
from tests.test_flow_group import opened, taken

TITLE = "西解村用工群"


async def leaves(t: Town, who: Person, group: str = VILLAGE) -> None:
    """The service message that the messenger posts."""
    message = t.message(who, "", group, next(t.message_ids), None)
    del message["text"]
    await t.hand_over({"message": {**message, "left_chat_member": t.user(who)}})


async def is_called(t: Town, title: str, group: str = VILLAGE) -> None:
    message = t.message(t.desk, "", group, next(t.message_ids), None)
    del message["text"]
    await t.hand_over({"message": {**message, "new_chat_title": title}})


def kept(t: Town) -> list[tuple[Any, bool]]:
    return [(row.group_id, row.unconfirmed) for row in t.rows(Signup)]


async def test_who_leaves_keeps_the_seat_and_the_desk_rings(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t, wanted=12)
        xiulan = t.person("秀兰")
        await xiulan.says("俺俩去", group=VILLAGE)
        before = len(t.group(VILLAGE).messages)
        await leaves(t, xiulan)
        assert taken(t) == 2
        assert t.desk.last == "秀兰退出了“西解村用工群”，还报着A12摘苹果2人。名额留着，放进待打电话了，问问还去不去。"
        assert [row.what for row in t.rows(Call)] == ["call.walked_out"]
        assert kept(t) == [(None, True)]
        await t.later(minutes=90)
        assert len(t.group(VILLAGE).messages) == before, "nothing more is said to them there"
        await leaves(t, xiulan)
        assert [row.what for row in t.rows(Call)].count("call.walked_out") == 1


@pytest.mark.parametrize(("answer", "left"), [("去", 2), ("不去", 0)])
async def test_who_takes_private_messages_is_asked_there(tmp_path: Path, answer: str, left: int) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await known(t, "秀兰")
        await opened(t, wanted=12)
        xiulan = t.person("秀兰")
        await xiulan.says("俺俩去", group=VILLAGE)
        told = len(t.desk.inbox)
        await leaves(t, xiulan)
        assert xiulan.last.startswith("您退出了“西解村用工群”，A12摘苹果明天(10月15日周四)早7点")
        assert "还去不去" in xiulan.last
        assert len(t.desk.inbox) == told
        await xiulan.says(answer)
        assert taken(t) == left
        assert not any(unconfirmed for _, unconfirmed in kept(t))


async def test_who_has_no_seat_leaves_without_a_word(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t, wanted=12)
        await t.person("秀兰").says("还要人不？", group=VILLAGE)
        told = len(t.desk.inbox)
        await leaves(t, t.person("秀兰"))
        await leaves(t, t.person("没说过话的人"))
        assert (len(t.desk.inbox), t.rows(Call), t.rows(Question)) == (told, [], [])


async def test_a_group_that_now_names_another_village_is_told_to_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await is_called(t, "西解村零工二群")
        assert "改名" not in t.desk.last
        await is_called(t, "新城村干活群")
        assert t.desk.last == (
            "“西解村零工二群”改名叫“新城村干活群”了，像是解店镇新城村的群。现在还按解店镇西解村发；"
            "要换就在那个群里发：/bind 村名"
        )
        assert "新城村干活群" in [each.title for each in t.rows(Group)]
        await t.desk.says("/bind 新城村", group=VILLAGE)
        assert t.rows(Posting) == []
