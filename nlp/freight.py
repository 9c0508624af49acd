# ruff: noqa: E501, SIM905 - a line of grammar is not wrapped
"""A load to be moved: what, from where to where, and by how many vehicles."""

from __future__ import annotations

from typing import Any

from nlp import lexicon, places
from nlp.gazetteer import Gazetteer
from nlp.lexicon import OBJECT
from nlp.patterns import compiled
from nlp.quantities import LOAD, Quantity
from nlp.rules import Spot
from nlp.work import Job

_VEHICLE = compiled(
    r"运费|运价|货车|卡车|轻卡|高栏|平板车?|冷藏车|厢货|厢式|箱货|三轮车?|四轮|炮车|农用车|翻斗车|自卸车|挂车|半挂|皮卡|面包车|拖拉机|大车|小货|冷链|高低板|吨的?车|米\d?的?(?:车|冷藏|高栏|厢|平板|货)"
    r"|回程车|顺路车|找个?车|请个?车|要个?车|有车的|车主|后八轮|八轮|六轮|前四后八|[辆台部]车|车一[辆台]|车[辆两]?[一二两三四五六七八九\d]+[辆台]|一趟|每趟|[\d一二两三四五六七八九十]趟|辆|[一二两三四五六七八九\d]车|车"
)
_STRONG = compiled(
    r"[叫找请要雇][个台辆]?(?:拖拉机|三轮|四轮|农用车)|后八轮|八轮|六轮|前四后八|运费|运价|高栏|冷藏车|回程车|[辆台部]|一趟|每趟|趟|大车跑|货主|车不限|米[\d一二两三四五六七八](?:的|[车厢平高货冷])|车主|有车的|找个?(?:货|大|小货)?车|请个?车|[找寻要请叫雇](?:一?[辆台部个])?[\u4e00-\u9fa5\d]{0,5}车|挂车|拖板车"
)
_DRIVER = compiled(
    r"(?<![带那含连配])司机(?!打|电|要?帮|得帮|也?搭|包|管|自理|自负|负责|承担|出|付|自己|自行|自带|带车|师傅自己|联系|请联|来电|电话|朋友)|驾驶员|飞手|机手|押运员|跟车|包吃|月薪|招聘|A2|B2|C1|驾照|给(?:我|俺)(?!打个?电话|来电|回|发|说|报|留|联系|个信)|(?<![我俺])开(?:三轮|大车|货车|车)|送货员"
)
_TO = compiled(
    r"(?P<m>跑一?[趟回]|弄到|弄去|弄回|捎到|驮到|拉到|拉去|拉往|拉回|送到|送去|送往|运到|运去|运往|运回|发往|发到|装到|拖到|[发送](?=[\u4e00-\u9fa5]{2})|开到|卸到|到|去|至|往|回|~|-+)(?P<d>[\u4e00-\u9fa5A-Za-z\d]{2,16})"
)
_FROM = compiled(
    r"(?:从|由|自)(?P<o>[\u4e00-\u9fa5A-Za-z\d]{2,16}?)(?=拉|运|装|送|弄|捎|驮|搬|到|去|至|往|发|~|-|[ ,。\n■]|$)"
)
_PICKED_UP = compiled(r"(?P<o>[\u4e00-\u9fa5A-Za-z\d]{2,14}?)(?:上货|装货|装车|起运|提货|发货|地头装|装|上车)")
_LEAD_WORDS = compiled(
    r"^(?:从|由|自|在|到|要|找|请|明早|明天|后天|今天|今晚|今黑|要从|现在|想|车|辆|有|帮|帮我|需要|,|拉|运|送|的)+"
)
_TRIM = compiled(
    r"(?:的?吗.*|的(?:货|车)?|去$|卸货?|卸车|收货|交货|拉.*|送[粪肥土沙].*|运费.*|一趟.*|一车.*|每.*|装.*|要.*|需.*|找.*|多少.*|走.*|左右.*|今.*|明.*|后[天日].*|早上.*|晚上.*|有.*|就行.*|谁.*|价.*|联系.*|电话.*|总.*|一共.*|包.*)$"
)
_TAIL = compiled(
    r"[\u4e00-\u9fa5]{0,5}?(?:果库|冷库|仓库|基地|果园|合作社|砖厂|石场|沙场|水泥厂|加工厂|厂|市场|养殖场|鸡场|猪场|地头|收购点|工地|粮站|村口|园|料场|砂石场|采石场|石料场|煤场|货场|堆场)"
)


_GOODS = compiled(
    r"(?:\d|[一二两三四五六七八九十百])多?(?:吨|方|立方|车|箱|件|袋|筐|头|斤|公斤|包|桶)(?:的)?(?P<g>(?![左右车的位上下多])[\u4e00-\u9fa5]{2,3})(?=[ ,。;\n]|$)"
)
# Moving with nothing said of what: the goods named elsewhere tell it (把60筐柿子从…拉到…).
_GENERIC = frozenset("拉货 运货 送货 拉货拉货 拉东西 拉一车 捎货 装货 跑货 拉车 运输 拉米 拉水".split())
# What holds or moves the goods rather than being them.
_CONTAINERS = frozenset("货 米 筐 箱 箱子 纸箱 袋 袋子 桶 路 公路 水 油 气 土 棚 塑料筐 货物 盐 煤气 冷库".split())
_LABELLED = compiled(r"(?:装货|提货|起运|上货|发货)(?:地点?|点|地址)[: ]+(?P<o>[\u4e00-\u9fa5A-Za-z\d]{2,16})")
# A target that only says where beside the village named: 拉到坡上.
_HERE = frozenset(
    (
        "村委",
        "村里",
        "村部",
        "坡上",
        "地里",
        "家里",
        "山上",
        "院里",
        "屋里",
        "地头",
        "路边",
        "村口",
        "门口",
        "田里",
        "园里",
        "院坝",
        "院子",
        "屋头",
        "坝子",
        "场坝",
        "地坝",
        "棚里",
        "大棚",
        "晒场",
    )
)


# Where the load goes is the village named: 抱班村要一辆小货车,…到我们村.
_OURS = frozenset(("我们村", "俺村", "俺们村", "咱村", "咱们村", "我村", "本村", "村里"))


class Load:
    """A load: the job, the number of vehicles, the origin in the text's words, and where it goes."""

    __slots__ = ("detail", "job", "origin", "place", "vehicles")

    def __init__(self, job: Job, vehicles: int) -> None:
        self.job, self.vehicles = job, vehicles
        self.origin: str | None = None
        self.detail: str | None = None
        self.place = places.Found()


def read(
    text: str, spots: list[Spot], names: list[Any], jobs: list[Job], numbers: list[Quantity], gazetteer: Gazetteer
) -> Load | None:
    """The load that a text wants moved, or None where it hires people."""
    if not ("车" in text or "运" in text or "趟" in text or "轮" in text or "高栏" in text or "轻卡" in text):
        return None
    if not _VEHICLE.search(text) or _DRIVER.search(text):
        return None
    job = next((one for one in jobs if one.freight and one.end - one.start > 1), None)
    strong = bool(_STRONG.search(text))
    if any(
        one.kind == "people"
        and one.word in ("人", "个人", "名", "个", "位")
        and one.low > 0
        and text[one.end : one.end + 1] != "车"
        for one in numbers
    ) and not compiled("运费|车主|[辆台]").search(text):
        return None
    target = _target(text, names, job)
    if job is None:
        job = _unnamed(text, spots, jobs, target) or _hauled(jobs) if strong and target else None
        if job is None:
            return None
    elif job.words in ("拉到", "拉去", "运到") or (any(one.title and one.weight >= 1.5 for one in jobs) and not strong):
        return None
    if job.words in _GENERIC or (target and job.start < target[1] + len(target[2]) and job.end > target[1]):
        job = _unnamed(text, spots, [], target or (len(text), len(text), "")) or job
    load = Load(job, _vehicles(numbers, text))
    ends = compiled(r"(?:装车|卸车|装卸)$").search(job.words)
    if ends and len(job.words) > 4:
        job.words = job.words[: ends.start()]
    if target:
        _set_target(load, text, target[1], target[2], names, gazetteer)
    load.origin = None if load.detail and load.detail[:2] in _HERE else _origin(text, names, job, target, load)
    if target is None and load.origin and not _FROM.search(text) and not _PICKED_UP.search(text):
        load.origin, load.place = None, places.choose(names, gazetteer)  # 桃坪村: the only place told
        return load
    if target is None and load.origin is None:
        if not strong:
            return None
        load.place = places.choose(names, gazetteer)
    return load


# A vehicle or its fare is told: such a load asks for a lorry, whatever else is left to the telephone.
_SAID = compiled(
    r"[\d一二两三四五六七八九十][台辆部]|[台辆部]$|挂车|高栏|后八轮|运费|运价|(?:多少钱|啥价|什么价|几多钱)(?:拉|送|跑|运)?一[趟车吨方]|一[趟车吨方](?:要|得)?(?:多少|几多|啥价|什么价)|[给报][个一]下?(?:实在|合适)?价"
)


def asked(text: str) -> bool:
    """Whether the text of a load names a vehicle or a fare."""
    return _SAID.search(text) is not None


def by_drivers(text: str, job: Job | None, hired: bool) -> bool:
    """Whether drivers are wanted with their lorries for a haul whose price is to be agreed (拉苹果去运城,面议).

    `hired` holds where pay is told, or a permanent post: such a driver is a worker.
    """
    return (
        not hired
        and job is not None
        and not (job.title and "上班" in text)
        and job.trade in ("driving", "freight")
        and "面议" in text
        and _HAUL.search(text) is not None
        and _OUR_VEHICLE.search(text) is None
    )


_HAUL = compiled(
    r"(?:拉|运|送|跑)[^ ,。;\n]{0,8}?(?:去|到|往|回|至)[\u4e00-\u9fa5]|拉货|运货|货运|送货|跑(?:长途|短途|运输|一?趟)|运费"
)
_OUR_VEHICLE = compiled(
    r"(?:我|俺|咱|家里|厂里|公司|单位)(?:这)?(?:们)?(?:自己)?有(?:大|货|三轮)?车|开(?:我|俺|公司|厂里)"
)


def _hauled(jobs: list[Job]) -> Job | None:
    """A load that the lexicon takes for other work (一辆三轮拉粪,西解村到南景村)."""
    for one in jobs:
        if (
            one.words[0] in "拉运"
            and not one.title
            and 1 < len(one.words) < 6
            and one.words not in ("拉网", "拉枝", "拉线")
        ):
            return Job(one.start, one.end, one.words, "freight", False, 2.0)
    return None


def _unnamed(text: str, spots: list[Spot], jobs: list[Job], target: tuple[int, int, str]) -> Job | None:
    """The load where no verb of moving is said: what is packed (装苹果 发往 …), or the first goods named."""
    for one in jobs:
        if one.trade == "loading" and one.words[0] in "装卸搬" and len(one.words) > 2:
            return Job(one.start, one.end, "拉" + one.words[1:], "freight", False, 2.0)
    if hauled := _HAULED.search(text):
        return Job(hauled.start("v"), hauled.end("g"), hauled["v"] + hauled["g"], "freight", False, 2.0)
    taken = range(target[1], target[1] + len(target[2]))
    goods = [
        (start, end)
        for start, end, entry, _form, _numeral in spots
        if entry and entry[0] is OBJECT and entry[1] in "crgbl" and start not in taken
        and not text[start - 1 : start].isdigit()
    ]  # fmt: skip
    named = [
        span for span in goods if text[span[0] : span[1]] not in _CONTAINERS and text[span[1] : span[1] + 1] != "车"
    ]
    told = text[target[0] : target[0] + 1]
    verb = told if told in ("送", "运") and "把" in text[max(0, target[0] - 20) : target[0]] else "拉"
    for start, end in named or [span for span in goods if text[span[0] : span[1]] != "货"]:
        return Job(start, end, verb + text[start:end], "freight", False, 2.0)
    found = _GOODS.search(text)
    return Job(found.start("g"), found.end("g"), "拉" + found["g"], "freight", False, 2.0) if found else None


# 从兴陶村拉陶罐到贵阳, 把两方沙子从刘涧送到药王: goods told between where they are and where they go.
_HAULED = compiled(
    r"(?:从|由|自)[\u4e00-\u9fa5]{2,10}?(?P<v>[拉运送])(?P<g>(?![到去往回过来走一两几车货东])[\u4e00-\u9fa5]{2,4}?)(?=[到去至往回送])"
)
_ONE_VEHICLE = compiled("[叫找请要雇]个[^,。;\n]{0,4}?(?:车|拖拉机|三轮|四轮)")


def _vehicles(numbers: list[Quantity], text: str) -> int:
    for one in sorted(numbers, key=lambda each: each.word == "车"):
        if one.kind == LOAD and 0 < one.high < 100 and one.word in ("台", "辆", "部", "车"):
            before = text[max(0, one.at - 1) : one.at]
            if one.word == "车" and (before in ("一", "每", "第") or _ONE_VEHICLE.search(text)):
                continue  # 叫个拖拉机拉粪,十车
            return int(one.high)
    return 1


def _target(text: str, names: list[Any], job: Job | None) -> tuple[int, int, str] | None:
    """(start of the marker, start of the destination, its words): the last place that follows 到, 去, 发往 …"""
    best: tuple[int, int, str] | None = None
    best_score = -1.0
    at = 0
    while match := _TO.search(text, at):
        at = match.start() + 1
        start = match.start("d")
        named = next((one.end for one in names if one.start == start), start)
        words = text[start:named] + _TRIM.sub("", text[named : match.end("d")])
        words = _SUM_BEHIND.sub("", words)
        words = compiled(r"\d.*$").sub("", words) if not compiled("[镇村乡号]").search(words) else words
        sent = match["m"] in _SENT and "从" in text[max(0, match.start() - 16) : match.start()]  # 从…拉到罗甸边阳
        if match["m"] == "送" and not {words[:2], words[:3]} & lexicon.outside():
            continue
        if len(words) < 2 or not (_is_place(words, start, names) or (sent and not _NOWHERE.match(words))):
            continue
        score = (match["m"] not in ("到", "回")) + 2.0 * ("从" in text[max(0, match.start() - 16) : match.start()])
        score += 1.5 * (words[:2] in lexicon.outside() or any(start <= one.start < start + len(words) for one in names))
        if score > best_score:
            best, best_score = (match.start(), start, words), score
        at = match.end()
    if best is None and "卸" in text and (unloaded := _UNLOADED.search(text)):
        return unloaded.start(), unloaded.start("d"), unloaded["d"]  # 排岸村装,广东江门卸
    return best


# 到西安两千块, 到佛罗镇138…
_SUM_BEHIND = compiled(
    r"(?<=[\u4e00-\u9fa5]{2})(?:[一两二三四五六七八九十]{1,3}[百千](?:[一二三四五六七八九]?[块元]|[^\u4e00-\u9fa5]|$).*|\d{3}.*)$"
)
_UNLOADED = compiled(r"装(?:货|车)?[,; ]+(?P<d>[\u4e00-\u9fa5]{2,12}?)卸(?=[,。;\n ]|货|车|$)")
_SENT = frozenset(("装到", "拖到", "拉到", "拉去", "拉往", "运到", "运去", "运往", "送到", "送往", "发往", "发到"))
_NOWHERE = compiled(
    r"[\d一二两三四五六七八九十]+(?:点|号|吨|车|趟|楼|月|斤)|了|时|货|家里|手|付|底|期|不|哪|[我俺]|这|那|院|屋|楼|家|完"
)


def _is_place(words: str, at: int, names: list[Any]) -> bool:
    if words[:2] in _HERE and names:
        return True
    far = lexicon.outside()
    if words[:2] in far or words[:3] in far:
        return True
    if any(match.start < at + len(words) and match.end > at and match.start - at < 3 for match in names):
        return True
    if compiled(r"[\d一二两三四五六七八九十]+(?:点|号|吨|车|趟|楼|月|斤)").match(words) or compiled(
        "了|时|货|家里|地头|手|付|底|期|不|哪"
    ).match(words):
        return False
    return bool(
        compiled(
            r"[省市县区镇乡村港]$|河边$|河滩$|沙场$|山上$|市场|批发|码头|厂$|库$|站$|点$|工地|基地|公司|合作社|场上|场$|店$|家$|路$|县城|社区|城$|仓$|街$|镇上|村里"
        ).search(words)
    )


def _set_target(load: Load, text: str, at: int, words: str, names: list[Any], gazetteer: Gazetteer) -> None:
    if words in _OURS and names:
        load.place = places.choose(names, gazetteer)
        return
    here = [match for match in names if match.start >= at and match.end <= at + len(words)]
    far = words[:2] in lexicon.outside() or words[:3] in lexicon.outside()
    if not here and words[:2] in _HERE and names:
        load.place = places.choose(names, gazetteer)
        load.detail = words
    elif here and not far:
        load.place = places.choose(here, gazetteer)
        load.detail = text[here[-1].end : at + len(words)].removeprefix("的") or None
    else:
        load.detail = words


def _origin(text: str, names: list[Any], job: Job, target: tuple[int, int, str] | None, load: Load) -> str | None:
    """Where the load is picked up, in the text's words."""
    labelled = _LABELLED.search(text)
    if labelled:
        return labelled["o"]
    taken = (target[1], target[1] + len(target[2])) if target else (-1, -1)
    found = _FROM.search(text)
    if found:
        whole = [one.end for one in names if found.start("o") <= one.start <= found.end("o") < one.end]
        if whole:
            return text[found.start("o") : whole[-1]]  # 从甲茶镇拉抹村到都匀: no 拉 after 甲茶镇
    if found and not taken[0] <= found.start("o") < taken[1] and _is_place(found["o"], found.start("o"), names):
        return found["o"]
    free = [match for match in names if not (taken[0] <= match.start < taken[1])]
    before = [match for match in free if target is None or match.end <= target[0]] or free
    if before:
        start, end = before[0].start, before[0].end
        for match in before[1:]:
            if match.start - end <= 0:
                end = match.end
        tail = _TAIL.match(text, end)
        if (
            tail
            and (target is None or tail.end() <= target[0] or start > target[0])
            and not any(end <= one.start < tail.end() for one in [job])
        ):
            end = tail.end()
        return text[start:end]
    if target:
        clause = compiled(r"([\u4e00-\u9fa5A-Za-z\d]{2,14})$").search(text[: target[0]])
        if clause:
            words = _LEAD_WORDS.sub("", clause[1])
            inner = words.find(job.words)
            words = words[:inner] if inner > 0 else "" if inner == 0 else words
            start = text.rfind(words, 0, target[0]) if words else -1
            if len(words) >= 2 and _is_place(words, start, names):
                return words
    for match in _PICKED_UP.finditer(text):
        words = _LEAD_WORDS.sub("", match["o"])
        if len(words) >= 2 and words != load.detail and _is_place(words, match.end("o") - len(words), names):
            return words
    return None
