"""A stretch of a group's talk, copied out of a chat program: who said what, and when.

Told apart are the forms that chat programs give when several messages are copied, sent as a record by mail, or typed
off the screen:

- the computer's: a line of name and time, the text below (`秀兰 2026-10-14 19:02:11`, `秀兰 19:02`);
- the phone's record: a line that is a date between dashes, then name and time, the text below;
- the phone's copy of several messages: `秀兰：我去`, or the name with a colon and the text in the next line;
- a time alone between the messages (`昨天 下午7:02`, `星期三 19:02`), as it stands on the screen.

A quote (「…」 with a line of dashes, or 引用 …) belongs to the message below it. Lines of the program itself (somebody
joined, took a message back) and pictures are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

LONGEST: Final = 60_000
MOST: Final = 1000
NAME_MOST: Final = 32

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = (
    r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}(?:,?\s\d{4})?"
    r"|(?:\d{4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
    r"|今天|昨天|前天|(?:星期|周|礼拜)[一二三四五六日天]|Today|Yesterday|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)
_PART: Final = "(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?"
_CLOCK: Final = rf"{_PART}\s?\d{{1,2}}\s?[:：]\s?\d{{2}}(?:\s?[:：]\s?\d{{2}})?(?:\s?[AaPp][Mm])?"
_WHEN: Final = rf"(?:(?P<date>{_DATE})[\s,，]*)?(?P<clock>{_CLOCK})"
_NAME_TIME: Final = re.compile(rf"^(?P<name>\S.{{0,{NAME_MOST}}}?)[\s　:：]+[(（\[]?{_WHEN}[)）\]]?\s*[:：]?\s*$")
_TIME_NAME: Final = re.compile(rf"^[(（\[]?{_WHEN}[)）\]]?\s+(?P<name>\S.{{0,{NAME_MOST}}}?)\s*[:：]?\s*$")
_ONLY_WHEN: Final = re.compile(rf"^[-—–\s]*{_WHEN}[-—–\s]*$")
_ONLY_DATE: Final = re.compile(rf"^[-—–=\s]*(?P<date>{_DATE})\s*(?:(?:星期|周)[一二三四五六日天])?[-—–=\s]*$")
_COLON: Final = re.compile(rf"^(?P<name>[^\s:：「」\[\]【】，。！？,]{{1,{NAME_MOST}}}?)\s*[:：]\s*(?P<text>.*)$")
_SYSTEM: Final = re.compile(
    r"撤回了一条消息|加入了群聊|加入群聊|邀请.*加入|移出了群聊|修改群名|拍了拍|开启了|以上是打招呼|以下(?:是|为)新消息|红包"
    r"|recalled a message|joined the group|invited .* to"
)
_PICTURE: Final = re.compile(
    r"^\s*[\[【](?:图片|语音|动画表情|表情|视频|文件|位置|链接|名片|Photo|Voice|Sticker|Video|File).{0,20}[\]】].{0,8}$"
)
_QUOTE: Final = re.compile(r"^\s*「(?P<quote>.*?)」\s*$", re.S)
_QUOTED: Final = re.compile(r"^\s*(?:\[?引用\]?|回复|Quote)\s*(?P<quote>\S.*)$")
_RULE: Final = re.compile(r"^[\s\-—–_]{5,}$")
_HEAD: Final = re.compile(r"聊天记录|Chat History|^\s*如下")
_WEEK: Final = "一二三四五六日"
_ENGLISH_WEEK: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Said:
    """One message: who, what, when (None where no time is shown), and the words it quotes."""

    name: str
    text: str
    at: datetime | None = None
    quote: str = ""


def read(text: str, now: datetime) -> tuple[Said, ...]:
    """The messages of a pasted stretch in their order; empty where it has none of the forms. Never raises.

    `now` has the county's zone: dates without a year, 昨天 and days of the week are told from it, and none lies ahead.
    """
    lines = [line.strip("\u200b\ufeff\r ") for line in text[:LONGEST].replace("\t", " ").split("\n")]
    timed = _timed(lines, now)
    return (timed or _colons(lines, now))[:MOST]


@dataclass(slots=True)
class _Open:
    name: str
    at: datetime | None
    lines: list[str]


def _timed(lines: list[str], now: datetime) -> tuple[Said, ...]:
    """Messages under lines of name and time."""
    found: list[_Open] = []
    day: date | None = None
    heads = 0
    style = _style(lines)
    for line in lines:
        only = _ONLY_DATE.match(line)
        if only is not None:
            day = _day(only["date"], now)
            continue
        head = _head(line, style)
        if head is not None:
            at = _moment(head["date"], head["clock"], day, now)
            found.append(_Open(_name(head["name"]), at, []))
            heads += 1
        elif found:
            found[-1].lines.append(line)
    if heads == 0:
        return ()
    return tuple(said for each in found if (said := _said(each)) is not None)


def _heads_of(line: str) -> tuple[re.Match[str], bool] | None:
    """The name and time of a line, and whether the name stands first."""
    if _ONLY_WHEN.match(line):
        return None
    if (found := _NAME_TIME.match(line)) is not None:
        return found, True
    return (found, False) if (found := _TIME_NAME.match(line)) is not None else None


def _style(lines: list[str]) -> bool | None:
    """Whether names stand before the times in this stretch, told by its first plain name; None where there is none."""
    for line in lines:
        head = _heads_of(line)
        if head is not None and _may_be_name(head[0]["name"]):
            return head[1]
    return None


def _head(line: str, style: bool | None) -> re.Match[str] | None:
    """A line that heads a message. Any name may stand there (平安是福。) once the stretch is known to have heads."""
    both = _heads_of(line)
    if both is None:
        return None
    head, first = both
    if _may_be_name(head["name"]):
        return head
    stamped = head["date"] is not None or head["clock"].count(":") + head["clock"].count("：") == 2
    if _is_no_name(head["name"]) or (_SAID_TIME.search(head["name"].strip()) and not stamped):
        return None
    return head if first is style or (style is None and stamped) else None


def _colons(lines: list[str], now: datetime) -> tuple[Said, ...]:
    """Messages as name, colon, text; a time alone between them is theirs from there on."""
    found: list[_Open] = []
    at: datetime | None = None
    day: date | None = None
    heads = 0
    for line in lines:
        if not line or _HEAD.search(line):
            continue
        when = _ONLY_WHEN.match(line)
        if when is not None:
            at = _moment(when["date"], when["clock"], day, now)
            continue
        only = _ONLY_DATE.match(line)
        if only is not None:
            day = _day(only["date"], now)
            continue
        head = _COLON.match(line)
        if head is not None and _may_be_name(head["name"]):
            found.append(_Open(_name(head["name"]), at, [head["text"]]))
            heads += 1
        elif found:
            found[-1].lines.append(line)
        else:
            return ()
    spoken = tuple(said for each in found if (said := _said(each)) is not None)
    return spoken if heads >= 2 else ()


def _said(each: _Open) -> Said | None:
    quote, kept = "", []
    for line in each.lines:
        whole = _QUOTE.match(line)
        named = _QUOTED.match(line)
        if whole is not None or named is not None:
            quote = (whole or named)["quote"]  # type: ignore[index]
        elif not (_RULE.match(line) or _PICTURE.match(line) or _SYSTEM.search(line)):
            kept.append(line)
    text = "\n".join(kept).strip()
    many = re.match(r"^「(.*?)」\s*\n[\s\-—–_]*\n?(.*)$", text, re.S)  # a quote of several lines
    if many is not None:
        quote, text = many[1], many[2].strip()
    return Said(each.name, text, each.at, quote) if text and each.name else None


def _name(raw: str) -> str:
    return " ".join(raw.strip(" :：@").split())[:NAME_MOST]


_SAID_TIME: Final = re.compile(
    r"^(?:(?:明|后|今|当)[天早晚儿]|明个|后个|大后天|早上?$|早晨|清晨|下午|晚上?$|晚上|上午|中午|几点|到(?:了|\d|[早晚上下中点]|$)|时间|集合|上工|上班|开工|出发|开始)"
    r"|(?:点|时间|集合|上工|开工|出发|早上|中午|下午|晚上)$|\d\s?[:：]\s?\d"
)


def _is_no_name(raw: str) -> bool:
    name = raw.strip()
    return not name or _RULE.match(name) is not None or _SYSTEM.search(name) is not None


def _may_be_name(raw: str) -> bool:
    """A line may end in an hour and be no head: 明天早上 7:00 is said, not a name."""
    return not _is_no_name(raw) and not re.search(rf"[，。！？!?、；;]|http|{_SAID_TIME.pattern}", raw.strip())


def _day(words: str, now: datetime) -> date | None:
    named = words[:3].lower()
    words = words.replace(" ", "") if named not in _MONTHS else words
    today = now.date()
    away = {"今天": 0, "昨天": 1, "前天": 2, "Today": 0, "Yesterday": 1}.get(words)
    if away is not None:
        return today - timedelta(days=away)
    if words in _ENGLISH_WEEK:
        return _weekday(_ENGLISH_WEEK.index(words), today)
    if words.startswith(("星期", "周", "礼拜")):
        return _weekday(6 if words[-1] == "天" else _WEEK.index(words[-1]), today)
    numbers = [int(each) for each in re.findall(r"\d+", words)]
    if named in _MONTHS:  # Oct 14, 2026
        numbers = [*numbers[1:], _MONTHS.index(named) + 1, numbers[0]]
    elif len(numbers) == 3 and numbers[0] < 100:  # 10/14/26: month and day first, as English programs write
        numbers = [numbers[2] % 100 + 2000, numbers[0], numbers[1]]
    try:
        if len(numbers) == 3:
            return min(date(*numbers), today)
        found = date(today.year, *numbers)
        return found if found <= today else date(today.year - 1, *numbers)
    except (ValueError, TypeError):
        return None


def _weekday(number: int, today: date) -> date:
    """The last such day of the week before today: programs name the day for the week gone by."""
    return today - timedelta(days=(today.weekday() - number) % 7 or 7)


_AFTERNOON: Final = re.compile(r"下午|傍晚|晚|[Pp][Mm]")


def _moment(day_words: str | None, clock_words: str, day: date | None, now: datetime) -> datetime | None:
    numbers = [int(each) for each in re.findall(r"\d+", clock_words)]
    hour = numbers[0]
    if hour < 12 and (_AFTERNOON.search(clock_words) or ("中午" in clock_words and hour < 11)):
        hour += 12
    elif hour == 12 and re.search(r"凌晨|[Aa][Mm]", clock_words):
        hour = 0
    try:
        clock = time(hour, numbers[1], numbers[2] if len(numbers) > 2 else 0)
    except ValueError:
        return None
    on = (_day(day_words, now) if day_words else None) or day or now.date()
    at = datetime.combine(on, clock, now.tzinfo)
    if at > now and not day_words and day is None:
        at -= timedelta(days=1)  # an hour alone, later than now: yesterday's
    return min(at, now)
