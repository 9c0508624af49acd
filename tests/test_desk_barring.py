"""Nobody is barred on the desk's pages without a reason: it stands in the file, in the book of events, on the page."""

from __future__ import annotations

from pathlib import Path

from httpx2 import AsyncClient

from bot.models import Employer, Event, Person
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
