"""Several employers or several places in one message: the stretches that are read apart, and what is shared.

西解村摘苹果10人150,南景村套袋5人120,明天七点到: two postings with a place of their own, one day for both. Each
stretch is read with the others masked, so that every dimension keeps to its own; what only one of them tells then
fills the others.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from nlp.headcount import SOMEONE
from nlp.heard import Heard
from nlp.patterns import compiled
from nlp.types import Contact, Kind, Need, Place

Span = tuple[int, int]
Item = list[Span]
_STRONG = compiled(r"[\n;。]|(?<![\d.])\d{1,2}[.、)](?!\d)|[①-⑳]")
_NUMBERED = compiled(r"(?<![\d.])\d{1,2}[.、)](?!\d)|[①-⑳]")
_SENTENCE = compiled(r"[\n;。!]")
_WEAK = compiled(r"[\n;。,、 ]+")
_MOVED = compiled(r"[从由自往去到至~-]$|(?:别|莫|不要|不)(?:跑|去|到|在|是)$|(?:集合|上车|坐车|等车|乘车)地?点?[:在]?$")
_NOT_THERE = compiled(r"[\u4e00-\u9fa5]{0,4}(?:集合|坐车|上车|等车|乘车|发车|附近|旁边|的人|不要)")
_MOST = 8
_FOR_ALL = compiled(r"[\n。;—-]+ ?(?:以上|均[为是]?|都是?|统一|全部|这些)[^\n。;]{0,12}\d{1,2}[号日月]")


def of(heard: Heard) -> list[Item]:
    """The stretches that each ask for workers at a place or a phone of their own; empty where the message is one."""
    if ("A" in heard.plain or "甲" in heard.plain) and (labelled := _labelled(heard)):
        return labelled
    if heard.cues:
        return [[one] for one in _apart(heard)]
    if len(heard.phones) < 2 and len(heard.names) < 2:
        return []
    if len(heard.heads) > 2 and (shares := _counted_there(heard)):
        return shares
    marks = _places(heard)
    if len(marks) < 2 and len(heard.names) > 1 and _NUMBERED.search(heard.plain):
        towns = [(one.start, one.end, one.regions[0].code) for one in heard.names]
        if all(one.regions[0].level == "township" for one in heard.names) and len({town[2] for town in towns}) > 1:
            marks = towns
    if len({mark[2] for mark in marks}) < 2:
        marks = [(start, end, digits) for start, end, digits in heard.phones]
        if len({mark[2] for mark in marks}) < 2:
            return []
        return [[one] for one in _complete(heard, _cut_after(heard.plain, marks), marks)]
    if by_count := _by_count(heard) or _alike(heard):
        return by_count
    for pattern in (_STRONG, _WEAK):
        listed = pattern is _STRONG and len(_NUMBERED.findall(heard.plain)) > 1
        found = _complete(heard, _cut(heard.plain, pattern, marks), marks, listed)
        if found:
            return [[one] for one in found]
    if whole := _apart(heard):
        return [[one] for one in whole]
    starts = [0, *(mark[0] for mark in marks[1:]), len(heard.plain)]
    found = _complete(heard, list(pairwise(starts)), marks)  # 西解村摘苹果十个人南景村套袋八个人
    return [[one] for one in found or _complete(heard, _one_by_one(heard, marks), marks)]


def _one_by_one(heard: Heard, marks: list[tuple[int, int, str]]) -> list[Span]:
    """Stretches cut where one holds a place, a work and a count, and the next work, count or place begins.

    So are cut those whose place is told last: 摘黄皮六个后天三平村,摘槟榔三个人一天300保脱村.
    """
    text = heard.plain
    begins = sorted([job.start for job in heard.jobs] + [one.at for one, score in heard.heads if score >= 1.0])
    spans: list[Span] = []
    cut = 0
    for index, (_start, end, _code) in enumerate(marks[:-1]):
        following = marks[index + 1][0]
        jobs = [job.end for job in heard.jobs if cut <= job.start < following]
        heads = [one.end for one, score in heard.heads if score >= 1.0 and cut <= one.at < following]
        if not jobs or not heads:
            return []
        whole = max(end, jobs[0], heads[0])
        at = next((begin for begin in begins if whole <= begin < following), following)
        days = [one.start for one in heard.days]
        if any(cut <= day < whole for day in days):  # 卸完就给钱后天村里办酒请洗碗的: a second day begins the next
            at = min((day for day in days if whole <= day < at), default=at)
        at -= text[at - 1 : at] in _LEADS
        breaks = [found.end() for found in _BREAKS.finditer(text, whole, at)]
        at = breaks[-1] if breaks else at
        spans.append((cut, at))
        cut = at
    return [*spans, (cut, len(text))]


_LEADS = ("要", "来", "请", "找", "缺", "招", "喊")
_BREAKS = compiled("[,。;!\n ]")


# 50个人,30个在闫景20个在南张
_COUNT_THERE = compiled("(?:人)?(?:去|到|在|是|给|分到|派到|放在)")
_GAPS = range(1, 5)  # characters of such words
_COUNT_NEXT = compiled(
    r"(?:(?![我俺咱])[\u4e00-\u9fa5]{1,3}家|[\u4e00-\u9fa5]{1,2}[厂库园店])?(?:那边|这边|那头|这头|那里|这里|的)?[要来招需:,]?[^\d,。;\n]{0,1}$"
)


def _by_count(heard: Heard) -> list[Item]:
    """One work for several villages, each with its count right behind it (两村都要摘苹果的,西解村十个南景村八个)."""
    text = heard.plain
    callees = {start for start, _end, _digits in heard.phones}
    if len({job.words for job in heard.jobs if not (job.title and job.end in callees)}) != 1:
        return []
    rows = [
        (one, head)
        for one in heard.names
        for head, score in heard.heads
        if score >= 1.0 and one.regions[0].level == "village" and _COUNT_NEXT.fullmatch(text, one.end, head.at)
    ]
    codes = [one.regions[0].code for one, _head in rows]
    told = {one.regions[0].code for one in heard.names if one.regions[0].level == "village"}
    if len(rows) < 2 or len(set(codes)) < len(rows) or told != set(codes):
        return []
    stops = [one.start for one, _head in rows[1:]]
    paid = any(
        one.end <= pay.start < stop for (one, _h), stop in zip(rows, stops, strict=False) for pay, _s in heard.pays
    )
    last = compiled(r"[。;\n]|都" if paid else r"[,。;\n]|都").search(text, rows[-1][1].end)
    again = min((one.start for one in heard.names if one.start > rows[-1][1].end), default=len(text))
    stops.append(min(last.start() if last else len(text), again))
    items: list[Item] = []
    for (one, _head), code, stop in zip(rows, codes, stops, strict=True):
        earlier = [
            (name.start, name.end)
            for name in heard.names
            if name.regions[0].code == code and name.end <= rows[0][0].start
        ]
        items.append([*earlier, (one.start, stop), *_again_named(heard, code, stops[-1])])
    return items


def _counted_there(heard: Heard) -> list[Item]:
    """A whole number shared out to places, each behind its part: 50个人,30个在闫景20个在南张."""
    text, counts = heard.plain, [head for head, score in heard.heads if score >= 1.0]
    ending = {head.end: head for head in counts}
    rows = [
        (ending[one.start - gap], one, [more.end for more in heard.names if more.start == one.end])
        for one in heard.names
        for gap in _GAPS
        if one.start - gap in ending and _COUNT_THERE.fullmatch(text, one.start - gap, one.start)
    ]
    if len(rows) < 2:
        return []
    whole = [head for head in counts if all(head is not part for part, _one, _inside in rows)]
    if len(whole) != 1 or whole[0].low != sum(head.low for head, _one, _inside in rows):
        return []
    every = (whole[0].start, whole[0].end)  # of each: so that it is masked where another is read
    return [[(head.start, max([one.end, *inside])), every] for head, one, inside in rows]


def _again_named(heard: Heard, code: str, after: int) -> Item:
    """What is said of a village that is named again behind them all (二村的找老杨176…,三村的找会计181…)."""
    found = []
    for index, one in enumerate(heard.names):
        if one.start >= after and one.regions[0].code == code:
            following = heard.names[index + 1].start if index + 1 < len(heard.names) else len(heard.plain)
            stop = compiled(r"[。;\n]").search(heard.plain, one.end, following)
            found.append((one.start, stop.start() if stop else following))
    return found


_ALIKE = compiled(
    r"(?:各个?|每个?(?:村子?|寨子?|社区|地方)|一个?(?:村子?|寨子?|社区)|两边|两个?(?:村子?|寨子?|社区))(?:各|都|分别|里)*(?:还|再|也)?[要招需来缺请找]?$"
)
_BESIDE = compiled(r"(?:、|,|和|跟|与|及|还有|以及| )?")


def _alike(heard: Heard) -> list[Item]:
    """One work for villages named side by side, with one count for each of them (西解村和新城村都要,一个村5个)."""
    text, names = heard.plain, heard.names
    if len({job.words for job in heard.jobs}) > 1:
        return []
    if not any(score >= 1.0 and _ALIKE.search(text, max(0, one.at - 8), one.at) for one, score in heard.heads):
        return []
    listed: list[Span] = []
    codes: list[str] = []
    for one in names:
        region = one.regions[0]
        if listed and one.start == listed[-1][1] and region.level == "village" and not codes[-1]:
            listed[-1], codes[-1] = (listed[-1][0], one.end), region.code  # 解店镇西解村
        elif not listed or _BESIDE.fullmatch(text, listed[-1][1], one.start):
            listed.append((one.start, one.end))
            codes.append(region.code if region.level == "village" else "")
        else:
            return []
    if not 2 <= len(set(codes)) == len(listed) or "" in codes:
        return []
    return [[span] for span in listed]


_LABEL = compiled(r"(?:^|[ ,。;:\n])(?P<l>[A-D甲乙丙丁])(?=[:、.活家处地找,]|[\u4e00-\u9fa5])(?!\d)")


def _labelled(heard: Heard) -> list[Item]:
    """甲:…;乙:…;甲找阿全…,乙找刘小姐…: what stands behind each letter, wherever it comes again."""
    text = heard.plain
    found = [(match.start("l"), match["l"]) for match in _LABEL.finditer(text)]
    letters = list(dict.fromkeys(letter for _start, letter in found))
    if not 2 <= len(letters) <= 4 or letters[0] not in "A甲":
        return []
    items: dict[str, Item] = {letter: [] for letter in letters}
    ends = [start for start, _letter in found[1:]] + [len(text)]
    for (start, letter), end in zip(found, ends, strict=True):
        items[letter].append((start, end))
    for spans in items.values():
        if not any(start <= job.start < end for job in heard.jobs for start, end in spans):
            return []
    return list(items.values())


def _places(heard: Heard, moved: bool = False) -> list[tuple[int, int, str]]:
    """Neighbouring names as one mark each (解店镇西解村), without those where people only meet.

    With `moved`, those where people are brought to (到南景村) are marks too.
    """
    marks: list[tuple[int, int, str]] = []
    parents: set[str] = set()
    text, town = heard.plain, None
    for one in heard.names:
        region = one.regions[0]
        inside = town is not None and 0 <= one.start - town.end <= 1 and region.level == "village"
        begin = town.start if inside and town else one.start
        if region.level == "township":
            town = one
        if (not moved and _MOVED.search(text, max(0, begin - 6), begin)) or _NOT_THERE.match(text, one.end):
            continue
        if inside and marks and marks[-1][0] == begin:
            marks[-1] = (begin, one.end, region.code)
        elif region.level == "village":
            marks.append((begin, one.end, region.code))
        elif not marks:
            marks.append((one.start, one.end, region.code))
        if region.level == "village":
            parents.add(region.parent)
    return [mark for mark in marks if mark[2] not in parents]


def _apart(heard: Heard) -> list[Span]:
    """Stretches on lines or in sentences of their own that are each a whole request, whatever is corrected in them."""
    text = heard.plain
    if len(heard.names) < 2 or not _SENTENCE.search(text):
        return []
    marks = _places(heard, moved=True)
    if len({mark[2] for mark in marks}) < 2:
        return []
    spans = _complete(heard, _cut(text, _SENTENCE, marks), marks)
    paid = all(any(start <= pay.start < end for pay, score in heard.pays if score >= 1.0) for start, end in spans)
    begun = {start for start, _end in spans}
    if not paid or any(start - 3 <= cue[0] <= start + 6 for cue in heard.cues for start in begun if start):
        return []  # 西解村摘苹果十个。不对,是南景村
    return spans


def _cut(text: str, pattern: Any, marks: list[tuple[int, int, str]]) -> list[Span]:
    """The stretches between breaks that hold one mark or more; those without one belong to the one before."""
    ends = [0, *(found.start() for found in pattern.finditer(text)), len(text)]
    spans: list[Span] = []
    for start, end in pairwise(ends):
        held = {code for begin, _end, code in marks if start <= begin < end}
        if held or not spans:
            spans.append((start, end))
        else:
            spans[-1] = (spans[-1][0], end)
    return spans


def _cut_after(text: str, marks: list[tuple[int, int, str]]) -> list[Span]:
    """The stretches that each end with a phone and what follows it up to the next break."""
    spans: list[Span] = []
    start = 0
    for index, (_begin, end, _code) in enumerate(marks):
        until = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        found = compiled(r"[\n;。,]").search(text, end, until)
        stop = len(text) if index + 1 == len(marks) else found.start() if found else end
        spans.append((start, stop))
        start = stop
    return spans


def _complete(heard: Heard, spans: list[Span], marks: list[tuple[int, int, str]], listed: bool = False) -> list[Span]:
    """`spans` where two or more of them each tell a work, a number of people and one mark; else empty.

    In a `listed` message (①, 1.) a work that nobody knows stands where a number and a pay do.
    """
    items: list[Span] = []
    codes: set[str] = set()
    for start, end in spans:
        held = [code for begin, _end, code in marks if start <= begin < end]
        counted = any(start <= one.at < end and (score >= 1.0 or one.low > 1) for one, score in heard.heads) or (
            SOMEONE.search(heard.plain, start, end) is not None
        )
        working = any(start <= job.start < end for job in heard.jobs) or (
            listed and any(start <= one.at < end and score >= 1.0 for one, score in heard.pays)
        )
        if counted and working and held and len(set(held)) == 1 and held[0] not in codes:
            codes.add(held[0])
            items.append((start, end))
        elif items:
            items[-1] = (items[-1][0], end)
        elif counted:
            return []
    if items and (tail := _FOR_ALL.search(heard.plain, *items[-1])):
        items[-1] = (items[-1][0], tail.start())  # 以上均7月4日上岗: of none alone
    return items if 2 <= len(items) <= _MOST and codes >= {mark[2] for mark in marks[1:]} else []


def masked(text: str, items: list[Item], index: int) -> str:
    """`text` with every stretch but one turned into line ends; as long as before."""
    for number, spans in enumerate(items):
        for start, end in spans if number != index else ():
            text = text[:start] + "\n" * (end - start) + text[end:]
    return text


GIVEN_TO_ALL = compiled(
    r"(?:都|均|全部?|统一)(?:是|给|有)?(?:管|包|提供|发|送|接|车接|车送|接送|班车)|(?:工价|工资|工钱|价钱?|一天)?(?:都|均|统一|一律)[^。;\n]{2,12},(?:管|包|供)"
)


def shared(parts: list[tuple[Need, ...]], fill: bool, to_all: bool = False) -> tuple[Need, ...]:
    """The postings of all stretches; with `fill`, what one tells of days, hours, terms or contact fills the others.

    `to_all` holds where the text says of a benefit that all have it (都管午饭).
    """
    from dataclasses import replace  # here: its import takes as long as a hundred readings

    everyone = [need for part in parts for need in part]
    if to_all and parts[-1] and (given_to_all := parts[-1][0].benefits):
        everyone = [one if one.benefits else replace(one, benefits=given_to_all) for one in everyone]
        parts = _again(parts, everyone)
    days = [part[0].start for part in parts if part]
    for names in _TOGETHER if fill else ():
        if names[0] == "begin_time" and None not in days and len(set(days)) == len(days):
            continue  # each on a day of its own: the hour of one is not that of another
        owners = [part for part in parts if part and any(getattr(part[0], name) not in _EMPTY for name in names)]
        if len(owners) == 1 and _of_all(parts, owners[0], names[0]):
            given = {name: getattr(owners[0][0], name) for name in names}
            alike = owners[0][0].kind
            everyone = [
                one
                if one in owners[0] or (names[0] == "start" and alike is not one.kind is Kind.LONGTERM)
                else replace(one, **given)
                for one in everyone
            ]
            parts = _again(parts, everyone)
    return tuple(everyone)


def _of_all(parts: list[tuple[Need, ...]], owner: tuple[Need, ...], name: str) -> bool:
    """Whether what one stretch alone tells of `name` is meant for all: it stands at the edge of the message.

    The edge is behind all, or before all, that each stretch tells for itself: 西解村十人150,南景村五人120,日结 is of
    both, while in 南景村五人120日结,早8点到,电话139… beside a stretch with an hour and a phone too it is of the one.
    A contact is the poster's wherever it stands.
    """
    first, last = owner is parts[0], owner is parts[-1]
    if not (first or last) or name == "contact":
        return first or last
    fields = _READ_AS.get(name, (name,))
    spans = [(one.start, one.end) for need in owner for one in need.readings if one.field in fields]
    if not spans:
        return True
    told = [{one.field for need in part for one in need.readings} for part in parts if part]
    by_each = set.intersection(*told).difference(fields)
    own = [(one.start, one.end) for need in owner for one in need.readings if one.field in by_each]
    begin, end = min(spans)[0], max(span[1] for span in spans)
    return (last and all(begin >= each[0] for each in own)) or (first and all(end <= each[0] for each in own))


# The fields under which a value's words are kept, where they are called otherwise.
_READ_AS = {"start": ("start", "days"), "place": ("village", "township", "detail")}
_EMPTY: tuple[Any, ...] = (None, (), False, Contact(), Place())
_TOGETHER = (
    ("start", "end", "days", "days_named"),
    ("begin_time", "end_time"),
    ("contact",),
    ("place",),
    ("pay_when",),
    ("wage", "negotiable"),
    ("urgent",),
)


def _again(parts: list[tuple[Need, ...]], everyone: list[Need]) -> list[tuple[Need, ...]]:
    rows, at = [], 0
    for part in parts:
        rows.append(tuple(everyone[at : at + len(part)]))
        at += len(part)
    return rows
