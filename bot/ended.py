"""Who answers a posting that is over: one short clear answer, and nobody is put down anywhere.

A copy stays in its group after the posting closed, and people who read it late answer it. They are told that it is
closed, called off or withdrawn; talk that is about nothing of ours stays unanswered as ever.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import answers, copies
from bot import heard as heard_as
from bot.app import Here
from bot.heard import Heard
from bot.models import ON_AIR, OVER, Delivery, DeliveryKind, Posting, Question
from bot.reply_context import Shown
from nlp import hints
from nlp.types import Certainty, Intent

_ENDED = (
    select(Posting)
    .where(
        Posting.county_id == bindparam("county"),
        col(Posting.status).in_([each.value for each in OVER]),
        col(Posting.closed_at) >= bindparam("since"),
        col(Posting.id).in_(
            select(Delivery.posting_id).where(
                Delivery.county_id == bindparam("county"),
                Delivery.group_id == bindparam("group"),
                Delivery.kind == DeliveryKind.SEND.value,
                col(Delivery.message_id).is_not(None),
            )
        ),
    )
    .order_by(col(Posting.closed_at).desc(), col(Posting.id).desc())
    .limit(3)
)


def answer(session: Session, now: datetime, here: Here, heard: Heard, pending: Question | None) -> bool:
    """Tell who wants to go where nobody is wanted any more; False where the words are about something else.

    It is about a posting that is over where one is quoted, or where nothing else is open in the group and something
    there ended within `times.ended_minutes`. Codes are answered in `bot.replied`; who stands on it still has it.
    """
    if pending is not None or heard.group_id is None or hints.codes(heard.text):
        return False
    over = [heard.quoted] if heard.quoted is not None else _lately(session, now, here, heard)
    found = [each for each in over if each.status in OVER and each.code and not heard.is_on(each)]
    if not found:
        return False
    shown = tuple(Shown(each, each.closed_at or now) for each in found)
    reply = heard_as.read(session, now, here, replace(heard, shown=shown), None)
    if reply.intent not in (Intent.JOIN, Intent.ASK) or reply.certainty == Certainty.DOUBTFUL:
        return False
    meant = next((each for each in found if each.code == reply.posting), found[0])
    person = heard.who(session, now, here)
    text = copies.over(session, now, here, meant, here.language)
    key = f"ended:{meant.id}:{person.id}:{here.inbox_id}"
    answers.line(session, now, here, heard.group_id, answers.addressed(here, person, text), key=key)
    return True


def _lately(session: Session, now: datetime, here: Here, heard: Heard) -> list[Posting]:
    """What ended in this group a short while ago; nothing where something else is open there."""
    if any(each.posting.status in ON_AIR for each in heard.shown):
        return []
    since = now - timedelta(minutes=here.settings.times.ended_minutes)
    values = {"county": here.county_id, "group": heard.group_id, "since": since}
    return list(session.execute(_ENDED, values).scalars())
