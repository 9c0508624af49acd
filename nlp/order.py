"""What a poster says about a posting that is out (还差2个, 招满了, 下雨停工), and the small words of the talk.

The vocabulary stands in `lexicon/order.toml`. Nothing here is sure of a meaning by itself: the acts hold it against
what is open and what was asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from nlp import lexicon
from nlp.normalise import plain

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which read as digits
CODE = re.compile(r"(?<![A-Za-z0-9])([A-HJ-NP-Za-hj-np-z])\s?([1-9]\d?)(?![\dA-Za-z])")
_DATE = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})[号日]")
_ONES = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "仨": 3}
_LONGEST = 400
_CLAUSES = re.compile(r"[,。;\n]")
_PARTS = re.compile(r"[,。;、!\s]+")
MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Order:
    """What stands in a poster's words.

    `act` is a key of the lexicon's [part] lists, or None; `number` the people it names; `code` a posting's code;
    `day` a day named near it. `skip`, `yes` and `no` hold where the whole text is such a word; `paid_by` is
    one of `_PAYERS`; `no_fee` holds where the whole text, as an answer to who pays the broker, says that nobody does.
    `floor` is a sum that is the least (不低于120). `corrects` holds where something said
    before is put right, `open` where any number of people is wanted, `for_other` names for whom somebody asks. `done`
    holds where nothing more is to be said (就这样), alone or after a word of the others (没有，就这样); `phone` tells
    whether the poster's phone may be shown, and `write` holds for 写 alone. `every` holds where all that is talked
    about is meant, `nth` counts one of them (第二条). `adds` holds where the number comes on top of what stands
    (再带2个). `any_day` holds where no day is fixed (随时能来, 日子没定, 你们定); as the whole text, or told as such.
    `later` holds where what is talked about is to lie for a while (先别发, 我想想再说).
    """

    act: str | None = None
    number: int | None = None
    code: str | None = None
    day: date | None = None
    skip: bool = False
    yes: bool = False
    no: bool = False
    paid_by: str | None = None
    no_fee: bool = False
    corrects: bool = False
    open: bool = False
    floor: float | None = None
    for_other: str | None = None
    rest: str = ""
    done: bool = False
    phone: bool | None = None
    write: bool = False
    every: bool = False
    nth: int | None = None
    adds: bool = False
    any_day: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    part: dict[str, tuple[re.Pattern[str], ...]]
    whole: dict[str, re.Pattern[str]]
    marks: dict[str, tuple[re.Pattern[str], ...]]
    desk: dict[str, tuple[re.Pattern[str], ...]]
    near: dict[str, int]
    about: dict[str, tuple[re.Pattern[str], ...]]
    nth: re.Pattern[str]


@cache
def _words() -> _Words:
    raw = lexicon.table("order")

    def compiled(table: dict[str, list[str]]) -> dict[str, tuple[re.Pattern[str], ...]]:
        return {
            name: tuple(re.compile(one.replace("{number}", raw["number"]), re.IGNORECASE) for one in listed)
            for name, listed in table.items()
        }

    whole = {
        name: re.compile(rf"(?:{'|'.join(listed)}){raw['particles']}", re.IGNORECASE)
        for name, listed in raw["whole"].items()
    }
    return _Words(
        compiled(raw["part"]),
        whole,
        compiled({name: listed for name, listed in raw["marks"].items() if name != "nth"}),
        compiled(raw["desk"]),
        dict(raw["near"]["days"]),
        compiled(raw["about"]),
        re.compile(raw["marks"]["nth"]),
    )


_PAYERS = ("employer", "workers", "nobody")
_WHEN = re.compile("大?[今明后]|[上下]午|[早晚]上|下?个?(?:周|星期|礼拜)|这")
"""Where a name ends before the day: 给李家明天要6个人."""


def read(text: str, today: date | datetime) -> Order:
    """What stands in `text`, on the county's day `today`. Raises nothing on any text."""
    words = _words()
    day0 = today.date() if isinstance(today, datetime) else today
    flat = plain(text[:_LONGEST]).strip()
    code = code_in(flat)
    rest = CODE.sub(" ", flat, count=1).strip(" ,:。") if code else flat
    act, number = _act(words.part, rest)
    whole = _whole(words.whole, rest)
    other = first(words.marks["for_other"], rest)
    least = first(words.marks["floor"], rest)
    return Order(
        act=act,
        number=number,
        code=code,
        day=_day(words, rest, day0),
        skip=whole["skip"],
        yes=whole["yes"],
        no=whole["no"],
        paid_by=next((who for who in _PAYERS if whole[f"paid_{who}"]), None),
        no_fee=whole["no_fee"],
        corrects=first(words.marks["corrects"], rest) is not None,
        open=first(words.marks["open"], rest) is not None,
        floor=float(least.group("n")) if least else None,
        for_other=_WHEN.split(other.group("who"))[0] or None if other else None,
        rest=rest,
        done=whole["done"],
        phone=True if whole["phone_yes"] else False if whole["phone_no"] else None,
        write=whole["write"],
        every=first(words.marks["each_one"], rest) is not None,
        adds=first(words.marks["adds"], rest) is not None,
        nth=_nth(words.nth, rest),
        later=whole["later"],
        any_day=whole["any_day"] or first(words.marks["any_day"], rest) is not None,
    )


def _whole(table: dict[str, re.Pattern[str]], text: str) -> dict[str, bool]:
    """Which kinds of small words make up the whole text. Of several in a row (没有，就这样) the first is the answer."""
    found = {name: bool(pattern.fullmatch(text)) for name, pattern in table.items()}
    parts = [part for part in _PARTS.split(text) if part]
    if any(found.values()) or not 1 < len(parts) <= MOST_PARTS:
        return found
    each = [{name for name, pattern in table.items() if pattern.fullmatch(part)} for part in parts]
    if not all(each):
        return found
    found = {name: name in each[0] for name in table}
    for name in ("done", "phone_yes", "phone_no"):
        found[name] = any(name in one for one in each)
    return found


def _nth(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return number_of(match.group("n") or match.group("m")) if match else None


def desk(text: str) -> tuple[str, str] | None:
    """What somebody of the desk orders in words: a key of the lexicon's [desk] lists and the rest of the text."""
    flat = plain(text[:_LONGEST]).strip()
    for name, patterns in _words().desk.items():
        found = first(patterns, flat)
        if found is not None:
            rest = found.groupdict().get("rest")
            return name, text.strip()[found.start("rest") :] if rest is not None else flat
    return None


def soft(text: str) -> bool:
    """Whether words that call off may only mean that these people are enough (不要人了, not 取消)."""
    return bool(text) and first(_words().marks["soft"], plain(text[:_LONGEST])) is not None


def stays(text: str) -> bool:
    """Whether a text says of a change that it is not to be: 不改了, 地方不换了, 还按原来的."""
    return first(_words().marks["stays"], plain(text[:_LONGEST]).strip(" ,。!~.")) is not None


def sure(text: str) -> bool:
    """Whether a text is the word of the button 取消 and no more: after the question whether it is called off, a yes."""
    return first(_words().marks["sure"], plain(text[:_LONGEST]).strip(" ,。!~.")) is not None


def about(text: str, topic: str) -> bool:
    """Whether an answer speaks of what was asked; `topic` is a value of `nlp.types.Ask`."""
    return first(_words().about.get(topic, ()), plain(text[:_LONGEST]).strip()) is not None


def takes_back(text: str) -> tuple[int, int] | None:
    """Where a text says that what workers were to pay is taken back (把介绍费去掉): the clause, else None."""
    flat = plain(text[:_LONGEST])
    found = first(_words().marks["takes_back"], flat)
    if found is None:
        return None
    begin = max(flat.rfind(mark, 0, found.start()) for mark in ",。;!\n") + 1
    ends = [at for mark in ",。;!\n" if (at := flat.find(mark, found.end())) >= 0]
    return begin, min([*ends, len(flat)])


def paid_by(text: str) -> str | None:
    """Who pays the broker, where a clause of a request says nothing else (…，劳务费老板出): one of `_PAYERS`."""
    for clause in _CLAUSES.split(plain(text)):
        if _words().whole["paid_nobody"].fullmatch(clause.strip()):
            return "nobody"
        words = re.sub(r"^(?:我的?|俺的?)?(?:劳务费|介绍费|中介费|费用?|辛苦费)?", "", clause.strip())
        for who in ("employer", "workers"):
            if _words().whole[f"paid_{who}"].fullmatch(words):
                return who
    return None


def also_wanted(text: str) -> tuple[int, int] | None:
    """Where a text wants people beside those told before (后天还要5个, 周六再来俩); None where it does not."""
    found = first(_words().marks["also_wanted"], plain(text[:_LONGEST]))
    return found.span() if found is not None else None


def weather(text: str) -> str:
    """The weather a text gives as its reason (下雨), in its own words; empty where it gives none."""
    found = first(_words().marks["weather"], plain(text[:_LONGEST]))
    return found[0] if found else ""


def rest_days(text: str) -> int | None:
    """For how many days work is to rest (停两天); 0 where only that they are several (停几天); None: nothing of it."""
    found = first(_words().marks["rest_days"], plain(text[:_LONGEST]))
    return (number_of(found["n"]) or 0) if found is not None else None


def rests_until(text: str) -> bool:
    """Whether work is to rest up to the day named (停到周三)."""
    return first(_words().marks["rests_until"], plain(text[:_LONGEST])) is not None


def code_in(text: str) -> str | None:
    """The posting's code in a text (A12, a12, Ａ１２), or None."""
    found = CODE.search(plain(text[:_LONGEST]))
    return f"{found.group(1).upper()}{found.group(2)}" if found else None


def first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    """What the first of `patterns` that a text has finds in it; None where it has none of them."""
    return next((found for pattern in patterns if (found := pattern.search(text))), None)


def _act(table: dict[str, tuple[re.Pattern[str], ...]], text: str) -> tuple[str | None, int | None]:
    for name, patterns in table.items():
        found = first(patterns, text)
        if found is not None:
            said = found.groupdict().get("n")
            return name, number_of(said) if said else None
    return None, None


def number_of(words: str) -> int | None:
    """The number that digits or Chinese numerals below a hundred say; None where they say none."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not ten:
        return _ONES.get(words)
    if (tens and tens not in _ONES) or (ones and ones not in _ONES):
        return None
    return (_ONES[tens] if tens else 1) * 10 + (_ONES[ones] if ones else 0)


def _day(words: _Words, text: str, today: date) -> date | None:
    for name in sorted(words.near, key=len, reverse=True):
        if name in text:
            return today + timedelta(days=words.near[name])
    found = _DATE.search(text)
    if found is None:
        return None
    month, day = int(found.group(1) or today.month), int(found.group(2))
    try:
        named = date(today.year, month, day)
        if named < today:
            named = (
                date(today.year + (month == 12), month % 12 + 1, day)
                if not found.group(1)
                else named.replace(year=today.year + 1)
            )
    except ValueError:
        return None
    return named


_NAME = re.compile(r"[\u4e00-\u9fa5·]{2,5}")
_PHONE = re.compile(r"1\d{10}")
_NUMBERED = re.compile(r"(?:^|(?<=[\s,;]))\d{1,2}[.、:)\s]")  # 1. 张三 2. 李四
_NUMBER = re.compile(r"\d")
_SAYS = re.compile("^[我俺额咱你他她这那都全不没]|[去了吧吗呢]$|[不没几啥咋够问]")  # A12我去 names nobody
_LEADS = re.compile("^(?:还有|再加上?|加上?|以及|另外)(?=.{2})")  # 还有老六 is 老六
_BETWEEN = re.compile(r"[\s,;:、。.\d()]+")


def names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and phones where a text (its code left out) is nothing else: 张三 李四 138…; empty where it is more."""
    flat = plain(text[:_LONGEST])
    flat = CODE.sub(" ", flat, count=1)
    phones = tuple(_PHONE.findall(flat))
    if _NUMBER.search(_NUMBERED.sub(" ", _PHONE.sub(" ", flat))):
        return (), ()  # 改成160 is no name
    parts = [_LEADS.sub("", part) for part in _BETWEEN.split(_PHONE.sub(" ", flat)) if part]
    found = tuple(part for part in parts if _NAME.fullmatch(part) and not _SAYS.search(part))
    return (found, phones) if len(found) == len(parts) else ((), ())
