# ruff: noqa: E501 - a line of grammar is not wrapped
"""Where the work is: the county's names first, then the rest of the place in the text's own words."""

from __future__ import annotations

from collections.abc import Iterator

from nlp import lexicon
from nlp.gazetteer import Form, Gazetteer, Match, Region
from nlp.normalise import sounds
from nlp.patterns import compiled
from nlp.rules import Spot

BOUNDARY = frozenset(" ,.。;:!?\n■()[]、~-/|·'\"+*=#@&…")
_LEAD = compiled(
    r"(?:地点|地址|位置|工作地|上班地点|集合|[在到去来往从至由上进]|位于|坐落|地方|就是|还是|:|我是|[俺咱我]们?(?:这(?:里|边|儿)?|那(?:里|边)?)?|这里|我家|俺家|村里|家住|住)[: 是在]*$"
)
_COMMITTEE = compiled(r"村?委会|村民委员会|居委会")
_DIRECTION = frozenset("东西南北上下前后大小中新老")


class Found:
    """What the text tells of the place, with its span."""

    __slots__ = ("detail", "end", "rule", "spans", "start", "township", "village")

    def __init__(self) -> None:
        self.township: Region | None = None
        self.village: str | None = None
        self.detail: str | None = None
        self.start = self.end = -1
        self.spans: list[tuple[int, int, str, str]] = []
        self.rule = "name"


def names(text: str, spots: list[Spot], gazetteer: Gazetteer) -> list[Match]:
    """The spotted names that really name a place here (weak forms need company), and names that only sound alike."""
    found: list[Match] = []
    alone: list[Match] = []
    count = len(spots)
    for index, (start, end, entry, form, _numeral) in enumerate(spots):
        if form is None:
            continue
        committee = _COMMITTEE.match(text, end)
        if form.weak or (entry is not None and entry[0]):
            street = form.regions[0].level == "township" and _TOWN_STREET.match(text, end)
            if text[end - 1] not in "村区" and not street and _ROAD.match(text, end):
                continue  # 飞云路
            if text[end - 1] not in "村区" and form.regions[0].level == "village" and _NAMED_BY.match(text, end):
                continue  # 万和超市
            if not committee and not _company(text, start, end, form, entry, spots, index, count, found):
                if form.regions[0].level == "village" and _ALONE_AFTER.match(text, end):
                    alone.append(Match(start, end, form.regions, True))
                continue
        elif (
            (form.regions[0].level == "village" and text[end - 1] not in "村区" and _BUSINESS.match(text, end))
            or (form.regions[0].name.startswith("国营") and text[end - 1] not in "场司" and _RESORT.match(text, end))
            or (text[end - 1] == "路" and _NAMED_BY.match(text, end))  # 东风路超市: the road
            or (text[end - 1] not in "村镇乡区场" and text[end : end + 1] in ("岭", "湖", "峡"))
            or (start and text[start - 1] in _DIRECTION and _other_village(text, start, form, found))
        ):
            continue
        found.append(Match(start, committee.end() if committee else end, form.regions, form.weak))
    if alone and found:  # 苗二河村和双桥村都缺人,苗二河10人双桥8人
        told = {one.regions[0].code for one in found}
        if again := [one for one in alone if one.regions[0].code in told]:
            found = sorted([*found, *again], key=lambda match: match.start)
    for one in found:
        if (
            one.end - one.start == 2
            and text[one.end - 1] == "村"
            and "\u4e00" <= text[one.start - 1 : one.start] <= "\u9fa5"
        ):
            found = _sounding_longer(text, found, gazetteer)  # 置范村 is 志范村, not 范村
            break
    if _needs_sound(text, found):
        for match in gazetteer.sounding(text):
            if text[match.start : match.end] not in gazetteer.forms and all(
                match.end <= one.start or match.start >= one.end for one in found
            ):
                found.append(match)
        found.sort(key=lambda match: match.start)
    if not found:
        found = list(_heard_without_unit(text, gazetteer))
    elif found[-1].regions[0].level == "township" and all(one.regions[0].level == "township" for one in found):
        for one in found:
            village = _heard_after(text, one, gazetteer)
            if village:
                found = [*found, village]
                break
    return found


def _sounding_longer(text: str, found: list[Match], gazetteer: Gazetteer) -> list[Match]:
    """The names with longer ones that sound right in place of those that are only their ends."""
    longer = [match for match in gazetteer.sounding(text) if any(match.start < one.start < match.end for one in found)]
    kept = [one for one in found if not any(match.start <= one.start < match.end for match in longer)]
    return sorted(kept + longer, key=lambda match: match.start)


def _heard_after(text: str, town: Match, gazetteer: Gazetteer) -> Match | None:
    """A village of the township just named that only sounds right and has no unit (里望乡翘薛)."""
    start = town.end + (text[town.end : town.end + 1] == " ")
    heard = sounds(text[start : start + 3])
    codes = {region.code for region in town.regions}
    for size in (3, 2):
        villages = gazetteer.sounded().get(" ".join(heard[:size]) + "/village", ()) if len(heard) >= size else ()
        inside = tuple(village for village in villages if village.parent in codes)
        if inside and not _ROAD.match(text, start + size) and not _NAMED_BY.match(text, start + size):
            return Match(start, start + size, inside, sounded=True)
    return None


_PLACE_STARTS = compiled(r"(?:^|[ ,。;:!\n]|[在到去来]|地点|地址|[我俺]是)(?=[\u4e00-\u9fa5]{2})")


def _heard_without_unit(text: str, gazetteer: Gazetteer) -> Iterator[Match]:
    """A township and its village that only sound right and have no unit (姐店西姐), or one of them between breaks."""
    table = gazetteer.sounded()
    leads = gazetteer.sounds_at_ends()[0]
    for place in _PLACE_STARTS.finditer(text):
        start = place.end()
        if " ".join(sounds(text[start : start + 2])) not in leads:
            continue
        heard = sounds(text[start : start + 6])
        for first in (3, 2):
            towns = table.get(" ".join(heard[:first]) + "/town", ())
            for second in (3, 2):
                villages = table.get(" ".join(heard[first : first + second]) + "/village", ())
                codes = {town.code for town in towns}
                inside = tuple(village for village in villages if village.parent in codes)
                if inside and len(heard) >= first + second:
                    yield Match(start, start + first, towns, sounded=True)
                    yield Match(start + first, start + first + second, inside, sounded=True)
                    return
            if first == 3 and len(heard) >= 3:
                villages = table.get(" ".join(heard[:3]) + "/village", ())
                if villages:
                    yield Match(start, start + 3, villages, sounded=True)
                    return
            ends = text[start + first : start + first + 1]
            if towns and len(heard) >= first and (not ends or ends in BOUNDARY):
                yield Match(start, start + first, towns, sounded=True)
                return


# What follows a village's name said again without its unit (双桥8人), and not a school called by it (双桥小学).
_ALONE_AFTER = compiled(r"[^\u4e00-\u9fa5]|$|[要招请找缺来有的那这也都还是一二两三四五六七八九十几百]")
_NAMED_BY = compiled(
    "景区|风景区|小区|花园|家园|花苑|公寓|名城|超市|大?酒店|宾馆|药房|大药房|商店|饭店|幼儿园|家政|物业|快递|公司"
)
_RESORT = compiled(r"景区|民宿|酒店|宾馆|山庄|森林公园|国家|度假")
_BUSINESS = compiled(
    r"(?:[东西南北中]|步行)?(?:大街|街(?!社区)|路(?!口)|巷)|楼|广场|大道|大酒店|酒店|宾馆|大厦|国际|商贸|公司|集团|食品|物业"
)
_ROAD = compiled(r"(?:[东西南北中])?(?:大街|街(?!社区)|大?路(?!口|边|上)|巷|大道)")
_UNIT = compiled(r"[村镇乡]|社区|街道")


def _needs_sound(text: str, found: list[Match]) -> bool:
    for unit in _UNIT.finditer(text):
        start, end = unit.span()
        for one in found:
            if one.start < end and one.end >= start:
                break
        else:
            return True
    return False


def _company(
    text: str,
    start: int,
    end: int,
    form: Form,
    entry: object,
    spots: list[Spot],
    index: int,
    count: int,
    found: list[Match],
) -> bool:
    """Whether a weak form stands beside its township or village, or where only a place can stand."""
    following = spots[index + 1] if index + 1 < count else None
    if following and following[3] and following[0] - end <= 1 and text[end : following[0]] in ("", " "):
        codes = {region.code for region in form.regions}
        if any(region.parent in codes for region in following[3].regions):
            return True
    if found and start - found[-1].end <= 1 and text[found[-1].end : start] in ("", " ", "的"):
        parents = {region.code for region in found[-1].regions}
        if any(region.parent in parents for region in form.regions):
            return True
    if found and _side_by_side(text, start, form, found[-1]) and _ALONE_AFTER.match(text, end):
        return True
    if entry is not None:
        return False
    if text.startswith(("那边", "这边", "那里", "村那", "那儿", "这里"), end):
        return True
    if _LEAD.search(text, max(0, start - 6), start):
        if text[end : end + 1] in ("省", "市"):
            return False
        after = text[end : end + 1]
        return (
            after in BOUNDARY
            or after in "要招请找缺来有的那这地果我俺咱"
            or (following is not None and following[0] == end)
        )
    before = text[start - 1 : start]
    if text[end - 1] == "村" and (before in _UNIT_ENDS or (index and spots[index - 1][1] == start)):
        return True  # 种豆子王村要四个人, 工期两个月姜村
    if end == len(text) and before.isdigit():
        return True  # 疏果120新庄
    boundary = start == 0 or before in BOUNDARY
    if boundary and (end >= len(text) or text[end] in BOUNDARY or text[end] in "要招请找缺来有"):
        return True
    if boundary and form.regions[0].level == "township" and _TOWN_STREET.match(text, end):
        return True  # 里望街上, 里望东街
    if boundary and _GROUNDS.match(text, end):
        return True  # 高村的果园要两个人
    return boundary and following is not None and following[0] == end and not found


_TOWN_STREET = compiled(r"(?:街(?:上|头|口|里)|[东西南北]街(?:上|头|口)?)(?=[ ,。;!\n\d要招请找缺来有]|$)")
_GROUNDS = compiled(
    "的?(?:[\u4e00-\u9fa5]{0,2}(?:果园|桃园|茶园|菜园|葡萄园|大棚|果库|冷库|工地|地里)|(?<=的)(?:地|厂))"
)
# What a sum, a length or a clause ends in where nothing parts it from the place.
_UNIT_ENDS = frozenset("月天日号点半块元钱斤亩筐箱0123456789")


def _side_by_side(text: str, start: int, form: Form, before: Match) -> bool:
    """Whether a village's name follows that of its neighbour in one township (塘边新建清水两个村)."""
    return (
        start - before.end <= 1
        and text[before.end : start] in ("", "、", "和", "跟")
        and before.regions[0].level == form.regions[0].level == "village"
        and any(region.parent == before.regions[0].parent for region in form.regions)
    )


def _other_village(text: str, start: int, form: Form, found: list[Match]) -> bool:
    """西孙石村 is not 孙石村: a direction before a village's name makes it another village."""
    if form.regions[0].level != "village" or (found and found[-1].end == start):
        return False
    return start < 2 or text[start - 2] in BOUNDARY or any(one.end == start - 1 for one in found)


# Where people meet to be taken to the work is not where the work is.
_MEETING = compiled(
    r"(?:[\u4e00-\u9fa5]{0,4}?)(?:有[^ ,。\n]{0,4}车(?:来)?接|坐车|上车|出发|等车|乘车|发车|集合坐车|集中坐车)"
)
_FETCHED = compiled(r"车子?(?:会|就|都|先)?[在到从](?:[\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))?$")


_HAILS = compiled(r"(?:老板|东家|主家)是(?:咱|我们)?[\u4e00-\u9fa5]{2,8}人$")
_LABELLED = compiled(r"(?:工作)?(?:地点|地址|工地)[: ]+")
_DENIED = compiled(r"(?:别|莫|不要|不)(?:跑|去|到|在|是|跑到|走到)$")


def _names_one_of(town: Match, villages: list[Match]) -> bool:
    """Whether a village of the township stands right behind its name (在七叉镇乙在村)."""
    return any(one.start == town.end and one.regions[0].parent == town.regions[0].code for one in villages)


def choose(matches: list[Match], gazetteer: Gazetteer, text: str = "") -> Found:
    """Township and village from the names in order; a village said twice in the county takes a township named."""
    place = Found()
    if not matches:
        return place
    label = _LABELLED.search(text) if "地" in text else None
    if label and (
        text[label.end() : label.end() + 2] in lexicon.outside()
        or text[label.end() : label.end() + 3] in lexicon.outside()
    ):
        return place  # 地点:西安…
    if "从" in text:
        matches = _arrivals(matches, text)
    if len(matches) > 1 and ("不" in text or "别" in text or "莫" in text):
        matches = [one for one in matches if not _DENIED.search(text, max(0, one.start - 4), one.start)] or matches
    if "老板" in text or "东家" in text:
        matches = [one for one in matches if not _HAILS.search(text, max(0, one.start - 10), one.end + 1)]
    if not matches:
        return place
    if len(matches) > 1 and "在" in text:
        matches = [one for one in matches if _WORKPLACE.search(text, max(0, one.start - 7), one.start)] or matches
    if len(matches) > 1 and "集合" in text:
        matches = _not_gathered(matches, text)
    if len(matches) > 1 and "附近" in text:
        near = [one for one in matches if not text.startswith("附近", one.end)]
        matches = near if any(one.regions[0].level == "village" for one in near) else matches
    if "车" in text or "出发" in text:
        left = [
            one
            for index, one in enumerate(matches)
            if not _MEETING.match(text, one.end)
            and not _FETCHED.search(text, max(0, one.start - 9), one.start)
            and not (  # 平舟黄平村出发
                index + 1 < len(matches)
                and matches[index + 1].start == one.end
                and _MEETING.match(text, matches[index + 1].end)
            )
        ]
        if left or any(text[at : at + 2] in lexicon.outside() for at in range(len(text))):
            matches = left
    if not matches:
        return place
    towns = [match for match in matches if match.regions[0].level == "township"]
    villages = [match for match in matches if match.regions[0].level == "village"]
    town = towns[0].regions[0] if towns else None
    if len(towns) > 1:
        town = next((one.regions[0] for one in towns if _names_one_of(one, villages)), town)
    for match in villages:
        regions = match.regions
        if match.sounded and town and all(region.parent != town.code for region in regions):
            continue
        inside = [region for region in regions if town and region.parent == town.code]
        if town and not inside and (match is not villages[-1] or _merely_sounds(towns[0], match, text)):
            continue
        if town and not inside and _said_together(towns, match, text):
            # 荣河镇孙石村, where the list has 孙石村 in 裴庄镇 alone: the township said stands, the village in its words
            place.township, place.detail = town, text[match.start : match.end]
            place.spans.append((match.start, match.end, "detail", "name"))
            break
        chosen = inside[0] if inside else regions[0]
        place.village = gazetteer.short(chosen)
        if inside or len(regions) == 1:
            place.township = gazetteer.township_of(chosen.code)
        elif towns:
            place.township = town
        place.spans.append((match.start, match.end, "village", "sound" if match.sounded else "name"))
        break
    if town is not None and place.township is None:
        place.township = town
        if len(towns) > 1 and not villages and (seat := _of_its_name(towns, gazetteer, text)):
            place.village = gazetteer.short(seat)
            place.spans.append((towns[1].start, towns[1].end, "village", "name"))
    for match in towns:
        if place.township and place.township.code == match.regions[0].code:
            place.spans.append((match.start, match.end, "township", "sound" if match.sounded else "name"))
            break
    if place.spans:
        place.start = min(span[0] for span in place.spans)
        place.end = max(span[1] for span in place.spans)
    return place


_VILLAGE_MARKS = ("村", "寨", "庄", "社区", "居委会", "组")


def _merely_sounds(town: Match, village: Match, text: str) -> bool:
    """巡检镇 三组 刘家: a name without 村 is no village of another township, where a township is said in full."""
    said = text[town.start : town.end]
    apart = village.start < town.start or text[town.end : village.start] not in ("", " ", "的")
    return (
        said.endswith(("镇", "乡", "街道")) and apart and not text[village.start : village.end].endswith(_VILLAGE_MARKS)
    )


def _of_its_name(towns: list[Match], gazetteer: Gazetteer, text: str) -> Region | None:
    """The village that has its township's name, where both are said: 贾村乡贾村."""
    first, second = towns[0], towns[1]
    town = first.regions[0]
    if second.regions[0].code != town.code or second.start > first.end + 1 or text[second.end - 1 : second.end] != "村":
        return None
    name = town.name.rstrip("乡镇")
    return next((one for one in gazetteer.children(town.code) if gazetteer.short(one) in (name, f"{name}村")), None)


def _said_together(towns: list[Match], village: Match, text: str) -> bool:
    """Whether a township stands right before a village's name, as its own."""
    return bool(text) and any(
        text[town.end : village.start] in ("", " ", "的") for town in towns if town.end <= village.start
    )


# 我家在西解村,果园在南景村
_WORKPLACE = compiled(
    r"(?:果园|园子|地块|工地|基地|大棚|厂子?|活儿?|干活)(?:都|是|就)?在(?:[\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))?$"
)
_GATHERED = compiled(r"[\u4e00-\u9fa5]{0,4}集合")
_BROUGHT = compiled(r"(?:拉到|拉去|送到|送去|带到|去|到)(?:[\u4e00-\u9fa5]{2,3}(?:镇|乡|街道)?)?$")


def _not_gathered(matches: list[Match], text: str) -> list[Match]:
    """The names without those where people only gather, where they are brought to another (西解村口集合,拉到南景村)."""
    if not any(_BROUGHT.search(text, max(0, one.start - 7), one.start) for one in matches[1:]):
        return matches
    return [one for one in matches if not _GATHERED.match(text, one.end)] or matches


def _arrivals(matches: list[Match], text: str) -> list[Match]:
    """The names without one that is only where the way begins (从解店到通化)."""
    for index in range(len(matches) - 1):
        start, end = matches[index].start, matches[index].end
        if text[start - 1 : start] == "从" and text[end : end + 1] in ("到", "往", "去", "搬"):
            return matches[:index] + matches[index + 1 :]
    return matches
