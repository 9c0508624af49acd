"""Somebody puts others down by name (给老张报一个，我也去): who they are, and how many that makes with the writer."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.patterns import compiled
from nlp.types import Intent, Reply

_NAME = r"[\u4e00-\u9fa5]{2,3}?"
_FOR = compiled(
    rf"^(?:[a-z]\d{{1,2}}[\s,]*)?(?:再)?(?:给|替|帮)(?P<names>{_NAME}(?:[、,和跟]{_NAME}){{0,4}})(?:也|都)*"
    r"(?:报|记|写|加|算)(?:上|一?个名|名|一个|1个)*(?P<rest>(?:[\s,。;!了吧].*)?)$"
)
_SELF = compiled("(?:我|俺|额|咱)(?:自己)?也(?:要|想)?(?:去|来|报|算|干)|(?:加|算)(?:上)?(?:我|俺|额)")
_NO_NAME = compiled("[我俺额咱你您他她它谁这那几两人个家]|大家|一下|^一")
_BARE_ONE = compiled(r"^(?:[a-z]\d{1,2}[\s,]*)?\+1[!。~ ]*$")
_ADDING = compiled("[再又还多加添带捎领替帮]|另外|以及")


def found_in(said: str) -> bool:
    """Whether a text in plain form may put somebody down by name, or is a bare +1: only then need it be read."""
    return _BARE_ONE.match(said) is not None or _FOR.match(said) is not None


def once_more(said: str, reply: Reply) -> Reply:
    """A bare 报名, 报上 of who is on already adds nobody; every other reading as it is."""
    if not reply.adds or reply.count != 1 or reply.number_said or reply.names or _ADDING.search(said):
        return reply
    return replace(reply, adds=False)


def read(said: str, reply: Reply, signed: tuple[str, ...]) -> Reply:
    """The reading of a join, its text being `said` in plain form, with whom it puts down.

    A bare +1 of who is on already adds nobody, nor does 报名, 报上 said once more: it is asked about.
    """
    if reply.intent != Intent.JOIN:
        return reply
    if signed and reply.posting in signed and _BARE_ONE.match(said):
        return replace(reply, adds=False, number_said=False, count=1)
    reply = once_more(said, reply)
    found = _FOR.match(said)
    if found is None or reply.names:
        return reply
    names = tuple(re.split("[、,和跟]", found["names"]))
    if any(_NO_NAME.search(each) for each in names):
        return reply
    count = len(names) + (_SELF.search(found["rest"]) is not None)
    return replace(reply, names=names, count=count, number_said=True, adds=reply.posting in signed)
