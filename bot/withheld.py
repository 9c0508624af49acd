"""Copies that have not gone out and do not go now: why, and what lets them go.

A copy is made when it goes. One of a posting that takes nobody (full, over, paused) or that the desk stopped is given
up with its reason, and goes when that is over: who never saw the posting need not read that it is full.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, or_, update
from sqlmodel import Session, col, select

from bot.app import Here
from bot.db import is_sqlite
from bot.models import OVER, Delivery, DeliveryKind, DeliveryState, Due, DueState, Posting, PostingStatus

FULL, HELD, STOPPED = PostingStatus.FULL.value, "held", "stopped by the desk"
NOTHING = "nothing to say"  # nobody knew why when its turn came
GATHERED = "in the digest"
"""It was full, and when it opened again the group had its single postings of the evening: a digest tells of it."""
ENDED = frozenset(each.value for each in OVER)
"""Why a copy was taken back: its posting was over before it went."""
SHUT = frozenset({FULL, *ENDED})
"""Why nothing of a posting goes out as long as nobody can sign up for it."""
NOT_SEEN = frozenset({*SHUT, GATHERED})
"""Why a group did not get what was meant for it alone."""
WAITS = frozenset({HELD, STOPPED, FULL})
"""Why a copy waits though it is given up: it goes when its posting goes on."""
KEPT = frozenset({*WAITS, NOTHING, GATHERED})
"""Why a copy did not go though its posting is not over."""
NO_FAILURE = frozenset({*KEPT, *ENDED})
_UNSENT = (DeliveryState.DUE.value, DeliveryState.CLAIMED.value)


def why(posting: Posting) -> str | None:
    """Why copies of a posting that have not gone out do not go now; None where they may."""
    if posting.status in OVER:
        return str(posting.status)
    if posting.paused_at is not None:
        return HELD
    if posting.status == PostingStatus.FULL:
        return FULL
    return STOPPED if posting.plan.get("stopped") else None


_COPIES = (
    col(Delivery.county_id) == bindparam("county"),
    col(Delivery.posting_id) == bindparam("posting"),
)
_LOCK = (
    select(Delivery.id)
    .where(
        *_COPIES,
        or_(
            and_(
                col(Delivery.kind) == DeliveryKind.SEND.value,
                col(Delivery.state).in_((*_UNSENT, DeliveryState.SENDING.value, DeliveryState.GIVEN_UP.value)),
            ),
            and_(col(Delivery.kind) == DeliveryKind.EDIT.value, col(Delivery.state) == DeliveryState.DUE.value),
        ),
    )
    .order_by(col(Delivery.id))
    .with_for_update(key_share=True)
)
"""All that `bot.freshen` locks after it too, in the one order of ids: a part first would be another order."""


def _lock(session: Session, here: Here, posting: Posting) -> None:
    """What is going out this moment is either made after the change, or stands as going when it is looked at."""
    session.flush()
    if not is_sqlite(session):  # there every act runs alone
        session.connection().execute(_LOCK, {"county": here.county_id, "posting": posting.id}).all()


def _of(here: Here, posting: Posting) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Delivery.county_id) == here.county_id,
        col(Delivery.posting_id) == posting.id,
        col(Delivery.kind) == DeliveryKind.SEND,
    )


def keep(session: Session, here: Here, posting: Posting, reason: str, *, instead_of: Collection[str] = ()) -> None:
    """Copies that have not gone out wait, for this reason; those that wait for another (`instead_of`) for this too.

    Also what the pump has taken and not begun, which finds that when it begins it.
    """
    _lock(session, here, posting)
    waits = (col(Delivery.state) == DeliveryState.GIVEN_UP.value) & col(Delivery.error).in_(sorted(instead_of))
    session.execute(
        update(Delivery)
        .where(*_of(here, posting), col(Delivery.state).in_(_UNSENT) | waits)
        .values(state=DeliveryState.GIVEN_UP.value, error=reason)
    )


def _given_up(session: Session, here: Here, posting: Posting, reasons: Collection[str]) -> list[Delivery]:
    """Copies that were given up for one of these reasons."""
    return list(
        session.exec(
            select(Delivery)
            .where(
                *_of(here, posting),
                Delivery.state == DeliveryState.GIVEN_UP,
                col(Delivery.error).in_(sorted(reasons)),
                col(Delivery.message_id).is_(None),
            )
            .order_by(col(Delivery.id))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def release(session: Session, now: datetime, here: Here, posting: Posting, reasons: Collection[str]) -> int:
    """Copies that waited for one of these reasons go out now, or wait for what else keeps them; how many go."""
    _lock(session, here, posting)
    return _let_go(session, now, posting, _given_up(session, here, posting, reasons))


def _let_go(session: Session, now: datetime, posting: Posting, rows: Sequence[Delivery]) -> int:
    still = why(posting)
    for row in rows:
        if still is not None:
            row.error = still
        else:
            row.state, row.error, row.due_at = DeliveryState.DUE, "", now
        session.add(row)
    session.flush()
    return 0 if still is not None else len(rows)


def filled(session: Session, here: Here, posting: Posting) -> None:
    """The last seat is taken: what has not gone out stays in."""
    keep(session, here, posting, FULL)


def reopened(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """People can sign up again: groups that never saw it get it, and waves that found it full come after all.

    As all that is new: not in quiet hours, and singly only to a group that has not had its six this evening.
    """
    from bot import audience

    _lock(session, here, posting)
    rows = _given_up(session, here, posting, SHUT)
    if rows and why(posting) is None:
        single = set(audience.without_full(session, now, here, posting, [row.group_id or 0 for row in rows]))
        for row in rows:
            if (row.group_id or 0) not in single:
                row.error = GATHERED
                session.add(row)
    goes = [row for row in rows if row.error != GATHERED]
    _let_go(session, audience.quiet_until(here, now) or now, posting, goes)
    _waves_go_on(session, now, here, posting)


def _waves_go_on(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Those that were passed over are planned anew, each a wave's minutes after the one before it.

    The groups that have it read first that there are seats again; where there is no time for that, at once.
    """
    from bot import audience

    rows = _waves(session, here, posting, SHUT)
    if all(row.state == DueState.DUE for row in rows):
        return
    at_once = audience.all_at_once(here, now, posting)
    minutes = int(posting.plan.get("minutes", here.settings.times.wave_minutes))
    between, at = timedelta(minutes=0 if at_once else minutes), now
    for row in sorted(rows, key=lambda each: int(each.details.get("wave", 0))):
        at += between
        if row.state == DueState.DUE:
            at = max(at, row.due_at)
        row.state, row.reason, row.done_at, row.due_at = DueState.DUE, "", None, at
        session.add(row)
    session.flush()


def waves_to_come(session: Session, here: Here, posting: Posting) -> int:
    """How many groups are in waves that are planned, or were passed over because it was full."""
    waves = posting.plan.get("waves", [])
    numbers = [int(row.details.get("wave", 0)) for row in _waves(session, here, posting, (FULL,))]
    return sum(len(waves[number]) for number in numbers if number < len(waves))


def _waves(session: Session, here: Here, posting: Posting, reasons: Collection[str]) -> Sequence[Due]:
    """Waves that are to come, and those that were passed over for one of these reasons."""
    from bot import audience

    passed_over = and_(col(Due.state) == DueState.SKIPPED, col(Due.reason).in_(sorted(reasons)))
    return session.exec(
        select(Due).where(
            Due.county_id == here.county_id,
            Due.kind == audience.WAVE,
            Due.subject_id == posting.id,
            or_(col(Due.state) == DueState.DUE, passed_over),
        )
    ).all()
