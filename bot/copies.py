"""A posting's copy in a group: made in its newest form when it goes out, and again for each edit.

Every copy carries the code, the station's name, weekday and date beside any 明天, until when it holds, that signing up
costs nothing, and a phone that is answered. It carries no limit by sex, origin or marital state, never the raw text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, func
from sqlmodel import Session, col, select

from bot import wording, work_hours
from bot.app import Here
from bot.messengers import Buttons
from bot.models import ON_AIR, Group, Posting, PostingDay, PostingStatus, Region
from bot.texts import say

_DAYS = (
    select(PostingDay)
    .where(PostingDay.county_id == bindparam("county"), PostingDay.posting_id == bindparam("posting"))
    .order_by(col(PostingDay.day))
)


def days_of(session: Session, posting: Posting) -> list[PostingDay]:
    """The posting's days in order, those that are stopped too."""
    return list(session.execute(_DAYS, {"county": posting.county_id, "posting": posting.id}).scalars())


def free_seats(session: Session, posting: Posting) -> dict[int, int]:
    """Free seats by id of PostingDay, days that are stopped left out."""
    rows = days_of(session, posting)
    return {row.id or 0: row.wanted - row.taken - row.held for row in rows if row.stopped_at is None}


_EACH_DAY = (
    select(
        col(PostingDay.posting_id),
        PostingDay.wanted - PostingDay.taken - PostingDay.held,
        col(PostingDay.day),
        col(PostingDay.stopped_at).is_not(None),
    )
    .where(
        PostingDay.county_id == bindparam("county"),
        col(PostingDay.posting_id).in_(bindparam("ids", expanding=True)),
    )
    .order_by(col(PostingDay.day))
)


def free_and_stopped(
    session: Session, now: datetime, here: Here, listed: Sequence[Posting]
) -> tuple[dict[int, int], dict[int, list[date]]]:
    """By posting: free seats on the day ahead where the most are, and the days on which there is no work."""
    free: dict[int, int] = {}
    without: dict[int, list[date]] = {}
    by_id = {posting.id: posting for posting in listed}
    rows = session.connection().execute(_EACH_DAY, {"county": here.county_id, "ids": list(by_id)})
    for posting_id, seats, day, stopped in rows:
        if stopped:
            without.setdefault(posting_id, []).append(day)
        elif not work_hours.begun_on(now, here, by_id[posting_id], day):
            free[posting_id] = max(seats, free.get(posting_id, seats))
    return free, without


def with_free_seats() -> ColumnElement[bool]:
    """Holds of postings of which some seat is free on a day that is not stopped."""
    free = (
        select(func.coalesce(func.sum(PostingDay.wanted - PostingDay.taken - PostingDay.held), 0))
        .where(
            PostingDay.county_id == Posting.county_id,
            PostingDay.posting_id == Posting.id,
            col(PostingDay.stopped_at).is_(None),
        )
        .correlate(Posting)
        .scalar_subquery()
    )
    return free > 0


def render(
    session: Session, now: datetime, here: Here, posting_id: int, group_id: int | None, *, fresh: bool
) -> tuple[str, Buttons] | None:
    """Text and buttons of a posting's copy as it should stand in this group now.

    None where there is nothing to send: a copy that has not gone out (`fresh`) of a posting that takes nobody now.
    """
    group = session.get(Group, group_id) if group_id is not None else None
    region = session.get(Region, group.region_id) if group is not None and group.region_id else None
    short = region is not None and region.level == "village"
    return form(session, now, here, posting_id, short=short, fresh=fresh)


def form(
    session: Session, now: datetime, here: Here, posting_id: int, *, short: bool, fresh: bool
) -> tuple[str, Buttons] | None:
    """The same in one of its two forms: the `short` one that village groups get, and the full one."""
    posting = session.get(Posting, posting_id)
    if posting is None or posting.county_id != here.county_id:
        return None
    if fresh and (posting.status != PostingStatus.OPEN or posting.paused_at is not None):
        return None
    language = here.language
    if posting.status != PostingStatus.OPEN or posting.paused_at is not None:
        return over(session, now, here, posting, language), []
    text = _lines(session, now, here, posting, language, short=short)
    press = {"text": say("copy.button_join", language), "data": f"join:{posting.id}"}
    ask = {"text": say("copy.button_leave", language), "data": f"leave:{posting.id}"}
    return text, [[press, ask]]


def over(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    """Why nobody can sign up for a posting that is not open, as its copies say it."""
    key = "paused" if posting.paused_at is not None and posting.status in ON_AIR else posting.status
    if posting.status == PostingStatus.CLOSED:
        today = now.astimezone(here.zone).date()
        days = days_of(session, posting)
        stopped = bool(days) and days[-1].stopped_at is not None
        key = "stopped" if stopped and all(row.stopped_at or row.day < today for row in days) else key
    text = say(f"copy.{key}", language, name=wording.named(posting), code=posting.code or "")
    if posting.status == PostingStatus.FULL:
        other = _another_open(session, here, posting)
        if other is not None:
            free = sum(free_seats(session, other).values())
            text += say("copy.another", language, name=wording.named(other), free=free)
    return text


_OTHERS = (
    select(Posting.id, Posting.township)
    .where(
        Posting.county_id == bindparam("county"),
        Posting.status == PostingStatus.OPEN.value,
        col(Posting.paused_at).is_(None),
        Posting.kind == bindparam("kind"),
        Posting.id != bindparam("posting"),
        with_free_seats(),
    )
    .order_by(col(Posting.published_at).desc())
    .limit(20)
)


def _another_open(session: Session, here: Here, posting: Posting) -> Posting | None:
    """The newest of the same kind with a free seat, one in the same township before all others."""
    values = {"county": here.county_id, "kind": posting.kind, "posting": posting.id}
    rows = session.execute(_OTHERS, values).all()
    chosen = next((row for row in rows if row.township == posting.township), None) or next(iter(rows), None)
    return session.get(Posting, chosen.id) if chosen is not None else None


def _lines(session: Session, now: datetime, here: Here, posting: Posting, language: str, *, short: bool) -> str:
    today = now.astimezone(here.zone).date()
    days = days_of(session, posting)
    ahead = [row for row in days if not work_hours.begun(now, here, posting, row)]
    count = _count(posting, days, ahead, language)
    pay = [wording.wage(posting, language)]
    if posting.pay_when:
        pay.append(say(f"pay_when.{posting.pay_when}", language))
    if posting.benefits or posting.denied:
        pay.append(wording.benefits(posting, language))
    paid, when, place = (
        " ".join(part for part in pay if part),
        _when(posting, days, today, language),
        wording.place(posting, short=short),
    )
    facts = [count, paid, " ".join(part for part in (when, place) if part)] if short else [paid, when, place]
    values = {
        "station": here.station,
        "code": posting.code or "",
        "work": posting.work or "",
        "count": count,
        # Work without a date, pay that is to be agreed: what is not told leaves no gap.
        "facts": say("list.comma", language).join(part for part in facts if part),
        "asks": say("copy.asks", language, neutral=posting.neutral) if posting.neutral else "",
        "age": _age(posting, language),
        "origin": say("copy.origin", language, origin=posting.origin) if posting.origin else "",
        "phones": _phones(here, posting, language),
        "phone": _phone(here, posting),  # for layouts of a county's own
        "until": _until(here, posting, now, language),
        "hires": say("copy.hires", language, hires=posting.hires) if posting.hires and not short else "",
    }
    return say("copy.layout_short" if short else "copy.layout_full", language, **values)


def when_now(session: Session, posting: Posting, today: date, language: str) -> str:
    """Days and hours of a posting as its days stand, those on which there is no work named."""
    return _when(posting, days_of(session, posting), today, language)


def _when(posting: Posting, days: Sequence[PostingDay], today: date, language: str) -> str:
    return when(posting, [row.day for row in days if row.stopped_at is not None], today, language)


def when(posting: Posting, without: Sequence[date], today: date, language: str) -> str:
    """Days and hours; of several days, those to come on which there is no work (`without`)."""
    text = wording.when(posting, today, language)
    stopped = [day for day in without if day >= today]
    if not stopped:
        return text
    listed = say("list.pause", language).join(wording.day(day, language) for day in stopped)
    return say("copy.not_on", language, when=text, days=listed)


def _count(posting: Posting, rows: Sequence[PostingDay], ahead: Sequence[PostingDay], language: str) -> str:
    """How many are wanted, and, once somebody is on, how many still: by day where the days differ or some are over."""
    count = wording.headcount(posting, language)
    worked = [row for row in rows if row.stopped_at is None]
    days = [row for row in ahead if row.stopped_at is None] or worked
    if posting.kind == "longterm" or not days:
        return count
    if len(worked) > 1:
        count = say("copy.each_day", language, count=count)
    if not any(row.taken for row in days):
        return count
    free = [row.wanted - row.taken - row.held for row in days]
    if max(free) <= 0:  # what is not taken is held for somebody who is being asked
        return say("copy.line", language, count=count)
    if len(set(free)) == 1 and len(days) == len(worked):
        return say("copy.left", language, count=count, free=free[0])
    listed = say("list.pause", language).join(
        say("copy.left_day", language, day=row.day.day, free=seats)
        for row, seats in zip(days, free, strict=True)
        if seats > 0
    )
    return say("copy.left_days", language, count=count, listed=listed)


def _age(posting: Posting, language: str) -> str:
    if posting.age_min and posting.age_max:
        return say("copy.age_range", language, least=posting.age_min, most=posting.age_max)
    if posting.age_min:
        return say("copy.age_least", language, least=posting.age_min)
    if posting.age_max:
        return say("copy.age_most", language, most=posting.age_max)
    return ""


def _phones(here: Here, posting: Posting, language: str) -> str:
    """Whom to ask, and whom to complain to: never the employer of whom one complains."""
    phone, duty = _phone(here, posting), here.settings.duty_phone
    if duty and phone != duty:
        return say("copy.phone_two", language, phone=phone, duty=duty)
    return say("copy.phone_one", language, phone=phone)


def _phone(here: Here, posting: Posting) -> str:
    if posting.phone_public and posting.phones:
        return posting.phones[0]
    return here.settings.duty_phone


def _until(here: Here, posting: Posting, now: datetime, language: str) -> str:
    if posting.valid_until is None:
        return ""
    until = posting.valid_until.astimezone(here.zone)
    today = now.astimezone(here.zone).date()
    near = wording.day_beside(until.date(), today, language)
    return say("copy.until", language, day=near, hour=wording.hour(until.time(), language))
