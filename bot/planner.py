"""What SQLite's planner is told of the tables: that one county has many rows, and what narrows them down.

Without numbers SQLite takes every first column of an index for one that leaves ten rows
(https://www.sqlite.org/optoverview.html, https://www.sqlite.org/fileformat2.html#stat1tab). Here that is the county,
which leaves all of them, so that a look at one posting's line read every signup of the county. The numbers are typical
ones, the same in every database, as SQLite's documentation offers; so a plan does not change from one night to the
next. PostgreSQL counts for itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

ROWS = 1_000_000
"""A county of some years."""
WIDE = frozenset({"county_id", "messenger", "bot", "kind", "subject"})
"""Columns that leave almost all rows."""
LEFT = {
    "group_id": 5000,
    "chat_id": 5000,
    "state": 2000,  # what is asked for is what still waits, not what is done
    "status": 500,
    "posting_id": 200,
    "person_id": 200,
    "posting_day_id": 20,
    "subject_id": 5,
    "signup_id": 4,
}
"""About how many rows have one value of a column; of every other column ten."""


def tell(connection: Connection) -> None:
    """Write the numbers for every index of a SQLite database anew; connections that are opened later read them."""
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes the table where there is none
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    indexes = connection.exec_driver_sql(
        'SELECT tbl.name, idx.name, idx."unique" FROM sqlite_schema AS tbl, pragma_index_list(tbl.name) AS idx'
        " WHERE tbl.type = 'table' AND tbl.name NOT LIKE 'sqlite%'"
    ).all()
    for table, index, unique in indexes:
        found = connection.exec_driver_sql("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,))
        numbers = " ".join(str(each) for each in _numbers([row[0] for row in found], bool(unique)))
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, index, numbers)
        )
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # reads them


def _numbers(columns: Sequence[str], unique: bool) -> list[int]:
    """All rows, then how many share the first column's value, the first two columns' values, and so on."""
    left = ROWS
    numbers = [left]
    for column in columns:
        if column not in WIDE:
            left = max(1, min(left // 10, LEFT.get(column, 10)))
        numbers.append(left)
    if unique:
        numbers[-1] = 1
    return numbers
