"""The words of replies: the lexicon by region, and a text as a row of words with one letter for what each is.

The letters (`Words.marks`) stand for the kinds of words that the rules of `nlp.reply_acts` speak of; a comma parts
clauses. Lists are in `nlp/lexicon/reply_*.toml`, numbers are read in `nlp.reply_numbers`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from nlp.patterns import compiled
from nlp.reply_lexicon import Lexicon, surnames
from nlp.reply_numbers import NUMERAL_START, numeral
from nlp.reply_special import Specials

_BOUNDARY: Final = frozenset(" ,。;!\n、|/~…")
# Pictures that mean nothing here part clauses as a stop does.
_FIRST_SIGN, _LAST_DINGBAT, _FIRST_EMOJI = "\u2600", "\u27bf", "\U0001f000"
_ENDS: Final = frozenset(" ,。;!?\n、|/~…")


class Words:
    """A text as words: `marks[k]` is the letter of word k, `values[k]` its value, `begins[k]:ends[k]` its place."""

    __slots__ = ("begins", "ends", "marks", "text", "values")

    def __init__(self, text: str, marks: str, values: list[Any], begins: list[int], ends: list[int]) -> None:
        self.text = text
        self.marks = marks
        self.values = values
        self.begins = begins
        self.ends = ends


_NAME: Final = compiled(
    r"(?![\u4e00-\u9fff]{0,2}[我俺额你他她侬有们这那个俩仨]|周[一二三四五六日末天]|马上|万一|高低|白天)[\u4e00-\u9fff]{2}[\u4e00-\u9fff](?<![的了吗不去来个天人没啊吧呢哦要家村])(?=[\s,。;、!\n0-9:(+]|$)"
)


_PERSON: Final = compiled(
    r"(?:[我俺额侬](?:和|跟|们|家)?|[\u4e00-\u9fff]{2,3}?)(?=[、,和跟与都也去来报俩三四五六\s两]|$)"
)
# 还有我嫂子, 加我同学: what puts the writer down is followed by kin and puts them down instead.
_PUT_WITH_KIN: Final = compiled(r"b(?=CK|K|D)")


Overlay = dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _specials() -> Specials:
    return Specials(surnames())


_SINCE_END: Final = compiled("[ ,。;!?\n、|/~…]")
_PEOPLE_MARKS: Final = frozenset("KIWn")
_NOT: Final = frozenset("不没")
# 没考好, 没报上: what follows tells how it came out, so that nothing is asked.
_DONE_SO: Final = frozenset("好上完成住")
# 去了俩: so many went.
_COUNTS: Final = frozenset("0123456789一两二三四五六七八九十俩仨几")
_SPECIAL: Final = NUMERAL_START | frozenset("不没阿")
_ADDING: Final = frozenset("&a>R")
# The last character of a word that adds: 加, 再添.
_PLUS: Final = frozenset("加+添涨提补升")


def _asks_again(text: str, at: int, size: int) -> bool:
    """押工资不押: the negation repeats the verb of a word before it in the clause, and ends the clause."""
    if at + 2 < size and text[at + 2] not in _ENDS:
        return False
    before = _SINCE_END.split(text[max(at - 4, 0) : at])[-1]
    if before.endswith(text[at : at + 2]):
        return False
    return text[at + 1] != "了" and text[at - 1 : at] != "又" and text[at + 1] in before


def _people_beside(marks: list[str], text: str, stop: int, size: int) -> bool:
    """Whether people stand before (the last clause's marks) or right behind a word such as 留 or 写."""
    for mark in reversed(marks):
        if mark == ",":
            break
        if mark in "IKPCnWfDN:":
            return True
    return stop < size and (text[stop] in NUMERAL_START or text[stop] in "我俺额侬他她咱")


def _added(text: str, at: int, stop: int, letter: str) -> tuple[str, Any, int]:
    """加 or + with the figure behind it: people who are added, or pay that is raised."""
    read = numeral(text, stop)
    if read is None:
        return letter, None, stop
    if read[0] == "M" or (read[0] == "N" and read[1] >= 10 and text[at] != "+"):
        return "R", None, stop
    if read[0] in "CN" and text[at:stop] in ("加", "+"):
        return "+", int(read[1]), read[2]
    return letter, None, stop


def cut(text: str, known: Lexicon, told: Overlay) -> Words:
    """Cut a plain, lower-case text by the longest words known; words without meaning here are left out.

    `told` holds the names of the open postings' work and places by their first character, the longest first; they
    are cut before all else and marked ":".
    """
    marks: list[str] = []
    values: list[Any] = []
    begins: list[int] = []
    ends: list[int] = []
    find, find_word, find_told, find_single = known.lengths.get, known.words.get, told.get, known.single.get
    family_names = surnames()
    phrases = _specials()
    find_phrases, begin_phrases = phrases.ready.get, phrases.rules
    fresh = True
    negates = not _NOT.isdisjoint(text)
    at, size = 0, len(text)
    while at < size:
        character = text[at]
        letter, value, stop = "", None, at
        pair = text[at : at + 2]
        for length in find(pair, ()):
            entry = find_word(text[at : at + length])
            if entry is not None and at + length <= size and not (entry[0] == "%" and text[at + length :][:1] == "话"):
                letter, value = entry
                stop = at + length
                break
        if (
            negates
            and pair[1:] in _NOT
            and stop < at + 3 <= size
            and text[at + 2] == character
            and not (at and text[at - 1] == pair[1:])
            and character != "了"
            and not (pair[1:] == "没" and text[at + 3 : at + 4] in _DONE_SO)
        ):
            letter, value, stop = "3", None, at + 3
        elif negates and character in _NOT and stop == at + 2 and _asks_again(text, at, size):
            letter, value = "3", None
        terms = find_told(pair)
        if terms is not None:
            for term in terms:
                if text.startswith(term, at):
                    if at + len(term) >= stop:
                        letter, value, stop = ":", None, at + len(term)
                    break
        elif fresh and not letter and character in family_names:
            named = _NAME.match(text, at)
            if named:
                letter, value, stop = "n", named[0], named.end()
        if not letter:
            entry = find_single(character)
            if entry is not None:
                letter, value = entry
                stop = at + 1
        if character in _SPECIAL and letter != ":":
            if character in NUMERAL_START:
                read = numeral(text, at)
                if read is not None and (read[2] > stop or not letter):
                    letter, value, stop = read
            elif stop <= at + 1 < size:
                # 教不教, 除没除; and 阿 before a given name.
                if character == "阿":
                    if "\u4e00" <= text[at + 1] <= "\u9fff":
                        letter, value, stop = "n", text[at : at + 2], at + 2
                elif (
                    at
                    and text[at + 1] != "了"
                    and text[at + 2 : at + 3] not in _DONE_SO
                    and (text[at - 1] == text[at + 1] or _asks_again(text, at, size))
                ):
                    letter, value, stop = "3", None, at + 2
        specials = find_phrases(character) or (phrases.make(character) if character in begin_phrases else None)
        if specials is not None and letter != ":":
            follows = text[at + 1 : at + 2]
            for rule in specials[0].get(follows) or (specials[2] if follows.isdecimal() else specials[1]):
                special = rule(text, at, marks)
                if special is not None and (special[2] >= stop or letter == "b"):
                    letter, value, stop = special
        fresh = False
        if not letter:
            stop = at + 1
            if character in _BOUNDARY or _FIRST_SIGN <= character <= _LAST_DINGBAT or character >= _FIRST_EMOJI:
                fresh = True
                # 我、张三、李四都去: between people it joins them.
                letter = (
                    "&" if character == "、" and marks and marks[-1] in "IKn." and _PERSON.match(text, stop) else ","
                )
                if letter == "," and marks and marks[-1] == ",":
                    at = stop
                    continue
            elif character == "?":
                fresh = True
                letter = "?"
            elif character == "@":
                letter = "@"
                while stop < size and text[stop] not in _ENDS:
                    stop += 1
                value = text[at + 1 : stop]
            elif marks and marks[-1] == "." and ends[-1] == at:
                ends[-1] = stop
                at = stop
                continue
            else:
                letter = "."
        elif letter in _ADDING and stop < size and text[stop] in NUMERAL_START and text[stop - 1] in _PLUS:
            letter, value, stop = _added(text, at, stop, letter)
        elif letter == "gone":
            # 我去了 is over, 去了管饭不 is yet to come.
            over = (stop >= size or text[stop] in _ENDS or text[stop] in _COUNTS) and not (
                marks[-1:] == ["C"] and marks[-2:-1] in (["l"], ["j"])
            )
            letter = "o" if over else "g"
        elif letter == "q" and marks and marks[-1] in _PEOPLE_MARKS and text.startswith("几个", at):
            letter = "D"  # 我姨妈几个: a body of people, no question
        elif letter == "put beside":
            letter = "B" if _people_beside(marks, text, stop, size) else "."
        if letter != "_":
            marks.append(letter)
            values.append(value)
            begins.append(at)
            ends.append(stop)
        at = stop
    row = "".join(marks)
    if "b" in row and _PUT_WITH_KIN.search(row):
        row = _PUT_WITH_KIN.sub("&", row)
    return Words(text, row, values, begins, ends)
