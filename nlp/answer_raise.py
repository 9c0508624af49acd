"""Pay told by what it was or for each sort of people: 再加二十, 工资翻倍, 男的180女的150."""

from __future__ import annotations

import re

from nlp.answer_money import AMOUNT, money, plain
from nlp.answer_sum import Sum, in_unit, plausible
from nlp.answer_turn import Turn
from nlp.patterns import compiled

# 男的180女的150, 熟手一百八生手一百五, 手快的拿五千 手慢的三千
_SORT = (
    r"(?:男|女|[大小]工|师傅|[熟生新老快慢]手|手[快慢]|有经验|没经验|有技术|没技术|能干|一般|力气[大小]|年轻|年纪大|[好差]点?|干?得?[多少]|干得[好快慢])"
    r"(?:的|工|人|劳力)?"
)
_BY_SEX = compiled(
    rf"{_SORT}(?:一天|每天|每人|一个月|给|拿|能拿|工资|就?是|就){{0,2}}(?P<a>{AMOUNT})(?:一天|每天|"
    rf"/天)?[ ,、]*{_SORT}(?:一天|每天|每人|一个月|给|拿|能拿|工资|就?是|就){{0,2}}(?P<b>{AMOUNT})"
    r"(?:一天|每天|/天)?(?![个名人位])"
)
# 130,女的120; 女的一百四,男的多20
_AND_SORT = compiled(
    rf"(?P<a>{AMOUNT})(?:块|元)?(?:钱)?[ ,、]*{_SORT}(?:一天|每天|每人|给|拿|就?是|就){{0,2}}"
    rf"(?P<way>多给?|少给?|减|加)?(?P<b>{AMOUNT})"
    r"(?:一天|每天|/天|块|元)?(?![个名人位])"
)
RAISE = compiled(
    rf"(?:再|每人|一人|每天|一天|工资|价钱|另外|各|给|都|又|就|每斤|每个|一斤)*(?:(?P<up>多给|"
    rf"多加|多出|多开|加|涨|添|提高|提|升|补|长|抬|贴|上调)|(?P<down>降|减|少给|少出|少开|扣|"
    rf"压|便宜|落|下调|往下|砍))"
    rf"(?:个|上|了|一下|他|你们?|每人|一人|每天|一天|一个工|掉)?(?P<a>{AMOUNT})(?!个|人|名|位|"
    rf"岁|天|号|点|辆|台|到|顿|口|斤|亩|日)"
)
_DOUBLED = compiled(r"(?:工资|工钱|工价|价钱|薪水|钱|价|运费)[^,。?]{0,4}?(?:翻(?:一)?[倍番]|加一?倍|加倍|多一倍|双倍)")
_FOR_MEALS = compiled("饭|餐|伙食|吃")
_PENALTY = compiled("(?:迟到|早退|晚到|来晚|旷工|缺勤|偷懒|弄坏|打烂|碰伤|摔了?|损|不合格|没来)[^,。]{0,6}$")
_MAKES_GOOD = compiled("[补贴]")
_ONE_SEX = compiled("[男女](?:的|工|人|劳力|同志)?(?:每人|一天|都|就)?$")
# 每人再加二十: what each gets, not who is wanted.
EACH_MORE = compiled("(?:每个?人|一个?人|每天|一天)(?:再|都|另外|多|给|就)*(?:多给|多加|多出|多开|加|涨|添)")


def doubled(turn: Turn) -> bool:
    """工资翻倍: twice the pay of the draft, and not twice the people."""
    wage, match = turn.draft.get("wage"), _DOUBLED.search(turn.left)
    if not wage or match is None:
        return False
    turn.put("wage", {**wage, "min": plain(wage["min"] * 2), "max": plain(wage["max"] * 2)}, match.span(), "wage-twice")
    return True


def by_sex(turn: Turn) -> bool:
    """男的180女的150: the range of both, unless the numbers are head counts."""
    match = _BY_SEX.search(turn.left)
    if match is None and turn.asked == "wage":
        match = _AND_SORT.search(turn.left)
    if match is None:
        return False
    first, second = (money(match.group(name)) for name in "ab")
    if first is None or second is None or not plausible(turn, match.group("a")) or first[0] < 40:
        return False
    way = match.groupdict().get("way")
    other = first[0] + (second[0] if way[0] in "多加" else -second[0]) if way else second[0]
    both = sorted((first[0], other))
    if both[0] <= 0 or not (way or plausible(turn, match.group("b"))):
        return False
    turn.put("wage", in_unit(turn, both[0], both[1], None, None), match.span(), "wage-by-sex")
    return True


def raised_by(turn: Turn) -> Sum | None:
    """The draft's pay raised or lowered by what is said; None where nothing of that is."""
    wage = turn.draft.get("wage")
    for match in RAISE.finditer(turn.left):
        sum_ = money(match.group("a"))
        if sum_ is None or not wage:
            continue
        if match.group("down") and _PENALTY.search(turn.left, 0, match.start()):
            turn.blank(*match.span())  # 迟到半小时扣20
            continue
        is_money = re.search(r"[块元毛角分]", match.group("a"))
        told = re.search(rf"(?<![\d.]){wage['max']:g}(?![\d.])", turn.left)  # 160不够吸引人 再加15
        about_pay = (
            turn.asked == "wage" or told or re.search(r"工资|工钱|价|钱|薪|运费|块|元|低了|少了|太低|没人", turn.left)
        )
        small = sum_[1] <= wage["max"] and sum_[1] % 5 == 0 and not re.search(r"再|人", match.group(0))
        small = small or EACH_MORE.search(match.group(0)) is not None
        if not (is_money or about_pay or small):
            continue
        if _FOR_MEALS.search(turn.left) and _MAKES_GOOD.search(match.group()):
            turn.blank(*match.span())  # 午饭不管了,每人补15块
            continue
        step = sum_[0] if match.group("up") else -sum_[0]
        if _ONE_SEX.search(turn.left[: match.start()]):  # 女的少给十块: the others get what they got
            least, most = sorted((wage["min"] + step, wage["max"] + step))
            least, most = (min(least, wage["min"]), max(most, wage["max"]))
            return Sum(*match.span(), least, most, wage["unit"], wage.get("per"), "wage-raise-by-sex")
        if wage["min"] + step <= 0 or (wage["unit"] == "piece" and re.search(r"每天|一天", match.group(0))):
            continue
        return Sum(*match.span(), wage["min"] + step, wage["max"] + step, wage["unit"], wage.get("per"), "wage-raise")
    return None
