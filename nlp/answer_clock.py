"""Hours in an answer: 七点半, 下午干到6点半, 六点 (asked until when), 早八点半 晚上九点."""

from __future__ import annotations

import re
from datetime import time

from nlp import times
from nlp.answer_turn import READ, Turn
from nlp.numbers import NUMBER, span

_TOO_EARLY = re.compile(r"^(?:钟)?(?:有点|太|就)?(?:太早|太晚|早了|晚了|不行|来不了|来不及|起不来|不中|不得行|赶不上)")
_END_TIME_BEFORE = re.compile(
    r"(?:干到|做到|忙到|收到|摘到|到|至|下班(?:时间)?(?:是|改成|改到)?|收工(?:时间)?(?:是|改成|"
    r"改到)?|结束|上到|搞到|弄到|直到|散工|放工|完工|砍到|套到|守到|看到|值到)(?:时间)?[:是]?$"
)
_END_TIME_AFTER = re.compile(
    r"^(?:钟)?(?:就|得|要|准时|左右|前|之前|以前|能|可以|就能)*(?:走|下班|收工|收秤|收摊|结束|放工|"
    r"散工|散|完|回|收|打烊|撤|放人|歇|交班|关门|下工|干完|做完)"
)
_BARE_HOUR = re.compile(
    rf"^(?:就|那|大概|早上?|上午|下午|晚上?|后晌|约|差不多|到|干到|做到|嗯|我看)*(?P<h>{NUMBER})(?:点|"
    rf":)?(?:钟)?(?P<m>半|[0-5]\d|一刻|三刻)?(?:吧|的|嘛|左右|就行|来|到|呗|哈|整|样子|就中|开始)*$"
)


_LATE = re.compile("(?:下午|后晌|午后|傍晚)[^,。早]{0,8}[,。 ]?$")
EARLIEST, FORENOON = 4, 10
"""Hours of a morning at which work by day begins and none ends."""


def read_times(turn: Turn) -> None:
    """The hours of the working day, or the one that was asked for."""
    ranged: set[str] = set()
    begun: int | None = None
    for start, clause in list(turn.clauses()):
        for at, end, heard, minute, end_hour, end_minute in times.find(clause):
            words = clause[at:end]
            period = re.search(times.PERIOD, words) is not None
            hour, said_period = _by_period(turn, heard, start + at, period, words)
            place = (start + at, start + end)
            if end_hour >= 0 and "begin_time" in ranged:
                late = 12 if said_period and hour >= 12 and end_hour < 12 else 0
                turn.put("end_time", _clock(end_hour + late, end_minute), place, "end-range")  # 7点到11点半 2点到6点
                continue
            if end_hour >= 0:
                ranged.add("begin_time")
                told_late = not period and hour < 12 and end_hour <= 12 and _LATE.search(turn.left[: start + at])
                by = 12 if told_late else 0  # 下午太阳下去再干,四点到八点
                turn.put("begin_time", _clock(hour + by, minute), place, "begin-range")
                turn.put("end_time", _clock(end_hour + by, end_minute), place, "end-range", blank=False)
                continue
            if re.search(r"(?:不是|别写|原来)$", clause[:at]) or _TOO_EARLY.match(clause[end:]):
                continue
            if (
                begun is not None
                and turn.asked != "end_time"
                and said_period
                and hour - begun >= 3
                and not re.search("改|不是|换", turn.left)
            ):
                turn.put("end_time", _clock(hour, minute), place, "end-second")  # 早八点半 晚上九点
                continue
            if turn.asked == "end_time" and _is_begin_again(turn, clause, at, end, hour, minute):
                turn.same = True
                turn.blank(*place)
                continue
            if turn.asked == "end_time" and _is_begin_instead(turn, clause, at, end, hour):
                _put_begin(turn, hour, minute, True, place)
                begun = hour
                continue
            before = clause[:at] or _ended_before(turn, start)
            if _is_end(turn, before, clause[end:]):
                _put_end(turn, hour, minute, said_period or _on_24(words), place)
            else:
                _put_begin(turn, hour, minute, said_period or _on_24(words), place)
                begun = hour
    if turn.asked in ("begin_time", "end_time") and turn.asked not in turn.changes and not turn.same:
        _bare_hour(turn)


def _by_period(turn: Turn, hour: int, at: int, said: bool, words: str) -> tuple[int, bool]:
    """The hour by a part of the day told a little before it: 下午再来 两点, 下午干到6点半."""
    if said or _on_24(words):
        return hour, said
    before = turn.left[max(0, at - 8) : at]
    # 晚点开始, 早些来: later and earlier, no part of the day
    before = re.sub(r"(?<=太)[早晚]|[早晚](?=点|些|一点|一些|个|几|两|半|了)", READ, before)
    periods = list(re.finditer(times.PERIOD, before))
    if not periods or re.search(r"\x00|\d", before[periods[-1].end() :]):
        return hour, bool(re.search(times.PERIOD, before[-4:]))
    return times.hour_of_day(hour % 12 or 12, periods[-1].group()), True


def _on_24(words: str) -> bool:
    match = re.match(r"\D*(\d{1,2})", words)
    return bool(match and (int(match.group(1)) > 12 or match.group(1).startswith("0")))


def _ended_before(turn: Turn, start: int) -> str:
    """The end of the clause before one that is an hour alone: 提前收工,五点."""
    return turn.left[:start].rstrip(" ,。:!")[-4:] if turn.left[:start].strip(" ,。") else ""


def _is_end(turn: Turn, before: str, after: str) -> bool:
    if _END_TIME_AFTER.match(after) or _END_TIME_BEFORE.search(before):
        return not re.search(r"(?:改|提前|推迟|推|挪|换|等)到$", before) or turn.asked == "end_time"
    if turn.asked == "end_time":
        return not re.match(r"^(?:钟)?(?:就|要)?(?:开始|集合|上班|开工|上工|出发)", after)
    return False


def _is_begin_again(turn: Turn, clause: str, at: int, end: int, hour: int, minute: int) -> bool:
    """早7点 while the end is asked for and work begins at 7: the begin once more, unless the words are of an end."""
    begin = turn.had("begin_time")
    if not begin or _END_TIME_AFTER.match(clause[end:]) or _END_TIME_BEFORE.search(clause[:at]):
        return False
    words = clause[at:end]
    first = time.fromisoformat(begin)
    if re.search(times.PERIOD, words) or _on_24(words):
        return (hour % 24, minute) == (first.hour, first.minute)
    return (hour % 12, minute) == (first.hour % 12, first.minute)


def _is_begin_instead(turn: Turn, clause: str, at: int, end: int, hour: int) -> bool:
    """早上六点半 while the end is asked for, of work by day: nobody stops then, so it is when they begin."""
    if _END_TIME_AFTER.match(clause[end:]) or _END_TIME_BEFORE.search(clause[:at]):
        return False
    words = clause[at:end]
    if not re.match(times.PERIOD, words) or not EARLIEST <= hour <= FORENOON:
        return False
    begin = turn.changes.get("begin_time") or turn.draft.get("begin_time")
    return begin is None or (time(EARLIEST) <= time.fromisoformat(begin) <= time(12) and hour < int(begin[:2]) + 2)


def _clock(hour: int, minute: int) -> str:
    return f"{hour % 24:02d}:{minute:02d}"


def _put_end(turn: Turn, hour: int, minute: int, fixed: bool, place: tuple[int, int]) -> None:
    begin = turn.changes.get("begin_time") or turn.draft.get("begin_time")
    if not fixed and hour % 24 <= 23:
        hour %= 12
        if begin:
            first = time.fromisoformat(begin)
            after = (first.hour * 60 + first.minute, hour * 60 + minute)
            # the first such hour after the begin of work, on a clock of twelve hours
            hour = hour if (after[1] - after[0] - 1) % 1440 < (after[1] + 719 - after[0]) % 1440 else hour + 12
        elif hour < 10:
            hour += 12
        else:
            hour = hour or 12
    turn.put("end_time", _clock(hour, minute), place, "end-hour")


def _put_begin(turn: Turn, hour: int, minute: int, fixed: bool, place: tuple[int, int]) -> None:
    begin = turn.draft.get("begin_time")
    if not fixed and begin:
        old = time.fromisoformat(begin)
        minutes = old.hour * 60 + old.minute
        choices = [hour % 12, hour % 12 + 12]
        hour = min(
            choices, key=lambda one: min((one * 60 + minute - minutes) % 1440, (minutes - one * 60 - minute) % 1440)
        )
    turn.put("begin_time", _clock(hour, minute), place, "begin-hour")


_BARE_MINUTES = {"半": 30, "一刻": 15, "三刻": 45, None: 0, "": 0}


def _bare_hour(turn: Turn) -> None:
    whole = turn.left.strip()
    at = len(turn.left) - len(turn.left.lstrip())
    together = re.fullmatch(r"(0?\d|1\d|2[0-3])([0-5]\d)", whole)
    match = _BARE_HOUR.fullmatch(whole) if not together else None
    if together:
        hour, minute = int(together.group(1)), int(together.group(2))
    elif match:
        both = span(match.group("h"))
        if both is None or not 0 <= both[0] <= 24 or both[0] != int(both[0]):
            return
        hour, tail = int(both[0]), match.group("m")
        minute = _BARE_MINUTES[tail] if tail in _BARE_MINUTES else int(tail)
    else:
        return
    place = (at, at + len(whole))
    period = re.search(times.PERIOD, whole)
    if period:
        hour = times.hour_of_day(hour, period.group())
    fixed = bool(period) or hour > 12
    if turn.asked == "end_time" and _is_begin_again(turn, whole, 0, len(whole), hour, minute):
        turn.same = True
    elif turn.asked == "end_time":
        _put_end(turn, hour, minute, fixed, place)
    else:
        if not fixed and 1 <= hour <= 3 and not turn.draft.get("begin_time"):
            hour += 12
        _put_begin(turn, hour, minute, fixed, place)
