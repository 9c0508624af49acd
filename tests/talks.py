"""Talks that several tests begin with: an invitation taken; a need told whole, sent in, and published by the desk."""

from __future__ import annotations

from bot.models import Posting
from tests.conversation import Person, Town

WHOLE = "明天要20个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001"
"""A need that lacks nothing but the word on the phone."""


async def invited(t: Town, name: str, role: str) -> Person:
    """Somebody who took an invitation to a role."""
    somebody = t.person(name)
    await t.desk.says(f"/invite {role}")
    await somebody.says("/start " + t.desk.last.split("/start ")[1])
    return somebody


async def sent_in(t: Town, boss: Person, text: str = WHOLE) -> Posting:
    """The need told, the phone kept out of the groups, confirmed; the posting in review."""
    if not t.desk.inbox:
        await t.desk.says("/start")
    await boss.says(text)
    if any("写驿站的" in each["text"] for row in boss.inbox[-1].buttons for each in row):
        await boss.presses("写驿站的")
    await boss.says("行")
    newest: Posting = t.rows(Posting)[-1]
    assert newest.status == "review", boss.last
    return newest


async def published(t: Town, boss: Person, text: str = WHOLE) -> Posting:
    """The same, checked and published by the desk."""
    posting = await sent_in(t, boss, text)
    card = next(each for each in reversed(t.desk.inbox) if f"待审{posting.id}：" in each.text)
    if any("已打电话核实" in each["text"] for row in card.buttons for each in row):
        await t.desk.presses("已打电话核实", message=card)
    await t.desk.presses("发布", message=card)
    return only(t, posting.id)


def only(t: Town, posting_id: int | None) -> Posting:
    """The posting as it stands now."""
    found: Posting = next(each for each in t.rows(Posting) if each.id == posting_id)
    return found
