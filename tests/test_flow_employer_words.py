"""Words of employers and brokers in the talk that each stand for a class, not for a phrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Posting
from tests.conversation import Town, town


def newest(t: Town) -> Posting:
    rows: list[Posting] = t.rows(Posting)
    return rows[-1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("招司机一名，拉苹果去运城，货车，面议，明天，从南张乡走，13700005559 马师傅", "freight"),
        ("明天找个司机跑趟运城，运费面议，解店镇装货，13700005559 马师傅", "freight"),
        ("招司机一名，开公司的货车送货到运城，面议，明天，南张乡，13700005559 马师傅", "gig"),
    ],
)
async def test_a_haul_may_be_agreed_and_a_hired_driver_needs_a_sum(tmp_path: Path, text: str, kind: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("马师傅")
        await boss.says(text)
        assert newest(t).kind == kind
        assert ("群里不能只写面议" in boss.last) == (kind == "gig")


@pytest.mark.parametrize(
    "text",
    ["诚招长期保洁，工资面议，县城，联系电话13700004444", "长期聘保安，面议，县城里，13700004444"],
)
async def test_a_post_offered_without_a_number_is_a_need(tmp_path: Path, text: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王姐")
        await boss.says(text)
        assert (newest(t).kind, newest(t).negotiable) == ("longterm", True)
        assert (newest(t).detail or "").startswith("县城")
