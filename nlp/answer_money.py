"""Sums as answers write them: 百八, 一百六, 6分5, 4块5; what they come to in yuan."""

from __future__ import annotations

import re

from nlp.numbers import NUMBER, span

_D = r"(?:[一二两三四五六七八九]|\d)"
_STEP = r"(?![\d个天人点号岁名位小])"
MONEY = (
    rf"(?:{NUMBER}(?:块|元)(?:钱|整)?(?:半|{_D}(?:毛|角)?(?:{_D}分?)?{_STEP})?"
    rf"|{NUMBER}(?:毛|角)(?:钱)?(?:半|{_D}分?{_STEP})?"
    rf"|{NUMBER}分(?:钱)?(?!之|钟|拣|级|两)(?:半|{_D}厘?{_STEP})?)"
)
# a number is not cut short to fit: 要四十个 is no sum of four
_WHOLE = (
    r"(?!轮|(?<=一)[下些](?!午)|[二三四五六七八九两十百千万\d]|个?小时|个?钟|\.\d|"
    r"(?<=[十百千万])一[个名人位](?!钟|小时|月|工(?!人)))"
)
AMOUNT = rf"(?:{MONEY}|(?<![一二两三四五六七八九\d])百[一二三四五六七八九]|{NUMBER}{_WHOLE})"
RANGE = rf"(?P<a>{AMOUNT})(?:(?:到|至|-+|~+|、)(?P<b>{AMOUNT}))?"


def money(words: str) -> tuple[float, float] | None:
    """The sum (least, most) in yuan that the words say: 百八 is 180, 6分5 is 0.065, 4块5 is 4.5; None where none."""
    if words.startswith("百") and len(words) == 2:
        found = span("一" + words)
        return found
    match = re.fullmatch(rf"({NUMBER})(?:(块|元)(?:钱|整)?|(毛|角)(?:钱)?|(分)(?:钱)?)?(.*)", words)
    if match is None:
        return None
    number, yuan, tenth, cent, tail = match.groups()
    base = span(number)
    if base is None:
        return None
    scale = 0.1 if tenth else 0.01 if cent else 1.0
    more = _tail(tail, scale) if (yuan or tenth or cent) else 0.0
    if more is None:
        return None
    return round(base[0] * scale + more, 4), round(base[1] * scale + more, 4)


def _tail(tail: str, scale: float) -> float | None:
    if not tail:
        return 0.0
    if tail == "半":
        return scale / 2
    total = 0.0
    for place, letter in enumerate(letter for letter in tail if letter not in "毛角分厘"):
        digit = span(letter)
        if digit is None or place > 1:
            return None
        total += digit[0] * scale / 10.0 ** (place + 1)
    return total


def plain(number: float) -> float | int:
    """A whole sum as an integer, else rounded to four places."""
    return int(number) if number == int(number) else round(number, 4)
