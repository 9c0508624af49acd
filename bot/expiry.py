"""Before a posting runs out its poster is asked whether people are still needed; the end itself is `postings.expire`.

The answer is read by `bot/still_needed.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot import (
    almanac,
    dues,
    events,
    ladder,
    people,
    seats,
    wording,
)
from bot.app import Here
from bot.messengers import Buttons
from bot.models import ON_AIR, Due, Person, Posting, PostingStatus

WARN = "expiry_warning"
NEEDED, AGAIN, SOME = "needed", "needed_again", "needed_some"
OPEN_HOURS = 36
ASKED = "employer.asked"


def warns_at(here: Here, posting: Posting) -> datetime | None:
    """When the poster is warned: some hours before; where that is at night, the evening before. None: it never ends."""
    if posting.valid_until is None:
        return None
    times, ends = here.settings.times, posting.valid_until
    if posting.start is not None and posting.begin_time is None and posting.kind != "longterm":
        last = ends.astimezone(here.zone).date()  # it holds till the end of the day, but whom does one find at noon
        ends = min(ends, almanac.moment(here, last, times.assumed_begin))
    at = ends - timedelta(hours=times.warn_hours)
    if almanac.in_quiet(here, at) or at.astimezone(here.zone).time() < times.duty_from:
        day = at.astimezone(here.zone).date()
        evening = almanac.moment(here, day, times.warn_evening)
        at = evening if evening < at else almanac.moment(here, day - timedelta(days=1), times.warn_evening)
    return at


def plan_warning(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Plan the warning with the end; none for a posting that is published later than it would come."""
    at = warns_at(here, posting)
    if at is not None and at > now:
        dues.plan(session, now, here, WARN, posting.id, at, key=key_of(posting))


def key_of(posting: Posting) -> str:
    """The key of the warning of a posting's end as it is now."""
    ends = posting.valid_until
    return f"{WARN}:{posting.id}:{ends.timestamp() if ends is not None else 0:.0f}"


def warn(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: is it still needed? Not where it is full, over, paused, or holds longer by now."""
    posting = session.get(Posting, due.subject_id)
    if posting is None or posting.status not in ON_AIR or posting.valid_until is None:
        return "no longer on air"
    if posting.valid_until <= now:
        return "too late: it ran out"
    at = warns_at(here, posting)
    if at is not None and at > now:
        if due.dedupe_key != key_of(posting):
            return "holds longer"
        due.due_at = at  # its end is the same, but the county warns later by now
        session.add(due)
        return None
    ahead = seats.days_ahead(session, now, here, posting)
    filled = posting.kind != "longterm" and bool(ahead) and all(seats.free(row) <= 0 for row in ahead)
    if posting.status == PostingStatus.FULL or filled or posting.paused_at is not None:
        return "full or paused"
    if almanac.in_quiet(here, now):
        return "too late: nobody is woken for it"
    person = session.get(Person, posting.poster_id)
    language = people.language_of(here, person)
    until = posting.valid_until.astimezone(here.zone)
    dated = posting.start is not None
    text = almanac.say(
        here,
        "expiry.warn_left" if dated and posting.kind != "longterm" else "expiry.warn_open",
        language,
        posting=wording.named(posting),
        until=wording.day_beside(until.date(), here.today(now), language) + wording.hour(until.time(), language),
        free=max((seats.free(row) for row in ahead), default=0),
        days=here.settings.times.undated_days,
    )
    ask(session, now, here, posting, text, key=f"{WARN}:{posting.id}:{until.isoformat()}")
    return None


def ask(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    text: str,
    *,
    key: str,
    act: str = NEEDED,
    person_id: int | None = None,
) -> None:
    """Ask the poster (or `person_id`) whether people are needed; their next words are read as the answer."""
    person = session.get(Person, person_id or posting.poster_id)
    if person is None or person.id is None:
        return
    language = people.language_of(here, person)
    row = [
        {"text": almanac.say(here, "expiry.button_yes", language), "data": f"need:{posting.id}:yes"},
        {"text": almanac.say(here, "expiry.button_no", language), "data": f"need:{posting.id}:no"},
    ]
    buttons: Buttons = [row] if act == NEEDED else []
    if person.role not in people.DESK_ROLES:
        also = [each.id for each in asked_too(session, now, person, posting)] if act == NEEDED else []
        person.doing = {"act": act, "posting": posting.id, "at": int(now.timestamp()), "also": also}
        session.add(person)
    ladder.say(
        session,
        now,
        here,
        person.id,
        text,
        key=key,
        posting=posting,
        buttons=buttons,
        falls_back=False,
        what="call_clock.needed",
        until=almanac.evening_over(here, now),
    )
    events.note(session, now, here, "posting.needed", "posting", posting.id)


def asked_too(session: Session, now: datetime, person: Person, posting: Posting) -> list[Posting]:
    """What else this poster was asked about just before and has not answered: each is asked for by its code then."""
    doing = dict(person.doing)
    if not people.was_asked(person, NEEDED, now, OPEN_HOURS * 3600):
        return []
    found = [session.get(Posting, int(each)) for each in (doing["posting"], *doing.get("also", ()))]
    return [each for each in found if each is not None and each.id != posting.id and each.status in ON_AIR]
