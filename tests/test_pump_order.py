"""One chat is written to in order; what is for nobody any more goes nowhere; what failed goes down the ladder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import Session, select

from bot import claims, groups, ladder, outbox, people, reach
from bot.app import Here
from bot.errors import ChatGone, NotAccepted, SendError, TryAgain
from bot.models import Call, Delivery, DeliveryState, GroupState, PersonAddress, Posting, Priority
from bot.pump import Pump
from tests.conversation import Person, Town, town
from tests.test_outbox import group_of
from tests.test_pump import published, pumped


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


# -- in order ------------------------------------------------------------------------------------


def said(session: Session, now: datetime, here: Here, village: str, text: str, priority: int = 0) -> None:
    group_id = group_of(session, here, village).id or 0
    outbox.tell_group(session, now, here, group_id, text, key=f"{village}:{text}", priority=priority)


def texts(wanrong: Town, village: str) -> list[str]:
    return [message.text for message in wanrong.group(village).messages]


async def test_a_correction_does_not_overtake_the_answer_that_waits_for_its_next_try(wanrong: Town) -> None:
    wanrong.app.act_now(said, wanrong.here, "西解村", "A12记上了：秀兰2人")
    wanrong.wire.refuse = [TryAgain(2.0, why="server")]
    await pumped(wanrong)
    wanrong.moment[0] += timedelta(seconds=1)  # the answer still waits
    wanrong.app.act_now(said, wanrong.here, "西解村", "A12改为：秀兰1人")
    wanrong.app.act_now(said, wanrong.here, "南景村", "好")
    wanrong.app.act_now(said, wanrong.here, "西解村", "汇总", Priority.DIGEST)
    await wanrong.settle()  # a pump of another process, with no memory of the failure
    assert texts(wanrong, "西解村") == ["汇总"], "another kind need not wait"
    assert texts(wanrong, "南景村") == ["好"], "nor another chat"
    await wanrong.later(minutes=1)
    assert texts(wanrong, "西解村") == ["汇总", "A12记上了：秀兰2人", "A12改为：秀兰1人"]


async def test_to_a_person_too(wanrong: Town) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")
    before = len(worker.inbox)

    def told(session: Session, now: datetime, here: Here, text: str) -> None:
        outbox.tell_person(session, now, here, of(session, worker), text, key=text)

    wanrong.app.act_now(told, wanrong.here, "明天七点")
    wanrong.wire.refuse = [TryAgain(2.0, why="network")]
    await pumped(wanrong)
    wanrong.app.act_now(told, wanrong.here, "改了：明天八点")
    await wanrong.later(minutes=1)
    assert [message.text for message in worker.inbox[before:]] == ["明天七点", "改了：明天八点"]


async def test_what_is_planned_for_later_holds_up_nothing(wanrong: Town) -> None:
    def later(session: Session, now: datetime, here: Here) -> None:
        group_id = group_of(session, here, "西解村").id or 0
        outbox.tell_group(session, now, here, group_id, "明早", key="later", due_at=now + timedelta(hours=9))

    wanrong.app.act_now(later, wanrong.here)
    wanrong.app.act_now(said, wanrong.here, "西解村", "好")
    assert len(wanrong.read(claims.waiting, wanrong.here, wanrong.now, most=9)) == 1
    await wanrong.settle()
    assert texts(wanrong, "西解村") == ["好"]


# -- groups that nothing goes to -----------------------------------------------------------------


def of(session: Session, person: Person) -> int:
    return session.exec(select(PersonAddress.person_id).where(PersonAddress.chat_id == person.user_id)).one()


def copies_of(wanrong: Town, village: str) -> list[Delivery]:
    group_id = wanrong.read(group_of, wanrong.here, village).id
    return [row for row in wanrong.rows(Delivery) if row.group_id == group_id and row.posting_id]


async def test_a_paused_group_gets_what_was_kept_from_it_when_it_goes_on(wanrong: Town) -> None:
    open_one = wanrong.app.act_now(published, wanrong.here)
    over = wanrong.app.act_now(published, wanrong.here, "B7")
    await wanrong.person("老李").says("/pause", group="西解村", pump=False)
    await wanrong.settle()
    assert {row.error for row in copies_of(wanrong, "西解村")} == {reach.PAUSED}
    assert [text for text in texts(wanrong, "西解村") if "A12" in text or "B7" in text] == []
    assert len(texts(wanrong, "西解村")) == 1, "that it is paused is said there"
    assert len(texts(wanrong, "南景村")) == 2

    def close(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, over)
        posting.status = "closed"
        session.add(posting)

    wanrong.app.act_now(close, wanrong.here)
    await wanrong.person("老李").says("/resume", group="西解村")
    sent = [row.posting_id for row in copies_of(wanrong, "西解村") if row.state == DeliveryState.SENT]
    assert sent == [open_one]


async def test_an_unbound_group_gets_nothing_that_was_on_its_way(wanrong: Town) -> None:
    await wanrong.desk.says("/start")
    wanrong.app.act_now(published, wanrong.here)
    wanrong.chat_id("西解村")
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    found = wanrong.read(claims.waiting, wanrong.here, wanrong.now, most=500)
    taken = wanrong.app.act_now(claims.take, wanrong.here, found, "pump")  # in the pump's hands already
    unbound = wanrong.read(group_of, wanrong.here, "西解村").id
    sender = people.Sender(wanrong.desk.user_id, wanrong.desk.name, wanrong.desk.user_id, private=True, language="zh")
    wanrong.app.act_now(groups.unbind, wanrong.here, sender=sender, group_id=unbound)
    wanrong.app.act_now(said, wanrong.here, "南景村", "好")
    for each in taken:
        await pump._start(each)
    await pump.drain()
    assert texts(wanrong, "西解村") == []
    kept = [row for row in wanrong.rows(Delivery) if row.group_id == unbound]
    assert [(row.state, row.error) for row in kept] == [("given_up", reach.UNBOUND)]
    assert sum(row.state == DeliveryState.SENT for row in wanrong.rows(Delivery) if row.posting_id) == 227


async def test_edits_go_to_a_paused_group_and_none_to_an_unbound_one(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(published, wanrong.here)
    await wanrong.settle()

    def change(session: Session, now: datetime, here: Here) -> None:
        from bot import freshen

        group_of(session, here, "西解村").state = GroupState.PAUSED
        group_of(session, here, "南景村").state = GroupState.UNBOUND
        posting = session.get_one(Posting, posting_id)
        posting.wage_min = posting.wage_max = 180
        session.add(posting)
        freshen.mark_stale(session, now, here, posting_id)

    wanrong.app.act_now(change, wanrong.here)
    await wanrong.settle()
    assert "180" in texts(wanrong, "西解村")[0]
    assert "150" in texts(wanrong, "南景村")[0]


# -- down the ladder -----------------------------------------------------------------------------


def climb(
    session: Session,
    now: datetime,
    here: Here,
    worker: Person,
    village: str,
    question: bool = False,
    falls_back: bool = True,
) -> None:
    ladder.say(
        session,
        now,
        here,
        of(session, worker),
        "明天停工",
        key="stop",
        group_id=group_of(session, here, village).id,
        what="call.stopped",
        question=question,
        falls_back=falls_back,
    )


@pytest.mark.parametrize("error", [ChatGone("bot was blocked by the user"), NotAccepted("refused")])
@pytest.mark.parametrize("question", [False, True])
async def test_what_fails_in_private_is_said_in_the_persons_group(
    wanrong: Town, error: SendError, question: bool
) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")
    wanrong.app.act_now(climb, wanrong.here, worker, "西解村", question=question)
    wanrong.wire.refuse = [error]
    await pumped(wanrong)
    await wanrong.settle()
    (told,) = texts(wanrong, "西解村")
    assert "老张" in told
    assert "明天停工" in told
    assert wanrong.rows(Call) == []


async def test_what_may_not_stand_in_a_group_goes_to_the_call_list(wanrong: Town) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")
    wanrong.app.act_now(climb, wanrong.here, worker, "西解村", falls_back=False)
    wanrong.wire.refuse = [NotAccepted("refused")]
    await pumped(wanrong)
    await wanrong.settle()
    assert texts(wanrong, "西解村") == []
    assert [call.what for call in wanrong.rows(Call)] == ["call.stopped"]


async def test_what_waits_for_somebody_who_went_out_of_reach_goes_on_too(wanrong: Town) -> None:
    """The first message finds that the bot is blocked; the others, which were on their way, have no address then."""
    worker = wanrong.person("老张")
    await worker.says("/start")

    def several(session: Session, now: datetime, here: Here) -> None:
        for number in range(3):
            ladder.say(session, now, here, of(session, worker), f"第{number}句", key=f"k{number}", what="call.stopped")

    wanrong.app.act_now(several, wanrong.here)
    wanrong.wire.refuse = [ChatGone("bot was blocked by the user")]
    await pumped(wanrong)
    await wanrong.settle()
    assert [call.dedupe_key for call in wanrong.rows(Call)] == ["k0", "k1", "k2"]
    assert not worker.was_told("句")


async def test_at_night_no_group_is_rung_for_one_person(wanrong: Town) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")
    wanrong.at("2026-10-14T23:30")
    wanrong.app.act_now(climb, wanrong.here, worker, "西解村")
    wanrong.wire.refuse = [NotAccepted("refused")]
    await pumped(wanrong)
    await wanrong.settle()
    assert texts(wanrong, "西解村") == []
    assert len(wanrong.rows(Call)) == 1
