"""还是要一个做饭的吧: a draft that was dropped a while ago is wanted after all, beside those still talked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import talk, terms
from bot.app import Here
from bot.models import Person, Posting, PostingStatus
from nlp import answer
from nlp.order import Order
from nlp.types import Act


def find(
    session: Session, now: datetime, here: Here, person: Person, everyone: Sequence[Posting], text: str
) -> Posting | None:
    """The dropped draft whose work a text names, where none of the open ones has it; None where there is none."""
    assert person.id is not None
    if any(each.work and each.work in text for each in everyone):
        return None
    dropped = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.poster_id == person.id,
            Posting.status == PostingStatus.CANCELLED,
            col(Posting.code).is_(None),
            col(Posting.made_at) > now - timedelta(hours=here.settings.times.draft_hours),
        )
        .order_by(col(Posting.id).desc())
    )
    return next((each for each in dropped if each.work and each.work in text), None)


def hear(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    everyone: Sequence[Posting],
    text: str,
    order: Order,
) -> Posting | None:
    """Take a dropped draft up again with what the text says of it; the new row, None where it is about none."""
    if order.no or order.skip or order.act == "cancel":
        return None
    old = find(session, now, here, person, everyone, text)
    if old is None:
        return None
    read = answer.read(text, now, terms.as_draft(old), None, here.gazetteer)
    if read.act is Act.CANCEL:
        return None
    new = talk.further(old, batch, now, text)
    if read.act is Act.SET:
        terms.apply(new, dict(read.changes))
    session.add(new)
    session.flush()
    return new
