"""What a row becomes when it goes out: its words, its address, or why it does not go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import reach, withheld
from bot.app import Here
from bot.forms import Forms
from bot.messengers import Buttons
from bot.models import DeliveryState, Posting

SENDING, DUE = DeliveryState.SENDING.value, DeliveryState.DUE.value
UNCHANGED, GIVEN_UP = DeliveryState.UNCHANGED.value, DeliveryState.GIVEN_UP.value
NO_ADDRESS = "no address"
TOO_LATE = "too late"
"""Why a message was given up that was good for a time only."""


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
    posting_id: int | None = None  # for the log

    @property
    def ids(self) -> dict[str, int | None]:
        """What a line of the log names it by."""
        return {"delivery_id": self.delivery_id, "posting_id": self.posting_id}


def fingerprint(text: str, buttons: Buttons) -> str:
    """What tells one content of a message from another."""
    return hashlib.sha256(json.dumps([text, buttons], ensure_ascii=False).encode()).hexdigest()[:32]


class Making:
    """Contents and addresses for a batch of rows: what they share is looked up and made once."""

    def __init__(
        self,
        session: Session,
        now: datetime,
        here: Here,
        rows: list[Any],
        people: dict[int, int],
        stamps: dict[int, Any],
        shown: Mapping[int, str],
        forms: Forms,
    ) -> None:
        """`shown`: what was told in this very batch to stand in a message now, by the id of its row."""
        self.session, self.now, self.here, self.rows, self.forms = session, now, here, rows, forms
        self.people, self.stamps, self.shown = people, stamps, shown
        self.made: dict[tuple[int, bool, bool], tuple[tuple[str, Buttons], str] | None] = {}

    def shows(self, target: Any) -> str:
        """What stands in the message now, also where that was told in this very batch."""
        return self.shown.get(target.id) or str(target.shown)

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

    def why_nothing(self, row: Any) -> str:
        """Why a copy that has not gone out does not go: its posting takes nobody now."""
        posting = self.session.get(Posting, row.posting_id) if row.posting_id is not None else None
        return (withheld.why(posting) if posting is not None else None) or withheld.NOTHING

    def chat(self, row: Any, target: Any) -> int | None:
        """Where it goes: an edit to where its message stands."""
        if target is not None and target.message_id is not None:
            return int(target.chat_id)
        if row.group_id is not None:
            return int(row.group_chat) if row.group_chat is not None else None
        return self.people.get(row.person_id)


def one(now: datetime, made: Making, row: Any, target: Any) -> Outgoing | dict[str, Any]:
    """The message to send, or what becomes of the row instead."""
    if row.good_until is not None and row.good_until <= now:
        return {"to": GIVEN_UP, "why": TOO_LATE, "due": now}
    closed = reach.closed_to(row)
    if closed is not None:
        return {"to": GIVEN_UP, "why": closed, "due": now}
    content, chat_id = made.content(row, target), made.chat(row, target)
    if content is None or chat_id is None:
        return {"to": GIVEN_UP, "why": made.why_nothing(row) if content is None else NO_ADDRESS, "due": now}
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
        posting_id=row.posting_id,
    )


def _stamped(button: dict[str, str], delivery_id: int) -> dict[str, str]:
    """A button's data carries the delivery's id, so that a press proves that the message arrived."""
    return {**button, "data": f"{delivery_id}:{button['data']}"} if "data" in button else button
