"""A party that grows or shrinks, a poster who has enough, a broker's number: the same in a group and in private."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.models import Person, Posting, Role, Signup
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"


async def begun(t: Town, **fields: Any) -> None:
    t.app.act_now(rows.open_posting, t.here, groups=(VILLAGE,), **fields)
    await t.settle()


def on(t: Town, name: str) -> int:
    """With how many somebody stands on the list."""
    (person,) = [each for each in t.rows(Person) if each.name == name]
    return sum(each.people for each in t.rows(Signup) if each.person_id == person.id and each.state == "active")


@pytest.mark.parametrize(
    ("first", "then", "people"),
    [
        ("我们两个人去", "把我那两个去掉一个", 1),
        ("我们三个人去", "本来三个 现在多一个", 4),
        ("我们四个去", "四个里头去掉俩", 2),
        ("我们三个去", "我这边多出来一个人", 4),
        ("我们三个去", "把我妹去掉", 2),
        ("我和小芳去", "小芳划掉", 1),
    ],
)
async def test_a_number_that_is_told_by_how_it_changes(tmp_path: Path, first: str, then: str, people: int) -> None:
    async with town(tmp_path) as t:
        await begun(t)
        await t.person("秀兰").says(first, group=VILLAGE)
        await t.later(minutes=1)
        await t.person("秀兰").says(then, group=VILLAGE)
        assert on(t, "秀兰") == people
        if then == "小芳划掉":
            return
        await t.person("秀兰").says("多一个人", group=VILLAGE)
        assert on(t, "秀兰") == people, "that may be said of anything"
        await t.person("秀兰").says("是", group=VILLAGE)
        assert on(t, "秀兰") == people + 1


async def test_enough_is_no_calling_off(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await begun(t, user_id=boss.user_id)
        await t.person("秀兰").says("我们三个去", group=VILLAGE)
        for words in ("够了", "先不要人了", "行了，够了"):
            await boss.says(words)
            assert boss.last.startswith("A12摘苹果报了3人。就这些人、不再收了？"), words
            await boss.presses("接着招")
            assert boss.last == "好，A12接着招。"
            assert status(t) == "open"
        await boss.says("够了")
        await boss.says("不")
        assert status(t) == "open"
        await boss.says("够了")
        await boss.presses("不再收人，名单留着")
        assert status(t) == "closed"
        assert on(t, "秀兰") == 3, "they still come"
        assert not any("取消" in message.text for message in t.group(VILLAGE).messages)
        await boss.says("够了")
        assert "不再收人" in boss.last


async def test_enough_may_still_be_a_calling_off(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await begun(t, user_id=boss.user_id)
        await t.person("秀兰").says("我们三个去", group=VILLAGE)
        await boss.says("不要人了")
        await boss.presses("取消，通知大家")
        assert status(t) == "cancelled"
        assert on(t, "秀兰") == 0


def status(t: Town) -> str:
    (posting,) = t.rows(Posting)
    return str(posting.status)


@pytest.mark.parametrize("group", [VILLAGE, None])
async def test_a_broker_holds_as_many_as_they_bring_wherever_they_say_it(tmp_path: Path, group: str | None) -> None:
    async with town(tmp_path) as t:
        await begun(t)
        t.app.act_now(rows.open_posting, t.here, code="B2", work="套袋", groups=(VILLAGE,), start=rows.TOMORROW)
        await t.settle()
        broker = t.person("老马")
        await broker.says("/start")

        def register(session: object, now: object, here: object) -> None:
            from sqlmodel import Session, select

            assert isinstance(session, Session)
            person = session.exec(select(Person).where(Person.name == "老马")).one()
            person.role = Role.BROKER
            session.add(person)

        t.app.act_now(register, t.here)
        for words, people in (("A12 我带4个人", 4), ("A12 我带2个", 2), ("A12 我带5个人", 5), ("A12 再带2个", 7)):
            await broker.says(words, group=group)
            assert on(t, "老马") == people, words
            await t.later(minutes=1)
        await broker.says("B2 我带队8个人", group=group)
        assert on(t, "老马") == 15, "the other work's block stands"
