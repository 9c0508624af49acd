"""What anybody may see of the open postings: work, pay, when, where, how many still. Nobody's name or phone.

The place is said by township and village; what else was said of it may name a person, and stands in the copies alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import copies, wording
from bot.app import Here
from bot.models import Posting, PostingDay, PostingStatus
from bot.texts import has, say


@dataclass(frozen=True, slots=True)
class Card:
    """An open posting as the public sees it; every text in the reader's language, times in the county's zone."""

    code: str
    kind: str
    trade: str
    trade_name: str
    work: str
    wanted: str
    free: int
    pay: str
    extras: str
    when: str
    place: str
    township: str
    village: str
    asks: str
    urgent: bool
    until: str
    valid_until: datetime | None
    published_at: datetime | None
    changed: str
    wage_min: float | None
    wage_max: float | None
    wage_unit: str | None


def cards(session: Session, now: datetime, here: Here, language: str, trade: str = "") -> list[Card]:
    """The open postings, those that begin soonest first; of one trade where one is named."""
    query = select(Posting).where(
        Posting.county_id == here.county_id,
        Posting.status == PostingStatus.OPEN,
        col(Posting.paused_at).is_(None),
        col(Posting.code).is_not(None),
    )
    if trade:
        query = query.where(Posting.trade == trade)
    rows = session.exec(query.order_by(col(Posting.id).desc()).limit(300)).all()
    kept = [row for row in rows if row.valid_until is None or row.valid_until > now]
    kept.sort(key=lambda row: (not row.urgent, row.start is None, row.start or now.date(), row.id))
    days = _days(session, here, [row.id or 0 for row in kept])
    return [_card(now, here, row, language, days.get(row.id or 0, [])) for row in kept]


def _days(session: Session, here: Here, posting_ids: list[int]) -> dict[int, list[PostingDay]]:
    """The days of these postings, the earliest first."""
    found: dict[int, list[PostingDay]] = {}
    days = select(PostingDay).where(PostingDay.county_id == here.county_id, col(PostingDay.posting_id).in_(posting_ids))
    for day in session.exec(days.order_by(col(PostingDay.day))):
        found.setdefault(day.posting_id, []).append(day)
    return found


def card(session: Session, now: datetime, here: Here, row: Posting, language: str) -> Card:
    """One posting as the public sees it."""
    return _card(now, here, row, language, _days(session, here, [row.id or 0]).get(row.id or 0, []))


def _card(now: datetime, here: Here, row: Posting, language: str, days: list[PostingDay]) -> Card:
    worked = [day for day in days if day.stopped_at is None]
    free = sum(max(day.wanted - day.taken - day.held, 0) for day in worked)
    without = [day.day for day in days if day.stopped_at is not None]
    pay = wording.wage(row, language)
    if row.pay_when:
        pay = f"{pay} {say(f'pay_when.{row.pay_when}', language)}".strip()
    until = row.valid_until.astimezone(here.zone) if row.valid_until is not None else None
    today = now.astimezone(here.zone).date()
    said = ""
    if until is not None:
        day = wording.day_beside(until.date(), today, language)
        said = say("copy.until", language, day=day, hour=wording.hour(until.time(), language))
    key = f"trade.{row.trade}"
    return Card(
        code=row.code or "",
        kind=row.kind,
        trade=row.trade,
        trade_name=say(key, language) if has(key) else row.trade,
        work=row.work or "",
        wanted=wording.headcount(row, language),
        free=free,
        pay=pay,
        extras=wording.benefits(row, language) if row.benefits else "",
        when=copies.when(row, without, today, language),
        place="".join(part for part in (row.township, row.village) if part),
        township=row.township or "",
        village=row.village or "",
        asks=row.neutral or "",
        urgent=row.urgent,
        until=said,
        valid_until=row.valid_until,
        published_at=row.published_at,
        changed=f"{row.version}.{free}.{len(without)}",
        wage_min=row.wage_min,
        wage_max=row.wage_max,
        wage_unit=row.wage_unit,
    )


def find(session: Session, here: Here, code: str) -> Posting | None:
    """The posting that was published under this code, open or over; None where there is none to show."""
    row = session.exec(select(Posting).where(Posting.county_id == here.county_id, Posting.code == code.upper())).first()
    return row if row is not None and row.published_at is not None else None
