"""The desk in private: what nobody could read, and the buttons under it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import settling
from handlers.desk import OfDesk
from handlers.employer import press_act
from handlers.presses import Press, Pressed
from handlers.turn import Turn


async def waiting(message: Message, turn: Turn) -> None:
    """/unclear."""
    if turn.sender is not None:
        await turn.act(settling.list_waiting, sender=turn.sender)


async def pressed(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A posting with a number of people, or 不是报名."""
    posting, _, number = press.rest.partition(":")
    none = press.rest == "no"
    if not none and not (posting.isdecimal() and number.isdecimal()):
        return
    await press_act(
        callback,
        turn,
        settling.press,
        sender=turn.sender,
        unclear_id=press.subject,
        posting_id=None if none else int(posting),
        count=0 if none else min(int(number), 99),
    )


def router() -> Router:
    """A fresh router; it stands before the desk's, whose end takes everything."""
    made = Router(name="unclear")
    made.message.register(waiting, F.chat.type == "private", Command("unclear"), OfDesk())
    made.callback_query.register(pressed, Pressed("unclear"))
    return made
