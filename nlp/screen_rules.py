"""The screening's vocabulary and patterns, read once from `lexicon/screen.toml`, and the guards around a match.

A guard asks whether a match is denied or warned against: 不收押金, 免押金, 体检费报销, 谁收押金谁是骗子 demand nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp import lexicon


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule behind a hit: what was found, what the desk reads, and where it is written."""

    key: str
    finding: str
    zh: str
    en: str
    source: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that set a rule off. `guard` names how a match is checked (money, word, payer, care, none)."""

    rule: str
    regex: re.Pattern[str]
    guard: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that `lexicon/screen.toml` holds, ready for use."""

    rules: dict[str, Rule]
    patterns: tuple[Pattern, ...]
    lists: dict[str, str]  # alternations, longest word first
    simplified: dict[str, str]
    neutral: dict[str, dict[str, str]]
    neutral_work: tuple[dict[str, Any], ...]


@cache
def vocabulary() -> Vocabulary:
    """The lexicon of the screening; read and compiled at the first call."""
    raw = lexicon.table("screen")
    plain = {name: _alternation(words) for name, words in raw["lists"].items()}
    fuzzy = {name: _alternation(words, raw["variants"]) for name, words in raw["lists"].items()}
    patterns = tuple(
        Pattern(
            row["rule"], re.compile(_fill(row["regex"], fuzzy if row.get("fuzzy") else plain)), row.get("guard", "none")
        )
        for row in raw["pattern"]
    )
    return Vocabulary(
        rules={
            key: Rule(key, row["finding"], row["zh"], row["en"], row["source"], row["stops"])
            for key, row in raw["rules"].items()
        },
        patterns=patterns,
        lists=plain,
        simplified=dict(zip(raw["traditional"]["from"], raw["traditional"]["to"], strict=True)),
        neutral=raw["neutral"],
        neutral_work=tuple(raw["neutral_work"]),
    )


def _fill(regex: str, lists: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda match: lists[match.group(1)], regex)


def _alternation(words: list[str], variants: dict[str, str] | None = None) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(_with_variants(word, variants) if variants else word for word in longest_first)


def _with_variants(word: str, variants: dict[str, str]) -> str:
    """The word, or the word with one character written as one that sounds or looks alike.

    What follows a replaced last 金 (今天, 金属) tells whether the word is meant at all.
    """
    forms = [word]
    for index, character in enumerate(word):
        if alike := variants.get(character):
            tail = "(?![天年日晚明早后儿夜两])" if character == "金" else ""
            rest = word[index + 1 :]
            if rest.endswith("金"):
                rest += "(?![属桔银龙鱼沙融华桂盆秋])"
            forms.append(f"{word[:index]}[{alike}]{rest}{tail}")
    return "(?:" + "|".join(forms) + ")"


_CLAUSE_END = re.compile(r"[。!?\n]")
_WARNING = re.compile(
    r"谁收|谁要|谁让|(?<!\d)110(?!\d)|(?<!\d)12333(?!\d)|骗子|骗人|举报|报警|当心|小心|谨防|警惕|别信|切勿|不要相信|都是骗|提防|凡是|防骗|请拨打|凡收|如有收|如遇|遇到收|发现收|禁止收|谨记|上当|投诉|反诈"
)
_NO = r"(?:不|无|免|没|别|勿|零|(?<!\d)0|严禁|禁止|谢绝|杜绝|拒绝|绝不|从不|莫|无需|免除|免交|冇)"
_FILLER = (
    r"(?:会|再|有|需|要|用|收取|收|交纳|缴纳|交|缴|付|必|须|得|许|能|可以|可|准|存在|另外|另|额外|取|纳|任何|一切|所有|什么|形式|各种|各类"
    r"|一分|其他|其它|工人|大家|你们?|的|钱|费用|费|多余|乱|先|扣|搞|给|谁|过|了|向|名目|杂费|垫|预付|[、和及与或/,跟]|元|块|你|啥|么子|哪样)"
)
_AFTER_NO = re.compile(
    r"^[:是为,的]?(?:绝对|肯定|从来|一律|全部|统统|都|也|全|我们?|本公司|公司|厂里|厂家|厂方|老板|雇主|单位|工地|驿站|政府|县里|这边|我方|这些|什么的|啥的|等|国家){0,3}"
    r"(?:不收|不要|不用|不需|不交|不扣|不存在|没有|无|免|全免|免费|减免|零|0元|0块|0(?!\.?\d)|报销|给报|来出|我出|承担|来付|付|出|包了|补贴|负担|给出|买单|掏|发放|均免|全包|包(?!括)|统一报)"
)
_LATER_BACK = re.compile(
    r"^[^。!?\n先交缴垫]{0,8}?(?:报销|我们出|公司出|厂里出|老板出|公司承担|厂里承担|政府补贴|公司付|我们报|给报)"
)
# What others took is a story, no demand of this posting
_OTHERS = re.compile(r"(?:有人|别人|人家|那家|上次|上回|之前|以前|别处|别家|有的)[^。!?,\n]{0,8}$")
_THREAT = re.compile(
    r"^(?:的)?[,]?(?:一律|就|都|是)?(?:不能|不给|不让|不安排|不派|免谈|别来|不予|没法|不准|上不了|不要|不录|不收人|靠边)"
)
_UNPAID = re.compile(r"(?:不交|没交|未交|不缴|没缴)(?:够|齐|清|上)?$")
_NO_BEFORE_WORD = re.compile(
    r"(?:不|非|没有|别|勿|严禁|禁止|谢绝|拒绝|杜绝|不是|绝不|从不|莫|无|不用|不需要?|不会|远离|打击)(?:会|再|有|需|要|用|搞|做|收|任何|什么|是|得|准|许|能|可|限于?|让|给|去|乱|瞎)?$"
)
_PAYER_BEFORE = re.compile(
    r"(?:我们?|公司|老板|由|厂里|驿站|站里|雇主|我方|这边|可以|可|给你们?)(?:可以|会|都|给|来|先|自己)?$"
)
_PAYER_AFTER = re.compile(r"^(?:给你|你们?的?工资|工资|工钱|车费|路费|车票|医药费|饭钱|油费)")
_CARE_BEFORE = re.compile(
    r"(?:照顾|照看|接送|看管|看|带|陪|辅导|教|托管|喂|家有|有|给|[我家他人]的|管|哄|一个|俩|两个)$"
)


def _window(text: str, start: int, end: int, reach: int) -> str:
    """The words around a match, cut at the ends of its sentence."""
    before = text[max(0, start - reach) : start]
    after = text[end : end + reach]
    cuts = [match.end() for match in _CLAUSE_END.finditer(before)]
    if cuts:
        before = before[cuts[-1] :]
    if stop := _CLAUSE_END.search(after):
        after = after[: stop.start()]
    return before + text[start:end] + after


@cache
def _no_before_money() -> re.Pattern[str]:
    lists = vocabulary().lists
    money = "|".join(lists[name] for name in ("deposits", "fees", "loose_fees", "broker_fees"))
    paid = "(?:报销|承担|负担|补贴|给报|免去|免收|免掉|出)(?:员工|工人|你们?|大家|的|全部)?"
    return re.compile(f"(?:{_NO}(?:{_FILLER}|{money}){{0,8}}|{paid}(?:{money}|路费|车费|[、和及与]){{0,6}})$")


def stands(pattern: Pattern, text: str, start: int, end: int) -> bool:
    """Whether the match text[start:end] of `pattern` in the folded text is meant: neither denied nor warned of."""
    if pattern.guard == "none":
        return True
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    if pattern.guard == "payer":
        return not (_PAYER_BEFORE.search(before[-8:]) or _PAYER_AFTER.match(after))
    if pattern.guard == "care":
        return not (_CARE_BEFORE.search(before[-4:]) or _NO_BEFORE_WORD.search(before[-6:]))
    if _WARNING.search(_window(text, start, end, 14)):
        return False
    if pattern.guard == "word":
        return not _NO_BEFORE_WORD.search(before[-8:])
    return _money_is_asked(before, text[start:end], after)


def _money_is_asked(before: str, words: str, after: str) -> bool:
    sentence = before[max((match.end() for match in _CLAUSE_END.finditer(before)), default=0) :]
    if _THREAT.match(after) and _UNPAID.search(sentence):
        return True
    if _no_before_money().search(sentence):
        return False
    if words.startswith(("免", "不")) or _OTHERS.search(sentence):
        return False
    return not (_AFTER_NO.match(after) or _LATER_BACK.match(after))
