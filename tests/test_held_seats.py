"""Seats are held for exactly those who have an open question about them, whatever ends the question or moves a seat."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from bot import changes, handwork, questions, roster, settled
from bot.app import Here
from bot.models import Person, Posting, PostingDay, PostingStatus, Question, QuestionState, Signup, SignupDay
from bot.people import Sender
from bot.wishes import Wish
from tests import roster_books as books
from tests import rows
from tests.conversation import Town, town

VILLAGE = "西解村"
BOSS = 5_100_000_000


def _person(session: Session, name: str) -> Person:
    return session.exec(select(Person).where(Person.name == name)).one()


def joins(session: Session, now: datetime, here: Here, name: str, posting_id: int, people: int) -> str:
    wish = Wish(people=people, said=True)
    return roster.join(session, now, here, posting_id=posting_id, person=_person(session, name), wish=wish).what


def changes_to(session: Session, now: datetime, here: Here, name: str, posting_id: int, people: int) -> str:
    return roster.change(session, now, here, posting_id=posting_id, person=_person(session, name), people=people).what


def leaves(session: Session, now: datetime, here: Here, name: str, posting_id: int) -> str:
    return roster.leave(session, now, here, posting_id=posting_id, person=_person(session, name)).what


def answers(
    session: Session, now: datetime, here: Here, name: str, kind: str, yes: bool, code: str | None, people: int | None
) -> str:
    person = _person(session, name)
    (question,) = [each for each in questions.open_of(session, here, person.id or 0) if each.kind == kind]
    return settled.answer(session, now, here, question, person, yes=yes, code=code, people=people)


def calls_off(session: Session, now: datetime, here: Here, posting_id: int) -> None:
    posting = session.get(Posting, posting_id)
    assert posting is not None
    changes.call_off(session, now, here, _person(session, "王师傅"), posting, PostingStatus.CANCELLED)


def standing(t: Town, name: str) -> list[tuple[int, int, int, int]]:
    """Where somebody stands: the posting, seats, held, waiting, a line for each day."""

    def look(session: Session, now: datetime, here: Here) -> list[tuple[int, int, int, int]]:
        found = session.exec(
            select(PostingDay, SignupDay)
            .join(Signup, col(Signup.posting_id) == PostingDay.posting_id)
            .where(
                SignupDay.signup_id == Signup.id,
                SignupDay.posting_day_id == PostingDay.id,
                Signup.person_id == _person(session, name).id,
            )
            .order_by(col(PostingDay.posting_id), col(PostingDay.day))
        )
        return [(day.posting_id, row.seats, row.held, row.waiting) for day, row in found]

    found: list[tuple[int, int, int, int]] = t.app.act_now(look, t.here)
    return found


def asked(t: Town) -> list[tuple[str, list[int]]]:
    """The questions about seats that are open."""
    t.app.act_now(books.check, t.here)
    return [(each.kind, each.posting_ids) for each in t.rows(Question) if each.state == "open" and each.kind != "fill"]


async def furnished(t: Town, *people: str, wanted: int = 1, days: int = 1, other: int = 0) -> None:
    """A12 with so many seats on each day, and A15 beside it where `other` is given; who may be on them is known."""
    t.app.act_now(rows.open_posting, t.here, wanted=wanted, days=days)
    if other:
        t.app.act_now(rows.open_posting, t.here, code="A15", work="套袋", wanted=other)
    for name in people:
        await t.person(name).says("在不在", group=VILLAGE)

        def met(session: Session, now: datetime, here: Here, name: str = name) -> None:
            session.add(Person(county_id=here.county_id, name=name, first_met_at=now))

        if name not in {each.name for each in t.rows(Person)}:
            t.app.act_now(met, t.here)


async def test_all_are_asked_about_one_day_and_the_offer_of_another_day_stands(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-14T20:00")
        await furnished(t, "秀兰", "老李", days=2)
        t.app.act_now(joins, t.here, "秀兰", 1, 1)
        t.app.act_now(joins, t.here, "老李", 1, 1)
        t.app.act_now(leaves, t.here, "秀兰", 1)
        assert standing(t, "老李") == [(1, 0, 0, 1), (1, 0, 1, 1)]
        assert asked(t) == [("offer", [1]), ("offer", [1])]
        await t.leap(hours=12)
        assert standing(t, "老李") == [(1, 0, 0, 1), (1, 0, 0, 1)]
        assert asked(t) == []


async def test_what_a_party_leaves_of_an_offer_goes_to_the_next_in_line(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await furnished(t, "秀兰", "老李", "建军", wanted=3)
        for name, people in (("秀兰", 3), ("老李", 3), ("建军", 1)):
            t.app.act_now(joins, t.here, name, 1, people)
        t.app.act_now(changes_to, t.here, "秀兰", 1, 1)
        assert asked(t) == [("part", [1])]
        t.app.act_now(answers, t.here, "老李", "part", True, None, 1)
        assert standing(t, "老李") == [(1, 1, 0, 0)]
        assert standing(t, "建军") == [(1, 0, 1, 1)]
        assert asked(t) == [("offer", [1])]


async def test_a_posting_called_off_while_it_is_weighed_leaves_the_other(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await furnished(t, "秀兰", wanted=3, other=3)
        t.app.act_now(joins, t.here, "秀兰", 2, 1)
        t.app.act_now(joins, t.here, "秀兰", 1, 2)
        assert asked(t) == [("clash", [1, 2])]
        t.app.act_now(calls_off, t.here, 2)
        assert standing(t, "秀兰") == [(1, 2, 0, 0), (2, 1, 0, 0)]
        assert asked(t) == []


async def test_another_number_while_two_are_weighed(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await furnished(t, "秀兰", wanted=3, other=3)
        t.app.act_now(joins, t.here, "秀兰", 2, 1)
        t.app.act_now(joins, t.here, "秀兰", 1, 2)
        t.app.act_now(changes_to, t.here, "秀兰", 2, 2)
        assert standing(t, "秀兰") == [(1, 0, 2, 0), (2, 2, 0, 0)]
        assert asked(t) == [("clash", [1, 2])]
        assert t.app.act_now(changes_to, t.here, "秀兰", 1, 3) == "asked"
        assert standing(t, "秀兰") == [(1, 0, 3, 0), (2, 2, 0, 0)]
        assert asked(t) == [("clash", [1, 2])]
        t.app.act_now(answers, t.here, "秀兰", "clash", True, "A12", None)
        assert standing(t, "秀兰") == [(1, 3, 0, 0), (2, 0, 0, 0)]
        assert asked(t) == []


async def test_two_postings_that_are_both_weighed_against_a_third_are_both_held(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await furnished(t, "秀兰", wanted=3, other=3)
        t.app.act_now(rows.open_posting, t.here, code="A16", work="装车", wanted=3)
        t.app.act_now(joins, t.here, "秀兰", 2, 1)
        t.app.act_now(joins, t.here, "秀兰", 1, 1)
        t.app.act_now(joins, t.here, "秀兰", 3, 1)
        assert standing(t, "秀兰") == [(1, 0, 1, 0), (2, 1, 0, 0), (3, 0, 1, 0)]
        assert asked(t) == [("clash", [1, 2]), ("clash", [3, 2])]
        t.app.act_now(leaves, t.here, "秀兰", 2)
        assert standing(t, "秀兰") == [(1, 0, 1, 0), (2, 0, 0, 0), (3, 1, 0, 0)]
        assert asked(t) == [("clash", [1, 3])]


async def test_a_party_for_which_no_seat_is_free_waits_and_is_not_asked_to_choose(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-13T10:00")
        await furnished(t, "秀兰", "老李", wanted=1, other=3)
        t.app.act_now(joins, t.here, "老李", 1, 1)
        t.app.act_now(joins, t.here, "秀兰", 2, 1)
        assert t.app.act_now(joins, t.here, "秀兰", 1, 1) == "waiting"
        assert asked(t) == []
        t.app.act_now(leaves, t.here, "老李", 1)
        assert asked(t) == [("offer", [1])]
        assert t.app.act_now(answers, t.here, "秀兰", "offer", True, None, None) == "clash"
        assert asked(t) == [("clash", [1, 2])]
        assert t.app.act_now(answers, t.here, "秀兰", "clash", True, "A15", None) == "stays"
        assert standing(t, "秀兰") == [(1, 0, 0, 0), (2, 1, 0, 0)]
        assert asked(t) == []


async def test_a_stopped_day_ends_no_offer_of_another_day(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-12T10:00")
        await furnished(t, "秀兰", "老李", days=2)
        t.app.act_now(joins, t.here, "秀兰", 1, 1)
        t.app.act_now(joins, t.here, "老李", 1, 1)
        t.app.act_now(leaves, t.here, "秀兰", 1)
        assert standing(t, "老李") == [(1, 0, 1, 1), (1, 0, 1, 1)]
        t.app.act_now(books.stop_a_day, t.here, 1, 0, False)
        assert standing(t, "老李") == [(1, 0, 0, 1), (1, 0, 1, 1)]
        assert asked(t) == [("offer", [1])]
        t.app.act_now(books.stop_a_day, t.here, 1, 1, False)
        assert asked(t) == []


async def test_the_desk_moves_up_for_one_day_and_the_offer_of_another_stands(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-12T10:00")
        await furnished(t, "秀兰", "老李", days=2)
        t.app.act_now(joins, t.here, "秀兰", 1, 1)
        t.app.act_now(joins, t.here, "老李", 1, 1)
        t.app.act_now(leaves, t.here, "秀兰", 1)
        desk = Sender(user_id=t.desk.user_id, name=t.desk.name, chat_id=t.desk.user_id, private=True)
        (signup,) = [each for each in t.rows(Signup) if each.state == "active"]
        t.app.act_now(handwork.move_up, t.here, sender=desk, signup_id=signup.id, day=rows.TOMORROW)
        assert standing(t, "老李") == [(1, 1, 0, 0), (1, 0, 1, 1)]
        assert asked(t) == [("offer", [1])]


async def test_a_question_that_ends_lets_go_of_what_is_held_for_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-12T10:00")
        await furnished(t, "秀兰", "老李", "建军")
        for name in ("秀兰", "老李", "建军"):
            t.app.act_now(joins, t.here, name, 1, 1)
        t.app.act_now(leaves, t.here, "秀兰", 1)
        assert standing(t, "老李") == [(1, 0, 1, 1)]

        def end(session: Session, now: datetime, here: Here) -> None:
            (offer,) = session.exec(select(Question).where(Question.state == "open", Question.kind == "offer"))
            questions.close(session, now, here, offer, QuestionState.PASSED)

        t.app.act_now(end, t.here)
        assert standing(t, "老李") == [(1, 0, 0, 1)]
        assert standing(t, "建军") == [(1, 0, 1, 1)]
        assert asked(t) == [("offer", [1])]


async def test_the_poster_hears_that_a_reopened_posting_is_full_from_its_line(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-12T10:00")
        boss = t.person("王师傅")
        t.app.act_now(rows.open_posting, t.here, wanted=1, user_id=boss.user_id)
        await t.settle()
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.later(minutes=5)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("老李").says("行", group=VILLAGE)
        await t.later(minutes=5)
        await boss.says("招满了")
        await t.later(minutes=5)
        await t.person("秀兰").says("A12不去了", group=VILLAGE)
        await t.later(minutes=30)
        before = len(boss.inbox)
        await boss.says("接着招")
        await t.later(minutes=1)
        (full,) = [each.text for each in boss.inbox[before:] if "老李" in each.text]
        assert full.startswith("A12摘苹果满了。名单")
