"""What a digest is made of: which groups get one, what is open, and what of it a group has not seen singly.

A digest goes to hundreds of groups within a minute: the statements for one group are built once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, or_
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from bot import copies, forwarders
from bot.app import Here
from bot.models import (
    County,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Group,
    Issue,
    Posting,
    PostingStatus,
    Region,
    RelayCopy,
)


def _of_plan(plan: Mapping[str, Any]) -> list[int]:
    return list(plan.get("held", []))


def held(
    session: Session, here: Here, groups_of: Callable[[Mapping[str, Any]], list[int]] = _of_plan
) -> dict[int, list[int]]:
    """The open postings that were held back from a group, by group: read once for all groups, for plans are long."""
    by_group: dict[int, list[int]] = {}
    for posting_id, plan in session.exec(
        select(Posting.id, Posting.plan).where(*_open(here.county_id)).order_by(col(Posting.id))
    ):
        for group_id in groups_of(plan):
            by_group.setdefault(group_id, []).append(posting_id or 0)
    return by_group


def groups(session: Session, here: Here, held: Collection[int]) -> list[int]:
    """The groups that may get a digest: bound and in reach, of the county, a township or a trade; a village's where
    some posting was held back from it.
    """
    villages = select(Region.id).where(Region.county_id == here.county_id, Region.level == "village")
    wants = or_(col(Group.region_id).is_(None), col(Group.region_id).not_in(villages), col(Group.id).in_(held))
    rows = session.exec(select(Group.id).where(wants, *forwarders.in_reach(here)).order_by(col(Group.id)))
    return [each for each in rows if each is not None]


def _open(county: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Posting.county_id) == county,
        col(Posting.status) == PostingStatus.OPEN.value,
        col(Posting.paused_at).is_(None),
        col(Posting.code).is_not(None),
    )


_READ: tuple[Any, ...] = (
    *(Posting.id, Posting.county_id, Posting.code, Posting.kind, Posting.work, Posting.trade),
    *(Posting.township, Posting.village, Posting.detail, Posting.benefits, Posting.denied),
    *(Posting.headcount_min, Posting.headcount_max, Posting.headcount_open),
    *(Posting.wage_min, Posting.wage_max, Posting.wage_unit, Posting.wage_per, Posting.wage_floor, Posting.negotiable),
    *(Posting.pay_when, Posting.begin_time, Posting.end_time),
    *(Posting.start, Posting.end, Posting.days, Posting.days_named, Posting.any_day),
)
"""What a digest's line is made of: a third of the columns, and for hundreds of groups dozens of postings are read."""


def open_now(session: Session, here: Here) -> list[Posting]:
    """What people can sign up for now, in the order of a digest: by trade, then place, then code."""
    query = select(Posting).where(*_open(here.county_id)).order_by(col(Posting.id))
    return _in_order(session.exec(query.options(load_only(*_READ))))


def _in_order(rows: Iterable[Posting]) -> list[Posting]:
    return sorted(rows, key=lambda each: (each.trade, each.township or "~", each.village or "", each.id or 0))


@cache
def _of_group(*, trade: bool, held_back: bool) -> Select[Any]:
    """The open postings with seats of which no copy was written for a group; `held_back`: only those of given ids."""
    county: BindParameter[int] = bindparam("county")
    query = select(Posting).where(*_open(county)).order_by(col(Posting.id)).options(load_only(*_READ))
    if held_back:
        return query.where(col(Posting.id).in_(bindparam("held", expanding=True)))
    group: BindParameter[int] = bindparam("group")
    seen = exists().where(
        col(Delivery.county_id) == county,
        col(Delivery.group_id) == group,
        col(Delivery.posting_id) == col(Posting.id),
        col(Delivery.kind) == DeliveryKind.SEND.value,
        col(Delivery.state) != DeliveryState.GIVEN_UP.value,
    )
    carried = exists().where(
        col(RelayCopy.county_id) == county,
        col(RelayCopy.group_id) == group,
        col(RelayCopy.posting_id) == col(Posting.id),
    )
    query = query.where(
        ~seen.correlate(Posting),
        ~carried.correlate(Posting),
        (col(Posting.kind) == "longterm") | copies.with_free_seats(),
    )
    return query.where(col(Posting.trade) == bindparam("trade")) if trade else query


_GROUP = (
    select(Group, Region.level, Region.name)
    .outerjoin(Region, (col(Region.county_id) == Group.county_id) & (col(Region.id) == Group.region_id))
    .where(col(Group.county_id) == bindparam("county"), col(Group.id) == bindparam("group"))
)


def group_of(session: Session, here: Here, group_id: int | None) -> tuple[Group | None, str | None, str | None]:
    """A group, with the level and the name of its region."""
    row = session.execute(_GROUP, {"county": here.county_id, "group": group_id}).first()
    return (row[0], row[1], row[2]) if row is not None else (None, None, None)


def for_group(
    session: Session,
    here: Here,
    group: Group,
    level: str | None,
    held_back: Sequence[int] | None = None,
    *,
    alone: bool = False,
) -> list[Posting]:
    """The open postings for a group that have seats and of which no copy was written for it, in a digest's order.

    `level` is its region's. `held_back`: the postings that were held back from a village's group, where they are known;
    `alone`: from any group, and nothing else is wanted.
    """
    values: dict[str, Any] = {"county": here.county_id, "group": group.id}
    if alone or level == "village":
        held_back = held(session, here).get(group.id or 0, []) if held_back is None else held_back
        if not held_back:
            return []
        query, values = _of_group(trade=False, held_back=True), {"county": here.county_id, "held": list(held_back)}
    else:
        query = _of_group(trade=group.trade is not None, held_back=False)
        values |= {"trade": group.trade} if group.trade is not None else {}
    return _in_order(session.execute(query, values).scalars())


_ISSUE = select(col(Issue.id), col(Issue.number)).where(
    col(Issue.county_id) == bindparam("county"),
    col(Issue.kind) == bindparam("kind"),
    col(Issue.day) == bindparam("day"),
)


def issue_of(session: Session, now: datetime, here: Here, kind: str, day: date) -> tuple[int, int]:
    """Id and number of an occasion's issue, numbered when it is first needed: no number is used up for nothing.

    Two processes that need it at once number it one after the other.
    """
    wanted = {"county": here.county_id, "kind": kind, "day": day}
    known = session.execute(_ISSUE, wanted).first()
    if known is None:
        session.exec(select(County.id).where(County.id == here.county_id).with_for_update(key_share=True)).first()
        known = session.execute(_ISSUE, wanted).first()
    if known is not None:
        return known.id, known.number
    last = session.exec(select(func.max(Issue.number)).where(Issue.county_id == here.county_id)).one()
    made = Issue(county_id=here.county_id, number=(last or 0) + 1, kind=kind, day=day, made_at=now)
    session.add(made)
    session.flush()
    return made.id or 0, made.number


def last_number(session: Session, here: Here) -> int:
    """The number of the newest issue; 1 before there is any."""
    return session.exec(select(func.max(Issue.number)).where(Issue.county_id == here.county_id)).one() or 1
