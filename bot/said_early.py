"""A clock hours ahead did its rounds before their time; set right, each is done at its hour, as if it had not been.

The digest, the evening's question, the lists, who came, how the work was, the summaries: the wrong clock did them for
people and postings as they stood then. Their rows are due again, and what they said gives up its key, so that it can
be said of what stands at the hour. Where the clock was ahead by less than `AHEAD`, what was said stands: a message an
hour early is no harm, the same one twice is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, func, or_, update
from sqlmodel import Session, col, select

from bot import (
    almanac,
    arrivals,
    digests,
    expiry,
    feedback,
    ladder,
    listed,
    making,
    notices,
    postings,
    regulars,
    reminders,
    summaries,
)
from bot.app import Here
from bot.models import Delivery, DeliveryState, Due, DueState, Event, Feedback, RelayText

AHEAD = timedelta(hours=2)
ASIDE = "%#%"  # keys given up begin as they did, and end so
NIGHT = timedelta(hours=12)
ROUNDS = (
    "early_lists",
    "morning",
    "desk_morning",
    "digest_daily",
    "digest_weekly",
    digests.GATHER,
    "evening",
    reminders.ASK,
    "evening_lists",
    "forwarder_lists",
    reminders.EVENING_LIST,
    reminders.MORNING_LIST,
    arrivals.ASK,
    feedback.AFTER,
    expiry.WARN,
    notices.NOTICE,
    "regulars",
    regulars.WEEKLY,
    "visits",
    "summary_day",
    "summary_week",
    summaries.COMPLAINT_DUE,
)
"""Kinds of due rows that are done again at their hour."""
SAID = (
    f"{listed.KEY}:",
    "feedback:",
    "forwarder:",
    "issue:",
    "script:",
    f"{arrivals.ASK}:",
    f"{expiry.WARN}:",
    f"{notices.NOTICE}:",
    f"{regulars.WEEKLY}:",
    "visits:",
    "visit:",
    "summary:",
    "week:",
    "desk_morning:",
    f"{summaries.COMPLAINT_DUE}:",
)
"""How the keys of what they say begin."""


def undo(session: Session, now: datetime, here: Here) -> int:
    """Make the rounds of a clock that was hours ahead due at their hours again; how many rows."""
    done = 0
    if _was_ahead(session, now, here):
        begun = select(Delivery.id).where(col(Delivery.county_id) == here.county_id, col(Delivery.sent_at) > now)
        first = session.exec(begun.order_by(col(Delivery.id)).limit(1)).first()
        if first is not None:
            _free_keys(session, now, here, first)
        _unasked(session, now, here)
        done = _rows(session, now, here)
    return done + _waiting(session, now, here)


def _was_ahead(session: Session, now: datetime, here: Here) -> bool:
    late = now + AHEAD
    done = session.exec(
        select(Due.id)
        .where(col(Due.county_id) == here.county_id, col(Due.done_at) > late, col(Due.kind) != almanac.DAY)
        .limit(1)
    ).first()
    noted = select(Event.id).where(Event.county_id == here.county_id, col(Event.at) > late).limit(1)
    return done is not None or session.exec(noted).first() is not None


def _rows(session: Session, now: datetime, here: Here) -> int:
    """Rounds done ahead of their hour are due again at it; the digests of single groups are planned by theirs."""
    ahead = (col(Due.county_id) == here.county_id, col(Due.due_at) > now, col(Due.done_at) > now)
    found = session.exec(select(Due).where(*ahead, col(Due.state) == DueState.DONE, col(Due.kind).in_(ROUNDS))).all()
    for row in found:
        row.state, row.reason, row.done_at = DueState.DUE, "", None
        session.add(row)
    key = col(Due.dedupe_key)
    aside = update(Due).where(*ahead, col(Due.kind) == digests.TO_GROUP, key.not_like(ASIDE))
    _run(session, aside.values(dedupe_key=key + "#" + cast(Due.id, String)))
    return len(found)


def _free_keys(session: Session, now: datetime, here: Here, first: int) -> None:
    """What was said in those rounds, from the delivery `first` on, keeps its row under a key of its own."""
    for table in (Delivery, RelayText):
        key = col(table.dedupe_key)
        mine = [
            col(table.county_id) == here.county_id,
            or_(*(key.startswith(each) for each in SAID)),
            key.not_like(ASIDE),
        ]
        if table is Delivery:
            mine += [col(Delivery.id) >= first, col(Delivery.inbox_id).is_(None), col(Delivery.due_at) > now]
            unsent = and_(*mine, col(Delivery.state) == DeliveryState.DUE)
            given_up = {"state": DeliveryState.GIVEN_UP.value, "error": making.TOO_LATE}
            _run(session, update(Delivery).where(unsent).values(**given_up))
        else:
            mine.append(col(RelayText.made_at) > now)
        _run(session, update(table).where(*mine).values(dedupe_key=key + "#" + cast(table.id, String)))


def _unasked(session: Session, now: datetime, here: Here) -> None:
    """Who was asked after work that had not begun, and has not answered, is asked after it."""
    for row in session.exec(
        select(Feedback).where(
            Feedback.county_id == here.county_id, col(Feedback.asked_at) > now, col(Feedback.answered_at).is_(None)
        )
    ).all():
        session.delete(row)


def _waiting(session: Session, now: datetime, here: Here) -> int:
    """Messages that wait for a morning, or a second try, of the wrong clock go; what it gave up as too late, too.

    How many. Nothing waits for longer than a night.
    """
    mine = and_(col(Delivery.county_id) == here.county_id, or_(*_stuck(now)))
    found = session.exec(select(func.count()).select_from(Delivery).where(mine)).one()
    again = {"state": DeliveryState.DUE.value, "due_at": ladder.speaks_at(now, here), "error": ""}
    _run(session, update(Delivery).where(mine).values(**again))
    return found


def _stuck(now: datetime) -> tuple[Any, Any]:
    key = col(Delivery.dedupe_key)
    waits = and_(col(Delivery.state) == DeliveryState.DUE.value, col(Delivery.due_at) > now + NIGHT)
    late = and_(
        col(Delivery.state) == DeliveryState.GIVEN_UP.value,
        col(Delivery.error) == making.TOO_LATE,
        col(Delivery.good_until) > now,
        col(Delivery.due_at) > now,  # given up by the wrong clock: the row says when
        key.not_like(ASIDE),
    )
    return waits, late


def _run(session: Session, statement: Any) -> None:
    session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()


def skipped_by() -> Any:
    """The rows that the clock itself passed by, by an hour that has not come: each is asked anew at its own."""
    return and_(
        col(Due.state) == DueState.SKIPPED, col(Due.done_at) >= col(Due.due_at), col(Due.kind) != postings.EXPIRE
    )
