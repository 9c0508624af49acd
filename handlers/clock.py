"""Buttons under what the clock asked, and the desk's commands for what it sends."""

from __future__ import annotations

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import arrivals, calloffs, coming, digests, evidence, feedback, freshen, notices, regulars, rests, still_needed
from handlers.desk import OfDesk
from handlers.employer import press_act
from handlers.presses import Press, Pressed, answer
from handlers.turn import Turn


async def pressed_coming(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """去, 不去, or another number, under the evening's question."""
    if turn.sender is None or not press.rest.isdecimal():
        return
    outcome = await turn.act(
        coming.press, sender=turn.sender, question_id=press.subject, number=min(int(press.rest), 99)
    )
    await answer(callback, outcome.text)


async def pressed_coming_day(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The same under the one message to a group."""
    if turn.sender is None or callback.message is None:
        return
    await turn.act(freshen.seen, press.delivery_id, callback.message.chat.id, callback.message.message_id)
    outcome = await turn.act(
        coming.press_day, sender=turn.sender, posting_day_id=press.subject, yes=press.rest == "yes"
    )
    await answer(callback, outcome.text)


async def pressed_tick(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """One person's tick in the list of who came."""
    if turn.sender is None:
        return
    outcome = await turn.act(
        arrivals.press_tick,
        sender=turn.sender,
        signup_day_id=press.subject,
        shown=press.rest,
        delivery_id=press.delivery_id,
    )
    await answer(callback, outcome.text)


async def pressed_all(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """都来了."""
    if turn.sender is None:
        return
    outcome = await turn.act(
        arrivals.press_all, sender=turn.sender, posting_day_id=press.subject, delivery_id=press.delivery_id
    )
    await answer(callback, outcome.text)


async def pressed_feedback(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """How the work was, and the pay."""
    if turn.sender is None or press.rest not in ("ok", "work", "pay"):
        return
    outcome = await turn.act(feedback.press, sender=turn.sender, feedback_id=press.subject, what=press.rest)
    await answer(callback, outcome.text)


async def pressed_needed(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """还要, 够了."""
    await press_act(
        callback, turn, still_needed.press, sender=turn.sender, posting_id=press.subject, yes=press.rest == "yes"
    )


async def pressed_visited(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """走访了."""
    await press_act(callback, turn, regulars.tick, sender=turn.sender, visit_id=press.subject)


async def pressed_next_day(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A stopped day is worked the day after."""
    try:
        day = date.fromisoformat(press.rest)
    except ValueError:
        return
    await press_act(callback, turn, calloffs.next_day, sender=turn.sender, posting_id=press.subject, day=day)


async def pressed_rest(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """停两天: which two."""
    day, _, number = press.rest.partition(".")
    try:
        first = date.fromisoformat(day)
    except ValueError:
        return
    if number.isdecimal():
        days = min(int(number), 31)
        await press_act(
            callback, turn, rests.press, sender=turn.sender, posting_id=press.subject, first=first, number=days
        )


async def notice(message: Message, command: CommandObject, turn: Turn) -> None:
    """/notice, alone or with what is to be sent again and again."""
    if turn.sender is not None:
        await turn.act(notices.order, sender=turn.sender, words=command.args or "")


async def digest(message: Message, turn: Turn) -> None:
    """/digest: what is open, to read aloud."""
    if turn.sender is not None:
        await turn.act(digests.read_out, sender=turn.sender)


async def sheet(message: Message, command: CommandObject, turn: Turn) -> None:
    """/evidence 3, or alone."""
    if turn.sender is not None:
        await turn.act(evidence.order, sender=turn.sender, words=command.args or "")


async def regular(message: Message, command: CommandObject, turn: Turn) -> None:
    """/regular 138…, /regular 138… off."""
    if turn.sender is None:
        return
    words = (command.args or "").split()
    off = len(words) > 1 and words[1].lower() in ("off", "no", "停", "不")
    await turn.act(regulars.set_regular, sender=turn.sender, phone=words[0] if words else "", on=not off)


def router() -> Router:
    """A fresh router. It stands before the desk's and the employers', whose ends take everything."""
    made = Router(name="clock")
    chat = F.chat.type == "private"
    made.message.register(notice, chat, Command("notice", "notices"), OfDesk())
    made.message.register(digest, chat, Command("digest"), OfDesk())
    made.message.register(sheet, chat, Command("evidence"), OfDesk())
    made.message.register(regular, chat, Command("regular"), OfDesk())
    made.callback_query.register(pressed_coming, Pressed("coming"))
    made.callback_query.register(pressed_coming_day, Pressed("comingday"))
    made.callback_query.register(pressed_tick, Pressed("tick"))
    made.callback_query.register(pressed_all, Pressed("tickall"))
    made.callback_query.register(pressed_feedback, Pressed("fb"))
    made.callback_query.register(pressed_needed, Pressed("need"))
    made.callback_query.register(pressed_visited, Pressed("visited"))
    made.callback_query.register(pressed_next_day, Pressed("nextday"))
    made.callback_query.register(pressed_rest, Pressed("rest"))
    return made
