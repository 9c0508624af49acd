"""A text on its way through the rules: what was heard of it so far, and what is left to read."""

from __future__ import annotations

from itertools import pairwise

from nlp import corrections, overheard
from nlp.dates import Found
from nlp.gazetteer import Gazetteer, Match
from nlp.normalise import closed, plain, unmarked
from nlp.owners import Scored
from nlp.patterns import compiled
from nlp.quantities import Quantity
from nlp.rules import BLANK, SLIP, Spot, mend, spot, table_for
from nlp.times import Clock
from nlp.work import Job

_BLANKS = BLANK * 400


_RATHER = compiled(r"(?:[,。;!\n ]|那个|的|那边|那里|村)*(?:而?是|要去|应该是|在)")


def _not_there(names: list[Match], text: str, cues: list[corrections.Cue]) -> list[Match]:
    """The names without those that another is put for: 不是王显的杨庄,是高村镇那个杨庄."""
    for _start, end, denies in cues:
        denied = [one for one in names if 0 <= one.start - end <= 1] if denies else []
        while denied and (more := [one for one in names if 0 <= one.start - denied[-1].end <= 2]):
            if _RATHER.fullmatch(text, denied[-1].end, more[0].start):
                break
            denied.append(more[0])
        rather = _RATHER.match(text, denied[-1].end) if denied else None
        told = [one for one in names if rather and 0 <= one.start - rather.end() <= 12]
        if told:
            levels = {one.regions[0].level for one in told}
            names = [one for one in names if one.start >= told[0].start or one.regions[0].level not in levels]
    return names


class Heard:
    """The plain form of a text, the form with what was read blanked out, the words spotted, and all that was read.

    Spans count characters of the text as given. `heads` and `pays` are numbers with how likely they count people or
    are pay.
    """

    __slots__ = (
        "ages", "clocks", "cues", "days", "heads", "jobs", "left", "name", "names", "numbers", "pays", "phones",
        "plain", "spots",
    )  # fmt: skip

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        table = table_for(gazetteer)
        self.plain = overheard.blanked(closed(unmarked(plain(text))))
        self.spots: list[Spot] = spot(self.plain, table)
        for one in self.spots:
            if one[2] and one[2][0] is SLIP:
                self.plain = mend(self.plain, self.spots)
                self.spots = spot(self.plain, table)
                break
        if not overheard.MISHEARD.isdisjoint(self.plain):
            mended = overheard.mended(self.plain, self.spots)
            if mended != self.plain:
                self.plain = mended
                self.spots = spot(mended, table)
        self.left = self.plain
        self.cues = corrections.corrections(self.plain)
        self.phones: list[tuple[int, int, str]] = []
        self.names: list[Match] = []
        self.jobs: list[Job] = []
        self.name: tuple[int, int, str] | None = None
        self.ages: list[tuple[int, int, int | None, int | None]] = []
        self.days: list[Found] = []
        self.clocks: list[Clock] = []
        self.numbers: list[Quantity] = []
        self.heads: list[Scored] = []
        self.pays: list[Scored] = []

    def _counting(self) -> list[corrections.Cue]:
        """The corrections with no other work between them and the next count: those may take a count back."""
        found = []
        for cue in self.cues:
            following = next((one.start for one, _score in self.heads if one.start >= cue[1]), -1)
            told = {job.words for job in self.jobs if job.end <= cue[0]}
            if not any(cue[1] <= job.start < following and job.words not in told for job in self.jobs):
                found.append(cue)
        return found

    def unnamed(self) -> str:
        """The plain text with the contact's name blanked out."""
        text, name = self.plain, self.name
        return text[: name[0]] + BLANK * (name[1] - name[0]) + text[name[1] :] if name else text

    def blank(self, spans: list[tuple[int, int]]) -> None:
        """Take stretches out of what later rules read."""
        left = self.left
        for start, end in spans:
            left = left[:start] + _BLANKS[: end - start] + left[end:]
        self.left = left

    def _not_again(self, days: list[Found], cues: list[corrections.Cue]) -> list[Found]:
        """The days without one taken back and then named once more as the reason: 明天,不对明天我要吃酒,后天."""
        taken = [one for one in self.days if one not in days]
        for first, second in pairwise(days):
            named = any(one.day == first.day and one.end <= first.start for one in taken)
            if named and first.day != second.day and any(0 <= first.start - end <= 1 for _start, end, _denies in cues):
                return [one for one in days if one is not first]
        return days

    def correct(self) -> None:
        """Drop what the writer takes back (明天,不对,后天), by words that are no part of a number (两个还是三个)."""
        if not self.cues:
            return
        numbers = self.numbers
        cues = [one for one in self.cues if not any(number.start < one[0] < number.end for number in numbers)]
        self.cues = cues
        self.clocks = corrections.corrected(self.clocks, [(one[0], one[1]) for one in self.clocks], cues)
        days = corrections.corrected(self.days, [(one.start, one.end) for one in self.days], cues)
        self.days = self._not_again(days, cues) if len(days) > 1 else days
        self.names = _not_there(self.names, self.plain, cues)
        self.names = corrections.corrected(self.names, [(one.start, one.end) for one in self.names], cues, 9)
        self.phones = corrections.corrected(self.phones, [(one[0], one[1]) for one in self.phones], cues)
        if len(self.heads) > 1:
            self.heads = corrections.corrected(
                self.heads, [(one.start, one.end) for one, _score in self.heads], self._counting()
            )
        self.pays = corrections.corrected(self.pays, [(one.start, one.end) for one, _score in self.pays], cues)
