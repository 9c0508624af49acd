# ruff: noqa: E501 - a line of grammar is not wrapped
"""Counts and sums that take turns with the works, or follow them in their order: 日工价依次350、320、200."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.numbers import NUMBER, value
from nlp.patterns import compiled
from nlp.quantities import MONEY, Quantity
from nlp.work import Job

if TYPE_CHECKING:
    from nlp.owners import Scored
    from nlp.segments import Group

_ROW = compiled(
    rf"(?:依次|分别|顺次|按顺序|各)(?:是|为|给|开|:| )*(?P<row>{NUMBER}(?:元|块)?(?:(?:[、,/和 ]|-)(?:{NUMBER})(?:元|块)?)+)"
    rf"|(?:工价|工资|日薪|月薪|薪资|待遇|工钱|价钱?)(?:是|为|给|开|:| )*(?P<row2>{NUMBER}(?:元|块)?(?:[、/](?:{NUMBER})(?:元|块)?)+)"
)
# What the words before such a row hold, or what parts its sums.
_LEADS = frozenset("依别顺各/、")
_LEAST_SUM = 30
_SURE = 1.5
_CLOSE = 5  # characters between a work and its count


def share(text: str, groups: list[Group]) -> None:
    """Give each group the sum that is its own in such a row, where there are as many sums as groups."""
    row = _ROW.search(text) if not _LEADS.isdisjoint(text) else None
    if row:
        told_in = row.span("row") if row["row"] else row.span("row2")
        sums = [(found.span(), value(found[0])) for found in compiled(NUMBER).finditer(text, *told_in)]
    else:
        sums = _one_and_one(text, groups)
    if len(sums) != len(groups) or any(not told or told < _LEAST_SUM for _span, told in sums):
        return
    unit = next((pay.unit for one in groups for pay, _score in one.pays if pay.unit), "")
    for one, (span, told) in zip(groups, sums, strict=True):
        pay = Quantity(*span, span[0], MONEY, told or 0.0, told or 0.0)
        pay.unit = unit
        one.pays = [(pay, 3.0)]


_ONE_AND_ONE = compiled(
    r"(?<=[ ,、])一个(?:一天|每天|人)?(?P<a>[一二三四五六七八九]?[百千][一二三四五六七八九]?|\d{2,4})(?:块|元)?[,、 ]?一个(?:一天|每天|人)?(?P<b>[一二三四五六七八九]?[百千][一二三四五六七八九]?|\d{2,4})(?![个名位人\d])"
)


def _one_and_one(text: str, groups: list[Group]) -> list[tuple[tuple[int, int], float | None]]:
    """The sums of two groups told behind both: 大工要仨小工要五,一个三百一个一百七."""
    found = _ONE_AND_ONE.search(text, groups[-1].end) if len(groups) == 2 else None
    if not found:
        return []
    return [(found.span("a"), value(found["a"])), (found.span("b"), value(found["b"]))]


_ASKED = frozenset("要招缺来需差")
_ASKED_BEHIND = frozenset(("的来", "的要", "来", "要", "的招", "招", "的需", "需"))


def owners(text: str, jobs: list[Job], heads: list[Scored], pays: list[Scored]) -> list[Job | None]:
    """The works as owners where work and count take turns (摘荔枝150一天要10个人,装筐130一天要6个人); else empty."""
    if first := _each_once(text, jobs, heads):
        return [*first, *[None] * (len(heads) - len(first))]
    asked = 2 <= len(heads) < len(jobs)
    if asked:
        jobs = _before_each(text, jobs, heads, pays)
    if not 2 <= len(heads) == len(jobs) or len({job.words for job in jobs}) < len(jobs):
        return []
    if _told_after(jobs, heads, pays):
        return list(jobs)
    for index, (job, (head, score)) in enumerate(zip(jobs, heads, strict=True)):
        following = jobs[index + 1].start if index + 1 < len(jobs) else len(text) + 1
        bound = asked or text[job.end : head.at] in _ASKED_BEHIND  # 砌砖的来两个抹灰的来三个
        if score < 1.0 or job.weight < 1.2 or not job.end <= head.at < head.end < following + bound:
            return []
    return list(jobs)


def _each_once(text: str, jobs: list[Job], heads: list[Scored]) -> list[Job | None]:
    """The works, some of them named again, where a count stands between the first mention of each and of the next."""
    first: dict[str, Job] = {}
    for job in jobs:
        first.setdefault(job.words, job)
    alone = list(first.values())
    if len(heads) == len(alone) + 1 and heads[-1][0].low == 1 and heads[-1][1] < _SURE:
        heads = heads[:-1]  # 一人一百五
    if not 2 <= len(heads) == len(alone) < len(jobs):
        return []
    if ahead := _counted_ahead(alone, jobs, heads):
        return ahead
    if all(job.start >= heads[-1][0].end for job in jobs if all(job is not one for one in alone)):
        return _between(alone, heads)
    ends = [head.end for head, _score in heads]
    if not all(_ANOTHER.search(text, end, job.start) for end, job in zip(ends, alone[1:], strict=False)):
        return []
    limits = [job.start for job in alone[1:]] + [heads[-1][0].end]
    for job, (head, score), limit in zip(alone, heads, limits, strict=True):
        if score < 1.0 or job.weight < 1.2 or not job.end <= head.at < head.end <= limit:
            return []
    return list(alone)


def _counted_ahead(alone: list[Job], jobs: list[Job], heads: list[Scored]) -> list[Job | None]:
    """The works where each has its count ahead of it, and all are named again behind for their pay.

    找两个人摘果再找一个人看园摘果的一天二百看园的一百五.
    """
    named = {job.words for job in jobs if job.start >= alone[-1].end}
    if len(named) < len(alone) or any(job.start < alone[-1].start and job not in alone for job in jobs):
        return []
    limits = [head.at for head, _score in heads[1:]] + [max(job.end for job in jobs)]
    for job, (head, score), limit in zip(alone, heads, limits, strict=True):
        if score < _SURE or job.weight < 1.2 or not head.end <= job.start <= head.end + _CLOSE or job.end > limit:
            return []
    return list(alone)


def _between(jobs: list[Job], heads: list[Scored]) -> list[Job | None]:
    """The works where each stands before its count and behind that of the one before it: 选果要女工二十装车要男工十个."""
    ends = [0, *(head.end for head, _score in heads)]
    for job, (head, score), before in zip(jobs, heads, ends, strict=False):
        if score < _SURE or job.weight < 1.2 or not before <= job.start < job.end <= head.at <= job.end + _CLOSE:
            return []
    return list(jobs)


_ANOTHER = compiled("另外|还要|再要|还缺|另要|还得|此外|还请|再请|还招|另招")


def _told_after(jobs: list[Job], heads: list[Scored], pays: list[Scored]) -> bool:
    """Whether counts, each with its pay, follow the works in their order: 他家套袋我家疏果,他要8个一个6分,我要5个一天115."""
    if (
        jobs[-1].end > heads[0][0].at
        or any(job.weight < 1.2 for job in jobs)
        or any(score < 1 for _one, score in heads)
    ):
        return False
    ends = [one.at for one, _score in heads[1:]] + [heads[-1][0].end + 12]
    return all(
        any(head.end <= pay.start < end for pay, score in pays if score >= 1.0)
        for (head, _score), end in zip(heads, ends, strict=True)
    )


def _before_each(text: str, jobs: list[Job], heads: list[Scored], pays: list[Scored]) -> list[Job]:
    """The works before each pay and count, where no work follows the last: 大工一天三百要四个小工一天一百八要八个."""
    last = heads[-1][0]
    if any(last.end <= job.start <= last.end + 3 for job in jobs):
        return []
    found = []
    for head, _score in heads:
        before = [job for job in jobs if job.end <= head.at]
        if not before or text[head.at - 1 : head.at] not in _ASKED:
            return []
        if not any(before[-1].end <= pay.start < head.at for pay, score in pays if score >= 1.0):
            return []
        found.append(before[-1])
    return found
