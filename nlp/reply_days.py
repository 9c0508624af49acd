"""Days within one reply: 明天去后天不去 is two clauses, 我去 只去两天 says how many days and not which."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nlp import day_limits
from nlp.day_limits import Part
from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.types import Intent, Reply

_DAY: Final = (
    r"(?:大?后[天日儿]个?|今[天日儿]个?|明[天日儿早]个?|(?:\d{1,2}月)?\d{1,2}[号日]|[一二三四五六七八九十]{1,3}[号日]"
    r"|(?:下?周|下?个?星期|下?个?礼拜)[一二三四五六日天]|上午|下午|前半天|后半天|前晌|后晌)"
)
_VERDICT: Final = (
    r"(?:(?:能|可以|要|不|不能|没法|还|照|再)?(?:去|来|克|干|到|上工|出工|做)(?:不了|不成|得了|得成|不得)?"
    r"|可以|不?行|不?中|得行|没事|没?有事|有空|没空|没时间|得空|不得空|得闲|不得闲|不得|走不开)(?:了|咯|咧|啦)?"
)
_ME: Final = rf"{ME}?们?"
# 明天去|后天不去, 15号可以|16号有事: behind what is said of one day another day begins a clause of its own.
_NEXT_DAY: Final = compiled(
    rf"(?P<first>{_DAY}{_ME}(?:就|都|也|肯定|倒是)?{_VERDICT})(?=(?:但是?|可是?|不过|就|那)?{_ME}{_DAY})"
)
# 有车就去|没车不去: a condition, and its contrary behind it.
_OR_ELSE: Final = compiled(
    rf"(?P<yes>就{_ME}(?:去|来|干|报名?))(?=(?:没|不|否则|要是)[^\s,]{{1,8}}(?:不去|不来|不干|算了|拉倒|免谈)(?:了)?$)"
)
# 我们两个都去|你给我们记上: asks to be put down, behind what was said without a stop.
_PUT_US: Final = compiled(
    r"(?<=[\u4e00-\u9fff])(?=(?:麻烦|请)?你们?(?:给|帮|把)(?:我|俺|额)们?(?:俩|两个|的名字)?[都也]?(?:记|报|写|加|算|登|填|添))"
)
# 几点等车?|俺和老三媳妇都去: who comes is told behind a question.
_BEHIND_A_QUESTION: Final = compiled(
    rf"\?(?={ME}(?:们|家|屋|俩|仨)?[^\s,?]{{0,14}}(?:去|来|克|报名?|干|算上|记上|跟上)(?:的|了|吧|哈|啊|呀|哩|呢|噻)?(?=$|[\s,。!])|(?:算|报|记|加|写)(?:上)?{ME}"
    rf"|(?:没|不|有|管|包|给|能)[^\s,?]{{0,6}}?{ME}?(?:就|可|才|也)?不?(?:去|来|干|报)(?:了)?(?=$|[\s,。!]))"
)
# 陆大姐哈|我明天还来|还有我两个妯娌|总共三个人|你记到起: dictated in one breath, no stop in it.
_BREATH: Final = compiled(
    rf"(?<=[哈啊嘛呀哦呢哎])(?={ME}(?:明|今|后|也|要|去|来|跟|和|家|们)|你(?:给|帮|记)|明[天早])"
    rf"|(?<=[来去干上])(?=还有{ME}|{ME}(?:还)?带|总共|一共|拢共|你(?:帮|给)?(?:记|报|写))|(?<=[\u4e00-\u9fff])(?=(?:总共|一共|拢共)[\d一两二三四五六七八九十]+个)"
    r"|(?<=不成了|不了了|不去了|不来了)(?=我|俺|额|家|屋|娃|要|因)|(?<=[个人位])(?=你(?:帮|给)?(?:我)?(?:记|报|写|登))"
)
_LONG: Final = 20
_ANY_STOP: Final = compiled(r"[\s,。;!?、]")
_SEVERAL: Final = frozenset("天号日周星礼上下晌")


def parted(folded: str) -> str:
    """A text with a comma between what it says of one day and of the next, of a condition and of its contrary."""
    if "你" in folded and ("给" in folded or "帮" in folded or "把" in folded):
        folded = _PUT_US.sub(",", folded)
    if "?" in folded[:-1]:
        folded = _BEHIND_A_QUESTION.sub("?,", folded)
    elif len(folded) > _LONG and _ANY_STOP.search(folded) is None:
        folded = _BREATH.sub(",", folded)
    if "就" in folded and "不" in folded:
        folded = _OR_ELSE.sub(r"\g<yes>,", folded)
    if _SEVERAL.isdisjoint(folded) or sum(map(folded.count, _SEVERAL)) < 2:
        return folded
    return _NEXT_DAY.sub(r"\g<first>,", folded)


# 只去两天, 俺就干一天: a coming by itself, where nothing else is said.
_ONLY_SO: Final = compiled(
    rf"{_ME}(?:明天|后天)?(?:只|就|光|仅|最多|顶多|先)(?:能|想|可以|有空)?(?:去|来|克|干|做|上)"
    r"(?:得了?)?(?:\d{1,2}|[一二两俩三四五六七八九十]{1,2})天(?:[啊吧哈呀咧哦]|就行)?"
)
# 我去半天, 只去上午: part of a day, which no posting offers of itself.
_HALF: Final = r"(?:半(?:天|日|晌|个工)|(?:一)?(?:个)?(?:上午|下午|前晌|后晌|前半天|后半天|上半天|下半天))"
_HALF_DAY: Final = compiled(
    rf"(?:去|来|克|干|做|上)(?:得了?|个)?(?:半(?:天|日|晌|个工))(?!还|就|都|的|也|才|没|了|给|多少)|(?:只|就|光|仅|最多|顶多)(?:能|想|有|可以)?(?:去|来|克|干|做|上)?(?:得了?|个)?{_HALF}(?!的|还|给)"
)
_HALF_ALONE: Final = compiled(
    rf"{_ME}(?P<day>明天|后天)?(?:我|俺)?(?:只|就|光|仅|最多|顶多|先)?(?:能|想|可以|有空)?(?:去|来|克|干|做|上)(?:得了?|个)?{_HALF}(?:[啊吧哈呀咧哦]|就行)*"
)
_SOME_DAYS: Final = compiled(r"(?:\d|[一二两俩三四五六七八九十])天")


def counts_days(folded: str) -> bool:
    """Whether a text may tell a number of days: only then need it be read for one."""
    return "天" in folded and _SOME_DAYS.search(folded) is not None


def half_a_day(folded: str) -> bool:
    """Whether a text limits a coming to part of a day (我去半天): nobody knows yet whether that is wanted."""
    return ("半" in folded or "午" in folded or "晌" in folded) and _HALF_DAY.search(folded) is not None


def comes_for_half(folded: str) -> str | None:
    """我只去半天 without the part of the day; None where more or something else is said."""
    found = _HALF_ALONE.fullmatch(folded)
    return f"我{found['day'] or ''}去" if found is not None else None


def comes_for_some(folded: str) -> str | None:
    """只去两天 without its number of days, which is then read as 去; None where more or something else is said."""
    if _ONLY_SO.fullmatch(folded) is None:
        return None
    limit = day_limits.read(folded)
    return limit.rest if limit is not None and not limit.away else None


def counted(folded: str, reply: Reply) -> Reply:
    """A coming with how many of the work's days it is for, where the words tell that and not which (我去 只去两天)."""
    if reply.intent is not Intent.JOIN or reply.days or not counts_days(folded):
        return reply
    limit = day_limits.read(folded)
    if limit is None or limit.away or limit.part is not Part.SOME or limit.number is None:
        return reply
    return replace(reply, day_count=limit.number)
