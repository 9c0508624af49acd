"""The steps of a Delivery on its way out, each an act in a transaction of its own.

due → claimed → sending → sent | uncertain | given up. `sending` is committed before the call to the messenger; what
is found `sending` after a crash is uncertain, for the message may have gone out. Beginning and recording many at once
stands in `bot/pump_rows.py`, choosing what goes next in `bot/claims.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import claims, leases, outbox, parts, people, pump_rows, reach, undelivered, wording
from bot.app import Here
from bot.config import Rules
from bot.lately import RETRY_AFTER
from bot.making import Outgoing, fingerprint
from bot.models import (
    DELIVERY_STEPS,
    Delivery,
    DeliveryKind,
    DeliveryState,
    GroupState,
    PersonAddress,
    Posting,
    Priority,
)
from bot.models import Group as GroupRow
from bot.pump_rows import Begin, Sent
from bot.texts import say

__all__ = ["Outgoing", "fingerprint"]
ENDED = "ended"
NO_TRY = (RETRY_AFTER, ENDED)
"""Waits that the messenger itself names, and calls that were not begun: no failed try, nothing is dropped for them."""
MOVED = "moved"
UNKNOWN = "unknown"
AT_ONCE = (MOVED,)
"""The address is known anew: nothing to wait for."""
JITTER = 0.25
"""So much of a wait is added by chance at most, so that what failed together does not come again together."""
DOUBLINGS_MOST = 30


def step(row: Delivery, to: DeliveryState) -> None:
    """Move a delivery on. A step that is not allowed is a bug and raises ValueError."""
    if to not in DELIVERY_STEPS[DeliveryState(row.state)]:
        raise ValueError(f"delivery {row.id}: no step from {row.state} to {to.value}")
    row.state = to


def recover(session: Session, now: datetime, here: Here, holder: str | None = None) -> int:
    """After a start or a take-over: what was claimed is due again, what was being sent is uncertain; how many are.

    A process that lost the lease again meanwhile (`holder`, see `bot.leases`) touches nothing.
    """
    if holder is not None and not leases.held(session, now, here, leases.sender(here), holder):
        return 0
    rows = session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            col(Delivery.state).in_((DeliveryState.CLAIMED, DeliveryState.SENDING)),
        )
        .order_by(col(Delivery.id))
        .with_for_update(key_share=True)
    ).all()
    uncertain = 0
    for row in rows:
        if row.state == DeliveryState.CLAIMED:
            step(row, DeliveryState.DUE)
        else:
            uncertain += 1
            _leave_open(session, now, here, row)
        session.add(row)
    return uncertain


def _leave_open(session: Session, now: datetime, here: Here, row: Delivery, *, may_go: bool = True) -> None:
    """Nobody knows whether it went out. The rules of the county say whether it goes once more, if it may."""
    step(row, DeliveryState.UNCERTAIN)
    row.error = UNKNOWN
    target = session.get(Delivery, row.target_id) if row.target_id is not None else None
    if target is not None:  # nobody knows what stands there now, so the next edit may not be saved as needless
        target.shown = ""
        session.add(target)
    rules = here.settings.rules
    answers = row.priority == Priority.ANSWER
    # An edit sets what stands there; doing it twice shows the same.
    again = rules.uncertain_answers_again if answers else rules.uncertain_copies_again
    if may_go and (again or row.kind == DeliveryKind.EDIT):
        step(row, DeliveryState.DUE)
        row.due_at = now


def claim(
    session: Session,
    now: datetime,
    here: Here,
    *,
    worker: str,
    most: int,
    busy_groups: Collection[int] = (),
    busy_people: Collection[int] = (),
) -> list[int]:
    """Take the next due deliveries of this bot, at most one for each chat; their ids, first to go first."""
    found = claims.waiting(session, here, now, most=most, busy_groups=busy_groups, busy_people=busy_people)
    return [each.delivery_id for each in claims.take(session, now, here, found, worker)]


def begin(session: Session, now: datetime, here: Here, delivery_id: int) -> Outgoing | None:
    """Make a claimed delivery in its newest form and mark it as being sent. None where it need not go any more."""
    return pump_rows.begin(session, now, here, [Begin(delivery_id)])[delivery_id]


def sent(session: Session, now: datetime, here: Here, delivery_id: int, message_id: int | None, mark: str) -> None:
    """It went out: as message `message_id`, or (None) as an edit of its target."""
    pump_rows.sent(session, now, here, [Sent(delivery_id, message_id, mark)])


def _row(session: Session, here: Here, delivery_id: int) -> Delivery | None:
    return session.exec(
        select(Delivery)
        .where(Delivery.county_id == here.county_id, Delivery.id == delivery_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()


def backoff(rules: Rules, attempts: int) -> float:
    """Seconds to wait after so many failed tries: doubling, up to the county's limit."""
    doubled = rules.send_again_seconds * 2.0 ** min(max(attempts - 1, 0), DOUBLINGS_MOST)
    return min(doubled, rules.send_again_most_seconds)


def again(
    session: Session, now: datetime, here: Here, delivery_id: int, after: float, why: str, chance: float = 0.0
) -> bool:
    """It did not go out: due again later. False where it was given up, its tries used up.

    A wait that the messenger itself names (429) is no failed try: nothing is dropped for it, and `after` seconds is
    what it takes. Where its server is in trouble the wait grows with the tries, `after` at least; `chance` (0 to 1)
    says how much of the jitter is added.
    """
    row = _row(session, here, delivery_id)
    if row is None or row.state != DeliveryState.SENDING:
        return False
    row.error = why
    if why in NO_TRY:
        row.attempts -= 1
    rules = here.settings.rules
    if row.attempts >= rules.send_tries:
        _fail(session, now, here, row, why)
        return False
    if why not in (*NO_TRY, *AT_ONCE):
        after = max(after, backoff(rules, row.attempts)) * (1 + JITTER * chance)
    step(row, DeliveryState.DUE)
    row.due_at = now + timedelta(seconds=after)
    session.add(row)
    return True


def put_back(session: Session, now: datetime, here: Here, delivery_id: int, after: float) -> None:
    """A claimed delivery could not be begun (a fault of ours, told in the log): due again a little later."""
    row = _row(session, here, delivery_id)
    if row is not None and row.state == DeliveryState.CLAIMED:
        step(row, DeliveryState.DUE)
        row.due_at = now + timedelta(seconds=after)
        session.add(row)


def unknown(session: Session, now: datetime, here: Here, delivery_id: int, chance: float = 0.0) -> bool:
    """No answer came to the call: it may have gone out. False where it was given up, its tries used up.

    What goes once more waits longer with each try (`chance` as in `again`), and each of them may be read: what people
    would read twice is said no oftener than the county's rules allow. An edit shows the same however often it comes.
    """
    row = _row(session, here, delivery_id)
    if row is None or row.state != DeliveryState.SENDING:
        return True
    rules, is_edit = here.settings.rules, row.kind == DeliveryKind.EDIT
    if is_edit and row.attempts >= rules.send_tries:
        _fail(session, now, here, row, UNKNOWN)
        return False
    times = row.details.get(UNKNOWN, 0) + 1
    row.details = {**row.details, UNKNOWN: times}
    _leave_open(session, now, here, row, may_go=is_edit or times < rules.uncertain_tries)
    if row.state == DeliveryState.DUE:
        row.due_at = now + timedelta(seconds=backoff(rules, row.attempts) * (1 + JITTER * chance))
    session.add(row)
    return True


def refused(session: Session, now: datetime, here: Here, delivery_id: int, why: str) -> None:
    """The messenger does not take this message; the desk sees which and why."""
    row = _row(session, here, delivery_id)
    if row is not None and row.state == DeliveryState.SENDING:
        _fail(session, now, here, row, why)


def out_of_reach(session: Session, now: datetime, here: Here, delivery_id: int, why: str) -> None:
    """The message stands where we no longer are (its group moved on): its edit is dropped, nobody need be told."""
    row = _row(session, here, delivery_id)
    if row is not None and row.state == DeliveryState.SENDING:
        _give_up(session, row, why)


def _fail(session: Session, now: datetime, here: Here, row: Delivery, why: str) -> None:
    """It does not go out: what was for a person goes on down the ladder, of a group the desk is told."""
    _give_up(session, row, why)
    undelivered.fell(session, now, here, row)
    tell_desk(session, now, here, row, why)


def _give_up(session: Session, row: Delivery, why: str) -> None:
    step(row, DeliveryState.GIVEN_UP)
    row.error = why
    session.add(row)


def tell_desk(session: Session, now: datetime, here: Here, row: Delivery, why: str) -> None:
    """Tell the desk that a message to a group does not go out, which and why; once for each posting (or message)."""
    if row.group_id is None:
        return  # to a person: the ladder went on to the call list, and telling of it could go round in circles
    group = session.get(GroupRow, row.group_id)
    posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
    subject = f"posting:{row.posting_id}" if posting is not None else f"delivery:{row.id}"
    for person in parts.clerks(session, here, group.region_id if group is not None else None):
        language = people.language_of(here, person)
        text = say(
            "outbox.refused",
            language,
            group=group.title if group else "",
            code=posting.code or "" if posting is not None else "",
            why=wording.not_sent(why[:200], language),
            number=row.id,
        )
        outbox.tell_person(session, now, here, person.id or 0, text, key=f"refused:{subject}:{why[:60]}:{person.id}")


def moved(session: Session, now: datetime, here: Here, delivery_id: int, old: int, new: int) -> None:
    """Its group turned into another chat: known from now on, and the message goes there. One step, or none of it.

    An edit is of a message that stands where we no longer are.
    """
    row = _row(session, here, delivery_id)
    reach.moved(session, now, here, old, new)
    if row is not None and row.kind == DeliveryKind.EDIT:
        out_of_reach(session, now, here, delivery_id, "group moved")
    else:
        again(session, now, here, delivery_id, 0.0, MOVED)


def gone(session: Session, now: datetime, here: Here, delivery_id: int, why: str) -> int | None:
    """The chat is out of reach: given up, the chat marked, the desk told, what waits for it taken back; all or nothing.

    The group's id where a group was lost just now.
    """
    row = _row(session, here, delivery_id)
    if row is None or row.state != DeliveryState.SENDING:
        return None
    _give_up(session, row, why if row.group_id is None else reach.LOST)
    undelivered.fell(session, now, here, row)
    if row.group_id is not None:
        group = session.get(GroupRow, row.group_id)
        if group is not None and group.state != GroupState.GONE:
            group.state = GroupState.GONE
            session.add(group)
            session.flush()
            reach.lost(session, now, here, row.group_id)
            return row.group_id
        return None
    addresses = session.exec(
        select(PersonAddress).where(
            PersonAddress.county_id == here.county_id,
            PersonAddress.person_id == row.person_id,
            PersonAddress.messenger == row.messenger,  # who blocked one bot may be reached by another
            PersonAddress.bot == row.bot,
        )
    )
    for address in addresses:
        address.reachable = False
        session.add(address)
    return None
