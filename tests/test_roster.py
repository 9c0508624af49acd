"""The roster beyond the straight way: days, waiting list, guests, leads, stops, headcount, blocks, private words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot import blocks, guests, people, replies, roster, roster_days, still_come
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    Call,
    Event,
    Guest,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Question,
    Role,
    Signup,
    SignupDay,
    SignupState,
    Unclear,
)
from bot.roster import Wish
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"
BOSS = 5_100_000_000


async def opened(t: Town, **values: Any) -> int:
    posting_id: int = t.app.act_now(rows.open_posting, t.here, **values)
    await t.settle()
    return posting_id


def seats_by_day(t: Town) -> list[tuple[int, int]]:
    return [(day.taken, day.held) for day in sorted(t.rows(PostingDay), key=lambda row: row.id)]


def said_in(t: Town, *words: str) -> list[str]:
    return [m.text for m in t.group(VILLAGE).messages if all(word in m.text for word in words)]


def posting(session: Session, code: str = "A12") -> Posting:
    return session.exec(select(Posting).where(Posting.code == code)).one()


def joins(session: Session, now: Any, here: Here, name: str, wish: Wish) -> None:
    person = session.exec(select(Person).where(Person.name == name)).one()
    roster.join(session, now, here, posting_id=posting(session).id or 0, person=person, wish=wish)


def leaves(session: Session, now: Any, here: Here, name: str, days: tuple[date, ...]) -> None:
    person = session.exec(select(Person).where(Person.name == name)).one()
    roster.leave(session, now, here, posting_id=posting(session).id or 0, person=person, days=days)


async def test_who_waited_for_several_days_and_leaves_after_the_first_waits_for_none(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=1, days=3)
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        await t.person("老李").says("A12我去", group=VILLAGE)
        assert [row.waiting for row in t.rows(SignupDay)] == [0, 0, 0, 1, 1, 1]
        await t.person("老李").says("行", group=VILLAGE)
        t.at("2026-10-16T06:00")
        await t.settle()
        await t.person("老李").says("A12不去了", group=VILLAGE)
        assert [row.state for row in t.rows(Signup)] == [SignupState.ACTIVE, SignupState.LEFT]
        assert [row.waiting for row in t.rows(SignupDay)] == [0] * 6
        assert [row.seats for row in t.rows(SignupDay)] == [1, 1, 1, 0, 0, 0]


async def test_a_signup_of_several_days_holds_from_its_first_day_on(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=5, days=3)
        await t.person("秀兰").says("我去", group=VILLAGE)
        assert seats_by_day(t) == [(1, 0), (1, 0), (1, 0)]
        wish = Wish(days=(rows.TOMORROW + timedelta(days=1),), days_refused=(rows.TOMORROW,))
        t.app.act_now(joins, t.here, "秀兰", wish)
        assert seats_by_day(t) == [(0, 0), (1, 0), (1, 0)]
        t.app.act_now(leaves, t.here, "秀兰", (rows.TOMORROW + timedelta(days=1),))
        assert seats_by_day(t) == [(0, 0), (0, 0), (1, 0)]


async def test_who_said_yes_beforehand_is_put_in_without_asking(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        await t.person("老李").presses("是", group=VILLAGE)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=1)
        assert said_in(t, "老李", "给您补上了")
        assert seats_by_day(t) == [(1, 0)]


async def test_newcomers_wait_while_anyone_waits(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await opened(t, wanted=2)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("秀兰").says("改成1个人", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        assert seats_by_day(t) == [(1, 1)]
        waiting = {row.signup_id: (row.held, row.waiting) for row in t.rows(SignupDay)}
        assert sorted(waiting.values()) == [(0, 0), (0, 1), (1, 1)]


async def test_near_the_start_all_are_asked_and_the_first_yes_wins(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-14T20:00")
        await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=1)
        assert len(said_in(t, "谁先回谁去")) == 2
        await t.person("建军").presses("去", group=VILLAGE)
        assert seats_by_day(t) == [(1, 0)]
        asked = next(m for m in t.group(VILLAGE).messages if "谁先回谁去" in m.text and "老李" in m.text)
        assert await t.person("建军").presses("去", group=VILLAGE, message=asked) == "这是问别人的。"
        await t.person("老李").presses("去", group=VILLAGE, message=asked)
        await t.later(minutes=1)
        assert said_in(t, "老李", "慢了一步")
        assert seats_by_day(t) == [(1, 0)]


async def test_the_poster_hears_the_count_and_gets_the_list_when_full(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=2)
        await t.person("秀兰").says("我去 13812345678", group=VILLAGE)
        boss = t.wire.chats[BOSS]
        assert boss[-1].text == "A12摘苹果：报了1人，还差1人。要看是谁回“名单”。"
        await t.person("老李").says("我去", group=VILLAGE)
        assert boss[-1].text.startswith("A12摘苹果满了。名单：\n明天(10月15日周四)：2人，满了。\n秀兰1人")
        assert "13812345678" in boss[-1].text
        assert any(event.act == "roster.look" for event in t.rows(Event))
        assert not said_in(t, "13812345678")


async def test_a_named_guest_who_signs_up_alone_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.app.act_now(joins, t.here, "秀兰", Wish(adds=True, names=("老李",)))
        before = seats_by_day(t)
        assert [guest.name for guest in t.rows(Guest)] == ["老李"]
        await t.person("老李").says("我去", group=VILLAGE)
        assert seats_by_day(t) == before
        assert said_in(t, "老李，秀兰报A12时已经带上您了")
        await t.person("老李").presses("不", group=VILLAGE)
        assert seats_by_day(t) == before
        await t.person("老李").says("不去了", group=VILLAGE)
        assert seats_by_day(t)[0][0] == before[0][0] - 1


async def test_a_couple_who_both_write_are_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("俺两口子去", group=VILLAGE)
        await t.person("老张").says("俺两口子去", group=VILLAGE)
        assert seats_by_day(t) == [(2, 0)]
        assert said_in(t, "老张，秀兰已经报了A12两口子")
        await t.person("老张").presses("是", group=VILLAGE)
        assert seats_by_day(t) == [(4, 0)]


async def test_children_take_no_seat_and_the_young_go_to_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("2大1小", group=VILLAGE)
        await t.person("建军").says("我儿子15岁，我俩去", group=VILLAGE)
        (row,) = t.rows(Unclear)
        assert row.said == "我儿子15岁，我俩去"
        assert seats_by_day(t)[0][0] in (0, 2)  # the first is read as two or asked about; never three
        assert all(signup.people <= 2 for signup in t.rows(Signup))


async def test_the_desk_settles_an_unclear_message(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await opened(t, code="A15", work="套袋", trade="field", user_id=BOSS + 1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.later(minutes=12)
        (row,) = t.rows(Unclear)
        verdict = {"intent": "join", "posting": "A15", "count": 1}
        t.app.act_now(replies.settle, t.here, row.id, verdict)
        await t.settle()
        assert said_in(t, "A15套袋记上了：秀兰1人")
        line = t.read(replies.export, t.here, row.id)
        assert (line["text"], line["intent"], line["posting"], len(line["postings"])) == ("我去", "join", "A15", 2)
        with pytest.raises(Refused):
            t.app.act_now(replies.settle, t.here, row.id, verdict)


async def test_a_longterm_signup_is_a_lead_with_consent(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, kind="longterm", work="普工", trade="factory")
        await t.person("秀兰").says("我报名 13812345678", group=VILLAGE)
        assert said_in(t, "秀兰，A12普工给您记下了。名字和电话给用工方，行不？")
        assert not any("13812345678" in message.text for message in t.wire.chats.get(BOSS, []))
        await t.person("秀兰").presses("是", group=VILLAGE)
        assert t.wire.chats[BOSS][-1].text == "A12普工：秀兰想干，电话13812345678。"


async def test_a_stopped_day_is_told_to_everybody_on_it_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, days=2)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.later(minutes=1)

        def stop(session: Session, now: Any, here: Here) -> int:
            return roster_days.stop_day(session, now, here, posting(session), rows.TOMORROW, why="下雨")

        assert t.app.act_now(stop, t.here) == 2
        assert t.app.act_now(stop, t.here) == 0
        await t.later(minutes=1)
        assert t.group(VILLAGE).last == "秀兰、老李：下雨，A12明天(10月15日周四)停工，别去了！后面去不去再说。"
        assert seats_by_day(t) == [(2, 0), (2, 0)]


async def test_fewer_than_taken_is_refused_with_the_lowest_number(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=3)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)

        def fewer(session: Session, now: Any, here: Here, wanted: int, *, last: bool = False) -> None:
            roster_days.set_wanted(session, now, here, posting(session), wanted, last_come_wait=last)

        with pytest.raises(Refused) as refusal:
            t.app.act_now(fewer, t.here, 1)
        assert refusal.value.values["lowest"] == 2
        t.app.act_now(fewer, t.here, 2)
        await t.settle()
        assert t.rows(Posting)[0].status == PostingStatus.FULL
        t.app.act_now(fewer, t.here, 1, last=True)
        await t.later(minutes=1)
        assert said_in(t, "秀兰", "您先排到最前头")


async def test_a_called_off_posting_keeps_its_roster_and_tells_everyone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.later(minutes=1)
        t.app.act_now(lambda session, now, here: roster_days.close_all(session, now, here, posting(session)), t.here)
        await t.later(minutes=1)
        assert said_in(t, "秀兰：A12摘苹果取消了，别去了。")
        assert seats_by_day(t) == [(2, 0)]
        assert t.rows(Signup)[0].state == "closed"


async def test_everybody_is_asked_after_a_change_and_no_answer_keeps_the_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        t.app.act_now(
            lambda session, now, here: still_come.ask_all(
                session, now, here, posting(session), lambda _: "A12改了，早7点→早8点，别的不变。"
            ),
            t.here,
        )
        await t.settle()
        assert said_in(t, "秀兰、老李：A12改了", "还去不去？")
        await t.person("秀兰").says("不去", group=VILLAGE)
        assert seats_by_day(t) == [(1, 0)]
        await t.later(minutes=62)
        assert seats_by_day(t) == [(1, 0)]
        (call,) = t.rows(Call)
        assert call.what == "call.still"
        (left,) = [row for row in t.rows(Signup) if row.state == "active"]
        assert left.unconfirmed


async def test_a_brokers_block_is_released_where_names_do_not_come(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=10)
        broker = t.person("带头人老周")
        await broker.says("/start")
        t.app.act_now(_make_broker, t.here, broker.name)
        sender = people.Sender(broker.user_id, broker.name, broker.user_id, True)
        t.app.act_now(blocks.block, t.here, sender=sender, code="A12", people=8)
        await t.settle()
        assert seats_by_day(t) == [(8, 0)]
        assert broker.was_told("A12摘苹果给您留了8个名额", "8点")
        names = ("张三", "李四", "王五")
        assert t.app.act_now(blocks.block_names, t.here, sender=sender, code="A12", names=names) == 5
        assert t.app.act_now(blocks.block_names, t.here, sender=sender, code="A12", names=names) == 5
        with pytest.raises(Refused):
            t.app.act_now(
                blocks.block_names, t.here, sender=sender, code="A12", names=tuple(f"人{n}" for n in range(9))
            )
        await t.later(hours=2)
        assert seats_by_day(t) == [(3, 0)]
        assert broker.was_told("没名字的5个名额放开了")


def _make_broker(session: Session, now: Any, here: Here, name: str) -> None:
    person = session.exec(select(Person).where(Person.name == name)).one()
    person.role = Role.BROKER
    session.add(person)


async def test_who_holds_a_block_is_no_single_worker(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        broker = t.person("带头人老周")
        await broker.says("/start")
        t.app.act_now(_make_broker, t.here, broker.name)
        await broker.says("A12 我带6个人")
        await broker.says("A12 张三 李四")

        async def stand(words: str) -> tuple[int, list[str]]:
            await broker.says(words)
            return t.rows(Signup)[0].people, sorted(row.name for row in t.rows(Guest) if row.left_at is None)

        assert await stand("张三去不了换成王五") == (6, ["李四", "王五"])
        assert broker.last == "A12摘苹果：张三换成王五了。"
        assert await stand("A12我去") == (6, ["李四", "王五"])
        assert await stand("A12名单") == (6, ["李四", "王五"])
        assert broker.last == "A12摘苹果您留了6个名额：李四、王五，还缺4个名字。"
        assert await stand("A12我这边只来4个") == (4, ["李四", "王五"])
        assert sum(day.taken for day in t.rows(PostingDay)) == 4


async def test_a_smaller_block_gives_its_seats_to_the_line(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=6)
        broker = t.person("带头人老周")
        await broker.says("/start")
        t.app.act_now(_make_broker, t.here, broker.name)
        await broker.says("A12 我带6个人")
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        assert [row.waiting for row in t.rows(SignupDay)] == [0, 1]
        await broker.says("A12 我带5个人")
        assert t.person("秀兰").user_id
        assert "A12空出1个名额" in t.group(VILLAGE).last


@pytest.mark.parametrize(
    ("text", "names"), [("张三去不了，换成王五", ["王五"]), ("赵六有事来不了，让桂花去", ["张三", "桂花"])]
)
async def test_another_comes_in_the_place_of_a_guest(tmp_path: Path, text: str, names: list[str]) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("建军").says("我带两个人，还有张三，一共4个", group=VILLAGE)
        signup = t.rows(Signup)[0]
        t.app.act_now(_put_guest, t.here, signup.id, "张三")
        t.at("2026-10-14T18:40")
        await t.person("建军").says(text, group=VILLAGE)
        assert t.rows(Signup)[0].people == signup.people
        assert sorted(row.name for row in t.rows(Guest) if row.left_at is None and row.name) == names
        assert "换成" in t.group(VILLAGE).last


def _put_guest(session: Session, now: Any, here: Here, signup_id: int, name: str) -> None:
    signup = session.get(Signup, signup_id)
    assert signup is not None
    guests.add(session, here, signup, (name,))


@pytest.mark.parametrize(
    ("text", "people"), [("少来一个", 3), ("俺们减俩", 2), ("李四也不去了", 3), ("张三去不了了", 3), ("少来9个", 4)]
)
async def test_fewer_come_than_were_put_down(tmp_path: Path, text: str, people: int) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("建军").says("我们4个人去", group=VILLAGE)
        t.at("2026-10-14T18:40")
        await t.person("建军").says(text, group=VILLAGE)
        assert t.rows(Signup)[0].people == people
        assert sum(day.taken for day in t.rows(PostingDay)) == people


async def test_who_gives_their_own_seat_away_while_another_waits_is_asked_about_at_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t, wanted=1)
        await t.person("建军").says("我去", group=VILLAGE)
        await t.person("玉梅").says("我去", group=VILLAGE)
        t.at("2026-10-14T18:40")
        await t.person("建军").says("我去不了了，老李替我去", group=VILLAGE)
        assert [row.state for row in t.rows(Signup)] == ["active", "active"]
        assert t.desk.was_told("老李替我")


async def test_only_brokers_hold_seats(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        sender = people.Sender(5_300_000_000, "秀兰", 5_300_000_000, True)
        with pytest.raises(Refused):
            t.app.act_now(blocks.block, t.here, sender=sender, code="A12", people=8)


async def test_a_worker_writes_in_private(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)

        def private(session: Session, now: Any, here: Here, text: str) -> bool:
            person = session.exec(select(Person).where(Person.name == "秀兰")).one()
            sender = people.Sender(t.person("秀兰").user_id, "秀兰", t.person("秀兰").user_id, True)
            people.meet(session, now, here, sender)
            return replies.hear_private(session, now, here, person=person, chat_id=sender.chat_id, text=text)

        assert t.app.act_now(private, t.here, "我报的哪个")
        await t.settle()
        assert t.person("秀兰").last == "您报的：A12摘苹果2人，明天(10月15日周四)早7点。"
        assert t.app.act_now(private, t.here, "A12不去了")
        await t.settle()
        assert t.person("秀兰").last == "好，A12给您去掉了。"
        assert seats_by_day(t) == [(0, 0)]
        assert not t.app.act_now(private, t.here, "明天要20个人摘苹果，西解村，150一天")


async def test_a_chain_list_pasted_twice_counts_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("接龙 A12摘苹果\n1. 秀兰 2人", group=VILLAGE)
        first = seats_by_day(t)
        await t.person("老李").says("接龙 A12摘苹果\n1. 秀兰 2人\n2. 老李 1人", group=VILLAGE)
        await t.person("老李").says("接龙 A12摘苹果\n1. 秀兰 2人\n2. 老李 1人", group=VILLAGE)
        assert first == [(2, 0)]
        assert seats_by_day(t) == [(3, 0)]


async def test_the_poster_answers_what_the_posting_does_not_say(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("A12管饭不", group=VILLAGE)
        asked = t.wire.chats[BOSS][-1]

        def back(session: Session, now: Any, here: Here) -> bool:
            person = session.exec(select(Person).where(Person.name == "王师傅")).one()
            return replies.hear_private(
                session, now, here, person=person, chat_id=BOSS, text="管一顿午饭", quoting=asked.message_id
            )

        assert t.app.act_now(back, t.here)
        await t.later(minutes=1)
        assert said_in(t, "秀兰，A12摘苹果，用工方说：管一顿午饭")
        assert {row.state for row in t.rows(Question)} == {"answered"}


async def test_haggling_goes_to_the_poster_and_signs_up_nobody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("加20就去", group=VILLAGE)
        assert seats_by_day(t) == [(0, 0)]
        assert "加20就去" in t.wire.chats[BOSS][-1].text


async def test_two_groups_share_one_pool_in_order_of_arrival(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=1, groups=(VILLAGE, "东解村") if _has(t, "东解村") else (VILLAGE, "解店镇"))
        other = "东解村" if _has(t, "东解村") else "解店镇"
        await t.person("秀兰").says("我去", group=other)
        await t.person("老李").says("我去", group=VILLAGE)
        assert "A12摘苹果记上了：秀兰1人。满了。" in t.group(other).last
        assert said_in(t, "老李，A12满了，您排第1")
        assert "满了，别跑空" in t.group(other).copy("A12").text


def _has(t: Town, region: str) -> bool:
    try:
        t.chat_id(region)
    except AssertionError:
        return False
    return True


async def test_offers_wait_for_the_end_of_the_quiet_hours(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=1, start=rows.TOMORROW + timedelta(days=1))
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        t.at("2026-10-14T23:00")
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=30)
        assert not said_in(t, "老李", "空出1个名额")
        t.at("2026-10-15T05:29")
        await t.later(minutes=3)
        assert said_in(t, "老李", "空出1个名额")
        assert seats_by_day(t) == [(0, 1)]
