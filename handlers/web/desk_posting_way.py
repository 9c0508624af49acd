"""Where a posting went: how many groups have it, by township each group's state, sent by a bot or carried by people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import carrying, sending, withheld
from bot.accounts import Visit
from bot.app import Here
from bot.models import Delivery, DeliveryKind, DeliveryState, Group, Person, Posting, Region
from bot.texts import say
from handlers.web import desk_view
from handlers.web.sessions import Page, may_see

Row = dict[str, Any]
THERE = (DeliveryState.SENT.value, carrying.CARRIED)


def way(session: Session, now: datetime, here: Here, visit: Visit, row: Posting, language: str) -> Row:
    """How far the copies are: in numbers, in a sentence with the time it takes, by township."""
    out, by_hand = row.published_at is not None, carrying.of_posting(session, now, here, row)
    stands = sending.standing(session, here, row)
    found = _sent(session, now, here, row, language) + _carried(session, now, here, by_hand, language)
    return {
        "way": desk_view.on_its_way(row, by_hand, stands),
        "coming": sending.next_wave(session, here, row) is not None,
        "stands": sending.progress_line(session, now, here, row, language, by_hand, stands) if out else "",
        "tree": _tree(session, here, visit, found),
    }


def _tree(session: Session, here: Here, visit: Visit, found: list[tuple[Group, Row]]) -> list[Row]:
    """Every group that the posting is for, by township."""
    tree = desk_view.regions(session, here)
    towns: dict[str, list[Row]] = {}
    for group, shown in found:
        if not visit.sees(group.region_id):
            continue
        region = tree.get(group.region_id) if group.region_id is not None else None
        town = desk_view.town_of(tree, group.region_id)
        name = town.name if town is not None else _name(region, group)
        towns.setdefault(name, []).append({**shown, "name": _name(region, group)})
    return [
        {
            "name": name,
            "rows": sorted(rows, key=_urgency),
            "sent": sum(1 for each in rows if each["state"] in THERE),
            "to_carry": sum(1 for each in rows if each["state"] == carrying.TO_CARRY),
            "bad": sum(1 for each in rows if each["failed"]),
        }
        for name, rows in towns.items()
    ]


def _urgency(one: Row) -> int:
    """What somebody must do something about stands first."""
    return 0 if one["failed"] else 1 if one["state"] == carrying.TO_CARRY else 2


def _name(region: Region | None, group: Group) -> str:
    return region.name if region is not None else group.title


def _at(now: datetime, here: Here, moment: datetime | None) -> str:
    """The hour of today, else with its day."""
    if moment is None:
        return ""
    local = moment.astimezone(here.zone)
    return f"{local:%H:%M}" if local.date() == here.today(now) else f"{local:%m-%d %H:%M}"


def _sent(session: Session, now: datetime, here: Here, row: Posting, language: str) -> list[tuple[Group, Row]]:
    """What a bot or a robot sends."""
    rows = session.exec(
        select(Delivery, Group)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.posting_id == row.id,
            Delivery.kind == DeliveryKind.SEND,
            Group.county_id == Delivery.county_id,
            Group.id == Delivery.group_id,
        )
        .order_by(col(Delivery.id))
    )
    made = []
    for delivery, group in rows:
        given_up = delivery.state == DeliveryState.GIVEN_UP
        why = sending.why(delivery, language) if given_up or delivery.state == DeliveryState.UNCERTAIN else ""
        shown = {"state": delivery.state, "at": _at(now, here, delivery.sent_at), "why": why, "who": ""}
        if given_up and delivery.error in withheld.KEPT:
            shown["state"] = "held"
        made.append((group, {**shown, "failed": sending.failed(delivery)}))
    return made


def _carried(
    session: Session, now: datetime, here: Here, states: list[carrying.Carrying], language: str
) -> list[tuple[Group, Row]]:
    """What people carry: by whom and when, or who is to."""
    to_come = any(one.state != carrying.CARRIED for one in states)
    carriers = desk_view.forwarders(session, here) if to_come else {}
    made = []
    for one in states:
        if one.state == carrying.CARRIED:
            people = [session.get(Person, one.by_id) if one.by_id is not None else None]
        else:
            people = list(carriers.get(one.group.id or 0, []))
        names = say("list.pause", language).join(desk_view.name_of(each, language) for each in people)
        at = _at(now, here, one.at)
        made.append((one.group, {"state": one.state, "at": at, "why": "", "who": names, "failed": False}))
    return made


async def piece(page: Page) -> Any:
    """How far the copies are: a piece of the page that is fetched again while it goes out."""
    number = page.number("id")

    def reading(session: Session, now: datetime, here: Here) -> Row:
        row = may_see(session, here, page.visit, number)
        return way(session, now, here, page.visit, row, page.language)

    found = await page.read(reading)
    return page.show("desk/posting_way.html", number=number, title="", counts={}, **found)
