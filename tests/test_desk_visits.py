"""The desk's pages of visits and of a complaint's evidence."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session, select

from bot import regulars
from bot.app import Here
from bot.models import Due, Employer, Event, Visit
from tests.desk_client import DESK, desk, one, token
from tests.desk_world import county


async def test_visits_are_ticked_on_the_page_with_a_note(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        assert "还没有要走访的" in (await client.get(f"{DESK}/visits")).text

        def listed(session: Session, now: object, here: Here) -> None:
            file = session.exec(select(Employer).order_by(Employer.id)).first()  # type: ignore[arg-type]
            assert file is not None
            file.regular = True
            session.add(file)
            day = t.now.date().isoformat()
            due = Due(county_id=here.county_id, kind="visits", dedupe_key="v", due_at=t.now, details={"day": day})
            assert regulars.visits(session, t.now, here, due) is None

        t.app.act_now(listed, t.here)
        page = (await client.get(f"{DESK}/visits")).text
        assert "还没去" in page
        visit = one(t, Visit, Visit.done_at == None)  # noqa: E711
        form = {"token": token(page), "note": "<b>明年春上</b>要二十个人"}
        assert (await client.post(f"{DESK}/visits/{visit.id}", data=form)).status_code == 303
        after = (await client.get(f"{DESK}/visits")).text
        assert "走访过" in after
        assert "&lt;b&gt;明年春上" in after
        assert one(t, Visit, Visit.id == visit.id).note == "<b>明年春上</b>要二十个人"
        await client.post(f"{DESK}/visits/{visit.id}", data={"token": token(page), "note": "补一句"})
        assert one(t, Visit, Visit.id == visit.id).note == "补一句"


async def test_the_evidence_sheet_is_a_page_that_prints_and_each_look_is_in_the_book(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        today = (await client.get(DESK)).text
        assert f"{DESK}/evidence/1" in today
        sheet = await client.get(f"{DESK}/evidence/1")
        assert sheet.status_code == 200
        assert "用工投诉核实单 第1号" in sheet.text
        assert "上回A1说150给了120" in sheet.text
        assert "校验码" in sheet.text
        assert "data-print" in sheet.text
        assert [row.subject_id for row in t.rows(Event) if row.act == "evidence.look"] == [1]
        assert (await client.get(f"{DESK}/evidence/99")).status_code == 404
