"""Messages to one person that did not arrive: those at the desk who can ring them up hear of it, many in one message.

The ladder puts them on the call list (`bot/ladder.py`), which stands on a page; who looks at the chat alone would not
know. What went on to the person's group, and what was meant for the desk itself, is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import dues, ladder, outbox, parts, people, wording
from bot.app import Here
from bot.models import Call, Delivery, DeliveryState, Due, DueState, Person, Posting
from bot.texts import has, say

KIND = "undelivered"
LISTED = 10


def fell(session: Session, now: datetime, here: Here, row: Delivery) -> None:
    """A private message failed for good: it goes on down the ladder; who is to ring the person up is told soon."""
    carried = ladder.fell(session, now, here, row)
    if row.person_id is None or row.group_id is not None or isinstance(carried, Delivery):
        return
    person = session.get(Person, row.person_id)
    if person is None or person.role in people.DESK_ROLES:  # telling of it could go round in circles
        return
    waiting = _waiting(session, here)
    if waiting is None:
        at = ladder.speaks_at(now + timedelta(minutes=here.settings.times.undelivered_minutes), here)
        # Two that fail at the same moment write the same key: the second waits for the first, and finds its row.
        dues.plan_new(session, here, KIND, at, [(None, f"{KIND}:{at.isoformat(timespec='minutes')}", {"rows": []})])
        waiting = _waiting(session, here)
    if waiting is not None:
        waiting.details = {"rows": [*waiting.details.get("rows", []), row.id]}
        session.add(waiting)


def _waiting(session: Session, here: Here) -> Due | None:
    """The one plan to tell of it that has not come yet, locked."""
    return session.exec(
        select(Due)
        .where(Due.county_id == here.county_id, Due.kind == KIND, Due.state == DueState.DUE)
        .order_by(col(Due.id))
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()


def tell(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: one message to each of the desk, of those whom they see and who were not rung up meanwhile."""
    at = ladder.speaks_at(now, here)
    if at > now:
        due.due_at = at
        return None
    rows = [row for each in due.details.get("rows", []) if (row := session.get(Delivery, each)) is not None]
    open_ = [row for row in rows if row.state == DeliveryState.GIVEN_UP and not _rung_up(session, here, row)]
    told = False
    for clerk in parts.clerks(session, here, None) or people.desk(session, here):
        mine = [row for row in open_ if parts.sees(session, here, clerk, _place(session, row))]
        if mine:
            text = _text(session, here, mine, people.language_of(here, clerk))
            outbox.tell_person(session, now, here, clerk.id or 0, text, key=f"{KIND}:{due.id}:{clerk.id}")
            told = True
    return None if told else "nobody is left to ring up"


def _call(session: Session, here: Here, row: Delivery) -> Call | None:
    return session.exec(select(Call).where(Call.county_id == here.county_id, Call.dedupe_key == row.dedupe_key)).first()


def _rung_up(session: Session, here: Here, row: Delivery) -> bool:
    call = _call(session, here, row)
    return call is not None and call.outcome in ("yes", "no", "over")


def _posting(session: Session, row: Delivery) -> Posting | None:
    number = (row.details.get("call") or {}).get("posting")
    return session.get(Posting, number) if number is not None else None


def _place(session: Session, row: Delivery) -> int | None:
    posting = _posting(session, row)
    return posting.region_id if posting is not None else None


def _text(session: Session, here: Here, rows: Sequence[Delivery], language: str) -> str:
    """A line for each person: who, what was to be said, why it did not arrive."""
    by_person: dict[int, list[Delivery]] = {}
    for row in rows:
        by_person.setdefault(row.person_id or 0, []).append(row)
    lines = [_line(session, here, person_id, mine, language) for person_id, mine in by_person.items()]
    head = say("undelivered.head", language, count=len(lines))
    if len(lines) > LISTED:
        lines = [*lines[:LISTED], say("undelivered.more", language, count=len(lines) - LISTED)]
    return "\n".join([head, *lines])


def _line(session: Session, here: Here, person_id: int, rows: Sequence[Delivery], language: str) -> str:
    person = session.get(Person, person_id)
    said = dict.fromkeys(_what(session, here, row, language) for row in rows)
    gone = people.reachable(session, here, person_id) is None
    return say(
        "undelivered.line",
        language,
        name=(person.name if person is not None else "") or say("desk.somebody", language),
        what=say("list.pause", language).join(said),
        why=say("undelivered.gone", language) if gone else wording.not_sent(rows[-1].error[:80], language),
    )


def _what(session: Session, here: Here, row: Delivery, language: str) -> str:
    call, posting = _call(session, here, row), _posting(session, row)
    what = say(call.what, language) if call is not None and has(call.what) else say("undelivered.answer", language)
    return f"{wording.named(posting)} {what}" if posting is not None else what
