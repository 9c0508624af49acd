"""Groups bound at once from a list in a file, as a spreadsheet saves it."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from bot import groups
from bot.app import Here
from bot.errors import ConfigError, Refused
from bot.models import Region

ENCODINGS = ("utf-8-sig", "gb18030")
"""How the file may be written: Excel's "CSV UTF-8", and its plain CSV on a Chinese Windows (GBK)."""


def read(path: Path) -> list[tuple[int, str, str]]:
    """The lines `chat_id,region code or name,trade` of a CSV; lines without a chat id (a heading) are passed by."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    rows = []
    for line in csv.reader(_decoded(path, content).splitlines()):
        if line and line[0].strip().removeprefix("-").isdecimal():
            cells = [*(cell.strip() for cell in line), "", ""]
            rows.append((int(cells[0]), cells[1], cells[2]))
    return rows


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"{path} is neither UTF-8 nor GB 18030; save it as CSV UTF-8.")


def bind_many(session: Session, now: datetime, here: Here, rows: list[tuple[int, str, str]]) -> tuple[int, list[str]]:
    """Bind groups: (chat id, region code or name, trade). How many were bound, and which were not and why.

    A name that may mean several regions binds nothing, as with `/bind`.
    """
    bound, problems = 0, []
    for chat_id, region_words, trade_words in rows:
        trade = groups.trade_named(trade_words, here.language) if trade_words else None
        if trade_words and trade is None:
            problems.append(f"{chat_id}: no such trade: {trade_words}")
            continue
        try:
            region = _region(session, here, region_words)
        except Refused as refused:
            names = refused.values.get("names")
            why = f"{region_words} may be {names}" if names else f"no such region: {region_words}"
            problems.append(f"{chat_id}: {why}")
            continue
        if region is None and trade is None:
            problems.append(f"{chat_id}: neither a region nor a trade")
            continue
        group = groups.ensure(session, now, here, chat_id, "")
        if not group.title:
            group.title = groups.path(session, region) if region else trade_words
        groups.bind(session, now, here, group, region, trade)
        bound += 1
    return bound, problems


def _region(session: Session, here: Here, words: str) -> Region | None:
    """The region of this code or name; None where there are no words."""
    if not words:
        return None
    coded = session.exec(select(Region).where(Region.county_id == here.county_id, Region.code == words)).first()
    return coded or groups.region_named(session, here, words)
