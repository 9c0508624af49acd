"""What an employer says of who came, against the list: whom a name means, a whole signup or one of its guests."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session

from bot import answers, guests, wording
from bot.app import Here
from bot.models import Person, Signup, SignupDay
from nlp.arrivals import Arrivals

DIGITS = "零一二三四五六七八九"
Rows = list[tuple[SignupDay, Signup]]


@dataclass(slots=True)
class Named:
    """Those of a list who were named: how many came of each signup of whom somebody did not, and who came whole.

    `lost` is how many in all did not come; `unknown` are names that stand on no list.
    """

    came: dict[int, int] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    lost: int = 0

    def any(self) -> bool:
        """Whether anybody who was named stands on the list."""
        return bool(self.came or self.present)


def named(session: Session, here: Here, rows: Rows, told: Arrivals) -> Named:
    """Who of those named stands on the list. Names written in one (老李玉梅) are parted by the list."""
    found = Named()
    parties = [_whole(session, here, rows, name, number) for name, number in told.parties]
    said = [*((name, None) for name in told.absent), *parties]
    for name, number in said:
        for part in _parted(session, here, rows, name):
            if not _absent(session, here, rows, found, part, number):
                found.unknown.append(part)
    for name in told.present:
        for part in _parted(session, here, rows, name):
            row = _row(session, here, rows, part)
            if row is None:
                found.unknown.append(part)
            else:
                found.present.add(row.id or 0)
    found.lost = sum(mine.seats - found.came[mine.id or 0] for mine, _ in rows if (mine.id or 0) in found.came)
    _by_number(rows, found, told)
    return found


def _whole(session: Session, here: Here, rows: Rows, name: str, number: int) -> tuple[str, int | None]:
    """张三没来 reads as three of 张's; where the list knows 张三 and no 张, it is the name."""
    full = name + (DIGITS[number] if 0 < number < len(DIGITS) else "")
    if full != name and _row(session, here, rows, name) is None and _row(session, here, rows, full) is not None:
        return full, None
    return name, number


def _absent(session: Session, here: Here, rows: Rows, found: Named, name: str, number: int | None) -> bool:
    mine = next((row for row, signup in rows if _is(session, here, signup, name)), None)
    if mine is not None:
        found.came[mine.id or 0] = 0 if number is None else max(mine.seats - number, 0)
        return True
    host = _host(session, here, rows, name)
    if host is None:
        return False
    found.came[host.id or 0] = max(found.came.get(host.id or 0, host.seats) - (number or 1), 0)
    return True


def _by_number(rows: Rows, found: Named, told: Arrivals) -> None:
    """老李 alone did not come, though his party did: the number said tells it."""
    total = sum(mine.seats for mine, _ in rows)
    single = [mine for mine, _ in rows if found.came.get(mine.id or 0) == 0 and mine.seats > 1]
    number = told.count if told.count is not None else total - told.missing if told.missing is not None else None
    if number is None or total - found.lost == number or len(single) != 1:
        return
    fewer = total - number - (found.lost - single[0].seats)
    if 0 < fewer < single[0].seats:
        found.came[single[0].id or 0] = single[0].seats - fewer
        found.lost = total - number


def _row(session: Session, here: Here, rows: Rows, name: str) -> SignupDay | None:
    mine = next((row for row, signup in rows if _is(session, here, signup, name)), None)
    return mine if mine is not None else _host(session, here, rows, name)


def _host(session: Session, here: Here, rows: Rows, name: str) -> SignupDay | None:
    return next(
        (row for row, signup in rows if any(guest.name == name for guest in guests.of(session, here, signup))), None
    )


def _is(session: Session, here: Here, signup: Signup, name: str) -> bool:
    person = session.get(Person, signup.person_id)
    return person is not None and (person.name == name or (len(name) >= 2 and name in person.name))


def _parted(session: Session, here: Here, rows: Rows, name: str) -> list[str]:
    if _row(session, here, rows, name) is not None:
        return [name]
    people = [session.get(Person, signup.person_id) for _, signup in rows]
    known = sorted({each.name for each in people if each is not None and len(each.name) >= 2}, key=len, reverse=True)
    parts, rest = [], name
    while rest:
        first = next((each for each in known if rest.startswith(each)), None)
        if first is None:
            return [name]
        parts.append(first)
        rest = rest.removeprefix(first)
    return parts


def listed(session: Session, here: Here, rows: Rows, came: dict[int, int], language: str, pause: str) -> str:
    """Who did not come, each party with how many of them: 老李、秀兰2人."""
    parts = []
    for mine, signup in rows:
        if (mine.id or 0) not in came:
            continue
        name = answers.public_name(here, session.get(Person, signup.person_id))
        fewer = mine.seats - came[mine.id or 0]
        parts.append(name if mine.seats == 1 else wording.counted(name, fewer, language))
    return pause.join(parts)
