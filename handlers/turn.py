"""One update being worked off: what handlers are given, and how they call their one act."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from bot import inbox, people
from bot.app import App, Here
from bot.models import Person
from bot.people import Sender

P = ParamSpec("P")
Value = TypeVar("Value")


def _drop(work: Coroutine[Any, Any, None]) -> None:
    """Where nobody runs things afterwards, they are not done."""
    work.close()


@dataclass(slots=True)
class Progress:
    """Whether an act marked the update as worked off, in its own transaction."""

    marked: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """An update on its way through the handlers.

    `role` and `person_id` are those of the sender as known before this update (None: never met). `holder` names this
    process where leases decide who works off a county's Inbox. Handlers translate the update into values and call `act`
    once; the act's transaction marks the update as worked off.
    """

    app: App
    here: Here
    sender: Sender | None = None
    person_id: int | None = None
    role: str = ""
    language: str = "zh"
    holder: str | None = None
    hears_all: bool = True  # the account reads all group messages (privacy mode is off)
    later: Callable[[Coroutine[Any, Any, None]], None] = _drop  # run it after this update, out of everybody's way
    progress: Progress = field(default_factory=Progress)

    async def act(
        self,
        function: Callable[Concatenate[Session, datetime, Here, P], Value],
        /,
        *args: P.args,
        **values: P.kwargs,
    ) -> Value:
        """Run an act for this update and mark the update as done in the same transaction.

        Raises `inbox.Superseded`, nothing done, where the update is not this process's to work off any more.
        """

        def whole(session: Session, now: datetime, here: Here) -> Value:
            if not self.progress.marked:
                inbox.ours(session, here, self.holder)
            value = function(session, now, here, *args, **values)
            inbox.done(session, now, here)
            return value

        value = await self.app.act(whole, self.here)
        self.progress.marked = True
        return value

    async def read(self, function: Callable[..., Value], /, *args: Any, **values: Any) -> Value:
        """Look something up on the reading side."""
        return await self.app.read(function, *args, **values)


def known(session: Session, here: Here, user_id: int) -> Person | None:
    """The sender as known so far, for choosing a way through the handlers."""
    return people.find(session, here, user_id)
