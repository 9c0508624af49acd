"""The tables, their status words, and the allowed steps between them.

Every table has `county_id`; it leads every unique key and every foreign key, so that no row can point across counties
and the tables can be spread by county. Names, phones and raw text stand only in columns listed in `PERSONAL`,
so that forgetting can blank them and the books still balance.
"""

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata

# SQLite numbers rows by itself only where the key is INTEGER; elsewhere a big integer is wanted.
Id = BigInteger().with_variant(Integer(), "sqlite")


class Role(StrEnum):
    """What a person may do beside texting needs and answering postings."""

    NONE = ""
    BROKER = "broker"
    FORWARDER = "forwarder"
    DESK = "desk"
    HEAD = "head"  # a desk person who may also invite others


class GroupState(StrEnum):
    """Where a group stands: seen, bound to a region or trade, paused by its owner, or out of reach."""

    PROPOSED = "proposed"
    BOUND = "bound"
    PAUSED = "paused"
    GONE = "gone"
    UNBOUND = "unbound"


class PostingStatus(StrEnum):
    """A posting's life."""

    DRAFT = "draft"
    REVIEW = "review"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


POSTING_STEPS: dict[PostingStatus, frozenset[PostingStatus]] = {
    PostingStatus.DRAFT: frozenset({PostingStatus.REVIEW, PostingStatus.CANCELLED}),
    PostingStatus.REVIEW: frozenset(
        {PostingStatus.OPEN, PostingStatus.DRAFT, PostingStatus.REJECTED, PostingStatus.CANCELLED}
    ),
    PostingStatus.OPEN: frozenset(
        {
            PostingStatus.FULL,
            PostingStatus.CLOSED,
            PostingStatus.EXPIRED,
            PostingStatus.CANCELLED,
            PostingStatus.WITHDRAWN,
        }
    ),
    PostingStatus.FULL: frozenset(
        {
            PostingStatus.OPEN,
            PostingStatus.CLOSED,
            PostingStatus.EXPIRED,
            PostingStatus.CANCELLED,
            PostingStatus.WITHDRAWN,
        }
    ),
    # the poster takes a closing back; and whoever has a seat is told when the work itself is called off
    PostingStatus.CLOSED: frozenset({PostingStatus.OPEN, PostingStatus.CANCELLED, PostingStatus.WITHDRAWN}),
    PostingStatus.REJECTED: frozenset(),
    # open again where only a clock that ran ahead ended it
    PostingStatus.EXPIRED: frozenset(
        {PostingStatus.OPEN, PostingStatus.CLOSED, PostingStatus.CANCELLED, PostingStatus.WITHDRAWN}
    ),
    PostingStatus.CANCELLED: frozenset(),
    PostingStatus.WITHDRAWN: frozenset(),
}
ON_AIR = (PostingStatus.OPEN, PostingStatus.FULL)
OVER = (PostingStatus.CLOSED, PostingStatus.EXPIRED, PostingStatus.CANCELLED, PostingStatus.WITHDRAWN)
"""Nobody can sign up for these any more."""


class SignupState(StrEnum):
    """Where one person's signup stands; the seats themselves stand in SignupDay."""

    ACTIVE = "active"  # has seats or waits for them, see its days
    LEFT = "left"  # cancelled by the person
    LEAD = "lead"  # longterm: a name to hand on, no seat
    CLOSED = "closed"  # the posting was cancelled or withdrawn; kept


class InboxState(StrEnum):
    """An update handed over: waiting, worked off, or set aside after three failures."""

    DUE = "due"
    DONE = "done"
    ASIDE = "aside"


class DeliveryState(StrEnum):
    """A message on its way out: the row is the queue."""

    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    GIVEN_UP = "given_up"
    UNCHANGED = "unchanged"  # an edit that would have changed nothing


DELIVERY_STEPS: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.DUE: frozenset({DeliveryState.CLAIMED, DeliveryState.GIVEN_UP}),
    DeliveryState.CLAIMED: frozenset(
        {DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.GIVEN_UP, DeliveryState.UNCHANGED}
    ),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.DUE, DeliveryState.UNCERTAIN, DeliveryState.GIVEN_UP}
    ),
    DeliveryState.SENT: frozenset(),
    DeliveryState.UNCERTAIN: frozenset({DeliveryState.SENT, DeliveryState.DUE, DeliveryState.GIVEN_UP}),
    DeliveryState.GIVEN_UP: frozenset({DeliveryState.DUE}),  # a copy held back goes on
    DeliveryState.UNCHANGED: frozenset(),
}


class DeliveryKind(StrEnum):
    """A new message, or an edit of one of ours."""

    SEND = "send"
    EDIT = "edit"


class Priority:
    """Order of going out: lower goes first."""

    ANSWER = 0  # offers, answers, questions, alarms
    CLOSING = 1  # edits to full, closed, withdrawn, stopped
    POSTING = 2  # new copies
    COUNT = 3  # edits that only change how many seats are left
    DIGEST = 4


class DueState(StrEnum):
    """A thing planned for a time."""

    DUE = "due"
    DONE = "done"
    SKIPPED = "skipped"


class QuestionState(StrEnum):
    """A question put to one person."""

    OPEN = "open"
    ANSWERED = "answered"
    PASSED = "passed"  # no answer in time, or overtaken


class ComplaintState(StrEnum):
    """A complaint or an accident at the desk."""

    OPEN = "open"
    CLOSED = "closed"


def _words(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _keys(*others: Any, **references: str) -> tuple[Any, ...]:
    """Table arguments: (county_id, id) unique, and each reference `column=table` as a key led by county_id."""
    keys: list[Any] = [
        UniqueConstraint("county_id", "id"),
        ForeignKeyConstraint(["county_id"], ["county.id"]),
    ]
    for column, table in references.items():
        keys.append(ForeignKeyConstraint(["county_id", column], [f"{table}.county_id", f"{table}.id"]))
    return (*keys, *others)


def _where(condition: str) -> dict[str, Any]:
    """Arguments of an index of those rows alone: the others are written without touching it."""
    return {"sqlite_where": sql(condition), "postgresql_where": sql(condition)}


class County(SQLModel, table=True):
    """A county served by this deployment."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    slug: str = Field(unique=True)
    name: str
    region_code: str
    outbox_stopped_at: datetime | None = None  # the desk pressed stop: nothing new goes out


class Row(SQLModel):
    """What every table of a county has.

    A row is known by its county and its id together, so that every statement that the session writes names the county
    (`bot.db.Books` completes an id with it). The id alone is unique as well.
    """

    __mapper_args__ = {"primary_key": ["county_id", "id"]}

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    county_id: int = Field(sa_type=Id)


class Region(Row, table=True):
    """A node of the county's tree, with its official code."""

    __table_args__ = _keys(UniqueConstraint("county_id", "code"), parent_id="region")
    code: str
    level: str  # county, township, village
    name: str  # as people say it: 西解村, not 西解村委会
    parent_id: int | None = Field(default=None, sa_type=Id)


class Group(Row, table=True):
    """A chat bound to a region, or to a trade; `region_id` and `trade` are empty until it is bound."""

    __tablename__ = "chat_group"  # "group" is a word of SQL
    __table_args__ = _keys(
        _words("state", GroupState),
        Index("ix_chat_group_region", "county_id", "region_id"),
        region_id="region",
    )
    title: str = ""
    region_id: int | None = Field(default=None, sa_type=Id)
    trade: str | None = None
    state: str = GroupState.PROPOSED
    kind: str = "live"  # live: a bot sits in it; relay: people carry the text; webhook: a robot that only speaks
    hears: bool = True  # False: privacy mode hides plain replies from the bot
    proposed_region_id: int | None = Field(default=None, sa_type=Id)
    paused_until: datetime | None = None
    last_heard_at: datetime | None = None


class GroupAddress(Row, table=True):
    """Where a group is reached on a messenger; an older address keeps resolving quotes of old copies."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "messenger", "bot", "chat_id"),
        Index("ix_group_address_group", "county_id", "group_id"),
        group_id="chat_group",
    )
    group_id: int = Field(sa_type=Id)
    messenger: str
    bot: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    since: datetime
    until: datetime | None = None


class Person(Row, table=True):
    """Anybody who wrote, was put down or works at the desk. Known by address, never by name."""

    __table_args__ = _keys(_words("role", Role))
    name: str = ""
    phone: str | None = None
    language: str = ""  # empty: the county's
    role: str = Role.NONE
    on_duty_since: datetime | None = None
    barred_at: datetime | None = None
    barred_why: str = ""  # what the desk said when it barred them
    forgotten_at: datetime | None = None
    phone_public: bool | None = None  # may copies carry this person's phone? None: not asked
    first_met_at: datetime | None = None
    # What somebody of the desk is in the midst of: {"act": "back", "posting": 12}. Ids and key words only.
    doing: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class PersonAddress(Row, table=True):
    """How a person is reached on a messenger. `chat_id` is their private chat; `reachable` once they wrote there."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "messenger", "user_id"),
        Index("ix_person_address_person", "county_id", "person_id"),
        person_id="person",
    )
    person_id: int = Field(sa_type=Id)
    messenger: str
    bot: int = Field(sa_type=BigInteger)
    user_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    reachable: bool = False


class Invitation(Row, table=True):
    """A one-time way to a role; the token itself is never stored, only its SHA-256."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "token_hash"), by_id="person", used_by_id="person", region_id="region"
    )
    token_hash: str
    role: str
    region_id: int | None = Field(default=None, sa_type=Id)  # of a forwarder: the place whose group they carry to
    by_id: int = Field(sa_type=Id)
    made_at: datetime
    expires_at: datetime
    used_by_id: int | None = Field(default=None, sa_type=Id)


class Employer(Row, table=True):
    """The file of who hires: what was seen of them, by whom, until when. No scan, no id number."""

    __table_args__ = _keys(Index("ix_employer_phone", "county_id", "phone"), person_id="person")
    person_id: int | None = Field(default=None, sa_type=Id)
    name: str = ""
    phone: str | None = None
    kind: str = "household"  # household, cooperative, firm, agency
    phone_checked_at: datetime | None = None
    phone_checked_by_id: int | None = Field(default=None, sa_type=Id)
    papers: str = ""  # which papers were seen
    papers_seen_at: datetime | None = None
    papers_until: date | None = None
    licence: str = ""
    mandate: str = ""
    due_again_at: datetime | None = None
    trusted_trade: str | None = None
    trusted_min: float | None = None
    trusted_max: float | None = None
    trusted_until: date | None = None
    barred_at: datetime | None = None
    barred_why: str = ""  # what the desk said when it barred them
    late_calls_off: int = 0
    regular: bool = False  # of long standing: asked every week, visited every month


class Posting(Row, table=True):
    """One kind of worker wanted, at one place. Field meanings are those of the exchange format."""

    __table_args__ = _keys(
        _words("status", PostingStatus),
        Index("ix_posting_status", "county_id", "status"),
        Index("ix_posting_code", "county_id", "code"),
        Index("ix_posting_poster", "county_id", "poster_id"),
        # A code in use is unique; free ones are emptied into `old_code` when they have rested.
        UniqueConstraint("county_id", "code"),
        employer_id="employer",
        poster_id="person",
        region_id="region",
    )
    code: str | None = None
    old_code: str | None = None
    status: str = PostingStatus.DRAFT
    version: int = 1  # grows with every change of what people see
    batch: int | None = Field(default=None, sa_type=Id)  # inbox id of the message: its postings are confirmed together
    asked: str | None = None  # the field the poster was just asked for
    asked_once: list[str] = Field(default_factory=list, sa_type=JSON)  # optional fields asked already
    employer_id: int | None = Field(default=None, sa_type=Id)
    poster_id: int = Field(sa_type=Id)
    entered_by_id: int | None = Field(default=None, sa_type=Id)  # a desk person who took it by telephone
    raw_text: str = Field(default="", sa_type=Text)
    kind: str = "gig"
    work: str | None = None
    trade: str = "other"
    headcount_min: int | None = None
    headcount_max: int | None = None
    headcount_open: bool = False
    wage_min: float | None = None
    wage_max: float | None = None
    wage_unit: str | None = None
    wage_per: str | None = None
    wage_floor: bool = False
    wage_by_sex: list[float] | None = Field(default=None, sa_type=JSON)
    negotiable: bool = False
    pay_when: str | None = None
    start: date | None = None
    end: date | None = None
    days: int | None = None
    days_named: list[str] = Field(default_factory=list, sa_type=JSON)
    any_day: bool = False  # the poster said that no day is fixed: it holds for `times.undated_days`
    begin_time: time | None = None
    end_time: time | None = None
    region_id: int | None = Field(default=None, sa_type=Id)
    township: str | None = None
    village: str | None = None
    detail: str | None = None
    origin: str | None = None
    benefits: list[str] = Field(default_factory=list, sa_type=JSON)
    denied: list[str] = Field(default_factory=list, sa_type=JSON)  # what the poster said is not given (`nlp.denied`)
    gender: str | None = None
    neutral: str | None = None  # what the work asks, said instead of a limit by sex
    age_min: int | None = None
    age_max: int | None = None
    contact_name: str | None = None
    phones: list[str] = Field(default_factory=list, sa_type=JSON)
    phone_public: bool | None = None
    urgent: bool = False
    hires: str | None = None  # who hires, where said apart from the contact
    broker_paid_by: str | None = None
    readings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    hits: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    pending_changes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # wait for the desk
    plan: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    paused_at: datetime | None = None  # three complaints, or the desk
    made_at: datetime | None = None
    submitted_at: datetime | None = None
    reviewed_at: datetime | None = None
    reviewed_by_id: int | None = Field(default=None, sa_type=Id)
    reason: str = Field(default="", sa_type=Text)
    published_at: datetime | None = None
    valid_until: datetime | None = None
    filled_at: datetime | None = None
    closed_at: datetime | None = None


class PostingTerms(Row, table=True):
    """The terms of a posting as they held until a change, so that what was agreed when somebody signed up is known."""

    __table_args__ = _keys(
        Index("ix_posting_terms_posting", "county_id", "posting_id", "held_until"), posting_id="posting"
    )
    posting_id: int = Field(sa_type=Id)
    held_until: datetime
    terms: dict[str, Any] = Field(sa_type=JSON)  # the columns of `bot.agreed.KEPT`: no name, no phone


class PostingDay(Row, table=True):
    """The seats of one day of a posting."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "posting_id", "day"),
        CheckConstraint("taken + held <= wanted", name="never_a_seat_too_many"),
        CheckConstraint("taken >= 0 AND held >= 0 AND wanted >= 0", name="no_seat_below_none"),
        posting_id="posting",
    )
    posting_id: int = Field(sa_type=Id)
    day: date
    wanted: int
    taken: int = 0
    held: int = 0
    stopped_at: datetime | None = None  # 停工
    reported: int | None = None  # how many came, as the employer told it; None: not told
    reported_at: datetime | None = None


class Signup(Row, table=True):
    """One person's seats on a posting: themselves and their guests."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "posting_id", "person_id"),
        Index("ix_signup_person", "county_id", "person_id"),
        _words("state", SignupState),
        posting_id="posting",
        person_id="person",
        group_id="chat_group",
    )
    posting_id: int = Field(sa_type=Id)
    person_id: int = Field(sa_type=Id)
    state: str = SignupState.ACTIVE
    people: int = 1  # how many the person said, themselves included
    children: int = 0
    group_id: int | None = Field(default=None, sa_type=Id)  # where they answered
    inbox_id: int | None = Field(default=None, sa_type=Id)  # order of arrival
    joined_at: datetime
    left_at: datetime | None = None
    fill: bool | None = None  # put in without asking when a seat comes free?
    hands_on: bool | None = None  # longterm: consent to hand name and phone on
    block: bool = False  # a broker's block: names come later
    names_due_at: datetime | None = None
    unconfirmed: bool = False  # 没回: asked after a change or the evening before, no answer yet


class SignupDay(Row, table=True):
    """A signup on one day: seats it has, seats held for it by an offer, people it waits for."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "signup_id", "posting_day_id"),
        CheckConstraint("seats >= 0 AND held >= 0 AND waiting >= 0", name="no_seat_below_none"),
        Index("ix_signup_day_day", "county_id", "posting_day_id"),
        signup_id="signup",
        posting_day_id="posting_day",
    )
    signup_id: int = Field(sa_type=Id)
    posting_day_id: int = Field(sa_type=Id)
    seats: int = 0
    held: int = 0
    held_until: datetime | None = None
    waiting: int = 0
    line: int = Field(default=0, sa_type=BigInteger)  # order in the waiting line; lower is first
    skipped: int = 0  # offers passed by since a seat last came free; such a row is not asked again for it
    arrived: int | None = None  # None: unknown, not absent


class Guest(Row, table=True):
    """Somebody whom a signup brings, known by name only."""

    __table_args__ = _keys(
        Index("ix_guest_signup", "county_id", "signup_id"),
        Index("ix_guest_person", "county_id", "person_id"),
        Index("ix_guest_name", "county_id", "name"),
        signup_id="signup",
        person_id="person",
    )
    signup_id: int = Field(sa_type=Id)
    name: str = ""
    phone: str | None = None
    person_id: int | None = Field(default=None, sa_type=Id)  # once they signed up alone
    left_at: datetime | None = None


class Inbox(Row, table=True):
    """An update as handed over; its id is the order of arrival."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "messenger", "bot", "update_id"),
        _words("state", InboxState),
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

    __table_args__ = _keys(
        UniqueConstraint("county_id", "dedupe_key"),
        _words("state", DeliveryState),
        _words("kind", DeliveryKind),
        Index("ix_delivery_due", "county_id", "state", "messenger", "bot", "priority", "due_at"),
        Index("ix_delivery_sent", "county_id", "messenger", "bot", "sent_at", **_where("sent_at IS NOT NULL")),
        Index("ix_delivery_posting", "county_id", "posting_id", "kind", "group_id"),
        Index("ix_delivery_group", "county_id", "group_id", "due_at"),
        Index("ix_delivery_person", "county_id", "person_id", "due_at"),
        Index(
            "ix_delivery_message",
            *("county_id", "messenger", "bot", "chat_id", "message_id"),
            **_where("message_id IS NOT NULL"),
        ),
        Index("ix_delivery_target", "county_id", "target_id", "state", **_where("target_id IS NOT NULL")),
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

    __table_args__ = _keys(
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

    __table_args__ = _keys(UniqueConstraint("county_id", "name"))
    name: str
    holder: str
    until: datetime


class Due(Row, table=True):
    """A thing planned for a time: waves, offers, expiry, re-asks, reminders. Asked anew when its time comes."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "dedupe_key"),
        _words("state", DueState),
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

    __table_args__ = _keys(Index("ix_event_subject", "county_id", "subject", "subject_id"))
    at: datetime
    actor_id: int | None = Field(default=None, sa_type=Id)  # None: the clock
    act: str
    subject: str
    subject_id: int | None = Field(default=None, sa_type=Id)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    inbox_id: int | None = Field(default=None, sa_type=Id)


class Question(Row, table=True):
    """A question put to one person; it is answered before anything else that they write is read."""

    __table_args__ = _keys(
        _words("state", QuestionState),
        Index("ix_question_person", "county_id", "person_id", "state"),
        person_id="person",
        group_id="chat_group",
    )
    kind: str  # the words of nlp.types.PendingKind
    person_id: int = Field(sa_type=Id)
    group_id: int | None = Field(default=None, sa_type=Id)  # where it was asked; None: in private
    posting_ids: list[int] = Field(default_factory=list, sa_type=JSON)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # numbers: people, seats held …
    state: str = QuestionState.OPEN
    asked_at: datetime
    times: int = 1
    inbox_id: int | None = Field(default=None, sa_type=Id)  # the message it is about
    answered_at: datetime | None = None


class Unclear(Row, table=True):
    """A message that a person at the desk must read: a join is likely, but what is meant is not clear."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "inbox_id"), inbox_id="inbox", person_id="person", group_id="chat_group"
    )
    inbox_id: int = Field(sa_type=Id)
    person_id: int = Field(sa_type=Id)
    group_id: int | None = Field(default=None, sa_type=Id)
    said: str = Field(default="", sa_type=Text)
    made_at: datetime
    settled_at: datetime | None = None
    settled_by_id: int | None = Field(default=None, sa_type=Id)
    verdict: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Call(Row, table=True):
    """The call list: what must be said to a person whom no message reaches."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "dedupe_key"),
        person_id="person",
        posting_id="posting",
        signup_id="signup",
    )
    dedupe_key: str
    person_id: int | None = Field(default=None, sa_type=Id)
    posting_id: int | None = Field(default=None, sa_type=Id)
    signup_id: int | None = Field(default=None, sa_type=Id)
    what: str  # key of the texts: what to ask or say
    day: date | None = None  # after this day it is of no use; empty: the posting's days tell
    made_at: datetime
    outcome: str = ""  # yes, no, no_answer, over (its day went by); empty: not yet called
    called_at: datetime | None = None
    called_by_id: int | None = Field(default=None, sa_type=Id)


class Complaint(Row, table=True):
    """A complaint or an accident, with owner and due time."""

    __table_args__ = _keys(
        _words("state", ComplaintState), posting_id="posting", person_id="person", group_id="chat_group"
    )
    kind: str  # the words of nlp.types.Alarm
    posting_id: int | None = Field(default=None, sa_type=Id)
    person_id: int | None = Field(default=None, sa_type=Id)
    group_id: int | None = Field(default=None, sa_type=Id)
    inbox_id: int | None = Field(default=None, sa_type=Id)
    said: str = Field(default="", sa_type=Text)
    state: str = ComplaintState.OPEN
    opened_at: datetime
    owner_id: int | None = Field(default=None, sa_type=Id)
    due_at: datetime | None = None
    closed_at: datetime | None = None
    note: str = Field(default="", sa_type=Text)


class GroupForwarder(Row, table=True):
    """Who carries texts between a group where no bot may sit and Dalaba."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "group_id", "person_id"), group_id="chat_group", person_id="person"
    )
    group_id: int = Field(sa_type=Id)
    person_id: int = Field(sa_type=Id)
    since: datetime


class Feedback(Row, table=True):
    """What a worker was asked after a day of work, once: was the work as described, the pay as agreed?"""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "signup_id", "posting_day_id"),
        Index("ix_feedback_person", "county_id", "person_id", "asked_at"),
        signup_id="signup",
        posting_day_id="posting_day",
        person_id="person",
        complaint_id="complaint",
    )
    signup_id: int = Field(sa_type=Id)
    posting_day_id: int = Field(sa_type=Id)
    person_id: int = Field(sa_type=Id)
    asked_at: datetime
    pay_asked: bool = True
    work_ok: bool | None = None
    paid_ok: bool | None = None
    answered_at: datetime | None = None
    complaint_id: int | None = Field(default=None, sa_type=Id)


class Issue(Row, table=True):
    """第N期: a numbered digest of the open postings; one for each occasion, made when the first group gets it."""

    __table_args__ = _keys(UniqueConstraint("county_id", "kind", "day"), UniqueConstraint("county_id", "number"))
    number: int
    kind: str  # daily, weekly, late
    day: date
    made_at: datetime


class Notice(Row, table=True):
    """What the desk entered once and is sent again and again: the livestream, fairs, classes."""

    __table_args__ = _keys(made_by_id="person")
    text: str = Field(default="", sa_type=Text)
    rhythm: str  # minute hour day month weekday, as cron has it
    audience: str = "all"  # all, county, townships, trade:NAME, or regions by name with commas
    except_days: list[str] = Field(default_factory=list, sa_type=JSON)
    until: date | None = None
    made_at: datetime
    made_by_id: int | None = Field(default=None, sa_type=Id)
    stopped_at: datetime | None = None


class Visit(Row, table=True):
    """A month's visit to an employer of long standing: on the desk's list until it is ticked."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "employer_id", "month"), employer_id="employer", done_by_id="person"
    )
    employer_id: int = Field(sa_type=Id)
    month: str  # 2026-11
    made_at: datetime
    done_at: datetime | None = None
    done_by_id: int | None = Field(default=None, sa_type=Id)
    note: str = Field(default="", sa_type=Text)


class Shift(Row, table=True):
    """Somebody's duty at the desk: every week on `weekday` (1 is Monday), or on the one `day`."""

    __table_args__ = _keys(person_id="person")
    person_id: int = Field(sa_type=Id)
    weekday: int | None = None
    day: date | None = None
    begins: time
    ends: time  # no later than it begins: of the next day
    made_at: datetime


class Account(Row, table=True):
    """A person's way into the desk's pages: a name and a password, or links from the bot alone."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "login"),
        UniqueConstraint("county_id", "person_id"),
        person_id="person",
        region_id="region",
    )
    person_id: int = Field(sa_type=Id)
    login: str | None = None
    password_hash: str = ""  # argon2id; empty: links only
    first_password: bool = False  # the one that was printed: to be changed
    region_id: int | None = Field(default=None, sa_type=Id)  # sees this part of the tree; None: the whole county
    made_at: datetime
    ended_at: datetime | None = None


class WorkerCard(Row, table=True):
    """Somebody registered at the desk as looking for work: key words alone, beside their name and phone in `person`.

    Without `consent_at` nothing is kept. Of the age only that it is 16 or more is asked, and that is not stored.
    """

    __table_args__ = _keys(
        UniqueConstraint("county_id", "person_id"), person_id="person", region_id="region", made_by_id="person"
    )
    person_id: int = Field(sa_type=Id)
    region_id: int | None = Field(default=None, sa_type=Id)  # where they live
    trades: list[str] = Field(default_factory=list, sa_type=JSON)  # nlp.types.Trade
    reach: str = ""  # how far they go: bot.workers.REACHES
    hours: list[str] = Field(default_factory=list, sa_type=JSON)  # when they can: bot.workers.HOURS
    consent_at: datetime
    made_at: datetime
    made_by_id: int = Field(sa_type=Id)
    changed_at: datetime


class WebSession(Row, table=True):
    """Somebody logged in; of the cookie's word only the SHA-256 is stored."""

    __table_args__ = _keys(UniqueConstraint("county_id", "token_hash"), account_id="account")
    account_id: int = Field(sa_type=Id)
    token_hash: str
    way: str  # link, password, local
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


class LoginLink(Row, table=True):
    """A one-time way in, from the bot; of its word only the SHA-256 is stored."""

    __table_args__ = _keys(UniqueConstraint("county_id", "token_hash"), person_id="person")
    person_id: int = Field(sa_type=Id)
    token_hash: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class LoginTry(Row, table=True):
    """A login that failed, by the SHA-256 of the name tried or of the address it came from."""

    __table_args__ = _keys(Index("ix_login_try_key", "county_id", "key", "at"))
    key: str
    at: datetime


class Setting(Row, table=True):
    """A value of the county that the desk set in place of the config's."""

    __table_args__ = _keys(UniqueConstraint("county_id", "key"), changed_by_id="person")
    key: str
    value: Any = Field(default=None, sa_type=JSON)
    changed_at: datetime
    changed_by_id: int | None = Field(default=None, sa_type=Id)


class PersonLink(Row, table=True):
    """A page of somebody's own that needs no account: a forwarder's, or one's own signup; only a hash is stored."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "token_hash"),
        Index("ix_person_link_person", "county_id", "person_id", "kind"),
        person_id="person",
        posting_id="posting",
    )
    person_id: int = Field(sa_type=Id)
    kind: str  # forward, reply
    token_hash: str
    posting_id: int | None = Field(default=None, sa_type=Id)
    made_at: datetime
    ended_at: datetime | None = None


class RelayCopy(Row, table=True):
    """A posting's ready text for a group that people carry it to. The text itself is made when it is looked at."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "group_id", "posting_id"),
        Index("ix_relay_copy_posting", "county_id", "posting_id"),
        group_id="chat_group",
        posting_id="posting",
        carried_by_id="person",
    )
    group_id: int = Field(sa_type=Id)
    posting_id: int = Field(sa_type=Id)
    made_at: datetime
    carried_at: datetime | None = None
    carried_by_id: int | None = Field(default=None, sa_type=Id)
    shown: str = ""  # what stands in the group: status, free seats, version; empty: not carried yet
    shown_at: datetime | None = None


class RelayText(Row, table=True):
    """A ready text that is no posting's, for a group that people carry to: a digest, a notice, that a day is off."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "dedupe_key"),
        Index("ix_relay_text_group", "county_id", "group_id", "good_until"),
        group_id="chat_group",
        carried_by_id="person",
    )
    dedupe_key: str
    group_id: int = Field(sa_type=Id)
    kind: str  # digest, notice, stop
    name: str  # what it is called where it is ticked: 第28期
    text: str = Field(sa_type=Text)
    posting_ids: list[int] = Field(default_factory=list, sa_type=JSON)  # what it speaks of
    made_at: datetime
    good_until: datetime
    carried_at: datetime | None = None
    carried_by_id: int | None = Field(default=None, sa_type=Id)


class Allotment(Row, table=True):
    """Seats of a posting kept for one group for a time: 给咱村留6个名额，今晚8点前报."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "group_id", "posting_id"), group_id="chat_group", posting_id="posting"
    )
    group_id: int = Field(sa_type=Id)
    posting_id: int = Field(sa_type=Id)
    people: int
    until: datetime
    made_at: datetime
    returned_at: datetime | None = None


class AllotmentDay(Row, table=True):
    """How many seats of one day are still kept for an allotment; they are counted in the day's `held`."""

    __table_args__ = _keys(
        UniqueConstraint("county_id", "allotment_id", "posting_day_id"),
        CheckConstraint("held >= 0", name="no_seat_below_none"),
        allotment_id="allotment",
        posting_day_id="posting_day",
    )
    allotment_id: int = Field(sa_type=Id)
    posting_day_id: int = Field(sa_type=Id)
    held: int = 0


class RelayName(Row, table=True):
    """Somebody known in one group by name alone; the desk may tie the name to a person who is known otherwise."""

    __table_args__ = _keys(
        Index("ix_relay_name_group", "county_id", "group_id", "name"), group_id="chat_group", person_id="person"
    )
    group_id: int = Field(sa_type=Id)
    name: str
    person_id: int = Field(sa_type=Id)
    since: datetime


class RelayRead(Row, table=True):
    """What was brought back from a group already, told by digests: the same again changes nothing."""

    __table_args__ = _keys(Index("ix_relay_read_key", "county_id", "group_id", "key"), group_id="chat_group")
    group_id: int = Field(sa_type=Id)
    key: str  # the SHA-256 of a message, or of who stands in a line of a list
    mark: str = ""  # of a line: the SHA-256 of what it said last
    at: datetime


class PageTry(Row, table=True):
    """A try on a page that anybody may open, by the SHA-256 of the phone given or of the address it came from."""

    __table_args__ = _keys(Index("ix_page_try_key", "county_id", "key", "at"))
    key: str
    at: datetime


PERSONAL: dict[str, tuple[str, ...]] = {
    "person": ("name", "phone", "barred_why"),
    "employer": ("name", "phone", "papers", "licence", "mandate", "barred_why"),
    "posting": ("raw_text", "contact_name", "phones", "hires"),
    "guest": ("name", "phone"),
    "inbox": ("body",),
    "delivery": ("text", "buttons", "details"),
    "complaint": ("said", "note"),
    "unclear": ("said",),
    "chat_group": ("title",),
    "notice": ("text",),
    "visit": ("note",),
    "account": ("login",),
    "relay_name": ("name",),
    "relay_text": ("text",),
}
"""The only columns where names, phones and people's own words stand."""
