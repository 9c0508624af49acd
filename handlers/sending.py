"""How postings go out, at the desk in private: the plan, how far it is, what failed, stop and go on, who is on duty."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import sending
from handlers.desk import OfDesk
from handlers.employer import press_act
from handlers.presses import Press, Pressed
from handlers.turn import Turn

BUTTONS = {
    "dplan": sending.show_plan,
    "dprog": sending.progress,
    "dfail": sending.list_failures,
    "dhold": sending.hold,
    "dsend": sending.send_on,
}


async def progress(message: Message, command: CommandObject, turn: Turn) -> None:
    """/progress, /progress A12."""
    if turn.sender is not None:
        await turn.act(sending.progress, sender=turn.sender, code=(command.args or "").strip().upper())


async def stop(message: Message, command: CommandObject, turn: Turn) -> None:
    """/stop, /stop A12: nothing new goes out, of all or of one."""
    if turn.sender is not None:
        await turn.act(sending.hold, sender=turn.sender, code=(command.args or "").strip().upper())


async def go_on(message: Message, command: CommandObject, turn: Turn) -> None:
    """/go, /go A12."""
    if turn.sender is not None:
        await turn.act(sending.send_on, sender=turn.sender, code=(command.args or "").strip().upper())


async def pressed(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A button about the sending of one posting, or of all (number 0)."""
    await press_act(callback, turn, BUTTONS[press.act], sender=turn.sender, posting_id=press.subject)


async def pressed_way(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """One of the ways to go out."""
    await press_act(
        callback,
        turn,
        sending.choose_way,
        sender=turn.sender,
        posting_id=press.subject,
        way=press.rest,
        delivery_id=press.delivery_id,
    )


def router() -> Router:
    """A fresh router. Its buttons are checked again in the acts, for anybody may send any data."""
    made = Router(name="sending")
    chat = F.chat.type == "private"
    made.message.register(progress, chat, Command("progress"), OfDesk())
    made.message.register(stop, chat, Command("stop"), OfDesk())
    made.message.register(go_on, chat, Command("go"), OfDesk())
    made.callback_query.register(pressed, Pressed(*BUTTONS))
    made.callback_query.register(pressed_way, Pressed("dway"))
    return made
