"""The rules of the roster, sentence by sentence, as people of one village live them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import calls, roster
from bot.app import Here
from bot.models import Call, Event, Person, PostingDay, Question, Signup, Unclear
from bot.people import Sender
from bot.wishes import Wish
from nlp import hints
from tests import rows
from tests.conversation import Message, Town, town

VILLAGE = "西解村"
FAR = "南景村"
BOSS = 5_100_000_000


async def opened(t: Town, wanted: int = 20) -> None:
    """One posting with its copies in two villages."""
    t.app.act_now(rows.open_posting, t.here, wanted=wanted, groups=(VILLAGE, FAR))
    await t.settle()


def taken(t: Town) -> int:
    """Seats that are taken."""
    day: PostingDay
    (day,) = t.rows(PostingDay)
    return day.taken


def last(t: Town, group: str = VILLAGE) -> str:
    """The newest message in a group."""
    return t.group(group).messages[-1].text


def asked(t: Town, name: str) -> list[Message]:
    """The group's messages with buttons that speak to this person."""
    return [each for each in t.group(VILLAGE).messages if each.buttons and each.text.startswith(name)]


async def test_a_number_sets_and_naming_or_adding_adds(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        xiulan = t.person("秀兰")
        for words, people in (
            ("我去", 1),
            ("俩人去", 2),
            ("我们三个去", 3),
            ("我们三个去", 3),
            ("再加一个", 4),
            ("给俺姐也报上", 5),
            ("改成两个人", 2),
            ("就我一个人去", 1),
        ):
            await xiulan.says(words, group=VILLAGE)
            await t.later(minutes=1)
            assert taken(t) == people, words
        (signup,) = t.rows(Signup)
        assert signup.state == "active"


async def test_the_host_may_cancel_a_guest_and_so_may_the_guest(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我和小芳去", group=VILLAGE)
        await t.person("秀兰").says("给小玉也报上", group=VILLAGE)
        assert taken(t) == 3
        await t.later(minutes=1)
        await t.person("秀兰").says("A12小芳不去了", group=VILLAGE)
        assert taken(t) == 2
        await t.later(minutes=1)
        before = len(t.group(VILLAGE).messages)
        await t.person("小玉").says("A12我不去了", group=VILLAGE)
        await t.later(minutes=1)
        assert taken(t) == 1
        told = " ".join(each.text for each in t.group(VILLAGE).messages[before:])
        assert "小玉说A12不去了，您这边现在1人" in told


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("A12小芳不去了", ("小芳",)),
        ("玉梅不去了", ("玉梅",)),
        ("小芳、玉梅明天不去了", ("小芳", "玉梅")),
        ("俺媳妇明天去不了", ("俺媳妇",)),
        ("张姐不来了", ("张姐",)),
        ("我不去了", ()),
        ("我和小芳都不去了", ()),
        ("家里有事不去了", ()),
        ("下雨不去了", ()),
        ("明天不去了", ()),
        ("王姐，不去了", ()),
        ("王老板不去了啊", ()),
        ("媳妇不让去，不去了", ()),
        ("高温不去", ()),
    ],
)
def test_who_does_not_come_where_it_is_somebody_else(words: str, names: tuple[str, ...]) -> None:
    assert hints.stay_away(words, ("玉梅",)) == names


@pytest.mark.parametrize(
    ("words", "most", "names"),
    [
        ("我和小芳去", 1, ("小芳",)),
        ("俺跟王玉梅、老李都去", 2, ("王玉梅", "老李")),
        ("给王玉梅也报上", 1, ("王玉梅",)),
        ("老李也去", 1, ("老李",)),
        ("我和小芳去", 0, ()),
        ("我和我媳妇去", 1, ()),
        ("我跟车去", 1, ()),
        ("给安排一下", 1, ()),
        ("我也去", 1, ()),
        ("我们三个去", 2, ()),
    ],
)
def test_who_is_put_down_by_name(words: str, most: int, names: tuple[str, ...]) -> None:
    assert hints.brought(words, most) == names


async def test_a_guest_by_name_who_signs_up_alone_is_asked_and_takes_no_second_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我和小芳去", group=VILLAGE)
        await t.later(minutes=1)
        await t.person("小芳").says("我去", group=VILLAGE)
        assert taken(t) == 2
        assert "秀兰报A12时已经带上您了" in last(t)


async def test_one_of_the_family_does_not_come_and_the_others_do(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("建军").says("我跟我媳妇都去", group=VILLAGE)
        await t.later(minutes=1)
        await t.person("建军").says("我媳妇明天不去了", group=VILLAGE)
        assert taken(t) == 1
        await t.later(minutes=1)
        await t.person("建军").says("老李不去了", group=VILLAGE)
        assert taken(t) == 1  # nobody of theirs: the desk has a look
        assert len(t.rows(Unclear)) == 1
        await t.person("建军").says("建军不去了", group=VILLAGE)
        assert taken(t) == 0


async def test_a_question_to_one_person_is_never_merged_with_anothers(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        t.app.act_now(rows.open_posting, t.here, code="A15", work="套袋", groups=(VILLAGE,), user_id=BOSS + 1)
        await t.settle()
        for name in ("秀兰", "老李", "建军"):
            await t.person(name).says("我去", group=VILLAGE, pump=False)
        await t.settle()
        for name in ("秀兰", "老李", "建军"):
            (message,) = asked(t, name)
            assert [row[0]["text"] for row in message.buttons] == ["A15 套袋", "A12 摘苹果"]
        assert len({each.message_id for name in ("秀兰", "老李", "建军") for each in asked(t, name)}) == 3
        await t.person("老李").presses("A12", group=VILLAGE, message=asked(t, "老李")[0])
        days = {day.posting_id: day.taken for day in t.rows(PostingDay)}
        assert sorted(days.values()) == [0, 1]
        assert sorted(row.state for row in t.rows(Question)) == ["answered", "open", "open"]


async def test_what_is_for_one_person_goes_down_the_ladder(tmp_path: Path) -> None:
    """In private where that reaches them, else by name in the group, else on the call list."""
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("/start")
        for name in ("秀兰", "老李"):
            await t.person(name).says("我去", group=VILLAGE)
            await t.later(minutes=1)
        await t.person("秀兰").says("再加三个", group=VILLAGE)
        t.app.act_now(_entered_by_the_desk, t.here)
        await t.later(minutes=1)
        before = len(t.group(VILLAGE).messages)
        boss = t.person("王师傅")
        boss.user_id = BOSS
        await boss.says("A12明天下雨停工")
        await t.later(minutes=1)
        assert t.person("秀兰").was_told("A12", "停工")
        said = [each.text for each in t.group(VILLAGE).messages[before:]]
        assert any("老李" in each and "停工" in each and "秀兰" not in each for each in said)
        assert [row.what for row in t.rows(Call)].count("call.stopped") == 1


def _entered_by_the_desk(session: Session, now: datetime, here: Here) -> None:
    """Somebody without an account, taken down by telephone."""
    person = Person(county_id=here.county_id, name="周婶", phone="13800138088", first_met_at=now)
    session.add(person)
    session.flush()
    roster.join(session, now, here, posting_id=1, person=person, wish=Wish())


async def test_every_look_at_phones_is_written_down(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去，13812345678", group=VILLAGE)
        assert "13812345678" not in " ".join(each.text for each in t.group(VILLAGE).messages)
        looks = [row for row in t.rows(Event) if row.act == "roster.look"]
        boss = t.person("王师傅")
        boss.user_id = BOSS
        await boss.says("名单")
        assert "秀兰1人 13812345678" in boss.last
        after = [row for row in t.rows(Event) if row.act == "roster.look"]
        assert len(after) == len(looks) + 1
        assert after[-1].subject == "posting"
        assert after[-1].inbox_id is not None


async def test_seats_go_in_order_of_arrival_over_all_groups(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, wanted=2)
        await t.person("秀兰").says("我去", group=VILLAGE, pump=False)
        await t.person("老李").says("我去", group=FAR, pump=False)
        await t.person("建军").says("我去", group=VILLAGE, pump=False)
        await t.settle()
        await t.later(minutes=1)
        assert taken(t) == 2
        assert any("A12满了，您排第1" in each.text for each in t.group(VILLAGE).messages)
        await t.person("老李").says("A12我不去了", group=FAR)
        await t.later(minutes=1)
        assert any("建军" in each.text and "空出" in each.text for each in t.group(VILLAGE).messages)


async def _one_seat_and_two_waiting(t: Town) -> None:
    """A posting of one seat, which 秀兰 has; 老李 waits and wants to be asked, 建军 waits behind."""
    boss = t.person("王师傅")
    t.app.act_now(rows.open_posting, t.here, wanted=1, groups=(VILLAGE, FAR), user_id=boss.user_id)
    await t.settle()
    await t.person("秀兰").says("我去", group=VILLAGE)
    await t.later(minutes=5)
    await t.person("老李").says("我去", group=VILLAGE)
    await t.person("老李").says("不用，先问我", group=VILLAGE)
    await t.later(minutes=5)
    await t.person("建军").says("我去", group=VILLAGE)
    await t.later(minutes=5)


def offered(t: Town) -> list[str]:
    """What the group was told about a seat that came free."""
    return [each.text for each in t.group(VILLAGE).messages if "空出1个名额" in each.text]


async def test_a_seat_freed_while_closed_is_offered_when_it_reopens(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await _one_seat_and_two_waiting(t)
        await t.person("王师傅").says("招满了")
        await t.later(minutes=5)
        await t.person("秀兰").says("A12不去了", group=VILLAGE)
        await t.later(minutes=5)
        assert taken(t) == 0
        assert offered(t) == []
        await t.person("王师傅").says("接着招")
        await t.later(minutes=1)
        (offer,) = offered(t)
        assert offer.startswith("老李，A12空出1个名额")
        await t.person("老李").presses("去", group=VILLAGE)
        assert taken(t) == 1


async def test_a_seat_freed_while_paused_is_offered_when_it_goes_on(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await _one_seat_and_two_waiting(t)
        desk = Sender(user_id=t.desk.user_id, name=t.desk.name, chat_id=t.desk.user_id, private=True)
        t.app.act_now(calls.pause, t.here, sender=desk, posting_id=1)
        await t.later(minutes=5)
        await t.person("秀兰").says("A12不去了", group=VILLAGE)
        await t.later(minutes=5)
        assert taken(t) == 0
        assert offered(t) == []
        t.app.act_now(calls.go_on, t.here, sender=desk, posting_id=1)
        await t.later(minutes=1)
        (offer,) = offered(t)
        assert offer.startswith("老李，A12空出1个名额")


async def test_a_bare_plus_in_a_list_of_the_group_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("老李").says("接龙A12\n1. 老李", group=VILLAGE)
        assert taken(t) == 1
        await t.later(minutes=1)
        await t.person("王芳").says("接龙A12\n1. 老李\n2. 王芳+1", group=VILLAGE)
        assert taken(t) == 2, "she alone, until she says"
        assert asked(t, "王芳")[-1].text == "王芳，A12已经记了您1人。是再加一个人吗？"
        await t.person("王芳").says("是", group=VILLAGE)
        assert taken(t) == 3
        await t.later(minutes=1)
        await t.person("建军").says("接龙A12\n1. 老李\n2. 王芳+1\n3. 建军\n4. 玉梅+1", group=VILLAGE)
        assert taken(t) == 4
        assert len(t.rows(Unclear)) == 1, "how many come with 玉梅 is for a person to say"
        await t.person("王芳").says("接龙A12\n1. 老李\n2. 王芳+1\n3. 建军\n4. 玉梅+1\n5. 红霞", group=VILLAGE)
        assert taken(t) == 5
