# ruff: noqa: E501 - a line of grammar is not wrapped
"""Two rates told for one work: by skill, by sex, by the time of it; the pay is the range of both."""

from __future__ import annotations

from itertools import pairwise

from nlp.owners import Scored
from nlp.patterns import compiled
from nlp.quantities import Quantity

# Whoever is quick or skilled gets more.
_EXPERT = compiled(
    r"(?:手快|手脚快|麻利|利索|熟手|熟练|熟|老手|有经验|会干|会弄|干得好|干的好|干得快|做得好|做得快|表现好|能干|技术好|力气大|壮劳力|手艺好|快|封顶|到顶|顶多|上限|最高|最多)(?:一?点|些)?(?:的|者|工)?(?:人)?(?:可以|能|可|就|再|会)?(?:加到|到|给到|给|涨到|有|是|拿|开|按)?(?:一天|每天)?[: ]?$"
)
_NOVICE = compiled(
    r"(?:不带|没带|没有|没)(?:机器|机子|割草机|油锯|工具|机)?(?:的|人|工)(?:一天|每天|给|是|就|:| |,)*$|(?:不(?:太)?(?:会|熟|懂|熟练|熟手)|没干过|没做过|没经验|生手|新手|手慢|一般)(?:的|人|工)?(?:一天|每天|给|是|就|:| |,)*$"
)


def by_skill(text: str, pays: list[Scored]) -> tuple[float, float] | None:
    """会的120,不会的100: the range of both, where two sums of one order are told by skill."""
    sums = [one for one, score in pays if score >= 1.0]
    for before, one in pairwise(sums):
        if not 0.5 < one.low / before.low < 1.8:
            continue
        if _NOVICE.search(text, max(0, one.start - 9), one.at):
            return one.low, before.high
        if one.low > before.high and _EXPERT.search(text, max(0, one.start - 12), one.at):
            return before.low, one.high  # 一天150,手快的160
    return None


_ONE_SEX = compiled(
    r"(?:^|[ ,、;。(])(?:妇女|女|男)(?:的|工|劳力|士|同志|将)?(?:一天|每天|每人|一个|是|:| |工资|日薪|给|按|开)*$"
)


def one_sex(text: str, pays: list[Scored], best: Quantity) -> tuple[float, float] | None:
    """一天150,女的130: the range of the rate told for all and that of one sex."""
    for one, score in pays:
        if one is best or score < 1 or not 0.5 < one.low / best.high < 2 or one.unit not in (best.unit, ""):
            continue
        if one.at > best.at and _ONE_SEX.search(text, max(0, one.at - 9), one.at):
            return min(one.low, best.low), max(one.high, best.high)
    return None


_FIRST_TIME = compiled(
    r"(?:平时|平常|平日|前[一二两三四五六七八九十\d]+天|头[一二两三四五六七八九十\d几]+天|前几天|刚开始|开始几天|白天|白班|晴天)(?:一天|每天|是|给|按|都|[: ])*$"
)
_LATER_TIME = compiled(
    r"(?:周末|星期天|礼拜天|周六周日|节假日|逢集|后面|后头|后几天|往后|之后|以后|后来|晚上|夜里|夜班|晚班|熟了|下雨天|雨天)(?:的)?(?:一天|每天|一晚|是|给|按|都|涨到|加到|[: ])*$"
)


def by_time(text: str, pays: list[Scored]) -> tuple[float, float] | None:
    """平时140,周末160: the range of both, where two sums of one order are told for two times."""
    sums = [one for one, score in pays if score >= 1.0 and one.unit in ("day", "month", "")]
    for before, one in pairwise(sums):
        if (
            0.5 < one.low / before.low < 2
            and _FIRST_TIME.search(text, max(0, before.at - 10), before.at)
            and _LATER_TIME.search(text, max(0, one.at - 10), one.at)
        ):
            return min(before.low, one.low), max(before.high, one.high)
    return None
