"""Takes Inbox rows in order of arrival and feeds them to the dispatcher: one update, one act.

What a person did wrong (`Refused`) is said to them; a bug is logged with ids, tried three times, then set aside and
told to the operators. The next row goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Chat, TelegramObject, Update, User
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot import bell, inbox, outbox, people
from bot.app import App, Here
from bot.counters import METRICS
from bot.errors import Refused
from bot.models import Inbox
from bot.people import Sender
from bot.texts import say
from handlers.turn import Turn, known

Value = TypeVar("Value")
log = structlog.get_logger()
BATCH = 50
IDLE_SECONDS = 1.0


def parse(row: Inbox, bot: Bot) -> Update | None:
    """The stored update as aiogram's value; None where it is of no form we know."""
    try:
        return Update.model_validate_json(row.body, context={"bot": bot})
    except ValidationError:
        return None


def sender_of(update: Update) -> tuple[Sender | None, Chat | None]:
    """Who set off this update, and in which chat. No sender: anonymous admins, channels, bots."""
    event: TelegramObject | None = (
        update.message or update.edited_message or update.callback_query or update.my_chat_member
    )
    user: User | None = getattr(event, "from_user", None)
    chat: Chat | None = getattr(event, "chat", None)
    if update.callback_query is not None and update.callback_query.message is not None:
        chat = update.callback_query.message.chat
    if user is None or user.is_bot or getattr(event, "sender_chat", None) is not None:
        return None, chat
    private = chat is not None and chat.type == "private"
    return (
        Sender(
            user_id=user.id,
            name=user.full_name,
            chat_id=chat.id if chat is not None else user.id,
            private=private,
            language=user.language_code or "",
        ),
        chat,
    )


class Consumer:
    """The one consumer of a county's Inbox."""

    def __init__(
        self,
        app: App,
        here: Here,
        dispatcher: Dispatcher,
        bots: Mapping[tuple[str, int], Bot],
        deaf: Collection[tuple[str, int]] = (),
        *,
        holder: str | None = None,
    ) -> None:
        """`deaf` are accounts in privacy mode, which are not given plain messages of groups.

        `holder` names the process where leases decide who works off the Inbox.
        """
        self.holder = holder
        self.deaf = deaf
        self.app = app
        self.here = here
        self.dispatcher = dispatcher
        self.bots = bots
        self.afterwards: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work off rows until cancelled; woken by new ones, and by itself once a second."""
        trouble = 0
        with self.app.wake.inbox.listening(self.here.county_id) as rung:
            while True:
                rung.clear()
                try:
                    done = await self.work_off()
                    trouble = 0
                except SQLAlchemyError as error:  # the database does not answer: wait, each time longer
                    trouble += 1
                    log.error("consumer_failed", county=self.here.settings.slug, error=type(error).__name__)
                    await asyncio.sleep(min(2.0**trouble / 4, 30.0))
                    continue
                if done == 0:
                    await bell.rung(rung, IDLE_SECONDS)

    async def work_off(self) -> int:
        """Work off what waits now; how many rows."""
        rows = await self.app.read(inbox.waiting, self.here.county_id, BATCH)
        for row in rows:
            try:
                await self.one(row)
            except inbox.Superseded:  # this process was held up; what waits now is asked anew, if it is ours
                log.warning("update_not_ours", inbox_id=row.id, county=self.here.settings.slug)
                return 0
        return len(rows)

    async def one(self, row: Inbox) -> None:
        """One update through the dispatcher. Raises `inbox.Superseded` where another process has it now."""
        here = replace(self.here, messenger=row.messenger, bot=row.bot, inbox_id=row.id)
        bot = self.bots.get((row.messenger, row.bot))
        if bot is None:  # taken out of the config, or given a new account, while this waited
            await self._set_aside(here, "no such bot")
            return
        update = parse(row, bot)
        if update is None:
            await self._set_aside(here, "not understood")
            return
        sender, _ = sender_of(update)
        person = await self.app.read(known, here, sender.user_id) if sender is not None else None
        turn = Turn(
            app=self.app,
            here=replace(here, actor_id=person.id if person else None),
            sender=sender,
            person_id=person.id if person else None,
            role=person.role if person else "",
            language=people.language_of(here, person),
            holder=self.holder,
            hears_all=(row.messenger, row.bot) not in self.deaf,
            later=self._later,
        )
        try:
            await self.dispatcher.feed_update(bot, update, turn=turn)
        except Refused as refusal:
            METRICS.updates.labels("refused").inc()
            await self.app.act(_fenced, turn.here, self.holder, tell_refusal, turn.sender, refusal)
            turn.progress.marked = True
        except inbox.Superseded:
            raise
        except Exception as error:
            await self._failed(turn, error)
            return
        METRICS.updates.labels("done").inc()
        if not turn.progress.marked:
            await self.app.act(_fenced, turn.here, self.holder, _mark_done)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something that must keep no update waiting (a model's answer takes seconds). It may be lost at an end."""
        task = asyncio.create_task(self._guarded(work))
        self.afterwards.add(task)
        task.add_done_callback(self.afterwards.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Refused:
            return
        except Exception as error:
            log.exception("afterwards_failed", county=self.here.settings.slug, error=type(error).__name__)

    async def rest(self) -> None:
        """Wait until nothing runs afterwards any more."""
        while self.afterwards:
            await asyncio.gather(*self.afterwards)

    async def _set_aside(self, here: Here, why: str) -> None:
        """It can never be worked off; those after it go on."""
        await self.app.act(_fenced, here, self.holder, _put_aside, why)
        log.warning("update_set_aside", inbox_id=here.inbox_id, county=here.settings.slug, bot=here.bot, why=why)
        await self.app.act(_tell_operators, here, why)

    async def _failed(self, turn: Turn, error: Exception) -> None:
        here, name = turn.here, type(error).__name__
        METRICS.updates.labels("failed").inc()
        log.exception("update_failed", inbox_id=here.inbox_id, county=here.settings.slug, bot=here.bot, error=name)
        if turn.progress.marked:  # its act is done; what came after it may be lost
            return
        if await self.app.act(_fenced, here, self.holder, inbox.failed, name):
            log.warning("update_set_aside", inbox_id=here.inbox_id, county=here.settings.slug, bot=here.bot, why=name)
            await self.app.act(_tell_operators, here, name)


def _fenced(
    session: Session, now: datetime, here: Here, holder: str | None, act: Callable[..., Value], *args: Any
) -> Value:
    """An act on an update that is still this process's to work off."""
    inbox.ours(session, here, holder)
    return act(session, now, here, *args)


def _mark_done(session: Session, now: datetime, here: Here) -> None:
    inbox.done(session, now, here)


def _put_aside(session: Session, now: datetime, here: Here, why: str) -> None:
    for _ in range(inbox.TRIES):
        inbox.failed(session, now, here, why)


def tell_refusal(session: Session, now: datetime, here: Here, sender: Sender | None, refusal: Refused) -> None:
    """Say to the asker why it cannot be done: in private where they wrote there, else in the group by name."""
    inbox.done(session, now, here)
    if sender is None:
        return
    person = people.meet(session, now, here, sender)
    assert person.id is not None
    text = say(refusal.key, people.language_of(here, person), **refusal.values)
    key = f"refused:{here.inbox_id}"
    if sender.private or people.reachable(session, here, person.id) is not None:
        outbox.tell_person(session, now, here, person.id, text, key=key)
        return
    address = outbox.group_by_chat(session, here, sender.chat_id)
    if address is not None:
        outbox.tell_group(session, now, here, address.group_id, f"{person.name}：{text}", key=key)


def _tell_operators(session: Session, now: datetime, here: Here, error: str) -> None:
    for user_id in here.settings.operators:
        person = people.find(session, here, user_id)
        if person is not None and person.id is not None:
            text = say("operators.set_aside", here.language, inbox_id=here.inbox_id, error=error)
            outbox.tell_person(session, now, here, person.id, text, key=f"aside:{here.inbox_id}:{person.id}")
