"""Expiry, employers of long standing, and the desk by the clock, through the real dispatcher with moved time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot import expiry, postings, stats
from bot.app import Here
from bot.config import Clock, CountySettings
from bot.models import Employer, Event, Group, Person, Posting, PostingDay, PostingStatus, SignupDay, Visit
from tests.conversation import SETTINGS, Town, town
from tests.conversation import Person as Someone
from tests.test_flow_clock import BOSS, VILLAGE, as_boss, boss, known
from tests.test_flow_group import opened, status, taken


def only(*switches: str) -> CountySettings:
    """The county with only these parts of its clock switched on, for tests over many days."""
    clock = Clock(**{name: name in switches for name in Clock.model_fields})
    return SETTINGS.model_copy(update={"clock": clock})


def _end_planned(session: Session, now: datetime, here: Here, posting_id: int) -> None:
    posting = session.get(Posting, posting_id)
    assert posting is not None
    postings.plan_expiry(session, now, here, posting)


async def ending(t: Town, **values: object) -> int:
    """An open posting whose end is planned, as it is when the desk publishes it."""
    posting_id = await opened(t, **values)
    t.app.act_now(_end_planned, t.here, posting_id)
    return posting_id


def _file(session: Session, now: datetime, here: Here, posting_id: int) -> None:
    posting = session.get(Posting, posting_id)
    person = session.exec(select(Person).where(Person.name == "王师傅")).first()
    assert posting is not None
    made = Employer(
        county_id=here.county_id,
        name="王家果园",
        phone="13800138001",
        person_id=person.id if person else None,
        phone_checked_at=now,
        due_again_at=now + timedelta(days=2),
    )
    session.add(made)
    session.flush()
    posting.employer_id = made.id
    session.add(posting)


async def regular(t: Town, **values: object) -> Someone:
    posting_id = await ending(t, **values)
    t.app.act_now(_file, t.here, posting_id)
    await t.desk.says("/start")
    await t.desk.says("/regular 13800138001")
    assert t.desk.last == "王家果园记成常用工了：每周问一回要不要人，每月走访一回。"
    return as_boss(t)


async def test_a_posting_runs_out_with_a_word_before_and_its_copies_say_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await ending(t, wanted=5)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-14T20:31")
        assert "A12摘苹果明天(10月15日周四)早7点截止，还差3人。还要人吗？要几个直接说；不要了回“够了”。" in boss(t)
        await t.leap("2026-10-15T07:01")
        assert status(t) == PostingStatus.EXPIRED
        assert t.group(VILLAGE).copy("A12").text == "A12摘苹果已经开工，不再报名。"
        assert taken(t) == 2


async def test_the_answer_to_the_warning_sets_the_number_or_closes(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await ending(t, wanted=5)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-14T20:31")
        await as_boss(t).says("要4个")
        assert t.rows(PostingDay)[0].wanted == 6
        await as_boss(t).presses("够了")
        assert status(t) == PostingStatus.CLOSED
        assert boss(t)[-1] == "好，A12摘苹果不招了，报了2人。"


@pytest.mark.parametrize("words", ["明天不用来了，下雨", "让大家明天不用来了"])
async def test_a_day_off_in_the_answer_to_the_warning_is_told_to_those_who_come(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await ending(t, wanted=5)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-14T20:31")
        await as_boss(t).says(words)
        assert t.person("秀兰").was_told("A12明天(10月15日周四)停工，别去了")
        assert t.rows(PostingDay)[0].stopped_at is not None


async def test_a_no_that_may_mean_those_who_are_down_says_that_they_come(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await ending(t, wanted=5)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-14T20:31")
        await as_boss(t).says("不用来了")
        assert status(t) == PostingStatus.CLOSED
        assert boss(t)[-1] == "好，A12摘苹果不招了。报了的2人照样来；要叫他们别来，回“A12停工”。"
        await as_boss(t).says("A12停工")
        assert t.person("秀兰").was_told("A12明天(10月15日周四)停工，别去了")


async def test_a_posting_without_a_date_holds_longer_when_it_is_still_needed(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("expiry_warning")) as t:
        posting_id = await opened(t, kind="longterm")

        def undated(session: Session, now: datetime, here: Here) -> None:
            posting = session.get(Posting, posting_id)
            assert posting is not None
            posting.start = None
            posting.valid_until = postings.holds_until(now, here, posting)
            session.add(posting)
            postings.plan_expiry(session, now, here, posting)

        t.app.act_now(undated, t.here)
        await t.leap("2026-10-21T15:31")
        assert boss(t)[-1].startswith("A12摘苹果今天(10月21日周三)晚6点半截止。还要人吗？")
        await as_boss(t).says("还要")
        assert boss(t)[-1] == "好，A12摘苹果接着招，到10月28日(周三)。"
        await t.leap("2026-10-28T12:00")
        assert status(t) == PostingStatus.OPEN
        await t.leap("2026-10-28T15:40")
        assert status(t) == PostingStatus.EXPIRED


async def test_nobody_is_warned_of_what_is_full_or_was_published_later(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await ending(t, wanted=1)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-14T20:45")
        await t.settle()
        late = await opened(t, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
        t.app.act_now(_end_planned, t.here, late)
        await t.leap("2026-10-15T07:01")
        assert not any("截止" in text for text in boss(t))
        assert not any("截止" in message.text for message in t.wire.chats[5_100_000_001])


def answers(t: Town) -> list[tuple[str, int | None]]:
    """What employers of long standing answered, in order."""
    return [(row.after["outcome"], row.after.get("wanted")) for row in t.rows(Event) if row.act == expiry.ASKED]


async def test_every_week_employers_of_long_standing_are_asked_and_answer_in_words(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("regulars")) as t:
        person = await regular(t, start=date(2026, 10, 25), wanted=5)
        await t.leap("2026-10-19T09:01")  # a Monday
        assert boss(t)[-1] == "这周A12摘苹果还要人吗？现在0人，还差5人。要几个直接说，不要了回“够了”。"
        await person.says("总共要8个")
        assert t.rows(PostingDay)[0].wanted == 8
        assert answers(t) == [("number", 8)], "the desk sees it on Today"
        await t.leap("2026-10-26T09:01")
        assert boss(t)[-1] == "这周还要人吗？上回是摘苹果8人。要就说要几个、哪天，像这样：明天要8个。"
        await person.says("明天要3个")
        drafts = [row for row in t.rows(Posting) if row.status == PostingStatus.DRAFT]
        assert [(row.headcount_max, str(row.start), row.work) for row in drafts] == [(3, "2026-10-27", "摘苹果")]
        assert answers(t) == [("number", 8), ("number", 3)]
        await t.desk.says("/regular 13800138001 off")
        before = len(boss(t))
        await t.leap("2026-11-02T10:00")
        assert not any("这周" in text for text in boss(t)[before:])


async def test_a_need_told_on_a_visit_is_its_note_and_a_greeting_is_none(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("visits")) as t:
        await regular(t, start=date(2026, 11, 25))
        await t.leap("2026-11-01T08:31")
        await t.desk.presses("走访了")
        await t.desk.says("你好")
        assert t.rows(Visit)[0].note == ""
        need = "他家下周二要10个人摘苹果，一天150，管午饭，西解村"
        await t.desk.says(need)
        assert t.rows(Visit)[0].note == need
        assert t.desk.last == "记成走访的备注了，没有发出去。要发用工信息，在 /phone 后面写上这段话。"
        assert len(t.rows(Posting)) == 1
        await t.desk.says("你好")
        assert t.rows(Visit)[0].note == need


async def test_of_a_visit_without_anything_to_note_nothing_is_noted(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("visits")) as t:
        await regular(t, start=date(2026, 11, 25))
        await t.leap("2026-11-01T08:31")
        await t.desk.presses("走访了")
        await t.desk.says("没有")
        assert t.desk.last == "好，不记。"
        assert t.rows(Visit)[0].note == ""


async def test_the_monthly_visits_are_ticked_with_a_note(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("visits")) as t:
        await regular(t, start=date(2026, 11, 25))
        await t.leap("2026-11-01T08:31")
        assert t.desk.last == "走访：王家果园 13800138001"
        await t.desk.presses("走访了")
        await t.desk.says("明年春上要加二十个人")
        (visit,) = t.rows(Visit)
        assert (visit.month, visit.note) == ("2026-11", "明年春上要加二十个人")
        assert visit.done_at is not None
        assert any(message.text == "走访过了：王家果园 13800138001（驿站小李）" for message in t.desk.inbox)
        t.at("2026-12-01T08:31")
        await t.settle()
        assert len(t.rows(Visit)) == 2
        t.at("2027-01-03T09:00")  # the machine stood still over the first of the month
        await t.settle()
        assert sorted(row.month for row in t.rows(Visit)) == ["2026-11", "2026-12", "2027-01"]
        t.at("2027-02-01T23:00")  # or until the night: nobody is woken for it
        await t.settle()
        assert len(t.rows(Visit)) == 3
        await t.leap("2027-02-02T05:31")
        assert len(t.rows(Visit)) == 4


async def test_the_days_and_the_weeks_summary(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t, wanted=10)
        await t.person("秀兰").says("我们四个去", group=VILLAGE)
        await t.person("老李").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-15T07:31")
        await as_boss(t).says("来了5个")
        await t.leap("2026-10-15T20:01")
        text = next(m.text for m in reversed(t.desk.inbox) if m.text.startswith("10月15日(周四)小结"))
        assert "要10人次，报6人次（2个人报的）。" in text
        assert "到5人次，到岗率50%（1条报了，一共1条）。" in text
        assert "解店镇：要10，报6，到5，到岗率50%" in text.split("\n")
        await t.leap("2026-10-16T17:01")
        assert any("这一周小结（10月10日(周六)到10月16日(周五)）" in m.text for m in t.desk.inbox)
        assert sum(m.text.startswith("10月15日(周四)小结") for m in t.desk.inbox) == 1


async def test_groups_gone_silent_and_files_due_again_are_told(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        posting_id = await opened(t, start=date(2026, 11, 20))
        t.app.act_now(_file, t.here, posting_id)
        await t.leap("2026-10-16T08:01")
        assert t.desk.last == "早上要看的：\n王家果园 13800138001：材料和电话该重新核一遍（10月16日(周五)到期）。"

        def heard(session: Session, now: datetime, here: Here) -> None:
            for row in session.exec(select(Group)):
                row.last_heard_at = now - timedelta(days=20 if row.title.startswith(VILLAGE) else 0)
                session.add(row)

        t.app.act_now(heard, t.here)
        assert t.read(stats.silent, t.now, t.here) == [VILLAGE]
        await t.leap("2026-10-16T20:01")
        assert f"1个群14天没人说话：{VILLAGE}。" in t.desk.last


async def test_what_is_switched_off_does_not_happen_and_the_county_has_its_own_words(tmp_path: Path) -> None:
    clock = SETTINGS.clock.model_copy(update={"evening_list": False, "arrivals": False, "summary": False})
    words = {"evening.ask": "{name}，明天{place}的活，{count}人，来不？"}
    settings = SETTINGS.model_copy(update={"clock": clock, "texts": words})
    async with town(tmp_path, settings=settings) as t:
        await t.desk.says("/start")
        await t.person("秀兰").says("/start")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        before = len(t.wire.chats[BOSS])
        await t.leap("2026-10-14T21:30")
        assert t.person("秀兰").last == "秀兰，明天西解村的活，1人，来不？"
        assert len(t.wire.chats[BOSS]) == before
        await t.leap("2026-10-15T12:30")
        assert not any("来了几个人" in text for text in boss(t))
        assert [row.arrived for row in t.rows(SignupDay)] == [None]
