"""What people write and press in groups."""

from __future__ import annotations

import asyncio

from aiogram import F, Router
from aiogram.exceptions import TelegramAPIError, TelegramNotFound
from aiogram.types import CallbackQuery, Message, ReactionTypeEmoji

from bot import replies
from handlers.presses import Press, Pressed, answer
from handlers.turn import Turn

GROUPS = F.chat.type.in_({"group", "supergroup"})

NODDED = frozenset({"seated", "waiting", "left", "block", "lead", "listed", "noted", "stays"})
NOD = "👌"
NODS_MOST = 10  # more at once than this are let be: what must be said is a Delivery
_nods: set[asyncio.Task[None]] = set()
_without: set[int] = set()  # bots whose messenger knows no reactions: not asked again


def router() -> Router:
    """A router of its own for a dispatcher."""
    made = Router(name="group")
    made.message.register(heard, GROUPS)
    made.edited_message.register(edited, GROUPS)
    made.callback_query.register(pressed_copy, Pressed("join", "leave"))
    made.callback_query.register(pressed_question, Pressed("answer", "pick", "days"))
    return made


async def heard(message: Message, turn: Turn) -> None:
    """A message in a group; forwarded posts and what has no words are nobody's reply."""
    await _hear(message, turn, edited=False)


async def edited(message: Message, turn: Turn) -> None:
    """A message that its writer changed."""
    await _hear(message, turn, edited=True)


async def _hear(message: Message, turn: Turn, *, edited: bool) -> None:
    text = message.text or message.caption or ""
    if not text or message.forward_origin is not None:
        return
    quoted = message.reply_to_message
    outcome = await turn.act(
        replies.hear,
        sender=turn.sender,
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=text,
        reply_to_message_id=quoted.message_id if quoted is not None else None,
        edited=edited,
    )
    bot_id = turn.here.bot
    if outcome in NODDED and bot_id not in _without and len(_nods) < NODS_MOST:
        nod = asyncio.create_task(_nod(message, bot_id))
        _nods.add(nod)
        nod.add_done_callback(_nods.discard)


async def _nod(message: Message, bot_id: int) -> None:
    """A sign under what was put down, at once and beside the queue; where it cannot be, it is done without."""
    try:
        await message.react([ReactionTypeEmoji(emoji=NOD)])
    except TelegramNotFound:  # the messenger has no such method
        _without.add(bot_id)
    except TelegramAPIError:  # this chat allows none, the message is gone, no connection
        return


async def pressed_copy(callback: CallbackQuery, turn: Turn, press: Press) -> None:
    """我去 or 不去了 under a posting's copy."""
    if turn.sender is None or callback.message is None:
        return
    act = replies.press_join if press.act == "join" else replies.press_leave
    message_id = callback.message.message_id
    outcome = await turn.act(
        act,
        sender=turn.sender,
        message_id=message_id,
        posting_id=press.subject,
        delivery_id=press.delivery_id,
    )
    await answer(callback, outcome.text)


async def pressed_question(callback: CallbackQuery, turn: Turn, press: Press) -> None:
    """Yes, no, one of several postings, or a run of days, under a question; in a group or in private."""
    if turn.sender is None:
        return
    chosen = int(press.rest) if press.act == "pick" and press.rest.isdecimal() else None
    yes = press.rest == "yes" if press.act == "answer" else None
    outcome = await turn.act(
        replies.press,
        sender=turn.sender,
        question_id=press.subject,
        yes=yes,
        posting_id=chosen,
        run=press.rest if press.act == "days" else "",
    )
    await answer(callback, outcome.text)
