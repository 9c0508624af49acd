# ruff: noqa: E501 - a line of grammar is not wrapped
"""Whether 一个, 1人 in front of a sum count the one who is wanted, or say what each gets: 店员一个 三千五, 一个人一百."""

from __future__ import annotations

import re

from nlp.measures import PEOPLE_UNITS
from nlp.patterns import compiled

HEADS = frozenset(("个", "人", "个人"))
"""What a sum is told for where it is told a head."""
_ONES = frozenset(("一", "1"))
_ONE_THEN = compiled("[1一](?:个人|人|名|位)(?=(?:晚上|夜里|白天|夜晚)[是给:]?[\\d一二两三四五六七八九])")
_NO_HEAD_BEFORE = frozenset("是给每管按钱价资算人 ,。;\n")
_ONE_AND_PER = ("一个一", "一名一", "一位一", "一人一", "一个 一", "一名 一", "一位 一")
_DOERS = frozenset(("的", "工", "手", "员", "师", "傅", "匠", "姨", "姐", "嫂"))
_FOR_EACH = compiled(r"[一1](?:天|晚|个?月)(?=[:是给 ]?[\d一二两三四五六七八九])")  # 一个人就得,一月三千
_NUMERALS_ALL, _MEASURED = frozenset("一二两三四五六七八九十百"), frozenset("个棵亩根株坑条块")


def before_its_pay(match: re.Match[str], text: str) -> tuple[int, str] | None:
    """(end, measure) of the one wanted where the pay behind has a unit of its own: 师傅一个一亩一百六, 看园子1人晚上100."""
    start = match.start()
    before = text[start - 1 : start]
    if match["pu"] and match["pu"] not in HEADS and text.startswith(_ONE_AND_PER, start) and before in _DOERS:
        return start + 2, text[start + 1]
    then = _ONE_THEN.match(text, start) if before and before not in _NO_HEAD_BEFORE else None
    return (then.end(), text[start + 1]) if then else None


def then_pay(match: re.Match[str], text: str) -> tuple[int, str] | None:
    """(end, measure) of the one wanted, whose pay follows: 店员一个 三千五."""
    name = match["pu"]
    if name not in HEADS:
        return None
    if _is_head(match, text) or (match["a"] in _ONES and _FOR_EACH.match(text, match.start("a"))):
        return match.end("pu"), name
    return None


def _is_head(match: re.Match[str], text: str) -> bool:
    """Whether the words read as "for each" (一个, 1人) rather count the people wanted."""
    words = text[match.start() : match.end("pu")]
    if words[0] not in "一1" or (match["m1"] and match["m1"][0] in "毛角分"):
        return False  # 套一个四分五
    behind = text[match.end("pu") : match.end("pu") + 1]
    if (match["m1"] and "\u4e00" <= behind <= "\u9fa5" and behind not in _NUMERALS_ALL and not match["f"]) or (
        match["m1"] and match.start() and text[match.start() - 1] in _MEASURED
    ):
        return False  # 一个坑8块; 三百个一个九块钱
    if match["u"] in PEOPLE_UNITS and "工" in (match["f"] or ""):
        return True  # 大工一个小工一个
    if match["pu2"] is not None or words[0] == "1" or text[match.end("pu") : match.end("pu") + 1] in (" ", ",", ":"):
        return True
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    if (match["f"] or "").startswith(("大工", "小工", "师傅")) and before in ("", " ", ",", ";", "、", "\n"):
        return True  # 三个小工一人一百六,一个大工三百
    return "\u4e00" <= before <= "\u9fa5" and before not in "是给每管按钱价资算的活都包工"
