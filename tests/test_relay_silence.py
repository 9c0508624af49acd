"""A group that people carry to is silent when its forwarder ticks nothing, or brings nothing back, for long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot import relay_silence, summaries
from bot.models import RelayCopy
from tests.conversation import Town, town
from tests.desk_client import DESK, desk
from tests.relays import bring, carry, out, relayed
from tests.talks import WHOLE


def why(t: Town, group_id: int) -> str:
    found = t.app.act_now(relay_silence.silent, t.here)
    return found[group_id].why if group_id in found else ""


async def test_nothing_ticked_and_nothing_brought_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        group_id, person_id = relayed(t, "西解村")
        t.at("2026-10-29T12:00")
        assert why(t, group_id) == "", "nothing was to be carried: nobody missed anything"
        await out(t, t.person("王师傅"))
        assert len(t.rows(RelayCopy)) == 1
        t.at("2026-11-11T12:00")
        assert why(t, group_id) == "", "not for long enough"
        t.at("2026-11-13T12:00")
        assert why(t, group_id) == "unticked"
        async with desk(t) as client:
            for page in ("", "/groups?state=trouble", f"/group/{group_id}"):
                text = (await client.get(DESK + page)).text
                assert "15天没转" in text, page
        week = t.app.act_now(summaries.text, t.here, t.now.date() - timedelta(days=6), t.now.date(), "zh")
        assert "1个靠人转的群14天没转，或没带回话：西解村。" in week
        carry(t, group_id, person_id)
        # A posting of long ago is over: what stands there is dropped, and a tick of what is new is a sign of life.
        await out(t, t.person("王师傅"), WHOLE.replace("摘苹果", "套袋"))
        carry(t, group_id, person_id)
        assert why(t, group_id) == ""
        t.at("2026-11-28T13:00")
        assert why(t, group_id) == "nothing_back"
        async with desk(t) as client:
            assert "转了15天，没带回话来" in (await client.get(DESK)).text
        await out(t, t.person("王师傅"), WHOLE.replace("摘苹果", "装车"))
        carry(t, group_id, person_id)
        bring(t, group_id, person_id, "西解村:秀兰2")
        assert why(t, group_id) == ""
        async with desk(t) as client:
            assert "带回过话" in (await client.get(f"{DESK}/group/{group_id}")).text
