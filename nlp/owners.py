"""Which job a count is told of: the one right before it or right after it (小工5个, 5个小工)."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from nlp.patterns import compiled
from nlp.quantities import Quantity
from nlp.work import Job

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from nlp.values import dataclass

BREAK = compiled(r"[\n。;!]")
_ANOTHER = compiled("另外|还要|再要|还缺|另要|还得|此外")
_COMMA = compiled(r"[,、]")
# Characters between a job and a count beyond which neither is told of the other.
_FAR = 22
Scored = tuple[Quantity, float]  # a number, and how likely it counts people or is pay


@dataclass(frozen=True, slots=True)
class Lie:
    """Where the jobs and numbers of a text lie, looked up once for all its counts."""

    begins: frozenset[int]  # of jobs
    closing: frozenset[int]  # ends of counts that stand right behind no job
    opening: frozenset[int]  # begins of counts that stand right before no job
    numbers: list[int]  # begins of counts and pays that are sure, in order
    starts: list[int]  # begins of the jobs, where these stand in order
    longest: int  # of the jobs

    @classmethod
    def of(cls, jobs: list[Job], heads: list[Scored], pays: list[Scored]) -> Lie:
        """Of the jobs, the counts of people and the pays that were found."""
        starts = [job.start for job in jobs]
        begins, ends = frozenset(starts), frozenset([job.end for job in jobs])
        return cls(
            begins,
            frozenset(one.end for one, _score in heads if one.at not in ends),
            frozenset(one.at for one, _score in heads if one.end not in begins),
            sorted(one.at for one, score in (*heads, *pays) if score >= 1.0),
            starts if starts == sorted(starts) else [],
            max([job.end - job.start for job in jobs], default=0),
        )

    def near(self, jobs: list[Job], one: Quantity) -> list[Job]:
        """The jobs that a count may be told of, by where they stand; all of them where they are in no order."""
        if not self.starts:
            return jobs
        first = bisect_left(self.starts, one.at - _FAR - self.longest)
        return jobs[first : bisect_left(self.starts, one.end + _FAR)]


def owners(text: str, jobs: list[Job], heads: list[Scored], pays: list[Scored]) -> list[Job | None]:
    """The job that each of the counts is told of."""
    lie = Lie.of(jobs, heads, pays)
    return [_owner(text, jobs, head, lie) for head in heads]


def _owner(text: str, jobs: list[Job], head: Scored, lie: Lie) -> Job | None:
    """The job that a count is told of: right before it (小工5个) or right after it (5个小工)."""
    quantity, score = head
    if score < 1.0:
        return None
    best: tuple[float, Job] | None = None
    for job in lie.near(jobs, quantity):
        if job.end + _FAR <= quantity.at or quantity.end + _FAR <= job.start or _aside(text, job, quantity.at):
            continue  # 男3人(扛筐)
        if job.end <= quantity.at:
            begin, end, cost = job.end, quantity.at, 0.0
            if text[job.end : quantity.at] in ("", "的") and quantity.end in lie.begins and job.start in lie.closing:
                cost = 6.0  # 两个砌砖师傅三个小工
        elif job.start >= quantity.end:
            begin, end = quantity.end, job.start
            # 师傅6个小工10个: the work behind has a number of its own behind it.
            cost = 6.0 if job.end in lie.opening else 0.6
        else:
            return job
        distance = _distance(text[begin:end], job, cost)
        at = bisect_left(lie.numbers, begin)
        if at < len(lie.numbers) and lie.numbers[at] < end:
            distance += 14
        if distance < _FAR and (best is None or distance < best[0]):
            best = distance, job
    return best[1] if best else None


def _distance(between: str, job: Job, cost: float) -> float:
    """How far a count stands from a job, in characters; breaks and a job that is no sure one count as some more."""
    distance = (0 if between == "的" else len(between)) + cost
    if BREAK.search(between) or (len(between) > 1 and _ANOTHER.search(between)):
        distance += 12
    elif _COMMA.search(between):
        distance += 4
    elif " " in between:
        distance += 1.5
    return distance + 6 if job.weight < 1.3 else distance


def _aside(text: str, job: Job, at: int) -> bool:
    """Whether a job stands in parentheses of its own, right behind a number that stands outside."""
    return at < job.start and text[job.start - 1 : job.start] == "(" and text[job.end : job.end + 1] == ")"
