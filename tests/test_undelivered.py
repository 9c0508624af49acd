"""Private messages that did not arrive are told to those who can ring the person up: all of them in one message."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from bot import calls, ladder, outbox
from bot.app import Here
from bot.errors import ChatGone, NotAccepted
from bot.models import Call, Due, Person, PersonAddress
from bot.people import Sender
from bot.undelivered import KIND
from tests.conversation import Person as Somebody
from tests.conversation import Town, town
from tests.test_pump import pumped


def of(session: Session, person: Somebody) -> int:
    return session.exec(select(PersonAddress.person_id).where(PersonAddress.chat_id == person.user_id)).one()


def told(session: Session, now: datetime, here: Here, person: Somebody, key: str, what: str = "call.stopped") -> None:
    ladder.say(session, now, here, of(session, person), "明天停工", key=key, what=what, falls_back=False)


def heard(t: Town) -> list[str]:
    """What the desk was told of it."""
    return [each.text for each in t.desk.inbox if "私信没送到" in each.text]


async def met(t: Town, *names: str) -> list[Somebody]:
    await t.desk.says("/start")
    found = [t.person(name) for name in names]
    for each in found:
        await each.says("/start")
    return found


async def test_many_are_told_in_one_message_each_person_in_one_line(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhang, li = await met(t, "老张", "老李")
        for number, (who, what) in enumerate(((zhang, "call.stopped"), (zhang, "call.roster"), (li, "call.offer"))):
            t.app.act_now(told, t.here, who, f"k{number}", what)
        t.wire.refuse = [ChatGone("bot was blocked by the user"), NotAccepted("can't parse", kind="refused")]
        await pumped(t)
        await t.settle()
        assert len(t.rows(Call)) == 3
        assert heard(t) == [], "not at once: more may follow"
        await t.later(minutes=11)
        (text,) = heard(t)
        head, *lines = text.splitlines()
        assert head.startswith("2个人的私信没送到")
        assert sorted(lines) == sorted(
            ["老张：停工，告诉别去、报名单给用工方（不收我的消息）", "老李：空出名额，问去不去（平台没收（refused））"]
        )
        await t.later(hours=2)
        assert len(heard(t)) == 1


async def test_who_was_rung_up_meanwhile_is_not_told_of_and_one_that_fails_later_is(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        zhang, li = await met(t, "老张", "老李")
        t.app.act_now(told, t.here, zhang, "k1")
        t.wire.refuse = [ChatGone("bot was blocked by the user")]
        await pumped(t)
        desk = Sender(t.desk.user_id, t.desk.name, t.desk.user_id, private=True)
        t.app.act_now(calls.tick, t.here, sender=desk, call_id=t.rows(Call)[0].id, outcome="yes")
        await t.later(minutes=11)
        assert heard(t) == []
        assert [(row.state, row.reason) for row in t.rows(Due) if row.kind == KIND] == [
            ("skipped", "nobody is left to ring up")
        ]
        t.app.act_now(told, t.here, li, "k2")
        t.wire.refuse = [ChatGone("bot was blocked by the user")]
        await pumped(t)
        await t.later(minutes=11)
        (text,) = heard(t)
        assert text.splitlines()[1:] == ["老李：停工，告诉别去（不收我的消息）"]


async def test_what_the_ladder_did_not_say_is_told_too_and_nobody_is_woken(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        (zhang,) = await met(t, "老张")
        t.at("2026-10-14T23:30")

        def answered(session: Session, now: datetime, here: Here) -> None:
            outbox.tell_person(session, now, here, of(session, zhang), "好", key="answer")

        t.app.act_now(answered, t.here)
        t.wire.refuse = [ChatGone("bot was blocked by the user")]
        await pumped(t)
        await t.leap("2026-10-15T05:00")
        assert heard(t) == []
        await t.leap("2026-10-15T05:45")
        (text,) = heard(t)
        assert text.splitlines()[1:] == ["老张：给他的回话（不收我的消息）"]


async def test_what_failed_on_its_way_to_the_desk_makes_no_message_to_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await met(t)
        t.app.act_now(told, t.here, t.desk, "k1")
        t.wire.refuse = [NotAccepted("refused")]
        await pumped(t)
        await t.later(minutes=30)
        assert [row for row in t.rows(Due) if row.kind == KIND] == []
        assert heard(t) == []


async def test_what_went_on_to_the_persons_group_is_nobodys_to_ring_up(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        (zhang,) = await met(t, "老张")

        def said(session: Session, now: datetime, here: Here) -> None:
            group_id = outbox.group_by_chat(session, here, t.chat_id("西解村"))
            assert group_id is not None
            who = of(session, zhang)
            ladder.say(session, now, here, who, "明天停工", key="k1", group_id=group_id.group_id, what="call.stopped")

        t.app.act_now(said, t.here)
        t.wire.refuse = [ChatGone("bot was blocked by the user")]
        await pumped(t)
        await t.later(minutes=30)
        assert "明天停工" in t.group("西解村").last
        assert heard(t) == []


async def test_two_that_fail_side_by_side_stand_in_one_row(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        people = await met(t, *(f"老{number}" for number in range(14)))
        for number, each in enumerate(people):
            t.app.act_now(told, t.here, each, f"k{number}")
        t.wire.refuse = [ChatGone("bot was blocked by the user") for _ in people]
        await pumped(t)
        await pumped(t)
        assert [len(row.details["rows"]) for row in t.rows(Due) if row.kind == KIND] == [14]
        t.moment[0] += timedelta(minutes=11)
        await t.settle()
        (text,) = heard(t)
        assert text.splitlines()[0].startswith("14个人")
        assert text.splitlines()[-1] == "还有4个，网页上看全。"
        assert len(text.splitlines()) == 12
        assert {row.name for row in t.rows(Person)} >= {"老0", "老13"}
