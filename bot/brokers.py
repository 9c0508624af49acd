"""What a broker writes in private: seats held by number, names later; everything else as any poster."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import blocks, crews, drafts, guests, people, postings, reply_context, talk, told
from bot.app import Here
from bot.models import Person, Posting
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
    if not edited and quoting is None and crews.hear(session, now, here, person, sender, text, order):
        return True
    if order.code is not None and not edited:
        if order.act == "block" and order.number:
            blocks.block(session, now, here, sender=sender, code=order.code, people=order.number, adds=order.adds)
            return True
        if order.act == "roster" and (posting := _held(session, here, person, order.code)) is not None:
            crews.show(session, now, here, person, posting)
            return True
        more = order.act is not None or order.corrects or order.yes or order.no or order.skip or order.done
        names, phones = ((), ()) if more else orders.names(text)
        if names and _held(session, here, person, order.code) is not None:
            blocks.block_names(session, now, here, sender=sender, code=order.code, names=names, phones=phones)
            return True
    elif not edited and _names_alone(session, now, here, person, sender, text, order):
        return True
    return drafts.listen(session, now, here, person, sender, text, quoting=quoting, edited=edited)


def _names_alone(
    session: Session, now: datetime, here: Here, person: Person, sender: Sender, text: str, order: orders.Order
) -> bool:
    """张三 李四 without a code, from a broker of whom one block still wants names: they are for that one."""
    if order.act is not None or order.yes or order.no or order.skip or order.done or order.corrects:
        return False
    names, phones = orders.names(text)
    if not names or talk.batch_of(session, here, person):
        return False
    waiting = []
    for each in reply_context.standing_on(session, now, here, person.id):
        signup = blocks.of(session, here, each.posting, person)
        if signup is not None and guests.nameless(session, here, signup):
            waiting.append(each.posting)
    if len(waiting) != 1:
        return False
    code = waiting[0].code or ""
    blocks.block_names(session, now, here, sender=sender, code=code, names=names, phones=phones)
    return True


def _held(session: Session, here: Here, person: Person, code: str) -> Posting | None:
    """The posting of a code, where this person holds a block on it."""
    posting = postings.by_code(session, here, code)
    return posting if posting is not None and blocks.of(session, here, posting, person) is not None else None
