"""The desk's pages of what happens by the clock: notices, duty, stopped work, summaries, the weekly ask, switches."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, time
from pathlib import Path

from sqlmodel import Session, col, select

from bot import lapsed, review, settings_rows
from bot.app import Here
from bot.config import Clock
from bot.models import (
    Due,
    DueState,
    Employer,
    Event,
    Group,
    Inbox,
    Notice,
    Posting,
    PostingStatus,
    Region,
    Role,
    Shift,
    Unclear,
)
from bot.models import Person as PersonRow
from handlers.web import wording
from scheduler import jobs
from tests.conversation import Town
from tests.desk_client import DESK, acts, browser, desk, one, part, press, said
from tests.desk_world import county, post

VENDORED = {"htmx-2.0.11.min.js": "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"}
"""dist/htmx.min.js of the package htmx.org 2.0.11, by the SHA-256 of what the package holds."""


def test_what_is_vendored_is_what_its_package_holds() -> None:
    folder = Path("handlers/web/static/vendor")
    for name, digest in VENDORED.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "Zero-Clause BSD" in (folder / "htmx-2.0.11.LICENSE.txt").read_text(encoding="utf-8")
    assert {path.name for path in folder.iterdir()} == {*VENDORED, "htmx-2.0.11.LICENSE.txt"}


def waiting(t: Town, kind: str) -> list[str]:
    """When things of a kind are due, in the county's time."""
    rows = t.read(lambda s: s.exec(select(Due).where(Due.kind == kind, Due.state == DueState.DUE)).all())
    return sorted(row.due_at.astimezone(t.here.zone).strftime("%m-%d %H:%M") for row in rows)


WEEKLY = {"text": "今天下午2点半直播招工", "kind": "weekly", "weekday": ["2", "4"], "hour": "14:00", "town": "解店镇"}


async def test_a_notice_is_entered_left_out_changed_sent_and_ended_on_the_page(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert "还没有定时通知" in (await client.get(f"{DESK}/notices")).text
        assert "存好了" in await said(client, await press(client, "/notices", WEEKLY))
        page = (await client.get(f"{DESK}/notices")).text
        assert "每周二四14:00" in page
        assert "发到解店镇（1个群）" in page
        assert re.findall(r'<span class="num">(\d\d-\d\d) (\S+) 14:00', page) == [
            ("10-15", "周四"),
            ("10-20", "周二"),
            ("10-22", "周四"),
        ]
        assert waiting(t, "notice") == ["10-15 14:00"]
        await press(client, "/notices/1/skip", {"day": "2026-10-15"})
        assert "10-15不发" in (await client.get(f"{DESK}/notices")).text
        assert waiting(t, "notice") == ["10-20 14:00"]
        await press(client, "/notices/1/unskip", {"day": "2026-10-15"})
        assert waiting(t, "notice") == ["10-15 14:00"]
        form = (await client.get(f"{DESK}/notices?change=1")).text
        assert re.search(r'name="town" value="解店镇" checked', form)
        assert re.search(r'name="weekday" value="4" checked', form)
        await press(client, "/notices", {**WEEKLY, "id": "1", "text": "<b>改了的话</b>"})
        assert waiting(t, "notice") == ["10-15 14:00"], "the same hour is planned anew"
        assert "&lt;b&gt;改了的话" in (await client.get(f"{DESK}/notices")).text
        await t.leap("2026-10-15T14:05")
        assert [line for line in t.group("解店镇").messages if "改了的话" in line.text]
        assert not [line for line in t.group("通化镇").messages if "改了的话" in line.text]
        await client.get(f"{DESK}/try")
        assert "1个群" in (await client.get(f"{DESK}/notices")).text
        assert "停了" in await said(client, await press(client, "/notices/1/stop"))
        assert waiting(t, "notice") == []
        assert one(t, Notice).stopped_at is not None
        wanted = ["notice.add", "notice.skip", "notice.unskip", "notice.change", "notice.send", "notice.stop"]
        assert [each for each in acts(t) if each.startswith("notice.")] == wanted


async def test_a_wrong_notice_says_what_is_wrong_and_a_part_of_the_county_has_none(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert "没看懂时间" in await said(client, await press(client, "/notices", {**WEEKLY, "weekday": []}))
        assert "没看懂时间" in await said(
            client, await press(client, "/notices", {**WEEKLY, "kind": "cron", "cron": "x"})
        )
        assert "没有“火星镇”" in await said(client, await press(client, "/notices", {**WEEKLY, "town": "火星镇"}))
        assert "要发的话还没写" in await said(client, await press(client, "/notices", {**WEEKLY, "text": " "}))
        once = {**WEEKLY, "kind": "once", "day": "2026-10-24", "town": [], "audience": "county"}
        await press(client, "/notices", once)
        assert one(t, Notice).until == date(2026, 10, 24)
        async with part(t, "解店镇") as town:
            for path in ("/notices", "/digest", "/duty", "/summary", "/visits"):
                assert (await town.get(f"{DESK}{path}")).status_code == 404, path
            await press(town, "/notices", WEEKLY)
            await press(town, "/notices/1/stop")
        assert one(t, Notice).stopped_at is None


async def test_the_script_is_read_aloud_from_the_page_and_from_paper(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(f"{DESK}/digest")).text
        script = re.search(r'id="script">([^<]*)<', page)
        assert script is not None
        assert "编号A1，摘苹果" in script[1]
        assert not re.search(r"[/()\[\]【】｜~]", script[1])
        assert "data-print" in (await client.get(f"{DESK}/digest/sheet")).text
        assert "每天18:00发到各群" in page
        for posting in (1, 2, 3):
            await press(client, f"/posting/{posting}/close")
        assert "现在没有在招的" in (await client.get(f"{DESK}/digest")).text


def on_duty(t: Town) -> list[str]:
    """Who is on duty, by name."""
    query = select(PersonRow.name).where(col(PersonRow.on_duty_since).is_not(None)).order_by(col(PersonRow.id))
    return list(t.read(lambda session: session.exec(query).all()))


async def test_the_roster_puts_people_on_duty_and_takes_them_off(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        head = one(t, PersonRow, PersonRow.role == Role.HEAD)
        shift = {"person": str(head.id), "begins": "07:00", "ends": "14:00"}
        assert "选一下星期几" in await said(client, await press(client, "/duty/add", shift))
        assert "不是驿站的" in await said(
            client, await press(client, "/duty/add", {**shift, "person": "5", "weekday": "4"})
        )
        await press(client, "/duty/add", {**shift, "weekday": ["4", "5"]})
        await press(client, "/duty/add", {**shift, "weekday": ["4", "5"]})
        assert len(t.rows(Shift)) == 2, "the same again changes nothing"
        await press(client, "/duty/add", {**shift, "day": "2026-10-16", "begins": "22:00", "ends": "06:00"})
        page = (await client.get(f"{DESK}/duty")).text
        assert page.count("07:00–14:00") == 3, "Thursday, and both weekly shifts as entered: Friday has its own"
        assert "次日" in page
        await t.leap("2026-10-15T06:59")
        assert on_duty(t) == []
        await t.leap("2026-10-15T07:01")
        assert on_duty(t) == [head.name]
        assert "到您值班了，到下午2点" in " ".join(line.text for line in t.desk.inbox)
        await t.leap("2026-10-15T14:01")
        assert on_duty(t) == []
        await t.leap("2026-10-16T14:00")
        assert on_duty(t) == []
        await t.leap("2026-10-16T23:00")
        assert on_duty(t) == [head.name]
        await t.leap("2026-10-17T06:01")
        assert on_duty(t) == []


async def test_a_shift_entered_now_begins_now_and_what_was_pressed_by_hand_counts(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        head = one(t, PersonRow, PersonRow.role == Role.HEAD)
        form = {"person": str(head.id), "weekday": "3", "begins": "18:00", "ends": "21:00"}
        await press(client, "/duty/add", form)
        await t.settle()
        assert on_duty(t) == [head.name]
        await press(client, "/duty", {"on": "no"})
        await t.leap("2026-10-14T20:00")
        assert on_duty(t) == [], "whoever went is not called back before the next shift"
        await press(client, "/duty", {"on": "yes"})
        await t.leap("2026-10-14T21:01")
        assert on_duty(t) == []
        await press(client, f"/duty/{one(t, Shift).id}/remove")
        assert t.rows(Shift) == []
        assert {"shift.add", "shift.remove"} <= set(acts(t))


async def test_who_is_next_and_from_when_goes_by_the_roster(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        head = one(t, PersonRow, PersonRow.role == Role.HEAD)

        def second(session: Session, now: datetime, here: Here) -> int:
            row = PersonRow(county_id=here.county_id, name="驿站小王", role=Role.DESK, first_met_at=now)
            session.add(row)
            session.flush()
            return row.id or 0

        clerk = t.app.act_now(second, t.here)
        called = t.read(lambda session: [each.id for each in review.turns(session, t.now, t.here, None)])
        assert called == [head.id, clerk], "nobody stands on the roster"
        await press(
            client, "/duty/add", {"person": str(clerk), "day": "2026-10-15", "begins": "09:30", "ends": "12:00"}
        )
        called = t.read(lambda session: [each.id for each in review.turns(session, t.now, t.here, None)])
        assert called == [clerk, head.id], "who comes on duty next is called on next"
        await t.leap("2026-10-14T22:30")
        boss = t.person("夜里的老板")
        await post(t, boss, "后天要3个人摘苹果，解店镇西解村，150一天，日结，早7点，赵老板13800000077")
        assert "10月15日周四)早9点半" in boss.last, "not the duty hours' 7:00"
        await t.leap("2026-10-15T12:30")
        late = t.person("晌午的老板")
        await post(t, late, "后天要3个人套袋，解店镇西解村，150一天，日结，早7点，钱老板13800000078")
        assert "10月16日周五)早7点" in late.last, "a day that the roster leaves out has the duty hours"


async def test_a_review_that_waits_goes_to_who_the_roster_says(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:

        def second(session: Session, now: datetime, here: Here) -> int:
            row = PersonRow(county_id=here.county_id, name="驿站小王", role=Role.DESK, first_met_at=now)
            session.add(row)
            session.flush()
            return row.id or 0

        clerk = t.app.act_now(second, t.here)
        await press(client, "/duty/add", {"person": str(clerk), "weekday": "3", "begins": "18:00", "ends": "21:00"})
        await t.settle()
        assert on_duty(t) == ["驿站小王"]
        await t.later(minutes=12)
        due = t.read(lambda s: s.exec(select(Due).where(Due.kind == "review_waits", Due.subject_id == 4)).one())
        assert clerk in due.details["had"]


async def test_a_township_stops_for_a_day_and_works_after_all(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(f"{DESK}/stoppage?town=解店镇&day=2026-10-15")).text
        assert "一共1条用工，10人会收到通知" in page
        form = {"town": "解店镇", "day": "2026-10-15", "why": "下雨"}
        assert "解店镇停了1条" in await said(client, await press(client, "/stoppage/stop", form))
        await t.settle()
        assert any("下雨" in line.text and "停工" in line.text for line in t.group("西解村").messages)
        assert "停工" in t.person("王师傅").last or any("停工" in line.text for line in t.person("王师傅").inbox)
        assert not any("停工" in line.text for line in t.person("老赵").inbox), "another township works"
        assert one(t, Posting, Posting.id == 3).status == PostingStatus.OPEN
        assert "township.stop" in acts(t)
        assert "没有要停的活" in (await client.get(f"{DESK}/stoppage?town=解店镇&day=2026-10-15")).text


async def test_a_part_of_the_county_stops_its_own_work_alone(tmp_path: Path) -> None:
    async with county(tmp_path) as t, part(t, "解店镇") as client:
        page = (await client.get(f"{DESK}/stoppage")).text
        assert "<option selected>解店镇" in page
        assert "通化镇" not in page
        assert "停了0条" in await said(
            client, await press(client, "/stoppage/stop", {"town": "通化镇", "day": "2026-10-15"})
        )
        assert one(t, Posting, Posting.id == 3).status == PostingStatus.OPEN
        past = {"town": "解店镇", "day": "2026-10-13"}
        assert "已经过了" in await said(client, await press(client, "/stoppage/stop", past))


async def test_the_summary_on_the_page_is_the_one_that_is_sent(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await t.leap("2026-10-15T19:59")
        await client.get(f"{DESK}/try")
        page = (await client.get(f"{DESK}/summary")).text
        shown = re.search(r'id="summary">([^<]*)<', page)
        assert shown is not None
        await t.leap("2026-10-15T20:01")
        sent = [line.text for line in t.desk.inbox if "小结" in line.text]
        assert shown[1].splitlines()[0] == "10月15日(周四)小结"
        assert shown[1] in sent
        week = (await client.get(f"{DESK}/summary?of=week&day=2026-10-15")).text
        assert "10月9日(周五) – 10月15日(周四)" in week
        assert "解店镇" in week
        assert "前一周" in week
        assert (await client.get(f"{DESK}/summary?day=nonsense")).status_code == 200


async def test_the_week_is_asked_by_telephone_and_changes_the_posting(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert "还没有常用工单位" in (await client.get(f"{DESK}/visits")).text
        await press(client, "/regulars", {"phone": "138 0000 0001"})
        await press(client, "/regulars/2/on")
        regular = t.read(lambda s: [row.id for row in s.exec(select(Employer).where(col(Employer.regular).is_(True)))])
        assert regular == [1, 2]
        page = (await client.get(f"{DESK}/visits")).text
        assert "138****0001" in page
        assert "13800000001" not in page
        answer = {"what": "number", "posting": "1", "number": "4"}
        assert "记下了" in await said(client, await press(client, "/regulars/1/asked", answer))
        assert "这周问过了" in (await client.get(f"{DESK}/visits")).text
        today = re.search(r'id="h-week".*?</section>', (await client.get(DESK)).text, re.S)
        assert today is not None
        assert "1/2" in today[0]
        assert "还要4个 A1摘苹果" in today[0]
        assert "还有1家没问到" in today[0]
        row = one(t, Posting, Posting.id == 1)
        assert row.headcount_max == 14, "ten have a seat, four more are needed"
        await press(client, "/regulars/2/asked", {"what": "number", "posting": "1", "number": "40"})
        assert one(t, Posting, Posting.id == 1).headcount_max == 14, "it is not theirs"
        assert "写个数" in await said(client, await press(client, "/regulars/1/asked", {**answer, "number": ""}))
        await press(client, "/regulars/1/asked", {"what": "enough", "posting": "1"})
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.CLOSED
        assert "照着再来一条" in (await client.get(f"{DESK}/visits")).text
        await press(client, "/regulars/1/phone")
        assert acts(t)[-1] == "employer.look"
        await press(client, "/regulars/1/off")
        await press(client, "/regulars/1/asked", {"what": "same"})
        assert [event.after["outcome"] for event in t.rows(Event) if event.act == "employer.asked"] == [
            "number",
            "enough",
        ]


def test_every_switch_of_the_clock_can_be_set_and_has_a_name_in_both_languages() -> None:
    entries = settings_rows.SETTINGS["clock"]
    assert [each.name for each in entries if each.kind == "switch"] == list(Clock.model_fields)
    for language in wording.LANGUAGES:
        names = wording.texts(language)["settings"]["names"]
        missing = [each.key for group in settings_rows.SETTINGS.values() for each in group]
        assert [key for key in missing if key.replace(".", "_") not in names] == []
    keys = [each.key for group in settings_rows.SETTINGS.values() for each in group]
    assert len(keys) == len(set(keys))


def test_everything_that_comes_due_has_a_name_in_both_languages() -> None:
    for language in ("zh", "en"):
        names = wording.texts(language)["desk"]["due"]
        assert [kind for kind in jobs.KINDS if kind not in names and kind != lapsed.LAPSE] == []


async def test_what_is_set_by_the_clock_counts_today(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert waiting(t, "summary_day") == ["10-14 20:00"]
        await press(client, "/settings", {"key": "times.summary", "value": "21:30"})
        assert waiting(t, "summary_day") == ["10-14 21:30"]
        await press(client, "/settings", {"key": "times.summary", "value": "09:00"})
        assert waiting(t, "summary_day") == ["10-14 21:30"], "an hour that is past counts from tomorrow"
        await press(client, "/settings", {"key": "clock.summary", "value": "no"})
        assert waiting(t, "summary_day") == []
        await press(client, "/settings/back", {"key": "times.summary"})
        await press(client, "/settings/back", {"key": "clock.summary"})
        assert waiting(t, "summary_day") == ["10-14 20:00"]
        assert "存好了" in await said(
            client, await press(client, "/settings", {"key": "times.relay_news", "value": "12:00 7:30"})
        )
        assert "要写成" in await said(
            client, await press(client, "/settings", {"key": "times.relay_news", "value": "noon"})
        )
        await press(client, "/settings", {"key": "times.livestream_weekday", "value": "9"})
        given = t.read(lambda session: settings_rows.values(session, t.here.county_id))
        assert given == {"times.relay_news": ["07:30", "12:00"]}
        page = (await client.get(f"{DESK}/settings?tab=clock")).text
        assert 'value="07:30 12:00"' in page
        assert "一天小结发给驿站" in page
        assert settings_rows.laid_over(t.here.settings, given).times.relay_news == (time(7, 30), time(12, 0))


async def test_today_is_answered_anew_only_where_something_changed(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        first = await client.get(DESK)
        again = re.search(r'hx-get="([^"]+)"', first.text)
        assert again is not None
        piece = {"HX-Request": "true"}
        assert (await client.get(again[1], headers=piece)).status_code == 204
        assert (await client.get(again[1])).status_code == 200, "a page that is loaded is always a page"
        await t.person("玉梅").says("A3 给我也留一个", group="解店镇")
        assert (await client.get(again[1], headers=piece)).status_code == 200


async def test_the_unclear_of_ones_own_part_are_not_cut_off_by_those_of_others(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        mine = one(t, Unclear)

        def more(session: Session, now: datetime, here: Here) -> None:
            town = session.exec(select(Region).where(Region.name == "通化镇")).one()
            group = session.exec(select(Group).where(Group.region_id == town.id)).one()
            others = session.exec(select(Inbox.id).where(Inbox.id != mine.inbox_id).limit(15)).all()
            for number, inbox_id in enumerate(others):
                row = Unclear(
                    county_id=here.county_id,
                    inbox_id=inbox_id or 0,
                    person_id=mine.person_id,
                    group_id=group.id,
                    said=f"别处的话{number}",
                    made_at=now,
                    verdict={"candidates": [3]},
                )
                session.add(row)

        t.app.act_now(more, t.here)
        async with part(t, "解店镇") as client:
            page = (await client.get(DESK)).text
            assert "算我一个" in page
            assert "别处的话" not in page
        async with desk(t) as client:
            page = (await client.get(DESK)).text
            assert page.count('id="unclear-') == 12
            assert "后面还有4条" in page


async def test_single_keys_are_for_who_wants_them(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(f"{DESK}/review/4")).text
        assert "data-key=" not in page
        assert "<kbd" not in page
        await press(client, "/keys", {"on": "yes"})
        page = (await client.get(f"{DESK}/review/4")).text
        assert 'data-key="b"' in page
        assert 'data-keys="on"' in page
        await press(client, "/keys", {"on": "no"})
        assert "data-key" not in (await client.get(f"{DESK}/review/4")).text
    async with browser(t) as stranger:
        assert (await stranger.post(f"{DESK}/keys")).headers["location"] == f"{DESK}/login"
