"""The page of numbers says what the summaries say; a tick is no number told, and a number told stands over ticks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from httpx2 import AsyncClient
from sqlmodel import Session

from bot import almanac, stats, summaries
from bot.accounts import Visit
from bot.app import Here
from bot.models import Posting, PostingDay, PostingStatus, SignupDay
from handlers.web import charts, desk_numbers
from tests.conversation import Town
from tests.desk_client import DESK, desk, one, press, said
from tests.desk_world import county

MONTH = date(2026, 10, 1)


def _day(t: Town, posting_id: int) -> PostingDay:
    found: PostingDay = one(t, PostingDay, PostingDay.posting_id == posting_id)
    return found


def _seated(t: Town, posting_id: int) -> list[SignupDay]:
    day = _day(t, posting_id)
    return [row for row in t.rows(SignupDay) if row.posting_day_id == day.id and row.seats]


async def test_who_was_not_ticked_is_unknown(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        first, *others = _seated(t, 1)
        assert others
        await press(client, f"/posting/1/tick/{first.id}", {"state": "came"})
        assert (_day(t, 1).reported, _day(t, 1).reported_at) == (None, None)
        await press(client, f"/posting/1/came/{_day(t, 1).id}")
        assert _day(t, 1).reported == _day(t, 1).taken
        await press(client, f"/posting/1/tick/{first.id}", {"state": "absent"})
        assert _day(t, 1).reported == _day(t, 1).taken - first.seats
        await press(client, f"/posting/1/tick/{first.id}", {"state": "unknown"})
        assert (_day(t, 1).reported, _day(t, 1).reported_at) == (None, None)


async def test_of_a_party_some_came(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        t.at("2026-10-15T07:30")
        async with desk(t) as client:
            await _some_of_a_party(t, client)


async def _some_of_a_party(t: Town, client: AsyncClient) -> None:
    party = next(row for row in _seated(t, 1) if row.seats == 2)
    page = (await client.get(f"{DESK}/posting/1")).text
    assert "都来了" in page
    assert "来了1个" in page
    await press(client, f"/posting/1/tick/{party.id}", {"state": "part", "people": "1"})
    assert one(t, SignupDay, SignupDay.id == party.id).arrived == 1
    assert (_day(t, 1).reported, _day(t, 1).reported_at) == (None, None), "the others are unknown, not absent"
    await press(client, f"/posting/1/came/{_day(t, 1).id}")
    assert _day(t, 1).reported == _day(t, 1).taken - 1, "whoever was ticked stays as they were ticked"
    refused = await press(client, f"/posting/1/tick/{party.id}", {"state": "part", "people": "3"})
    assert "2" in await said(client, refused)
    assert one(t, SignupDay, SignupDay.id == party.id).arrived == 1
    await press(client, f"/posting/1/tick/{party.id}", {"state": "unknown", "people": "1"})
    assert one(t, SignupDay, SignupDay.id == party.id).arrived is None


async def test_a_number_told_in_words_stands_over_ticks(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        t.at("2026-10-15T08:00")
        await t.person("王师傅").says("来了5个")
        told_at = _day(t, 1).reported_at
        assert (_day(t, 1).reported, told_at is not None) == (5, True)
        first = _seated(t, 1)[0]
        async with desk(t) as client:
            for state in ("came", "unknown", "absent"):
                await press(client, f"/posting/1/tick/{first.id}", {"state": state})
                assert (_day(t, 1).reported, _day(t, 1).reported_at) == (5, told_at), state
            await press(client, f"/posting/1/came/{_day(t, 1).id}")
            assert (_day(t, 1).reported, _day(t, 1).reported_at) == (5, told_at)


def _as_many_as_come(session: Session, now: datetime, here: Here) -> None:
    """A2 was withdrawn, A3 wants as many as come."""
    withdrawn, loading = session.get(Posting, 2), session.get(Posting, 3)
    assert withdrawn is not None
    assert loading is not None
    withdrawn.status, loading.headcount_open = PostingStatus.WITHDRAWN, True
    session.add_all([withdrawn, loading])


async def test_the_page_says_what_the_fridays_summary_says(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        t.app.act_now(_as_many_as_come, t.here)
        t.at("2026-10-15T08:00")
        await t.person("王师傅").says("来了5个")
        loaders = _seated(t, 3)
        assert len(loaders) > 1
        visit = Visit(1, 1, 1, "县里", "zh", True, None, False, "", t.now)

        def both(session: Session) -> tuple[desk_numbers.Tally, dict[str, int], list[str]]:
            found = desk_numbers.gathered(session, t.now, t.here, visit, MONTH, "zh")
            body = summaries.body(session, t.now, t.here, date(2026, 10, 10), date(2026, 10, 16), "zh")
            return found["whole"], found["counters"], body

        async def agree(client: AsyncClient, requested: int, arrived: int, told: int) -> None:
            whole, counters, body = t.read(both)
            taken = _day(t, 1).taken + _day(t, 3).taken
            assert (whole.requested, whole.signed, whole.days) == (requested, taken, 2)
            assert (whole.arrived, whole.reported) == (arrived, told)
            assert counters["person_days"] == arrived
            assert f"要{whole.requested}人次，报{whole.signed}人次" in body[0]
            values = {"arrived": whole.arrived, "rate": whole.rate, "told": whole.reported, "days": whole.days}
            assert body[1] == almanac.say(t.here, "summary.arrived", "zh", **values)
            page = (await client.get(f"{DESK}/numbers?month=2026-10")).text
            assert f'<dd class="num">{whole.rate}%</dd>' in page
            assert counters["placed"] == 5, "told without names: so many were there at least"

        requested = _day(t, 1).wanted + _day(t, 3).taken
        async with desk(t) as client:
            await press(client, f"/posting/3/tick/{loaders[0].id}", {"state": "came"})
            await agree(client, requested, 5, 1)
            await press(client, f"/posting/3/came/{_day(t, 3).id}")
            await agree(client, requested, 5 + _day(t, 3).taken, 2)


async def test_township_and_trade_are_drawn_as_the_months_are(tmp_path: Path) -> None:
    async with county(tmp_path) as t:
        t.at("2026-10-15T08:00")
        await t.person("王师傅").says("来了5个")
        async with desk(t) as client:
            page = (await client.get(f"{DESK}/numbers?month=2026-10")).text
        whole = [each.partition("</svg>")[0] for each in page.split("<svg ")[1:]]
        drawn = [each for each in whole if not each.startswith('class="chart small"')]
        assert len(drawn) == 6, "by month, township and trade, each for a screen and for a phone"
        towns = next(each for each in drawn if 'aria-label="按乡镇' in each)
        assert "<title>解店镇 5</title>" in towns
        assert towns.count("<rect") == 7, "of two townships nobody told who came: no bar, and no nothing"
        assert towns.count(">—<") == 2
        assert any('aria-label="按行业' in each and "采摘" in each for each in drawn)
        alone = [each for each in whole if each not in drawn]
        assert len(alone) == 3, "the match rate by month, township and trade; nothing became full"
        rates = next(each for each in alone if 'aria-label="按乡镇: 匹配率' in each)
        assert "<title>解店镇 25%</title>" in rates
        assert (rates.count("<rect"), rates.count(">—<")) == (1, 2), "of what nobody told there is no rate"


async def test_how_long_until_full_is_drawn_beside_the_rate(tmp_path: Path) -> None:
    async with county(tmp_path) as t:

        def full(session: Session, now: datetime, here: Here) -> None:
            posting = session.get_one(Posting, 1)
            assert posting.published_at is not None
            posting.filled_at = posting.published_at + timedelta(minutes=95)
            session.add(posting)

        t.app.act_now(full, t.here)
        async with desk(t) as client:
            page = (await client.get(f"{DESK}/numbers?month=2026-10")).text
        small = [each.partition("</svg>")[0] for each in page.split('<svg class="chart small"')[1:]]
        assert len(small) == 3, "by month, township, trade; no rate, for nobody told who came"
        assert all("招满用时" in each for each in small)
        assert "<title>采摘 95</title>" in small[2]
        assert "<title>2026-10 95</title>" in small[0]


def test_a_rate_has_a_scale_of_its_own() -> None:
    months = [desk_numbers.Tally(f"2026-{number:02}") for number in range(1, 13)]
    for number, each in enumerate(months[1:]):
        each.cell += stats.Cell(requested=300, told_requested=300, told=1, arrived=30 * number, days=1)
        each.minutes.append(60.0 * number)
    drawn = dict(charts.alone(months, charts.columns))
    assert list(drawn) == ["rate", "to_full"]
    bars = drawn["rate"]["bars"]
    assert [bar["parts"][0]["value"] for bar in bars] == [0, *range(0, 101, 10)]
    assert [line["label"] for line in drawn["rate"]["lines"]] == ["0%", "50%", "100%"]
    assert bars[0]["parts"][0]["label"] == "—"
    for chart in drawn.values():
        parts = [each for bar in chart["bars"] for each in bar["parts"]]
        assert all(each["x"] + chart["wide"] <= chart["width"] for each in parts)
        assert all(each["y"] + each["h"] < chart["height"] - 20 for each in parts)
    assert charts.alone(months[:1], charts.lying) == [], "what nothing is known of is not drawn"


def test_lying_bars_begin_at_zero_and_tell_who_is_left_to_the_table() -> None:
    made = [desk_numbers.Tally(f"很长很长很长的乡镇名{number}") for number in range(15)]
    for number, each in enumerate(made):
        each.cell += stats.Cell(requested=30 - number, signed=10, arrived=5, told=1, days=1)
    for width, left in ((charts.WIDTH, charts.NAMED), (charts.PHONE_WIDTH, charts.PHONE_NAMED)):
        drawn = charts.lying(made, width)
        assert (len(drawn["rows"]), drawn["more"]) == (charts.LYING_MOST, 3)
        assert drawn["lines"][0] == {"x": left, "value": 0, "label": "0"}
        room = drawn["lines"][-1]["x"] - left
        for row, tally in zip(drawn["rows"], made, strict=False):
            assert [bar["value"] for bar in row["parts"]] == [tally.requested, 10, 5]
            for bar in row["parts"]:
                assert abs(bar["w"] / room - bar["value"] / drawn["lines"][-1]["value"]) < 0.01, "one scale for all"
                assert left + bar["w"] < width - 30, "room for the number"
            assert row["short"].endswith("…")
        assert drawn["rows"][-1]["parts"][-1]["y"] + drawn["bar"] < drawn["height"]
    assert charts.lying([])["rows"] == []
