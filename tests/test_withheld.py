"""A copy that has not gone out of a posting that takes nobody is not sent; it goes when people can sign up again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot import audience, postings, pump_rows, pump_steps, roster, sending, waiting, withheld, wording
from bot.app import Here
from bot.models import Delivery, DeliveryState, Person, Posting, PostingStatus
from bot.wishes import Wish
from handlers.web import desk_view
from tests.conversation import Town, town
from tests.talks import only, published
from tests.test_flow_sending import LATER, half_out, reached, some_go
from tests.test_pump import published as out_now

VILLAGE = "西解村"


def becomes(session: Session, now: datetime, here: Here, posting_id: int, to: PostingStatus) -> None:
    """A posting is ended, as the poster, the desk or the clock would end it."""
    postings.end(session, now, here, session.get_one(Posting, posting_id), to)


def worker(session: Session, here: Here, name: str) -> Person:
    found = session.exec(select(Person).where(Person.county_id == here.county_id, Person.name == name)).first()
    if found is None:
        found = Person(county_id=here.county_id, name=name)
        session.add(found)
        session.flush()
    return found


def taken(session: Session, now: datetime, here: Here, posting_id: int, name: str, people: int) -> None:
    person = worker(session, here, name)
    roster.join(session, now, here, posting_id=posting_id, person=person, wish=Wish(people=people, said=True))
    waiting.settle(session, now, here, session.get_one(Posting, posting_id))


def given_back(session: Session, now: datetime, here: Here, posting_id: int, name: str) -> None:
    person = worker(session, here, name)
    roster.leave(session, now, here, posting_id=posting_id, person=person)


def said(t: Town) -> list[str]:
    """What stands in all groups."""
    return [each.text for each in t.in_groups]


def copies(t: Town, posting_id: int) -> Counter[tuple[str, str]]:
    found = [row for row in t.rows(Delivery) if row.posting_id == posting_id and row.target_id is None]
    return Counter((row.state, row.error) for row in found)


def progress(session: Session, now: datetime, here: Here, posting_id: int) -> str:
    return sending.progress_line(session, now, here, session.get_one(Posting, posting_id), "zh")


async def test_filled_while_it_goes_out_no_group_first_reads_that_it_is_full(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(out_now, t.here)
        await some_go(t, 2)
        first = len(said(t))
        assert 0 < first < 228
        t.app.act_now(taken, t.here, posting_id, "秀兰", 20)
        assert copies(t, posting_id) == {("sent", ""): first, ("given_up", withheld.FULL): 228 - first}
        await t.settle()
        assert len(said(t)) == first, "who never saw it reads nothing of it"
        assert all("满了" in text for text in said(t))
        words = f"发到{first}个群了。招满了，还有{228 - first}个群没发，空出名额再发。"
        assert t.read(progress, t.now, t.here, posting_id).endswith(words)

        t.app.act_now(given_back, t.here, posting_id, "秀兰")
        assert only(t, posting_id).status == "open"
        await t.settle()
        assert copies(t, posting_id) == {("sent", ""): 228}
        assert len(said(t)) == 228
        assert not any("满了" in text for text in said(t))


async def test_what_the_pump_has_in_hand_already_is_looked_at_once_more(tmp_path: Path) -> None:
    """Claimed before the last seat went, begun after; also where the change itself did not see the row."""
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(out_now, t.here)
        ids = t.app.act_now(pump_steps.claim, t.here, worker="test", most=5)
        t.app.act_now(taken, t.here, posting_id, "秀兰", 20)

        def late(session: Session, now: datetime, here: Here) -> None:
            for each in ids[:2]:  # of a wave that was written side by side with the last seat
                session.get_one(Delivery, each).state = DeliveryState.CLAIMED

        t.app.act_now(late, t.here)
        begun = t.app.act_now(pump_rows.begin, t.here, [pump_rows.Begin(each) for each in ids])
        assert set(begun.values()) == {None}
        assert copies(t, posting_id) == {("given_up", withheld.FULL): 228}


@pytest.mark.parametrize("to", [PostingStatus.WITHDRAWN, PostingStatus.CANCELLED, PostingStatus.EXPIRED])
async def test_what_is_over_goes_to_nobody_and_says_why(tmp_path: Path, to: PostingStatus) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(out_now, t.here)
        await some_go(t, 2)
        first = len(said(t))
        ids = t.app.act_now(pump_steps.claim, t.here, worker="test", most=5)
        t.app.act_now(becomes, t.here, posting_id, to)
        begun = t.app.act_now(pump_rows.begin, t.here, [pump_rows.Begin(each) for each in ids])
        assert set(begun.values()) == {None}
        await t.settle()
        assert copies(t, posting_id) == {("sent", ""): first, ("given_up", to.value): 228 - first}
        assert len(said(t)) == first
        assert t.read(progress, t.now, t.here, posting_id).endswith(
            f"发到{first}个群了。没发的{228 - first}个群不发了。"
        )

        def failed(session: Session) -> int:
            return len(sending.failures(session, t.here, session.get_one(Posting, posting_id)))

        assert t.read(failed) == 0


async def test_a_closing_taken_back_goes_to_those_that_had_not_got_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        first = await half_out(t, t.person("王师傅"))
        t.app.act_now(becomes, t.here, 1, PostingStatus.CLOSED)
        await t.settle()
        assert reached(t, "A1") == first

        def reopen(session: Session, now: datetime, here: Here) -> None:
            postings.reopen(session, now, here, session.get_one(Posting, 1))

        t.app.act_now(reopen, t.here)
        await t.settle()
        assert reached(t, "A1") == 228


async def test_waves_that_found_it_full_come_after_it_reopened(tmp_path: Path) -> None:
    """The near groups read first that there is a seat again; the others 20 minutes later, one wave after the other."""
    async with town(tmp_path) as t:
        posting = await published(t, t.person("王师傅"), LATER)
        assert posting.id is not None
        first = reached(t, "A1")
        t.app.act_now(taken, t.here, posting.id, "秀兰", 20)
        words = f"发到{first}个群了。招满了，还有{228 - first}个群没发，空出名额再发。"
        assert t.read(progress, t.now, t.here, posting.id).endswith(words)
        await t.later(minutes=45)  # both waves come by
        assert reached(t, "A1") == first
        assert t.read(progress, t.now, t.here, posting.id).endswith(words)
        t.app.act_now(given_back, t.here, posting.id, "秀兰")
        await t.later(minutes=19)
        assert reached(t, "A1") == first
        await t.later(minutes=2)
        second = reached(t, "A1")
        assert first < second < 228
        t.app.act_now(taken, t.here, posting.id, "老李", 20)
        await t.later(minutes=20)
        assert reached(t, "A1") == second
        t.app.act_now(given_back, t.here, posting.id, "老李")
        await t.later(minutes=21)
        assert reached(t, "A1") == 228


async def test_work_that_is_near_goes_to_the_passed_over_waves_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await published(t, t.person("王师傅"), LATER)
        assert posting.id is not None
        t.app.act_now(taken, t.here, posting.id, "秀兰", 20)
        await t.leap("2026-10-17T08:00")
        first = reached(t, "A1")
        assert first < 228
        t.app.act_now(given_back, t.here, posting.id, "秀兰")
        await t.settle()
        assert reached(t, "A1") == 228


async def test_reopened_at_night_it_is_new_to_nobody_before_the_morning(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(out_now, t.here)
        await some_go(t, 2)
        first = len(said(t))
        t.app.act_now(taken, t.here, posting_id, "秀兰", 20)
        await t.leap("2026-10-14T23:00")
        t.app.act_now(given_back, t.here, posting_id, "秀兰")
        await t.settle()
        assert copies(t, posting_id) == {("sent", ""): first, ("due", ""): 228 - first}
        await t.leap("2026-10-15T05:31")
        assert copies(t, posting_id) == {("sent", ""): 228}


async def test_what_a_group_never_saw_is_none_of_its_six_and_comes_back_within_them(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        kept = t.app.act_now(out_now, t.here)
        t.app.act_now(taken, t.here, kept, "秀兰", 20)

        def had(session: Session, now: datetime, here: Here) -> dict[int, int]:
            return audience._singles(session, now, here, [1, 2, 3])

        assert t.app.act_now(had, t.here) == {}
        for number in range(6):
            t.app.act_now(out_now, t.here, f"B{number + 1}")
        t.app.act_now(given_back, t.here, kept, "秀兰")
        await t.settle()
        states = copies(t, kept)
        assert states[("given_up", withheld.GATHERED)] > 200, states
        assert only(t, kept).plan["held"]
        assert "放进晚上的汇总" in t.read(progress, t.now, t.here, kept)


@pytest.mark.parametrize("first", ["stop", "pause"])
async def test_whatever_else_keeps_it_keeps_it_after_it_reopened(tmp_path: Path, first: str) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(out_now, t.here)
        t.app.act_now(taken, t.here, posting_id, "秀兰", 20)

        def kept(session: Session, now: datetime, here: Here, on: bool) -> None:
            posting = session.get_one(Posting, posting_id)
            if first == "pause":
                posting.paused_at = now if on else None
                (audience.hold if on else audience.go_on)(session, now, here, posting)
            else:
                (audience.stop_sending if on else audience.send_on)(session, now, here, posting)

        reason = withheld.HELD if first == "pause" else withheld.STOPPED
        t.app.act_now(kept, t.here, True)
        t.app.act_now(given_back, t.here, posting_id, "秀兰")
        await t.settle()
        assert copies(t, posting_id) == {("given_up", reason): 228}
        if first == "pause":  # then nobody can sign up either
            t.app.act_now(kept, t.here, False)
            await t.settle()
            assert copies(t, posting_id) == {("sent", ""): 228}
            return
        t.app.act_now(taken, t.here, posting_id, "秀兰", 20)
        t.app.act_now(kept, t.here, False)
        await t.settle()
        assert copies(t, posting_id) == {("given_up", withheld.FULL): 228}
        t.app.act_now(given_back, t.here, posting_id, "秀兰")
        await t.settle()
        assert copies(t, posting_id) == {("sent", ""): 228}


async def test_a_group_that_was_paused_meanwhile_gets_it_when_it_goes_on_and_seats_are_free(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(out_now, t.here)
        await t.person("老李").says("/pause", group=VILLAGE, pump=False)
        await t.settle()
        t.app.act_now(taken, t.here, posting_id, "秀兰", 20)
        await t.person("老李").says("/resume", group=VILLAGE)
        assert not any("A12" in each.text for each in t.group(VILLAGE).messages)
        t.app.act_now(given_back, t.here, posting_id, "秀兰")
        await t.settle()
        assert t.group(VILLAGE).copy("A12")


async def test_the_desks_page_counts_what_waits_and_what_was_dropped(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = t.app.act_now(out_now, t.here)
        await some_go(t, 2)
        first = len(said(t))
        t.app.act_now(taken, t.here, posting_id, "秀兰", 20)

        def counts(session: Session) -> dict[str, int]:
            posting = session.get_one(Posting, posting_id)
            return desk_view.on_its_way(posting, [], sending.standing(session, t.here, posting))

        found = t.read(counts)
        assert (found["sent"], found["waits"], found["failed"], found["kept"]) == (first, 0, 0, 228 - first)
        t.app.act_now(becomes, t.here, posting_id, PostingStatus.WITHDRAWN)
        found = t.read(counts)
        assert (found["sent"], found["waits"], found["failed"], found["kept"]) == (first, 0, 0, 0)


def test_every_reason_has_its_words() -> None:
    for reason in withheld.KEPT:
        for language in ("zh", "en"):
            assert f"（{reason}）" not in wording.not_sent(reason, language)
            assert f"({reason})" not in wording.not_sent(reason, language)
