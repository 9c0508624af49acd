"""Phrases of replies that are built rather than listed: 管顿晌午饭, 要一个位, 娃他舅, 算我们姊妹俩.

Each rule is looked up by its first character; it gives a letter of `nlp.reply_words`, a value and an end, or nothing.
"""

from __future__ import annotations

import re
from typing import Final

from nlp import (
    reply_asides,
    reply_daily,
    reply_firm,
    reply_idioms,
    reply_sayings,
    reply_seeming,
    reply_turns,
    reply_ways,
)
from nlp.patterns import compiled
from nlp.reply_phrases import NAME_RULES, RULES
from nlp.reply_rule import Read, Rule, Special, plain_rule
from nlp.second_letters import seconds

_DIGITS: Final = {"一": 1, "两": 2, "二": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_ME: Final = "[我俺额侬咱]"
_PEOPLE: Final = frozenset("PCKDWIn")

_BENEFIT: Final = compiled(
    r"(?:管|包|供|提供)(?:了|着|个|上|一|两|三|几|我们?|俺们?|额们?|侬|咱们?|大家|工人|人|点|口|顿|餐|来回|上下|早|中|晚|夜|午|晌|前半|后半|上|下|班|热|冷|凉|开){0,6}"
    r"(?:饭|饭吃|饭菜|伙食|吃|住|吃住|餐|烟|水|路费|车费|车钱|油费|油钱|过路费|盘缠|接送|车接|车送|宿舍|馍|宵夜|茶|地方住|床|空调|保险)"
)
_SEAT: Final = compiled(
    r"(?:给|留|要|占|来|安|排|抢|订|预)(?:我|俺|额|侬|下|住|到|上)?(?:(\d|[一两二俩三四五六七八])?个)(?:位(?!置)[儿子]?|位子|名额|坑|席|空位|号(?!码))"
)
_PUT_OURS: Final = compiled(
    rf"(?:算|加|记|写|添|登|排|补|报|留)(?:上|下|个|起|进)?(?={_ME}(?:们|家|屋|俩|两|姊|姐|兄|弟|妈|爸|老|哥|嫂|妹|媳|婆|男|女|公|爷|娘|仨|三|四|五))"
)
_NOT_ME: Final = compiled(
    rf"(?:不用|不要|别|莫|甭|不必|不消|莫要|别再|就别|就莫)(?:再|来|去)?(?:叫|喊|找|寻|催|劝|管|通知|联系|指望|考虑|打)(?:上)?{_ME}(?:们|家|的份)?"
)
_KIN: Final = compiled(
    r"(?:娃|孩|孩子|娃娃|娃儿|丫头|妮|妮儿|崽)(?:他|她)?(?:大|二|三|四|小|幺)?(?:爸|妈|爹|娘|舅|姑|姨|叔|伯|奶|爷|婆|公|婶|哥|姐|姑父|姑夫|姑爹|姨父|姨夫|舅妈|舅母|姑妈|姨妈|伯娘|大大|舅舅|姑姑|叔叔|奶奶|爷爷|外婆|外公|干妈|干爹)"
)
_SALE: Final = compiled(
    r"(?:卖|批发|零售)(?:得|到|的)?(?:几|多少|好多|啥价|什么价|几多|几块|几毛|么价)(?:钱)?(?:一?[斤个箱筐袋])?"
)
_TAKE: Final = compiled(rf"(?:给|归){_ME}(?=$|[\s,。!吧呗嘛了噻])")
_ALL_OURS: Final = compiled(r"包(?:了|咧|啦|下|下了|圆|干了|喽|嘞)(?=$|[\s,。!])")
_CANNOT: Final = compiled(
    r"(?:闻|见|晒|碰|沾|弯|蹲|提|扛|抬|站|走|累|动|熬|久站|受|冻|挨|爬|举|坐|喝)(?:久|重|太阳|日头|风|水|药|凉|冷|累|腰|高)?(?:不得|不了|不来)"
)
_ADD_MORE: Final = compiled(r"(?:记|加|报|写|留|算|添)多(?=[我俺额侬一两二三四俩])")
_NUMBERED_NAME: Final = compiled(
    r"(?!周[一二三四五六日天]).[一二三四五六七八九](?=$|[\s,。!?;、和跟与也都去来报给要想]|1[3-9]\d|[两三四五六七八九]个?(?:人|名|位))"
)
_OTHER_DAYS: Final = compiled(
    r"(?:别的|其他|其它|其余|剩下|另外|后面|前面|后头)(?:的)?(?:几|两|那几|那两)?(?:天|日|日子)"
)
_HOW_BIG: Final = compiled(r"(?:好|真|这么|那么|恁|老)(?:大|小|长|重|高|胖|肥|粗|壮)(?:的)?一[个根条堆只颗朵]")
_IN_MANY: Final = compiled(r"(?:不管|甭管|管他|不论|无论|莫管)[^\s,。!]{1,8}(?:都|也)(?=[去来干克做报到])")

# 听说老王去, 说是他们也报了: what others do, by hearsay; 听说要去三天 speaks of the work.
_HEARSAY: Final = compiled(
    r"(?:听说|听讲|听到讲|听倒讲|听[他她人]们?[说讲]|听人家[说讲]|据说|说是|好像)(?:今天|明天|昨天)?"
    r"(?:[老小阿][\u4e00-\u9fff]|[他她]们?|人家|别人|别个|旁人|有人|(?:[\u4e00-\u9fff]{0,2}[哥姐嫂叔婶爷弟妹舅姑姨妈爸])|[\u4e00-\u9fff]{1,2}(?:家|村|媳妇|师傅|婆娘))"
    r"(?:们|家|几个|两个|俩|都|也|要|想|说|讲|就|又|还|明天|今天|今早|不){0,3}(?:去|来|克|切|报名|报|干)(?:了|过|啦|咧)?"
)


def _after(pattern: re.Pattern[str], letter: str, before: frozenset[str]) -> Rule:
    """A phrase that means this only behind certain words."""

    def rule(text: str, at: int, marks: list[str]) -> Special | None:
        if not marks or marks[-1] not in before:
            return None
        found = pattern.match(text, at)
        return (letter, None, found.end()) if found else None

    return Rule(pattern, rule)


def _seat(text: str, at: int, marks: list[str]) -> Special | None:
    found = _SEAT.match(text, at)
    if found is None or (text[max(at - 1, 0) : at] in ("还", "再", "有", "没") and found[1] is None):
        return None
    figure = found[1] or "一"
    return "+", int(figure) if figure.isdigit() else _DIGITS[figure], found.end()


def _named(text: str, at: int, marks: list[str]) -> Special | None:
    """杨三, 王五: behind kin, a comma or a word that puts down."""
    if marks and marks[-1] not in "K&,aLBbf":
        return None
    found = _NUMBERED_NAME.match(text, at)
    return ("n", found[0], found.end()) if found else None


_ALL: Final[tuple[tuple[str, Rule], ...]] = (
    ("听据说好", plain_rule(_HEARSAY, "o")),
    ("管包供提", plain_rule(_BENEFIT, "y")),
    ("给留要占来安排抢订预", Rule(_SEAT, _seat)),
    ("算加记写添登排补报留", plain_rule(_PUT_OURS, "B")),
    ("不别莫甭就", plain_rule(_NOT_ME, "x")),
    ("娃孩丫妮崽", plain_rule(_KIN, "K")),
    ("卖批零", plain_rule(_SALE, "8")),
    ("给归", _after(_TAKE, "b", frozenset("#O:w4T"))),
    ("包", _after(_ALL_OURS, "B", _PEOPLE)),
    ("闻见晒碰沾弯蹲提扛抬站走累动熬久受冻挨爬举坐喝", plain_rule(_CANNOT, "x")),
    ("记加报写留算添", plain_rule(_ADD_MORE, "a")),
    ("不甭管无莫", plain_rule(_IN_MANY, "_")),
    ("别其剩另后前", plain_rule(_OTHER_DAYS, "T", ("others", 0))),
    ("好真这那恁老", plain_rule(_HOW_BIG, "h")),
    *RULES,
    *reply_seeming.RULES,
    *reply_turns.RULES,
    *reply_ways.RULES,
    *reply_idioms.RULES,
    *reply_sayings.RULES,
    *reply_asides.RULES,
    *reply_firm.RULES,
    *reply_daily.RULES,
)


# The rules by the second character, those to try where it is none of these, and all of them.
Gate = tuple[dict[str, tuple[Read, ...]], tuple[Read, ...], tuple[Read, ...]]


class Specials:
    """The rules by the character they begin with (`rules`), each character's made `ready` when it first comes."""

    __slots__ = ("ready", "rules")

    def __init__(self, family_names: frozenset[str]) -> None:
        found: dict[str, list[Rule]] = {}
        for characters, rule in _ALL:
            for character in characters:
                found.setdefault(character, []).append(rule)
        named = (Rule(_NUMBERED_NAME, _named), *NAME_RULES)
        for character in family_names:
            found.setdefault(character, []).extend(named)
        for character in "小老阿大二三四五六":
            found.setdefault(character, []).append(NAME_RULES[0])
        self.rules = found
        self.ready: dict[str, Gate] = {}

    def make(self, character: str) -> Gate:
        """Make ready the rules of `character`: most are spared by what follows it."""
        rules = self.rules[character]
        follow = [(one.read, seconds(one.pattern.pattern, character)) for one in rules]
        known = frozenset().union(*(letters for _read, letters in follow if letters is not None))
        gate = self.ready[character] = (
            {each: tuple(read for read, letters in follow if letters is None or each in letters) for each in known},
            tuple(read for read, letters in follow if letters is None),
            tuple(one.read for one in rules),
        )
        return gate
