"""Numbers in replies: people, money, days, hours, ages, codes, phones, each told by what follows the figure."""

from __future__ import annotations

import re
from typing import Any, Final

from nlp import weekdays
from nlp.patterns import compiled

_DIGIT: Final = {
    "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "幺": 1, "倆": 2, "俩": 2, "仨": 3, "壹": 1, "贰": 2, "叁": 3,
}  # fmt: skip
_UNIT: Final = {"十": 10, "拾": 10, "百": 100, "千": 1000, "万": 10000}
# A number of people as it is written in a pattern.
FIGURE: Final = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
NUMERAL_START: Final = frozenset(
    "0123456789零一二两三四五六七八九十百俩仨幺第周①②③④⑤⑥⑦⑧⑨abcdefghijklmnopqrstuvwxyz星礼今明后大下这本男女"
)

_CODE: Final = compiled(
    r"([a-z]{1,2})[\s\-_#]{0,2}(?:(\d[\s]?\d{0,3})(?![\d])(?!米)|([零一二三四五六七八九十幺]{1,3})(?![个人口百零一二三四五六七八九十]))"
)
_PHONE: Final = compiled(r"1[3-9](?:[\s\-]?\d){9}(?!\d)")
_SPOKEN_PHONE: Final = compiled(r"[幺一1](?:\s?[零〇幺一二三四五六七八九]){10}")
_SEXES: Final = compiled(
    r"(?:[男女](?:的|工|劳力|将)?(\d{1,2}|[一两二三四五六七八九十俩仨])个?人?[\s,、和]?[男女](?:的|工|劳力|将)?(\d{1,2}|[一两二三四五六七八九十俩仨])个?"
    r"|(\d{1,2}|[一两二三四五六七八九十俩仨])个?[男女](?:的|工|人)?[\s,、和]?(\d{1,2}|[一两二三四五六七八九十俩仨])个?[男女])(?:的|工|人)?"
)
_DAY: Final = compiled(
    r"今天晚上|今晚上|今晚黑|今晚|今黑|今天|今日|今儿个?|今朝|大后天|大后儿|后天|后日|后儿个?|明后天|明后两天|明天|明日|明早晨|明早起?|明儿个?|明晚|明晨|明朝|明下午|明上午|"
    r"(?:这|本|下下|下)?(?:周|星期|礼拜)([一二三四五六日天末])"
)
_ORDER: Final = compiled(r"(?:倒数)?第([一二三四五六七八九1-9])(?:个|条|家|项|样|份|行|单)?")
_MONTH_DAY: Final = compiled(
    r"(\d{1,2}|十[一二]|[一二三四五六七八九十])[月.](\d{1,2}|[一二三四五六七八九十]{1,3})(?:[号日](?!码)|(?=那|的))"
)
_CLOCK: Final = compiled(
    r"(\d{1,2}|十[一二]|[一两二三四五六七八九十]{1,2})(?:[点时](?:钟|半|一刻|三刻|([一二三四五]?十[一二三四五六七八九]?|\d{1,2})分?)?|:(\d\d))"
)
_FIGURE: Final = compiled(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千]+|[俩仨]")
# What follows a figure and makes it people. 个小时, 个月, 个钟 and the like are none.
_PEOPLE: Final = compiled(
    r"\s?(?:(?:来|几|多)?(?:个|各|给(?![\d钱我俺额侬你他她就]|[一二两三四五六七八九][百千])|位|名|人|口|伙|[过哥葛格](?=人(?![家民间物]))|[葛格](?=$|[\s,。])|条(?:大汉|壮汉|汉子))(?!小时|钟|月|点|半|多月|星期|礼拜|问题|电话|厂|地方|村(?!的)|活|袋|果|字|头|包(?!了|圆|下|干)|箱|筐|多|袋子|西瓜|瓜|鸡|蛋|价|坑|锤|人间|一间|星|工(?!友|人)|数|园|棚|单|队|群|号|组|班|庄|屯|寨|社|县|乡|镇|儿(?!子)|个|小娃|鬼|屁)"
    r"(?:人手|女将|男将|女同志|男同志|[银任仁](?=$|[\s,。])|人|女的|男的|女人|男人|男劳力|女劳力|劳力|壮劳力|老乡|妇女|婆姨|婆娘|女|男|大人|伙计|小伙子|小伙|伙子|后生|老汉|大|位|名额|老手|熟手|生手|新手|师傅|壮汉|汉子|老头|老太太?|大妈|学生|帮手|工人|能手|高手|棒小伙子?|棒劳力|靓女|靓仔|庄稼人|打工的|干活的|能干的|年轻人|老人)?|女的?(?!儿|婿)|男的?|大(?=\d小)|(?:劳力|妇女|婆姨|婆娘|后生|小伙子|小伙|老乡|老手|熟手|生手|师傅|女工|男工)|(?<=[俩仨])[银任仁](?=$|[\s,。]))"
)
_CHILDREN: Final = compiled(r"\s?个?(?:小孩|孩子|娃娃|娃|小(?!时|工|伙|叔|姑|舅|姨))")
_MONEY: Final = compiled(
    r"\s?(?:块钱|元钱|块|元|角|毛|分钱|分(?!钟|拣)|万|塊)"
    r"(\d|[一二三四五六七八九半](?![斤个筐棵吨箱亩件天日袋桶株米包捆趟台晚车小人位]))?"
)
_PER: Final = compiled(
    r"\s?(?:/|每|一|1)(?:天|日|斤|个|吨|亩|箱|筐|小时|钟头|棵|件|平|趟|月|车|袋|块|公斤|方|米|工|晚|夜)"
)
_AGE: Final = compiled(r"\s?(?:多|来)?岁")
_OTHER: Final = compiled(
    r"(?:多|来)?(?:个?(?:小时|钟头|多小时|半小时|月|多月|星期|礼拜|钟)|天|斤|亩|公里|里路|里|米|吨|趟|分钟|年|次|回|车|袋|箱|筐|棵|套|间|顿|件|双|条|把|瓶|层|楼|度|辆|台|种|块地|缸|%|部|平|户|户人|份|包|斗|杯|捆|方|亩地|垛|遍|班|桌|号线|点多|倍|期|届|段|句|本|张|头|只|项|样|家|方面)"
)
# 20那个, 160的: the posting that pays so.
_POINTED: Final = compiled(r"的?那[个家条份边]|的(?:活|那|工|[,\s]|$)")
_AGO: Final = compiled(r"(?:多|来)?(?:年|个?月|天|个?星期|个?礼拜|周|辈子)(?:以前|之前|前)")
_DAY_NUMBER: Final = compiled(r"\s?[号日](?!码|线)")
_PER_ONE: Final = compiled(r"百[二三四五六七八九]一$")
_MEASURES: Final = frozenset("天日晚夜斤亩吨个箱筐袋棵件趟车小工月")
_RANGE: Final = compiled(r"\s?(?:-|~|到|至|、)\s?(\d+|[一二三四五六七八九十]+)")
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨"
_COLLOQUIAL: Final = compiled(r"[一二两三四五六七八九]百[一二三四五六七八九]$")


def chinese(figure: str) -> int:
    """A written number such as 二十五, 一百五 (150), 两 or 三四 (the upper: 4)."""
    if figure.isdigit() and figure.isascii():
        return int(figure)
    if _COLLOQUIAL.match(figure):
        unit = _UNIT[figure[1]]
        return _DIGIT[figure[0]] * unit + _DIGIT[figure[2]] * unit // 10
    if not any(character in _UNIT for character in figure):
        digits = [_DIGIT.get(character, 0) for character in figure]
        if len(digits) == 2 and digits[1] == digits[0] + 1:
            return digits[1]
        return int("".join(map(str, digits))[:9] or 0)
    total, current = 0, 0
    for character in figure:
        if character in _UNIT:
            total += (current or 1) * _UNIT[character]
            current = 0
        else:
            current = _DIGIT.get(character, 0)
    return total + current


def _day(text: str, at: int) -> tuple[str, Any, int] | None:
    found = _DAY.match(text, at)
    if found is None:
        return None
    word = found[0]
    if found[1] is not None:
        weeks = 2 if word.startswith("下下") else 1 if word[0] == "下" else 0
        return "T", ("weekday", weekdays.INDEX[found[1]], weeks), found.end()
    if word[0] == "今":
        return "T", ("in", 0), found.end()
    if word[0] == "明":
        return "T", ("in", 1) if word[1] != "后" else ("in", 1, 2), found.end()
    return "T", ("in", 3 if word[0] == "大" else 2), found.end()


_BEFORE_PEOPLE: Final = frozenset("过哥葛格个各给位名人口伙条女男大劳妇婆后小老熟师来几多 壮")
_BEFORE_CHILDREN: Final = frozenset("个小娃孩 ")
_BEFORE_MONEY: Final = frozenset("块元角毛分万塊 ")
_BEFORE_PER: Final = frozenset("/每一1 ")


def _with_unit(text: str, stop: int, value: float, figure: str) -> tuple[str, Any, int]:
    """The kind of a figure by what follows it."""
    after = text[stop : stop + 1]
    if after:
        people = None
        if after in _BEFORE_PEOPLE and value < 500 and not (after == " " and value >= 60):
            people = _PEOPLE.match(text, stop)
        if after in _BEFORE_CHILDREN:
            children = _CHILDREN.match(text, stop)
            if children and not (people and people.end() > children.end()):
                return "k", int(value), children.end()
        if people:
            return "C", int(value), people.end()
    if figure in ("俩", "仨"):
        return "C", int(value), stop
    if after:
        if after in "那的" and _POINTED.match(text, stop):
            return "M", value, stop
        if after in _BEFORE_MONEY:
            money = _MONEY.match(text, stop)
            if money:
                per = _PER.match(text, money.end())
                return "M", _money(value, money[0].strip(), money[1]), per.end() if per else money.end()
        if after in _BEFORE_PER:
            per = _PER.match(text, stop)
            if per:
                return "M", float(value), per.end()
        if 14 <= value <= 90 and after in "了咧嘞喽啦":
            return "A", value, stop
        if after not in _NO_UNIT:
            ago = _AGO.match(text, stop)
            if ago:
                return "o", value, ago.end()
            for pattern, letter in ((_DAY_NUMBER, "T"), (_AGE, "A"), (_OTHER, "U")):
                found = pattern.match(text, stop)
                if found:
                    return letter, ("day", int(value)) if letter == "T" else value, found.end()
    # Nobody brings 25 people without saying that they are people; 250 alone is a wage.
    return "M" if value >= 25 or value != int(value) else "N", value, stop


def _spoken(digits: str) -> str:
    """The number of a code read aloud: 五八 is 58, 十二 is 12."""
    if "十" in digits:
        return str(chinese(digits))
    return "".join(str(_DIGIT[one]) for one in digits)


_NO_UNIT: Final = frozenset("那的我俺额侬去来就都吧,。!?也和跟")


def _money(value: float, unit: str, more: str | None) -> float:
    base = {"块": 1.0, "元": 1.0, "塊": 1.0, "角": 0.1, "毛": 0.1, "分": 0.01, "万": 10000.0}[unit[0]]
    sum_ = float(value) * base
    if more and unit[0] in "块元角毛":
        sum_ += (0.5 if more == "半" else chinese(more)) * base * (0.1 if more != "半" else 1)
    return round(sum_, 4)


def numeral(text: str, at: int) -> tuple[str, Any, int] | None:
    """The numeral, day, order or code that begins at `at`: its letter, value and end; None where none does.

    Letters: C people, k children, M yuan, T day, t hour, A age, U another quantity, N a bare figure, # code,
    p phone, O order. Days are ("in", days) or ("day", number) or ("date", month, day) or ("weekday", day, weeks).
    """
    character = text[at]
    if "a" <= character <= "z":
        if at and "a" <= text[at - 1] <= "z":
            return None
        found = _CODE.match(text, at)
        if not found:
            return None
        return "#", found[1] + (re.sub(r"\s", "", found[2]) if found[2] else _spoken(found[3])), found.end()
    sexes = _SEXES.match(text, at)
    if sexes:
        return "C", sum(chinese(one) for one in sexes.groups() if one), sexes.end()
    if character in "男女":
        return None
    if character in "今明后大周星礼下这本":
        return _day(text, at)
    if character in _CIRCLED:
        return "N", _CIRCLED.index(character) + 1, at + 1
    if character == "第":
        found = _ORDER.match(text, at)
        return ("O", chinese(found[1]), found.end()) if found else None
    if character == "1":
        found = _PHONE.match(text, at)
        if found:
            return "p", re.sub(r"\D", "", found[0]), found.end()
    elif character in "幺一":
        found = _SPOKEN_PHONE.match(text, at)
        if found:
            digits = "".join(str(_DIGIT[one]) for one in found[0] if one in _DIGIT or one.isdigit())
            return "p", digits.rjust(11, "1"), found.end()
    found = _FIGURE.match(text, at)
    if found is None:
        return None
    after = text[found.end() : found.end() + 1]
    if after in ("点", ":", "时", "月", "."):
        for pattern, letter in ((_MONTH_DAY, "T"), (_CLOCK, "t")):
            dated = pattern.match(text, at)
            if dated and letter == "T":
                return "T", ("date", chinese(dated[1]), chinese(dated[2])), dated.end()
            if dated and not text.startswith(("点儿", "点点"), found.end()):
                return "t", (chinese(dated[1]), 30 if "半" in dated[0] else int(dated[3] or 0)), dated.end()
    figure = found[0]
    if _PER_ONE.search(figure) is not None and after in _MEASURES:  # 两百五一天: 250 a day
        return _with_unit(text, found.end() - 1, chinese(figure[:-1]), figure[:-1])
    if not figure.isascii() and len(figure) == 1:
        # 四望, 三柏: a lone numeral inside other words is part of a name.
        read = _with_unit(text, found.end(), chinese(figure), figure)
        lone = read[0] == "N" and "\u4e00" <= after <= "\u9fff"
        return None if lone or figure in "百千零" else read
    value = float(figure) if "." in figure else chinese(figure)
    stop = found.end()
    if after in ("-", "~", "到", "至", "、"):
        ranged = _RANGE.match(text, stop)
        if ranged and value < chinese(ranged[1]) <= value + 10:
            read = _with_unit(text, ranged.end(), chinese(ranged[1]), ranged[1])
            if read[0] == "C":
                return read
    return _with_unit(text, stop, value, figure)
