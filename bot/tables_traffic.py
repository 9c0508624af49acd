"""What came in, what goes out, what is due by the clock, and what happened."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from bot.states import DeliveryKind, DeliveryState, DueState, InboxState, Priority
from bot.table import Id, Row, keys, where, words


class Inbox(Row, table=True):
    """An update as handed over; its id is the order of arrival."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "messenger", "bot", "update_id"),
        words("state", InboxState),
        Index("ix_inbox_state", "county_id", "state", "id"),
    )
    messenger: str
    bot: int = Field(sa_type=BigInteger)
    update_id: int = Field(sa_type=BigInteger)
    body: str = Field(sa_type=Text)  # the update's JSON
    received_at: datetime
    state: str = InboxState.DUE
    attempts: int = 0
    error: str = ""  # the error's class, never its words
    done_at: datetime | None = None
    kept: bool = False  # a posting, signup, change or complaint rests on it


class Delivery(Row, table=True):
    """One message to one chat, group or private. For EDIT rows `target_id` is the delivery whose message changes."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "dedupe_key"),
        words("state", DeliveryState),
        words("kind", DeliveryKind),
        Index("ix_delivery_due", "county_id", "state", "messenger", "bot", "priority", "due_at"),
        Index("ix_delivery_sent", "county_id", "messenger", "bot", "sent_at", **where("sent_at IS NOT NULL")),
        Index("ix_delivery_posting", "county_id", "posting_id", "kind", "group_id"),
        Index("ix_delivery_group", "county_id", "group_id", "due_at"),
        Index("ix_delivery_person", "county_id", "person_id", "due_at"),
        Index(
            "ix_delivery_message",
            *("county_id", "messenger", "bot", "chat_id", "message_id"),
            **where("message_id IS NOT NULL"),
        ),
        Index("ix_delivery_target", "county_id", "target_id", "state", **where("target_id IS NOT NULL")),
        group_id="chat_group",
        person_id="person",
        posting_id="posting",
        target_id="delivery",
        inbox_id="inbox",
    )
    dedupe_key: str
    messenger: str
    bot: int = Field(sa_type=BigInteger)
    kind: str = DeliveryKind.SEND
    group_id: int | None = Field(default=None, sa_type=Id)
    person_id: int | None = Field(default=None, sa_type=Id)
    target_id: int | None = Field(default=None, sa_type=Id)
    posting_id: int | None = Field(default=None, sa_type=Id)  # a copy: its text is made when it goes
    inbox_id: int | None = Field(default=None, sa_type=Id)  # what it answers
    text: str = Field(default="", sa_type=Text)
    buttons: list[list[dict[str, str]]] = Field(default_factory=list, sa_type=JSON)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # what a collected answer is made of
    reply_to: int | None = Field(default=None, sa_type=BigInteger)
    priority: int = Priority.ANSWER
    state: str = DeliveryState.DUE
    due_at: datetime
    good_until: datetime | None = None  # not begun by then, it is given up: it names a day, or wakes people
    attempts: int = 0
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    chat_id: int | None = Field(default=None, sa_type=BigInteger)  # where it went
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    sent_at: datetime | None = None
    shown: str = ""  # fingerprint of what stands there now
    error: str = ""


class DeliveryPosting(Row, table=True):
    """Which postings a message of ours speaks of, so that a quote of it is understood."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "delivery_id", "posting_id"),
        Index("ix_delivery_posting_posting", "county_id", "posting_id"),
        delivery_id="delivery",
        posting_id="posting",
    )
    delivery_id: int = Field(sa_type=Id)
    posting_id: int = Field(sa_type=Id)
    copy_of: bool = False  # the message is the posting's copy and is edited with it


class Lease(Row, table=True):
    """Who does a thing that only one process may do at a time: send for a bot, work off a county's Inbox."""

    __table_args__ = keys(UniqueConstraint("county_id", "name"))
    name: str
    holder: str
    until: datetime


class Due(Row, table=True):
    """A thing planned for a time: waves, offers, expiry, re-asks, reminders. Asked anew when its time comes."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "dedupe_key"),
        words("state", DueState),
        Index("ix_due_due", "county_id", "state", "due_at"),
        Index("ix_due_subject", "county_id", "kind", "subject_id"),
    )
    kind: str
    subject_id: int | None = Field(default=None, sa_type=Id)
    dedupe_key: str
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # ids and numbers only
    due_at: datetime
    state: str = DueState.DUE
    reason: str = ""
    done_at: datetime | None = None


class Event(Row, table=True):
    """What happened: append-only, ids only."""

    __table_args__ = keys(Index("ix_event_subject", "county_id", "subject", "subject_id"))
    at: datetime
    actor_id: int | None = Field(default=None, sa_type=Id)  # None: the clock
    act: str
    subject: str
    subject_id: int | None = Field(default=None, sa_type=Id)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    inbox_id: int | None = Field(default=None, sa_type=Id)
