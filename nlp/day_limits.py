"""Part of a work's days: 俺只去两天, 头两天, 最后一天, 就明天一天. Who says so comes on those days and no others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nlp.normalise import plain
from nlp.order import number_of


class Part(StrEnum):
    """Which of the days are meant."""

    FIRST = "first"  # 头两天
    LAST = "last"  # 后两天, 最后一天
    FROM = "from"  # 第二天: from that day on
    ONLY = "only"  # the days named beside it: 就明天一天, 只去15号
    SOME = "some"  # a number alone, 只去两天: which ones is not said


@dataclass(frozen=True, slots=True)
class DayLimit:
    """`number` of days, None where it is not said (一两天). `rest` is the text without these words.

    `only`: a word says that they are fewer than others might think (只, 就, 只能). `away`: on so many they do not come.
    """

    part: Part
    number: int | None
    rest: str
    clause: str
    only: bool
    away: bool = False


_NUMBER = r"(?P<n>\d{1,2}|[一二两俩三四五六七八九十]{1,2})"
_JUST = r"(?:(?:只|就|光|仅|最多|顶多|至多|大概|先)(?:能|想|够|可以)?)?"
_VERB = r"(?:去得|来得|去个|干个|去|来|干|做|上|报|记|待|帮)"
_FIRST = re.compile(rf"(?<![以从之])(?:开头|开始的?|前头|前面|起头|[头前])的?{_NUMBER}天")
_LAST = re.compile(rf"(?:(?<![今明往以之然过])后面?|后头|最后|末了|剩下?的?|余下的?)那?{_NUMBER}天")
_NTH = re.compile(rf"第{_NUMBER}天(?:开始|起)?")
_RANGE = r"(?:一[、\s]?两|两[、\s]?三|三[、\s]?[四五]|[一1]-[两2二]|[二2]-[三3])"
# Not of pay or of a length asked: 干一天150, 干两天给多少, 干几天.
_NO_PAY = r"(?![\d一二三四五六七八九]|[给挣拿多结算是有能得]|\s*[\d]|之?[前后内]|了|过)"
_SOME = re.compile(rf"{_JUST}(?P<verb>{_VERB}[我俺额]?)(?:{_RANGE}|{_NUMBER})天{_NO_PAY}")
_BARE = re.compile(rf"(?:只|就|光|仅|最多|顶多)(?:能|有|想|是)?(?:{_RANGE}|{_NUMBER})天{_NO_PAY}")
_EACH = re.compile(rf"(?<![第前头后过隔等再每有满一]){_NUMBER}天(?=[我俺额咱]?们?都(?:[去来干]|能|可以))")
_AWAY = re.compile(
    rf"(?<![第前头后过隔等再每满])(?:有|其中)?{_NUMBER}天(?:去不了|来不了|去不成|来不成|不能[去来]|不[去来]|没空|有事)"
)
_NAMED = (
    r"(?:今天|今儿|明天|明儿个?|后天|后儿个?|大后天|(?:\d{1,2}月)?\d{1,2}[号日]|(?:周|星期|礼拜)[一二三四五六日天])"
)
_ONLY = re.compile(
    rf"(?:只|(?<!那)(?<!那[我俺额])就|光|仅)(?:能|想|可以)?{_VERB}?(?:{_NAMED}(?:[、,和跟]\s?)?)+|{_NAMED}(?:就|只)?{_VERB}?一天{_NO_PAY}"
)
_DATES = re.compile(
    r"(?:(?P<month>\d{1,2})月)?(?P<days>\d{1,2}(?:[号日]?[、,和跟到\-~\s]\s?\d{1,2})*)[号日](?:[两二2三3]天)?"
)
_DENIES = re.compile("[不没别除]")
_CLAUSES = re.compile(r"[,。;!\s]+")


def read(text: str) -> DayLimit | None:
    """What a text says of coming on some of the days only; None where it says nothing of it."""
    said = plain(text)
    if "天" not in said and "号" not in said and "日" not in said:
        return None
    for part, pattern in ((Part.FIRST, _FIRST), (Part.LAST, _LAST), (Part.FROM, _NTH)):
        found = pattern.search(said)
        if found is not None and (number := number_of(found["n"])):
            return _limit(said, part, number, found.span())
    found = _AWAY.search(said)
    if found is not None and (number := number_of(found["n"])):
        return _limit(said, Part.SOME, number, found.span(), keep=True, away=True)
    for pattern in (_SOME, _BARE, _EACH):
        found = pattern.search(said)
        if found is not None:
            number = number_of(found["n"]) if found["n"] else None
            verb = found["verb"] if "verb" in pattern.groupindex else ""
            part = Part.ONLY if number == 1 and _named_in(said) else Part.SOME
            return _limit(said, part, number, found.span(), verb=verb)
    listed = _DATES.search(said)
    if listed is not None and len(re.findall(r"\d{1,2}", listed["days"])) > 1 and not _DENIES.search(said):
        return _limit(said, Part.ONLY, None, listed.span())
    found = _ONLY.search(said)
    return _limit(said, Part.ONLY, None, found.span(), keep=True) if found is not None else None


def _limit(
    said: str,
    part: Part,
    number: int | None,
    span: tuple[int, int],
    *,
    keep: bool = False,
    verb: str = "",
    away: bool = False,
) -> DayLimit:
    """The limit told in `span`. `rest` is without it but for `verb`, and without a 只 before it; whole with `keep`."""
    begin, end = span
    rest = said
    if not keep:
        before = re.sub(r"(?:只|就|光|仅|最多|顶多)(能|想|可以)?(?=[去来干]?$)", "", said[:begin])
        rest = f"{before}{verb}{said[end:]}"
        if not re.search(_VERB, rest):
            rest = f"{before}去{said[end:]}"
    clause = next((each for each in _CLAUSES.split(said) if said[begin:end] in each), said)
    only = re.search("只|就|光|仅|最多|顶多", said[max(0, begin - 4) : end]) is not None
    return DayLimit(part, number, rest, clause, only, away)


_NEAR = (("大后天", 3), ("今天", 0), ("今儿", 0), ("明天", 1), ("明儿", 1), ("后天", 2), ("后儿", 2))
_PAIR = re.compile(r"明后(?:两|俩|二|2)?天")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")


def _named_in(said: str) -> bool:
    return re.search(_NAMED, said) is not None


def named(text: str, today: date, days: Sequence[date]) -> tuple[date, ...]:
    """Those of `days` that a text names, in their order: 明天, 15、16号, 周五, 明后两天, 15号到17号."""
    said = plain(text)
    found: set[date] = set()
    if _PAIR.search(said):
        found |= {today + timedelta(days=1), today + timedelta(days=2)}
        said = _PAIR.sub("", said)
    for word, away in _NEAR:
        if word in said:
            found.add(today + timedelta(days=away))
            said = said.replace(word, "")
    for match in _DATES.finditer(said):
        numbers = [int(each) for each in re.findall(r"\d{1,2}", match["days"])]
        if len(numbers) == 2 and re.search(r"[到\-~]", match["days"]):
            numbers = list(range(numbers[0], numbers[1] + 1))
        month = int(match["month"]) if match["month"] else None
        found |= {day for day in days if day.day in numbers and month in (None, day.month)}
    for match in _WEEKDAY.finditer(said):
        weekday = "一二三四五六日".find(match[1].replace("天", "日"))
        found |= {day for day in days if day.weekday() == weekday}
    return tuple(day for day in days if day in found)


def choose(limit: DayLimit, days: Sequence[date], named: Sequence[date]) -> tuple[date, ...] | None:
    """Those of the work's `days` that are meant, `named` being those that the text names; None: it must be asked."""
    number = limit.number
    if limit.part is Part.FIRST and number:
        return tuple(days[:number])
    if limit.part is Part.LAST and number:
        return tuple(days[-number:])
    if limit.part is Part.FROM and number:
        return tuple(days[number - 1 :]) or None
    if limit.part is Part.ONLY:
        return tuple(named) or (None if limit.number else tuple(days))
    if number is not None and number >= len(days):
        return tuple(days)
    if number is not None and len(named) == number:
        return tuple(named)
    if number is not None and len(named) == 1:
        first = days.index(named[0])
        if first + number <= len(days):
            return tuple(days[first : first + number])
    return None


_ALL = re.compile(r"[都全](?:部|程)?(?:[去来干做]|能[去来干])|天天|每天|全部|全程|一直")
_ANY = re.compile(r"随便|无所谓|都[行中可得好成]|哪.{0,2}都|[你您]们?(?:看着)?[定排安]|看着安排")


def answer(text: str, today: date, days: Sequence[date], number: int | None) -> tuple[date, ...] | None:
    """The days chosen in answer to the question on which `number` of `days`; None where the text chooses none."""
    limit, said = read(text), named(text, today, days)
    if limit is not None and (chosen := choose(limit, days, said)):
        return chosen
    if said:
        return said
    text = plain(text)
    bare = [int(each) for each in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)]
    if bare and (found := tuple(day for day in days if day.day in bare)) and len(found) == len(bare):
        return found
    if number is not None and _ANY.search(text):
        return tuple(days[:number])
    return tuple(days) if _ALL.search(text) and "不" not in text else None
