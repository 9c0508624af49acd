"""Scenes that something by the clock follows, and how one sees that it happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from sqlmodel import Session

from bot import postings
from bot.app import Here
from bot.errors import ChatGone
from bot.models import Delivery, Event, Posting, Question
from tests.conversation import Town
from tests.talks import published, sent_in
from tests.test_flow_clock import BOSS, VILLAGE, as_boss, boss, known
from tests.test_flow_clock_desk import _file, ending, regular
from tests.test_flow_clock_gaps import _roles
from tests.test_flow_clock_relay import _carrier, tick
from tests.test_flow_clock_switches import _till_the_end_of_the_day
from tests.test_flow_group import opened
from tests.test_pump import pumped
from tests.test_relay import carried_by
from tests.test_undelivered import met
from tests.test_undelivered import told as told_in_vain

FAR = date(2026, 10, 25)
LATER = "10月25日要20个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001"


def told(t: Town, name: str, words: str) -> bool:
    return any(words in message.text for message in t.person(name).inbox)


def at_desk(words: str) -> Callable[[Town], bool]:
    return lambda t: any(words in message.text for message in t.desk.inbox)


def to_boss(words: str) -> Callable[[Town], bool]:
    return lambda t: any(words in text for text in boss(t))


def in_group(region: str, words: str) -> Callable[[Town], bool]:
    return lambda t: any(words in message.text for message in t.group(region).messages)


def event(act: str) -> Callable[[Town], bool]:
    return lambda t: any(row.act == act for row in t.rows(Event))


def written(key: str) -> Callable[[Town], bool]:
    return lambda t: any(row.dedupe_key.startswith(key) for row in t.rows(Delivery))


def backed_up(t: Town) -> bool:
    return any(row.act == "backup.run" and row.at.astimezone(t.here.zone).day == 15 for row in t.rows(Event))


def copies(t: Town) -> int:
    return sum(row.dedupe_key.startswith("copy:") for row in t.rows(Delivery))


def offers(t: Town) -> set[str]:
    return {str(row.state) for row in t.rows(Question) if row.kind == "offer"}


async def in_waves(t: Town) -> None:
    await published(t, as_boss(t), LATER)


async def offered(t: Town) -> None:
    await known(t, "秀兰", "老李")
    await opened(t, wanted=1, start=FAR)
    await t.person("秀兰").says("我去", group=VILLAGE)
    await t.person("老李").says("我去", group=VILLAGE)
    await t.person("老李").says("不用，先问我", group=VILLAGE)
    await t.person("秀兰").says("我不去了", group=VILLAGE)


async def in_review(t: Town) -> None:
    await t.desk.says("/start")
    await sent_in(t, as_boss(t), LATER)


async def news_for_a_forwarder(t: Town) -> None:
    (group_id,) = await carried_by(t, "刘会计", VILLAGE)
    await published(t, as_boss(t), LATER)
    await t.later(minutes=1)
    tick(t, group_id, _carrier(t))
    await t.person("玉梅").says("我去", group="解店镇")


async def unclear(t: Town) -> None:
    await opened(t)
    await opened(t, code="A15", work="套袋", trade="field")
    await t.person("秀兰").says("我去", group=VILLAGE)


async def changed(t: Town) -> None:
    await t.desk.says("/start")
    await known(t, "秀兰")
    await opened(t, start=FAR)
    await t.person("秀兰").says("我去", group=VILLAGE)
    await as_boss(t).says("A12改成下午两点开始")
    await t.desk.presses("同意改")


async def noticed(t: Town) -> None:
    await t.desk.says("/start")
    await t.desk.says("/notice 每天19:10 县群 今晚直播")


async def complained(t: Town) -> None:
    await t.desk.says("/start")
    await opened(t)
    await t.person("秀兰").says("A12没给钱", group=VILLAGE)


async def a_seat_tomorrow(t: Town) -> None:
    await known(t, "秀兰")
    await opened(t)
    await t.person("秀兰").says("我去", group=VILLAGE)


async def a_seat_without_hours(t: Town) -> None:
    await known(t, "秀兰")
    await opened(t, begin_time=None)
    await t.person("秀兰").says("我去", group=VILLAGE)


async def a_forwarder(t: Town) -> None:
    await known(t, "会计")
    t.app.act_now(_roles, t.here)
    await opened(t)
    await t.person("秀兰").says("我去", group=VILLAGE)


async def ends_tomorrow(t: Town) -> None:
    await ending(t, wanted=5)


async def ends_at_two(t: Town) -> None:
    await opened(t, wanted=5, begin_time=time(14))
    t.app.act_now(_till_the_end_of_the_day, t.here)


async def for_the_digest(t: Town) -> None:
    await t.desk.says("/start")
    await opened(t, code="B1", start=FAR, groups=())


async def of_long_standing(t: Town) -> None:
    await regular(t, start=FAR, wanted=5)


async def a_file_that_is_due(t: Town) -> None:
    await t.desk.says("/start")
    posting_id = await opened(t, start=FAR)
    t.app.act_now(_file, t.here, posting_id)


async def a_block_without_names(t: Town) -> None:
    await known(t, "刘姐", "会计")
    t.app.act_now(_roles, t.here)
    await opened(t)
    await t.person("刘姐").says("A12 我们4个人去", group=VILLAGE)


async def two_of_one_day(t: Town) -> None:
    await known(t, "秀兰")
    await opened(t)
    await opened(t, code="A15", work="套袋", trade="field", user_id=BOSS + 1)
    await t.person("秀兰").says("A12我去", group=VILLAGE)
    await t.person("秀兰").says("A15我也去", group=VILLAGE)


async def a_letter_that_came_back(t: Town) -> None:
    (zhang,) = await met(t, "老张")
    t.app.act_now(told_in_vain, t.here, zhang, "k1")
    t.wire.refuse = [ChatGone("bot was blocked by the user")]
    await pumped(t)


async def to_be_carried(t: Town) -> None:
    await carried_by(t, "刘会计", VILLAGE)
    await published(t, as_boss(t), LATER)


async def without_a_date(t: Town) -> None:
    posting_id = await opened(t, kind="longterm")

    def undated(session: Session, now: datetime, here: Here) -> None:
        posting = session.get(Posting, posting_id)
        assert posting is not None
        posting.start, posting.valid_until = None, None
        posting.valid_until = postings.holds_until(now, here, posting)
        session.add(posting)
        postings.plan_expiry(session, now, here, posting)

    t.app.act_now(undated, t.here)


async def till_the_end_of_the_day(t: Town) -> None:
    await ending(t, begin_time=None, wanted=5)
    t.app.act_now(_till_the_end_of_the_day, t.here)


async def until_five(t: Town) -> None:
    await known(t, "秀兰")
    await opened(t, end_time=time(17))
    await t.person("秀兰").says("我去", group=VILLAGE)


async def at_five(t: Town) -> None:
    await opened(t, begin_time=time(5))
    await t.person("秀兰").says("我去", group=VILLAGE)


async def out_unread(t: Town) -> None:
    """A trusted poster's second posting goes out at once, for three days from now."""
    person = as_boss(t)
    await published(t, person)
    await t.desk.says("/file 13800138001")
    await t.desk.presses("信得过")
    await person.says("招满了")
    await person.says("再来一次，10月25号")
    await person.says("行")


async def two_wait(t: Town) -> None:
    """A seat of tomorrow's work comes free while two wait, each to be asked first."""
    await known(t, "秀兰", "老李", "建军")
    await opened(t, wanted=1)
    await t.person("秀兰").says("我去", group=VILLAGE)
    for name in ("老李", "建军"):
        await t.person(name).says("我去", group=VILLAGE)
        await t.person(name).says("不用，先问我", group=VILLAGE)
    await t.person("秀兰").says("我不去了", group=VILLAGE)


async def only_the_desk(t: Town) -> None:
    await t.desk.says("/start")
