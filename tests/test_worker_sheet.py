"""A village officer's sheet of workers: each row for itself, hours as people say them."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from bot import sheet_in, worker_sheet
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


async def test_a_sheet_as_a_village_officer_makes_it(tmp_path: Path) -> None:
    """A title over all columns, a village beside its people, heads in their own order, phones as numbers and words."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["解店镇务工人员登记表"],
        [],
        ["填表人：李文书", None, None, "日期：2026-10-14"],
        ["序号", "村", "联 系 电 话", "姓  名", "年龄", "会干啥", "本人同意", "备注"],
        [1, "西解村", 13900000011, "王 芳", 46, "摘苹果", "是", None],
        [2, None, "１３９００００００１２", "李小 明", 51, "套袋", "√", "=1+1"],
        [3, None, "139 0000 0013/0359-4520001", "赵铁柱", "52岁", None, "是", None],
        [4, None, "电话没留", "孙二旺", 60, None, "是", None],
        [5, "通化镇", 13900000015.0, "欧阳 建军", 44, "装车", "同意", None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("B5:B8")
    data = io.BytesIO()
    book.save(data)
    async with town(tmp_path) as t:
        text = sheet_in.as_text(sheet_in.rows(data.getvalue()))
        lines = t.app.act_now(worker_sheet.read, t.here, text, agreed=False).lines
        found = [(line.worker.name, line.worker.phone, line.place, line.effect) for line in lines]
    assert found == [
        ("王芳", "13900000011", "西解村", "new"),
        ("李小明", "13900000012", "西解村", "new"),
        ("赵铁柱", "13900000013", "西解村", "new"),
        ("孙二旺", "电话没留", "西解村", "no_phone"),
        ("欧阳建军", "13900000015", "通化镇", "new"),
    ]
