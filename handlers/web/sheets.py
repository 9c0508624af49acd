"""Workbooks: rows of plain values, in which nothing that a person typed is ever a formula, a link or a number."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import xlsxwriter
from starlette.responses import Response

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Sheet = tuple[str, Sequence[str], Sequence[Sequence[Any]]]
"""Name, heads, rows."""

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of a workbook."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, OPTIONS) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for name, heads, rows in sheets:
            page = book.add_worksheet(name.translate(FORBIDDEN)[:31] or "1")
            page.freeze_panes(1, 0)
            for column, word in enumerate(heads):
                page.write_string(0, column, word, head)
                widest = max([len(word), *(len(str(row[column])) for row in rows[:500] if column < len(row))])
                page.set_column(column, column, min(widest * 1.7 + 2, 50))
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        page.write_number(number, column, value)
                    elif value is not None and value != "":
                        page.write_string(number, column, safe(str(value)))
    return held.getvalue()


def safe(text: str) -> str:
    """The text as a cell may hold it: no control characters, and a mark before what a program might take as a formula.

    Cells are written as strings; the mark holds where somebody saves the sheet as CSV and opens that. Programs take the
    wide marks (＝1+1) for a formula too where Chinese is typed, and pass over blanks before one.
    """
    kept = "".join(letter for letter in text if letter.isprintable() or letter == "\n")[:32_000]
    return f"'{kept}" if kept.lstrip()[:1] in FORMULA else kept


def answer(name: str, sheets: Sequence[Sheet]) -> Response:
    """A workbook to keep."""
    return Response(
        workbook(sheets),
        media_type=KIND,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "no-store",
        },
    )
