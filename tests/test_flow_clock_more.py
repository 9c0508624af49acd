"""What a stop of days leaves behind, calls whose day went by, terms that changed after somebody signed up, switches."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot import books, evidence
from bot.app import Here
from bot.models import (
    Call,
    Complaint,
    Delivery,
    DeliveryState,
    Due,
    Posting,
    PostingTerms,
    Question,
    QuestionState,
    SignupDay,
)
from tests.conversation import SETTINGS, town
from tests.test_flow_clock import VILLAGE, as_boss, boss, known
from tests.test_flow_group import opened, taken


async def test_after_a_day_on_which_nothing_ticked_who_came_and_how_it_was_are_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T21:30")
        t.at("2026-10-16T10:00")  # the whole day of work went by
        await t.settle()
        await t.settle()
        assert sum("A12的10月15日(周四)来了几个人" in text for text in boss(t)) == 1
        assert "10月15日" in t.person("秀兰").last
        assert "工钱" in t.person("秀兰").last
        await as_boss(t).says("都来了")
        assert [row.arrived for row in t.rows(SignupDay)] == [1]
        await t.leap("2026-10-18T12:00")
        assert sum("来了几个人" in text for text in boss(t)) == 1


async def test_three_days_later_nobody_is_asked_any_more(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-18T10:00")
        await t.settle()
        assert not any("来了几个人" in text for text in boss(t))
        assert "工钱" not in t.person("秀兰").last


async def test_calls_about_a_day_that_went_by_leave_the_list(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t, days=2)
        await t.person("老李").says("A12 给秀兰报一个", group=VILLAGE)

        def listed(session: Session, now: datetime, here: Here) -> None:
            from bot import ladder
            from bot.models import Person, Signup

            person = Person(county_id=here.county_id, name="桂花", phone="13900000005", first_met_at=now)
            session.add(person)
            session.flush()
            posting = session.exec(select(Posting)).one()
            signup = session.exec(select(Signup)).first()
            for what, day in (("call_clock.evening", date(2026, 10, 15)), ("call.tell", None)):
                ladder.call(
                    session,
                    now,
                    here,
                    person.id or 0,
                    key=what,
                    what=what,
                    posting=posting,
                    day=day,
                    signup_id=signup.id if signup else None,
                )
            ladder.call(session, now, here, person.id or 0, key="plain", what="call.tell")

        t.app.act_now(listed, t.here)
        await t.leap("2026-10-16T00:01")
        assert _outcomes(t, "call_clock.evening", "call.tell", "plain") == ["over", "", ""]
        await t.leap("2026-10-17T00:01")
        assert _outcomes(t, "call_clock.evening", "call.tell", "plain") == ["over", "over", ""]


def _outcomes(t: object, *keys: str) -> list[str]:
    rows = {row.dedupe_key: row.outcome for row in t.rows(Call)}  # type: ignore[attr-defined]
    return [rows[key] for key in keys]


async def test_who_answers_needs_no_call_any_more(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("老李").says("我去", group=VILLAGE)

        def unanswered(session: Session, now: datetime, here: Here) -> None:
            from bot import ladder, questions

            question = session.exec(select(Question).where(Question.kind == "still")).one()
            ladder.call(session, now, here, question.person_id, key=f"still:{question.id}", what="call.still")
            questions.close(session, now, here, question, QuestionState.ANSWERED)

        await t.leap("2026-10-14T19:31")
        t.app.act_now(unanswered, t.here)
        assert [row.outcome for row in t.rows(Call)] == ["over"]


async def test_a_list_that_the_employer_cannot_be_sent_is_told_by_telephone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T21:01")

        def blocked(session: Session, now: datetime, here: Here) -> None:
            from bot import ladder

            row = session.exec(select(Delivery).where(col(Delivery.dedupe_key).startswith("list:"))).one()
            assert "listed" in row.details
            ladder.fell(session, now, here, row)

        t.app.act_now(blocked, t.here)
        assert [row.what for row in t.rows(Call)] == ["call_clock.list"]


async def test_the_sheet_says_what_was_agreed_and_what_was_changed_later(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await known(t, "秀兰", "老李")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.later(minutes=5)
        await as_boss(t).says("A12 工钱改成130一天")
        await t.desk.presses("同意")
        assert [row.terms["wage_min"] for row in t.rows(PostingTerms)] == [150.0]
        await t.person("秀兰").says("去")
        await t.later(minutes=5)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T19:01")
        for name in ("秀兰", "老李"):
            await t.person(name).presses("钱没给")
        sheets = [t.app.act_now(evidence.sheet, t.here, row.id) for row in t.rows(Complaint)]
        assert [each.wage for each in sheets] == ["150元/天", "130元/天"]
        assert "150元/天" in sheets[0].copy
        assert "130元/天" in sheets[1].copy
        (change,) = sheets[0].changed
        assert change.startswith("2026-10-14")
        assert change.endswith("150元/天→130元/天")
        assert ("后来改过", change) in evidence.lines(t.here, sheets[0])
        assert sheets[1].changed == ()
        await t.desk.says("/evidence 1")
        assert "说好的工钱：150元/天" in t.desk.last
        t.at("2026-10-24T09:00")  # nothing changed but the day
        assert t.app.act_now(evidence.sheet, t.here, t.rows(Complaint)[0].id).mark == sheets[0].mark
        assert "明天" in sheets[0].copy, "as it read when the worker signed up"


async def test_switched_off_a_posting_goes_to_all_at_once_and_nobody_is_called_on(tmp_path: Path) -> None:
    clock = SETTINGS.clock.model_copy(update={"waves": False, "review_turns": False})
    async with town(tmp_path, settings=SETTINGS.model_copy(update={"clock": clock})) as t:
        await t.desk.says("/start")
        await t.desk.says("值班")
        person = t.person("王师傅")
        await person.says("10月25日要20个人摘苹果，解店镇西解村，一天150，早上七点到，联系王师傅13835912345")
        for answer in ("日结", "没有", "不写"):
            await person.says(answer)
        await person.says("行")
        before = len(t.desk.inbox)
        await t.later(minutes=25)
        assert not any("还没人审" in m.text for m in t.desk.inbox[before:])
        assert {row.reason for row in t.rows(Due) if row.kind == "review_waits"} == {"switched off"}
        await t.desk.presses("已打电话核实")
        await t.desk.presses("发布")
        await t.later(minutes=1)
        assert not [row for row in t.rows(Due) if row.kind == "wave"]
        assert len([row for row in t.rows(Delivery) if row.dedupe_key.startswith("copy:")]) == 228


async def test_an_offer_without_a_time_waits_until_the_posting_ends(tmp_path: Path) -> None:
    clock = SETTINGS.clock.model_copy(update={"offers": False})
    async with town(tmp_path, settings=SETTINGS.model_copy(update={"clock": clock})) as t:
        await known(t, "秀兰", "老李")
        await opened(t, wanted=1, start=date(2026, 10, 17))
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("秀兰").says("我不去了", group=VILLAGE)
        asked = [row for row in t.rows(Question) if row.kind == "offer"]
        assert [row.state for row in asked] == [QuestionState.OPEN]
        await t.leap("2026-10-15T09:00")
        assert [row.state for row in t.rows(Question) if row.kind == "offer"] == [QuestionState.OPEN]
        await t.person("老李").says("去")
        assert taken(t) == 1


async def test_the_books_see_a_message_that_was_never_sent(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        assert t.read(books.problems, t.now, t.here) == []

        def stuck(session: Session, now: datetime, here: Here) -> None:
            row = session.exec(select(Delivery).where(Delivery.state == DeliveryState.SENT)).first()
            assert row is not None
            row.state, row.message_id, row.due_at = DeliveryState.DUE, None, now - timedelta(minutes=30)
            session.add(row)

        t.app.act_now(stuck, t.here)
        (found,) = t.read(books.problems, t.now, t.here)
        assert found.startswith("1 messages of priority")
        assert "overdue" in found


async def test_the_summary_tells_time_to_full_complaints_and_what_needed_a_person(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t, wanted=2)
        await t.later(minutes=7)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("老李").says("A12没给钱！说好150", group=VILLAGE)
        await t.leap("2026-10-14T20:01")
        day = next(m.text for m in reversed(t.desk.inbox) if "小结" in m.text)
        assert "招满1条，一般7分钟。" in day
        assert "投诉没结的1件，过期0件。" in day
        await t.leap("2026-10-15T07:31")
        await as_boss(t).says("都来了")
        await t.leap("2026-10-16T17:01")
        week = next(m.text for m in reversed(t.desk.inbox) if m.text.startswith("这一周小结"))
        assert "解店镇：要2，报2，到2，到岗率100%，招满1条，一般7分钟" in week.split("\n")
        assert "投诉没结的1件，过期" in week
