"""Days in an answer: 后天才开始, 干到20号, 明天停工."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp import dates
from nlp.answer_length import days_told, shift, short_length
from nlp.answer_turn import Turn, pattern
from nlp.months import next_day_of_month
from nlp.numbers import NUMBER, span

_END_BEFORE = re.compile(
    r"(?:干到|做到|摘到|砍到|收到|采到|割到|拉到|忙到|截止到?|直到|到|至|搞到|弄到|延长到|延到|"
    r"止于|结束(?:时间|日期)?(?:是|改成|改到)?|[一-龥]到)(?:了)?$"
)
_MOVE_BEFORE = re.compile(
    r"(?:改|推|推迟|推后|提前|挪|换|放|拖|提|等|移|往后推|往前提|顺延|后移|前移|定|调|延后|延迟|"
    r"延|错|迟|早)到$|从$|定在$|改成$|改$"
)
_END_AFTER = re.compile(
    r"^(?:就|要|能|前|之前|以前|得|必须)*(?:结束|完|收尾|收工|为止|截止|收|干完|做完|摘完|弄完|搞完|止|打住)"
)
_SKIPPED = r"(?:不是|别写|不要写|原来(?:是|写的)?|本来(?:是)?)"
_SKIP_BEFORE = re.compile(rf"{_SKIPPED}$")
_SKIPS = re.compile(_SKIPPED)
_NO_DAY = re.compile(
    r"^今天(?:一)?(?:看|想|算)|[今昨]天?[早晚]?[^,。]{0,4}(?:走|没|去世|过世|生|出院)了|[来到走干]了(?:有)?[\d一二两三四五六七八九十]|照常|照旧|还干|继续|接着|不变|天气|吃了|吃饭|行情|堵|忙|招够|招齐|招满|报满|发出|审|回话|再说|再发|晚点发|再定|定下来|定好|价"
)
_NOT_SENT = re.compile(
    "(?:不|别|莫|先不)(?:再)?发(?!钱|工资)|再(?:说|发|定|讲|看)(?!清楚)|回话|给(?:你|您)们?(?:个)?(?:准信|信|话)"
)
_OWN_DAY = re.compile(
    "^(?:[我俺咱额](?:们|家)?[^,。]{0,3})?(?:今天?|明天?|后天|大后天|[今明后][儿日个]+)[我俺咱额]?(?:们)?(?:还|得|要)*"
    "(?:去(?!摘|干|做|地|园)|到(?:县|城|镇|医院)|进城|赶集|吃席|有事|不在|没空|走亲|出门|开会)"
)
_OF_THE_CALENDAR = re.compile("开学|放假|过年|过事|结婚|办席|赶集|赶会|考试|出院|客商来|交货|停电|停水")
_BEGINS = re.compile("开始|开工|动工|改|推|提前|开摘|开干")
_SET = re.compile("改|推|提前|开始|开工|[就再才](?:来|摘|干)")
_WEATHER = re.compile(
    "(?:雨|风|雪|雾|霜|太阳|日头)(?:大|太|又|还|没停|不停|不断)|[下落有](?:大|小|着|了|暴|阵|中)?[雨雪]|打雷|刮风|天气|降温"
)
# 看天气,先定后天: for now it is that day
_FOR_NOW = re.compile("先(?:就)?(?:定|写|按|说|登|填)(?:在|成|个|上)?(?=[今明后大周下星礼\\d一二三四五六七八九十])")
_NOW_AND_SEND = re.compile(r"(?:发|登|报|推|好|谢|定|写|看|提交|审)")
_PUT_OFF = re.compile(
    rf"(?:(?:再过|过|隔)(?:{NUMBER}|俩)(?:天|个?星期|个?礼拜)|(?:{NUMBER}|俩)(?:天|个?星期|个?礼拜)(?:以|之)?后)[^一-龥]*(?:再|才)"
)
_DAY_FOR_DAY = re.compile(r"\d{1,2}号(?:改|变|换)(?:成|到|为)?(\d{1,2})(?=吧|$|[ ,])")
_STOP = "<stop>"


def read_dates(turn: Turn) -> None:
    """First and last day, a run moved, a day off (`turn.stopped`), and lengths in days."""
    shift(turn)
    if turn.asked == "days":
        short_length(turn)
    if (bare := _DAY_FOR_DAY.search(turn.left)) and (day := next_day_of_month(turn.today, int(bare.group(1)))):
        turn.put("start", day.isoformat(), bare.span(), "start-for-day")
        return
    if turn.asked == "headcount" and re.fullmatch(r"[ \x00]*\d{1,3}[-~到]\d{1,3}[个人名位左右吧 ]*", turn.left):
        return  # 10-15 is no day of October
    if re.search(r"如果|要是|万一|的话|假如|看天气", turn.left) and not _FOR_NOW.search(turn.left):
        if turn.asked == "days":
            days_told(turn)
        return  # 明天下雨的话后天: nobody knows yet
    if turn.asked not in ("start", "end") and re.fullmatch(r"[ \x00]*\d+\.\d+(?:吧|块|元)?[ \x00]*", turn.left):
        return  # 4.5 is a sum here, no fifth of April
    _blank_denied(turn)
    found = [_put_off(turn, each) for each in _days_found(turn)]
    stop_words = _stop_words(turn)
    told = len(found)
    if re.search("[这那当]天", turn.left):  # 28号有雨,这天就不采了,29号接着采
        told = sum(not _goes_on(turn, one) for one in found)
    off: list[dates.Found] = []
    firsts: list[dates.Found] = []
    lasts: list[dates.Found] = []
    for one in found:
        start, end = turn.clause_at(one.start)
        clause = turn.left[start:end]
        before, after = turn.left[max(start, one.start - 6) : one.start], turn.left[one.end : min(end, one.end + 8)]
        if turn.asked == "pay_when" and re.search(r"打卡|[发结给付开打到]|月月|每月", clause) and "来" not in clause:
            turn.blank(one.start, one.end)
            continue
        of_pay = turn.asked == "pay_when" or ("pay_when" in turn.changes and turn.asked != "start")
        if of_pay and re.fullmatch("月[底初末]", turn.left[one.start : one.end]):
            turn.blank(one.start, one.end)  # 工资压一个月发,月底
            continue
        if _OWN_DAY.search(clause) and len(found) > 1:
            turn.blank(one.start, one.end)  # 我明天去县里,后天吧
            continue
        if turn.asked == "pay_when" and not _BEGINS.search(clause) and not stop_words.search(turn.left):
            turn.blank(one.start, one.end)  # 一个礼拜一结吧,会计周日才来
            continue
        if len(found) > 1 and (
            _OF_THE_CALENDAR.match(after)
            or (one.rule == "holiday" and one.last is None and turn.left[one.end - 1] == "后")
        ):
            turn.blank(one.start, one.end)  # 九月一号开学,人提前一天到,31号
            continue
        if one.rule == "now" and (_NOW_AND_SEND.search(clause) or turn.asked != "start"):
            continue
        words = turn.left[one.start : one.end]
        if words in ("一日", "1日") or re.search(r"每个?月$", turn.left[: one.start]):
            continue  # 一日250 is pay, 每月15号 the day of pay
        if re.match(r"[一-龥]{0,2}[一-龥]不完", turn.left[one.end :]):
            turn.blank(one.start, one.end)
            continue
        if _NO_DAY.search(clause) and len(found) == 1 and not re.search(r"改|开始|开工", clause):
            turn.blank(one.start, one.end)
            continue
        if _NOT_SENT.search(clause) and turn.asked != "start":
            turn.blank(one.start, one.end)  # 今天不发了,明天再说
            continue
        beside = told > 1 or "start" in turn.changes or not stop_words.search(turn.left)
        if _WEATHER.search(clause) and beside and not stop_words.search(clause) and not _SET.search(clause):
            turn.blank(one.start, one.end)  # 今天雨大,明天停工; 明天下雨,顺延一天
            continue
        if len(found) > 1 and (turn.draft.get("start") or "9") < found[0].day.isoformat() and _goes_on(turn, one):
            turn.blank(one.start, one.end)
            continue
        if _past(clause, after) or _SKIP_BEFORE.search(before):
            turn.blank(one.start, one.end)
            continue
        if _is_off(turn, clause, after, stop_words, one, told):
            off.append(one)
        elif one.last is None and _is_last(turn, before, after, firsts):
            lasts.append(one)
        else:
            firsts.append(one)
    _put_days(turn, off, firsts, lasts)
    days_told(turn)
    if "start" not in turn.changes and turn.asked in ("start", "end"):
        _bare_day(turn)


def _days_found(turn: Turn) -> list[dates.Found]:
    """The days told, without a feast that only says what day the one before it is: 25号中秋,停一天."""
    found = dates.find(turn.left, turn.today)
    return [
        each
        for before, each in zip([None, *found], found, strict=False)
        if before is None or each.rule != "holiday" or not _SAME_DAY.fullmatch(turn.left[before.end : each.start])
    ]


_SAME_DAY = re.compile("(?:是|正好|刚好|过|那天)*")


def _goes_on(turn: Turn, one: dates.Found) -> bool:
    """Whether a day is only said to be as planned: 29号接着采."""
    return (
        re.match(r"(?:就|还|再|都|还是|仍|一样|也)*(?:照常|照旧|继续|接着|正常|不变)", turn.left[one.end :]) is not None
    )


def _past(clause: str, after: str) -> bool:
    """Whether a clause tells of what was; 20号以前 names the end of what comes."""
    found = pattern("<past>").search(clause)
    return found is not None and not (found.group() == "以前" and after.startswith("以前"))


def _blank_denied(turn: Turn) -> None:
    """不是明天，后天要8个: what is denied ends at the comma, so the two days are no run."""
    if not _SKIPS.search(turn.left):
        return  # most turns deny nothing: their days are looked for once
    for one in dates.find(turn.left, turn.today):
        comma = re.search("[, ]", turn.left[one.start : one.end])
        if one.last is not None and comma and _SKIP_BEFORE.search(turn.left[max(0, one.start - 6) : one.start]):
            turn.blank(one.start, one.start + comma.start())


def _put_off(turn: Turn, one: dates.Found) -> dates.Found:
    """过两天再摘 puts off: counted from the day it is said if that is later than the day told, else from the latter."""
    told = str(turn.draft.get("start") or "")
    if turn.asked == "start" or told < one.day.isoformat() or not _PUT_OFF.match(turn.left, one.start):
        return one
    return one._replace(day=date.fromisoformat(told) + (one.day - turn.today))


def _stop_words(turn: Turn) -> re.Pattern[str]:
    """Words of a day off, the draft's own work denied among them (明晚不捞)."""
    verb = re.match(r"[一-龥]", str(turn.draft.get("work") or ""))
    own = f"|[不莫]再?{verb.group()}(?!完|得|好)" if verb else ""
    return pattern(f"(?:{_STOP}{own})")


def _is_off(turn: Turn, clause: str, after: str, stop_words: re.Pattern[str], one: dates.Found, count: int) -> bool:
    tail = re.sub(
        r"^(?:就|先|要|也|都|那天|这天|得|可能|怕是|大家|大伙|有雨|有大雨|下雨|下雪|落雨|下大雨|"
        r"村里|家里|全部|全|暂时)+",
        "",
        after.strip("\x00"),
    )
    stopped = stop_words.match(tail) or stop_words.search(clause) or pattern("<moved>").search(clause)
    if stopped:
        rest = clause[clause.find(stopped.group()) + len(stopped.group()) :] if stopped.group() in clause else ""
        # 先停 后儿开工: said of this day; 改到, 才来: said of the new first day
        return not re.match(r"^(?:才|再|起|开始|开工|改)", tail) and not re.match(r"(?:了)?(?:改|推|挪|换)到?$", rest)
    if count == 1 and turn.asked != "start" and turn.draft.get("start") and _stops_that_day(turn):
        return True  # 十号我爸三周年,那天都歇着
    if count == 1 and turn.asked is None and turn.draft.get("start") and _stop_stands_alone(turn):
        return True  # 27号有集 歇一天
    if count == 1 and not re.search(r"[一-龥]", clause.replace("号", "")[len(clause) - len(after) :] or ""):
        # 糖厂停榨 15号停一天 stands in one clause; 下雨 明天 停 in three
        return bool(stop_words.search(re.sub(r"[^一-龥]", "", turn.left))) and _stop_stands_alone(turn)
    return False


def _stops_that_day(turn: Turn) -> bool:
    return any(
        pattern(
            "^(?:那天|这天|当天|那一天)(?:就|先|都|全|大家|大伙|要|得)*<stop>|"
            "^(?:就|先|都|全|大家|要|得)*(?:停|歇|休息?|放|缓)(?:上|个)?[一1]天"
        ).match(clause.strip("\x00"))
        for _, clause in turn.clauses()
    )


def _stop_stands_alone(turn: Turn) -> bool:
    return any(
        pattern("^(?:那天|就|先|都|全|大家|要|园子|厂里|店里|工地|村里)*<stop>(?:了|一天|工|一下|吧|哈|咧|着)*$").match(
            clause.strip("\x00")
        )
        for _, clause in turn.clauses()
    )


def _is_last(turn: Turn, before: str, after: str, firsts: list[dates.Found]) -> bool:
    if re.search(r"(?:延到|延长到|延至|拖到)$", before) and turn.draft.get("end"):
        return True
    if re.search(
        r"(?:收尾|收工|结束|完工|截止|最后一天|收官|停工)(?:日期|时间)?(?:改|推|延|提前|定|换)?(?:到|成|在|是|为)?$",
        before,
    ):
        return True
    if _MOVE_BEFORE.search(before) and not _END_AFTER.match(after):
        return turn.asked == "end" and "start" not in before
    if _END_BEFORE.search(before) or _END_AFTER.match(after):
        return True
    return turn.asked in ("end", "days") and not re.search(r"^(?:开始|起|开工|来)", after)


def _put_days(turn: Turn, off: list[dates.Found], firsts: list[dates.Found], lasts: list[dates.Found]) -> None:
    for one in lasts[-1:]:
        a_week_on = firsts and one.rule == "weekday" and one.day < firsts[-1].day  # 星期一开始,星期三弄完
        last = one.day + timedelta(days=7 if a_week_on else 0)
        turn.put("end", last.isoformat(), (one.start, one.end), f"end-{one.rule}")
    if len(firsts) == 1 and turn.asked != "start" and turn.draft.get("start") and also(turn.left, firsts[0].end):
        _put_added(turn, firsts.pop())
    if firsts:
        one = firsts[-1]
        if turn.asked == "start" and len(firsts) > 1 and not re.search(r"改|不是|换", turn.left):
            one = next((each for each in firsts if _is_first(turn, each)), firsts[0])
            if taken_back := _TAKEN_BACK.search(turn.left, firsts[0].end):  # 明天吧,不不,后天
                one = next((each for each in firsts if each.start >= taken_back.end()), one)
        turn.put("start", one.day.isoformat(), (one.start, one.end), f"start-{one.rule}")
        if one.last is not None:
            turn.put("end", one.last.isoformat(), (one.start, one.end), f"end-{one.rule}", blank=False)
    for one in [*off, *firsts, *lasts]:
        turn.blank(one.start, one.end)
    if off and not firsts:
        turn.stopped = off[-1].day


_TAKEN_BACK = re.compile("不不|不对|错了|哦不|啊不|(?<=[,。 ])不(?=[,。 ])")


def _is_first(turn: Turn, one: dates.Found) -> bool:
    """俺明天要去县里,后天开始: the words at a day say that work begins on it."""
    before, after = turn.left[max(0, one.start - 4) : one.start], turn.left[one.end : one.end + 5]
    return bool(re.match(r"(?:就|才|再|正式|一早|早上)*(?:开始|开工|动工|动手|开干|开摘|来人)", after)) or bool(
        re.search(r"(?:定|定在|定到|改到|从)$", before)
    )


_ALSO = re.compile(r"(?:也|还)(?:都|是|一样)?(?:要|干|招|来|得|有活|需|缺|用)")


def also(text: str, end: int | None = None) -> bool:
    """Whether a day (that ends at `end`; any day where None) is said to come beside those told: 后天也要10个."""
    return (_ALSO.search(text) if end is None else _ALSO.match(text, end)) is not None


def _put_added(turn: Turn, one: dates.Found) -> None:
    """The day more: the run's new end where it follows it, else named beside the first."""
    first = date.fromisoformat(turn.draft["start"])
    last = date.fromisoformat(turn.draft["end"]) if turn.draft.get("end") else first
    last = max(last, first + timedelta(days=(turn.draft.get("days") or 1) - 1))
    place = (one.start, one.end)
    if first <= one.day <= last:
        turn.same = True
        turn.blank(*place)
    elif (one.day - last).days == 1:
        turn.put("end", one.day.isoformat(), place, "end-added")
    elif last == first:
        turn.put("days_named", sorted([first.isoformat(), one.day.isoformat()]), place, "day-added")
    else:
        turn.blank(*place)


def _bare_day(turn: Turn) -> None:
    """Asked for a day: a bare number is the day of the month."""
    name = str(turn.asked)
    if name in turn.changes or turn.same:
        return
    run = re.fullmatch(
        rf"(?:就|那|大概|从|嗯)*({NUMBER})(?:到|至|-|~)({NUMBER})(?:号|吧|嘛|呗|的)*", turn.left.strip()
    ) or re.fullmatch(
        r"(?:就|那)*(1?[0-9]|十[一二三四五六七八九]?)[号、]?(1?[0-9]|十[一二三四五六七八九])号?这?[两二]天(?:吧|的)*",
        turn.left.strip(),
    )
    ends = [_day_of_month(turn, run.group(place)) for place in (1, 2)] if run and name == "start" else []
    if run and len(ends) == 2 and ends[0] and ends[1] and ends[0] < ends[1]:  # 十八到二十
        turn.put("end", ends[1].isoformat(), run.span(2), "end-bare", blank=False)
        turn.put("start", ends[0].isoformat(), run.span(), "start-bare")
        return
    whole = re.fullmatch(
        rf"(?:就|那|大概|改成|从|嗯|我看|这个?月|本月|当月)*({NUMBER})(?:吧|嘛|开始|呗|的|左右|就行|起)*",
        turn.left.strip(),
    )
    day = _day_of_month(turn, whole.group(1)) if whole else None
    if whole and day:
        turn.put(name, day.isoformat(), whole.span(1), f"{name}-bare")


def _day_of_month(turn: Turn, words: str) -> date | None:
    """The next day of this number (二十); None where no month has it."""
    both = span(words)
    if not both or both[0] != both[1] or not 1 <= both[0] <= 31:
        return None
    return next_day_of_month(turn.today, int(both[0]))
