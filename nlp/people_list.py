"""Chain lists (接龙) and forwarders' tallies: a block of text with one person or party a line.

The numbers at the beginning of lines are ornament: people skip and repeat them, so lines are told apart by who
stands in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nlp.list_words import is_open, is_talk, left_in_brackets, without_yes
from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.types import ListLine, PeopleList

_NUMBERED: Final = compiled(
    r"^\s*(?:\d{1,3}\s*[.、,:。)\]\s]\s*(?=\D)|\d{1,2}(?=[一-鿿])(?![人个位名号日月点块元斤天分毛角蚊箱筐吨亩岁车棵件的那太少也不就够低是从要去来还了干做])|[①②③④⑤⑥⑦⑧⑨]\s*)"
)
_HEAD: Final = compiled(r"接龙|名单|报名|统计|#")
# 昨儿报名是喝多了 heads no list: below such a line only names are one.
_SURE_HEAD: Final = compiled(r"接龙|名单|统计|#|报名(?:表|人员|情况|的(?:人|有)?)?[:]?$")
_MARK: Final = r"[a-z][\s\-]?\d{1,3}"
_TALLY: Final = re.compile(rf"^\s*((?:{_MARK})?\s*[一-鿿]{{2,8}}(?:\s*{_MARK})?|{_MARK})\s*[:]\s*(.+)$", re.S | re.I)
_BARE_ITEM: Final = (
    r"[一-鿿]{2,4}?\s?(?:[x+*]?\d{1,2}\s?(?:个人|人|个|位)?|(?:不去|不来|去不了|来不了|去不成|来不成)了?)(?=[,;、\s]|$)"
)
_BARE: Final = re.compile(
    rf"\s*(?P<code>{_MARK}[\s:]+)?(?P<rest>{_BARE_ITEM}(?:[,;、\s]+{_BARE_ITEM})+)[,;、\s]*", re.I
)
_PLACE: Final = compiled(r"(?:[一-鿿]+(?:村|寨|社区|屯|组|庄|街|队|群|巷|湾|社|院|镇|乡)|[我俺额咱]们.*)")
_CODE: Final = compiled(r"(?<![a-z])([a-z])[\s\-]?(\d{1,3})(?!\d)")
_PHONE: Final = compiled(r"1[3-9](?:[\s\-]?\d){9}(?!\d)")
_LEAVES: Final = compiled(r"不去了?|不来了?|去不了|来不了|去不成|取消|退(?![休伍役])了?|划掉|不干了|有事|走不开|撤")
_ADULTS_CHILDREN: Final = compiled(
    r"(\d+|[一两二三四五六七八九])\s?个?大(?:人)?\s?(?:带)?(\d+|[一两二三四五六七八九])\s?个?(?:小孩|小|娃)|大(\d+)小(\d+)"
)
_COUNT: Final = compiled(
    r"[+x*×]?\s?(?:(\d{1,2})\s?(?:个人|人|个|位|名|口)?|([一两二三四五六七八九十]{1,2})\s?(?:个人|人|个|位|名|口)|(?:(?<=\s)|^)([一两二三四五六七八九十]{1,2})$|([俩仨])\s?(?:个|人)?)"
)
_PLUS: Final = compiled(r"(?<!\d)(\d)\s?\+\s?(\d)(?!\d)")
_AND_MORE: Final = compiled(r"(?<=[一-鿿])\s?\+\s?(\d)\s*$")
_PARTY: Final = {
    "两口子": 2,
    "俩口子": 2,
    "夫妻": 2,
    "夫妻俩": 2,
    "两公婆": 2,
    "俩": 2,
    "仨": 3,
    "娘俩": 2,
    "一家三口": 3,
    "一家四口": 4,
    "兄弟俩": 2,
    "弟兄俩": 2,
    "姐妹俩": 2,
    "姊妹俩": 2,
    "爷俩": 2,
    "父子俩": 2,
    "父子": 2,
    "母女": 2,
    "母女俩": 2,
    "哥俩": 2,
    "两姐妹": 2,
    "两姊妹": 2,
    "两兄弟": 2,
    "婆媳": 2,
    "婆媳俩": 2,
    "娘儿俩": 2,
    "弟兄仨": 3,
    "姐妹仨": 3,
}
_DIGITS: Final = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "俩": 2,
    "仨": 3,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer list has that the older one lacks. `changed` pairs the old with the new line of one person."""

    added: tuple[ListLine, ...]
    removed: tuple[ListLine, ...]
    changed: tuple[tuple[ListLine, ListLine], ...]


_LONE_LINE: Final = compiled(
    r"\s*(?:\d{1,2}\s?[.、)\]]|[①②③④⑤⑥⑦⑧⑨]|\d{1,2}(?=\s+(?:[老小阿])?[一-鿿]{1,3}(?:\s|$|[+,])))\s*(?P<name>[一-鿿]{2,4})(?=[\s,+]|\d|$)"
)


def looks_like(text: str) -> bool:
    """Whether a plain text may be a list: several lines, a head, or one numbered line that begins with a name."""
    if "\n" in text or text.startswith(("名单", "接龙")):
        return True
    first = text[0]
    if not ("0" <= first <= "9" or first in "①②③④⑤⑥⑦⑧⑨"):
        return False
    found = _LONE_LINE.match(text)
    return found is not None and is_name(found["name"])


_HEADED: Final = compiled(
    r"[一-鿿]{0,6}(?:村|寨|社区|屯|组|庄|街|队|巷|湾|社|院|[我俺额咱]们(?:这边)?)[\s]?[:][\s]?(?:[一-鿿]{2,4}\s?[\dx+]\s?\d?(?:个|人)?(?:[,;、\s]+|$)){2,}"
)


# 罗正方家3, 石永福家2, 韦大姐不来.
_NUMBERED_NAMES: Final = compiled(
    r"(?:[一-鿿]{2,4}?家?\s?\d{1,2}(?:个人|个|人)?(?:[,;、\s]+|$)){2,}(?:[一-鿿]{2,4}?(?:不来|不去|来不了|去不了|去不成)了?(?:[,;、\s]+|$))*"
)


# K48 秀兰1人 玉梅2人, a3秀兰1人: behind a code given names may stand alone.
_CODED: Final = re.compile(
    rf"{_MARK}(?P<rest>(?:[,;、\s]*[一-鿿]{{2,3}}?\s?(?:\d{{1,2}}|[一两二三四五六])(?:个人|个|人|位)(?=[,;、\s]|$))+)[,;、\s]*",
    re.I,
)
_NO_NAME: Final = compiled(
    r"[改换变减算要招缺差需收剩够满去来报有人我俺额你咱们工的都再加带车只还就第共男女上下前后这那]"
)


def _is_coded(text: str) -> bool:
    found = _CODED.fullmatch(text)
    return found is not None and _NO_NAME.search(re.sub(r"(?:个人|个|人|位)(?=[,;、\s]|$)", "", found["rest"])) is None


def is_tally(text: str) -> bool:
    """Whether one line is people with numbers, with the village or side before them (我们寨:杨胜美2 罗国才1) or not."""
    if ":" in text:
        return _HEADED.fullmatch(text) is not None
    if "a" <= text[:1] <= "z" and _is_coded(text):
        return True
    return text[-1:] in "0123456789人个来去了成" and _NUMBERED_NAMES.fullmatch(text) is not None and _are_names(text)


def _are_names(text: str) -> bool:
    names = [each.removesuffix("家") for each in re.findall(r"([一-鿿]{2,4}?)家?\s?\d", text)]
    return len(names) > 1 and all(is_name(each) for each in names)


def read_tally(text: str) -> PeopleList | None:
    """The people of a text that `is_tally`."""
    head, found, rest = text.partition(":")
    if not found and (coded := _CODED.fullmatch(text)) is not None:
        return _tally(text[: coded.start("rest")], coded["rest"])
    return _tally(head, rest) if found else _tally("", text)


def is_name(word: str) -> bool:
    """Whether a word has the form of a person's name or byname (张秀兰, 老杜, 刘大姐)."""
    if not 2 <= len(word) <= 4 or word[-1] in "的了吗不去来个天人没啊吧呢":
        return False
    return word[0] in _surnames() or word[0] in "老小阿大二三"


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    from nlp.reply_lexicon import table

    return frozenset(table("people")["surnames"])


def read(text: str) -> PeopleList | None:
    """The chain list or tally in `text`, None where it is neither. Lines that cannot be read are kept, unreadable."""
    return _read(plain(text).strip())


def plus(line: ListLine) -> int | None:
    """The number behind a bare plus (王芳+1), which may or may not count the one who is named; None where none is."""
    more = _AND_MORE.search(plain(line.raw)) if line.readable and len(line.names) == 1 else None
    return int(more[1]) if more is not None and line.count == int(more[1]) + 1 else None


def read_back(text: str) -> PeopleList | None:
    """As `read`, and people with their numbers without any head (秀兰2,老李1;玉梅不去了), as forwarders write them."""
    folded = plain(text).strip()
    bare = _BARE.fullmatch(folded)
    lone = re.fullmatch(_BARE_ITEM, folded) if bare is None else None
    if lone is not None and is_somebody(folded):
        line = _line(folded)
        return PeopleList((line,), None, chain=False) if line.readable and line.names else None
    if bare is None:
        return _read(folded)
    lines = tuple(_line(each) for each in re.findall(_BARE_ITEM, bare["rest"]))
    if all(line.readable and line.names and not is_talk(line.names[0]) for line in lines):
        return PeopleList(lines, _code(bare["code"] or ""), chain=False)
    return _read(folded)


_NOBODY: Final = compiled(
    r"[我俺额咱你您他她它这那谁哪几没有共总还差缺要都]|[今明后昨前][天日]|[一二两三四五六七八九十]个|大家|人[都也]?$"
)


def is_somebody(words: str) -> bool:
    """Whether what somebody is said to do begins with a name: 秀兰2, 建军要去; not 明天2, 我们去, 还差2个."""
    return _NOBODY.match(words) is None and not is_talk(words[:2])


def new_lines(before: PeopleList | None, after: PeopleList) -> Difference:
    """What `after` tells that `before` did not; a person counts once, however often and wherever the list is pasted."""
    old = _by_person(before.lines if before else ())
    new = _by_person(after.lines)
    added = tuple(line for key, line in new.items() if key not in old and line.readable)
    removed = tuple(line for key, line in old.items() if key not in new and line.readable and not line.leaves)
    changed = tuple(
        (old[key], line)
        for key, line in new.items()
        if key in old
        and (old[key].count, old[key].children, old[key].leaves) != (line.count, line.children, line.leaves)
    )
    return Difference(added, removed, changed)


def _by_person(lines: tuple[ListLine, ...]) -> dict[str, ListLine]:
    """Each person's last line; a second line of the same words is the same line."""
    found: dict[str, ListLine] = {}
    for line in lines:
        key = "+".join(line.names) or (line.phones[0] if line.phones else "") or _NUMBERED.sub("", line.raw).strip()
        found[key] = line
    return found


def _read(text: str) -> PeopleList | None:
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    if not rows:
        return None
    numbered = [row for row in rows if _NUMBERED.match(row)]
    if len(numbered) >= 1 and (len(rows) == 1 or len(numbered) * 2 >= len(rows) - 1 or _HEAD.search(rows[0])):
        return _chain(rows)
    named = re.match(r"(?:名单|人员|接龙|报名)[:\s]+(.+)", rows[0]) if len(rows) == 1 else None
    if named:
        lines = tuple(_line(part) for part in re.split(r"[,;、\s]+", named[1]) if part)
        return PeopleList(lines, chain=False) if all(line.readable and line.names for line in lines) else None
    tally = _TALLY.match(text)
    if tally and not _PHONE.match(tally[2]) and re.search(r"[,;、，；]|\d|不去", tally[2]):
        return _tally(tally[1], tally[2])
    if len(rows) > 1 and _HEAD.search(rows[0]):
        lines = tuple(_line(row) for row in rows[1:])
        sure = _SURE_HEAD.search(rows[0]) is not None
        if all(line.readable and (sure or (line.names and is_name(line.names[0]))) for line in lines):
            return PeopleList(lines, _code(rows[0]), chain=True)
    return None


def _chain(rows: list[str]) -> PeopleList | None:
    head = []
    while rows and not _NUMBERED.match(rows[0]):
        head.append(rows.pop(0))
    lines = tuple(_line(_NUMBERED.sub("", row, count=1), row) for row in rows)
    if not any(line.readable for line in lines):
        return None
    place = re.search(r"([一-鿿]{2,6}(?:村|寨|社区|屯))", " ".join(head))
    return PeopleList(lines, _code(" ".join(head)), place[1] if place else None, chain=True)


def _tally(head: str, rest: str) -> PeopleList | None:
    code, place = _code(head), _CODE.sub("", head.lower()).strip()
    items = [part for part in re.split(r"[,;、，；\n\s]+", rest) if part]
    items = [rest for part in items if (rest := _after_place(part))]
    named = next((code for part in items if _CODE.fullmatch(part.lower()) and (code := _code(part))), None)
    lines = tuple(_line(part) for part in items if not _CODE.fullmatch(part.lower()))
    people = [line.readable and bool(line.names) and not is_talk(line.names[0]) for line in lines]
    if not any(people) or (place and not is_place(place) and not all(people)):
        return None  # what stands before the colon is whoever said it, and the rest is talk
    return PeopleList(lines, code or named, place, chain=False)


def _after_place(item: str) -> str:
    """An item of a tally of several villages (孤山村:王五3) without its village."""
    head, found, rest = item.partition(":")
    return rest.strip() if found and is_place(head) else item


def is_place(head: str) -> bool:
    """Whether what stands before a colon is a village or a side (西解村, 我们寨), not somebody who speaks."""
    return _PLACE.fullmatch(head.strip()) is not None


def _code(text: str) -> str | None:
    found = _CODE.search(text.lower())
    return (found[1] + found[2]).upper() if found else None


_NAME: Final = re.compile(r"[一-鿿·]{1,8}|[a-z]{2,12}", re.I)
_REMARK: Final = compiled(
    r"[(（].*?[)）]|(?<=\s)(?:自己有车|有车|骑车|明天|后天|下午|上午|晚到|晚点到|女|男|熟手|新手|备注.*)$"
)


# 秀兰改成3个 sets her number; 秀兰再加1个 tells none that could be set.
_SET: Final = compiled(r"(?<=[一-鿿]{2})(?:改成|改为|改到|变成|加到|减到|减成|改)$")
_MORE: Final = compiled(r"(?<=[一-鿿])(?:再|又|还|多)(?:加|来|带|添|要)$")


def _line(words: str, raw: str | None = None) -> ListLine:
    """One line or one item of a tally."""
    raw = words if raw is None else raw
    left = words.strip()
    doubted = is_open(left)
    crossed = left_in_brackets(left)
    phones = tuple(re.sub(r"\D", "", one) for one in _PHONE.findall(left))
    left = _PHONE.sub(" ", left)
    left = _REMARK.sub(" ", left)
    left = re.sub(r"电话|手机|:", " ", left)
    leaves = crossed or bool(_LEAVES.search(left))
    left = _LEAVES.sub(" ", left)
    count, children = 1, 0
    said = False
    mixed = _ADULTS_CHILDREN.search(left)
    if mixed:
        adults, small = (mixed[1], mixed[2]) if mixed[1] else (mixed[3], mixed[4])
        count, children, said = _figure(adults), _figure(small), True
        left = left[: mixed.start()] + " " + left[mixed.end() :]
    plus = _PLUS.search(left)
    if plus and not said:  # 老李 1+1: himself and one more
        count, said = int(plus[1]) + int(plus[2]), True
        left = left[: plus.start()] + " " + left[plus.end() :]
    more = _AND_MORE.search(left)
    if more and not said:  # 王芳+1: herself and one more
        count, said = 1 + int(more[1]), True
        left = left[: more.start(1) - 1]
    for party, number in sorted(_PARTY.items(), key=lambda one: -len(one[0])):
        if not said and left.strip().endswith(party) and left.strip() != party:
            count, said = number, True
            left = left.strip()[: -len(party)]
    if not said:
        figure = _COUNT.search(left)
        if (
            figure
            and (figure.end() == len(left.rstrip()) or "人" in figure[0] or "个" in figure[0])
            and figure.lastindex
        ):
            count, said = _figure(figure[figure.lastindex]), True
            left = left[: figure.start()] + " " + left[figure.end() :]
    writer = ""
    named, _, party = left.strip().partition(" ")
    if not said and re.fullmatch("[^我俺额侬]{2,4}", named) and re.search("[我俺额侬]", party):
        left, writer = party, named  # 毋小红 俺和俺妯娌: the name is the writer's own
        others = [part for part in re.split(r"[和跟与及、,\s+]+", party) if part]
        count, said = len(others) + (party.lstrip()[0] in "+加带"), True
    if not said and "和" in left:
        parts = [part for part in re.split(r"[和跟与及]", left) if part.strip()]
        count = len(parts)
    pieces = without_yes([piece for piece in re.split(r"[\s,，、和跟与及+]+", left.strip()) if piece])
    pieces = [_SET.sub("", piece) for piece in pieces] if said else pieces
    names = tuple(piece for piece in pieces if _NAME.fullmatch(piece) and len(piece) <= 4)
    if len(names) > count and not said:
        count = len(names)
    if writer:
        names = (writer,)
    readable = (
        not doubted
        and not (said and any(_MORE.search(piece) for piece in pieces))
        and bool(names or phones or said)
        and count <= 60
        and all(len(piece) <= 8 for piece in pieces)
        and len(pieces) <= 6
    )
    return ListLine(raw.strip(), names, count, children, phones, leaves, readable)


def _figure(written: str) -> int:
    if written.isdigit():
        return int(written)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(written, 1)
