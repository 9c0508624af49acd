"""Limits by sex: who is wanted, who is not, who is preferred; and different pay for men and women.

Common in postings (a quarter of them), so precision decides: 男女不限, 联系李女士, 女装店, 女工宿舍 limit nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlp.screen_rules import vocabulary

_NUMBER = r"(?:\d{1,3}(?:[-~到至]\d{1,3})?|[一二两三四五六七八九十俩仨百几数]{1,4})"
_COUNT = rf"(?:{_NUMBER}(?:多|来)?(?:个|名|位|人|号|口)?)"
# What follows a word for a sex where the word speaks of something else than who is wanted
_NOT_A_PERSON = (
    r"(?!宿舍|厕|装|鞋|裤|服(?!务)|士[们]?(?:电话|手机)|主任|联|节|科|生宿舍|贞|"
    r"婿|儿|朋友|友|老板|东家|主人|户|用品|包|帽|袜|子医院|幼|产|病|会干部|干部|代表|主席|专场|浴)"
)
_EXEMPT_BEFORE = re.compile(r"(?:给|为|跟|替|照顾|伺候|陪护?|我|俺|他|你|联系人?|电话|叫|问|喊|咱|老|小|和|或|护理)$")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤符云麦吉苻羊柏卫解畅樊贠荆闻"
)
_CONTACT_TITLES = r"(?:女士|阿姨|大姐|大妈|大嫂|嫂子|大娘|婶子|妹子|姑娘|先生)"
_LATER_ALSO = re.compile(r"^(?:们|的|工)?(?:也|都|均|一样)(?:行|可|要|能|收|成|中|得|招|欢迎|没)")
_WELCOME_EITHER = re.compile(r"^(?:都|均|皆|不限|也行|也可)")


@dataclass(frozen=True, slots=True)
class SexLimit:
    """A limit found in the folded text: `sex` is who is wanted, `preferred` where others may come too."""

    sex: str
    start: int
    end: int
    preferred: bool = False


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = vocabulary().lists
    men, women = lists["men"], lists["women"]
    someone = rf"(?P<who>(?P<men>{men})|(?P<women>{women}))"
    return {
        "refused_before": re.compile(
            rf"(?<!要)(?:{lists['not_wanted_before']})(?:{someone}|(?P<m>男)|(?P<w>女))(?!人?均|装|鞋)"
        ),
        "refused_after": re.compile(
            rf"(?:{someone}|(?P<m>男)|(?P<w>女))(?:们|的)?(?:一律|请|就|都|概)?(?:{lists['not_wanted_after']})(?!紧)"
        ),
        "preferred": re.compile(rf"(?:{someone}|(?P<m>男)|(?P<w>女))(?:的)?(?:{lists['preferred']})"),
        "only": re.compile(
            rf"(?:{lists['only_verbs']}|性别[:是]?|要求[:是]?|仅)(?:是)?{_COUNT}?(?:{someone}|(?P<m>男)|(?P<w>女))(?!女|男|朋|装|鞋|儿|工?女)"
        ),
        "hired": re.compile(
            rf"(?:{lists['hire_verbs']})(?:点|些|一些|几个|聘)?{_COUNT}?(?:的)?(?:[^{_SURNAMES},。、;:!?\n\d]{{0,5}})?{someone}{_NOT_A_PERSON}"
        ),
        "counted": re.compile(rf"{_COUNT}{someone}{_NOT_A_PERSON}"),
        "counted_after": re.compile(rf"{someone}[:,]?(?:要|还差|差|缺|需要?|来)?{_COUNT}(?!\d|岁|元|块|点|月|号|毛)"),
        "bare": re.compile(
            rf"(?P<who>(?P<men>男工|男劳力|男劳动力|小伙子|男普工|男小工|男司机|男保安)|(?P<women>女工|妇女|女劳力|女劳动力|女普工|女小工|女服务员|女帮工)){_NOT_A_PERSON}"
        ),
        "number_first": re.compile(rf"(?<![\d到至~-]){_NUMBER}(?:(?P<m>男)|(?P<w>女))(?=[,。;!\n、)]|\d|$)"),
        "number_last": re.compile(r"(?:(?P<m>男)|(?P<w>女))\d{1,2}(?=[,。;!\n、)]|$)"),
        "aged": re.compile(
            r"(?:(?P<m>男)|(?P<w>女))(?:的|性|工)?(?=\d\d(?:周?岁)?(?:以下|以上|以内|往上|往下)|[1-6]\d[-~到至][2-7]\d(?:周?岁|[,。;!\n、)]|(?![\d元块个人名.])))"
        ),
        "aged_before": re.compile(
            r"[1-6]\d[-~到至][2-7]\d(?:周?岁)?(?:左右)?的?(?:(?P<m>男)|(?P<w>女))(?!女|男|装|鞋)"
        ),
        "mark": re.compile(
            r"(?:^|[,。;:!\n、(])(?:限)?(?:(?P<m>男)|(?P<w>女))(?:性|的|士)?(?=[,。;!\n、)]|\d{2}岁|\d{1,3}[-~到至]\d{1,3}岁|\d{1,3}[个名人位]|[一二两三四五六七八九十]{1,2}[个名人位]|$)"
        ),
        "alone": re.compile(rf"(?:^|[,。;:!\n、(]){someone}(?=[,。;!\n、)]|$)"),
        "both": re.compile(r"(?P<m>男的)(?=[^。!?\n男女]{1,14}女的)|(?<=男的)(?:[^。!?\n男女]{1,14})(?P<w>女的)"),
        "split": re.compile(
            rf"男(?:工|的|性|劳力)?[:要]?{_NUMBER}(?:个|名|位|人)?[,、;和]?(?:要)?女(?:工|的|性|劳力)?[:要]?{_NUMBER}(?:个|名|位|人)?|{_NUMBER}(?:个|名)?男(?:工|的)?[,、;和]?{_NUMBER}(?:个|名)?女(?:工|的)?"
        ),
        "pay": re.compile(
            r"(?:男|小伙)(?:工|的|人|劳力|劳动力|子|士)?(?:们)?(?:一天|每天|一个工|工资|一小时|每小时|一月|日薪|是|给)?[:,]?(?P<a>\d{2,5}|[一二两三四五六七八九]百[一二两三四五六七八九]?十?)(?:元|块)?(?:/?(?:天|日|时|小时|月)|一天|每天|一个工)?[,、;/和。]?"
            r"(?:女|妇女)(?:工|的|人|劳力|劳动力|士)?(?:们)?(?:一天|每天|一个工|工资|一小时|每小时|一月|日薪|是|给)?[:,]?(?P<b>\d{2,5}|[一二两三四五六七八九]百[一二两三四五六七八九]?十?)(?!\d|个|名|人|位|岁)"
        ),
        "pay_women_first": re.compile(
            r"(?:女|妇女)(?:工|的|人|劳力|士)?(?:一天|每天|工资|一小时|日薪|是|给)?[:,]?(?P<a>\d{2,5})(?:元|块)?(?:/?(?:天|日|时|小时|月)|一天|每天)?[,、;/和。]?"
            r"(?:男|小伙)(?:工|的|人|劳力|子|士)?(?:一天|每天|工资|一小时|日薪|是|给)?[:,]?(?P<b>\d{2,5})(?!\d|个|名|人|位|岁)"
        ),
    }


def unequal_pay(text: str) -> tuple[int, int] | None:
    """Where the folded text gives men and women different sums (男180女130); head counts (男3女10) are none."""
    for name in ("pay", "pay_women_first"):
        for match in _patterns()[name].finditer(text):
            first, second = match.group("a"), match.group("b")
            small = first.isdigit() and int(first) < 40
            is_pay = "元" in match.group(0) or re.match(r"元|块|一小时|每小时|/小?时|个钟|一个钟", text[match.end() :])
            if first != second and (not small or is_pay):
                return match.span()
    return None


def limits(text: str, unlimited: bool) -> list[SexLimit]:
    """The limits by sex in the folded text; with `unlimited` (男女不限) only plain refusals and preferences."""
    found: list[SexLimit] = []
    patterns = _patterns()
    for name, turned, preferred in (
        ("refused_before", True, False),
        ("refused_after", True, False),
        ("preferred", False, True),
    ):
        for match in patterns[name].finditer(text):
            found.append(SexLimit(_sex(match, turned), *match.span(), preferred))
    if unlimited:
        return [limit for limit in found if limit.preferred or "不" in text[limit.start : limit.end]]
    for name in (
        "only",
        "hired",
        "counted",
        "counted_after",
        "number_first",
        "number_last",
        "bare",
        "mark",
        "aged",
        "aged_before",
        "alone",
        "both",
    ):
        for match in patterns[name].finditer(text):
            if _is_meant(text, match):
                found.append(SexLimit(_sex(match, False), *_word_span(match)))
    return found


def split_seats(text: str) -> tuple[int, int] | None:
    """Where seats are split by sex (男3女10), as a span of the folded text."""
    match = _patterns()["split"].search(text)
    return match.span() if match else None


def _sex(match: re.Match[str], turned: bool) -> str:
    groups = match.groupdict()
    is_man = bool(groups.get("men") or groups.get("m"))
    return "male" if is_man != turned else "female"


def _word_span(match: re.Match[str]) -> tuple[int, int]:
    groups = match.groupdict()
    for name in ("who", "m", "w"):
        if groups.get(name):
            return match.span(name)
    return match.span()


def _is_meant(text: str, match: re.Match[str]) -> bool:
    start, end = _word_span(match)
    if text[max(0, match.start() - 1) : match.start()] in ("不", "没", "别", "勿"):
        return False
    before, after = text[max(0, start - 6) : start], text[end : end + 6]
    if _LATER_ALSO.match(after) or _WELCOME_EITHER.match(after):
        return False
    if before[-1:] in set(_SURNAMES) and re.fullmatch(_CONTACT_TITLES, text[start:end]):
        return False
    if re.search(r"(?:不限|不分|不论|不管|不一定要?|不是非要)(?:是)?$", before):
        return False
    return not _EXEMPT_BEFORE.search(before)
