"""Groups that people carry: the texts for them, what each may give away, and the names brought back."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from bot.table import Id, Row, keys


class RelayCopy(Row, table=True):
    """A posting's ready text for a group that people carry it to. The text itself is made when it is looked at."""

    __table_args__ = keys(
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

    __table_args__ = keys(
        UniqueConstraint("county_id", "dedupe_key"),
        Index("ix_relay_text_group", "county_id", "group_id", "good_until"),
        group_id="chat_group",
        carried_by_id="person",
    )
    dedupe_key: str
    group_id: int = Field(sa_type=Id)
    kind: str  # digest, notice, stop, answer
    name: str  # what it is called where it is ticked: 第28期
    text: str = Field(sa_type=Text)
    posting_ids: list[int] = Field(default_factory=list, sa_type=JSON)  # what it speaks of
    made_at: datetime
    good_until: datetime
    carried_at: datetime | None = None
    carried_by_id: int | None = Field(default=None, sa_type=Id)


class Allotment(Row, table=True):
    """Seats of a posting kept for one group for a time: 给咱村留6个名额，今晚8点前报."""

    __table_args__ = keys(
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

    __table_args__ = keys(
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

    __table_args__ = keys(
        Index("ix_relay_name_group", "county_id", "group_id", "name"), group_id="chat_group", person_id="person"
    )
    group_id: int = Field(sa_type=Id)
    name: str
    person_id: int = Field(sa_type=Id)
    since: datetime


class RelayRead(Row, table=True):
    """What was brought back from a group already, told by digests: the same again changes nothing."""

    __table_args__ = keys(Index("ix_relay_read_key", "county_id", "group_id", "key"), group_id="chat_group")
    group_id: int = Field(sa_type=Id)
    key: str  # the SHA-256 of a message, or of who stands in a line of a list
    mark: str = ""  # of a line: the SHA-256 of what it said last
    at: datetime
