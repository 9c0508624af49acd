"""Small things that the roster asks a text beside its meaning: codes written in it, couples, ages under work age."""

from __future__ import annotations

import re
import unicodedata

_CODE = re.compile(r"(?<![A-Z0-9])([A-HJ-NP-Z])\s?[-_.]?\s?(\d{1,2})(?![0-9A-Z])")
_COUPLE = re.compile(r"[两俩]口|夫妻|媳妇|老婆|婆姨|婆娘|老公|当家的|掌柜的|爱人|老伴|那口子|我[两俩]公婆|对象")
_AGE = re.compile(r"(?<![\d十])(?:(1[0-5])|(十[一二三四五]?))\s?岁")
_YOUNG = re.compile(r"[上读念]([小初]中?[一二三]?|小学|初[一二三中])的?(?:娃|孩|小孩|学生)?|初中生|小学生|童工|未成年")
_MINE = re.compile(
    r"[我俺额](?:都)?[报记]了?(?:的|得)?(?:是)?(?:哪|啥|什么|几)|[我俺额]的?报名|报上了?(?:没|吗|么)|记上了?(?:没|吗|么)|^名单$"
)


def codes(text: str) -> tuple[str, ...]:
    """Codes of postings written in a text (a12, A-12, Ａ１２), in their order, each once. Exact only."""
    plain = unicodedata.normalize("NFKC", text).upper()
    found = (f"{letter}{int(number)}" for letter, number in _CODE.findall(plain) if int(number) > 0)
    return tuple(dict.fromkeys(found))


def couple(text: str) -> bool:
    """Whether the text speaks of the writer's husband or wife (俺两口子, 我和媳妇)."""
    return _COUPLE.search(text) is not None


def young(text: str) -> bool:
    """Whether the text tells of somebody who may be under 16: an age from 10 to 15, a pupil of the lower schools."""
    plain = unicodedata.normalize("NFKC", text)
    return _AGE.search(plain) is not None or _YOUNG.search(plain) is not None


def mine(text: str) -> bool:
    """Whether somebody asks what they are signed up for (我报的哪个, 记上了没)."""
    return _MINE.search(unicodedata.normalize("NFKC", text)) is not None
