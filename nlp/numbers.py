# ruff: noqa: E501 - a line of grammar is not wrapped
"""Numbers as people write and dictate them: 15, 1.5万, 3千5, 一百二三, 两百五, 三五, 二十来."""

from __future__ import annotations

from functools import lru_cache

_DIGITS = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "幺": 1,
    "俩": 2,
    "仨": 3,
}
_UNITS = {"十": 10, "廿": 20, "卅": 30, "拾": 10, "百": 100, "千": 1000, "万": 10000}
_SHORT = {"百": 100, "千": 1000, "万": 10000, "k": 1000, "K": 1000, "w": 10000, "W": 10000}

# A measure after which 一 is "per": in 两百五一天 the number ends before 一.
MEASURE = r"(?:个(?=[,。; \n]|$)|个?工|天|日|小时|个小时|个?钟|个?月|亩|公?斤|吨|趟|车|晚|夜|筐|箱|件|棵|株|平|方|米|桶|袋|垛|包(?![吃住两一三早午中晚管晌括给你掰拉运收割])|只|头|次|单|场|板|个人|人|位|篓|担|颗|根|窝|把|捆|盆|块|张|双|套|条|套|台|串|对)"
_PAIR = r"(?:三两(?=个(?![月礼星])|位|名|人)|一二|一两|俩三|俩仨|二三|两三|三四|三五|四五|五六|六七|七八|八九)"
_ONE = r"[一二两三四五六七八九]"
_SOME = rf"(?:{_PAIR}|{_ONE}|十{_ONE}?)"
_TAIL = rf"(?:{_PAIR}(?!(?!个?人){MEASURE}一)|[二三四五六七八九](?!十)|一(?!{MEASURE}))"
HAN = (
    rf"(?:[一二三四五六七八九幺][零一二三四五六七八九幺]零(?![一二三四五六七八九])"
    rf"|(?:{_SOME}万(?:{_SOME}千)?|{_SOME}千|{_SOME}?百)(?:零?{_SOME}百)?(?:零?{_ONE}?十)?(?:零?{_TAIL})?"
    rf"|[五六七八九]十(?=一{MEASURE})|[二三四]十一(?![趟斤筐棵])|十一(?![二两](?:个|人|名|位|口|亩|天|斤|筐|箱))|{_PAIR}?十(?={MEASURE}|[个多来几])|{_SOME}?十{_TAIL}?|[廿卅]{_ONE}?|{_PAIR}|{_ONE})"
)
DIGITS = r"(?:\d+(?:\.\d+)?(?:(?:[千百kKwW](?![克瓦米分家])|万(?![荣泉和宁冲善车里]))(?:\d(?![\d.:]))?)?)"
NUMBER = rf"(?:{DIGITS}|{HAN})"


@lru_cache(maxsize=8192)
def span(words: str) -> tuple[float, float] | None:
    """(least, most) of one number word: "三五" is 3 to 5, "一百二三" 120 to 130, "十二" 12 to 12; None where none."""
    if words.isdecimal():
        value = float(words) if len(words) < 16 else 0.0
        return value, value
    if words[:1].isdecimal():
        return _short(words)
    return _han(words)


def _short(words: str) -> tuple[float, float] | None:
    """1.5万, 3千5, 8k."""
    for letter, unit in _SHORT.items():
        head, mark, tail = words.partition(letter)
        if mark:
            try:
                value = float(head) * unit + (int(tail) * unit / 10 if tail else 0)
            except ValueError:
                return None
            return value, value
    try:
        value = float(words)
    except ValueError:
        return None
    return value, value


def _han(words: str) -> tuple[float, float] | None:
    low = high = 0.0
    digits: list[int] = []
    last, zero = 1, False
    for letter in words:
        if letter in _DIGITS:
            if letter == "零" and last > 1 and not digits:
                zero = True
            else:
                digits.append(_DIGITS[letter])
        elif letter in _UNITS:
            unit = _UNITS[letter]
            first, second = (digits[0], digits[-1]) if digits else (1, 1)
            if unit == 10000:
                low, high = (low + (first if digits else 0)) * unit, (high + (second if digits else 0)) * unit
                if not low:
                    low = high = float(unit)
            else:
                low, high = low + first * unit, high + second * unit
            digits, last, zero = [], unit, False
        else:
            return None
    if not digits:
        return (low, high) if low else None
    if words.endswith("三两"):
        digits = [2, 3]
    if len(digits) > 2 or (len(digits) == 2 and digits[1] == 0):  # 一八零: spelt out
        value = float(int("".join(map(str, digits))))
        return value, value
    unit = last // 10 if last >= 100 and not zero else 1
    return low + digits[0] * unit, high + digits[-1] * unit


def value(words: str) -> float | None:
    """The number where it is one, else None."""
    found = span(words)
    return found[0] if found and found[0] == found[1] else None


# What a numeral may stand beside where it is one: 一百|三七点 is no 三七, the herb.
_BESIDE = frozenset("百千十零一二两三四五六七八九"), frozenset("点号块元百千十万个人天")


def runs_on(text: str, start: int, end: int) -> bool:
    """Whether words made of numerals are only part of numbers: 一百三七点 is 130 and seven o'clock."""
    return text[start - 1 : start] in _BESIDE[0] and text[end : end + 1] in _BESIDE[1] if start else False
