# ruff: noqa: E501, SIM102 - grammar: lines are not wrapped, one condition a line
"""The rest of a place in the text's own words: a firm, an orchard, a road, or a place outside the county."""

from __future__ import annotations

from collections.abc import Iterator

from nlp import lexicon
from nlp.lexicon import FACILITY
from nlp.patterns import compiled
from nlp.places import BOUNDARY, Found
from nlp.rules import Spot

_DETAIL_STOP = frozenset(
    "要招请找来缺去从我的是给让急在到摘套采卸装搬打收管包供每有个名人位元块点需聘往由用做会能把被想得都和与那这起住"
)
_TAIL = compiled(
    r"(?:院内|院里|大楼|大院|门口|门前|对面|旁边?|附近|后头|后面|后边|后院|前头|前面|里头|里面|里|内|边上|边|上|下面|斜对面|隔壁|路口|口|背后|\d+号|[一二三四五六七八九十\d]+楼|[a-zA-Z一二三四五六七八九十\d]+[栋区座号]楼?|入口|出口|大门口|东门|西门|南门|北门)+"
)


def _facilities(blanked: str, spots: list[Spot]) -> Iterator[tuple[int, int]]:
    """Stretches of facilities that are one place: 县医院外科住院部, 滩地芦笋基地."""
    kinds = [one[2][0] if one[2] else "" for one in spots]
    index, count = 0, len(spots)
    while index < count:
        start, end = spots[index][0], spots[index][1]
        index += 1
        if kinds[index - 1] is not FACILITY:
            continue
        while True:
            following = next((one for one in range(index, min(index + 3, count)) if kinds[one] is FACILITY), None)
            if following is None or not _joins(blanked, end, spots[following][0]):
                break
            end = spots[following][1]
            index = following + 1
        yield start, end


def find(
    text: str, blanked: str, place: Found, spots: list[Spot], jobs: list[tuple[int, int]]
) -> tuple[int, int, str] | None:
    """The rest of the place: a facility with the words that belong to it, nearest to the place named."""
    at_village = _AT_VILLAGE.match(text, place.end) if place.end > 0 and text[place.end - 1] == "村" else None
    if at_village:
        return place.end - 1, at_village.end(), "村" + at_village[0]
    house = _HOUSE.match(blanked, place.end) if place.end > 0 else None
    if house:
        return place.end, house.end(), house[0]
    best: tuple[float, int, int] | None = None
    for start, facility_end in _facilities(blanked, spots):
        end = facility_end
        begin = _left(blanked, start, place, jobs, spots, text[start:facility_end] in _FIRMS)
        before = blanked[max(0, begin - 3) : begin]
        strip = _OPENING.match(blanked, begin)
        if strip and strip.end() <= start:
            begin = strip.end()
        tail = _TAIL.match(blanked, end)
        if tail and not _TAIL_OFF.match(blanked, tail.end() - 1):
            end = tail.end()
        if any(begin < job_end and job_start < end and job_end > start for job_start, job_end in jobs):
            continue
        words = text[begin:end].strip()
        adjacent = place.end == begin
        if (
            (len(words) < 2 and not adjacent)
            or (words in _BARE_FACILITIES and not adjacent)
            or words.startswith(("开园", "接送", "吃住", "亩"))
            or (words[0] in "建修盖拆" and begin < start)
        ):
            continue
        if _NO_PLACE.search(before) or _NO_PLACE_AFTER.match(blanked, end):
            continue
        distance = 0.0
        if place.start >= 0:
            distance = float(begin - place.end if begin >= place.end else place.start - end + 0.5)
            distance = abs(distance)
        else:
            distance = begin * 0.05
        if not adjacent and place.start >= 0 and _MEETING.match(blanked, end):
            continue
        if words in _LAND and not adjacent:
            continue
        if words in _ORCHARD and not adjacent and any(job_start == end for job_start, _job_end in jobs):
            continue  # 果园疏花: what is done, not where
        if words in _LOOSE_FACILITIES and not adjacent:
            if compiled(r"[在到]$").search(before) or compiled(r"集合|接|上车|等|见|出发|碰头|发车|坐车").match(
                blanked[end : end + 2]
            ):
                continue
            distance += 20
        if _LABEL.search(blanked, max(0, begin - 8), begin):
            distance = min(distance - 12, 10.0)
        elif begin <= 8 or blanked[begin - 1] == "\n":
            distance = min(distance, 20.0)
        if best is None or distance < best[0]:
            best = distance, begin, end
    if best is not None and (place.start < 0 or best[0] <= 60):
        far = _outside_before(text, best[1]) if place.start < 0 else best[1]
        return far, best[2], text[far : best[2]].strip()
    return _elsewhere(text, blanked, place)


def _outside_before(text: str, begin: int) -> int:
    """Where a place outside the county begins whose facility begins at `begin` (临猗县 + 果库)."""
    found = _OUT_BEFORE.search(text, max(0, begin - 12), begin)
    return found.start("w") if found else begin


def _elsewhere(text: str, blanked: str, place: Found) -> tuple[int, int, str] | None:
    """A place that is none of the county's: 韩城市芝阳镇, 北张镇, or a village its township's list lacks."""
    if place.start >= 0:
        found = _UNKNOWN_VILLAGE.match(blanked, place.end) if place.village is None else None
        return (place.end, found.end(), found[0]) if found else None
    for found in _SHAPE.finditer(blanked):
        words = found["w"]
        if words[:2] in lexicon.outside() or words[:3] in lexicon.outside() or found["u"]:
            if words not in _NO_SHAPE and not words.startswith(
                ("我们", "你们", "全", "本", "各", "农", "乡", "一", "这", "哪", "两")
            ):
                return found.start("w"), found.end("w"), words
    found = _TOWN_STREET.search(blanked)
    return (found.start(), found.end(), found[0]) if found else None


_OUT_BEFORE = compiled(
    r"(?:地址|地点|位于|在|到|去|[ ,:。]|^)(?P<w>[\u4e00-\u9fa5]{2,4}(?:省|市|县|区)(?:[\u4e00-\u9fa5]{2,4}(?:镇|乡|街道|村))?)$"
)
_UNKNOWN_VILLAGE = compiled(r"[\u4e00-\u9fa5]{1,4}?(?:村|庄|寨|屯|沟|坡|社区|组)(?![\u4e00-\u9fa5]{0,1}(?:口|里|民))")
_SHAPE = compiled(
    r"(?:^|[ ,。;:!\n■(]|[在到去来]|位于)(?:地址|地点|在|到|去|是)?(?P<w>(?:[\u4e00-\u9fa5]{2,4}(?:省|市|县|区))?(?:[\u4e00-\u9fa5]{1,4}(?P<u>镇|乡|村|街道|社区|庄|寨)|[\u4e00-\u9fa5]{2,3}(?:市|县|区))(?:[\u4e00-\u9fa5]{1,4}(?:村|社区|庄|组|街|路))?)(?=[ ,。;:!\n■)]|$|要|招|请|找|缺)"
)
_NO_SHAPE = frozenset(
    [
        "在村",
        "全村",
        "本村",
        "我村",
        "俺村",
        "邻村",
        "外村",
        "进村",
        "下乡",
        "返乡",
        "家乡",
        "老乡",
        "同乡",
        "山村",
        "农村",
        "乡村",
        "城镇",
        "本镇",
        "小区",
        "社区",
        "街道",
        "校区",
        "园区",
        "景区",
        "山区",
        "地区",
        "郊区",
        "库区",
        "厂区",
        "片区",
        "本市",
        "本县",
        "外县",
        "城市",
        "超市",
        "夜市",
        "菜市",
        "老庄",
        "村庄",
        "山寨",
    ]
)
_TOWN_STREET = compiled(r"县城(?:(?![我俺咱姓要招请找缺急有])[\u4e00-\u9fa5]){1,12}")
_HOUSE = compiled(
    r"[大小上下新老][寨组湾坝坡]|老?[\u4e00-\u9fa5]家(?:门口|院里?|屋里)?(?=[ ,。;!\n]|$)|(?:[\d一二三四五六七八九十]+|[a-zA-Z])(?:号楼|栋|号院|组|队|区)[\d一二三四五六七八九十单元楼号-]*"
)
_AT_VILLAGE = compiled(r"(?:口|头|东头|西头|南头|北头|东口|西口|南口|北口|中间|里头|后头|边上|边)(?![子等岸])")
_OPENING = compiled(
    r"(?:边|俺村|我村|我们村|村(?=[^口头里东西南北])|家(?!具|电|政|属|乐|常|园|福|家)|夜里|睡|年后|年前|今年|现在|我们|俺们|咱们|本|因|由于|附近|这里|这边|那边|开学|新开的?|刚开的?|某|离|一家|有个|有家|俺|我|各)+"
)
# What a firm's name ends in: the work before it is part of the name (代驾公司).
_FIRMS = frozenset(("公司", "有限公司", "厂", "加工厂", "店", "馆", "中心", "部", "合作社", "坊"))
_TAIL_OFF = compiled(r"[里上口边内](?:车|班|货|人|面|岸)")
_NO_PLACE = compiled(r"(?:联系|咨询|请找|离|距|建|修|盖|拆|装修|开|路过|经过|休|上学|不在|去过|干过|有|月|个|新)$")
_NO_PLACE_AFTER = compiled(
    r"(?:出(?!口)|管|供|提供|包|有宿舍|发|都有|现有|经验|工作经验|优先|干过|活|出身|毕业|以上|文化|学历|价|用品|专用|招聘会)"
)
_LABEL = compiled(r"(?:单位|企业|公司|地点|地址|商家|位置|门店|店名)(?:名称)?[: ]+$")
_MEETING = compiled(r"(?:集合|坐车|上车|等车|统一|发车|碰头|接人|接|见面|面试|出发)")
_LAND = frozenset(
    [
        "药材地",
        "苹果地",
        "玉米地",
        "红薯地",
        "瓜地",
        "菜地",
        "地里",
        "田里",
        "大田",
        "山上",
        "坡上",
        "村委会",
        "市场",
        "厂",
        "后山",
        "路边",
    ]
)
_ORCHARD = frozenset(
    [
        "果园",
        "苹果园",
        "桃园",
        "梨园",
        "葡萄园",
        "芒果园",
        "香蕉园",
        "槟榔园",
        "茶园",
        "茶山",
        "菜园",
        "大棚",
        "胶园",
        "橡胶园",
        "瓜园",
        "园",
    ]
)
_LOOSE_FACILITIES = frozenset(
    [
        "村口",
        "地头",
        "路口",
        "村头",
        "桥头",
        "十字路口",
        "岔路口",
        "车站",
        "汽车站",
        "客运站",
        "广场",
        "门口",
        "村委会",
        "村部",
        "家里",
        "厂里",
        "学校",
        "小学",
        "政府",
        "镇政府",
        "店里",
        "大门口",
        "寨门口",
        "街上",
        "大路",
        "公路",
        "国道",
        "省道",
        "高速",
        "高速路",
        "县城",
        "村里",
        "坡上",
        "山上",
        "巷口",
        "公园",
        "超市",
        "银行",
        "院子里",
        "地里",
        "田里",
    ]
)


def _joins(text: str, end: int, start: int) -> bool:
    """Whether two facilities are one place: 县医院外科住院部, 产业园3号大棚."""
    return start == end or (
        start - end <= 3
        and all("\u4e00" <= letter <= "\u9fa5" and letter not in _DETAIL_STOP for letter in text[end:start])
    )


_BARE_FACILITIES = frozenset(
    [
        "工厂",
        "街",
        "厂",
        "庙",
        "大道",
        "门口",
        "食堂",
        "政府",
        "街上",
        "村里",
        "家属院",
        "大院",
        "广场上",
        "园",
        "店",
        "馆",
        "坊",
        "矿",
        "县城",
        "城里",
        "厂里",
        "店里",
        "家里",
        "项目",
        "路口",
        "食品",
        "服饰",
        "家政",
        "门面",
        "铺子",
        "大田",
        "项目部",
    ]
)


def _left(text: str, start: int, place: Found, jobs: list[tuple[int, int]], spots: list[Spot], firm: bool) -> int:
    """Where the words of a facility begin: at the place's name, a boundary, a job, or a word that opens a clause."""
    begin = start
    counted = {one[1]: one[0] for one in spots if one[4] and one[2] and one[1] <= start}
    while begin > 0 and start - begin < 12:
        letter = text[begin - 1]
        if begin in counted:
            begin = counted[begin]  # 百香果基地
            continue
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
