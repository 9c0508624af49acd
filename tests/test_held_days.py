"""Who weighs two works and names a day that one of them has not keeps what is held for them; no seat lies idle."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.models import PostingDay, Question, Signup
from tests import rows
from tests.conversation import town

VILLAGE = "西解村"


async def test_a_day_that_the_work_has_not_takes_nothing_from_who_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        t.app.act_now(rows.open_posting, t.here, wanted=3, groups=(VILLAGE,))
        t.app.act_now(rows.open_posting, t.here, code="B2", work="套袋", wanted=1, groups=(VILLAGE,))
        await t.settle()
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        await t.person("秀兰").says("B2我去", group=VILLAGE)
        assert [each.kind for each in t.rows(Question) if each.state == "open"] == ["clash"]
        await t.person("老李").says("B2我去", group=VILLAGE)
        later = rows.TOMORROW + timedelta(days=1)
        await t.person("秀兰").says(f"B2 {later.day}号我去", group=VILLAGE)
        (_, held) = t.rows(PostingDay)
        assert (held.taken, held.held) == (0, 1)
        assert [each.state for each in t.rows(Signup)] == ["active"] * 3
