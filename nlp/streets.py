"""Streets and the numbers of houses in them: 东关街28号 is no day of the month, and 修路28号开工 no address."""

from __future__ import annotations

from nlp.patterns import compiled
from nlp.rules import BLANK

_HOUSES = frozenset("厂店场园棚库馆院坝司")
_STREET = r"(?:[\u4e00-\u9fa5]{2,5}(?:[街路巷弄]|大道|胡同)|小区)"
_HEAD = r"(?:^|[ ,。;:!\n■]|[在到去来])(?P<w>(?![修铺走扫养问带护赶上开])" + _STREET
_IN_STREET = compiled(_STREET + r"\d{0,3}$")
# A road that is made, walked or swept is no address.
_WAYS = compiled(r"[修铺走扫养问带护赶上开][道公马大]?[街路巷]\d*$")
_BEGINS = compiled(
    r"[ ,]?(?:开始|开工|动工|起|上[班工岗]|到[岗位]|报到|进场|早|晚|上午|下午|中午|前|后|干|来人|去|走|[到至~-]\d)"
)
_BEHIND = compiled(r"[\d一二三四五六七八九十]{1,5}(?:-\d+)?号(?:楼|院|门面|铺面?|附\d+号)?(?:\d+单元)?")
_BEFORE = compiled(_HEAD + r"\d{1,4}号?)$")
_NUMBERED = compiled(_HEAD + r"\d{1,4}号(?:楼|院|门面|铺面?)?(?:\d+单元)?)")


# 保洁两名 东环路 138…: a street that stands by itself
_BY_ITSELF = compiled(
    r"(?:^|[ ,。;\n:])(?P<w>(?![没有不走上下顺半在去])[\u4e00-\u9fa5]{1,3}[东西南北中]?(?:路|大街|街|巷))"
    r"(?=[ ,。;\n■]|$)"
)


def is_house_number(text: str, start: int, end: int) -> bool:
    """Whether what reads as a day of the month (28号) is the number of a house in a street named before it."""
    if text[end - 1] != "号" or not text[start].isdigit():
        return False
    street = _IN_STREET.search(text, max(0, start - 10), start)
    return street is not None and _WAYS.search(street[0]) is None and _BEGINS.match(text, end) is None


def trimmed(text: str, found: tuple[int, int, str]) -> tuple[int, int, str]:
    """A place without 一家 before it (一家米粉店), and with the number of its house."""
    start, end, words = found
    if words.startswith(("一家", "一个", "一间")) and len(words) > 3:
        start, words = start + 2, words[2:]
    if words.startswith(("那个", "这个", "那家", "这家")) and len(words) > 4:
        start, words = start + 2, words[2:]
    if words[0] == "上" and len(words) > 3 and text[start - 1 : start] in ("镇", "乡", "村", "寨", "街", BLANK):
        start, words = start + 1, words[1:]  # 利国镇上五金店
    if words.endswith(("里头", "那里", "这里", "那儿", "那边", "里面")) and len(words) > 4 and words[-3] in _HOUSES:
        end, words = end - 2, words[:-2]  # 核桃加工厂里头
    return _with_number(text, (start, end, words)) if "号" in text else (start, end, words)


def _with_number(text: str, found: tuple[int, int, str]) -> tuple[int, int, str]:
    """A place with the number of its house behind the street, or with the street and number before it."""
    start, end, words = found
    if words[0] == "号" or text[start - 1 : start].isdigit():
        street = _BEFORE.search(text, max(0, start - 14), start)
        if street:  # 文化路12号饭店
            return street.start("w"), end, text[street.start("w") : end]
    number = _BEHIND.match(text, end) if words[-1:] in ("街", "路", "巷", "弄", "道", "区") else None
    return (start, number.end(), words + number[0]) if number else found


def numbered(text: str) -> tuple[int, int, str] | None:
    """A street with the number of a house where no other place is told."""
    found = _NUMBERED.search(text) if "号" in text else None
    if found is None and ("路" in text or "街" in text or "巷" in text):
        found = next((one for one in _BY_ITSELF.finditer(text) if not _WAYS.search(one["w"])), None)
    return (found.start("w"), found.end("w"), found["w"]) if found else None
