# ruff: noqa: E501 - a line of grammar is not wrapped
"""A load beside other work in one message: 打谷子要8个人…另外还要一辆三轮车拉到粮站, read apart and joined again."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from nlp.heard import Heard
from nlp.patterns import compiled
from nlp.types import Contact, Kind, Need, Place

Span = tuple[int, int]
# A vehicle with its driver is wanted: 找个车拉砂子, 还要一辆三轮车, 有货车的师傅吗.
_VEHICLE = compiled(
    r"(?:[找叫请要雇求缺寻喊差需得](?:一|两|二|三|\d)?[个辆台部张][\u4e00-\u9fa5\d.]{0,6}?|[找叫请雇寻喊](?:一|两)?|[另还再][要需缺差得](?:一|两)?)(?:货车|三轮车?|农用车|面包车|拖拉机|皮卡|翻斗车|平板车?|大车|小车|四轮|车(?![间床工库队门祸]))(?!司机|师傅(?!帮))"
    r"|[拉运送][\u4e00-\u9fa5]{1,4}的?(?:货|大|小|农用)?车(?:要|来)?[一两二三四\d][辆台部张]|(?:谁|哪个|哪位|哪家)家?有(?:个|辆|台)?(?:货车|[大小]车|三轮车?|农用车|面包车|拖拉机|皮卡)(?!司机|的)|有(?:[货大小]车|三轮车?|农用车|面包车|拖拉机|皮卡|车)的(?:师傅|老板|兄弟|人|老乡|朋友)?"
)
_MOVES = compiled("[拉运送驮捎](?!(?:网|枝|线|了|个|一|得|到位|肚))")
_CUTS = compiled(
    r"[。;!\n]+|(?:[,、 ])?(?=另外|此外|外加|另加|[再还另]有?一[个件样](?:事|活)?(?:是|就是|,)|第二[个件样]|其二|二来|另(?=[找要请缺招需叫寻雇])|(?:还|再)(?:要|得|需|缺|差|找|请|叫|喊|寻|雇)(?:要|找|请|个|一|两|\d))"
)
_SPACES = compiled(r"[。;!\n ]+")
# Said of all, or of whom to call: read with each.
_OF_ALL = compiled("都|均|两样|两边|一样|统一|全部")
_CALL = compiled(r"^[ ,。;!\n]*(?:联系|电话|手机|找|打|\d)[^。;\n]*$")


# Nobody asks for so much in one message: a list or noise is not parted here.
_MOST = 30


def of(heard: Heard) -> tuple[list[Span], list[Span]] | None:
    """The stretches of the people's work and those of the load; None where the message does not ask for both."""
    text = heard.plain
    if "车" not in text and "三轮" not in text and "拖拉机" not in text:
        return None
    if not any(score >= 1.0 for _one, score in heard.heads):
        return None
    found = _VEHICLE.search(text)
    if not found:
        return None
    cuts = {0, len(text), *(match.end() for match in _CUTS.finditer(text))}
    if not {"。", ";", "\n"}.intersection(text):
        cuts.update(match.end() for match in _SPACES.finditer(text))
    edges = sorted(cuts)
    if len(edges) > _MOST:
        return None
    people: list[Span] = []
    load: list[Span] = []
    last: list[Span] | None = None
    for start, end in pairwise(edges):
        last = _owner(heard, start, end, people, load, last)
        if last is not None:
            last.append((start, end))
    moved = any(_MOVES.search(text, start, end) for start, end in load)
    return (people, load) if people and load and moved else None


def _owner(
    heard: Heard, start: int, end: int, people: list[Span], load: list[Span], last: list[Span] | None
) -> list[Span] | None:
    """Whose a stretch is; None where it is said of both."""
    text = heard.plain
    jobs = [job for job in heard.jobs if start <= job.start < end and not job.freight]
    counted = any(start <= one.at < end and score >= 1.0 for one, score in heard.heads)
    vehicle = _VEHICLE.search(text, start, end)
    if vehicle and not counted:
        return load
    if counted and jobs and not vehicle:
        return people
    if counted and vehicle:
        return people  # one breath for both: not to be parted here
    if last is None or _CALL.match(text[start:end]) or _OF_ALL.search(text, start, min(end, start + 6)):
        return None
    if jobs and any(job.title for job in jobs):
        return people  # 大工小工管午饭
    return last


_LISTED = compiled(r"[再还另]有?一[个件样](?:事|活)?(?:是|就是|,)|第二[个件样]|其二|二来")
_BACK = compiled(r"[拉运送](?:过来|回来|来|回|到(?:工地|家|这里|这边|我家|我们这))")


def joined(people: tuple[Need, ...], load: tuple[Need, ...], text: str) -> tuple[Need, ...]:
    """The postings of both, with the day, the caller and the place that only one of them tells."""
    from dataclasses import replace  # here: its import takes as long as a hundred readings

    first, haul = people[0], load[0]
    caller = first.contact if first.contact != Contact() else haul.contact
    listed = _LISTED.search(text) is not None  # 一个是摘香菇…,再一个是后天拉菌棒: a day of its own
    moved = []
    for one in load:
        more: dict[str, Any] = {"contact": caller} if one.contact == Contact() else {}
        if one.start is None and first.start is not None and first.kind is not Kind.LONGTERM:
            more["start"] = first.start
        if one.place == Place() and (_BACK.search(text) or not one.origin):
            more["place"] = Place(first.place.township, first.place.village, first.place.detail)
        moved.append(replace(one, **more))
    staying = []
    for one in people:
        more = {"contact": caller} if one.contact == Contact() else {}
        if one.start is None and haul.start is not None and one.kind is not Kind.LONGTERM and not listed:
            more["start"] = haul.start
        if one.place == Place() and not haul.place.detail:
            more["place"] = haul.place
        staying.append(replace(one, **more))
    return (*staying, *moved)
