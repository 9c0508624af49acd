"""Which of the open postings a reply means."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from nlp.normalise import sounds
from nlp.reply_words import Words, table
from nlp.types import OpenPosting, ReplyContext

AMBIGUOUS: Final = "ambiguous"
_NEW_MINUTES: Final = 10
_APART_MINUTES: Final = 30
_SUFFIX: Final = re.compile(r"(?:镇|乡|街道|村|社区|社|县|市)$")
_TOWNSHIP: Final = re.compile(r"^(.{1,4}?(?:镇|乡|街道))(.*)$")
_NOT_TELLING: Final = frozenset("干做工人打下上的种去来装拉车小大师傅子果一家住普通收货采摘")


@lru_cache(maxsize=2048)
def telling(posting: OpenPosting) -> tuple[tuple[str, int], ...]:
    """The strings that tell of a posting, each with its weight: its work and its place, whole and in part."""
    terms: dict[str, int] = {}
    work = posting.work.lower()
    for size in range(len(work), 1, -1):
        for at in range(len(work) - size + 1):
            terms.setdefault(work[at : at + size], 4 + size)
    for character in work:
        if character not in _NOT_TELLING and "一" <= character <= "鿿":
            terms.setdefault(character, 2)
    found = _TOWNSHIP.match(posting.place)
    parts = [found[1], found[2]] if found else [posting.place]
    for part in parts:
        stem = _SUFFIX.sub("", part)
        for word in (part, stem):
            if len(word) >= 2:
                terms[word] = 8
        for at in range(0, max(len(stem) - 1, 0)):
            if len(stem) > 2:
                terms.setdefault(stem[at : at + 2], 5)
    return tuple(sorted(terms.items(), key=lambda one: -one[1]))


@lru_cache(maxsize=2048)
def sums(posting: OpenPosting) -> frozenset[float]:
    """The sums of a posting's pay."""
    return frozenset(float(one) for one in re.findall(r"\d+(?:\.\d+)?", posting.wage))


def days_of(value: tuple[Any, ...], now: datetime) -> tuple[date, ...]:
    """The dates that a day word means, seen from `now`; empty where there is no such day."""
    today = now.date()
    try:
        if value[0] == "in":
            return tuple(today + timedelta(days=days) for days in value[1:])
        if value[0] == "day":
            day = today.replace(day=value[1])
            if day < today:
                following = (today.replace(day=1) + timedelta(days=32)).replace(day=value[1])
                return (following,)
            return (day,)
        if value[0] == "date":
            day = date(today.year, value[1], value[2])
            return (day if day >= today - timedelta(days=60) else date(today.year + 1, value[1], value[2]),)
        ahead = (value[1] - today.weekday()) % 7 if value[2] == 0 else value[1] - today.weekday() + 7 * value[2]
        return (today + timedelta(days=ahead),)
    except ValueError:
        return ()


def by_default(context: ReplyContext) -> str | None:
    """The posting a message means that tells of none."""
    postings = context.postings
    if not postings:
        return None
    if context.reply_to and any(one.code == context.reply_to for one in postings):
        return context.reply_to
    if len(postings) == 1:
        return postings[0].code
    newest = postings[0]
    for one in postings:
        if one.minutes_ago < newest.minutes_ago:
            newest = one
    if newest.minutes_ago > _NEW_MINUTES:
        return AMBIGUOUS
    for one in postings:
        if one is not newest and one.minutes_ago - newest.minutes_ago < _APART_MINUTES:
            return AMBIGUOUS
    return newest.code


def told(words: Words, begin: int, end: int, candidates: list[OpenPosting], now: datetime) -> list[OpenPosting]:
    """Those of `candidates` whose work or place the words `begin`:`end` name best; all where they name none."""
    if end <= begin:
        return candidates
    text = words.text[words.begins[begin] : words.ends[end - 1]]
    weights = [_likeness(one, text) for one in candidates]
    best = max(weights)
    if best == 0:
        return candidates
    return [one for one, weight in zip(candidates, weights, strict=True) if weight == best]


def _likeness(posting: OpenPosting, text: str) -> int:
    """How much of `text` names the posting: the weights of its telling words, none counted inside another."""
    total = 0
    left = text
    for term, weight in telling(posting):
        if term in left:
            total += weight
            left = left.replace(term, "\0")
    for term in trade_words(posting.trade):
        if term in left:
            total += 2
            break
    return total


@lru_cache(maxsize=32)
def trade_words(trade: str) -> tuple[str, ...]:
    """What people call the work of a trade beside its own name."""
    words: str = table("trades")["trades"].get(str(trade), "")
    return tuple(words.split())


def _by_circumstance(words: Words, begin: int, end: int, candidates: list[OpenPosting], now: datetime) -> list[OpenPosting]:
    """Those of `candidates` whose pay, unit of pay, day or hour the words tell; all where none fits."""
    marks = words.marks
    for at in range(begin, end):
        mark = marks[at]
        value = words.values[at]
        fitting: list[OpenPosting] = []
        if mark in "M:N" and isinstance(value, int | float):
            fitting = [one for one in candidates if float(value) in sums(one)]
        elif mark == "T":
            days = days_of(value, now)
            fitting = [one for one in candidates if one.start in days]
        elif mark == "t" and value is not None:
            hour, minute = value
            fitting = [
                one
                for one in candidates
                if one.begin_time and (one.begin_time.hour % 12, one.begin_time.minute) == (hour % 12, minute)
            ]
        if fitting:
            candidates = fitting
    if len(candidates) > 1 and end > begin:
        text = words.text[words.begins[begin] : words.ends[end - 1]]
        for sign, unit in _UNITS:
            if sign in text:
                fitting = [one for one in candidates if unit in one.wage]
                candidates = fitting or candidates
        if "M" in words.marks[begin:end]:
            candidates = _by_offer(words, begin, end, candidates, text)
        for sign, early in _PARTS:
            if sign in text:
                fitting = [one for one in candidates if one.begin_time and (one.begin_time.hour < 12) == early]
                candidates = fitting or candidates
    return candidates


_PIECES: Final = "斤吨亩箱筐棵平趟件个时月"


def _by_offer(words: Words, begin: int, end: int, candidates: list[OpenPosting], text: str) -> list[OpenPosting]:
    """Those of `candidates` whose pay a counter-offer may better: of the same unit, or of the same order."""
    for piece in _PIECES:
        if piece in text:
            fitting = [one for one in candidates if "/" + piece in one.wage or "小时" in one.wage and piece == "时"]
            if fitting:
                return fitting
    offers = [float(words.values[at]) for at in range(begin, end) if words.marks[at] == "M"]
    fitting = [one for one in candidates if any(1 < offer / pay <= 2.3 for offer in offers for pay in sums(one) if pay)]
    return fitting or candidates


_UNITS: Final = (("钟头", "小时"), ("小时", "小时"), ("按斤", "斤"), ("论斤", "斤"), ("按个", "个"), ("按天", "天"), ("包月", "月"), ("按吨", "吨"), ("月薪", "月"))
_PARTS: Final = (("下午", False), ("后晌", False), ("上午", True), ("今晚", False), ("晚上", False))


def _pointed(words: Words, begin: int, end: int, context: ReplyContext) -> str | None:
    """The posting pointed at by its code, or by its place among those open (the newest first)."""
    postings = context.postings
    marks = words.marks
    for at in range(begin, end):
        if marks[at] == "#":
            code = str(words.values[at])
            for one in postings:
                if one.code.lower() == code:
                    return one.code
            number = code[1:].lstrip("0")
            for one in postings:
                if one.code.lower()[0] == code[0] and one.code[1:].lstrip("0") == number:
                    return one.code
        elif marks[at] == "O" and len(postings) > 1:
            place = int(words.values[at])
            if words.text[max(words.begins[at] - 2, 0) : words.begins[at]] == "倒数":
                place = -place
            if 1 <= abs(place) <= len(postings):
                return postings[place - 1 if place > 0 else place].code
        elif marks[at] in "TN" and _is_code_number(words, at):
            number = int(words.values[at][1] if marks[at] == "T" else words.values[at])
            coded = [one for one in postings if one.code[1:].lstrip("0") == str(number)]
            if len(coded) == 1:
                return coded[0].code
    return None


def _is_code_number(words: Words, at: int) -> bool:
    """12号那个: a day's number that no posting's day need be; only where a pointing word follows."""
    if words.marks[at] != "T" or words.values[at][0] != "day":
        return False
    return words.text.startswith(("那个", "的", "那", "我", "俺", "额"), words.ends[at])


def told_anywhere(words: Words, context: ReplyContext) -> str | None:
    """The posting that the text itself tells of; "ambiguous" where it fits several, None where it tells of none."""
    size = len(words.marks)
    postings = list(context.postings)
    pointed = _pointed(words, 0, size, context)
    if pointed:
        return pointed
    left = told(words, 0, size, postings, context.now)
    left = _by_circumstance(words, 0, size, left, context.now)
    if len(left) == len(postings):
        return None
    return left[0].code if len(left) == 1 else AMBIGUOUS


def meant(
    words: Words, places: list[tuple[int, int]], refused: tuple[tuple[int, int], ...], context: ReplyContext
) -> str | None:
    """The posting that a reply means.

    It is told by code or order, else quoted, else told by work and place and then by pay, day and hour, first in the
    clauses that act (`places`), then anywhere, else by default. What only the clauses `refused` name is left out.
    """
    postings = context.postings
    if len(postings) < 2:
        return by_default(context)
    size = len(words.marks)
    whole = [*places, (0, size)]
    for begin, end in whole:
        if "#" in words.marks[begin:end]:
            code = _pointed(words, begin, end, context)
            if code:
                return code
    default = by_default(context)
    if context.reply_to and default == context.reply_to:
        return default
    left = list(postings)
    for begin, end in refused:
        named = told(words, begin, end, left, context.now)
        if len(named) < len(left) and "#" not in words.marks[begin:end]:
            left = [one for one in left if one not in named]
    if "除" in words.text:
        left = _without_excepted(words, left, context)
    if len(left) == 1:
        return left[0].code
    for begin, end in whole:
        pointed = _pointed(words, begin, end, context)
        if pointed:
            return pointed
    all_of_them = left
    for begin, end in whole:
        named = told(words, begin, end, left, context.now)
        if len(named) < len(left):
            left = named
            break
    if len(left) == len(all_of_them):
        left = told_by_sound(words, left)
    for begin, end in whole:
        if len(left) == 1:
            break
        left = _by_circumstance(words, begin, end, left, context.now)
    if len(left) == 1:
        return left[0].code
    if len(left) < len(postings):
        narrowed = [one for one in left if one.code == default]
        return narrowed[0].code if narrowed and len(left) == len(all_of_them) else _newest_of(left)
    return default


def _newest_of(left: list[OpenPosting]) -> str:
    return AMBIGUOUS if len(left) > 1 else left[0].code


def _without_excepted(words: Words, left: list[OpenPosting], context: ReplyContext) -> list[OpenPosting]:
    found = re.search(r"除(?:了|开|掉)?([^,\s]+)", words.text)
    if found is None:
        return left
    weights = [_likeness(one, found[1]) for one in left]
    best = max(weights)
    if best == 0:
        return left
    return [one for one, weight in zip(left, weights, strict=True) if weight < best] or left


@lru_cache(maxsize=2048)
def _sounding(posting: OpenPosting) -> tuple[tuple[str, ...], ...]:
    found = _TOWNSHIP.match(posting.place)
    names = [posting.work, *( [found[1], found[2]] if found else [posting.place])]
    pairs = []
    for name in names:
        row = sounds(_SUFFIX.sub("", name))
        pairs += [tuple(row[at : at + 2]) for at in range(len(row) - 1)]
    return tuple(pairs)


def told_by_sound(words: Words, candidates: list[OpenPosting]) -> list[OpenPosting]:
    """Those whose work or place sounds like words of the text (东念 for 东埝); all where none or several do."""
    row = sounds(words.text)
    heard = {tuple(row[at : at + 2]) for at in range(len(row) - 1)}
    weights = [sum(pair in heard for pair in _sounding(one)) for one in candidates]
    best = max(weights)
    if best == 0:
        return candidates
    return [one for one, weight in zip(candidates, weights, strict=True) if weight == best]


def signed_posting(words: Words, places: list[tuple[int, int]], context: ReplyContext) -> str | None:
    """The posting that somebody on the roster speaks of: of several, the one told, else "ambiguous"."""
    signed = tuple(one for one in context.postings if one.code in context.signed_up)
    if not signed:
        return context.signed_up[0] if len(context.signed_up) == 1 else meant(words, places, (), context)
    if len(signed) == 1:
        return signed[0].code
    if context.reply_to in context.signed_up:
        return context.reply_to
    narrowed = ReplyContext(context.now, signed, None, context.signed_up, None, context.region)
    left = list(signed)
    for begin, end in (*places, (0, len(words.marks))):
        pointed = _pointed(words, begin, end, context)
        if pointed in context.signed_up:
            return pointed
        named = _by_circumstance(words, begin, end, told(words, begin, end, left, context.now), narrowed.now)
        if len(named) == 1:
            return named[0].code
    return AMBIGUOUS


@lru_cache(maxsize=512)
def _known(postings: tuple[OpenPosting, ...]) -> tuple[frozenset[str], str, tuple[float, ...]]:
    """The characters of the open postings' work and place, their work as one string, and their sums."""
    characters = frozenset("".join(one.work + one.place + "".join(trade_words(one.trade)) for one in postings)) - _COMMON
    return characters, ",".join(one.work for one in postings), tuple(value for one in postings for value in sums(one))


_COMMON: Final = frozenset("家村镇乡的人了上下大小一,子")


def explain(words: Words, postings: tuple[OpenPosting, ...]) -> None:
    """Mark what the open postings explain: words of their work and place, and the sums they offer, become ":"."""
    marks = words.marks
    if not postings or not _EXPLAINABLE.search(marks):
        return
    characters, works, offered = _known(postings)
    row = list(marks)
    for at, mark in enumerate(marks):
        if mark == "M":
            value = float(words.values[at])
            if value in offered:
                row[at] = ":"
            elif not any(1.0 < value / one <= 2.3 for one in offered if one):
                row[at] = "A" if 14 <= value <= 90 else "U"
        elif mark in ".*Kw5hG":
            word = words.text[words.begins[at] : words.ends[at]]
            if (mark == "." and not characters.isdisjoint(word)) or (len(word) > 1 and word in works):
                row[at] = ":"
            elif mark in ".K" and len(word) <= 3 and (mark == "." or len(word) > 1) and _sounds_told(word, postings):
                row[at] = ":"
    words.marks = "".join(row)


@lru_cache(maxsize=512)
def overlay(postings: tuple[OpenPosting, ...]) -> dict[str, tuple[str, ...]]:
    """The names of the postings' work and places, and their parts, by their first character, the longest first."""
    terms: set[str] = set()
    for one in postings:
        work = one.work
        terms.update(work[at:] for at in range(max(len(work) - 1, 0)))
        terms.update(work[:end] for end in range(2, len(work)))
        found = _TOWNSHIP.match(one.place)
        for part in [found[1], found[2]] if found else [one.place]:
            stem = _SUFFIX.sub("", part)
            terms.update(word for word in (part, stem) if len(word) >= 2)
    by_first: dict[str, list[str]] = {}
    for term in sorted((term for term in terms if term not in _NO_NAMES), key=len, reverse=True):
        by_first.setdefault(term[0], []).append(term)
    return {first: tuple(group) for first, group in by_first.items()}


_NO_NAMES: Final = frozenset("师傅 工人 人员 帮工 家里 村里 中心 人工 打工 上门".split())


@lru_cache(maxsize=512)
def _told_sounds(postings: tuple[OpenPosting, ...]) -> str:
    return " ".join(" ".join(sounds(one.work + _SUFFIX.sub("", one.place))) for one in postings) + " "


@lru_cache(maxsize=4096)
def _sounds_told(word: str, postings: tuple[OpenPosting, ...]) -> bool:
    """Whether a word sounds like a part of the postings' work or place."""
    return " " + " ".join(sounds(word)) + " " in " " + _told_sounds(postings)


_EXPLAINABLE: Final = re.compile(r"[M.*Kw5hG]")
