"""What a broker writes in private: seats held by number, names later; everything else as any poster."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import blocks, drafts, people, postings, told
from bot.app import Here
from bot.models import Signup, SignupState
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
            blocks.block(session, now, here, sender=sender, code=order.code, people=order.number)
            return True
        more = order.act is not None or order.corrects or order.yes or order.no or order.skip or order.done
        names, phones = ((), ()) if more else orders.names(text)
        if names and _holds(session, here, person.id, order.code):
            blocks.block_names(session, now, here, sender=sender, code=order.code, names=names, phones=phones)
            return True
    return drafts.listen(session, now, here, person, sender, text, quoting=quoting, edited=edited)


def _holds(session: Session, here: Here, person_id: int | None, code: str) -> bool:
    posting = postings.by_code(session, here, code)
    if posting is None:
        return False
    found = session.exec(
        select(Signup.id).where(
            Signup.county_id == here.county_id,
            Signup.posting_id == posting.id,
            Signup.person_id == person_id,
            col(Signup.block).is_(True),
            Signup.state == SignupState.ACTIVE,
        )
    ).first()
    return found is not None
