"""Where things happen: the county's tree, its groups with their addresses, and who carries texts into them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from bot.states import GroupState
from bot.table import Id, Row, keys, words


class Region(Row, table=True):
    """A node of the county's tree, with its official code."""

    __table_args__ = keys(UniqueConstraint("county_id", "code"), parent_id="region")
    code: str
    level: str  # county, township, village
    name: str  # as people say it: 西解村, not 西解村委会
    parent_id: int | None = Field(default=None, sa_type=Id)


class Group(Row, table=True):
    """A chat bound to a region, or to a trade; `region_id` and `trade` are empty until it is bound."""

    __tablename__ = "chat_group"  # "group" is a word of SQL
    __table_args__ = keys(
        words("state", GroupState),
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

    __table_args__ = keys(
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


class GroupForwarder(Row, table=True):
    """Who carries texts between a group where no bot may sit and Dalaba."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "group_id", "person_id"), group_id="chat_group", person_id="person"
    )
    group_id: int = Field(sa_type=Id)
    person_id: int = Field(sa_type=Id)
    since: datetime
