"""Nobody is barred on the desk's pages without a reason, which stands in the file, the book of events and the page;
who hires gets their data and is deleted, with an account or without.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
from httpx2 import AsyncClient
from sqlmodel import Session, select

from bot.app import Here
from bot.models import Employer, Event, Person, Posting, Signup
from bot.texts import say
from tests.conversation import Town
from tests.desk_client import DESK, desk, one, press, said
from tests.desk_world import county

WHY_FIRST = say("desk.bar_why_first", "zh")


def _last(t: Town, act: str) -> Event:
    found: Event = [row for row in t.rows(Event) if row.act == act][-1]
    return found


async def _page(client: AsyncClient, path: str) -> str:
    return (await client.get(f"{DESK}{path}")).text


async def test_a_person_is_barred_for_a_reason(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        number = one(t, Person, Person.name == "秀兰").id
        at = f"/person/{number}"
        for form in ({}, {"reason": "x"}, {"words": "  "}):
            assert await said(client, await press(client, f"{at}/bar", form)) == WHY_FIRST
            assert one(t, Person, Person.id == number).barred_at is None
        assert f'action="{DESK}{at}/bar"' in await _page(client, at)
        await press(client, f"{at}/bar", {"reason": "absent", "words": ""})
        row = one(t, Person, Person.id == number)
        assert (row.barred_at is not None, row.barred_why) == (True, "报了名总不来")
        assert _last(t, "person.bar").after == {"why": "absent"}
        page = await _page(client, at)
        assert "停发了：报了名总不来" in page
        assert "停发 · 报了名总不来" in page, "the history says it too"
        await press(client, f"{at}/unbar")
        row = one(t, Person, Person.id == number)
        assert (row.barred_at, row.barred_why) == (None, "")
        await press(client, f"{at}/bar", {"words": " 老李说她\n骗人。 ", "reason": "unpaid"})
        assert one(t, Person, Person.id == number).barred_why == "老李说她 骗人", "own words before a ready-made one"
        assert _last(t, "person.bar").after == {"why": "own"}, "nobody's words in the book of events"
        assert "停发了：老李说她 骗人" in await _page(client, at)


async def test_who_is_barred_signs_up_by_ringing_the_station(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        number = one(t, Person, Person.name == "秀兰").id

        def on_a3() -> bool:
            return any(row.person_id == number and row.posting_id == 3 for row in t.rows(Signup))

        await press(client, f"/person/{number}/bar", {"reason": "absent"})
        await t.person("秀兰").says("A3 我去", group="西解村")
        assert not on_a3()
        assert "秀兰，A3装车报名先打0359-4520000问问驿站。" in t.group("西解村").last
        await t.person("秀兰").says("A1 我不去了", group="西解村")
        assert one(t, Signup, Signup.person_id == number).state == "left", "leaving is always taken"
        await press(client, f"/person/{number}/unbar")
        await t.person("秀兰").says("A3 我去", group="西解村")
        assert on_a3()


async def test_who_hires_is_barred_at_once_by_the_page_of_their_file(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        file = one(t, Employer, Employer.phone == "13800000009")
        at = f"/employer/{file.id}"
        assert await said(client, await press(client, f"{at}/bar")) == WHY_FIRST
        assert one(t, Employer, Employer.id == file.id).barred_at is None
        told = await said(client, await press(client, f"{at}/bar", {"reason": "deposit"}))
        assert told == say("desk.barred", "zh", phone="13800000009", why="收押金、收钱")
        file = one(t, Employer, Employer.id == file.id)
        assert (file.barred_at is not None, file.barred_why) == (True, "收押金、收钱")
        assert one(t, Person, Person.id == file.person_id).barred_why == "收押金、收钱"
        assert _last(t, "employer.bar").after == {"why": "deposit"}
        assert "收押金、收钱" in await _page(client, at)
        review = await _page(client, "/review/4")
        assert say("screen.barred", "zh") in review, "what waits of theirs is screened anew"
        await press(client, f"{at}/unbar")
        assert one(t, Employer, Employer.id == file.id).barred_why == ""
        assert say("screen.barred", "zh") not in await _page(client, "/review/4")


async def test_an_employer_without_an_account_gets_their_data_and_is_deleted(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        need = "明天要3个人剪枝，里望乡，130一天，日结，早8点到，管午饭，找薛大爷13800000077"
        await press(client, "/new", {"text": need, "chosen": "0", "f0.phone_public": "no"})
        file = one(t, Employer, Employer.phone == "13800000077")
        assert file.person_id is None
        at = f"/employer/{file.id}"
        assert f'action="{DESK}{at}/forget"' in await _page(client, at)
        posting = one(t, Posting, Posting.employer_id == file.id)
        refused = await said(client, await press(client, f"{at}/forget", {"sure": "yes"}))
        assert refused == say("web.file_in_use", "zh", names="剪枝")
        answer = await client.get(f"{DESK}{at}/data.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
        assert {"薛大爷", "13800000077", need, "剪枝"} <= set(cells)
        assert _last(t, "employer.export").subject_id == file.id
        form = {"version": str(posting.version), "act": "reject", "reason": "phone"}
        await press(client, f"/review/{posting.id}/decide", form)
        await press(client, f"{at}/forget")
        assert one(t, Employer, Employer.id == file.id).name == "薛大爷", "asked first"
        await press(client, f"{at}/forget", {"sure": "yes"})
        gone = one(t, Employer, Employer.id == file.id)
        assert (gone.name, gone.phone) == ("", None)
        assert "薛大爷" not in await _page(client, "/people")


async def test_a_barred_file_is_kept_and_an_account_s_file_goes_with_its_person(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        file = one(t, Employer, Employer.phone == "13800000009")
        at = f"/employer/{file.id}"
        assert f'action="{DESK}{at}/forget"' not in await _page(client, at)
        await press(client, f"{at}/forget", {"sure": "yes"})
        assert one(t, Employer, Employer.id == file.id).phone == "13800000009"
        await press(client, f"/person/{file.person_id}/forget", {"sure": "yes"})
        gone = one(t, Employer, Employer.id == file.id)
        assert (gone.name, gone.phone, gone.person_id) == ("", None, None)

        def without_account(session: Session, now: datetime, here: Here) -> None:
            for row in session.exec(select(Employer)):
                row.person_id = None
                session.add(row)

        other = one(t, Employer, Employer.phone == "13800000003")
        await press(client, f"/employer/{other.id}/bar", {"words": "收钱"})
        await press(client, "/posting/3/withdraw", {"sure": "yes"})
        t.app.act_now(without_account, t.here)
        refused = await said(client, await press(client, f"/employer/{other.id}/forget", {"sure": "yes"}))
        assert refused == say("web.file_barred", "zh")
        assert one(t, Employer, Employer.id == other.id).barred_why == "收钱"
