# ruff: noqa: E501 - a line of grammar is not wrapped
"""Clock times of the working day: 早六点半, 6:30-11:30, 早八晚六, 下午2点半到6点, 八点来六点走."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from functools import lru_cache
from typing import Final

from nlp.numbers import value
from nlp.patterns import compiled

_HAN = r"(?:二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_HOUR = rf"(?:[01]?\d|2[0-4]|{_HAN})"
_MINUTE = r"(?:半|一刻|三刻|整|过?[一二三四五]?十(?![一二三四五六七八九]{0,2}(?:吨|斤|亩|个|人|名|箱|车|棵|元|块|袋|方))[一二三四五六七八九]?分?|零?[五]分|[0-5]\d(?!\d|块|元|个|名|人|一[天个人小晚趟斤]|/)分?|零五)"
_MORNING = r"一大早|打早|大清早|清早|大早上|大早|清晨|早晨|早起|早上|赶早|早饭后|前半晌|前晌|上午|早"
_NIGHT = r"天亮|天不亮|天没亮|天未亮|凌晨|后半夜|半夜|夜里|夜间|夜晚"
_NOON = r"中午|晌午|正午"
_EVENING = r"下半晌|后半晌|后晌|下午|傍晚|傍黑|黄昏|晚上|晚黑|(?<!最)晚|黑来|黑了|黑价|擦黑|天黑|今黑|黑"
PERIOD = rf"(?:{_NIGHT}|{_MORNING}|{_NOON}|{_EVENING})"
_CLOCK = rf"(?:{_HOUR}点(?![点儿心货名评赞])钟?{_MINUTE}?|[01]?\d:[0-5]\d(?!\d)|2[0-4]:[0-5]\d(?!\d)|{_HOUR}时(?!薪|间|工|候|代|不)(?:半|[0-5]\d分?)?)"
_TO = r"(?: ?(?:-+|~+|(?:开[装干工摘割卸收采]|开始)?[干做忙装摘卸搬收割采砍打浇守]?到|至|直到) ?(?:第二天|次日|明天|明|隔天|当天|翌日|■{2,3})?)"
PATTERN = compiled(
    rf"({PERIOD})?[ ,的]?({_CLOCK})(?:{_TO}({PERIOD})?({_CLOCK}))?"
    rf"|({PERIOD})?[ ]?({_HOUR}) ?[-~到至] ?({PERIOD})?({_CLOCK})"
    rf"|早({_HOUR})点?(?:[-~到至,、 ])?晚({_HOUR})点?(半)?(?![个人名元块]|(?<=\d)\d)"
    rf"|(?P<ln>[晚夜]上?(?P<ln1>{_HOUR})点?(?:[-~到至,、 ])?(?:第二天|次日)?早上?(?P<ln2>{_HOUR})点?(?P<ln3>半)?(?![个人名元块\d]))"
    rf"|(?P<eh>(?<![一二两三四五六七八九十\d])早(?P<ehn>[5-9]|十|[五六七八九])(?=[ ,。;!\n]|$))"
    rf"|({_MORNING})([4-9]|10)\.([0345]0)(?!\d|元|块)"
    rf"|({PERIOD})(\d{{1,2}}|{_HAN})[-~到](\d{{1,2}}|{_HAN})(?![\d.:个人名元块天号月岁斤亩吨点时来几百十])"
)
_QUICK = compiled(
    r"[点:时]|早[\d四五六七八九十]|[晚夜].?.?.?.?早|[早上晨]\d\.[0345]0|[早午晚上晌][\d一二三四五六七八九十]{1,3}[-~到][\d一二三四五六七八九十]"
)
_PARTS = compiled(rf"({_HOUR})(?:点钟?|:|时)({_MINUTE}|\d\d)?")
Clock = tuple[int, int, int, int, int, int]  # start, end, begin hour, begin minute, end hour (-1: none), end minute


@lru_cache(maxsize=4096)
def _clock(words: str) -> tuple[int, int] | None:
    found = _PARTS.match(words)
    if not found:
        return None
    hour = value(found[1])
    if hour is None:
        return None
    return int(hour), _minute(found[2] or "")


def _minute(words: str) -> int:
    if words in _MINUTES:
        return _MINUTES[words]
    number = value(words.strip("过分零")) if words.strip("过分零") else 0.0
    return int(number or 0) % 60


_MINUTES = {"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45, "零五": 5}


@lru_cache(maxsize=256)
def part(period: str | None) -> str:
    """The part of the day a word names: "night", "morning", "noon", "evening", or "" for none."""
    if not period:
        return ""
    if re.fullmatch(_NIGHT, period):
        return "night"
    if re.fullmatch(_MORNING, period):
        return "morning"
    return "noon" if re.fullmatch(_NOON, period) else "evening"


def hour_of_day(hour: int, period: str | None) -> int:
    """The hour on 24: 下午两点 is 14, 晚上12点 is 0, 中午1点 is 13, 夜里2点 is 2, a bare 2点 is 14."""
    which = part(period)
    if which == "noon":
        return hour + 12 if hour < 5 else hour
    if which == "evening":
        if hour == 12:
            return 12 if period in ("下午", "后晌") else 0
        if hour < 4 and period not in ("下午", "后晌", "后半晌", "下半晌"):
            return hour
        return hour + 12 if hour < 12 else hour % 24
    if (
        which == "night"
        and period not in ("凌晨", "后半夜", "天亮", "天不亮", "天没亮", "天未亮")
        and (8 if period == "半夜" else 6) <= hour < 12
    ):
        return hour + 12
    if which == "night" and hour == 12:
        return 0
    if not which and 1 <= hour <= 3:
        return hour + 12
    return hour % 24


def _in_range(first: int, second: int, period: str | None, first_period: str | None) -> int:
    """The end hour of a range whose begin is `first` (on 24)."""
    if period:
        return hour_of_day(second, period)
    if second >= 13:
        return second % 24
    if part(first_period) == "evening" and second + 12 > first and second < 12:
        return second + 12
    if second <= first and second + 12 > first:
        return second + 12
    return second % 24


def find(text: str) -> list[Clock]:
    """Clock times and ranges in a plain text, left to right."""
    if not _QUICK.search(text):
        return []
    return [
        clock
        for match in PATTERN.finditer(text)
        if not _says_more(match, text) and (clock := _READERS[match.lastindex or 0](match, text)) is not None
    ]


def _says_more(match: re.Match[str], text: str) -> bool:
    """早一点来, 大一点的: a little more of something is no hour."""
    said, start = match[0], match.start()
    return said.endswith("一点") and len(said) < 4 and (said[0] in "早晚" or text[start - 1 : start] in _MORE)


def _read_clock(match: re.Match[str], text: str) -> Clock | None:
    """早六点半, 下午2点半到6点."""
    period_said, (start, end) = match[1], match.span()
    if period_said and start and text[start - 1] in _FEEDS:
        period_said, start = None, match.start(2)  # 管晌午,7点
    first = _clock(match[2])
    if not first:
        return None
    period = period_said or _before(text, start)
    if not period and 1 <= first[0] <= 3 and _EARLY.search(text, max(0, start - 14), start):
        period = "凌晨"  # 明早鸡叫头遍(三点来钟)
    second = _clock(match[4]) if match[4] else None
    if not second:
        return start, end, hour_of_day(first[0], period), first[1], -1, 0
    hour = _range_begin(first[0], second[0], period, match[3])
    if any(word in match[0] for word in _NEXT_DAY):
        return start, end, hour, first[1], hour_of_day(second[0], match[3] or "早上"), second[1]
    return start, end, hour, first[1], _in_range(hour, second[0], match[3], period), second[1]


def _range_begin(first: int, second: int, period: str | None, later_period: str | None) -> int:
    """The hour a range begins, on 24, by what is told of its end."""
    if period:
        return hour_of_day(first, period)
    if part(later_period) == "morning":
        if first == 12 and second < 10:
            return 0  # 夜班12点到早8点
        if 6 <= second + 1 <= first < 12:
            return first + 12  # 8点浇到早起5点
    if first <= 3 and later_period is None and second > first:
        return first + 12
    return hour_of_day(first, None)


def _read_bare_range(match: re.Match[str], text: str) -> Clock | None:
    """早7到11点: the first hour without its 点."""
    start, end = match.span()
    second, begin = _clock(match[8]), value(match[6])
    if not second or begin is None or begin >= 25:
        return None
    period = match[5] or _before(text, start)
    if not period and part(match[7]) == "" and _after_is_end(text, start):
        return None
    evening = match[7] if part(match[7]) == "evening" and begin < second[0] else None
    hour = hour_of_day(int(begin), period or evening)
    return start, end, hour, 0, _in_range(hour, second[0], match[7], period), second[1]


def _read_early_late(match: re.Match[str], text: str) -> Clock | None:
    """早八晚六."""
    begin, evening = value(match[9]), value(match[10])
    if begin is None or evening is None:
        return None
    return *match.span(), int(begin), 0, hour_of_day(int(evening), "晚上"), 30 if match[11] else 0


def _read_late_early(match: re.Match[str], text: str) -> Clock | None:
    """晚8到早8."""
    begin, dawning = value(match["ln1"]), value(match["ln2"])
    if begin is None or dawning is None:
        return None
    return *match.span(), hour_of_day(int(begin), "晚上"), 0, int(dawning) % 24, 30 if match["ln3"] else 0


def _read_early(match: re.Match[str], text: str) -> Clock | None:
    """八月一号早八."""
    return *match.span(), int(value(match["ehn"]) or 8), 0, -1, 0


def _read_dotted(match: re.Match[str], text: str) -> Clock | None:
    """早上6.30."""
    return *match.span(), int(match[19]), int(match[20]), -1, 0


def _read_hours(match: re.Match[str], text: str) -> Clock | None:
    """早7-11 下午1-6."""
    begin, until = value(match[22]), value(match[23])
    if not begin or not until or begin >= 25 or until >= 25:
        return None
    hour = hour_of_day(int(begin), match[21])
    return *match.span(), hour, 0, _in_range(hour, int(until), None, match[21]), 0


# By the last group of the grammar that a match filled.
_READERS: Final[dict[int, Callable[[re.Match[str], str], Clock | None]]] = {
    2: _read_clock,
    4: _read_clock,
    8: _read_bare_range,
    10: _read_early_late,
    11: _read_early_late,
    12: _read_late_early,
    16: _read_early,
    20: _read_dotted,
    23: _read_hours,
}
_NEXT_DAY = ("日", "第", "明", "隔", "■")


_EARLY = compiled(r"(?:[明今后]早|清早|清晨|凌晨|鸡叫|天不亮|天没亮)[^,。;\n]*$")
_FEEDS = frozenset("管包供")
_MORE = frozenset("早晚快大好高多少慢轻重远近细长短厚有")
_TONIGHT = compiled(r"[今明后当][天日]?晚|今夜|明夜|通宵|夜里")
_BY_DAY = compiled("[明今后]天(?![晚夜黑])|[号日](?![晚夜黑])")  # 夜里看窖的…前两样明天就来,8点
_DAYTIME = compiled("早|上午|中午|下午|凌晨|晌|半夜|天亮")


_REST_AFTER = compiled(r"[ (]?(?:是|为|中间)?(?:吃(?:中|午|晌午)?饭|休息|午休|歇晌|歇息)(?![自管包])")
_REST_BEFORE = compiled(r"(?:午休|休息|吃饭|歇晌)(?:时间)?[: 是]?$")


def without_rest(text: str, clocks: list[Clock]) -> list[Clock]:
    """The clock times without a range in which people rest (7:00-17:00,12:00-13:00吃饭)."""
    return [
        one
        for one in clocks
        if one[4] < 0 or not (_REST_AFTER.match(text, one[1]) or _REST_BEFORE.search(text, max(0, one[0] - 6), one[0]))
    ] or clocks


_HALF_DAY = 12


def by_night(text: str, clocks: list[Clock]) -> list[Clock]:
    """The first clock time moved to the evening where only the night was told before it: 明晚卸肥料,九点集合."""
    start, end, hour, minute, close, close_minute = clocks[0]
    tonight = _TONIGHT.search(text, 0, start)
    if (
        not tonight
        or _BY_DAY.search(text, tonight.end(), start)
        or not 5 <= hour < 12
        or _DAYTIME.search(text, 0, end)
        or part(_before(text, start))
    ):
        return clocks
    if hour < close <= _HALF_DAY:
        close = (close + _HALF_DAY) % 24
    return [(start, end, hour + 12, minute, close, close_minute), *clocks[1:]]


_PERIOD_BEFORE = compiled(rf"({PERIOD})(?:[ ,的就是]|大概|差不多|约)*$")


def _before(text: str, start: int) -> str | None:
    if start < 1:
        return None
    found = _PERIOD_BEFORE.search(text, max(0, start - 6), start)
    return found[1] if found else None


def _after_is_end(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start] in ("干到", "做到")


def _period_of(text: str, start: int) -> str | None:
    found = _PERIOD_START.match(text, start)
    return found[0] if found else None


_PERIOD_START = compiled(PERIOD)
_END_AFTER = compiled(
    r" ?(?:能|可以|就能|就可以|(?:就|准时)(?=下班|收工|结束|完工|放工|收[摊园]|关[门店]))?(?:走|关[门店]|下班|收工|结束|完工|放工|收[称秤摊园]|收(?=[ ,。;!\n]|$)|就能完|能完|就完(?!给|结|付)|回|撤|打烊|之前弄完|前弄完|(?:弄|干|做)完(?!就给|就结|给钱|就付|当)|就行|散)"
)
_COMES = compiled(r"点(?:半|钟|\d\d)?(?:来|上班|到岗|开门)")
_END_LEAD = compiled(
    r"(?<![改提挪推迟约定前就])(?:干到|做到|忙到|到|至|下班|收工|结束|[-~])(?:第二天|次日|明天|明早|明)?(?:时间)?[: 是]?$"
)


# 灰车早上八点到,人七点半到: the goods come, and then the people.
_OF_GOODS = compiled(r"(?:(?:灰|料|货|砖|水泥|沙|拉货的?|泵|罐)车|料|货)(?:[早晚]上|上午|下午)?$")


_SHIFT = compiled(r"(?:[早白中晚夜ABC甲乙]|[大小]夜|[一二三])班(?:次|:|是|的|从|时间|上午|下午|晚上|早上| )*$")
# 十一点半管饭一点上工: when people eat.
_FED = compiled("(?:就|准时)?(?:开饭|[管送](?:午|中|晌午)?饭|吃(?:午|中|晌午)?饭)")
# 下午五点过秤给现钱: when the crop is weighed or the pay handed over.
_OF_PAY = compiled(
    r"(?:就|左右|准时|开始|统一|以?前|再|,)*(?:过[秤称磅]|称重|结[账钱]|结工|给钱|给现|发钱|发工[资钱]|算[账钱]|付钱|报名|打电话|截止)"
)


def _in_the_afternoon(text: str, hour: int, ends: re.Match[str] | None) -> bool:
    """Whether work ends at this hour after noon where no begin is told: 五点收工, and no night is."""
    return 2 < hour < 9 and ends is not None and ("收" in ends[0] or "下" in ends[0]) and not _BY_NIGHT.search(text)


_BY_NIGHT = compiled("[夜晚黑]|凌晨|通宵")
_GOES = compiled(r"[ ,。;!\n]|$")
_MORNING_TOLD = compiled("早|白天|上午")  # 早上送下午接,晚上七点走


def day(text: str, clocks: list[Clock]) -> tuple[time | None, time | None, int, int]:
    """(begin, end, start and end of the words) of the working day that all clock times together tell."""
    begin: tuple[int, int] | None = None
    close: tuple[int, int] | None = None
    first = last = -1
    if ("过" in text or "结" in text or "钱" in text or "称" in text or "报名" in text) and clocks:
        clocks = [one for one in clocks if one[4] >= 0 or not _OF_PAY.match(text, one[1])]
    if len(clocks) > 1 and "饭" in text:
        clocks = [
            one for one in clocks if not (11 <= one[2] <= 13 and one[4] < 0 and _FED.match(text, one[1]))
        ] or clocks
    if len(clocks) > 1 and "班" in text and _SHIFT.search(text, max(0, clocks[0][0] - 6), clocks[0][0]):
        told = [one for one in clocks if one[4] >= 0 and _SHIFT.search(text, max(0, one[0] - 6), one[0])]
        if len(told) > 1:
            return None, None, -1, -1  # 早班9点到5点,晚班2点到10点: one of them
    if len(clocks) > 1 and clocks[0][2] < 18 and all(one[4] >= 0 for one in clocks):
        clocks = sorted(clocks, key=lambda one: (one[2], one[3]))  # 下午3点到6点,早7点到11点
    if len(clocks) > 1:
        clocks = [one for one in clocks if not _OF_GOODS.search(text, max(0, one[0] - 6), one[0])] or clocks
    for start, end, hour, minute, end_hour, end_minute in clocks:
        if end_hour < 0:
            if (
                begin
                and close is None
                and hour < begin[0]
                and begin[0] < 12
                and part(_before(text, end - 1) or _period_of(text, start)) in ("morning", "night")
            ):
                begin = begin[0] + 12, begin[1]
            leads = start and _END_LEAD.search(text, max(0, start - 6), start)
            if leads and last > 0 and (of_last := _END_AFTER.match(text, last)) and of_last.end() >= start - 1:
                leads = None  # 下午四点收工 早六点: the words of an end are of the hour before them
            ends = _END_AFTER.match(text, end)
            leaves = (
                ends
                and not begin
                and ("走" in ends[0] or "下班" in ends[0])
                and len(clocks) > 1
                and _COMES.search(text, end)
            )
            parts = ends and len(clocks) == 1 and hour > _HALF_DAY and "走" in ends[0] and _GOES.match(text, ends.end())
            parts = parts and _MORNING_TOLD.search(text, 0, start)
            if leaves or leads or parts or (ends and (begin or compiled("[完收下结]").search(ends[0]))):
                late = hour <= begin[0] if begin else _in_the_afternoon(text, hour, ends) and len(clocks) == 1
                late = late and hour < 12 and not _before(text, start) and not part(_period_of(text, start))
                close = hour + 12 * late, minute  # 七点到三点收工; 五点收工 where no night is told
            elif begin is None:
                begin = hour, minute
            elif close is None and 0 <= start - last <= 1 and text[start] in "晚下" and hour > begin[0]:
                close = hour, minute  # 早7:30晚5:30
            else:
                continue
        else:
            begin = begin or (hour, minute)
            close = end_hour, end_minute
        first = start if first < 0 else first
        last = end
    return (
        time(begin[0] % 24, begin[1]) if begin else None,
        time(close[0] % 24, close[1]) if close else None,
        first,
        last,
    )
