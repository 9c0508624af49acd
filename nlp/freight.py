"""A load to be moved: what, from where to where, and by how many vehicles."""

from __future__ import annotations

import re
from typing import Any

from nlp import lexicon, places
from nlp.gazetteer import Gazetteer
from nlp.quantities import LOAD, Quantity
from nlp.rules import Spot
from nlp.work import Job

_VEHICLE = re.compile(
    r"运费|运价|货车|卡车|高栏|平板车?|冷藏车|厢货|厢式|箱货|三轮车?|农用车|翻斗车|自卸车|挂车|半挂|皮卡|面包车|拖拉机|大车|小货|冷链|高低板|吨的?车|米\d?的?(?:车|冷藏|高栏|厢|平板|货)|回程车|顺路车|找车|有车的|[辆台部]车|车一[辆台]|车[辆两]?[一二两三四五六七八九\d]+[辆台]|一趟|每趟|\d趟|辆|车"
)
_DRIVER = re.compile(r"司机|驾驶员|师傅(?!傅)|飞手|机手|押运员|跟车|包吃|月薪|招聘|A2|B2|C1|驾照|拉货(?:司机|师傅)")
_FROM_TO = re.compile(
    r"(?:从|由|自)?(?P<o>[\u4e00-\u9fa5A-Za-z\d]{2,16}?)(?:拉到|拉去|拉往|送到|送去|送往|运到|运去|运往|发往|发到|发|开到|到|去|至|往|~|-+)(?P<d>[\u4e00-\u9fa5A-Za-z\d]{2,16})"
)
_TO = re.compile(r"(?:拉到|拉去|拉往|送到|送去|送往|运到|运去|运往|发往|发到|开到|卸到|卸在|到|去|至|往)(?P<d>[\u4e00-\u9fa5A-Za-z\d]{2,16})")
_FROM = re.compile(r"(?:从|由|自|在|到)?(?P<o>[\u4e00-\u9fa5A-Za-z\d]{2,14}?)(?:上货|装货|装车|起运|拉货|提货|发货|地头装|装|上车)")
_LEAD_WORDS = re.compile(r"^(?:从|由|自|在|到|要|找|请|明早|明天|后天|今天|今晚|今黑|要从|现在|想|车|辆|有|帮|帮我|需要|,)+")
_TRIM_TO = re.compile(r"(?:的(?:货|车)?|卸货?|卸车|收货|交货|一趟.*|运费.*|每.*|装.*|[一二两三\d]+[吨车辆趟台].*|要.*|需.*|找.*|多少.*|走.*|左右.*|今.*|明.*|后.*|早上.*|晚上.*)$")
_STOP = re.compile(r"[ ,。;:!?\n■()\[\]]")


class Load:
    """A load: the job, the number of vehicles, the origin in the text's words, and where it goes."""

    __slots__ = ("detail", "job", "origin", "place", "vehicles")

    def __init__(self, job: Job, vehicles: int) -> None:
        self.job, self.vehicles = job, vehicles
        self.origin: str | None = None
        self.detail: str | None = None
        self.place = places.Found()


def read(text: str, left: str, spots: list[Spot], names: list[Any], jobs: list[Job], numbers: list[Quantity], gazetteer: Gazetteer) -> Load | None:
    """The load that a text wants moved, or None where it hires people."""
    job = next((one for one in jobs if one.freight), None)
    if job is None or not _VEHICLE.search(text):
        return None
    hired = any(one.title and one.weight >= 1.5 for one in jobs)
    if hired or _DRIVER.search(text):
        return None
    if any(one.kind == "people" and one.word in ("人", "个人", "名") for one in numbers) and not re.search("运费|车主|[辆台]", text):
        return None
    load = Load(job, _vehicles(numbers, text))
    words = job.words
    ends = re.search(r"(?:装车|卸车|装卸)$", words)
    if ends and len(words) > 4:
        job.words = words[: ends.start()]
    _route(load, text, left, names, job, gazetteer)
    return load


def _vehicles(numbers: list[Quantity], text: str) -> int:
    for one in numbers:
        if one.kind == LOAD and 0 < one.high < 100 and one.word in ("台", "辆", "部", "车"):
            before = text[max(0, one.at - 1) : one.at]
            if one.word == "车" and before in ("一", "每", "第"):
                continue
            return int(one.high)
    return 1


def _route(load: Load, text: str, left: str, names: list[Any], job: Job, gazetteer: Gazetteer) -> None:
    """Origin and destination, by the words that part them."""
    shown = text
    for one in _pieces(left, text):
        for match in _FROM_TO.finditer(one[1]):
            origin, target = _clean_origin(match["o"], job), _clean_target(match["d"])
            if not target or not _is_place(target, names, text):
                continue
            if origin and not _is_place(origin, names, text):
                origin = None
            load.origin = load.origin or origin
            _set_target(load, text, target, names, gazetteer)
            if load.origin:
                return
            break
        if load.detail or load.place.township or load.place.village:
            break
    if not (load.detail or load.place.township or load.place.village):
        for match in _TO.finditer(shown):
            target = _clean_target(match["d"])
            if target and _is_place(target, names, text):
                _set_target(load, text, target, names, gazetteer)
                break
    if load.origin is None:
        for match in _FROM.finditer(shown):
            origin = _clean_origin(match["o"], job)
            if origin and _is_place(origin, names, text) and origin != load.detail:
                load.origin = origin
                return
        taken = {(span[0], span[1]) for span in load.place.spans}
        free = [match for match in names if (match.start, match.end) not in taken]
        if free:
            start, end = free[0].start, free[0].end
            for match in free[1:]:
                if match.start - end <= 0:
                    end = match.end
            tail = re.match(r"[\u4e00-\u9fa5]{0,6}?(?:果库|冷库|仓库|基地|果园|合作社|厂|砖厂|市场|养殖场|地头|收购点|工地)", text[end:])
            load.origin = text[start : end + (tail.end() if tail else 0)]


def _pieces(left: str, text: str) -> list[tuple[int, str]]:
    """Stretches of the text between separators, dates and numbers."""
    found, at = [], 0
    for match in re.finditer(r"[ ,。;:!?\n()\[\]]", text):
        if match.start() - at > 3:
            found.append((at, text[at : match.start()]))
        at = match.end()
    if len(text) - at > 3:
        found.append((at, text[at:]))
    return found


def _clean_origin(words: str, job: Job) -> str | None:
    words = _LEAD_WORDS.sub("", words)
    at = words.find(job.words)
    if at >= 0:
        words = words[:at] or words[at + len(job.words) :]
    words = re.sub(r"^.*(?:从|由|自)", "", words)
    words = re.sub(r"(?:拉|运|送)(?:[\u4e00-\u9fa5]{1,4})?$", "", words)
    return words if len(words) >= 2 else None


def _clean_target(words: str) -> str | None:
    words = _TRIM_TO.sub("", words)
    words = re.sub(r"[\d一二两三四五六七八九十]+.*$", "", words) if not re.search("镇|村|乡|市场|南北", words) else words
    return words if len(words) >= 2 else None


def _is_place(words: str, names: list[Any], text: str) -> bool:
    if words[:2] in lexicon.outside() or words[:3] in lexicon.outside():
        return True
    at = text.find(words)
    if any(match.start < at + len(words) and match.end > at for match in names):
        return True
    if re.search(r"[省市县区镇乡村港]$|市场|批发|码头|厂$|库$|站$|点$|工地|基地|公司|合作社|场上|场$|园$|店$|家$|路$|县城|社区|城$|仓$|冷库|街$", words):
        return not re.match(r"[\d一二两三四五六七八九十]", words)
    return words in lexicon.outside()


def _set_target(load: Load, text: str, target: str, names: list[Any], gazetteer: Gazetteer) -> None:
    at = text.find(target)
    here = [match for match in names if match.start >= at and match.end <= at + len(target)]
    far = any(target.startswith(name) for name in (target[:2], target[:3]) if name in lexicon.outside())
    if here and not (far and here[0].start > at):
        load.place = places.choose(here, gazetteer)
        rest = text[here[-1].end : at + len(target)]
        load.detail = rest or None
    else:
        load.detail = target
