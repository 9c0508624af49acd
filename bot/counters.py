"""What this process counts as it goes, for those who watch. Labels are kinds and counties, never people or their words.

What an act counts it counts once it is committed: an act that is rolled back, or done again, did nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy import event
from sqlmodel import Session

from bot.app import Here
from bot.errors import LABELS

P = ParamSpec("P")
Value = TypeVar("Value")
Act = Callable[Concatenate[Session, datetime, Here, P], Value]
WAYS = ("group", "private", "button", "page")
"""How replies come."""
SILENT = "silent"
"""What an act on a message tells that is none of our business."""


class Metrics:
    """The counters of a process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.sends = self._counter("sends", "Messages and edits that went out", "kind")
        self.messages, self.edits = self.sends.labels("send"), self.sends.labels("edit")
        self.errors = self._counter("send_errors", "Calls that failed, by kind of error", "error")
        for label in LABELS:
            self.errors.labels(label)
        self.uncertain = self._counter("uncertain", "Messages whose outcome is unknown")
        self.given_up = self._counter("given_up", "Messages that the pump gave up", "county")
        self.retry_after = self._counter("retry_after_seconds", "Seconds that messengers asked us to wait")
        self.held_up = Gauge(
            "dalaba_held_up", "1 while messages do not get out, by the last look", ["county"], registry=self.registry
        )
        self.updates = self._counter("updates", "Updates worked off, by outcome", "outcome")
        self.replies = self._counter("replies", "Replies that were read, by how they came", "county", "way")
        self.unclear = self._counter("unclear_replies", "Replies that a person has to read", "county")

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"dalaba_{name}", told, labels, registry=self.registry)


METRICS = Metrics()


def when_committed(session: Session, count: Counter) -> None:
    """Count one more when what this session does is committed."""

    def committed(_: Session) -> None:
        count.inc()

    event.listen(session, "after_commit", committed, once=True)


def replies(way: str) -> Callable[[Act[P, Value]], Act[P, Value]]:
    """An act on what somebody answered: counted, unless it tells that this was no reply (`SILENT`, False)."""

    def wrap(act: Act[P, Value]) -> Act[P, Value]:
        @wraps(act)
        def counted(session: Session, now: datetime, here: Here, /, *args: P.args, **values: P.kwargs) -> Value:
            outcome: Any = act(session, now, here, *args, **values)
            if outcome is not False and outcome != SILENT:
                when_committed(session, METRICS.replies.labels(here.settings.slug, way))
            return outcome  # type: ignore[no-any-return]

        return counted

    return wrap
