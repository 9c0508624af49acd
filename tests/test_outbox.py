"""Deliveries: written once for each key, sent in steps, edits merged, nothing lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import Session, select

from bot import audience, freshen, outbox, pump_steps, reach
from bot.app import Here
from bot.errors import TOPIC_CLOSED, ChatGone, ChatMoved, NotAccepted, TryAgain, Unknown
from bot.models import (
    Delivery,
    DeliveryState,
    Group,
    GroupState,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Priority,
    Region,
)
from bot.pump import Pump
from tests.conversation import Town, town


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


def open_posting(
    session: Session, now: datetime, here: Here, village: str = "西解村", wanted: int = 20, code: str = "A12"
) -> int:
    """A posting as it stands right after publishing."""
    poster = Person(county_id=here.county_id, name="王师傅")
    session.add(poster)
    session.flush()
    region = session.exec(select(Region).where(Region.county_id == here.county_id, Region.name == village)).one()
    posting = Posting(
        county_id=here.county_id,
        poster_id=poster.id or 0,
        code=code,
        status=PostingStatus.OPEN,
        work="摘苹果",
        trade="picking",
        headcount_min=wanted,
        headcount_max=wanted,
        wage_min=150,
        wage_max=150,
        wage_unit="day",
        pay_when="daily",
        start=date(2026, 10, 16),
        region_id=region.id,
        township="解店镇",
        village=village,
        benefits=["lunch"],
        published_at=now,
        valid_until=now + timedelta(hours=30),
    )
    session.add(posting)
    session.flush()
    session.add(PostingDay(county_id=here.county_id, posting_id=posting.id or 0, day=date(2026, 10, 16), wanted=wanted))
    session.flush()
    return posting.id or 0


def group_of(session: Session, here: Here, name: str) -> Group:
    region = session.exec(select(Region).where(Region.county_id == here.county_id, Region.name == name)).one()
    return session.exec(select(Group).where(Group.region_id == region.id)).one()


def written(session: Session, now: datetime, here: Here) -> int:
    posting_id = open_posting(session, now, here)
    outbox.copy_to_group(session, now, here, group_of(session, here, "西解村").id or 0, posting_id)
    return posting_id


async def test_the_same_key_again_sends_nothing(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)

    def again(session: Session, now: datetime, here: Here) -> None:
        outbox.copy_to_group(session, now, here, group_of(session, here, "西解村").id or 0, posting_id)

    wanrong.app.act_now(again, wanrong.here)
    await wanrong.settle()
    assert len(wanrong.group("西解村").messages) == 1


async def test_a_village_copy_is_short_and_whole(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    await wanrong.settle()
    text = wanrong.group("西解村").last
    assert text.startswith("【万荣零工市场】A12 摘苹果 20人，150元/天 日结 管午饭，后天(10月16日周五) 西解村")
    for words in ("不收钱", "0359-4520000", "前有效", "想去回“去”"):
        assert words in text
    assert "\n" not in text


async def test_changes_that_come_together_are_one_edit(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)
    await wanrong.settle()

    def take(session: Session, now: datetime, here: Here, seats: int) -> None:
        day = session.exec(select(PostingDay)).one()
        day.taken = seats
        session.add(day)
        freshen.mark_stale(session, now, here, posting_id)

    for seats in (1, 2, 3):
        wanrong.app.act_now(take, wanrong.here, seats)
    await wanrong.settle()
    message = wanrong.group("西解村").messages[0]
    assert message.edits == 1
    assert "还差17人" in message.text


async def test_an_edit_that_changes_nothing_is_not_sent(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)
    await wanrong.settle()
    wanrong.app.act_now(freshen.mark_stale, wanrong.here, posting_id)
    await wanrong.settle()
    assert wanrong.group("西解村").messages[0].edits == 0
    assert [row.state for row in wanrong.rows(Delivery) if row.target_id] == [DeliveryState.UNCHANGED]


async def test_a_copy_not_sent_yet_goes_in_its_newest_form(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)

    def change(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, posting_id)
        posting.wage_min = posting.wage_max = 180
        session.add(posting)
        freshen.mark_stale(session, now, here, posting_id)

    wanrong.app.act_now(change, wanrong.here)
    await wanrong.settle()
    message = wanrong.group("西解村").messages[0]
    assert "180元/天" in message.text
    assert message.edits == 0


async def test_a_posting_withdrawn_before_it_went_out_goes_nowhere(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)

    def withdraw(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, posting_id)
        posting.status = PostingStatus.WITHDRAWN
        session.add(posting)

    wanrong.app.act_now(withdraw, wanrong.here)
    await wanrong.settle()
    assert wanrong.group("西解村").messages == []


async def pumped(wanrong: Town) -> Delivery:
    """One round of the real pump; the copy's delivery after it."""
    pump = Pump(wanrong.app, wanrong.here, wanrong.wire)
    await pump.send_due()
    await pump.drain()
    found: Delivery = next(row for row in wanrong.rows(Delivery) if row.posting_id and not row.target_id)
    return found


async def test_retry_after_is_obeyed_and_nothing_is_dropped(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    wanrong.wire.refuse = [TryAgain(30)]
    row = await pumped(wanrong)
    assert row.state == DeliveryState.DUE
    assert row.due_at == wanrong.now + timedelta(seconds=30)
    await wanrong.later(minutes=1)
    assert len(wanrong.group("西解村").messages) == 1


async def test_tries_used_up_it_is_given_up(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    delivery_id = wanrong.rows(Delivery)[0].id
    for number in range(wanrong.here.settings.rules.send_tries):
        ids = await wanrong.app.step(pump_steps.claim, wanrong.here, worker="t", most=9)
        assert ids == [delivery_id], number
        assert await wanrong.app.step(pump_steps.begin, wanrong.here, delivery_id) is not None
        await wanrong.app.step(pump_steps.again, wanrong.here, delivery_id, 1.0, "server")
        wanrong.moment[0] += timedelta(minutes=5)
    assert wanrong.rows(Delivery)[0].state == DeliveryState.GIVEN_UP


async def test_a_group_that_threw_the_bot_out_is_marked_and_the_desk_told_once(wanrong: Town) -> None:
    await wanrong.desk.says("/start")
    wanrong.app.act_now(written, wanrong.here)
    wanrong.wire.refuse = [ChatGone("bot was kicked from the supergroup chat")]
    assert (await pumped(wanrong)).state == DeliveryState.GIVEN_UP
    await wanrong.settle()
    with wanrong.app.store.writing() as session:
        assert group_of(session, wanrong.here, "西解村").state == GroupState.GONE
    assert len([message for message in wanrong.desk.inbox if "移出" in message.text]) == 1


async def test_a_group_that_moved_gets_the_message_at_its_new_address(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    wanrong.wire.refuse = [ChatMoved(-1_009_999_999_999)]
    await pumped(wanrong)
    await wanrong.settle()
    (copy,) = wanrong.wire.chats[-1_009_999_999_999]
    assert "A12" in copy.text


async def test_open_postings_are_sent_once_anew_after_a_move_and_old_quotes_still_resolve(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)
    await wanrong.settle()
    old = wanrong.group("西解村").messages[0]
    for _ in range(2):
        wanrong.app.act_now(reach.moved, wanrong.here, old.chat_id, -1_009_999_999_999)
    await wanrong.settle()
    assert len(wanrong.wire.chats[-1_009_999_999_999]) == 1
    found = wanrong.read(outbox.postings_of_message, wanrong.here, old.chat_id, old.message_id)
    assert found == [posting_id]


async def test_a_text_refused_is_given_up_with_the_reason(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    wanrong.wire.refuse = [NotAccepted("Bad Request: TOPIC_CLOSED", TOPIC_CLOSED)]
    row = await pumped(wanrong)
    assert (row.state, row.error) == (DeliveryState.GIVEN_UP, TOPIC_CLOSED)


async def test_an_unknown_outcome_of_a_copy_stays_uncertain(wanrong: Town) -> None:
    wanrong.app.act_now(written, wanrong.here)
    wanrong.wire.refuse = [Unknown("timeout")]
    assert (await pumped(wanrong)).state == DeliveryState.UNCERTAIN
    await wanrong.later(minutes=5)
    assert wanrong.group("西解村").messages == []
    row = wanrong.rows(Delivery)[0]
    chat_id = wanrong.chat_id("西解村")
    wanrong.app.act_now(freshen.seen, wanrong.here, row.id, wanrong.chat_id("南景村"), 77)  # a number made up elsewhere
    assert wanrong.rows(Delivery)[0].state == DeliveryState.UNCERTAIN
    wanrong.app.act_now(freshen.seen, wanrong.here, row.id, chat_id, 77)
    assert wanrong.rows(Delivery)[0].state == DeliveryState.SENT


async def test_after_a_crash_claimed_rows_go_out_and_rows_in_the_midst_of_going_do_not(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)

    def another(session: Session, now: datetime, here: Here) -> None:
        outbox.copy_to_group(session, now, here, group_of(session, here, "南景村").id or 0, posting_id)

    wanrong.app.act_now(another, wanrong.here)
    first, second = await wanrong.app.step(pump_steps.claim, wanrong.here, worker="t", most=9)
    assert await wanrong.app.step(pump_steps.begin, wanrong.here, first) is not None
    assert await wanrong.app.step(pump_steps.recover, wanrong.here) == 1
    states = {row.id: row.state for row in wanrong.rows(Delivery)}
    assert states == {first: DeliveryState.UNCERTAIN, second: DeliveryState.DUE}


def test_steps_that_are_not_allowed_are_bugs() -> None:
    with pytest.raises(ValueError, match="no step from sent to due"):
        pump_steps.step(Delivery(state=DeliveryState.SENT), DeliveryState.DUE)  # type: ignore[call-arg]


async def test_answers_go_before_copies(wanrong: Town) -> None:
    posting_id = wanrong.app.act_now(written, wanrong.here)

    def answer(session: Session, now: datetime, here: Here) -> None:
        group = group_of(session, here, "南景村").id or 0
        outbox.tell_group(session, now, here, group, "好", key="answer:1")
        outbox.copy_to_group(session, now, here, group, posting_id)

    wanrong.app.act_now(answer, wanrong.here)
    ids = await wanrong.app.step(pump_steps.claim, wanrong.here, worker="t", most=9)
    rows = {row.id: row for row in wanrong.rows(Delivery)}
    assert [rows[each].priority for each in ids] == [Priority.ANSWER, Priority.POSTING]
    assert len({rows[each].group_id for each in ids}) == 2, "at most one for each chat"


async def test_waves_go_from_near_to_far_while_seats_are_left(wanrong: Town) -> None:
    def publish(session: Session, now: datetime, here: Here) -> int:
        posting_id = open_posting(session, now, here)
        audience.start(session, now, here, session.get_one(Posting, posting_id))
        return posting_id

    posting_id = wanrong.app.act_now(publish, wanrong.here)
    await wanrong.settle()
    told = {name for name in ("西解村", "解店镇", "万荣县", "北解村", "通化镇") if wanrong.group(name).messages}
    assert told == {"西解村", "解店镇", "万荣县"}
    await wanrong.later(minutes=20)
    assert wanrong.group("北解村").messages

    def fill(session: Session, now: datetime, here: Here) -> None:
        day = session.exec(select(PostingDay).where(PostingDay.posting_id == posting_id)).one()
        day.taken = day.wanted
        session.add(day)

    before = sum(len(messages) for messages in wanrong.wire.chats.values())
    wanrong.app.act_now(fill, wanrong.here)
    await wanrong.later(minutes=20)
    assert sum(len(messages) for messages in wanrong.wire.chats.values()) == before


async def test_urgent_work_goes_to_all_at_once_and_each_group_hears_it_once(wanrong: Town) -> None:
    def publish(session: Session, now: datetime, here: Here) -> None:
        posting = session.get_one(Posting, open_posting(session, now, here))
        posting.urgent = True
        audience.start(session, now, here, posting)

    wanrong.app.act_now(publish, wanrong.here)
    await wanrong.settle()
    assert sum(len(messages) for messages in wanrong.wire.chats.values()) == 228


async def test_in_quiet_hours_nothing_new_goes_to_groups(wanrong: Town) -> None:
    wanrong.at("2026-10-14T23:10")

    def publish(session: Session, now: datetime, here: Here) -> None:
        audience.start(session, now, here, session.get_one(Posting, open_posting(session, now, here)))

    wanrong.app.act_now(publish, wanrong.here)
    await wanrong.settle()
    assert wanrong.wire.chats == {}
    await wanrong.later(hours=6, minutes=21)
    assert wanrong.group("西解村").messages


async def test_a_group_gets_six_single_postings_an_evening_and_the_rest_gathered(wanrong: Town) -> None:
    """Its own village's and urgent ones first: of the six two are kept for them."""

    def publish(session: Session, now: datetime, here: Here, code: str, urgent: bool) -> None:
        posting = session.get_one(Posting, open_posting(session, now, here, "西解村", 60, code=code))
        posting.urgent = urgent
        audience.start(session, now, here, posting)

    async def publish_all(kind: str, numbers: range) -> None:
        for number in numbers:
            wanrong.app.act_now(publish, wanrong.here, f"{kind}{number}", kind == "U")
        await wanrong.settle()

    def codes(village: str) -> list[str]:
        return sorted(message.text.split("】")[1].split()[0] for message in wanrong.group(village).messages)

    await publish_all("B", range(1, 9))
    assert codes("南景村") == ["B1", "B2", "B3", "B4"]
    assert codes("西解村") == ["B1", "B2", "B3", "B4", "B5", "B6"]
    await publish_all("U", range(1, 4))
    assert codes("南景村") == ["B1", "B2", "B3", "B4", "U1", "U2"]
    assert len(codes("西解村")) == 6
    await wanrong.leap("2026-10-14T20:29")
    assert len(codes("南景村")) == 6
    await wanrong.leap("2026-10-14T20:31")
    for village, left in (("南景村", ["B5", "B6", "B7", "B8", "U3"]), ("西解村", ["B7", "B8", "U1", "U2", "U3"])):
        (gathered,) = wanrong.group(village).messages[6:]
        assert [line.split()[0] for line in gathered.text.splitlines() if line[0] in "BU"] == left
    await publish_all("C", range(1, 3))
    await wanrong.leap("2026-10-14T21:01")
    assert all(each in wanrong.group("南景村").last for each in ("C1", "C2"))
    assert "B5" not in wanrong.group("南景村").last, "each once"
    assert len(wanrong.group("南景村").messages) == 8
    await publish_all("D", range(1, 2))
    wanrong.at("2026-10-14T21:45")
    await publish_all("E", range(1, 2))
    await wanrong.leap("2026-10-15T12:00")
    found = [message for message in wanrong.group("南景村").messages[8:] if "E1" in message.text]
    assert found == [], "no hour of the evening was left: the next day's digest has it"
