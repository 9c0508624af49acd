"""How many come, who they are, and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nlp.reply_lexicon import table
from nlp.reply_words import Words

# Acts whose clauses say who comes.
_TELLING: Final = frozenset("JjCTmNpKI9k")


# Between two numbers: the second stands (两个改一个, 三个就三个).
_REPLACED: Final = frozenset("vjlu<>")
_BOTH: Final = re.compile("[我俺额侬][姐妹哥弟嫂妈爸舅姑姨叔婶娘爹]俩")
_ONLY_THESE: Final = re.compile(r"[^,IWK]*[jl]I&[IW]?K+[g]?$")
_WITH_KIN: Final = re.compile(r"[:T]*&I?K")
_ALONE: Final = re.compile("[我俺额侬](?:自己|一个|一人|一个人)")
_TOGETHER: Final = re.compile(r"一起|一块|一搭|一路|一道|同去|做伴|厮跟|相跟")
_WITH_ME: Final = re.compile(r"[和跟同与](?:我|俺|额)(?:一起|一块|一搭|一路|一道|两个|俩|都)")
_AND_ME_TOO: Final = re.compile("&[gGmTtas]")
_STAYS: Final = re.compile(r"[mTa4.]?x")
_PUTS_KIN: Final = re.compile("[fa]I?K+")
_ALSO_KIN: Final = re.compile(r"\+,IK+[ac]*a")
_NAMES_KIN: Final = re.compile("[HK.]+n$")
_PUT_FOR_KIN: Final = re.compile(r"[fa]I?K+$")
_FOR_KIN: Final = re.compile(r"(?:[af]|^)I?K+$")


@dataclass(frozen=True, slots=True)
class People:
    """Who comes: `count` people, whether the count was said, and whether the writer is one of them."""

    count: int
    said: bool
    self_included: bool
    children: int
    total_said: int | None


@lru_cache(maxsize=1)
def name_pattern() -> re.Pattern[str]:
    """A bare Chinese name: a family name with one or two characters behind it, standing alone."""
    people = table("people")
    double = "|".join(people["compound_surnames"].split())
    single = "".join(dict.fromkeys(people["surnames"]))
    return re.compile(
        rf"(?<![一-鿿])(?:(?:{double}|[{single}])[一-鿿]{{1,2}}|(?:阿|老|小)[一-鿿])(?![一-鿿])"
        rf"|(?:我叫|俺叫|额叫|她叫|他叫|叫做|名叫|名字叫|名字是|姓名|带队|领头|队长|带头)[:\s]?((?:{double}|[{single}])[一-鿿]{{1,2}}(?![一-鿿])|(?:{double}|[{single}])[一-鿿]{{1,2}})"
        # 女娃叫王雪, 写薛彩霞; 叫我阿勇, 我跟阿莲, 老符带队
        rf"|(?:(?:(?<![一-鿿])|(?<=[娃的个二三四五大小儿孩哥姐嫂弟妹]))叫|(?:写|登记|记)(?:上|下)?)((?:{double}|[{single}])[一-鿿]{{1,2}})(?![一-鿿])"
        r"|叫我([阿小老][一-鿿])(?=就|吧|[^一-鿿]|$)|(?<=[我俺额][跟和同与])(阿(?![姨姐妹哥弟嫂妈爸公婆婶叔伯舅姑爷奶嬢娘])[一-鿿])(?=[去来俩两一都]|[^一-鿿]|$)|(?<![一-鿿])([老小阿][一-鿿])(?=带队|领队|领头)"
    )


_NOT_NAMES: Final = frozenset(
    [
        "阿姨",
        "阿姐",
        "阿妹",
        "阿哥",
        "阿弟",
        "阿嫂",
        "阿妈",
        "阿爸",
        "阿公",
        "阿婆",
        "老公",
        "老婆",
        "老妈",
        "老爸",
        "老表",
        "老乡",
        "老弟",
        "老妹",
        "小孩",
        "小工",
        "老人",
        "小时",
        "老板",
        "小伙",
        "何时",
        "时间",
        "安排",
        "明天",
        "明早",
        "方便",
        "包了",
        "万一",
        "高低",
        "高高",
        "和我",
        "向前",
        "黄的",
        "马上",
        "时候",
        "白天",
        "江边",
        "老师",
        "小心",
        "老家",
        "老远",
        "小的",
        "全部",
        "全去",
        "全来",
        "于是",
        "温度",
        "常去",
        "查下",
        "许多",
        "石头",
        "金子",
        "都去",
        "都来",
        "任何",
        "安全",
        "余下",
        "严重",
        "成交",
        "汪汪",
        "祝好",
        "连我",
        "单人",
        "单独",
        "牛逼",
        "包袋",
        "包装",
        "装车",
        "卸车",
        "采茶",
        "甘蔗",
        "车上",
        "车有",
        "车接",
        "米粉",
    ]
)


@lru_cache(maxsize=16384)
def names(text: str) -> tuple[str, ...]:
    """The bare names of a text, in their order."""
    found = []
    for match in name_pattern().finditer(text):
        name = next(filter(None, match.groups()), match[0])
        if name not in _NOT_NAMES and name[-1] not in "的了吗不去来个天" and name not in found:
            found.append(name)
    return tuple(found)


def _asked_for(words: Words, spans: Sequence[tuple[int, int, str]]) -> int | None:
    """六个人够不够 都去: the people of a question, where those who commit themselves name none."""
    for begin, end, act in spans:
        if act == "A":
            for at in range(begin, end):
                if words.marks[at] == "C":
                    return int(words.values[at])
    return None


def count(words: Words, spans: Sequence[tuple[int, int, str]]) -> People:
    """The people of the clauses `spans` (first and last word, act); one by default."""
    total: int | None = None
    members = 0
    children = 0
    self_in = False
    plus = 0
    said = False
    role = False
    whole: int | None = None
    parts, told = 0, -1
    marks = words.marks
    values = words.values
    known: set[str] = set()
    body = 0
    # 王姐 给我留个位 calls on one; 张姐 李姐 加我 puts down several.
    alone = sum(act == "k" for _, _, act in spans) == 1
    for begin, end, act in spans:
        if act not in _TELLING or (act == "k" and alone):
            continue
        at = begin
        if (
            members
            and _NAMES_KIN.match(marks, begin, end)
            and "叫" in words.text[words.begins[begin] : words.ends[end - 1]]
        ):
            continue  # 儿子叫卫鹏飞: told of before
        if _ONLY_THESE.match(marks, begin, end):
            total, body, members, plus, self_in = None, 0, 0, 0, False  # 一家五口 就额跟婆娘: of them only these
        while at < end:
            mark = marks[at]
            after = marks[at + 1] if at + 1 < end else ","
            before = marks[at - 1] if at > begin else ","
            value = values[at]
            if mark == "C" and before == "a" and members == value and _FOR_KIN.search(marks, begin, at - 1):
                pass  # 给我阿婆添一个: the one is she
            elif mark == "C":
                kin = (
                    at + 1 if after == "K" else at + 2 if after == "." and at + 2 < end and marks[at + 2] == "K" else 0
                )
                if before in "Fz":
                    pass  # 不是三个, 作废两个
                elif before == "w" and "4" in marks[begin:at] and words.text[words.ends[at] - 1] == "个":
                    pass  # 一天挖四十个: pieces
                elif before == "K" and values[at - 1] == 0:
                    children += value
                elif before == "K" and role and total is not None:
                    total += value
                elif before == "L":
                    word = words.text[words.begins[at - 1] : words.ends[at - 1]]
                    if (
                        "队" in word
                        or word[0] in "凑组"
                        or (at - 2 >= begin and marks[at - 2] == "a" and not (body or members))
                    ):  # 再捎一个
                        total = value
                    else:
                        members += value
                        self_in = True
                elif kin and before == "I":
                    total = value  # 俺三个老姐妹
                elif kin and before == "W" and self_in:
                    members += value  # 我去 我家两个崽也去
                elif kin and before == "W" and at - 2 == begin and marks[begin] == "&":
                    members, self_in = members + value, True  # 跟我那两个老庚一起来
                elif (
                    kin
                    and before == "&"
                    and at - 1 == begin
                    and words.text[words.begins[begin] : words.ends[begin]] == "和我"
                ):
                    members, self_in = members + value, True
                elif before == "&" and members + 1 == value and words.text[words.ends[at - 1] - 1] in "我俺额侬":
                    members, body = 0, value  # 婆婆和我两个人: told again
                elif (before in "&a" and (self_in or members or (body and before == "a"))) or (
                    kin and ("&" in marks[begin:at] or "I" in marks[begin:at]) and before != "W"
                ):
                    members += value
                elif (
                    value == 1
                    and members
                    and (before == "K" or (before in "Bb" and _PUTS_KIN.search(marks, begin, at)))
                ):
                    pass  # 加我弟一个, 给我姐也报一个: the one is he or she
                elif after == "b" and marks[at + 2 : at + 3] not in ("C", "N") and words.text[words.ends[at]] in "加连":
                    whole, parts, told = total, value + 1, begin
                    total = value + 1  # 她们三个加我
                elif before == "g" and total is not None and value < total and told == begin:
                    total = value  # 七个劳力克五个
                elif before == "b" and value == 1:
                    self_in = said = True
                elif told == begin and total is not None and _REPLACED.isdisjoint(marks[begin:at]):
                    parts += value  # 三个男的两个女的, or told again: 四个人, 两个上树两个捡
                    total = parts if whole is None else whole if parts == whole else value
                else:
                    whole, parts, told = total, value, begin
                    total = value
                role = before == "K"
                if kin:
                    at = kin
                    while at + 1 < end and marks[at + 1] == "K":
                        at += 1
            elif mark == "+" and before in "KP":
                if not (value == members == 1 and _PUT_FOR_KIN.search(marks, begin, at)):
                    members += value  # but 帮我舅妈留一个位: the one is she
            elif mark == "+":
                plus += value + (int(values[at - 1]) if before == "N" else 0)
            elif mark == "N":
                if value < 60 and before in "Bb,.#OgvaP" and after not in ".wM+" and (total is None or before != "."):
                    total = int(value)
            elif mark == "P":
                if before == "K" and words.ends[at - 1] == words.begins[at]:
                    before = marks[at - 2] if at - 2 >= begin else ","  # 隔壁两口子
                    if before in "IW" and at - 3 >= begin and marks[at - 3] in "&aL":
                        before = "&"  # 外带我兄弟两口
                if before == "v" or (before == "&" and words.text[words.begins[at - 1]] == "连"):
                    total = value
                elif before == "&" and self_in and _BOTH.fullmatch(words.text, words.begins[at], words.ends[at]):
                    body = value  # 我跟我姐俩: the two of us
                elif before not in "&aL" and "f" not in marks[begin:at]:
                    mine = words.text[words.begins[at]] in "我俺额侬咱"
                    if members and (members + self_in == value or (mine and members + 1 == value)):
                        members, self_in = 0, False  # 我和我哥, 兄弟两个; 我媳妇也去 我俩: told again
                    body = value
                else:
                    members += value
            elif (mark == "n" or (mark == "." and words.ends[at] - words.begins[at] <= 3 and after != "K")) and (
                before == "&"
                or (mark == "n" and before == "a")
                or (before == "n" and at - 2 >= begin and marks[at - 2] == "&")
            ):
                members += 1
            elif mark == "n" and after == "&" and not self_in and before in ",:#BbfO":
                members += 1  # 李建国和王秀芬
            elif mark == "K" and _STAYS.match(marks, at + 1, end):
                pass  # 我姐不去 我去
            elif mark == "H" and after == "&" and marks[at + 2 : at + 4].lstrip("IH")[:1] == "K":
                members += 1  # 他跟额姐
            elif mark == "K":
                word = words.text[words.begins[at - 1 if before in ".n" else at] : words.ends[at]]
                # 阿嫂我来: the writer by the name others call them.
                own = word[0] in "我俺额侬"
                vocative = (after == "b" and at == begin) or (
                    after == "I" and (at - 1 < begin or before in ":#") and not own
                )
                beside = before in ".n" and at - 2 >= begin and marks[at - 2] == "K"
                beside = beside or (before == "P" and words.ends[at - 1] + 1 >= words.begins[at])  # 我两个妹妹
                beside = beside or (after == "P" and words.ends[at] == words.begins[at + 1])
                paired = before == "K" and word[0] == words.text[words.begins[at - 1]] and len(word) > 1  # 阿妹阿弟
                if word not in known and (before != "K" or own or paired) and not vocative and not beside:
                    known.add(word)
                    members += 1 if value is None else value
                if _WITH_KIN.match(marks, begin, end) and words.text[words.begins[begin]] in "跟和同与":
                    self_in = True
                if (
                    before in "L&"
                    and at - 1 == begin
                    and words.text[words.begins[begin]] in "叫喊约"
                    and _TOGETHER.search(words.text, words.ends[at])
                ):
                    self_in = True  # 叫上俺哥 一起去
                if _AND_ME_TOO.match(marks, at + 1) and words.text.startswith(("和我", "和俺"), words.begins[at + 1]):
                    self_in = True  # 老者和我都去
                if (marks.startswith("&&g", at + 1) and _WITH_ME.match(words.text, words.ends[at])) or (
                    marks[max(at - 2, 0) : at] == "&I"
                    and words.text[words.begins[at - 2]] == "连"
                    and _TOGETHER.match(words.text, words.ends[at])
                ):
                    self_in = True  # 我家老者和我一起去, 连我外甥一搭来
                if before in "&Lb" and at - 1 == begin and words.text[words.begins[begin]] in "带捎拉领引":
                    self_in = True
            elif mark == "b" and (
                before == "v" or (before in "jl" and _ALONE.fullmatch(words.text, words.begins[at], words.ends[at]))
            ):
                total = 1  # 我俩变成我一个, 就我一个
            elif mark == "k":
                children += value
            elif mark == "&" and before == "n" and at + 1 == end and words.text.startswith("和我", words.begins[at]):
                self_in = True  # 李桂芳和我
            elif mark == "I" and before == "f" and words.text[words.begins[at - 1]] in "替代顶":
                pass  # 我老婆替我装
            elif mark == "I" and after == "f" and marks[at + 2 : at + 4].lstrip("I")[:1] == "K":
                pass  # 我替我妈报个名
            elif mark == "I" and after == "9" and not _TOGETHER.search(words.text):
                pass  # 我叫我儿子来
            elif (mark == "I" and after not in "KP") or (mark == "b" and after not in "K"):
                self_in = True
            at += 1
    if total is None and not (plus or members or body or said):
        total = _asked_for(words, spans)
    if total is not None:
        return People(total, True, True, children, total)
    if plus:
        plus += members if _ALSO_KIN.match(marks) else 0  # +1, 我嫂子也来
        return People(plus, True, True, children, None)
    amount = body + members if body else members + (1 if self_in else 0)
    return People(max(amount, 1), said or members > 0 or body > 0, self_in or members == 0, children, None)
