"""Whether a message of a carried group was brought back before, with its time or without.

The same stretch of talk comes back with times once and without them once, and without times on another day. What a
person said of a posting is noted in its order, so that the same words are known again; words said anew, after they
were taken back or for another posting, still count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import links
from bot.app import Here
from bot.models import RelayRead

TIMED, UNTIMED = "t", "u"
_WORD = 16  # characters of a digest that tell one text of a person from another


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a posting: `number` of its row, `at` where the time stands beside it, `leaves` or comes."""

    number: int
    who: str
    posting_id: int
    text: str
    leaves: bool
    at: datetime | None

    @property
    def key(self) -> str:
        """Under which all that this person said of this posting is noted."""
        return links.digest(f"said|{self.who}|{self.posting_id}")

    @property
    def word(self) -> str:
        """What tells this text from another, and coming from leaving."""
        return f"{links.digest(self.text)[:_WORD]}{'-' if self.leaves else '+'}"

    @property
    def mark(self) -> str:
        """As it is noted."""
        return f"{self.word}|{UNTIMED if self.at is None else TIMED}"


def before(session: Session, here: Here, group_id: int, said: Sequence[Said]) -> dict[int, int | None]:
    """The rows that were brought before, by number. With a time, for words noted without one: the note's id, else None.

    A message with its time is one noted without where it was written before that was brought; each stands for one.
    """
    found: dict[int, int | None] = {}
    for key, notes in _notes(session, here, group_id, [each.key for each in said]).items():
        mine = [each for each in said if each.key == key]
        found |= _timed([each for each in mine if each.at is not None], notes)
        bare = [each for each in mine if each.at is None]
        found |= dict.fromkeys((each.number for each in bare[: _known(bare, notes)]), None)
    return found


def _notes(session: Session, here: Here, group_id: int, keys: Sequence[str]) -> dict[str, list[RelayRead]]:
    """What is noted under each of these keys, in its order."""
    found: dict[str, list[RelayRead]] = {key: [] for key in keys}
    rows = session.exec(
        select(RelayRead)
        .where(RelayRead.county_id == here.county_id, RelayRead.group_id == group_id, col(RelayRead.key).in_(found))
        .order_by(col(RelayRead.id))
    )
    for row in rows:
        found[row.key].append(row)
    return found


def _timed(said: Iterable[Said], notes: Sequence[RelayRead]) -> dict[int, int | None]:
    left = [note for note in notes if note.mark.endswith(f"|{UNTIMED}")]
    found: dict[int, int | None] = {}
    for each in said:
        note = next(
            (one for one in left if _word(one) == each.word and each.at is not None and each.at <= one.at), None
        )
        if note is not None:
            left.remove(note)
            found[each.number] = note.id
    return found


def _known(said: Sequence[Said], notes: Sequence[RelayRead]) -> int:
    """How many of these, from the first on, were brought before: all of them, or those that end what is noted."""
    words, known = [each.word for each in said], [_word(note) for note in notes]
    if not words:
        return 0
    for start in range(len(known) - len(words), -1, -1):
        if known[start : start + len(words)] == words:
            later = known[start + len(words) :]
            turned = any(word[-1] != words[-1][-1] for word in later)  # taken back since, so it is said anew
            return 0 if turned else len(words)
    return next((size for size in range(min(len(words), len(known)), 0, -1) if known[-size:] == words[:size]), 0)


def _word(note: RelayRead) -> str:
    return note.mark.partition("|")[0]


def timed_now(session: Session, note_id: int) -> None:
    """What was noted without a time has come back with it: another time is another message."""
    note = session.get(RelayRead, note_id)
    if note is not None:
        note.mark = f"{_word(note)}|{TIMED}"
        session.add(note)
