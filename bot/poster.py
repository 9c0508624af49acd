"""What the poster hears of the roster: how many signed up, collected; the list itself when it is full or asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import ladder, listed, outbox, people, roster_card, seats, wording
from bot.app import Here
from bot.models import Delivery, DeliveryState, Person, Posting, Priority
from bot.texts import say

PAUSE_MINUTES = 10


def count(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Tell the poster how many signed up: at once, then what the next ten minutes bring in one message.

    Who holds the list of the evening before already hears of every change to it by name.
    """
    if listed.tell_changes(session, now, here, posting):
        return
    language = people.language_of(here, session.get(Person, posting.poster_id))
    last = session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.person_id == posting.poster_id,
            col(Delivery.dedupe_key).startswith(f"signups:{posting.id}:"),
        )
        .order_by(col(Delivery.id).desc())
        .limit(1)
        .with_for_update()
    ).first()
    text = _count_text(session, now, here, posting, language)
    if last is not None and last.state == DeliveryState.DUE:
        last.text = text
        session.add(last)
        return
    due_at, number = now, 1
    if last is not None:
        due_at = max(now, last.due_at + timedelta(minutes=PAUSE_MINUTES))
        number = int(last.dedupe_key.rsplit(":", 1)[1]) + 1
    about = [posting.id] if posting.id is not None else []
    outbox.tell_person(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=f"signups:{posting.id}:{number}",
        priority=Priority.COUNT,
        about=about,
        due_at=due_at,
    )


def _count_text(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    rows = seats.days_ahead(session, now, here, posting)
    taken = max((row.taken for row in rows), default=0)
    free = max((seats.free(row) for row in rows), default=0)
    key = "poster.count_open" if posting.headcount_open else "poster.count"
    return say(key, language, posting=wording.named(posting), taken=taken, free=free)


def show_roster(
    session: Session, now: datetime, here: Here, posting: Posting, key: str, text_key: str, **values: Any
) -> None:
    """Tell the poster something with the whole roster under it; down the ladder where no message reaches them.

    `text_key` is filled with `values` and with `posting` (A12摘苹果). The look at phones is logged.
    """
    language = people.language_of(here, session.get(Person, posting.poster_id))
    head = say(text_key, language, **{"posting": wording.named(posting), "code": posting.code or "", **values})
    card = roster_card.card(session, now, here, posting, full=True, language=language)
    ladder.say(
        session,
        now,
        here,
        posting.poster_id,
        f"{head}\n{card}",
        key=key,
        posting=posting,
        falls_back=False,
        what="call.roster",
    )


def tell(session: Session, now: datetime, here: Here, posting: Posting, key: str, text_key: str, **values: Any) -> None:
    """Tell the poster one sentence about the posting, never in a group."""
    language = people.language_of(here, session.get(Person, posting.poster_id))
    text = say(text_key, language, **{"posting": wording.named(posting), "code": posting.code or "", **values})
    ladder.say(
        session, now, here, posting.poster_id, text, key=key, posting=posting, falls_back=False, what="call.tell"
    )
