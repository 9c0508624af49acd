"""A stretch of a group's talk, copied out of a chat program: who said what, and when.

Told apart are the forms that chat programs give when several messages are copied, sent as a record by mail, forwarded
as one, or typed off the screen:

- the computer's: a line of name and time, the text below (`秀兰 2026-10-14 19:02:11`, `19:02 秀兰`, `秀兰, [14.10.2026
  19:02]`), names with what QQ, WeCom and the like put beside them (`【群主】秀兰(12345678)`, `秀兰@微信`);
- all in one line: `[19:02] 秀兰: 我去`, `19:02 秀兰：我去`, `秀兰（19:02）：我去`;
- three lines: name, time, text; or time, name, text;
- the phone's record: a line that is a date between dashes, then name and time, the text below;
- the phone's copy of several messages: `秀兰：我去`, or the name with a colon and the text in the next line;
- a time alone between the messages (`昨天 下午7:02`, `星期三 19:02`), as it stands on the screen.

A quote belongs to the message that it stands in: 「…」, lines after >, what stands over a line of dashes with a name
and a colon before it, 引用 and 回复 with a name and a colon. Lines of the program itself (somebody joined, took a
message back) are left out; a picture or voice alone is a message of its mark; what stands before the first name is
nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from nlp.list_words import is_talk
from nlp.talk_times import DATE, WHEN, day_of, is_stamped, moment

LONGEST: Final = 60_000
MOST: Final = 1000
NAME_MOST: Final = 32

_OPEN, _SHUT = r"[(（\[【]", r"[)）\]】]"
_N: Final = rf"\S.{{0,{NAME_MOST + 16}}}?"
_NAME_TIME: Final = re.compile(rf"^(?P<name>{_N})[,，]?[\s　:：]+{_OPEN}?{WHEN}{_SHUT}?\s*[:：]?\s*$")
_TIME_NAME: Final = re.compile(rf"^{_OPEN}?{WHEN}{_SHUT}?\s+(?P<name>[^\s:：][^:：]{{0,48}}?)\s*[:：]?\s*$")
_TIME_SAYS: Final = re.compile(
    rf"^(?P<mark>{_OPEN})?{WHEN}{_SHUT}?\s*[-–—]?\s*(?P<name>[^\s:：\[\]][^:：\[\]]{{0,{NAME_MOST}}}?)\s*[:：]\s*(?P<text>\S.*)$"
)
_NAME_SAYS: Final = re.compile(
    rf"^(?P<name>[^\s:：\[\]][^:：\[\]]{{0,{NAME_MOST}}}?)\s*(?P<mark>{_OPEN})\s*{WHEN}\s*{_SHUT}\s*[:：]?\s*(?P<text>[^\s:：].*)$"
)
_TIMED_SAYS: Final = re.compile(
    rf"^(?P<name>[^\s:：\[\]][^:：\[\]]{{0,{NAME_MOST}}}?)(?P<mark>)\s+{WHEN}(?!\s?[:：]\s?\d\d\b)"
    r"\s*(?:[:：]|\s)\s*(?P<text>[^\s:：].*)$"
)
_ONLY_WHEN: Final = re.compile(rf"^[-—–\s(（\[【]*{WHEN}[-—–\s)）\]】]*$")
_ONLY_DATE: Final = re.compile(rf"^[-—–=\s]*(?P<date>{DATE})\s*[-—–=\s]*$")
_COLON: Final = re.compile(rf"^(?P<name>[^\s:：「」\[\]【】，。！？,]{{1,{NAME_MOST}}}?)\s*[:：]\s*(?P<text>.*)$")
_SYSTEM: Final = re.compile(
    r"撤回了一条消息|加入了群聊|加入群聊|邀请.*加入|移出了群聊|修改群名|拍了拍|开启了|以上是打招呼|以下(?:是|为)新消息|红包"
    r"|recalled a message|joined the group|invited .* to"
)
_PICTURE: Final = re.compile(
    r"^\s*[\[【](?:图片|语音|动画表情|表情|视频|文件|位置|链接|名片|Photo|Voice|Sticker|Video|File).{0,20}[\]】].{0,8}$"
)
_QUOTE: Final = re.compile(r"^\s*「(?P<quote>.*?)」\s*$", re.S)
_QUOTED: Final = re.compile(
    r"^\s*(?:\[引用\]|引用[:：]?\s+|(?:引用|回复|Quote|Reply(?:ing)? to)\s*(?=@?[^:：]{1,32}[:：]))(?P<quote>\S.*)$"
)
_MARKED: Final = re.compile(r"^\s*[>＞▎│┃|]\s*(?P<quote>\S.*)$")
_RULE: Final = re.compile(r"^[\s\-—–_─]{5,}$")
_SOMEBODY_SAID: Final = re.compile(rf"^「|^\S.{{0,{NAME_MOST}}}?\s*[:：]")
_HEAD: Final = re.compile(r"聊天记录|Chat History|^\s*如下")
_OF_A_NOTICE: Final = re.compile(r"时间|地点|地址|工资|价钱|要求|电话|联系|人数|备注|说明|工种|单价")
_SAID_TIME: Final = re.compile(
    r"^(?:(?:明|后|今|当)[天早晚儿]|明个|后个|大后天|早上?$|早晨|清晨|下午|晚上?$|晚上|上午|中午|几点|到(?:了|\d|[早晚上下中点]|$)|时间|集合|上工|上班|开工|出发|开始)"
    r"|(?:点|时间|集合|上工|开工|出发|早上|中午|下午|晚上)$|\d\s?[:：]\s?\d"
)
_BESIDE: Final = re.compile(
    r"^[【\[](?:群主|管理员|成员|群成员|[^】\]]{1,8})[】\]]\s*(?=\S)|\s*[(（<]\d{5,12}[)）>]$|\s*<[^<>]*@[^<>]*>$|@微信$"
)
_SAYING: Final = re.compile(r"去|报名|俺|我|咱|不|[+＋]\s?\d|^\d+$|吗|吧|几个|多少|收到")
_BLANKS, _UNSEEN = "\t\xa0\u2005\u2006\u202f", "\u200b\ufeff\u200e\u200f\u202a\u202c\r"
_SPACES: Final = str.maketrans(dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_UNSEEN))


@dataclass(frozen=True, slots=True)
class Said:
    """One message: who (empty where it stands before the first name), what, when (None where no time is shown), and
    the words it quotes.
    """

    name: str
    text: str
    at: datetime | None = None
    quote: str = ""


def read(text: str, now: datetime) -> tuple[Said, ...]:
    """The messages of a pasted stretch in their order; empty where it has none of the forms. Never raises.

    `now` has the county's zone: dates without a year, 昨天 and days of the week are told from it, and none lies ahead.
    """
    lines = [line.strip() for line in text[:LONGEST].translate(_SPACES).split("\n")]
    found = _timed(_in_one_line(lines), now) or _colons(lines, now) or _blocks(lines, now)
    return found[:MOST]


@dataclass(slots=True)
class _Open:
    name: str
    at: datetime | None
    lines: list[str]


def _in_one_line(lines: list[str]) -> list[str]:
    """Lines of which one is the name and the next its time, put together, where the stretch begins so."""
    told = [line for line in lines if line and not _HEAD.search(line) and not _ONLY_DATE.match(line)]
    if len(told) < 3 or not _may_speak(told[0]) or not _ONLY_WHEN.match(told[1]):
        return lines
    made: list[str] = []
    for line in (line for line in lines if line):
        before = made[-1] if made else ""
        if _ONLY_WHEN.match(line) and before and _may_be_name(before) and _heads_of(before) is None:
            made[-1] = f"{before}  {line.strip('-—– ')}"
        else:
            made.append(line)
    return made


def _timed(lines: list[str], now: datetime) -> tuple[Said, ...]:
    """Messages that begin with a name and a time, in a line of their own or in the line of the text."""
    found: list[_Open] = []
    day: date | None = None
    style = _style(lines)
    for line in lines:
        only = _ONLY_DATE.match(line)
        if only is not None:
            day = day_of(only["date"], now)
            continue
        head = _head(line, style)
        if head is not None:
            at = moment(head["date"], head["clock"], day, now)
            text = head.groupdict().get("text")
            found.append(_Open(_name(head["name"]), at, [text] if text else []))
        elif found:
            found[-1].lines.append(line)
        elif line and not _HEAD.search(line) and not _ONLY_WHEN.match(line):
            found.append(_Open("", None, [line]))
    if not any(each.name for each in found):
        return ()
    return _all_said(found)


def _all_said(found: Sequence[_Open]) -> tuple[Said, ...]:
    return tuple(said for each in found if (said := _said(each)) is not None)


_FORMS: Final = (_TIME_SAYS, _NAME_SAYS, _NAME_TIME, _TIME_NAME, _TIMED_SAYS)
_SAYS: Final = (_TIME_SAYS, _NAME_SAYS, _TIMED_SAYS)


def _heads_of(line: str) -> re.Match[str] | None:
    """The name and time of a line, by the first form that it has; a line of a notice (地点：…) has none."""
    if _ONLY_WHEN.match(line):
        return None
    for form in _FORMS:
        found = form.match(line)
        if found is None or (form in _SAYS and _OF_A_NOTICE.search(found["name"])):
            continue
        return found
    return None


def _style(lines: list[str]) -> re.Pattern[str] | None:
    """The form of this stretch, told by its first head with a plain name; None where there is none."""
    told = [line for line in lines if line and not _HEAD.search(line) and not _ONLY_DATE.match(line)]
    for number, line in enumerate(told):
        head = _heads_of(line)
        if head is None or not _may_be_name(head["name"]):
            continue
        if head.re in (_TIME_SAYS, _NAME_SAYS) and not _is_sure(head) and number:
            continue  # 7:30 村口：… within a message
        if head.re is _TIMED_SAYS and not is_stamped(head):  # a table of three columns, or nothing
            if all((each := _heads_of(one)) is not None and each.re is _TIMED_SAYS for one in told) and len(told) > 1:
                return head.re
            continue
        return head.re
    return None


def _is_sure(head: re.Match[str]) -> bool:
    """Whether nobody writes a time so within a message."""
    return is_stamped(head) or bool(head["mark"])


def _head(line: str, style: re.Pattern[str] | None) -> re.Match[str] | None:
    """A line that heads a message. Any name may stand there (平安是福。) once the stretch is known to have heads."""
    head = _heads_of(line)
    if head is None or _is_no_name(head["name"]):
        return None
    if head.re in _SAYS:
        plain = _may_be_name(head["name"])
        return head if head.re is style or (plain and _is_sure(head)) else None
    if _may_be_name(head["name"]):
        return head
    if _SAID_TIME.search(head["name"].strip()) and not is_stamped(head):
        return None
    return head if head.re is style or (style is None and is_stamped(head)) else None


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
            at = moment(when["date"], when["clock"], day, now)
            continue
        only = _ONLY_DATE.match(line)
        if only is not None:
            day = day_of(only["date"], now)
            continue
        head = _COLON.match(line)
        if head is not None and _may_be_name(head["name"]) and not _quoted_above(found, line):
            found.append(_Open(_name(head["name"]), at, [head["text"]]))
            heads += 1
        elif found:
            found[-1].lines.append(line)
        elif not _SYSTEM.search(line):
            return ()
    return _all_said(found) if heads >= 2 or (heads and at is not None) else ()


def _quoted_above(found: Sequence[_Open], line: str) -> bool:
    """Whether a line with a colon stands where the words of the name above it begin: 老李:, then what he quotes."""
    if not found or any(found[-1].lines):
        return False
    return bool(_MARKED.match(line) or _QUOTED.match(line))


def _blocks(lines: list[str], now: datetime) -> tuple[Said, ...]:
    """Name and text in lines of their own, with nothing between; a time alone is theirs from there on."""
    found: list[_Open] = []
    at: datetime | None = None
    day: date | None = None
    block: list[str] = []
    named = 0

    def close() -> None:
        nonlocal named
        made = _pairs(block, at)
        named += sum(bool(each.name) for each in made)
        found.extend(made)
        block.clear()

    for line in (*lines, ""):
        when, only = _ONLY_WHEN.match(line), _ONLY_DATE.match(line)
        if when is None and only is None and line and not _HEAD.search(line):
            block.append(line)
            continue
        close()
        if when is not None:
            at = moment(when["date"], when["clock"], day, now)
        elif only is not None:
            day = day_of(only["date"], now)
    turns = named >= 2 and all(each.name and not _may_speak(each.lines[0]) for each in found)
    sure = at is not None or (turns and any(_SAYING.search(each.lines[0]) for each in found))
    return _all_said(found) if named and sure else ()


def _pairs(block: Sequence[str], at: datetime | None) -> list[_Open]:
    """Lines that are a name and its text by turns, else a name and all the rest, else words of nobody that is named."""
    told = [line for line in block if not _SYSTEM.search(line)]
    if len(told) % 2 == 0 and all(_may_speak(line) for line in told[::2]):
        return [_Open(_name(name), at, [text]) for name, text in zip(told[::2], told[1::2], strict=True)]
    if len(told) > 1 and _may_speak(told[0]):
        return [_Open(_name(told[0]), at, told[1:])]
    return [_Open("", at, told)] if told else []


def _may_speak(line: str) -> bool:
    """Whether a line alone is rather a name than something said."""
    if len(line) > 16 or line[-1] in ":：" or is_talk(line) or _SAYING.search(line) or _PICTURE.match(line):
        return False
    return _may_be_name(line) and _RULE.match(line) is None and not line[0].isdigit() and "、" not in line


def _said(each: _Open) -> Said | None:
    quote, kept = _without_quote(each.lines)
    plain = [line for line in kept if not (_RULE.match(line) or _PICTURE.match(line) or _SYSTEM.search(line))]
    text = "\n".join(plain).strip()
    many = re.match(r"^「(.*?)」\s*\n[\s\-—–_]*\n?(.*)$", text, re.S)  # a quote of several lines
    if many is not None:
        quote, text = many[1], many[2].strip()
    text = text or " ".join(line for line in kept if _PICTURE.match(line))
    return Said(each.name, text, each.at, quote) if text else None


def _without_quote(lines: Sequence[str]) -> tuple[str, list[str]]:
    """What a message quotes, and its own lines."""
    rules = [number for number, line in enumerate(lines) if _RULE.match(line)]
    for number in rules[:1]:
        above, below = [line for line in lines[:number] if line], list(lines[number + 1 :])
        if above and any(below) and _SOMEBODY_SAID.match(above[0]):
            return "\n".join(above).strip("「」 "), below
    quote, kept = "", []
    for line in lines:
        found = _QUOTE.match(line) or _QUOTED.match(line) or _MARKED.match(line)
        if found is not None:
            quote = f"{quote}\n{found['quote']}".strip()
        else:
            kept.append(line)
    return quote, kept


def _name(raw: str) -> str:
    name = raw.strip(" :：@,，")
    for _ in range(2):
        name = _BESIDE.sub("", name)
    return " ".join((name or raw).strip(" :：@").split())[:NAME_MOST]


def _is_no_name(raw: str) -> bool:
    name = raw.strip()
    return not name or _RULE.match(name) is not None or _SYSTEM.search(name) is not None


def _may_be_name(raw: str) -> bool:
    """A line may end in an hour and be no head: 明天早上 7:00 is said, not a name."""
    name = _BESIDE.sub("", raw.strip())
    return not _is_no_name(name) and not re.search(rf"[，。！？!?、；;]|http|{_SAID_TIME.pattern}", name)
