"""Which of the open postings a reply means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from nlp.normalise import sounds
from nlp.patterns import compiled
from nlp.reply_open import Group, Told, works_at_night
from nlp.reply_words import Words
from nlp.types import OpenPosting, ReplyContext

AMBIGUOUS: Final = "ambiguous"
_NEW_MINUTES: Final = 10
_APART_MINUTES: Final = 30
# What a worker who haggles may ask for, as a multiple of the pay offered.
_MOST_ASKED: Final = 2.3
_UNITS: Final = (
    ("钟头", "小时"), ("小时", "小时"), ("按斤", "斤"), ("论斤", "斤"), ("按个", "个"), ("论个", "个"), ("按天", "天"),
    ("论天", "天"), ("按吨", "吨"), ("论吨", "吨"), ("按亩", "亩"), ("论亩", "亩"), ("按件", "件"), ("论件", "件"),
    ("按棵", "棵"), ("论棵", "棵"), ("包月", "月"), ("月薪", "月"), ("月工", "月"), ("长工", "月"), ("日工", "天"),
    ("短工", "天"), ("零工", "天"), ("散工", "天"), ("天工", "天"), ("小时工", "小时"), ("钟点工", "小时"),
)  # fmt: skip
_PARTS: Final = (("下午", False), ("后晌", False), ("上午", True), ("今晚", False), ("晚上", False))
_NIGHT: Final = ("夜", "晚上", "今晚", "晚黑", "通宵")
_PIECES: Final = "斤吨亩箱筐棵平趟件个时月"
_EXCEPTED: Final = compiled(r"除(?:了|开|掉|(?![草杂袋虫湿膜苗冰雪]))([^,\s]+)")
_POINTING: Final = ("那个", "的", "那", "我", "俺", "额", "侬", "两个", "俩", "三个", "一个")

Chosen = list[tuple[OpenPosting, Told]]
Places = Sequence[tuple[int, int]]


def days_of(value: tuple[Any, ...], now: datetime) -> tuple[date, ...]:
    """The dates that a day word means, seen from `now`; empty where there is no such day."""
    today = now.date()
    try:
        if value[0] == "in":
            return tuple(today + timedelta(days=days) for days in value[1:])
        if value[0] == "day":
            day = today.replace(day=min(value[1], 32))
            return (day if day >= today else (today.replace(day=1) + timedelta(days=32)).replace(day=value[1]),)
        if value[0] == "date":
            day = date(today.year, value[1], value[2])
            return (day if day >= today - timedelta(days=60) else date(today.year + 1, value[1], value[2]),)
        if value[0] == "others":
            return ()
        ahead = (value[1] - today.weekday()) % 7 if value[2] == 0 else value[1] - today.weekday() + 7 * value[2]
        return (today + timedelta(days=ahead),)
    except ValueError:
        return ()


def by_default(context: ReplyContext) -> str | None:
    """The posting a message means that tells of none: quoted, the only one, or the newest if it stands apart."""
    postings = context.postings
    if not postings:
        return None
    if context.reply_to and any(one.code == context.reply_to for one in postings):
        return context.reply_to
    if len(postings) == 1:
        return postings[0].code
    newest = min(postings, key=lambda one: one.minutes_ago)
    if newest.minutes_ago > _NEW_MINUTES:
        return AMBIGUOUS
    for one in postings:
        if one is not newest and one.minutes_ago - newest.minutes_ago < _APART_MINUTES:
            return AMBIGUOUS
    return newest.code


def meant(words: Words, places: Places, refused: Places, context: ReplyContext, known: Group) -> str | None:
    """The posting that a reply means.

    It is told by code or order, else quoted, else told by work and place and then by pay, day and hour, first in the
    clauses that act (`places`), then anywhere, else by default. What only the clauses `refused` name is left out.
    """
    postings = context.postings
    default = by_default(context)
    if len(postings) < 2:
        return default
    size = len(words.marks)
    whole = [*places, (0, size)]
    every = list(zip(postings, known.each, strict=True))
    corrected = _corrected(words, every)
    if corrected is not None:
        return corrected
    if "#" in words.marks:
        for begin, end in whole:
            code = _coded(words, begin, end, postings)
            if code:
                return code
    if context.reply_to and default == context.reply_to:
        return _instead_of_quoted(words, places, every, default)
    left = _without_refused(words, refused, every, context.now)
    if len(left) > 1:
        for begin, end in whole:
            pointed = _in_order(words, begin, end, postings, refused)
            if pointed:
                return pointed
        left = _narrowed(words, whole, left, context.now)
    if len(left) > 1:
        left = _by_rank(words.text, left)
    if len(left) > 1:
        left = _best(left, [sum(sign in words.text for sign in told.signs) for _, told in left])
    if len(left) == 1:
        return left[0][0].code
    # Where what is told fits several, the newest is meant by the same rule as where nothing is told.
    return default if len(left) == len(every) or any(one.code == default for one, _ in left) else AMBIGUOUS


# 哦不是 是百香果那里; 打错字 摘瓜那个才对: what stands behind counts.
_MISSAID: Final = compiled(
    r"(?:[讲说写打搞弄报发看记点]|口)(?:错|拐|岔|反|误|混|串|颠倒)(?:了|字|啦|行|咧)*|(?:^|[,\s…。])(?:哦|噢|啊|呃|嗯)?不(?:是|对)(?=[,\s…。!])|不是[^,\s]{1,8}[,\s]*是(?=[^不的吗])|应该是|该是"
)


_SLIPS: Final = ("错", "拐", "岔", "反", "误", "混", "串", "颠倒", "不是", "不对", "该是")


def _corrected(words: Words, every: Chosen) -> str | None:
    """The posting named behind a slip of the tongue that the writer puts right; None where there is none."""
    if not any(sign in words.text for sign in _SLIPS):
        return None
    behind = -1
    for found in _MISSAID.finditer(words.text):
        behind = found.end()
    if behind < 0:
        return None
    rest = words.text[behind:]
    for at, begin in enumerate(words.begins):
        if begin >= behind and words.marks[at] == "#":
            return _coded(words, at, at + 1, [posting for posting, _ in every])
    named = _best(every, [likeness(told, rest) for _, told in every])
    return named[0][0].code if len(named) == 1 else None


# 钱多的那个, 便宜那家: pointed out by its pay among the others.
_PAYS_MORE: Final = compiled(
    r"(?:钱|工资|工钱|给的?|开的?|挣的?|赚的?|价)(?:最|更)?[多高]的?(?=那|的|活|算|给|我|俺|额|$)|(?:最|更)?贵的?那|最(?:高|贵)的?(?=那|的|活|给|我|俺|额|$)|高价"
)
_PAYS_LESS: Final = compiled(r"(?:钱|工资|工钱|价)(?:最|更)?[少低]的?(?=那|的)|便宜的?那")


def _by_rank(text: str, candidates: Chosen) -> Chosen:
    """The one that pays most or least, where the text points so and all pay by the same unit; else all."""
    more = _PAYS_MORE.search(text) is not None
    if not more and _PAYS_LESS.search(text) is None:
        return candidates
    units = [posting.wage.partition("/")[2] for posting, _ in candidates]
    unit = max(units, key=units.count)
    if units.count(unit) < 2 or not all(told.sums for _, told in candidates):
        return candidates
    candidates = [pair for pair, one in zip(candidates, units, strict=True) if one == unit]
    ends = [max(told.sums) if more else -min(told.sums) for _, told in candidates]
    return [pair for pair, end in zip(candidates, ends, strict=True) if end == max(ends)]


def _instead_of_quoted(words: Words, places: Places, every: Chosen, quoted: str) -> str:
    """这个不去, 施肥那个算我: the posting quoted is refused, and another one named where the writer commits."""
    for begin, end in places:
        named = _named(words, begin, end, every)
        if len(named) == 1:
            return named[0][0].code
    return quoted


def told_anywhere(words: Words, context: ReplyContext, known: Group) -> str | None:
    """The posting that the text itself tells of; "ambiguous" where it fits several, None where it tells of none."""
    size = len(words.marks)
    pointed = _coded(words, 0, size, context.postings) or _in_order(words, 0, size, context.postings)
    if pointed:
        return pointed
    every = list(zip(context.postings, known.each, strict=True))
    left = _by_circumstance(words, 0, size, _named(words, 0, size, every), context.now)
    if len(left) == len(every):
        return None
    return left[0][0].code if len(left) == 1 else AMBIGUOUS


def refused_elsewhere(words: Words, places: Places, context: ReplyContext, known: Group) -> str | None:
    """The posting that a refusal itself names, None where its writer is on it; else the one told anywhere."""
    every = list(zip(context.postings, known.each, strict=True))
    told = [named for at in places if len(named := _named(words, *at, every)) < len(every)]
    if told:
        return None if any(one.code in context.signed_up for named in told for one, _ in named) else told[0][0][0].code
    return told_anywhere(words, context, known)


def signed_posting(words: Words, places: Places, context: ReplyContext, known: Group) -> str | None:
    """The posting that somebody on the roster speaks of: of several, the one told, else "ambiguous"."""
    signed = [pair for pair in zip(context.postings, known.each, strict=True) if pair[0].code in context.signed_up]
    if not signed:
        if len(context.signed_up) == 1:
            return context.signed_up[0]
        return meant(words, places, (), context, known)
    if len(signed) == 1:
        return signed[0][0].code
    codes = tuple(posting for posting, _ in signed)
    for begin, end in (*places, (0, len(words.marks))):
        coded = _coded(words, begin, end, codes) or _in_order(words, begin, end, context.postings)
        if coded in context.signed_up:
            return coded
    if context.reply_to in context.signed_up:
        return context.reply_to
    for begin, end in (*places, (0, len(words.marks))):
        left = _by_circumstance(words, begin, end, _named(words, begin, end, signed), context.now)
        if len(left) == 1:
            return left[0][0].code
    return AMBIGUOUS


def _narrowed(words: Words, whole: Places, left: Chosen, now: datetime) -> Chosen:
    """Those told by work and place, by how they sound, and then by circumstance; a clause that acts goes first."""
    before = len(left)
    for begin, end in whole:
        named = _named(words, begin, end, left)
        if len(named) < before:
            left = named
            break
    if len(left) == before:
        left = _by_sound(words, left)
    for begin, end in whole:
        if len(left) == 1:
            break
        left = _by_circumstance(words, begin, end, left, now)
    return left


def _named(words: Words, begin: int, end: int, candidates: Chosen) -> Chosen:
    """Those whose work or place the words `begin`:`end` name best; all where they name none."""
    if end <= begin and words.marks:
        return candidates
    whole = begin == 0 and end == len(words.marks)
    text = words.text if whole else words.text[words.begins[begin] : words.ends[end - 1]]
    return _best(candidates, [likeness(one, text) for _, one in candidates])


def _best(candidates: Chosen, weights: list[int]) -> Chosen:
    best = max(weights)
    if best == 0:
        return candidates
    return [pair for pair, weight in zip(candidates, weights, strict=True) if weight == best]


def likeness(told: Told, text: str) -> int:
    """How much of `text` names a posting: the weights of its telling words, none counted inside another."""
    total = 0
    left = text
    for term, weight in told.terms:
        if term in left:
            total += weight
            left = left.replace(term, "\0")
    for term in told.trade_words:
        if term in left:
            return total + 2
    return total


def _by_sound(words: Words, candidates: Chosen) -> Chosen:
    """Those whose work or place sounds like words of the text (东念 for 东埝); all where none does."""
    heard: set[tuple[str, str]] = set()
    for mark, begin, end in zip(words.marks, words.begins, words.ends, strict=True):
        if mark in ".:n" and end - begin >= 2:
            heard.update(pairwise(sounds(words.text[begin:end])))
    if not heard:
        return candidates
    return _best(candidates, [sum(pair in heard for pair in told.sounding) for _, told in candidates])


def _by_circumstance(words: Words, begin: int, end: int, candidates: Chosen, now: datetime) -> Chosen:
    """Those whose pay, unit of pay, day or hour the words tell; all where none fits."""
    marks = words.marks
    for at in range(begin, end):
        mark = marks[at]
        if mark not in "M:NTt" or words.values[at] is None:
            continue
        fitting = _fitting(mark, words.values[at], candidates, now)
        if fitting:
            candidates = fitting
    if len(candidates) == 1 or end <= begin:
        return candidates
    text = words.text[words.begins[begin] : words.ends[end - 1]]
    candidates = _by_unit(text, candidates)
    if "M" in marks[begin:end]:
        offers = [float(words.values[at]) for at in range(begin, end) if marks[at] == "M"]
        candidates = _by_offer(offers, candidates, text)
    if any(sign in text for sign in _NIGHT):
        candidates = [pair for pair in candidates if works_at_night(pair[0])] or candidates
    for sign, early in _PARTS:
        if sign in text:
            candidates = [
                pair for pair in candidates if pair[0].begin_time and (pair[0].begin_time.hour < 12) == early
            ] or candidates
    return candidates


def _by_unit(text: str, candidates: Chosen) -> Chosen:
    """Those paid by the unit that a text names (月工, 按斤); all where none is."""
    for sign, unit in _UNITS:
        if sign in text:
            candidates = [pair for pair in candidates if unit in pair[0].wage] or candidates
    return candidates


def _fitting(mark: str, value: Any, candidates: Chosen, now: datetime) -> Chosen:
    if mark == "T":
        days = days_of(value, now)
        return [pair for pair in candidates if pair[0].start in days]
    if mark == "t":
        hour, minute = value
        return [
            pair
            for pair in candidates
            if pair[0].begin_time and (pair[0].begin_time.hour % 12, pair[0].begin_time.minute) == (hour % 12, minute)
        ]
    return [pair for pair in candidates if float(value) in pair[1].sums]


def _by_offer(offers: list[float], candidates: Chosen, text: str) -> Chosen:
    """Those whose pay a counter-offer may better: of the same unit, or of the same order."""
    for piece in _PIECES:
        if piece in text:
            fitting = [
                pair for pair in candidates if "/" + piece in pair[0].wage or (piece == "时" and "小时" in pair[0].wage)
            ]
            if fitting:
                return fitting
    fitting = [
        pair
        for pair in candidates
        if any(1 < offer / pay <= _MOST_ASKED for offer in offers for pay in pair[1].sums if pay)
    ]
    return fitting or candidates


def _coded(words: Words, begin: int, end: int, postings: Sequence[OpenPosting]) -> str | None:
    """The posting named by its code, exactly; leading noughts are ornament."""
    marks = words.marks
    for at in range(begin, end):
        if marks[at] == "#":
            code = str(words.values[at])
            for one in postings:
                other = one.code.lower()
                if other == code or (other[0] == code[0] and other[1:].lstrip("0") == code[1:].lstrip("0")):
                    return one.code
    return None


def _in_order(words: Words, begin: int, end: int, postings: Sequence[OpenPosting], refused: Places = ()) -> str | None:
    """The posting pointed at by its place (the newest is the first), or by its code's number (12号那个)."""
    marks = words.marks
    for at in range(begin, end):
        if marks[at] == "O" and any(first <= at < last for first, last in refused):
            continue  # 上面那个太远, 苹果可以
        if marks[at] == "O":
            place = int(words.values[at])
            if words.text[max(words.begins[at] - 2, 0) : words.begins[at]] == "倒数":
                place = -place
            if 1 <= abs(place) <= len(postings):
                return postings[place - 1 if place > 0 else place].code
        elif (
            marks[at] in "TU"
            and (number := _number_of(words.values[at]))
            and words.text.startswith(_POINTING, words.ends[at])
        ):
            coded = [one for one in postings if one.code[1:].lstrip("0") == number]
            if len(coded) == 1:
                return coded[0].code
    return None


def _number_of(value: Any) -> str:
    """The code's number that a day of the month or a bare figure may stand for; "" where it stands for none."""
    if isinstance(value, tuple):
        return str(value[1]) if value[0] == "day" else ""
    return str(int(value)) if isinstance(value, int | float) and value == int(value) else ""


def _without_refused(words: Words, refused: Places, every: Chosen, now: datetime) -> Chosen:
    """Without the postings that only a refusal names (花椒不摘, 小工算我), or that are excepted (除了套袋)."""
    left = every
    for begin, end in refused:
        named = _named(words, begin, end, left)
        if len(named) == len(left):
            named = _by_circumstance(words, begin, end, left, now)
        if len(named) < len(left):
            left = [pair for pair in left if pair not in named]
    if "除" in words.text:
        found = _EXCEPTED.search(words.text)
        if found:
            weights = [likeness(told, found[1]) for _, told in left]
            best = max(weights)
            left = [pair for pair, weight in zip(left, weights, strict=True) if weight < best] or left
    return left
