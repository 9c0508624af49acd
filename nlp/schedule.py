# ruff: noqa: E501 - grammar: lines are not wrapped, one condition a line
"""Which of the dates and lengths told are the first day, the last day and the length of the work."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from nlp import dates, streets
from nlp.numbers import value
from nlp.patterns import compiled
from nlp.quantities import LENGTH, Quantity
from nlp.segments import Group

# First day, last day, and what the first stands on: start, end, rule, another reading.
Days = tuple[date | None, date | None, tuple[int, int, str, date | None] | None]

_SKIP_DATE = compiled(
    r"(?:每个?月|次月|隔月|每|(?:之前|原来|原先|先前|本来|上次|刚才)(?:说|讲|定|发|通知)(?:的|是|好)?|预产期是?|生日|出生|截止到?|报名截止|去年|上次|之前|昨天|原定|原来|上个?月|下单|前|不是|本来(?:是|定)?|原本|原先(?:说|定|是)?|先前(?:说|定)?|本来说)$"
)
_SKIP_DATE_AFTER = compiled(
    r"(?:就|要|得|我|俺)*(?:回去|回城|回单位|复工|返岗)上班|(?:号|日)?(?:[早晚]上?|上午|下午|夜里)?(?:准时|按时|左右)?(?:开工大吉|开业大吉|开[业张][^。;\n]{0,3}提前|(?:之?前)?(?:先)?(?:(?:再|就|才|统一|统共|一起|一块儿?|一次性?|一并|一把|一总)*(?:结(?=[ ,。;!\n]|$|工|吧|的|一)|[发付给](?=[ ,。;!\n]|$|工?钱|工资|现)|清(?=[ ,。;!\n]|$)|算(?:账|钱|清|工)|拿钱|领钱)|报名|报到名|登记(?!上)|统计|定人|接龙|回话|回复|面试)(?!从|地)|发薪|发工资|开工资|结账|结清|结算|发钱|结婚的|报名截止|前报名|截止|前(?![晌半后])|之前|以前|出生|生日|(?:也|又|还)?(?:[要有会]|可能|怕)?[下落]?[大小暴]?[雨雪](?!衣)|的时候发|快?到了|来了?祝|快乐|将至|在即|临近|安康|(?:当天|那天)不|不用来|不[来干做去割摘收装采砍挖剪套掰拔打上开弄栽种](?![完成])|停工|休息|取消|(?:又|已经?|就)?(?:跑|走|来|叫|请|少|缺)了(?:[\d一二两三四五六七八九十几]|个)|(?:开学|开业|交房|入住|过年|结婚|交工|完工|下雨|放假|交货|开园)(?:之)?前|都?(?:补|结|发|给)[齐清完]了|收到|收的单|接到|说好|说的|讲的|讲好|约的|定的|发的|招的|登的|登记的)"
)
# A day on which nothing is done after all: 14号那个人齐了, 今天不打了, 明天动工不了.
_CALLED_OFF = compiled(
    r"(?:号|日)?(?:[早晚]上?|上午|下午|夜里)?(?:[^ ,。;\n\d]{0,8}(?:人(?:都|已经)?[齐满]了|招满|取消)|避开|除外|(?:就|先|都)?(?:不要人|不用人|不缺人|没活|没得活)|不[\u4e00-\u9fa5]{1,2}了(?!解)|[\u4e00-\u9fa5]{0,4}(?:不了|(?<!行)不行|(?<!成)不成|(?<!得)不得行|(?<!中)不中)(?=[ ,。;\n定是后明大下周星礼改]|$)|(?:我|俺|咱|家里|屋里)(?:们|家)?(?:人)?(?:都|又|还)?(?:不在(?!乎)|没在|没空|没时间|不得空|不得闲|有事|要出门|出门)(?=[ ,。;!\n大明后下周星礼]|$)|也?怕[落下])"
)
# The day told is moved by so many: 原说周三上工,预报有雨,往后推一天.
_POSTPONED = compiled(
    r"(?P<back>往前提|提前)了?(?P<n2>[一两二三四五1-5])天(?!电|微|通知|说|打|联系|报|告|讲|约|来)|(?:(?:往|向|朝|再)后(?:推|延|挪|拖|顺)?|顺延|推迟|延后|延迟|延期|推后|错后|推)(?:了|个)?(?P<n>[一两二三四五1-5])天(?![一工内就给])"
)
_ONLY_IF = compiled(r"(?:如|要是|若|遇|万一|雨天?|就|则|的话|怕|可能|也许|最多)[^,。;]{0,6}$")


_RAIN = r"(?:下雨|落雨|有雨|天不好|下雪|不行|来不了|赶不上)"
_THEN = r"(?:就|那就|那|再|则|往后|顺)?(?:改到?|推到?|推迟到?|顺延到?|延到?|等|换到?|往后推到?)?"
_RAIN_PLAN = compiled(
    rf"(?<![天日号儿])(?:(?:要是|如果|若|万一|实在){_RAIN}(?:了|的话)?[ ,]?{_THEN}|{_RAIN}(?:(?:了)?的话[ ,]?{_THEN}|[ ,]?(?=就|则|那就|顺延){_THEN}))$"
)


def _for_rain(text: str, start: int) -> bool:
    """Whether a day is told for the case alone that the first fails: 明天,下雨就后天."""
    return _RAIN_PLAN.search(text, max(0, start - 14), start) is not None


# 今天人没来够 明天继续要8个: of today it is only told how it went.
_FELL_SHORT = compiled(
    r"[^,。;!\n\d]{0,3}(?:人|人手|活)?(?:都|还|也)?(?:没|不)(?:来|到|招|够|干|摘|收|弄|做)(?:够|齐|完|多少|满|到)?"
)


def without_others(text: str, days: list[dates.Found]) -> list[dates.Found]:
    """The dates without those of another matter: a day for rain alone, one of a dearer rate, a house's number."""
    if len(days) > 1 and ("雨" in text or "万一" in text or "实在" in text):
        days = [one for one in days if not _for_rain(text, one.start)] or days
    if len(days) > 1 and days[0].rule == "soon" and _FELL_SHORT.match(text, days[0].end):
        days = days[1:]
    if len(days) > 1 and ("够了" in text or "满了" in text or "齐了" in text):  # 明天打核桃人够了,后天还差3个
        days = [one for one in days[:-1] if not _FULL.match(text, one.end)] + days[-1:]
    if "平时" in text or "平常" in text:  # 平时140,周末160
        days = [one for one in days if one.rule not in ("weekend", "weekday")]
    if "那" in text:  # 中秋那阵我电话换了: told of the past
        days = [one for one in days if not _BACK_THEN.match(text, one.end)]
    if "日" in text:
        days = [one for one in days if one.rule != "day-of-month" or not (_length_of(text, one) or _each(text, one))]
    if "号" in text:
        days = [one for one in days if not streets.is_house_number(text, one.start, one.end)]
    return days


_FULL = compiled(r"(?:的|[ ,]?[\u4e00-\u9fa5]{0,6}?[ ,]?)?(?:人|人手|数)?(?:都|已经)?(?:够|满|齐)了")
_BACK_THEN = compiled(r"(?:的)?那(?:阵|会儿?|时候?|段|几天|回|次)")
_ABOUT_SO_LONG = compiled(r"(?:大概|大约|差不多|约|工期|共|总共|一共|前后)(?:是|为|要|做|干|:)*$")
_A_SUM = compiled(r"[\d一二两三四五六七八九十百块元]$")
_TO_DO = compiled(r"(?:[做干用要]|工期)$")
_DONE_WITHIN = compiled(r"(?:左右)?(?:就|能|可以)*(?:[做干搞弄]完|完[成工]|之?内)|左右(?=[ ,。;\n]|$)")
_NO_LENGTH = compiled(r"(?:左右)?(?:早|上|下|晚|中午|[到至-]|开|进|报|去|上[工岗班])")


def _length_of(text: str, one: dates.Found) -> bool:
    """Whether a number of days is told rather than the day of a month: 大概5日做完."""
    if text[one.end - 1] != "日" or one.last or _NO_LENGTH.match(text, one.end):
        return False
    if _ABOUT_SO_LONG.search(text, max(0, one.start - 5), one.start):
        return True
    led = _TO_DO.search(text, max(0, one.start - 2), one.start)
    return led is not None or _DONE_WITHIN.match(text, one.end) is not None


def _each(text: str, one: dates.Found) -> bool:
    """Whether a sum is told for each day: 260一日."""
    return text[one.start : one.end] == "一日" and _A_SUM.search(text, max(0, one.start - 1), one.start) is not None


def moved(text: str, days: list[dates.Found]) -> list[dates.Found]:
    """The dates with the last one told before moved by the days that the text says; unmoved where it only might be."""
    found = _POSTPONED.search(text) if "天" in text else None
    before = [one for one in days if one.end <= (found.start() if found else 0)]
    if not found or not before or _ONLY_IF.search(text, max(0, found.start() - 10), found.start()):
        return days
    by = int(value(found["n"] or found["n2"]) or 0)
    day = before[-1].day + timedelta(days=-by if found["back"] else by)
    after = [one for one in days if one.start >= found.end()]
    return [dates.Found(found.start(), found.end(), day, None, "soon"), *after]


_CALLED_OFF_QUICK = compiled("[了不怕没]|取消|招满|避开|除外")
_START_AFTER = compiled(
    r"(?:早上|早|上午|下午|晚上|中午|一早|[)]|就能|就可以|就|能|可以|再|正式|准时|统一|起|,| |■)*(?:开始|报到|开工(?!大吉)|动工|上班|上岗|上工|出工|上户|进场|到岗|开园|开采|开摘|开砍|起|干活|干|进|上(?=[ ,。;]|$)|动手|下地|来|做|摘|要|去|用|走|集合|到|装[车货])"
)
_DATE_LEAD = compiled(r"(?:时间|日期|工期|开工|上班|用工|上岗|工作|干活|开始|到岗)(?:时间|日期)?[: 是]*$")
_FOR_ALL = compiled(r"(?:以上|均为?|全部|统一|岗位都|都是)[: 是]*$")
_HEADLINE = compiled(r"[ 的]*(?:用工|招工|零工|招聘|务工|岗位|劳务)*(?:信息|快讯|简报|播报|汇总|日报|速递|快报|周报)")
_HEADLINE_BEFORE = compiled(r"(?:信息|快讯|简报|播报|汇总|日报|速递|快报|周报|公告)[] :(\[]*$")
_END_TAIL = compiled(r"(?:就)?(?:结束|收工|完工|为止|止|走(?=[ ,。;!\n]|$)|撤|返|干完|做完|截止|完事|放假)")
_END_LEAD = compiled(r"(?:干到|做到|忙到|直到|一直到|做至|截止到?|结束|到|至)\Z")
_DAYS_NOT = compiled(
    r"(?:放|多发|多给|加发|奖|押|推|推了|往后|顺延|早|(?<!■)这|歇|隔离|培训|学习|休|休息|放假|每|第|经验|满|试用期?|试工期?|试岗期?|试做|试干|前的?|迟|压|拖|内|接下来|未来|头|超过|每周|一周|保质|工期提前|拖了|前|了|顺延|推迟|延后|延期|提前|晚|过去|过了|都过)[: ]*$"
)
_DAYS_AFTER = compiled(
    r" ?(?:算一|结一|给一|就走|就跑|的不要|没人|前(?!后)|以内|内(?!容)|一结|结|一换|一轮|一休|一发|经验|以上经验|班|的?假|休|歇|放|不|没|都没|一次|试用|大(?![干队棚])|龄|的(?:娃|宝|婴)|能(?:挣|赚|摘|拿|弄)|可以|最多|轻松|几|之前|多次|两头|天)"
)
_AT_ONCE = compiled(r"(?:早上|早|上午|下午|晚上|就|正式| |,)*(?:开始|开工(?!大吉)|动工|上班|上岗|上工|上户|到岗)")
_NOT_AN_END = compiled(r"(?:要等|得等|最早|起码|来|送|拉|人|车|约|排|定|推|移|挪|提前|换|调|推迟|改|等|拖|延)到$")
_THERE_AT = compiled(r"[点半]钟?到\Z")  # 七点到10月20日, run together: the hour, and the day
_ONLY_THEN = compiled(r"(?:等|最早|起码)到$")
_MOVED = compiled(r"(?:定在|定到|定成|推到|推迟到?|延到|延后到?|延期到?|挪到|移到|提前到|改到|改在|改成|改为|换到|改)$")
_RUSH = compiled(
    r"(?:号|日)?(?:(?:之|以)?前|(?=[要得必]|一定|务必))(?:一定|务必|必须|要|得|全部|全|都|给我)*(?:搞|弄|干|做|摘|收|挖|割|装|卸|砍|剪|套|清|赶|忙|整|拆|修|砌|铺|刷)?[\u4e00-\u9fa5]{0,3}?(?:完|利索|干净|光|好)"
)
_OFF = compiled(r"(?:[我俺](?:们)?(?:休|歇|回|放|在|看|不|自己|来替|替)|休|不|放|可以休|单休|双休|歇)")


_BY_NIGHT = compiled(r"[晚夜][^,。;\n]{1,8}[早凌清]")


def _called_off(after: str) -> bool:
    return _CALLED_OFF_QUICK.search(after) is not None and _CALLED_OFF.match(after) is not None


def of(text: str, days: list[dates.Found]) -> Days:
    """First and last day of work, of all the dates told."""
    best: dates.Found | None = None
    best_score = -9.0
    last: date | None = None
    if len(days) > 2:  # 后天,噢后天我不在,大后天吧
        off = {one.day for one in days if _called_off(text[one.end : one.end + 10])}
        days = [one for one in days if one.day not in off] or days
    for index, one in enumerate(days):
        before, after = text[max(0, one.start - 8) : one.start], text[one.end : one.end + 10]
        if one.last is None and one.rule != "soon" and _RUSH.match(after):
            last = last or one.day  # 赶在二十号前搞完
            continue
        if len(days) > 1 and after[:1] == "了" and one.rule not in ("soon", "now"):
            continue  # 年初六了工人都没回来
        before_end = one.last is not None and after[:1] == "前" and not one.rule.startswith("holiday")
        if not (before_end and _RUSH.match(after)) and (  # 十号开始,到月底前弄利索
            (before and _SKIP_DATE.search(before)) or _SKIP_DATE_AFTER.match(after) or _called_off(after)
        ):
            continue
        if one.rule in ("weekday", "weekend") and _OFF.match(after):
            continue
        if (
            one.rule
            in ("month-edge", "day-of-month", "month-day", "weekday", "holiday", "lunar", "lunar-day", "in-days")
            and one.last is None
            and ((before and _END_LEAD.search(before)) or (index and _END_TAIL.match(after)))
        ):
            if (
                index
                and one.day == days[index - 1].day + timedelta(days=1)
                and _BY_NIGHT.match(text, days[index - 1].end, one.end + 2)
            ):
                continue  # 26号晚10点到27号早5点: one night
            if not (_NOT_AN_END.search(before) or (index == 0 and _THERE_AT.search(before))):
                last = last or one.day
                continue
        if (
            one.rule == "weekday-range"
            and one.last
            and (one.last - one.day).days >= 4
            and text[one.start] not in "这本下"
        ) or text[one.start : one.end] in ("年底", "年末"):
            continue
        score = 1.0 - 0.1 * index
        if before and _MOVED.search(before):
            score += 2.0
        if _START_AFTER.match(after):
            score += 0.8
        if _AT_ONCE.match(after):
            score += 1.0
        if before and _DATE_LEAD.search(before):
            score += 1.0
        if before and _FOR_ALL.search(before):
            score += 1.5  # 以上均7月4日上岗
        if _HEADLINE.match(after) or (before and _HEADLINE_BEFORE.search(before)):
            score -= 1.0  # 零工快讯 7月3日
        if one.last:
            score += 0.4 if "起" not in text[one.start : one.end] and "开始" not in text[one.start : one.end] else 1.2
        if one.rule == "now":
            score -= 0.7
        if one.rule == "holiday" and len(days) > 1:
            score -= 0.8
        if score > best_score:
            best, best_score = one, score
    if best is None:
        return None, last, None
    end = best.last or (last if last and last >= best.day else None)
    if best.last is None and last is None:
        for one in days:
            if (
                one is not best
                and one.day > best.day
                and one.rule != "soon"
                and not _BY_NIGHT.match(text, best.end, one.end + 2)
                and _END_LEAD.search(text[max(0, one.start - 4) : one.start])
                and not _ONLY_THEN.search(text, max(0, one.start - 4), one.start)
            ):
                end = one.day
    return best.day, end, (best.start, best.end, best.rule, best.other)


def of_group(text: str, days: list[dates.Found], groups: list[Group], index: int) -> Days | None:
    """The dates of one group where they are told inside its stretch; None where the dates are meant for all."""
    days = [one for index, one in enumerate(days) if not index or one.day != days[index - 1].day or one.last]
    if (only := _in_parentheses(text, days, groups)) is not None:
        return of(text, days) if only == index else (None, None, None)  # 另临时洗碗1(120/天,9月12日13日)
    if len(days) == len(groups) and all(
        day.end <= one.start and (number == 0 or day.start >= groups[number - 1].start)
        for number, (day, one) in enumerate(zip(days, groups, strict=True))
    ):
        return of(text, [days[index]])  # 7号到9号疏花 …, 10号到12号打药 …
    begins = [one.start for one in groups]
    if len(days) == len(groups) and all(
        start < day.start < limit for start, day, limit in zip(begins, days, [*begins[1:], len(text)], strict=True)
    ):
        return of(text, [days[index]])  # 摘苹果10人明天去,装车4人后天去
    starts = [0] + [one.start for one in groups[1:]]
    inside: list[list[dates.Found]] = [[] for _one in groups]
    for one in days:
        place = 0
        for number, start in enumerate(starts):
            # A date right before a group's count belongs to that group (另外明天摘… 十个).
            if one.start >= start - (one.end - one.start) - 3:
                place = number
        inside[place].append(one)
    before_first = [one for one in days if one.end <= groups[0].start]
    if sum(bool(row) for row in inside) < 1 or before_first:
        return None
    last_row = inside[-1]
    tied = [one for one in last_row if one.start < groups[-1].end]
    if sum(bool(row) for row in inside[:-1]) == 0 and not tied:
        return None
    if (
        sum(bool(row) for row in inside) == 1
        and not tied
        and len(groups) - 1 > 0
        and inside[0]
        and len(inside[0]) == len(days)
    ):
        return None
    row = inside[index]
    if not row:
        return None, None, None
    return of(text, row)


def _in_parentheses(text: str, days: list[dates.Found], groups: list[Group]) -> int | None:
    """The group in the parentheses right behind which all the dates stand; None where they do not."""
    opened = {text.rfind("(", 0, one.start) for one in days}
    at = opened.pop()
    if opened or at < 0 or text.find(")", at) < days[-1].end:
        return None
    for number, one in enumerate(groups):
        if 0 <= at - one.end <= 1 or (one.start < at < one.end and one.pays and at < one.pays[0][0].start):
            return number
    return None


def length(text: str, left: str, numbers: list[Quantity]) -> tuple[int | None, tuple[int, int]]:
    """Length of the work in days."""
    for one in numbers:
        if one.kind != LENGTH:
            continue
        before, after = left[max(0, one.at - 6) : one.at], left[one.end : one.end + 5]
        if before.endswith("■") and text[max(0, one.at - 2) : one.at] == "放假":
            continue
        if _DAYS_NOT.search(before) or _DAYS_AFTER.match(after):
            continue
        if (
            one.high == 1
            and not compiled(r"(?:干|做|■|忙|就|要)$").search(before)
            and not compiled(r"(?:就|活|弄|干|做|能|搞)*[\u4e00-\u9fa5]?(?:完|的活|活)|$|[ ,。■]").match(after)
        ):
            continue
        if one.high == 1 and before.endswith("是"):
            continue  # 400,180,350都是一天
        if one.high == 30 and after.startswith(("的钱", "的工", "的价")):
            continue  # 都是一个月的钱
        if one.high == 30 and one.unit in ("个月",) and compiled(r"(?:工资|薪|给|开)$").search(before):
            continue
        if one.high == 30 and compiled(
            r" ?(?:到手|能?拿|挣|开|下来|保底|底薪|奖金|工资|得|\d{3,}|[一二两三四五六七八九]千|两个人|俩人|一个人|给|工资|[ ,]?\d{4})"
        ).match(after):
            continue
        if one.high > 400:
            continue
        return int(one.high), (one.start, one.end)
    whole = _WHOLE_RUN.search(text) if "满" in text or "连" in text else None
    if whole and (run := int(value(whole["n"]) or 0)) and run <= 400:
        return run, whole.span()
    told = _MONTHS.search(text) if "月" in text else None
    if told:
        return int((0.5 if told[1] == "半" else value(told[1]) or 1) * 30), told.span()
    return None, (0, 0)


# How long is told by words that otherwise lead to a condition: 做满26天, 连上六晚.
_WHOLE_RUN = compiled(
    r"(?:[做干上]满|连[着续]?[上做干守看])(?P<n>[一二两三四五六七八九十\d]{1,3})(?:天|晚上?|夜|宿)(?=[ ,。;\n■哈啊嘛才的]|$)"
)
_MONTHS = compiled(r"(?:工期|为期|要干|连续干|得干)(?:大概|大约|约|差不多|是|:)?([半一二两三123])个?月")


def several(days: list[dates.Found]) -> tuple[date, ...]:
    """The days of work where several are told that are no one run (10号、12号、15号); else empty."""
    named = [one.day for one in days if one.last is None and one.rule in ("day-of-month", "month-day", "weekday")]
    if len(named) < 2 or any(one.last for one in days):
        return ()
    near = all(second.start - first.end <= 2 for first, second in pairwise(days))
    return tuple(sorted(set(named))) if near and len(named) == len(days) else ()
