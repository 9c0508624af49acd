"""Alarms where no work is at hand: in private once the work is over, and in a message that its writer changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.models import Complaint, Posting, PostingDay, PostingStatus
from tests import rows
from tests.conversation import Person, Town, town

VILLAGE = "西解村"
BOSS = 5_100_000_000


async def opened(t: Town, **values: Any) -> int:
    """An open posting whose copies stand in its groups."""
    posting_id: int = t.app.act_now(rows.open_posting, t.here, **values)
    await t.settle()
    return posting_id


def taken(t: Town) -> int:
    return sum(day.taken for day in t.rows(PostingDay))


def raised(t: Town) -> list[tuple[str, int | None]]:
    return [(row.kind, row.posting_id) for row in sorted(t.rows(Complaint), key=lambda each: each.id or 0)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("上回的钱没给", "complaint"), ("我媳妇摔了", "accident"), ("扣了俺身份证", "complaint")],
)
async def test_in_private_after_the_work_an_alarm_is_about_that_work(tmp_path: Path, text: str, kind: str) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        posting_id = await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap(days=5)
        await t.person("秀兰").says(text)
        assert raised(t) == [(kind, posting_id)]
        assert t.desk.was_told("秀兰", text, "第1号")
        assert "第1号" in t.person("秀兰").last


async def test_in_private_an_alarm_of_who_never_signed_is_about_none(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.person("玉梅").says("我媳妇摔了")
        assert raised(t) == [("accident", None)]
        assert t.desk.was_told("玉梅", "没说哪条", "摔了")


async def test_in_private_an_alarm_changed_by_its_writer_is_raised_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        number = await t.person("玉梅").says("我媳妇摔了")
        await t.person("玉梅").edits(number, "我媳妇摔了，在医院")
        assert raised(t) == [("accident", None)]
        await t.person("玉梅").says("我媳妇摔了，没人管")
        assert len(raised(t)) == 2


@pytest.mark.parametrize("signed", [False, True])
async def test_in_private_a_need_stays_a_need(tmp_path: Path, signed: bool) -> None:
    async with town(tmp_path) as t:
        posting_id = await opened(t)
        if signed:
            await t.person("王师傅").says("我去", group=VILLAGE)
            await t.person("王师傅").says("不去了", group=VILLAGE)
        await t.person("王师傅").says("找两个人去修屋顶，上回那个摔了腿")
        assert raised(t) == []
        assert [row.status for row in t.rows(Posting) if row.id != posting_id] == [PostingStatus.DRAFT]


@pytest.mark.parametrize(
    "text",
    [
        "招分拣工20人，一天400，轻松日结，先交押金200和服装费，电话13800138009，后天上班，解店镇",
        "明天找5个人装车，200一天，来了先交50押金",
        "招打包工3人，日结300，要先交押金",
    ],
)
async def test_in_private_an_advert_that_asks_for_money_is_refused_and_no_alarm(tmp_path: Path, text: str) -> None:
    async with town(tmp_path) as t:
        await t.person("不认识的人").says(text)
        assert raised(t) == []
        told = t.person("不认识的人").inbox
        assert "押金”不能发" in told[0].text
        assert all("押金" not in each.text for each in told[1:]), "what stands in the draft is without it"


async def test_in_private_an_advert_without_a_need_in_it_is_no_complaint(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("不认识的人").says("高薪招聘，日入500，先交200押金，包吃住，加微信xyz123")
        assert raised(t) == []
        await t.person("玉梅").says("网上高薪招聘，骗了我200押金")
        assert raised(t) == [("complaint", None)]


async def test_in_private_who_was_made_to_pay_raises_an_alarm(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("玉梅").says("那个招工的让先交押金200")
        assert raised(t) == [("complaint", None)]


async def test_in_private_a_wage_changed_in_a_draft_or_by_who_hires_is_no_alarm(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("王师傅").says("要5个人摘苹果，明天，一天150")
        await t.person("王师傅").says("工资150改成120")
        await opened(t)
        t.people["老板"] = Person(t, BOSS, "老板")
        await t.person("老板").says("工资150改成120")
        await t.person("老板").says("改成120一天，原来150")
        assert raised(t) == []


async def test_an_accident_edited_in_is_raised_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        posting_id = await opened(t)
        number = await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("秀兰").edits(number, "老王从梯子上掉下来了", group=VILLAGE)
        assert raised(t) == [("accident", posting_id)]
        assert t.desk.was_told("出事了", "梯子")
        await t.person("秀兰").edits(number, "老王从梯子上掉下来了，腿动不了", group=VILLAGE)
        assert len(raised(t)) == 1


async def test_a_complaint_whose_words_are_mended_is_not_raised_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting_id = await opened(t)
        number = await t.person("秀兰").says("说好150只给120，骗人", group=VILLAGE)
        await t.person("秀兰").edits(number, "说好150只给了120，骗人的", group=VILLAGE)
        again = await t.person("秀兰").says("来看看", group=VILLAGE)
        await t.person("秀兰").edits(again, "说好150只给120，骗人", group=VILLAGE)
        assert raised(t) == [("complaint", posting_id)]


@pytest.mark.parametrize("way", ["button", "private", "group"])
async def test_an_edit_signs_nobody_up_who_left_another_way(tmp_path: Path, way: str) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        number = await t.person("秀兰").says("我去", group=VILLAGE)
        assert taken(t) == 1
        if way == "button":
            await t.person("秀兰").presses("不去了", group=VILLAGE)
        else:
            other = "南解村" if way == "group" else None
            await t.person("秀兰").says("A12不去了", group=other)
        assert taken(t) == 0
        await t.person("秀兰").edits(number, "我去。", group=VILLAGE)
        assert taken(t) == 0


async def test_an_edit_of_an_edit_is_still_read(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        number = await t.person("秀兰").says("我去", group=VILLAGE)
        for text, people in (("俺俩去", 2), ("多少钱一天", 0), ("我们三个去", 3), ("不去", 0)):
            await t.person("秀兰").edits(number, text, group=VILLAGE)
            assert taken(t) == people
