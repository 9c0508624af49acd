"""Who hires, as people answer 老板贵姓: 姓王, 免贵姓李, 老张家, 丰源果业合作社, 就我个人, 红梅.

Beside `nlp.answer`, which reads a contact's name as the exchange format has it: this answers one question only, and
only where nothing else was read in the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlp import lexicon
from nlp.normalise import plain

_MOST = 24  # characters: no longer text is a name
_LEAD = re.compile(
    r"^(?:您好|你好|哦|嗯|啊|那|就|我们这?是|俺们是|我是|俺是|这是|是|叫|名字叫|写|就写|填|登记|老板是?|主家是?|东家是?|雇主是?"
    r"|单位是?|公司名?是?)+[,: ]?"
)
_PHONE = re.compile(
    r"(?:我的?|俺的?)?(?:电话|手机号?|号码|联系方式)?(?:是|:)?[ ]?(?:[\d-]{7,}|[零〇幺一二三四五六七八九]{7,})"
)
_TAIL = re.compile(r"(?:[,。.!~ ]|吧|就行|就好|就可以|呗|嘛|的|哈|咯|了|家的?人)*$")
_HAN = "[\u4e00-\u9fa5]"


@dataclass(frozen=True, slots=True)
class Hirer:
    """Who hires: a person's `name` (王老板, 老张家, 红梅), a `firm`, or `oneself`: whoever writes; `phones` beside."""

    name: str | None = None
    firm: str | None = None
    oneself: bool = False
    phones: tuple[str, ...] = ()


@cache
def _surname() -> str:
    return f"(?:欧阳|上官|皇甫|司马|诸葛|令狐|司徒|[{lexicon.table('answer')['surnames']}])"


@cache
def _patterns() -> tuple[
    re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str], frozenset[str]
]:
    words, surname = lexicon.table("hirer"), _surname()
    ends = "|".join(sorted(words["firms"], key=len, reverse=True))
    return (
        re.compile(
            rf"(?:(?:我|俺|咱|本人|免贵|贵|老板|东家|主家|他|她)*(?:都)?姓)(?P<n>{surname}|{_HAN})(?:老板)?|(?P<bare>{surname})"
        ),
        re.compile(rf"(?P<n>老?{surname}(?:家|老板|老板娘|总|某)|[老小]{_HAN}家|{_HAN}{{1,3}}(?:他|她)?家)"),
        re.compile(rf"(?:{_HAN}|[a-zA-Z0-9()·-])*(?:{ends})"),
        re.compile(rf"{_HAN}{{2,3}}"),
        frozenset(words["self"]),
        frozenset(words["not_names"]),
    )


_CALLED = re.compile(rf"^(?:我|俺|老板|他|她)?(?:名字)?叫(?P<n>{_HAN}{{2,3}})$")
# 写老板的电话, 写驿站的, 老板出: answers to something else.
_NOBODY = re.compile(r"电话|手机|号码|驿站(?:的)?$|[出付掏]$")
_NO_FIRM = re.compile(r"没|不|[吗呢谁哪啥]|什么")
_NO_NAME = re.compile(r"[没不无啥什么咋谁哪几多好行可对要来去等算吗呢谢钱块天点号人工活管饭再先问知]")


def _said(text: str) -> str:
    """A text without a phone in it and without what only ends it."""
    return _TAIL.sub("", _PHONE.sub(" ", plain(text)).strip())


def read(text: str) -> Hirer | None:
    """Who hires, or None where the words tell nobody; a phone beside the name is passed over. Never raises."""
    words = _said(text[: _MOST * 4])
    surnamed, familiar, firm, given, oneself, not_names = _patterns()
    if not words or len(words) > _MOST or _NOBODY.search(words):
        return None
    parts = [part for part in re.split(r"[,。; ]+", words) if part]
    if all(_TAIL.sub("", part) in oneself or _LEAD.sub("", part) in oneself for part in parts):
        return Hirer(oneself=True)
    joined = "".join(parts)
    bare = _LEAD.sub("", joined)
    for said in dict.fromkeys((bare, joined)):
        if found := surnamed.fullmatch(said):
            return Hirer(name=f"{found['n'] or found['bare']}老板")
        if found := familiar.fullmatch(said):
            return Hirer(name=found["n"])
        if firm.fullmatch(said) and len(said) > 2 and not _NO_FIRM.search(said):
            return Hirer(firm=said)
    if (called := _CALLED.match(joined)) and given.fullmatch(called["n"]):
        return Hirer(name=called["n"])  # 我叫王福来: though 来 is no part of most names
    if given.fullmatch(bare) and bare not in not_names and not _NO_NAME.search(bare):
        return Hirer(name=bare)
    return None


def introduced(text: str) -> Hirer | None:
    """Who hires, where somebody says no more than who they are: 王师傅, 我姓李, 丰源合作社. Else None. Never raises."""
    words = _said(text[: _MOST * 4])
    surnamed, familiar, firm, *_ = _patterns()
    bare = _LEAD.sub("", words)
    titled = _titled().fullmatch(bare)
    if titled:
        return Hirer(name=titled[0])
    if len(words) > 1 and (found := surnamed.fullmatch(bare) or surnamed.fullmatch(words)) and found["n"]:
        return Hirer(name=f"{found['n']}老板")
    if found := familiar.fullmatch(bare):
        return Hirer(name=found["n"]) if bare[0] not in "他她我俺咱额自" else None
    if firm.fullmatch(bare) and len(bare) > 3 and not _NO_FIRM.search(bare):
        return Hirer(firm=bare)
    return None


def full_name(text: str) -> str | None:
    """A whole name and nothing else (李根生), said before anybody asked for it. Else None."""
    words = _said(text[:_MOST])
    *_, not_names = _patterns()
    if words in not_names or _NO_NAME.search(words) or words[-1:] in "镇乡村县区市店厂":
        return None
    return words if re.fullmatch(rf"{_surname()}{_HAN}{{2}}", words) else None


def wants(text: str) -> str | None:
    """Whom somebody writes for: 皇甫乡老吴要3个人栽葱 is 老吴, 王师傅家明天要人 is 王师傅. Else None."""
    found = _wants().search(plain(text[:200]))
    return found["who"] if found else None


@cache
def _wants() -> re.Pattern[str]:
    titles = "师傅|老板|经理|大哥|大姐|哥|姐"
    days = "今天|明天|后天|今儿|明儿|后儿|明早|这两天"
    return re.compile(
        rf"(?P<who>老{_surname()}|{_surname()}{_HAN}{{0,2}}(?:{titles}))(?:家|那边|那儿|那)?(?:里)?[ ,]?(?:{days})?"
        r"(?:要|想要|得要|招|找|缺|雇|叫)(?=人|个|几|\d|[一二两三四五六七八九十])"
    )


def of_line(line: str) -> str | None:
    """Whose work one line of several tells, where it names a family: 通化村老王家摘苹果 is 老王家. Else None."""
    found = _family().search(plain(line))
    return found[0] if found else None


@cache
def _family() -> re.Pattern[str]:
    return re.compile(rf"(?:老{_surname()}|{_surname()}{_HAN}{{0,2}})家(?![庄村沟湾坡堡寨营垣院门巷坪凹岭塬洼台具里])")


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(
        rf"老{_surname()}|{_surname()}{_HAN}{{0,2}}(?:师傅|老板|经理|厂长|场长|站长|大哥|大姐|大叔|叔|哥|姐)"
    )


def beside(text: str) -> str | None:
    """Who hires, where a whole request says no more of it than a surname: 姓李, 1383591… 刘. Else None."""
    found = _beside().search(plain(text))
    return f"{found['said'] or found['bare']}老板" if found else None


@cache
def _beside() -> re.Pattern[str]:
    surname = _surname()
    return re.compile(
        rf"(?:(?:^|[ ,。;!\n]|我|俺|免贵|老板|东家|主家|本人)姓(?P<said>{surname})|\d{{7}}[ ,(]*(?P<bare>{surname}))"
        r"(?=$|[ ,。;!)\n])"
    )
