"""What goes out of the desk's own needs without anybody reading it again, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.models import Person, Posting, Role
from handlers.web import desk_view
from nlp import screen
from tests.desk_client import DESK, browser, desk, one, press, press_piece
from tests.desk_world import county

CLEAN = "后天要12个人摘梨，汉薛镇，140一天，日结，管午饭，早7点，老周13800000077"
SEWING = "后天要4个女工缝纫，只要女的，汉薛镇，130一天，日结，早8点，老周13800000077"
DEPOSIT = "大后天要10个人包装，里望乡，一天110，日结，早8点，孙老板13800000078，每人先交50押金"


async def test_a_finding_waits_and_touches_its_own_need_alone(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        sent = {"text": f"{CLEAN}\n{SEWING}", "chosen": ["0", "1"], "phoned": "yes", "out": "yes"}
        await press(client, "/new", sent)
        clean, sewing = one(t, Posting, Posting.work == "摘梨"), one(t, Posting, Posting.work == "缝纫")
        assert (clean.status, clean.hits) == ("open", [])
        assert sewing.status == "review"
        assert {hit["rule"] for hit in sewing.hits} == {"equal_sex"}


async def test_a_need_that_asks_for_a_deposit_is_entered_and_stopped(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        found = await press_piece(client, "/new/read", {"text": DEPOSIT})
        assert 'name="f0.work" type="text" value="包装"' in found
        await press(client, "/new", {"text": DEPOSIT, "chosen": "0", "phoned": "yes", "out": "yes"})
        row = one(t, Posting, Posting.township == "里望乡", Posting.work == "包装")
        assert (row.status, row.wage_min, row.raw_text) == ("review", 110, DEPOSIT)
        assert any(hit["stops"] and "押金" in hit["words"] for hit in row.hits)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("女工缝纫", "缝纫"),
        ("包装女工", "包装工"),
        ("女保洁", "保洁"),
        ("男搬运工", "搬运工"),
        ("妇女摘棉花", "摘棉花"),
        ("女装缝纫", "女装缝纫"),
        ("女工", "女工"),
        ("女工宿舍保洁", "女工宿舍保洁"),
        ("摘苹果", "摘苹果"),
    ],
)
def test_a_work_s_name_has_no_sex(said: str, plain: str) -> None:
    assert screen.plain_work(said) == plain


async def test_the_try_out_s_door_says_why_it_is_closed(tmp_path: Path) -> None:
    async with county(tmp_path) as t:

        def no_desk(session: Session, *_: object) -> None:
            for row in session.exec(select(Person)):
                row.role = Role.NONE

        t.app.act_now(no_desk, t.here)
        async with browser(t) as client:
            answer = await client.get(f"{DESK}/try")
            assert answer.status_code == 403
            assert 'name="login"' in answer.text


def test_phones_are_masked_as_the_parser_reads_them() -> None:
    for said_, shown in (
        ("打138 0013 8001问", "打138****8001问"),
        ("幺三八零零幺三八零零幺 我去", "138****8001 我去"),
        ("13800138001、13900139002都行", "138****8001、139****9002都行"),
        ("家里0359-4520000", "家里035****0000"),
        ("150一天20个人", "150一天20个人"),
    ):
        assert desk_view.masked_words(said_) == shown
