"""Who came: what an employer says after the start of work ("来了18个，老李没来", "都来了", "除了老李都到了", "少来俩").

The vocabulary stands in `lexicon/arrivals.toml`. Names are only words here; whoever asks holds them against the list.
What gives no number that can be kept (来了一半, 一个没来) is told as a doubt, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from nlp import lexicon
from nlp.normalise import plain
from nlp.order import CODE, code_in, first, number_of

_LONGEST = 400
_MOST_NAMES = 40
_NAME_MOST = 8
_LATIN_MOST = 24
_LATIN = re.compile("[A-Za-z]{3}")
_CLAUSES = re.compile(r"[,。;!\n]+|但是?|不过|(?<=了)(?=就|除了|只|光)")


class Doubt(StrEnum):
    """Why what was told cannot be kept as it stands."""

    HOW_MANY = "how_many"  # no number that can be kept
    ONE_OR_NONE = "one_or_none"  # 一个没来: nobody, or one less
    LATER = "later"  # not known yet
    IDLE = "idle"  # the work was not done


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What was told: everybody or nobody came, how many came, who did not, who did.

    `rest_came`: all but those named, or but `missing` people, came. `parties`: how many of the people of a name did
    not (秀兰那边少一个). `only`: of those on the list only `present` came. `extra`: so many came who are on no list.
    `counted`: how many came of the party of a name, where no number was said of all; what stands there may be no name
    (地里来了三个), so `count` has the last of them as well, for where nobody on the list is called so.
    `back`: so many days ago, where a day is named. `everybody` beside `present` (老李秀兰都来了) is said of those
    named, where they are on the list, else of all.
    """

    everybody: bool = False
    nobody: bool = False
    count: int | None = None
    absent: tuple[str, ...] = ()
    rest_came: bool = False
    code: str | None = None
    missing: int | None = None
    parties: tuple[tuple[str, int], ...] = ()
    counted: tuple[tuple[str, int], ...] = ()
    present: tuple[str, ...] = ()
    only: bool = False
    extra: int = 0
    back: int | None = None
    doubt: Doubt | None = None


@dataclass(slots=True)
class _Found:
    """What the clauses of a text tell, one after another."""

    all_: bool = False
    none: bool = False
    rest: bool = False
    only: bool = False
    count: int | None = None
    counted: dict[str, int] = field(default_factory=dict)
    plain: bool = False  # a number was said of all
    missing: int | None = None
    extra: int = 0
    absent: list[str] = field(default_factory=list)
    parties: dict[str, int] = field(default_factory=dict)
    present: list[str] = field(default_factory=list)
    all_of: list[str] = field(default_factory=list)  # 老李他们都来了: names, or one more word for all
    doubt: Doubt | None = None

    def told(self) -> bool:
        """Whether anything at all was told."""
        numbers = self.count is not None or self.missing is not None or self.extra > 0
        named = self.absent or self.parties or self.present or self.all_of
        return bool(self.all_ or self.none or numbers or named or self.doubt)


@cache
def _raw() -> dict[str, Any]:
    return lexicon.table("arrivals")


def _filled(one: str) -> re.Pattern[str]:
    raw = _raw()
    for name, key in (("{absent}", "absent"), ("{names}", "names"), ("{n}", "number"), ("{u}", "unit")):
        one = one.replace(name, raw[key])
    return re.compile(one)


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    listed = _raw()[key]
    return tuple(_filled(one) for one in ([listed] if isinstance(listed, str) else listed))


@cache
def _run_on() -> re.Pattern[str]:
    """来了18个老李没来: the number, where a name follows it without a comma."""
    return _filled(_raw()["run_on"])


def _first(key: str, text: str) -> re.Match[str] | None:
    return first(_patterns(key), text)


def read_each(text: str, *, asked: bool = False) -> tuple[Arrivals, ...]:
    """What `text` tells of each posting it names by code; of several each has the words behind its code."""
    flat = plain(text[:_LONGEST])
    codes = list(CODE.finditer(flat))
    if len(codes) < 2:
        one = read(text, asked=asked)
        return (one,) if one is not None else ()
    ends = [*(each.start() for each in codes[1:]), len(flat)]
    parts = (read(flat[each.start() : end], asked=asked) for each, end in zip(codes, ends, strict=True))
    return tuple(part for part in parts if part is not None)


def read(text: str, *, asked: bool = False) -> Arrivals | None:
    """What `text` tells of who came; None where it tells nothing of it. Raises nothing on any text.

    `asked`: who wrote it was just asked, so that a bare number (18个) and 差俩 are an answer.
    """
    flat = _run_on().sub(r"\g<0>,", _translated(plain(text[:_LONGEST]).strip()))
    code = code_in(flat)
    if code:
        flat = CODE.sub(" ", flat, count=1)
    back = back_in(flat)
    for word in _raw()["days"]:
        flat = flat.replace(word, "")
    if _first("question", flat.strip(" ,。!:")):
        return None
    found = _Found()
    for clause in _CLAUSES.split(flat):
        bare = clause.strip(" :。的呀啊吧哦呢嘛哈~.")
        if bare and not _clause(found, bare, asked):
            _clause(found, _patterns("fillers")[0].sub("", bare, count=1).strip(), asked)
    return _settled(found, code, back) if found.told() else None


@cache
def _english() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = [(re.compile(one, re.IGNORECASE), said) for one, said in _raw()["english"]]
    words = _raw()["english_numbers"].items()
    numbers = [(re.compile(rf"\b{one}\b(?! else)", re.IGNORECASE), said) for one, said in words]
    return (pairs[0], *numbers, *pairs[1:])  # no one is no number


def _translated(text: str) -> str:
    """English words for coming and staying away, in the words that the rules know; names stay as they are."""
    if not _LATIN.search(text):
        return text
    for pattern, said in _english():
        text = pattern.sub(said, text)
    return text


def back_in(text: str) -> int | None:
    """How many days ago is the day that `text` names (昨天: 1); None where it names none."""
    flat = plain(text[:_LONGEST])
    return next((number for word, number in _raw()["days"].items() if word in flat), None)


def of_every(text: str) -> bool:
    """Whether a text, asked which of several is meant, says all of them (都是, 两个都是)."""
    return _first("every", plain(text[:_LONGEST]).strip(" ,。!")) is not None


def _settled(found: _Found, code: str | None, back: int | None) -> Arrivals:
    """What all clauses come to: 都来了 beside a name that did not come is said of the others."""
    absent = tuple(dict.fromkeys(found.absent))[:_MOST_NAMES]
    fewer = bool(absent or found.parties or found.missing)
    exact, everybody = found.count is not None, found.all_ or bool(found.all_of)
    firm = fewer or everybody or found.none or exact or bool(found.present)
    others = everybody and fewer
    named = [] if found.all_ else [*found.present, *found.all_of]  # who came late came
    return Arrivals(
        everybody=everybody and not fewer and not exact and not found.only,
        nobody=found.none and not named and not exact and not everybody,
        count=found.count,
        absent=absent,
        rest_came=not exact and (others or found.rest or (found.only and fewer)),
        code=code,
        missing=None if exact else found.missing,
        parties=tuple(found.parties.items()),
        counted=() if found.plain else tuple(found.counted.items())[:_MOST_NAMES],
        present=tuple(dict.fromkeys(named))[:_MOST_NAMES],
        only=bool(named) and (found.only or found.none),
        extra=0 if exact else found.extra,
        back=back,
        doubt=None if firm else found.doubt,
    )


def _clause(found: _Found, text: str, asked: bool) -> bool:
    """Take in what one clause tells; whether it told anything."""
    return bool(text) and (
        (asked and _waits(found, text))
        or _but(found, text)
        or _open(found, text, asked)
        or _none(found, text)
        or _how_many_not(found, text, asked)
        or _who_not(found, text, asked)
        or _more(found, text)
        or _how_many(found, text, asked)
        or _who(found, text, asked)
    )


def _waits(found: _Found, text: str) -> bool:
    for key, doubt in (("later", Doubt.LATER), ("idle", Doubt.IDLE)):
        if _first(key, text):
            found.doubt = doubt
            return True
    return False


def _but(found: _Found, text: str) -> bool:
    """除了老李都来了, 除了两个都来了."""
    match = _first("except_", text)
    if match is None:
        return False
    number = _number(match.group("names"))
    if number is not None:
        found.missing, found.rest = number, True
        return True
    if not _absent(found, match.group("names")):
        return False
    found.rest = True
    return True


def _open(found: _Found, text: str, asked: bool) -> bool:
    kinds = [("one_or_none", Doubt.ONE_OR_NONE), ("vague", Doubt.HOW_MANY), ("vague_asked", Doubt.HOW_MANY)]
    for key, doubt in kinds if asked else kinds[:2]:
        if _first(key, text):
            found.doubt = found.doubt or doubt
            return True
    return False


def _none(found: _Found, text: str) -> bool:
    match = _first("none", text)
    if match is None:
        return False
    subject = match.groupdict().get("names")
    if subject and not _of_all(subject):
        return _absent(found, subject)
    found.none = True
    return True


def _how_many_not(found: _Found, text: str, asked: bool) -> bool:
    match = _first("missing", text) or (_first("missing_asked", text) if asked else None)
    if match is not None:
        number = number_of(match.group("n"))
        if number is not None and match.start() == 0:
            found.missing, found.rest = number, True
            return True
    match = _first("fewer", text)
    names = _names(match.group("names")) if match is not None else ()
    number = number_of(match.group("n")) if match is not None else None
    if len(names) != 1 or number is None:
        return False
    found.parties[names[0][0]] = number
    return True


def _who_not(found: _Found, text: str, asked: bool) -> bool:
    after = asked or found.all_ or "没" in text  # 就差老李 alone may be said of anything
    match = _first("absent_before", text) or (_first("absent_after", text) if after else None)
    if match is None or not _absent(found, match.group("names")):
        return False
    found.only = found.only or bool(match.groupdict().get("only"))
    return True


def _more(found: _Found, text: str) -> bool:
    match = _first("extra", text)
    number = number_of(match.group("n")) if match is not None else None
    if number is None:
        return False
    found.extra += number
    return True


def _how_many(found: _Found, text: str, asked: bool) -> bool:
    """来了18个; not 来了18车, and not 来了18个多."""
    for key in ("count", "count_asked") if asked else ("count",):
        for pattern in _patterns(key):
            for match in pattern.finditer(text):
                number = number_of(match.group("n"))
                if number is None or re.search(_raw()["other_count"], match.group("after")):
                    continue
                _counted(found, text[: match.start()], number)
                found.none = found.none or number == 0
                return True
    return False


def _counted(found: _Found, before: str, number: int) -> None:
    """来了18个 is said of all, 秀兰来了仨 of one party, where someone is called so."""
    names = () if _of_all(before) else _names(before)
    if len(names) == 1 and names[0][1] is None:
        found.counted[names[0][0]] = number
    if not names or not found.plain:
        found.count = number
    found.plain = found.plain or not names


def _who(found: _Found, text: str, asked: bool) -> bool:
    match = _first("all", text)
    if match is not None:
        subject = (match.group("names") or "").strip()
        found.rest = found.rest or re.search(_raw()["rest"], subject) is not None
        names = () if found.rest or _of_all(subject) else _names(subject)
        found.all_of += [name for name, _ in names]
        found.all_ = found.all_ or not names
        return True
    match = _first("present", text) or (_first("present_asked", text) if asked else None)
    names = _names(match.group("names")) if match is not None else ()
    if match is None or not names:
        return False
    found.present += [name for name, _ in names]
    found.only = found.only or bool(match.group("only"))
    return True


def _of_all(subject: str) -> bool:
    return _patterns("everybody")[0].match(subject.strip()) is not None


def _number(words: str) -> int | None:
    match = re.fullmatch(f"(?P<n>{_raw()['number']}){_raw()['unit']}", words.strip())
    return number_of(match.group("n")) if match else None


def _absent(found: _Found, words: str) -> bool:
    """Names of who did not come, or how many of a party; 有两个 is a number."""
    number = _number(_trimmed(words))
    if number is not None:
        found.missing, found.rest = number, True
        return True
    names = _names(words)
    for name, of_party in names:
        if of_party is None:
            found.absent.append(name)
        else:
            found.parties[name] = of_party
    return bool(names)


def _trimmed(words: str) -> str:
    before = None
    while before != words:
        before = words
        words = words.strip(" :,。")
        for key in ("lead", "tail"):
            words = _patterns(key)[0].sub("", words, count=1)
    return words


def _names(words: str) -> Sequence[tuple[str, int | None]]:
    """The names in these words, each with how many of their people are meant, where that is said."""
    names: dict[str, int | None] = {}
    for part in re.split(_raw()["split"], words):
        trimmed = _trimmed(part)
        number = None
        party = _patterns("party")[0].match(trimmed)
        if party is not None and (size := _size(party.group("number"))) is not None:
            trimmed, number = _trimmed(party.group("name")), size
        most = _LATIN_MOST if trimmed.isascii() else _NAME_MOST
        if not trimmed or trimmed in _raw()["not_names"] or len(trimmed) > most or re.search(r"\d", trimmed):
            continue
        names[trimmed] = number
    return list(names.items())[:_MOST_NAMES]


def _size(words: str) -> int | None:
    return 2 if words in _raw()["pairs"] else number_of(words.rstrip("个人口位"))
