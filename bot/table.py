"""What every table stands on: the county that leads each key, the kinds of key, and the names of constraints.

Every table has `county_id`; it leads every unique key and every foreign key, so that no row can point across counties
and the tables can be spread by county.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Integer, MetaData, UniqueConstraint
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


def words(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def keys(*others: Any, **references: str) -> tuple[Any, ...]:
    """Table arguments: (county_id, id) unique, and each reference `column=table` as a key led by county_id."""
    keys: list[Any] = [
        UniqueConstraint("county_id", "id"),
        ForeignKeyConstraint(["county_id"], ["county.id"]),
    ]
    for column, table in references.items():
        keys.append(ForeignKeyConstraint(["county_id", column], [f"{table}.county_id", f"{table}.id"]))
    return (*keys, *others)


def where(condition: str) -> dict[str, Any]:
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
