"""What an employer says of who came, against the list: whom a name means, a whole signup or one of its guests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from bot import answers, guests, wording
from bot.app import Here
from bot.models import Person, Signup, SignupDay
from nlp.arrivals import Arrivals

DIGITS = "零一二三四五六七八九"
Rows = list[tuple[SignupDay, Signup]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list: whose it is (None: nobody is known any more), and the names of those who come with them."""

    row: SignupDay
    name: str | None
    guests: frozenset[str]

    def is_of(self, name: str) -> bool:
        return self.name is not None and (self.name == name or (len(name) >= 2 and name in self.name))


@dataclass(slots=True)
class Named:
    """Those of a list who were named: how many came of each signup of whom somebody did not, and who came whole.

    `lost` is how many in all did not come; `unknown` are names that stand on no list, `alike` those that several
    people on it have: of them nobody can tell which is meant.
    """

    came: dict[int, int] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    lost: int = 0

    def any(self) -> bool:
        """Whether anybody who was named stands on the list."""
        return bool(self.came or self.present)


def named(session: Session, here: Here, rows: Rows, told: Arrivals) -> Named:
    """Who of those named stands on the list. Names written in one (老李玉梅) are parted by the list."""
    found, lines = Named(), _lines(session, here, rows)
    parties = [_whole(lines, name, number) for name, number in told.parties]
    said = [*((name, None) for name in told.absent), *parties]
    for name, number in said:
        for part in _parted(lines, name):
            if _several(lines, part):
                found.alike.append(part)
            elif not _absent(lines, found, part, number):
                found.unknown.append(part)
    for name, number in told.counted:
        mine = _own(lines, name)
        if mine is not None and number < mine.seats:
            found.came[mine.id or 0] = number
        elif mine is not None:
            found.present.add(mine.id or 0)
    for name in told.present:
        for part in _parted(lines, name):
            row = _row(lines, part)
            if _several(lines, part):
                found.alike.append(part)
            elif row is None:
                found.unknown.append(part)
            else:
                found.present.add(row.id or 0)
    found.lost = sum(mine.seats - found.came[mine.id or 0] for mine, _ in rows if (mine.id or 0) in found.came)
    _by_number(rows, found, told)
    return found


def of_parties(session: Session, here: Here, rows: Rows, told: Arrivals) -> Arrivals:
    """秀兰来了仨 where 秀兰 is on the list is said of her party, else (地里来了仨) of all."""
    lines = _lines(session, here, rows) if told.counted else []
    known = tuple((name, number) for name, number in told.counted if _own(lines, name) is not None)
    return replace(told, counted=known, count=None if known else told.count)


def _lines(session: Session, here: Here, rows: Rows) -> list[_Line]:
    guests_of = guests.of_all(session, here, [signup for _, signup in rows])
    made = []
    for row, signup in rows:
        person = session.get(Person, signup.person_id)
        names = frozenset(guest.name for guest in guests_of[signup.id or 0])
        made.append(_Line(row, person.name if person is not None else None, names))
    return made


def _whole(lines: Sequence[_Line], name: str, number: int) -> tuple[str, int | None]:
    """张三没来 reads as three of 张's; where the list knows 张三 and no 张, it is the name."""
    full = name + (DIGITS[number] if 0 < number < len(DIGITS) else "")
    if full != name and _row(lines, name) is None and _row(lines, full) is not None:
        return full, None
    return name, number


def _absent(lines: Sequence[_Line], found: Named, name: str, number: int | None) -> bool:
    mine = _own(lines, name)
    if mine is not None:
        found.came[mine.id or 0] = 0 if number is None else max(mine.seats - number, 0)
        return True
    host = _host(lines, name)
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


def _row(lines: Sequence[_Line], name: str) -> SignupDay | None:
    mine = _own(lines, name)
    return mine if mine is not None else _host(lines, name)


def _own(lines: Sequence[_Line], name: str) -> SignupDay | None:
    found = [line.row for line in lines if line.is_of(name)]
    return next((line.row for line in lines if line.name == name), next(iter(found), None))


def _several(lines: Sequence[_Line], name: str) -> bool:
    """Whether two people on the list have this very name: those who signed up, or somebody's guest."""
    return sum((line.name == name) + (name in line.guests) for line in lines) > 1


def _host(lines: Sequence[_Line], name: str) -> SignupDay | None:
    return next((line.row for line in lines if name in line.guests), None)


def _parted(lines: Sequence[_Line], name: str) -> list[str]:
    if _row(lines, name) is not None:
        return [name]
    known = sorted({line.name for line in lines if line.name and len(line.name) >= 2}, key=len, reverse=True)
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
