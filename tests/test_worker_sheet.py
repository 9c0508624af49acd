"""A village officer's sheet of workers: each row for itself, hours as people say them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import worker_sheet
from tests.conversation import Town, town

HEADS = "姓名\t电话\t村\t时间\t年龄\t同意\n"


def read(t: Town, *rows: str) -> list[str]:
    """What will happen with each row."""
    text = HEADS + "\n".join(rows)
    table = t.app.act_now(worker_sheet.read, t.here, text, agreed=False)
    return [line.effect for line in table.lines]


async def test_a_row_that_is_left_out_hides_no_other(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        good = "秀兰\t13900000011\t西解村\t\t46\t是"
        assert read(t, "秀兰\t13900000011\t没有的村\t\t46\t是", good, good) == ["no_place", "new", "twice"]
        assert read(t, "秀兰\t13900000011\t西解村\t\t46\t否", good) == ["no_consent", "new"]
        assert read(t, good, "小芳\t13900000011\t西解村\t\t15\t是") == ["new", "too_young"]


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("白天", ("morning", "afternoon")),
        ("整天", ("whole",)),
        ("都行", ("whole",)),
        ("上午下午都行", ("morning", "afternoon")),
        ("白天，晚上不行", ("morning", "afternoon")),
        ("晚上没空、上午", ("morning",)),
        ("早上 夜里", ("morning", "night")),
        ("不限", ("whole",)),
        ("", ()),
    ],
)
def test_hours_are_those_that_were_said(said: str, hours: tuple[str, ...]) -> None:
    assert worker_sheet.hours_in(said) == hours
