"""The try-out: people with telephones and a group for each region on the local messenger, over its people's side.

Runs where nothing is configured and the local messenger has no groups yet. The same again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from sqlmodel import Session, col, select

from bot import groups, groups_file, people
from bot.app import App, Here
from bot.models import GroupAddress, Region, Role
from bot.people import Sender

DESK_USER = 6_000_000_001
"""The desk's person of the try-out; their id stands in the try-out's configuration."""

BROKER_USER = 6_000_000_003
"""Who brings people with them; the desk invited them long ago."""

PEOPLE = (
    (6_000_000_002, "王老板", "用工方"),
    (BROKER_USER, "李经纪", "经纪人"),
    (DESK_USER, "驿站小赵", "驿站"),
    (6_000_000_011, "秀兰", "零工"),
    (6_000_000_012, "老李", "零工"),
    (6_000_000_013, "建军", "零工"),
    (6_000_000_014, "玉梅", "零工"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region that gets a group: its code, level, name, and the code of the region it lies in."""

    code: str
    level: str
    name: str
    parent: str | None


def unbound(session: Session, here: Here) -> list[Place]:
    """The county's regions where no group was ever seen here; empty where there are groups already."""
    if session.exec(select(GroupAddress.id).where(GroupAddress.county_id == here.county_id).limit(1)).first():
        return []
    rows = session.exec(select(Region).where(Region.county_id == here.county_id).order_by(col(Region.id))).all()
    codes = {row.id: row.code for row in rows}
    return [Place(row.code, row.level, row.name, codes.get(row.parent_id)) for row in rows]


async def furnish(app: App, here: Here, url: str) -> int:
    """Make the people and the groups on the messenger at `url`, and bind the groups; how many groups."""
    places = await app.read(unbound, here)
    if not places:
        return 0
    async with aiohttp.ClientSession(url) as session:
        await _people(session)
        chats = await _chats(session, here, places)
        rows = [(chats[place.code], place.code, "") for place in places]
        titles = {chats[place.code]: title(place) for place in places}
        bound = await app.act(_bind, here, rows, titles)
        await app.act(furnish_broker, here)
        # No bot can write first to somebody who never wrote to it, and reviews are to reach the desk.
        path = f"/sim/chats/p{DESK_USER}b{here.bot}/messages"
        await _post(session, path, {"person": DESK_USER, "text": "/start"})
    return bound


def title(place: Place) -> str:
    """What a region's group is called."""
    return f"{place.name}用工群"


def _bind(session: Session, now: datetime, here: Here, rows: list[tuple[int, str, str]], titles: dict[int, str]) -> int:
    for chat_id, named in titles.items():
        groups.ensure(session, now, here, chat_id, named)
    return groups_file.bind_many(session, now, here, rows)[0]


def furnish_broker(session: Session, now: datetime, here: Here) -> None:
    """Make the try-out's broker one, as an invitation by the desk would."""
    name = next(name for user_id, name, _note in PEOPLE if user_id == BROKER_USER)
    person = people.meet(session, now, here, Sender(BROKER_USER, name, BROKER_USER, private=False))
    person.role = Role.BROKER
    session.add(person)


async def _people(session: aiohttp.ClientSession) -> None:
    known = {person["id"] for person in await _get(session, "/sim/people")}
    for user_id, name, note in PEOPLE:
        if user_id not in known:
            await _post(session, "/sim/people", {"id": user_id, "first_name": name, "note": note})


async def _chats(session: aiohttp.ClientSession, here: Here, places: list[Place]) -> dict[str, int]:
    """Group chats by region code; parents first, so that the page can draw the tree."""
    made: dict[str, int] = {}
    for level in ("county", "township", "village"):
        wanted = [place for place in places if place.level == level]
        body = [
            {
                "title": title(place),
                "type": "supergroup",
                "level": level,
                "parent": made.get(place.parent or ""),
                "bots": [here.bot],
                "quiet": True,
            }
            for place in wanted
        ]
        answer = await _post(session, "/sim/chats/bulk", body) if body else []
        made.update({place.code: chat["id"] for place, chat in zip(wanted, answer, strict=True)})
    return made


async def _get(session: aiohttp.ClientSession, path: str) -> Any:
    async with session.get(path) as response:
        response.raise_for_status()
        return await response.json()


async def _post(session: aiohttp.ClientSession, path: str, body: Any) -> Any:
    async with session.post(path, json=body) as response:
        response.raise_for_status()
        return await response.json()
