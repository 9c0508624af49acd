"""Numbers of people told day by day: 后天要8个, 明天10个后天8个, 第二天少要2个. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter

from nlp import dates
from nlp.heard import Heard
from nlp.normalise import plain
from nlp.numbers import NUMBER, span
from nlp.patterns import compiled
from nlp.rules import Readings
from nlp.types import Kind, Need

_LONGEST = 60
_N = rf"(?:{NUMBER}|[俩仨])"
_TAIL = compiled(
    r"(?:那天|的话)?[,:\s]*(?:就|还|只|再|得|先|可能|大概)*"
    rf"(?:不(?:是|要){_N}(?:个|位|名|人)*[,\s]*)?"
    r"(?:(?P<more>再?多要?来?|再?加上?|再要|再来)|(?P<less>少要?来?|减掉?|去掉)|"
    r"(?:要|来|用|需要?|招|叫|找|是|改成|改为|改|换成|变成|算|留)*)"
    rf"(?:够|有)?(?P<n>{_N})(?:(?:来)?(?:个|位|名|口)?(?:工人|人|工)|来?(?:个|位|名|口)|(?<=[俩仨]))"
    r"(?:就行|就够|够|就好|就可以|即可|行|好|吧|了|啊|哈|呀|就中|就成)*[,.;!、\s]*"
)
_LEAD = compiled(r"(?:(?:那|嗯|哦|噢|对|啊|还有|另外|这样|是)+[,.\s]*)?")
_OF_RUN = compiled(r"(?P<first>头一天|头天|第一天)|第(?P<n>[二三四五六七两\d])天|(?P<last>最后一?天)")


_BETWEEN = compiled(r"(?:那天)?[,:\s]*(?:就|还|只|再|得|先)*(?:要|来|用|需要?|招|叫|找|是)*")


_END = attrgetter("end")


def spread(need: Need, heard: Heard) -> list[Need]:
    """明天10个后天8个人摘苹果: a need for each number, where a request tells its numbers day by day; else the need."""
    from dataclasses import replace  # here: its import takes as long as a hundred readings

    if need.kind is not Kind.GIG or need.headcount is None:
        return [need]
    told: dict[date, tuple[int, int]] = {}
    days = sorted(heard.days, key=_END)
    for one, _score in heard.heads:
        at = bisect_right(days, one.start, key=_END)
        before = days[at - 1] if at else None
        if before is None or before.last is not None or before.day in told:
            continue
        if _BETWEEN.fullmatch(heard.plain[before.end : one.start]):
            told[before.day] = (int(one.low), int(one.high))
    if len(told) < 2 or len(told) < len({one.day for one in heard.days}):
        return [need]
    kept = Readings(raw for raw in need.readings if raw.field not in ("start", "headcount"))
    apart = []
    for first, last, number in _runs(told):
        end = last if last != first else None
        apart.append(replace(need, headcount=number, start=first, end=end, days=None, readings=kept))
    return apart


def _runs(told: Mapping[date, tuple[int, int]]) -> list[tuple[date, date, tuple[int, int]]]:
    """Days in a row with one number: the first, the last, the number."""
    runs = [(day, day, told[day]) for day in sorted(told)]
    joined = runs[:1]
    for (_, before, _), run in pairwise(runs):
        if run[0] - before == timedelta(days=1) and joined[-1][2] == run[2]:
            joined[-1] = (joined[-1][0], run[1], run[2])
        else:
            joined.append(run)
    return joined


def read(text: str, today: date, days: Mapping[date, int]) -> dict[date, int]:
    """Each day that the text tells a number of people for, with it; empty where it says anything else.

    The whole text must be days, each followed by its number: 改成后天8个 moves the work instead. Of 少要2个 the number
    stands against what that day wants now, the value of `days`, the work's own. A single day must be one of those.
    """
    words = plain(text)[:_LONGEST]
    at, found = _LEAD.match(words).end(), {}  # type: ignore[union-attr]
    spans = _days_in(words, today, sorted(days))
    while at < len(words):
        day, end = spans.get(at, (None, at))
        tail = _TAIL.match(words, end)
        if day is None or tail is None or day in found:
            return {}
        number = _number(tail, days.get(day))
        if number is None or number < 1:
            return {}
        found[day], at = number, tail.end()
    return found if len(found) > 1 or found.keys() <= days.keys() else {}


def _days_in(words: str, today: date, run: Sequence[date]) -> dict[int, tuple[date, int]]:
    """Where a single day is told: its beginning, with the day and its end. 第二天 is the second of the run."""
    spans = {one.start: (one.day, one.end) for one in dates.find(words, today) if one.last is None}
    for match in _OF_RUN.finditer(words):
        number = span(match["n"])[0] if match["n"] and span(match["n"]) else 1  # type: ignore[index]
        index = len(run) - 1 if match["last"] else int(number) - 1
        if 0 <= index < len(run):
            spans[match.start()] = (run[index], match.end())
    return spans


def _number(tail: re.Match[str], now_wanted: int | None) -> int | None:
    said = {"俩": (2.0, 2.0), "仨": (3.0, 3.0)}.get(tail["n"]) or span(tail["n"])
    if said is None or said[1] != int(said[1]):
        return None
    if not (tail["more"] or tail["less"]):
        return int(said[1])
    if now_wanted is None:
        return None
    return now_wanted + (int(said[1]) if tail["more"] else -int(said[1]))
