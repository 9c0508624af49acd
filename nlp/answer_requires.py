"""Who may come, in an answer: 不要男的, 岁数放到65, 男女都行."""

from __future__ import annotations

import re

from nlp.answer_people import MEN_WOMEN
from nlp.answer_turn import READ, Turn, pattern
from nlp.numbers import span
from nlp.patterns import compiled
from nlp.types import Certainty

_AGE = r"(?:[1-8]\d|[一二三四五六七八]?十[一二三四五六七八九]?)"
_AGE_BOTH = compiled(
    rf"(?<!\d)(?P<a>{_AGE})(?:周?岁)?(?:到|至|-+|~+)(?P<b>{_AGE})"
    r"(?:周?岁|(?=的|之间|之内|左右|都|均|$|[ ,]))(?:之间|以内)?"
)
_ALL_AGES = compiled("(?:的|之间|之内)*(?:人)?(?:都|均|皆)(?:行|可以|要|收|中|成|能)")  # 18到55都行
_AGE_MAX = compiled(
    rf"(?<!\d)(?<!不要)(?<!不收)(?<!不招)(?P<a>{_AGE})(?:周?岁)?(?:及)?(?:以下|以内|之内|往下|为止|封顶|内)"
    rf"|(?:不(?:要|能|得)?(?:超过?|过|大于|高于)|别超过?|莫超过?|最大|最多|最高|不超|上限(?:是)?)(?P<b>{_AGE})(?:周?岁)?"
    rf"|(?<!\d)(?:超过?|过了?|满了?|大于)?(?P<c>{_AGE})(?:周?岁)?(?:及)?(?:以上|往上|开外|朝上|上头)?(?:的)?(?:人)?(?:就|"
    rf"都|一律|是|请)?(?:不(?:敢|能|再)?(?:要|收|用|招|考虑)(?!紧)|不行|别来|免谈|勿扰|莫来|不得行|"
    rf"不合适|不中|不安全|[甭莫勿]来|(?:不要|不用|不必)来|就?算了|去不了|干不动|吃不消|弄不动)"
    rf"|(?:不要|不收|别要|不招|除了)(?P<f>{_AGE})(?:周?岁)?(?:及)?(?:以上|往上|开外|朝上)(?:的)?"
    rf"|(?:岁数|年龄|年纪|岁|年令)(?:可以|最大|上限|最高|限制)?(?:放到|放宽到|放宽至|改到|改成|"
    rf"改为|提到|提高到|宽到|放|到|升到|卡到|卡在|降到|压到|限到|限制到|限|写到|写|不超|上限|"
    rf"最高|最大|延到){{1,2}}(?P<d>{_AGE})(?:周?岁)?(?!以上)"
    rf"|(?<!\d)(?P<e>{_AGE})(?:来|多)?(?:周?岁)?(?:的)?(?:也|都)(?:行|可以|要|中|能|收|得|成|没事)"
)
_AGE_MIN = compiled(
    rf"(?:不要|不收|别要|不招)(?P<f>{_AGE})(?:周?岁)?(?:以下|以内|往下)(?:的)?|"
    rf"(?<!\d)(?P<a>{_AGE})(?:周?岁)?(?:及)?(?:以上|往上|朝上|起)(?!的?(?:人)?(?:就|都|一律)?(?:不要|"
    rf"不收|不行|别来|免谈|勿扰|不用|不招|[甭莫勿]来|就?算了|去不了|干不动|吃不消|弄不动))"
    rf"|(?:满|年满|最小|至少|不(?:能)?(?:小于|低于)|最低)(?P<b>{_AGE})(?:周?岁)?"
    rf"|(?<!\d)(?P<c>{_AGE})(?:周?岁)?(?:以下)(?:的)?(?:人)?(?:就|都|一律)?(?:不要|不收|不行|别来|免谈|勿扰|不用)"
)
_AGE_FREE = compiled(
    r"(?:年龄|岁数|年纪|年令|大小|老少)(?:都|也)?(?:不限|不论|不管|无所谓|没限制|没要求|没关系|"
    r"放开|随便|不卡)|(?:不限|不论|不管|不卡|不看|没有|取消)(?:年龄|岁数|年纪)(?:限制|要求)?|"
    r"多大(?:岁数|年纪)?(?:的)?(?:都|也)(?:行|可以|要|中|成|得)|年龄(?:那条|限制)?(?:去掉|删掉|"
    r"不要|取消)"
)


def read_requires(turn: Turn) -> None:
    """Limits by age and sex, set or lifted."""
    _read_age(turn)
    _read_gender(turn)


def _age(match: re.Match[str]) -> int | None:
    words = next((group for group in match.groups() if group), "")
    both = span(words)
    return int(both[0]) if both else None


_AGE_NO_MATTER = compiled(
    r"(?:年纪|年龄|岁数|多大年纪)(?:的?事|上|大小|这块|这条|就|也|都)?(?:莫|不|别|甭|不要|不用|莫要|没得|没)(?:卡|限|限制|管|论|要求|讲究|设限|计较|拘)(?:定|死|制)?了?|"
    r"(?:放开|不卡|不限|莫卡|别卡)(?:年纪|年龄|岁数)"
)


def _read_age(turn: Turn) -> None:
    free = _AGE_FREE.search(turn.left) or _AGE_NO_MATTER.search(turn.left)
    if free and not (_AGE_MIN.search(turn.left) or _AGE_MAX.search(turn.left)):
        for name in ("age_min", "age_max"):
            turn.put(name, None, free.span(), "age-free", blank=False)
        turn.blank(*free.span())
        return
    both = _AGE_BOTH.search(turn.left)
    about_age = turn.asked == "requires" or turn.said(r"岁|年龄|年纪|要求")
    if (
        both
        and ("岁" in both.group() or about_age or _ALL_AGES.match(turn.left, both.end()))
        and not re.match(r"块|元|个|人|号|天", turn.left[both.end() : both.end() + 1])
    ):
        low, high = span(both.group("a")), span(both.group("b"))
        if low and high and low[0] < high[0]:
            turn.put("age_min", int(low[0]), both.span(), "age-range", blank=False)
            turn.put("age_max", int(high[0]), both.span(), "age-range")
            return
    for regex, name in ((_AGE_MAX, "age_max"), (_AGE_MIN, "age_min")):
        for match in regex.finditer(turn.left):
            tail = turn.left[match.end() : match.end() + 1]
            number = _age(match)
            if (
                number is None
                or tail in ("块", "元", "号")
                or (match.lastgroup in ("b", "e") and "岁" not in match.group() and not about_age and tail != "的")
            ):
                continue
            if match.lastgroup == "e" and (number < 40 or turn.had("age_max") is None):
                continue
            turn.put(name, number, match.span(), name)
            break
    if turn.asked == "requires" and not turn.changes:
        bare = re.fullmatch(rf"(?:最大|不过|就)?({_AGE})(?:岁)?(?:吧|左右|嘛)?", turn.left.strip())
        number = _age(bare) if bare else None
        if bare and number and number >= 30:
            turn.put("age_max", number, bare.span(1), "age-bare", Certainty.LIKELY)


# 女的少给十块: what one sex gets, and nobody is shut out
_PAID_APART = compiled(
    r"[男女](?:的|工|人|劳力)?(?:每人|一天|都|就|工资|工钱)*(?:多|少|另外?|再)(?:给|加|补|发|开|出|拿|扣|减|要|来|叫|招|请|找)|[男女](?:的|工)?(?:每人|一天)*(?:加|减|降|涨)\d"
)


def _read_gender(turn: Turn) -> None:
    men, women = "<requires.men>", "<requires.women>"
    if MEN_WOMEN.search(turn.left) or _PAID_APART.search(turn.left):
        return
    free = pattern(
        rf"男女(?:老少)?(?:都|均|皆|不限|不论|也|全|无所谓|通吃|没关系|可)(?:行|可以|要|可|中|成|"
        rf"收|得|能)?|(?:不限|不论|不管|不分|不挑)(?:性别|男女)|性别(?:不限|无所谓|不论|都行|那条去掉|"
        rf"不要)|(?:{men}[ ]?{women}|{women}[ ]?{men})(?:都|也|均)(?:行|可以|要|可|中|成|收|得)|是男是女都|"
        rf"(?:不要|不用|不必|别|甭|莫|不)(?:再)?(?:限制?|限定|只要|只招|光要)(?:{men}|{women})|"
        rf"(?:取消|去掉|删掉|不用)(?:只要|只招|限|限制)?(?:{men}|{women})(?:的)?(?:限制|要求|那条)?(?=$|"
        rf"[ ,])"
    ).search(turn.left)
    if free:
        turn.put("gender", None, free.span(), "gender-free")
        return
    also = pattern(
        rf"(?P<m>{men})?(?P<w>{women})?(?:的|工|人|同志)?(?:也|都|一样)(?:行|可以|要|可|中|成|收|"
        rf"能|得|招|欢迎|没事|没关系)"
    ).search(turn.left)
    if also and (also.group("m") or also.group("w")):
        said = "male" if also.group("m") else "female"
        if turn.had("gender") is not None and turn.had("gender") != said:
            turn.put("gender", None, also.span(), "gender-also")
        elif turn.had("gender") is None:
            turn.same = True
        turn.blank(*also.span())
        return
    only = re.search(r"要(?P<one>[男女])的?[ ,]*(?:不要|莫要|别要)(?!(?P=one))[男女]", turn.left)
    if only:
        turn.put("gender", "male" if only.group("one") == "男" else "female", only.span(), "gender-only")
        return
    refused = pattern(
        rf"(?:不要|不收|不招|不用|别要|莫要|[别莫甭]再?(?:要|招|收|找|叫)|不再(?:要|招|收)|除了)(?:(?P<m>{men})|(?P<w>{women}))|(?:(?P<x>{men})|"
        rf"(?P<y>{women}))(?:的|工)?(?:就|都|一律)?(?:不要|不收|不行|别来|莫来|勿扰|免谈|不用|不招|"
        rf"干不了|不得行|不中)"
    ).search(turn.left)
    if refused:
        is_man = bool(refused.group("m") or refused.group("x"))
        turn.put("gender", "female" if is_man else "male", refused.span(), "gender-refused")
        return
    wanted = pattern(
        rf"(?:只要|只招|全要|都要|要|招|限|光要|必须|得是?|最好是?|写|改成|换成|需要|都是|全是|就要|"
        rf"换|还是|是|来|叫|找)(?:年轻|能干|力气大|壮|手快|勤快|[一-龥]{{0,8}}的)?(?:(?P<m>{men})|"
        rf"(?P<w>{women}))(?!的?(?:电话|号|师傅\d))|^(?:[ ]*)(?:(?P<x>{men})|(?P<y>{women}))(?:优先|"
        rf"吧|的|嘛|就行|能|[ ,]|$)|(?:岁|以下|以上|\x00)(?:的)?(?:(?P<p>{men})|(?P<q>{women}))|(?:(?P<j>{men})|"
        rf"(?P<k>{women}))优先"
    ).search(turn.left)
    if wanted:
        is_man = bool(wanted.group("m") or wanted.group("x") or wanted.group("p") or wanted.group("j"))
        other = pattern(women if is_man else men).search(turn.left[: wanted.start()] + turn.left[wanted.end() :])
        refused_other = other and re.search(r"不|手笨|干不", turn.left)
        if not other or refused_other or turn.asked == "requires":
            turn.put("gender", "male" if is_man else "female", wanted.span(), "gender")
        return
    if turn.asked == "requires":
        for start, clause in turn.clauses():  # 60岁以下,女的
            bare = pattern(rf"^(?:[^男女]{{2,8}}的)?(?:(?P<m>{men})|(?P<w>{women}))").match(clause.lstrip(READ))
            if bare:
                sex = "male" if bare.group("m") else "female"
                turn.put("gender", sex, (start, start + len(clause)), "gender-bare", blank=False)
                return
