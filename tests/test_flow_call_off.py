"""Calling off what takes no more people: whoever has a seat is told, whether it was closed, is full or has begun."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot import board
from bot.app import Here
from bot.models import Employer, Person, Posting, PostingDay, PostingStatus, Signup
from tests.conversation import Town, town
from tests.talks import only, published
from tests.test_flow_clock import VILLAGE, as_boss, boss, known
from tests.test_flow_clock_desk import ending
from tests.test_flow_group import opened, status


def _file(session: Session, now: datetime, here: Here) -> None:
    person = session.exec(select(Person).where(Person.name == "王师傅")).one()
    made = Employer(county_id=here.county_id, name="王家果园", phone="13800138001", person_id=person.id)
    session.add(made)
    session.flush()
    for posting in session.exec(select(Posting)):
        posting.employer_id = made.id
        session.add(posting)


async def closed(t: Town, **values: object) -> None:
    """秀兰 has a seat of A12, for which nobody new is taken."""
    await known(t, "秀兰")
    await ending(t, **values)
    t.app.act_now(_file, t.here)
    await t.person("秀兰").says("我去", group=VILLAGE)
    await as_boss(t).says("A12够了")
    await as_boss(t).presses("不再收人")
    assert status(t) == PostingStatus.CLOSED


async def test_a_closed_posting_is_stopped_and_its_list_told_and_it_counts_late(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await closed(t)
        await t.leap("2026-10-14T22:30")
        await as_boss(t).says("A12明天下雨停工")
        assert t.person("秀兰").was_told("下雨，A12明天(10月15日周四)停工，别去了！")
        assert any("停工，别去了" in message.text for message in t.group(VILLAGE).messages)
        assert t.rows(Employer)[0].late_calls_off == 1
        assert status(t) == PostingStatus.CLOSED
        await as_boss(t).presses("接着干")
        assert [(row.wanted, row.taken) for row in t.rows(PostingDay)][1] == (1, 1), "nobody new is taken"
        assert status(t) == PostingStatus.FULL


async def test_a_closed_posting_is_cancelled_after_the_question(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await closed(t)
        await t.leap("2026-10-14T22:30")
        await as_boss(t).says("A12取消")
        assert boss(t)[-1] == "取消A12摘苹果，1人会收到通知。真取消吗？"
        await as_boss(t).says("对")
        assert status(t) == PostingStatus.CANCELLED
        assert t.person("秀兰").was_told("A12摘苹果取消了，别去了。")
        assert t.rows(Employer)[0].late_calls_off == 1


async def test_one_day_of_a_closed_posting_leaves_the_others(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await closed(t, days=2)
        await as_boss(t).says("明天下雨停工")
        assert t.person("秀兰").was_told("下雨，A12明天(10月15日周四)停工，别去了！")
        assert [row.stopped_at is not None for row in t.rows(PostingDay)] == [True, False]
        assert not any("名单留着" in text for text in boss(t)), "the day after is worked as it stands"


async def test_work_that_has_begun_is_stopped_the_same_morning(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await ending(t)
        t.app.act_now(_file, t.here)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T09:00")
        assert status(t) == PostingStatus.EXPIRED
        await as_boss(t).says("下大雨了，今天停工")
        assert t.person("秀兰").was_told("A12今天(10月15日周四)停工，别去了！")
        assert t.rows(Employer)[0].late_calls_off == 1
        await as_boss(t).presses("接着干")
        assert status(t) == PostingStatus.OPEN


async def test_what_is_over_for_days_cannot_be_called_off(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await ending(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-16T09:00")
        await t.settle()
        before = len(t.person("秀兰").inbox)
        await as_boss(t).says("A12停工")
        assert "改不了了" in boss(t)[-1]
        assert not any("停工" in message.text for message in t.person("秀兰").inbox[before:])


async def test_a_stopped_township_includes_what_is_closed_or_begun(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await closed(t)
        await opened(t, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
        await t.leap("2026-10-14T22:30")
        await t.desk.says("解店镇明天下雨停工")
        assert "停了2条" in t.desk.last
        assert t.person("秀兰").was_told("下雨，A12明天(10月15日周四)停工，别去了！")
        await t.desk.says("解店镇明天下雨停工")
        assert "停了" not in t.desk.last, "stopped once is stopped"


async def test_the_desk_withdraws_what_is_closed_after_the_question(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await closed(t)
        await t.desk.says("撤回A12")
        assert status(t) == PostingStatus.CLOSED
        await t.desk.presses("撤回")
        assert status(t) == PostingStatus.WITHDRAWN
        assert t.person("秀兰").was_told("A12摘苹果")


async def test_nobody_takes_more_seats_of_what_is_closed_but_less_is_always_free(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await closed(t, wanted=5)
        await t.person("秀兰").says("A12改成4个人")
        assert t.person("秀兰").last.endswith("还按您报的1人，照常来。")
        assert [row.taken for row in t.rows(PostingDay)] == [1]
        await t.leap("2026-10-14T19:31")
        await t.person("秀兰").presses("去2个人")
        assert [row.taken for row in t.rows(PostingDay)] == [1]
        assert [row.unconfirmed for row in t.rows(Signup)] == [False], "who wants to bring one more comes"
        await t.person("秀兰").says("不去了")
        assert [row.taken for row in t.rows(PostingDay)] == [0]


async def test_two_warnings_of_one_evening_are_answered_each_by_its_code(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await ending(t, wanted=20)
        await ending(t, wanted=5, code="A15", work="套袋", trade="field")
        await t.leap("2026-10-14T20:31")
        assert sum("还要人吗" in text for text in boss(t)) == 2
        await as_boss(t).says("够了")
        assert boss(t)[-1] == "是哪一条：A12摘苹果、A15套袋？带上编号再说，像“A12 够了”“A12 还要3个”。"
        assert (status(t), status(t, "A15")) == (PostingStatus.OPEN, PostingStatus.OPEN)
        await as_boss(t).says("A15 够了")
        assert (status(t), status(t, "A15")) == (PostingStatus.OPEN, PostingStatus.CLOSED)
        await as_boss(t).says("还要3个")
        assert {row.posting_id: row.wanted for row in t.rows(PostingDay)} == {1: 3, 2: 5}


async def test_of_two_warnings_the_button_or_the_name_says_which(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await ending(t, wanted=20)
        await ending(t, wanted=5, code="A15", work="套袋", trade="field")
        await t.leap("2026-10-14T20:31")
        await as_boss(t).says("套袋够了")
        assert (status(t), status(t, "A15")) == (PostingStatus.OPEN, PostingStatus.CLOSED)
        await as_boss(t).says("够了")
        assert (status(t), status(t, "A15")) == (PostingStatus.CLOSED, PostingStatus.CLOSED)


async def test_a_second_such_sentence_is_not_the_yes(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t, days=2)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await as_boss(t).says("A12活不干了")
        assert boss(t)[-1].endswith("真取消吗？")
        await as_boss(t).says("活不干了")
        assert status(t) == PostingStatus.OPEN
        await as_boss(t).says("明天先不干了")
        assert [row.stopped_at is not None for row in t.rows(PostingDay)] == [True, False]
        assert status(t) == PostingStatus.OPEN
        await as_boss(t).says("取消")
        assert status(t) == PostingStatus.CANCELLED


async def test_a_quoted_card_while_a_draft_is_open_asks_before_it_lowers(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        person = t.person("王师傅")
        posting = await published(t, person)
        card = person.inbox[-1]
        await person.says("后天要人套袋，解店镇西解村")
        await person.says("6个人", quoting=card)
        assert only(t, posting.id).headcount_max == 20
        assert person.last.startswith("是哪一条？改A1摘苹果就回“A1改成6人”；说的是套袋")
        await person.says("6个人")
        assert only(t, posting.id).headcount_max == 20
        assert t.rows(Posting)[-1].headcount_max == 6
        await person.says("改成12个人", quoting=card)
        assert only(t, posting.id).headcount_max == 12


@pytest.mark.parametrize("words", ["叫大家别来了", "通知他们不用来了"])
async def test_those_who_are_down_are_told_to_stay_away(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T05:00")
        await as_boss(t).says(words)
        assert t.person("秀兰").was_told("A12今天(10月15日周四)停工，别去了！")


async def test_a_bare_need_not_come_is_asked_about(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await as_boss(t).says("不用来了")
        assert [row.status for row in t.rows(Posting)] == [PostingStatus.OPEN]
        assert len([each for row in as_boss(t).inbox[-1].buttons for each in row]) == 3


async def test_a_later_start_is_no_leaving_it_as_it_is(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await ending(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T05:40")
        await as_boss(t).says("晚点开工，9点来")
        assert [row.pending_changes for row in t.rows(Posting)] == [{"begin_time": "09:00"}]


async def test_who_would_come_to_work_that_was_called_off_hears_that_it_was(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T19:31")
        await as_boss(t).says("A12明天停工")
        for group in (None, VILLAGE):
            await t.person("秀兰").says("去", group=group)
            assert t.person("秀兰").last.startswith("A12摘苹果停工")
        await t.person("老李").says("A12我去", group=VILLAGE)
        assert "停工" in t.group(VILLAGE).last
        assert "招够" not in "".join(message.text for message in (*t.group(VILLAGE).messages, *t.person("秀兰").inbox))


async def stopped_at_dawn(t: Town) -> None:
    """秀兰 is down for a day that the employer stops an hour and more before it begins."""
    await opened(t)
    await t.person("秀兰").says("我去", group=VILLAGE)
    await t.leap("2026-10-15T05:00")
    await as_boss(t).says("下雨，今天停工")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("雨停了，还干", 15),
        ("照常干", 15),
        ("雨停了，都来吧", 15),
        ("接着干", 16),
        ("明天接着干吧", 16),
        ("雨停了，明天接着干", 16),
    ],
)
async def test_work_that_was_stopped_goes_on_at_a_word(tmp_path: Path, words: str, day: int) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await stopped_at_dawn(t)
        await as_boss(t).says(words)
        worked = [(row.day.day, row.taken) for row in t.rows(PostingDay) if row.stopped_at is None]
        assert worked == [(day, 1)]
        assert boss(t)[-1].startswith("好，A12")
        if day == 15:
            assert t.person("秀兰").last == "A12今天(10月15日周四)不停工了，照常去。"
        await t.leap("2026-10-15T05:31")
        assert day == 15 or t.person("秀兰").last.startswith("A12改了，10月15日(周四)→10月16日(周五)")


@pytest.mark.parametrize("words", ["雨停了吗", "今天还是不干", "还干不干"])
async def test_what_takes_nothing_up_again(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await stopped_at_dawn(t)
        await as_boss(t).says(words)
        assert [row.day.day for row in t.rows(PostingDay) if row.stopped_at is None] == []


async def test_who_was_told_to_stay_away_is_not_called_back_once_the_hour_is_past(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await stopped_at_dawn(t)
        await t.leap("2026-10-15T07:30")
        await as_boss(t).says("雨停了，还干")
        assert [row.day.day for row in t.rows(PostingDay) if row.stopped_at is None] == []


async def test_who_asks_when_hears_on_which_day_there_is_no_work(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰", "老李")
        await opened(t, days=3)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await as_boss(t).says("后天停工")
        await t.person("秀兰").says("几点到？")
        assert t.person("秀兰").last == "A12摘苹果：明天(10月15日周四)起3天早7点（10月16日(周五)停工）。"
        await t.person("老李").says("A12 后天我去")
        assert "10月16日(周五)停工" in t.person("老李").last

        def shown(session: Session) -> list[str]:
            return [card.when for card in board.cards(session, t.now, t.here, "zh")]

        assert t.read(shown) == ["明天(10月15日周四)起3天早7点（10月16日(周五)停工）"]


async def test_a_stop_counts_people_as_the_list_does_and_each_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰", "老李")
        await opened(t, days=3, wanted=4)
        await t.person("秀兰").says("俺仨去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await as_boss(t).says("A12明天停工")
        assert any("明天(10月15日周四)停工，4人都通知了。" in each.text for each in as_boss(t).inbox)
        await as_boss(t).says("雨停了，照常干")
        assert as_boss(t).last == "好，A12明天(10月15日周四)照常干，4人都通知了。"
        await t.person("老李").says("A12 明天不去了", group=VILLAGE)
        await t.person("秀兰").says("A12 后天不去了", group=VILLAGE)
        await as_boss(t).says("A12明后两天停工")
        assert as_boss(t).last == "A12摘苹果10月15、16日停工，4人都通知了。"
