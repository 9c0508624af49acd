"""Groups bound at once from a list in a file, as a spreadsheet saves it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from bot import decisions, groups, outbox, parts, sheet_in
from bot.app import Here
from bot.errors import ConfigError, Refused
from bot.models import Group, GroupState, Region
from bot.people import Sender
from bot.texts import say

CHAT_MOST = 18  # digits with the sign: what a column of 64 bits bears
ENCODINGS = ("utf-8-sig", "gb18030")
"""How the file may be written: Excel's "CSV UTF-8", and its plain CSV on a Chinese Windows (GBK)."""


def read(path: Path) -> list[tuple[int, str, str]]:
    """The lines `chat_id,region code or name,trade` of a CSV; lines without a chat id (a heading) are passed by."""
    rows = []
    for line in _lines(path):
        if _is_chat(line[0]):
            cells = [*line, "", ""]
            rows.append((int(cells[0]), cells[1], cells[2]))
    return rows


def without_chat(path: Path) -> list[str]:
    """The lines after the first (a heading) that name no chat by its id, as they stand, with their place."""
    return [
        f"line {number}, no chat id: {','.join(line)}"
        for number, line in enumerate(_lines(path), start=1)
        if number > 1 and any(line) and not _is_chat(line[0])
    ]


def _lines(path: Path) -> list[list[str]]:
    """The cells of each line that is not empty."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    read = csv.reader(_decoded(path, content).splitlines())
    return [[cell.strip() for cell in line] for line in read if line]


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"{path} is neither UTF-8 nor GB 18030; save it as CSV UTF-8.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of groups: what it says and what will be done with it.

    `effect`: "bind" (a group that is bound nowhere yet), "move" (bound to something else so far), "same"; or why not:
    "no_chat", "no_trade", "no_region", "several" (the name may mean several regions), "nothing", "twice".
    """

    chat: str
    place: str
    trade_words: str
    effect: str
    chat_id: int = 0
    region_id: int | None = None
    trade: str | None = None
    found: str = ""  # the region or the trade as it will be, or the regions that are meant alike
    before: str = ""  # what a group that moves was bound to

    @property
    def counts(self) -> bool:
        """Whether a group is bound by it."""
        return self.effect in ("bind", "move")


def plan(session: Session, here: Here, rows: Sequence[Sequence[str]]) -> list[Line]:
    """What each line `chat id, region code or name, trade` will do. A heading is passed by; nothing is changed.

    A name that may mean several regions binds nothing, as with `/bind`.
    """
    lines: list[Line] = []
    known: set[int] = set()
    for number, row in enumerate(rows):
        cells = [*(cell.strip() for cell in row), "", "", ""]
        if not any(cells):
            continue
        if not _is_chat(cells[0]):
            if number:
                lines.append(Line(cells[0], cells[1], cells[2], "no_chat"))
            continue
        line = _line(session, here, cells[0], cells[1], cells[2])
        lines.append(replace(line, effect="twice") if line.chat_id in known else line)
        known.add(line.chat_id)
    return lines


def _is_chat(words: str) -> bool:
    return words.removeprefix("-").isdecimal() and len(words) <= CHAT_MOST


def _line(session: Session, here: Here, chat: str, place: str, trade_words: str) -> Line:
    trade = groups.trade_named(trade_words, here.language) if trade_words else None
    line = Line(chat, place, trade_words, "nothing", int(chat), None, trade)
    if trade_words and trade is None:
        return replace(line, effect="no_trade")
    try:
        region = _region(session, here, place)
    except Refused as refused:
        names = str(refused.values.get("names", ""))
        return replace(line, effect="several" if names else "no_region", found=names)
    if region is None and trade is None:
        return line
    found = groups.path(session, region) if region is not None else say(f"trade.{trade}", here.language)
    line = replace(line, effect="bind", region_id=region.id if region is not None else None, found=found)
    address = outbox.group_by_chat(session, here, line.chat_id)
    group = session.get(Group, address.group_id) if address is not None else None
    if group is None or group.state not in (GroupState.BOUND, GroupState.PAUSED):
        return line
    if (group.region_id, group.trade) == (line.region_id, trade):
        return replace(line, effect="same")
    return replace(line, effect="move", before=group.title)


def bind_lines(session: Session, now: datetime, here: Here, lines: Sequence[Line]) -> int:
    """Bind what the lines say; how many groups."""
    bound = 0
    for line in lines:
        if not line.counts and line.effect != "same":
            continue
        region = session.get(Region, line.region_id) if line.region_id is not None else None
        group = groups.ensure(session, now, here, line.chat_id, "")
        if not group.title:
            group.title = line.found
        groups.bind(session, now, here, group, region, line.trade)
        bound += 1
    return bound


def bind_many(session: Session, now: datetime, here: Here, rows: list[tuple[int, str, str]]) -> tuple[int, list[str]]:
    """Bind groups: (chat id, region code or name, trade). How many were bound, and which were not and why."""
    lines = plan(session, here, [(str(chat_id), place, trade) for chat_id, place, trade in rows])
    why = {
        "no_trade": "no such trade: {trade_words}",
        "no_region": "no such region: {place}",
        "several": "{place} may be {found}",
        "nothing": "neither a region nor a trade",
        "twice": "stands twice",
    }
    problems = [
        f"{line.chat}: {why[line.effect].format(trade_words=line.trade_words, place=line.place, found=line.found)}"
        for line in lines
        if line.effect in why
    ]
    return bind_lines(session, now, here, lines), problems


def bind_sheet(
    session: Session, now: datetime, here: Here, *, sender: Sender, text: str, messenger: str, bot: int
) -> int:
    """The desk's list of groups of one bot (`messenger`, `bot`): bind what it says; how many. Refused where nothing is.

    What stands already as it says is not counted.
    """
    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
    there = replace(here, messenger=messenger, bot=bot)
    lines = [line for line in plan(session, there, sheet_in.of_text(text)) if line.counts]
    if not lines:
        raise Refused("web.groups_nothing")
    return bind_lines(session, now, there, lines)


def _region(session: Session, here: Here, words: str) -> Region | None:
    """The region of this code or name; None where there are no words."""
    if not words:
        return None
    coded = session.exec(select(Region).where(Region.county_id == here.county_id, Region.code == words)).first()
    return coded or groups.region_named(session, here, words)
