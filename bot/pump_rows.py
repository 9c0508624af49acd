"""Beginning deliveries and recording that they went out, many in one transaction.

Rows are locked in the order of their ids before anything is read for them, and `outbox.mark_stale` locks them in the
same order. So either a change is seen by what goes out, or the copy is found going out and an edit is planned.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlmodel import Session

from bot import leases
from bot.app import Here
from bot.forms import Forms
from bot.messengers import Buttons
from bot.models import Delivery, DeliveryKind, DeliveryState, Group, GroupAddress, PersonAddress, Region

SENDING, DUE, CLAIMED = DeliveryState.SENDING.value, DeliveryState.DUE.value, DeliveryState.CLAIMED.value
SENT, UNCHANGED, GIVEN_UP = DeliveryState.SENT.value, DeliveryState.UNCHANGED.value, DeliveryState.GIVEN_UP.value


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed delivery, ready to go: where to, what, and which of ours it edits."""

    delivery_id: int
    chat_id: int
    is_group: bool
    text: str
    buttons: Buttons
    reply_to: int | None
    message_id: int | None  # set: an edit of this message
    priority: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Asks to begin sending a claimed delivery, as the process `holder` (None: whoever asks is the only one)."""

    delivery_id: int
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Tells that a delivery went out: as message `message_id`, or (None) as an edit of its target."""

    delivery_id: int
    message_id: int | None
    mark: str


Step = tuple[Here, Begin | Sent]


def fingerprint(text: str, buttons: Buttons) -> str:
    """What tells one content of a message from another."""
    return hashlib.sha256(json.dumps([text, buttons], ensure_ascii=False).encode()).hexdigest()[:32]


def record(
    session: Session,
    now: datetime,
    steps: Sequence[Step],
    forms: Forms | None = None,
    at: Callable[[Here, Session], Here] = lambda here, _: here,
) -> list[Outgoing | None]:
    """Do many steps, county by county: first what went out, then what begins. One value for each, in order.

    `at` gives the county as the desk has set it now.
    """
    forms = forms or Forms()
    values: list[Outgoing | None] = [None] * len(steps)
    places: dict[tuple[int, str, int], list[int]] = {}
    for number, (here, _) in enumerate(steps):
        places.setdefault((here.county_id, here.messenger, here.bot), []).append(number)
    for numbers in places.values():
        here = at(steps[numbers[0]][0], session)
        rows = _locked(session, here, [steps[n][1].delivery_id for n in numbers])
        told = [step for n in numbers if isinstance(step := steps[n][1], Sent)]
        _sent(session, now, here, told, rows)
        asked = [step for n in numbers if isinstance(step := steps[n][1], Begin)]
        begun = _begin(session, now, here, asked, rows, told, forms)
        for number in numbers:
            step = steps[number][1]
            if isinstance(step, Begin):
                values[number] = begun[step.delivery_id]
    return values


# The statements are built once: building them costs more than running them.
D: Any = Delivery.__table__  # type: ignore[attr-defined]
G: Any = Group.__table__  # type: ignore[attr-defined]
R: Any = Region.__table__  # type: ignore[attr-defined]
GA: Any = GroupAddress.__table__  # type: ignore[attr-defined]
PA: Any = PersonAddress.__table__  # type: ignore[attr-defined]
IDS: Any = bindparam("ids", expanding=True)
COUNTY: Any = bindparam("county", type_=D.c.county_id.type)
ONE = (D.c.county_id == COUNTY) & (D.c.id == bindparam("b_id"))
_ASKED = D.alias("asked")
_ALL = sa.union_all(
    sa.select(_ASKED.c.id).where(_ASKED.c.county_id == COUNTY, _ASKED.c.id.in_(IDS)),
    sa.select(_ASKED.c.target_id).where(
        _ASKED.c.county_id == COUNTY, _ASKED.c.id.in_(IDS), _ASKED.c.kind == DeliveryKind.EDIT.value
    ),
)
# The rows, those that they edit, and where groups are reached; locked in the order of ids: two orders wait in a ring.
ROWS = (
    sa.select(
        D.c.id,
        D.c.state,
        D.c.target_id,
        D.c.posting_id,
        D.c.group_id,
        D.c.person_id,
        D.c.text,
        D.c.buttons,
        D.c.reply_to,
        D.c.priority,
        D.c.chat_id,
        D.c.message_id,
        D.c.shown,
        GA.c.chat_id.label("group_chat"),
        R.c.level,
    )
    .select_from(
        D.outerjoin(GA, (GA.c.county_id == D.c.county_id) & (GA.c.group_id == D.c.group_id) & GA.c.until.is_(None))
        .outerjoin(G, (G.c.county_id == D.c.county_id) & (G.c.id == D.c.group_id))
        .outerjoin(R, (R.c.county_id == G.c.county_id) & (R.c.id == G.c.region_id))
    )
    .where(D.c.county_id == COUNTY, D.c.id.in_(_ALL))
    .order_by(D.c.id, GA.c.since)
    .with_for_update(of=D)
)
PEOPLE = (
    sa.select(PA.c.person_id, PA.c.chat_id)
    .where(PA.c.county_id == COUNTY, PA.c.person_id.in_(IDS), PA.c.reachable.is_(True))
    .order_by(PA.c.id.desc())
)
BEGUN = sa.update(D).where(ONE).values(state=SENDING, error="", attempts=D.c.attempts + 1, chat_id=bindparam("chat"))
NOT_BEGUN = sa.update(D).where(ONE).values(state=bindparam("to"), error=bindparam("why"), due_at=bindparam("due"))
KNOWN = {"state": SENT, "sent_at": bindparam("now"), "error": ""}
SENT_NEW = sa.update(D).where(ONE).values(**KNOWN, message_id=bindparam("message"), shown=bindparam("mark"))
SENT_EDIT = sa.update(D).where(ONE).values(**KNOWN)
SHOWN = sa.update(D).where(ONE).values(shown=bindparam("mark"))


def _locked(session: Session, here: Here, ids: Sequence[int]) -> dict[int, Any]:
    """Lock rows and those that they edit; where a group has two addresses, the newer one stands."""
    values = {"county": here.county_id, "ids": sorted(ids)}
    return {row.id: row for row in session.connection().execute(ROWS, values)}


def begin(session: Session, now: datetime, here: Here, asked: Sequence[Begin]) -> dict[int, Outgoing | None]:
    """Make claimed deliveries in their newest form and mark them as being sent.

    None for one that need not go any more, or that is another's to send.
    """
    rows = _locked(session, here, [each.delivery_id for each in asked])
    return _begin(session, now, here, asked, rows, (), Forms())


def _begin(
    session: Session,
    now: datetime,
    here: Here,
    asked: Sequence[Begin],
    rows: dict[int, Any],
    told: Sequence[Sent],
    forms: Forms,
) -> dict[int, Outgoing | None]:
    """`rows` are locked, and as they were before `told` was recorded."""
    found: dict[int, Outgoing | None] = {each.delivery_id: None for each in asked}
    holders = {each.holder for each in asked if each.holder is not None}
    lost = {holder for holder in holders if not leases.held(session, now, here, leases.sender(here), holder)}
    ids = [each.delivery_id for each in asked if each.holder not in lost]
    own = [rows[each] for each in ids if each in rows and rows[each].state == CLAIMED]
    if not own:
        return found
    made = _Making(session, now, here, own, forms)
    made.shown = {
        rows[each.delivery_id].target_id or each.delivery_id: each for each in told if each.delivery_id in rows
    }
    begun: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    for row in own:
        outcome = _one(now, made, row, rows.get(row.target_id))
        base = {"county": here.county_id, "b_id": row.id}
        if isinstance(outcome, Outgoing):
            found[row.id] = outcome
            begun.append({**base, "chat": outcome.chat_id})
        else:
            dropped.append({**base, **outcome})
    connection = session.connection()
    if begun:
        connection.execute(BEGUN, begun)
    if dropped:
        connection.execute(NOT_BEGUN, dropped)
    return found


def _one(now: datetime, made: _Making, row: Any, target: Any) -> Outgoing | dict[str, Any]:
    """The message to send, or what becomes of the row instead."""
    content, chat_id = made.content(row, target), made.chat(row, target)
    if content is None or chat_id is None:
        return {"to": GIVEN_UP, "why": "nothing to say" if content is None else "no address", "due": now}
    (text, buttons), mark = content
    if target is not None and target.message_id is None and target.state == SENDING:
        return {"to": DUE, "why": "", "due": now + timedelta(seconds=1)}  # it is going out this moment: edit it after
    if target is not None and (target.message_id is None or made.shows(target) == mark):
        return {"to": UNCHANGED, "why": "", "due": now}
    return Outgoing(
        delivery_id=row.id,
        chat_id=chat_id,
        is_group=row.group_id is not None,
        text=text,
        buttons=[[_stamped(button, row.target_id or row.id) for button in line] for line in buttons],
        reply_to=row.reply_to,
        message_id=target.message_id if target is not None else None,
        priority=row.priority,
        fingerprint=mark,
    )


def _stamped(button: dict[str, str], delivery_id: int) -> dict[str, str]:
    """A button's data carries the delivery's id, so that a press proves that the message arrived."""
    return {**button, "data": f"{delivery_id}:{button['data']}"} if "data" in button else button


class _Making:
    """Contents and addresses for a batch of rows: what they share is looked up and made once."""

    def __init__(self, session: Session, now: datetime, here: Here, rows: Sequence[Any], forms: Forms) -> None:
        self.session, self.now, self.here, self.forms = session, now, here, forms
        person_ids = {row.person_id for row in rows if row.person_id is not None}
        self.people: dict[int, int] = dict(tuple(row) for row in self._found(PEOPLE, person_ids))
        posting_ids = {row.posting_id for row in rows if row.posting_id is not None}
        self.stamps = forms.stamps(session, now, here, posting_ids)
        self.made: dict[tuple[int, bool, bool], tuple[tuple[str, Buttons], str] | None] = {}
        self.shown: dict[int, Sent] = {}

    def _found(self, statement: Any, ids: set[int]) -> Any:
        if not ids:
            return ()
        values = {"county": self.here.county_id, "ids": sorted(ids)}
        return self.session.connection().execute(statement, values)

    def shows(self, target: Any) -> str:
        """What stands in the message now, also where that was told in this very batch."""
        told = self.shown.get(target.id)
        return told.mark if told is not None else str(target.shown)

    def content(self, row: Any, target: Any) -> tuple[tuple[str, Buttons], str] | None:
        """What the message says now, and its fingerprint; None where there is nothing to say."""
        source = target if target is not None else row
        if source.posting_id is None:
            found = (source.text, source.buttons)
            return (found, fingerprint(*found)) if source.text else None
        key = (source.posting_id, source.level == "village", target is None)
        if key not in self.made:
            form = self.forms.form(
                self.session, self.now, self.here, key[0], self.stamps.get(key[0]), short=key[1], fresh=key[2]
            )
            self.made[key] = (form, fingerprint(*form)) if form is not None else None
        return self.made[key]

    def chat(self, row: Any, target: Any) -> int | None:
        """Where it goes: an edit to where its message stands."""
        if target is not None and target.message_id is not None:
            return int(target.chat_id)
        if row.group_id is not None:
            return int(row.group_chat) if row.group_chat is not None else None
        return self.people.get(row.person_id)


def sent(session: Session, now: datetime, here: Here, told: Sequence[Sent]) -> None:
    """Record what went out. Also of a row that was thought uncertain meanwhile: now it is known."""
    if told:
        _sent(session, now, here, told, _locked(session, here, [each.delivery_id for each in told]))


def _sent(session: Session, now: datetime, here: Here, told: Sequence[Sent], rows: dict[int, Any]) -> None:
    base = {"county": here.county_id, "now": now}
    fresh = [each for each in told if each.message_id is not None]
    edits = [each for each in told if each.message_id is None and each.delivery_id in rows]
    connection = session.connection()
    if fresh:
        connection.execute(
            SENT_NEW,
            [{**base, "b_id": each.delivery_id, "message": each.message_id, "mark": each.mark} for each in fresh],
        )
    if edits:
        connection.execute(
            SHOWN,
            [{"county": here.county_id, "b_id": rows[each.delivery_id].target_id, "mark": each.mark} for each in edits],
        )
        connection.execute(SENT_EDIT, [{**base, "b_id": each.delivery_id} for each in edits])
