"""How many people the clauses of a reply tell of, counted one word after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nlp.patterns import compiled
from nlp.reply_people import People
from nlp.reply_words import Words

# Acts whose clauses say who comes.
_TELLING: Final = frozenset("JjCTmNpKI9k")

# Between two numbers: the second stands (两个改一个, 三个就三个).
_REPLACED: Final = frozenset("vjlu<>")
_BOTH: Final = compiled("[我俺额侬][姐妹哥弟嫂妈爸舅姑姨叔婶娘爹]俩")
_ONLY_THESE: Final = compiled(r"[^,IWK]*[jl]I&[IW]?K+[g]?$")
_WITH_KIN: Final = compiled(r"[:T]*&I?K")
# 我妈还有我: both.
_BESIDE: Final = frozenset("还和跟加带连")
_KIN_ALONE: Final = compiled(r"I?K(?:&?H?I?K)*")
_ADDS_ME: Final = ("加我", "还有我", "再加我", "加上我", "算上我", "连我", "外加我")
_AND_ALSO: Final = ("还有", "再加", "外加", "加上", "以及")
_ALONE: Final = compiled("[我俺额侬](?:自己|一个|一人|一个人)")
_TOGETHER: Final = compiled(r"一起|一块|一搭|一路|一道|同去|做伴|厮跟|相跟")
_WITH_ME: Final = compiled(r"[和跟同与](?:我|俺|额)(?:一起|一块|一搭|一路|一道|两个|俩|都)")
_AND_ME_TOO: Final = compiled("&[gGmTtas]")
_STAYS: Final = compiled(r"[mTa4.]?x")
_PUTS_KIN: Final = compiled("[fa]I?K+")
_ALSO_KIN: Final = compiled(r"\+,IK+[ac]*a")
_NAMES_KIN: Final = compiled("[HK.]+n$")
_PUT_FOR_KIN: Final = compiled(r"[fa]I?K+$")
_FOR_KIN: Final = compiled(r"(?:[af]|^)I?K+$")


def count(words: Words, spans: Sequence[tuple[int, int, str]]) -> People:
    """The people of the clauses `spans` (first and last word, act); one by default."""
    # 王姐 给我留个位 calls on one; 张姐 李姐 加我 puts down several.
    calls_on_one = sum(act == "k" for _, _, act in spans) == 1
    tally = _Tally(words)
    for begin, end, act in spans:
        also = act == "h" and (
            (tally.said_of_kin() and words.text.startswith(_AND_ALSO, words.begins[begin]))
            or (_KIN_ALONE.fullmatch(words.marks, begin, end) is not None and _then_me(words, end))
        )
        if also or (act in _TELLING and not (act == "k" and calls_on_one)):
            tally.clause(begin, end)
    asked = None if tally.tells() else _asked_for(words, spans)
    return tally.people() if asked is None else People(asked, True, True, tally.children, asked)


def _then_me(words: Words, end: int) -> bool:
    """Whether the clause behind `end` adds the writer: 二嫂和她闺女,加我."""
    behind = end + 1
    return behind < len(words.begins) and words.text.startswith(_ADDS_ME, words.begins[behind])


def _asked_for(words: Words, spans: Sequence[tuple[int, int, str]]) -> int | None:
    """六个人够不够 都去: the people of a question, where those who commit themselves name none."""
    for begin, end, act in spans:
        if act == "A":
            for at in range(begin, end):
                if words.marks[at] == "C":
                    return int(words.values[at])
    return None


class _Tally:
    """What was counted so far. `total` is a number for everybody, `body` a party the writer is of (俺俩), `members`
    people besides the writer, `plus` what was added as +1. The letters are the marks of `nlp.reply_words`."""

    __slots__ = (
        "alone",
        "begin",
        "body",
        "children",
        "end",
        "known",
        "marks",
        "members",
        "of_kin",
        "parts",
        "plus",
        "said",
        "self_in",
        "told_in",
        "total",
        "values",
        "whole",
        "words",
    )

    def __init__(self, words: Words) -> None:
        self.words = words
        self.marks = words.marks
        self.values = words.values
        self.total: int | None = None
        self.body = self.members = self.children = self.plus = 0
        self.self_in = self.said = self.alone = False
        # Whether the last number was told of kin (两个嫂子): one more told of kin is added to it.
        self.of_kin = False
        # Numbers told in one row in the clause that begins at `told_in`: before them `whole`, their sum `parts`.
        self.whole: int | None = None
        self.parts, self.told_in = 0, -1
        self.known: set[str] = set()
        self.begin = self.end = 0

    def tells(self) -> bool:
        """Whether anybody was counted but the writer."""
        return self.total is not None or bool(self.plus or self.members or self.body or self.said)

    def said_of_kin(self) -> bool:
        """Whether the writer counted kin one by one so far: 我,我妈,还有我妈她妹."""
        return self.total is None and self.members > 0 and self.self_in

    def people(self) -> People:
        """The sum."""
        if self.total is not None:
            return People(self.total, True, True, self.children, self.total)
        if self.plus:
            also = self.members if _ALSO_KIN.match(self.marks) else 0  # +1, 我嫂子也来
            return People(self.plus + also, True, True, self.children, None)
        amount = self.body + self.members if self.body else self.members + (1 if self.self_in else 0)
        said = self.said or self.members > 0 or self.body > 0
        return People(max(amount, 1), said, self.self_in or self.members == 0, self.children, None)

    def clause(self, begin: int, end: int) -> None:
        """Count the words `begin` to `end`, which are one clause."""
        if self.members and _NAMES_KIN.match(self.marks, begin, end) and "叫" in self._text(begin, end - 1):
            return  # 儿子叫卫鹏飞: told of before
        if _ONLY_THESE.match(self.marks, begin, end):
            # 一家五口 就额跟婆娘: of them only these
            self.total, self.body, self.members, self.plus, self.self_in = None, 0, 0, 0, False
        self.begin, self.end = begin, end
        at = begin
        while at < end:
            at = self._word(at) + 1

    def _text(self, first: int, last: int) -> str:
        return self.words.text[self.words.begins[first] : self.words.ends[last]]

    def _word(self, at: int) -> int:
        """Count the word at `at`; the last word that was counted with it."""
        mark = self.marks[at]
        before = self.marks[at - 1] if at > self.begin else ","
        after = self.marks[at + 1] if at + 1 < self.end else ","
        if mark == "C":
            return self._number(at, before, after)
        if mark == "K":
            self._kin(at, before, after)
        elif mark == "P":
            self._party(at, before)
        elif mark in "In.Hb&":
            self._person(mark, at, before, after)
        elif mark in "+N":
            self._bare_number(mark, at, before, after)
        elif mark == "k":
            self.children += self.values[at]
        return at

    def _bare_number(self, mark: str, at: int, before: str, after: str) -> None:
        """Digits that stand alone (N), or with a plus."""
        value = self.values[at]
        if mark == "N":
            if value < 60 and before in "Bb,.#OgvaP" and after not in ".wM+" and (self.total is None or before != "."):
                self.total = int(value)
        elif before not in "KP":
            self.plus += value + (int(self.values[at - 1]) if before == "N" else 0)
        elif not (value == self.members == 1 and _PUT_FOR_KIN.search(self.marks, self.begin, at)):
            self.members += value  # but 帮我舅妈留一个位: the one is she

    def _number(self, at: int, before: str, after: str) -> int:
        """A number of people (C), with the kin it counts (两个嫂子); the last word of both."""
        marks, value = self.marks, self.values[at]
        if before == "a" and self.members == value and _FOR_KIN.search(marks, self.begin, at - 1):
            return at  # 给我阿婆添一个: the one is she
        kin = at + 1 if after == "K" else at + 2 if after == "." and marks[at + 2 : min(at + 3, self.end)] == "K" else 0
        if not (
            self._counts_nobody(at, before)
            or self._number_of_party(at, before)
            or (kin and self._number_of_kin(at, before))
        ):
            self._number_alone(at, before, after, kin)
        self.of_kin = before == "K"
        if not kin:
            return at
        while kin + 1 < self.end and marks[kin + 1] == "K":
            kin += 1
        return kin

    def _counts_nobody(self, at: int, before: str) -> bool:
        if before in "Fz":
            return True  # 不是三个, 作废两个
        # 一天挖四十个: pieces
        return before == "w" and "4" in self.marks[self.begin : at] and self._text(at, at)[-1] == "个"

    def _number_of_party(self, at: int, before: str) -> bool:
        """Count a number behind kin (娃两个) or behind who is brought (带两个)."""
        value = self.values[at]
        if before == "K" and self.values[at - 1] == 0:
            self.children += value
        elif before == "K" and self.of_kin and self.total is not None:
            self.total += value
        elif before == "L":
            word = self._text(at - 1, at - 1)
            again = at - 2 >= self.begin and self.marks[at - 2] == "a" and not (self.body or self.members)  # 再捎一个
            if "队" in word or word[0] in "凑组" or again:
                self.total = value
            else:
                self.members += value
                self.self_in = True
        else:
            return False
        return True

    def _number_of_kin(self, at: int, before: str) -> bool:
        """Count a number before kin, where what stands before it says whose they are."""
        value = self.values[at]
        if before == "I":
            self.total = value  # 俺三个老姐妹
        elif before == "W" and self.self_in:
            self.members += value  # 我去 我家两个崽也去
        elif before == "W" and at - 2 == self.begin and self.marks[self.begin] == "&":
            self.members, self.self_in = self.members + value, True  # 跟我那两个老庚一起来
        elif before == "&" and at - 1 == self.begin and self._text(self.begin, self.begin) == "和我":
            self.members, self.self_in = self.members + value, True
        else:
            return False
        return True

    def _number_alone(self, at: int, before: str, after: str, kin: int) -> None:
        """Count a number by what was counted before it: added, told again, or everybody."""
        marks, value = self.marks, self.values[at]
        if before == "&" and self.members + 1 == value and self._text(at - 1, at - 1)[-1] in "我俺额侬":
            self.members, self.body = 0, value  # 婆婆和我两个人: told again
        elif (before in "&a" and (self.self_in or self.members or (self.body and before == "a"))) or (
            kin and ("&" in marks[self.begin : at] or "I" in marks[self.begin : at]) and before != "W"
        ):
            self.members += value
        elif (
            value == 1
            and self.members
            and (before == "K" or (before in "Bb" and _PUTS_KIN.search(marks, self.begin, at)))
        ):
            pass  # 加我弟一个, 给我姐也报一个: the one is he or she
        elif after == "b" and marks[at + 2 : at + 3] not in ("C", "N") and self._after(at) in "加连":
            self._tell(value + 1)  # 她们三个加我
        elif before == "g" and self.total is not None and value < self.total and self.told_in == self.begin:
            self.total = value  # 七个劳力克五个
        elif before == "b" and value == 1:
            self.self_in = self.said = True
        elif self.told_in == self.begin and self.total == value and {"男", "女"} <= {*self._text(at, at)}:
            self.parts += value  # 六个四个女的两个男的: told again by their parts
        elif self.told_in == self.begin and self.total is not None and _REPLACED.isdisjoint(marks[self.begin : at]):
            self.parts += value  # 三个男的两个女的, or told again: 四个人, 两个上树两个捡
            whole_again = self.whole is None or self.whole == self.parts
            self.total = self.parts if whole_again else value
        else:
            self._tell(value)

    def _after(self, at: int) -> str:
        """The character behind a word that is not the last."""
        return self.words.text[self.words.ends[at]]

    def _tell(self, value: int) -> None:
        self.whole, self.parts, self.told_in = self.total, value, self.begin
        self.total = value

    def _party(self, at: int, before: str) -> None:
        """Count a number with its people in one word (P: 俩, 两口子, 我们三个)."""
        words, marks, value = self.words, self.marks, self.values[at]
        if before == "K" and words.ends[at - 1] == words.begins[at]:
            before = marks[at - 2] if at - 2 >= self.begin else ","  # 隔壁两口子
            if before in "IW" and at - 3 >= self.begin and marks[at - 3] in "&aL":
                before = "&"  # 外带我兄弟两口
        if before == "v" or (before == "&" and words.text[words.begins[at - 1]] == "连"):
            self.total = value
        elif before == "&" and self.self_in and _BOTH.fullmatch(words.text, words.begins[at], words.ends[at]):
            self.body = value  # 我跟我姐俩: the two of us
        elif before not in "&aL" and "f" not in marks[self.begin : at]:
            mine = words.text[words.begins[at]] in "我俺额侬咱"
            if self.members and (self.members + self.self_in == value or (mine and self.members + 1 == value)):
                self.members, self.self_in = 0, False  # 我和我哥, 兄弟两个; 我媳妇也去 我俩: told again
            self.body = value
        else:
            self.members += value

    def _person(self, mark: str, at: int, before: str, after: str) -> None:
        """Count one person: a name (n, or a short word nobody knows), one of others (H), or the writer (I, b, &)."""
        words, marks = self.words, self.marks
        if (mark == "n" or (mark == "." and words.ends[at] - words.begins[at] <= 3 and after != "K")) and (
            before == "&"
            or (mark == "n" and before == "a")
            or (before == "n" and at - 2 >= self.begin and marks[at - 2] == "&")
        ):
            self.members += 1
        elif mark == "n":
            if after == "&" and not self.self_in and before in ",:#BbfO":
                self.members += 1  # 李建国和王秀芬
        elif mark == "H":
            if after == "&" and marks[at + 2 : at + 4].lstrip("IH")[:1] == "K":
                self.members += 1  # 他跟额姐
        elif mark == "&":
            if before in "nK" and at + 1 == self.end and words.text.startswith(("和我", "跟我"), words.begins[at]):
                self.self_in = True  # 李桂芳和我, 我嫂子和我
        elif mark in "Ib":
            self._writer(mark, at, before, after)

    def _writer(self, mark: str, at: int, before: str, after: str) -> None:
        """Count the writer, where the word does not speak of somebody else."""
        words = self.words
        if mark == "b":
            alone = before in "jl" and _ALONE.fullmatch(words.text, words.begins[at], words.ends[at])
            if before == "v" or alone:
                self.total = 1  # 我俩变成我一个, 就我一个
                self.alone = bool(alone)
            elif after != "K":
                self.self_in = True
            return
        stands_in = before == "f" and words.text[words.begins[at - 1]] in "替代顶"  # 我老婆替我装
        for_kin = after == "f" and self.marks[at + 2 : at + 4].lstrip("I")[:1] == "K"  # 我替我妈报个名
        sends = after == "9" and not _TOGETHER.search(words.text)  # 我叫我儿子来
        if not (stands_in or for_kin or sends) and after not in "KP":
            self.self_in = True

    def _kin(self, at: int, before: str, after: str) -> None:
        """Count kin (K), unless they stay at home, are called by it, or were counted with the word beside."""
        if _STAYS.match(self.marks, at + 1, self.end):
            return  # 我姐不去 我去
        words = self.words
        word = self._text(at - 1 if before in ".n" else at, at)
        if before == "&" and words.text[words.begins[at] - 1] in "我俺额侬":
            word = words.text[words.begins[at] - 1] + word  # 还有我妈她妹: the 我妈 told before
        own = word[0] in "我俺额侬"
        paired = before == "K" and word[0] == words.text[words.begins[at - 1]] and len(word) > 1  # 阿妹阿弟
        if (
            word not in self.known
            and (before != "K" or own or paired)
            and not self._is_called(at, before, after, own)
            and not self._stands_beside(at, before, after)
        ):
            self.known.add(word)
            if self.alone and self.total == 1 and self.marks[at + 1 : at + 2] == "a":
                self.total, self.self_in = None, True  # 本来就我一个,现在我姐也要来
            value = self.values[at]
            self.members += 1 if value is None else value
        if self._brings_writer(at, before):
            self.self_in = True

    def _is_called(self, at: int, before: str, after: str, own: bool) -> bool:
        """阿嫂我来: the writer by the name others call them."""
        called = after == "b" and at == self.begin
        return (called and self.words.text[self.words.begins[at + 1]] not in _BESIDE) or (
            after == "I" and (at - 1 < self.begin or before in ":#") and not own
        )

    def _stands_beside(self, at: int, before: str, after: str) -> bool:
        """Whether the word beside counts them: 我两个妹妹."""
        words = self.words
        return (
            (before in ".n" and at - 2 >= self.begin and self.marks[at - 2] == "K")
            or (before == "P" and words.ends[at - 1] + 1 >= words.begins[at])
            or (after == "P" and words.ends[at] == words.begins[at + 1])
        )

    def _brings_writer(self, at: int, before: str) -> bool:
        """Whether kin come beside the writer: 跟我姐, 叫上俺哥一起去, 老者和我都去, 连我外甥一搭来."""
        text, marks, begins, ends = self.words.text, self.marks, self.words.begins, self.words.ends
        first = text[begins[self.begin]]
        second = at - 1 == self.begin
        return bool(
            (first in "跟和同与" and _WITH_KIN.match(marks, self.begin, self.end))
            or (before in "L&" and second and first in "叫喊约" and _TOGETHER.search(text, ends[at]))
            or (_AND_ME_TOO.match(marks, at + 1) and text.startswith(("和我", "和俺"), begins[at + 1]))
            or (marks.startswith("&&g", at + 1) and _WITH_ME.match(text, ends[at]))
            or (marks[max(at - 2, 0) : at] == "&I" and text[begins[at - 2]] == "连" and _TOGETHER.match(text, ends[at]))
            or (before in "&Lb" and second and first in "带捎拉领引")
        )
