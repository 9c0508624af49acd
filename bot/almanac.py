"""The county's day: what happens on it at which hour, planned as rows once a day; and when nobody may be woken.

The first time a county's clock ticks on a new day, everything of that day is planned. A county's very first day begins
when it starts: what was before is not made good. After a stop of hours the day's rows that passed meanwhile are there
and each kind has its own word on whether it is too late; of days that passed wholly nothing is planned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import dues
from bot.app import Here
from bot.models import County, Due, DueState
from bot.texts import say as words

DAY = "day"
BACKUP = dues.BACKUP
SWITCHED_OFF = "switched off"
OTHER_DAY = "another day was set"
LEAP = timedelta(days=7)
LATE = ("the evening is over", "the day is over", "the work has begun")
"""Why a row was too late, beside the reasons that begin so."""
SWITCHES = {
    "digest_daily": "digest",
    "digest_late": "digest",
    "digest_weekly": "livestream",
    "evening": "evening_ask",
    "evening_ask": "evening_ask",
    "evening_list": "evening_list",
    "forwarder_lists": "forwarder_list",
    "morning_list": "morning_list",
    "after_work": "after_work",
    "expiry_warning": "expiry_warning",
    "regulars": "regulars",
    "regular": "regulars",
    "visits": "visits",
    "summary_day": "summary",
    "summary_week": "week",
    "desk_morning": "desk_morning",
    "complaint_due": "complaint_due",
    "review_waits": "review_turns",
    "retention": "retention",
    BACKUP: "backup",
}
"""Under which switch of the county's clock a kind of due row stands: off, it is passed by with its reason.

What is not here plans for several kinds, cannot be switched off, or looks at its switch itself, for off it does
something else (`scheduler/jobs.py` has all kinds).
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of due row, and when it happens on a day."""

    kind: str
    at: datetime
    today: bool = True  # else it falls on other days


def switched_on(here: Here, kind: str) -> bool:
    """Whether the county wants this kind of due row done."""
    switch = SWITCHES.get(kind)
    return switch is None or bool(getattr(here.settings.clock, switch))


def moment(here: Here, day: date, hour: time) -> datetime:
    """This hour of this day in the county's zone."""
    return datetime.combine(day, hour, tzinfo=here.zone)


def minute(here: Here, moment: datetime | None) -> str:
    """A time of the county as it is written down, to the minute; empty where there is none."""
    return f"{moment.astimezone(here.zone):%Y-%m-%d %H:%M}" if moment is not None else ""


def in_quiet(here: Here, now: datetime) -> bool:
    """Whether `now` lies in the quiet hours."""
    times, local = here.settings.times, now.astimezone(here.zone).time()
    if times.quiet_from <= times.quiet_to:
        return times.quiet_from <= local < times.quiet_to
    return local >= times.quiet_from or local < times.quiet_to


def evening_over(here: Here, now: datetime) -> datetime:
    """Until when something that names its day may still go out: the next quiet hours, midnight at the latest."""
    local = now.astimezone(here.zone)
    midnight = moment(here, local.date() + timedelta(days=1), time(0))
    times = here.settings.times
    quiet = moment(here, local.date(), times.quiet_from)
    return quiet if times.quiet_from != times.quiet_to and now < quiet < midnight else midnight


def say(here: Here, key: str, language: str, /, **values: Any) -> str:
    """A sentence as this county says it, whoever's language it is that was chosen."""
    return words(key, here.spoken(language), **values)


def entries(here: Here, day: date) -> list[Entry]:
    """What falls on this day by the county's config, whatever the hour, switched on or off."""
    return [each for each in _listed(here, day) if each.today]


def _listed(here: Here, day: date) -> list[Entry]:
    times, weekday = here.settings.times, day.isoweekday()
    ahead = timedelta(minutes=times.livestream_lead_minutes)

    def at(kind: str, hour: time, today: bool = True) -> Entry:
        return Entry(kind, moment(here, day, hour), today)

    return [
        at("early_lists", time(0)),
        at("morning", times.morning_list),
        at("desk_morning", times.desk_morning),
        at("digest_daily", times.digest),
        Entry("digest_weekly", moment(here, day, times.livestream) - ahead, weekday == times.livestream_weekday),
        at("evening", times.evening_ask),
        at("evening_lists", times.evening_list),
        at("forwarder_lists", times.evening_list),
        at("summary_day", times.summary),
        at("summary_week", times.week, weekday == times.week_weekday),
        at("regulars", times.regulars, weekday == times.regulars_weekday),
        at("visits", times.visits, day.day == times.visits_day),
        at("retention", times.retention),
        at("calls_over", time(0)),
    ]


def key_of(day: date) -> str:
    """The key of the row that says that a day was planned."""
    return f"{DAY}:{day.isoformat()}"


def planned(session: Session, here: Here, day: date) -> bool:
    """Whether this day was planned: one look at a unique key."""
    return (
        session.exec(select(Due.id).where(Due.county_id == here.county_id, Due.dedupe_key == key_of(day))).first()
        is not None
    )


def plan_day(session: Session, now: datetime, here: Here) -> int:
    """Plan what happens today, once; how many rows. Two processes that begin the day together plan it once."""
    session.exec(select(County.id).where(County.id == here.county_id).with_for_update(key_share=True)).first()
    today: date = here.today(now)
    if planned(session, here, today):
        return 0
    first = session.exec(select(Due.id).where(Due.county_id == here.county_id, Due.kind == DAY).limit(1)).first()
    session.add(
        Due(
            county_id=here.county_id,
            kind=DAY,
            dedupe_key=key_of(today),
            due_at=now,
            state=DueState.DONE,
            done_at=now,
        )
    )
    made = 0
    for entry in _of_county(session, here, entries(here, today)):
        if first is None and entry.at < now:
            continue
        _plan(session, now, here, entry, today)
        made += 1
    made += _late_visits(session, now, here, today)
    from bot import duty, notices

    return made + notices.plan_all(session, now, here) + duty.plan(session, now, here)


def _of_county(session: Session, here: Here, listed: list[Entry]) -> list[Entry]:
    """With the copy of the night, where this county's clock makes it: the first of a database does."""
    if not _leads(session, here) or not listed:
        return listed
    day = listed[0].at.astimezone(here.zone).date()
    return [*listed, Entry(BACKUP, moment(here, day, here.settings.times.backup))]


def _plan(session: Session, now: datetime, here: Here, entry: Entry, today: date, *, revive: bool = False) -> None:
    """Plan it at its hour; what is switched off is passed by at once, so that the book says why nothing happened."""
    key, details = f"{entry.kind}:{today.isoformat()}", {"day": today.isoformat()}
    dues.plan(session, now, here, entry.kind, None, entry.at, key=key, details=details, revive=revive)
    if not switched_on(here, entry.kind):
        dues.drop(session, now, here, SWITCHED_OFF, key)


def plan_again(session: Session, now: datetime, here: Here) -> None:
    """The config changed in the middle of a day: what still waits today follows it (`here` has the new values).

    What was switched off is dropped, what was switched on is planned. An hour that is past counts from tomorrow: until
    then the old one stands.
    """
    today: date = here.today(now)
    if not planned(session, here, today):
        return
    for entry in _of_county(session, here, _listed(here, today)):
        key = f"{entry.kind}:{today.isoformat()}"
        row = dues.find(session, here, key)
        if not entry.today:
            dues.drop(session, now, here, OTHER_DAY, key)
        elif not switched_on(here, entry.kind):
            dues.drop(session, now, here, SWITCHED_OFF, key)
        elif entry.at > now and (row is None or row.state == DueState.DUE or row.reason in (SWITCHED_OFF, OTHER_DAY)):
            _plan(session, now, here, entry, today, revive=True)


def leapt(session: Session, now: datetime, here: Here) -> bool:
    """Whether the day before this one that the clock saw lies long back: a long stop, or a clock that runs ahead.

    What cannot be undone (retention) waits for a second day by the same clock.
    """
    today = here.today(now)
    before = session.exec(
        select(func.max(Due.due_at)).where(
            Due.county_id == here.county_id, Due.kind == DAY, Due.due_at < moment(here, today, time(0))
        )
    ).one()
    seen: date | None = here.today(before) if before is not None else None
    return seen is not None and today - seen > LEAP


def _late_visits(session: Session, now: datetime, here: Here, today: date) -> int:
    """The month's list of visits where nobody's clock ran on its day: planned on the first day after."""
    its_day = today.replace(day=here.settings.times.visits_day)
    begun = session.exec(select(func.min(Due.due_at)).where(Due.county_id == here.county_id, Due.kind == DAY)).one()
    if not here.settings.clock.visits or today <= its_day or begun is None or here.today(begun) > its_day:
        return 0
    key = f"visits:{its_day.isoformat()}"
    if dues.find(session, here, key) is not None:
        return 0
    at = moment(here, today, here.settings.times.visits)
    dues.plan(session, now, here, "visits", None, at, key=key, details={"day": its_day.isoformat()})
    return 1


def _leads(session: Session, here: Here) -> bool:
    """One database serves all counties, so its copy is planned in the first of them alone."""
    return session.exec(select(County.id).order_by(col(County.id)).limit(1)).first() == here.county_id


def day_of(due: Due) -> date:
    """The day that a row of the day was planned for."""
    return date.fromisoformat(due.details["day"])


def missed(now: datetime, here: Here, due: Due) -> bool:
    """Whether a row of the day comes too late: its day is over, or its quiet hours have begun."""
    if here.today(now) != day_of(due):
        return True
    return in_quiet(here, now) and not in_quiet(here, due.due_at)
