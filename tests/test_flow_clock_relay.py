"""What happens by time where people carry the texts: digests, recurring notices, a day that is off, set hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot import relay, relay_texts
from bot.models import Call, Due, RelayText
from tests.conversation import SETTINGS, Town, town
from tests.relays import bring, out, ready, relayed, roster
from tests.test_flow_clock import VILLAGE, as_boss
from tests.test_flow_group import opened
from tests.test_relay import carried_by

FAR = date(2026, 10, 25)
TOWNSHIP = "汉薛镇"


def tick(t: Town, group_id: int, person_id: int) -> None:
    """转发了, for everything that waits in the group."""
    fresh, bundle, _ = ready(t, group_id)
    for one in (*fresh, *([bundle] if bundle is not None else [])):
        if one.text_id is not None:
            t.app.act_now(relay_texts.carried, t.here, person_id=person_id, text_id=one.text_id)
        else:
            t.app.act_now(relay.carried, t.here, person_id=person_id, copy_ids=one.copy_ids)


async def test_a_digest_is_ready_text_and_its_codes_are_answered_to(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        (group_id,) = await carried_by(t, "刘会计", TOWNSHIP)
        cadre = t.person("刘会计")
        posting_id = await opened(t, code="B1", start=FAR)
        before = len(cadre.inbox)
        await t.leap("2026-10-15T18:01")
        (one,), bundle, standing = ready(t, group_id)
        assert (one.code, bundle, standing) == ("第1期", None, [])
        assert one.text == t.group("解店镇").last, "the words that a live group of a township gets"
        assert "B1 摘苹果 还差20人" in one.text
        assert [m.text for m in cadre.inbox[before:]] == [
            f"{TOWNSHIP}乡亲：第1期还没转到群里。转完点一下“转发了”，或者回我“转了”。"
        ]
        carrier = t.rows(RelayText)[0]
        tick(t, group_id, _carrier(t))
        fresh, _, standing = ready(t, group_id)
        assert (fresh, [each.code for each in standing]) == ([], ["第1期"])
        bring(t, group_id, _carrier(t), f"{TOWNSHIP}:秀兰2,老李1")
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (1, 0)}, "the only posting that the digest spoke of"
        await t.leap("2026-10-16T18:01")
        assert [each.code for each in ready(t, group_id)[0]] == ["第2期"]
        assert ready(t, group_id)[2] == [], "yesterday's is of no use today"
        assert carrier.kind == relay_texts.DIGEST


def _carrier(t: Town) -> int:
    from bot.models import Person

    found: int = next(row.id for row in t.rows(Person) if row.name == "刘会计")
    return found


async def test_what_the_group_has_singly_is_not_in_its_digest_and_paused_it_gets_none(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, TOWNSHIP)
        await out(t, t.person("王师傅"))
        single = [each.code for each in ready(t, group_id)[0]]
        await t.leap("2026-10-14T20:31")
        assert single == ["A1"] or len(single) == 1
        assert t.rows(RelayText) == []
        assert person_id


async def test_a_notice_is_ready_text_at_once_and_gone_when_its_hour_is_over(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        (group_id,) = await carried_by(t, "刘会计", VILLAGE)
        await t.desk.says("/notice 每周二14:00 全县 今天下午2点半直播招工")
        await t.leap("2026-10-20T14:01")
        (one,) = ready(t, group_id)[0]
        assert (one.code, one.text) == ("第1号通知", "今天下午2点半直播招工")
        assert t.person("刘会计").last == f"{VILLAGE}乡亲：第1号通知还没转到群里。转完点一下“转发了”，或者回我“转了”。"
        await t.leap("2026-10-20T16:01")
        assert ready(t, group_id)[0] == []


async def test_one_day_off_is_ready_text_at_any_hour_with_the_words_in_the_message(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        (group_id,) = await carried_by(t, "刘会计", VILLAGE)
        cadre = t.person("刘会计")
        posting = await out(
            t,
            as_boss(t),
            "明天起连着三天要20个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001",
        )
        tick(t, group_id, _carrier(t))
        bring(t, group_id, _carrier(t), f"{VILLAGE}:秀兰2,老李1")
        await t.leap("2026-10-15T04:40")
        before = len(cadre.inbox)
        await as_boss(t).says("下雨，今天停工")
        line = f"下雨，{posting.code}今天(10月15日周四)停工，别去了！"
        (one,) = [each for each in ready(t, group_id)[0] if each.text_id is not None]
        assert (one.text, one.urgent) == (line, True)
        await t.later(minutes=1)
        told = [m.text for m in cadre.inbox[before:]]
        assert any(text.endswith(f"\n\n{line}") and "马上转" in text for text in told), "at night too"
        tick(t, group_id, _carrier(t))
        assert not any(each.urgent for each in ready(t, group_id)[0])
        await t.leap("2026-10-16T00:01")
        assert not any(each.text_id for each in ready(t, group_id)[2]), "of no use the day after"
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0), "老李": (1, 0)}, "seats are kept"


async def test_a_forwarder_without_a_messenger_is_rung_up_and_the_call_ends_with_its_use(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        relayed(t, TOWNSHIP)
        await opened(t, code="B1", start=FAR)
        await t.leap("2026-10-15T18:01")
        (call,) = [row for row in t.rows(Call) if row.what == "call_relay.carry"]
        assert (call.outcome, str(call.day)) == ("", "2026-10-15")
        await t.leap("2026-10-16T00:01")
        (call, *_) = [row for row in t.rows(Call) if row.what == "call_relay.carry"]
        assert call.outcome == "over"


async def test_the_news_of_set_hours_are_switched_off_but_a_stop_never_is(tmp_path: Path) -> None:
    clock = SETTINGS.clock.model_copy(update={"relay_news": False})
    async with town(tmp_path, settings=SETTINGS.model_copy(update={"clock": clock})) as t:
        (group_id,) = await carried_by(t, "刘会计", VILLAGE)
        cadre = t.person("刘会计")
        posting = await out(t, as_boss(t))
        tick(t, group_id, _carrier(t))
        before = len(cadre.inbox)
        await t.person("玉梅").says("我去", group="解店镇")
        await t.leap("2026-10-14T20:31")
        assert len(cadre.inbox) == before
        assert "switched off" in {row.reason for row in t.rows(Due) if row.kind == relay.REMIND}
        await t.person("建军").says(f"{posting.code} 我们19个人去", group="解店镇")
        await t.later(minutes=1)
        assert any("马上转" in m.text for m in cadre.inbox[before:])
