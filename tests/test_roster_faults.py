"""The roster where people correct themselves: edits, swaps, lists that lose a line, offers taken, blocks, exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from bot import replies
from bot.app import Here
from bot.models import (
    Complaint,
    Event,
    Guest,
    Posting,
    PostingDay,
    Question,
    QuestionState,
    Signup,
    SignupState,
    Unclear,
)
from bot.models import Person as PersonRow
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"


async def opened(t: Town, **values: Any) -> None:
    t.app.act_now(rows.open_posting, t.here, **{"wanted": 6, **values})
    await t.settle()


async def waited_for(t: Town) -> None:
    """秀兰 has the one seat, and 老李 waits for it."""
    await opened(t, wanted=1)
    for name in ("秀兰", "老李"):
        await t.person(name).says("A12我去", group=VILLAGE)


def taken(t: Town) -> int:
    return sum(day.taken for day in t.rows(PostingDay))


def guests(t: Town) -> list[str]:
    return sorted(row.name for row in t.rows(Guest) if row.left_at is None)


async def test_an_edit_changes_whom_the_writer_brings(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        number = await t.person("秀兰").says("我和张三去", group=VILLAGE)
        assert (taken(t), guests(t)) == (2, ["张三"])
        await t.person("秀兰").edits(number, "我和李四去", group=VILLAGE)
        assert (taken(t), guests(t)) == (2, ["李四"])
        await t.person("秀兰").edits(number, "我和李四、王五去", group=VILLAGE)
        assert (taken(t), guests(t)) == (3, ["李四", "王五"])


async def test_an_edit_into_a_no_gives_the_seat_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        number = await t.person("秀兰").says("A12我去", group=VILLAGE)
        await t.person("秀兰").edits(number, "A12不去了", group=VILLAGE)
        assert taken(t) == 0
        assert [row.state for row in t.rows(Signup)] == [SignupState.LEFT]


async def test_an_edit_moves_to_the_posting_it_names(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await opened(t, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
        number = await t.person("秀兰").says("A12我去", group=VILLAGE)
        await t.person("秀兰").edits(number, "A15我去", group=VILLAGE)
        on = {signup.posting_id: signup.people for signup in t.rows(Signup) if signup.state == SignupState.ACTIVE}
        assert list(on.values()) == [1]
        assert sorted(day.taken for day in t.rows(PostingDay)) == [0, 1]


async def test_an_edit_is_known_however_much_was_said_since(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        number = await t.person("秀兰").says("我去", group=VILLAGE)

        def talk(session: Session, now: object, here: Here) -> None:
            first = session.exec(select(Event).where(Event.act == "reply.heard")).one()
            for message in range(600):
                after = {**first.after, "person": 0, "message": 10_000_000 + message}
                session.add(
                    Event(
                        county_id=here.county_id,
                        at=first.at,
                        act=first.act,
                        subject=first.subject,
                        subject_id=first.subject_id,
                        after=after,
                    )
                )

        t.app.act_now(talk, t.here)
        await t.person("秀兰").edits(number, "我们三个去", group=VILLAGE)
        assert taken(t) == 3


async def test_who_gives_their_place_to_somebody_keeps_it_for_them(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        await t.person("秀兰").says("A12我不去了，张三替我", group=VILLAGE)
        assert (taken(t), guests(t)) == (1, ["张三"])
        await t.later(minutes=1)
        assert "A12摘苹果：秀兰换成张三了。" in t.group(VILLAGE).last


async def test_while_others_wait_a_place_given_away_is_for_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await waited_for(t)
        await t.person("秀兰").says("A12我不去了，张三替我", group=VILLAGE)
        assert guests(t) == []
        assert len(t.rows(Unclear)) == 1


async def test_a_line_that_vanished_is_kept_as_a_note_and_keeps_its_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("A12接龙\n1. 小芳\n2. 秀兰", group=VILLAGE)
        await t.person("老李").says("A12接龙\n1. 小芳\n2. 秀兰\n3. 玉梅2人\n4. 老李", group=VILLAGE)
        assert taken(t) == 4
        await t.person("建军").says("A12接龙\n1. 小芳\n2. 秀兰\n3. 老李\n4. 建军", group=VILLAGE)
        assert taken(t) == 5
        (note,) = [event for event in t.rows(Event) if event.act == "list.vanished"]
        names = {person.id: person.name for person in t.rows(PersonRow)}
        assert (names[note.after["person"]], note.after["people"]) == ("玉梅", 2)


async def test_an_own_line_that_leaves_or_is_open_gives_no_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("A12接龙\n1. 小芳\n2. 秀兰", group=VILLAGE)
        before = taken(t)
        await t.person("老李").says("A12接龙\n1. 小芳\n2. 秀兰\n3. 老李，待定", group=VILLAGE)
        assert taken(t) == before
        await t.person("秀兰").says("A12接龙\n1. 小芳\n2. 秀兰（不去了）\n3. 老李，待定", group=VILLAGE)
        assert taken(t) == before - 1


async def test_who_took_an_offer_is_not_asked_about_the_line_any_more(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await waited_for(t)
        await t.person("秀兰").says("A12不去了", group=VILLAGE)
        await t.person("老李").says("去", group=VILLAGE)
        assert taken(t) == 1
        open_now = [row.kind for row in t.rows(Question) if row.state == QuestionState.OPEN]
        assert open_now == []


async def test_yes_to_an_offer_of_who_was_taken_off_meanwhile_is_told_so(tmp_path: Path) -> None:
    """By another process, or the desk: their answer was on its way already."""
    async with town(tmp_path) as t:
        await waited_for(t)
        await t.person("秀兰").says("A12不去了", group=VILLAGE)

        def take_off(session: Session, now: object, here: Here) -> None:
            person = session.exec(select(PersonRow).where(PersonRow.name == "老李")).one()
            row = session.exec(select(Signup).where(Signup.person_id == person.id)).one()
            row.state = SignupState.LEFT
            session.add(row)

        t.app.act_now(take_off, t.here)
        await t.person("老李").presses("去", group=VILLAGE)
        await t.later(minutes=1)
        assert taken(t) == 0
        assert "A12上没有您的名字" in t.group(VILLAGE).last


async def test_a_broker_who_writes_in_the_group_holds_as_many_as_they_bring(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=12)
        broker = t.person("带头人老周")
        await broker.says("/start")

        def promote(session: Session, now: object, here: Here) -> None:
            row = session.exec(select(PersonRow).where(PersonRow.name == "带头人老周")).one()
            row.role = "broker"
            session.add(row)

        t.app.act_now(promote, t.here)
        await broker.says("A12 我带10个人", group=VILLAGE)
        assert taken(t) == 10
        await t.person("秀兰").says("A12 我带一个", group=VILLAGE)
        assert taken(t) == 12


async def test_an_exported_line_is_of_its_moment(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("老李").says("A12我们两个去", group=VILLAGE)
        await t.person("秀兰").says("我儿子15岁，我俩去", group=VILLAGE, quoting=t.group(VILLAGE).messages[0])
        (row,) = t.rows(Unclear)
        await t.person("建军").says("A12我去", group=VILLAGE)
        t.app.act_now(replies.settle, t.here, row.id, {"intent": "join", "posting": "A12", "count": 2})
        line = t.read(replies.export, t.here, row.id)
        assert line["reply_to"] == "A12"
        assert [(each["code"], each["joined"]) for each in line["postings"]] == [("A12", 2)]


async def test_wages_owed_told_in_private_are_a_complaint_and_no_need(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.person("秀兰").says("去年摘苹果三个人干两天 钱没给")
        assert t.rows(Posting) == []
        assert [row.kind for row in t.rows(Complaint)] == ["complaint"]
