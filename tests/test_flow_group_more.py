"""In the group: two questions at once, days given back, what the poster hears when it fills, answers never missing."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import TelegramNotFound
from sqlmodel import select

from bot import roster
from bot.models import Person as PersonRow
from bot.models import Posting, PostingDay, Question, QuestionState, Signup, SignupDay
from bot.texts import say
from handlers import group
from nlp import reply as nlp_reply
from nlp.types import Intent, Reply
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"
BOSS = 5_100_000_000


async def opened(t: Town, **values: Any) -> int:
    """An open posting whose copies stand in its groups."""
    posting_id: int = t.app.act_now(rows.open_posting, t.here, **values)
    await t.settle()
    return posting_id


def days(t: Town) -> list[tuple[int, int]]:
    return [(day.taken, day.held) for day in sorted(t.rows(PostingDay), key=lambda each: each.day)]


def boss(t: Town) -> list[str]:
    return [message.text for message in t.wire.chats.get(BOSS, [])]


async def waits_and_is_offered(t: Town) -> None:
    """老李 is on the waiting list, has not said whether to be put in unasked, and a seat has come free."""
    t.at("2026-10-13T10:00")
    await opened(t, wanted=1)
    await t.person("秀兰").says("我去", group=VILLAGE)
    await t.person("老李").says("我去", group=VILLAGE)
    await t.later(minutes=1)
    await t.person("秀兰").says("不去了", group=VILLAGE)
    await t.later(minutes=1)
    kinds = [row.kind for row in t.rows(Question) if row.state == QuestionState.OPEN]
    assert sorted(kinds) == ["fill", "offer"]


@pytest.mark.parametrize("quoted", ["", "空出来直接补上", "空出1个名额"])
async def test_with_two_questions_open_a_yes_takes_the_seat(tmp_path: Path, quoted: str) -> None:
    async with town(tmp_path) as t:
        await waits_and_is_offered(t)
        message = next((m for m in t.group(VILLAGE).messages if quoted in m.text), None) if quoted else None
        await t.person("老李").says("去", group=VILLAGE, quoting=message)
        assert days(t) == [(1, 0)]
        await t.later(minutes=30)
        assert days(t) == [(1, 0)]


async def test_with_two_questions_open_the_old_button_takes_the_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await waits_and_is_offered(t)
        asked = next(m for m in t.group(VILLAGE).messages if "空出来直接补上" in m.text)
        await t.person("老李").presses("去", group=VILLAGE, message=asked)
        assert days(t) == [(1, 0)]


async def test_a_seat_is_taken_by_a_yes_near_the_start(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-14T19:30")
        await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=2)
        await t.person("老李").says("去", group=VILLAGE)
        assert days(t) == [(1, 0)]


async def test_who_writes_again_while_waiting_is_answered(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        for expected in ("空出来直接补上您，行不？", "空出来直接补上您。", "老李，A12满了，您排第1。"):
            await t.person("老李").says("去", group=VILLAGE)
            await t.later(minutes=1)
            assert t.group(VILLAGE).last.endswith(expected)


async def test_who_chooses_nothing_is_asked_once_more_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await opened(t, code="A15", work="套袋", trade="field", user_id=BOSS + 1)
        for _ in range(4):
            await t.person("秀兰").says("我去", group=VILLAGE)
        asked = [m for m in t.group(VILLAGE).messages if "是去" in m.text]
        assert len(asked) == 2
        await t.person("秀兰").says("套袋", group=VILLAGE)
        assert [row.people for row in t.rows(Signup)] == [1]


async def test_one_day_is_given_back_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town(tmp_path) as t:
        await opened(t, days=4)
        await t.person("秀兰").says("我去", group=VILLAGE)

        def read(text: str, context: Any) -> Reply:
            return Reply(Intent.CANCEL, "A12", days_refused=(date(2026, 10, 18),))

        monkeypatch.setattr(nlp_reply, "read", read)
        await t.person("秀兰").says("18号去不了，别的天都去", group=VILLAGE)
        await t.later(minutes=1)
        assert [day[0] for day in days(t)] == [1, 1, 1, 0]
        assert t.group(VILLAGE).last == "秀兰，好，A12的10月18日(周日)给您去掉了，别的天还记着。"
        assert [row.state for row in t.rows(Signup)] == ["active"]


async def test_a_day_refused_with_another_named_is_said_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = await opened(t, days=2)
        await t.person("秀兰").says("我去", group=VILLAGE)
        wish = roster.Wish(days=(rows.TOMORROW,), days_refused=(date(2026, 10, 16),))

        def act(session: Any, now: Any, here: Any) -> None:
            group = rows.group_named(session, here, VILLAGE)
            person = session.exec(select(PersonRow).where(PersonRow.name == "秀兰")).one()
            roster.join(session, now, here, posting_id=posting_id, person=person, wish=wish, group_id=group.id)

        t.app.act_now(act, t.here)
        await t.later(minutes=1)
        assert [day[0] for day in days(t)] == [1, 0]
        assert "A12后天(10月16日周五)给您去掉了" in t.group(VILLAGE).last


async def test_when_full_the_poster_gets_the_roster_and_no_stale_count(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=4)
        await t.person("秀兰").says("我去", group=VILLAGE)
        assert boss(t) == ["A12摘苹果：报了1人，还差3人。要看是谁回“名单”。"]
        await t.person("老李").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        assert len(boss(t)) == 1
        await t.person("建军").says("我们两个去", group=VILLAGE)
        assert len(boss(t)) == 2
        assert boss(t)[-1].startswith("A12摘苹果满了。名单：")
        await t.later(minutes=25)
        assert len(boss(t)) == 2
        await t.person("玉梅").says("我去", group=VILLAGE)
        await t.later(minutes=25)
        assert len(boss(t)) == 2


async def test_a_roster_that_changes_while_full_is_sent_once_more(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("老李").says("行", group=VILLAGE)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=12)
        assert len(boss(t)) == 2
        assert "老李1人" in boss(t)[-1]
        assert "秀兰" not in boss(t)[-1]
        assert not any("还差0人。要看" in text for text in boss(t))


async def test_full_says_so_where_the_seats_of_a_count_are_gone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await opened(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        await t.later(minutes=11)
        assert not any("还差0人。要看" in text for text in boss(t))
        (held,) = [row for row in t.rows(SignupDay) if row.held]
        assert held.held == 1
        assert t.rows(Posting)[0].status == "full"


def test_a_code_and_a_date_do_not_run_into_one_number() -> None:
    values = {"why": "", "code": "A1"}
    assert "A1的10月18日(周日)停工" in say("roster.stopped", "zh", day="10月18日(周日)", **values)
    assert "A1今天(10月14日周三)停工" in say("roster.stopped", "zh", day="今天(10月14日周三)", **values)


async def test_what_is_put_down_gets_a_sign_and_chat_gets_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        signs = _signs(t, monkeypatch)
        number = await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("玉梅").says("今天天气真好", group=VILLAGE)
        await asyncio.sleep(0)
        assert signs == [(number, "👌")]


async def test_a_messenger_without_signs_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        monkeypatch.setattr(group, "_without", set())
        signs = _signs(t, monkeypatch, knows=False)
        for name in ("秀兰", "老李"):
            await t.person(name).says("我去", group=VILLAGE)
            await asyncio.sleep(0)
        assert len(signs) == 1
        assert [day[0] for day in days(t)] == [2]


def _signs(t: Town, monkeypatch: pytest.MonkeyPatch, *, knows: bool = True) -> list[tuple[int, str]]:
    """Messages that the bot put a sign under, as they come."""
    signs: list[tuple[int, str]] = []
    others = t.popups.make_request

    async def request(bot: Any, method: Any, timeout: int | None = None) -> Any:
        if method.__api_method__ != "setMessageReaction":
            return await others(bot, method, timeout)
        signs.append((method.message_id, method.reaction[0].emoji))
        if not knows:
            raise TelegramNotFound(method, "Not Found")
        return True

    monkeypatch.setattr(t.popups, "make_request", request)
    return signs


@pytest.mark.parametrize("words", ["我的", "是俺的。", "我的吧"])
async def test_whose_it_is_answers_no_offer_and_is_asked_back_once(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await waits_and_is_offered(t)
        before = len(t.group(VILLAGE).messages)
        await t.person("老李").says(words, group=VILLAGE)
        assert days(t) == [(0, 1)]
        assert [m.text for m in t.group(VILLAGE).messages[before:]] == [
            next(m.text for m in t.group(VILLAGE).messages if "空出1个名额" in m.text)
        ]
        await t.person("老李").says(words, group=VILLAGE)
        assert len(t.group(VILLAGE).messages) == before + 1
        await t.person("老李").says("去", group=VILLAGE)
        assert days(t) == [(1, 0)]
