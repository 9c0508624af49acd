"""Which of the open postings a reply means."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from nlp.reply_words import Words
from nlp.types import OpenPosting, ReplyContext

AMBIGUOUS: Final = "ambiguous"
_NEW_MINUTES: Final = 10
_APART_MINUTES: Final = 30
_SUFFIX: Final = re.compile(r"(?:镇|乡|街道|村|社区|社|县|市)$")
_TOWNSHIP: Final = re.compile(r"^(.{1,4}?(?:镇|乡|街道))(.*)$")
_NOT_TELLING: Final = frozenset("干做工人打下上的种去来装拉")


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


def told(words: Words, begin: int, end: int, context: ReplyContext) -> str | None:
    """The posting that the words `begin`:`end` tell of; "ambiguous" where they fit several, None where none."""
    postings = context.postings
    marks = words.marks[begin:end]
    if "#" in marks:
        for at in range(begin, end):
            if words.marks[at] == "#":
                code = str(words.values[at])
                for one in postings:
                    if one.code.lower() == code:
                        return one.code
    text = words.text[words.begins[begin] : words.ends[end - 1]] if end > begin else ""
    candidates = list(postings)
    any_told = False
    # Work and place, the longest words first; each narrows what is left.
    weights = [sum(weight for term, weight in _best(one, text)) for one in candidates]
    best = max(weights)
    if best:
        candidates = [one for one, weight in zip(candidates, weights, strict=True) if weight == best]
        any_told = True
    for at in range(begin, end):
        mark = words.marks[at]
        value = words.values[at]
        fitting: list[OpenPosting] = []
        if mark == "O" and len(postings) > 1:
            backwards = words.text.startswith("倒数", words.begins[at])
            if 1 <= value <= len(postings):
                return (postings[-value] if backwards else postings[value - 1]).code
        elif mark in "MN" and value is not None and (mark == "M" or value >= 5):
            fitting = [one for one in candidates if float(value) in sums(one)]
        elif mark == "T":
            days = days_of(value, context.now)
            if value[0] == "day" and not best:
                coded = [one for one in candidates if int(re.sub(r"\D", "", one.code) or 0) == value[1]]
                if len(coded) == 1:
                    return coded[0].code
            fitting = [one for one in candidates if one.start in days]
        elif mark == "t":
            hour, minute = value
            fitting = [one for one in candidates if one.begin_time and (one.begin_time.hour % 12, one.begin_time.minute) == (hour % 12, minute)]
        if fitting:
            candidates = fitting
            any_told = True
    if not any_told:
        return None
    if len(candidates) == 1:
        return candidates[0].code
    return None if len(candidates) == len(postings) else AMBIGUOUS


def _best(posting: OpenPosting, text: str) -> list[tuple[str, int]]:
    """The telling words of a posting that stand in `text`, none inside another."""
    found: list[tuple[str, int]] = []
    left = text
    for term, weight in telling(posting):
        if term in left:
            found.append((term, weight))
            left = left.replace(term, "\0")
    return found


def meant(words: Words, spans: list[tuple[int, int]], context: ReplyContext) -> str | None:
    """The posting that a reply means: told in the clauses that act (`spans`), else anywhere, else by default."""
    postings = context.postings
    if len(postings) < 2:
        return by_default(context)
    size = len(words.marks)
    if "#" in words.marks:
        for begin, end in (*spans, (0, size)):
            if "#" in words.marks[begin:end]:
                code = told(words, begin, end, context)
                if code:
                    return code
    default = by_default(context)
    if context.reply_to and default == context.reply_to:
        return default
    outcome: str | None = None
    for begin, end in (*spans, (0, size)):
        found = told(words, begin, end, context)
        if found and found != AMBIGUOUS:
            return found
        outcome = outcome or found
    return outcome or default
