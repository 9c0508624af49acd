"""What waits for a person or was settled by one: questions, unclear replies, calls, complaints, notices, settings."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field

from bot.states import ComplaintState, QuestionState
from bot.table import Id, Row, keys, words


class Question(Row, table=True):
    """A question put to one person; it is answered before anything else that they write is read."""

    __table_args__ = keys(
        words("state", QuestionState),
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

    __table_args__ = keys(
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

    __table_args__ = keys(
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

    __table_args__ = keys(
        words("state", ComplaintState), posting_id="posting", person_id="person", group_id="chat_group"
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


class Feedback(Row, table=True):
    """What a worker was asked after a day of work, once: was the work as described, the pay as agreed?"""

    __table_args__ = keys(
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

    __table_args__ = keys(UniqueConstraint("county_id", "kind", "day"), UniqueConstraint("county_id", "number"))
    number: int
    kind: str  # daily, weekly, late
    day: date
    made_at: datetime


class Notice(Row, table=True):
    """What the desk entered once and is sent again and again: the livestream, fairs, classes."""

    __table_args__ = keys(made_by_id="person")
    text: str = Field(default="", sa_type=Text)
    rhythm: str  # minute hour day month weekday, as cron has it
    audience: str = "all"  # all, county, townships, trade:NAME, or regions by name with commas
    except_days: list[str] = Field(default_factory=list, sa_type=JSON)
    until: date | None = None
    made_at: datetime
    made_by_id: int | None = Field(default=None, sa_type=Id)
    stopped_at: datetime | None = None


class Shift(Row, table=True):
    """Somebody's duty at the desk: every week on `weekday` (1 is Monday), or on the one `day`."""

    __table_args__ = keys(person_id="person")
    person_id: int = Field(sa_type=Id)
    weekday: int | None = None
    day: date | None = None
    begins: time
    ends: time  # no later than it begins: of the next day
    made_at: datetime


class Setting(Row, table=True):
    """A value of the county that the desk set in place of the config's."""

    __table_args__ = keys(UniqueConstraint("county_id", "key"), changed_by_id="person")
    key: str
    value: Any = Field(default=None, sa_type=JSON)
    changed_at: datetime
    changed_by_id: int | None = Field(default=None, sa_type=Id)
