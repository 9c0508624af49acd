"""A text on its way through the rules: what was heard of it so far, and what is left to read."""

from __future__ import annotations

from nlp import corrections, overheard
from nlp.dates import Found
from nlp.gazetteer import Gazetteer, Match
from nlp.normalise import closed, plain, unmarked
from nlp.owners import Scored
from nlp.quantities import Quantity
from nlp.rules import BLANK, SLIP, Spot, mend, spot, table_for
from nlp.times import Clock
from nlp.work import Job

_BLANKS = BLANK * 400


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
            if not any(cue[1] <= job.start < following for job in self.jobs):
                found.append(cue)
        return found

    def blank(self, spans: list[tuple[int, int]]) -> None:
        """Take stretches out of what later rules read."""
        left = self.left
        for start, end in spans:
            left = left[:start] + _BLANKS[: end - start] + left[end:]
        self.left = left

    def correct(self) -> None:
        """Drop what the writer takes back (明天,不对,后天)."""
        cues = self.cues
        self.clocks = corrections.corrected(self.clocks, [(one[0], one[1]) for one in self.clocks], cues)
        self.days = corrections.corrected(self.days, [(one.start, one.end) for one in self.days], cues)
        self.names = corrections.corrected(self.names, [(one.start, one.end) for one in self.names], cues, 9)
        self.phones = corrections.corrected(self.phones, [(one[0], one[1]) for one in self.phones], cues)
        if len(self.heads) > 1:
            self.heads = corrections.corrected(
                self.heads, [(one.start, one.end) for one, _score in self.heads], self._counting()
            )
        self.pays = corrections.corrected(self.pays, [(one.start, one.end) for one, _score in self.pays], cues)
