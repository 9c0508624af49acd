"""Days in an answer: 后天才开始, 干到20号, 明天停工, 推迟一天, 三五天."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from nlp import dates
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
    r"[来到走干]了(?:有)?[\d一二两三四五六七八九十]|照常|照旧|还干|继续|接着|不变|天气|吃了|吃饭|行情|堵|忙|招够|招齐|招满|报满|发出|审|回话|再说|再发|晚点发|再定|定下来|定好|价"
)
_NOW_AND_SEND = re.compile(r"(?:发|登|报|推|好|谢|定|写|看|提交|审)")
_SHIFT = re.compile(
    rf"(?P<later>推迟|推后|往后推|往后挪|延后|延迟|顺延|错后|迟|晚|拖后?|后推|后延|延)(?:个|上|"
    rf"开工|来)?(?P<n>{NUMBER}|半)个?(?P<u>天|日|小时|钟头|钟(?!头)|礼拜|星期|周|分钟|点)(?:钟)?(?!半?到)"
    rf"|(?P<sooner>提前|提早|往前提|往前挪|早|赶早|前移)(?:个|上|开工|来)?(?P<m>{NUMBER}|半)个?(?P<v>天|"
    rf"日|小时|钟头|礼拜|星期|周|分钟)(?:钟)?"
)
_DAYS = re.compile(
    rf"(?P<half>半个?(?P<hu>月|天))|(?P<about>个把(?:月|星期|礼拜))|(?P<n>{NUMBER}|俩|仨)(?:来|多|几|个来|个多)?(?P<u>天|日(?!结|薪|期)|个?星期|"
    rf"个?礼拜|周(?!岁|末|[一二三四五六日])|个?月(?!底|初|薪|结|嫂))(?P<plus>半)?(?!后|之后|以后|"
    rf"一结|一算|一清)"
)
_MORE_DAYS = re.compile(
    rf"(?<![最至])(?:(?P<more>再多?干|再多?做|再多?摘|多干|多做|加|延长|再延|多|再摘|再要)|(?P<less>少干|少做|减|缩短|"
    rf"少))(?:个|上)?(?P<n>{NUMBER})(?:天|日(?!结))"
)
_DAYS_CUE = re.compile(
    r"(?:改|换|干|做|要|得|需|工期|摘|收|砍|套|搞|弄|忙|总共|一共|大概|大约|差不多|就|也就|估计|最多|"
    r"至少|改成|改为|天数|拢共|顶多|打|采|割|拔|住|到|连着|连|活|有|写|上户|整)(?:上|个|满|够|"
    r"他|了)?$"
)
_DAYS_AFTER = re.compile(
    r"^(?:的?(?:活|样子|工期|左右|吧|嘛|呢|哩|时间|功夫|工夫)|干完|做完|摘完|能完|搞完|内|就|"
    r"差不多|能|搞|弄|完|够|上下|才|$)"
)
_PUT_OFF = re.compile(
    rf"(?:(?:再过|过|隔)(?:{NUMBER}|俩)(?:天|个?星期|个?礼拜)|(?:{NUMBER}|俩)(?:天|个?星期|个?礼拜)(?:以|之)?后)[^一-龥]*(?:再|才)"
)
_DAY_FOR_DAY = re.compile(r"\d{1,2}号(?:改|变|换)(?:成|到|为)?(\d{1,2})(?=吧|$|[ ,])")
_STOP = "<stop>"


def read_dates(turn: Turn) -> None:
    """First and last day, a run moved, a day off (`turn.stopped`), and lengths in days."""
    _shift(turn)
    if turn.asked == "days":
        _short_length(turn)
    if (bare := _DAY_FOR_DAY.search(turn.left)) and (day := next_day_of_month(turn.today, int(bare.group(1)))):
        turn.put("start", day.isoformat(), bare.span(), "start-for-day")
        return
    if re.search(r"如果|要是|万一|的话|假如|看天气", turn.left):
        if turn.asked == "days":
            _days(turn)
        return  # 明天下雨的话后天: nobody knows yet
    if turn.asked not in ("start", "end") and re.fullmatch(r"[ \x00]*\d+\.\d+(?:吧|块|元)?[ \x00]*", turn.left):
        return  # 4.5 is a sum here, no fifth of April
    _blank_denied(turn)
    found = [_put_off(turn, each) for each in dates.find(turn.left, turn.today)]
    stop_words = _stop_words(turn)
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
        if (
            "pay_when" in turn.changes
            and turn.asked != "start"
            and re.fullmatch("月[底初末]", turn.left[one.start : one.end])
        ):
            turn.blank(one.start, one.end)  # 工资压一个月发,月底
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
        if (
            len(found) > 1
            and (turn.draft.get("start") or "9") < turn.today.isoformat()
            and re.match(r"(?:就|还|再|都|还是|仍|一样|也)*(?:照常|照旧|继续|接着|正常|不变)", after)
        ):
            turn.blank(one.start, one.end)
            continue
        if pattern("<past>").search(clause) or _SKIP_BEFORE.search(before):
            turn.blank(one.start, one.end)
            continue
        if _is_off(turn, clause, after, stop_words, one, len(found)):
            off.append(one)
        elif one.last is None and _is_last(turn, before, after, firsts):
            lasts.append(one)
        else:
            firsts.append(one)
    _put_days(turn, off, firsts, lasts)
    _days(turn)
    if "start" not in turn.changes and turn.asked in ("start", "end"):
        _bare_day(turn)


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
        turn.put("end", one.day.isoformat(), (one.start, one.end), f"end-{one.rule}")
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


def _shift(turn: Turn) -> None:
    """推迟一天, 提前半小时: upon the draft's first day or hour."""
    match = _SHIFT.search(turn.left)
    if match is None:
        return
    later = match.group("later") is not None
    words, unit = (match.group("n"), match.group("u")) if later else (match.group("m"), match.group("v"))
    number = 0.5 if words == "半" else (span(words) or (0.0, 0.0))[0]
    sign = 1 if later else -1
    if unit in ("天", "日", "礼拜", "星期", "周"):
        start = turn.draft.get("start")
        if not start:
            return
        days = int(number * (7 if unit in ("礼拜", "星期", "周") else 1)) * sign
        turn.put("start", (date.fromisoformat(start) + timedelta(days=days)).isoformat(), match.span(), "start-shift")
        end = turn.draft.get("end")
        if end and start == end:
            turn.put(
                "end",
                (date.fromisoformat(end) + timedelta(days=days)).isoformat(),
                match.span(),
                "end-shift",
                blank=False,
            )
        return
    begin = turn.draft.get("begin_time")
    if not begin or unit == "点":
        return
    minutes = int(number * (1 if unit == "分钟" else 60)) * sign
    old = time.fromisoformat(begin)
    moved = (old.hour * 60 + old.minute + minutes) % 1440
    turn.put("begin_time", f"{moved // 60:02d}:{moved % 60:02d}", match.span(), "begin-shift")


def _days(turn: Turn) -> None:
    more = _MORE_DAYS.search(turn.left)
    had_days, had_end = turn.draft.get("days"), turn.draft.get("end")
    if more and (
        turn.asked != "days" or (had_days and more.group(0).startswith(("再多", "多", "再加", "再干", "再做")))
    ):
        number = int((span(more.group("n")) or (0.0, 0.0))[1]) * (1 if more.group("more") else -1)
        if had_days and had_days + number > 0:
            turn.put("days", had_days + number, more.span(), "days-more")
        elif had_end and not had_days:
            turn.put("end", (date.fromisoformat(had_end) + timedelta(days=number)).isoformat(), more.span(), "end-more")
        return
    for start, clause in turn.clauses():
        match = next((one for one in reversed(list(_DAYS.finditer(clause)))), None)
        if match is None or re.search(r"(?:停|歇|休息|放|推迟|提前|每|缓|空|一天|过|第|前)$", clause[: match.start()]):
            continue
        work = re.escape(str(turn.draft.get("work") or "\x01")[:1])
        cued = (
            _DAYS_CUE.search(clause[: match.start()])
            or re.search(f"{work}(?:上|个|满|够)?$", clause[: match.start()])
            or (match.start() == 0 and _DAYS_AFTER.match(clause[match.end() :]))
        )
        if turn.asked != "days" and not cued:
            continue
        if (
            turn.asked != "days"
            and match.group(0) in ("一天", "1天", "一日", "一个月", "一月", "半天")
            and not re.search(r"完|够|搞定|干|做|活", clause)
        ):
            continue
        length = _length(match)
        if length:
            turn.put("days", length, (start + match.start(), start + match.end()), "days")
            return
    if turn.asked == "days" and not turn.changes:
        whole = re.fullmatch(
            rf"(?:就|大概|差不多|也就|最多|干|做)*({NUMBER})(?:吧|嘛|左右|来|个|多)*", turn.left.strip()
        )
        both = span(whole.group(1)) if whole else None
        if whole and both and 1 <= both[1] <= 366:
            turn.put("days", int(both[1]), whole.span(1), "days-bare")


_SHORT_LENGTH = re.compile(r"(?<![到至月\d])(?P<n>[一二两三四五六七八九]{1,2}|[1-9](?:[-~到][1-9])?)日(?!结|薪|期)")


def _short_length(turn: Turn) -> None:
    """做三四日: asked for a length, a few 日 are days and no day of the month."""
    match = _SHORT_LENGTH.search(turn.left)
    both = span(match.group("n")[-1]) if match else None
    if match and both:
        turn.put("days", int(both[1]), match.span(), "days")


def _length(match: re.Match[str]) -> int | None:
    if match.group("half"):
        return 15 if match.group("hu") == "月" else 1
    if match.group("about"):
        return 30 if match.group("about").endswith("月") else 7
    both = span(match.group("n"))
    if both is None:
        return None
    unit = match.group("u").lstrip("个")
    scale = {"天": 1, "日": 1, "月": 30}.get(unit, 7)
    number = both[1] * scale + (scale // 2 if match.group("plus") else 0)
    return int(number) if 1 <= number <= 1000 else None


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
