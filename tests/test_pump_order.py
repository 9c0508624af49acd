"""One chat is written to in order; what is for nobody any more goes nowhere; what failed goes down the ladder."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot import answers, audience, claims, groups, ladder, outbox, people, pump_steps, reach
from bot.app import Here
from bot.config import Pace
from bot.db import Books, within
from bot.errors import ChatGone, ChatMoved, NotAccepted, SendError, TryAgain, Unknown
from bot.models import Call, Delivery, DeliveryState, GroupAddress, GroupState, PersonAddress, Posting, Priority
from bot.pump import Pump
from tests import rig, rows
from tests.conversation import Person, Town, town
from tests.test_outbox import group_of
from tests.test_pump import Stuck, published, pumped

MOVED_TO = -1_009_999_999_999


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


def lined(session: Session, now: datetime, here: Here, text: str) -> None:
    answers.line(session, now, here, group_of(session, here, "西解村").id or 0, text)


async def test_an_answer_of_which_nobody_knows_and_that_goes_again_is_not_taken_for_the_last(wanrong: Town) -> None:
    wanrong.app.act_now(lined, wanrong.here, "甲")
    assert await going(wanrong) == ["甲"]
    wanrong.moment[0] += timedelta(seconds=1)
    wanrong.app.act_now(lined, wanrong.here, "乙")
    wanrong.moment[0] += timedelta(minutes=1)
    await wanrong.app.step(pump_steps.recover, wanrong.here)  # after a kill: 甲 is due again, later than 乙
    assert await going(wanrong) == ["甲"], "in order"
    wanrong.moment[0] += timedelta(seconds=1)
    wanrong.app.act_now(lined, wanrong.here, "丙")
    assert [row.text for row in wanrong.rows(Delivery)] == ["甲", "乙丙"]


async def going(wanrong: Town) -> list[str]:
    """The texts of what is taken and begun now, one for each chat."""
    taken = await wanrong.app.step(pump_steps.claim, wanrong.here, worker="t", most=9)
    begun = [await wanrong.app.step(pump_steps.begin, wanrong.here, each) for each in taken]
    return [each.text for each in begun if each is not None]


@pytest.mark.sqlite
async def test_one_that_failed_makes_the_look_for_the_next_no_longer_than_what_waits(wanrong: Town) -> None:
    def steps(more: int) -> int:
        """Rounds of a hundred steps of SQLite's machine for one look, with so many more that wait."""
        wanrong.app.act_now(waiting, wanrong.here, more)
        rounds = 0

        def count() -> int:
            nonlocal rounds
            rounds += 1
            return 0

        with Books(wanrong.app.store.reading) as session, within(session, wanrong.here.county_id):
            connection = session.connection().connection.driver_connection
            assert connection is not None
            connection.set_progress_handler(count, 100)
            try:
                found = claims.waiting(session, wanrong.here, wanrong.now, most=9)
            finally:
                connection.set_progress_handler(None, 0)
        assert len(found) == 9
        return rounds

    wanrong.app.act_now(said, wanrong.here, "南景村", "好")
    wanrong.wire.refuse = [TryAgain(600.0, why="server")]
    await pumped(wanrong)
    few = steps(500)
    assert steps(1500) < 6 * few, "four times as many wait, and the look grew with their square"


def waiting(session: Session, now: datetime, here: Here, more: int) -> None:
    groups = session.exec(select(GroupAddress.group_id).where(GroupAddress.county_id == here.county_id)).all()
    for number in range(more):
        outbox.tell_group(session, now, here, groups[number % len(groups)], "好", key=f"{more}:{number}")


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
    unbound = wanrong.read(group_of, wanrong.here, "西解村").id
    waiting = wanrong.read(claims.waiting, wanrong.here, wanrong.now, most=500)
    found = [each for each in waiting if each.chat == (unbound, None)]
    found += [each for each in waiting if each not in found][:10]
    taken = wanrong.app.act_now(claims.take, wanrong.here, found, "pump")  # in the pump's hands already
    sender = people.Sender(wanrong.desk.user_id, wanrong.desk.name, wanrong.desk.user_id, private=True, language="zh")
    wanrong.app.act_now(groups.unbind, wanrong.here, sender=sender, group_id=unbound)
    wanrong.app.act_now(said, wanrong.here, "南景村", "好")
    for each in taken:
        await pump._start(each)
    await pump.drain()
    assert texts(wanrong, "西解村") == []
    kept = [row for row in wanrong.rows(Delivery) if row.group_id == unbound]
    assert [(row.state, row.error) for row in kept] == [("given_up", reach.UNBOUND)]
    assert sum(row.state == DeliveryState.SENT for row in wanrong.rows(Delivery) if row.posting_id) == 10


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


# -- all or nothing ------------------------------------------------------------------------------


def first_of(wanrong: Town) -> Delivery:
    row: Delivery = wanrong.rows(Delivery)[0]
    return row


def ended(*_: object) -> None:
    raise SystemError("as if the process ended here")


async def test_a_group_is_lost_with_all_that_follows_from_it_or_not_at_all(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanrong.app.act_now(said, wanrong.here, "西解村", "好")
    wanrong.app.act_now(said, wanrong.here, "西解村", "再说一句", Priority.DIGEST)
    wanrong.wire.refuse = [ChatGone("Forbidden: bot was kicked from the group chat")]
    real = reach.take_back

    monkeypatch.setattr(reach, "take_back", ended)
    with capture_logs():
        await pumped(wanrong)
    group = wanrong.read(group_of, wanrong.here, "西解村")
    assert (group.state, first_of(wanrong).state) == (GroupState.BOUND, DeliveryState.SENDING), "nothing of it is done"
    monkeypatch.setattr(reach, "take_back", real)
    wanrong.app.act_now(pump_steps.recover, wanrong.here)
    wanrong.wire.refuse = [ChatGone("Forbidden: bot was kicked from the group chat")]
    await wanrong.desk.says("/start", pump=False)
    await pumped(wanrong)
    assert wanrong.read(group_of, wanrong.here, "西解村").state == GroupState.GONE
    assert {row.state for row in wanrong.rows(Delivery) if row.group_id == group.id} == {DeliveryState.GIVEN_UP}
    await wanrong.settle()
    assert len([message for message in wanrong.desk.inbox if "西解村用工群" in message.text]) == 1


async def test_who_blocked_one_bot_may_be_reached_by_another(wanrong: Town) -> None:
    worker = wanrong.person("老张")
    await worker.says("/start")

    def other(session: Session, now: datetime, here: Here) -> None:
        mine = {"county_id": here.county_id, "person_id": of(session, worker), "user_id": 7, "chat_id": 7}
        session.add(PersonAddress(**mine, messenger="telegram", bot=5, reachable=True))

    def told(session: Session, now: datetime, here: Here) -> None:
        first = outbox.tell_person(session, now, here, of(session, worker), "好", key="good")
        assert first is not None
        first.messenger, first.bot = here.messenger, here.bot

    wanrong.app.act_now(told, wanrong.here)
    wanrong.app.act_now(other, wanrong.here)
    wanrong.wire.refuse = [ChatGone("Forbidden: bot was blocked by the user")]
    await pumped(wanrong)
    assert {row.messenger: row.reachable for row in wanrong.rows(PersonAddress)} == {"local": False, "telegram": True}


async def test_a_group_moves_with_the_message_that_told_it_or_not_at_all(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanrong.app.act_now(published, wanrong.here)
    wanrong.wire.refuse = [ChatMoved(MOVED_TO)]
    real = pump_steps.again

    monkeypatch.setattr(pump_steps, "again", ended)
    with capture_logs():
        await pumped(wanrong)
    (row,) = [row for row in wanrong.rows(Delivery) if row.state == DeliveryState.SENDING]
    assert row.chat_id == wanrong.read(outbox.group_address, wanrong.here, row.group_id).chat_id, "still the old one"
    monkeypatch.setattr(pump_steps, "again", real)
    wanrong.app.act_now(pump_steps.moved, wanrong.here, row.id, row.chat_id, MOVED_TO)
    await wanrong.settle()
    assert len(wanrong.wire.chats[MOVED_TO]) == 1
    assert sum(len(messages) for messages in wanrong.wire.chats.values()) == 228


# -- groups that move ----------------------------------------------------------------------------


def moved(session: Session, now: datetime, here: Here) -> None:
    address = outbox.group_address(session, here, group_of(session, here, "西解村").id or 0)
    assert address is not None
    reach.moved(session, now, here, address.chat_id, MOVED_TO)


def switch(session: Session, now: datetime, here: Here, posting_id: int, on: bool) -> None:
    act = audience.send_on if on else audience.stop_sending
    act(session, now, here, session.get_one(Posting, posting_id))


async def test_what_a_group_that_moved_is_sent_anew_is_none_of_its_six_singles(wanrong: Town) -> None:
    for code in ("A1", "A2", "A3", "A4"):
        wanrong.app.act_now(published, wanrong.here, code)
    await wanrong.settle()
    wanrong.app.act_now(moved, wanrong.here)
    await wanrong.settle()
    assert len(wanrong.wire.chats[MOVED_TO]) == 4
    for code in ("A5", "A6", "A7"):
        wanrong.app.act_now(published, wanrong.here, code)
    await wanrong.settle()
    there = [message.text for message in wanrong.wire.chats[MOVED_TO]]
    assert [code for code in ("A5", "A6", "A7") if any(code in text for text in there)] == ["A5", "A6"], "six, no more"
    assert ["A7" in message.text for message in wanrong.group("南景村").messages].count(True) == 0, "as everywhere"


@pytest.mark.parametrize("sent_before", [True, False])
async def test_what_the_desk_stopped_is_not_sent_anew_to_a_group_that_moves_until_it_goes_on(
    wanrong: Town, sent_before: bool
) -> None:
    posting_id = wanrong.app.act_now(published, wanrong.here)

    if sent_before:
        await wanrong.settle()
    wanrong.app.act_now(switch, wanrong.here, posting_id, False)
    wanrong.app.act_now(moved, wanrong.here)
    await wanrong.settle()
    assert MOVED_TO not in wanrong.wire.chats
    wanrong.app.act_now(switch, wanrong.here, posting_id, True)
    await wanrong.settle()
    assert len(wanrong.wire.chats[MOVED_TO]) == 1


async def test_a_paused_group_that_moves_gets_what_was_kept_from_it_once(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    await wanrong.person("老李").says("/pause", group="西解村", pump=False)
    await wanrong.settle()
    wanrong.app.act_now(moved, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(reach.pause, wanrong.here, chat_id=MOVED_TO, on=False)
    await wanrong.settle()
    assert ["A12" in message.text for message in wanrong.wire.chats[MOVED_TO]].count(True) == 1


# -- stop means stop -----------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [True, False])
async def test_what_the_pump_has_taken_and_not_begun_stops_too_and_goes_on_once(wanrong: Town, whole: bool) -> None:
    await wanrong.desk.says("/start")
    posting_id = wanrong.app.act_now(published, wanrong.here)

    taken = wanrong.app.act_now(pump_steps.claim, wanrong.here, worker="test", most=8)
    answer = wanrong.app.act_now(said, wanrong.here, "西解村", "好")
    assert (len(taken), answer) == (8, None)
    if whole:
        await wanrong.desk.says("先别发", pump=False)
    else:
        wanrong.app.act_now(switch, wanrong.here, posting_id, False)
    begun = [wanrong.app.act_now(pump_steps.begin, wanrong.here, each) for each in taken]
    assert begun == [None] * 8
    await wanrong.settle()
    assert texts(wanrong, "西解村") == ["好"]
    assert texts(wanrong, "南景村") == []
    if whole:
        await wanrong.desk.says("接着发")
    else:
        wanrong.app.act_now(switch, wanrong.here, posting_id, True)
        await wanrong.settle()
    assert (
        sum("A12" in message.text for chat in wanrong.wire.chats.values() for message in chat if chat[0].chat_id < 0)
        == 228
    )


# -- what the log says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (TryAgain(3.0), "told_to_wait"),
        (ChatMoved(MOVED_TO), "chat_moved"),
        (ChatGone("kicked"), "chat_gone"),
        (NotAccepted("message is too long"), "not_accepted"),
        (Unknown("timeout"), "outcome_unknown"),
        (ZeroDivisionError(), "call_failed"),
        (None, "sent"),
    ],
)
async def test_a_line_of_the_log_names_posting_delivery_bot_and_county(
    wanrong: Town, error: SendError | None, event: str
) -> None:
    posting_id = wanrong.app.act_now(rows.open_posting, wanrong.here)
    wanrong.wire.refuse = [error] if error is not None else []
    with capture_logs() as lines:
        await pumped(wanrong)
    line = next(line for line in lines if line["event"] == event)
    row = next(row for row in wanrong.rows(Delivery) if row.id == line["delivery_id"])
    assert line["posting_id"] == row.posting_id == posting_id
    assert (line["county"], line["messenger"], line["bot"]) == ("wanrong", "local", wanrong.wire.bot)


# -- a database that is away for a while ---------------------------------------------------------


class Away:
    """A store whose transactions fail while `on` holds."""

    def __init__(self, wanrong: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on, self.failed, real = False, 0, wanrong.app.store.writing

        @contextlib.contextmanager
        def writing(county_id: int | None = None) -> Iterator[Session]:
            if self.on:
                self.failed += 1
                raise OperationalError("", {}, Exception())
            with real(county_id) as session:
                yield session

        monkeypatch.setattr(wanrong.app.store, "writing", writing)


@pytest.mark.parametrize("outcome", ["sent", "not begun", "refused"])
async def test_nothing_is_stuck_or_doubled_where_the_database_was_away_for_a_while(
    wanrong: Town, monkeypatch: pytest.MonkeyPatch, outcome: str
) -> None:
    monkeypatch.setattr("bot.pump.TROUBLE_SECONDS", 0.1)
    away = Away(wanrong, monkeypatch)
    wanrong.app.act_now(published, wanrong.here)
    wire = Stuck(pace=Pace(per_second=5000.0, chat_seconds=0.0, group_per_minute=1000, connections=4))
    begun = time.monotonic()
    app = replace(wanrong.app, clock=lambda: wanrong.moment[0] + timedelta(seconds=time.monotonic() - begun))
    pump = Pump(app, wanrong.here, wire)
    real = pump._take

    def taken(*args: Any) -> Any:
        found, away.on = real(*args), True
        pump._take = real  # type: ignore[method-assign]
        return found

    def count(*states: DeliveryState) -> int:
        return sum(row.state in states for row in wanrong.rows(Delivery))

    async def until(found: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not found():
                await asyncio.sleep(0.01)

    if outcome == "not begun":
        pump._take = taken  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(pump.run())
    if outcome != "not begun":
        await until(lambda: count(DeliveryState.SENDING) == 4)
        wire.refuse = [NotAccepted("Bad Request: message is too long")] if outcome == "refused" else []
        away.on = True
    wire.go.set()
    await until(lambda: away.failed >= 4)
    away.on = False
    await until(lambda: count(*rig.GOING) == 0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    refused = 1 if outcome == "refused" else 0
    assert (count(DeliveryState.SENT), count(DeliveryState.GIVEN_UP)) == (228 - refused, refused)
    assert [len(messages) for messages in wire.chats.values()] == [1] * (228 - refused), "each once"


async def test_nothing_new_begins_while_what_went_out_is_not_recorded(wanrong: Town) -> None:
    wanrong.app.act_now(published, wanrong.here)
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    pump.unrecorded = 1
    task = asyncio.create_task(pump.send_due())
    while sum(row.state == DeliveryState.CLAIMED for row in wanrong.rows(Delivery)) < pump.most:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert (pump.tasks, wanrong.wire.chats) == (set(), {})
    pump.unrecorded = 0
    assert await task == pump.most
    await pump.drain()
    assert len(wanrong.wire.chats) == pump.most
