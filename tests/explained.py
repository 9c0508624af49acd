"""How a database finds what a function asks for: the plans of its statements, and a county with a history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, insert
from sqlmodel import Session

from bot import outbox
from bot.app import Here
from bot.db import Store
from bot.models import Delivery, DeliveryState


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement, and the lines with which the database says how it goes about it."""

    statement: str
    lines: list[str]

    def whole(self, table: str) -> list[str]:
        """The lines that read all of a table, or all that a county ever had of it."""
        return [
            line
            for line in self.lines
            if f"Seq Scan on {table}" in line
            or f"SCAN {table}" in line
            or (f"SEARCH {table} " in line and line.rstrip(")").endswith("(county_id=?"))
        ]


def plans(store: Store, function: Callable[..., Any], *args: Any) -> list[Plan]:
    """The plans of all statements of `function(session, *args)`."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement != "BEGIN":
            asked.append((statement, values))

    event.listen(store.reading, "before_cursor_execute", note)
    try:
        store.read(function, *args)
    finally:
        event.remove(store.reading, "before_cursor_execute", note)
    word = "EXPLAIN QUERY PLAN " if store.is_sqlite else "EXPLAIN "
    with store.engine.connect() as connection:
        return [
            Plan(statement, [str(row[-1]) for row in connection.exec_driver_sql(word + statement, values)])
            for statement, values in asked
        ]


def history(session: Session, now: datetime, here: Here, count: int = 3000) -> None:
    """So many messages that went out over the last weeks, and the database's numbers of them."""
    rows = [
        outbox.plain_row(
            county_id=here.county_id,
            dedupe_key=f"history:{number}",
            messenger=here.messenger,
            bot=here.bot,
            text="好",
            state=DeliveryState.SENT.value,
            due_at=now - timedelta(hours=1, minutes=number),
            sent_at=now - timedelta(hours=1, minutes=number),
            chat_id=number,
            message_id=number,
        )
        for number in range(count)
    ]
    connection = session.connection()
    connection.execute(insert(Delivery), rows)
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ANALYZE delivery")
