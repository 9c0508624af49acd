"""What the desk must see before a posting goes out: `read` finds it, `neutral` says what the work asks instead.

Nothing is decided here: each hit names its words and the rule behind it (`rule`), and a person at the desk decides.
The vocabulary, the rules' sentences and their sources are in `lexicon/screen.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp import screen_sex
from nlp.screen_fold import Folded, fold
from nlp.screen_rules import Rule, stands, vocabulary
from nlp.types import Gender, Hit, Need

OLDER_FROM = 60
YOUNGEST = 16
_LONGEST = 6000  # characters; a messenger's longest text is 4,096

_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}\d{7,8}(?!\d)|(?<!\d)[48]00\d{7}(?!\d)")
_SPOKEN_DIGITS = str.maketrans("零〇一二三四五六七八九幺O洞拐", "001234567891007")
_AGE = r"(\d{1,2}|十[一二三四五六七八][二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?|[七八九])"
_AGE_RANGE = re.compile(rf"(?<!\d){_AGE}(?:周?岁)?[-~到至—]{_AGE}周?岁")
_AGE_FROM = re.compile(
    rf"(?<!\d)(?:满|年满)?{_AGE}周?岁(?:多|出头)?(?:及)?(?:以上|往上|起|开外|就(?:行|能|可以|中|成)|的?(?:娃|孩子|小孩|学生)(?:也|都|能|可)|即可|也(?:行|能|可以|可|要|收|中)|能来|可以来|的也要|的也行|的都(?:行|要|可以))"
)
_AGE_TO = re.compile(rf"(?<!\d){_AGE}(?:周?岁)?(?:及)?(?:以下|以内|之内|往下|之前|内)")
_AGED = re.compile(
    r"(?<!\d)(?:[678]\d|[六七八]十)(?:多|来|几)?岁?(?:以上|出头|开外|往上)?(?:还能干|能干|身体好|硬朗)?(?:的|老人|老汉)?(?:也行|都行|也要|也可以|也中|也能|都要|可以|能来|能干就|只要能干|身体好|身体硬朗)"
)
_NOT_FOR_WORKERS = re.compile(
    r"^(?:的)?(?:孩子|小孩|娃|儿童|学生|宝宝|男孩|女孩|老人|大爷|大妈|奶奶|爷爷|老太|病人|老爷|婴|幼|小朋友|瘫|失能|树|果树)"
)
_REFUSED = re.compile(r"^(?:的)?(?:一律|就|都)?(?:不要|勿扰|不收|免谈|不招|别来|不用来|不考虑|不行)")
_SEX_BEFORE = re.compile(
    r"^(?:[男女](?:工|性|的|劳力|劳动力|同志)|妇女|小伙子?|[男女](?=(?:普|小|帮|员|操作)工|服务员|保洁|司机|保安|店员|"
    r"营业员|收银|导购|文员|护工|陪护|护理|帮厨|厨师|前台|师傅|搬运|装卸|技工))(?!宿舍|厕|澡堂|浴|艺)"
)
_SEX_BEHIND = re.compile(r"(?<=[一-龥]{2})[男女]工$")
_ONE_PLACE = {character: number for number, character in enumerate("零一二三四五六七八九")}


def read(text: str, need: Need | None = None, older_from: int = OLDER_FROM) -> tuple[Hit, ...]:
    """What the screening finds in `text`, in the order of the words, each rule once per stretch of text.

    `need` is the posting understood from it, where there is one: a limit that the parser read and the patterns did not
    is found through it. `older_from` is the county's age for insurance and light work.
    Spans count characters of `text`.
    """
    words = vocabulary()
    folded = fold(text[:_LONGEST], words.simplified)
    hits = [*_pattern_hits(text, folded), *_age_hits(text, folded, older_from)]
    vice = [hit for hit in hits if hit.rule == "vice"]
    hits += [
        hit
        for hit in _sex_hits(text, folded)
        if not any(hit.start < other.end and other.start < hit.end for other in vice)
    ]
    if (contact := _chat_only(text, folded, need)) is not None:
        hits.append(contact)
    if need is not None:
        hits.extend(_from_need(text, need, hits, older_from))
    return _merged(hits)


def neutral(text_or_need: str | Need) -> str | None:
    """What the work asks, to stand in a posting instead of a limit by sex; None where no such limit is said."""
    words = vocabulary()
    if isinstance(text_or_need, Need):
        gender = text_or_need.requires.gender
        sex, work, trade = (gender.value if gender else None), text_or_need.work or "", text_or_need.trade.value
    else:
        folded = fold(text_or_need[:_LONGEST], words.simplified)
        sexes = {limit.sex for limit in _limits(folded)}
        sex, work, trade = (sexes.pop() if len(sexes) == 1 else None), folded.text, "other"
    if sex is None:
        return None
    for row in words.neutral_work:
        if any(word in work for word in row["words"]):
            return str(row[sex])
    return words.neutral.get(trade, words.neutral["other"])[sex]


def plain_work(work: str | None) -> str | None:
    """A work's name without the sex that stands in it (女工缝纫, 包装女工, 女保洁); unchanged where little is left.

    女装, 男科 are no people: there the word belongs to the work.
    """
    if not work:
        return work
    left = _SEX_BEFORE.sub("", _SEX_BEHIND.sub("工", work)).strip(" ,，、的")
    return left if len(left) >= 2 else work


def rule(key: str) -> Rule:
    """The rule behind a hit: its sentences in Chinese and English, and its source. KeyError for an unknown key."""
    return vocabulary().rules[key]


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the lexicon."""
    return tuple(vocabulary().rules.values())


def _hit(key: str, text: str, start: int, end: int) -> Hit:
    found = vocabulary().rules[key]
    return Hit(finding=found.finding, start=start, end=end, words=text[start:end], rule=key, stops=found.stops)


def _pattern_hits(text: str, folded: Folded) -> Iterator[Hit]:
    for pattern in vocabulary().patterns:
        if pattern.rule == "sex_unlimited":
            continue
        for match in pattern.regex.finditer(folded.text):
            if stands(pattern, folded.text, *match.span()):
                yield _hit(pattern.rule, text, *folded.span(*match.span()))


def _is_unlimited(folded: Folded) -> bool:
    return any(
        pattern.regex.search(folded.text) for pattern in vocabulary().patterns if pattern.rule == "sex_unlimited"
    )


def _limits(folded: Folded) -> list[screen_sex.SexLimit]:
    return screen_sex.limits(folded.text, _is_unlimited(folded))


def _sex_hits(text: str, folded: Folded) -> Iterator[Hit]:
    pay = screen_sex.unequal_pay(folded.text)
    if pay is not None:
        yield _hit("equal_pay", text, *folded.span(*pay))
    found = _limits(folded)
    if pay is not None:
        # men and women told apart where the pay is said are a hit already
        found = [limit for limit in found if not (pay[0] <= limit.start < pay[1])]
    seats = None if _is_unlimited(folded) else screen_sex.split_seats(folded.text)
    if seats is not None and pay is not None and seats[0] < pay[1] and pay[0] < seats[1]:
        seats = None  # 男180女130 are sums
    if seats is None and {limit.sex for limit in found if not limit.preferred} == {"male", "female"}:
        seats = (found[0].start, found[0].end)
    if seats is not None:
        yield _hit("sex_split", text, *folded.span(*seats))
        return
    for limit in found:
        yield _hit("women_law_43" if limit.sex == "male" else "equal_sex", text, *folded.span(limit.start, limit.end))


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    if "十" not in words:
        return _ONE_PLACE.get(words, 0)
    tens, _, ones = words.partition("十")
    ones = ones[:1]  # 十三四岁: the younger
    return (_ONE_PLACE.get(tens, 1) if tens else 1) * 10 + (_ONE_PLACE.get(ones, 0) if ones else 0)


def _age_hits(text: str, folded: Folded, older_from: int) -> Iterator[Hit]:
    for match in _AGE_RANGE.finditer(folded.text):
        least, most = _number(match.group(1)), _number(match.group(2))
        yield from _age_rules(text, folded, match, least if most >= YOUNGEST else None, most, older_from)
    for match in _AGE_FROM.finditer(folded.text):
        least = _number(match.group(1))
        if least >= 7:
            yield from _age_rules(text, folded, match, least, least if least >= older_from else None, older_from - 1)
    for match in _AGE_TO.finditer(folded.text):
        yield from _age_rules(text, folded, match, None, _number(match.group(1)), older_from)
    for match in _AGED.finditer(folded.text):
        yield from _age_rules(text, folded, match, None, older_from + 1, older_from)


def _age_rules(
    text: str, folded: Folded, match: re.Match[str], least: int | None, most: int | None, older_from: int
) -> Iterator[Hit]:
    rest = folded.text[match.end() : match.end() + 8]
    if _NOT_FOR_WORKERS.match(rest) or _REFUSED.match(rest):
        return
    before = folded.text[max(0, match.start() - 4) : match.start()]
    if re.search(r"(?:照顾|照看|看护|陪|带|家有|母亲|父亲|老人|孩子|娃)[是有个]?$", before):
        return
    span = folded.span(*match.span())
    if least is not None and least < YOUNGEST:
        yield _hit("under_16", text, *span)
    elif least is not None and least < 18:
        yield _hit("minor_16_17", text, *span)
    # 60岁以下 is the ordinary limit and brings nobody older; from 61 on people past the county's age may come
    if most is not None and older_from < most < 100:
        yield _hit("older_60", text, *span)


def _chat_only(text: str, folded: Folded, need: Need | None) -> Hit | None:
    if need is not None and need.contact.phones:
        return None
    digits = re.sub(r"[\s\-.·*_()（）]+", "", text[:_LONGEST]).translate(_SPOKEN_DIGITS)
    if _PHONE.search(digits) or _PHONE.search(re.sub(r"[\-.*_()]+", "", folded.text).translate(_SPOKEN_DIGITS)):
        return None
    names = vocabulary().lists["chat_names"]
    match = re.search(
        rf"(?:加|\+|私|联系|扫|咨询|留|进)?(?:我|个|下|码)?的?(?:{names})(?!群里?(?:发|通知|接龙|见|说)|支付|转账|收款|发钱|结|红包|付|小程序|公众号|视频|运动|里?发工资)[:号是群]?[a-z\d_\-]{{0,20}}"
        r"|(?:加|\+)v[:号a-z\d_\-]{0,20}|(?<![a-z])v[:号][a-z\d_\-]{5,20}|私我拉群|私聊我|私信我|加我好友|加群领|扫码进群|扫码加|加我详|进群了解|dd我|滴滴我",
        folded.text,
    )
    if match is None:
        return None
    return _hit("contact_only_chat", text, *folded.span(*match.span()))


def _from_need(text: str, need: Need, hits: list[Hit], older_from: int) -> Iterator[Hit]:
    """What only the parser saw: it reads forms that no pattern here knows."""
    found = {hit.finding for hit in hits}
    spans = {reading.field: (reading.start, reading.end) for reading in need.readings}

    def at(*fields: str) -> tuple[int, int]:
        return next((spans[field] for field in fields if field in spans), (0, 0))

    if need.requires.gender is not None and "sex" not in found:
        key = "women_law_43" if need.requires.gender is Gender.MALE else "equal_sex"
        yield _hit(key, text, *at("gender", "requires.gender"))
    if need.requires.age_min is not None and "under_age" not in found and need.requires.age_min < 18:
        key = "under_16" if need.requires.age_min < YOUNGEST else "minor_16_17"
        yield _hit(key, text, *at("age_min", "age", "requires.age_min"))
    if need.requires.age_max is not None and "high_age" not in found and need.requires.age_max > older_from:
        yield _hit("older_60", text, *at("age_max", "age", "requires.age_max"))
    if need.wage is not None and need.wage.by_sex is not None and "pay_by_sex" not in found:
        men, women = need.wage.by_sex
        if men != women:
            yield _hit("equal_pay", text, *at("wage"))


def _merged(hits: list[Hit]) -> tuple[Hit, ...]:
    """In the order of the words; of hits of one rule that overlap, the first and longest."""
    kept: list[Hit] = []
    reach: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -(hit.end - hit.start), hit.rule)):
        if hit.start < reach.get(hit.rule, 0) or hit in kept[-3:]:
            continue
        kept.append(hit)
        reach[hit.rule] = max(hit.end, reach.get(hit.rule, 0))
    return tuple(kept)
