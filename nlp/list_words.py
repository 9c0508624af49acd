"""Which words of a line in a list are no name, and which leave open whether anybody comes.

A name has no fixed form in a group (平安是福, 建军家的), so told apart is what is said: questions, words of going and
asking, conditions, and the example line with which a list begins.
"""

from __future__ import annotations

import re
from typing import Final

_OPEN: Final = re.compile(
    r"\?|吗|(?P<one>[去来行要收够满能干])不(?P=one)|还有|还要|还收|还差|还缺|多少|几[点个号天时人]|哪[里儿天个]|在哪|什么|怎么|为啥|干啥|咋"
    r"|待定|未定|没定|不一定|说不定|不确定|没确定|不好说|看情况|看看|再说|再看|可能|也许|大概率|兴许|没准|估计|到时候|等消息|等信|等通知"
    r"|考虑|商量|问问|想想|如果|要是|的话"
)
_EXAMPLE: Final = re.compile(
    r"^\s*[(\[【]?\s*(?:例(?:如|子)?(?=[:,\s\]】)]|$)|比如|示例|样例|范例|举例|格式|模板|填写)"
)
_BRACKETS: Final = re.compile(r"[(（\[【](.*?)[)）\]】]")
_LEFT: Final = re.compile(
    r"不去|不来|去不了|来不了|去不成|来不成|取消|不干了|不报了|走不开|划掉|撤了|退了|退出|^退$|(?:有事|有病|病了|请假)$"
)
_FREE: Final = re.compile(r"有事(?=打|找|联系|说|问)")
_TALK: Final = re.compile(
    r"(?:[我俺额咱侬]们?|大家|都|也|就|再|还|想|要|能|可以|愿意|一定|继续)*(?:去|来|报名?|加|参加|算上?|跟上?)(?:一?[个人]|我|俺|上|名|着)*"
    r"|[我俺额咱侬]们?|收到|知道了?|谢谢.*|好的?|中|行|可以|没有|人?满了?|接龙|名单|名额|人员|统计|报名|[一-鿿]*(?:去|吗|呢|啥|哪|了|嘛|钱|的话)"
)
_GOES: Final = re.compile(r"(?:[我俺额咱]|都|也|要|能|可以)*(?:去|来|报名|报|参加)|可以|中|好的?|收到")


_CARRIED: Final = re.compile(
    r"(?:好的?|嗯|行|中|我|俺|刚|刚才|都|已经|已|全|这就|[a-z]\d{1,3}|[、, ])*(?:转|发)"
    r"(?:发|过|完|好|出去|出|到群里|到群|群里)*(?:了|啦|咧|完|好)(?:[!。.~ ]|哈|的|啊)*",
    re.I,
)


def is_carried(text: str) -> bool:
    """Whether a forwarder says that they put the text in their group (转了, 都发群里了, 已转发 A12)."""
    return _CARRIED.fullmatch(text.strip()) is not None


def is_open(line: str) -> bool:
    """Whether a line asks, leaves it open, or is the example that shows how to write: nobody is signed up by it."""
    return _OPEN.search(line) is not None or _EXAMPLE.match(line) is not None


def left_in_brackets(line: str) -> bool:
    """Whether a remark in brackets takes the person off (建军（不去了）)."""
    return any(_LEFT.search(_FREE.sub("", each)) is not None for each in _BRACKETS.findall(line))


def is_talk(word: str) -> bool:
    """Whether a word is something said and never a name (去, 在哪, 多少钱, 我报名, 再加)."""
    return _TALK.fullmatch(word) is not None or _OPEN.search(word) is not None


def without_yes(words: list[str]) -> list[str]:
    """The words of a line without a bare yes beside the names (秀兰 去)."""
    rest = [each for each in words if _GOES.fullmatch(each) is None]
    return rest or words
