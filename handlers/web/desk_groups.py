"""Groups: the tree with what is bound where, what is silent or broken, and what the desk may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import groups, handwork, outbox, relay_offer, relay_silence
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, GroupAddress, GroupState, Region
from bot.people import Sender
from bot.texts import say
from handlers.web import desk_history, desk_view
from handlers.web.sessions import Page, Pages
from nlp.types import Trade

TROUBLE = ("silent", "deaf", "gone", "proposed")


def routes(pages: Pages) -> list[BaseRoute]:
    """The page and its presses."""
    return [
        pages.get("/groups", listed),
        pages.get("/group/{id:int}", opened),
        pages.post("/group/{id:int}/{what}", change),
    ]


async def listed(page: Page) -> Response:
    """The whole tree, or only where something is wrong."""
    which = page.asked("state")
    found = await page.read(_tree, page.visit, which, page.language)
    return page.show("desk/groups.html", title=page.words("nav.groups"), which=which, **found)


def _tree(session: Session, now: datetime, here: Here, visit: Visit, which: str, language: str) -> dict[str, Any]:
    tree = desk_view.regions(session, here)
    carried = desk_view.forwarders(session, here)
    reached = set(
        session.exec(
            select(GroupAddress.group_id).where(
                GroupAddress.county_id == here.county_id, col(GroupAddress.until).is_(None)
            )
        )
    )
    known = _known(session, now, here, reached)
    towns: dict[str, list[dict[str, Any]]] = {}
    unplaced: list[dict[str, Any]] = []
    tally: dict[str, int] = {}
    bound: set[int] = set()
    for group in session.exec(select(Group).where(Group.county_id == here.county_id).order_by(col(Group.id))):
        if not visit.sees(group.region_id):
            continue
        one = _group(now, here, group, tree, known, carried, language)
        tally[one["state"]] = tally.get(one["state"], 0) + 1
        if group.region_id is not None and group.state in (GroupState.BOUND, GroupState.PAUSED):
            bound.add(group.region_id)
        if which and (one["state"] != which if which != "trouble" else one["state"] not in TROUBLE):
            continue
        if group.region_id is None and group.trade is None:
            unplaced.append({**one, "proposals": _proposals(session, here, group)})
            continue
        town = desk_view.town_of(tree, group.region_id)
        name = town.name if town is not None else here.gazetteer.name
        towns.setdefault(name, []).append(one)
    order = {row.name: number for number, row in enumerate(tree.values()) if row.level == "township"}
    rows = [{"name": name, "rows": found, **_summed(found)} for name, found in towns.items()]
    without = [row for row in tree.values() if row.id not in bound and visit.sees(row.id) and row.level == "village"]
    return {
        "towns": sorted(rows, key=lambda each: order.get(str(each["name"]), -1)),
        "unplaced": unplaced,
        "tally": tally,
        "without": len(without),
        "counts": desk_view.counts(session, now, here, visit),
        "places": desk_view.places(session, tree, visit) if unplaced else [],
        "trades": desk_view.trades(language),
    }


def _summed(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {"bad": sum(1 for each in rows if each["state"] in TROUBLE)}


@dataclass(frozen=True, slots=True)
class _Known:
    """What tells how groups stand: those with an address, the carried ones that are silent, what these brought last."""

    reached: set[int]
    silent: dict[int, relay_silence.Silence]
    brought: dict[int, datetime]


def _known(session: Session, now: datetime, here: Here, reached: set[int]) -> _Known:
    return _Known(reached, relay_silence.silent(session, now, here), relay_silence.brought(session, here))


def _group(
    now: datetime,
    here: Here,
    group: Group,
    tree: dict[int, Region],
    known: _Known,
    carried: dict[int, list[Any]],
    language: str,
) -> dict[str, Any]:
    region = tree.get(group.region_id) if group.region_id is not None else None
    since = now - timedelta(days=here.settings.times.silent_days)
    state = group.state
    carried_by_people, waits = group.kind == "relay", known.silent.get(group.id or 0)
    heard = known.brought.get(group.id or 0) if carried_by_people else group.last_heard_at
    if group.state == GroupState.BOUND:
        if carried_by_people:
            state = "silent" if waits is not None else "relay"
        elif not group.hears and group.kind == "live":
            state = "deaf"
        elif group.id not in known.reached:
            state = "gone"
        elif group.last_heard_at is not None and group.last_heard_at < since:
            state = "silent"
    return {
        "id": group.id,
        "title": group.title,
        "name": region.name
        if region is not None
        else say(f"trade.{group.trade}", language)
        if group.trade
        else group.title,
        "level": region.level if region is not None else "",
        "state": state,
        "paused": group.state == GroupState.PAUSED,
        "relay": carried_by_people,
        "waits": {"why": waits.why, "days": (now - waits.since).days} if waits is not None else None,
        "heard": heard.astimezone(here.zone) if heard is not None else None,
        "carried": [desk_view.name_of(person, language) for person in carried.get(group.id or 0, [])],
    }


def silent(session: Session, now: datetime, here: Here, visit: Visit) -> list[dict[str, Any]]:
    """Groups in which nobody has been heard for long, that hide what is said, or that are out of reach; and those that
    people carry to and of which nothing came.
    """
    since = now - timedelta(days=here.settings.times.silent_days)
    carried = relay_silence.silent(session, now, here)
    made = []
    for group in session.exec(select(Group).where(Group.county_id == here.county_id).order_by(col(Group.id))):
        if not visit.sees(group.region_id):
            continue
        waits = carried.get(group.id or 0)
        if waits is not None:
            made.append({"id": group.id, "title": group.title, "why": waits.why, "days": (now - waits.since).days})
            continue
        if group.kind != "live":
            continue
        if group.state == GroupState.GONE:
            why = "gone"
        elif group.state == GroupState.BOUND and not group.hears:
            why = "deaf"
        elif group.state == GroupState.BOUND and group.last_heard_at is not None and group.last_heard_at < since:
            why = "silent"
        else:
            continue
        days = (now - group.last_heard_at).days if group.last_heard_at is not None else None
        made.append({"id": group.id, "title": group.title, "why": why, "days": days})
    return made


def _proposals(session: Session, here: Here, group: Group) -> list[tuple[int, str]]:
    return [(row.id or 0, groups.path(session, row)) for row in groups.candidates(session, here, group.title)]


async def opened(page: Page) -> Response:
    """One group: where it belongs, when it was heard, what happened to it."""
    number = page.number("id")
    found = await page.read(_opened, page.visit, number, page.language)
    return page.show("desk/group.html", title=found["row"]["name"], **found)


def _opened(session: Session, now: datetime, here: Here, visit: Visit, number: int, language: str) -> dict[str, Any]:
    group = session.get(Group, number)
    if group is None or group.county_id != here.county_id or not visit.sees(group.region_id):
        raise Refused("group.unknown")
    tree = desk_view.regions(session, here)
    reached = {number} if outbox.group_address(session, here, number) is not None else set()
    return {
        "row": _group(
            now, here, group, tree, _known(session, now, here, reached), desk_view.forwarders(session, here), language
        ),
        "place": groups.path(session, tree[group.region_id]) if group.region_id in tree else "",
        "trade": group.trade or "",
        "counts": desk_view.counts(session, now, here, visit),
        "places": desk_view.places(session, tree, visit),
        "trades": desk_view.trades(language),
        "history": desk_history.of_subject(session, here, "group", number, language),
    }


def _bind(session: Session, now: datetime, here: Here, sender: Sender, group: Group, place: str, trade: str) -> None:
    """To the place that was typed, or to a trade. Of the two the one that the group has already gives way."""
    region = session.get(Region, group.region_id) if group.region_id is not None else None
    if place and trade and region is not None and place == groups.path(session, region):
        place = ""
    elif place and trade and trade == group.trade:
        trade = ""
    if place and trade:
        raise Refused("web.place_or_trade")
    if trade in {each.value for each in Trade}:
        groups.bind(session, now, here, group, None, trade)
        return
    if not place:
        raise Refused("web.place_first")
    at = groups.region_typed(session, here, place)
    groups.bind_pressed(session, now, here, sender=sender, group_id=group.id or 0, region_id=at.id or 0)


async def change(page: Page) -> Response:
    """Bind, unbind, pause, go on."""
    number, what = page.number("id"), page.request.path_params["what"]
    region, place, trade = page.given("region"), page.given("place").strip(), page.given("trade")

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> None:
        group = session.get(Group, number)
        if group is None or group.county_id != here.county_id:
            raise Refused("group.unknown")
        if page.visit.regions is not None and not page.visit.sees(group.region_id):
            raise Refused("web.not_yours")
        if what in ("pause", "resume"):
            handwork.pause_group(session, now, here, sender=sender, group_id=number, on=what == "pause")
        elif page.visit.regions is not None:
            raise Refused("web.not_yours")
        elif what == "bind" and region.isdecimal():
            groups.bind_pressed(session, now, here, sender=sender, group_id=number, region_id=int(region))
        elif what == "bind":
            _bind(session, now, here, sender, group, place, trade)
        elif what == "unbind":
            groups.unbind(session, now, here, sender=sender, group_id=number)
        else:
            raise Refused("group.unknown")
        relay_offer.offer(session, now, here, group)

    await page.act(act)
    return page.back(said=page.words("groups.noted"))
