"""Workers registered at the desk: trade, how far they go, when they can, phone, and that they agreed to it.

A card holds key words alone; name and phone stand with the person. Nobody is registered who did not agree, and nobody
under 16 (Labour Law of the PRC, article 15). Registering the same person again changes the card.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot import decisions, entered, events, groups, people
from bot.app import Here
from bot.errors import Refused
from bot.models import Person, Region, WorkerCard
from bot.people import DESK_ROLES, Sender
from nlp.types import Trade

REACHES = ("village", "township", "next", "county", "anywhere")
HOURS = ("whole", "morning", "afternoon", "night")
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
APART = re.compile(r"[、，,；;/\s]+")


@dataclass(frozen=True, slots=True)
class Worker:
    """What is put down of a worker. `trades`, `reach` and `hours` are key words; `region_id` is where they live."""

    name: str
    phone: str
    trades: tuple[str, ...] = ()
    reach: str = ""
    hours: tuple[str, ...] = ()
    region_id: int | None = None


def register(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    worker: Worker,
    consent: bool,
    sixteen: bool,
    within: Collection[int] | None = None,
) -> int:
    """Put a worker down, or change what is known of them; the person's id.

    `within` are the regions of an account that sees a part of the county. Refused without consent, under 16, without
    a name or a phone that can be rung, and for a place that is another part's.
    """
    desk = decisions.of_desk(session, now, here, sender)
    if not consent:
        raise Refused("web.consent_first")
    if not sixteen:
        raise Refused("worker.too_young")
    if not people.clean_name(worker.name):
        raise Refused("web.name_first")
    if PHONE.fullmatch(worker.phone) is None:
        raise Refused("worker.phone_wrong")
    if within is not None and worker.region_id not in within:
        raise Refused("web.not_yours")
    return put_down(session, now, here, desk.id or 0, worker)


def put_down(session: Session, now: datetime, here: Here, desk_id: int, worker: Worker) -> int:
    """The row itself; whoever calls has looked at consent, age and place."""
    person = known(session, here, worker.name, worker.phone)
    if person is None:
        person = Person(
            county_id=here.county_id, name=people.clean_name(worker.name), phone=worker.phone, first_met_at=now
        )
        session.add(person)
        session.flush()
    assert person.id is not None
    card = card_of(session, here, person.id)
    if card is None:
        card = WorkerCard(
            county_id=here.county_id,
            person_id=person.id,
            consent_at=now,
            made_at=now,
            made_by_id=desk_id,
            changed_at=now,
        )
    elif not differs(card, worker):
        return person.id
    card.trades = [each for each in worker.trades if each in {trade.value for trade in Trade}]
    card.hours = [each for each in worker.hours if each in HOURS]
    card.reach = worker.reach if worker.reach in REACHES else ""
    card.region_id, card.changed_at = worker.region_id, now
    session.add(card)
    session.flush()
    after = {"trades": card.trades, "reach": card.reach, "region": card.region_id}
    events.note(session, now, here, "person.card", "person", person.id, after=after)
    return person.id


def known(session: Session, here: Here, name: str, phone: str) -> Person | None:
    """Who has this phone and is called so, or has no name yet; two of one household share a phone, not a name."""
    found = people.of_phone(session, here, phone, (people.clean_name(name), ""))
    return found[0] if found else None


def card_of(session: Session, here: Here, person_id: int) -> WorkerCard | None:
    """The person's card."""
    return session.exec(
        select(WorkerCard).where(WorkerCard.county_id == here.county_id, WorkerCard.person_id == person_id)
    ).first()


def differs(card: WorkerCard, worker: Worker) -> bool:
    """Whether the card says anything else than this."""
    was = (tuple(card.trades), card.reach, tuple(card.hours), card.region_id)
    return was != (worker.trades, worker.reach, worker.hours, worker.region_id)


def drop_card(session: Session, here: Here, person_id: int) -> None:
    """Somebody took their consent back or asked to be forgotten: the card goes."""
    card = card_of(session, here, person_id)
    if card is not None:
        session.delete(card)
        session.flush()


def withdraw_consent(session: Session, now: datetime, here: Here, *, sender: Sender, person_id: int) -> None:
    """不再登记: the card goes; what the person signed up for stays."""
    decisions.of_desk(session, now, here, sender)
    person = session.get(Person, person_id)
    if person is None or person.county_id != here.county_id or person.role in DESK_ROLES:
        raise Refused("web.person_gone")
    if card_of(session, here, person_id) is None:
        raise Refused("worker.no_card")
    drop_card(session, here, person_id)
    events.note(session, now, here, "person.card_end", "person", person_id)


def trades_in(words: str, here: Here) -> tuple[str, ...]:
    """The trades that words in a sheet or a form name, by the trades' names or by the work itself (套袋, 装车)."""
    found: list[str] = []
    for piece in APART.split(words):
        if not piece:
            continue
        trade = groups.trade_named(piece, here.language) or entered.trade_of(piece, here.gazetteer)
        if trade is not None and trade not in found:
            found.append(trade)
    return tuple(found)


def region_in(session: Session, here: Here, words: str, choice: Sequence[Region] = ()) -> Region | None:
    """The one place that these words name: a village before its township; None where none or several fit."""
    place = entered.place_of(words, here.gazetteer)
    names = {"township": place["township"], "village": place["village"]}
    if not names["township"] and not names["village"]:
        return None
    rows = choice or session.exec(select(Region).where(Region.county_id == here.county_id)).all()
    by_id = {row.id: row for row in rows}
    short = {code: here.gazetteer.short(region) for code, region in here.gazetteer.by_code.items()}
    found = [
        row
        for row in rows
        if names["village"]
        and row.level == "village"
        and short.get(row.code) == names["village"]
        and (parent := by_id.get(row.parent_id)) is not None
        and (names["township"] is None or short.get(parent.code) == names["township"])
    ]
    if not found and not names["village"]:
        found = [row for row in rows if row.level == "township" and short.get(row.code) == names["township"]]
    return found[0] if len(found) == 1 else None
