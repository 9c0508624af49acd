"""When work of a day begins, whether it has begun, whether half of the day is done, and whether a day was worked."""

from __future__ import annotations

from datetime import date, datetime

from bot.app import Here
from bot.models import ON_AIR, Posting, PostingDay, PostingStatus

WORKED = (*ON_AIR, PostingStatus.CLOSED, PostingStatus.EXPIRED)
CALLED_OFF = (PostingStatus.CANCELLED, PostingStatus.WITHDRAWN)


def begun(now: datetime, here: Here, posting: Posting, row: PostingDay) -> bool:
    """Whether work of this day has begun. No hour: the whole day counts as before; no date: never."""
    return begun_on(now, here, posting, row.day)


def begun_on(now: datetime, here: Here, posting: Posting, day: date) -> bool:
    """The same of a day by its date."""
    if posting.start is None:
        return False
    local = now.astimezone(here.zone)
    if day != local.date():
        return day < local.date()
    return posting.begin_time is not None and local.time() >= posting.begin_time


def half_done(now: datetime, here: Here, posting: Posting, row: PostingDay) -> bool:
    """Whether work of this day goes on and it is past noon: who is told that it stops is there."""
    return under_way(now, here, posting, row) and now.astimezone(here.zone).time() >= here.settings.times.noon


def ended_early(here: Here, posting: Posting, row: PostingDay) -> bool:
    """Whether a day that was stopped had gone on until past noon by then: those on it worked and are to be paid."""
    return row.stopped_at is not None and half_done(row.stopped_at, here, posting, row)


def over_before(here: Here, posting: Posting, row: PostingDay) -> bool:
    """Whether a day was over when its posting was called off: what was worked stays worked."""
    off = posting.closed_at if posting.status in CALLED_OFF and posting.published_at is not None else None
    return off is not None and row.stopped_at is None and row.day < here.today(off)


def worked(here: Here, posting: Posting, row: PostingDay) -> bool:
    """Whether there was work on a day, as far as is known: not stopped, or past noon when it was ended.

    Of a posting that was called off only the days before that.
    """
    if row.stopped_at is not None:
        return ended_early(here, posting, row)
    return posting.status in WORKED or over_before(here, posting, row)


def under_way(now: datetime, here: Here, posting: Posting, row: PostingDay) -> bool:
    """Whether work of this day is taken to have begun: without an hour at the county's assumed one.

    For what the clock says and asks. Seats without an hour can be had until the end of the day (`begun`).
    """
    begins = begins_at(here, posting, row)
    return begins is not None and now >= begins


def begins_at(here: Here, posting: Posting, row: PostingDay) -> datetime | None:
    """When work of this day begins, without an hour at the county's assumed one; None where no date is said."""
    if posting.start is None:
        return None
    hour = posting.begin_time or here.settings.times.assumed_begin
    return datetime.combine(row.day, hour, tzinfo=here.zone)
