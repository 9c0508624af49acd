"""How far a posting goes and how long that takes, as the desk is told before it goes and while it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlmodel import Session, col, select, update

from bot import audience, sending, sizes
from bot.app import Here
from bot.config import BotSettings, Pace
from bot.models import Delivery, DeliveryState, Group, GroupAddress, Posting
from bot.pump import Pump
from tests.conversation import SETTINGS, TOKEN, Town, of_county, town
from tests.test_outbox import open_posting

SECOND = 4_294_967_499
BOTS = (
    BotSettings(messenger="local", token=SecretStr(TOKEN), pace=Pace(per_second=20.0)),
    BotSettings(
        messenger="local", token=SecretStr(f"{SECOND}:the-second-bot-of-the-county-00000"), pace=Pace(per_second=4)
    ),
)


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


def with_bots(wanrong: Town, *bots: BotSettings) -> Here:
    return of_county(wanrong, SETTINGS.model_copy(update={"bots": bots}))


def given_to_the_second(session: Session, now: datetime, here: Here, groups: int) -> None:
    """So many of the county's groups belong to the second bot."""
    some = select(GroupAddress.id).where(GroupAddress.county_id == here.county_id).order_by(col(GroupAddress.id))
    ids = session.exec(some.limit(groups)).all()
    session.connection().execute(update(GroupAddress).where(col(GroupAddress.id).in_(ids)).values(bot=SECOND))


def posted(session: Session, now: datetime, here: Here, code: str = "A1", *, urgent: bool = True) -> int:
    posting = session.get_one(Posting, open_posting(session, now, here, code=code))
    posting.urgent, posting.plan = urgent, {"way": "all" if urgent else "3"}
    session.add(posting)
    return posting.id or 0


def said(session: Session, now: datetime, here: Here, posting_id: int, at: datetime) -> str:
    return sizes.said(session, at, here, session.get_one(Posting, posting_id), "zh")


@pytest.mark.parametrize(("groups", "seconds"), [(0, 228 / 20), (28, 200 / 20), (100, 100 / 4), (228, 228 / 4)])
async def test_each_bot_sends_to_its_own_groups_and_the_slowest_decides(
    wanrong: Town, groups: int, seconds: float
) -> None:
    here = with_bots(wanrong, *BOTS)
    wanrong.app.act_now(given_to_the_second, here, groups)
    posting_id = wanrong.app.act_now(posted, here)

    def size(session: Session, here: Here) -> sizes.Size:
        return sizes.size(session, wanrong.now, here, session.get_one(Posting, posting_id))

    made = wanrong.read(size, here)
    assert (made.groups, made.carried, made.gathered, made.waves) == (228, 0, 0, 1)
    assert made.seconds == pytest.approx(seconds)


async def test_what_is_left_is_told_by_the_bots_that_it_is_left_with(wanrong: Town) -> None:
    here = with_bots(wanrong, *BOTS)
    wanrong.app.act_now(given_to_the_second, here, 40)

    def publish(session: Session, now: datetime, here: Here) -> int:
        posting_id = posted(session, now, here)
        audience.start(session, now, here, session.get_one(Posting, posting_id))
        return posting_id

    def left(session: Session, here: Here) -> str:
        return sending.progress_line(session, wanrong.now, here, session.get_one(Posting, posting_id), "zh")

    posting_id = wanrong.app.act_now(publish, here)
    assert "还剩228个。大约还要10秒。" in wanrong.read(left, here), "40 at 4 a second; the other has 188 at 20"
    await wanrong.pump()  # the first bot's
    assert "发到188个群了，还剩40个。大约还要10秒。" in wanrong.read(left, here)
    pump = Pump(wanrong.app, replace(here, bot=SECOND), replace(wanrong.wire, bot=SECOND))
    await pump.send_due()
    await pump.drain()
    sent = sum(row.state == DeliveryState.SENT for row in wanrong.rows(Delivery)) - 188
    assert 0 < sent < 40
    assert f"大约还要{round((40 - sent) / 4)}秒。" in wanrong.read(left, here)


async def test_groups_that_had_their_singles_are_not_told_as_going_singly(wanrong: Town) -> None:
    """All groups had four of the six, the last two being kept for urgent postings and each group's own place."""
    for number in range(4):

        def publish(session: Session, now: datetime, here: Here, code: str) -> None:
            posting = session.get_one(Posting, open_posting(session, now, here, "南景村", code=code))
            posting.plan = {"way": "all"}
            audience.start(session, now, here, posting)

        wanrong.app.act_now(publish, wanrong.here, f"B{number + 1}")
    plain = wanrong.app.act_now(posted, wanrong.here, "A1", urgent=False)
    urgent = wanrong.app.act_now(posted, wanrong.here, "A2", urgent=True)
    now = wanrong.now
    assert wanrong.app.act_now(said, wanrong.here, plain, now) == (
        "发到1个群，一次全发，发送约1秒。227个群今天发够了，放进晚上的汇总。"
    ), "but for its own village's"
    assert wanrong.app.act_now(said, wanrong.here, urgent, now) == "发到228个群，一次全发，发送约9秒。"
    tomorrow = wanrong.app.act_now(said, wanrong.here, plain, now + timedelta(days=1))
    assert tomorrow == "发到228个群，分3拨，前后40分钟，发送约9秒。"
    at_night = now.replace(hour=22, minute=30)
    assert wanrong.app.act_now(said, wanrong.here, plain, at_night) == tomorrow, "it goes out in the morning"


async def test_where_every_group_had_its_singles_the_digest_alone_is_told(wanrong: Town) -> None:
    rules = SETTINGS.rules.model_copy(update={"singles_per_evening": 0})
    here = of_county(wanrong, SETTINGS.model_copy(update={"rules": rules}))
    posting_id = wanrong.app.act_now(posted, here)
    assert wanrong.app.act_now(said, here, posting_id, wanrong.now) == "228个群今天发够了，放进晚上的汇总。"

    def no_groups(session: Session, now: datetime, here: Here) -> None:
        session.connection().execute(update(Group).values(state="unbound"))

    wanrong.app.act_now(no_groups, here)
    assert wanrong.app.act_now(said, here, posting_id, wanrong.now) == "眼下没有一个群能发。"
