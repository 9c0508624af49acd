"""Everybody else in private: needs, answers, orders, small talk; and the catch-all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import brokers, changes, deskwork, draft_presses, drafts, private
from bot.errors import Refused
from bot.models import Role
from handlers import behind, presses
from handlers.presses import Press, Pressed
from handlers.turn import Turn
from nlp import contacts

HEAR: dict[str, behind.Hear] = {Role.BROKER: brokers.hear, Role.DESK: deskwork.hear, Role.HEAD: deskwork.hear}
ORDERS = {"list": "roster", "close": "close", "cancel": "cancel", "again": "again", "reopen": "reopen"}


async def press_act(callback: CallbackQuery, turn: Turn, function: Callable[..., str], **values: Any) -> None:
    """Run the one act behind a press and show what it says as the popup; a refusal comes as a message."""
    try:
        told = await turn.act(function, **values)
    except Refused:
        await presses.answer(callback)
        raise
    await presses.answer(callback, told)


async def start(message: Message, command: CommandObject, turn: Turn) -> None:
    """/start, with or without an invitation's word."""
    if turn.sender is not None:
        await turn.act(private.start, sender=turn.sender, token=(command.args or "").strip())


async def language(message: Message, command: CommandObject, turn: Turn) -> None:
    """/lang, /lang en."""
    if turn.sender is not None:
        await turn.act(private.choose_language, sender=turn.sender, language=(command.args or "").strip().lower())


async def mine(message: Message, turn: Turn) -> None:
    """/my."""
    if turn.sender is not None:
        await turn.act(private.mine, sender=turn.sender)


async def help_me(message: Message, turn: Turn) -> None:
    """/help."""
    if turn.sender is not None:
        await turn.act(private.help_me, sender=turn.sender)


async def who_am_i(message: Message, turn: Turn) -> None:
    """/id."""
    if turn.sender is not None:
        await turn.act(private.who_am_i, sender=turn.sender)


async def forget(message: Message, turn: Turn) -> None:
    """/forget."""
    if turn.sender is not None:
        await turn.act(private.ask_forget, sender=turn.sender)


def words(message: Message) -> str:
    """The text of a message, or the words under a picture; a shared contact is its name and phone."""
    if message.contact is not None:
        return contacts.card(message.contact.first_name, message.contact.phone_number)
    return message.text or message.caption or ""


async def heard(message: Message, turn: Turn) -> None:
    """Any text."""
    if turn.sender is None:
        return
    quoted = message.reply_to_message
    await behind.hear(turn, drafts.hear, words(message), quoting=quoted.message_id if quoted else None)


async def heard_edited(message: Message, turn: Turn) -> None:
    """A message that was changed after it was sent."""
    if turn.sender is not None and words(message):
        await turn.act(drafts.hear, sender=turn.sender, text=words(message), edited=True)


async def no_text(message: Message, bot: Bot, turn: Turn) -> None:
    """A sticker, a voice message, a picture without words, a place."""
    if turn.sender is not None:
        named = turn.sender.user_id in turn.here.settings.desk  # of the desk from their first word on
        await behind.no_text(message, bot, turn, turn.sender, HEAR.get(Role.HEAD if named else turn.role, drafts.hear))


async def pressed_draft(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A button under a draft's card or a question about it."""
    await press_act(
        callback,
        turn,
        draft_presses.press_draft,
        sender=turn.sender,
        posting_id=press.subject,
        act=press.act,
        rest=press.rest,
    )


async def pressed_order(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """关闭, 取消, 名单, 再来一次, 接着招 under one's own posting."""
    act = ORDERS[press.act]
    await press_act(callback, turn, draft_presses.press_order, sender=turn.sender, posting_id=press.subject, act=act)


async def pressed_which(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """Which of several postings an order was for."""
    act, _, rest = press.rest.partition(":")
    number, _, day = rest.partition(":")
    await press_act(
        callback,
        turn,
        draft_presses.press_order,
        sender=turn.sender,
        posting_id=press.subject,
        act=act,
        number=number,
        day=day,
    )


async def pressed_cancel(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The last word on calling off."""
    function = changes.press_call_off if press.act == "cancel2" else changes.keep_on
    await press_act(callback, turn, function, sender=turn.sender, posting_id=press.subject)


async def pressed_language(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A language's button."""
    await press_act(callback, turn, private.choose_language, sender=turn.sender, language=press.rest)


async def pressed_try(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The example was tapped."""
    await press_act(callback, turn, private.try_example, sender=turn.sender)


async def pressed_forget(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The last word on being forgotten."""
    await press_act(callback, turn, private.forget, sender=turn.sender)


async def pressed_unknown(callback: CallbackQuery, turn: Turn) -> None:
    """A button of another version, or a forged one."""
    if turn.sender is not None:
        await press_act(callback, turn, private.old_button, sender=turn.sender)


def router() -> Router:
    """A fresh router; it stands last, for its end takes everything."""
    made = Router(name="employer")
    chat = F.chat.type == "private"
    made.message.register(start, chat, Command("start"))
    made.message.register(language, chat, Command("lang"))
    made.message.register(mine, chat, Command("my"))
    made.message.register(help_me, chat, Command("help"))
    made.message.register(who_am_i, chat, Command("id"))
    made.message.register(forget, chat, Command("forget"))
    made.message.register(help_me, chat, F.text.startswith("/"))  # a command of no kind of ours
    made.message.register(heard, chat, F.text | F.caption | F.contact)
    made.message.register(no_text, chat)
    made.edited_message.register(heard_edited, chat)
    made.callback_query.register(pressed_draft, Pressed("ok", "no", "set", "goon"))
    made.callback_query.register(pressed_order, Pressed(*ORDERS))
    made.callback_query.register(pressed_which, Pressed("do"))
    made.callback_query.register(pressed_cancel, Pressed("cancel2", "keep"))
    made.callback_query.register(pressed_language, Pressed("lang"))
    made.callback_query.register(pressed_try, Pressed("try"))
    made.callback_query.register(pressed_forget, Pressed("forget"))
    made.callback_query.register(pressed_unknown)
    return made
