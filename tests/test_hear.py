"""What a group hears and what it does not: answers in words, quotes, silence, codes, names that are markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.models import Delivery, DeliveryState, Event, Person, PostingDay, PostingStatus, Question, Signup
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"
BOSS = 5_100_000_000


async def opened(t: Town, **values: Any) -> int:
    posting_id = t.app.act_now(rows.open_posting, t.here, **values)
    await t.settle()
    return posting_id


def taken(t: Town) -> dict[int, tuple[int, int]]:
    return {day.posting_id: (day.taken, day.held) for day in t.rows(PostingDay)}


def said_in(t: Town, *words: str) -> list[str]:
    return [m.text for m in t.group(VILLAGE).messages if all(word in m.text for word in words)]


async def test_yes_in_words_takes_an_offer(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        first = await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=1)
        assert taken(t) == {first: (0, 1)}
        await t.person("老李").says("中", group=VILLAGE)
        assert taken(t) == {first: (1, 0)}


async def test_no_in_words_lets_the_seat_go_on(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        first = await opened(t, wanted=1)
        for name in ("秀兰", "老李", "建军"):
            await t.person(name).says("我去", group=VILLAGE)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=1)
        await t.person("老李").says("不去", group=VILLAGE)
        await t.later(minutes=1)
        assert said_in(t, "建军，A12空出1个名额")
        await t.person("建军").says("去", group=VILLAGE)
        assert taken(t) == {first: (1, 0)}


async def test_the_work_named_answers_which_one(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        first = await opened(t)
        second = await opened(t, code="A15", work="套袋", trade="field", user_id=BOSS + 1)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        assert taken(t) == {first: (0, 0), second: (0, 0)}
        await t.person("秀兰").says("套袋", group=VILLAGE)
        assert taken(t) == {first: (0, 0), second: (2, 0)}


async def test_a_quoted_copy_tells_which_posting(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        first = await opened(t)
        second = await opened(t, code="A15", work="套袋", trade="field", user_id=BOSS + 1)
        await t.person("秀兰").says("我去", group=VILLAGE, quoting=t.group(VILLAGE).copy("A12"))
        await t.person("老李").says("去俩", group=VILLAGE, quoting=t.group(VILLAGE).copy("A15"))
        assert taken(t) == {first: (1, 0), second: (2, 0)}


async def test_good_after_the_answer_is_no_second_signup(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        first = await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        for word in ("好的", "收到", "👌"):
            await t.person("秀兰").says(word, group=VILLAGE)
        assert taken(t) == {first: (1, 0)}
        assert t.rows(Question) == []


async def test_a_private_chat_gets_what_is_meant_for_one_person(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=1)
        await t.person("老李").says("/start")
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        assert t.person("老李").was_told("A12满了，您排第1")
        assert not said_in(t, "您排第1")


async def test_who_only_chats_is_not_written_down(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        before = len(t.rows(Person))
        for text in ("哈哈哈", "谁家的狗跑了", "今晚打牌不", "😂", "下雨了"):
            await t.person("玉梅").says(text, group=VILLAGE)
        assert len(t.rows(Person)) == before
        assert not [event for event in t.rows(Event) if event.act == "reply.heard"]


async def test_names_that_are_markup_or_hold_a_phone_are_harmless(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("<b>{posting}").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        await t.person("老李13812345678").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        assert said_in(t, "<b>{posting}1人")
        assert not said_in(t, "13812345678")


async def test_closed_a_second_ago_is_told(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        first = await opened(t)

        def close(session: Any, now: Any, here: Any) -> None:
            from bot import seats

            posting = seats.lock(session, here, first)
            assert posting is not None
            seats.step(session, now, here, posting, PostingStatus.CLOSED)

        t.app.act_now(close, t.here)
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        assert said_in(t, "秀兰，A12摘苹果人招够了")
        assert taken(t) == {first: (0, 0)}
        copy = t.group(VILLAGE).copy("A12")
        assert "不招了" in await t.person("老李").presses("我去", group=VILLAGE, message=copy)
        assert t.rows(Signup) == []


async def test_thirty_replies_in_a_moment_are_few_messages(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        first = await opened(t, wanted=40)
        before = len(t.group(VILLAGE).messages)
        for number in range(30):
            await t.person(f"人{number}").says("我去", group=VILLAGE, pump=False)
        await t.settle()
        await t.later(minutes=1)
        assert taken(t) == {first: (30, 0)}
        written = t.group(VILLAGE).messages[before:]
        assert len(written) <= 3
        assert "等" in written[0].text or "等" in written[-1].text
        assert not [row for row in t.rows(Delivery) if row.state == DeliveryState.DUE and row.person_id is None]


async def test_somebody_elses_button_and_a_forged_one_do_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        first = await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("秀兰").says("我去", group=VILLAGE)
        assert await t.person("老李").presses("去", group=VILLAGE) == "这是问别人的。"
        message = t.group(VILLAGE).messages[-1]
        await t.person("秀兰").press_data("1:answer:999:yes", message, VILLAGE)
        await t.person("秀兰").press_data("1:join:999", message, VILLAGE)
        assert taken(t) == {first: (1, 0)}
