"""Tells the loops of this process that there are new rows; between processes PostgreSQL's NOTIFY does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Each listener has an event of its own, so that one that wakes takes no ring from another."""

    def __init__(self) -> None:
        self._events: dict[int, set[asyncio.Event]] = {}

    @contextmanager
    def listening(self, county_id: int) -> Iterator[asyncio.Event]:
        """An event that is set at every ring for this county. Clear it before looking for rows, wait after."""
        event = asyncio.Event()
        self._events.setdefault(county_id, set()).add(event)
        try:
            yield event
        finally:
            self._events[county_id].discard(event)

    def set(self, county_id: int | None = None) -> None:
        """There are new rows in this county; None: it is not known where."""
        for listened, events in self._events.items():
            if county_id is None or listened == county_id:
                for event in events:
                    event.set()


async def rung(event: asyncio.Event, seconds: float) -> bool:
    """Wait for a ring, at most so long; whether it rang."""
    if event.is_set():
        return True
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
