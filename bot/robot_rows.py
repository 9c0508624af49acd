"""Group robots that the desk entered: kept as one row of the settings, bound at once, laid over the config's own.

A robot's key and secret are shown to nobody again and stand in no event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, select

from bot import events, groups, settings_rows, webhooks
from bot.app import Here
from bot.config import Robot
from bot.errors import ConfigError, Refused
from bot.messengers.webhook import number_of
from bot.models import GroupAddress, Region, Setting
from bot.people import Sender
from bot.texts import say

KEY = settings_rows.ROBOTS
MOST = 400


@dataclass(frozen=True, slots=True)
class Shown:
    """A robot as the page shows it: `number` names it, `tail` is the end of its key; `own`: entered at the desk."""

    number: int
    kind: str
    place: str
    tail: str
    signs: bool
    qr: bool
    own: bool
    group_id: int | None


def listed(session: Session, here: Here, language: str) -> list[Shown]:
    """All robots in force, the config's first."""
    own = {number_of(each) for each in _own(session, here)}
    addresses = {
        row.chat_id: row.group_id
        for row in session.exec(select(GroupAddress).where(GroupAddress.county_id == here.county_id))
        if row.messenger in webhooks.KINDS
    }
    made = []
    for robot in here.settings.robots:
        number, key = number_of(robot), robot.key.get_secret_value()
        region = session.exec(
            select(Region).where(Region.county_id == here.county_id, Region.code == robot.group)
        ).first()
        trade = groups.trade_named(robot.group, language)
        place = groups.path(session, region) if region is not None else robot.group
        made.append(
            Shown(
                number,
                robot.kind,
                say(f"trade.{trade}", language) if region is None and trade is not None else place,
                key[-4:] if len(key) >= 12 else "",
                bool(robot.secret.get_secret_value()),
                robot.qr,
                number in own,
                addresses.get(number),
            )
        )
    return made


def _own(session: Session, here: Here) -> tuple[Robot, ...]:
    row = settings_rows.rows(session, here.county_id).get(KEY)
    return settings_rows.robots_of(here.settings, row.value if row is not None else [])


def add(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    kind: str,
    place: str,
    key: str,
    secret: str,
    qr: bool,
) -> None:
    """A robot from now on. `place`: a place's or a trade's name, `key`: its address or the end of it. Heads only."""
    if not _end(key) or not place.strip():
        raise Refused("web.robot_lacks")
    group = _group(session, here, place.strip())
    row = {"kind": kind, "group": group, "key": _end(key), "secret": secret.strip(), "qr": qr}
    try:
        robot = settings_rows.robots_of(here.settings, [row])[0]
    except ValidationError:
        raise Refused("web.robot_lacks") from None
    if number_of(robot) in {number_of(each) for each in here.settings.robots}:
        raise Refused("web.robot_known")
    _put(session, now, here, sender, lambda rows: [*rows, row])


def _group(session: Session, here: Here, place: str) -> str:
    """What a robot's row keeps of the words: a trade's key word, or the code of the one region they mean."""
    trade = groups.trade_named(place, here.language)
    return trade if trade is not None else groups.region_typed(session, here, place).code


def _end(address: str) -> str:
    """The key of a whole address that was pasted: what follows key= or access_token=, or its last part."""
    words = address.strip()[:MOST]
    for mark in ("access_token=", "key="):
        if mark in words:
            return words.partition(mark)[2].partition("&")[0]
    return words.rstrip("/").rpartition("/")[2]


def remove(session: Session, now: datetime, here: Here, *, sender: Sender, number: int) -> None:
    """A robot of the desk's speaks no more. Heads only."""

    def without(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [each for each in rows if number_of(settings_rows.robots_of(here.settings, [each])[0]) != number]

    _put(session, now, here, sender, without)


def _put(session: Session, now: datetime, here: Here, sender: Sender, change: Any) -> None:
    desk = settings_rows.head_of_desk(session, now, here, sender)
    row = settings_rows.rows(session, here.county_id).get(KEY)
    if row is None:
        row = Setting(county_id=here.county_id, key=KEY, value=[], changed_at=now)
    before = settings_rows.robots_of(here.settings, row.value)
    row.value, row.changed_at, row.changed_by_id = change(list(row.value)), now, desk.id
    session.add(row)
    session.flush()
    config = tuple(each for each in here.settings.robots if each not in before)
    robots = (*config, *settings_rows.robots_of(here.settings, row.value))
    settings = here.settings.model_copy(update={"robots": robots})
    try:
        webhooks.furnish(session, now, replace(here, settings=settings))
    except ConfigError:
        raise Refused("web.robot_place") from None
    events.note(session, now, here, f"setting.{KEY}", "setting", row.id, after={"value": len(row.value)})
