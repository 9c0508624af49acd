"""How many people one group of a request asks for, also where words and not a number tell it."""

from __future__ import annotations

from nlp import headcount, segments
from nlp.heard import Heard
from nlp.quantities import PEOPLE, Quantity
from nlp.segments import Group

_WITH_MACHINES = ("field", "picking", "driving", "construction")


def of(heard: Heard, one: Group, plain_count: bool) -> tuple[int, int, Quantity] | None:
    """How many are wanted in one group; 找个人 and 一对夫妻 count where no number is said."""
    counted = segments.count(heard.left, one.heads, heard.cues)
    if counted and counted[1] == 1 and headcount.COUPLE_BEHIND.match(heard.plain, counted[2].end):
        counted = 2, 2, counted[2]  # 一个看大棚的老两口
    if counted is None and not plain_count:
        implied = headcount.one_or_two(heard.plain)
        if implied:
            number, start, end = implied
            return number, number, Quantity(start, end, start, PEOPLE, number, number)
    job = one.job
    if counted is None and job and job.trade in _WITH_MACHINES and not plain_count:
        counted = headcount.machines(heard.left, heard.numbers)
    if counted is None and job and job.title and job.trade == "domestic" and headcount.for_a_home(heard.plain, job):
        return 1, 1, Quantity(job.start, job.end, job.start, PEOPLE, 1, 1)
    for each in heard.jobs if counted is None and job else ():
        if job and each.words == job.words and headcount.one_before(heard.plain, each.start):
            return 1, 1, Quantity(each.start - 1, each.start, each.start - 1, PEOPLE, 1, 1)
    return counted
