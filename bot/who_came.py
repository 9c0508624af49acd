"""What an employer says of who came, against the list: whom a name means, a whole signup or one of its guests."""

from __future__ import annotations

from sqlmodel import Session

from bot import guests
from bot.app import Here
from bot.models import Person, Signup, SignupDay
from nlp.arrivals import Arrivals


def absent(
    session: Session, here: Here, rows: list[tuple[SignupDay, Signup]], told: Arrivals
) -> tuple[dict[int | None, int], int, list[str]]:
    """Who of those named as absent stands on the list: how many of each signup came, how many in all did not, and the
    names that were not found.
    """
    came: dict[int | None, int] = {}
    unknown: list[str] = []
    total = sum(mine.seats for mine, _ in rows)
    for name in told.absent:
        found = next((each for each in rows if _is(session, here, each[1], name)), None)
        if found is not None:
            came[found[0].id] = 0
            continue
        host = next(
            (each for each in rows if any(guest.name == name for guest in guests.of(session, here, each[1]))), None
        )
        if host is None:
            unknown.append(name)
            continue
        came[host[0].id] = max(came.get(host[0].id, host[0].seats) - 1, 0)
    lost = sum(mine.seats - came[mine.id] for mine, _ in rows if mine.id in came)
    single = [mine for mine, _ in rows if mine.id in came and mine.seats > 1 and came[mine.id] == 0]
    if told.count is not None and total - lost != told.count and len(single) == 1:
        # 老李 alone did not come, though his party did: the number said tells it.
        fewer = total - told.count - (lost - single[0].seats)
        if 0 < fewer < single[0].seats:
            came[single[0].id] = single[0].seats - fewer
            lost = total - told.count
    return came, lost, unknown


def _is(session: Session, here: Here, signup: Signup, name: str) -> bool:
    person = session.get(Person, signup.person_id)
    return person is not None and (person.name == name or (len(name) >= 2 and name in person.name))
