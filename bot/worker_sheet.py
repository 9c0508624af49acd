"""A village officer's sheet of workers: read as a table first (who, what it means, what will happen), then put down.

One of the first rows names the columns, in any order and in the words people use (a title and who filled it in may
stand above); without one, cells are told by what stands in them. A row without phone, consent or 16 years is shown and
left out. Identity numbers are not read. The same sheet again changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, select

from bot import decisions, events, sheet_in, workers
from bot.app import Here
from bot.errors import Refused
from bot.models import Region
from bot.people import Sender, clean_name
from bot.workers import Worker

ROWS_MOST = 500
HEADS: dict[str, tuple[str, ...]] = {
    "identity": ("身份证", "证件", "idnumber"),
    "name": ("姓名", "名字", "name", "人员", "求职者"),
    "phone": ("电话", "手机", "phone", "联系方式", "号码"),
    "age": ("年龄", "岁", "age"),
    "place": ("村", "住", "地址", "乡镇", "place", "village", "address"),
    "trade": ("工种", "干啥", "活", "意向", "技能", "特长", "会", "trade", "work", "skill"),
    "reach": ("多远", "距离", "范围", "远近", "地点", "how far", "distance"),
    "hours": ("时间", "时段", "啥时", "有空", "hours", "when"),
    "consent": ("同意", "授权", "签字", "consent", "agree"),
}
REACH_WORDS: dict[str, tuple[str, ...]] = {
    "anywhere": ("外地", "外县", "出县", "哪儿都", "哪都", "都行", "不限", "省外", "anywhere"),
    "county": ("全县", "县内", "本县", "县里", "county"),
    "next": ("邻", "附近", "周边", "旁边", "next", "nearby"),
    "township": ("乡", "镇", "township"),
    "village": ("村", "家门口", "本地", "village"),
}
HOUR_WORDS: dict[str, tuple[str, ...]] = {
    "whole": ("全天", "整天", "一天", "whole"),
    "morning": ("上午", "早", "白天", "morning", "daytime"),
    "afternoon": ("下午", "后晌", "白天", "afternoon", "daytime"),
    "night": ("晚", "夜", "night"),
}
ANY_HOUR = ("都行", "随时", "不限", "any")
NOT_THEN = ("不", "没", "not", "no ")
YES = ("是", "同意", "已", "行", "√", "✓", "对", "yes", "y", "愿意")
NO = ("否", "不", "未", "没", "×", "no")
TITLES_MOST = 6
"""The row that names the columns is one of the first so many."""
HAN = re.compile(r"[\u4e00-\u9fff]")
HAN_ALONE = re.compile(r"[\u4e00-\u9fff](?: ?[\u4e00-\u9fff]){1,3}")
IDENTITY = re.compile(r"\d{17}[\dXx]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet. `effect`: new, change, same, or why it is left out (a key of the texts `worker_why`)."""

    worker: Worker
    place: str = ""
    trade_words: str = ""
    effect: str = "new"

    @property
    def counts(self) -> bool:
        """Whether something will be put down."""
        return self.effect in ("new", "change")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was understood."""

    lines: tuple[Line, ...]
    identity: bool = False

    @property
    def counts(self) -> int:
        """How many rows will be put down."""
        return sum(each.counts for each in self.lines)


def read(
    session: Session, now: datetime, here: Here, text: str, *, agreed: bool, within: Collection[int] | None = None
) -> Table:
    """The table of a pasted or handed-in sheet. `agreed`: who brings it says that all agreed and are 16."""
    rows = sheet_in.of_text(text)
    heads, body = _headed(rows)
    regions = session.exec(select(Region).where(Region.county_id == here.county_id)).all()
    made: list[Line] = []
    seen: set[tuple[str, str]] = set()
    identity = "identity" in heads
    for row in body[:ROWS_MOST]:
        given = _named(row, heads) if heads else _guessed(session, here, row, regions)
        identity = identity or any(IDENTITY.fullmatch(each) for each in row)
        line = _line(session, here, given, regions, agreed, within)
        key = (line.worker.name, line.worker.phone)
        if line.counts and key in seen:
            line = replace(line, effect="twice")
        if line.effect in ("new", "change", "same"):  # what is left out hides nobody
            seen.add(key)
        made.append(line)
    return Table(tuple(made), identity)


def _headed(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], Sequence[Sequence[str]]]:
    """Which column is which, and the rows below; all rows where none names them."""
    for number, row in enumerate(rows[:TITLES_MOST]):
        heads = _heads(row)
        if heads:
            return heads, rows[number + 1 :]
    return {}, rows


def _heads(row: Sequence[str]) -> dict[str, int]:
    """Which column is which; empty where the row names none."""
    found: dict[str, int] = {}
    for number, cell in enumerate("".join(each.lower().split()) if HAN.search(each) else each.lower() for each in row):
        for field, words in HEADS.items():
            if field not in found and any(word in cell for word in words) and not workers.PHONE.search(cell):
                found[field] = number
                break
    return found if "name" in found and "phone" in found else {}


def _named(row: Sequence[str], heads: dict[str, int]) -> dict[str, str]:
    return {field: row[number] for field, number in heads.items() if number < len(row) and field != "identity"}


def _guessed(session: Session, here: Here, row: Sequence[str], regions: Sequence[Region]) -> dict[str, str]:
    given: dict[str, str] = {}
    for cell in row:
        if not cell or IDENTITY.fullmatch(cell):
            continue
        digits = _digits(cell)
        if "phone" not in given and workers.PHONE.fullmatch(digits):
            given["phone"] = digits
        elif "place" not in given and workers.region_in(session, here, cell, regions) is not None:
            given["place"] = cell
        elif "name" not in given and len(cell) <= 5 and not workers.trades_in(cell, here):
            given["name"] = cell
        elif "trade" not in given and workers.trades_in(cell, here):
            given["trade"] = cell
    return given


def _digits(cell: str) -> str:
    """The phone in a cell, the first of several (13900000011/13900000012)."""
    plain = unicodedata.normalize("NFKC", cell).strip().lstrip("'")
    whole = re.sub(r"[\s()-]", "", plain.removeprefix("+86"))
    if workers.PHONE.fullmatch(whole):
        return whole
    parts = (re.sub(r"[\s-]", "", each.strip().removeprefix("+86")) for each in re.split(r"[/,、;；，或]", plain))
    return next((each for each in parts if workers.PHONE.fullmatch(each)), whole)


def _name(cell: str) -> str:
    """A name as it is kept: the space with which sheets make 王 芳 as wide as three letters is none of it."""
    name = clean_name(cell)
    return name.replace(" ", "") if HAN_ALONE.fullmatch(name) else name


def _words(cell: str, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(key for key, words in known.items() if any(word in cell.lower() for word in words))


def hours_in(cell: str) -> tuple[str, ...]:
    """When somebody can: 白天 is forenoon and afternoon, not the night; 晚上不行 leaves the night out."""
    clauses = [each for each in re.split(r"[，,、；;。 ]", cell.lower()) if each]
    can = [each for each in clauses if not any(word in each.replace("不限", "") for word in NOT_THEN)]
    found = dict.fromkeys(key for each in can for key in _words(each, HOUR_WORDS))
    if not found and any(word in each for each in can for word in ANY_HOUR):
        return ("whole",)
    return tuple(key for key in HOUR_WORDS if key in found)


def _line(
    session: Session,
    here: Here,
    given: dict[str, str],
    regions: Sequence[Region],
    agreed: bool,
    within: Collection[int] | None,
) -> Line:
    place, trade_words = given.get("place", ""), given.get("trade", "")
    region = workers.region_in(session, here, place, regions) if place else None
    worker = Worker(
        name=_name(given.get("name", "")),
        phone=_digits(given.get("phone", "")),
        trades=workers.trades_in(trade_words, here),
        reach=next(iter(_words(given.get("reach", ""), REACH_WORDS)), ""),
        hours=hours_in(given.get("hours", "")),
        region_id=region.id if region is not None else None,
    )
    why = _why_not(given, worker, agreed, within)
    return Line(worker, place, trade_words, why or _effect(session, here, worker))


def _why_not(given: dict[str, str], worker: Worker, agreed: bool, within: Collection[int] | None) -> str:
    """Why a row is left out; empty where it is not."""
    consent = given.get("consent", "").lower()
    said_no = consent in ("n", "") if "consent" in given else False
    said_no = said_no or any(word in consent for word in NO)
    age = re.search(r"\d+", given.get("age", ""))
    if not worker.name:
        return "no_name"
    if workers.PHONE.fullmatch(worker.phone) is None:
        return "no_phone"
    if age is not None and int(age[0]) < 16:
        return "too_young"
    if said_no or not (agreed or any(word in consent for word in YES)):
        return "no_consent"
    if within is not None and worker.region_id not in within:
        return "not_yours"
    if given.get("place") and worker.region_id is None:
        return "no_place"
    return ""


def _effect(session: Session, here: Here, worker: Worker) -> str:
    person = workers.known(session, here, worker.name, worker.phone)
    card = workers.card_of(session, here, person.id or 0) if person is not None else None
    if card is None:
        return "new"
    return "change" if workers.differs(card, worker) else "same"


def apply(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    text: str,
    agreed: bool,
    within: Collection[int] | None = None,
) -> int:
    """Put down what the table says; how many. Refused where nothing in it can be."""
    desk = decisions.of_desk(session, now, here, sender)
    table = read(session, now, here, text, agreed=agreed, within=within)
    if not table.counts:
        raise Refused("worker.nothing_to_do")
    for line in table.lines:
        if line.counts:
            workers.put_down(session, now, here, desk.id or 0, line.worker)
    events.note(session, now, here, "person.sheet", "county", here.county_id, after={"people": table.counts})
    return table.counts
