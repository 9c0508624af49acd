# ruff: noqa: E501 - a line of grammar is not wrapped
"""Limits by age: 18-45岁, 60以下, 不满五十五, 年纪五十到六十."""

from __future__ import annotations

from nlp.numbers import value
from nlp.patterns import compiled

_AGE = compiled(
    r"(?P<a>\d\d|[二三四五六]?十[一二三四五六七八九]?)(?:周?岁)? ?(?:-+|~+|到|至) ?(?P<b>\d\d|[三四五六七]十[一二三四五六七八九]?)(?P<ab>周?岁)?(?:左右|之间|以内|以下|内)?(?![\d元块%天个人斤点:名号亩])"
    r"|(?:(?P<maxlead>不超过?|不满|超|不要超过|别超过|不能超过|不得超过|最大|不大于|超过|上了?|过了?|满了?|大于) ?)?(?P<n>\d\d|[二三四五六七]十[一二三四五六七八九]?|十[六七八九](?=周?岁))(?P<sui>周?岁)?(?P<dir>以下|以内|之内|以里|往下|往上|以上|及以下|内(?!容)|不要|封顶|的不要|岁的不要|的就不要|的别来|以后的|下|上|为止|出头|多岁|\+)?"
)
_QUICK = compiled(
    r"岁|以[下内上里]|超过|年[龄纪]|[男女] ?,?\d\d|\d\d(?:到|至|~)\d\d|十[一二三四五六七八九]?(?:到|至|~|-)[三四五六七]十|不满|之内|不要|往[下上]|封顶|\d\d-\d\d|\d\d\+"
)
_AGED_AFTER = compiled(r"(?:的(?:大娘|大妈|妇女|阿姨|嬢|大姐|大嫂|婆姨|男|女)|[ ,]?(?:[男女]|都[行可]|都[要收]))")
_AGE_WORD = compiled(r"年龄|年纪|岁数|要求|男|女|限|周岁|人[, ]")
# 8个小媳妇 18到40, 年轻人18-35,: a range that can only be of ages, with nothing behind it.
_BARE_AGES = compiled(r"[ ,。;!\n)]|$")
_AGES_LED = compiled(r"(?:^|[人姐嫂妇姨仔的女男(\n]|[^价钱资薪天是][ ,])$")


# 45往上的来, 五十以上的不要
_COME = compiled(r"的(?:[ ,。;!\n]|$|才|来|都|就|也|可以|能|行|要|男|女|妇|大|老|人|不要|别|勿|不收)")


# 女 165以上 一天200: how tall, and no pay
_HEIGHT = compiled(r"(?:(?:身高|个头|个子)[: ]?|[男女](?:的|生|士)? ?)1[4-9]\d(?:cm|公分|厘米)?(?:以上|往上|左右|起)")


def find(text: str) -> list[tuple[int, int, int | None, int | None]]:
    """Age limits in a plain text with phones blanked: (start, end, least, most)."""
    if "岁" not in text and not _QUICK.search(text):
        return []
    found: list[tuple[int, int, int | None, int | None]] = [
        (*match.span(), None, None) for match in _HEIGHT.finditer(text)
    ]
    for match in _AGE.finditer(text):
        start, end = match.span()
        if match["a"]:
            low, high = int(value(match["a"]) or 0), int(value(match["b"]) or 0)
            if not 14 <= low < high <= 80:
                continue
            if (
                match["ab"]
                or "岁" in match[0]
                or _AGED_AFTER.match(text, end)
                or (_AGE_WORD.search(text, max(0, start - 6), start) and text[start - 1] not in "天晚价钱资给")
                or (
                    high - low >= 8
                    and 16 <= low <= 50 <= high + 25
                    and _BARE_AGES.match(text, end)
                    and _AGES_LED.search(text, max(0, start - 2), start)
                )
            ):
                found.append((start, end, low, high))
            continue
        number, lead, side = int(value(match["n"]) or 0), match["maxlead"], match["dir"] or ""
        before = text[max(0, start - 8) : start]
        if not 14 <= number <= 80:
            continue
        refused = compiled(r"的?(?:就)?(?:不要|别来|不收|不招|勿)").match(text, end)
        if not (
            refused
            or match["sui"]
            or _AGE_WORD.search(before)
            or (lead and lead not in ("上", "上了"))
            or side in ("以下", "以内", "往下", "之内", "封顶")
            or (side in ("往上", "以上") and number >= 16 and _COME.match(text, end))
            or (side == "+" and 16 <= number <= 65 and _BARE_AGES.match(text, end))
        ):
            continue
        if (
            not match["sui"]
            and not (side and text[end : end + 1] == " ")  # 女 55以下 一天4小时
            and compiled(r" ?(?:个|人|名|元|块|斤|亩|公里|天|吨|一|/|号|点|米|平|棵|箱|筐)").match(text[end:])
            and "超" not in (lead or "")
        ):
            continue
        if not match["sui"] and not side and not lead and not compiled(r"(?:年龄|岁数|年纪)[: ]*$").search(before):
            continue
        tail = text[end : end + 5]
        if lead or "不要" in side or "下" in side or "内" in side or "里" in side or side in ("封顶", "的别来", "为止"):
            if lead in ("满", "满了"):
                found.append((start, end, number, None))
            else:
                found.append((start, end, None, number))
        elif "上" in side or side == "+":
            if compiled(r"的?(?:不要|别|不收|不招|勿)").match(tail) or compiled(r"(?:不要|别来|不收|不招|勿)$").search(
                before
            ):
                found.append((start, end, None, number))
            else:
                found.append((start, end, number, None))
    return found
