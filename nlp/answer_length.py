"""How long, and how much later or sooner, in an answer: 三五天, 再多干两天, 推迟一天, 提前半小时."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from nlp.answer_turn import Turn
from nlp.numbers import NUMBER, span

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
_SHORT_LENGTH = re.compile(r"(?<![到至月\d])(?P<n>[一二两三四五六七八九]{1,2}|[1-9](?:[-~到][1-9])?)日(?!结|薪|期)")


def shift(turn: Turn) -> None:
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


def short_length(turn: Turn) -> None:
    """做三四日: asked for a length, a few 日 are days and no day of the month."""
    match = _SHORT_LENGTH.search(turn.left)
    both = span(match.group("n")[-1]) if match else None
    if match and both:
        turn.put("days", int(both[1]), match.span(), "days")


def days_told(turn: Turn) -> None:
    """For how many days: told, asked for, or more and fewer than the draft's."""
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
