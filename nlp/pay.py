# ruff: noqa: E501 - grammar: lines are not wrapped, one condition a line
"""What one kind of worker is paid."""

from __future__ import annotations

from nlp import rates, wages
from nlp.measures import PER
from nlp.owners import Scored
from nlp.patterns import compiled
from nlp.quantities import BARE, HOURS, LENGTH, MONEY, SIZE, Quantity
from nlp.types import Kind, Wage, WageUnit

# An attribute of an enumeration costs ten times a name.
_GIG, _LONGTERM_KIND = Kind.GIG, Kind.LONGTERM
_DAY, _HOUR, _MONTH, _PIECE, _TOTAL, _TRIP = (
    WageUnit.DAY, WageUnit.HOUR, WageUnit.MONTH, WageUnit.PIECE, WageUnit.TOTAL, WageUnit.TRIP,
)  # fmt: skip


def of(
    text: str, pays: list[Scored], longterm: bool, load: bool, numbers: list[Quantity]
) -> tuple[Wage | None, Quantity | None]:
    """The pay of one group and the number it stands on; pay told for each sex apart is their range."""
    several = len(pays) > 1
    changed = several and _CHANGED.search(text) is not None
    best = _best(text, pays, load, changed) if pays else None
    if best is None:
        return None, None
    length = None
    if not best.unit:
        if told := _for_pieces(text, best, numbers):
            return told, best
        length, by_month = _length(text, best, numbers)
        longterm = longterm or by_month
        if length is None and (changed or _TAKEN_BACK.search(text, max(0, best.start - 4), best.start)):
            told, length = _as_told_before(best, numbers)
            if told:
                return told, best
        if length and any(one.kind == HOURS and one.high >= 6 and 0 <= best.start - one.end <= 2 for one in numbers):
            length = None
        if told := _unit_told(text, best, longterm):
            return told, best
    pay = wages.wage(best, longterm, load, text, length)
    return (_of_several(text, pays, best, pay, load, changed) if several else pay), best


def _best(text: str, pays: list[Scored], load: bool, changed: bool) -> Quantity | None:
    """The sum that is most likely the pay: the one that holds now, for the unit that is paid for."""
    best: Quantity | None = None
    best_score = 0.25
    several = len(pays) > 1
    by_piece = several and any(one.unit == "piece" and score > 1 for one, score in pays)
    by_trip = load and several and any(one.unit == "trip" and score > 1 for one, score in pays)
    half = several and "半天" in text and _HALF_ONLY.search(text) is not None
    for one, score in pays:
        value = score - 0.002 * one.start
        if by_trip and one.unit == "piece" and one.per in ("斤", "公斤"):
            value -= 2.0  # 苹果两块三一斤 … 这回一趟5500
        if half and _HALF.search(text, max(0, one.at - 4), one.at):  # 半天六十一天一百一,只要半天的
            value += 3.0
        if (
            by_piece
            and one.unit in ("day", "")
            and (_GUESSED.search(text, max(0, one.start - 14), one.at) or _SURE.match(text, one.end))
        ):
            value -= 2.0
        if changed:
            value += _holds_now(text, one)
        if several and _AT_FIRST.search(text, max(0, one.at - 12), one.at):
            value -= 2.5  # 试用期3200转正3800
        if value > best_score:
            best, best_score = one, value
    return best


def _holds_now(text: str, one: Quantity) -> float:
    """What speaks for a sum of which others were told before, or against it."""
    value = 0.0
    if _WAS.search(text) and f"{one.low:g}是" in text:
        value -= 2.5  # 16一小时 啊不16是上次 这次17
    if _NOW.search(text, max(0, one.start - 5), one.start):
        return value + 2.0
    if _THEN.search(text, max(0, one.start - 26), one.start):
        return value - 2.0
    return value


def _for_pieces(text: str, best: Quantity, numbers: list[Quantity]) -> Wage | None:
    """The sum is for so many pieces: 一百斤15块, 15元100斤, 一筐40斤给6块."""
    for one in numbers:
        if one.kind != SIZE or one.word not in PER:
            continue
        before = one.low >= 10 and 0 <= best.at - one.end <= 2 and not _GOODS_GAP.match(text, one.end)
        holder = _HOLDER.search(text, max(0, one.at - 5), one.at) if before else None
        if holder:
            return Wage(best.low, best.high, _PIECE, PER[holder[1]][1])
        unit, piece = PER[one.word]
        if unit == "piece" and (before or (one.low >= 50 and one.start == best.end and best.money)):
            return Wage(round(best.low / one.low, 4), round(best.high / one.low, 4), _PIECE, piece)
    return None


def _length(text: str, best: Quantity, numbers: list[Quantity]) -> tuple[int | None, bool]:
    """Days or hours that a sum is for (26天8000), and whether that is a month."""
    length, by_month = None, False
    for one in numbers:
        in_days = one.kind == LENGTH
        if not (in_days or one.kind == HOURS) or not 0 <= best.start - one.end <= 2 or one.high <= in_days:
            continue
        if _NO_RUN.search(text, max(0, one.start - 3), one.at):
            continue  # 一个月休两天2500, 试工三天三千三
        if not in_days and _BY_DAY.search(text, max(0, one.start - 5), one.at):
            continue  # 一天四小时 60
        gap = text[one.end : best.start]
        care = in_days and 10 <= one.high != 30 and best.low >= 3000 and gap == ","
        if care or not compiled("[,。\n]").search(gap):
            month = in_days and one.high == 30
            length, by_month = None if month else int(one.high), by_month or month
    return length, by_month


def _as_told_before(best: Quantity, numbers: list[Quantity]) -> tuple[Wage | None, int | None]:
    """The unit of a sum that another was told for: 一袋七分现在八分, 26天8000,加到8800."""
    length = None
    for one in numbers:
        if one.kind == MONEY and one.unit in ("piece", "total", "hour") and 0.5 < best.low / (one.low or 1) < 2:
            return Wage(best.low, best.high, WageUnit(one.unit), one.per), None
        if one.kind == LENGTH and one.high > 1 and one.high != 30 and _as_before(one, best, numbers):
            length = int(one.high)
    return None, length


def _unit_told(text: str, best: Quantity, longterm: bool) -> Wage | None:
    """A unit that stands behind: 工价是16不是14,每小时; 120至140看路远近一吨."""
    if told := _UNIT_BEHIND.match(text, best.end):
        unit, per = PER[told[1]]
        return Wage(best.low, best.high, WageUnit(unit), per)
    if not longterm and (far := _FAR_PIECE.match(text, best.end)):
        return Wage(best.low, best.high, _PIECE, PER[far[1]][1])
    return None


def _of_several(text: str, pays: list[Scored], best: Quantity, pay: Wage, load: bool, changed: bool) -> Wage:
    """The range of several sums: by grade, size, skill, time, or sex; else the pay as it is."""
    if pay.unit is _PIECE and not changed and (graded := _by_grade(pays)):
        return Wage(*graded, pay.unit, pay.per)
    if not changed and "大" in text and "小" in text and (sized := _by_size(text, pays, load)):
        return sized
    if not best.floor and (skilled := rates.by_skill(text, pays)):
        return Wage(min(skilled), max(skilled), pay.unit, pay.per)
    if pay.unit in (_DAY, _MONTH) and (timed := rates.by_time(text, pays)):
        return Wage(*timed, pay.unit, pay.per)
    man, woman = "男" in text, "女" in text
    if man and woman and (apart := _by_sex(text, pays)):
        return Wage(min(apart), max(apart), pay.unit, pay.per, pay.floor, apart)
    if pay.unit is _DAY and (man or woman) and (both := rates.one_sex(text, pays, best)):
        return Wage(*both, pay.unit, pay.per, pay.floor)
    return pay


_HALF_ONLY = compiled(r"(?:只|就|光)(?:要|用|需要?|做|干|找)?(?:半天|上午|下午)的?")
_HALF = compiled(r"半天(?:是|给|:|按)?$")
# What a day's work by the piece may come to: 一筐8块,手快一天二三百没问题.
_GUESSED = compiled(
    r"(?:手快|手脚快|手勤|快手|快的|快点|慢的|慢点|熟手|熟练[工手]?|勤快|麻利|利索|平均|一般|正常|合|折合|算下来|下来|摊下来|差不多|大概|少说|起码|最少|至少|好的话|肯干)(?:的|的话|人|也|都|些|点)*[ ,]?(?:一个人|一人|每人|人均)?(?:一天|每天|一日|日均)?(?:也|都|能|就|可以|可|弄|做|挣|拿|有|到|赚|得|个|下来|合|搞|是| )*$"
)
_SURE = compiled(
    r"(?:块|元|钱|往上|以上|左右|上下|[ ,])*(?:没问题|没得问题|不成问题|莫得问题|问题不大|轻轻松松|轻松|很正常|随便|妥妥|跑不了|跑不脱|不在话下|稳稳|稳的|有得|是有的|能挣|能拿|能摘)"
)
# 放200只羊,3500: the beasts are no measure of the sum.
_GOODS_GAP = compiled("(?![是给按算收共钱])[\u4e00-\u9fa5][, ]")
_BY_DAY = compiled("(?:一天|每天|每日|一日)(?:工作|就|只|干|上|做)?$")
_NO_RUN = compiled("(?:休|歇|试工|试用|试干|放假|头|前)$")
_UNIT_BEHIND = compiled(r"(?:元|块)?[ ,]?不是[\d.]+(?:元|块)?[ ,]*(?:每|一|按)个?(小时|天|月|斤|亩|筐|箱|棵)")
_HOLDER = compiled(r"[一每1](筐|箱子?|袋子?|蛇皮袋|桶|件|包|捆|篓|篮|担|盘|箩)(?:\(|是|装|大?约|大概)?$")
_FAR_PIECE = compiled(r"看[^\d,。;\n]{1,6}[一每](吨|斤|公斤|亩|筐|箱|件|棵|袋)(?![\d一二两三四五六七八九])")
_NOW = compiled(
    r"(?:现在|如今|今年|眼下|这次|这回|今个|目前|定了|说定|定在|定成|最后|最终|按|算了给|重新定)(?:是|都|给|开|的|定)*$"
)
_WAS = compiled("是(?:上次|上回|以前|去年|旧|老价)")
_CHANGED = compiled(
    r"旧价|老价|本来|原先|起先|开头|原来|以前|之前|先前|去年|往年|上次|涨|定了|说定|定成|我妈说|算了给|加到|最后定"
)


# What is paid at first, before the rate that then holds.
_AT_FIRST = compiled(
    r"(?:试用期?(?:间|内)?|试工期?|试岗期?|实习期?|学徒期?|培训期?|头一?个月|第一个月|[前头][一二两三1-3]个月)(?:的)?(?:工资|底薪|月薪|一个?月|每月|待遇|[给是开拿: ])*$"
)
# What was paid once: 原来请的嫂子干了两年,每月2500.
_THEN = compiled(
    r"(?:本来|原先|起先|开头|原来|以前|之前|先前|去年|往年|上次)(?:(?!现|今年|这|改|涨|加)[^。;\n\d]){4,24}$"
)
_TAKEN_BACK = compiled(r"算了[ ,]*(?:就?给|按)?$|改[成为到]?$|[加涨给提升降减]到了?$")


def _as_before(length: Quantity, best: Quantity, numbers: list[Quantity]) -> bool:
    """Whether a sum taken back stands right behind a length of work."""
    return any(
        one is not best and one.kind == BARE and one.start == length.end and 0.5 < best.low / (one.low or 1) < 2
        for one in numbers
    )


def _by_grade(pays: list[Scored]) -> tuple[float, float] | None:
    """独芽60一斤,一芽一叶25一斤: the range of the prices told for the same piece; None where there is one price."""
    sums = [one for one, score in pays if score >= 2.0 and one.unit == "piece"]
    if (
        len(sums) < 2
        or len({one.per for one in sums}) > 1
        or len(sums) < len([1 for _one, score in pays if score >= 2])
    ):
        return None
    return min(one.low for one in sums), max(one.high for one in sums)


_SIZED = compiled(
    r"大(?:点)?的?(?P<t>[\u4e00-\u9fa5]{0,2}?)(?:一[个天]|每[个天]|给|是|按|:)?[ ,]?$|小(?:点)?的?(?P<u>[\u4e00-\u9fa5]{0,2}?)(?:一[个天]|每[个天]|给|是|按|:)?[ ,]?$"
)
_BY_PIECE = compiled(r"按(个|棵|棚|亩|筐|箱|袋|条|件|间|桶|捆|车)算")


def _by_size(text: str, pays: list[Scored], load: bool) -> Wage | None:
    """The range of what is paid for big ones and for small ones (大的棚两百小的棚一百五); None where not so told."""
    told: dict[str, Quantity] = {}
    thing = ""
    for one, score in pays:
        found = _SIZED.search(text, max(0, one.at - 7), one.at) if score > 0.1 else None
        if found and not _SKILLED_SIZE.match(found["t"] or found["u"] or ""):
            told.setdefault(found[0][0], one)
            thing = thing or found["t"] or found["u"] or ""
    if set(told) != {"大", "小"}:
        return None
    big, small = told["大"], told["小"]
    counted = _BY_PIECE.search(text)
    unit, per = PER.get(thing, ("", None))
    if counted:
        unit, per = "piece", counted[1]
    elif thing == "棚":
        unit, per = "piece", thing
    if not unit:
        unit, per = (big.unit or small.unit or ("trip" if load else "day")), big.per or small.per
    return Wage(min(small.low, big.low), max(small.high, big.high), WageUnit(unit), per)


_SKILLED_SIZE = compiled("工|师|车|货|货车|厨|姐|嫂|妈|伙")


_MAN = compiled(r"男(?:的|工|劳力|士|生)?(?:一天|每天|每人|一个|是|:| |工资|日薪|给|\d+个?[人名]?)*$")
_WOMAN = compiled(r"(?:女(?:的|工|劳力|士|生)?|妇女)(?:一天|每天|每人|一个|是|:| |工资|日薪|给|\d+个?[人名]?)*$")


def _by_sex(text: str, pays: list[Scored]) -> tuple[float, float] | None:
    man = woman = None
    for one, score in pays:
        if score < 0.2:
            continue
        before = text[max(0, one.at - 9) : one.at]
        if _MAN.search(before):
            man = one.low if man is None else man
        elif _WOMAN.search(before):
            woman = one.low if woman is None else woman
    if man is not None and woman is not None:
        return man, woman
    return None
