"""Digests and recurring notices: what goes to which group when, once, cut and grouped; rhythms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot import digests, rhythm_fields, rhythms
from bot.app import Here
from bot.models import Due, DueState, GroupState, Issue, Notice, Posting, PostingDay
from tests import rows
from tests.conversation import SETTINGS, Town, town
from tests.test_flow_clock_desk import only
from tests.test_flow_group import opened

ZONE = ZoneInfo("Asia/Shanghai")
FAR = date(2026, 10, 25)


async def several(t: Town, number: int, **values: object) -> None:
    """Open postings with copies in the village alone."""
    works = ("摘苹果", "套袋", "分拣", "打药", "装车", "剪枝")
    for each in range(number):
        fields = {"trade": ("picking", "field", "packing")[each % 3], **values}
        await opened(
            t,
            code=f"B{each + 1}",
            work=works[each % len(works)],
            start=FAR,
            user_id=5_100_000_000 + each,
            **fields,
        )


def of(t: Town, region: str) -> list[str]:
    return [message.text for message in t.group(region).messages if "期" in message.text]


async def test_the_daily_issue_goes_to_who_did_not_see_it_singly(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-14T17:00")
        await several(t, 3)
        await t.leap("2026-10-14T18:01")
        assert of(t, "西解村") == []
        (text,) = of(t, "解店镇")
        assert text == (
            "【万荣零工市场】第1期，正在招的3条。\n"
            "〔田间管理·解店镇〕\n"
            "B2 套袋 还差20人，150元/天，10月25日(周日)早7点 西解村\n"
            "〔分拣包装·解店镇〕\n"
            "B3 分拣 还差20人，150元/天，10月25日(周日)早7点 西解村\n"
            "〔采摘·解店镇〕\n"
            "B1 摘苹果 还差20人，150元/天，10月25日(周日)早7点 西解村\n"
            "想去的回编号和人数，像这样：B2 2个人。报名不收钱，问事、投诉0359-4520000。"
        )
        assert of(t, "万荣县") == of(t, "解店镇")
        assert of(t, "汉薛镇") == of(t, "解店镇")
        await t.person("老李").says("B3 我们2个去", group="汉薛镇")
        assert "B3分拣记上了：老李2人" in t.group("汉薛镇").last
        await t.leap("2026-10-15T18:01")
        assert len(of(t, "解店镇")) == 2
        assert of(t, "解店镇")[1].startswith("【万荣零工市场】第2期")
        assert "还差18人" in of(t, "解店镇")[1]


async def test_a_range_says_on_which_of_its_days_there_is_no_work(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t, days=3, end=FAR + timedelta(days=2), start=FAR)

        def without_the_second_day(session: Session, now: datetime, here: Here) -> None:
            session.exec(select(Posting)).one().days = None
            session.exec(select(PostingDay).where(PostingDay.day == FAR + timedelta(days=1))).one().stopped_at = now

        t.app.act_now(without_the_second_day, t.here)
        await t.leap("2026-10-15T18:01")
        (text,) = of(t, "汉薛镇")
        assert "10月25日(周日)到10月27日(周二)早7点（10月26日(周一)停工） 西解村" in text


async def test_nothing_is_sent_where_nothing_is_open_and_no_number_is_used_up(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.at("2026-10-12T17:00")
        await t.leap("2026-10-14T19:00")
        assert t.rows(Issue) == []
        assert of(t, "万荣县") == []
        reasons = {row.reason for row in t.rows(Due) if row.kind == "digest_daily"}
        assert reasons - {""} == {"nothing is open"}


async def test_a_village_reads_of_what_its_six_singles_left_over(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await several(t, 1, groups=("解店镇",))

        def held(session: Session, now: datetime, here: Here) -> None:
            posting = session.exec(select(Posting)).one()
            group = rows.group_named(session, here, "西解村")
            posting.plan = {"held": [group.id]}
            session.add(posting)

        t.app.act_now(held, t.here)
        await t.leap("2026-10-15T18:01")
        assert len(of(t, "西解村")) == 1
        assert of(t, "西贾村") == []


async def test_a_long_issue_is_cut_and_a_very_long_one_says_how_many_more(tmp_path: Path) -> None:
    times = SETTINGS.rules.model_copy(update={"digest_most": 300, "digest_parts": 2})
    settings = SETTINGS.model_copy(update={"rules": times})
    async with town(tmp_path, settings=settings) as t:
        await several(t, 12)
        await t.leap("2026-10-15T18:01")
        parts = of(t, "汉薛镇")
        assert len(parts) == 2
        assert all(len(text) <= 300 for text in parts)
        assert parts[0].startswith("【万荣零工市场】第1期（1/2），正在招的12条。")
        assert all("报名不收钱，问事、投诉0359-4520000。" in text for text in parts)  # each may be read alone
        assert "还有" in parts[1]
        listed = sum(text.count("还差") for text in parts)
        assert f"还有{12 - listed}条" in parts[1]


async def test_ahead_of_the_livestream_the_desk_gets_the_words_to_read(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await several(t, 2)
        await t.leap("2026-10-20T14:05")  # a Tuesday
        script = next(message.text for message in t.desk.inbox if message.text.startswith("直播念稿"))
        assert "第1个，编号B2，套袋，还差20人，150元每天，10月25日，周日早7点，在解店镇西解村。" in script
        assert not set("【】〔〕｜/()、-") & set(script)
        assert {row.kind for row in t.rows(Issue)} == {"daily", "weekly"}
        await t.desk.says("/digest")
        assert "编号B1" in t.desk.last


async def test_a_long_script_is_cut_between_its_sentences(tmp_path: Path) -> None:
    settings = SETTINGS.model_copy(update={"rules": SETTINGS.rules.model_copy(update={"text_most": 200})})
    async with town(tmp_path, settings=settings) as t:
        await t.desk.says("/start")
        await several(t, 9)
        before = len(t.desk.inbox)
        await t.desk.says("/digest")
        parts = [message.text for message in t.desk.inbox[before:]]
        assert len(parts) == 3
        assert all(len(part) <= 200 for part in parts)
        assert all(line.endswith(("。", "：")) for part in parts for line in part.split("\n"))
        assert sum(part.count("编号B") for part in parts) == 9


async def test_after_a_stop_an_issue_is_sent_once_and_not_at_night(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await several(t, 2)
        t.at("2026-10-15T19:40")  # the machine stood still at six
        await t.settle()
        assert len(of(t, "解店镇")) == 1
        t.at("2026-10-16T22:30")
        await t.settle()
        assert len(of(t, "解店镇")) == 1
        await t.leap("2026-10-17T12:00")
        assert len(of(t, "解店镇")) == 1


async def test_a_paused_group_and_a_trade_group(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await several(t, 3)

        def arrange(session: Session, now: datetime, here: Here) -> None:
            paused = rows.group_named(session, here, "解店镇")
            paused.state = GroupState.PAUSED
            pickers = rows.group_named(session, here, "汉薛镇")
            pickers.region_id, pickers.trade = None, "picking"
            session.add(paused)
            session.add(pickers)

        chat = t.chat_id("汉薛镇")
        t.app.act_now(arrange, t.here)
        await t.leap("2026-10-15T18:01")
        assert of(t, "解店镇") == []
        (text,) = [message.text for message in t.wire.chats[chat] if "期" in message.text]
        assert "B1" in text
        assert "B2" not in text


async def test_notices_entered_once_are_sent_again_and_again(tmp_path: Path) -> None:
    async with town(tmp_path, settings=only("notices")) as t:
        await t.desk.says("/start")
        await t.desk.says("/notice 每周二14:00 乡镇群 今天下午2点半直播招工，抖音搜万荣就业。")
        assert t.desk.last == "记下了（第1号）：每周二14:00，发到乡镇群，下回10月20日(周二)下午2点。"
        await t.desk.says("/notice 1 10月27日不发")
        await t.leap("2026-11-04T12:00")
        sent = [m for m in t.group("解店镇").messages if "直播招工" in m.text]
        assert len(sent) == 2  # the 20th and the 3rd; not the 27th
        assert not any("直播招工" in m.text for m in t.group("西解村").messages)
        assert len([m for m in t.group("汉薛镇").messages if "直播招工" in m.text]) == 2
        await t.desk.says("/notices")
        assert t.desk.last.startswith("第1号：每周二14:00，乡镇群，下回11月10日(周二)下午2点：今天下午")
        await t.desk.says("/notice 停 1")
        await t.leap("2026-11-11T12:00")
        assert len([m for m in t.group("解店镇").messages if "直播招工" in m.text]) == 2
        assert t.rows(Notice)[0].stopped_at is not None


async def test_a_notice_that_is_hours_late_is_dropped_and_the_next_planned(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.desk.says("/notice 每天9:00 西解村 今天大队部有集")
        t.at("2026-10-15T15:00")
        await t.settle()
        assert not any("大队部" in m.text for m in t.group("西解村").messages)
        await t.leap("2026-10-16T09:01")
        assert sum("大队部" in m.text for m in t.group("西解村").messages) == 1
        reasons = [row.reason for row in t.rows(Due) if row.kind == "notice" and row.state == DueState.SKIPPED]
        assert reasons == ["too late: it was for another hour"]


async def test_only_the_desk_and_only_what_can_be_read(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.desk.says("/notice 有空的时候发一下")
        assert "没看懂时间" in t.desk.last
        await t.desk.says("/notice 每周二14:00 火星村 直播")
        assert "没有“火星村”这个群" in t.desk.last
        await t.desk.says("/notice 每周二14:00 全县")
        assert "话还没写" in t.desk.last
        await t.person("路人").says("/notice 每周二14:00 全县 直播")
        assert t.rows(Notice) == []


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        ("30 14 * * 2", "2026-10-14T19:00", "2026-10-20T14:30"),
        ("0 9 1 * *", "2026-10-14T19:00", "2026-11-01T09:00"),
        ("*/30 8-9 * * *", "2026-10-14T08:31", "2026-10-14T09:00"),
        ("0 9 31 * *", "2026-10-31T09:00", "2026-12-31T09:00"),
        ("0 9 1 * 5", "2026-10-14T10:00", "2026-10-16T09:00"),
        ("15 7 * * 0,3", "2026-10-14T08:00", "2026-10-18T07:15"),
        ("0 9 L * *", "2026-10-14T08:00", "2026-10-31T09:00"),
        ("0 9 L * *", "2026-10-31T09:00", "2026-11-30T09:00"),
        ("0 9 * * 2#1", "2026-10-14T08:00", "2026-11-03T09:00"),
        ("0 9 * * 5#L", "2026-10-14T08:00", "2026-10-30T09:00"),
        ("0 9 * * 5#L", "2026-10-30T09:00", "2026-11-27T09:00"),
        ("0 9 * * 3w1", "2026-10-14T10:00", "2026-10-21T09:00"),
        ("0 9 * * 3w1", "2026-10-21T09:00", "2026-11-04T09:00"),
        ("0 9 * * 3w0", "2026-12-23T09:00", "2027-01-06T09:00"),
    ],
)
def test_rhythms(rhythm: str, after: str, expected: str) -> None:
    here = Here(1, SETTINGS, None, ZONE, "local", 1)  # type: ignore[arg-type]
    found = rhythms.next_after(here, rhythm, datetime.fromisoformat(after).replace(tzinfo=ZONE))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("words", "rhythm", "until", "rest"),
    [
        ("每周二14：00 全县 直播", "0 14 * * 2", None, "全县 直播"),
        ("每个星期二下午2点半 全县 直播", "30 14 * * 2", None, "全县 直播"),
        ("每周二、四下午两点 乡镇群 今天下午3点", "0 14 * * 2,4", None, "乡镇群 今天下午3点"),
        ("每周一到周五8:00 县群 早", "0 8 * * 1,2,3,4,5", None, "县群 早"),
        ("每个工作日，早上7点半 县群 早", "30 7 * * 1,2,3,4,5", None, "县群 早"),
        ("每周六日9：30全县 集", "30 9 * * 6,7", None, "全县 集"),
        ("明天9点 县群 会", "0 9 15 10 *", date(2026, 10, 15), "县群 会"),
        ("周五9:00 县群 会", "0 9 16 10 *", date(2026, 10, 16), "县群 会"),
        ("每逢周五上午9点 县群 招聘会", "0 9 * * 5", None, "县群 招聘会"),
        ("每月1号、15号9点 县群 集", "0 9 1,15 * *", None, "县群 集"),
        ("下周二9点 县群 招聘会", "0 9 20 10 *", date(2026, 10, 20), "县群 招聘会"),
        ("每两周周五9点 县群 集", "0 9 * * 5w0", None, "县群 集"),
        ("每隔一周的周三9:00 县群 集", "0 9 * * 3w1", None, "县群 集"),
        ("每月最后一天上午10点 县群 集", "0 10 L * *", None, "县群 集"),
        ("每月第一个周二14:00 县群 集", "0 14 * * 2#1", None, "县群 集"),
        ("每月最后一个周五下午3点 县群 集", "0 15 * * 5#L", None, "县群 集"),
        ("0 9 L * * 县群 集", "0 9 L * *", None, "县群 集"),
        ("隔周五9点 县群 集", "0 9 * * 5w0", None, "县群 集"),
        ("隔周的周五9点 县群 集", "0 9 * * 5w0", None, "县群 集"),
        ("每月月末9点 县群 集", "0 9 L * *", None, "县群 集"),
        ("Tuesday 2pm 县群 fair", "0 14 20 10 *", date(2026, 10, 20), "县群 fair"),
        ("Wednesday at 9:30 am 县群 fair", "30 9 21 10 *", date(2026, 10, 21), "县群 fair"),
        ("Tuesdays 2pm 县群 fair", "0 14 * * 2", None, "县群 fair"),
        ("each Tuesday 2pm 县群 fair", "0 14 * * 2", None, "县群 fair"),
        ("every Tuesday 2pm 县群 fair", "0 14 * * 2", None, "县群 fair"),
        ("first Tuesday of the month 2pm 县群 fair", "0 14 * * 2#1", None, "县群 fair"),
        ("the last Friday of each month at 9am 县群 fair", "0 9 * * 5#L", None, "县群 fair"),
        ("every Monday and Friday at 9:30 am 县群 fair", "30 9 * * 1,5", None, "县群 fair"),
        ("weekdays 8:00 县群 fair", "0 8 * * 1,2,3,4,5", None, "县群 fair"),
        ("9月30日19点半 县群 夜校", "30 19 30 9 *", date(2027, 9, 30), "县群 夜校"),
    ],
)
def test_a_rhythm_in_the_desks_words(words: str, rhythm: str, until: date | None, rest: str) -> None:
    made, last, text = rhythms.read(words, date(2026, 10, 14))
    assert (made, last, text.strip()) == (rhythm, until, rest)


async def test_a_notice_of_the_night_is_refused_and_a_day_is_left_out_in_words(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.desk.says("/notice 每天23:00 县群 夜里")
        assert t.desk.last == "这个点是夜里不打扰的时候（22:00到05:30），到点也不发。换个时间。"
        await t.desk.says("/notice 每周二下午两点 货运群 装车的看群")
        assert t.desk.last == "眼下没有绑好的货运群，发不出去。先绑群，或者换个群。"
        assert t.rows(Notice) == []

        def lorries(session: Session, now: datetime, here: Here) -> None:
            group = rows.group_named(session, here, "汉薛镇")
            group.region_id, group.trade = None, "freight"
            session.add(group)

        t.app.act_now(lorries, t.here)
        await t.desk.says("/notice 每周二下午两点 货运群 装车的看群")
        assert "发到货运群" in t.desk.last
        await t.desk.says("/notice 1 下周二不发")
        assert t.rows(Notice)[0].except_days == ["2026-10-20"]
        assert t.desk.last == "第1号10月20日(周二)不发，下回10月27日(周二)下午2点。"
        await t.desk.says("/notice 1 下周三不发")
        assert t.desk.last == "第1号10月21日(周三)本来就不发，下回10月27日(周二)下午2点。"
        await t.desk.says("/notice 1 哪天都不发")
        assert t.desk.last.startswith("没看懂是哪天不发")
        await t.desk.says("/notices")
        assert t.desk.last == "第1号：每周二14:00，货运群，下回10月27日(周二)下午2点：装车的看群"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("今天9点 县群 过了的", "这个时间已经过了，不会再发。换个时间。"),
        ("每周二下午两点", "发到哪些群没说。"),
        ("每周二下午两点 县群", "要发的话还没写。"),
        ("12月1日到3日9点 县群 培训班", "没看懂时间。"),
        ("每周二14:00 月球 直播", "没有“月球”这个群。"),
    ],
)
async def test_a_notice_that_could_not_be_sent_is_not_entered(tmp_path: Path, words: str, told: str) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.desk.says(f"/notice {words}")
        assert t.desk.last.startswith(told)
        assert t.rows(Notice) == []


async def test_a_place_is_known_without_its_last_word(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await t.desk.says("/notice 每周二14:00 解店、汉薛镇 直播")
        assert [row.audience for row in t.rows(Notice)] == ["解店镇,汉薛镇"]


@pytest.mark.parametrize(
    "rhythm", ["", "* * *", "61 * * * *", "a * * * *", "5-1 * * * *", "*/0 * * * *", "0 9 * * 2#6", "0 9 * * 8w0"]
)
def test_no_rhythm(rhythm: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the text itself
        rhythm_fields.parse(rhythm)


@pytest.mark.parametrize(
    ("rhythm", "zh", "en"),
    [
        ("0 9 L * *", "每月最后一天9:00", "on the last day of every month at 9:00"),
        ("0 9 * * 2#1", "每月第1个周二9:00", "on Tue number 1 of every month at 9:00"),
        ("0 9 * * 5#L", "每月最后一个周五9:00", "on the last Fri of every month at 9:00"),
        ("0 9 * * 3w0", "每两周的周三9:00", "every second Wed 9:00"),
        ("0 9 * * 3w0,5w0", "0 9 * * 3w0,5w0", "0 9 * * 3w0,5w0"),
        ("0 9 * * 2#1,4#1", "0 9 * * 2#1,4#1", "0 9 * * 2#1,4#1"),
    ],
)
def test_rarer_rhythms_are_said_in_words(rhythm: str, zh: str, en: str) -> None:
    assert (rhythms.said(rhythm, "zh"), rhythms.said(rhythm, "en")) == (zh, en)


def test_days_left_out_and_the_last_day() -> None:
    here = Here(1, SETTINGS, None, ZONE, "local", 1)  # type: ignore[arg-type]
    now = datetime(2026, 10, 14, 19, tzinfo=ZONE)
    left = frozenset({date(2026, 10, 20)})
    assert rhythms.next_after(here, "0 14 * * 2", now, except_days=left) == datetime(2026, 10, 27, 14, tzinfo=ZONE)
    assert rhythms.next_after(here, "0 14 * * 2", now, except_days=left, until=date(2026, 10, 26)) is None


def test_the_read_aloud_form_needs_no_symbols() -> None:
    assert not set(digests._plain("150元/天 管午饭、接送(全天)")) & set("/()、")
