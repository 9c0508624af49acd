# ruff: noqa: E501 - a line of grammar is not wrapped
"""Dates against a given day: 明儿, 下周三, 18号到20号, 腊月初六, 国庆后, 三天后, 月底.

A found date keeps its last day where the words name a range, and a second reading where two stand (十月十七).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from nlp import feasts, weekdays
from nlp.feasts import next_solar
from nlp.lunar import lunar, next_lunar
from nlp.numbers import value
from nlp.patterns import compiled

_DAY = r"(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九]|[12]\d|3[01]|0?[1-9])"
MONTH = r"(?:十[一二]|[一二三四五六七八九十]|1[0-2]|0?[1-9])"
LUNAR_DAY = r"(?:初[一二三四五六七八九十\d]0?|十[一二三四五六七八九]|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十|[12]\d|30)"
_WEEKDAY = r"[一二三四五六日天1-6]"
_SOON = r"大+后[天日儿个]|外后[天日儿]|后[天日儿]个?|后个|(?<=[早晚,、和])后(?=[早晚][^\d])|今明(?=两[天日])|今明[天日]|明后[天日儿]|明后(?=两[天日])|明[天日儿个]个?|明(?=[早晚上下中前后晌凌黑起])|赶明儿?个?|今[天日儿个]个?|今(?=[早晚上下中前后晌凌黑夜])|第二天|次日|隔天|翌日|听日|明朝|后朝|(?<=[ ,])明(?=[ ,])|后(?=[早晚](?:上|\d|[一二三四五六七八九十]))"
# A number that can be part of a date: what follows tells at once, so that 150一天 is not tried as one.
_NUMERIC = r"(?=[\d零一二两三四五六七八九十廿半]{1,4}(?:个?[月星礼]|[号日./年周天-]))"
_NOT_IN_SUM = r"(?<![百千十毛块点\d一二两三四五六七八九])"
_NOT_MEASURED = r"(?!社区|村|路|[天斤亩吨个车趟筐箱棵件晚小平米桶])"
PATTERN = compiled(
    rf"({_SOON})"  # 1
    rf"|{_NUMERIC}(?:(20\d\d)[-./](\d{{1,2}})[-./](\d{{1,2}})(?!\d)"  # 2 3 4
    rf"|({MONTH})月(初[一二三四五六七八九十]|廿[一二三四五六七八九]?)"  # 5 6
    rf"|(?:(20\d\d|二零[二三][零一二三四五六七八九])[年./-])?({MONTH})(?:月|(?<=\d)-(?=0[1-9](?![\d.:点个人名元块天岁%-]))|(?<=\d)/(?=(?:[12]\d|3[01]|0?[1-9])(?![\d/天人元块]))|(?<=\d)[./](?=(?:0?[1-9]|[12]\d|3[01])(?:号|日|[-~到至]+\d{{1,2}}[./]\d|开|上[班岗工]|到岗|报到|进[场厂]|入职|起|去|要|[ ,\n]|$)|(?:(?<=^\d\d.)|(?<=[ \n]\d\d.)|(?<=^\d.)|(?<=[ \n]\d.))(?=(?:0[1-9]|[12]\d|3[01])[摘套采卸装掰挖割收刨打锄疏剪栽搬招找上下早晚])))({_DAY}(?![\d块元百千万]))?(?:号|日(?!结|薪|工资))?"  # 7 8 9
    rf"|(?<!百)(?:(?<!百[一二三四五六七八九])|(?=十|二十|三十))(?!一日 ?[\d一二两三四五六七八九给包])({_DAY})(?:号(?!人(?![到来齐去])|冷?库|大?棚|楼|院(?!子里)|车间|产?线|仓|井|塘|地块|店|窗口|桌|厂(?!里)|馆|基地|温室|宿舍楼|岗|桥|坑|矿|标段|桩|机(?!场)|公路|泵|渠|闸|码头)|日(?!结|薪|工|均|入|赚))"  # 10
    rf"|(?<![\d元块百千毛工钱])([一二两三四五六七八九十\d]{{1,3}}|半)(天|日|个?星期|个?礼拜|周|个月)(?:后|以后|之后|过后)(?!天|日|面|晌|头|院|半))"  # 11 12
    rf"|(?:农历|阴历|旧历|古历)?(正月|腊月|冬月|[正腊](?=初|廿))({LUNAR_DAY}|底|月底)?"  # 13 14
    rf"|(农历|阴历|旧历|古历)({MONTH})月({LUNAR_DAY})"  # 15 16 17
    rf"|(?:年|大年|农历|阴历|过年)?((?<![当最])初[一二三四五六七八九十\d]0?(?![百千])|廿[一二三四五六七八九]|(?<=[农阴旧]历)(?:二十[一二三四五六七八九]?|十[一二三四五六七八九]?|三十)(?!月))(?![中期级步数英语物化历政毕文的]|学生|年级)"  # 18
    rf"|(下下?个?|本|这个?|上)?(?:周|星期|礼拜)({_WEEKDAY})(?![\d年岁个天])|(下下?个?|这个?|本)?周末(?!双休|休|单休|轮休|正常|不)"  # 19 20 21
    rf"|(下个?月|本月|这个月|当月|月|下下个?月|年)(底|初(?![一二三四五六七八九十])|中|末|头|尾)"  # 22 23
    rf"|(下个?月|本月|这个?月|下下个?月)(?:({_DAY})(?:[号日]|(?![\d一二三四五六七八九十点个人名元块月年天斤亩百千毛]))|(初[一二三四五六七八九十]))"  # 24 25 26
    rf"|(元旦|国庆节?|(?<![\d二三四五六七八九百零])十一(?=过后|过完|以后|之后|长假|假期|节|后)|{_NOT_IN_SUM}五一{_NOT_MEASURED}|劳动节|清明节?|端午节?|中秋节?|元宵节?|春节|三八节|{_NOT_IN_SUM}六一{_NOT_MEASURED}|重阳节?|七夕节?|中元节|情人节|妇女节|教师节|圣诞节?|双十一|双十二|除夕|冬至|小年|大年三十|年三十|腊八节?(?![粥蒜豆面]))(?:放?假|长假|那天|当天)?(第二天|次日|隔天|过后|过完后?|过了|以后|之后|后(?!天|厨|日|勤|晌|头|面|边|一天))?(前|之前|以前)?"  # 27 28 29
    rf"|(立春|雨水|惊蛰|春分|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪|小寒|大寒)(那天|当天|前一天|(?=[ ,。;\n]|$|来)(?<!雨水)(?<!大雪)(?<!小雪)(?<!小满)|开始|起|第二天|次日|过后|以后|之后|后(?!天|勤|厨)|一过|(?<=[到至]..))"  # 30 31
    rf"|(现在(?=就|马上|开始|过来|来|去|上班|走|开工|动手|干|,|。|!| |$)|马上(?!要)|马上要|马上就?|立马|立刻|即刻|(?:眼下|眼前|当下)(?=就|开始|来|走)|即日起?)"  # 32
    rf"|(?:再过|(?<![\u4e00-\u9fa5])过|隔)([一二两三四五六七八九十]|\d{{1,2}})(天|个?星期|个?礼拜)(?!后|以后|之后|一|就?(?:[结发给付算](?!了)|开(?:钱|支|资|工资|工钱)))"  # 33 34
)
_QUICK = compiled(
    r"[今明后寒春雨惊谷夏小芒暑秋露霜雪立月周号日初正腊冬旦庆节秋午清五一十八除冬至礼期末现马立眼即廿第次隔翌后七情妇教圣]|过[一二两三四五六七八九十\d]|\d[./-]\d"
)
_JOIN_RANGE = compiled(
    r"^ ?(?:开始|起|号|日|上岗|到岗|开工|进场|上工|早上|晚上|上午|下午|晚|早)? ?(?:-+|~+|到|至|直到|干到|做到|一直到|截止到?) ?(?:次年|明年|来年|第二年|今年)?的?$"
)
# A day told more exactly in parentheses.
_MEANT = compiled(r"^[\u4e00-\u9fa5]{0,4} ?\((?:阳历|公历|也?就是|即|是)?[: ]?$")
_EITHER = ("或", "或者", "或是", ",或", ",或者")
_JOIN_AND = compiled(r"^[晚早]? ?(?:、|和|跟|与|及|,|还有|同|以及)? ?$")


__all__ = ["Found", "find", "in_month", "lunar", "month_end", "next_day_of_month", "next_lunar", "next_solar", "whole"]


class Found(NamedTuple):
    """A date in a text: where, the day, the last day of a range (or None), the rule, and another reading."""

    start: int
    end: int
    day: date
    last: date | None
    rule: str
    other: date | None = None


def in_month(today: date, months: int, day: int) -> date | None:
    """Day `day` of the month `months` after that of `today`."""
    index = today.year * 12 + today.month - 1 + months
    try:
        return date(index // 12, index % 12 + 1, day)
    except ValueError:
        return None


def next_day_of_month(today: date, day: int) -> date | None:
    """The next `day`th: this month's where it is not over, else next month's."""
    for months in range(4):
        found = in_month(today, months, day)
        if found and found >= today:
            return found
    return None


def month_end(today: date, months: int = 0) -> date:
    """The last day of the month `months` after that of `today`."""
    first = in_month(today, months + 1, 1)
    return (first or today) - timedelta(days=1)


def whole(words: str) -> int:
    """The number of a day or month word: 廿七 is 27, 初十 is 10."""
    number = value(words.replace("廿", "二十").lstrip("初")) if words != "初十" else 10.0
    return int(number or 0)


_RANGE_MARKS = frozenset("-~到至")
_NEXT_DAY = frozenset(("第二天", "次日", "隔天"))


def _soon(words: str) -> int:
    if words.startswith("大"):
        return 2 + words.count("大")
    if words.startswith("外后"):
        return 3
    if words[0] == "后":
        return 2
    return 0 if words[0] == "今" else 1


def _month_day(today: date, year: str | None, month: int, day: int) -> date | None:
    if year:
        number = int(year) if year.isdecimal() else _whole_year(year)
        try:
            return date(number, month, day)
        except ValueError:
            return None
    return next_solar(today, month, day)


def _whole_year(words: str) -> int:
    return int("".join(str("零一二三四五六七八九".index(letter)) for letter in words))


def find(text: str, today: date) -> list[Found]:
    """Dates in a plain text, left to right, ranges joined (18号到20号, 明天后天两天, 周一到周五)."""
    if not _QUICK.search(text):
        return []
    found: list[Found] = []
    for match in PATTERN.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        one = _read(match, text, today)
        if one is None:
            continue
        if found:
            before = found[-1]
            between = text[before.end : one.start]
            if len(between) < 9 and before.last is None and _JOIN_RANGE.match(between):
                last = one.last or one.day
                if one.rule == "day-of-month" and before.rule.startswith("month-day"):
                    last = in_month(before.day, 0, last.day) or last
                if last < before.day and one.rule == "weekday":
                    last += timedelta(days=7)
                elif last < before.day:
                    last = _later(before.day, one, last)
                found[-1] = Found(before.start, one.end, before.day, last, before.rule + "-range", before.other)
                continue
            if _MEANT.match(between) and text[one.end : one.end + 1] == ")" and one.last is None:
                day = one.day
                if one.rule == "day-of-month" and before.rule == "month-edge":
                    day = in_month(before.day, 0, day.day) or day
                found[-1] = Found(before.start, one.end + 1, day, before.last, "month-day")  # 八月底报到(27号)
                continue
            if between in _EITHER:
                continue  # 明天或后天: the first of them
            if len(between) < 4 and _JOIN_AND.match(between):
                last_day = before.last or before.day
                day = one.day
                if one.rule == "day-of-month" and before.rule == "month-day":
                    day = day.replace(year=last_day.year, month=last_day.month) if day.day < 29 else day
                if day == last_day + timedelta(days=1) and not (between and _OFF_AFTER.match(text, one.end)):
                    found[-1] = Found(before.start, one.end, before.day, day, before.rule, before.other)
                    continue
        found.append(one)
    return found


def _later(first: date, one: Found, last: date) -> date:
    """The end of a range that read as before its begin: 28号到3号, 12月30日到1月3日."""
    for months in range(1, 14):
        moved = in_month(last, months, last.day)
        if moved and moved >= first:
            return moved
    return last


def _read(match: re.Match[str], text: str, today: date) -> Found | None:
    (soon, iso_year, iso_month, iso_day, plain_month, plain_day, year, month, day, day3, count, unit,
     lunar_month, lunar_day, marked, marked_month, marked_day, first_days, which, weekday, weekend,
     of_month, edge, of_month2, day2, early, holiday, after, before, term, on_term, now, past, past_unit) = match.groups()  # fmt: skip
    start, end = match.span()
    count, unit = count or past, unit or past_unit
    day_found: date | None = None
    last: date | None = None
    other: date | None = None
    rule = ""
    if soon in _NEXT_DAY and text[start - 1 : start] in _RANGE_MARKS and start:
        return None  # 晚8点-次日早4点
    if weekday and text[end : end + 1] in ("发", "结", "清", "付") and text[start - 1 : start] in ("一", "每"):
        return None  # 一周一发
    if soon:
        offset = _soon(soon)
        day_found, rule = today + timedelta(days=offset), "soon"
        if soon.startswith(("明后", "今明")):
            last = day_found + timedelta(days=1)
    elif iso_year:
        try:
            day_found, rule = date(int(iso_year), int(iso_month), int(iso_day)), "month-day"
        except ValueError:
            return None
    elif plain_month:
        day_found, rule = next_lunar(today, whole(plain_month), whole(plain_day)), "lunar"
    elif month:
        if not day:
            if (
                not year
                and _MONTH_ONLY.search(text, max(0, start - 3), start)
                and not _UNTIL.search(text, max(0, start - 4), start)
            ):
                return None
            return _whole_month(text, start, end, today, month)
        day_found, rule = _month_day(today, year, whole(month), whole(day)), "month-day"
        tail = _SAME_MONTH.match(text, end)
        if tail and not year:
            last = _month_day(today, None, whole(month), whole(tail[1]))
            if last and day_found and last > day_found:
                end = tail.end()
            else:
                last = None
        if not month.isdecimal() and not day.isdecimal() and text[end - 1] not in "号日" and last is None:
            other = next_lunar(today, whole(month), whole(day))
            if other and day_found and (day_found - today).days > _FAR and 0 <= (other - today).days < _NEAR:
                day_found, other, rule = other, day_found, "lunar"  # 八月十六 said in late September
            if match[0] == "八月十五":  # always said of the feast
                day_found, other, rule = other, None, "lunar"
    elif lunar_month:
        if not lunar_day:
            return None
        number = {"正": 1, "腊": 12, "冬": 11}[lunar_month[0]]
        wanted = 30 if "底" in lunar_day else whole(lunar_day)
        day_found, rule = next_lunar(today, number, wanted), "lunar"
    elif marked:
        day_found, rule = next_lunar(today, whole(marked_month), whole(marked_day)), "lunar"
    elif first_days:
        day_found, rule = _next_lunar_day(today, text, start, whole(first_days)), "lunar-day"
    elif weekday:
        day_found, rule = weekdays.day(today, which, weekday), "weekday"
        if weekday == "末":
            last = day_found + timedelta(days=1)
        elif days := weekdays.listed(text, end, weekday):
            last, end = day_found + timedelta(days=days[-1] - days[0]), end + len(days) - 1  # 周一三五
        elif weekday == "六" and text[end : end + 1] in "日天" and text[end : end + 1]:
            last, end = day_found + timedelta(days=1), end + 1
    elif match[0].endswith("周末"):
        day_found, rule = weekdays.day(today, weekend, "六"), "weekend"
        last = day_found + timedelta(days=1)
    elif of_month:
        day_found, rule = _edge(today, of_month, edge), "month-edge"
    elif of_month2:
        months = 0 if of_month2[0] in "本这" else of_month2.count("下")
        if early:
            day_found, rule = _of_lunar_month(today, months, whole(early)), "lunar-day"
        else:
            day_found, rule = in_month(today, months, whole(day2)), "month-day"
    elif day3:
        if text[end - 1] == "日" and text[start - 1 : start] in ("做", "干", "共", "满", "续", "连", "期", "作"):
            return None  # 工作十五日
        day_found, rule = next_day_of_month(today, whole(day3)), "day-of-month"
        lead = _DAY_BEFORE.search(text, max(0, start - 10), start) or (
            _DAY_ADJOINED.search(text, max(0, start - 5), start) if text[start] in "二三十" else None
        )
        if lead and day_found and whole(lead[1]) < whole(day3):
            first = next_day_of_month(today, whole(lead[1]))
            if first:
                start, last = lead.start(), in_month(first, 0, whole(day3))
                day_found = first
    elif holiday:
        day_found, rule = feasts.day_of(holiday, today), "holiday"
        if day_found and after:
            day_found += timedelta(days=1 if after in _NEXT_DAY else feasts.AFTER.get(holiday.removesuffix("节"), 1))
        elif day_found and before == "前" and (eve := _EVE.match(text, end)):
            day_found, end = day_found - timedelta(days=int(value(eve[1] or "一") or 1)), eve.end()  # 中秋前一天
        elif before or (not after and holiday in ("春节", "十一")):
            return None
    elif count:
        number_of = 0.5 if count == "半" else (value(count) or 0)
        if unit in ("天", "日"):
            day_found = today + timedelta(days=int(number_of))
        elif unit.endswith("月"):
            day_found = (
                today + timedelta(days=15) if count == "半" else in_month(today, int(number_of), min(today.day, 28))
            )
        else:
            day_found = today + timedelta(days=int(number_of * 7))
        rule = "in-days"
    elif term:
        day_found, rule = feasts.term(today, term), "holiday"
        if on_term not in ("那天", "当天", "开始", "起", ""):
            day_found += timedelta(days=-1 if on_term == "前一天" else 1)
    elif now:
        day_found, rule = today, "now"
    run = _HOLIDAY_RUN.match(text, end) if rule == "holiday" and day_found and last is None and not term else None
    if run and day_found and not after and not before:
        last = day_found + timedelta(days=max(0, int(value(run[1]) or 1) - 1))
    after_it = _DAY_AFTER.match(text, end) if day_found and last is None and rule != "soon" else None
    if day_found and after_it:
        day_found, end = day_found + timedelta(days=1), after_it.end()
    if day_found is None or (rule == "month-edge" and (day_found - today).days > 330):
        return None
    return Found(start, end, day_found, last, rule, other)


_HOLIDAY_RUN = compiled(r"(?:假期?|小?长假|期间|那|这|放假|的)*([二两三四五六七八2-8])天")
_EVE = compiled("([一两二三四五])[天日晚]|夜")
_DAY_AFTER = compiled(r"(?:[\u4e00-\u9fa5]{0,3}天)?(?:的?(?:后一天|第二天|次日|隔天)|过后一天)")
_SAME_MONTH = compiled(rf"(?:-+|~+|到|至|、)({_DAY})(?:号|日|(?![\d点:个人名元块月年天./]))")
_UNTIL = compiled(r"[到至](?:明年|来年|今年|次年)?$")
_MONTH_ONLY = compiled(r"[每个年\d]$")


def _whole_month(text: str, start: int, end: int, today: date, month: str) -> Found | None:
    """三月底, 9月初, 10月中旬; a bare month names no day."""
    edge = _EDGE.match(text, end)
    if not edge:
        until = _UNTIL.search(text, max(0, start - 4), start)
        if not until:
            return None
        start = until.start() + 1
        number = whole(month)
        ahead = (number - today.month) % 12
        return Found(start, end, month_end(today, ahead), None, "month-edge")
    number = whole(month)
    for year in (today.year, today.year + 1):
        first = date(year, number, 1)
        day = {
            "底": month_end(first),
            "末": month_end(first),
            "初": first,
            "头": first,
            "头一天": first,
            "第一天": first,
            "上旬": first,
        }.get(edge[1], date(year, number, 15))
        if (day - today).days > 330:
            return None
        if day >= today:
            return Found(start, edge.end(), day, None, "month-edge")
    return None


# A day said with no 号 that is so many days off is of the lunar year, where its lunar day is so near.
_FAR, _NEAR = 240, 60
_OFF_AFTER = compiled(r"(?:先|就|要|都|得)*(?:休息|休|停|歇|放假|不(?:干|做|来|上|开|摘|收|用))")
_DAY_BEFORE = compiled(rf"(?<![\d点:一二三四五六七八九十月])({_DAY})(?:、{_DAY}){{0,4}}(?:、|和|-|~|到|至)$")
# 二十五二十六号
_DAY_ADJOINED = compiled(
    r"(?<![百千十一二两三四五六七八九\d月])(十[一二三四五六七八九]|二十[一二三四五六七八九]?|三十)$"
)
_EDGE = compiled(r"(底|末|头一天|第一天|初|头(?=[两三四五几]天)|上旬|中旬|中)")


def _edge(today: date, of_month: str, edge: str) -> date | None:
    if of_month == "年":
        return date(today.year, 12, 31) if edge in "底末尾" else None
    months = of_month.count("下")
    if edge in "底末尾":
        return month_end(today, months)
    if edge == "中":
        return in_month(today, months, 15)
    if of_month == "月":
        return next_day_of_month(today, 1)
    return in_month(today, months, 1)


def _of_lunar_month(today: date, months: int, day: int) -> date | None:
    """下月初八: the day of the lunar month that is so many months on; 初 is said of lunar days alone."""
    since = today
    for _month in range(months):
        since = min(_lunar_days(since + timedelta(days=1), 1))
    return min(_lunar_days(since, day), default=None)


def _lunar_days(since: date, day: int) -> list[date]:
    """The next day of that number in each lunar month."""
    return [found for month in range(1, 13) if (found := next_lunar(since, month, day))]


def _next_lunar_day(today: date, text: str, start: int, day: int) -> date | None:
    """初八 with no month: the next one; near the new year that of the first month."""
    if start > 0 and text[start - 1] == "月":
        return None
    if text[start] == "年" and day >= 20:  # 年廿八
        return next_lunar(today, 12, day)
    best = min(_lunar_days(today, day), default=None)
    new_year = next_lunar(today, 1, 1)
    if (
        new_year
        and ("年" in text[max(0, start - 8) : start + 1] or "正" in text[max(0, start - 8) : start])
        and (new_year - today).days < 70
    ):
        return new_year + timedelta(days=day - 1)
    return best
