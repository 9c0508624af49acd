"""The simulated county at a moment: what its people have in hand, and the one way in which they write and press.

Everything goes through the same acts as in earnest. The days themselves are lived in `bot/simulate.py`.
"""

from __future__ import annotations

import heapq
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from bot import inbox, people, replies
from bot.app import Here
from bot.db import Store
from bot.errors import Refused
from bot.forms import Forms
from bot.models import Inbox
from bot.people import Sender

Fire = Callable[[Session, datetime, Here, int], str | None]
EMPLOYER, WORKER, DESK = 7_000_000_000, 7_100_000_000, 7_200_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """How large a county, for how long, from which seed. `begins` is its first morning."""

    days: int = 3
    seed: int = 7
    groups: int = 24
    postings_a_day: int = 3
    workers: int = 200
    employers: int = 12
    begins: date = date(2026, 10, 12)


@dataclass
class Worker:
    """Somebody with a telephone: their group, whether they ever wrote in private, and how they are."""

    user_id: int
    name: str
    group_id: int
    chat_id: int
    private: bool
    keen: float
    answers: float
    steady: float
    busy: set[date] = field(default_factory=set)  # days they spoke for already; who is careful answers nothing else


@dataclass
class County:
    """The simulated county at a moment."""

    store: Store
    here: Here
    fire: Fire
    setting: Setting
    chance: random.Random
    now: datetime
    events: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    order: int = 0
    forms: Forms = field(default_factory=Forms)
    updates: int = 0
    messages: int = 0
    sent: int = 0
    edited: int = 0
    workers: dict[int, Worker] = field(default_factory=dict)
    by_group: dict[int, list[Worker]] = field(default_factory=dict)
    by_person: dict[int, Worker] = field(default_factory=dict)
    towns: list[tuple[str, str]] = field(default_factory=list)
    last_edits: datetime | None = None
    counts: Counter[str] = field(default_factory=Counter)

    def later(self, minutes: float, what: Callable[[], None]) -> None:
        """Do `what` so many minutes from now."""
        self.order += 1
        heapq.heappush(self.events, (minute(self.now + timedelta(minutes=minutes)), self.order, what))

    def act(self, function: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
        """Run an act in its own transaction; what it refuses is a person's bad luck."""
        try:
            with self.store.writing(self.here.county_id) as session:
                return function(session, self.now, self.here, *args, **values)
        except Refused:
            self.counts["refused"] += 1
            return None

    def says(self, worker: Worker, text: str, group: bool = True) -> None:
        """A message of a worker, kept in the inbox and worked off in the same transaction."""
        self.updates += 1
        self.messages += 1
        chat = worker.chat_id if group else worker.user_id
        body = {"update_id": self.updates, "message": {"message_id": self.messages, "text": text}}
        update = inbox.Update(self.updates, json.dumps(body, ensure_ascii=False))
        sender = Sender(worker.user_id, worker.name, chat, private=not group)

        def heard(session: Session, now: datetime, here: Here) -> None:
            here = _written_down(session, now, here, update)
            if group:
                replies.hear(session, now, here, sender=sender, chat_id=chat, message_id=self.messages, text=text)
            else:
                person = people.meet(session, now, here, sender)
                replies.hear_private(session, now, here, person=person, chat_id=chat, text=text)
            inbox.done(session, now, here)

        self.act(heard)
        self.counts["said"] += 1

    def presses(self, user_id: int, function: Callable[..., Any], **values: Any) -> None:
        """A pressed button, kept as an update like any other."""
        self.updates += 1
        update = inbox.Update(self.updates, json.dumps({"update_id": self.updates, "callback_query": {}}))
        worker = self.workers.get(user_id)
        sender = Sender(user_id, worker.name if worker is not None else f"用工{user_id % 100}", user_id, private=True)

        def pressed(session: Session, now: datetime, here: Here) -> None:
            here = _written_down(session, now, here, update)
            function(session, now, here, sender=sender, **values)
            inbox.done(session, now, here)

        self.act(pressed)
        self.counts["pressed"] += 1


def minute(moment: datetime) -> datetime:
    """The moment without its seconds."""
    return moment.replace(second=0, microsecond=0)


def _written_down(session: Session, now: datetime, here: Here, update: inbox.Update) -> Here:
    inbox.write_down(session, now, here, [update])
    values = {"county": here.county_id, "messenger": here.messenger, "bot": here.bot, "update": update.update_id}
    return replace(here, inbox_id=session.connection().execute(_WRITTEN, values).scalar_one())


_WRITTEN = select(Inbox.id).where(
    Inbox.county_id == bindparam("county"),
    Inbox.messenger == bindparam("messenger"),
    Inbox.bot == bindparam("bot"),
    Inbox.update_id == bindparam("update"),
)
