"""Coming on some days of a work of several: what words limit, what is asked, and what the answers name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.models import Person, PostingDay, Signup, SignupDay
from nlp import day_limits, hints
from nlp.day_limits import Part
from tests import rows
from tests.conversation import Town, town
from tests.talks import WHOLE, published

VILLAGE = "西解村"
TODAY = date(2026, 10, 14)
DAYS = tuple(TODAY + timedelta(days=number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("头两天俺去", [15, 16]),
        ("我去前两天", [15, 16]),
        ("后两天我去", [16, 17]),
        ("剩下两天我去", [16, 17]),
        ("最后一天我去", [17]),
        ("我第二天去", [16, 17]),
        ("我去三天", [15, 16, 17]),
        ("三天我都去", [15, 16, 17]),
        ("我就明天去一天", [15]),
        ("我只去后天", [16]),
        ("就15号去", [15]),
        ("我15 16号去", [15, 16]),
        ("我15、16号两天去", [15, 16]),
        ("从明天起去两天", [15, 16]),
        ("我去不了三天，只能去头一天", [15]),
        ("俺只去两天", None),
        ("我去一两天", None),
        ("记我两天", None),
        ("俺就一天", None),
    ],
)
def test_words_that_limit_the_days(text: str, days: list[int] | None) -> None:
    limit = day_limits.read(text)
    assert limit is not None
    chosen = day_limits.choose(limit, DAYS, day_limits.named(text, TODAY, DAYS))
    assert (None if chosen is None else [day.day for day in chosen]) == days


@pytest.mark.parametrize(
    "text",
    ["我去", "干一天150行不", "干一天结一天我就去", "过两天我再去", "去了两天了", "150一天我去", "我后天去，明天不去"],
)
def test_words_that_limit_nothing(text: str) -> None:
    assert day_limits.read(text) is None


def test_a_day_off_and_days_of_the_month_are_no_age() -> None:
    limit = day_limits.read("我两天去不了")
    assert limit is not None
    assert (limit.part, limit.number, limit.away) == (Part.SOME, 2, True)
    assert not hints.young("我15 16号去")
    assert hints.young("我15 去不")


def on(t: Town, name: str) -> dict[int, int]:
    """Seats by day of the month."""
    days = {each.id: each.day.day for each in t.rows(PostingDay)}
    (person,) = [each for each in t.rows(Person) if each.name == name]
    mine = {each.id for each in t.rows(Signup) if each.person_id == person.id}
    return {
        days[each.posting_day_id]: each.seats for each in t.rows(SignupDay) if each.signup_id in mine and each.seats
    }


async def test_who_comes_on_some_days_is_asked_which_and_the_answer_names_them(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(rows.open_posting, t.here, days=3, groups=(VILLAGE,))
        await t.settle()
        group = t.group(VILLAGE)
        await t.person("秀兰").says("俺两个人只去两天", group=VILLAGE)
        assert t.rows(Signup) == []
        assert group.last == "秀兰，A12摘苹果一共3天：10月15、16、17日。您去哪2天？回日子就行。"
        await t.person("秀兰").says("头两天", group=VILLAGE)
        assert on(t, "秀兰") == {15: 2, 16: 2}
        await t.later(minutes=1)
        assert "秀兰2人（10月15、16日）" in group.last

        await t.person("老李").says("我去一天", group=VILLAGE)
        await t.later(minutes=1)
        await t.person("老李").presses("10月16日", group=VILLAGE)
        assert on(t, "老李") == {16: 1}
        await t.later(minutes=1)

        await t.person("建军").says("我后天去，明天不去", group=VILLAGE)
        await t.later(minutes=1)
        assert "建军1人（10月16、17日）" in group.last
        await t.person("建军").says("最后一天我不去了", group=VILLAGE)
        assert on(t, "建军") == {16: 1}

        await t.person("玉梅").says("我去", group=VILLAGE)
        await t.later(minutes=1)
        assert "玉梅1人。" in group.last
        await t.person("玉梅").says("我两天去不了", group=VILLAGE)
        await t.later(minutes=1)
        assert "您去哪1天" in group.last
        assert on(t, "玉梅") == {15: 1, 16: 1, 17: 1}
        await t.person("玉梅").says("17", group=VILLAGE)
        assert on(t, "玉梅") == {17: 1}


async def test_in_private_the_days_are_named_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(rows.open_posting, t.here, days=3, groups=(VILLAGE,))
        await t.settle()
        xiulan = t.person("秀兰")
        await xiulan.says("A12 后两天我去")
        assert xiulan.last == "A12摘苹果给您记上了：1人，10月16、17日早7点，西解村。去不了说一声。"
        await xiulan.says("我报的哪个")
        assert "10月16、17日早7点" in xiulan.last


async def test_the_desk_settles_what_was_never_answered_for_the_first_days(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(rows.open_posting, t.here, days=3, groups=(VILLAGE,))
        await t.desk.says("/start")
        await t.person("秀兰").says("俺只去两天", group=VILLAGE)
        await t.later(minutes=15)
        await t.desk.says("/unclear")
        await t.desk.presses("A12")
        assert on(t, "秀兰") == {15: 1, 16: 1}


async def test_who_has_all_days_but_the_one_that_was_stopped_is_told_which(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, xiulan = t.person("王师傅"), t.person("秀兰")
        await published(t, boss, WHOLE.replace("明天", "明天起三天"))
        await xiulan.says("明天不去，后天去", group="西解村")
        await boss.says("下雨，A1明天停工")
        await xiulan.says("我报了啥")
        assert xiulan.last == "您报的：A1摘苹果1人，10月16、17日早7点。"
