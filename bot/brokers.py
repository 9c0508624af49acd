"""What a broker writes in private: seats held by number, names later; everything else as any poster."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import blocks, drafts, people, postings, told
from bot.app import Here
from bot.models import Person, Posting, Signup
from bot.people import Sender
from nlp import order as orders


def hear(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    text: str,
    quoting: int | None = None,
    edited: bool = False,
) -> bool:
    """A12 我带8个人 holds seats; A12 张三 李四 gives the names; all else is a need, an answer or an order.

    False as in `drafts.hear`.
    """
    person = people.meet(session, now, here, sender)
    order = orders.read(text, now.astimezone(here.zone).date())
    if not edited and told.hear(session, now, here, person=person, text=text):
        return True
    if order.code is not None and not edited:
        if order.act == "block" and order.number:
            blocks.block(session, now, here, sender=sender, code=order.code, people=order.number, adds=order.adds)
            return True
        if order.act == "roster" and (held := _held(session, here, person, order.code)) is not None:
            posting, signup = held
            blocks.stands(session, now, here, posting, person, signup, None)
            return True
        more = order.act is not None or order.corrects or order.yes or order.no or order.skip or order.done
        names, phones = ((), ()) if more else orders.names(text)
        if names and _held(session, here, person, order.code) is not None:
            blocks.block_names(session, now, here, sender=sender, code=order.code, names=names, phones=phones)
            return True
    return drafts.listen(session, now, here, person, sender, text, quoting=quoting, edited=edited)


def _held(session: Session, here: Here, person: Person, code: str) -> tuple[Posting, Signup] | None:
    """The posting of a code with the block that this person holds on it."""
    posting = postings.by_code(session, here, code)
    signup = blocks.of(session, here, posting, person) if posting is not None else None
    return (posting, signup) if posting is not None and signup is not None else None
