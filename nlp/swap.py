"""One person comes in another's place: 张三去不了，换成王五; 我不去了，老李替我."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp import lexicon
from nlp.normalise import plain
from nlp.order import number_of

LONGEST = 60
"""Characters; a swap is said in few words."""

_NAME = r"[\u4e00-\u9fff]{2,4}?"
_GAP = re.compile(r"[\s,。;、!]+")
_OWN = "[我俺额咱](?:们|家)*"
_DIGITS = "一二两俩仨三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Swap:
    """`old` does not come and `new` comes instead; `old` is None where it is who writes.

    `old` may be a name that nobody put down, where the words say as well that they cannot come.
    """

    old: str | None
    new: str


def may_tell(text: str) -> bool:
    """Whether a text has a word that every swap, or every lowering, has: most messages have none."""
    return len(text) <= LONGEST and _signs().search(_GAP.sub("", plain(text))) is not None


def read(text: str, known: Sequence[str]) -> Swap | None:
    """The swap that a text tells, or None. `known`: who is put down under the writer's name."""
    if len(text) > LONGEST:
        return None
    said = _GAP.sub("", plain(text))
    if _leaves().match(said):  # 不去了，叫老王去: who writes it means themselves
        said = f"我{said}"
    writer = _writer()
    for pattern in _patterns(tuple(sorted(known, key=len, reverse=True))):
        found = pattern.fullmatch(said)
        if found is None:
            continue
        old, new = found["old"], found["new"]
        if (kin := _kin().fullmatch(new)) is not None and (old in writer or old in known):
            return Swap(None if old in writer else old, kin["who"])
        strange = old not in known and old not in writer
        if new not in known and not _no_name().search(new) and not (strange and _no_name().search(old)):
            return Swap(None if old in writer else old, new)
    return None


@dataclass(frozen=True, slots=True)
class Turn:
    """Another number of people, told by how it differs: `total` where what was before is said as well, else `by`.

    `sure` holds where the words are of the writer's own party; 多一个人 alone may be said of anything.
    """

    total: int | None
    by: int
    sure: bool = True


_COMES_MORE = frozenset({"多来", "多去", "多带", "多报", "多加"})


def turned(text: str) -> Turn | None:
    """How a party's number changes: 把我那两个去掉一个 is one, 本来三个，现在多一个 four, 我这边多一个 one more."""
    if len(text) > LONGEST:
        return None
    said = _GAP.sub("", plain(text))
    for pattern in _turns():
        found = pattern.fullmatch(said)
        if found is None or (number := number_of(found["n"])) is None:
            continue
        by = number if found["more"] else -number
        before = number_of(found["m"]) if found["m"] else None
        if before is not None:
            return Turn(before + by, by) if before + by > 0 else None
        if found["ours"] or by < 0 or found["more"] in _COMES_MORE:
            return Turn(None, by)
        return Turn(None, by, sure=False) if found["more"].startswith(("多", "又多")) else None
    return None


def names_only_away(text: str, names: Sequence[str]) -> bool:
    """Whether the only numerals in a text stand in `names`: 李四也不去了 tells of no number of people."""
    for name in names:
        text = text.replace(name, "")
    return not _NUMERAL.search(plain(text))


_NUMERAL = re.compile(f"[0-9{_DIGITS}]")


@cache
def _turns() -> tuple[re.Pattern[str], ...]:
    words = _words()
    number, unit = rf"\d{{1,2}}|[{_DIGITS}]{{1,2}}", "(?:个人|个|人|位|名|口)*"
    code, tail = r"(?:[A-Z]\d{1,2}(?!\d))?", f"(?:{words['tail']})*"
    turn = f"(?:(?P<more>{words['more']})|(?:{words['fewer']}))(?P<n>{number}){unit}{tail}"
    lead, ours = f"(?:{words['lead']})*", f"(?P<ours>(?:{words['ours']})*)"
    which = f"(?:那|这|的|报|说|写|定|是|有|了|{words['ours']})*"
    return (
        re.compile(f"{code}{lead}(?:把|从)?{ours}{which}(?P<m>{number}){unit}(?:{words['among']})?(?:给)?{turn}", re.I),
        re.compile(
            f"{code}{lead}{ours}(?:{words['before']}){which}(?P<m>{number}){unit}(?:{words['now']})*{turn}", re.I
        ),
        re.compile(f"{code}{lead}{ours}(?:{words['now']})*(?P<m>){turn}", re.I),
    )


@cache
def _words() -> dict[str, str]:
    words = lexicon.table("swap")
    return {name: "|".join(sorted(each, key=len, reverse=True)) for name, each in words.items()}


@cache
def _writer() -> frozenset[str]:
    return frozenset(lexicon.table("swap")["self"])


@cache
def _leaves() -> re.Pattern[str]:
    return re.compile(f"(?:{_words()['away']})(?:{_words()['tail']})*(?:{_words()['instead']})")


@cache
def _kin() -> re.Pattern[str]:
    return re.compile(f"{_OWN}(?P<who>{_words()['kin']})")


@cache
def _signs() -> re.Pattern[str]:
    words = _words()
    return re.compile(
        rf"{words['instead']}|{words['takes']}|(?:{words['fewer']}|{words['more']})[\d{_DIGITS}]|{_OWN}(?:{words['kin']})"
    )


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(_words()["no_name"])


@lru_cache(maxsize=64)  # the names differ from party to party
def _patterns(known: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    words = _words()
    writer, kin = words["self"], f"{_OWN}(?:{words['kin']})"
    old = "|".join((*map(re.escape, known), writer))
    anybody = f"{old}|{_NAME}"
    lead, tail = f"(?:[A-Z]\\d{{1,2}})?(?:{words['lead']})*", f"(?:{words['tail']})*"
    away, instead, takes = f"(?:{words['away']})", f"(?:{words['instead']})", f"(?:{words['takes']})"
    return (
        re.compile(f"{lead}(?P<old>{anybody}){away}{tail}{instead}(?P<new>{_NAME})(?:{words['comes']})?{tail}", re.I),
        re.compile(f"{lead}(?P<old>{old}){instead}(?P<new>{_NAME})(?:{words['comes']})?{tail}", re.I),
        re.compile(
            f"{lead}(?P<old>{anybody}){away}{tail}(?:让|叫|由)?(?P<new>{_NAME}){takes}(?:他|她|我|俺)?(?:{words['comes']})?{tail}",
            re.I,
        ),
        re.compile(f"{lead}(?P<old>{writer}){away}{tail}(?P<new>{kin})(?:{words['comes']}){tail}", re.I),
        re.compile(
            f"{lead}(?:让|叫|由)(?P<new>{kin})(?:{words['comes']}){tail}(?P<old>{writer}){away}{tail}",
            re.I,
        ),
        re.compile(f"{lead}(?:让|叫|由|用)?(?P<new>{_NAME}){takes}(?P<old>{old})(?:{words['comes']})?{tail}", re.I),
    )
