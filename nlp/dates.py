# ruff: noqa: E501 - a line of grammar is not wrapped
"""Dates against a given day: 明儿, 下周三, 18号到20号, 腊月初六, 国庆后, 三天后, 月底.

A found date keeps its last day where the words name a range, and a second reading where two stand (十月十七).
"""

from __future__ import annotations

from datetime import date, timedelta

from nlp import date_forms
from nlp.date_forms import DAY, Found
from nlp.months import in_month
from nlp.patterns import compiled

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
    rf"|(?:(20\d\d|二零[二三][零一二三四五六七八九])[年./-])?({MONTH})(?:月|(?<=\d)-(?=0[1-9](?![\d.:点个人名元块天岁%-]))|(?<=\d)/(?=(?:[12]\d|3[01]|0?[1-9])(?![\d/天人元块]))|(?<=\d)[./](?=(?:0?[1-9]|[12]\d|3[01])(?:号|日|[-~到至]+\d{{1,2}}[./]\d|开|上[班岗工]|到岗|报到|进[场厂]|入职|起|去|要|[ ,。;\n]|\.(?!\d)|$)|(?:(?<=^\d\d.)|(?<=[ \n]\d\d.)|(?<=^\d.)|(?<=[ \n]\d.))(?=(?:0[1-9]|[12]\d|3[01])[摘套采卸装掰挖割收刨打锄疏剪栽搬招找上下早晚])))({DAY}(?![\d块元百千万]))?(?:号|日(?!结|薪|工资))?"  # 7 8 9
    rf"|(?<!百)(?:(?<!百[一二三四五六七八九])|(?=十|二十|三十))(?!一日 ?[\d一二两三四五六七八九给包])({DAY})(?:号(?!人(?![到来齐去])|冷?库|大?棚|楼|院(?!子里)|车间|产?线|仓|井|塘|地块|店|窗口|桌|厂(?!里)|馆|基地|温室|宿舍楼|岗|桥|坑|矿|标段|桩|机(?!场)|公路|泵|渠|闸|码头)|日(?!结|薪|工|均|入|赚))"  # 10
    rf"|(?<![\d元块百千毛工钱])([一二两三四五六七八九十\d]{{1,3}}|半)(天|日|个?星期|个?礼拜|周|个月)(?:后|以后|之后|过后)(?!天|日|面|晌|头|院|半))"  # 11 12
    rf"|(?:农历|阴历|旧历|古历)?(正月|腊月|冬月|[正腊](?=初|廿))({LUNAR_DAY}|底|月底)?"  # 13 14
    rf"|(农历|阴历|旧历|古历)({MONTH})月({LUNAR_DAY})"  # 15 16 17
    rf"|(?:年|大年|农历|阴历|过年)?((?<![当最])初[一二三四五六七八九十\d]0?(?![百千])|廿[一二三四五六七八九]|(?<=[农阴旧]历)(?:二十[一二三四五六七八九]?|十[一二三四五六七八九]?|三十)(?!月))(?![中期级步数英语物化历政毕文的]|学生|年级)"  # 18
    rf"|(下下?个?|本|这个?|上)?(?:周|星期|礼拜)({_WEEKDAY})(?![年岁个天]|\d(?!\d?[点:时]|\d\d(?!\d)))|(下下?个?|这个?|本)?周末(?!双休|休|单休|轮休|正常|不)"  # 19 20 21
    rf"|(下个?月|本月|这个月|当月|月|下下个?月|年)(底|初(?![一二三四五六七八九十])|中|末|头|尾)"  # 22 23
    rf"|(下个?月|本月|这个?月|下下个?月)(?:({DAY})(?:[号日]|(?![\d一二三四五六七八九十点个人名元块月年天斤亩百千毛]))|(初[一二三四五六七八九十]))"  # 24 25 26
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
_OFF_AFTER = compiled(r"(?:先|就|要|都|得)*(?:休息|休|停|歇|放假|不(?:干|做|来|上|开|摘|收|用))")


__all__ = ["LUNAR_DAY", "MONTH", "Found", "find"]


def find(text: str, today: date) -> list[Found]:
    """Dates in a plain text, left to right, ranges joined (18号到20号, 明天后天两天, 周一到周五)."""
    if not _QUICK.search(text):
        return []
    found: list[Found] = []
    for match in PATTERN.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        one = date_forms.read(match, text, today)
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
                if one.rule == before.rule == "weekday" and day < last_day and text[before.start] == "下":
                    day += timedelta(days=7)  # 下周三、周四
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
