"""A sheet that somebody hands in (xlsx, or saved as text) as rows of plain words; nothing in it is ever run.

Office Open XML (ECMA-376): a zip with `xl/worksheets/sheet1.xml`, whose cells hold numbers, words of their own
(`t="inlineStr"`) or places in `xl/sharedStrings.xml` (`t="s"`). Of formulas their last value is read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from xml.parsers import expat

UNZIPPED_MOST = 8_000_000
ROWS_MOST = 1_000
COLUMNS_MOST = 40
CELL_MOST = 120
MERGED = re.compile(r"(?P<left>[A-Z]{1,3})(?P<first>\d{1,7}):(?P<right>[A-Z]{1,3})(?P<last>\d{1,7})")
COLUMN = re.compile(r"([A-Z]{1,3})\d+")


class Unreadable(Exception):
    """The file is no sheet that can be read."""


def rows(data: bytes) -> list[list[str]]:
    """The rows of the first sheet, words stripped, empty rows left out. Raises Unreadable."""
    found = _book(data) if data[:2] == b"PK" else _text(data)
    kept = [[_cell(each) for each in row[:COLUMNS_MOST]] for row in found[:ROWS_MOST]]
    kept = [row for row in kept if any(row)]
    if not kept:
        raise Unreadable
    return kept


def of_text(text: str) -> list[list[str]]:
    """Rows of a pasted sheet: cells apart by tabs, else by commas, one row a line."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()][:ROWS_MOST]
    mark = "\t" if any("\t" in line for line in lines) else ","
    if mark == ",":
        lines = [line.replace("，", ",") for line in lines]
    return [[_cell(each) for each in row[:COLUMNS_MOST]] for row in csv.reader(lines, delimiter=mark) if row]


def as_text(found: list[list[str]]) -> str:
    """Rows as text that `of_text` reads again."""
    return "\n".join("\t".join(row) for row in found)


def _cell(words: str) -> str:
    kept = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(kept.split())[:CELL_MOST].replace('"', "")


def _text(data: bytes) -> list[list[str]]:
    for name in ("utf-8-sig", "gb18030"):
        try:
            return of_text(data.decode(name))
        except UnicodeDecodeError:
            continue
    raise Unreadable


def _book(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = sorted(each for each in book.namelist() if each.startswith("xl/worksheets/sheet"))
            if not names or sum(each.file_size for each in book.infolist()) > UNZIPPED_MOST:
                raise Unreadable
            shared = _Shared()
            if "xl/sharedStrings.xml" in book.namelist():
                _parse(book.read("xl/sharedStrings.xml"), shared)
            first = "xl/worksheets/sheet1.xml" if "xl/worksheets/sheet1.xml" in names else names[0]
            sheet = _Sheet(shared.words)
            _parse(book.read(first), sheet)
            return sheet.rows
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, RuntimeError, NotImplementedError):
        raise Unreadable from None


class _Shared:
    """Collects the words of `sharedStrings.xml`; phonetic readings (`rPh`) are left out."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.parts: list[str] = []
        self.taking = False
        self.aside = 0

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.aside += 1
        self.taking = name == "t" and not self.aside

    def end(self, name: str) -> None:
        self.taking = False
        if name == "rPh":
            self.aside -= 1
        elif name == "si":
            self.words.append("".join(self.parts))

    def said(self, words: str) -> None:
        if self.taking:
            self.parts.append(words)


class _Sheet:
    """Collects the cells of a worksheet by row and column."""

    def __init__(self, shared: list[str]) -> None:
        self.shared = shared
        self.rows: list[list[str]] = []
        self.row: dict[int, str] = {}
        self.column, self.kind, self.number = 0, "", 0
        self.parts: list[str] = []
        self.taking = False
        self.numbers: list[int] = []  # of the rows, as the sheet counts them

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "row":
            self.row, self.column = {}, -1
            last = self.numbers[-1] if self.numbers else 0
            self.number = int(given["r"]) if given.get("r", "").isdecimal() else last + 1
        elif name == "mergeCell":
            self._filled_down(MERGED.fullmatch(given.get("ref", "")))
        elif name == "c":
            found = COLUMN.fullmatch(given.get("r", ""))
            self.column = _number(found[1]) if found else self.column + 1
            self.kind, self.parts = given.get("t", ""), []
        self.taking = name in ("v", "t")

    def end(self, name: str) -> None:
        self.taking = False
        if name == "c" and 0 <= self.column < COLUMNS_MOST:
            self.row[self.column] = self._words("".join(self.parts))
        elif name == "row" and len(self.rows) < ROWS_MOST:
            width = max(self.row, default=-1) + 1
            self.rows.append([self.row.get(number, "") for number in range(width)])
            self.numbers.append(self.number)

    def _filled_down(self, merged: re.Match[str] | None) -> None:
        """Cells of one column that were made one (a village beside all its people): what stands there is each row's."""
        if merged is None or merged["left"] != merged["right"]:
            return
        column, words = _number(merged["left"]), ""
        for number, row in zip(self.numbers, self.rows, strict=True):
            if number == int(merged["first"]):
                words = row[column] if column < len(row) else ""
            elif words and int(merged["first"]) < number <= int(merged["last"]) and column < COLUMNS_MOST:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = row[column] or words

    def said(self, words: str) -> None:
        if self.taking:
            self.parts.append(words)

    def _words(self, words: str) -> str:
        if self.kind == "s":
            return self.shared[int(words)] if words.isdecimal() and int(words) < len(self.shared) else ""
        if self.kind in ("", "n") and words:
            number = float(words)
            return f"{number:.0f}" if number == int(number) else words
        return words


def _number(letters: str) -> int:
    made = 0
    for letter in letters:
        made = made * 26 + ord(letter) - 64
    return made - 1


def _parse(data: bytes, into: _Shared | _Sheet) -> None:
    """Read XML into a collector. Documents that declare entities are refused: a sheet needs none."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def declared(*_: object) -> None:
        raise ValueError("entities")

    parser.EntityDeclHandler = declared
    parser.StartElementHandler = lambda name, given: into.begin(name.rpartition(" ")[2], given)
    parser.EndElementHandler = lambda name: into.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = into.said
    parser.Parse(data, True)
