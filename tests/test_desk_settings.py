"""Settings: what is set counts at once, on the open pages too."""

from __future__ import annotations

from pathlib import Path

from bot import settings_rows
from bot.models import Posting
from tests.desk_client import DESK, acts, desk, one, press, said
from tests.desk_world import county


async def test_settings_are_in_force_at_once_and_in_the_book(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await press(client, "/settings", {"key": "times.review_minutes", "value": "25"})
        await press(client, "/settings", {"key": "station", "value": "万荣就业驿站"})
        for wrong in ("<b>", "没有", "12", "0359-1234567转<b>"):
            refused = await press(client, "/settings", {"key": "duty_phone", "value": wrong})
            assert "电话号码" in await said(client, refused), wrong
        await press(client, "/settings", {"key": "stop_words", "value": "高薪 日进斗金"})
        for path in (DESK, "/wanrong/board", "/wanrong/board/wall", "/wanrong/a/A1", "/wanrong/feed.atom"):
            assert "万荣就业驿站" in (await client.get(path)).text, path
        await t.person("孙老板二").says(
            "明天要5个人卸车，通化镇，日进斗金200一天，日结，早8点到下午6点，管饭，接送，有保险，孙二13800000019"
        )
        await t.person("孙老板二").says("可以")
        await t.person("孙老板二").says("行")
        assert t.person("孙老板二").was_told("25分钟")
        assert [hit["rule"] for hit in one(t, Posting, Posting.work == "卸车").hits if hit["stops"]] == ["stop_word"]
        for key, value in (
            ("times.review_minutes", "0"),
            ("times.duty_from", "7点"),
            ("rules.age_prompt", "x"),
            ("bots", "x"),
            ("texts.evening.ask", "{nobody}"),
            ("texts.evening.ask", "{name.__class__}"),
        ):
            answer = await press(client, "/settings", {"key": key, "value": value})
            page = await client.get(answer.headers["location"])
            assert 'role="alert"' in page.text, key
        await press(client, "/settings/back", {"key": "station"})
        assert "万荣零工市场" in (await client.get(DESK)).text
        assert "setting.station" in acts(t)
        values = t.read(settings_rows.values, t.here.county_id)
        assert set(values) == {"times.review_minutes", "stop_words"}
