"""Days that no word marks as such: 连续三天二十七、二十八、二十九, and 廿七开工(农历腊月)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from nlp.date_forms import Found, whole
from nlp.dates import LUNAR_DAY, MONTH
from nlp.lunar import next_lunar
from nlp.months import in_month, next_day_of_month
from nlp.patterns import compiled

_BARE_DAY = r"(?:二十[一二三四五六七八九]|三十一?|十[一二三四五六七八九]|廿[一二三四五六七八九])"
_LISTED_DAYS = compiled(
    rf"(?<![百千十一二两三四五六七八九\d元块])({_BARE_DAY})(?:(?:、|,|和)({_BARE_DAY}))+(?![号日\d一二三四五六七八九百千块元个人岁名位天斤毛])"
)
_TWO_DAYS = compiled(r"(?<![\d.月号:元块])([12]\d|3[01]|[1-9])(?:、|和)([12]\d|3[01]|[1-9])(?:号|日)?(?=[两二]天)")
_LUNAR_BEHIND = compiled(
    rf"(?<![月百\d一二三四五六七八九])(?P<d>{LUNAR_DAY})(?:号|日)?(?:开[始工]|那天|到|起)?[\u4e00-\u9fa5]{{0,4}}\((?:农历|阴历|旧历)?(?:(?P<m>正|腊|冬|{MONTH})月)?\)(?P<to>[到至]({LUNAR_DAY}))?"
)


# 二十六开工, 十九出殡
_OF_WORK = compiled(
    rf"(?<![百千十一二两三四五六七八九月号\d元块])(?P<d>{_BARE_DAY})(?=(?:就|正式)?(?:开工|动工|进场|开镰|开摘|出殡|上梁|办酒|办席|过事))"
)
WORK_BEGINS = compiled("开工|动工|进场|出殡|上梁|办酒|办席|过事|开镰|开摘")


def more(text: str, today: date, known: list[Found]) -> list[Found]:
    """The known dates and those with no word that marks them: 二十七、二十八, and 廿七开工(腊月)."""
    found_more = []
    for match in _LISTED_DAYS.finditer(text):
        days = [whole(words) for words in compiled(_BARE_DAY).findall(match[0])]
        first = next_day_of_month(today, days[0])
        if first and all(later - day == 1 for day, later in pairwise(days)):
            found_more.append(Found(*match.span(), first, in_month(first, 0, days[-1]), "day-of-month"))
    for match in _TWO_DAYS.finditer(text):
        first = next_day_of_month(today, int(match[1]))
        if first and int(match[2]) - int(match[1]) == 1:
            found_more.append(Found(*match.span(), first, in_month(first, 0, int(match[2])), "day-of-month"))
    for match in _OF_WORK.finditer(text):
        if first := next_day_of_month(today, whole(match["d"])):
            found_more.append(Found(*match.span(), first, None, "day-of-month"))
    for match in _LUNAR_BEHIND.finditer(text):
        if match["m"] is None and match[0][match[0].index("(") + 1] == ")":
            continue
        number = {"正": 1, "腊": 12, "冬": 11}.get(match["m"]) if match["m"] else None
        days = [whole(match["d"])] + ([whole(match["to"][1:])] if match["to"] else [])
        months = [number or whole(match["m"])] if match["m"] else range(1, 13)
        found = [[day for month in months if (day := next_lunar(today, month, wanted))] for wanted in days]
        if all(found):
            end = match.end("d") if match["m"] is None and not match["to"] else match.end()
            found_more.append(
                Found(match.start(), end, min(found[0]), min(found[1]) if match["to"] else None, "lunar-day")
            )
    fresh = [one for one in found_more if not any(one.start < other.end and other.start < one.end for other in known)]
    return sorted([*known, *fresh], key=lambda one: one.start)
