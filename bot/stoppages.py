"""停工 of a whole township: a day of all its postings stopped, or worked after all, at one word of the desk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import calloffs, changes, decisions, events, outbox, parts, people, roster_days, wording, work_hours
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Person, Posting, PostingDay
from bot.people import Sender
from bot.texts import say

WHY_MOST = 20


@dataclass(frozen=True, slots=True)
class Day:
    """One posting's day in a township: how many have seats on it, and whether it is stopped already."""

    posting: Posting
    row: PostingDay

    @property
    def stopped(self) -> bool:
        """Whether nobody works on it as it stands."""
        return self.row.stopped_at is not None


def of_town(session: Session, here: Here, town: str, day: date) -> list[Day]:
    """The postings of a township with work on this day: those that are out, and those with a list for that day."""
    found = session.exec(
        select(Posting, PostingDay)
        .where(
            Posting.county_id == here.county_id,
            col(Posting.status).in_([each.value for each in work_hours.WORKED]),
            Posting.township == town,
            PostingDay.county_id == Posting.county_id,
            PostingDay.posting_id == Posting.id,
            PostingDay.day == day,
        )
        .order_by(col(Posting.id))
        .execution_options(populate_existing=True)
    )
    rows = [Day(posting, row) for posting, row in found]
    return [each for each in rows if each.posting.status in ON_AIR or not each.stopped]


def stop(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    town: str,
    day: date,
    why: str = "",
    only: Collection[int] | None = None,
) -> list[Posting]:
    """Stop a day of all postings of a township (`only`: of these ids); which were stopped. Those stopped stay so.

    Roster, groups, brokers and posters are told; the seats stay for the other days. Refused for a day that is past.
    """
    desk = decisions.of_desk(session, now, here, sender)
    if day < here.today(now):
        raise Refused("stoppage.past")
    stopped = []
    for each in of_town(session, here, town, day):
        if each.stopped or (only is not None and each.posting.id not in only):
            continue
        if not parts.sees(session, here, desk, each.posting.region_id):
            continue
        changes.stop_day(session, now, here, each.posting, day, why.strip()[:WHY_MOST])
        _tell_poster(session, now, here, each.posting, day)
        calloffs.ask_next_day(session, now, here, each.posting, day)
        stopped.append(each.posting)
    if stopped:
        after = {"day": day.isoformat(), "postings": [each.id for each in stopped]}
        events.note(session, now, here, "township.stop", "region", stopped[0].region_id, after=after)
    return stopped


def start(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    town: str,
    day: date,
    only: Collection[int] | None = None,
) -> list[Posting]:
    """The day is worked after all, where a posting is still out: everybody on it is told. Which ones."""
    desk = decisions.of_desk(session, now, here, sender)
    if day < here.today(now):
        raise Refused("stoppage.past")
    started = []
    for each in of_town(session, here, town, day):
        if not parts.sees(session, here, desk, each.posting.region_id):
            continue
        if each.stopped and (only is None or each.posting.id in only):
            roster_days.start_day(session, now, here, each.posting, day)
            started.append(each.posting)
    if started:
        after = {"day": day.isoformat(), "postings": [each.id for each in started]}
        events.note(session, now, here, "township.start", "region", started[0].region_id, after=after)
    return started


def _tell_poster(session: Session, now: datetime, here: Here, posting: Posting, day: date) -> None:
    language = people.language_of(here, session.get(Person, posting.poster_id))
    near = wording.day_beside(day, here.today(now), language)
    text = say("employer.stopped_by_desk", language, name=wording.named(posting), day=near)
    outbox.tell_person(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=f"stopped:{posting.id}:{day.isoformat()}:{now.timestamp():.0f}",
        about=[posting.id or 0],
    )
