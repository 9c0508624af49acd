"""How far a posting will go and how long that takes: told to the desk before it goes, and while it does.

A group belongs to one bot. The bots send at the same time, each at its own pace, so the slowest decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import audience, forwarders, outbox
from bot.app import Here
from bot.config import Pace
from bot.counties import bot_id
from bot.messengers.webhook import PACES
from bot.models import Delivery, DeliveryKind, DeliveryState, Group, Posting
from bot.texts import say

Account = tuple[str, int]
"""A messenger and the bot's number there."""
ON_ITS_WAY = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Size:
    """How many groups get a posting singly, in how many waves over how many minutes, and the seconds of sending.

    To `carried` of the groups people bring it; `gathered` ones had their singles this evening and are none of them.
    """

    groups: int
    carried: int
    gathered: int
    waves: int
    minutes: int
    seconds: float


def size(session: Session, now: datetime, here: Here, posting: Posting) -> Size:
    """What the plan comes to, by what is bound now and what each group had this evening."""
    made = audience.plan(session, now, here, posting)
    begin = audience.quiet_until(here, now) or now
    singly: list[list[int]] = []
    for number, wave in enumerate(made.waves):
        at = begin + timedelta(minutes=made.minutes * number)
        full = set(audience.full(session, at, here, posting, wave))
        singly.append([each for each in wave if each not in full])
    groups = [each for wave in singly for each in wave]
    carried = _carried(session, here, groups)
    last = max((number for number, wave in enumerate(singly) if wave), default=0)
    return Size(
        groups=len(groups),
        carried=len(carried),
        gathered=made.groups - len(groups),
        waves=sum(1 for wave in singly if wave),
        minutes=made.minutes * last,
        seconds=seconds(here, outbox.bots_of(session, here, [each for each in groups if each not in carried])),
    )


def _carried(session: Session, here: Here, group_ids: Sequence[int]) -> set[int]:
    """The groups of these that people carry texts to."""
    kind = (Group.county_id == here.county_id, Group.kind == forwarders.KIND)
    return set(group_ids) & {each or 0 for each in session.exec(select(Group.id).where(*kind))}


def seconds(here: Here, bots: Iterable[Account]) -> float:
    """How long the bots take for a message each time they are named."""
    paces = _paces(here)
    takes = (count / paces.get(bot, PACES.get(bot[0], Pace())).per_second for bot, count in Counter(bots).items())
    return round(max(takes, default=0.0), 1)


def _paces(here: Here) -> Mapping[Account, Pace]:
    return {(each.messenger, bot_id(each)): each.pace for each in here.settings.bots}


def seconds_left(session: Session, here: Here, posting: Posting) -> float:
    """How long the copies of a posting still take that are written and have not gone out."""
    rows = session.exec(
        select(Delivery.messenger, Delivery.bot, func.count())
        .where(
            Delivery.county_id == here.county_id,
            Delivery.posting_id == posting.id,
            Delivery.kind == DeliveryKind.SEND,
            col(Delivery.state).in_(ON_ITS_WAY),
        )
        .group_by(col(Delivery.messenger), col(Delivery.bot))
    )
    return seconds(here, Counter({(messenger, bot): count for messenger, bot, count in rows}).elements())


def said(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    """发到228个群，一次全发，发送约9秒。其中3个群由人转发，不算在内。12个群今天发够了，放进晚上的汇总。"""
    made = size(session, now, here, posting)
    gathered = say("sending.in_digest", language, groups=made.gathered) if made.gathered else ""
    if not made.groups:
        return gathered.rstrip() or say("sending.size_none", language)
    takes = carried = ""
    if made.groups > made.carried:
        takes = say("sending.size_takes", language, seconds=max(round(made.seconds), 1))
    if made.carried:
        some = "size_carried" if takes else "size_all_carried"
        carried = say(f"sending.{some}", language, carried=made.carried)
    values = {"groups": made.groups, "takes": takes, "carried": carried}
    if made.waves > 1:
        told = say("review.size", language, **values, waves=made.waves, minutes=made.minutes)
    else:
        told = say("sending.size_once", language, **values)
    return f"{told}{gathered}".rstrip()
