# ruff: noqa: E501 - a line of grammar is not wrapped
"""Men and women told to do different work in one message: 男工背,女工摘."""

from __future__ import annotations

import re

from nlp import guess, headcount, lexicon
from nlp.heard import Heard
from nlp.lexicon import OBJECT
from nlp.patterns import compiled
from nlp.segments import Group
from nlp.work import Job

# What one sex does and the other not: 男工背,女工摘.
_SEX_WORK = compiled(
    r"(?P<x>[男女])(?:的|工|人|劳力|同志)?(?:们)?(?P<n>(?:要|来|招)?(?:\d{1,2}|[一二两三四五六七八九十]{1,2})[个名]?人?)?[( ]?(?:负责|专门|来|去|管|只)?(?P<v>装车|装箱|装筐|装|搬|卸|背|扛|挑|抬|拉|运|摘|捡|拾|栽|挖|刨|绑|剪|打|砍|割|拔|洗|端|切|分|包|拣|套|掰|种|推)(?P<o>(?:(?![一每])[\u4e00-\u9fa5]){0,4}?)(?=[ ,。;、)\n■\d]|[一二两三四五六七八九每男女]|$)"
)


def groups(text: str, left: str, heard: Heard) -> list[Group]:
    """Two groups where men and women are told to do different work; empty where that is not said."""
    if "男" not in text or "女" not in text or len(heard.heads) < 2:
        return []
    told: dict[str, re.Match[str]] = {}
    for found in _SEX_WORK.finditer(text):
        if found["n"] is None and text[found.end() : found.end() + 1] in ("男", "女"):
            continue
        told.setdefault(found["x"], found)
    if len(told) < 2 or told["男"]["v"] == told["女"]["v"]:
        return []
    thing = next(
        (text[one[0] : one[1]] for one in heard.spots if one[2] and one[2][0] is OBJECT and one[2][1] in "crgb"), ""
    )
    whole_job = next((job for job in heard.jobs if not job.title and len(job.words) > 2), None)
    if not thing and whole_job:
        thing = whole_job.words[1:]  # 打核桃,男的打…女的捡…
    kind = next((one[2][1] for one in heard.spots if one[2] and one[2][0] is OBJECT and one[2][1] in "crgb"), "")
    found_groups = []
    for which, found in told.items():
        heads = [one for one in heard.heads if headcount.sex(one[0], left) == which]
        if not heads:
            return []
        verb = found["v"]
        trade = lexicon.verbs().get(verb, {}).get(kind) or {
            "装车": "loading",
            "装箱": "packing",
            "装筐": "packing",
        }.get(verb, "loading")
        whole = found["o"] or (
            thing if len(verb) == 1 and (not kind or lexicon.verbs().get(verb, {}).get(kind)) else ""
        )
        if whole and not kind and len(verb) == 1:
            trade = guess.trade(verb + whole)
        known = next((job for job in heard.jobs if job.start == found.start("v") and job.end >= found.end()), None)
        one = Group(known or Job(found.start("v"), found.end(), verb + whole, trade, False, 2.5))
        one.heads, one.sex = heads[:1], "male" if which == "男" else "female"
        found_groups.append(one)
    others = _others(heard, found_groups)
    for pay in heard.pays:
        before = text[: pay[0].start]
        men, women = before.rfind("男"), before.rfind("女")
        beside = next((one for one in others if max(men, women) < one.start <= pay[0].start), None)
        if pay[1] > 0.5:
            (beside or found_groups[list(told).index("男" if men > women else "女")]).pays.append(pay)
    found_groups += others
    for one in found_groups:
        one.pays = one.pays or list(heard.pays)
    return sorted(found_groups, key=lambda one: one.start)


# So near stands the number of those who do other work: 做饭1人, 一个做饭的.
_NEAR = 3


def _others(heard: Heard, apart: list[Group]) -> list[Group]:
    """Who is wanted for other work with a number of their own: 女工20人摘,男工6人搬筐,做饭1人."""
    taken = {id(one.heads[0][0]) for one in apart}
    found: list[Group] = []
    for job in heard.jobs:
        if any(one.job is not None and one.job.start < job.end and job.start < one.job.end for one in apart):
            continue
        head = next(
            (
                each
                for each in heard.heads
                if id(each[0]) not in taken
                and each[1] >= 1.0
                and (0 <= each[0].at - job.end <= _NEAR or 0 <= job.start - each[0].end <= 1)
            ),
            None,
        )
        if head is not None:
            taken.add(id(head[0]))
            one = Group(job)
            one.heads, one.start = [head], min(job.start, head[0].start)
            found.append(one)
    return found
