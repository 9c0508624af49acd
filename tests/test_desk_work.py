"""The desk's work on the pages without a browser: what waits today, review, a need by telephone, the roster, groups."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col

from bot import dues
from bot.app import Here
from bot.models import (
    Call,
    Complaint,
    Employer,
    Group,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Region,
    Signup,
    SignupDay,
    Unclear,
)
from tests.desk_client import DESK, acts, desk, one, part, press, press_piece, said
from tests.desk_world import NEEDS, county


async def test_today_is_worked_off_by_presses(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(DESK)).text
        unclear = one(t, Unclear, col(Unclear.settled_at).is_(None))
        assert "算我一个" in page
        assert "给了120" in page
        answer = await press(client, f"/unclear/{unclear.id}", {"intent": "join", "code": "A1", "count": "1"})
        assert await said(client, answer) == "记下了。"
        seat = one(t, Signup, Signup.person_id == unclear.person_id)
        assert (seat.people, seat.posting_id) == (1, 1)
        assert one(t, Unclear, Unclear.id == unclear.id).settled_by_id is not None
        call = one(t, Call, Call.dedupe_key == "ring")
        await press(client, f"/call/{call.id}", {"outcome": "yes"})
        assert one(t, Call, Call.id == call.id).outcome == "yes"
        again = await press(client, f"/call/{call.id}", {"outcome": "no"})
        assert "打过" in await said(client, again)
        complaint = t.rows(Complaint)[0]
        assert (
            await said(client, await press(client, f"/complaint/{complaint.id}/close", {"note": " "}))
            == "写一句怎么办的。"
        )
        await press(client, f"/complaint/{complaint.id}/close", {"note": "补了30元"})
        assert one(t, Complaint).state == "closed"
        assert "给了120" not in (await client.get(DESK)).text


async def test_a_review_is_decided_once(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(f"{DESK}/review/4")).text
        assert "女" in page
        assert "就业促进法" in page, "the rule's source stands beside it"
        version = re.findall(r'name="version" value="(\d+)"', page)[0]
        early = await press(client, "/review/4/publish", {"version": version})
        assert "先打电话" in await said(client, early)
        await press(client, "/review/4/phoned")
        done = await press(client, "/review/4/publish", {"version": version})
        assert "A4" in await said(client, done)
        twice = await press(client, "/review/4/decide", {"version": version, "act": "reject", "reason": "fraud"})
        assert "晚了一步" in await said(client, twice)
        assert one(t, Posting, Posting.id == 4).status == PostingStatus.OPEN
        await t.settle()
        assert t.person("孙老板").was_told("A4")


async def test_sending_back_tells_the_poster_why(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        page = (await client.get(f"{DESK}/review/4")).text
        version = re.findall(r'name="version" value="(\d+)"', page)[0]
        await press(client, "/review/4/decide", {"version": version, "act": "back", "words": "工钱低了，再商量"})
        await t.settle()
        assert t.person("孙老板").was_told("工钱低了，再商量")
        assert one(t, Posting, Posting.id == 4).status == PostingStatus.DRAFT


async def test_a_need_by_telephone_is_read_put_right_and_published(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        text = "后天要12个人套袋，汉薛镇，140一天，管午饭，早7点，老周13800000077"
        found = await press_piece(client, "/new/read", {"text": text})
        assert '<mark data-field="headcount"' in found
        assert 'name="f0.place" type="text" value="汉薛镇"' in found
        assert "还缺：啥时候给钱" in found
        fields = {"f0.pay_when": "daily", "f0.headcount": "14", "held": "f0.headcount,f0.pay_when"}
        better = await press_piece(client, "/new/read", {"text": text, **fields})
        assert 'name="f0.headcount" type="text" value="14"' in better
        assert "还缺" not in better
        lacking = await press(client, "/new", {"text": text, "chosen": "0", "f0.pay_when": ""})
        assert lacking.status_code == 422
        assert "还缺" in lacking.text
        sent = {"text": text, "chosen": "0", "phoned": "yes", "out": "yes", **fields}
        answer = await press(client, "/new", sent)
        row = one(t, Posting, Posting.work == "套袋")
        assert answer.headers["location"] == f"{DESK}/posting/{row.id}"
        assert (row.status, row.headcount_max, row.township, row.entered_by_id) == ("open", 14, "汉薛镇", row.poster_id)
        file = one(t, Employer, Employer.phone == "13800000077")
        assert (row.employer_id, file.phone_checked_by_id) == (file.id, row.entered_by_id)
        await t.settle()
        assert "14人" in t.group("汉薛镇").copy("套袋").text
        unchecked = await press(client, "/new", {**sent, "phoned": "", "text": text.replace("077", "078")})
        assert "/review/" in unchecked.headers["location"], "nothing goes out before somebody called back"


async def test_several_needs_are_several_cards(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        found = await press_piece(client, "/new/read", {"text": "\n".join(NEEDS[1:])})
        assert found.count('class="draft"') == 2
        assert "第2条" in found
        assert 'name="f1.work" type="text" value="装车"' in found


@pytest.mark.parametrize(
    ("asks", "told"), [("", "发布了2条：{0}、{1}。"), ("，只要女的", "{0}发布了，还有1条要看一眼。")]
)
async def test_of_several_sent_at_once_each_is_named(tmp_path: Path, asks: str, told: str) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        text = (
            "明天要6个人卸车，里望乡，200一天，日结，早8点到中午12点，找老钱13800000013\n"
            f"后天要10个人套袋，通化镇{asks}，130一天，日结，早8点到下午6点，找孙姐13800000012"
        )
        form = {"text": text, "chosen": ["0", "1"], "phoned": "yes", "out": "yes"}
        answer = await press(client, "/new", form)
        names = [f"{each.code}{each.work}" for each in t.rows(Posting)[-2:]]
        assert await said(client, answer) == told.format(*names)


async def test_the_roster_by_hand(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await press(client, "/posting/1/add", {"name": "王婶", "phone": "13900000011", "people": "2"})
        person = one(t, Person, Person.phone == "13900000011")
        signup = one(t, Signup, Signup.person_id == person.id)
        assert (signup.posting_id, signup.people) == (1, 2)
        assert "名字" in await said(client, await press(client, "/posting/1/add", {"name": " ", "people": "1"}))
        await press(client, f"/posting/1/signup/{signup.id}/people", {"people": "3"})
        assert one(t, PostingDay, PostingDay.posting_id == 1).taken == 13
        full = 13
        await press(client, "/posting/1/seats", {"number": str(full)})
        await t.person("迟来的").says("A1 我去", group="解店镇")
        late = one(t, Signup, Signup.person_id == one(t, Person, Person.name == "迟来的").id)
        refused = await press(client, f"/posting/1/signup/{late.id}/up", {"day": "2026-10-15"})
        assert "没有名额" in await said(client, refused)
        await press(client, f"/posting/1/signup/{signup.id}/off")
        await press(client, f"/posting/1/signup/{late.id}/up", {"day": "2026-10-15"})
        assert one(t, SignupDay, SignupDay.signup_id == late.id).seats == 1
        row = one(t, SignupDay, SignupDay.signup_id == late.id)
        await press(client, f"/posting/1/tick/{row.id}", {"state": "came"})
        assert one(t, SignupDay, SignupDay.signup_id == late.id).arrived == 1
        await press(client, f"/posting/2/tick/{row.id}", {"state": "absent"})
        assert one(t, SignupDay, SignupDay.signup_id == late.id).arrived == 1, "a row of another posting"


async def test_withdrawing_asks_first_and_tells_everybody(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert "10人会收到通知" in (await client.get(f"{DESK}/posting/1")).text
        await press(client, "/posting/1/withdraw")
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.OPEN
        await press(client, "/posting/1/withdraw", {"sure": "yes"})
        await t.settle()
        assert one(t, Posting, Posting.id == 1).status == PostingStatus.WITHDRAWN
        assert "撤回" in t.group("西解村").copy("A1").text
        assert t.person("王师傅").was_told("A1")


async def test_groups_are_placed_paused_and_taken_out(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        region = one(t, Region, Region.name == "西解村")
        group = one(t, Group, Group.region_id == region.id)
        await press(client, f"/group/{group.id}/pause")
        assert one(t, Group, Group.id == group.id).state == "paused"
        await press(client, f"/group/{group.id}/unbind")
        assert one(t, Group, Group.id == group.id).state == "unbound"
        await press(client, f"/group/{group.id}/bind", {"region": str(region.id)})
        bound = one(t, Group, Group.id == group.id)
        assert (bound.state, bound.region_id) == ("bound", region.id)


async def test_a_group_s_place_is_typed(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        region, other = (one(t, Region, Region.name == name) for name in ("西解村", "新城村"))
        number = one(t, Group, Group.region_id == region.id).id

        async def typed(place: str, trade: str = "") -> str:
            return await said(client, await press(client, f"/group/{number}/bind", {"place": place, "trade": trade}))

        page = (await client.get(f"{DESK}/group/{number}")).text
        assert 'name="place" list="places" maxlength="40" autocomplete="off" value="解店镇西解村"' in page
        assert '<option value="解店镇新城村">' in page
        for place in ("解店镇新城村", "新城"):
            assert await typed(place) == "记下了。"
            assert one(t, Group, Group.id == number).region_id == other.id, place
        assert "没找到“火星”这个地方" in await typed("火星")
        assert "只写一样" in await typed("西解村", "freight")
        assert one(t, Group, Group.id == number).region_id == other.id
        await typed("解店镇新城村", "freight")  # the place stood there already
        bound = one(t, Group, Group.id == number)
        assert (bound.region_id, bound.trade) == (None, "freight")
        assert '<option value="freight" selected>' in (await client.get(f"{DESK}/group/{number}")).text


async def test_two_who_open_the_same_thing_are_told_who_was_first(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as one_, desk(t) as other:
        for client in (one_, other):
            assert (await client.get(f"{DESK}/review/4")).status_code == 200
        version = one(t, Posting, Posting.id == 4).version
        await press(one_, "/review/4/decide", {"version": str(version), "act": "reject", "reason": "fee"})
        told = await said(
            other, await press(other, "/review/4/decide", {"version": str(version), "act": "back", "reason": "pay"})
        )
        assert "驿站小李" in told


async def test_how_it_goes_out_is_chosen_before_and_held_after(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await press(client, "/review/4/phoned")
        await press(client, "/review/4/way", {"way": "town"})
        assert one(t, Posting, Posting.id == 4).plan["way"] == "town"
        assert 'aria-pressed="true"' in (await client.get(f"{DESK}/review/4")).text
        await press(client, "/review/4/way", {"way": "sideways"})
        assert one(t, Posting, Posting.id == 4).plan["way"] == "town"
        text = "明天摘梨找6个人，解店镇西解村，140一天，日结，管午饭，早7点，老周13800000055"
        form = {"text": text, "chosen": "0", "phoned": "yes", "out": "yes", "way": "3"}
        await press(client, "/new", form)
        made = one(t, Posting, Posting.id == 5)
        assert made.plan["way"] == "3"
        assert len(made.plan["waves"]) == 3
        await press(client, "/posting/5/hold")
        assert one(t, Posting, Posting.id == 5).plan.get("stopped") is True
        assert "接着发" in (await client.get(f"{DESK}/posting/5")).text
        await press(client, "/posting/5/send_on")
        assert "stopped" not in one(t, Posting, Posting.id == 5).plan
        assert {"posting.plan", "posting.stop_sending", "posting.send_on"} <= set(acts(t))


async def test_a_township_takes_needs_of_its_own_part_alone(tmp_path: Path) -> None:
    async with county(tmp_path) as t, part(t, "通化镇") as client:
        before = len(t.rows(Posting))
        for need, more in ((NEEDS[0], 0), (NEEDS[2], 1)):
            text = re.sub(r"138\d+", "13800000056", need)
            await press(client, "/new", {"text": text, "chosen": "0", "phoned": "yes", "out": "yes"})
            assert len(t.rows(Posting)) == before + more, need


async def test_whom_the_station_trusts_stands_in_the_settings(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        file = one(t, Employer, Employer.phone == "13800000001")
        for what in ("papers", "trust"):
            await press(client, f"/employer/{file.id}/{what}")
        assert one(t, Employer, Employer.id == file.id).trusted_until is not None
        page = (await client.get(f"{DESK}/settings?tab=trusted")).text
        assert f"/employer/{file.id}/untrust" in page
        await press(client, f"/employer/{file.id}/untrust", {"from": f"{DESK}/settings?tab=trusted"})
        page = (await client.get(f"{DESK}/settings?tab=trusted")).text
        assert f"/employer/{file.id}/untrust" not in page


async def test_what_comes_next_says_its_day_and_is_told_to_a_part_as_well(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        own, elsewhere = one(t, Posting, Posting.code == "A1"), one(t, Posting, Posting.code == "A3")

        def plan(session: Session, now: datetime, here: Here) -> None:
            early = datetime.combine(here.today(now) + timedelta(days=2), time(6, 7), here.zone)
            for posting, at in ((own, early), (elsewhere, early + timedelta(minutes=1))):
                dues.plan(session, now, here, "wave", posting.id, at, key=f"next:{posting.id}")

        t.app.act_now(plan, t.here)
        async with desk(t) as client:
            page = (await client.get(DESK)).text
            assert re.search(r"后天[^<]*</li>(?:(?!of-day).)*>06:07<", page)
            assert not re.search(r"明天[^<]*</li>(?:(?!of-day).)*>06:07<", page)
        async with part(t, "西解村") as client:
            page = (await client.get(DESK)).text
            assert re.search(r"后天[^<]*</li>(?:(?!of-day).)*>06:07<", page)
            assert "06:08" not in page


async def test_everything_that_lacks_is_told_by_its_number_on_the_screen(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        text = (
            "后天汉薛镇要12个人套袋，140一天，日结，老周13800000077\n后天要5个人装车，通化镇\n后天要3个人锄草，180一天"
        )
        form = {"text": text, "chosen": ["1", "2"], "f2.place": "", "f2.pay_when": ""}
        answer = await press(client, "/new", form)
        assert answer.status_code == 422
        found = re.search(r'role="alert"[^>]*>([^<]*)<', answer.text)
        assert found is not None
        assert re.fullmatch(r"第2条还缺：工钱、啥时候给钱。第3条还缺：在哪、啥时候给钱。", found[1]), found[1]
        english = await press(client, "/new?lang=en", form)
        assert "No. 2 still lacks: " in english.text
        assert "No. 3 still lacks: where" in english.text


@pytest.mark.parametrize(("contact", "lacks"), [("13800000077", "找谁"), ("找老周", "电话"), ("", "找谁、电话")])
async def test_of_whom_to_ask_the_half_that_lacks_is_told(tmp_path: Path, contact: str, lacks: str) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        text = f"后天汉薛镇要12个人套袋，140一天，日结，早8点，{contact}"
        answer = await press(client, "/new", {"text": text, "chosen": "0"})
        assert f"还缺：{lacks}。" in answer.text
