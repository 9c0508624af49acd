"""What people write in a group, and the roster that it makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.models import (
    Complaint,
    Delivery,
    DeliveryKind,
    Posting,
    PostingDay,
    PostingStatus,
    Question,
    Signup,
    SignupState,
    Unclear,
)
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"


async def opened(t: Town, **values: Any) -> int:
    """An open posting whose copies stand in its groups."""
    posting_id = t.app.act_now(rows.open_posting, t.here, **values)
    await t.settle()
    return posting_id


def status(t: Town, code: str = "A12") -> str:
    return next(str(posting.status) for posting in t.rows(Posting) if posting.code == code)


def taken(t: Town) -> int:
    return sum(day.taken for day in t.rows(PostingDay))


async def test_a_join_gives_a_seat_and_is_answered_by_name(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=12)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        assert t.group(VILLAGE).last == "A12摘苹果记上了：秀兰2人。还差10人。记错了直接说。"
        assert taken(t) == 2


async def test_the_replies_of_the_next_seconds_are_answered_together(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=12)
        await t.person("秀兰").says("我去", group=VILLAGE)
        before = len(t.group(VILLAGE).messages)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        assert len(t.group(VILLAGE).messages) == before
        await t.later(minutes=1)
        assert len(t.group(VILLAGE).messages) == before + 1
        assert t.group(VILLAGE).last == "A12摘苹果记上了：老李1人、建军1人。还差9人。记错了直接说。"


async def test_full_then_waiting_then_a_cancellation_then_the_offer(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=1)
        t.at("2026-10-14T18:40")
        await t.person("秀兰").says("我去", group=VILLAGE)
        assert status(t) == PostingStatus.FULL
        assert "满了，别跑空" in t.group(VILLAGE).copy("A12").text
        t.at("2026-10-14T18:45")
        await t.person("老李").says("我去", group=VILLAGE)
        assert t.group(VILLAGE).last == "老李，A12满了，您排第1。有人不去就叫您。空出来直接补上您，行不？"
        await t.person("老李").says("不用，先问我", group=VILLAGE)
        t.at("2026-10-14T18:50")
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=1)
        texts = [message.text for message in t.group(VILLAGE).messages]
        assert any("好，秀兰，A12给您去掉了。" in text for text in texts)
        offer = next(text for text in texts if "空出1个名额" in text)
        assert offer.startswith("老李，A12空出1个名额，明天(10月15日周四)早7点，西解村。去不去？")
        await t.person("老李").presses("去", group=VILLAGE)
        assert taken(t) == 1
        assert {row.state for row in t.rows(Signup)} == {SignupState.LEFT, SignupState.ACTIVE}


async def test_who_joins_the_line_of_a_full_posting_changes_no_copy(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=1, groups=(VILLAGE, "解店镇"))
        await t.person("秀兰").says("我去", group=VILLAGE)

        def edits() -> int:
            return sum(row.kind == DeliveryKind.EDIT for row in t.rows(Delivery) if row.posting_id is not None)

        before = edits()
        assert before == 2, "both copies say that it is full"
        t.at("2026-10-14T18:45")
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("老李").says("行", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        await t.person("建军").says("不去了", group=VILLAGE)
        assert edits() == before, "no seat moved"
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=1)
        assert taken(t) == 1, "the seat went to the next"
        assert edits() > before


async def test_a_repeated_bare_word_changes_nothing_and_asks(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-14T18:40")
        await t.person("秀兰").says("我去", group=VILLAGE)
        assert t.group(VILLAGE).last == "秀兰，A12已经记了您1人。是再加一个人吗？"
        assert taken(t) == 1
        await t.person("秀兰").presses("去", group=VILLAGE)
        assert taken(t) == 2


async def test_which_one_is_asked_and_the_answer_signs_up(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        t.at("2026-10-14T18:35")
        await opened(t, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
        t.at("2026-10-14T19:00")
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        assert t.group(VILLAGE).last.startswith("秀兰，是去")
        assert taken(t) == 0
        await t.person("老李").presses("A12", group=VILLAGE)
        assert taken(t) == 0
        await t.person("秀兰").presses("A12", group=VILLAGE)
        assert taken(t) == 2
        assert "A12摘苹果记上了：秀兰2人" in t.group(VILLAGE).last


async def test_an_unanswered_question_is_asked_once_more_then_left_to_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await opened(t, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.later(minutes=6)
        asked = [message for message in t.group(VILLAGE).messages if message.text.startswith("秀兰，是去")]
        assert len(asked) == 2
        await t.later(minutes=6)
        (unclear,) = t.rows(Unclear)
        assert unclear.said == "我去"
        assert {row.state for row in t.rows(Question)} == {"passed"}


async def test_chat_gets_no_answer_and_nobody_is_written_down(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        before = len(t.group(VILLAGE).messages)
        await t.person("玉梅").says("今天天气真好", group=VILLAGE)
        await t.person("玉梅").says("太远不去", group=VILLAGE)
        await t.later(minutes=1)
        assert len(t.group(VILLAGE).messages) == before
        assert t.rows(Signup) == []


async def test_a_complaint_gets_one_line_and_the_desk_hears_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.desk.says("/start")
        await t.person("秀兰").says("说好150只给120，骗人", group=VILLAGE)
        assert t.group(VILLAGE).last == "这事驿站接了，马上打电话核实。急事打0359-4520000。"
        assert t.desk.was_told("投诉", "秀兰", "只给120")
        (row,) = t.rows(Complaint)
        assert row.kind == "complaint"


async def test_three_complaints_pause_the_posting(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        for name in ("秀兰", "老李", "建军"):
            await t.person(name).says("A12收押金，骗人的", group=VILLAGE)
        assert t.rows(Posting)[0].paused_at is not None
        await t.person("玉梅").says("A12我去", group=VILLAGE)
        assert taken(t) == 0


async def test_an_edit_takes_back_and_is_read_anew(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        number = await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("秀兰").edits(number, "我们三个去", group=VILLAGE)
        assert taken(t) == 3
        await t.person("秀兰").edits(number, "太远，不去", group=VILLAGE)
        assert taken(t) == 0


async def test_an_edit_after_a_later_word_does_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        number = await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("秀兰").says("改成3个人", group=VILLAGE)
        assert taken(t) == 3
        await t.person("秀兰").edits(number, "俺俩去", group=VILLAGE)
        assert taken(t) == 3


async def test_buttons_of_a_copy(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        assert await t.person("秀兰").presses("我去", group=VILLAGE) == "A12记上了，您1人。"
        assert await t.person("秀兰").presses("我去", group=VILLAGE) == "A12已经记了您1人。"
        assert taken(t) == 1
        assert await t.person("秀兰").presses("不去了", group=VILLAGE) == "好，A12给您去掉了。"
        assert await t.person("老李").presses("不去了", group=VILLAGE) == "A12上没有您的名字。"
        assert taken(t) == 0


async def test_a_question_is_answered_from_the_posting_or_passed_on(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("一天多少钱", group=VILLAGE)
        assert t.group(VILLAGE).last == "秀兰，A12摘苹果：150元/天。"
        t.at("2026-10-14T18:40")
        await t.person("老李").says("管饭不", group=VILLAGE)
        assert t.group(VILLAGE).last == "老李，A12摘苹果这个没写，我问一下用工方，问到了告诉您。"
        boss = t.wire.chats[5_100_000_000][-1]
        assert "管饭不" in boss.text
        assert taken(t) == 0


async def test_a_clash_is_told_and_the_new_seat_is_held(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await opened(t, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        t.at("2026-10-14T18:40")
        await t.person("秀兰").says("A15我去", group=VILLAGE)
        assert "秀兰，您明天(10月15日周四)已经报了A12摘苹果。去A15套袋，还是去A12摘苹果？" in t.group(VILLAGE).last
        by_day = {day.posting_id: (day.taken, day.held) for day in t.rows(PostingDay)}
        assert sorted(by_day.values()) == [(0, 1), (1, 0)]
        await t.person("秀兰").presses("A15", group=VILLAGE)
        by_code = {posting.id: posting.code for posting in t.rows(Posting)}
        assert {by_code[day.posting_id]: (day.taken, day.held) for day in t.rows(PostingDay)} == {
            "A12": (0, 0),
            "A15": (1, 0),
        }


async def test_an_unknown_code_signs_up_nobody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("A99我去", group=VILLAGE)
        assert t.group(VILLAGE).last == "秀兰，没有A99这条。现在招人的：A12摘苹果。"
        assert taken(t) == 0


async def test_two_questions_in_one_message_are_both_answered(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.app.act(rows.open_posting, t.here, benefits=["lunch"])
        await t.settle()
        await t.person("玉梅").says("还要人不？管饭不？", group=VILLAGE)
        await t.later(minutes=1)
        said = t.group(VILLAGE).last
        assert "A12摘苹果还差20人。管午饭。" in said
        t.at("2026-10-14T18:50")
        await t.person("玉梅").says("管饭不，住哪", group=VILLAGE)
        await t.later(minutes=1)
        assert "别的没写，我问一下用工方" in t.group(VILLAGE).last


async def test_a_party_that_does_not_fit_waits_whole_and_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=3)
        await t.person("老李").says("我去", group=VILLAGE)
        t.at("2026-10-14T18:40")
        await t.person("秀兰").says("我们四个去", group=VILLAGE)
        assert "秀兰，A12只剩2个名额，您是4人，坐不下。先去2个，行不？" in t.group(VILLAGE).last
        (day,) = t.rows(PostingDay)
        assert (day.taken, day.held) == (1, 2)
        await t.person("秀兰").presses("去", group=VILLAGE)
        (day,) = t.rows(PostingDay)
        assert (day.taken, day.held) == (3, 0)


async def test_who_of_a_party_comes_alone_takes_the_one_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=2)
        await t.person("老李").says("我去", group=VILLAGE)
        t.at("2026-10-14T18:40")
        await t.person("玉梅").says("我和我弟妹去", group=VILLAGE)
        assert "先去1个，行不？" in t.group(VILLAGE).last
        await t.person("玉梅").says("我弟妹去不了了", group=VILLAGE)
        (day,) = t.rows(PostingDay)
        assert (day.taken, day.held) == (2, 0)
        assert sorted((signup.people, signup.state) for signup in t.rows(Signup)) == [
            (1, SignupState.ACTIVE),
            (1, SignupState.ACTIVE),
        ]


async def test_an_offer_that_is_not_answered_goes_to_the_next(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=2)
        offers = [m.text for m in t.group(VILLAGE).messages if "空出1个名额" in m.text]
        assert [text.split("，")[0] for text in offers] == ["老李"]
        await t.later(minutes=17)
        offers = [m.text for m in t.group(VILLAGE).messages if "空出1个名额" in m.text]
        assert [text.split("，")[0] for text in offers] == ["老李", "建军"]
        states = {row.state for row in t.rows(Signup) if row.left_at is None}
        assert states == {SignupState.ACTIVE}


async def test_an_anonymous_admin_is_nobody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        person = t.person("秀兰")
        message = t.message(person, "我去", VILLAGE, 99, None)
        message["sender_chat"] = message["chat"]
        await t.hand_over({"message": message})
        assert t.rows(Signup) == []
