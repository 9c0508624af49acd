"""A posting with its days and seats, and who signed up for them."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from bot.states import PostingStatus, SignupState
from bot.table import Id, Row, keys, words


class Posting(Row, table=True):
    """One kind of worker wanted, at one place. Field meanings are those of the exchange format."""

    __table_args__ = keys(
        words("status", PostingStatus),
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

    __table_args__ = keys(
        Index("ix_posting_terms_posting", "county_id", "posting_id", "held_until"), posting_id="posting"
    )
    posting_id: int = Field(sa_type=Id)
    held_until: datetime
    terms: dict[str, Any] = Field(sa_type=JSON)  # the columns of `bot.agreed.KEPT`: no name, no phone


class PostingDay(Row, table=True):
    """The seats of one day of a posting."""

    __table_args__ = keys(
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

    __table_args__ = keys(
        UniqueConstraint("county_id", "posting_id", "person_id"),
        Index("ix_signup_person", "county_id", "person_id"),
        words("state", SignupState),
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

    __table_args__ = keys(
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

    __table_args__ = keys(
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
