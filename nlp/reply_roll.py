"""People told with who they are: 俺仨 俺、俺婆婆、还有对门他婶子; 连司机算在里头五个; 我车上坐了七个."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_numbers import chinese

_FIGURE: Final = r"(\d{1,2}|[一二两三四五六七八九十]{1,3})"
_HEADS: Final = rf"(?:{_FIGURE}(?:个人?|人|口人?|位)|([俩仨]))"
# 俺仨, 我们四个去: all of them, with the writer.
_ALL_OF_US: Final = compiled(
    rf"(?:[a-z]\d+\s?)?{ME}(?:们|家|这边)?(?:一共|总共|共|就)?(?:是|有|去|来)?{_HEADS}(?:都|全)?(?:去|来|报名?|克)?[\s,:]+(?P<list>.+)"
)
# What follows begins with the writer: the same people, told one by one.
_ONE_BY_ONE: Final = compiled(
    rf"(?:就是|是|有)?{ME}(?:自己)?(?:[、,和跟同与\s]|还有|两口子|两公婆|[俩两])(?!不|没|也不)"
)
_MORE_OR_LESS: Final = compiled(r"再|另外|又|外加|改|不去|不来|来不|去不|少|减|没空|有事|[\d一二两三四五六七八九十]个")
# 连司机算在里头五个, 四个人 连我在内.
_IN_ALL: Final = compiled(
    rf"(?:连|算上|带上|加上|包括)[^\s,\d]{{1,5}}?(?:都|也|一起|一块)?(?:算)?(?:在)?(?:里头|里面|在内|一起|一块|一共|总共|拢共|一总|合起来)[\s,]*(?:有|是|共)?{_FIGURE}个?"
)
# 我车上坐了七个 都去.
_IN_MY_CAR: Final = compiled(
    rf"{ME}(?:们)?(?:的|家|这)?(?:车|面包|三轮|皮卡)(?:上|里|子)*(?:[\d一二三四五六七八九十]+个位子?)?(?:坐|拉|装|载|凑)(?:了|满|着)*{_FIGURE}个?人?(?=[\s,].*(?:都|全)|都|全)"
)
# 西解村五个 我带队: their number, and the writer who leads them.
_LED: Final = compiled(
    rf"(?:[^\s,我俺额你他\d]{{1,4}}?(?:村|镇|庄|寨|组|队|屯)?(?:这边|那边|上)?(?:的)?)?(?P<number>{_FIGURE})(?:个人?|人|位|口)[\s,]+{ME}(?:来)?(?:带队|领头|带头|领队|带班|负责带|带过[去来]|领过[去来]|组织)(?:去|来|的)?(?:吧|哈|了)?"
)
# 我凑够十个了, 凑够十个了 早上派个车来接.
_GATHERED: Final = compiled(
    rf"(?P<own>{ME}(?:们)?(?:村|队|这边|这里)?)?(?:已经|都|给你们?|给你)?(?:凑|约|喊|组织|找)(?:够|齐|好|到|拢|了){{1,2}}(?P<number>{_FIGURE})(?:个人?|人|位)(?:了|咧|啦)?(?P<more>[\s,]+[^\s,]{{0,6}}(?:来接|派[^\s,]{{0,3}}车|去接|到地头|准时到|都去|都来|过去|过来)[^\s,]{{0,3}})?"
)
_CALLS: Final = frozenset("凑约喊组找")
_NOT_TOLD: Final = compiled(r"[?吗不没差缺别莫]|还要|多少|几个")
_FIRST: Final = frozenset("我俺额侬咱abcdefghijklmnopqrstuvwxyz")
_TOGETHER: Final = frozenset("里内共起总车包轮卡")
_ASKED: Final = compiled(r"[?吗]|不$|没$|没有$")


def told_again(text: str) -> int | None:
    """How many come where their number is told with who they are, or with who is counted in it; else None."""
    number = None
    whole = _ALL_OF_US.match(text) if text[:1] in _FIRST else None
    if whole is not None and _ONE_BY_ONE.match(whole["list"]) and _MORE_OR_LESS.search(whole["list"]) is None:
        number = chinese(whole[1] or whole[2])
    elif ("连" in text or "上" in text or "包括" in text) and not _TOGETHER.isdisjoint(text):
        found = _IN_ALL.search(text) or _IN_MY_CAR.search(text)
        number = chinese(found[1]) if found is not None else None
    return number if number is not None and _ASKED.search(text) is None else None


def led(text: str) -> int | None:
    """How many a text tells that their leader or who gathered them writes; else None."""
    found = _LED.fullmatch(text) if "带" in text or "领" in text or "组" in text else None
    if found is None and not _CALLS.isdisjoint(text):
        found = _GATHERED.fullmatch(text)
        if found is not None and not (found["own"] or found["more"]):
            return None
    return None if found is None or _NOT_TOLD.search(text) is not None else chinese(found["number"])
