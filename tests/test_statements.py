"""What acts that happen all day ask of the database: no row twice in one act, no statement for each of many rows.

And what an act keeps from one question to the next is right after it changed something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session, select

from bot import digests, dues, people, questions, roster, roster_card, seats
from bot.app import Here
from bot.models import Due, Person, Posting, Question, QuestionState, Signup
from bot.wishes import Wish
from tests import rows
from tests.conversation import Town, town

LATE = "2026-10-14T18:05"


@contextmanager
def heard() -> Iterator[list[str]]:
    """The statements that go to any database meanwhile."""
    found: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        found.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def counted(t: Town, act: Callable[..., object], /, *values: object) -> int:
    """How many statements an act takes, once its like was done before."""
    with heard() as found:
        t.app.act_now(act, t.here, *values)
    return len(found)


def named(session: Session, now: datetime, here: Here, number: int) -> Person:
    """Somebody who can be written to."""
    known = session.exec(select(Person).where(Person.name == f"工{number}")).first()
    return known or rows.poster(session, now, here, 7_000_000_000 + number, f"工{number}")


def signs_up(session: Session, now: datetime, here: Here, number: int, posting_id: int) -> str:
    person = named(session, now, here, number)
    return roster.join(session, now, here, posting_id=posting_id, person=person, wish=Wish(people=1, said=True)).what


async def test_who_joins_a_long_line_looks_at_it_no_oftener_than_who_joins_a_short_one(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(rows.open_posting, t.here, wanted=1)
        for number in range(9):
            t.app.act_now(named, t.here, number)
        t.app.act_now(signs_up, t.here, 0, posting_id)
        first = counted(t, signs_up, 1, posting_id)
        with heard() as found:
            assert t.app.act_now(signs_up, t.here, 2, posting_id) == "waiting"
        assert counted(t, signs_up, 3, posting_id) <= first + 1
        lines = [each for each in found if "FROM signup_day, signup" in each and "signup_day.waiting >" in each]
        assert len(lines) <= 2  # before they join it, and after
        assert sum("UNION ALL" in each for each in found) == 1
        assert sum("FROM person_address" in each and "reachable IS" in each for each in found) <= 1 + 1


async def test_the_line_that_an_act_looks_at_again_is_as_the_act_left_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(rows.open_posting, t.here, wanted=1)
        for number in range(4):
            t.app.act_now(named, t.here, number)
            t.app.act_now(signs_up, t.here, number, posting_id)

        def lines(session: Session, now: datetime, here: Here) -> list[list[int]]:
            posting = seats.lock(session, here, posting_id)
            assert posting is not None
            (day,) = seats.days(session, here, posting)
            seen = []
            for number in (0, 1, 2, 3):
                seen.append([signup.id or 0 for _, signup in seats.line_of(session, here, day)])
                if number < 3:
                    signup = seen[-1][0]
                    row = session.get(Signup, signup)
                    assert row is not None
                    seats.put(session, now, here, row, seats.row_for(session, row, day), day, seats=0, waiting=0)
            return seen

        assert t.app.act_now(lines, t.here) == [[2, 3, 4], [3, 4], [4], []]


async def test_who_is_put_out_of_reach_in_an_act_is_out_of_reach_in_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(named, t.here, 1)

        def before_and_after(session: Session, now: datetime, here: Here) -> tuple[bool, bool, bool]:
            person = named(session, now, here, 1)
            reached = [people.reachable(session, here, person.id or 0) is not None]
            rows.out_of_reach(session, now, here, 7_000_000_001)
            reached.append(people.reachable(session, here, person.id or 0) is not None)
            address = people.address_of(session, here, person.id or 0)
            assert address is not None
            address.reachable = True
            return (*reached, people.reachable(session, here, person.id or 0) is not None)  # type: ignore[return-value]

        assert t.app.act_now(before_and_after, t.here) == (True, False, True)


async def test_a_row_of_this_county_is_found_by_its_id_and_no_other_countys(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(named, t.here, 1)

        def look(session: Session, now: datetime, here: Here) -> tuple[bool, bool, bool, int]:
            person = named(session, now, here, 1)
            session.flush()
            with heard() as found:
                same = session.get(Person, person.id) is person
            session.expunge(person)
            again = session.get(Person, person.id)
            session.county_id = here.county_id + 1  # type: ignore[attr-defined]
            session.expunge_all()
            other = session.get(Person, person.id) is None
            return same, again is not None and again.name == "工1", other, len(found)

        assert t.app.act_now(look, t.here) == (True, True, True, 0)


async def test_a_groups_digest_costs_the_same_statements_however_much_is_open(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at(LATE)

        def sent(session: Session, now: datetime, here: Here, number: int) -> None:
            group = rows.group_named(session, here, "解店镇")
            details = {"day": now.date().isoformat(), "kind": digests.LATE, "held": list(range(1, number + 2))}
            due = dues.plan(session, now, here, digests.TO_GROUP, group.id, now, key=f"test:{number}", details=details)
            session.flush()
            with heard() as found:
                assert digests.to_group(session, now, here, due) is None
            taken.append(len(found))

        taken: list[int] = []
        for number in range(12):
            t.app.act_now(rows.open_posting, t.here, code=f"B{number + 1}", days=1 + number % 3, groups=())
            if number in (0, 1, 11):
                t.app.act_now(sent, t.here, number)
        assert taken[1] == taken[2] <= 8


async def test_a_list_of_many_is_read_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(rows.open_posting, t.here, wanted=20)

        def shown(session: Session, now: datetime, here: Here) -> str:
            posting = session.get(Posting, posting_id)
            assert posting is not None
            return roster_card.card(session, now, here, posting, full=True, language="zh")

        taken = []
        for number in range(9):
            t.app.act_now(signs_up, t.here, number, posting_id)
            taken.append(counted(t, shown))
        assert taken[0] == taken[-1]
        text = t.app.act_now(shown, t.here)
        assert all(f"工{number}（1人） 13800138001" in text for number in range(9))


async def test_the_end_of_a_question_takes_back_all_that_it_planned(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(rows.open_posting, t.here, wanted=1)
        for number in range(2):
            t.app.act_now(named, t.here, number)
            t.app.act_now(signs_up, t.here, number, posting_id)

        def ends(session: Session, now: datetime, here: Here) -> int:
            question = session.exec(select(Question).where(Question.kind == "fill")).one()
            for kind in ("reask", "offer_over", "still_over"):
                dues.plan(session, now, here, kind, question.id, now, key=f"{kind}:{question.id}")
            dues.plan(session, now, here, "reask", 999, now, key="reask:999")
            with heard() as found:
                questions.close(session, now, here, question, QuestionState.PASSED)
            return sum(each.startswith("SELECT due.") for each in found)

        assert t.app.act_now(ends, t.here) == 1
        states = {row.dedupe_key: (str(row.state), row.reason) for row in t.rows(Due) if row.subject_id in (1, 999)}
        assert states["reask:999"] == ("due", "")
        ended = [states[key] for key in states if key.split(":")[0] in ("offer_over", "still_over")]
        assert ended == [("skipped", "passed")] * 2
