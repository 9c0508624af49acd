"""What a transaction knows already: rows it read under a posting's lock, which nobody else can change until it ends.

Kept with the session, and gone with it. What is kept are the session's own objects, so that a change made through one
of them is seen by all; new rows of a kind kept here make its list be read again.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, Update, bindparam, event, insert, inspect, update
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session

from bot.db import defaults
from bot.models import Due, PersonAddress, Posting, PostingDay, Row, Signup, SignupDay

Kind = TypeVar("Kind", bound=Row)
_KEY = "known"
RUSH = "rush_over"


@dataclass(slots=True)
class Known:
    """By id of the posting, or of the signup. `calm`: nobody waits on any day of the posting, nobody was asked.

    `restless`: somebody waited, or was asked, when it was looked for; `lines`: who waits, by id of the day.
    `moved`: postings of which seats were taken, held or let go.
    `addresses`: by county, messenger and user id; None where nobody of that id ever wrote. `reached`: by person.
    """

    locked: dict[int, Posting] = field(default_factory=dict)
    days: dict[int, list[PostingDay]] = field(default_factory=dict)
    rows: dict[int, list[tuple[SignupDay, PostingDay]]] = field(default_factory=dict)
    signups: dict[tuple[int, int], Signup] = field(default_factory=dict)
    calm: set[int] = field(default_factory=set)
    restless: set[int] = field(default_factory=set)
    lines: dict[int, list[tuple[SignupDay, Signup]]] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    addresses: dict[tuple[int, str, int], Any] = field(default_factory=dict)
    reached: dict[int, PersonAddress | None] = field(default_factory=dict)
    kept_inbox: set[int] = field(default_factory=set)
    kept: list[Any] = field(default_factory=list)  # the session holds its objects weakly


def of(session: Session) -> Known:
    """What this session's transaction knows."""
    found = session.info.get(_KEY)
    if found is None:
        found = session.info[_KEY] = Known()
    known: Known = found
    return known


def keep(session: Session, *rows: Any) -> None:
    """Hold these rows for the transaction, so that asking for one of them by its id asks no database."""
    of(session).kept.extend(row for row in rows if row is not None)


def put_in(session: Session, row: Row) -> None:
    """Write a new row at once and let the session hold it, as `add` and `flush` would, in a third of their time."""
    session.flush()  # what it points to
    names, statement = _writing(type(row))
    written = session.connection().execute(statement, {name: getattr(row, name) for name in names})
    set_committed_value(row, "id", written.inserted_primary_key[0] if written.inserted_primary_key else None)
    _hold(session, row)


def write(session: Session, table: type[Kind], **values: Any) -> Kind:
    """Write a new row of these values, as `put_in` does, and hold it as one that was read: no model is made for it."""
    session.flush()  # what it points to
    names, statement = _writing(table)
    rest = {name: value for name, value in defaults(table).items() if name in names and name not in values}
    # A list or mapping that nobody filled is the row's own.
    whole = {**values, **{name: copy(value) if value in ([], {}) else value for name, value in rest.items()}}
    written = session.connection().execute(statement, whole)
    row: Kind = inspect(table).class_manager.new_instance()
    row.__dict__.update(whole, id=written.inserted_primary_key[0] if written.inserted_primary_key else None)
    _hold(session, row)
    return row


def _hold(session: Session, row: Row) -> None:
    make_transient_to_detached(row)
    session.add(row)
    known: Known | None = session.info.get(_KEY)
    if known is not None:
        known.kept.append(row)
        _forget(known, row)


@cache
def _writing(table: type[Row]) -> tuple[tuple[str, ...], Insert]:
    names = tuple(column.key for column in inspect(table).column_attrs if column.key != "id")
    return names, insert(table)


def change(session: Session, row: Row, **values: Any) -> None:
    """Write some of a row's columns at once, as an attribute and `flush` would, in a third of their time."""
    if inspect(row).modified:
        session.flush()
    where = {"b_county": row.county_id, "b_id": row.id}
    session.connection().execute(_changing(type(row), tuple(values)), {**where, **values})
    for name, value in values.items():
        set_committed_value(row, name, value)


@cache
def _changing(table: type[Row], names: tuple[str, ...]) -> Update:
    columns = table.__table__.c  # type: ignore[attr-defined]
    mine = (columns.county_id == bindparam("b_county"), columns.id == bindparam("b_id"))
    return update(table).where(*mine).values({name: bindparam(name, type_=columns[name].type) for name in names})


def _forget(known: Known, row: Any) -> None:
    """A row that is new, or gone: what was read before it is to be read again."""
    if isinstance(row, PostingDay):
        known.days.pop(row.posting_id, None)
        known.rows.clear()
    elif isinstance(row, SignupDay):
        known.rows.pop(row.signup_id, None)
        known.lines.clear()
    elif isinstance(row, PersonAddress):
        known.reached.pop(row.person_id, None)
        known.addresses.pop((row.county_id, row.messenger, row.user_id), None)
    if _stirs(row):
        known.calm.clear()


@event.listens_for(AnySession, "before_flush")
def _new_rows(session: AnySession, _context: Any, _instances: Any) -> None:
    known: Known | None = session.info.get(_KEY)
    if known is None:
        return
    for row in (*session.new, *session.deleted):
        _forget(known, row)
    if known.calm and any(_stirs(row) for row in session.dirty):
        known.calm.clear()
    if known.lines and any(isinstance(row, (Signup, SignupDay)) for row in session.dirty):
        known.lines.clear()
    if known.reached and any(isinstance(row, PersonAddress) for row in session.dirty):
        known.reached.clear()


def _stirs(row: Any) -> bool:
    return (isinstance(row, SignupDay) and row.waiting > 0) or (isinstance(row, Due) and row.kind == RUSH)


@event.listens_for(AnySession, "after_transaction_end")
def _over(session: AnySession, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_KEY, None)
