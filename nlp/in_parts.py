# ruff: noqa: E501 - a line of grammar is not wrapped
"""One work told in parts that each have a count of their own: by days, by shifts, by households.

17号要10个人18号要15个人,都是套袋: two postings, each with its day and count; what is told of neither fills both.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from nlp.heard import Heard
from nlp.patterns import compiled
from nlp.types import Contact, Kind, Need, Place

Span = tuple[int, int]
_SHIFT = compiled(r"(?P<w>[白早日中晚夜])班")
_HOUSE = compiled(
    r"(?:^|[,。;\n 、是给个人名])(?P<w>[我俺咱](?:家|们家|[哥弟姐妹叔伯舅姑爸妈姨][哥弟姐妹叔伯舅姑爸妈姨]?家)|老[\u4e00-\u9fa5]家|[\u4e00-\u9fa5]{1,2}(?:哥|姐|叔|婶|嫂|姨|伯|爷)家|(?:东|西|南|北|前|后|上|下)(?:头|边|面|坡|沟|院)(?:那片|那块)?|[一二]班|另一家|隔壁)(?=[^,。;\n\d]{0,4}?(?:要|缺|来|需|得|用|招)?(?:\d|[一二两三四五六七八九十]))"
)
_LISTED = compiled("[、和跟]?[白早日中晚夜]班|都")  # 早班晚班都要人
_ENDS = compiled("[,。;\n]|都")
_NONE_WANTED = compiled("(?:那天)?(?:就|先|都)?(?:不要人|不用人|不招人?|不缺人|没活|没得活|不要了|人够了)")
_MOST = 4


def of(heard: Heard) -> list[list[Span]]:
    """The stretches of the parts, each with its mark and its count; empty where the work is told as one."""
    if len(heard.heads) < 2 and "各" not in heard.plain:
        return []
    counts = [one for one, score in heard.heads if score >= 1.0 and one.low > 0]
    if len({job.words for job in heard.jobs}) != 1:
        return []
    if len(counts) == 1 and "各" in heard.plain[max(0, counts[0].at - 4) : counts[0].at]:
        return _alike(heard, counts[0].at)
    if not 2 <= len(counts) <= _MOST:
        return []
    marks = _days(heard) or _shifts(heard) or _houses(heard)
    if len(marks) != len(counts):
        return []
    starts = [one.start for one in counts]
    if all(mark <= start for mark, start in zip(marks, starts, strict=True)):
        begins = marks
    else:
        return []
    if any(start >= following for start, following in zip(starts, begins[1:], strict=False)):
        return []  # not a mark before each count
    spans = list(pairwise(begins))
    last = max([counts[-1].end, *_own_end(heard, begins)])
    end = _ENDS.search(heard.plain, last)
    behind = [one.start for one in heard.days if one.start > begins[-1] and one.start >= counts[-1].end]
    behind += [job.start for job in heard.jobs if job.start >= counts[-1].end]  # 后天10个大后天15个摘苹果: of both
    spans.append((begins[-1], min([end.start() if end else len(heard.plain), *behind])))
    if any(job.start >= spans[0][1] and job.end <= spans[-1][0] for job in heard.jobs):
        return []
    return [_without(heard, spans[0]), *([span] for span in spans[1:])]


def _alike(heard: Heard, at: int) -> list[list[Span]]:
    """Shifts with one count for each of them: 早班4点到9点,晚班3点到8点,各要5个."""
    begins = _shifts(heard)
    if not begins or begins[-1] > at:
        return []
    end = _ENDS.search(heard.plain, max(one[1] for one in heard.clocks)) if heard.clocks else None
    return [[span] for span in pairwise([*begins, min(end.start() if end else at, at)])]


def _without(heard: Heard, span: Span) -> list[Span]:
    """The first stretch without the work told in it, which is that of all: 后天摘苹果要10个,大后天要15个."""
    inside = [job for job in heard.jobs if span[0] <= job.start and job.end <= span[1]]
    if not inside:
        return [span]
    return [(span[0], inside[0].start), (inside[-1].end, span[1])]


def _own_end(heard: Heard, begins: list[int]) -> list[int]:
    """The end of the pay or the clock time of the last part, where the first has one of its own too."""
    found = []
    for spans in (
        [(one.start, one.end) for one, score in heard.pays if score >= 1.0],
        [(one[0], one[1]) for one in heard.clocks],
    ):
        if any(begins[0] <= start < begins[1] for start, _end in spans):
            found += [end for start, end in spans if start >= begins[-1]][:1]
    return found


def _days(heard: Heard) -> list[int]:
    """The begins of the days told, where each is told once and alone."""
    days = [one for one in heard.days if not _NONE_WANTED.match(heard.plain, one.end)]
    if len(days) < 2 or any(one.last for one in days) or len({one.day for one in days}) != len(days):
        return []
    return [one.start for one in days]


def _shifts(heard: Heard) -> list[int]:
    """The begins of the shifts told, where each has a pay or a clock time of its own."""
    found = [
        one
        for one in (_SHIFT.finditer(heard.plain) if "班" in heard.plain else ())
        if not _LISTED.match(heard.plain, one.end())
    ]
    if len(found) < 2 or len({one["w"] for one in found}) != len(found):
        return []
    begins = [one.start() for one in found]
    edges = [*begins[1:], len(heard.plain)]
    for told in ([one.start for one, score in heard.pays if score >= 1.0], [one[0] for one in heard.clocks]):
        if all(any(begin <= at < edge for at in told) for begin, edge in zip(begins, edges, strict=True)):
            return begins
    return []


def _houses(heard: Heard) -> list[int]:
    """The begins of the households or sides told."""
    found = [one.start("w") for one in _HOUSE.finditer(heard.plain)]
    words = {one["w"] for one in _HOUSE.finditer(heard.plain)}
    return found if len(found) > 1 and len(words) == len(found) else []


_TOLD_ONCE: tuple[tuple[str, Any], ...] = (
    ("wage", None), ("place", Place()), ("contact", Contact()), ("pay_when", None), ("benefits", ()), ("days", None),
)  # fmt: skip


def joined(needs: list[Need]) -> tuple[Need, ...]:
    """The postings of all parts, where what one alone tells but days and hours is told of all."""
    from dataclasses import replace  # here: its import takes as long as a hundred readings

    given: dict[str, Any] = {}
    for name, empty in _TOLD_ONCE:
        told = [getattr(one, name) for one in needs if getattr(one, name) != empty]
        if name == "place":
            told.sort(key=lambda place: place.village is None)
        if told and (len(told) == 1 or name == "place"):
            given[name] = told[0]
    made: list[Need] = []
    for one in needs:
        more = {name: given[name] for name, empty in _TOLD_ONCE if name in given and getattr(one, name) == empty}
        there = given.get("place", Place())
        if one.place.village is None and one.place.township is None and one.place.detail:
            more["place"] = Place(there.township, there.village, one.place.detail)
        if "wage" in more and needs[0].kind is not one.kind:
            more["kind"] = Kind(needs[0].kind)
        full = replace(one, **more) if more else one
        if made and _goes_on(made[-1], full):
            made[-1] = replace(made[-1], end=full.start, days=None)
        else:
            made.append(full)
    return tuple(made)


def _goes_on(before: Need, one: Need) -> bool:
    """Whether the same is wanted on the day after: 明天要10个,后天要10个."""
    last = before.end or before.start
    return (
        last is not None
        and one.start == last + timedelta(days=1)
        and (before.headcount, before.wage, before.begin_time) == (one.headcount, one.wage, one.begin_time)
    )
