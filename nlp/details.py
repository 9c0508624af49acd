# ruff: noqa: E501, SIM102, SIM905 - grammar: lines are not wrapped, one condition a line
"""The rest of a place in the text's own words: a firm, an orchard, a road, or a place outside the county."""

from __future__ import annotations

from collections.abc import Iterator

from nlp import beside, lexicon, streets
from nlp.gazetteer import Match
from nlp.lexicon import FACILITY
from nlp.patterns import compiled
from nlp.places import BOUNDARY, Found
from nlp.rules import BLANK, Spot

_DETAIL_STOP = frozenset(
    "薪要招请找来缺去从帮替我的是给让急在到摘套采卸装搬打收管包供每有个名人位元块点需聘往由用做会能把被想得都和与那这起住"
)
_TAIL = compiled(rf"{beside.TAIL}+")


def _facilities(blanked: str, spots: list[Spot]) -> Iterator[tuple[int, int]]:
    """Stretches of facilities that are one place: 县医院外科住院部, 滩地芦笋基地."""
    index, count = 0, len(spots)
    kinds: list[str] = []
    while index < count:
        start, end, entry, _form, _numeral = spots[index]
        index += 1
        if entry is None or entry[0] is not FACILITY:
            continue
        kinds = kinds or [one[2][0] if one[2] else "" for one in spots]
        while True:
            following = next((one for one in range(index, min(index + 3, count)) if kinds[one] is FACILITY), None)
            if following is None or not _joins(blanked, end, spots[following][0]):
                break
            end = spots[following][1]
            index = following + 1
        yield start, end


def find(
    text: str, blanked: str, place: Found, spots: list[Spot], jobs: list[tuple[int, int]], names: list[Match]
) -> tuple[int, int, str] | None:
    """The rest of the place: what stands right behind the name, else a facility with the words that belong to it."""
    clean = _with_counted(text, blanked, spots)
    found = _right_behind(text, clean, place, spots, jobs, names)
    others = _others(text, clean, place, spots, jobs)
    for one in others if found else ():
        if _fuller(found[2], text[one[1] : one[2]], one[1]):  # type: ignore[index]
            return one[1], one[2], text[one[1] : one[2]]
    if found and found[2] not in _VAGUE and found[2] != (place.village or "")[:-1]:  # not 周家 of 周家村
        return found
    others = [one for one in others if text[one[1] : one[2]] not in _VAGUE]
    best = _best(text, place, others)
    if best is not None and (best[0] < 12 or "村口" not in text):
        far = _outside_before(text, best[1]) if place.start < 0 else best[1]
        return far, best[2], text[far : best[2]].strip()
    return streets.numbered(clean) or _gathering(text, place, names) or _elsewhere(text, blanked, place)


# They say no more than the name does.
_VAGUE = frozenset(("新店", "村里", "村上", "村子里", "村里头", "寨里"))
_AREA = compiled(r".{0,4}(?:工业区|工业园|产业园|园区|开发区|新区|路|街|大道|路口|旁边?)")


def _fuller(words: str, other: str, at: int) -> bool:
    """Whether a firm named at the head of the message tells more than what stands behind the place's name."""
    if len(other) > len(words) and other.endswith(words):
        return True  # 快递网点 … 新全村网点
    return at <= 2 and len(other) >= 4 and bool(_AREA.fullmatch(words)) and other[-1] in "厂司社市店库馆场"


def _with_counted(text: str, blanked: str, spots: list[Spot]) -> str:
    """The blanked text with the crops whose names hold a numeral (百香果) to be read again."""
    for start, end, entry, form, numeral in spots:
        if numeral and entry and form is None and blanked[start] == BLANK:
            blanked = blanked[:start] + text[start:end] + blanked[end:]
    return blanked


def _right_behind(
    text: str, clean: str, place: Found, spots: list[Spot], jobs: list[tuple[int, int]], names: list[Match]
) -> tuple[int, int, str] | None:
    """What follows a name of the place without a break: 西解村口, 唐村老王家, 五一社区火锅店."""
    ends = sorted({span[1] for span in place.spans}, reverse=True)
    again = [
        one.end for one in names if place.village and one.end not in ends and text[one.start : one.end] in place.village
    ]
    for end in [*ends, *again]:
        at_village = _AT_VILLAGE.match(text, end) if text[end - 1] == "村" else None
        if at_village:
            side = at_village[0]
            if len(side) > 1 and side[0] in "东西南北":
                return end, at_village.end(), side
            return end - 1, at_village.end(), "村" + side
        house = _HOUSE.match(text, end)
        found = beside.find(clean, end, spots, jobs)
        if house and not beside.FOLLOWED.match(clean, house.end()) and not (found and found[1] > house.end()):
            return end, house.end(), house[0]
        if found and not _FETCH_AFTER.match(clean, found[1]):
            return found[0], found[1], text[found[0] : found[1]]
    return None


_GATHERING = compiled(
    r"(?:^|[ ,。;!\n]|[在到俺咱们点半刻])(?P<w>(?:村口|村头|村西头|村东头|村中间|村部|寨门口|寨口|村委会门口|大队部门口)(?:[\u4e00-\u9fa5]{0,3}(?:树下?|树脚|广场|桥头))?)(?=集合|见|等|就行|报到|汇合|碰头|会合|[ ,。]|$|管)"
)
_BY_CAR = compiled(r"车|接|坐|送|拉")


def _gathering(text: str, place: Found, names: list[Match]) -> tuple[int, int, str] | None:
    """Where people gather in the village of the work (周家村口集合), but not where a bus fetches them."""
    if place.start < 0:
        return None
    for one in names:
        side = _AT_VILLAGE.match(text, one.end) if text[one.end - 1 : one.end] == "村" else None
        if side and side[0] in ("口", "头") and _MEET.match(text, side.end()) and not _by_car(text, one.start):
            return one.end - 1, side.end(), "村" + side[0]
    found = _GATHERING.search(text)
    if found and not _by_car(text, found.start("w")):
        return found.start("w"), found.end("w"), found["w"]
    return None


_MEET = compiled(r"集合|见|等|就行|报到|汇合|碰头|会合")


def _by_car(text: str, at: int) -> bool:
    """Whether the clause around `at` speaks of a vehicle."""
    begin = max(text.rfind(mark, 0, at) for mark in ",。;!\n") + 1
    ends = [end for end in (text.find(mark, at) for mark in ",。;!\n") if end >= 0]
    return bool(_BY_CAR.search(text, begin, min(ends, default=len(text))))


def _others(
    text: str, clean: str, place: Found, spots: list[Spot], jobs: list[tuple[int, int]]
) -> list[tuple[float, int, int]]:
    """The facilities that may be the place: (distance from its name, start, end)."""
    known = list(_facilities(clean, spots))
    for house in _HEADING.finditer(clean) if _FIRM_THERE.search(clean) else ():
        start, end = house.span("w")
        if not any(one[0] < end and one[1] > start for one in known) and not beside.STOPPED.search(house["w"]):
            known.append((start, end))
    found = (_candidate(text, clean, place, spots, jobs, start, end) for start, end in known)
    return [one for one in found if one]


def _best(text: str, place: Found, found: list[tuple[float, int, int]]) -> tuple[float, int, int] | None:
    """The facility that most likely is the place."""
    best = min(found, default=None)
    if best is None or (place.start >= 0 and best[0] > 60):
        return None
    words = text[best[1] : best[2]]
    for one in found:  # 香菇基地招…,基地在…: the fuller words
        if one[2] - one[1] > len(words) and text[one[1] : one[2]].endswith(words):
            return one
    return best


# What follows a name at the head of a clause.
_HEADED = r"(?=[ ,(:\n■]|$|招|要|请|缺|需|急|诚|现|长期|嘛|用)"
_HEADING = compiled(
    rf"(?:^|[\n。;!,:)\] ])(?P<w>(?![搭修建盖拆清进出开看守扫])[\u4e00-\u9fa5a-zA-Z]{{1,8}}?(?:{beside.FIRM}|(?<![一二三四五六七八九十\d])楼(?=[(:招]))){_HEADED}"
)
# One look for its end spares most texts the search for its beginning.
_FIRM_THERE = compiled(rf"{beside.FIRM}{_HEADED}|楼[(:招]")


def _candidate(
    text: str,
    clean: str,
    place: Found,
    spots: list[Spot],
    jobs: list[tuple[int, int]],
    start: int,
    facility_end: int,
) -> tuple[float, int, int] | None:
    """One facility with the words that belong to it, and how far from the place's name it stands; None if it is none."""
    end = facility_end
    begin = _left(clean, start, place, jobs, text[start:facility_end] in _FIRMS)
    before = clean[max(0, begin - 3) : begin]
    strip = _OPENING.match(clean, begin)
    if strip and strip.end() <= start:
        begin = strip.end()
    tail = _TAIL.match(clean, end)
    if tail and not _TAIL_OFF.match(clean, tail.end() - 1) and not clean.startswith(("午", "半"), tail.end()):
        end = tail.end()
    if any(begin < job_end and job_start < end and job_end > start for job_start, job_end in jobs):
        return None
    begin += text[begin] == "们"  # 我们工地
    words = text[begin:end].strip()
    adjacent = place.end == begin
    if (
        text[begin - 1 : begin] == "某"
        or (_NO_PLACE.search(before) and not ("医院" in words and before.endswith("住")))
        or _NO_PLACE_AFTER.match(clean, end)
        or not _names_a_place(words, adjacent, start - begin)
    ):
        return None
    if place.start >= 0 and _FETCH_AFTER.match(clean, end):
        return None
    if not adjacent and (
        words in _LAND
        or _FAR_LOOSE.fullmatch(words)
        or (place.start >= 0 and _MEETING.match(clean, end))
        or (place.start >= 0 and _fetched(clean, begin, end))
        # 果园疏花: what is done, not where
        or (words in _ORCHARD and (begin or len(words) == 2) and any(job_start == end for job_start, _job_end in jobs))
    ):
        return None
    distance = begin * 0.05
    if place.start >= 0:
        distance = abs(float(begin - place.end if begin >= place.end else place.start - end + 0.5))
    if words in _LOOSE_FACILITIES and not adjacent:
        if compiled(r"[在到]$").search(before) or _AT_MEETING.match(clean[end : end + 2]):
            return None
        distance += 20
    if _LABEL.search(clean, max(0, begin - 8), begin):
        distance = min(distance - 12, 10.0)
    elif begin <= 8 or clean[begin - 1] == "\n":
        distance = min(distance, 9.0 if begin == 0 and len(words) > 2 else 20.0)
    elif len(words) > 3 and clean[begin - 1] in " ]" and words[-1] in "厂司店院园社场":
        distance = min(distance, 25.0)
    return distance, begin, end


def _names_a_place(words: str, adjacent: bool, led: int) -> bool:
    """Whether the words of a facility are enough to say where; `led` characters stand before the facility's own."""
    if not adjacent and (len(words) < 2 or words in _BARE_FACILITIES):
        return False
    if not words or words.endswith("酒席") or (words[0] in "建修盖拆挖清" and led):
        return False
    return not words.startswith(
        (
            "开园",
            "接送",
            "吃住",
            "亩",
            "车票",
            "工资",
            "社保",
            "保险",
            "摆",
            "本",
            "该",
            "联系",
            "咨询",
            "某",
            "写驿",
            "写在",
            "填",
            "登记",
            "俺",
            "我",
            "咱",
        )
    ) and not _WAY.fullmatch(words)


_WAY = compiled(r"[一二两三四五六七八九十几\d]+[条里公]?[里]?[路街]|某.*|.{0,3}街上|公路")
_FAR_LOOSE = compiled(r".{0,3}(?:坡上|山上|地头|田边|坡地|岭上|树下)")
_AT_MEETING = compiled(r"集合|接|上车|等|见|出发|碰头|发车|坐车")
_FETCH_BEFORE = compiled(r"车(?:子)?(?:会|就|都|先)?(?:[从到在来停去])[^,。;!\n]{0,8}$|坐车[^,。;!\n]{0,6}$")
_FETCH_AFTER = compiled(
    r"[^,。;!\n]{0,8}?(?:骑|开)[^,。;!\n]{0,4}来接|[^,。;!\n]{0,4}?(?:统一|集中)?(?:有车|上车|坐车|发车|乘车|等车|车接|车来接|拉人|接人|来接|拉!?$)"
)


def _fetched(clean: str, begin: int, end: int) -> bool:
    """Whether a vehicle fetches people there (车从镇政府门口拉): no place of work."""
    return bool(_FETCH_BEFORE.search(clean, max(0, begin - 14), begin) or _FETCH_AFTER.match(clean, end))


def _outside_before(text: str, begin: int) -> int:
    """Where a place outside the county begins whose facility begins at `begin` (临猗县 + 果库)."""
    found = _OUT_BEFORE.search(text, max(0, begin - 12), begin)
    return found.start("w") if found else begin


def _elsewhere(text: str, blanked: str, place: Found) -> tuple[int, int, str] | None:
    """A place that is none of the county's: 韩城市芝阳镇, 北张镇, or a village its township's list lacks."""
    if place.start >= 0:
        found = _UNKNOWN_VILLAGE.match(blanked, place.end) if place.village is None else None
        return (place.end, found.end(), found[0]) if found else None
    for found in _SHAPE.finditer(blanked) if _SHAPE_ENDS.search(blanked) else ():
        words = found["w"]
        if words[:2] in lexicon.outside() or words[:3] in lexicon.outside() or found["u"]:
            if words not in _NO_SHAPE and not words.startswith(
                ("我们", "你们", "全", "本", "各", "农", "乡", "一", "这", "哪", "两")
            ):
                return found.start("w"), found.end("w"), words
    found = _TOWN_STREET.search(blanked) or _TOWN_ALONE.search(blanked)
    return (found.start(), found.end(), found[0]) if found else None


_OUT_BEFORE = compiled(
    r"(?:地址|地点|位于|在|到|去|[ ,:。]|^)(?P<w>[\u4e00-\u9fa5]{2,4}(?:省|市|县|区)(?:[\u4e00-\u9fa5]{2,4}(?:镇|乡|街道|村))?)$"
)
_UNKNOWN_VILLAGE = compiled(r"[\u4e00-\u9fa5]{1,4}?(?:村|庄|寨|屯|沟|坡|社区|组)(?![\u4e00-\u9fa5]{0,1}(?:口|里|民))")
_SHAPE = compiled(
    r"(?:^|[ ,。;:!\n■(]|[在到去来]|位于)(?:地址|地点|在|到|去|是)?(?P<w>(?:[\u4e00-\u9fa5]{2,4}(?:省|市|县|区))?(?:[\u4e00-\u9fa5]{1,4}(?P<u>镇|乡|村|街道|社区|庄|寨)|[\u4e00-\u9fa5]{2,3}(?:市|县|区))(?:[\u4e00-\u9fa5]{1,4}(?:村|社区|庄|组|街|路))?)(?=[ ,。;:!\n■)]|$|要|招|请|找|缺)"
)
_SHAPE_ENDS = compiled("[镇乡村街社庄寨市县区]")
_NO_SHAPE = frozenset(
    "在村 全村 本村 我村 俺村 邻村 外村 进村 下乡 返乡 家乡 老乡 同乡 山村 农村 乡村 城镇 本镇 小区 社区 街道 校区 园区 景区 山区 地区 郊区 库区 厂区 片区 本市 本县 外县 城市 超市 夜市 菜市 老庄 村庄 山寨".split()
)
_TOWN_STREET = compiled(r"县城(?:(?![我俺咱姓要招请找缺急有])[\u4e00-\u9fa5]){1,12}")
_TOWN_ALONE = compiled(r"(?:(?<=^)|(?<=[ ,。;:!\n■在到]))县城里?(?=[ ,。;!\n■]|$)")  # the county town, said alone
_HOUSE = compiled(
    r"[大小上下新老][寨组湾坝坡](?![村镇])|老(?:支书|队长|村长|主任|会计|中医)家|老?(?![主东人农我俺咱自大各一谁店商专酒国回搬安当住全你他她])[\u4e00-\u9fa5]家(?:门口|院里?|屋里)?(?![具电庭常政乐园畜禽村庄沟湾坡岭里])|(?:[\d一二三四五六七八九十]+|[a-zA-Z])(?:号楼|栋|号院|组|队|区)[\d一二三四五六七八九十单元楼号-]*"
)
_AT_VILLAGE = compiled(r"(?:口|头|东头|西头|南头|北头|东口|西口|南口|北口|中间|里头|后头|边上|边)(?![子等岸])")
_OPENING = compiled(
    r"(?:诚征|诚聘|诚招|开工|动工|改(?=民宿|农家|客栈|饭店)|边|俺村|我村|我们村|村(?=[^口头里东西南北])|家(?!具|电|政|属|乐|常|园|福|家)|夜里|睡|年后|年前|期间|了|但|我家|俺家|今年|现在|我们|俺们|咱们|本|因|由于|附近|这里|这边|那边|开学|新开的?|刚开的?|某|离|一家|有个|有家|俺|我|各)+"
)
# What a firm's name ends in: the work before it is part of the name (代驾公司).
_FIRMS = frozenset(("公司", "有限公司", "厂", "加工厂", "店", "馆", "中心", "部", "合作社", "坊"))
_TAIL_OFF = compiled(r"[里上口边内](?:车|班|货|人|面|岸)")
_NO_PLACE = compiled(
    r"(?:住|睡|联系|咨询|请找|离|距|建|修|盖|拆|装修|开|路过|经过|休|上学|不在|去过|干过|有|月|个|新)$"
)
_NO_PLACE_AFTER = compiled(
    r"(?:出(?![口货])|管|供|提供|包|有宿舍|发|都有|现有|经验|工作经验|优先|干过|活|出身|毕业|以上|文化|学历|价|用品|专用|招聘会)"
)
_LABEL = compiled(r"(?:单位|企业|公司|地点|地址|商家|位置|门店|店名)(?:名称)?[: ]+$")
_MEETING = compiled(r"(?:集合|坐车|上车|等车|统一|发车|碰头|接人|接|见面|面试|出发)")
_LAND = frozenset("药材地 苹果地 玉米地 红薯地 瓜地 菜地 地里 田里 大田 山上 坡上 村委会 市场 厂 后山 路边".split())
_ORCHARD = frozenset(
    "果园 苹果园 桃园 梨园 葡萄园 芒果园 香蕉园 槟榔园 茶园 茶山 菜园 大棚 胶园 橡胶园 瓜园 园".split()
)
_LOOSE_FACILITIES = frozenset(
    "村口 地头 路口 村头 桥头 十字路口 岔路口 车站 汽车站 客运站 广场 门口 村委会 村部 家里 厂里 学校 小学 政府 镇政府 店里 大门口 寨门口 街上 大路 公路 国道 省道 高速 高速路 县城 村里 坡上 山上 巷口 公园 超市 银行 院子里 地里 田里".split()
)


def _joins(text: str, end: int, start: int) -> bool:
    """Whether two facilities are one place: 县医院外科住院部, 产业园3号大棚."""
    return start == end or (
        start - end <= 3
        and all("\u4e00" <= letter <= "\u9fa5" and letter not in _DETAIL_STOP for letter in text[end:start])
    )


_BARE_FACILITIES = frozenset(
    "工厂 街 厂 庙 大道 门口 食堂 政府 街上 村里 家属院 大院 广场上 园 店 馆 坊 矿 县城 城里 厂里 店里 家里 项目 路口 食品 服饰 家政 门面 铺子 大田 项目部".split()
)


def _left(text: str, start: int, place: Found, jobs: list[tuple[int, int]], firm: bool) -> int:
    """Where the words of a facility begin: at the place's name, a boundary, a job, or a word that opens a clause."""
    begin = start
    while begin > 0 and start - begin < 12:
        letter = text[begin - 1]
        if letter in BOUNDARY or begin == place.end or letter.isdigit():
            break
        if letter in _DETAIL_STOP and not (letter == "人" and text[begin : begin + 1] == "民"):
            break
        if any(span[1] == begin for span in place.spans):
            break
        if not firm and any(job_end == begin for _job_start, job_end in jobs):
            break
        begin -= 1
    return begin
