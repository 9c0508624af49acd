"""The machine's clock ran ahead and is set right: what it ended, put off and took off comes back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import ladder
from bot.app import Here
from bot.models import Call, Posting, PostingStatus, Signup, SignupDay
from tests.conversation import Person as Someone
from tests.conversation import Town, town
from tests.rows import out_of_reach
from tests.talks import sent_in
from tests.test_flow_clock import VILLAGE, known
from tests.test_flow_clock_desk import ending
from tests.test_flow_group import opened


async def in_review(t: Town) -> Someone:
    """王师傅's posting waits for the desk."""
    person = t.person("王师傅")
    await sent_in(t, person)
    return person


@pytest.mark.parametrize("told", [True, False])
async def test_a_review_that_a_clock_that_ran_ahead_ended_waits_again(tmp_path: Path, told: bool) -> None:
    async with town(tmp_path) as t:
        person = await in_review(t)
        days = [(row.start, row.end) for row in t.rows(Posting)]
        if not told:
            t.app.act_now(out_of_reach, t.here, person.user_id)
        t.at("2026-11-14T18:40")
        await t.settle()
        assert t.rows(Posting)[0].status == PostingStatus.DRAFT
        t.at("2026-10-14T18:45")
        await t.settle()
        (posting,) = t.rows(Posting)
        assert (posting.status, [(posting.start, posting.end)]) == (PostingStatus.REVIEW, days)
        assert not told or person.last == (
            "对不住，刚才是机器的钟走错了。摘苹果（明天(10月15日周四)早7点到晚6点）还在审，不用再发。"
        )
        assert [row.outcome for row in t.rows(Call)] == ([] if told else ["over"])
        said = len(t.desk.inbox)
        await t.leap("2026-10-14T18:56")
        assert [message.text for message in t.desk.inbox[said:]], "the desk's turns go on"
        if told:
            await t.desk.presses("已打电话核实")
            await t.desk.presses("发布")
            assert t.rows(Posting)[0].status == PostingStatus.OPEN
        else:
            await t.leap("2026-10-15T07:01")
            assert t.rows(Posting)[0].status == PostingStatus.DRAFT, "at the hour that is right"


async def test_a_day_that_was_named_by_the_wrong_clock_stays(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        person = await in_review(t)
        t.at("2026-11-14T18:40")
        await t.settle()
        await person.says("后天")
        t.at("2026-10-14T18:45")
        await t.settle()
        (posting,) = t.rows(Posting)
        assert (posting.status, str(posting.start)) == (PostingStatus.DRAFT, "2026-11-16")


async def test_what_a_clock_that_ran_ahead_put_off_for_a_month_is_due_soon(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰", "老李")
        await ending(t, wanted=1, start=date(2026, 11, 20))
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        await t.person("老李").says("A12我去", group=VILLAGE)
        t.at("2026-11-14T18:40")
        await t.settle()
        await t.person("秀兰").says("A12不去了")
        assert "补" in t.person("老李").last or "空" in t.person("老李").last
        t.at("2026-10-14T18:45")
        await t.settle()
        assert [row.held for row in t.rows(SignupDay)] == [0, 1]
        await t.leap("2026-10-14T19:05")
        assert [row.held for row in t.rows(SignupDay)] == [0, 0], "not kept free for a month"


async def test_calls_that_a_clock_that_ran_ahead_took_off_the_list_are_on_it_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        signup = t.rows(Signup)[0]

        def call(session: Session, now: datetime, here: Here) -> None:
            for day in (date(2026, 10, 13), date(2026, 10, 15)):
                key = f"tried:{day.isoformat()}"
                ladder.call(
                    session,
                    now,
                    here,
                    signup.person_id,
                    key=key,
                    what="call_clock.evening",
                    signup_id=signup.id,
                    day=day,
                )

        t.app.act_now(call, t.here)
        t.at("2026-11-14T18:40")
        await t.settle()
        assert [row.outcome for row in t.rows(Call)] == ["over", "over"]
        t.at("2026-10-14T18:45")
        await t.settle()
        assert [row.outcome for row in t.rows(Call)] == ["over", ""]
