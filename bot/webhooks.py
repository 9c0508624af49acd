"""Groups in which a robot speaks: bound by the config or the desk, reached through the outbox like any other group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from bot import groups, settings_rows
from bot.app import Here
from bot.config import Robot
from bot.errors import ConfigError
from bot.messengers import Messenger
from bot.messengers.webhook import BASES, Kind, Robots, number_of
from bot.models import Group, GroupAddress, GroupState, Region
from bot.texts import say

KIND = "webhook"
KINDS: tuple[Kind, ...] = ("wecom", "dingtalk", "feishu")


def furnish(session: Session, now: datetime, here: Here) -> int:
    """Bind a group for each robot of the config, and end those whose robot is gone; how many robots there are.

    Raises ConfigError where a robot's group names no region and no trade.
    """
    named = {number_of(robot): robot for robot in here.settings.robots}
    rows = session.exec(
        select(GroupAddress).where(
            GroupAddress.county_id == here.county_id, col(GroupAddress.messenger).in_(sorted(BASES))
        )
    ).all()
    known = {row.chat_id: row for row in rows}
    for chat_id, row in known.items():
        if chat_id not in named and row.until is None:
            row.until = now
            session.add(row)
    for chat_id, robot in named.items():
        region, trade = _where(session, here, robot)
        address = known.get(chat_id)
        group = session.get(Group, address.group_id) if address is not None else None
        if group is None:
            group = Group(county_id=here.county_id, kind=KIND, hears=False)
        group.title = f"{groups.path(session, region) if region is not None else say(f'trade.{trade}')} {robot.kind}"
        session.add(group)
        session.flush()
        if address is None:
            address = GroupAddress(
                county_id=here.county_id,
                group_id=group.id or 0,
                messenger=robot.kind,
                bot=here.county_id,
                chat_id=chat_id,
                since=now,
            )
        address.until = None
        session.add(address)
        wanted = (region.id if region is not None else None, trade)
        if (group.region_id, group.trade) != wanted or group.state not in (GroupState.BOUND, GroupState.PAUSED):
            groups.bind(session, now, here, group, region, trade)
    return len(named)


def _where(session: Session, here: Here, robot: Robot) -> tuple[Region | None, str | None]:
    words = robot.group.strip()
    region = session.exec(select(Region).where(Region.county_id == here.county_id, Region.code == words)).first()
    if region is not None:
        return region, None
    trade = groups.trade_named(words, here.language)
    if trade is not None:
        return None, trade
    found = [row for row in groups.candidates(session, here, words) if words in (row.name, groups.path(session, row))]
    if len(found) != 1:
        raise ConfigError(
            f"The robot's group {words!r} names no region of {here.settings.slug}, or several: use a code."
        )
    return found[0], None


def messengers(here: Here, clock: Callable[[], datetime], public_url: str) -> dict[tuple[str, int], Messenger]:
    """The robots of a county as messengers, one for each kind, with or without robots: the desk may enter some."""
    made: dict[tuple[str, int], Messenger] = {}
    at = f"{public_url.rstrip('/')}/{here.settings.slug}/a/" if public_url else ""
    words = say("webhook.sign_up", here.language)
    for kind in KINDS:
        robots = of_kind(here, kind)
        made[(kind, here.county_id)] = Robots(kind, here.county_id, robots, clock, signs_up_at=at, sign_up=words)
    return made


def of_kind(here: Here, kind: str) -> tuple[Robot, ...]:
    """The county's robots of one provider."""
    return tuple(robot for robot in here.settings.robots if robot.kind == kind)


def in_force(session: Session, here: Here) -> Here:
    """The place with the robots that the desk entered, read anew."""
    given = settings_rows.values(session, here.county_id)
    return replace(here, settings=settings_rows.laid_over(here.settings, given)) if given else here
