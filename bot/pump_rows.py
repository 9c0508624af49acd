"""Beginning deliveries and recording that they went out, many in one transaction (what each becomes: `bot/making.py`).

Rows are locked in the order of their ids before anything is read for them, and `freshen.mark_stale` locks them in the
same order. So either a change is seen by what goes out, or the copy is found going out and an edit is planned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, select

from bot import leases, undelivered
from bot.app import Here
from bot.db import among, for_each, is_sqlite, within
from bot.forms import Forms
from bot.making import NO_ADDRESS, Making, Outgoing, one
from bot.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Group,
    GroupAddress,
    PersonAddress,
    Region,
)

SENDING, CLAIMED, SENT = DeliveryState.SENDING.value, DeliveryState.CLAIMED.value, DeliveryState.SENT.value


@dataclass(frozen=True, slots=True)
class Begin:
    """Asks to begin sending a claimed delivery, as the process `holder` (None: whoever asks is the only one)."""

    delivery_id: int
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Tells that a delivery went out: as message `message_id`, or (None) as an edit of its target."""

    delivery_id: int
    message_id: int | None
    mark: str


Step = tuple[Here, Begin | Sent]


@dataclass(slots=True)
class _Place:
    """The steps of one bot in a batch, and the rows that they are about, as they were before the batch."""

    here: Here
    numbers: list[int]
    told: list[Sent]
    asked: list[Begin]
    rows: dict[int, Any] = field(default_factory=dict)


def record(
    session: Session,
    now: datetime,
    steps: Sequence[Step],
    forms: Forms | None = None,
    at: Callable[[Here, Session], Here] = lambda here, _: here,
) -> list[Outgoing | None]:
    """Do many steps, of several counties: first what went out, then what begins. One value for each, in order.

    Each statement is about one county; those of all counties travel together. `at` gives the county as the desk has
    set it now.
    """
    numbers: dict[tuple[int, str, int], list[int]] = {}
    for number, (here, _) in enumerate(steps):
        numbers.setdefault((here.county_id, here.messenger, here.bot), []).append(number)
    places = [
        _Place(
            here=at(steps[mine[0]][0], session),
            numbers=mine,
            told=[step for n in mine if isinstance(step := steps[n][1], Sent)],
            asked=[step for n in mine if isinstance(step := steps[n][1], Begin)],
        )
        for _, mine in sorted(numbers.items())
    ]
    _lock(session, places, [[steps[n][1].delivery_id for n in place.numbers] for place in places])
    _sent(session, now, places)
    begun = _begin(session, now, places, forms or Forms())
    values: list[Outgoing | None] = [None] * len(steps)
    for place, found in zip(places, begun, strict=True):
        for number in place.numbers:
            step = steps[number][1]
            if isinstance(step, Begin):
                values[number] = found[step.delivery_id]
    return values


# The statements are built once: building them costs more than running them.
D: Any = Delivery.__table__  # type: ignore[attr-defined]
G: Any = Group.__table__  # type: ignore[attr-defined]
R: Any = Region.__table__  # type: ignore[attr-defined]
GA: Any = GroupAddress.__table__  # type: ignore[attr-defined]
PA: Any = PersonAddress.__table__  # type: ignore[attr-defined]
COUNTY: Any = bindparam("county", type_=D.c.county_id.type)
ONE = (D.c.county_id == COUNTY) & (D.c.id == bindparam("b_id"))


def _rows(*, sqlite: bool) -> sa.Select[Any]:
    """The rows, those that they edit, and where groups are reached.

    Locked in the order of ids: two orders would wait for each other in a ring.
    """
    asked = D.alias("asked")
    mine = (asked.c.county_id == COUNTY) & among(asked.c.id, "ids", sqlite_=sqlite)
    edited = sa.select(asked.c.target_id).where(mine, asked.c.kind == DeliveryKind.EDIT.value)
    wanted: Any = D.c.id.in_(sa.union_all(sa.select(asked.c.id).where(mine), edited))
    if not sqlite:  # one list, read once: a join is planned row against row while the table has no statistics yet
        ids: Any = bindparam("ids", type_=postgresql.ARRAY(sa.BigInteger))
        wanted = D.c.id == sa.any_(ids.concat(sa.func.array(edited.scalar_subquery(), type_=ids.type)))
    columns = "id state target_id posting_id group_id person_id text buttons reply_to priority good_until"
    columns += " chat_id message_id shown"
    return (
        sa.select(
            *(D.c[name] for name in columns.split()),
            GA.c.chat_id.label("group_chat"),
            G.c.state.label("group_state"),
            R.c.level,
        )
        .select_from(
            D.outerjoin(GA, (GA.c.county_id == D.c.county_id) & (GA.c.group_id == D.c.group_id) & GA.c.until.is_(None))
            .outerjoin(G, (G.c.county_id == D.c.county_id) & (G.c.id == D.c.group_id))
            .outerjoin(R, (R.c.county_id == G.c.county_id) & (R.c.id == G.c.region_id))
        )
        .where(D.c.county_id == COUNTY, wanted)
        .order_by(D.c.id, GA.c.since)
        .with_for_update(of=D, key_share=True)
    )


def _people(*, sqlite: bool) -> sa.Select[Any]:
    mine = (PA.c.county_id == COUNTY) & among(PA.c.person_id, "ids", sqlite_=sqlite)
    return sa.select(PA.c.person_id, PA.c.chat_id).where(mine, PA.c.reachable.is_(True)).order_by(PA.c.id.desc())


ROWS = {sqlite: _rows(sqlite=sqlite) for sqlite in (True, False)}
PEOPLE = {sqlite: _people(sqlite=sqlite) for sqlite in (True, False)}
BEGUN = sa.update(D).where(ONE).values(state=SENDING, error="", attempts=D.c.attempts + 1, chat_id=bindparam("chat"))
NOT_BEGUN = sa.update(D).where(ONE).values(state=bindparam("to"), error=bindparam("why"), due_at=bindparam("due"))
KNOWN = {"state": SENT, "sent_at": bindparam("now"), "error": ""}
SENT_NEW = sa.update(D).where(ONE).values(**KNOWN, message_id=bindparam("message"), shown=bindparam("mark"))
SENT_EDIT = sa.update(D).where(ONE).values(**KNOWN)
SHOWN = sa.update(D).where(ONE).values(shown=bindparam("mark"))


def _lock(session: Session, places: Sequence[_Place], ids: Sequence[Sequence[int]]) -> None:
    """Lock rows and those that they edit; where a group has two addresses, the newer one stands."""
    values = [{"county": place.here.county_id, "ids": sorted(each)} for place, each in zip(places, ids, strict=True)]
    for place, rows in zip(places, for_each(session, ROWS[is_sqlite(session)], values), strict=True):
        place.rows = {row.id: row for row in rows}


def begin(session: Session, now: datetime, here: Here, asked: Sequence[Begin]) -> dict[int, Outgoing | None]:
    """Make claimed deliveries in their newest form and mark them as being sent.

    None for one that need not go any more, or that is another's to send.
    """
    places = [_Place(here, [], [], list(asked))]
    _lock(session, places, [[each.delivery_id for each in asked]])
    return _begin(session, now, places, Forms())[0]


def _begin(session: Session, now: datetime, places: Sequence[_Place], forms: Forms) -> list[dict[int, Outgoing | None]]:
    """For each place what begins. The rows are locked, and as they were before what was told is recorded."""
    found: list[dict[int, Outgoing | None]] = [{each.delivery_id: None for each in place.asked} for place in places]
    begun: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    for (place, made), mine in zip(_makings(session, now, places, forms), found, strict=True):
        for row in made.rows:
            with within(session, place.here.county_id):
                outcome = one(now, made, row, place.rows.get(row.target_id))
            base = {"county": place.here.county_id, "b_id": row.id}
            if isinstance(outcome, Outgoing):
                mine[row.id] = outcome
                begun.append({**base, "chat": outcome.chat_id})
            else:
                dropped.append({**base, **outcome})
    connection = session.connection()
    if begun:
        connection.execute(BEGUN, begun)
    if dropped:
        connection.execute(NOT_BEGUN, dropped)
        _fall(session, now, places, dropped)
    return found


def _fall(session: Session, now: datetime, places: Sequence[_Place], dropped: Sequence[dict[str, Any]]) -> None:
    """What was for a person whom nothing reaches any more goes on down the ladder."""
    lost = {(each["county"], each["b_id"]) for each in dropped if each["why"] == NO_ADDRESS}
    for place in places:
        for each in place.asked:
            row = place.rows.get(each.delivery_id)
            if row is None or row.person_id is None or (place.here.county_id, row.id) not in lost:
                continue
            found = session.exec(
                select(Delivery).where(Delivery.county_id == place.here.county_id, Delivery.id == row.id)
            )
            with within(session, place.here.county_id):
                undelivered.fell(session, now, place.here, found.one())


def _makings(session: Session, now: datetime, places: Sequence[_Place], forms: Forms) -> list[tuple[_Place, Making]]:
    """Who makes the messages of each place, with all that they are made of looked up."""
    own = _own(session, now, places)
    people = [{row.person_id for row in rows if row.person_id is not None} for rows in own]
    values = [
        {"county": place.here.county_id, "ids": sorted(ids)} for place, ids in zip(places, people, strict=True) if ids
    ]
    found = iter(for_each(session, PEOPLE[is_sqlite(session)], values))
    chats = [dict(tuple(row) for row in next(found)) if ids else {} for ids in people]
    postings = [{row.posting_id for row in rows if row.posting_id is not None} for rows in own]
    stamps = forms.stamps(session, now, [(place.here, ids) for place, ids in zip(places, postings, strict=True)])
    return [
        (place, Making(session, now, place.here, rows, chats_, stamps_, _shown(place), forms))
        for place, rows, chats_, stamps_ in zip(places, own, chats, stamps, strict=True)
    ]


def _shown(place: _Place) -> dict[int, str]:
    """What is told in this batch to stand in messages now, by the ids of the rows that they are."""
    rows = place.rows
    return {
        rows[each.delivery_id].target_id or each.delivery_id: each.mark
        for each in place.told
        if each.delivery_id in rows
    }


def _own(session: Session, now: datetime, places: Sequence[_Place]) -> list[list[Any]]:
    """For each place the rows that are to begin, and may: claimed, and not lost with a lease to another process."""
    asked = [
        (place, holder)
        for place in places
        for holder in {each.holder for each in place.asked if each.holder is not None}
    ]
    held = leases.held_each(session, now, [(place.here, leases.sender(place.here), holder) for place, holder in asked])
    lost = {(id(place), holder) for (place, holder), is_held in zip(asked, held, strict=True) if not is_held}
    return [
        [
            row
            for each in place.asked
            if (id(place), each.holder) not in lost
            and (row := place.rows.get(each.delivery_id)) is not None
            and row.state == CLAIMED
        ]
        for place in places
    ]


def sent(session: Session, now: datetime, here: Here, told: Sequence[Sent]) -> None:
    """Record what went out. Also of a row that was thought uncertain meanwhile: now it is known."""
    if told:
        places = [_Place(here, [], list(told), [])]
        _lock(session, places, [[each.delivery_id for each in told]])
        _sent(session, now, places)


def _sent(session: Session, now: datetime, places: Sequence[_Place]) -> None:
    fresh: list[dict[str, Any]] = []
    edits: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    for place in places:
        base = {"county": place.here.county_id}
        for each in place.told:
            if each.message_id is not None:
                fresh.append(
                    {**base, "now": now, "b_id": each.delivery_id, "message": each.message_id, "mark": each.mark}
                )
            elif each.delivery_id in place.rows:
                shown.append({**base, "b_id": place.rows[each.delivery_id].target_id, "mark": each.mark})
                edits.append({**base, "now": now, "b_id": each.delivery_id})
    connection = session.connection()
    for statement, values in ((SENT_NEW, fresh), (SHOWN, shown), (SENT_EDIT, edits)):
        if values:
            connection.execute(statement, values)
