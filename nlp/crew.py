# ruff: noqa: E501 - a line of grammar is not wrapped
"""A crew: craftsmen and the hands that go with them (两个师傅带四个小工,大工350小工200)."""

from __future__ import annotations

import re

from nlp import owners
from nlp.heard import Heard
from nlp.patterns import compiled
from nlp.quantities import PEOPLE, Quantity
from nlp.segments import Group
from nlp.work import Job

_NUMBER = r"(?:\d{1,2}|十[一二三四五六七八九]?|[一二两三四五六七八九俩仨])"
_CRAFT = r"(?:大师傅|老师傅|师傅|大工|匠人|技工|把式)"
_HAND = r"(?:小工|普工|杂工|帮工|力工|下手|打下手的|打杂的|徒弟|学徒)"
_LED = compiled(
    rf"(?P<b4>{_NUMBER})[个名位](?P<hand4>{_HAND})[ ,、]*(?:和|加|,|跟|还要|再要)?(?P<a4>{_NUMBER})[个名位](?P<craft4>{_CRAFT})|"
    rf"(?P<a>{_NUMBER})[个名位]?(?P<craft>{_CRAFT})[ ,、]*(?:每人|各|分别)?(?:带|配|领|跟|和|加|,)?(?:上|着)?[ ]?(?P<b>{_NUMBER})[个名位]?(?P<hand>{_HAND})"
    rf"|(?P<craft2>{_CRAFT})(?:要|招|需|来|:| )?(?P<a2>{_NUMBER})[个名位]?[ ,、]*(?:带|配|领|和|加)?[ ]?(?:(?P<b2>{_NUMBER})[个名位](?P<hand2>{_HAND})|(?:[\u4e00-\u9fa5]{{0,3}}?)(?P<hand3>{_HAND})(?P<b3>{_NUMBER})(?![\d百十块元]))"
)


def groups(left: str, heard: Heard) -> list[Group]:
    """Two groups, the craftsmen with the task and the hands; empty where no such crew is told, or one sum is for all."""
    if "工" not in left and "手" not in left:
        return []
    found = _LED.search(left)
    if not found:
        return []
    first = "a" if found["a"] else "a4" if found["a4"] else "a2"
    second = "b" if found["b"] else "b4" if found["b4"] else "b2" if found["b2"] else "b3"
    heads = {one.at: (one, score) for one, score in heard.heads}
    for one in heard.numbers:
        heads.setdefault(one.at, (one, 2.0))
    craft_head, hand_head = heads.get(found.start(first)), heads.get(found.start(second))
    if craft_head is None or hand_head is None:
        return []
    craft_at = "craft" if found["craft"] else "craft4" if found["craft4"] else "craft2"
    told = found.start(craft_at)
    if any(job.start < told < job.end and job.words != "大工小工" for job in heard.jobs):
        return []  # 砌墙师傅四个,抹灰师傅两个,小工六个: titles that tell the works apart
    hand_at = "hand" if found["hand"] else "hand4" if found["hand4"] else "hand2" if found["hand2"] else "hand3"
    word = found[craft_at]
    asked = {job.words for one in _beside(left, heard, [], found.end()) for job in one.jobs}
    task = next((job for job in heard.jobs if not job.title and job.weight >= 1.2 and job.words not in asked), None)
    whole = Job(found.start(craft_at), found.end(craft_at), word, "construction", True, 2.0)
    if task and word not in ("大工", "技工"):
        whole = Job(task.start, task.end, task.words, task.trade, False, 2.5)
    if any(one.unit == "total" for one, _score in heard.pays):
        return [_together(heard, whole, craft_head[0], hand_head[0])]
    trade = task.trade if task else "construction"
    hands = Job(found.start(hand_at), found.end(hand_at), found[hand_at], trade, True, 2.0)
    named = next((job for job in heard.jobs if job.start < hands.start < job.end == hands.end), None)
    hands = named or hands  # 背果小工
    made = [Group(whole), Group(hands)]
    made[0].heads, made[1].heads = [(craft_head[0], 3.0)], [(hand_head[0], 3.0)]
    made[0].start, made[1].start = found.start(), min(found.start(second), found.start(hand_at))
    made[0].end = made[1].end = found.end()
    more = _beside(left, heard, made, found.end())
    since = more[0].start if more else len(left)
    _pays(left, heard, made, word, found[hand_at], since)
    return [*made, *more]


def _beside(left: str, heard: Heard, made: list[Group], end: int) -> list[Group]:
    """The other works asked for behind the crew, each with its count: 再要个做饭的一个月三千."""
    told = {one.job.words for one in made if one.job}
    jobs = [job for job in heard.jobs if job.start >= end and job.weight >= 1.2 and job.words not in told]
    heads = [(one, score) for one, score in heard.heads if one.at >= end and score >= 1.0]
    groups: dict[str, Group] = {}
    for head, owner in zip(heads, owners.owners(left, jobs, heads, heard.pays), strict=True):
        if owner and abs(owner.start - head[0].end) <= _NEAR and owner.words not in groups:
            one = groups[owner.words] = Group(owner)
            one.heads, one.start = [head], min(owner.start, head[0].start)
    found = sorted(groups.values(), key=lambda one: one.start)
    for index, one in enumerate(found):
        until = found[index + 1].start if index + 1 < len(found) else len(left)
        one.pays = [(pay, score) for pay, score in heard.pays if one.start <= pay.start < until and score > 0.5]
    return found


_NEAR = 3


def _together(heard: Heard, whole: Job, craft: Quantity, hand: Quantity) -> Group:
    """One posting for the crew where one sum is for the whole work."""
    made = Group(whole)
    low, high = craft.low + hand.low, craft.high + hand.high
    made.heads = [(Quantity(craft.start, hand.end, craft.start, PEOPLE, low, high), 3.0)]
    made.jobs, made.pays = heard.jobs, heard.pays
    return made


def _pays(left: str, heard: Heard, made: list[Group], craft: str, hand: str, until: int) -> None:
    """Each pay to the one named right before it; a pay told of nobody to both, two told of nobody in order."""
    lead = {0: re.compile(rf"(?:{craft}|{_CRAFT})"), 1: re.compile(rf"(?:{hand}|{_HAND})")}
    loose = []
    for pay, score in heard.pays:
        if score <= 0.5 or pay.start >= until:
            continue
        before = left[max(0, pay.start - 8) : pay.start] + pay.fill
        last = [max((one.end() for one in lead[index].finditer(before)), default=-1) for index in (0, 1)]
        if last[0] == last[1] or max(last) < len(before) - len(pay.fill) - 4:
            loose.append((pay, score))
        else:
            made[int(last[1] > last[0])].pays.append((pay, score))
    for index, one in enumerate(made):
        if not one.pays and loose:
            one.pays = [loose[min(index, len(loose) - 1)]]
